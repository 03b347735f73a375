"""What a card asks and answers, as text."""

import pytest

from decks.formats.anki.sides import part_question, read_sides
from decks.formats.anki.templates import Template
from decks.formats.html import to_text

FIELDS = {
    "Word": "der <b>Boden</b>",
    "Meaning": "the floor",
    "Clue": "you stand on it",
    "Same": "the floor",
    "None": "",
}


@pytest.mark.parametrize(
    ("front", "back", "question", "answer"),
    [
        ("{{Word}}", "{{FrontSide}}<hr id=answer>{{Meaning}}", "der Boden", "the floor"),
        ("{{Word}}<br>{{type:Meaning}}", "{{FrontSide}}<hr id=answer>{{Meaning}}", "der Boden", "the floor"),
        (
            "{{Word}}{{type:Meaning}}",
            "{{FrontSide}}<hr id='answer'>{{Clue}}",
            "der Boden",
            "the floor\n\nyou stand on it",
        ),
        ("{{Word}}?{{type:Meaning}}", "{{Word}}?<br>{{type:None}}", "der Boden?", "the floor"),
        ("{{Word}} {{hint:Clue}}", "{{Meaning}}", "der Boden", "the floor\n\nClue: you stand on it"),
        ("{{Word}} {{hint:Clue}}", "{{Meaning}}, for {{Clue}}", "der Boden", "the floor, for you stand on it"),
        ("{{Word}}{{hint:None}}", "{{Meaning}}{{tts en_US:Meaning}}", "der Boden", "the floor"),
        ("{{Word}}<p style='display:none'>{{Clue}}</p>", "{{Meaning}}", "der Boden", "the floor\n\nyou stand on it"),
        ("{{tts de_DE:Word}}{{hint:Clue}}", "{{Meaning}}", "der Boden", "the floor\n\nClue: you stand on it"),
        ("<i hidden>{{Word}}</i>", "{{Meaning}}", "der Boden", "the floor"),
        ("Word<br>{{Word}}", "Word<br>{{Word}}<div>Meaning</div>{{Meaning}}", "Word\nder Boden", "Meaning\nthe floor"),
        (
            "{{Word}}",
            "{{Word}} ({{Clue}})<hr id=answer>{{Meaning}}",
            "der Boden",
            "der Boden (you stand on it)\n\nthe floor",
        ),
        ("{{Meaning}}", "{{FrontSide}}<hr id=answer>{{Same}}", "the floor", "the floor"),
        ("{{Meaning}}", "{{Same}}", "the floor", "the floor"),
        ("{{Meaning}}", "{{Meaning}}", "the floor", ""),
        ("{{Word}}<svg></svg>", "{{Word}}<svg><g/></svg><svg></svg>", "der Boden\n[drawing]", ""),
        ("{{Word}}", "{{Word}}<svg></svg>", "der Boden", "[drawing]"),
    ],
)
def test_the_front_asks_and_the_back_answers_what_it_adds(front: str, back: str, question: str, answer: str) -> None:
    texts = read_sides(Template(front, back), FIELDS)

    assert (texts.question, texts.context, texts.answer) == (question, "", answer)


@pytest.mark.parametrize(
    ("html", "question", "context"),
    [
        ("Why us?", "Why us?", ""),
        ("City<br>London<br>County?", "City\nLondon\nCounty?", ""),
        ("<p>What prints this?</p><pre>for x in y:\n    x</pre>", "What prints this?", "for x in y:\n    x"),
        ("Output of<pre>a\n\nb</pre>in this order", "Output of", "a\n\nb\n\nin this order"),
        ("<div><pre> a\n b</pre></div><p>What is<br>printed?</p>", "What is\nprinted?", " a\n b"),
        ("<pre>a b</pre>", "a b", ""),
        ("Which<br>one?<br>red<br>blue", "Which\none?", "red\nblue"),
        ("Which one<ol><li>red<li>blue</ol>", "Which one", "1. red\n2. blue"),
        ("Which one<br>A) red<br>B) blue", "Which one", "A) red\nB) blue"),
        ("Missing<table><tr><td>a<td>?</table>", "Missing", "a | ?"),
        ("if x:<div>&nbsp; y</div>", "if x:", "  y"),
        ("<p>A till is short.</p><p>What now?</p>", "A till is short.", "What now?"),
    ],
)
def test_what_stands_below_a_question_is_shown_with_it(html: str, question: str, context: str) -> None:
    assert part_question(html, to_text(html)) == (question, context)


@pytest.mark.parametrize(
    ("back", "answer"),
    [
        ("{{cloze:Text}}<br>{{Extra}}", "Rome, then Paris\nold"),
        ("{{cloze:Text}}<hr id=answer>{{Extra}}", "Rome, then Paris\n\nold"),
        ("{{cloze:Text}}<br>{{type:cloze:Text}}", "Rome, then Paris\nParis"),
    ],
)
def test_a_cloze_answers_with_its_whole_text(back: str, answer: str) -> None:
    fields = {"Text": "{{c1::Rome}}, then {{c2::Paris}}", "Extra": "old"}
    texts = read_sides(Template("{{cloze:Text}} {{type:cloze:Text}}", back), fields, cloze=2)

    assert (texts.question, texts.answer) == ("Rome, then [...]", answer)


def test_a_typed_word_counts_as_said_only_as_a_word() -> None:
    texts = read_sides(Template("{{type:A}}?", "{{B}}"), {"A": "an", "B": "banana (an)"})
    inside = read_sides(Template("{{type:A}}?", "{{B}}"), {"A": "an", "B": "banana"})

    assert (texts.answer, inside.answer) == ("banana (an)", "an\n\nbanana")
