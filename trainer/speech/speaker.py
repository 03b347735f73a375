"""Questions read out loud while you see them."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from cards.errors import GreenroomError
from trainer.speech.audio.player import Player
from trainer.speech.voice import Voice, Words

_LOOK = 0.05  # seconds between two looks at whether to stop
_STALL = 3.0  # seconds beyond the length of a sound after which the loudspeaker is gone


class Speaker:
    """Reads words out in the background. It starts and stops at once; what goes wrong ends it for good."""

    def __init__(self, voice: Voice, stopwatch: Callable[[], float]) -> None:
        """Take a voice; nothing is said yet.

        Args:
            voice: What turns words into sound.
            stopwatch: Returns a monotonic time in seconds.
        """
        self.trouble = ""  # why it is silent for good, as a sentence; empty if it isn't
        self.quiet_since: float | None = stopwatch()  # by the stopwatch; None while it speaks
        self._voice = voice
        self._stopwatch = stopwatch
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def say(self, *words: Words) -> None:
        """Read words out, one after the other; return at once. It stops what it was saying."""
        self.close()
        if self.trouble:
            return
        self._stopped, self.quiet_since = threading.Event(), None
        self._thread = threading.Thread(target=self._speak, args=(words, self._stopped), daemon=True)
        self._thread.start()

    def stop(self) -> bool:
        """Fall silent; return at once, whether it hadn't been stopped before."""
        begins = not self._stopped.is_set()
        self._stopped.set()
        return begins

    def close(self) -> None:
        """Fall silent, and wait until the loudspeaker is closed."""
        self.stop()
        if self._thread is not None:
            self._thread.join(_STALL)  # a voice that hangs is left behind

    def _speak(self, words: Sequence[Words], stopped: threading.Event) -> None:
        try:
            with TemporaryDirectory(prefix="greenroom-") as folder:
                for number, part in enumerate(words):
                    sound = Path(folder) / f"{number}.wav"
                    self._voice.write(part, sound)
                    if not stopped.is_set():
                        self._play(sound, stopped)
        except (GreenroomError, OSError) as error:
            self.trouble = str(error)
        finally:
            if stopped is self._stopped:  # a voice that hung may have been left behind
                self.quiet_since = self._stopwatch()

    def _play(self, sound: Path, stopped: threading.Event) -> None:
        player = Player(sound)
        try:
            left = player.length + _STALL
            while not stopped.is_set() and not player.wait(_LOOK):
                left -= _LOOK
                if left < 0:
                    raise GreenroomError("The loudspeaker doesn't play", "Your questions are on the screen.")
        finally:
            player.stop()
