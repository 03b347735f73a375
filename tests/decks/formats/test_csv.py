"""Tables as people and other programs write them."""

import pytest

from cards.card import Card, Kind
from decks.formats.csv.write import write_table
from decks.formats.field_names import known_names
from decks.model.deck import Deck, DeckHead
from decks.model.errors import DeckFileError
from tests.reading import only, points, read, sentences


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


def test_text_beyond_the_last_column_is_part_of_a_sentence_and_told_with_its_line() -> None:
    bundle = read("csv", "How?,So.\nWhy us?,Because, I like it\nAnd when, or where?,Here.\nWhat?,That.\n")

    assert sentences(bundle)[1].startswith(
        'x.csv:2: the row has 3 cells for 2 columns, and "I like it" was kept as part of a sentence. '
    )
    assert "quotation marks" in sentences(bundle)[1]
    assert [(card.question, card.answer) for card in bundle.decks[0].deck.cards] == [
        *(("How?", "So."), ("Why us?", "Because, I like it"), ("And when, or where?", "Here."), ("What?", "That.")),
    ]


def test_text_beyond_a_last_column_of_tags_is_left_out_and_told() -> None:
    (problem,) = read("csv", "question,answer,tags\nWhy?,So,and so,x\nHow?,Thus,y\n").problems

    assert problem.message == 'the row has 4 cells for 3 columns, and "x" was left out'


def test_no_file_makes_a_message_without_end() -> None:
    wide = ",".join(f"x{n}" for n in range(2000))

    assert all(len(said) < 500 for said in sentences(read("csv", f"question,answer,{wide}\nWhy?,So.\n")))
    assert all(len(said) < 500 for said in sentences(read("csv", f"{wide}\n{wide}\n")))


def test_a_column_without_a_name_is_told_once() -> None:
    rows = "".join(f"Why {n}?,So.,x\n" for n in range(3))
    (problem,) = read("csv", f"question,answer\n{rows}").problems
    assert problem.message == "column 3 has no name, and was left out"
    (problem,) = read("csv", "question,answer,\nWhy?,So.,x\n").problems
    assert problem.message == "column 3 has no name, and was left out"
    (problem,) = read("csv", "question,answer\nWhy?,So.,x\n").problems

    assert problem.message == 'the row has 3 cells for 2 columns, and "x" was kept as part of a sentence'


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
    bundle = read("csv", "question,answer,my answer,looks for,what it tests\nWhy?,So.,Thus.,honesty,x\n")

    assert bundle.decks[0].deck.cards[0].answer == "So.\n\nThus."
    (said,) = sentences(bundle)
    assert said.startswith('x.csv:1: the column "what it tests" is a second one for looks for, and was left out. Join')


@pytest.mark.parametrize(
    "text",
    [
        'question,tags\n"Why, oh why?",a\nHow?,b\n',
        "Questions\nWhy, oh why?\nHow?\n",
        "Why, oh why?\nHow?\n",
        '1,"Why, oh why?"\n2,How?\n',
        "topic;prompt\nx y;Why, oh why?\n;How?\n",
    ],
)
def test_questions_alone_are_cards_to_be_answered(text: str) -> None:
    (deck,) = read("csv", text).decks

    assert [card.question for card in deck.deck.cards] == ["Why, oh why?", "How?"]
    assert not any(card.answer or card.key_points for card in deck.deck.cards)


def test_a_header_without_a_question_is_no_card() -> None:
    bundle = read("csv", "answer,key points,topic\nSo.,one,x\n")

    assert bundle.decks == ()
    assert "there is no column of questions" in sentences(bundle)[0]


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [(["question", "foo"], '"foo" is no column known here'), (["answer"], "no column is the question")],
)
def test_columns_nobody_knows_are_an_error_that_lists_them(columns: list[str], wrong: str) -> None:
    with pytest.raises(DeckFileError, match=f"--columns: {wrong}.*key points"):
        read("csv", "Why?,So.\n", columns=columns)


def test_what_is_missing_in_a_row_is_said_in_the_words_of_a_table() -> None:
    rows = ["Why?,,,,", ",So.,,,", "A?,B,fot,,", "C?,D,,long,", "E?,F,,,No Slug", "G?,H,,,one", "I?,J,,,two"]
    text = "\n".join(["question,answer,kind,target seconds,id", *rows])
    fixes = [problem.fix for problem in read("csv", text).problems]

    assert fixes == [
        "Fill in its question.",
        'Did you mean "fit"? It is one of: ' + ", ".join(kind.value for kind in Kind) + ".",
        "Write in its target seconds: 90.",
        "Write it in small letters, digits and hyphens: my-card.",
    ]


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
    bundle = read("csv", 'question,answer,mood\nWhy?,So.,x\n,no question,y\n"How many?\n"Who",a,"never closed\n')
    said = sentences(bundle)

    assert 'x.csv:1: the column "mood" is not known and was left out.' in said[2]
    assert said[0].startswith("x.csv:4: not a row")
    assert said[1].startswith("x.csv:5: a quotation mark is not closed, so the cell was read up to the next row.")
    assert said[3].startswith("x.csv:3: card ")
    assert [card.question for card in bundle.decks[0].deck.cards] == ["Why?", "Who"]
    assert "key points" in known_names()
    assert "has no rows" in str(read("csv", "").problems[0])
    (unknown,) = read("csv", "question,answer,mood,x\nWhy?,So.,a,b\n").problems
    assert unknown.message == 'the columns "mood", "x" are not known and were left out'


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("card_id;user_text;a_b\nwhat_is;a_thing;x\nwho_is;a_person;y\n", 2),
        ("When is tea?\tAt four, mostly\nWho pours?\tMother, always\n", 2),
        ("When is tea?;At four, mostly\nWho pours?;Mother, always\n", 2),
        ("When is tea?|At 4,30\nWho pours?|Mother; or 3,4 others\n", 2),
        ("Q: When is tea?;At four: sharp\nQ: Who pours?;Mother: always\n", 2),
        ("When is tea?,At four; or five\nWho pours?,Mother; father\n", 2),
        ("Name (full)/Meaning.and_use;b\nWhat (x)/y.z_w?;c\nWho (x)/y.z_w?;d\n", 2),
    ],
)
def test_the_delimiter_is_the_mark_the_rows_agree_on(text: str, rows: int) -> None:
    assert len(read("csv", text).decks[0].deck.cards) in (rows, rows + 1)
