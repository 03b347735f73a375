"""Our side of the process that recognises speech."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any, cast

from cards.text import clean_line
from trainer.speech.transcript import Transcript

TOO_LONG = "Speech recognition takes too long here. A smaller model is faster."
_LOOK = 0.1  # seconds
_LOADING = 60.0  # seconds; a large model from a slow disk


@dataclass(frozen=True, slots=True)
class NotHeard:
    """Why there is no text."""

    why: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The word that was said; None if it was none of those asked for, or can't be told."""

    word: str | None


class Listener:
    """Follows recordings and returns what was said in them.

    The model loads while the question is read. A model that can't be loaded, or a process that dies, is told with the
    next answer and costs nothing else.
    """

    def __init__(self, folder: Path) -> None:
        """Start the process with the model in this folder; return at once."""
        self._answers: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self._model: dict[str, str] | None = None
        self._error = ""
        self._number = 0  # of the recording that was opened last
        self._open = False  # whether its text can be asked for
        # A session of its own (on Windows, a process group), so that Ctrl-C and Ctrl-Z at the prompt don't reach it.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-P", "-m", "trainer.speech.recognition.worker", str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "HF_HUB_OFFLINE": "1"},
            text=True,
            encoding="utf-8",
            start_new_session=os.name == "posix",
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
        self._commands, self._replies = cast("IO[str]", self._process.stdin), cast("IO[str]", self._process.stdout)
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    @property
    def loading(self) -> bool:
        """Whether the model was still being loaded when `poll` last looked."""
        return self._model is None

    def open(self, recording: Path, language: str = "en") -> None:
        """Begin to follow a recording, which may not be there yet; leave the one before.

        Args:
            recording: The file.
            language: What is spoken, in ISO 639-1, for models that know several languages.
        """
        self._number, self._open = self._number + 1, True
        self._tell(open=str(recording), language=language, number=self._number)

    def ask(self, length: int) -> None:
        """Ask for what is said in the recording that was opened; `poll` returns it.

        Args:
            length: Its size when it ended, in bytes of sound.

        Raises:
            ValueError: No recording is open, or this was asked already.
        """
        if not self._open:
            raise ValueError("no recording is open")
        self._open = False
        self._tell(finish=length)

    def poll(self, wait: float = 0.0) -> Transcript | NotHeard | None:
        """Return what was asked for; None if it isn't there after waiting for some seconds.

        What comes for an earlier recording, whose text nobody waited for, is passed over.
        """
        answer = self._poll("text", wait)
        if isinstance(answer, dict) and self._model:
            return Transcript(clean_line(answer["text"]), self._model["ready"], self._model["method"])
        return cast("NotHeard | None", answer)

    def choose(self, recording: Path, words: Sequence[str]) -> None:
        """Ask which of these words is said in a recording that has ended; `chosen` returns it.

        The recording that was open is left.

        Args:
            recording: The file, which must stay until then.
            words: English words in small letters.
        """
        self._number, self._open = self._number + 1, False
        self._tell(choose=list(words), path=str(recording), number=self._number)

    def chosen(self, wait: float = 0.0) -> Chosen | NotHeard | None:
        """Return what `choose` asked for; None if it isn't there after waiting for some seconds."""
        answer = self._poll("chosen", wait)
        return Chosen(answer["chosen"]) if isinstance(answer, dict) else answer

    def _poll(self, what: str, wait: float) -> dict[str, Any] | NotHeard | None:
        while not self._error:
            try:
                answer = self._answers.get(timeout=wait) if wait else self._answers.get_nowait()
            except Empty:
                return None
            if "ready" in answer:
                self._model = answer
            elif "number" not in answer:
                self._error = clean_line(answer.get("error", "")).rstrip(".") or "it stopped"
            elif what in answer and answer["number"] == self._number:
                return answer
        return NotHeard(f"Speech recognition doesn't work: {self._error}.")

    def finish(self, length: int, timeout: float) -> Transcript | NotHeard:
        """Return what is said in the recording that was opened; as `ask` and `poll`, for at most `timeout` seconds.

        If the model is still being loaded, that may take a minute more.
        """
        self.ask(length)
        begun = time.monotonic()
        while (heard := self.poll(_LOOK)) is None:
            if time.monotonic() - begun > (timeout + _LOADING if self.loading else timeout):
                return NotHeard(TOO_LONG)
        return heard

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._commands, self._replies):
            with suppress(OSError):  # what was not read yet
                pipe.close()

    def _tell(self, **command: object) -> None:
        with suppress(OSError):  # it has died; `poll` says so
            self._commands.write(json.dumps(command) + "\n")
            self._commands.flush()

    def _read(self) -> None:
        with suppress(ValueError, OSError):  # closed
            for line in self._replies:
                self._answers.put(json.loads(line))
        self._answers.put({})
