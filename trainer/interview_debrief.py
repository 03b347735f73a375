"""The debrief of an interview: what was asked, whom you met, what comes next. Every entry is kept as it is made."""

from dataclasses import replace
from datetime import date, timedelta

from cards.key import CardKey
from trainer.aftermath import Aftermath, Asked, aftermath_of, keep, note_card
from trainer.asked_questions import AskedQuestions
from trainer.home import Home
from trainer.interviews import Interview
from trainer.talk import Talk

_LATEST_DECISION = timedelta(days=366)


class InterviewDebrief:
    """A conversation that can be left at any point, and held again without doubling anything."""

    def __init__(self, talk: Talk, home: Home, questions: AskedQuestions, interview: Interview) -> None:
        self._talk = talk
        self._home = home
        self._questions = questions
        self._interview = interview

    @property
    def known(self) -> Aftermath:
        """What has been written down so far."""
        return aftermath_of(self._home.interviews, self._interview)

    def run(self) -> Interview:
        """Ask for everything; return the interview, debriefed.

        Raises:
            Left: The user leaves; what was entered is kept.
        """
        self._ask_questions()
        self._ask_people()
        self._ask_next_steps()
        self._ask_decision()
        self._interview = keep(self._home.interviews, self._interview, self.known, debriefed=self._home.today)
        return self._interview

    def _ask_questions(self) -> None:
        self._talk.head("What were you asked? One question after another, as they put it.")
        for asked in self.known.asked:
            self._talk.say(f"Kept: {asked.question}")
            self._see_to(asked)  # the debrief may have been left in the middle of it
        while text := self._talk.ask("Asked", "a question as they put it; Enter goes on, q leaves"):
            found = next((each for each in self.known.asked if each.question.casefold() == text.casefold()), None)
            if found is None:
                found = Asked(text)
                self._keep(replace(self.known, asked=(*self.known.asked, found)))
            self._see_to(found)

    def _see_to(self, asked: Asked) -> None:
        key = asked.card
        if key is None:
            key = self._questions.settle(asked.question)
            self._keep(replace(self.known, asked=tuple(_settled(each, asked, key) for each in self.known.asked)))
        self._questions.rate(key)

    def _ask_people(self) -> None:
        self._talk.head("Whom did you meet? Each of them gets a thank-you note, and you a card to write it.")
        for name in self.known.people:
            self._talk.say(f"Kept: {name}")
            self._questions.add(note_card(name, self._interview))
        while name := self._talk.ask("Person", "name, and what they do; Enter goes on, q leaves"):
            if name.casefold() in {other.casefold() for other in self.known.people}:
                self._talk.say(f"{name} is on the list already.")
                continue
            self._keep(replace(self.known, people=(*self.known.people, name)))
            self._questions.add(note_card(name, self._interview))

    def _ask_next_steps(self) -> None:
        self._talk.head("What comes next?")
        now = self.known.next_steps
        text = self._talk.ask("Next steps", f'"{now}"; Enter keeps it, - takes it off' if now else "Enter for none")
        if text:
            self._keep(replace(self.known, next_steps="" if text == "-" else text))

    def _ask_decision(self) -> None:
        now = self.known.decision
        hint = f"{now}; Enter keeps it, - takes it off" if now else "when they decide, as 2026-12-17; Enter for unknown"
        while text := self._talk.ask("Decision day", hint):
            day = None if text == "-" else self._day(text)
            if day is not None or text == "-":
                self._keep(replace(self.known, decision=day))
                return

    def _day(self, text: str) -> date | None:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            self._talk.say(f'"{text}" is no day. Write it as 2026-12-17.')
            return None
        if not self._interview.day <= day <= self._interview.day + _LATEST_DECISION:
            self._talk.say(f"{day} is not within a year after the interview.")
            return None
        return day

    def _keep(self, aftermath: Aftermath) -> None:
        self._interview = keep(self._home.interviews, self._interview, aftermath)


def _settled(each: Asked, asked: Asked, key: CardKey) -> Asked:
    return each._replace(card=key) if each.question == asked.question else each
