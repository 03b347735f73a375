"""The follow-up to an interview: what was asked, who to thank, the next steps, and when they decide."""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cards.card import Card, KeyPoint, Kind
from cards.key import CardKey, Priority
from cards.text import clean_line, slug
from decks.library.library import Library
from decks.model.errors import DeckUnavailable
from scheduler.log.store import Store
from trainer.interview.dates import Interview, InterviewsError, coming, day_from, held, read_interviews
from trainer.interview.prepared import wanted_cards
from trainer.terminal.words import count, percent, short_day, until

if TYPE_CHECKING:
    from scheduler.stats.interviews import HeldInterview

# How long after an interview its debrief is offered, and how long after the decision day a reminder is shown.
OFFERED_FOR, REMINDED_FOR = timedelta(days=14), timedelta(days=7)
# The latest decision day, counted from the interview.
LATEST_DECISION = timedelta(days=366)
# The possible results of an interview, and their wording in a sentence.
RESULTS = {"offer": "an offer", "no": "a no", "next": "the next round"}
# The review of a question the user chose not to rate, so that the debrief does not ask again.
LEFT_OUT = "left out"


class Asked(NamedTuple):
    """A question that was asked in an interview.

    Attributes:
        card: The card that asks it; None until it has one.
        review: The uuid of the review that rates the user's answer; empty if there is none yet, `LEFT_OUT` if there
            will be none.
    """

    question: str
    card: CardKey | None = None
    review: str = ""


@dataclass(frozen=True, slots=True)
class Followup:
    """What the user wrote down after an interview."""

    asked: tuple[Asked, ...] = ()
    people: tuple[str, ...] = ()  # who the user met, as entered
    next_steps: str = ""
    decision: date | None = None  # the day they decide; None if unknown
    result: str = ""  # one of `RESULTS`; empty if unknown
    readiness: float | None = None  # the readiness on its day, 0 to 1, kept with the result


def read_followup(path: Path, interview: Interview) -> Followup:
    """Return the follow-up of an interview that was read from the file at `path`.

    Raises:
        InterviewsError: Something in it is not valid.
    """
    rest = dict(interview.rest)
    asked, people = rest.get("asked", []), rest.get("people", [])
    next_steps, decision = rest.get("next_steps", ""), rest.get("decision")
    result, readiness = rest.get("result", ""), rest.get("readiness")
    if not isinstance(asked, list) or not all(
        isinstance(each, dict)
        and isinstance(each.get("question"), str)
        and all(isinstance(each.get(name, ""), str) for name in ("card", "review"))
        for each in asked
    ):
        raise InterviewsError(f"{path}: asked is not a list of questions", 'Write asked = [{question = "..."}].')
    if not isinstance(people, list) or not all(isinstance(each, str) for each in people):
        raise InterviewsError(f"{path}: people is not a list of names", 'Write people = ["..."].')
    if not isinstance(next_steps, str):
        raise InterviewsError(f"{path}: next_steps is not text", 'Write next_steps = "...".')
    try:
        decision = None if decision is None else day_from("decision", decision)
    except InterviewsError as error:
        raise InterviewsError(f"{path}: {error.what}", error.fix) from None
    if result not in ("", *RESULTS):
        raise InterviewsError(f"{path}: result is not offer, no or next", 'Write result = "offer".')
    if readiness is not None and (type(readiness) not in (int, float) or not 0 <= readiness <= 1):
        raise InterviewsError(f"{path}: readiness is not a number from 0 to 1", "Write readiness = 0.87.")
    questions = (
        Asked(clean_line(each["question"]), CardKey.parse(each.get("card", "")), each.get("review", ""))
        for each in asked
    )
    people = tuple(map(clean_line, people))
    return Followup(tuple(questions), people, clean_line(next_steps), decision, result, readiness)


def change_followup(
    path: Path, interview: Interview, change: Callable[[Followup], Followup], *, debriefed: date | None = None
) -> Interview:
    """Change the follow-up of an interview in the file, and return the interview changed.

    The interview is added if the file does not have it. Values that `change` leaves alone stay as written.

    Args:
        path: The file.
        interview: The interview as it was read.
        change: Returns the changed follow-up for the one now in the file, so that nothing saved meanwhile is lost.
        debriefed: The day of the debrief, saved if it is the first; None to leave it alone.

    Raises:
        InterviewsError: The file cannot be read or written; nothing was changed.
    """
    from trainer.interview.dates_file import change_interview

    def make(now: Interview) -> Interview:
        before = read_followup(path, now)
        after = change(before)
        written = {clean_line(each["question"]): each for each in now.rest.get("asked", [])}
        known = {
            "asked": [written.get(each.question, {}) | _asked_table(each) for each in after.asked],
            "people": list(after.people),
            "next_steps": after.next_steps,
            "decision": after.decision,
            "result": after.result,
            "readiness": after.readiness,
        }
        changed = {name: value for name, value in known.items() if getattr(before, name) != getattr(after, name)}
        rest = {name: value for name, value in (dict(now.rest) | changed).items() if value not in ([], "", None)}
        return now._replace(rest=rest, debriefed=now.debriefed or debriefed)

    return change_interview(path, interview, make)


def covered(interview: Interview, followup: Followup) -> int | None:
    """Return how many of the questions asked had a card among those chosen for the advert, else in the decks chosen.

    None if neither were chosen, or nothing was asked. Cards that a debrief added don't count.
    """
    if followup.asked and (cards := wanted_cards(interview)):
        return sum(each.card in cards for each in followup.asked)
    decks = {*interview.decks} - {deck_for(interview)}
    if not decks or not followup.asked:
        return None
    return sum(each.card is not None and each.card.deck in decks for each in followup.asked)


