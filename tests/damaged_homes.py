"""Damaged homes, with what `greenroom doctor` must find in each and whether it can repair it.

`python -m tests.damaged_homes FOLDER` makes them all, for you to look at.
"""

import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from cards.key import CardKey
from cards.review import Rating
from scheduler.log.schema import NEWEST_FORMAT
from tests.golden_database import make_unreleased_database
from tests.histories import DAY, DEVICE, open_store, review
from tests.terminal import World

CARDS = 400  # enough for the log to fill many pages


@dataclass(frozen=True)
class Damage:
    """A way to damage a sound home.

    Attributes:
        do: Damages a home.
        check: The check that finds it.
        said: A part of the message.
        fixable: Whether `--fix` makes the home healthy.
        doubtful: Whether `--fix` says that something is lost, or may be.
        reviews: The least share of the reviews, 0 to 1, that must be left afterwards.
    """

    do: Callable[[World], None]
    check: str
    said: str
    fixable: bool = True
    doubtful: bool = False
    reviews: float = 1.0


def make_home(folder: Path) -> World:
    """Make a sound home with a deck and many reviews."""
    world = World(folder)
    world.write_deck()
    store = open_store(world.home)
    noon = round(world.now.timestamp() * 1000)
    keys = [CardKey("mine", "sure"), *(CardKey("gone", f"card-{number}") for number in range(1, CARDS))]
    rated = [review(f"r{n}", Rating(n % 4 + 1), DAY, key, at=noon) for n, key in enumerate(keys)]
    store.import_reviews((one, None) for one in rated)
    store.close()
    world.run("due")  # which fills the cache
    world.run("doctor", "--fix")  # sets the modes of its files
    return world


