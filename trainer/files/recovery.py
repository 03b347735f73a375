"""Changes of files and of the log that happen both or neither, also where greenroom is killed half way.

Before the first file is written, a promise beside the database says what they are to be. It is taken away when all is
done. One that is left over was made by a greenroom that was cut off: whoever opens the home next looks whether the log
has the change, and if not, puts the files back.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from cards.errors import GreenroomError
from decks.toml.atomic import replace_own
from scheduler.log.files import while_nobody_writes
from scheduler.log.undo import FileNote
from trainer.files.journal import ChangedSince, NotKept, keep, name_in, put_back
from trainer.home import JOURNAL, Home

if TYPE_CHECKING:
    from scheduler.log.store import Store


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
            GreenroomError: Another change has just been cut off, so the files are no longer what they were.
            StoreError: It cannot be noted.
            DeckFileError: What the files hold cannot be kept, or the promise not be made.
        """
        home, store = self._home, self._store
        with store.at_once():  # from here on no other greenroom changes files along with the log
            for path in home.path.glob(f"{JOURNAL}*"):
                if told := _settle(home, path, lambda change: nullcontext(_has(store, change))):
                    raise told  # what is to be written was thought out before that
            files = [
                FileNote(name_in(home, path), keep(home, path), sha256(text.encode()).hexdigest())
                for path, text in texts.items()
            ]
            self.name = store.note(self._kind, self._told, files, home.now_ms)
            if files:
                promise = {"change": self.name, "told": self._told, "files": files}
                replace_own(home.path / f"{JOURNAL}{self.name}", json.dumps(promise).encode())
            yield


@contextmanager
def whole(home: Home, store: "Store", kind: str, told: str) -> Iterator[FileChange]:
    """Make a change that is there whole or not at all when this is left; `kind` and `told` as in `changes.note`."""
    change = FileChange(home, store, kind, told)
    try:
        yield change
    finally:
        if change.name is not None:
            _settle(home, home.path / f"{JOURNAL}{change.name}", partial(while_nobody_writes, home.database))


def settle(home: Home) -> None:
    """Put back the files of changes that were cut off. What cannot be done now is done by who opens the home next."""
    for path in home.path.glob(f"{JOURNAL}*"):
        if told := _settle(home, path, partial(while_nobody_writes, home.database)):
            home.notice(str(told))


def _settle(
    home: Home, path: Path, is_noted: Callable[[str], AbstractContextManager[bool | None]]
) -> GreenroomError | None:
    """Look what became of a promise; return what a person has to know of it.

    Args:
        home: The data home.
        path: The promise.
        is_noted: Keeps others from writing while it is asked whether the log has a change; None if that cannot be.
    """
    told = None
    with suppress(GreenroomError, OSError, ValueError, LookupError, TypeError):  # a later greenroom sees to it
        promise = json.loads(path.read_bytes())
        with is_noted(promise["change"]) as noted:
            if noted is not None:
                if not noted:
                    told = _put_back(home, promise["told"], [FileNote(*each) for each in promise["files"]])
                path.unlink(missing_ok=True)
    return told


def _put_back(home: Home, told: str, files: list[FileNote]) -> GreenroomError:
    try:
        put_back(home, files)
    except (ChangedSince, NotKept) as error:
        return GreenroomError(f"{told} came in only half way when greenroom was cut off", str(error))
    what = f"{told} did not come in: greenroom was cut off half way, and the files are as they were"
    return GreenroomError(what, "Try again.")


def _has(store: "Store", change: str) -> bool:
    return bool(store.rows("SELECT 1 FROM changes WHERE uuid = ?", (change,)))
