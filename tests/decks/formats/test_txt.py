"""Plain text: tables, notes, and questions with what stands below them."""

import pytest

from decks.formats.bundle import Bundle
from tests.reading import points, read, sentences


def asked(bundle: Bundle) -> list[tuple[str, str]]:
    return [(card.question, card.answer) for one in bundle.decks for card in one.deck.cards]


def test_a_question_on_each_line_is_a_card_to_be_answered() -> None:
    bundle = read("txt", "Why nights?\n\n2. Tell me about a shift, a bad one.\n- Who, if not you?\n")

    assert asked(bundle) == [("Why nights?", ""), ("Tell me about a shift, a bad one.", ""), ("Who, if not you?", "")]
    assert bundle.problems == ()
    assert bundle.understood == "questions on lines of their own"


@pytest.mark.parametrize(
    "text",
    [
        "Why nights?\nIt is quiet.\nWhy ovens?\nThey are warm.\n",
        "Why nights?\n\nIt is quiet.\n\nWhy ovens?\n\nThey are warm.\n",
        "Q: Why nights?\nA: It is quiet.\n\nQ: Why ovens?\nA: They are warm.\n",
        "Question 1: Why nights?\nAnswer: It is quiet.\nQuestion 2: Why ovens?\nAnswer: They are warm.\n",
        "1) Why nights?\n   It is quiet.\n2) Why ovens?\n   They are warm.\n",
        "Why nights? It is quiet.\nWhy ovens? They are warm.\n",
        "Why nights? - It is quiet.\nWhy ovens? - They are warm.\n",
        "Why nights?:It is quiet.\nWhy ovens?:They are warm.\n",
        "Why nights?::It is quiet.\nWhy ovens?::They are warm.\n",
        "| Question | Answer |\n|---|:---|\n| Why nights? | It is quiet. |\n| Why ovens? | They are warm. |\n",
    ],
)
def test_lines_below_a_question_are_its_answer(text: str) -> None:
    assert asked(read("txt", text)) == [("Why nights?", "It is quiet."), ("Why ovens?", "They are warm.")]


def test_list_items_below_a_question_are_its_key_points() -> None:
    bundle = read("txt", "Why nights?\n- it is quiet\n- it pays\n\nWhy ovens?\nWarm:\n  very\n")
    first, second = bundle.decks[0].deck.cards

    assert (first.answer, points(first)) == ("", ["it is quiet", "it pays"])
    assert second.answer == "Warm:\n  very"


def test_an_answer_may_begin_as_a_question_does() -> None:
    text = "Why nights?\nWhen it is dark, it is quiet.\nGive it a try.\n\nTell me about ovens.\n- name a few\n- why\n"
    first, second = read("txt", text).decks[0].deck.cards

    assert (first.question, first.answer) == ("Why nights?", "When it is dark, it is quiet.\nGive it a try.")
    assert (second.question, points(second)) == ("Tell me about ovens.", ["name a few", "why"])


@pytest.mark.parametrize("between", [" - ", " \u2013 ", ": ", " = ", "::"])
def test_pairs_on_lines_are_cards(between: str) -> None:
    assert asked(read("txt", f"pan{between}bread\nla leche{between}the milk\n")) == [
        ("pan", "bread"),
        ("la leche", "the milk"),
    ]


def test_titles_between_questions_are_tags() -> None:
    bundle = read("txt", "Night work\n\nWhy nights?\nWhy not days?\n\nBread:\nWhy rye?\nWhy salt?\n")

    assert [card.tags for card in bundle.decks[0].deck.cards] == [*2 * [("Night work",)], *2 * [("Bread",)]]


def test_titles_and_a_few_questions_are_told_apart() -> None:
    text = "TEAM\n\nTell me about a fight.\nTell me about a crew.\n\nCRAFT\n\nExplain yeast.\n"
    cards = [card for one in read("txt", text).decks for card in one.deck.cards]

    assert [(card.question, card.tags, card.answer) for card in cards] == [
        *(("Tell me about a fight.", ("TEAM",), ""), ("Tell me about a crew.", ("TEAM",), "")),
        ("Explain yeast.", ("CRAFT",), ""),
    ]


def test_a_question_may_go_on_on_the_next_line() -> None:
    text = "Tell me about a night on which\nall went wrong.\nWhat is a peel, and\nwhat for?\n"

    assert [question for question, _ in asked(read("txt", text))] == [
        *("Tell me about a night on which all went wrong.", "What is a peel, and what for?"),
    ]