def move_tables(path: Path) -> None:
    """Move the tables of a database to pages that they don't have in a new one."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("VACUUM")  # which puts all tables before all indexes


def _database(world: World) -> Path:
    return world.home / "greenroom.db"


def _overwrite(world: World, start: int, content: bytes) -> None:
    with _database(world).open("r+b") as file:
        file.seek(start)
        file.write(content)


def _run(world: World, *statements: str) -> None:
    with closing(sqlite3.connect(_database(world), isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)


def _cut_off(world: World) -> None:
    os.truncate(_database(world), _database(world).stat().st_size * 3 // 4 // 4096 * 4096)


def _overwrite_a_page_of_the_log(world: World) -> None:
    """Overwrite a leaf page of the table itself, found by the content of its rows; the indexes stay."""
    content = _database(world).read_bytes()
    pages = range(4096, len(content), 4096)
    page = next(page for page in pages if content[page] == 0x0D and DEVICE.encode() in content[page : page + 4096])
    _overwrite(world, page, b"\xff" * 4096)


def _lose_the_root_of_a_moved_log(world: World) -> None:
    move_tables(_database(world))
    with closing(sqlite3.connect(_database(world))) as database:
        ((root,),) = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'reviews'")
    _overwrite(world, (root - 1) * 4096, bytes(4096))


def _lose_the_first_page_of_a_moved_log(world: World) -> None:
    move_tables(_database(world))
    _overwrite_the_first_page(world)


def _overwrite_the_first_page(world: World) -> None:
    _overwrite(world, 0, os.urandom(4096))


def _scramble_the_name_of_a_table(world: World) -> None:
    """Make SQLite raise an error whose message is not text."""
    content = _database(world).read_bytes().replace(b"tableundosundos", b"table\xff\xfe\xfd\xff\xfeundos")
    _database(world).write_bytes(content.replace(b"CREATE TABLE undos(", b"CREATE TABLE ((((((", 1))


def _overwrite_the_header(world: World) -> None:
    _overwrite(world, 0, b"\x00" * 100)


def _leave_text_for_a_database(world: World) -> None:
    _database(world).write_text("all of it is gone " * 1000)


def _leave_noise_for_a_backed_up_database(world: World) -> None:
    world.run("backup")
    _database(world).write_bytes(os.urandom(_database(world).stat().st_size))


def _put_a_foreign_database_there(world: World) -> None:
    _database(world).unlink()
    _run(world, "CREATE TABLE theirs(x)", "PRAGMA user_version = 1")


def _put_an_unreleased_database_there(world: World) -> None:
    _database(world).unlink()
    make_unreleased_database(3, _database(world))


def _break_the_settings(world: World) -> None:
    (world.home / "config.toml").write_text("new_per_day = -4\n")
    (world.home / "config.toml").chmod(0o600)


def _break_a_deck(world: World) -> None:
    path = world.write_deck('[[cards]]\nid = "a"\nanswer = "So."\n', "broken.toml")
    path.chmod(0o600)


def _give_two_decks_one_id(world: World) -> None:
    world.write_deck(name="other.toml").chmod(0o600)


def _write(world: World, name: str, text: str) -> None:
    path = world.home / name
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(text)
    path.chmod(0o600)


def _open_to_all(world: World) -> None:
    world.home.chmod(0o755)
    _database(world).chmod(0o644)


def _set_the_clock_back(world: World) -> None:
    world.pass_days(-30)


def _leave_work_unfinished(world: World) -> None:
    for name in ("decks", "answers"):  # two files of the same name
        left = world.home / name / "mine.toml.new"
        left.parent.mkdir(mode=0o700, exist_ok=True)
        left.write_text(f"half of the {name}")
        left.chmod(0o600)
        os.utime(left, (0, 0))
    folder = world.home / "restore-x.new"
    folder.mkdir(mode=0o700)
    os.utime(folder, (0, 0))


DAMAGES = {
    "cut off": Damage(_cut_off, "database", "is damaged", doubtful=True, reviews=0.5),
    "a page overwritten": Damage(_overwrite_a_page_of_the_log, "database", "is damaged", doubtful=True, reviews=0.65),
    "first page overwritten": Damage(_overwrite_the_first_page, "database", "is damaged", doubtful=True),
    "root of a moved log zeroed": Damage(_lose_the_root_of_a_moved_log, "database", "is damaged"),
    "first page of a moved log overwritten": Damage(
        _lose_the_first_page_of_a_moved_log, "database", "is damaged", doubtful=True
    ),
    "name of a table scrambled": Damage(_scramble_the_name_of_a_table, "database", "is damaged", doubtful=True),
    "header overwritten": Damage(_overwrite_the_header, "database", "is damaged"),
    "no database": Damage(_leave_text_for_a_database, "database", "is damaged", doubtful=True, reviews=0),
    "no database, but a backup": Damage(_leave_noise_for_a_backed_up_database, "database", "is damaged", doubtful=True),
    "undos missing": Damage(
        lambda world: _run(world, "DROP TABLE undos"), "database", "the table undos is missing", doubtful=True
    ),
    "a trigger": Damage(
        lambda world: _run(world, "CREATE TRIGGER t AFTER INSERT ON reviews BEGIN DELETE FROM undos; END"),
        "database",
        "the trigger 't' does not belong there",
    ),
    "a day that is none": Damage(
        lambda world: _run(world, "UPDATE reviews SET study_day = 'some day' WHERE seq = 7"),
        "database",
        "review 7 cannot be read",
        doubtful=True,
        reviews=1 - 1 / CARDS,
    ),
    "memories wrong": Damage(
        lambda world: _run(world, "UPDATE memories SET stability = 77 WHERE deck = 'gone'"), "replay", "of memories"
    ),
    "a stray memory": Damage(
        lambda world: _run(world, "INSERT INTO recalls VALUES (4711, 3, 0.5)"), "replay", "1 of recalls"
    ),
    "a format before the first": Damage(
        lambda world: _run(world, "PRAGMA user_version = -3"), "database", "there is no format -3"
    ),
    "no format": Damage(lambda world: _run(world, "PRAGMA user_version = 0"), "database", "it claims to be format 0"),
    "an earlier format": Damage(
        lambda world: _run(world, "PRAGMA user_version = 3"), "database", "it claims to be format 3, but has "
    ),
    "the format before": Damage(
        lambda world: _run(world, f"PRAGMA user_version = {NEWEST_FORMAT - 1}"), "database", "of a later one"
    ),
    "before the first release": Damage(
        _put_an_unreleased_database_there,
        "database",
        "written before greenroom's first release",
        fixable=False,
        reviews=0,
    ),
    "foreign": Damage(
        _put_a_foreign_database_there, "database", "belongs to another program", fixable=False, reviews=0
    ),
    "bad settings": Damage(_break_the_settings, "settings", "new_per_day = -4"),
    "bad deck": Damage(_break_a_deck, "decks", "there is no question", fixable=False),
    "bad results": Damage(
        lambda world: _write(world, "interviews.toml", '[[interviews]]\ndate = 2026-03-01\nresult = "yes"\n'),
        "interviews",
        "result is not offer, no or next",
        fixable=False,
    ),
    "bad interviews": Damage(
        lambda world: _write(world, "interviews.toml", "interviews = 3"), "interviews", "not a list", fixable=False
    ),
    "bad answers": Damage(
        lambda world: _write(world, "answers/mine.toml", "[[answers]]\nnotes = 'x'\n"),
        "answers",
        "there is no card",
        fixable=False,
    ),
    "two decks with one id": Damage(_give_two_decks_one_id, "decks", 'the deck\'s id "mine"', fixable=False),
    "open to all": Damage(_open_to_all, "modes", "Other users can read "),
    "clock set back": Damage(_set_the_clock_back, "clock", "30 days behind the last rating", fixable=False),
    "unfinished work": Damage(_leave_work_unfinished, "leftovers", "Left unfinished: 3 files and folders"),
}


def main() -> None:
    """Make them all in a folder."""
    for name, damage in DAMAGES.items():
        damage.do(make_home(Path(sys.argv[1]) / name.replace(" ", "-")))


if __name__ == "__main__":
    main()
