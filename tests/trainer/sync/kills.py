"""Kills while files are merged: `python -m tests.trainer.sync.kills [EACH]`.

The process dies at every call that changes something in the home, or at each EACH-th; the next one does it again.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import uuid4

from tests.crash import faults
from tests.crash.faults import How
from tests.terminal import NOON, World
from tests.trainer.sync.machines import machines, settle
from trainer.opening import open_home, open_store
from trainer.sync.files import collect, merge
from trainer.sync.segment import Record
from trainer.sync.state import SyncState

_DECK = '[[cards]]\nid = "one"\nquestion = "One?"\n\n[[cards]]\nid = "two"\nquestion = "Two?"  # mine\n'


def records_of(folder: Path) -> tuple[list[Record], list[Record]]:
    """Return what another machine sent first, and what it sent after this one had taken that."""
    with machines(folder, 2) as (one, other):
        for name in ("decks/changed.toml", "decks/both.toml", "decks/gone.toml"):
            one.write(name, _DECK)
        settle(one, other)
        first = [*one.sent]
        one.edit("decks/changed.toml", "One?", "First?")
        one.edit("decks/both.toml", "One?", "First?")
        one.path("decks/gone.toml").unlink()
        one.write("decks/new.toml", _DECK)
        one.write("config.toml", "new_per_day = 5\n")
        one.collect()
        return first, one.sent[len(first) :]


def sync(path: Path, records: Sequence[Record]) -> int:
    """Merge and collect as `greenroom sync` does; return how many records there are to send."""
    world = World(path, now=NOON.replace(day=NOON.day + 1))
    home = open_home(world.environment()._replace(new_uuid=lambda: str(uuid4())), None)
    with open_store(home) as store:
        state = SyncState(home.path / "sync.db")
        merge(home, store, state, records)
        found = collect(home, store, state)
        state.put(found.bases)
        state.close()
    return len(found.records)


def files(path: Path) -> dict[str, bytes]:
    names = ("decks", "conflicts")
    found = [*path.glob("*.toml"), *(each for name in names for each in (path / name).glob("*.toml"))]
    return {each.relative_to(path).as_posix(): each.read_bytes() for each in found}


def in_a_child(do: Callable[[], int | None]) -> int:
    """Run something in a process of its own, which may die; return what it returns, and 99 if it fails."""
    child = os.fork()
    if child == 0:
        try:
            code = do() or 0
        except BaseException as error:  # noqa: BLE001
            print(repr(error), file=sys.stderr)
            os._exit(99)
        os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(folder: Path, each: int) -> list[str]:
    """Kill a merge at each of its calls, or at each so many; return what went wrong."""
    (folder / "others").mkdir()
    first, second = records_of(folder / "others")
    start, home = folder / "start", folder / "home"
    assert in_a_child(lambda: sync(start, first)) == 0  # nothing to send
    both = start / "decks" / "both.toml"
    both.write_text(both.read_text().replace("One?", "Once?").replace("Two?", "Twice?"))
    before = files(start)
    shutil.copytree(start, home)

    def counted() -> None:
        faults.arm(home, 0, How.DIE)
        sync(home, second)

    assert in_a_child(counted) is not None
    calls, after = faults.seen(), files(home)
    wrong: list[str] = []

    def opened() -> None:
        open_home(World(home).environment(), None)

    for nth in range(1, calls + 1, each):
        shutil.rmtree(home)
        shutil.copytree(start, home)

        def killed(nth: int = nth) -> None:
            faults.arm(home, nth, How.DIE)
            sync(home, second)

        in_a_child(killed)
        in_a_child(opened)
        half = files(home)
        wrong += [
            f"{nth}: {name} is half written" for name in half if half[name] not in (before.get(name), after.get(name))
        ]
        if in_a_child(lambda: sync(home, second)) not in (0, 1):
            wrong.append(f"{nth}: it can't be done again")
        if files(home) != after:
            wrong.append(f"{nth}: {files(home)} is not {after}")
        if in_a_child(lambda: sync(home, second)) != 0:
            wrong.append(f"{nth}: more is sent, or it fails")
    print(f"{calls} calls, {len(wrong)} wrong")
    return wrong


def main() -> int:
    """Run it; 1 if anything went wrong."""
    faults.begin_again_with_faults()
    with tempfile.TemporaryDirectory() as folder:
        wrong = run(Path(folder), int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    print("\n".join(wrong))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
