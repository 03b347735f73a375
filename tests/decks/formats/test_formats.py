"""Laws that hold for every format: decks come back without loss, and nothing makes a reader fail or hang."""

import csv
import gc
import io
import json
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.card import Card, FollowUp, KeyPoint, Kind
from decks.formats.csv.write import write_table
from decks.formats.json import write_json
from decks.formats.markdown.write import write_markdown
from decks.model.deck import Deck, DeckHead
from decks.toml.read import read_deck
from decks.toml.write import write_deck
from tests.reading import MARKUPS, READERS, only, read
from tests.strategies import ANY_TEXT, FEW_DECKS, NASTY_TEXT, decks


@FEW_DECKS
@given(decks())
def test_json_gives_the_same_deck_back(deck: Deck) -> None:
    assert only(read("json", write_json(deck))) == deck


def test_toml_and_json_keep_what_a_card_is_like_and_what_it_was() -> None:
    card = Card(id="a", question="Why?", answer="So.", like=("b", "other/c"), was=("old", "older"))
    deck = Deck(head=DeckHead(id="d", title="D"), cards=(card,))

    assert only(read("json", write_json(deck))) == deck
    assert read_deck(write_deck(deck), path="", default_id="x") == (deck, [])


def test_toml_and_json_keep_which_wording_a_follow_up_belongs_to() -> None:
    asked = (FollowUp("Any?", None), FollowUp("The question's?", 0), FollowUp("The other's?", 1))
    card = Card(id="a", question="Why?", phrasings=("How come?",), answer="So.", follow_ups=asked)
    deck = Deck(head=DeckHead(id="d", title="D"), cards=(card,))

    assert only(read("json", write_json(deck))) == deck
    assert read_deck(write_deck(deck), path="", default_id="x") == (deck, [])


@pytest.mark.parametrize("extension", ["csv", "md"])
def test_other_formats_have_competencies_as_tags(extension: str) -> None:
    card = Card(id="a", question="Why?", answer="So.", tags=("own",), competencies=("accuracy", "own"))
    deck = Deck(head=DeckHead(id="d", title="D"), cards=(card,))
    written = write_table(deck) if extension == "csv" else write_markdown(deck)

    (back,) = only(read(extension, written)).cards
    assert (back.tags, back.competencies) == (("own", "accuracy"), ())
    assert only(read("json", write_json(deck))) == deck


@FEW_DECKS
@given(decks())
def test_markdown_gives_the_same_deck_back(deck: Deck) -> None:
    assert only(read("md", write_markdown(deck))) == deck


@FEW_DECKS
@given(decks(), st.booleans())
def test_a_table_gives_the_same_cards_back(deck: Deck, tabs: bool) -> None:
    back = only(read("csv", write_table(deck, tabs=tabs)))

    assert back.cards == deck.cards
    assert (back.head.id, back.head.title) == (deck.head.id, deck.head.title)


@FEW_DECKS
@given(decks())
def test_no_cell_of_a_table_is_a_formula(deck: Deck) -> None:
    rows = list(csv.reader(io.StringIO(write_table(deck).decode("utf-8-sig"), newline="")))

    assert not [cell for row in rows for cell in row if cell.startswith(tuple("=+-@\t\r\uff0b\uff0d\uff1d\uff20"))]


@pytest.mark.parametrize("kind", [*READERS, *MARKUPS])
@given(st.binary(max_size=300) | (ANY_TEXT | NASTY_TEXT).map(str.encode))
def test_any_bytes_give_a_bundle(kind: str, content: bytes) -> None:
    bundle = read(kind, content)

    assert bundle.decks or bundle.problems or not content.strip()


# Characters; the long hypothesis profile reads more.
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


MARKUP_PIECES = [
    "<b>a",
    "<p>",
    "<!--",
    "<main",
    "<html><!-- -->",
    "** a :b:\n",
    "= a =\n",
    "a\n~~~\n",
    ".. a::\n\n",
    " ",
    "\n",
]
CASES = [(kind, piece) for kind in READERS for piece in [*PIECES, "![", "](", "*a **b ", "<div>", "> ", "  - ", "&#0;"]]
CASES += [(kind, piece) for kind in READERS for piece in ("\0", "\\", "`")]
CASES += [(kind, piece) for kind in (*MARKUPS, "txt") for piece in MARKUP_PIECES]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "piece"), CASES)
def test_anything_is_read_in_time_that_grows_with_its_length(kind: str, piece: str) -> None:
    def seconds(length: int) -> float:
        gc.disable()  # a collection goes through all that other tests have left, which takes up to a second
        try:
            begun = process_time()
            read(kind, piece * (length // len(piece)))
            return process_time() - begun
        finally:
            gc.enable()

    short = seconds(MUCH // 10)

    assert seconds(MUCH) < 30 * short + 0.5  # quadratic time would be a hundred times as long


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
