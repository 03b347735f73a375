"""Interviews as an iCalendar file (RFC 5545) for any calendar program. No other module uses icalendar."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from cards.errors import MissingPackage
from trainer.interview.dates import Interview

if TYPE_CHECKING:
    from icalendar import Event

# Equal to the extra `calendar` in pyproject.toml; a test checks it.
REQUIREMENT = "icalendar>=6,<8"
# The name of the program in every file it writes (PRODID).
MARK = "-//greenroom//greenroom//EN"
_DAY = timedelta(days=1)
# When to rehearse: in the evening, and earlier if many minutes would end too late.
_REHEARSED_AT, _REHEARSED_BY = timedelta(hours=19), timedelta(hours=22)
_SHEET = timedelta(minutes=15)  # before the last rehearsal
_THANKED_AT, _THANKING = timedelta(hours=9), timedelta(minutes=30)
_REMINDED = timedelta(hours=6)  # before the day of the interview begins
# Revisions are numbered by the seconds since then, so nothing has to remember earlier exports; it fits until 2094.
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_LAST_REVISION = 2**31 - 1  # RFC 5545, 3.3.8


def check_icalendar() -> None:
    """Raise `MissingPackage` if icalendar is not installed."""
    try:
        import icalendar  # noqa: F401
    except ImportError:
        raise MissingPackage("A calendar", REQUIREMENT) from None


def calendar_of(interviews: Sequence[Interview], today: date, now: datetime) -> bytes:
    """Return a calendar with the events of some interviews.

    Times have no zone, so they are the user's wherever they are. An event has the same UID in every export, and a
    later revision each time, so importing it again moves the event in the calendar.

    Args:
        interviews: The interviews; each has an id.
        today: The day on the calendar. Only an interview itself can be earlier.
        now: The time now, aware of its zone.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", MARK)
    calendar.add("version", "2.0")
    revision = min(max(0, int((now - _EPOCH).total_seconds())), _LAST_REVISION)
    for interview in interviews:
        for name, event in _events(interview, today):
            event.add("uid", f"{interview.id}-{name}@greenroom")
            event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
            event.add("sequence", revision)
            event.add("class", "PRIVATE")  # an employer may see the calendar
            event.add("transp", "TRANSPARENT")  # it doesn't block anyone's meeting
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def has_rehearsals(interview: Interview, today: date) -> bool:
    """Return whether there are days left to rehearse, the eve being the last."""
    return interview.day > today


def _events(interview: Interview, today: date) -> Iterator[tuple[str, "Event"]]:
    """Yield the events of an interview, each with the last part of its UID."""
    day, eve = interview.day, interview.day - _DAY
    who = f" at {interview.at}" if interview.at else ""
    the_day = _event(f"Interview{who}", "`greenroom sheet` puts your points and stories on one page.", day, day + _DAY)
    _remind(the_day, f"Tomorrow: interview{who}")
    yield "interview", the_day
    if has_rehearsals(interview, today):
        length = timedelta(minutes=interview.minutes)
        start = min(_REHEARSED_AT, _REHEARSED_BY - length)
        what = f"`greenroom` picks the cards that help most, for {interview.minutes} minutes."
        rehearsal = _event(f"Rehearse for the interview{who}", what, _at(today, start), _at(today, start + length))
        rehearsal.add("rrule", {"freq": "daily", "until": _at(eve, start)})
        yield "rehearsal", rehearsal
        what = "`greenroom sheet` puts your points and stories on one page; `--html FILE` makes it printable."
        yield "sheet", _event(f"Read your sheet: interview{who}", what, _at(eve, start - _SHEET), _at(eve, start))
    morning = _at(day + _DAY, _THANKED_AT)
    what = "Best within a day. `greenroom interview debrief` makes a card for everyone you met."
    yield "thanks", _event(f"Write thank-you notes: interview{who}", what, morning, morning + _THANKING)


def _at(day: date, since_midnight: timedelta) -> datetime:
    return datetime.combine(day, time()) + since_midnight  # a time without a zone, as RFC 5545 has it for any place


def _event(summary: str, description: str, start: date, end: date) -> "Event":
    from icalendar import Event

    event = Event()
    values: dict[str, Any] = {"summary": summary, "description": description, "dtstart": start, "dtend": end}
    for name, value in values.items():
        event.add(name, value)
    return event


def _remind(event: "Event", text: str) -> None:
    from icalendar import Alarm

    alarm = Alarm()
    for name, value in {"action": "DISPLAY", "description": text, "trigger": -_REMINDED}.items():
        alarm.add(name, value)
    event.add_component(alarm)
