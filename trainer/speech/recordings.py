"""The recordings of a home: sound files that only their owner can read, deleted unless they are kept."""

import os
import re
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from cards.errors import GreenroomError, os_reason
from cards.key import CardKey
from decks.model.ids import is_slug
from decks.toml.atomic import make_folder
from decks.toml.locks import path_lock
from decks.toml.regular_files import when_free
from scheduler.study_day import possible_instant
from trainer.home import Home
from trainer.speech.audio import wav
from trainer.speech.sound import RATE

# No id has two hyphens in a row.
_NAME = re.compile(r"(\d{8}T\d{9})Z--(.+?)--(.+?)(?:--(open|kept))?\.wav", re.ASCII)
_STAMP = "%Y%m%dT%H%M%S%f"
_INTERRUPTED_DAYS = 7  # after which what a killed sitting left is deleted
_AT_REST = 10.0  # seconds without a change after which nobody writes a file any more
_PATIENCE = 0.5  # seconds to try again what fails because a file is in use


class State(StrEnum):
    """Why a recording is there."""

    OPEN = "open"  # its answer is not rated yet; if no sitting is under way, one was interrupted
    FINISHED = "finished"  # for as many days as `keep_recordings` says
    KEPT = "kept"  # until it is deleted by hand


class Recording(NamedTuple):
    """A recording on the disk."""

    path: Path
    key: CardKey
    at: datetime  # when it began, in UTC
    state: State

    @property
    def seconds(self) -> float:
        """How long it is."""
        with suppress(OSError):
            return max(0, self.path.stat().st_size - wav.HEADER) / (2 * RATE)
        return 0.0

    @property
    def is_growing(self) -> bool:
        """Whether it is being recorded now."""
        with suppress(OSError):
            return self.is_held and time.time() - self.path.stat().st_mtime < _AT_REST
        return False

    @property
    def is_held(self) -> bool:
        """Whether the sitting that made it is under way."""
        if self.state is not State.OPEN:
            return False
        with path_lock(self.path, wait=False) as free:
            return not free


def new_recording(home: Home, key: CardKey) -> Recording:
    """Return a recording of an answer to a card that begins now; its file is not there yet.

    Raises:
        GreenroomError: The folder can't be made.
    """
    try:
        make_folder(home.recordings)
    except OSError as error:
        raise GreenroomError(f"{home.recordings} can't be made: {os_reason(error)}") from error
    at = home.env.clock().astimezone(UTC)
    while _path(home, key, at, State.OPEN).exists():
        at += timedelta(milliseconds=1)
    return Recording(_path(home, key, at, State.OPEN), key, at, State.OPEN)


def held(recording: Recording) -> AbstractContextManager[bool]:
    """Mark a recording as one of a sitting that is under way. The mark ends with the process, however that ends."""
    return path_lock(recording.path)


def recordings(home: Home) -> list[Recording]:
    """Return the recordings of a home, the newest first; other files in the folder are left out."""
    found = (_recording(path) for path in home.recordings.glob("*.wav") if path.is_file())
    ours = [each for each in found if each is not None]
    return sorted(ours, key=lambda each: (each.at, each.path.name), reverse=True)


def _recording(path: Path) -> Recording | None:
    """Return the recording that a file's name describes; None if no recording is called that."""
    name = _NAME.fullmatch(path.name)
    if name is None or not (is_slug(name[2]) and is_slug(name[3])):
        return None
    try:
        at = datetime.strptime(f"{name[1]}000", _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    if at != possible_instant(at):
        return None
    return Recording(path, CardKey(name[2], name[3]), at, State(name[4] or State.FINISHED))


def keep(home: Home, recording: Recording) -> Recording:
    """Keep a recording until it is deleted by hand; return it under its new name.

    Raises:
        GreenroomError: It can't be renamed.
    """
    return _become(home, recording, State.KEPT)


def delete(recording: Recording, *, patience: float = _PATIENCE) -> None:
    """Delete a recording, which may be gone already.

    Args:
        recording: The recording.
        patience: For how many seconds to try again if its file is in use.

    Raises:
        GreenroomError: It can't be deleted.
    """
    try:
        when_free(lambda: recording.path.unlink(missing_ok=True), patience)
    except OSError as error:
        raise GreenroomError(f"{recording.path} can't be deleted: {os_reason(error)}") from error


def settle(home: Home, ended: Iterable[Recording], days: int) -> None:
    """Delete the recordings of a sitting that has ended, or leave them for some days.

    Raises:
        GreenroomError: One can't be deleted or renamed. It is left for `clean_up`; the others are done.
    """
    failed: list[GreenroomError] = []
    for recording in ended:
        try:
            if days:
                _become(home, recording, State.FINISHED)
            else:
                delete(recording)
        except GreenroomError as error:
            failed.append(error)
    if failed:
        raise failed[0]


def kept_until(recording: Recording, days: int) -> datetime | None:
    """Return until when `clean_up` leaves a recording, in UTC; None for ever.

    Args:
        recording: The recording.
        days: For how many days recordings are left that are not kept.
    """
    if recording.state is State.KEPT:
        return None
    most = max(days, _INTERRUPTED_DAYS) if recording.state is State.OPEN else days
    return recording.at + timedelta(days=most)


def clean_up(home: Home, days: int) -> None:
    """Repair what a killed sitting left, and delete what is too old.

    Args:
        home: The home.
        days: For how many days recordings are left that are not kept; 0 to delete them with their sitting.
    """
    now = home.env.clock()
    for recording in recordings(home):
        until = kept_until(recording, days)
        with suppress(GreenroomError, OSError):  # the next sitting tries again
            if until is not None and now > until:
                delete(recording, patience=0)
            elif recording.state is State.OPEN and not recording.is_held:
                _repair(recording.path)


def _repair(path: Path) -> None:
    """Repair a recording without making it look as if it had just been made."""
    status = path.stat()
    wav.repair(path)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _become(home: Home, recording: Recording, state: State) -> Recording:
    path = _path(home, recording.key, recording.at, state)
    try:
        when_free(lambda: recording.path.rename(path), _PATIENCE)
    except OSError as error:
        raise GreenroomError(f"{recording.path} can't be renamed: {os_reason(error)}") from error
    return recording._replace(path=path, state=state)


def _path(home: Home, key: CardKey, at: datetime, state: State) -> Path:
    ending = "" if state is State.FINISHED else f"--{state}"
    return home.recordings / f"{at:%Y%m%dT%H%M%S}{at.microsecond // 1000:03}Z--{key.deck}--{key.card}{ending}.wav"
