"""Small files made to take much: each is read, or refused, within limits on memory and processor time."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from decks.formats.anki.schema import SCHEMA_11
from tests import ROOT

resource = pytest.importorskip("resource", reason="Windows has no limits")

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
MEMORY_MB = 1000  # of addresses, the interpreter and its libraries included
SECONDS = 40  # of processor time: the slowest takes some 20 on a machine that is busy
CHILD = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]) << 20,) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[2]),) * 2)
from decks.formats.registry import read_bundle
from decks.importing.tree import unpack_files
from cards.errors import GreenroomError
from trainer.backup.archive import read_manifest
import tempfile
for path in map(Path, sys.argv[3:]):
    if path.suffix != ".zip":
        bundle = read_bundle(path)
        assert bundle.decks or bundle.problems, path
        continue
    for read in (read_manifest, lambda path: unpack_files(path, Path(tempfile.mkdtemp(dir=path.parent)))):
        try:
            read(path)
        except GreenroomError:
            pass
print("done")
"""
CARD = '[[cards]]\nquestion = "Why?"\n'
TEXTS: dict[str, dict[str, str]] = {
    "toml": {
        "dots": f"a{'.a' * 50_000} = 1\n{CARD}",
        "quoted dots": "a{} = 1\n{}".format('."\\""' * 50_000, CARD),
        "header": f"[{'a.' * 50_000}a]\n{CARD}",
        "many dots": "".join(f"a{at}{'.a' * 15} = 1\n" for at in range(5_000)),
        "number": f"{CARD}target_seconds = {'9' * 1_000_000}\n",
        "hexadecimal": f"{CARD}target_seconds = 0x{'f' * 1_000_000}\n",
        "lists": f"a = [{'[],' * 510_000}]\n{CARD}",
        "tables": "[[cards]]\n" * 260_000,
        "depth": f"a = {'[' * 500_000}\n{CARD}",
        "text": f'a = """{"word. " * 500_000}"""\n{CARD}',
    },
    "json": {
        "depth": "[" * 1_000_000,
        "objects": f"[{'{},' * 1_500_000}{{}}]",
        "number": f'[{{"question": "Why?", "answer": {"9" * 2_000_000}}}]',
        "lines": "1\n" * 2_000_000,
        "keys": json.dumps({f"k{at}": "a" for at in range(1_000_000)}),
        "most keys": json.dumps({f"k{at}": "a" for at in range(99_999)}),
        "keys of an entry": json.dumps([{f"k{at}": 1 for at in range(99_998)} | {"question": "Why?"}]),
        "keys that ask": json.dumps({f"Why {at}?": 1 for at in range(99_999)}),
        "broken lines": '1\n{}\n"\n' * 166_000,
        "deep entries": "[" + ("{}," + "[" * 33 + "1" + "]" * 33 + "," + " " * 500) * 14_000 + "1]",
        "strings": json.dumps(["Why?"] * 200_000),
        "broken": "[" + '{"a": ' * 20 + f"[{'1,' * 1_000_000}",
    },
    "csv": {
        "cells": "question,answer\n" + "," * 4_000_000,
        "rows": "question,answer\n" + "a,b\n" * 600_000,
        "quote": 'question,answer\n"Why?","' + "a" * 4_000_000,
        "column": f"#guid column:{'9' * 5000}\nWhy?,So.\n",
        "clozes": '"' + "".join(f"{{{{c{n}::a}}}}" for n in range(999)) + "b" * 500_000 + '",c\n',
    },
    "md": {
        "indents": "".join(" " * (2 * at) + "- a\n" for at in range(500)),
        "quotes": "> " * 100_000 + "a\n",
        "escapes": "\\#" * 600_000,
        "highlights": "==a" * 20_000,
        "number": f"## Why?\n&#{'9' * 5000};\n",
    },
    "html": {
        "comments": "<!--" * 200_000 + ">",
        "sections": "<![x" * 200_000 + "><h2>Why?</h2><p>So.</p>",
        "data": "<![CDATA[" * 200_000 + ">",
        "references": "&#" * 600_000 + ">",
        "number": f"<h2>Why?</h2><p>&#{'9' * 5000};</p>",
        "depth": "<div><ul><li>" * 50_000,
    },
    "txt": {"line": "a? " * 1_000_000, "lines": "a?\n" * 600_000},
}


