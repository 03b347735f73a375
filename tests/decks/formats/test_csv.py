"""Tables as people and other programs write them."""

import csv
import functools
import io
from collections.abc import Callable
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.card import Card, Kind, Replies
from cards.text import clean_line
from decks.formats.csv.dialect import find_dialect
from decks.formats.csv.rows import read_rows
from decks.formats.csv.write import write_table
from decks.formats.field_names import known_names
from decks.model.deck import Deck, DeckHead
from decks.model.errors import DeckFileError
from decks.model.problems import Problem
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
        ("Why?,So.,one;two,a b,more\n", ("a", "b"), ["one", "two"], "question, answer, key points, tags"),
    ],
)
def test_without_a_header_it_is_said_how_the_columns_were_understood(
    text: str, tags: tuple[str, ...], key_points: list[str], understood: str
) -> None:
    card, said = guessed(text)

    assert (card.question, card.answer, card.tags, points(card)) == ("Why?", "So.", tags, key_points)
    assert f"so greenroom read the columns as {understood}" in said
    assert "--columns" in said
    assert ("left out column 5" in said) is ("more" in text)


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
    assert said.startswith('x.csv:1: the column "what it tests" is a second looks for, and was left out. Merge')


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
    [
        (["question", "foo"], '"foo" is not a column greenroom knows'),
        (["answer"], "no column is the question"),
    ],
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

    assert 'x.csv:1: greenroom doesn\'t know the column "mood", so it was left out.' in said[2]
    assert said[0] == "x.csv:4: row 4: a quotation mark is not closed, so the row was left out. Close it, or delete it."
    assert said[1] == "x.csv:5: row 5: a quotation mark is not closed, so it was left out. Close it, or delete it."
    assert said[3] == "x.csv:3: row 3: there is no question. Fill in its question."
    assert [card.question for card in bundle.decks[0].deck.cards] == ["Why?", "Who"]
    assert "key points" in known_names()
    assert "has no rows" in str(read("csv", "").problems[0])
    (unknown,) = read("csv", "question,answer,mood,x\nWhy?,So.,a,b\n").problems
    assert unknown.message == 'greenroom doesn\'t know the columns "mood", "x", so they were left out'


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("card_id;user_text;a_b\nwhat_is;a_thing;x\nwho_is;a_person;y\n", ";"),
        ("When is tea?\tAt four, mostly\nWho pours?\tMother, always\n", "\t"),
        ("When is tea?;At four, mostly\nWho pours?;Mother, always\n", ";"),
        ("When is tea?|At 4,30\nWho pours?|Mother; or 3,4 others\n", "|"),
        ("Q: When is tea?;At four: sharp\nQ: Who pours?;Mother: always\n", ";"),
        ("When is tea?,At four; or five\nWho pours?,Mother; father\n", ","),
        ("Name (full)/Meaning.and_use;b\nWhat (x)/y.z_w?;c\nWho (x)/y.z_w?;d\n", ";"),
        ("pan, bread\nleche, milk\n", ","),
    ],
)
def test_the_delimiter_is_the_mark_the_rows_agree_on(text: str, delimiter: str) -> None:
    assert find_dialect(text).delimiter == delimiter


def test_commas_in_sentences_part_nothing() -> None:
    (deck,) = read("csv", "Who, if not you?\nWhat, then, do you do?\nTell me, please, why.\n").decks

    assert [card.question for card in deck.deck.cards][1:] == ["What, then, do you do?", "Tell me, please, why."]


@pytest.mark.parametrize(
    "header",
    [
        "No.;Interview Questions;Ideal Answers",
        "x;front_text;back_text",
        "Q#;Term;Definition",
        "Lektion;Vokabel;\u00dcbersetzung",
        "Reihe;Interviewfrage;Musterantwort (kurz)",
        "#;Pregunta;Respuesta ideal",
        "n\u00b0;La question;Votre r\u00e9ponse",
        "lfd. Nr.;Frage;Loesung",
        "N\u00b0;Question pos\u00e9e;R\u00e9ponse attendue",
        "n;Pregunta;Respuesta modelo",
        "\u2116;\u0412\u043e\u043f\u0440\u043e\u0441;\u041e\u0442\u0432\u0435\u0442",
    ],
)
def test_headers_go_by_their_meaning(header: str) -> None:
    (deck,) = read("csv", f"{header}\n1;How?;So.\n2;Who?;We.\n").decks

    assert [(card.question, card.answer) for card in deck.deck.cards] == [("How?", "So."), ("Who?", "We.")]


