"""The process that turns a recording into text while it grows. It can open no socket.

Commands are JSON, one a line, and so are answers: `{"open": PATH}` starts on a recording, `{"finish": BYTES}` asks for
the text of the first BYTES bytes of its sound; the answer names the recording. The process ends with its standard
input, so it never outlives greenroom.
"""

import json
import os
import sys
import threading
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TextIO

_TICK = 0.2  # seconds between two looks at the file
_FORBIDDEN = ("socket.__new__", "socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname")


def forbid_sockets() -> None:
    """Make every attempt to open a socket or to look up a name an error, for as long as the process lives."""
    sys.addaudithook(_refuse)  # nothing can take it away again


def _refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event in _FORBIDDEN:
        raise PermissionError(event)


def main(folder: Path, language: str, commands: TextIO, answers: TextIO) -> None:
    """Load the model, then follow one recording after another until the commands end."""
    forbid_sockets()

    def say(**message: object) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    try:
        from trainer.speech.recognition.models import identify
        from trainer.speech.recognition.whisper import METHOD, Whisper

        model = Whisper(folder, language=language)
        say(ready=identify(folder), method=METHOD)
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        say(error=str(error))
        return
    queue: SimpleQueue[dict[str, Any]] = SimpleQueue()
    threading.Thread(target=_read, args=(commands, queue), daemon=True).start()
    from trainer.speech.audio.wav import read
    from trainer.speech.recognition.follower import Follower

    follower: Follower | None = None
    sound: Path | None = None
    while True:
        try:
            command = queue.get(timeout=_TICK if follower else None)
        except Empty:
            command = {}
        try:
            if "open" in command:
                sound, follower = Path(command["open"]), Follower(model.text)
            if follower and sound and sound.exists():
                end = command.get("finish")
                follower.take(read(sound, follower.samples, end))
                if end is not None:
                    say(text=follower.finish(), of=str(sound))
                    follower = None
                else:
                    follower.work()
            elif "finish" in command:
                say(text="", of=str(sound))
        except (OSError, RuntimeError, ValueError) as error:
            say(error=str(error))
            follower = None


def _read(commands: TextIO, queue: "SimpleQueue[dict[str, Any]]") -> None:
    for line in commands:
        queue.put(json.loads(line))
    os._exit(0)  # greenroom is gone; a model at work can't be asked to stop


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.stdin, sys.stdout)
