"""The voice that the system brings along, for questions read out loud."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from cards.errors import GreenroomError
from cards.text import clean_line

_LONGEST = 2000  # characters
_PATIENCE = 15.0  # seconds
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z]{2})?")
_SCENE = re.compile(r"\([^()]*\)")  # what an interviewer does, not says
# To `say` and espeak-ng, two square brackets begin a command. Angle brackets would, too, if markup were switched on.
_BRACKETS = str.maketrans("[]<>", "    ")
_FILE = "GREENROOM_VOICE_FILE"  # tells PowerShell where to write, without a path in its script
_TONGUE = "GREENROOM_VOICE_LANGUAGE"  # and in which language to speak
_SCRIPT = (
    "[Console]::InputEncoding = [Text.Encoding]::UTF8; $text = [Console]::In.ReadToEnd(); "
    "Add-Type -AssemblyName System.Speech; $voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
    f"try {{ $voice.SelectVoiceByHints('NotSet', 'NotSet', 0, $env:{_TONGUE}) }} catch {{ }}; "
    f"$voice.SetOutputToWaveFile($env:{_FILE}); $voice.Speak($text); $voice.Dispose()"
)
_MAC_VOICES = {"en-gb": "Daniel", "en-us": "Samantha", "de": "Anna"}  # each is part of macOS


class Words(NamedTuple):
    """Something to read out."""

    text: str
    language: str = "en-GB"  # a BCP 47 tag


class Voice(NamedTuple):
    """A program that reads a text from its standard input and writes it, spoken, to a WAV file."""

    name: str
    path: str
    arguments: Callable[[Path, str], list[str]]  # takes the file to write and the language; empty for its own

    def write(self, words: Words, into: Path) -> None:
        """Write words, spoken, to a WAV file.

        Raises:
            GreenroomError: The program fails or doesn't end.
        """
        found = _LANGUAGE.fullmatch(words.language.lower())
        language = found[0] if found else ""  # a deck can say anything
        try:
            try:
                self._run(words.text, into, language)
            except subprocess.CalledProcessError:  # it may not know the language, but has one of its own
                self._run(words.text, into, "")
        except (OSError, subprocess.SubprocessError) as error:
            raise GreenroomError(f"{self.name} can't read that out", "The question is on the screen.") from error

    def _run(self, text: str, into: Path, language: str) -> None:
        subprocess.run(  # noqa: S603 - a program of the system, and no text among its arguments
            [self.path, *self.arguments(into, language)],
            input=spoken(text).encode(),
            env=os.environ | {_FILE: str(into), _TONGUE: language},
            check=True,
            capture_output=True,
            timeout=_PATIENCE,
        )


def find_voice(platform: str, variables: Mapping[str, str]) -> Voice | None:
    """Return the system's voice; None if it has none.

    Args:
        platform: As `sys.platform` names it.
        variables: The environment variables; `PATH` says where to look.
    """
    for name, systems, arguments in (
        ("say", ("darwin",), _say),
        ("powershell", ("win32",), lambda *_: ["-NoProfile", "-NonInteractive", "-Command", _SCRIPT]),
        ("espeak-ng", ("linux", "darwin", "win32"), _espeak),
        ("espeak", ("linux",), _espeak),
    ):
        path = shutil.which(name, path=variables.get("PATH")) if platform.startswith(systems) else None
        if path:
            return Voice(name, path, arguments)
    return None


def spoken(text: str) -> str:
    """Return a text as it is read out: on one line, without anything that a voice would take as a command.

    What is in round brackets is done, not said, so it is left out unless there is nothing else.
    """
    line = clean_line(text)
    said = clean_line(_SCENE.sub(" ", line)) or line
    return clean_line(said.translate(_BRACKETS))[:_LONGEST]


def _say(into: Path, language: str) -> list[str]:
    voice = ["-v", _MAC_VOICES[language]] if language in _MAC_VOICES else []
    return [*voice, "-o", str(into), "--data-format=LEI16@22050", "-f", "-"]


def _espeak(into: Path, language: str) -> list[str]:
    return ["--stdin", *(["-v", language] if language else []), "-s", "160", "-w", str(into)]