def covered_sentence(interview: Interview, followup: Followup) -> str:
    """Return `covered` as a sentence; empty for None."""
    cards = covered(interview, followup)
    if cards is None:
        return ""
    where = "the set chosen for the advert" if wanted_cards(interview) else ", ".join(interview.decks)
    return f"{cards} of {count(len(followup.asked), 'question')} had a card in {where}."


def held_interviews(path: Path, today: date) -> "list[HeldInterview]":
    """Return the interviews up to today that have rated answers, the earliest first; raises as `read_followup`."""
    from scheduler.stats.interviews import HeldInterview

    found = []
    for each in reversed(held(read_interviews(path), today)):
        reviews = tuple(asked.review for asked in read_followup(path, each).asked)
        found.append(HeldInterview(each.day, each.title, tuple(uuid for uuid in reviews if uuid not in ("", LEFT_OUT))))
    return [each for each in found if each.reviews]


def _asked_table(asked: Asked) -> dict[str, str]:
    """Return a question as a table of the file, without what is empty."""
    table = {"question": asked.question, "card": str(asked.card or ""), "review": asked.review}
    return {name: value for name, value in table.items() if value}


def next_debrief(interviews: Iterable[Interview], today: date) -> Interview | None:
    """Return the interview that `greenroom interview debrief` opens: the latest that is over and not debriefed.

    While none is waiting for its debrief, it is an interview of today, then one too old to be offered, then the
    latest debriefed. None if none was held.
    """

    def turn(each: Interview) -> tuple[bool, bool, bool, date]:
        ago = today - each.day
        return (each.debriefed is None, timedelta(0) < ago <= OFFERED_FOR, not ago, each.day)

    return max(held(interviews, today), key=turn, default=None)


def debrief_command(interview: Interview, opened: Interview | None) -> str:
    """Return the command that debriefs this interview, with its name if without it would open another, `opened`."""
    at = f' --at "{interview.at}"' if " " in interview.at or not interview.at else f" --at {interview.at}"
    return f"`greenroom interview debrief{'' if opened == interview else at}`"


def reminders(path: Path, today: date) -> list[str]:
    """Return today's reminders: the sheet before an interview, debriefs not done, decisions due."""
    interviews = read_interviews(path)
    sentences = [
        f"{each.title} is {until(each.day, today)}: `greenroom sheet` lists your must-haves."
        for each in coming(interviews, today)
        if each.days_left(today) <= 1
    ]
    opened = next_debrief(interviews, today)
    for interview in held(interviews, today):
        ago = today - interview.day
        if interview.debriefed is None and timedelta(0) < ago <= OFFERED_FOR:
            when = "was yesterday" if ago.days == 1 else f"was {ago.days} days ago"
            command = debrief_command(interview, opened)
            sentences.append(f"{interview.title} {when}. Still time to note what they asked: {command}.")
        if ago > LATEST_DECISION + REMINDED_FOR:
            break
        try:
            followup = read_followup(path, interview)
        except InterviewsError as error:  # no reason to keep the user from reviewing
            sentences.append(str(error))
            continue
        decision = followup.decision
        if decision is not None and not followup.result and timedelta(0) <= today - decision <= REMINDED_FOR:
            when = {0: "today", 1: "yesterday"}.get((today - decision).days, f"{(today - decision).days} days ago")
            sentences.append(
                f"{interview.title}: they wanted to decide {when}. No word yet? Write a short, friendly note;"
                " `close-and-follow-up` has cards for it. New date? `greenroom interview debrief --decision DAY`."
            )
    return sentences


def deck_for(interview: Interview) -> str:
    """Return the id of the user's own deck for the questions asked in an interview and its thank-you cards."""
    return f"asked-{slug(interview.at)}" if slug(interview.at) else "my-questions"


def thank_you_card(name: str, interview: Interview) -> Card:
    """Return the card that asks for a thank-you note to a person; a new one for each interview they were in."""
    return Card(
        id="",
        question=f"Thank {name} for {short_day(interview.day)}: write the note.",
        kind=Kind.NOTE,
        priority=Priority.MUST,
        looks_for="That you listened, that you want this job, and that you write as you talk. Send it within a day.",
        key_points=(
            KeyPoint("pick up one thing you talked about", must=True),
            KeyPoint("say what draws you to this job, here", must=True),
            KeyPoint("add one proof, or improve one answer"),
            KeyPoint("thank them once, and spell the name right"),
        ),
        pitfalls=("Sending everyone the same text.", "Asking for the result."),
        tags=("thank-you",),
    )


def people_thanked(store: Store, library: Library, interview: Interview, people: Sequence[str]) -> set[str]:
    """Return the people whose thank-you note is written: the card for it has been rated."""
    try:
        cards = library.cards(deck_for(interview))
    except DeckUnavailable:
        return set()
    rated = {card.question for card in cards if store.memory(CardKey(deck_for(interview), card.id)) is not None}
    return {name for name in people if thank_you_card(name, interview).question in rated}


def followup_sentences(followup: Followup, thanked: Container[str], today: date) -> list[str]:
    """Return a follow-up as sentences: who to thank and who is `thanked`, what is next, when they decide."""
    sentences = []
    if followup.people:
        names = (f"{name} (written)" if name in thanked else name for name in followup.people)
        sentences.append(f"To thank: {'; '.join(names)}")
    if followup.next_steps:
        sentences.append(f"Next: {followup.next_steps}")
    if followup.result:
        ready = f", readiness on the day {percent(followup.readiness)}" if followup.readiness is not None else ""
        sentences.append(f"Result: {RESULTS[followup.result]}{ready}")
    elif followup.decision is not None:
        when = f", {until(followup.decision, today)}" if followup.decision >= today else ""
        sentences.append(f"They decide by {short_day(followup.decision)}{when}")
    return sentences
