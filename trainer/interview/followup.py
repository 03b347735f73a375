"""What follows an interview: what was asked, whom to thank, the next steps, and when they decide."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cards.card import Card, KeyPoint, Kind
from cards.key import CardKey, Priority
from cards.text import clean_line, slug
from decks.model.errors import UnknownDeck
from trainer.interview.dates import Interview, InterviewsError, held, read_interviews
from trainer.terminal.words import short_day

if TYPE_CHECKING:
    from decks.library.library import Library
    from scheduler.log.store import Store

# How long after an interview its debrief is offered, and after the decision day a word is said of it.
OFFERED_FOR, REMINDED_FOR = timedelta(days=14), timedelta(days=7)
# How long after an interview they may decide.
LATEST_DECISION = timedelta(days=366)
# Stands for the review of a question whose rating was left out, so that it is not asked for again.
LEFT_OUT = "left out"


class Asked(NamedTuple):
    """A question that was really asked.

    Attributes:
        question: It, as it was put.
        card: The card it is; None until that is settled.
        review: The name of the review that tells how the answer went; empty if there is none, `LEFT_OUT` if there
            is to be none.
    """

    question: str
    card: CardKey | None = None
    review: str = ""


@dataclass(frozen=True, slots=True)
class Followup:
    """What was written down after an interview.

    Attributes:
        asked: The questions that were really asked, as they were put.
        people: Whom the user met, names as entered.
        next_steps: What happens next; may be empty.
        decision: The day they decide on; None if it is not known.
    """

    asked: tuple[Asked, ...] = ()
    people: tuple[str, ...] = ()
    next_steps: str = ""
    decision: date | None = None


def read_followup(path: Path, interview: Interview) -> Followup:
    """Read what was written down after an interview.

    Raises:
        InterviewsError: The file says it in another form.
    """
    rest = dict(interview.rest)
    asked, people = rest.get("asked", []), rest.get("people", [])
    next_steps, decision = rest.get("next_steps", ""), rest.get("decision")
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
    if decision is not None and type(decision) is not date:
        raise InterviewsError(f"{path}: decision is no day", "Write decision = 2026-12-17.")
    questions = (
        Asked(clean_line(each["question"]), CardKey.parse(each.get("card", "")), each.get("review", ""))
        for each in asked
    )
    return Followup(tuple(questions), tuple(map(clean_line, people)), clean_line(next_steps), decision)


def change_followup(
    path: Path, interview: Interview, change: Callable[[Followup], Followup], *, debriefed: date | None = None
) -> Interview:
    """Write down what follows an interview, and given a day, when it was first debriefed; return it as it is then.

    The interview is added to the file if it is not there. What `change` is given is what the file says by then, so that
    nothing is lost that was written into it meanwhile; what it leaves as it is stays as it is written there.

    Raises:
        InterviewsError: The file cannot be read or written; it is as it was.
    """
    from trainer.interview.dates_file import change_interview

    def make(now: Interview) -> Interview:
        before = read_followup(path, now)
        after = change(before)
        said = {each["question"]: each for each in now.rest.get("asked", [])}
        known = {
            "asked": [said.get(each.question, {}) | _asked_table(each) for each in after.asked],
            "people": list(after.people),
            "next_steps": after.next_steps,
            "decision": after.decision,
        }
        changed = {name: value for name, value in known.items() if getattr(before, name) != getattr(after, name)}
        rest = {name: value for name, value in (dict(now.rest) | changed).items() if value not in ([], "", None)}
        return now._replace(rest=rest, debriefed=now.debriefed or debriefed)

    return change_interview(path, interview, make)


def _asked_table(asked: Asked) -> dict[str, str]:
    table = {"question": asked.question, "card": str(asked.card or ""), "review": asked.review}
    return {name: value for name, value in table.items() if value}


def reminders(path: Path, today: date) -> list[str]:
    """Return what is to be said of past interviews today: a debrief to be done, a decision that is due."""
    told = []
    for interview in held(read_interviews(path), today):
        ago = today - interview.day
        if interview.debriefed is None and timedelta(0) < ago <= OFFERED_FOR:
            when = "was yesterday" if ago.days == 1 else f"was {ago.days} days ago"
            told.append(f"{interview.title} {when}. While it is fresh: `greenroom interview debrief`.")
        if ago > LATEST_DECISION + REMINDED_FOR:
            break
        try:
            decision = read_followup(path, interview).decision
        except InterviewsError as error:  # whoever came to review is not kept from it
            told.append(str(error))
            continue
        if decision is not None and timedelta(0) <= today - decision <= REMINDED_FOR:
            when = {0: "today", 1: "yesterday"}.get((today - decision).days, f"{(today - decision).days} days ago")
            told.append(
                f"{interview.title}: they meant to decide {when}. No word yet? Write a short, friendly note;"
                " `close-and-follow-up` has cards for it. `greenroom interview debrief --decision DAY` keeps a new day."
            )
    return told


def deck_for(interview: Interview) -> str:
    """Return the id of the user's own deck that what was asked goes to."""
    return f"asked-{slug(interview.at)}" if slug(interview.at) else "my-questions"


def thank_you_card(name: str, interview: Interview) -> Card:
    """Return the card that asks for the thank-you note to somebody who was met; another one for each interview."""
    return Card(
        id="",
        question=f"Thank {name} for {short_day(interview.day)}: write the note.",
        kind=Kind.NOTE,
        priority=Priority.MUST,
        looks_for="That you listened, that you want this job, and that you write as you talk. Send it within a day.",
        key_points=(
            KeyPoint("takes up one thing that the two of you talked about", must=True),
            KeyPoint("says what draws you to this job and to this place", must=True),
            KeyPoint("adds one proof, or mends one answer"),
            KeyPoint("thanks once, and spells the name right"),
        ),
        pitfalls=("The same text to everybody.", "Asking for the result."),
        tags=("thank-you",),
    )


def people_thanked(store: "Store", library: "Library", interview: Interview, people: Sequence[str]) -> set[str]:
    """Return to whom of these the note has been written: its card has been rated."""
    try:
        cards = library.cards(deck_for(interview))
    except UnknownDeck:
        return set()
    rated = {card.question for card in cards if store.memory(CardKey(deck_for(interview), card.id)) is not None}
    return {name for name in people if thank_you_card(name, interview).question in rated}


def followup_sentences(followup: Followup, written: Container[str], today: date) -> list[str]:
    """Return what is known after an interview as sentences: whom to thank, what is next, when they decide."""
    told = []
    if followup.people:
        names = (f"{name} (written)" if name in written else name for name in followup.people)
        told.append(f"To thank: {'; '.join(names)}")
    if followup.next_steps:
        told.append(f"Next: {followup.next_steps}")
    if followup.decision is not None:
        told.append(f"They decide by {short_day(followup.decision)}{_when(followup.decision, today)}")
    return told


def _when(day: date, today: date) -> str:
    left = (day - today).days
    return {0: ", today", 1: ", tomorrow"}.get(left, f", in {left} days" if left > 0 else "")
