"""Open a card in the user's editor; a built-in deck is copied to their own decks first."""

import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from cards.errors import GreenroomError
from cards.key import CardKey
from decks.library.library import Library
from trainer.environment import Environment
from trainer.home import Home
from trainer.terminal.layout import BLANK, paragraph
from trainer.terminal.ui import Ui, UserLeft

if TYPE_CHECKING:
    from decks.model.problems import Problem
    from scheduler.log.store import Store

# Editors known to take +LINE before the file.
_TAKE_LINE = frozenset({"vi", "vim", "nvim", "nano", "emacs", "emacsclient", "micro", "kak", "ne", "joe", "mg"})


_INTERRUPTED = (-2, 130)  # by Ctrl-C, as the system says it and as a shell does


class EditorError(GreenroomError):
    """No editor could be run."""

    def __init__(self, editor: str) -> None:
        what = f'The editor "{editor}" could not be run' if editor else "No editor was found"
        super().__init__(what, "Set VISUAL or EDITOR to the editor you use.")


class EditorFailed(GreenroomError):
    """The editor ended with a failure: whatever it left is not taken."""

    def __init__(self, editor: str, status: int, kept: Path | None = None) -> None:
        where = f" What was changed is kept in {kept}." if kept else ""
        ended = "was interrupted" if status in _INTERRUPTED else f"ended with exit status {status}"
        super().__init__(
            f'The editor "{editor}" {ended}, so nothing was saved',
            f"Edit again, and leave it without a failure.{where}",
        )
        self.editor = editor
        self.status = status


def edit_card(home: Home, store: "Store", library: Library, key: CardKey, ui: Ui) -> str:
    """Open the file of a card at its line, and read it again; return a sentence on what came of it.

    A mistake made there is shown, and the file opened again at it for as long as the user wants to.

    Raises:
        UnknownDeck: There is no such deck.
        UnknownCard: There is no such card.
        EditorError: No editor could be run.
        EditorFailed: It failed; the file is as it was.
    """
    card = library.card(key)
    path = own_path(home, library, key.deck)
    with _noted(home, store, str(key), path), _own_if_changed(home, library, key.deck, path):
        told = _edit(home, library, path, _line_of(home, path, key, card.question), ui)
    return told if path.exists() else "Nothing was changed."


def edit_stories(home: Home, store: "Store", library: Library, line: int, ui: Ui) -> str:
    """Open the file of the user's stories at a line, and read it again, as `edit_card` does."""
    with _noted(home, store, home.stories.name, home.stories):
        return _edit(home, library, home.stories, line, ui)


@contextmanager
def _noted(home: Home, store: "Store", told: str, path: Path) -> Iterator[None]:
    """Note what an edit makes of a file, however it ends, so that it can be undone."""
    from trainer.files.file_changes import keep, note

    store.back_up()
    before = {path: keep(home, path)}
    try:
        yield
    finally:
        note(home, store, "edit", told, before)


def _edit(home: Home, library: Library, path: Path, line: int, ui: Ui) -> str:
    broken: Problem | None = None
    while True:
        try:
            _run_guarded(home, path, line)
        except EditorFailed as error:
            if broken is None:
                raise
            return f"{error.what}: it is as it was before. {broken} (`greenroom check {path}` lists all.)"
        library.refresh()
        broken = next((problem for problem in library.problems() if problem.path == str(path)), None)
        if broken is None:
            return f"Read again: {path}."
        if not (home.env.interactive and _wants_to_mend(ui, str(broken))):
            return f"{broken} (`greenroom check {path}` lists all.)"
        line = broken.line


def _run_guarded(home: Home, path: Path, line: int) -> None:
    """Open a file in the editor; if that fails the file is put back, and what became of it kept as a draft."""
    from decks.toml.atomic import content_of, make_folder, replace_own

    before = content_of(path)
    try:
        run_editor(home.env, path, line)
    except EditorFailed as error:
        after = content_of(path)
        if before is None or after is None or after == before:
            raise
        names = (home.answers / f"{path.name}{again}.draft" for again in chain([""], map("-{}".format, count(2))))
        draft = next(name for name in names if not name.exists())
        make_folder(draft.parent)
        replace_own(draft, after)
        replace_own(path, before)
        raise EditorFailed(error.editor, error.status, draft) from None


def _wants_to_mend(ui: Ui, problem: str) -> bool:
    width = ui.layout.width
    label = paragraph("Open it again?   Enter to mend it · n to leave it so", width, style="label")
    try:
        return ui.ask_line([BLANK, *paragraph(problem, width, style="warn"), *label]).strip().lower() in (
            "",
            "y",
            "yes",
        )
    except UserLeft:
        return False


def own_path(home: Home, library: Library, deck_id: str) -> Path:
    """Return where the file of a deck that the user may edit is, or will be."""
    deck = library.deck(deck_id)
    return home.decks / f"{deck_id}.toml" if deck.builtin else deck.path


@contextmanager
def _own_if_changed(home: Home, library: Library, deck_id: str, path: Path) -> Iterator[None]:
    """Put a copy of a built-in deck among the user's own meanwhile, which stays where anything of it was changed."""
    from decks.toml.atomic import content_of, replace_own

    built_in = None if path.exists() else library.deck(deck_id).path.read_bytes()
    if built_in is not None:
        replace_own(path, built_in)
    try:
        yield
    finally:
        if built_in is not None and content_of(path) == built_in:
            path.unlink()
            library.refresh()
        elif built_in is not None:
            tell_own(home, deck_id, path)


def tell_own(home: Home, deck_id: str, copy: Path) -> None:
    """Tell that a built-in deck has become the user's own."""
    home.notice(f"{deck_id} is now your own deck: {copy}. Updates of the built-in one no longer change it.")


def run_editor(env: Environment, path: Path, line: int) -> None:
    """Open a file in `$VISUAL`, `$EDITOR` or the system's usual editor, at a line where it can.

    Raises:
        EditorError: No editor could be run.
        EditorFailed: It ended with a failure; the file may have been changed.
    """
    command = editor_command(env)
    if not command:
        raise EditorError("")
    at = [f"+{line}"] if Path(command[0]).stem in _TAKE_LINE else []
    status = env.run_program([*command, *at, str(path)])
    if status == 127:
        raise EditorError(command[0])
    if status:
        raise EditorFailed(command[0], status)


def editor_command(env: Environment) -> list[str]:
    """Return the editor's command line; empty if there is none."""
    chosen = env.variables.get("VISUAL") or env.variables.get("EDITOR")
    if chosen:
        try:
            return shlex.split(chosen, posix=sys.platform != "win32")
        except ValueError:
            return [chosen]
    usual = ["notepad"] if sys.platform == "win32" else ["sensible-editor", "nano", "vi"]
    return next(([name] for name in usual if shutil.which(name)), [])


def _line_of(home: Home, path: Path, key: CardKey, question: str) -> int:
    if path == home.stories:
        from decks.own.stories import read_stories

        return read_stories(path)[1].get(key.card, 1)
    from decks.toml.files import locate

    return locate(path, key.card, question)
