"""Whether greenroom could have written a row that comes from elsewhere."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from cards.card import Kind, TargetSeconds
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
    "mock_events": lambda row: _is_mock_event(row["event"], str(row["content"])),
}


def _is_mock_event(event: object, text: str) -> bool:
    """Return whether these are the word and the content of an event that `scheduler.mock.log` can read."""
    try:
        content = json.loads(text)
        if event == "begun":
            return _is_script(content)
        if event in ("answered", "followed-up"):
            return type(content["milliseconds"]) is int and _are_texts(content["text"], content.get("heard_by", ""))
        return event in ("cut-short", "finished", "abandoned") and isinstance(content, dict)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return False


def _is_script(content: Mapping[str, Any]) -> bool:
    texts = ("deck", "card", "kind", "wording", "lead", "follow_up", "between")
    return (
        _are_texts(content["manner"], content["goodbye"])
        and (content["minutes"] is None or type(content["minutes"]) is int)
        and all(
            _are_texts(*(question[name] for name in texts), question.get("context", ""))
            and Kind(question["kind"]) in Kind
            and type(question["phrasing"]) is int
            and len(question["target"]) == len(TargetSeconds._fields)
            and all(type(number) in (int, float) for number in question["target"])
            for question in content["questions"]
        )
    )


def _are_texts(*values: object) -> bool:
    return all(isinstance(value, str) for value in values)
