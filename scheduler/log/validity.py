"""Whether greenroom could have written a row that comes from elsewhere."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from cards.answer import Mode
from cards.review import Rating
from scheduler.log.marks import Event
from scheduler.log.rows import REVIEW_COLUMNS
from scheduler.log.stamps import HIGHEST
from scheduler.study_day import EARLIEST, LATEST

# How far ahead of this machine's clock a row from elsewhere may be. Clocks do run ahead, and one that was set right
# again goes on from its highest stamp, so a small bound would lock that machine out. But none is a century ahead: times
# of 32 bits end in 2106, mainboards in 2099. Without a bound, one row could use up all stamps there are.
MOST_AHEAD = timedelta(days=36_525)
_EARLIEST_MS, _LATEST_MS = ((day - date(1970, 1, 1)).days * 86_400_000 for day in (EARLIEST, LATEST))
_LONGEST = 1_000_000  # characters in the values of a row
_RATINGS, _MODES, _EVENTS = frozenset(Rating), frozenset(Mode), frozenset(Event)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# Columns with words of the user or names of files, which may contain anything.
_FREE = {"answer_text", "content", "question", "told", "path"}
_INSTANTS = ("stamp", "at_utc_ms", "reviewed_at_utc_ms")
_SECTIONS = re.compile(r"\d{1,15}( \d{1,15}){3}", re.ASCII)


def readable_review(row: tuple[object, ...]) -> bool:
    """Return whether a row is a review whose time due days can be calculated from."""
    _, _, _, _, rating, suggested, at, offset, day, _, _, _, mode, _ = row
    return (
        rating in _RATINGS
        and (not suggested or suggested in _RATINGS)
        and mode in _MODES
        and isinstance(at, int)
        and _EARLIEST_MS <= at <= _LATEST_MS
        and isinstance(offset, int)
        and abs(offset) < 24 * 60
        and _is_day(day)
    )


class Limit(NamedTuple):
    """What is too far ahead of a clock.

    Attributes:
        at_utc_ms: The latest stamp or instant, in milliseconds since 1970-01-01 UTC.
        study_day: The latest study day, as ISO 8601.
    """

    at_utc_ms: int
    study_day: str


def limit_at(now_utc_ms: int) -> Limit:
    """Return what is too far ahead of a clock that says it is now."""
    at_utc_ms = now_utc_ms + MOST_AHEAD // timedelta(milliseconds=1)
    day = date(1970, 1, 1) + timedelta(days=min(at_utc_ms, _LATEST_MS) // 86_400_000 + 1)  # in every zone
    return Limit(at_utc_ms, day.isoformat())


def is_ahead(row: Mapping[str, object], limit: Limit) -> bool:
    """Return whether a row, by column, is from after a limit. One with an impossible time isn't: it can't be read."""
    for column in _INSTANTS:
        value = row.get(column)
        if type(value) is int and limit.at_utc_ms < value <= HIGHEST:
            return True
    day = row.get("study_day")
    return type(day) is str and day > limit.study_day and readable_planned_day(day)


def readable_event(event: object, day: object) -> bool:
    """Return whether these are the values of an event of a card."""
    return event in _EVENTS and _is_day(day)


def readable_planned_day(day: object) -> bool:
    """Return whether this is a day on which a plan may ask a card again."""
    return _is_day(day)


@lru_cache(maxsize=10_000)  # the same days come again and again
def _is_day(text: object) -> bool:
    """Return whether a text is a study day, written as greenroom writes it: days are sorted as texts."""
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        return False
    return day.isoformat() == text and EARLIEST <= day <= LATEST


def row_check(log: str, columns: Sequence[str]) -> Callable[[tuple[object, ...]], bool]:
    """Return what tells whether a row may be in a log; its values, in these columns, have the types of theirs."""
    may_be = _may_be(log, columns)
    free = tuple_getter(*(at for at, column in enumerate(columns) if column in _FREE))
    named = tuple_getter(*(at for at, column in enumerate(columns) if column not in _FREE))
    instant = columns.index("at_utc_ms") if "at_utc_ms" in columns else None

    def is_readable(row: tuple[object, ...]) -> bool:
        texts = []
        for value in named(row):
            if isinstance(value, str):
                texts.append(value)
            elif isinstance(value, int) and not _EARLIEST_MS <= value <= HIGHEST:
                return False
        if instant is not None and int(str(row[instant])) > _LATEST_MS:
            return False
        text = "".join(texts)
        if _CONTROL.search(text):
            return False
        text = "".join((text, *filter(None, free(row))))
        try:
            text.encode()
        except UnicodeEncodeError:
            return False
        return len(text) <= _LONGEST and may_be(row)

    return is_readable


def tuple_getter(*items: Any) -> Callable[[Any], tuple[Any, ...]]:
    """Return what reads items of a sequence or mapping as a tuple, as `itemgetter` does for two and more."""
    if len(items) > 1:
        return itemgetter(*items)
    return lambda row: tuple(row[item] for item in items)


def _may_be(log: str, columns: Sequence[str]) -> Callable[[tuple[object, ...]], bool]:
    """Return what tells whether the values of a row are possible, apart from their types."""
    if log == "reviews":
        of_review = tuple_getter(*map(columns.index, REVIEW_COLUMNS.split(", ")))
        return lambda row: readable_review(of_review(row))
    check = _CHECKS.get(log)
    if check is None:
        return lambda _: True
    return lambda row: check(dict(zip(columns, row, strict=True)))


_CHECKS: dict[str, Callable[[Mapping[str, object]], bool]] = {
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
    from cards.card import Kind, TargetSeconds

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