def test_what_stands_beside_an_answer_is_kept_with_its_title() -> None:
    text = "Question,Answer,Explanation,personal_notes,Difficulty,Level\nWhy?,So.,It is,Smile,3,junior\n"
    (card,) = only(read("csv", text)).cards

    assert card.answer == "So.\n\nExplanation: It is\n\nPersonal notes: Smile"
    assert card.tags == ("difficulty 3", "junior")


def test_notes_are_the_answer_where_there_is_no_other() -> None:
    (card,) = only(read("csv", "Notes,Question,Job role\nSay it calmly.,Why?,Night baker\n")).cards

    assert (card.question, card.answer, card.tags) == ("Why?", "Say it calmly.", ("Night baker",))


def test_the_parts_of_a_story_are_key_points() -> None:
    text = 'Frage;Situation;Aufgabe;Handlung;Ergebnis\nWann war es eng?;Ofen aus;"Brot;  retten";Holz geholt;Alles da\n'
    (card,) = only(read("csv", text)).cards

    assert points(card) == [
        "Situation: Ofen aus",
        "Aufgabe: Brot; retten",
        "Handlung: Holz geholt",
        "Ergebnis: Alles da",
    ]


def test_a_single_part_of_a_story_is_told_as_unknown() -> None:
    (problem,) = read("csv", "question,answer,result\nWhy?,So.,x\n").problems

    assert problem.message == 'greenroom doesn\'t know the column "result", so it was left out'


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("Question,Option A,Option B,Answer", "Which?,Rye,Oats,B"),
        ("q,a,b,c,correct", "Which?,Rye,Oats,,B"),
        ("question,answer_1,answer_2,correct_answer", "Which?,Rye,Oats,B"),
        ("choices,question,answer", '"A. Rye\nB. Oats",Which?,B'),
        ("choices,question,answer", '"Rye\nOats",Which?,B'),
    ],
)
def test_choices_to_pick_from_are_shown_with_the_question(header: str, row: str) -> None:
    (card,) = only(read("csv", f"{header}\n{row}\n")).cards
    context = card.context.replace("1.", "A.").replace("2.", "B.")

    assert (card.question, card.answer, context) == ("Which?", "B", "A. Rye\nB. Oats")


def test_what_stands_below_a_question_is_shown_with_it() -> None:
    cell = '"What does it print?\n```py\nfor n in x:\n    print(n)\n```"'
    (card,) = only(read("csv", f"question,case,answer\n{cell},x is 1,1\n")).cards

    assert (card.question, card.context) == ("What does it print?", "for n in x:\n    print(n)\nx is 1")


@pytest.mark.parametrize("kind", ["type", "priority"])
def test_words_of_other_programs_are_tags_and_keep_no_card_out(kind: str) -> None:
    (card,) = only(read("csv", f"id,question,answer,{kind}\nQ1,Why?,So.,High level\n")).cards

    assert (card.id, card.tags) == ("why", ("High level",))


@pytest.mark.parametrize(
    ("table", "header"),
    [
        ("Company,Site,Staff\nAcme,acme.com,12\nBolt,bolt.io,7\n", True),
        ("card,stamp,rating\n11,2024-03-01 10:00:00,3\n12,2024-03-02 10:00:00,1\n", True),
        ("11,2024-03-01,3\n12,2024-03-02,1\n", False),
        ("Baker,Saying\n" + "Ann Lee,Bread is what we knead to live on here\n" * 11, False),
        ("Ann Lee,Bread is what we knead to live on here\n" * 11, False),
        ("Day,Spent,Where\n2024-03-01,3.50,Bakery\n2024-03-02,1.20,Mill\n", True),
    ],
)
def test_a_table_without_questions_is_refused_and_says_what_it_has(table: str, header: bool) -> None:
    bundle = read("csv", table)
    (said,) = sentences(bundle)

    assert bundle.decks == ()
    assert "there is no column of questions; " + ("its columns are" if header else "the first row is") in said
    assert f'"{table.partition(",")[0]}"' in said
    assert "--columns question,answer" in said


