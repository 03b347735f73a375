"""What recorder and player share: miniaudio opened late, quietly, and never for ever."""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import ModuleType
from typing import Protocol, TypeVar

from cards.errors import GreenroomError, MissingPackage, install_command
from cards.text import clean_line

# Equal to the extra `audio` in pyproject.toml; a test checks it.
REQUIREMENT = "miniaudio>=1.71,<2"
_PATIENCE = 5.0  # seconds; a sound server that has hung never answers


class Closable(Protocol):
    """A device, as the sound library opens it."""

    def close(self) -> None:
        """Close it."""


Device = TypeVar("Device", bound=Closable)


class NoSound(GreenroomError):
    """A microphone or a loudspeaker can't be opened."""


def load() -> ModuleType:
    """Return miniaudio.

    Raises:
        MissingPackage: It is not installed.
        NoSound: It is, and doesn't load.
    """
    try:
        import miniaudio
    except ModuleNotFoundError:
        raise MissingPackage("Sound", REQUIREMENT) from None
    except Exception as error:
        reason = clean_line(str(error)).rstrip(".") or type(error).__name__
        again = f"This installs it again: {install_command(REQUIREMENT, again=True)}"
        raise NoSound(f"The sound library doesn't load ({reason})", again) from error
    return miniaudio  # type: ignore[no-any-return]


def open_device(name: str, open_it: Callable[[], Device], *, patience: float = _PATIENCE) -> Device:
    """Open a device; give up after some seconds.

    Args:
        name: What a person calls it, for the error.
        open_it: Opens it. It runs in a thread, so that a hung sound server can be left behind; a device that opens
            after all is closed again.
        patience: How many seconds to wait for it.

    Raises:
        NoSound: There is none, it is in use, or it doesn't answer.
    """
    found: list[Device] = []
    failed: list[Exception] = []
    lock, given_up = threading.Lock(), threading.Event()

    def attempt() -> None:
        try:
            device = open_it()
        except Exception as error:  # noqa: BLE001 - each system's library has errors of its own
            failed.append(error)
            return
        with lock:
            if not given_up.is_set():
                found.append(device)
                return
        device.close()

    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(patience)
    with lock:
        given_up.set()
    if found:
        return found[0]
    if failed:
        raise NoSound(f"No {name} can be opened", "Is one connected, free, and allowed for this terminal?")
    raise NoSound(f"The {name} isn't responding", "Restart the system's sound server, or go on without it.")


class _Silence:
    """Standard error, silent while anybody wants it to be. Player and recorder overlap, and end in any order."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted = 0
        self._kept: int | None = None  # where standard error went; None if it is closed

    def begin(self) -> None:
        with self._lock:
            self._wanted += 1
            if self._wanted > 1:
                return
            try:
                self._kept = os.dup(2)
            except OSError:
                return
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)

    def end(self) -> None:
        with self._lock:
            self._wanted -= 1
            if self._wanted or self._kept is None:
                return
            with suppress(OSError):
                os.dup2(self._kept, 2)
            os.close(self._kept)
            self._kept = None


_SILENCE = _Silence()


@contextmanager
def silenced() -> Iterator[None]:
    """Keep what native sound libraries print on standard error off the screen."""
    _SILENCE.begin()
    try:
        yield
    finally:
        _SILENCE.end()
