"""Decks in other formats: out and back without loss, and in from what people and other programs write."""

import csv
import io
import json
from time import process_time

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.card import Card, KeyPoint, Kind
from decks.formats.csv.write import write_table
from decks.formats.encoding import decode
from decks.formats.html import to_text
from decks.formats.json import write_json
from decks.formats.markdown.write import write_markdown
from decks.model.deck import Deck, DeckHead
from decks.model.fields import CARD_FIELDS
from tests import ROOT
from tests.reading import READERS, only, read
from tests.strategies import ANY_TEXT, FEW_DECKS, NASTY_TEXT, decks

SCHEMA = json.loads((ROOT / "docs" / "deck.schema.json").read_text())


# --- laws -------------------------------------------------------------------------------------------------


@FEW_DECKS
@given(decks())
def test_json_gives_the_same_deck_back(deck: Deck) -> None:
    assert only(read("json", write_json(deck))) == deck


@FEW_DECKS
@given(decks())
def test_markdown_gives_the_same_deck_back(deck: Deck) -> None:
    assert only(read("md", write_markdown(deck))) == deck


@FEW_DECKS
@given(decks(), st.booleans())
def test_a_table_gives_the_same_cards_back(deck: Deck, tabs: bool) -> None:
    back = only(read("csv", write_table(deck, tabs=tabs), tabs=tabs))

    assert back.cards == deck.cards
    assert (back.head.id, back.head.title) == (deck.head.id, deck.head.title)


@FEW_DECKS
@given(decks())
def test_no_cell_of_a_table_is_a_formula(deck: Deck) -> None:
    rows = list(csv.reader(io.StringIO(write_table(deck).decode("utf-8-sig"), newline="")))

    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r\uff0b\uff0d\uff1d\uff20"))]


@pytest.mark.parametrize("kind", READERS)
@given(st.binary(max_size=300) | (ANY_TEXT | NASTY_TEXT).map(str.encode))
def test_any_bytes_give_a_bundle(kind: str, content: bytes) -> None:
    bundle = read(kind, content)

    assert bundle.decks or bundle.problems or not content.strip()


# Characters; the long profile reads more.
MUCH = 100_000 if settings().max_examples > 1000 else 30_000
PIECES = [
    "<details ",
    "Q: a\n",
    "A: b\n",
    "C: [x] y\n",
    "# h\n",
    "- i\n",
    "**Legal**\n",
    "---\n",
    '"',
    "a,b\n",
    ";",
    "\t",
    "{",
    "[",
]


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("piece", [*PIECES, "![", "](", "*a **b ", "<div>", "> ", "  - ", "&#0;", "\0", "\\", "`"])
def test_anything_is_read_in_time_that_grows_with_its_length(kind: str, piece: str) -> None:
    def seconds(length: int) -> float:
        begun = process_time()
        read(kind, piece * (length // len(piece)))
        return process_time() - begun

    short = seconds(MUCH // 10)

    assert seconds(MUCH) < 30 * short + 0.5  # in the square of it would be a hundred times as long


# --- JSON -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"cards": [[}', "is not valid JSON"),
        ("[" * 100_000, "is JSON beyond reading"),
        ("[]", "is no deck"),
        ('{"format": 2, "cards": []}', "reads format 1"),
        ('{"cards": [{"question": "Why?"}]}', "there is neither an answer nor key points"),
        ('{"format": ' + "9" * 5000 + "}", "is JSON beyond reading"),
    ],
)
def test_what_is_wrong_in_json_is_one_sentence(content: str, said: str) -> None:
    assert said in str(read("json", content).problems)


@FEW_DECKS
@given(decks())
def test_what_is_written_keeps_to_the_published_schema(deck: Deck) -> None:
    jsonschema.validate(json.loads(write_json(deck)), SCHEMA)


def test_the_schema_knows_every_field_and_word() -> None:
    properties = SCHEMA["$defs"]["card"]["properties"]

    assert list(properties) == list(CARD_FIELDS)
    assert SCHEMA["$defs"]["kind"]["enum"] == [kind.value for kind in Kind]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"cards": [{"question": "Why?"}]}, SCHEMA)


