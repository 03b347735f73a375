"""The time it takes to import 10,000 notes, against Anki's own import of the same file.

Usage: python -m benchmarks.imports [--rounds N] [--json]
"""

import argparse
import csv
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.measure import Line, alone, interleaved, ratio, report, timed

_NOTES = 10_000
_REVIEWS_PER_NOTE = 10
_DAY_MS = 86_400_000
_NOW_MS = 1_795_600_000_000
_WORDS = ("how", "did", "you", "check", "plan", "lead", "learn", "measure", "explain", "risk", "team", "decide")
# Anki runs in its own process, as greenroom does: you wait for its start-up too.
_ANKI_PACKAGE = """
import sys
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
collection = Collection(sys.argv[2])
options = ImportAnkiPackageOptions(with_scheduling=True, with_deck_configs=False)
collection.import_anki_package(ImportAnkiPackageRequest(package_path=sys.argv[1], options=options))
collection.close()
"""
_ANKI_TABLE = """
import sys
from anki.collection import Collection, ImportCsvRequest
collection = Collection(sys.argv[2])
metadata = collection.get_csv_metadata(path=sys.argv[1], delimiter=None)
collection.import_csv(ImportCsvRequest(path=sys.argv[1], metadata=metadata))
collection.close()
"""


def main() -> int:
    """Run the benchmark and print its lines; return 1 if a budget is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.imports", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return report(measure(Path(folder), args.rounds, peered=True), as_json=args.json, versions=["anki"])


def measure(folder: Path, rounds: int, *, peered: bool) -> list[Line]:
    """Return the line for a table; with Anki as peer, also for packages without reviews and with ten a note."""
    table = folder / "notes.csv"
    notes = _write_table(table)
    what = f"import of {_NOTES} notes"
    if not peered:
        return [Line(f"{what}, csv", alone(rounds, lambda: _ours(folder, table)) * 1000, None, "ms", "whole process")]
    _make_packages(folder, notes)
    return [
        _line(f"{what}, csv", folder, table, _ANKI_TABLE, rounds),
        _line(f"{what}, apkg", folder, folder / "notes.apkg", _ANKI_PACKAGE, rounds),
        _line(f"{what} with {_REVIEWS_PER_NOTE * _NOTES} reviews", folder, folder / "past.apkg", _ANKI_PACKAGE, rounds),
    ]


def _line(what: str, folder: Path, path: Path, script: str, rounds: int) -> Line:
    theirs, ours = interleaved(rounds, lambda: _anki(folder, path, script), lambda: _ours(folder, path))
    return ratio(what, ours, theirs, 3, "Anki", more=", whole processes")


def _anki(folder: Path, path: Path, script: str) -> float:
    collection = folder / "theirs.anki2"
    for old in folder.glob("theirs*"):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    return timed(lambda: subprocess.run([sys.executable, "-c", script, path, collection], check=True))


def _ours(folder: Path, path: Path) -> float:
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    command = [sys.executable, "-m", "trainer", "--home", str(home), "import", str(path)]
    subprocess.run(
        [*command[:-2], "due"], check=True, stdout=subprocess.DEVNULL
    )  # a home in use has its decks in the cache
    return timed(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))


def _write_table(path: Path) -> list[tuple[str, str]]:
    rng = random.Random(1)
    notes = [(f"{_words(rng, 12)} {number}?", _words(rng, 50)) for number in range(_NOTES)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("question", "answer"), *notes])
    return notes


def _make_packages(folder: Path, notes: list[tuple[str, str]]) -> None:
    """Let Anki write the same notes as two packages: `notes.apkg`, and `past.apkg` with ten reviews a card."""
    from anki.collection import Collection, ExportAnkiPackageOptions, ImportCsvRequest

    rng = random.Random(2)
    table = folder / "for-anki.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(notes)
    collection: Any = Collection(str(folder / "made.anki2"))
    metadata = collection.get_csv_metadata(path=str(table), delimiter=None)
    collection.import_csv(ImportCsvRequest(path=str(table), metadata=metadata))
    options = ExportAnkiPackageOptions(with_scheduling=False, with_media=False, with_deck_configs=False, legacy=False)
    collection.export_anki_package(out_path=str(folder / "notes.apkg"), options=options, limit=None)
    cards = collection.db.list("select id from cards order by id")
    rows = [row for number, card in enumerate(cards) for row in _past(number, card, rng)]
    insert = "insert into revlog values(?,?,?,?,?,?,?,?,?)"
    collection.db.transact(lambda: collection.db.executemany(insert, rows))
    collection.db.execute("update cards set type = 2, queue = 2, ivl = 30, due = 30, reps = ?", _REVIEWS_PER_NOTE)
    options.with_scheduling = True
    collection.export_anki_package(out_path=str(folder / "past.apkg"), options=options, limit=None)
    collection.close()


def _words(rng: random.Random, length: int) -> str:
    return " ".join(rng.choices(_WORDS, k=length))


def _past(number: int, card: int, rng: random.Random) -> list[tuple[int, ...]]:
    rows: list[tuple[int, ...]] = []
    at, last = _NOW_MS - 300 * _DAY_MS + number * 1000, 0
    for review in range(_REVIEWS_PER_NOTE):
        ease = rng.choice((1, 3, 3, 3, 4))
        interval = max(1, last * 2) if ease > 1 else 1
        rows.append((at + review, card, -1, ease, interval, last, 2500, rng.randint(5_000, 60_000), int(review > 0)))
        at, last = at + min(interval, 30) * _DAY_MS, interval
    return rows


if __name__ == "__main__":
    sys.exit(main())
