"""The zone that the environment variable TZ names: whether it can be reckoned with, and whether it is one."""

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from cards.errors import GreenroomError
from cards.text import clean_line

# What POSIX lets TZ be besides the name of a zone, `EST5EDT` and `<+03>-3` for example.
_OFFSET = re.compile(r"(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)[+-]?\d.*")


class ZoneError(GreenroomError):
    """No zone of the earth is that far from UTC."""

    def __init__(self, zone: str) -> None:
        super().__init__(
            f'The time zone TZ="{clean_line(zone)}" is a day or more from UTC',
            "Set TZ to a name such as Europe/Berlin, or unset it.",
        )


def check_zone(variables: Mapping[str, str], now: datetime) -> str:
    """Return what to tell of the zone that TZ names; empty if it is one. Systems take what they do not know for UTC.

    Raises:
        ZoneError: There is no local time in it.
    """
    zone = variables["TZ"]
    try:
        local = now.astimezone()
    except ValueError:
        raise ZoneError(zone) from None
    if local.utcoffset() or _OFFSET.fullmatch(zone) or _is_known(zone.removeprefix(":")):
        return ""
    return f'There is no time zone TZ="{clean_line(zone)}": days are counted in UTC. Set it like Europe/Berlin.'


def _is_known(name: str) -> bool:
    from zoneinfo import ZoneInfo

    try:
        if name.startswith("/"):
            with Path(name).open("rb") as file:
                return file.read(4) == b"TZif"
        return not name or bool(ZoneInfo(name))
    except (OSError, ValueError, LookupError):  # ZoneInfoNotFoundError is a LookupError
        return False
