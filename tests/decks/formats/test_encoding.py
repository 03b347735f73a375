"""Files in any encoding, and files that are not text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decks.formats.encoding import decode
from decks.formats.registry import read_bundle
from tests.reading import read, sentences

RUSSIAN = (
    "\u0412\u043e\u043f\u0440\u043e\u0441,\u041e\u0442\u0432\u0435\u0442\n"
    "\u041f\u043e\u0447\u0435\u043c\u0443 \u043d\u043e\u0447\u044c\u044e?,\u0422\u0438\u0445\u043e\n"
)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04" + bytes(40), "a ZIP archive"),
        (b"PK\x03\x04\0\0xl/workbook.xml", "an Excel workbook"),
        (b"PK\x03\x04\0\0collection.anki21", "an Anki package"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x1f\x8b\x08rest", "a gzip archive"),
        (bytes(range(256)) * 800, "binary data"),
        (b"\0\1" * 5000, "binary data"),
    ],
)
@pytest.mark.parametrize("kind", ["csv", "md", "json"])
def test_what_is_no_text_is_refused_by_its_name(content: bytes, name: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"x.{kind}"
    path.write_bytes(content)
    bundle = read_bundle(path)

    assert bundle.decks == ()
    assert len(bundle.problems) == 1
    assert sentences(bundle)[0].startswith(f"{path}: looks like {name}, not text. ")


@pytest.mark.parametrize("kind", ["csv", "md", "json"])
def test_any_notes_read_as_windows_text_are_said_to_be(kind: str, tmp_path: Path) -> None:
    text = {
        "csv": "question,answer\nWhy?,Caf\u00e9\n",
        "md": "# Why?\n\nCaf\u00e9\n",
        "json": '{"cards": [{"question": "Why?", "answer": "Caf\u00e9"}]}',
    }
    path = tmp_path / f"x.{kind}"
    path.write_bytes(text[kind].encode("cp1252"))
    bundle = read_bundle(path)

    assert bundle.decks[0].deck.cards[0].answer == "Caf\u00e9"
    assert "was read as Windows-1252" in sentences(bundle)[0]


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        (RUSSIAN, "cp1251", "Windows-1251"),
        (
            "\u8cea\u554f,\u7b54\u3048\n\u306a\u305c\u591c\u3067\u3059\u304b\uff1f,\u3057\u305a\u304b\u3060\u304b\u3089\u3067\u3059\n",
            "cp932",
            "Shift JIS",
        ),
    ],
)
def test_other_scripts_are_recognised_and_said_so(text: str, encoding: str, name: str) -> None:
    bundle = read("csv", text.encode(encoding))

    assert f"was read as {name}" in sentences(bundle)[0]
    assert bundle.decks[0].deck.cards[0].question == text.splitlines()[1].partition(",")[0]


def test_an_encoding_that_cannot_be_told_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(
        "\u95ee\u9898,\u7b54\u6848\n\u4ec0\u4e48\u662f\u98ce\u9669\uff1f,\u4e8b\u4ef6\u548c\u540e\u679c\n".encode(
            "gb18030"
        )
    )
    bundle = read_bundle(path)

    assert bundle.decks == ()
    assert sentences(bundle) == [f"{path}: looks like bytes in an unknown encoding, not text. Save it as UTF-8."]


@given(st.binary())
def test_any_bytes_become_text(content: bytes) -> None:
    assert isinstance(decode(content)[0], str)
