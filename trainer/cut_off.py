"""Changes of files and of the log that happen both or neither, also where greenroom is killed half way.

Before the first file is written, a promise beside the database says what they are to be. It is taken away when all is
done. One that is left over was made by a greenroom that was cut off: whoever opens the home next looks whether the log
has the change, and if not, puts the files back.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from cards.errors import GreenroomError
from decks.own_files import replace_own
from scheduler.inspection import while_nobody_writes
from scheduler.undoing import FileNote
from trainer.changes import ChangedSince, NotKept, keep, name_in, put_back
from trainer.home import PROMISE, Home

if TYPE_CHECKING:
    from scheduler.store import Store


class FileChange:
    """A change of files that the log notes, and all that comes with it.

    Attributes:
        name: What the log calls it, once it has been begun.
    """

    def __init__(self, home: Home, store: "Store", kind: str, told: str) -> None:
        self.name: str | None = None
        self._home = home
        self._store = store
        self._kind = kind
        self._told = told

    @contextmanager
    def writing(self, texts: Mapping[Path, str]) -> Iterator[None]:
        """Note that files are to hold these texts, in one transaction with all that is appended in the `with`.

        Raises:
            StoreError: It cannot be noted.
            DeckFileError: What the files hold cannot be kept, or the promise not be made.
        """
        home = self._home
        files = [
            FileNote(name_in(home, path), keep(home, path), sha256(text.encode()).hexdigest())
            for path, text in texts.items()
        ]
        with self._store.at_once():
            self.name = self._store.note(self._kind, self._told, files, home.now_ms)
            if files:
                promise = {"change": self.name, "told": self._told, "files": files}
                replace_own(home.path / f"{PROMISE}{self.name}", json.dumps(promise).encode())
            yield


@contextmanager
def whole(home: Home, store: "Store", kind: str, told: str) -> Iterator[FileChange]:
    """Make a change that is there whole or not at all when this is left; `kind` and `told` as in `changes.note`."""
    change = FileChange(home, store, kind, told)
    try:
        yield change
    finally:
        if change.name is not None:
            _settle(home, home.path / f"{PROMISE}{change.name}")


def settle(home: Home) -> None:
    """Put back the files of changes that were cut off. What cannot be done now is done by who opens the home next."""
    for path in home.path.glob(f"{PROMISE}*"):
        if told := _settle(home, path):
            home.notice(told)


def _settle(home: Home, path: Path) -> str:
    """Look what became of a promise; return what a person has to know of it."""
    with suppress(GreenroomError, OSError, ValueError, LookupError, TypeError):  # a later greenroom sees to it
        promise = json.loads(path.read_bytes())
        with while_nobody_writes(home.database, promise["change"]) as is_there:
            if is_there is None:  # it may be on its way
                return ""
            told = "" if is_there else _put_back(home, promise["told"], [FileNote(*each) for each in promise["files"]])
            path.unlink(missing_ok=True)
            return told
    return ""


def _put_back(home: Home, told: str, files: list[FileNote]) -> str:
    try:
        put_back(home, files)
    except (ChangedSince, NotKept) as error:
        return f"{told} came in only half way when greenroom was cut off. {error}"
    return f"{told} did not come in: greenroom was cut off half way, and the files are as they were. Try again."
