"""Card templates, rendered as Anki renders them."""

from hypothesis import given
from hypothesis import strategies as st

from decks.formats.anki.templates import render
from tests.strategies import ANY_TEXT


def test_templates_show_what_anki_shows() -> None:
    fields = {"Front": "F", "Empty": " "}

    assert render("a{{#Front}}b{{Front}}{{/Front}}{{^Front}}c{{/Front}}{{#Empty}}d{{/Empty}}", fields) == "abF"
    assert render("{{type:Front}}{{hint:Front}}{{Missing}}", fields) == "FF"
    assert render("{{cloze:X}}", {"X": "{{c1::a {{c2::b}} c}}"}, cloze=2) == "a [...] c"
    assert render("{{cloze:X}}", {"X": "{{c1::a {{c2::b}} c}}"}, cloze=1) == "[...]"


@given(ANY_TEXT | st.text(alphabet="{}#/^:c1Fx "), st.dictionaries(st.sampled_from(["F", "x"]), ANY_TEXT))
def test_any_template_is_rendered(template: str, fields: dict[str, str]) -> None:
    assert isinstance(render(template, fields, cloze=1), str)
