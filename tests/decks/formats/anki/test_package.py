"""Packages of every generation, and files that only claim to be one or were made to do harm."""

import io
import re
import shutil
import struct
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decks.formats.anki import package as package_file
from decks.formats.anki.package import NotAPackage, open_collection
from decks.formats.anki.protobuf import parse_protobuf
from decks.formats.anki.read import read_package
from decks.formats.bundle import Bundle
from decks.model.problems import Level
from tests.anki_packages import altered, cards, make_notes, make_oldest, make_package, zipped


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

    assert "is compressed with zstandard, which is not installed. Export with" in only_problem(read_package(package))


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({}, "without an Anki collection"),
        ({"collection.anki2": b"no database at all"}, "its collection cannot be read"),
        ({"collection.anki2": b"SQLite format 3\0" + b"\xff" * 5000}, "its collection cannot be read"),
        ({"collection.anki21b": b"not zstandard"}, "cannot be read as an Anki package"),
        ({"../../collection.anki2": b"x", "/etc/collection.anki2": b"x"}, "without an Anki collection"),
    ],
)
def test_what_is_no_package_is_one_sentence(members: dict[str, bytes], message: str, tmp_path: Path) -> None:
    assert message in only_problem(read_package(zipped(tmp_path / "x.apkg", members)))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.apkg"]


def test_a_truncated_or_missing_package_is_one_sentence(package: Path, tmp_path: Path) -> None:
    content = package.read_bytes()
    (tmp_path / "cut.apkg").write_bytes(content[: len(content) // 2])

    assert "cannot be read as an Anki package" in only_problem(read_package(tmp_path / "cut.apkg"))
    assert "cannot be read as an Anki package" in only_problem(read_package(tmp_path / "none.apkg"))


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
        "DELETE FROM col",
        "UPDATE notes SET mid = 7",
        "DROP TABLE cards",
    ],
)
def test_a_collection_of_another_form_is_one_sentence(schema11: bytes, statement: str, tmp_path: Path) -> None:
    assert "its collection" in only_problem(read_package(altered(schema11, tmp_path, (statement,))))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notes SET mid = 7 WHERE id = (SELECT min(id) FROM notes)",
        "UPDATE notes SET flds = x'00' WHERE id = (SELECT min(id) FROM notes)",
        "UPDATE cards SET ord = 99 WHERE id = (SELECT max(id) FROM cards)",
        "UPDATE cards SET flags = 'x' WHERE nid = (SELECT min(id) FROM notes)",
    ],
)
def test_a_card_of_another_form_is_named_and_leaves_the_others_be(
    schema11: bytes, statement: str, tmp_path: Path
) -> None:
    bundle = read_package(altered(schema11, tmp_path, (statement,)))

    assert len(bundle.decks[0].deck.cards) == 23
    (problem,) = [problem for problem in bundle.problems if problem.level is Level.ERROR]
    assert re.match(r'card \d+ \(".*"\) could not be read', problem.message)


@pytest.mark.parametrize("front", ["<![foo", "<![if x]>", "&#" + "9" * 5000 + ";", "\\xff?"])
def test_a_note_with_broken_markup_leaves_the_others_be(schema11: bytes, front: str, tmp_path: Path) -> None:
    raw = b"Broken? " + front.encode().replace(b"\\xff", b"\xff") + b"\x1fSo."
    change = f"UPDATE notes SET flds = CAST(x'{raw.hex()}' AS TEXT) WHERE id = (SELECT min(id) FROM notes)"
    bundle = read_package(altered(schema11, tmp_path, (change,)))

    assert len(bundle.decks[0].deck.cards) == 24
    assert not bundle.problems


def test_a_bomb_does_not_go_off(tmp_path: Path) -> None:
    bomb = zipped(tmp_path / "bomb.apkg", {"collection.anki2": b"\0" * (50 << 20)})
    many = zipped(tmp_path / "many.apkg", {f"{n}": b"" for n in range(11)})

    with pytest.raises(NotAPackage, match="unpacks to more than 5 MB"), open_collection(bomb, max_bytes=5 << 20):
        pass
    with pytest.raises(NotAPackage, match="contains more than 10 files"), open_collection(many, max_members=10):
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
    with suppress(ValueError):
        assert isinstance(parse_protobuf(content), dict)


def test_a_package_is_never_written_to(package: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.apkg"
    shutil.copyfile(package, copy)
    before = copy.read_bytes()
    read_package(copy)

    assert copy.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["copy.apkg"]


@pytest.mark.parametrize("left", [{"collection.anki21b"}, {"collection.anki21b", "meta"}])
def test_a_package_without_its_newest_collection_is_refused(left: set[str], tmp_path: Path) -> None:
    make_package(tmp_path / "whole.apkg", cards=1, reviews=0)
    broken = tmp_path / "broken.apkg"
    with zipfile.ZipFile(tmp_path / "whole.apkg") as whole, zipfile.ZipFile(broken, "w") as package:
        for name in whole.namelist():
            if name not in left:
                package.writestr(name, whole.read(name))

    assert "has no cards" in only_problem(read_package(broken))


def test_cards_that_ask_about_a_picture_are_left_out_and_told(tmp_path: Path) -> None:
    mask = "{{c1::image-occlusion:rect:left=.1:top=.1}}<br>{{c2::image-occlusion:rect:left=.5:top=.1}}"
    notes = [(mask, '<img src="map.png">'), ("Why?", "So.")]
    path = make_notes(tmp_path / "x.apkg", ("Front", "Back"), "{{Front}}", "{{Back}}", *notes)
    bundle = read_package(path)

    assert list(cards(bundle)) == ["Why?"]
    assert "1 card asks about a hidden part of a picture, so it was left out. Put each question into words." in str(
        bundle.problems[0]
    )


def test_formulas_and_spoken_text_stay(tmp_path: Path) -> None:
    notes = [
        (r"What is \(x_i^2 * y_i^2\)?", r"\[\begin{matrix} a &amp; b \\ c &lt; d \end{matrix}\]"),
        ("[anki:tts lang=en_US]Hello there[/anki:tts]?", '<anki-mathjax block="true">x_1 \\\\ x_2</anki-mathjax> so'),
        (r"[latex]\int_0^1 x*y\,dx[/latex]", "<anki-mathjax>a*b*c</anki-mathjax>"),
    ]
    found = cards(read_package(make_notes(tmp_path / "x.apkg", ("Front", "Back"), "{{Front}}", "{{Back}}", *notes)))

    assert {question: card.answer for question, card in found.items()} == {
        r"What is \(x_i^2 * y_i^2\)?": r"\[\begin{matrix} a & b \\ c < d \end{matrix}\]",
        "Hello there?": r"\[x_1 \\ x_2\] so",
        r"[latex]\int_0^1 x*y\,dx[/latex]": r"\(a*b*c\)",
    }


def test_a_field_that_only_switches_cards_on_is_not_told(tmp_path: Path) -> None:
    fields, front = ("Wort", "Text", "Both"), "{{Wort}}{{#Both}} (both){{/Both}}"
    bundle = read_package(make_notes(tmp_path / "x.apkg", fields, front, "{{Text}}", ("hund", "dog", "y")))

    assert list(cards(bundle)) == ["hund (both)"]
    assert bundle.problems == ()
