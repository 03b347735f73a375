"""Answers given in real interviews against what was predicted for them: as figures, and in two sentences."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from scheduler.log.store import Store
from scheduler.stats.interviews import ENOUGH, AskedAnswer, Delivery, HeldInterview, asked_answers, delivery_of
from trainer.terminal.words import count, percent


class InterviewFigures(NamedTuple):
    """A real interview, and how the answers given there went against what was predicted."""

    day: date
    title: str
    delivery: Delivery


class Asked(NamedTuple):
    """The answers given in all interviews together, and in each, the first one first."""

    all: Delivery | None
    interviews: list[InterviewFigures]


def asked_in(store: Store, held: Iterable[HeldInterview], deck: str | None = None) -> Asked:
    """Return how the answers given in some interviews went, those on one deck or all."""
    found: list[InterviewFigures] = []
    answers: list[AskedAnswer] = []
    for interview in held:
        given = [answer for answer in asked_answers(store, interview) if deck in (None, answer.key.deck)]
        if delivery := delivery_of(given):
            found.append(InterviewFigures(interview.day, interview.title, delivery))
            answers += given
    return Asked(delivery_of(answers), found)


def asked_sentences(found: Delivery) -> tuple[str, str]:
    """Return what was predicted and delivered, and how far you can trust the readiness figure."""
    if found.new == found.n:
        asked = f"Asked in interviews: {count(found.n, 'question')}, never rehearsed; "
        return f"{asked}not failed {percent(found.delivered)}.", "That says nothing about your readiness figure."
    new = f", {found.new} never rehearsed" if found.new else ""
    asked = f"Asked in interviews: {count(found.n, 'question')}{new}; "
    asked += f"predicted {percent(found.predicted)}, not failed {percent(found.delivered)}."
    if found.n < ENOUGH:
        return asked, f"With fewer than {ENOUGH}, that says little about your readiness figure."
    if not found.is_off:
        return asked, "That can be chance: nothing shows that your readiness figure is off."
    gap = found.delivered - found.predicted
    side = "low" if gap > 0 else "high"
    return asked, f"So your readiness figure is too {side}, by about {round(100 * abs(gap))} points."
