"""A recording or a voice, played."""

import threading
import wave
from collections.abc import Generator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from cards.errors import GreenroomError
from trainer.speech.audio.device import load, open_device, silenced
from trainer.speech.sound import RATE

_BLOCK = 100  # milliseconds


class Player:
    """A file that is being played, from a thread of its own."""

    _rate: int  # frames a second

    def __init__(self, path: Path, *, device: Any = None) -> None:
        """Start to play a WAV file of 16 bits.

        Args:
            path: The file.
            device: The loudspeaker, as the sound library opens it; None for the system's own choice.

        Raises:
            MissingPackage: miniaudio is not installed.
            NoSound: No loudspeaker can be opened.
            GreenroomError: The file is no sound.
        """
        try:
            with wave.open(str(path)) as file:
                self._channels, self._rate, width = file.getnchannels(), file.getframerate(), file.getsampwidth()
                self._sound = file.readframes(file.getnframes())
        except (OSError, EOFError, wave.Error) as error:
            raise GreenroomError(f"{path} can't be played: {error}") from error
        if width != 2:
            raise GreenroomError(f"{path} can't be played: it has {8 * width} bits, not 16")
        self._frame: int = width * self._channels
        self._at: int = 0  # bytes
        self.paused = False
        self._ended = threading.Event()
        library = load()
        with ExitStack() as ends:
            ends.enter_context(silenced())
            open_it = partial(_loudspeaker, library, self._channels, self._rate)
            loudspeaker = device or open_device("loudspeaker", open_it)
            ends.callback(loudspeaker.close)
            reader = self._read()
            next(reader)
            loudspeaker.start(reader)
            self._ends = ends.pop_all()

    @property
    def seconds(self) -> float:
        """How far it is."""
        return self._at / (self._frame * self._rate)

    @property
    def length(self) -> float:
        """How long the file is, in seconds."""
        return len(self._sound) / (self._frame * self._rate)

    @property
    def ended(self) -> bool:
        """Whether all of it has been heard."""
        return self._ended.is_set()

    def skip(self, seconds: float) -> None:
        """Go forward, or back if it is negative, within the file."""
        to = int((self.seconds + seconds) * self._rate) * self._frame
        self._at = max(0, min(len(self._sound), to))

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it has ended; return whether it has."""
        return self._ended.wait(timeout)

    def stop(self) -> None:
        """Stop. A second call changes nothing."""
        self._ended.set()
        self._ends.close()

    def _read(self) -> Generator[bytes, int, None]:
        frames = yield b""
        drained = 0
        while drained < 3:  # the device still holds what it was given last
            wanted = frames * self._frame
            block = b"" if self.paused else self._sound[self._at : self._at + wanted]
            self._at += len(block)
            drained = drained + 1 if not block and not self.paused else 0
            frames = yield block.ljust(wanted, b"\0")
        self._ended.set()


def check_loudspeaker() -> None:
    """Open the system's loudspeaker and close it again.

    Raises:
        MissingPackage: miniaudio is not installed.
        NoSound: No loudspeaker can be opened.
    """
    library = load()
    with silenced():
        open_device("loudspeaker", lambda: _loudspeaker(library, 1, RATE)).close()


def _loudspeaker(library: ModuleType, channels: int, rate: int) -> Any:
    return library.PlaybackDevice(
        output_format=library.SampleFormat.SIGNED16, nchannels=channels, sample_rate=rate, buffersize_msec=_BLOCK
    )
