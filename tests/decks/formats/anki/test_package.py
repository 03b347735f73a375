"""Packages of every generation, and files that only claim to be one or were made to do harm."""

import io
import shutil
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decks.formats.anki import package as package_file
from decks.formats.anki.package import NotAPackage, open_collection
from decks.formats.anki.read import read_package
from decks.formats.anki.schema import parse_protobuf
from decks.formats.bundle import Bundle
from tests.anki_packages import altered, cards, make_oldest, make_package, zipped


def only_problem(bundle: Bundle) -> str:
    (problem,) = bundle.problems
    assert bundle.decks == ()
    return str(problem)


@pytest.mark.parametrize("generation", [1, 2, 3])
def test_every_generation_of_the_container_is_read(generation: int, tmp_path: Path) -> None:
    path = tmp_path / "deck.apkg"
    if generation == 1:
        make_oldest(path)
    else:
        make_package(path, legacy=generation == 2)
    bundle = read_package(path)
    found = cards(bundle)

    assert bundle.problems == ()
    assert bundle.decks[0].deck.head.title == "Talks::Acme"
    assert len(found) == 24
    assert (found["Why 0?"].answer, found["Why 0?"].tags) == ("So & so\nthere", ("a",))
    assert found["[city] is in France"].answer == "Paris is in France\nreally"
    assert found["Paris is in [...]"].answer == "Paris is in France\nreally"
    assert found["Back side"].answer == "Front side"


def test_without_zstandard_a_sentence_says_what_to_do(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(package_file, "import_module", missing)

    assert "is packed with zstandard, which is not installed. Install it (pip install zstandard)" in only_problem(
        read_package(package)
    )


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({}, "without an Anki collection"),
        ({"collection.anki2": b"no database at all"}, "its collection cannot be read"),
        ({"collection.anki2": b"SQLite format 3\0" + b"\xff" * 5000}, "its collection cannot be read"),
        ({"collection.anki21b": b"not zstandard"}, "is no Anki package that can be read"),
        ({"../../collection.anki2": b"x", "/etc/collection.anki2": b"x"}, "without an Anki collection"),
    ],
)
def test_what_is_no_package_is_one_sentence(members: dict[str, bytes], message: str, tmp_path: Path) -> None:
    assert message in only_problem(read_package(zipped(tmp_path / "x.apkg", members)))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.apkg"]


def test_a_truncated_or_missing_package_is_one_sentence(package: Path, tmp_path: Path) -> None:
    content = package.read_bytes()
    (tmp_path / "cut.apkg").write_bytes(content[: len(content) // 2])

    assert "is no Anki package" in only_problem(read_package(tmp_path / "cut.apkg"))
    assert "is no Anki package" in only_problem(read_package(tmp_path / "none.apkg"))


def test_a_damaged_member_is_one_sentence(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("collection.anki2", b"x" * 1000)
    damaged = bytearray(content.getvalue())
    struct.pack_into("4s", damaged, 500, b"\0\0\0\0")
    (tmp_path / "x.apkg").write_bytes(damaged)

    assert "Bad CRC-32" in only_problem(read_package(tmp_path / "x.apkg"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE col SET models = 'no json'",
        "UPDATE col SET models = '[]'",
        "UPDATE col SET decks = '{\"x\": 1}'",
        "DELETE FROM col",
        "UPDATE notes SET mid = 7",
        "UPDATE cards SET ord = 99",
        "DROP TABLE revlog",
        "UPDATE revlog SET ease = 'x'",
    ],
)
def test_a_collection_of_another_form_is_one_sentence(schema11: bytes, statement: str, tmp_path: Path) -> None:
    assert "its collection" in only_problem(read_package(altered(schema11, tmp_path, (statement,))))


def test_a_bomb_does_not_go_off(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "bomb.apkg", {"collection.anki2": b"\0" * (50 << 20)})
    many = zipped(tmp_path / "many.apkg", {f"{n}": b"" for n in range(11)})

    with pytest.raises(NotAPackage, match="unpacks to more than 5 MB"), open_collection(bomb, max_bytes=5 << 20):
        pass
    with pytest.raises(NotAPackage, match="has more than 10 members"), open_collection(many, max_members=10):
        pass


def test_a_table_without_end_is_given_up(schema11: bytes, tmp_path: Path) -> None:
    trap = "CREATE VIEW revlog AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS id FROM n"
    path = altered(schema11, tmp_path, ("DROP TABLE revlog",), (trap,))

    with (
        pytest.raises(NotAPackage, match=r"its collection cannot be read \(interrupted\)"),
        open_collection(path, max_steps=1_000_000) as database,
    ):
        database.execute("SELECT id FROM revlog").fetchall()


def test_what_notes_say_cannot_steer_the_terminal_or_the_database(schema11: bytes, tmp_path: Path) -> None:
    flds = "\x1b]0;owned\x07Why? \u202e'); DROP TABLE cards;--\x1fSo\x1b[31m."
    path = altered(schema11, tmp_path, ("UPDATE notes SET flds = ?", flds))
    found = [card for card in read_package(path).decks[0].deck.cards if card.answer == "So."]

    assert found
    assert {card.question for card in found} == {"Why? '); DROP TABLE cards;--"}


@given(st.binary(max_size=200))
def test_any_bytes_are_no_package(content: bytes) -> None:
    assert read_package(Path("/dev/null")).problems
    assert isinstance(parse_protobuf(content), dict)


def test_a_package_is_never_written_to(package: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.apkg"
    shutil.copyfile(package, copy)
    before = copy.read_bytes()
    read_package(copy)

    assert copy.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["copy.apkg"]
