"""The commands that are killed, by kind: imports, restores, migrations, and changes to a user's files."""

import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from scheduler.log.schema import FIRST_FORMAT
from tests.crash.homes import rows
from tests.crash.report import Tally
from tests.crash.stage import Task
from tests.golden_database import make_database
from tests.terminal import DECK, World
from trainer.backup.archive import ArchiveError, read_manifest
from trainer.backup.read import unpack
from trainer.sync.segment import PackedSegment, Record, SegmentError
from trainer.sync.segment import unpack as unpack_segment

_TALES = "".join(f'[[cards]]\nid = "t{n}"\nquestion = "Tale {n}?"\nanswer = "Once."\n' for n in range(30))
_ANSWER = "I asked for the second source."


def beside(world: World, name: str) -> Path:
    """Return the path for a file that is given to a command: beside the home, not in it."""
    return world.home.parent / name


def _set_editor(world: World, script: str) -> None:
    """Write a shell script that plays the user's editor."""
    beside(world, "editor").write_text(script)


def _rate(world: World, *ratings: int, deck: str = "mine") -> None:
    world.run("review", "--deck", deck, "--new", "99", typed="".join(f"\na\n{each}\n" for each in ratings) + "q\n")


# --- imports -----------------------------------------------------------------------------------------


def _export_history(world: World) -> None:
    """Export a package with cards, reviews and marks from another home, and a deck as JSON."""
    other = World(beside(world, "elsewhere"), now=world.now - timedelta(days=1))
    other.write_deck(f'[deck]\nid = "tales"\n{_TALES}', "tales.toml")
    marks = "\nf\n3\n\ns\n"
    other.run("review", "--deck", "tales", "--new", "99", typed=marks + "\n3\n" * 20 + "q\n")
    other.run("export", "tales", "--to", str(beside(world, "tales.apkg")))
    other.write_deck(DECK.replace('"mine"', '"yours"'), "yours.toml")
    other.run("export", "yours", "--to", str(beside(world, "yours.json")))
    shutil.rmtree(other.home)


def imports(folder: Path) -> list[Task]:
    """Import a package with history, and a deck; each file either completely or not at all."""
    base = folder / "import"
    package, deck = str(base / "tales.apkg"), str(base / "yours.json")
    steps = (("import", package), ("import", deck))
    return [Task(name="import", argv=("import", package, deck), prepare=_export_history, steps=steps, repeatable=False)]


# --- restores ----------------------------------------------------------------------------------------


def _change_everything(world: World) -> None:
    _rate(world, 3)
    world.run("backup", str(beside(world, "then.zip")))
    world.write_deck(DECK.replace("Why us?", "Why them?")).chmod(0o600)
    world.write_deck(DECK.replace('"mine"', '"other"'), "other.toml").chmod(0o600)
    world.run("config", "new_per_day", "20")
    _rate(world, 1, 2, 4, deck="other")


def _what_was_there_is_kept(world: World, tally: Tally) -> None:
    """Check that once a restore counts there is a backup of what it replaces."""
    before = [read_manifest(path) for path in (world.home / "backups").glob("before-restore-*.zip")]
    counts = (world.home / "restoring").exists() or not (world.home / "decks" / "other.toml").exists()
    if counts:
        tally.check([one.reviews for one in before] == [4], f"what was replaced is not kept: {before}")


def restores(folder: Path) -> list[Task]:
    """Restore a backup of a home in which everything has changed since."""
    argv = ("restore", str(folder / "restore" / "then.zip"))
    return [Task(name="restore", argv=argv, prepare=_change_everything, check=_what_was_there_is_kept)]


# --- syncs -------------------------------------------------------------------------------------------


def _other_device(world: World) -> World:
    """Return another home that syncs through the folder `shared`; its rows have names of their own."""
    return World(beside(world, "other"), now=world.now, names=(f"other-{number}" for number in count()))


def _something_on_both_sides(world: World) -> None:
    """Rate here and elsewhere, with a deck from elsewhere, after a first sync of both."""
    shared = beside(world, "shared")
    shared.mkdir()
    other = _other_device(world)
    for each in (world, other):
        assert each.run("sync", str(shared)) == 0, each.err
    other.write_deck(f'[deck]\nid = "tales"\n{_TALES}', "tales.toml")
    _rate(other, 3, deck="tales")
    other.run("suspend", "tales/t3")
    assert other.run("sync") == 0, other.err
    shutil.rmtree(other.home)
    _rate(world, 3, 2)


def _the_folder_is_whole(world: World, tally: Tally) -> None:
    """Check that each segment in the folder is whole, and that none of another device is missing."""
    found = [PackedSegment(path.name, path.read_bytes()) for path in beside(world, "shared").glob("*.greenroom")]
    records: list[Record] = []
    for packed in found:
        try:
            records += unpack_segment(packed).records
        except SegmentError as error:
            tally.wrong(str(error))
    reviews = [record for record in records if record["log"] == "reviews" and record["deck"] == "tales"]
    tally.check(len(reviews) == 1, f"the folder has {len(reviews)} reviews of the other device")


