"""A campaign of kills, divided among all kinds of tasks; the same seed gives the same kills."""

from pathlib import Path
from random import Random

from tests.crash import tasks
from tests.crash.commands import Commands
from tests.crash.homes import make_home
from tests.crash.report import Tally
from tests.crash.reviews import Reviews
from tests.crash.sessions import load_greenroom
from tests.terminal import DECK, World

# The percentage of the kills for each kind.
SHARES = {
    "reviews on a terminal": 36,
    "reviews through pipes": 18,
    "import": 11,
    "restore": 7,
    "sync": 8,
    "migration": 6,
    "files": 14,
}


def run(folder: Path, *, kills: int, seed: int) -> list[Tally]:
    """Kill greenroom `kills` times; return the results, one tally for each kind."""
    load_greenroom()
    rng = Random(seed)
    counts = {kind: max(1, kills * share // 100) for kind, share in SHARES.items()}
    counts[max(counts, key=counts.__getitem__)] += max(0, kills - sum(counts.values()))
    home = make_home(folder / "home", DECK)
    tallies = []
    for kind, wanted in counts.items():
        worker = _worker(folder / kind.replace(" ", "-"), kind, rng, wanted, home)
        while worker.tally.times < wanted:
            worker.kill_one()
        tallies.append(worker.tally)
    return tallies


def _worker(folder: Path, kind: str, rng: Random, kills: int, home: World) -> Reviews | Commands:
    folder.mkdir()
    if kind.startswith("reviews"):
        return Reviews(folder / "home", kind, rng, kills=kills, terminal=kind.endswith("terminal"))
    make_tasks = {
        "import": lambda: tasks.imports(folder),
        "restore": lambda: tasks.restores(folder),
        "sync": lambda: tasks.syncs(folder),
        "migration": tasks.migrations,
        "files": tasks.writes,
    }[kind]
    return Commands(folder, kind, rng, make_tasks(), home)
