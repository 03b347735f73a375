"""Markdown notes as people and other programs write them."""

import pytest

from cards.card import Card
from decks.formats.markdown.write import write_markdown
from decks.model.deck import Deck, DeckHead
from tests.reading import only, points, read, sentences


def test_headings_with_text_below_are_cards() -> None:
    text = """# My talks

Things to say.

## Background

### Why us?

Because of *you*,
truly.

- one **must**
- [x] two
  - three

```
# no heading
```

### And why now?
1. soon
"""
    deck = only(read("md", text))

    assert (deck.head.title, deck.head.description) == ("My talks", "Things to say.")
    assert [card.question for card in deck.cards] == ["Why us?", "And why now?"]
    assert deck.cards[0].answer == "Because of you, truly.\n\n# no heading"
    assert points(deck.cards[0]) == ["! one", "two", "three"]
    assert deck.lines[deck.cards[0].id] == 7


def test_marked_questions_are_read_as_other_programs_write_them() -> None:
    text = (
        '---\nname = "Interview"\n---\n\nQ: Why us?\nA: Because\nof you.\n\n---\n'
        "Q: How?\nA: So.\nC: [Paris] is in [France].\n"
    )
    deck = only(read("md", text))

    assert deck.head.title == "Interview"
    assert [(card.question, card.answer) for card in deck.cards] == [
        ("Why us?", "Because of you."),
        ("How?", "So."),
        ("[...] is in France.", "Paris is in France."),
        ("Paris is in [...].", "Paris is in France."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "**Q: Why?**\n\n**A:** So.\n",
        "**Q:** Why?\n**A:** So.\n",
        "**Q**: Why?\n\n_A:_ So.\n",
        "Question: Why?\nAnswer: So.\n",
        "### Q: Why?\n\nSo.\n",
        "### **Q:** Why?\n\nA: So.\n",
        "<details><summary>Why?</summary> So.</details>\n",
        "<details>\n<summary><b>Why?</b></summary>\n\nSo.\n\n</details>\n",
        "## Why?\n\n<details><summary>Show answer</summary>So.</details>\n",
    ],
)
def test_questions_are_known_in_every_usual_dress(text: str) -> None:
    (card,) = only(read("md", text)).cards

    assert (card.question, card.answer) == ("Why?", "So.")


def test_several_folded_answers_stand_in_one_block() -> None:
    text = "# Talk\n\n<details><summary>Why?</summary>So.</details>\n<details><summary>How?</summary>Thus.</details>\n"

    assert [(card.question, card.answer) for card in only(read("md", text)).cards] == [
        ("Why?", "So."),
        ("How?", "Thus."),
    ]


@pytest.mark.parametrize("text", ["Q: Why?\nA: - first\n- second\n", "Q: Why?\nA:\n- first\n- second\n"])
def test_a_list_after_an_a_is_key_points(text: str) -> None:
    (card,) = only(read("md", text)).cards

    assert (card.answer, points(card)) == ("", ["first", "second"])


def test_a_table_in_an_answer_keeps_its_lines() -> None:
    table = "| way | cost |\n|---|---|\n| a | *1* |"
    deck = only(read("md", f"# Why?\n\n{table}\n"))

    assert deck.cards[0].answer == table.replace("*", "")
    assert only(read("md", write_markdown(deck))).cards == deck.cards


def test_lists_of_one_label_are_joined_and_those_below_the_title_described() -> None:
    text = "# Talk\n\nIntro.\n\n- one\n\n## Why?\n\nSo.\n\n**Pitfalls**\n\n- a\n\n**Pitfalls**\n\n- b\n"
    deck = only(read("md", text))

    assert (deck.head.title, deck.head.description) == ("Talk", "Intro.\n\n- one")
    assert deck.cards[0].pitfalls == ("a", "b")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Some intro.\n\n- x\n\n", "x.md:1: the text above the first question was left out. "),
        ("<p>Some intro.</p>\n\n", "x.md:1: the text above the first question was left out. "),
        ("## Empty\n\n", 'x.md:1: card "Empty": there is nothing below this heading. '),
        ("##\n\n", "x.md:1: a heading has no text. "),
        ("C: no deletion\n\n", "x.md:1: there is no word in brackets to ask for. "),
        ("---\nauthor: me\ntitel: x\n---\n", "x.md:1: greenroom doesn't know the setting titel, so it was left out. "),
        ("---\ndescription: Mine.\n---\n# T\n\nOther.\n\n", "x.md:4: the text below the title was left out. "),
    ],
)
def test_what_is_left_out_of_notes_is_told_with_its_line(text: str, said: str) -> None:
    bundle = read("md", f"{text}## Why?\n\nSo.\n")
    (problem,) = sentences(bundle)

    assert problem.startswith(said)
    assert [card.question for card in bundle.decks[0].deck.cards] == ["Why?"]


def test_a_heading_above_others_needs_no_text() -> None:
    deck = only(read("md", "# Talk\n\n## Part\n\n### Why?\n\nSo.\n\n## Other\n\nQ: How?\nA: Thus.\n"))

    assert [card.question for card in deck.cards] == ["Why?", "How?"]


def test_notes_without_questions_say_how_to_write_them() -> None:
    assert "Write each question as a heading" in str(read("md", "just text\n").problems[0])


def test_a_point_called_question_stays_a_point_in_what_was_written_here() -> None:
    card = Card(id="why", question="Why us?", outline=("question", "answer"), tags=("fit",))
    deck = Deck(head=DeckHead(id="d", title="D"), cards=(card,))

    assert read("md", write_markdown(deck)).decks[0].deck.cards == (card,)


def test_an_answer_of_one_line_keeps_its_indentation_when_it_is_written_and_read() -> None:
    deck = only(read("md", "## Why?\n\n```\n  return 1\n```\n"))

    assert deck.cards[0].answer == "  return 1"
    assert only(read("md", write_markdown(deck))).cards == deck.cards


@pytest.mark.parametrize(
    "deep",
    ["".join(f"{'  ' * level}- point {level}\n" for level in range(40)), "> " * 40 + "said\n", "- " * 40 + "said\n"],
    ids=["a list in lists", "a quote in quotes", "a list on one line"],
)
def test_lists_deeper_than_any_leave_what_follows_be(deep: str) -> None:
    bundle = read("md", f"## Why us?\n\nSo.\n\n## Why not?\n\n{deep}\n## Why now?\n\nSoon.\n".encode())

    cards = bundle.decks[0].deck.cards
    assert [card.question for card in cards] == ["Why us?", "Why not?", "Why now?"]
    assert ("point 39" if "39" in deep else "said") in f"{cards[1].answer} {points(cards[1])}"