@pytest.mark.parametrize(
    "text",
    [
        "Gruppe;Thematik\nTeam;Why do you like teams?\nNight;Why do you like nights?\n",
        "Was;Worum es geht\nWhy do you like teams?;You like people\nWhy nights?;You like the quiet\n",
        "Why\tBecause\nWhy do you like teams\tYou like people\nWhy do you like nights\tYou like the quiet\n",
        "Night questions\nWhy do you like teams?\nWhy do you like nights?\n",
    ],
)
def test_a_first_row_that_differs_is_a_header_and_it_is_said(text: str) -> None:
    bundle = read("csv", text)

    assert len(bundle.decks[0].deck.cards) == 2
    assert all(card.question.startswith("Why") for card in bundle.decks[0].deck.cards)
    assert "greenroom read the first row as a header, and the columns as question from" in sentences(bundle)[0]


@pytest.mark.parametrize(
    "text",
    [
        "pan;bread\nleche;milk\n",
        "DNA;holder of genes\nRNA;copies what the genes say\nATP;gives the cell its strength\nGene;a piece of a DNA\n",
        "Your strengths;HR\nWhy us?;HR\nWhy now?;HR\n",
    ],
)
def test_a_first_row_like_the_others_is_a_card_and_it_is_said(text: str) -> None:
    bundle = read("csv", text)

    assert len(bundle.decks[0].deck.cards) == text.count("\n")
    assert "there is no header" in sentences(bundle)[0]
    assert bundle.understood == "semicolon-separated rows without a header: question, answer"


@pytest.mark.parametrize("header", ["Story title", "Competency", "Which one"])
def test_a_story_without_a_question_goes_by_its_title(header: str) -> None:
    (card,) = only(
        read("csv", f"{header},STAR: Situation,Task (T),Action(s),Results\nThe big move,Crew,Move it,Split,Done\n")
    ).cards

    assert card.question == "The big move"
    assert len(card.key_points) == 4


def test_questions_in_a_later_column_are_found_without_a_header() -> None:
    (deck,) = read("csv", "night,Why do you like nights?\nteam,Tell me about a team.\n").decks

    assert [(card.question, card.tags) for card in deck.deck.cards] == [
        *(("Why do you like nights?", ("night",)), ("Tell me about a team.", ("team",))),
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('question, answer\nWhy?, "So, and so"\n', [("Why?", "So, and so")]),
        ('a?; "Why; then?";\n', [("a?", "Why; then?")]),
        ('Front,Back\n"The "old" way, how?",So\nX?,y\n', [('The "old" way, how?', "So"), ("X?", "y")]),
        ('Front,Back\n"Old" or new?,So\nX?,y\n', [('"Old" or new?', "So"), ("X?", "y")]),
        ('Front,Back\n"A?","He said \\"no\\", twice"\n', [("A?", 'He said "no", twice')]),
        ('Front,Back\nA?,"one\n- two\nB?,c\n', [("A?", "one\n- two"), ("B?", "c")]),
        (
            'Front,Back\n"A?","uses\nthe "old" way\nalways"\nB?,c\n',
            [("A?", 'uses\nthe "old" way\nalways'), ("B?", "c")],
        ),
    ],
)
def test_quotation_marks_are_read_as_they_were_meant(text: str, rows: list[tuple[str, str]]) -> None:
    (deck,) = read("csv", text).decks

    assert [(card.question, card.answer) for card in deck.deck.cards] == rows


