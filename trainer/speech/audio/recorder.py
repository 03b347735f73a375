"""The microphone, recorded to a file as it goes."""

import os
import time
from array import array
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from types import ModuleType
from typing import Any

from cards.errors import GreenroomError, os_reason
from trainer.speech.audio import wav
from trainer.speech.audio.device import load, open_device, silenced
from trainer.speech.sound import FLOOR, RATE, levels

LONGEST = 15 * 60  # seconds; counted in samples, for some devices run faster than the clock
_BLOCK = 100  # milliseconds between two looks at the microphone
_STALL = 2.0  # seconds without a sample after which a microphone is gone


class Recorder:
    """A recording under way. Every tenth of a second is in the file as soon as it was heard."""

    def __init__(self, path: Path, *, device: Any = None) -> None:
        """Start to record.

        Args:
            path: The file to write; it must not be there yet. Only its owner may read it.
            device: The microphone, as the sound library opens it; None for the system's own choice.

        Raises:
            MissingPackage: miniaudio is not installed.
            NoSound: No microphone can be opened.
            GreenroomError: The file can't be written.
        """
        self.path = path
        self.level = FLOOR  # dBFS of the last tenth of a second
        self._length = 0
        self._failure: OSError | None = None
        self._last = time.monotonic()
        library = load()
        with ExitStack() as ends:  # what is opened is closed again if the next step fails
            ends.enter_context(silenced())
            microphone = device or open_device("microphone", lambda: _microphone(library))
            ends.callback(microphone.close)
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
                self._file = ends.enter_context(os.fdopen(descriptor, "r+b", buffering=0))
                self._file.write(wav.header())
            except OSError as error:
                raise GreenroomError(f"{path} can't be written: {os_reason(error)}") from error
            ends.callback(self._finish)
            ends.callback(microphone.close)  # before the file is
            writer = self._write()
            next(writer)
            microphone.start(writer)
            self._ends = ends.pop_all()

    @property
    def seconds(self) -> float:
        """How long the recording is by now."""
        return self._length / (2 * RATE)

    @property
    def trouble(self) -> str:
        """What has ended the recording early, as a sentence; empty if nothing has."""
        if self._failure:
            return f"The recording stopped: {os_reason(self._failure)}."
        if self.seconds >= LONGEST:
            return f"The recording stopped after {LONGEST // 60} minutes."
        if time.monotonic() - self._last > _STALL:
            return "The microphone was disconnected. Everything up to then is saved."
        return ""

    def stop(self) -> int:
        """End the recording; return its length in bytes of sound. A second call changes nothing."""
        self._ends.close()
        return self._length

    def _finish(self) -> None:
        try:
            wav.finish(self._file)
        except OSError as error:
            self._failure = self._failure or error

    def _write(self) -> Generator[None, bytes, None]:
        while self._failure is None and self.seconds < LONGEST:
            block = yield
            self._last = time.monotonic()
            try:
                self._file.write(block)
            except OSError as error:  # the disk is full
                self._failure = error
                return
            self._length += len(block)
            loud = levels(array("h", bytes(block)))
            self.level = max(loud, default=self.level)


def check_microphone() -> None:
    """Open the system's microphone and close it again.

    Raises:
        MissingPackage: miniaudio is not installed.
        NoSound: No microphone can be opened.
    """
    library = load()
    with silenced():
        open_device("microphone", lambda: _microphone(library)).close()


_BINARY = getattr(os, "O_BINARY", 0)


def _microphone(library: ModuleType) -> Any:
    return library.CaptureDevice(
        input_format=library.SampleFormat.SIGNED16, nchannels=1, sample_rate=RATE, buffersize_msec=_BLOCK
    )
