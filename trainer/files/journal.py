"""The journal of a change to files and the log together: both happen or neither, even if greenroom is killed.

Before the first file is written, a journal beside the database lists each file's content before and after.
It is removed when everything is done. One that is left over comes from a program that was killed: the next program to
open the home checks whether the log has the change and, if not, puts the files back.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path

from cards.errors import GreenroomError
from decks.toml.atomic import replace_own
from scheduler.log.files import lock_and_find_change
from scheduler.log.store import Store
from scheduler.log.undo import FileNote
from trainer.files.file_changes import ChangedSince, NotKept, keep, name_in, put_back
from trainer.home import JOURNAL, Home


class JournaledChange:
    """A change of files that the log notes, and everything appended to the log with it."""

    def __init__(self, home: Home, store: Store, kind: str, label: str) -> None:
        self.uuid: str | None = None  # in the log; None until `writing` begins
        self._home = home
        self._store = store
        self._kind = kind
        self._label = label

    @contextmanager
    def writing(self, texts: Mapping[Path, str | None]) -> Iterator[None]:
        """Note that files will get these texts, in one transaction with everything appended inside the `with`.

        Without a text, a file will be removed.

        Raises:
            GreenroomError: Another change was cut off just before, so the files have been put back meanwhile.
            StoreError: The log cannot be written.
            DeckFileError: The files' content cannot be saved, or the journal cannot be written.
        """
        home, store = self._home, self._store
        with store.at_once():  # from here on no other greenroom changes files together with the log
            for path in home.path.glob(f"{JOURNAL}*"):
                if problem := _close(home, path, lambda change: nullcontext(_is_logged(store, change))):
                    raise problem  # the texts were worked out from files that have just been put back
            files = [FileNote(name_in(home, path), keep(home, path), _checksum(text)) for path, text in texts.items()]
            self.uuid = store.note(self._kind, self._label, files, home.now_ms)
            if files:
                journal = {"change": self.uuid, "told": self._label, "files": files}
                replace_own(home.path / f"{JOURNAL}{self.uuid}", json.dumps(journal).encode())
            yield


@contextmanager
def journaled(home: Home, store: Store, kind: str, label: str) -> Iterator[JournaledChange]:
    """Make a change that is complete, or has left no trace, when the `with` ends; see `file_changes.note`."""
    change = JournaledChange(home, store, kind, label)
    try:
        yield change
    finally:
        if change.uuid is not None:
            _close(home, home.path / f"{JOURNAL}{change.uuid}", partial(lock_and_find_change, home.database))


def roll_back_unfinished(home: Home) -> None:
    """Put back the files of changes that were cut off; if that can't be done now, leave it to the next program."""
    for path in home.path.glob(f"{JOURNAL}*"):
        if problem := _close(home, path, partial(lock_and_find_change, home.database)):
            home.notice(str(problem))


def _close(
    home: Home, path: Path, is_logged: Callable[[str], AbstractContextManager[bool | None]]
) -> GreenroomError | None:
    """Put files back if the log does not have their change, then remove the journal at `path`.

    `is_logged` returns whether the log has a change, and keeps others from writing to it meanwhile; None if the log is
    busy or cannot be read. Return what the user has to know; None if the change is complete, or is left for now.
    """
    from decks.toml.regular_files import read_bytes

    problem = None
    with suppress(GreenroomError, OSError, ValueError, LookupError, TypeError):  # left to the next program
        journal = json.loads(read_bytes(path, most=-1))
        with is_logged(journal["change"]) as logged:
            if logged is not None:
                if not logged:
                    problem = _put_back(home, journal["told"], [FileNote(*each) for each in journal["files"]])
                path.unlink(missing_ok=True)
    return problem


def _put_back(home: Home, label: str, files: list[FileNote]) -> GreenroomError:
    try:
        put_back(home, files)
    except (ChangedSince, NotKept) as error:
        return GreenroomError(f"greenroom was cut off while adding {label}, so only half of it is there", str(error))
    what = f"greenroom was cut off while adding {label}; the files are back as they were"
    return GreenroomError(what, "Try again.")


def _checksum(text: str | None) -> str | None:
    return None if text is None else sha256(text.encode()).hexdigest()


def _is_logged(store: Store, change: str) -> bool:
    return bool(store.rows("SELECT 1 FROM changes WHERE uuid = ?", (change,)))