@pytest.mark.parametrize(
    ("cell", "question"),
    [
        ('"Why us?', "Why us?"),
        ('"Why "us"?', 'Why "us"?'),
        ('"Why ""us""?', 'Why "us"?'),
        ('"Who says "us"', 'Who says "us"'),
    ],
)
@pytest.mark.parametrize("below", ["", "Who?,Me.\n", '"Who?",Me.\n', '"Who, me?","So, so"\n"Why?",That.\n'])
def test_an_opening_quotation_mark_that_nothing_closes_is_left_out_and_said_so(
    cell: str, question: str, below: str
) -> None:
    bundle = read("csv", f"Question,Answer\nWhen?,Now.\n{cell},So.\n{below}")

    (deck,) = bundle.decks
    assert (deck.deck.cards[1].question, deck.deck.cards[1].answer) == (question, "So.")
    assert sentences(bundle) == [
        "x.csv:3: row 3: a quotation mark is not closed, so it was left out. Close it, or delete it."
    ]


@pytest.mark.parametrize("below", ["", "Who?,Me.\n", '"Who?",Me.\n'])
def test_a_row_that_an_unclosed_quotation_mark_leaves_without_cells_is_left_out_and_said_so(below: str) -> None:
    bundle = read("csv", f'Question,Answer\nWhen?,Now.\nWhere?,Here.\n"Why us?\n{below}')

    assert "Why us?" not in [card.question for card in bundle.decks[0].deck.cards]
    assert sentences(bundle) == [
        "x.csv:4: row 4: a quotation mark is not closed, so the row was left out. Close it, or delete it."
    ]


def test_a_row_without_a_question_is_named_as_a_spreadsheet_numbers_it() -> None:
    (problem,) = read("csv", 'Question,Answer\n"Why us?","So\nand so"\n,Lost.\n').problems

    assert str(problem) == "x.csv:4: row 3: there is no question. Fill in its question."
    assert problem.card == "row 3"


@pytest.mark.parametrize(
    "lines",
    [
        "#separator:Comma,,\n#deck:Oven::Night,,\n#tags column:3,,\n",
        "#separator:Tab,,\n#deck:Oven::Night,,\n#columns:Front\tBack\tTags,,\n",
        '"#separator:Semicolon",,\n"#deck:Oven::Night",,\n"#columns:Front,Back,Tags"\n',
        "#deck:Oven::Night\n#columns:Front,Back,Tags\n",
        "#Separator: comma\n#Deck: Oven::Night\n# columns: Front,Back,Tags\n",
    ],
)
def test_the_header_lines_of_anki_are_understood_as_spreadsheets_save_them(lines: str) -> None:
    deck = only(read("csv", f"{lines}What; is it?,A peel,tool\n"))

    assert deck.head.title == "Oven::Night"
    assert [(card.question, card.answer, card.tags) for card in deck.cards] == [("What; is it?", "A peel", ("tool",))]


@pytest.mark.parametrize(
    ("cells", "read_as"),
    [
        ("Why?,<div>So</div><div>there</div>", ("Why?", "So\nthere")),
        ("Why &quot;us&quot;?,a<br/>b &amp; c", ('Why "us"?', "a\nb & c")),
        ("Why?,<ul><li>one<li>two</ul>", ("Why?", "- one\n- two")),
        ("What does <b> do?,It is bold", ("What does <b> do?", "It is bold")),
        ("What is <head></head> for?,<b>x</b>", ("What is <head></head> for?", "x")),
        ("Why <br> here?,a < b > c", ("Why <br> here?", "a < b > c")),
        ("Why `<b>x</b>`?,List<String>", ("Why `<b>x</b>`?", "List<String>")),
        ("Why `<b>`?,the <i>b</i>", ("Why `<b>`?", "the b")),
    ],
)
def test_html_is_recognised_where_it_shapes_the_text(cells: str, read_as: tuple[str, str]) -> None:
    (card,) = only(read("csv", f"question,answer\n{cells}\n")).cards
    assert (card.question, card.answer) == read_as
    (plain,) = only(read("csv", f"#html:false\n#columns:question,answer\n{cells}\n")).cards

    assert f"{plain.question},{plain.answer}" == cells


