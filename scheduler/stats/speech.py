"""How answers were spoken, week by week."""

from collections import defaultdict
from datetime import date, timedelta
from statistics import median
from typing import NamedTuple

from cards.spoken import Spoken
from scheduler.log.active import IN_ORDER, IS_ACTIVE
from scheduler.log.spoken import COLUMNS
from scheduler.log.store import Store

MOST_WEEKS = 12
_ENOUGH = 5  # answers in a week; with fewer, one cough is a trend


class SpokenWeek(NamedTuple):
    """The spoken answers of one week.

    Attributes:
        monday: Its first day.
        answers: How many were measured.
        start: Seconds until the first word, the median.
        longest_pause: Seconds of an answer's longest pause, the median.
        pauses: Long pauses in an answer, the mean.
        pace: Words in a minute of speech; None without a text.
        fillers: Fillers in a minute of speech, at least; None without a text.
    """

    monday: date
    answers: int
    start: float
    longest_pause: float
    pauses: float
    pace: float | None
    fillers: float | None


class Speech(NamedTuple):
    """Weeks that compare: measured in one way, and written down by one model (empty if none did)."""

    method: str
    model: str
    weeks: list[SpokenWeek]


def speech(store: Store, deck: str | None = None) -> Speech | None:
    """Return the newest weeks with at least five answers, oldest first; None if fewer than two can be compared.

    Figures of different methods or models don't compare, so only those of the newest answer count.

    Args:
        store: The log.
        deck: The id of the only deck wanted; None for all.
    """
    where, values = ("AND deck = ?", (deck,)) if deck else ("", ())
    rows = store.rows(
        f"SELECT study_day, {COLUMNS} FROM spoken CROSS JOIN reviews ON reviews.uuid = spoken.review"
        f" WHERE {IS_ACTIVE} {where} ORDER BY {IN_ORDER}",
        values,
    )
    if not rows:
        return None
    newest = Spoken(*rows[-1][1:])
    weeks = defaultdict[date, list[Spoken]](list)
    for day, *figures in rows:
        spoken, studied = Spoken(*figures), date.fromisoformat(day)
        if (spoken.method, spoken.model) == (newest.method, newest.model):
            weeks[studied - timedelta(days=studied.weekday())].append(spoken)
    found = [_week(monday, answers) for monday, answers in weeks.items() if len(answers) >= _ENOUGH]
    return Speech(newest.method, newest.model, found[-MOST_WEEKS:]) if len(found) > 1 else None


def _week(monday: date, answers: list[Spoken]) -> SpokenWeek:
    minutes = sum(answer.speaking_ms for answer in answers) / 60_000
    words = sum(answer.words or 0 for answer in answers)
    fillers = sum(answer.fillers or 0 for answer in answers)
    written = minutes > 0 and all(answer.words is not None for answer in answers)
    return SpokenWeek(
        monday,
        len(answers),
        start=median(answer.start_ms for answer in answers) / 1000,
        longest_pause=median(answer.longest_pause_ms for answer in answers) / 1000,
        pauses=sum(answer.pauses for answer in answers) / len(answers),
        pace=words / minutes if written else None,
        fillers=fillers / minutes if written else None,
    )
