"""Golden databases: one for every released format, as SQL, never edited again.

`python -m tests.golden_database` writes the one for the newest format, unless it exists.
"""

import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from scheduler.log.schema import NEWEST_FORMAT
from tests import GOLDEN
from tests.histories import spoken
from tests.terminal import DECK, World
from trainer.opening import open_home, open_store

_ID_LESS = '\n[[cards]]\nquestion = "What did you learn?"\nanswer = "To ask sooner."\n'
_STORY = '[[cards]]\nid = "proud"\nquestion = "What are you proud of?"\nkind = "story"\nkey_points = ["one episode"]\n'
_HEADER = "-- What greenroom wrote with database format {}. Never edited: it stands for databases that people have."


def golden_file(version: int) -> Path:
    """Return the file with the golden database of a format."""
    return GOLDEN / f"format{version}.sql"


def make_database(version: int, path: Path) -> None:
    """Write the golden database of a format to a file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.executescript(golden_file(version).read_text(encoding="utf-8"))
        database.execute("PRAGMA journal_mode = WAL")


def make_unreleased_database(version: int, path: Path) -> None:
    """Write a database with a review, in one of the formats 1 to 8 from before the first release."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("CREATE TABLE home(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID")
        database.execute("CREATE TABLE reviews(seq INTEGER PRIMARY KEY, uuid TEXT NOT NULL UNIQUE) STRICT")
        database.execute("INSERT INTO reviews VALUES (1, 'a')")
        database.execute(f"PRAGMA user_version = {version}")


def live(world: World) -> None:
    """Do everything that leaves rows in the database: ratings, undos, marks, edits, imports, an id-less card."""
    path = world.write_deck(DECK + _ID_LESS)
    source = world.home.parent / "talk.csv"
    source.write_text("question,answer\nWhat would you change?,The hand-over.\n", encoding="utf-8")
    world.run("review", "--deck", "mine", typed="I reconciled the totals.\n\n1 3\n3\n\n4\nf\nq\n")
    world.pass_days(3)
    world.run("review", "--deck", "mine", typed="\n\n1\n\na\n4\nb\nq\n")
    world.run("undo", "2")
    world.pass_days(4)
    world.run("review", "--deck", "mine", typed="\na\n3\nq\n")
    world.run("suspend", "mine/sure")
    world.run("undo")
    world.run("suspend", "mine/why")
    world.run("import", str(source))
    world.run_program = lambda _: path.write_bytes(path.read_bytes().replace(b"Why us?", b"Why here?")) and 0
    world.variables = {"EDITOR": "ed"}
    world.run("edit", "mine/why")
    world.run("add", typed="Who are you?\n\nMyself.\n\n\n")
    world.run("undo")
    tell(world)


def tell(world: World) -> None:
    """Tell a story, begin a mock, import a history, rate with a planned day and a voice, and set FSRS parameters."""
    (world.home / "stories.toml").write_text(
        '[[stories]]\nid = "strike"\ntitle = "The strike"\n', encoding="utf-8", newline="\n"
    )
    world.write_deck(_STORY, "tales.toml")
    world.run("review", "--deck", "tales", typed="t\n\n\n\n\ny\nstrike\nw\n- ours\n\no\na\n3\nq\n")
    world.run("mock", "--deck", "tales", typed="\n\n")
    package = world.home.parent / "past.apkg"
    world.run("export", "tales", "--to", str(package))
    world.pass_days(1)
    world.run("import", "--deck", "past", str(package))
    with open_store(open_home(world.environment(), None)) as store:
        told = store.last_rating()
        assert told is not None
        for minutes, day in ((2, date(2026, 3, 20)), (1, date(2026, 3, 13))):
            at = world.now - timedelta(minutes=minutes)
            at_utc_ms = round(at.timestamp() * 1000)
            again = told._replace(uuid=next(world.names), reviewed_at_utc_ms=at_utc_ms, study_day=at.date())
            store.record(again, planned=day, spoken=spoken(minutes))
        store.take([{"log": "of a newer greenroom", "name": "a"}])
        store.use_parameters((0.25, *DEFAULT_PARAMETERS[1:]), 1_000, round(world.now.timestamp() * 1000))


def main() -> int:
    """Write the golden database of the newest format; return 1 if it exists already."""
    target = golden_file(NEWEST_FORMAT)
    if target.exists():
        print(f"{target} exists already and stays as it is.")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "home")
        live(world)
        with closing(sqlite3.connect(world.home / "greenroom.db")) as database:
            lines = [_HEADER.format(NEWEST_FORMAT), *database.iterdump()]
    lines.insert(-1, f"PRAGMA user_version = {NEWEST_FORMAT};")
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
