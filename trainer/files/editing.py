"""Cards and stories changed in the user's editor: the change is noted for `undo`, then the file is read again.

A card of a built-in deck is edited in a copy of the deck among the user's own.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path

from cards.key import CardKey
from cards.text import clean_line
from decks.library.library import Library
from decks.model.problems import Problem
from decks.toml.file_names import file_stem
from scheduler.log.store import Store
from trainer.files.editor import EditorFailed, run_editor
from trainer.files.file_changes import noted
from trainer.home import Home
from trainer.terminal.layout import BLANK, paragraph
from trainer.terminal.ui import Ui, UserLeft


def edit_card(home: Home, store: Store, library: Library, key: CardKey, ui: Ui) -> str:
    """Open a card's file in the editor, at the card; return a sentence on the result.

    If there is a mistake in it afterwards, show it and offer to open the file again there.

    Raises:
        DeckUnavailable, UnknownCard: There is no such deck or card.
        EditorError: No editor could be run.
        EditorFailed: It failed; the file is as it was.
    """
    card = library.card(key)
    path = own_path(home, library, key.deck)
    is_own = path.exists()
    with noted(home, store, "edit", str(key), path), _copied_from_built_in(home, library, key.deck, path):
        result = _edit(home, library, path, _line_of(home, path, key, card.question), ui)
    return result if is_own or path.exists() else "Nothing was changed."


def edit_stories(home: Home, store: Store, library: Library, line: int, ui: Ui) -> str:
    """Open the file of the user's stories at a line, as `edit_card` does."""
    with noted(home, store, "edit", home.stories.name, home.stories):
        return _edit(home, library, home.stories, line, ui)


def _edit(home: Home, library: Library, path: Path, line: int, ui: Ui) -> str:
    from decks.toml.atomic import content_of

    broken: Problem | None = None
    before = content_of(path)
    while True:
        try:
            _run_guarded(home, path, line)
        except EditorFailed as error:
            if broken is None:
                raise
            return f"{error.what}. The file is as it was. {_left_broken(broken, path)}"
        library.refresh()
        if not path.exists():
            return f"The editor removed {path}. `greenroom undo` brings it back."
        broken = next((problem for problem in library.problems() if problem.path == str(path)), None)
        if broken is None:
            return f"Nothing was changed in {path}." if content_of(path) == before else f"Reloaded {path}."
        if not (home.env.interactive and _wants_to_fix(ui, str(broken))):
            return _left_broken(broken, path)
        line = broken.line


def _left_broken(problem: Problem, path: Path) -> str:
    return f"{problem} (`greenroom check {path}` lists all, `greenroom undo` undoes the edit.)"


def _run_guarded(home: Home, path: Path, line: int) -> None:
    """Open a file in the editor; if that fails, put the file back and keep the changes as a draft."""
    from decks.toml.atomic import content_of, make_folder, replace_own

    before = content_of(path)
    try:
        run_editor(home.env, path, line)
    except EditorFailed as error:
        after = content_of(path)
        if before is None or after == before:
            raise
        if after is None:
            replace_own(path, before)
            raise
        names = (home.answers / f"{path.name}{again}.draft" for again in chain([""], map("-{}".format, count(2))))
        draft = next(name for name in names if not name.exists())
        make_folder(draft.parent)
        replace_own(draft, after)
        replace_own(path, before)
        raise EditorFailed(error.editor, error.status, draft) from None


def _wants_to_fix(ui: Ui, problem: str) -> bool:
    """Ask whether to open the file again, until the answer is Enter, `y` or `n`; only `n` leaves it broken."""
    width = ui.layout.width
    ui.show([BLANK, *paragraph(problem, width, style="warn")])
    with suppress(UserLeft):
        while (answer := _again(ui)) not in ("n", "no"):
            if answer in ("", "y", "yes"):
                return True
            ui.say(f'Type y or n, not "{answer}".')
    return False


def _again(ui: Ui) -> str:
    label = paragraph("Open it again?   Enter to fix it · n to leave it broken", ui.layout.width, style="label")
    return clean_line(ui.ask_line(label)).casefold()


def own_path(home: Home, library: Library, deck_id: str) -> Path:
    """Return the file in which the user can edit a deck; for a built-in deck it might not exist yet."""
    deck = library.deck(deck_id)
    return home.decks / f"{file_stem(deck_id)}.toml" if deck.builtin else deck.path


@contextmanager
def _copied_from_built_in(home: Home, library: Library, deck_id: str, path: Path) -> Iterator[None]:
    """Copy a built-in deck to a file that does not exist yet; remove the copy at the end unless it was changed."""
    from decks.toml.atomic import ChangedMeanwhile, content_of, remove_own, replace_own

    built_in = None if path.exists() else library.deck(deck_id).path.read_bytes()
    if built_in is not None:
        replace_own(path, built_in)
    try:
        yield
    finally:
        if built_in is not None:
            if content_of(path) == built_in:
                with suppress(ChangedMeanwhile):
                    remove_own(path, seen=built_in)
                library.refresh()
            else:
                announce_own_deck(home, deck_id, path)


def announce_own_deck(home: Home, deck_id: str, copy: Path) -> None:
    """Point out that a built-in deck is now the user's own."""
    home.notice(f"{deck_id} is now your own deck: {copy}. Updates to the built-in deck no longer reach it.")


def _line_of(home: Home, path: Path, key: CardKey, question: str) -> int:
    """Return the line of a card in its file, from 1."""
    if path == home.stories:
        from decks.own.stories import read_stories

        return read_stories(path)[1].get(key.card, 1)
    from decks.toml.files import locate

    return locate(path, key.card, question)
