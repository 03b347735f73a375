"""The figures as scripts take them: the keys are fixed, more may come."""

from typing import Any

from scheduler.mock.results import MockResult
from scheduler.stats.answers import Timing
from scheduler.stats.calibration import Calibration
from scheduler.stats.known import STABILITY_DAYS, Known
from scheduler.stats.retention import Ages, Retention
from trainer.stats.figures import Figures

_RATINGS = ("again", "hard", "good", "easy")


def as_json(figures: Figures) -> dict[str, Any]:
    """Return all figures as JSON has them: days as ISO text, shares from 0 to 1, what is unknown as null."""
    done, known = figures.done_today, figures.known
    return {
        "study_day": figures.today.isoformat(),
        "deck": figures.deck,
        "reviews": sum(day.reviews for day in figures.days),
        "minutes": round(sum(day.minutes for day in figures.days), 1),
        "today": {"reviews": done.reviews, "minutes": round(done.minutes, 1), "new": figures.met_today},
        "streak": figures.streak._asdict(),
        "true_retention": {span: _ages(ages) for span, ages in figures.retention.items()},
        "buttons": figures.buttons,
        "forecast": [{"day": day.isoformat(), "due": due} for day, due in figures.forecast],
        "calendar": [
            {"day": day.day.isoformat(), "reviews": day.reviews, "minutes": round(day.minutes, 1)}
            for day in figures.days
        ],
        "calibration": _calibration(figures.calibration),
        "mocks": [_mock(result) for result in figures.mocks],
        "readiness": _rounded(known.all.readiness),
        "decks": [
            {
                "id": deck.id,
                "title": deck.title,
                "cards": deck.ready.cards,
                "seen": deck.ready.seen,
                "readiness": _rounded(deck.ready.readiness),
                "true_retention": _ages(deck.retention),
            }
            for deck in figures.decks
        ],
        "kinds": [
            {
                "kind": kind.kind.value,
                "cards": kind.ready.cards,
                "seen": kind.ready.seen,
                "readiness": _rounded(kind.ready.readiness),
                "retention": _retention(kind.retention),
                "time": _timing(kind.timing),
            }
            for kind in figures.kinds
        ],
        "missed_points": [
            {"key": str(point.key), "point": point.text, "missed": point.missed, "asked": point.asked}
            for point in figures.missed
        ],
        "modes": [
            {"mode": mode.mode, "retention": _retention(mode.retention), "time": _timing(mode.timing)}
            for mode in figures.modes
        ],
        "suggested_given": [
            {"suggested": _RATINGS[suggested - 1], "given": _RATINGS[given - 1], "reviews": reviews}
            for (suggested, given), reviews in sorted(figures.drift.items())
        ],
        "hours": [
            {"hour": hour.hour, "reviews": hour.reviews, "retention": _retention(hour.retention)}
            for hour in figures.hours
        ],
        "cards": _cards(known),
        "leeches": [{"key": str(leech.key), "lapses": leech.lapses} for leech in known.leeches],
    }


def _cards(known: Known) -> dict[str, Any]:
    return {
        "new": known.all.cards - known.all.seen,
        "young": known.young,
        "mature": known.mature,
        "suspended": known.suspended,
        "stability": [
            {"from_days": days, "cards": cards} for days, cards in zip(STABILITY_DAYS, known.stability, strict=True)
        ],
        "difficulty": [{"from": whole, "cards": cards} for whole, cards in enumerate(known.difficulty, start=1)],
        "retrievability": [{"from": at / 20, "cards": cards} for at, cards in enumerate(known.retrievability)],
    }


def _calibration(found: Calibration) -> dict[str, Any]:
    return {
        "n": found.n,
        "predicted": _rounded(found.predicted),
        "actual": _rounded(found.actual),
        "log_loss": _rounded(found.log_loss),
        "rmse_bins": _rounded(found.rmse_bins),
        "bins": [
            {
                "from": at.low,
                "to": at.high,
                "n": at.n,
                "predicted": _rounded(at.predicted),
                "actual": _rounded(at.actual),
            }
            for at in found.bins
        ],
    }


def _ages(ages: Ages) -> dict[str, Any]:
    return {age: _retention(found) for age, found in ages.items()}


def _retention(found: Retention) -> dict[str, Any]:
    return {"passed": found.passed, "failed": found.failed, "rate": found.rate}


def _mock(result: MockResult) -> dict[str, Any]:
    return {
        "study_day": result.day.isoformat(),
        "manner": result.manner,
        "questions": result.planned,
        "answered": result.answered,
        "seconds": round(result.seconds),
        "in_band": result.in_band,
        "points": {"covered": result.points, "total": result.of_points},
        "ratings": dict(zip(_RATINGS, result.ratings, strict=True)),
    }


def _timing(found: Timing | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return found._asdict() | {"median": round(found.median, 1)}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
