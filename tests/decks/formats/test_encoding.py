"""Files in any encoding, and files that are not text."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decks.formats.encoding import decode
from decks.formats.registry import read_bundle
from tests.reading import sentences


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
    assert sentences(bundle)[0].startswith(f"{path}: is no text but {name}, as it seems. ")


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


@given(st.binary())
def test_any_bytes_become_text(content: bytes) -> None:
    assert isinstance(decode(content)[0], str)
