"""A check of the time zone named by the environment variable TZ."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from cards.errors import GreenroomError
from cards.text import clean_line

# What POSIX allows in TZ besides the name of a zone, such as `EST5EDT` and `<+03>-3`.
_OFFSET = re.compile(r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)[+-]?\d.*")


def check_zone(variables: Mapping[str, str], now: datetime) -> str:
    """Return a warning if TZ names no known zone, which systems silently treat as UTC; empty if it does.

    Raises:
        GreenroomError: It names an offset of a day or more, which Python cannot handle.
    """
    zone = variables["TZ"]
    try:
        local = now.astimezone()
    except ValueError:
        what = f'The time zone TZ="{clean_line(zone)}" is a day or more from UTC'
        raise GreenroomError(what, "Set TZ to a name such as Europe/Berlin, or unset it.") from None
    if local.utcoffset() or _OFFSET.fullmatch(zone) or _is_known(zone.removeprefix(":")):
        return ""
    return f'There is no time zone TZ="{clean_line(zone)}", so days are counted in UTC. Set one like Europe/Berlin.'


def _is_known(name: str) -> bool:
    """Return whether this is the name of a zone, or the path of a zone file."""
    from zoneinfo import ZoneInfo

    try:
        if name.startswith("/"):
            with Path(name).open("rb") as file:
                return file.read(4) == b"TZif"
        return not name or bool(ZoneInfo(name))
    except (OSError, ValueError, LookupError):  # ZoneInfoNotFoundError is a LookupError
        return False
