"""The user's text editor, run on a file."""

import shutil
import sys
from pathlib import Path

from cards.errors import GreenroomError
from trainer.command_line import split_command
from trainer.environment import Environment

# Editors known to take +LINE before the file.
_TAKE_LINE = frozenset({"vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "ne", "joe", "mg"})
_INTERRUPTED = (-2, 130)  # the exit status after Ctrl-C: from the system, and from a shell
_NOT_FOUND = 127  # the exit status of a program that cannot be started


class EditorError(GreenroomError):
    """No editor could be run."""

    def __init__(self, editor: str) -> None:
        what = f'The editor "{editor}" could not be run' if editor else "No editor was found"
        super().__init__(what, "Set VISUAL or EDITOR to the editor you use.")


class EditorFailed(GreenroomError):
    """The editor failed, so the changes it left in the file don't count."""

    def __init__(self, editor: str, status: int, kept: Path | None = None) -> None:
        where = f" Your changes are in {kept}." if kept else ""
        ended = "was interrupted" if status in _INTERRUPTED else f"ended with exit status {status}"
        super().__init__(
            f'The editor "{editor}" {ended}, so nothing was saved',
            f"Try again, then save and quit the editor.{where}",
        )
        self.editor = editor
        self.status = status


def run_editor(env: Environment, path: Path, line: int) -> None:
    """Open a file in `$VISUAL`, `$EDITOR` or the system's usual editor, and wait until the user leaves it.

    Raises:
        EditorError: No editor could be run.
        EditorFailed: It ended with a failure; the file may have been changed.
    """
    command = _editor_command(env)
    if not command:
        raise EditorError("")
    at = [f"+{line}"] if Path(command[0]).stem in _TAKE_LINE else []
    status = env.run_program([*command, *at, str(path)])
    if status == _NOT_FOUND:
        raise EditorError(command[0])
    if status:
        raise EditorFailed(command[0], status)


def _editor_command(env: Environment) -> list[str]:
    chosen = env.variables.get("VISUAL") or env.variables.get("EDITOR")
    if chosen:
        try:
            return split_command(chosen, windows=sys.platform == "win32")
        except ValueError:
            return [chosen]
    usual = ["notepad"] if sys.platform == "win32" else ["sensible-editor", "nano", "vi"]
    return next(([name] for name in usual if shutil.which(name)), [])
