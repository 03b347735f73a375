"""Decks in other formats: out and back without loss, and in from what people and other programs write."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from time import process_time

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.card import Card, KeyPoint, Kind
from decks.deck import Deck, DeckHead
from decks.errors import DeckFileError
from decks.fields import CARD_FIELDS
from decks.formats.bundle import Bundle
from decks.formats.encoding import decode
from decks.formats.html import to_text
from decks.formats.json_file import read_json, write_json
from decks.formats.markdown import read_markdown
from decks.formats.markdown_writing import write_markdown
from decks.formats.registry import read_bundle
from decks.formats.table import read_table
from decks.formats.table_columns import known_columns
from decks.formats.table_writing import write_table
from tests.strategies import ANY_TEXT, FEW_DECKS, NASTY_TEXT, decks

READERS: dict[str, Callable[..., Bundle]] = {"csv": read_table, "md": read_markdown, "json": read_json}
SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "deck.schema.json").read_text())


def read(kind: str, content: str | bytes, **options: object) -> Bundle:
    raw = content.encode() if isinstance(content, str) else content
    return READERS[kind](raw, path=f"x.{kind}", default_id="x", **options)


def only(bundle: Bundle) -> Deck:
    assert bundle.problems == ()
    (brought,) = bundle.decks
    return brought.deck


def told(bundle: Bundle) -> list[str]:
    return [str(problem) for problem in bundle.problems]


def points(card: Card) -> list[str]:
    return [("! " if point.must else "") + point.text for point in card.key_points]


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


# --- tables -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("delimiter", [*",;\t|^~:#\u00a6"])
def test_any_delimiter_and_encoding_is_read(encoding: str, delimiter: str) -> None:
    text = f"Question{delimiter}Answer\nWhy gr\u00fcn?{delimiter}Caf\u00e9\n"
    (card,) = only(read("csv", text.encode(encoding))).cards

    assert (card.question, card.answer) == ("Why gr\u00fcn?", "Caf\u00e9")


def test_windows_text_is_read_and_said_so() -> None:
    bundle = read("csv", "Question,Answer\nWhy \u20ac?,Caf\u00e9\n".encode("cp1252"))

    assert bundle.decks[0].deck.cards[0].answer == "Caf\u00e9"
    assert "was read as Windows-1252" in str(bundle.problems[0])


def test_columns_are_matched_by_name_in_any_order() -> None:
    text = "Tags,Back,Key Points,Front,Deck,Priority\nx y,So.,!one;two,Why?,Acme talk,must\n"
    deck = only(read("csv", text))
    (card,) = deck.cards

    assert (deck.head.id, deck.head.title) == ("acme-talk", "Acme talk")
    assert (card.question, card.answer, card.tags, card.priority) == ("Why?", "So.", ("x", "y"), "must")
    assert points(card) == ["! one", "two"]


def test_a_delimiter_in_the_text_does_not_win_over_that_of_the_header() -> None:
    (card,) = only(read("csv", "question^answer\nWhy us?^Because, it fits\n")).cards

    assert (card.question, card.answer) == ("Why us?", "Because, it fits")


@pytest.mark.parametrize("first", ["sep=;", "SEP=;\r", '"sep=;"'])
def test_the_first_line_of_excel_tells_the_delimiter(first: str) -> None:
    (card,) = only(read("csv", f"{first}\nquestion;answer\nWhy, oh why?;So, so\n")).cards

    assert (card.question, card.answer) == ("Why, oh why?", "So, so")


def guessed(text: str) -> tuple[Card, str]:
    bundle = read("csv", text)
    (problem,) = bundle.problems
    assert problem.level == "warning"
    return bundle.decks[0].deck.cards[0], str(problem)


@pytest.mark.parametrize(
    ("text", "tags", "key_points", "understood"),
    [
        ("Why?,So.,a b\n", ("a", "b"), [], "question, answer, tags"),
        ("Why?,So.,first thing; second thing\n", (), ["first thing", "second thing"], "question, answer, key points"),
        ("1,Why?,So.\n2,How?,Thus.\n", (), [], "-, question, answer"),
        ("Why?,So.,one;two,a b\n", ("a", "b"), ["one", "two"], "question, answer, key points, tags"),
        ("Why?,So.,one;two,a b,more\n", ("a", "b"), ["one", "two"], "question, answer, key points, tags, -"),
    ],
)
def test_without_a_header_it_is_said_how_the_columns_were_understood(
    text: str, tags: tuple[str, ...], key_points: list[str], understood: str
) -> None:
    card, said = guessed(text)

    assert (card.question, card.answer, card.tags, points(card)) == ("Why?", "So.", tags, key_points)
    assert f"so its columns were taken as {understood}" in said
    assert "--columns" in said
    assert ("column 5 was left out" in said) is ("more" in text)


def test_a_row_with_more_cells_than_columns_is_told_with_its_line() -> None:
    bundle = read("csv", "How?,So.\nWhy us?,Because, I like it\nWhat?,That.\n")

    assert told(bundle)[1].startswith('x.csv:2: the row has 3 cells for 2 columns, and "I like it" was left out. ')
    assert "quotation marks" in told(bundle)[1]
    assert len(bundle.decks[0].deck.cards) == 3


def test_no_file_makes_a_message_without_end() -> None:
    wide = ",".join(f"x{n}" for n in range(2000))

    assert all(len(said) < 500 for said in told(read("csv", f"question,answer,{wide}\nWhy?,So.\n")))
    assert all(len(said) < 500 for said in told(read("csv", f"{wide}\n{wide}\n")))


def test_a_column_without_a_name_is_told_once() -> None:
    rows = "".join(f"Why {n}?,So.,x\n" for n in range(3))
    (problem,) = read("csv", f"question,answer\n{rows}").problems
    assert problem.message == "column 3 has no name, and was left out"
    (problem,) = read("csv", "question,answer,\nWhy?,So.,x\n").problems
    assert problem.message == "column 3 has no name, and was left out"
    (problem,) = read("csv", "question,answer\nWhy?,So.,x\n").problems

    assert problem.message == 'the row has 3 cells for 2 columns, and "x" was left out'


@pytest.mark.parametrize(
    "header",
    [
        "Frage;Meine Antwort;Stichpunkte;Schlagw\u00f6rter",
        "pregunta;respuesta;puntos clave;etiquetas",
        "Question;R\u00e9ponse;Points cl\u00e9s;\u00c9tiquettes",
        "question;my answer;bullet points;topics",
    ],
)
def test_usual_names_of_columns_are_known(header: str) -> None:
    (card,) = only(read("csv", f"{header}\nWhy?;So.;one;a b\n")).cards

    assert (card.question, card.answer, points(card), card.tags) == ("Why?", "So.", ["one"], ("a", "b"))


def test_two_columns_of_answers_are_both_kept_and_a_second_one_of_another_kind_is_told() -> None:
    bundle = read("csv", "question,answer,my answer,kind,type\nWhy?,So.,Thus.,fit,x\n")

    assert bundle.decks[0].deck.cards[0].answer == "So.\n\nThus."
    assert told(bundle) == [
        'x.csv:1: the column "type" is a second one for kind, and was left out. Join the two, or give it another name.'
    ]


@pytest.mark.parametrize("text", ["question,tags\nWhy?,a\nHow?,b\n", "Why us?\nWhy now?\n", "1,Why?\n2,How?\n"])
def test_questions_alone_are_told_once_in_the_words_of_a_table(text: str) -> None:
    bundle = read("csv", text)

    assert bundle.decks == ()
    assert "there is no column of answers or key points" in told(bundle)[-1]
    assert "Give it a column named answer or key points" in told(bundle)[-1]
    assert "= " not in "".join(told(bundle))


def test_a_header_without_a_question_is_no_card() -> None:
    bundle = read("csv", "answer,key points,topic\nSo.,one,x\n")

    assert bundle.decks == ()
    assert "there is no column of questions" in told(bundle)[0]


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [(["question", "foo"], '"foo" is no column known here'), (["answer"], "no column is the question")],
)
def test_columns_nobody_knows_are_an_error_that_lists_them(columns: list[str], wrong: str) -> None:
    with pytest.raises(DeckFileError, match=f"--columns: {wrong}.*key points"):
        read("csv", "Why?,So.\n", columns=columns)


def test_what_is_missing_in_a_row_is_said_in_the_words_of_a_table() -> None:
    text = "question,answer,kind,target seconds,id\nWhy?,,,,\n,So.,,,\nA?,B,fot,,\nC?,D,,long,\nE?,F,,,No Slug\n"
    fixes = [problem.fix for problem in read("csv", text).problems]

    assert fixes == [
        "Fill in its answer or its key points.",
        "Fill in its question.",
        'Did you mean "fit"? It is one of: ' + ", ".join(kind.value for kind in Kind) + ".",
        "Write in its target seconds: 90.",
        "Write it in small letters, digits and hyphens: my-card.",
    ]


def test_what_is_missing_in_json_is_said_as_json() -> None:
    text = '{"cards": [{"question": "Why?"}, {"question": "A?", "answer": "B", "target_seconds": "x"}]}'
    bundle = read("json", text)

    assert told(bundle)[0] == (
        'x.json: card "Why?": there is neither an answer nor key points. '
        'Add "answer": "..." or "key_points": ["..."] to it.'
    )
    assert bundle.problems[1].fix == 'Write "target_seconds": 90.'
    assert read("json", '{"cards": []}').problems[0].fix == 'Give it "cards": [{"question": "...", "answer": "..."}].'


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
    assert told(bundle)[0].startswith(f"{path}: is no text but {name}, as it seems. ")


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
    assert "was read as Windows-1252" in told(bundle)[0]


def test_a_deck_with_another_id_than_its_title_comes_home_from_a_table() -> None:
    card = Card(id="why", question="Why?", answer="So.")
    written = write_table(Deck(head=DeckHead(id="comma-utf8", title="=My talk"), cards=(card,)))
    deck = only(read("csv", written))

    assert (deck.head.id, deck.head.title) == ("comma-utf8", "=My talk")
    assert "'=My talk" in written.decode()
    plain = write_table(Deck(head=DeckHead(id="my-talk", title="My talk"), cards=(card,)))
    assert b"deck id" not in plain
    assert only(read("csv", plain)).head.id == "my-talk"


def test_columns_can_be_told() -> None:
    (card,) = only(read("csv", "7,So.,Why?\n", columns=["-", "answer", "question"])).cards

    assert (card.question, card.answer) == ("Why?", "So.")


def test_the_header_lines_of_anki_are_understood() -> None:
    text = (
        "#separator:tab\n#html:true\n#guid column:1\n#notetype column:2\n#deck column:3\n#tags column:6\n"
        "g]1\tBasic\tTalks::Acme\t<b>Why</b> us?\tSo&nbsp;<br>there\ta b\n"
    )
    deck = only(read("csv", text))
    (card,) = deck.cards

    assert deck.head.title == "Talks::Acme"
    assert (card.question, card.answer, card.tags) == ("Why us?", "So\nthere", ("a", "b"))
    assert card.sources == ("anki:g]1/0",)


def test_what_is_wrong_in_a_table_is_said_with_its_line() -> None:
    bundle = read("csv", 'question,answer,mood\nWhy?,So.,x\n,no question,y\nHow?,"never closed\n')
    said = told(bundle)

    assert 'x.csv:1: the column "mood" is not known and was left out.' in said[1]
    assert said[0].startswith("x.csv:4: a quotation mark is not closed.")
    assert said[2].startswith("x.csv:3: card ")
    assert [card.question for card in bundle.decks[0].deck.cards] == ["Why?"]
    assert "key points" in known_columns()
    assert "has no rows" in str(read("csv", "").problems[0])
    (unknown,) = read("csv", "question,answer,mood,x\nWhy?,So.,a,b\n").problems
    assert unknown.message == 'the columns "mood", "x" are not known and were left out'


# --- Markdown ---------------------------------------------------------------------------------------------


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
        (
            "---\nauthor: me\naliases: x\n---\n",
            "x.md:1: the settings author, aliases are not known and were left out. ",
        ),
        ("---\ndescription: Mine.\n---\n# T\n\nOther.\n\n", "x.md:4: the text below the title was left out. "),
    ],
)
def test_what_is_left_out_of_notes_is_told_with_its_line(text: str, said: str) -> None:
    bundle = read("md", f"{text}## Why?\n\nSo.\n")
    (problem,) = told(bundle)

    assert problem.startswith(said)
    assert [card.question for card in bundle.decks[0].deck.cards] == ["Why?"]


def test_a_heading_above_others_needs_no_text() -> None:
    deck = only(read("md", "# Talk\n\n## Part\n\n### Why?\n\nSo.\n\n## Other\n\nQ: How?\nA: Thus.\n"))

    assert [card.question for card in deck.cards] == ["Why?", "How?"]


def test_notes_without_questions_say_how_to_write_them() -> None:
    assert "Write each question as a heading" in str(read("md", "just text\n").problems[0])


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