def test_marks_and_numbers_that_every_question_has_are_taken_off() -> None:
    (numbered,) = read("csv", "1. Why?,A: So.\n2. How?,A: Thus.\n").decks
    (not_all,) = read("csv", "question\n1. Why?\n3D, how?\n").decks

    assert [(card.question, card.answer) for card in numbered.deck.cards] == [("Why?", "So."), ("How?", "Thus.")]
    assert [card.question for card in not_all.deck.cards] == ["1. Why?", "3D, how?"]


def test_a_question_with_two_answers_comes_twice_and_is_told_by_line() -> None:
    bundle = read("csv", "question,answer\nWhy?,So.\nHow?,Thus.\nWhy?,Because.\n")

    (said,) = sentences(bundle)
    assert said.startswith("x.csv:4: this question is already on line 2, with another answer. Both are imported")
    assert len(bundle.decks[0].deck.cards) == 3


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.just("\n"), min_size=1, max_size=30)
DIALECTS = st.builds(
    functools.partial,
    st.just(csv.writer),
    delimiter=st.sampled_from(",;\t|"),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC]),
)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8), DIALECTS, st.booleans())
def test_any_table_gives_its_cells_back(
    rows: list[tuple[str, str, str]], dialect: Callable[..., Any], named: bool
) -> None:
    out = io.StringIO(newline="")
    writer = dialect(out)
    # Of a table without a header the rows have to say themselves that they are questions and answers.
    marked = [(f"Why {a} ?", f"So {b} .", f"x{c}") for a, b, c in rows]
    writer.writerows([("Question", "Answer", "Looks for"), *marked] if named else marked)
    text = out.getvalue()
    found = find_dialect(text)
    problems: list[Problem] = []
    table = [tuple(row.cells) for row in read_rows(text, found, 1, "x.csv", problems)]

    assert problems == []
    assert [tuple(cell.rstrip() for cell in row) for row in table[named:]] == [
        tuple(cell.rstrip() for cell in row) for row in marked
    ]


def test_key_points_in_a_list_lose_its_marks() -> None:
    content = b'question,key points\nWhy?,"<ul><li>one</li><li>two</li></ul>"\nHow?,"1. first\n2. then - at last"\n'
    cards = only(read("csv", content)).cards

    assert [[point.text for point in card.key_points] for card in cards] == [
        ["one", "two"],
        ["first", "then - at last"],
    ]


WORDS = st.text("bcd ,;|\t\"'?!.", min_size=1, max_size=30).filter(lambda text: clean_line(text).strip(" '") != "")


@given(
    st.lists(
        st.tuples(WORDS, WORDS | st.text("bcd\n,", max_size=20)),
        min_size=1,
        max_size=6,
        unique_by=lambda row: clean_line(row[0]),
    ),
    DIALECTS,
)
def test_every_row_of_any_table_is_a_card(rows: list[tuple[str, str]], dialect: Callable[..., Any]) -> None:
    out = io.StringIO(newline="")
    dialect(out).writerows([("Interview Questions", "Ideal Answer"), *rows])
    (one,) = read("csv", out.getvalue()).decks

    assert [(card.question, clean_line(card.answer)) for card in one.deck.cards] == [
        (clean_line(question), clean_line(answer)) for question, answer in rows
    ]


@pytest.mark.parametrize(
    "header",
    [
        *("word,meaning", "Wort,Bedeutung", "palabra,significado", "mot,sens", "parola,significato"),
        *(
            "palavra,significado",
            "woord,betekenis",
            "s\u0142owo,znaczenie",
            "\u0441\u043b\u043e\u0432\u043e,\u043f\u0435\u0440\u0435\u0432\u043e\u0434",
        ),
        *("\u5358\u8a9e,\u610f\u5473", "\u5355\u8bcd,\u91ca\u4e49", "Front side,Back side"),
    ],
)
def test_a_header_that_a_list_of_words_could_begin_with_is_told(header: str) -> None:
    bundle = read("csv", f"{header}\nhouse,Haus\ntree,Baum\n")

    assert [card.question for card in bundle.decks[0].deck.cards] == ["house", "tree"]
    assert sentences(bundle)[0].startswith(
        "x.csv:1: greenroom read the first row as a header, and the columns as question"
    )


