"""The figures as JSON for scripts: keys may be added, never renamed or removed."""

from datetime import date
from math import fsum
from typing import Any

from cards.key import CardKey
from scheduler.stats.answers import Timing
from scheduler.stats.interviews import Delivery
from scheduler.stats.knowledge import STABILITY_DAYS, CardGroup
from scheduler.stats.retention import Retention
from trainer.stats.figures import Figures

_RATINGS = ("again", "hard", "good", "easy")


def as_json(figures: Figures) -> dict[str, Any]:
    """Return all figures as JSON values: days as ISO text, shares from 0 to 1, unknown figures as null."""
    done, known, tested = figures.done_today, figures.cards.known, figures.answers.calibration
    bins = [
        {"from": at.low, "to": at.high, "n": at.n, "predicted": at.predicted, "actual": at.actual} for at in tested.bins
    ]
    values = {
        "study_day": figures.today,
        "deck": figures.deck,
        "reviews": sum(day.reviews for day in figures.practice.days),
        "minutes": round(fsum(day.minutes for day in figures.practice.days), 1),
        "today": {"reviews": done.reviews, "minutes": round(done.minutes, 1), "new": figures.practice.new_today},
        "streak": figures.practice.streak,
        "true_retention": figures.practice.retention,
        "buttons": figures.practice.buttons,
        "forecast": [{"day": day, "due": due} for day, due in figures.cards.forecast],
        "calendar": [
            {"day": day, "reviews": reviews, "minutes": round(minutes, 1)}
            for day, reviews, minutes, *_ in figures.practice.days
        ],
        "calibration": tested._asdict() | {"bins": bins},
        "mocks": [
            {
                "study_day": mock.day,
                "manner": mock.manner,
                "questions": mock.planned,
                "answered": mock.answered,
                "seconds": round(mock.seconds),
                "in_band": mock.in_band,
                "points": {"covered": mock.points, "total": mock.of_points},
                "ratings": dict(zip(_RATINGS, mock.ratings, strict=True)),
            }
            for mock in figures.interviews.mocks
        ],
        "asked_in_interviews": _asked(figures.interviews.asked.all)
        | {
            "interviews": [
                {"title": each.title, "date": each.day, **_asked(each.delivery)}
                for each in figures.interviews.asked.interviews
            ]
        },
        "readiness": known.all.readiness,
        "decks": [
            {"id": deck.id, "title": deck.title, **_ready(deck.ready), "true_retention": deck.retention}
            for deck in figures.cards.decks
        ],
        "kinds": [
            {"kind": kind.kind, **_ready(kind.ready), "retention": kind.retention, "time": kind.time}
            for kind in figures.cards.kinds
        ],
        "missed_points": figures.answers.missed,
        "modes": figures.answers.modes,
        "suggested_given": [
            {"suggested": _RATINGS[suggested - 1], "given": _RATINGS[given - 1], "reviews": reviews}
            for (suggested, given), reviews in sorted(figures.answers.drift.items())
        ],
        "speech": figures.answers.speech,
        "hours": figures.answers.hours,
        "cards": {
            "new": known.all.cards - known.all.seen,
            "young": known.young,
            "mature": known.mature,
            "suspended": known.suspended,
            "unanswered": figures.cards.unanswered,
            "stability": [
                {"from_days": days, "cards": cards} for days, cards in zip(STABILITY_DAYS, known.stability, strict=True)
            ],
            "difficulty": [{"from": whole, "cards": cards} for whole, cards in enumerate(known.difficulty, start=1)],
            "retrievability": [{"from": at / 20, "cards": cards} for at, cards in enumerate(known.retrievability)],
        },
        "leeches": known.leeches,
        "interview": figures.interviews.ahead,
    }
    return {key: _plain(value) for key, value in values.items()}


def _asked(found: Delivery | None) -> dict[str, Any]:
    if found is None:
        return {"n": 0, "never_rehearsed": 0, "predicted": None, "delivered": None}
    return {"n": found.n, "never_rehearsed": found.new, "predicted": found.predicted, "delivered": found.delivered}


def _ready(ready: CardGroup) -> dict[str, Any]:
    return {"cards": ready.cards, "seen": ready.seen, "readiness": ready.readiness}


def _plain(value: Any) -> Any:
    """Return a figure as JSON values, the fields of a named tuple as keys."""
    match value:
        case float():
            plain: Any = round(value, 6)
        case date():
            plain = value.isoformat()
        case CardKey():
            plain = str(value)
        case Retention():  # its rate is not rounded
            plain = value._asdict() | {"rate": value.rate}
        case Timing():
            plain = value._asdict() | {"median": round(value.median, 1)}
        case tuple() if hasattr(value, "_asdict"):
            plain = _plain(value._asdict())
        case dict():
            plain = {key: _plain(each) for key, each in value.items()}
        case list() | tuple():
            plain = [_plain(each) for each in value]
        case _:
            plain = value
    return plain
