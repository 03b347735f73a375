"""The home and the files every case starts from, and what can be done to them."""

import contextlib
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from random import Random

from tests.fuzz.cases import Change
from tests.mutations import TOKENS, changed
from tests.terminal import DECK, NOON, World

FIRST_DAY = NOON
_MB = 1024 * 1024
_ANSWERS = """[[answers]]
card = "sure"
when = 2026-03-01T12:00:00Z
points = ["mine", {text = "must be", must = true}]
tick = true
notes = "Two lines"
"""
_STORIES = """[[stories]]
id = "launch"
title = "The launch"
situation = "s"
actions = ["a", "b"]
result = "r"
"""
_OTHER = '[[cards]]\nquestion = "What is a mutex?"\nanswer = "A lock."\n[[cards]]\nquestion = "Why?"\nkind = "story"\n'
_ROWS = [(f"How would you test part {i}?", f"First with check {i}, then with a second one") for i in range(6)]


def make_template(folder: Path) -> None:
    """Make a home with everything a home can have, and files to import, in a folder."""
    files = folder / "files"
    for name in ("work", "out", "files/folder"):
        (folder / name).mkdir(parents=True)
    world = World(folder / "home")
    world.write_deck()
    world.write_deck(_OTHER, "other.toml")
    for name, text in {
        "answers/mine.toml": _ANSWERS,
        "stories.toml": _STORIES,
        "config.toml": "new_per_day = 5\n",
    }.items():
        (world.home / name).parent.mkdir(exist_ok=True)
        (world.home / name).write_text(text)
    _write_sources(files)
    assert world.run("interview", "set", "2026-03-09", "--at", "Acme", "--deck", "mine", "--minutes", "20") == 0
    assert world.run("interview", "set", "2026-02-20", "--at", "Other & Co") in (0, 1)
    assert world.run("review", "--deck", "mine", typed="I check the sum\n\n3\nnone\n\n2\n") == 0
    assert world.run("backup") == 0
    assert world.run("backup", str(files / "then.zip")) == 0
    assert world.run("export", "mine", "--to", str(files / "a.apkg")) == 0
    assert world.run("suspend", "mine/why") == 0
    assert world.run("unsuspend", "mine/why") == 0
    assert world.run("import", str(files / "a.csv"), "--deck", "brought") == 0
    assert world.run("mock", "--deck", "mine", "--questions", "1", typed="\n\n\n\n\n3\n\n") in (0, 1)
    assert world.run("doctor", "--fix") == 0, world.out + world.err


def _write_sources(files: Path) -> None:
    asked = _ROWS
    for name, text in {
        "a.csv": "question,answer\n" + "".join(f'"{question}","{answer}"\n' for question, answer in asked),
        "a.tsv": "question\tanswer\n" + "".join(f"{question}\t{answer}\n" for question, answer in asked),
        "a.md": "".join(f"## {question}\n\n- {answer}\n- [ ] b\n\n" for question, answer in asked),
        "a.html": "".join(f"<h2>{question}</h2><p>{answer}<ul><li>b</ul>" for question, answer in asked),
        "a.json": '[{"question": "Why is it so?", "answer": ["So"], "tags": ["x"]}]',
        "a.jsonl": '{"question": "Why is it so?", "answer": "So"}\n{"question": "And then?", "points": ["b"]}\n',
        "a.txt": "".join(f"Q: {question}\nA: {answer}\n\n" for question, answer in asked),
        "a.rst": "".join(f"{question}\n{'=' * len(question)}\n\n- {answer}\n\n" for question, answer in asked),
        "a.org": "".join(f"* {question}\n- {answer}\n" for question, answer in asked),
        "a.adoc": "".join(f"== {question}\n\n* {answer}\n\n" for question, answer in asked),
        "a.toml": DECK.replace('id = "mine"', 'id = "theirs"'),
        "folder/b.md": "## How is it?\n\nGood\n",
        "folder/b.csv": "front,back\nOne?,Two\n",
    }.items():
        (files / name).write_text(text, encoding="utf-8")
    with zipfile.ZipFile(files / "decks.zip", "w") as archive:
        for name in ("a.md", "a.csv", "folder/b.md"):
            archive.write(files / name, name)


# --- what is done to them --------------------------------------------------------------------------------------


def _alter(path: Path, how: str, where: float, what: int | bytes) -> None:
    path.write_bytes(changed(path.read_bytes(), how, where, what))


