"""The process that turns a recording into text while it grows. It can open no socket.

Commands are JSON, one a line, and so are answers: `{"open": PATH, "language": CODE, "number": N}` starts on a recording
and leaves the one before, whatever is left of it; `{"finish": BYTES}` asks for the text of the first BYTES bytes of its
sound. The answer, `{"text": TEXT, "number": N}`, has the number of its recording. `{"choose": WORDS, "path": PATH,
"number": N}` asks which word is said in a recording that has ended, and leaves the one before; `{"chosen": WORD,
"number": N}` answers, with null for none of them. An error ends the process, and so does the end of its standard input,
so it never outlives greenroom.
"""

import json
import os
import sys
import threading
from array import array
from collections.abc import Callable
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from trainer.speech.recognition.whisper import Whisper

_TICK = 0.2  # seconds between two looks at the file
_FORBIDDEN = ("socket.__new__", "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname")

Command = dict[str, Any]


def forbid_sockets() -> None:
    """Make every attempt to open a socket or to look up a name an error, for as long as the process lives."""
    sys.addaudithook(_refuse)  # nothing can take it away again


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(event)


def main(folder: Path, commands: TextIO, answers: TextIO) -> None:
    """Load the model, then follow one recording after another until the commands end."""
    forbid_sockets()
    queue: SimpleQueue[Command] = SimpleQueue()
    threading.Thread(target=_read, args=(commands, queue), daemon=True).start()

    def say(**message: object) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    try:
        from trainer.speech.recognition.models import identify
        from trainer.speech.recognition.whisper import METHOD, Whisper

        try:
            model = Whisper(folder)
        except (RuntimeError, ValueError):  # the library's reasons name tensors and versions of formats
            say(error=f"the model in {folder} is damaged or incomplete")
            return
        say(ready=identify(folder), method=METHOD)
        command = queue.get()
        while True:
            if "choose" in command:
                say(chosen=_choose(command, model), number=command["number"])
                command = queue.get()
            else:
                command = _follow(command, model, queue, say)
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        say(error=str(error))


def _follow(opened: Command, model: "Whisper", queue: "SimpleQueue[Command]", say: Callable[..., None]) -> Command:
    """Turn one recording into text as it grows; return the command that leaves it, however far it is."""
    from trainer.speech.recognition.follower import Follower

    path, follower = Path(opened["open"]), Follower(partial(model.text, language=opened["language"]))
    length: int | None = None  # in bytes, once it has ended
    busy = True  # whether a piece may be whole
    while True:
        try:
            command = queue.get(timeout=0 if busy else _TICK)
        except Empty:
            pass
        else:
            if "finish" not in command:
                return command
            length, busy = command["finish"], True
            continue  # a newer recording may have been opened
        fresh = _new_samples(path, follower.samples, length)
        follower.take(fresh)
        busy = bool(busy or fresh) and follower.work()
        if length is not None and not busy:
            say(text=follower.finish(), number=opened["number"])
            return queue.get()


def _choose(command: Command, model: "Whisper") -> str | None:
    from trainer.speech.recognition.follower import only_word

    word = only_word(_new_samples(Path(command["path"]), 0, None))
    return None if word is None else model.choose(word, command["choose"])


def _new_samples(path: Path, first: int, length: int | None) -> "array[int]":
    """Return what has been recorded since: nothing if the file isn't there yet, or no longer."""
    from trainer.speech.audio.wav import read

    try:
        return read(path, first, length)
    except OSError as error:
        if length is None or isinstance(error, FileNotFoundError):  # a file that grows is looked at again
            return array("h")
        raise


def _read(commands: TextIO, queue: "SimpleQueue[Command]") -> None:
    for line in commands:
        queue.put(json.loads(line))
    os._exit(0)  # greenroom is gone; a model at work, or being loaded, can't be asked to stop


if __name__ == "__main__":
    own_answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a native library prints is no answer
    main(Path(sys.argv[1]), sys.stdin, own_answers)
