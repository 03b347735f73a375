"""The voice that the system brings along, for questions read out loud."""

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from cards.errors import GreenroomError
from cards.text import clean_line

_LONGEST = 2000  # characters
_PATIENCE = 30.0  # seconds
_FILE = "GREENROOM_VOICE_FILE"  # says to PowerShell where to write, without a path in its script
_SCRIPT = (
    "[Console]::InputEncoding = [Text.Encoding]::UTF8; $text = [Console]::In.ReadToEnd(); "
    "Add-Type -AssemblyName System.Speech; $voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
    f"$voice.SetOutputToWaveFile($env:{_FILE}); $voice.Speak($text); $voice.Dispose()"
)


class Voice(NamedTuple):
    """A program that reads a text from its standard input and writes it, spoken, to a WAV file."""

    name: str
    path: str
    arguments: Callable[[Path, str], list[str]]  # takes the file to write and the language, like `en-GB`

    def say(self, text: str, into: Path, language: str = "en-GB") -> None:
        """Write a text, spoken, to a WAV file.

        Raises:
            GreenroomError: The program fails or doesn't end.
        """
        try:
            subprocess.run(  # noqa: S603 - a program of the system, and no text among its arguments
                [self.path, *self.arguments(into, language)],
                input=_plain(text).encode(),
                env=os.environ | {_FILE: str(into)},
                check=True,
                capture_output=True,
                timeout=_PATIENCE,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise GreenroomError(f"{self.name} can't read that out", "The question is on the screen.") from error


def find_voice(platform: str, variables: Mapping[str, str]) -> Voice | None:
    """Return the system's voice; None if it has none.

    Args:
        platform: As `sys.platform` names it.
        variables: The environment variables; `PATH` says where to look.
    """
    for name, systems, arguments in (
        ("say", ("darwin",), lambda into, _: ["-o", str(into), "--data-format=LEI16@22050", "-f", "-"]),
        ("powershell", ("win32",), lambda *_: ["-NoProfile", "-NonInteractive", "-Command", _SCRIPT]),
        ("espeak-ng", ("linux", "darwin", "win32"), _espeak),
        ("espeak", ("linux",), _espeak),
    ):
        path = shutil.which(name, path=variables.get("PATH")) if platform.startswith(systems) else None
        if path:
            return Voice(name, path, arguments)
    return None


def _espeak(into: Path, language: str) -> list[str]:
    return ["--stdin", "-v", language.lower(), "-s", "160", "-w", str(into)]


def _plain(text: str) -> str:
    """Return a text without what a voice would take as a command: control characters, and double brackets."""
    return clean_line(text)[:_LONGEST].replace("[[", "[ [").replace("]]", "] ]")
