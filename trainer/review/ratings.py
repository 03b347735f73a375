"""Ratings of a sitting: written to the log, and undone."""

from typing import TYPE_CHECKING

from cards.answer import Answer, Mode, points_from_text
from cards.card import Card
from cards.errors import GreenroomError
from cards.key import CardKey
from cards.review import Rating, Review
from scheduler.planning.session import Turn
from trainer.review.prompts import outcome
from trainer.review.sitting import Sitting
from trainer.terminal.words import short_day

if TYPE_CHECKING:
    from datetime import date

    from trainer.interview.plan import NextReview


def when_back(sitting: Sitting, card: Card, turn: Turn, answer: Answer, today: "date") -> "dict[Rating, NextReview]":
    """Return when a card comes back for each rating its answer could get on this study day."""
    from cards.grading import missed_musts
    from trainer.interview import plan

    missed = answer.covered is not None and missed_musts(card, answer.covered) > 0
    return plan.when_back(sitting.store, sitting.plan, turn.key, today, today, missed_must=missed)


def record(sitting: Sitting, card: Card, turn: Turn, answer: Answer, rating: Rating, suggested: Rating) -> None:
    """Write a rating to the log, say when the card comes back, and go on to the next card.

    The clock is read once: around 04:00, two reads would be of two study days.
    """
    from trainer.interview.plan import NextReview
    from trainer.review.attempt import Attempt

    now = sitting.env.clock()
    attempt = Attempt(key=turn.key, card=card, phrasing=turn.phrasing or 0, answer=answer, at=now)
    review = attempt.rated(sitting.store, sitting.env, rating, suggested)
    today = review.study_day
    own_points = sitting.own.are_ticked(turn.key) and review.points_covered is not None
    story, sections = sitting.own.story(turn.key), sitting.own.sections(turn.key)
    with sitting.store.at_once():
        planned = None if sitting.plan is None else when_back(sitting, card, turn, answer, today)[rating]
        meanwhile = _rated_meanwhile(sitting, turn.key)
        _, memory = sitting.store.record(
            review,
            own_points=own_points,
            story=story,
            sections=sections,
            planned=None if planned is None else planned.promised,
            spoken=sitting.figures.get(turn.key),
        )
    _catch_up(sitting, turn.key, today)
    sitting.kept.drop(turn.key)
    sitting.unticked.discard(turn.key)
    back = planned or NextReview(memory.due)
    covered = answer.covered or frozenset()
    ticked = () if answer.covered is None else card.key_points
    sitting.missed[review.uuid] = [point.text for at, point in enumerate(ticked) if at not in covered]
    sitting.session = sitting.session.lasted(sitting.spent.so_far, now).rate(rating, now)
    again = ""
    if rating is Rating.AGAIN and not turn.repeat and sitting.session.current is not None:
        fits = sitting.session.limit is None or not sitting.session.repeats_fit
        again = "once more today" if fits else "once more today if there's time"
    points = (len(covered), len(card.key_points)) if answer.covered is not None and card.key_points else None
    sitting.ui.show(outcome(rating, back, today, sitting.ui.layout, again=again, points=points))
    if meanwhile is not None:
        sitting.ui.say(f"Another terminal rated this {meanwhile.title} while you answered; both ratings count.")


def undo(sitting: Sitting) -> None:
    """Undo the last step: a bury, suspend or flag of this sitting, else the newest rating in the log."""
    if sitting.actions.is_newest(len(sitting.session.rated)):
        _undo_action(sitting)
        return
    from scheduler.log.spoken import spoken_of

    review = sitting.store.undo(sitting.home.now_ms)
    if review is None:
        sitting.ui.say("There is no rating to undo.")
        return
    today = sitting.home.today
    when = "" if review.study_day == today else f" of {short_day(review.study_day, today)}"
    sitting.ui.say(f"Undone: {review.rating.title}{when} for {review.key}.")
    rated = sitting.session.rated
    if rated and rated[-1].turn.key == review.key:
        sitting.session = sitting.session.undo()
    else:
        covered = points_from_text(review.points_covered) if _has_points_of(sitting, review) else None
        heard = review.mode is Mode.SPOKEN
        answer = Answer(review.answer_ms, review.answer_text or "", covered, heard=heard)
        sitting.ticked_points.pop(review.key, None)
        sitting.own.resume(review)
        sitting.figures[review.key] = spoken_of(sitting.store, review.uuid)
        sitting.session = sitting.session.reopen(Turn(key=review.key, phrasing=review.phrasing, answer=answer))
    sitting.keep_answer()
    _catch_up(sitting, review.key, today)
    sitting.missed.pop(review.uuid, None)
    sitting.shown = None


def _undo_action(sitting: Sitting) -> None:
    """Undo the last bury, suspend or flag; ask its card again if that had set it aside."""
    turn = sitting.actions.undo()
    if turn is None:
        return
    if turn.key in sitting.session.set_aside:
        sitting.session = sitting.session.unskip(turn)
    sitting.shown = None


def _has_points_of(sitting: Sitting, review: Review) -> bool:
    """Return whether a card has as many points as when it was rated."""
    try:
        return len(review.points_covered or "") == len(sitting.card(review.key).key_points)
    except GreenroomError:  # the card is gone
        return False


def _rated_meanwhile(sitting: Sitting, key: CardKey) -> Rating | None:
    """Return the rating that another terminal gave a card since its question was shown; None if there is none."""
    newest = None if sitting.shown is None else sitting.store.rated_since(key, sitting.shown.since_utc_ms)
    return None if newest is None or newest[0] in sitting.missed else Rating(newest[1])


def _catch_up(sitting: Sitting, key: CardKey, today: "date") -> None:
    """Read the time spent and the remaining cards' order again, now that the memory of one has changed.

    Called after the commit: if that fails, the sitting must not be ahead of the log.
    """
    with sitting.store.snapshot():
        sitting.spent.count()
        if sitting.plan is not None:
            sitting.plan.refresh(key)
            if sitting.after is not None:
                sitting.session = sitting.session.requeued(sitting.plan.queue(today) + sitting.after)