@pytest.mark.parametrize(
    "header",
    ["English,German", "Deutsch;Englisch", "en,de", "Spanish word,English word", "Side 1,Side 2", "Clue,Answer"],
)
def test_languages_and_sides_are_names_of_columns(header: str) -> None:
    bundle = read("csv", f"{header}\nhouse,Haus\ntree,Baum\n".replace(",", ";" if ";" in header else ","))

    assert [(card.question, card.answer) for card in bundle.decks[0].deck.cards] == [
        ("house", "Haus"),
        ("tree", "Baum"),
    ]
    assert not bundle.problems


@pytest.mark.parametrize("first", ["word,Wort", "question,Frage", "English,Englisch\nGerman,Deutsch"])
def test_a_first_row_that_names_one_field_twice_is_a_card(first: str) -> None:
    bundle = read("csv", f"{first}\nhouse,Haus\n")

    assert "\n".join(f"{card.question},{card.answer}" for card in bundle.decks[0].deck.cards) == f"{first}\nhouse,Haus"


@pytest.mark.parametrize("title", ["Hint", "Tip", "Hinweis", "Pista", "Indice", "Dica", "\u30d2\u30f3\u30c8"])
def test_a_hint_is_no_answer_but_shown_with_the_question(title: str) -> None:
    (card,) = only(read("csv", f"Question,{title}\nWhat is a till?,money\n")).cards

    assert (card.context, card.answer) == (f"{title}: money", "")
    (card,) = only(read("csv", f"Question,{title},Answer\nWhat is a till?,money,A box.\n")).cards
    assert (card.context, card.answer) == ("", f"A box.\n\n{title}: money")


@pytest.mark.parametrize(
    "header",
    [
        *("Domanda;Risposta;Argomento;Note", "Pergunta;Resposta;Categoria;Notas", "Vraag;Antwoord;Categorie;Opmerking"),
        "Pytanie;Odpowied\u017a;Kategoria;Uwagi",
        "\u0412\u043e\u043f\u0440\u043e\u0441;\u041e\u0442\u0432\u0435\u0442;\u0422\u0435\u043c\u0430;\u041f\u0440\u0438\u043c\u0435\u0447\u0430\u043d\u0438\u0435",
        "\u8cea\u554f;\u56de\u7b54;\u30ab\u30c6\u30b4\u30ea;\u30e1\u30e2",
        "\u95ee\u9898;\u7b54\u6848;\u5206\u7c7b;\u5907\u6ce8",
    ],
)
def test_headers_are_known_in_many_languages(header: str) -> None:
    bundle = read("csv", f"{header}\nA?;B.;C;D.\n")
    (card,) = bundle.decks[0].deck.cards

    assert (card.question, card.answer, card.tags) == ("A?", f"B.\n\n{header.rsplit(';', maxsplit=1)[-1]}: D.", ("C",))
    assert not bundle.problems


def test_a_title_above_the_header_is_told() -> None:
    bundle = read("csv", "My prep,,,\n,,,\n#,Question,Answer,Tags\n1,Why us?,Bread.,fit\n2,Why now?,,\n")

    assert [card.question for card in bundle.decks[0].deck.cards] == ["Why us?", "Why now?"]
    assert sentences(bundle) == ['x.csv:1: "My prep" was left out. It is above the header.']


def test_rows_that_are_titles_become_tags_of_those_below() -> None:
    bundle = read("csv", "Question,Answer\nWORK,\nWhat is a till?,A box.\nFIT,\nWhy us?,Bread.\nWhy now?,\n")

    assert [(card.question, card.tags) for card in bundle.decks[0].deck.cards] == [
        ("What is a till?", ("WORK",)),
        ("Why us?", ("FIT",)),
        ("Why now?", ("FIT",)),
    ]
    assert "became tags of the rows below" in sentences(bundle)[0]


