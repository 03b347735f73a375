"""How long a deck of 10,000 cards and 100,000 reviews takes to become an Anki package, beside Anki's own export."""

import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Line, interleaved, told_ms
from benchmarks.starting import process

_ANKI = """
import sys
from anki.collection import Collection, ExportAnkiPackageOptions
collection = Collection(sys.argv[1])
options = ExportAnkiPackageOptions(with_scheduling=True, with_media=False, with_deck_configs=False, legacy=False)
collection.export_anki_package(out_path=sys.argv[2], options=options, limit=None)
collection.close()
"""


def measure(folder: Path, rounds: int) -> list[Line]:
    """Return the line of the export, on both sides of what `importing` has made in this folder."""
    home = folder / "exporting"
    ours = [sys.executable, "-m", "trainer", "--home", str(home)]
    brought = [*ours, "import", str(folder / "past.apkg"), "--deck", "notes"]
    subprocess.run(brought, check=True, stdout=subprocess.DEVNULL)
    theirs_command = [sys.executable, "-c", _ANKI, str(folder / "made.anki2"), str(folder / "exported-theirs.apkg")]
    ours_command = [*ours, "export", "notes", "--to", str(folder / "exported-ours.apkg"), "--force"]
    theirs, mine = interleaved(rounds, lambda: process(theirs_command), lambda: process(ours_command))
    what = "export of 10000 notes with 100000 reviews, apkg"
    return [Line(what, mine / theirs, None, "x Anki", told_ms(mine, theirs))]