def test_what_stands_above_the_first_question_is_told_with_its_line() -> None:
    bundle = read("txt", "Collected over the years by two bakers.\n\nWhy nights?\nWhy ovens?\n")

    assert asked(bundle) == [("Why nights?", ""), ("Why ovens?", "")]
    assert sentences(bundle)[0].startswith('x.txt:1: "Collected over the years by two bakers." above the first')


def test_text_without_questions_is_refused() -> None:
    bundle = read("txt", "We met at the mill.\nIt rained.\nThen we went home.\n")

    assert bundle.decks == ()
    assert 'no line looks like a question; the first one is "We met at the mill."' in sentences(bundle)[0]


def test_notes_with_headings_are_read_as_markdown() -> None:
    assert asked(read("txt", "# Why nights?\n\nIt is quiet.\n")) == [("Why nights?", "It is quiet.")]


@pytest.mark.parametrize("delimiter", [";", "\t", "|", ","])
def test_a_table_is_read_whatever_its_delimiter(delimiter: str) -> None:
    bundle = read("txt", f"Why nights?{delimiter}It is quiet\nWhy ovens?{delimiter}They are warm\n")

    assert asked(bundle) == [("Why nights?", "It is quiet"), ("Why ovens?", "They are warm")]


def test_a_numbered_question_may_go_on_over_several_lines() -> None:
    text = (
        "1. How do you cope with a\n   delivery that is late, and\n   was promised?\n   I call, then\n   I sort.\n\n"
        "2. Why nights?\n   Quiet.\n\n10. Tell me about a time you had to\n    change your mind.\n    It was in May.\n"
    )

    assert asked(read("txt", text)) == [
        ("How do you cope with a delivery that is late, and was promised?", "I call, then\nI sort."),
        ("Why nights?", "Quiet."),
        ("Tell me about a time you had to change your mind.", "It was in May."),
    ]


@pytest.mark.parametrize(
    ("asks", "tells"),
    [
        *(("Interviewer", "Candidate"), ("P", "R"), ("Q ", "R "), ("Ms. Lee", "Sam")),
        *(("[10:01] Ann", "[10:02] Bob"), ("\u95ee", "\u7b54")),
    ],
)
def test_who_asks_in_a_conversation_is_found(asks: str, tells: str) -> None:
    text = f"{asks}: Why nights?\n{tells}: It is quiet.\n\n{asks}: Why ovens?\n{tells}: They are warm.\n"

    assert asked(read("txt", text)) == [("Why nights?", "It is quiet."), ("Why ovens?", "They are warm.")]


def test_quoted_questions_in_a_mail_are_cards_without_the_marks() -> None:
    text = "From: Maria\nSubject: questions\n\nThey asked me:\n\n> 1. Why nights?\n> 2. Why ovens?\n>\n> Why us?\n"
    bundle = read("txt", text)

    assert asked(bundle) == [("Why nights?", ""), ("Why ovens?", ""), ("Why us?", "")]
    assert '"From: Maria" and 1 more line above the first question were left out' in sentences(bundle)[0]


def test_choices_to_pick_from_are_shown_with_the_question() -> None:
    text = (
        "1. What is a till?\na) a box\nb) a car\nAnswer: a\n\n2. Why nights?\nA. quiet\nB. warm\nC. both\nAnswer: C\n"
    )
    first, second = read("txt", text).decks[0].deck.cards

    assert (first.question, first.context, first.answer) == ("What is a till?", "a) a box\nb) a car", "a")
    assert (second.context, second.answer) == ("A. quiet\nB. warm\nC. both", "C")


@pytest.mark.parametrize(
    "text",
    [
        "till\ta box\nfor money\n\nvan\ta car\n",
        "till\ta box\nfor money\nvan\ta car\n".replace("\nfor", " for"),
        "till\ta box for money;van\ta car;",
        "till - a box for money; van - a car",
    ],
)
def test_lists_as_quizlet_exports_them_are_pairs(text: str) -> None:
    assert [(question, answer.replace("\n", " ")) for question, answer in asked(read("txt", text))] == [
        ("till", "a box for money"),
        ("van", "a car"),
    ]