def test_columns_that_come_twice_side_by_side_are_one_list() -> None:
    bundle = read("csv", "Question,Answer,Question,Answer\nA?,1.,B?,2.\nC?,3.,,\n")

    assert [(card.question, card.answer) for card in bundle.decks[0].deck.cards] == [
        ("A?", "1."),
        ("B?", "2."),
        ("C?", "3."),
    ]


def test_the_answers_to_a_form_come_in_by_its_questions() -> None:
    text = "Timestamp,What question were you asked?,What did you answer?\n2026/01/02 10:00:00,Why us?,Bread.\n"
    (card,) = read("csv", text).decks[0].deck.cards

    assert (card.question, card.answer) == ("Why us?", "Bread.")


def test_a_cell_that_a_program_wrote_as_a_list_is_a_list() -> None:
    listed = '"[\'Sales, big\', ""Customer\'s focus""]","[\'one\', \'two\']"'
    text = f"question,answer,competency,key points\nWhy?,So.,{listed}\n"
    (card,) = only(read("csv", text)).cards

    assert card.tags == ("Sales, big", "Customer's focus")
    assert points(card) == ["one", "two"]


def test_cards_that_repeat_one_are_named_up_to_ten() -> None:
    bundle = read("csv", "question,answer\n" + "Why us?,Bread.\n" * 40)

    assert len(bundle.problems) == 11
    assert sentences(bundle)[10] == "x.csv:13: 29 more cards repeat one above. Each card is imported once."


@pytest.mark.parametrize("above", ["Interview prep 2026\n", "# my list\n# of questions\n", ",\n,\n"])
def test_lines_above_the_header_are_told_whatever_they_are(above: str) -> None:
    bundle = read("csv", f"{above}Question,Answer\nWhy us?,Bread.\nWhy now?,Soon.\n")

    assert [card.question for card in bundle.decks[0].deck.cards] == ["Why us?", "Why now?"]
    assert all("It is above the header." in sentence for sentence in sentences(bundle))
    assert len(bundle.problems) == len(above.replace(",", "").strip().splitlines())


def test_a_second_header_is_no_card() -> None:
    bundle = read("csv", "Question,Answer\nWhy us?,Bread.\n\nTerm,Definition\nSKU,A kind.\n")

    assert [card.question for card in bundle.decks[0].deck.cards] == ["Why us?", "SKU"]
    assert sentences(bundle) == ['x.csv:4: "Term Definition" was left out. It repeats the column names.']


def test_headers_that_come_again_and_again_are_read_in_time_that_grows_with_their_number() -> None:
    def seconds(rows: int) -> float:
        begun = process_time()
        read("csv", "".join(f"question,answer\nWhat is {row}?,a box\n" for row in range(rows)))
        return process_time() - begun

    assert seconds(8000) < 30 * seconds(800) + 0.5  # quadratic time would be a hundred times as long


def test_a_quiz_keeps_its_choices_and_which_is_right() -> None:
    header = "Question - max 120 characters,Answer 1 - max 75 characters,Answer 2 - max 75 characters,Correct answer(s)"
    (card,) = only(read("csv", f"{header}\nWhat is a till?,a box,a car,1\n")).cards
    assert (card.context, card.answer) == ("1. a box\n2. a car", "1")

    (card,) = only(read("csv", "Question,Option1,Option2,CorrectIndex\nWhat is a till?,a box,a car,1\n")).cards
    assert (card.context, card.answer) == ("1. a box\n2. a car", "1")


def test_a_question_below_its_case_is_the_question() -> None:
    (card,) = only(read("csv", 'Question,Answer\n"Given:\n\nx = 1\n\nWhat is printed?",1\n')).cards

    assert (card.question, card.context) == ("What is printed?", "Given:\n\nx = 1")


def test_names_written_without_spaces_are_read_by_their_parts() -> None:
    (card,) = only(read("csv", "\u8cea\u554f\u5185\u5bb9,\u56de\u7b54\u4f8b\nA?,B.\n")).cards

    assert (card.question, card.answer) == ("A?", "B.")


