"""Dates as people say them: `fri`, `10 Dec`, `12/10`, `in 9 days`."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from cards.errors import GreenroomError, UsageError
from cards.text import clean_line
from scheduler.study_day import STARTS_AT
from trainer.home import Home
from trainer.interview.dates import FURTHEST
from trainer.terminal.dialogue import Dialogue
from trainer.terminal.words import short_day

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_NUMBERS = (
    *("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_NAMED = {"today": 0, "tomorrow": 1, "tmrw": 1, "day after tomorrow": 2, "yesterday": -1, "day before yesterday": -2}
_UNITS = {"d": 1, "w": 7, "f": 14}  # in days, by the first letter
_FROM = {None: 0, "now": 0, "today": 0, "tomorrow": 1}
_FILLERS = {"the", "of", "on", "by", "from", "time", "coming", "morning", "afternoon", "evening"}
_MARKS = str.maketrans(",", " ", "'\u2019")
_WEEK = timedelta(days=7)
# 29 February can be eight years away.
_FARTHEST = 9 * 366

_DISTANCE = re.compile(
    r"(?:in |\+ ?)?(?P<number>\d{1,4}|[a-z]+) ?(?P<unit>d(ays?)?|w(eeks?)?|fortnights?)(?P<ago> ago)?"
    r"(?: (?P<base>now|today|tomorrow))?|\+ ?(?P<days>\d{1,4})",
    re.ASCII,
)
_TIME = re.compile(
    r"[t ]\d\d?:\d\d(:\d\d)?( ?[ap]\.?m\b\.?)?| ?\bat \d\d?([:.]\d\d)?( ?[ap]\.?m\b\.?)?"
    r"|\b\d\d?([:.]\d\d)? ?[ap]\.?m\b\.?",
    re.ASCII,
)
_DAY, _TH, _GAP, _YEAR = r"(?P<day>\d\d?)", "(?:st|nd|rd|th)", "[ ./-]{1,3}", r"(?P<year>\d{4}|\d\d)"
_MONTH = r"(?P<month>[a-z]+)"
_EITHER_ORDER = re.compile(rf"{_DAY} ?(?P<mark>[/-]) ?(?P<month>\d\d?)(?: ?(?P=mark) ?{_YEAR})?", re.ASCII)
_ONE_ORDER = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"{_DAY}{_TH}",
        rf"(?P<year>\d{{4}}){_GAP}(?P<month>\d\d?|[a-z]+){_GAP}{_DAY}",
        rf"{_DAY}{_TH}?(?:{_GAP})?{_MONTH}\.?(?:(?:{_GAP})?{_YEAR})?",
        rf"{_MONTH}(?:{_GAP})?{_DAY}{_TH}?(?:{_GAP}{_YEAR})?",
        rf"{_DAY} ?\. ?(?P<month>\d\d?)(?: ?\.(?: ?{_YEAR})?)?",
    )
]


class Window(NamedTuple):
    """The days that an answer can name.

    Attributes:
        today: The calendar day, from which weekdays and distances are counted.
        first: The first day allowed.
        last: The last day allowed. If it is no later than `today`, the answer is a past day.
    """

    today: date
    first: date
    last: date

    @property
    def step(self) -> int:
        """The direction to look in: 1 for days ahead, -1 for past ones."""
        return 1 if self.last > self.today else -1

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


class UnclearDay(UsageError):
    """A date that can be two days.

    Attributes:
        readings: Both, the earlier first.
    """

    def __init__(self, text: str, readings: list[date]) -> None:
        self.readings = sorted(readings)
        either = " or ".join(map(str, self.readings))
        super().__init__(f'"{clean_line(text)}" can mean {either}', "Write the one you mean.")


def read_day(text: str, window: Window) -> date:
    """Return the day a text means. It is outside the window only if no day in it fits.

    A weekday alone is the next one after today: on a Friday, `fri` is in a week, because you would say `today`.
    `this fri` can be today. `next tue` is the Tuesday of next week, and weeks start on Monday; while this week's is
    still ahead, it can mean either. `a week on fri` is a week after `fri`. A date without a year is the next one,
    today included. If the answer is a past day, it is the last one instead, and so is a weekday. A time is ignored.

    Raises:
        UnclearDay: Two days in the window can be meant, as in `12/10`.
        UsageError: It cannot be read, or its weekday is not that of its date.
    """
    said = _TIME.sub(" ", clean_line(text).casefold().rstrip("?!")).translate(_MARKS)
    words = [word for word in said.split() if word not in _FILLERS]
    weekday = None
    for position in (0, -1):
        if weekday is None and words and (weekday := _weekday(words[position])) is not None:
            del words[position]
    rest = " ".join(words)
    try:
        readings = _readings(rest, window) if weekday is None else _with_weekday(weekday, rest, window)
    except (OverflowError, ValueError):  # beyond the calendar
        readings = []
    if not readings:
        if beyond := _beyond_month(rest):
            raise UsageError(beyond, "Correct the day or the month.")
        raise UsageError(f'Can\'t read "{clean_line(text)}" as a date', "Try tomorrow, fri or 2026-12-10.")
    agreeing = [day for day in readings if weekday in (None, day.weekday())]
    if not agreeing:
        day = next((day for day in readings if day in window), readings[0])
        actual, said = _WEEKDAYS[day.weekday()].title(), _WEEKDAYS[weekday or 0].title()
        raise UsageError(f"{day} is a {actual}, not a {said}", "Correct one, or leave the weekday out.")
    allowed = [day for day in agreeing if day in window] or agreeing[:1]
    if len(allowed) > 1:
        raise UnclearDay(text, allowed)
    return allowed[0]


def read_or_ask(text: str, window: Window, home: Home, open_dialogue: Callable[[], Dialogue]) -> date:
    """Return the day a text means, as `read_day` does; at a terminal, ask which one if it can be two.

    Raises:
        UsageError: As in `read_day`.
        UserLeft: The user leaves.
    """
    while True:
        try:
            return read_day(text, window)
        except UnclearDay as unclear:
            if not home.env.interactive:
                raise
            one, two = (short_day(day, window.today) for day in unclear.readings)
            choice = open_dialogue().ask("Which day", f"{one} (1) or {two} (2)?")
            text = dict(zip("12", map(str, unclear.readings), strict=True)).get(choice, choice or text)


def interview_day(text: str, home: Home, open_dialogue: Callable[[], Dialogue]) -> date:
    """Return the day of an interview ahead, as `read_or_ask` does.

    Raises:
        GreenroomError: As there, or it is past, or more than a year ahead.
    """
    today, latest = home.calendar_day, home.today + FURTHEST
    day = read_or_ask(text, Window(today, today, latest), home, open_dialogue)
    if day < today:
        raise GreenroomError(f"{day} is past: today is {today}", "Give a day in the future.")
    if day > latest:
        fix = "Until it is nearer, just review without a date."
        raise GreenroomError(f"{day} is more than a year ahead", fix)
    return day


def past_midnight(home: Home) -> str:
    """Return a sentence that says which day `today` is if the study day is still the one before; else nothing."""
    if home.calendar_day == home.today:
        return ""
    return (
        f"It is past midnight, so today is {short_day(home.calendar_day)}."
        f" Your study day, {short_day(home.today)}, lasts until {STARTS_AT.seconds // 3600:02}:00."
    )


def _with_weekday(weekday: int, rest: str, window: Window) -> list[date]:
    """Return the days that a weekday and the rest of a text can mean; none if it can't be read."""
    if rest in ("", "this", "next", "last"):
        return _weekday_readings(weekday, rest, window)
    if rest in ("this week", "next week"):
        monday = window.today - timedelta(days=window.today.weekday())
        return [monday + timedelta(days=weekday) + (_WEEK if rest == "next week" else timedelta())]
    text = f"{rest}th" if rest.isdecimal() else "a week" if rest == "week" else rest
    readings, found = _readings(text, window), _DISTANCE.fullmatch(text)
    if found and found["unit"] and found["unit"][0] != "d" and readings[0].weekday() != weekday:
        return [_weekday_readings(weekday, "", window)[0] + (readings[0] - window.today)]
    return readings