def test_json_in_a_text_file_is_json() -> None:
    lines = '{"question": "Why nights?", "answer": "Quiet."}\n{"question": "Why ovens?", "answer": "Warm."}\n'

    assert asked(read("txt", lines)) == [("Why nights?", "Quiet."), ("Why ovens?", "Warm.")]


def test_a_program_is_no_list_of_questions() -> None:
    assert read("txt", 'def ask():\n    return "What is a till?"\n\nprint(ask())\n').decks == ()


@pytest.mark.parametrize(
    "questions",
    [
        ("Por que n\u00f3s?", "Fale sobre voc\u00ea."),
        (
            "\u041f\u043e\u0447\u0435\u043c\u0443 \u043c\u044b?",
            "\u0420\u0430\u0441\u0441\u043a\u0430\u0436\u0438\u0442\u0435 \u043e \u0441\u0435\u0431\u0435.",
        ),
        ("Perch\u00e9 noi?", "Mi parli di s\u00e9?"),
        ("\u4e3a\u4ec0\u4e48\uff1f", "\u4ec0\u4e48\u662f\u98ce\u9669\uff1f"),
    ],
)
@pytest.mark.parametrize("mark", ["{}. ", "{}\u3001", "{}) "])
def test_numbered_questions_are_read_in_many_languages(questions: tuple[str, str], mark: str) -> None:
    text = "".join(f"{mark.format(n)}{question}\nB{n}.\n\n" for n, question in enumerate(questions, start=1))

    assert asked(read("txt", text)) == [(questions[0], "B1."), (questions[1], "B2.")]


def test_a_mark_alone_asks_nothing() -> None:
    assert asked(read("txt", "Why nights?\n?\nWhy ovens?\n!?\n")) == [("Why nights?", "?"), ("Why ovens?", "!?")]


@pytest.mark.parametrize(
    "text",
    [
        "QUESTION\nWhy nights?\nANSWER\nIt is quiet.\n\nQUESTION\n\nWhy ovens?\nANSWER:\nThey are warm.\n",
        "Why nights?\n###\nIt is quiet.\n---\nWhy ovens?\n###\nThey are warm.\n",
        "Q: Why nights?\nA:\nIt is quiet.\n\nQ: Why ovens?\nA:\n\nThey are warm.\n",
    ],
)
def test_marks_and_rules_on_lines_of_their_own_are_no_part_of_an_answer(text: str) -> None:
    assert asked(read("txt", text)) == [("Why nights?", "It is quiet."), ("Why ovens?", "They are warm.")]


def test_each_line_of_a_list_that_asks_is_a_question() -> None:
    lines = [
        "Why do you want to leave your job?",
        "What would your manager say about you?",
        "Tell me about a time you failed.",
        "Salary expectations",
        "Notice period",
    ]

    assert asked(read("txt", "\n".join(lines))) == [(line, "") for line in lines]
    assert asked(read("txt", "\n".join(f"- {line}" for line in lines))) == [(line, "") for line in lines]


def test_a_list_below_a_question_without_a_mark_is_its_key_points() -> None:
    text = "1. Why?\n2. Tell me about a deadline you missed\n   - what happened\n   - what I changed\n3. Why us?\n"
    (one,) = read("txt", text).decks

    assert [(card.question, points(card)) for card in one.deck.cards] == [
        ("Why?", []),
        ("Tell me about a deadline you missed", ["what happened", "what I changed"]),
        ("Why us?", []),
    ]


def test_short_answers_below_each_question_stay_answers() -> None:
    text = "What is REST?\nA style\nWhat is CORS?\nA browser rule\nWhat is DNS?\n"

    assert asked(read("txt", text)) == [
        ("What is REST?", "A style"),
        ("What is CORS?", "A browser rule"),
        ("What is DNS?", ""),
    ]


def test_sections_of_a_text_are_those_their_titles_stand_above() -> None:
    text = "Interview Tuesday\n\nWhy us?\n- bread\n\nWhy now?\n- flour\n\nQuestions for them\n- Who bakes?\n- When?\n"
    (one,) = read("txt", text).decks

    assert [(card.question, points(card), card.tags) for card in one.deck.cards] == [
        ("Why us?", ["bread"], ("Interview Tuesday",)),
        ("Why now?", ["flour"], ("Interview Tuesday",)),
        ("Who bakes?", [], ("Questions for them",)),
        ("When?", [], ("Questions for them",)),
    ]
