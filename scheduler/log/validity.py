"""Whether greenroom could have written a row that comes from elsewhere."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date

from scheduler.log.marks import Event
from scheduler.log.rows import REVIEW_COLUMNS, review_from
from scheduler.log.stamps import HIGHEST
from scheduler.study_day import EARLIEST, LATEST

_EARLIEST_MS, _LATEST_MS = ((day - date(1970, 1, 1)).days * 86_400_000 for day in (EARLIEST, LATEST))
_LONGEST = 1_000_000  # characters in the values of a row
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Columns with words of the user or names of files, which may contain anything.
_FREE = {"answer_text", "content", "question", "told", "path"}
_SECTIONS = re.compile(r"\d{1,15}( \d{1,15}){3}", re.ASCII)


def readable_review(row: tuple[object, ...]) -> bool:
    """Return whether a row is a review whose time due days can be calculated from."""
    try:
        review = review_from(row)
    except (TypeError, ValueError):
        return False
    possible = _EARLIEST_MS <= review.reviewed_at_utc_ms <= _LATEST_MS
    return possible and abs(review.zone_offset_min) < 24 * 60 and EARLIEST <= review.study_day <= LATEST


def readable_event(event: object, day: object) -> bool:
    """Return whether these are the values of an event of a card."""
    try:
        Event(str(event))
        return EARLIEST <= date.fromisoformat(str(day)) <= LATEST
    except ValueError:
        return False


def readable_planned_day(day: object) -> bool:
    """Return whether this is a day on which a plan may ask a card again."""
    try:
        return EARLIEST <= date.fromisoformat(str(day)) <= LATEST
    except ValueError:
        return False


def readable_row(log: str, row: Mapping[str, object]) -> bool:
    """Return whether a row, by column, may be in a log; its values have the types of their columns."""
    may_be = _CHECKS.get(log)
    if may_be is not None and not may_be(row):
        return False
    numbers = [value for value in row.values() if isinstance(value, int)]
    if numbers and not _EARLIEST_MS <= min(numbers) <= max(numbers) <= HIGHEST:
        return False
    if "at_utc_ms" in row and int(str(row["at_utc_ms"])) > _LATEST_MS:
        return False
    names = "".join(value for column, value in row.items() if isinstance(value, str) and column not in _FREE)
    free = "".join(str(row[column] or "") for column in _FREE & row.keys())
    try:
        (names + free).encode()
    except UnicodeEncodeError:
        return False
    return len(names) + len(free) <= _LONGEST and not _CONTROL.search(names)


_COLUMNS = REVIEW_COLUMNS.split(", ")
# What the values of a log's rows have to be, apart from their types.
_CHECKS: dict[str, Callable[[Mapping[str, object]], bool]] = {
    "reviews": lambda row: readable_review(tuple(row[name] for name in _COLUMNS)),
    "events": lambda row: readable_event(row["event"], row["study_day"]),
    "planned": lambda row: readable_planned_day(row["day"]),
    "timings": lambda row: bool(_SECTIONS.fullmatch(str(row["sections"]))),
    "mock_events": lambda row: _is_table(str(row["content"])),
}


def _is_table(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