def run(*paths: Path) -> None:
    command = [sys.executable, "-c", CHILD, str(MEMORY_MB), str(SECONDS), *map(str, paths)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr[-2000:]


@pytest.mark.parametrize(
    "kind", [pytest.param(kind, marks=() if kind == "txt" else pytest.mark.slow) for kind in TEXTS]
)
def test_text_made_to_take_much_takes_little(kind: str, tmp_path: Path) -> None:
    for name, text in TEXTS[kind].items():
        (tmp_path / f"{name}.{kind}").write_text(text)
    for path in sorted(tmp_path.iterdir()):
        run(path)


@pytest.mark.slow
@pytest.mark.parametrize("kind", TEXTS)
def test_each_text_as_long_as_a_file_may_be_takes_little(kind: str, tmp_path: Path) -> None:
    """CI reads every fourth; HYPOTHESIS_PROFILE=long all of them."""
    most = 16 * 1024 * 1024
    for name, text in [*TEXTS[kind].items()][:: 1 if LONG else 4]:
        path = tmp_path / f"{name}.{kind}"
        path.write_text((text * (most // len(text)))[:most])
        run(path)


def collection(path: Path, *, front: str, template: str, notes: int, cards: int) -> bytes:
    """Return a collection with `cards` cards of each of its notes."""
    import sqlite3

    model = {"name": "a", "flds": [{"name": "Front"}], "tmpls": [{"qfmt": template, "afmt": "{{Front}}"}]}
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        database.executescript(SCHEMA_11)
        values = json.dumps({"1": model}), json.dumps({"1": {"name": "a"}})
        database.execute("INSERT INTO col(id, models, decks, dconf) VALUES (1, ?, ?, '{}')", values)
        for note in range(notes):
            row = "INSERT INTO notes(id, guid, mid, flds, tags) VALUES (?, ?, 1, ?, '')"
            database.execute(row, (note, note, front))
            row = "INSERT INTO cards(nid, did, odid, ord, queue, flags, type, reps) VALUES (?, 1, 0, 0, 0, 0, 0, 0)"
            database.executemany(row, [(note,)] * cards)
    database.close()
    return path.read_bytes()


def package(path: Path, content: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("collection.anki2", content)


@pytest.mark.slow
def test_packages_made_to_take_much_take_little(tmp_path: Path) -> None:
    made: dict[str, Callable[[Path], bytes]] = {
        "cards of one note": lambda at: collection(at, front="a?" * 500_000, template="{{Front}}", notes=1, cards=5000),
        "a field again and again": lambda at: collection(
            at, front="a" * 100_000, template="{{Front}}" * 10_000, notes=1, cards=1
        ),
        "declarations": lambda at: collection(at, front="<![x" * 20_000, template="{{Front}}", notes=1, cards=1),
        "nothing": lambda _: b"\0" * (64 << 20),
    }
    for name, make in made.items():
        package(tmp_path / f"{name}.apkg", make(tmp_path / "collection"))
    run(*tmp_path.glob("*.apkg"))


def test_archives_made_to_take_much_take_little(tmp_path: Path) -> None:
    for name, members in {
        "manifest": [("manifest.json", b"[" * (20 << 20))],
        "number": [("manifest.json", b'{"format": 1, "files": {}, "reviews": ' + b"9" * 100_000 + b"}")],
    }.items():
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for member, content in members:
                archive.writestr(member, content)
    run(*tmp_path.glob("*.zip"))
