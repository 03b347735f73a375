"""Card templates, rendered as Anki renders them."""

import re
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection
from hypothesis import given
from hypothesis import strategies as st

from decks.formats.anki.templates import Template, render, without_drawings
from tests.strategies import ANY_TEXT

CLOZES = st.recursive(
    st.sampled_from(["a", "b c", " {x} ", "1,2", "c1:", "<b>d</b>", ""]),
    lambda inner: st.builds(
        "{}{{{{c{}::{}{}}}}} {}".format,
        inner,
        st.sampled_from(["1", "2", "1,2", "3,1", "01"]),
        inner,
        st.sampled_from(["", "::who?", "::", "::a::b"]),
        inner,
    ),
    max_leaves=8,
)


class Anki:
    """A collection with a note type for clozes, and a note that tests change."""

    def __init__(self, folder: Path) -> None:
        self._collection: Any = Collection(str(folder / "collection.anki2"))

    def sides(self, text: str, cloze: int) -> tuple[str, str]:
        """Return both sides of a card as Anki shows them, without its markup; empty ones if it has no such card."""
        note = self._collection.new_note(self._collection.models.by_name("Cloze"))
        note["Text"] = text
        shown = note.ephemeral_card(ord=cloze - 1).render_output()
        if "No cloze" in shown.question_text:
            return "", ""
        front, back = (re.sub(r"</?span[^>]*>", "", side) for side in (shown.question_text, shown.answer_text))
        return front, back.removesuffix("<br>\n")


@pytest.fixture(scope="module")
def anki(tmp_path_factory: pytest.TempPathFactory) -> Anki:
    return Anki(tmp_path_factory.mktemp("anki"))


def front(template: str, fields: dict[str, str], cloze: int = 0) -> str:
    return render(Template(template, ""), fields, cloze=cloze).front


def test_sections_show_what_they_show_in_anki() -> None:
    fields = {"Front": "F", "Empty": " <br><DIV></div>"}

    assert front("a{{#Front}}b{{Front}}{{/Front}}{{^Front}}c{{/Front}}{{#Empty}}d{{/Empty}}", fields) == "abF"
    assert front("{{#Front}}{{#Empty}}x{{/Empty}}y{{/Front}}{{Missing}}{{#c2}}z{{/c2}}", fields, 1) == "y"


@given(text=CLOZES, cloze=st.integers(1, 3))
def test_clozes_show_what_they_show_in_anki(anki: Anki, text: str, cloze: int) -> None:
    front, back = anki.sides(text, cloze)
    ours = render(Template("{{cloze:Text}}", "{{cloze:Text}}"), {"Text": text}, cloze=cloze)

    assert (ours.front, ours.back) == (front.replace("[]", "[...]"), back)
    assert ours.front == "" or "{{c" not in ours.front


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{type:Back}}{{type:cloze:Text}}{{hint:Back}}{{ tts de_DE voices=x : Front }}", ""),
        ("{{cloze:Text}} {{cloze-only:Text}}", "one [...] "),
        (
            "{{kanji:Ruby}}/{{kana:Ruby}}/{{furigana:Ruby}}/{{text:Front}}/{{no such filter:Front}}",
            "\u6f22/kan/ \u6f22[kan]/F/F",
        ),
        ("{{cloze:Front}}{{c1}}", ""),
        ("{{cloze:Boxes}}|", "|"),
    ],
)
def test_filters_never_put_the_answer_on_the_front(template: str, shown: str) -> None:
    fields = {
        "Front": "F",
        "Back": "B",
        "Text": "{{c2::one}} {{c1::two}}",
        "Ruby": " \u6f22[kan]",
        "Boxes": "{{c1::image-occlusion:rect:left=.1:top=.2}}",
    }

    assert front(template, fields, cloze=1) == shown


def test_the_back_shows_what_was_to_be_typed_in_and_the_front_what_hints_there_are() -> None:
    fields = {"Front": "F", "Back": "B", "Other": "O", "Text": "{{c1::one}} {{c2::two}} {{c1::three::who?}}", "No": " "}
    sides = render(Template("{{type:nc:Back}}{{hint:Other}}{{hint:No}}", "{{type:Front}}{{hint:Other}}"), fields)

    assert (sides.typed, sides.hints, sides.back) == ("B", (("Other", "O"), ("No", " ")), "BO")
    assert render(Template("{{Front}}", "{{FrontSide}}{{type:Back}}"), fields).back == "B"
    cloze = render(Template("{{type:cloze:Text}}", "{{type:cloze:Text}} {{cloze-only:Text}}"), fields, cloze=1)
    assert cloze.back == "one, three one, three"


@pytest.mark.parametrize(
    ("html", "without"),
    [
        ("a<svg x=1><g>{{B}}<SVG></SVG></g></svg >b<svg/>c", "a<svg x=1></svg >b<svg/>c"),
        ("a<svg>b<svg></svg>", "a<svg>b<svg></svg>"),
        ("a</svg>b", "a</svg>b"),
    ],
)
def test_drawings_in_templates_are_emptied(html: str, without: str) -> None:
    assert without_drawings(html) == without


@given(ANY_TEXT | st.text(alphabet="{}#/^:c1Fx "), st.dictionaries(st.sampled_from(["F", "x"]), ANY_TEXT))
def test_any_template_is_rendered(template: str, fields: dict[str, str]) -> None:
    assert isinstance(front(template, fields, cloze=1), str)
