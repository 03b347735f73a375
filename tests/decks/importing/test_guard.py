"""The second look at an imported file: it knows no style, and sees what no card has."""

from time import process_time

import pytest
from hypothesis import given

from cards.card import Card, KeyPoint
from decks.formats.bundle import Bundle, BundledDeck
from decks.formats.registry import writer
from decks.importing.guard.guard import Doubt, look_again
from decks.library.library import BUILTIN
from decks.model.deck import Deck, DeckHead
from decks.toml.files import read_file
from tests.reading import read
from tests.strategies import FEW_DECKS, decks

WHY = Card(id="why", question="Why this town?", answer="The sea.")


def look(text: str, *cards: Card, kind: str = "md") -> Doubt:
    deck = Deck(head=DeckHead(id="x", title="Ready?"), cards=cards or (WHY,))
    return look_again(Bundle(decks=(BundledDeck(deck),)), text, path=f"x.{kind}", kind=kind)


def told(doubt: Doubt) -> list[str]:
    return [f"{problem.line} {problem.message}" for problem in doubt.problems]


@pytest.mark.parametrize(
    "line",
    [
        "## Who pays?",
        "Who pays for the bread?",
        "Who pays?\n===",
        "Who pays?\n---",
        "**Who pays?**",
        "  __3. Who pays?__ \U0001f476",
        "> **Who pays?** the guest",
        "- Who pays?",
        "12) Who *really* pays?",
        "1. ### Who pays?",
        "- [ ] Who pays?",
        "- [Who pays?](#who-pays)",
        "| 3 | Who pays? | easy |",
        "<summary><b>Who&nbsp;pays?</b></summary>",
        "<dt>Who\npays?</dt>",
        "## Wer zahlt\uff1f",
        "- \u0645\u0646 \u064a\u062f\u0641\u0639\u061f",
        "## \u03a0\u03bf\u03b9\u03bf\u03c2 \u03c0\u03bb\u03b7\u03c1\u03ce\u03bd\u03b5\u03b9\u037e",
    ],
)
def test_what_looks_like_a_question_and_is_on_no_card_is_named_with_its_line(line: str) -> None:
    doubt = look(f"# Ready?\n\n## Why this town?\n\nThe sea.\n\n{line}\n")

    assert len(doubt.problems) == 1
    assert told(doubt)[0].startswith("7 ")
    assert told(doubt)[0].endswith("is not on any card")
    assert doubt.refusal is None  # one card comes in, one question is lost


@pytest.mark.parametrize(
    "text",
    [
        "# Ready?\n\n## 1. Why  *this* `town`?\n",
        "- [Why this town?](#why-this-town)\n- **Why this town?**\n",
        "He asked himself: who pays? Nobody knew.\n\nWho pays?\n",
        "```\n# Who pays?\n```\n\n- ~~~\n  - Who pays?\n  ~~~\n",
        "- [Who pays for open source?](https://example.org/who)\n",
    ],
)
def test_what_is_on_a_card_or_no_question_is_not(text: str) -> None:
    assert look(text) == Doubt()


def test_a_contents_table_may_put_a_question_in_other_words_than_its_heading() -> None:
    assert look("| 1 | [Why this little town?](#why-this-town) |\n").problems == ()
    assert told(look("| 1 | [Why that town?](#why-that-town) |\n")) == ['1 "[Why that town?]" is not on any card']


def test_a_question_in_an_answer_s_list_is_on_its_card_but_not_a_heading_in_it() -> None:
    card = WHY._replace(answer="Ask yourself:\n- Who pays?\nWho waits?", key_points=(KeyPoint("who eats?"),))

    assert told(look("- Who pays?\n- Who eats?\n# Who waits?\n", card)) == ['3 "Who waits?" is not on any card']


def test_more_lost_than_found_is_refused_in_one_sentence() -> None:
    doubt = look("# Who pays?\n\n# Who waits?\n\n# Why this town?\n")

    assert len(doubt.problems) == 2
    assert str(doubt.refusal) == (
        "x.md: this would lose 2 questions and bring in only 1 card."
        " --dry-run shows how greenroom reads it; --anyway imports it like that."
    )


def test_with_no_card_at_all_it_says_so() -> None:
    doubt = look_again(Bundle(), "- Who pays?\n- Who waits?\n", path="x.md", kind="md")

    assert "this would lose 2 questions and bring in no cards." in str(doubt.refusal)


