"""Whether greenroom could have written a row that comes from elsewhere."""

import json
import re
from collections.abc import Mapping
from datetime import date

from scheduler.log.marks import Event
from scheduler.log.rows import REVIEW_COLUMNS, review_from
from scheduler.log.stamps import HIGHEST
from scheduler.study_day import EARLIEST, LATEST

_EARLIEST_MS, _LATEST_MS = ((day - date(1970, 1, 1)).days * 86_400_000 for day in (EARLIEST, LATEST))
_LONGEST = 1_000_000  # characters in a value
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Columns with words of the user or names of files, which may contain anything.
_FREE = {"answer_text", "content", "question", "told", "path"}
_INSTANTS = {"at_utc_ms", "reviewed_at_utc_ms"}
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
    if log == "reviews" and not readable_review(tuple(row[name] for name in REVIEW_COLUMNS.split(", "))):
        return False
    if log == "events" and not readable_event(row["event"], row["study_day"]):
        return False
    if log == "planned" and not readable_planned_day(row["day"]):
        return False
    if log == "timings" and not _SECTIONS.fullmatch(str(row["sections"])):
        return False
    if log == "mock_events" and not _is_table(str(row["content"])):
        return False
    return all(_is_readable(column, value) for column, value in row.items())


def _is_readable(column: str, value: object) -> bool:
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            return False
        return len(value) <= _LONGEST and (column in _FREE or not _CONTROL.search(value))
    if isinstance(value, int):
        bounds = (_EARLIEST_MS, _LATEST_MS if column in _INSTANTS else HIGHEST)
        return bounds[0] <= value <= bounds[1]
    return value is None


def _is_table(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