def test_a_table_of_names_and_tags_has_no_answers() -> None:
    bundle = read("csv", "Name,Tags\nWhat is a till?,work\nWhy nights?,fit\n")

    assert [(card.question, card.answer, card.tags) for card in bundle.decks[0].deck.cards] == [
        ("What is a till?", "", ("work",)),
        ("Why nights?", "", ("fit",)),
    ]


@pytest.mark.parametrize(
    "table",
    [
        "Topic,Q1,Q2\nWork,Why nights?,Why ovens?\nFit,Why us?,\n",
        "Topic,Question 1,Question 2\nWork,Why nights?,Why ovens?\nFit,Why us?,\n",
        "Topic,Question,Question\nWork,Why nights?,Why ovens?\nFit,Why us?,\n",
    ],
)
def test_several_questions_in_a_row_are_a_card_each(table: str) -> None:
    assert [(card.question, card.tags) for card in only(read("csv", table)).cards] == [
        ("Why nights?", ("Work",)),
        ("Why ovens?", ("Work",)),
        ("Why us?", ("Fit",)),
    ]


def test_each_cloze_of_anki_s_text_files_is_a_card() -> None:
    cloze = "Cloze\t{{c1::Paris::city}} is in {{c2::France}}\treally"
    text = f"#separator:tab\n#notetype column:1\n{cloze}\nBasic\tWhy?\tSo.\n"

    assert [(card.question, card.answer) for card in only(read("csv", text)).cards] == [
        ("[city] is in France", "Paris is in France\nreally"),
        ("Paris is in [...]", "Paris is in France\nreally"),
        ("Why?", "So."),
    ]


def test_a_column_of_firms_holds_no_replies_unless_there_are_others() -> None:
    (card,) = read("csv", b"question,answer,firm\nWhy us?,Because.,McKinsey\n").decks[0].deck.cards
    (other,) = only(read("csv", b"question,answer,decline,firm\nHow old?,No.,I'd rather not.,Please stop.\n")).cards

    assert card.replies == Replies()
    assert other.replies == Replies(decline="I'd rather not.", firm="Please stop.")


def test_a_firm_reply_alone_comes_back_from_a_table_that_greenroom_wrote() -> None:
    head = DeckHead(id="d", title="D")
    card = Card(id="c", question="How old are you?", replies=Replies(firm="Please don't ask."))

    assert only(read("csv", write_table(Deck(head=head, cards=(card,)), tabs=False))).cards == (card,)


@pytest.mark.parametrize("tabs", [True, False])
def test_one_line_of_code_keeps_its_indentation_in_a_table(tabs: bool) -> None:
    deck = only(read("csv", 'question,answer,context\nWhy?,So.,"  return 1"\n'))

    assert deck.cards[0].context == "  return 1"
    assert only(read("csv", write_table(deck, tabs=tabs))).cards == deck.cards


@pytest.mark.parametrize(
    ("asks", "says"),
    [
        ("What they might ask", "What I would say"),
        ("They ask", "I say"),
        ("What the interviewer asks", "My answer"),
        ("Was sie fragen", "Was ich sage"),
        ("Was sie fragen k\u00f6nnten", "Was ich sagen w\u00fcrde"),
        ("Qu\u00e9 preguntan", "Lo que dir\u00eda"),
        ("Ce qu'ils demandent", "Ce que je dis"),
    ],
)
def test_columns_go_by_what_a_phrase_means(asks: str, says: str) -> None:
    text = f"Nr;{asks};{says};Status\n1;Notice period;Three months;done\n2;Pay;Sixty;open\n"
    cards = read("csv", text).decks[0].deck.cards

    assert [(card.question, card.answer) for card in cards] == [("Notice period", "Three months"), ("Pay", "Sixty")]


def test_a_row_with_only_its_number_is_no_card() -> None:
    bundle = read("csv", "Nr;Question;Answer\n1;Why us?;Bread.\n2;;\n3.;;\n")

    assert [card.question for card in only(bundle).cards] == ["Why us?"]
    assert bundle.problems == ()