# --- parts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("a<br><br>b", "a\n\nb"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<ul><li>a<li>b</ul>c", "- a\n- b\nc"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>", "a | b\nc | d"),
        ("x &lt;y&gt; &amp;&nbsp;z", "x <y> & z"),
        ('<img src="a.png">', "[image: a.png]"),
        ("<style>x{}</style>a<script>b</script>", "a"),
        ("<pre>  a\n  b</pre>", "a\n  b"),
        ("</div></pre></style>a", "a"),
    ],
)
def test_html_becomes_what_a_person_reads(html: str, text: str) -> None:
    assert to_text(html) == text


@given(ANY_TEXT | NASTY_TEXT | st.text(alphabet="<>/&;div pre!-\"'=x"))
def test_any_html_is_read(html: str) -> None:
    assert isinstance(to_text(html), str)


@given(st.binary())
def test_any_bytes_become_text(content: bytes) -> None:
    assert isinstance(decode(content)[0], str)


def test_an_exported_card_reads_well_in_markdown() -> None:
    card = Card(
        id="why",
        question="Why *us*?",
        kind=Kind.FIT,
        key_points=(KeyPoint("says why", must=True), KeyPoint("2. reason")),
        phrasings=("How come?",),
    )
    deck = Deck(head=DeckHead(id="d", title="D"), cards=(card,))

    assert write_markdown(deck).decode().split("---\n")[2] == (
        "\n## Why \\*us\\*?\n\n<!-- id: why; kind: fit; priority: core -->\n\n"
        "- says why **must**\n- 2\\. reason\n\n**Phrasings**\n\n- How come?\n"
    )
    assert json.loads(write_json(deck))["cards"][0]["key_points"] == [{"text": "says why", "must": True}, "2. reason"]


DEEP = "[" * 700 + "1" + "]" * 700


@pytest.mark.parametrize(
    "text",
    [
        f'{{"format": {DEEP}, "cards": []}}',
        f'{{"deck": {{"title": {DEEP}}}, "cards": []}}',
        f'{{"cards": [{{"id": {DEEP}, "question": "Why?", "answer": "So."}}]}}',
        f'{{"cards": [{{"question": "Why?", "answer": "So.", "kind": {DEEP}}}]}}',
        f'{{"cards": [{{"question": "Why?", "answer": "So.", "more": {DEEP}}}]}}',
        f'{{"more": {DEEP}, "cards": []}}',
        '{"cards": ' + '[{"question": "Why?", "answer": ' * 300 + '"So."' + "}]" * 300 + "}",
    ],
    ids=range(7),
)
def test_json_nested_deeper_than_any_deck_is_told_in_a_sentence(text: str) -> None:
    (told,) = read("json", text.encode()).problems

    assert str(told) == "x.json:1: is JSON beyond reading. Write it simpler: fewer levels, shorter numbers."


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"format": [1] * 100_000, "cards": []}),
        json.dumps({"cards": [{"question": "Why?", "answer": "So.", "kind": ["x"] * 100_000}]}),
        json.dumps({"cards": [{"question": "Why?", "answer": "So.", "id": "X" * 100_000}]}),
        json.dumps({"deck": {"id": "X" * 100_000}, "cards": []}),
        json.dumps({"x" * 100_000: 1, "cards": []}),
        json.dumps({"cards": [{"question": "Why?", "answer": "So.", "x" * 100_000: 1}]}),
    ],
    ids=range(6),
)
def test_no_value_makes_a_sentence_long(text: str) -> None:
    bundle = read("json", text.encode())

    assert bundle.problems
    assert all(len(str(told)) < 400 for told in bundle.problems)