def _weekday_readings(weekday: int, which: str, window: Window) -> list[date]:
    """Return the days a weekday can mean, by itself or after `this`, `next` or `last`."""
    step = {"next": 1, "last": -1}.get(which, window.step)
    day = window.today + timedelta(days=0 if which == "this" else step)
    while day.weekday() != weekday:
        day += timedelta(days=step)
    this_week = day.isocalendar()[:2] == window.today.isocalendar()[:2]
    return [day, day + step * _WEEK] if which in ("next", "last") and this_week else [day]


def _readings(text: str, window: Window) -> list[date]:
    """Return the days that a text without a weekday can mean; none if it can't be read."""
    if text in _NAMED:
        return [window.today + timedelta(days=_NAMED[text])]
    if found := _DISTANCE.fullmatch(text):
        return _at_distance(found, window.today)
    if found := _EITHER_ORDER.fullmatch(text):
        first, second, year = found["day"], found["month"], found["year"]
        days = _nearest(first, second, year, window), _nearest(second, first, year, window)
        return [day for day in dict.fromkeys(days) if day]
    for pattern in _ONE_ORDER:
        if found := pattern.fullmatch(text):
            parts = found.groupdict()
            day = _nearest(parts["day"], parts.get("month"), parts.get("year"), window)
            return [day] if day else []
    return []


