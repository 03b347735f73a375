"""Interviews, read from `interviews.toml`, which is easy to edit by hand."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from cards.errors import GreenroomError, os_fix, os_reason
from cards.text import clean_line

MINUTES = 20
MOST_MINUTES = 720
_NOTHING: Mapping[str, Any] = MappingProxyType({})
# The furthest day that can be set: there is nothing to plan more than a year ahead.
FURTHEST = timedelta(days=366)


class InterviewsError(GreenroomError):
    """`interviews.toml` cannot be read or changed."""


class Interview(NamedTuple):
    """One interview."""

    day: date
    at: str = ""  # with whom, in the user's words
    minutes: int = MINUTES  # the minutes a day the user wants to rehearse for it, 1 to 720
    decks: tuple[str, ...] = ()  # the ids of the decks it is about; empty for all
    debriefed: date | None = None  # the day of its debrief
    id: str = ""  # a UUID that calendars recognise it by; empty for one written by hand
    rest: Mapping[str, Any] = _NOTHING  # its other keys in the file: of `Followup`, and any greenroom does not know

    @property
    def title(self) -> str:
        """Its name on screen."""
        return self.at or "Your interview"

    @property
    def name(self) -> str:
        """Its name within a sentence."""
        return self.at or "your interview"

    @property
    def described(self) -> str:
        """Its description within a sentence."""
        return f"the interview at {self.at}" if self.at else "the interview without a name"

    def noon(self, zone: tzinfo | None) -> datetime:
        """Return noon of its day in a zone (None for the system's), as the time of the answers given in it."""
        local = datetime.combine(self.day, time(12))
        return local.astimezone() if zone is None else local.replace(tzinfo=zone)

    def days_left(self, today: date) -> int:
        """Return the number of days until it, negative when it is over."""
        return (self.day - today).days

    def is_about(self, deck: str) -> bool:
        """Return whether the cards of a deck are rehearsed for it."""
        return not self.decks or deck in self.decks


def coming(interviews: Iterable[Interview], today: date) -> list[Interview]:
    """Return the interviews ahead, the nearest first. One that was debriefed is over, even if it is today."""
    ahead = [each for each in interviews if each.day >= today and each.debriefed is None]
    return sorted(ahead, key=lambda each: each.day)


def read_plannable(path: Path, today: date) -> list[Interview]:
    """Return the interviews ahead that are near enough to plan for, the nearest first."""
    return [each for each in coming(read_interviews(path), today) if each.day - today <= FURTHEST]


def held(interviews: Iterable[Interview], today: date) -> list[Interview]:
    """Return the interviews up to today, the latest first."""
    return sorted((each for each in interviews if each.day <= today), key=lambda each: each.day, reverse=True)


def named(interviews: Iterable[Interview], at: str) -> list[Interview]:
    """Return the interviews with a name, in upper or lower case."""
    return [each for each in interviews if each.at.casefold() == clean_line(at).casefold()]


def read_interviews(path: Path) -> tuple[Interview, ...]:
    """Return the interviews of a file, in its order; none if there is no file.

    Raises:
        InterviewsError: It cannot be read, or an interview in it is not valid.
    """
    if not path.exists():
        return ()
    from decks.toml.regular_files import read_bytes

    try:
        return interviews_in(path, read_bytes(path).decode("utf-8-sig"))
    except OSError as error:
        raise InterviewsError(f"{path} cannot be read ({os_reason(error)})", os_fix(error)) from None
    except UnicodeDecodeError as error:
        raise _not_toml(path, error) from None


def interviews_in(path: Path, text: str) -> tuple[Interview, ...]:
    """Return the interviews in the text of a file; raise `InterviewsError` as `read_interviews` does."""
    entries = _parsed(path, text).get("interviews", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InterviewsError(f"{path}:1: interviews is not a list of tables", "Begin each with [[interviews]].")
    interviews = []
    for position, entry in enumerate(entries):
        try:
            interviews.append(_interview(entry))
        except InterviewsError as error:  # has no line number yet
            from decks.toml.positions import find_lines

            line = find_lines(text, "interviews").item(position).line
            raise InterviewsError(f"{path}:{line}: {error.what}", error.fix) from None
    return tuple(interviews)


def _interview(entry: Mapping[str, Any]) -> Interview:
    rest = dict(entry)
    at, minutes, decks = rest.pop("at", ""), rest.pop("minutes", MINUTES), rest.pop("decks", [])
    name = rest.pop("id", "")
    if not isinstance(at, str):
        raise InterviewsError("at is not text", 'Write at = "Acme".')
    if isinstance(minutes, bool) or not isinstance(minutes, int) or not 1 <= minutes <= MOST_MINUTES:
        raise InterviewsError(f"minutes is not a whole number from 1 to {MOST_MINUTES}", f"Write minutes = {MINUTES}.")
    if not isinstance(decks, list) or not all(isinstance(deck, str) for deck in decks):
        raise InterviewsError("decks is not a list of ids", 'Write decks = ["analytical-technique"].')
    if not isinstance(name, str):
        raise InterviewsError("id is not text", "Delete that line: greenroom adds an id when it needs one.")
    if "date" not in rest:
        raise InterviewsError("an interview has no date", "Write date = 2026-12-10.")
    return Interview(
        day=day_from("date", rest.pop("date")),
        at=clean_line(at),
        minutes=minutes,
        decks=tuple(decks),
        debriefed=day_from("debriefed", rest.pop("debriefed")) if "debriefed" in rest else None,
        id=clean_line(name),
        rest=MappingProxyType(rest),
    )


def day_from(name: str, value: object) -> date:
    """Return the day that is the value of a key in the file.

    Raises:
        InterviewsError: It is not a date; the error has no line number.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    if not isinstance(value, date):
        shown = f'"{clean_line(value)}"' if isinstance(value, str) else f"the value of {name}"
        raise InterviewsError(f"can't read {shown} as a date", f"Write {name} = 2026-12-10.")
    return value


def _parsed(path: Path, text: str) -> dict[str, Any]:
    import tomllib

    from decks.toml.limits import load_toml

    try:
        return load_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(path, error) from None


def _not_toml(path: Path, error: ValueError) -> InterviewsError:
    fix = "Fix that line, or move the file away; nothing was changed."
    return InterviewsError(f"{path} is not valid TOML ({error})", fix)


def with_name(interview: Interview) -> str:
    """Return the name of an interview in quotes, for a list."""
    return f'"{interview.at}"' if interview.at else "one without a name"


class SeveralInterviews(GreenroomError):
    """More than one interview can be meant, and no name says which."""

    def __init__(self, found: Iterable[Interview], which: str = "are set") -> None:
        from trainer.terminal.words import short_day

        found = tuple(found)
        listed = ", ".join(f"{with_name(each)} on {short_day(each.day)}" for each in found)
        options = " or ".join(dict.fromkeys(f'--at "{each.at}"' for each in found))
        super().__init__(f"Several interviews {which}: {listed}", f"Name one: {options}.")


class NoInterview(GreenroomError):
    """No interview is set, or none with that name."""

    def __init__(self, at: str | None, interviews: Iterable[Interview]) -> None:
        names = ", ".join(dict.fromkeys(map(with_name, interviews)))
        what = "No interview is set"
        if at is not None:
            at = clean_line(at)
            what = f'There is no interview at "{at}"' if at else "There is no interview without a name"
        known = f"You have {names}." if names else "`greenroom interview set fri --at NAME` sets one."
        super().__init__(what, known)