def syncs(folder: Path) -> list[Task]:
    """Sync through a folder in which there is something new, with something new here."""
    argv = ("sync", str(folder / "sync" / "shared"))
    return [
        Task(
            name="sync",
            argv=argv,
            prepare=_something_on_both_sides,
            check=_the_folder_is_whole,
            beside="shared",
            unfinished="The rest comes with the next sync.",
            by_parts=True,
        )
    ]


# --- older databases, and other settings --------------------------------------------------------------


def _in_the_first_format(world: World) -> None:
    for name in ("greenroom.db", "greenroom.db-wal", "greenroom.db-shm"):
        (world.home / name).unlink(missing_ok=True)
    make_database(FIRST_FORMAT, world.home / "greenroom.db")
    (world.home / "greenroom.db").chmod(0o600)


def _what_was_migrated_is_kept(world: World, tally: Tally) -> None:
    """Check that once the database has another format, there is a complete backup of the first."""
    if rows(world.home, "PRAGMA user_version") == [(FIRST_FORMAT,)]:
        return
    kept = list((world.home / "backups").glob(f"format{FIRST_FORMAT}-*.zip"))
    tally.check(bool(kept), "a database was migrated without a backup")
    _every_backup_is_whole(world, tally)


def _computed_for_other_settings(world: World) -> None:
    _rate(world, 3, 1)
    world.run("config", "desired_retention", "0.8")
    _rate(world, 3)
    (world.home / "config.toml").unlink()


def migrations() -> list[Task]:
    """Begin a command with a database that has to be migrated first, or whose due days have to be computed again."""
    argv = ("suspend", "mine/why")
    return [
        Task(name="migration", argv=argv, prepare=_in_the_first_format, check=_what_was_migrated_is_kept),
        Task(name="rebuild", argv=argv, prepare=_computed_for_other_settings),
    ]


# --- files of a user ---------------------------------------------------------------------------------


def _edits(world: World) -> None:
    _rate(world, 3)
    _set_editor(world, "sed -i 's/Why us/Why them/' \"$1\"\n")


def _writes(world: World) -> None:
    _set_editor(world, f'printf \'{_ANSWER}\\n- asked\\n\' > "$1" && touch "$(dirname "$1")/../written"\n')


def _what_was_written_is_somewhere(world: World, tally: Tally) -> None:
    """Check that once the editor has saved, the words are in the draft or among the answers."""
    if not (world.home / "written").exists():
        return
    (world.home / "written").unlink()
    found = [path.read_text() for path in (world.home / "answers").glob("mine*")]
    tally.check(any(_ANSWER in text for text in found), "what was written in the editor is nowhere")


def _undo_an_edit(world: World) -> None:
    _edits(world)
    world.run("edit", "mine/why")


def _sets_an_interview(world: World) -> None:
    """Set an interview to move: a new one gets a random id each time."""
    world.run("interview", "set", "in 9 days", "--deck", "mine")


def writes() -> list[Task]:
    """Write each kind of file that belongs to a user: a deck, answers, stories, interviews, settings."""
    soon = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    story = "The strike\n\nA strike.\n\nI called.\n\nDone.\n\n\naccuracy\n"
    return [
        Task(name="add", argv=("add", "--deck", "mine"), typed="Why now?\n\nIt fits.\n\n\n"),
        Task(name="edit", argv=("edit", "mine/why"), prepare=_edits, noted_last=True),
        Task(name="undo", argv=("undo",), prepare=_undo_an_edit, noted_last=True),
        Task(
            name="answers",
            argv=("answers", "mine/why", "--edit"),
            prepare=_writes,
            check=_what_was_written_is_somewhere,
            files=lambda name: not name.endswith(".draft"),
        ),
        Task(name="story", argv=("story", "add"), typed=story),
        Task(name="interview", argv=("interview", "set", soon, "--deck", "mine"), prepare=_sets_an_interview),
        Task(name="config", argv=("config", "new_per_day", "20")),
    ]


# --- what else a failing disk must not harm ----------------------------------------------------------


def _every_backup_is_whole(world: World, tally: Tally) -> None:
    for path in (world.home / "backups").glob("*.zip"):
        with tempfile.TemporaryDirectory() as folder:
            try:
                unpack(path, Path(folder))
            except ArchiveError as error:
                tally.wrong(str(error))


def rating() -> Task:
    """Rate one card."""
    return Task(name="rating", argv=("review", "--deck", "mine", "--limit", "1"), typed="\na\n3\n\n")


def backup() -> Task:
    """Make a backup."""
    return Task(name="backup", argv=("backup",), prepare=lambda world: _rate(world, 3), check=_every_backup_is_whole)