def _at_distance(found: re.Match[str], today: date) -> list[date]:
    """Return the day at a distance such as `in two weeks`; none if it names no number."""
    if found["days"]:
        return [today + timedelta(days=int(found["days"]))]
    word = "one" if found["number"] == "a" else found["number"]
    if not word.isdecimal() and word not in _NUMBERS:
        return []
    number = int(word) if word.isdecimal() else _NUMBERS.index(word)
    days = number * _UNITS[found["unit"][0]] * (-1 if found["ago"] else 1)
    return [today + timedelta(days=days + _FROM[found["base"]])]


def _nearest(day: str, month: str | None, year: str | None, window: Window) -> date | None:
    """Return the date with this day, month and year, the nearest if the last two are not given; None if there is none.

    The nearest is the next one, or the last one for a past day, unless only the other one is in the window.
    """
    number = None if month is None else _month_number(month)
    if year is not None:
        try:
            return date(int(year) + (2000 if len(year) == 2 else 0), number or 0, int(day))
        except ValueError:
            return None

    def found(step: int) -> date | None:
        start = window.today.toordinal()
        for ordinal in range(start, start + step * _FARTHEST, step):
            each = date.fromordinal(ordinal)
            if each.day == int(day) and number in (None, each.month):
                return each
        return None

    either = found(window.step), found(-window.step)
    return next((each for each in either if each in window), either[0])


def _beyond_month(text: str) -> str:
    """Return `February has no 30th` for such a date; empty for any other text."""
    from calendar import monthrange

    found = next(filter(None, (pattern.fullmatch(text) for pattern in (_EITHER_ORDER, *_ONE_ORDER))), None)
    parts = found.groupdict() if found else {}
    day, month = int(parts.get("day", 0)), _month_number(parts.get("month") or "")
    if not 1 <= month <= len(_MONTHS) or not 28 < day <= 31:
        return ""
    year = parts.get("year") or ""
    if day <= monthrange(int(year or 2028), month)[1]:  # without a year, it can be a leap year
        return ""
    which = f" {'20' if len(year) == 2 else ''}{year}" if day == 29 else ""
    return f"{_MONTHS[month - 1].title()}{which} has no {day}{'st' if day == 31 else 'th'}"


def _month_number(month: str) -> int:
    """Return the number of a month in digits or letters; 0 for none."""
    return int(month) if month.isdecimal() else _index(month, _MONTHS) + 1


def _weekday(word: str) -> int | None:
    """Return the number of a weekday in full or shortened, as in `tues` or `weds`; None if it isn't one."""
    position = _index(word.strip(".()").removesuffix("s"), _WEEKDAYS)
    return None if position < 0 else position


def _index(word: str, names: tuple[str, ...]) -> int:
    """Return the position of the name that begins with a word of at least three letters; -1 for none."""
    return next((at for at, name in enumerate(names) if len(word) > 2 and name.startswith(word)), -1)