def test_many_lost_questions_are_named_up_to_ten() -> None:
    doubt = look("".join(f"# Who pays for number {n}?\n" for n in range(50)))

    assert told(doubt)[9:] == [
        '10 "Who pays for number 9?" is not on any card',
        "11 40 more lines end in a question mark but are not on any card",
    ]
    assert "this would lose 50 questions" in str(doubt.refusal)


def test_one_label_on_many_cards_is_no_question() -> None:
    labels = [Card(id=f"a{n}", question="Show answer", answer=f"So {n}.") for n in range(7)]
    doubt = look("text", WHY, *labels)

    assert told(doubt) == ['0 7 cards ask "Show answer"']
    assert "this would lose 7 questions and bring in only 1 card" in str(doubt.refusal)
    same = [Card(id=f"a{n}", question="What is the output?", answer=f"So {n}.") for n in range(7)]
    assert look("text", *same) == Doubt()
    cases = [card._replace(context=f"print({n})") for n, card in enumerate(labels)]
    assert look("text", *cases) == Doubt()


def test_a_list_of_questions_is_not_one_card() -> None:
    points = tuple(KeyPoint(f"Who pays for {what}?") for what in ("bread", "salt", "wine"))
    doubt = look("", Card(id="a", question="Questions of the Linden inn", key_points=points))

    assert told(doubt) == ["0 3 of its key points are questions"]
    assert look("", Card(id="a", question="What would you ask?", key_points=points)) == Doubt()


def test_one_giant_card_among_small_ones_is_named() -> None:
    giant = Card(id="all", question="Everything", answer="So. " * 600)

    assert told(look("", WHY, giant)) == ["0 its answer has 2400 characters, far more than usual"]
    long = [Card(id=f"a{n}", question=f"{n}?", answer="So. " * 600) for n in range(3)]
    assert look("", *long) == Doubt()
    small = [Card(id=f"a{n}", question=f"{n}?", answer="So. " * 100) for n in range(9)]
    assert look("", *small, giant) == Doubt()
    asking = giant._replace(answer="So. " * 900 + "Why? How? Who?")
    assert told(look("", *small, *small, asking)) == ["0 its answer has 3614 characters, far more than usual"]
    many = Card(id="a", question="What?", key_points=tuple(KeyPoint(f"point {n}") for n in range(21)))
    assert told(look("", many)) == ["0 its answer has 21 key points, far more than usual"]


def test_cells_and_strings_on_no_card_are_named_too() -> None:
    table = 'topic;"Why this town?";"And who would pay for that?"\n'
    assert told(look(table, kind="csv")) == ['1 "And who would pay for that?" is not on any card']
    listed = '[{"q": "Why this town?", "x": "And who\\u003f", "y": 3}]'
    assert told(look(listed, kind="json")) == []
    listed = '[{"q": "Why this town?",\n "x": "Who \\"pays\\"?"}]'
    assert told(look(listed, kind="json")) == ['2 "Who "pays"?" is not on any card']


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["md", "csv", "json"])
def test_our_own_decks_are_never_doubted(kind: str) -> None:
    for path in BUILTIN.glob("*.toml"):
        deck, _ = read_file(path)
        assert deck is not None
        written = writer(kind)(deck)

        assert look_again(read(kind, written), written.decode(), path=path.name, kind=kind) == Doubt()


@FEW_DECKS
@given(decks())
def test_no_deck_that_was_written_here_is_refused(deck: Deck) -> None:
    for kind in ("md", "csv", "json"):
        written = writer(kind)(deck)
        doubt = look_again(read(kind, written), written.decode("utf-8-sig"), path="x", kind=kind)

        assert doubt.refusal is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("md", "**" + "?" * 400_000),
        ("md", "<summary>?" * 40_000),
        ("md", "](?" * 130_000),
        ("md", "- " * 200_000 + "?"),
        ("md", "`" * 400_000 + "?"),
        ("csv", "?" * 400_000),
        ("csv", "?," * 200_000),
        ("json", '"?' * 200_000),
    ],
)
def test_no_text_takes_long_to_look_at(kind: str, text: str) -> None:
    begun = process_time()
    look(text, kind=kind)

    assert process_time() - begun < 8  # quadratic time would be minutes


def test_questions_inside_the_answer_of_a_title_are_lost_questions() -> None:
    answer = "- - Why do you prefer nights?\n  - Quiet.\n- - Why do you like ovens?\n  - Warm."
    doubt = look("FAQ", Card(id="a", question="FAQ", answer=answer))

    assert told(doubt) == ["0 2 lines of its answer are questions"]
    assert "this would lose 2 questions and bring in no cards." in str(doubt.refusal)
    assert look("", Card(id="a", question="What would you ask?", answer=answer)) == Doubt()
