"""A campaign: so many kills, parted among all kinds of work, the same ones for the same seed."""

from pathlib import Path
from random import Random

from tests.crash import works
from tests.crash.commands import Commands
from tests.crash.homes import make_home
from tests.crash.report import Tally
from tests.crash.reviews import Reviews
from tests.crash.sessions import load_greenroom
from tests.terminal import DECK, World

# How many of the kills each kind gets, as shares.
SHARES = {
    "reviews on a terminal": 40,
    "reviews through pipes": 20,
    "import": 12,
    "restore": 8,
    "files": 20,
}


def run(folder: Path, *, kills: int, seed: int) -> list[Tally]:
    """Kill so many times, and return what it came to, by kind."""
    load_greenroom()
    rng = Random(seed)
    counts = {kind: max(1, kills * share // 100) for kind, share in SHARES.items()}
    counts[max(counts, key=counts.__getitem__)] += max(0, kills - sum(counts.values()))
    home = make_home(folder / "home", DECK)
    tallies = []
    for kind, wanted in counts.items():
        workers = _worker(folder / kind.replace(" ", "-"), kind, rng, wanted, home)
        while workers.tally.times < wanted:
            workers.kill_one()
        tallies.append(workers.tally)
    return tallies


def _worker(folder: Path, kind: str, rng: Random, kills: int, home: World) -> Reviews | Commands:
    folder.mkdir()
    if kind.startswith("reviews"):
        return Reviews(folder / "home", kind, rng, kills=kills, terminal=kind.endswith("terminal"))
    todo = {
        "import": lambda: works.imports(folder),
        "restore": lambda: works.restores(folder),
        "files": works.writes,
    }[kind]()
    return Commands(folder, kind, rng, todo, home)
