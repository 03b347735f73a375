"""The time it takes to export 10,000 cards as a table and as an Anki package, against Anki's own export."""

import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Line, alone, interleaved, ratio
from benchmarks.startup import process

_ANKI = """
import sys
from anki.collection import Collection, ExportAnkiPackageOptions
collection = Collection(sys.argv[1])
options = ExportAnkiPackageOptions(with_scheduling=True, with_media=False, with_deck_configs=False, legacy=False)
collection.export_anki_package(out_path=sys.argv[2], options=options, limit=None)
collection.close()
"""


def measure(folder: Path, rounds: int, *, peered: bool) -> list[Line]:
    """Return the lines for the notes that `imports` left in this folder; with a peer, they have 100,000 reviews."""
    ours = [sys.executable, "-m", "trainer", "--home", str(folder / "exporting")]
    source = folder / ("past.apkg" if peered else "notes.csv")
    subprocess.run([*ours, "import", str(source), "--deck", "notes"], check=True, stdout=subprocess.DEVNULL)

    def export(kind: str) -> float:
        return process([*ours, "export", "notes", "--to", str(folder / f"ours.{kind}"), "--force"])

    lines = [
        Line("export of 10000 notes, csv", alone(rounds, lambda: export("csv")) * 1000, None, "ms", "whole process")
    ]
    if not peered:
        apkg = alone(rounds, lambda: export("apkg")) * 1000
        return [*lines, Line("export of 10000 notes, apkg", apkg, None, "ms", "whole process")]
    command = [sys.executable, "-c", _ANKI, str(folder / "made.anki2"), str(folder / "theirs.apkg")]
    theirs, mine = interleaved(rounds, lambda: process(command), lambda: export("apkg"))
    return [*lines, ratio("export of 10000 notes with 100000 reviews, apkg", mine, theirs, None, "Anki")]