def _query(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as database, contextlib.suppress(sqlite3.Error):
        database.execute(statement)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _replace(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        _remove(path)
        make(path)

    return change


def _sparse(path: Path, size: int) -> None:
    with path.open("ab") as file:
        file.truncate(size)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _age(path: Path, year: int) -> None:
    os.utime(path, ((year - 1970) * 31_557_600,) * 2)


CHANGES: dict[str, Callable[..., None]] = {
    "alter": _alter,
    "query": _query,
    "write": _write,
    "age": _age,
    "remove": _remove,
    "empty": _replace(Path.touch),
    "folder": _replace(Path.mkdir),
    "fifo": _replace(lambda path: os.mkfifo(path)),  # noqa: PLW0108  # Windows has no such attribute
    "dangling link": _replace(lambda path: path.symlink_to("no/such/file")),
    "loop": _replace(lambda path: path.symlink_to(path.name)),
    "device": _replace(lambda path: path.symlink_to("/dev/zero")),
    "null": _replace(lambda path: path.symlink_to(os.devnull)),
    "large": lambda path: _sparse(path, 17 * _MB),
    "huge": lambda path: _sparse(path, 200 * _MB),
    "mode": lambda path, mode: path.chmod(mode),
    "rename": lambda path, name: path.rename(path.with_name(name)),
}
_OF_FILES = ("alter", "query", "large", "huge")
_ODD_NAMES = (
    "\u202emine.toml",
    "a\nb.toml",
    "\udcff.toml",
    "é.toml",
    "A.TOML",
    " .toml",
    ".#mine.toml",
    "x" * 240 + ".toml",
)
_VALUES = ("NULL", "-1", "9e999", "99999999999999999", "x'00ff'", "'\x1b[2J'", "'9999-12-31'", "'no'", "0", "3.5", "''")
_DEEP = (
    *(b"x = " + b"9" * 5000, b"a" + b".a" * 20_000 + b" = 1", b"x = " + b"[" * 3000, b'[["', b"x = " + b"{a=" * 500),
    *(b"\n<![x", b"<!" + b"[" * 50, b"<b>" * 5000, b"> " * 3000, b"- " * 3000, b"|" * 5000, b'"' * 5000, b"*" * 5000),
    *(b"`" * 3000 + b" ", b"[" * 5000, b"&#" + b"9" * 5000 + b";", b"\n\n# " * 2000, b"_a" * 5000, b"![](" * 2000),
)


def apply(change: Change, folder: Path) -> bool:
    """Do a change in the folder of a case; return whether it could be done."""
    path = folder / change.path
    if change.how in _OF_FILES and not path.is_file():  # opening a FIFO would wait, reading a device not end
        return False
    try:
        CHANGES[change.how](path, *change.details)
    except (OSError, ValueError, sqlite3.Error):
        return False
    return True


def random_change(rng: Random, folder: Path, argv: Sequence[str]) -> Change:
    """Return a random change of something in the template, often of a file that a command line names."""
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.parent != folder)
    chosen = [path for path in paths if path in argv]
    path = rng.choice(chosen) if chosen and rng.random() < 0.4 else rng.choice([*_home_files(paths), "home"])
    odd = rng.random()
    if path.endswith(".db") and odd < 0.7:
        return Change(path, "query", (_statement(rng, folder / path),))
    if path == "home" or (folder / path).is_dir() or odd < 0.3:
        return _replacement(rng, path)
    if odd < 0.35:
        return Change(
            f"home/decks/{rng.choice(_ODD_NAMES)}", "write", (rng.choice((DECK.encode(), b"x", _OTHER.encode())),)
        )
    if odd < 0.38:
        return Change(path, "age", (rng.choice((1900, 1969, 2030, 2300)),))
    what: int | bytes = rng.choice(_DEEP) if rng.random() < 0.15 else rng.choice(TOKENS)
    how = rng.choice(("cut", "end", "double", "move", "flip", "put", "put", "put"))
    if how != "put":
        what = rng.randint(1, 255 if how == "flip" else 200)
    return Change(path, "alter", (how, round(rng.random(), 3), what))


def _home_files(paths: list[str]) -> list[str]:
    """Return the paths in the home, those that decide most several times."""
    ours = [path for path in paths if path.startswith("home/")]
    return ours + 2 * [path for path in ours if path.endswith((".db", "s.toml", "config.toml"))]


def _replacement(rng: Random, path: str) -> Change:
    hows = ("remove", "empty", "folder", "fifo", "dangling link", "loop", "device", "null", "large", "huge")
    how = rng.choice((*hows, "mode", "rename"))
    if how == "mode":
        return Change(path, how, (rng.choice((0, 0o444, 0o777, 0o200)),))
    return Change(path, how, (rng.choice(_ODD_NAMES),) if how == "rename" else ())


def _statement(rng: Random, database: Path) -> str:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        found = opened.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
        table = rng.choice(sorted(name for (name,) in found))
        column = rng.choice([row[1] for row in opened.execute(f"PRAGMA table_info({table})")])
    return rng.choice(
        (
            f"UPDATE OR IGNORE {table} SET {column} = {rng.choice(_VALUES)}",
            f"UPDATE OR IGNORE {table} SET {column} = {rng.choice(_VALUES)} WHERE rowid = 1",
            f"DELETE FROM {table}",
            f"DROP TABLE {table}",
            f"ALTER TABLE {table} RENAME COLUMN {column} TO other",
            f"CREATE TRIGGER t AFTER INSERT ON {table} BEGIN DELETE FROM {table}; END",
            f"PRAGMA user_version = {rng.choice((-1, 0, 3, 9, 11, 2147483647))}",
            "PRAGMA journal_mode = DELETE",
            "CREATE TABLE theirs(x)",
        )
    )
