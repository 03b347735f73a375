"""What ends a question, in every script and every format."""

import json
import re
from pathlib import Path
from unicodedata import normalize

import pytest

from decks.formats.questions import QUESTION_MARKS, looks_like_question
from decks.importing.guard.words import ends_in_question_mark
from tests import ROOT
from tests.reading import read

# Each has two questions, which no word gives away; ? stands for the mark.
FILES = {
    "txt: a line each": ("txt", "Abc def ghi?\nJkl mno pqr?\n"),
    "txt: with the answer": ("txt", "Abc def ghi? So.\nJkl mno pqr? Thus.\n"),
    "md: headings": ("md", "## Abc def ghi?\n\nSo.\n\n## Jkl mno pqr?\n\nThus.\n"),
    "md: list": ("md", "- Abc def ghi?\n- Jkl mno pqr?\n"),
    "md: bold": ("md", "**Abc def ghi?**\n\nSo.\n\n**Jkl mno pqr?**\n\nThus.\n"),
    "md: Q1": ("md", "Q1 Abc def ghi?\n\nSo.\n\nQ2 Jkl mno pqr?\n\nThus.\n"),
    "md: code left open": ("md", "## Abc def ghi?\n\n```\nSo.\n\n## Jkl mno pqr?\n\nThus.\n"),
    "adoc: terms": ("adoc", "= Title\n\nAbc def ghi?::\nSo.\nJkl mno pqr?::\nThus.\n"),
    "csv: no header": ("csv", "Abc def ghi?,So.\nJkl mno pqr?,Thus.\n"),
    "csv: a comma in the question": ("csv", "question,answer\nAbc def ghi?,So.\nJkl, mno pqr?,Thus\n"),
    "json: keys": ("json", json.dumps({"Abc def ghi?": "So.", "Jkl mno pqr?": "Thus."})),
}


@pytest.mark.parametrize("mark", QUESTION_MARKS, ids=ascii)
@pytest.mark.parametrize("name", FILES)
def test_a_question_is_one_whatever_the_mark_of_its_script(name: str, mark: str) -> None:
    kind, text = FILES[name]

    bundle = read(kind, text.replace("?", mark))

    questions = [card.question.replace(",", "") for one in bundle.decks for card in one.deck.cards]
    mark = normalize("NFC", mark)  # the Greek one becomes a semicolon
    assert questions == [f"Abc def ghi{mark}", f"Jkl mno pqr{mark}"]


@pytest.mark.parametrize("mark", QUESTION_MARKS, ids=ascii)
def test_the_guard_of_imports_sees_the_same_marks_as_the_formats(mark: str) -> None:
    assert looks_like_question(f"Abc{mark}")
    assert ends_in_question_mark(f"**Abc{mark}**")


def test_no_other_file_spells_out_question_marks() -> None:
    """So that a script is added in one place."""
    spelt = re.compile("|".join(rf"\\u{ord(mark):04x}" for mark in QUESTION_MARKS if not mark.isascii()))

    found = [path for path in Path(ROOT / "decks").rglob("*.py") if spelt.search(path.read_text(encoding="utf-8"))]

    assert [path.name for path in found] == ["questions.py"]
