"""The debrief of a real interview: what was asked, who you met, what comes next. Each entry is saved at once."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from cards.errors import UsageError
from trainer.debrief.asked_questions import AskedQuestions
from trainer.home import Home
from trainer.interview.dates import Interview
from trainer.interview.followup import (
    LATEST_DECISION,
    LEFT_OUT,
    Asked,
    Followup,
    change_followup,
    read_followup,
    thank_you_card,
)
from trainer.interview.spoken_date import Window, read_or_ask
from trainer.terminal.dialogue import Dialogue
from trainer.terminal.words import short_day

# A text with fewer letters is not a question; it was probably meant for another prompt.
_LEAST_LETTERS = 2


def decision_from(text: str, interview: Interview, home: Home, dialogue: Dialogue) -> date:
    """Return the decision day in a text, asking which one if it can be two.

    Raises:
        UsageError: It cannot be read, or is not within a year after the interview.
        UserLeft: The user leaves.
    """
    window = Window(home.calendar_day, interview.day, interview.day + LATEST_DECISION)
    day = read_or_ask(text, window, home, lambda: dialogue)
    if day not in window:
        fix = f"Give a day from {window.first} to {window.last}."
        raise UsageError(f"{day} is not within a year of the interview", fix)
    return day


class InterviewDebrief:
    """Asks about an interview. The user can leave at any point and pick it up again; nothing is entered twice.

    Attributes:
        followup: What has been entered so far.
    """

    def __init__(
        self,
        dialogue: Dialogue,
        home: Home,
        questions: AskedQuestions,
        interview: Interview,
        heard: Sequence[str] = (),
    ) -> None:
        """Begin, or pick up, the debrief of an interview; `heard` are questions of its transcript to confirm."""
        self._dialogue = dialogue
        self._home = home
        self._questions = questions
        self._interview = interview
        self._heard = heard
        self.followup = read_followup(home.interviews, interview)

    def run(self) -> Interview:
        """Ask for everything, and save each entry at once; return the interview, debriefed."""
        self._ask_questions()
        self._ask_people()
        self._ask_next_steps()
        self._ask_decision()
        self._change(lambda now: now, debriefed=self._home.today)
        return self._interview

    def _ask_questions(self) -> None:
        self._dialogue.heading("What were you asked? One question at a time, as they put it.")
        for asked in self.followup.asked:
            self._dialogue.say(f"Kept: {asked.question}")
            if asked.review != LEFT_OUT:
                self._complete(asked)  # the debrief may have been left before its card or its rating
        self._confirm_heard()
        while text := self._dialogue.ask("Asked", "a question as they put it; Enter when done, q leaves"):
            self._take(text)

    def _confirm_heard(self) -> None:
        """Ask of each question in the transcript whether it was one."""
        kept = {each.question.casefold() for each in self.followup.asked}
        heard = [question for question in self._heard if question.casefold() not in kept]
        for number, question in enumerate(heard, start=1):
            self._dialogue.heading(f"{number} of {len(heard)}: {question}")
            hint = "Enter keeps it · n drops it · or type it the way they asked it · q leaves"
            while (text := self._dialogue.ask("Asked", hint)).casefold() not in ("n", "no"):
                if self._take(question if text.casefold() in ("", "y", "yes") else text):
                    break
        if heard:
            self._dialogue.heading("Anything else they asked?")

    def _take(self, text: str) -> bool:
        """Take a question that was asked, and all that belongs to it; say so and return False if it is too short."""
        if sum(map(str.isalpha, text)) < _LEAST_LETTERS:
            self._dialogue.say(f'"{text}" is too short for a question.')
            return False
        found = next((each for each in self.followup.asked if each.question.casefold() == text.casefold()), None)
        if found is None:
            found = Asked(text)
            self._add(found)
        self._complete(found)
        return True

    def _add(self, asked: Asked) -> None:
        self._change(lambda now: replace(now, asked=(*now.asked, asked)))

    def _complete(self, asked: Asked) -> None:
        """Do what is still missing: find or add the card of a question, and ask how its answer went."""
        key = asked.card
        if key is None:
            key = self._questions.card_for(asked.question)
            self._update(asked.question, card=key)

        def before(review: str) -> None:
            """Save the review's name before the review: if the log then lacks it, the rating is asked for again."""
            self._update(asked.question, review=review)

        self._questions.rate(key, asked.review, before)

    def _update(self, question: str, **changes: Any) -> None:
        def updated(each: Asked) -> Asked:
            return each._replace(**changes) if each.question == question else each

        self._change(lambda now: replace(now, asked=tuple(map(updated, now.asked))))

    def _ask_people(self) -> None:
        self._dialogue.heading("Who did you meet? You get a card for each thank-you note.")
        for name in self.followup.people:
            self._dialogue.say(f"Kept: {name}")
            self._questions.add(thank_you_card(name, self._interview))
        while name := self._dialogue.ask_text("Person", "name, and what they do; Enter when done, q leaves"):
            if name.casefold() in {other.casefold() for other in self.followup.people}:
                self._dialogue.say(f"{name} is already on the list.")
                continue
            self._add_person(name)
            self._questions.add(thank_you_card(name, self._interview))

    def _add_person(self, name: str) -> None:
        self._change(lambda now: replace(now, people=(*now.people, name)))

    def _ask_next_steps(self) -> None:
        self._dialogue.heading("What comes next?")
        now = self.followup.next_steps
        text = self._dialogue.ask_text(
            "Next steps", f'"{now}"; Enter keeps it, - removes it' if now else "Enter for none"
        )
        if text:
            self._change(partial(replace, next_steps="" if text == "-" else text))

    def _ask_decision(self) -> None:
        now = self.followup.decision
        hint = "when they decide (fri, 17 Dec, in two weeks); Enter if you don't know"
        if now:
            hint = f"{short_day(now, self._home.today)}; Enter keeps it, - removes it"
        while text := self._dialogue.ask("Decision day", hint):
            try:
                day = None if text == "-" else decision_from(text, self._interview, self._home, self._dialogue)
            except UsageError as error:
                self._dialogue.say(str(error))
                continue
            if day is None or self._is_meant(day):
                self._change(partial(replace, decision=day))
                return

    def _is_meant(self, day: date) -> bool:
        """Return whether a day is meant; ask if it is in the past."""
        if day >= self._home.today:
            return True
        hint = f"{short_day(day)} is past; y keeps it, Enter asks again"
        return self._dialogue.ask("Keep it", hint).casefold() in ("y", "yes")

    def _change(self, change: Callable[[Followup], Followup], *, debriefed: date | None = None) -> None:
        self._interview = change_followup(self._home.interviews, self._interview, change, debriefed=debriefed)
        self.followup = read_followup(self._home.interviews, self._interview)
