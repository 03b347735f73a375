import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.card import Kind
from decks.model.deck import Deck
from decks.model.problems import Level, Problem
from decks.toml.deck_edits import add_ids
from decks.toml.limits import load_toml
from decks.toml.read import read_deck
from decks.toml.write import card_text, head_text, write_deck
from tests import GOLDEN
from tests.strategies import ANY_TEXT, FEW_DECKS, NASTY_TEXT, decks

TOML_LIKE = st.lists(
    st.sampled_from(
        [
            "[[cards]]\n",
            "[deck]\n",
            "cards = 3\n",
            'cards = [{question = "a", answer = "b"}, 4]\n',
            "deck = 1\n",
            "format = 2\n",
            'id = "a"\n',
            "id = 4\n",
            'question = "Why?"\n',
            "question = ''\n",
            'answer = """\n[[cards]]\n"""\n',
            'key_points = ["a"]\n',
            "key_points = []\n",
            "[cards.replies]\n",
            'concern = "x"\n',
            "[[cards.legal]]\n",
            "as_of = 2026-01-01\n",
            '"""',
            "\x1b",
            "\r\n",
        ]
    )
    | ANY_TEXT
    | NASTY_TEXT,
    max_size=12,
).map("".join)


def read(text: str) -> tuple[Deck | None, list[Problem]]:
    return read_deck(text, path="deck.toml", default_id="deck")


def sentences(text: str) -> list[str]:
    return [str(problem) for problem in read(text)[1]]


@FEW_DECKS
@given(decks())
def test_a_deck_reads_back_as_it_was_written(deck: Deck) -> None:
    again, problems = read(write_deck(deck))

    assert problems == []
    assert again == deck


@FEW_DECKS
@given(decks())
def test_cards_appended_one_by_one_make_the_same_deck(deck: Deck) -> None:
    text = head_text(deck.head) + "".join(card_text(card) for card in deck.cards)

    assert read(text) == (deck, [])


@given(TOML_LIKE)
def test_no_text_makes_reading_raise(text: str) -> None:
    deck, problems = read(text)

    assert deck is not None or problems
    assert all(1 <= problem.line <= text.count("\n") + 1 for problem in problems)
    assert all("\n" not in str(problem) and "\x1b" not in str(problem) for problem in problems)


def test_every_mistake_is_told_in_one_reading_and_good_cards_still_load() -> None:
    text = (GOLDEN / "every_mistake.toml").read_text(encoding="utf-8")
    deck, problems = read_deck(text, path="every_mistake.toml", default_id="every_mistake")

    assert [str(problem) for problem in problems] == (GOLDEN / "every_mistake.txt").read_text(
        encoding="utf-8"
    ).splitlines()
    assert deck is not None
    assert [card.id for card in deck.cards] == ["fine", "no-answer", "twice", "escape"]


def test_a_format_of_the_future_is_refused() -> None:
    deck, problems = read('format = 2\n[[cards]]\nquestion = "a"\nanswer = "b"\n')

    assert deck is None
    assert str(problems[0]) == (
        "deck.toml:1: format is 2, but this greenroom reads format 1. Write format = 1, or update greenroom."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "deck.toml:1: the file has no cards. Add one: [[cards]], then question"),
        ("cards = 3\n", "deck.toml:1: cards is not a list of cards. Begin each card with [[cards]]."),
        ("deck = 3\n", "deck.toml:1: deck is not a table. Write [deck] on a line of its own."),
        ("x = \n", "deck.toml:1: not valid TOML (Invalid value) at column 5."),
        ("[deck]\nid = 4\n", "deck.toml:2: id is not text."),
        ("a = " + "[" * 5000, "deck.toml:1: not valid TOML (nested too deeply)."),
        ("other = 1\n", 'deck.toml:1: unknown key "other". Known at the top: format, deck, cards.'),
    ],
)
def test_a_file_that_is_no_deck_says_why(text: str, expected: str) -> None:
    assert any(sentence.startswith(expected) for sentence in sentences(text)), sentences(text)


def test_a_card_nested_deeper_than_any_is_set_aside_and_the_others_are_read() -> None:
    deep = f'[[cards]]\nid{".a" * 2000} = 1\nquestion = "Deep?"\nanswer = "x"\n'
    deck, problems = read(f'[[cards]]\nquestion = "Why?"\nanswer = "So."\n{deep}')

    assert deck is not None
    assert [card.question for card in deck.cards] == ["Why?"]
    assert [str(problem).partition(". ")[0] for problem in problems] == [
        "deck.toml:5: not valid TOML (nested too deeply) at column 1"
    ]


@pytest.mark.parametrize("number", ["1" * 5000, "0x" + "f" * 5000, "0b" + "1" * 20_000, str(2**64), "1" * 400])
def test_a_card_with_a_number_longer_than_any_is_set_aside_and_the_others_are_read(number: str) -> None:
    deck, problems = read(f'[[cards]]\nquestion = "Long?"\nmine = {number}\n[[cards]]\nquestion = "Why?"\n')

    assert deck is not None
    assert [card.question for card in deck.cards] == ["Why?"]
    assert str(problems[0]).startswith("deck.toml:1: not valid TOML (a number is too long).")


@pytest.mark.parametrize("part", ["a", '"a b"', "'a'", '"\\"a"', '""', '"."', "1"])
def test_a_key_may_have_a_few_dots_and_no_more(part: str) -> None:
    load_toml(f"{part}{f' . {part}' * 10} = 1\n")
    long = part + f".{part}" * 17
    for key in (f"{part}{f' . {part}' * 17} = 1\n", f"[{long}]\n", f"x = {{{long} = 1}}"):
        with pytest.raises(tomllib.TOMLDecodeError, match=r"nested too deeply \(at line 1"):
            load_toml(key)


@pytest.mark.parametrize("quotes", ['"', "'", '"""', "'''"])
def test_text_and_comments_may_have_any_number_of_dots_and_brackets(quotes: str) -> None:
    text = "One. " * 40 + "a.b" * 40 + "[{" * 300_000
    assert load_toml(f"a = 1.5\nb = {quotes}{text}{quotes}\nc = 1 # {text}\n") == {"a": 1.5, "b": text, "c": 1}


@pytest.mark.parametrize("value", ["[" + "[]," * 500_001 + "]", "[" + "{}," * 500_001 + "]"])
def test_more_tables_than_any_deck_has_are_not_even_parsed(value: str) -> None:
    with pytest.raises(tomllib.TOMLDecodeError, match="too many tables and lists"):
        load_toml(f"a = {value}\n")


def test_cards_may_be_written_as_an_inline_list() -> None:
    deck, problems = read('cards = [\n  {question = "Why?", answer = "So."},\n  {question = 3, answer = "x"},\n]\n')

    assert deck is not None
    assert [card.question for card in deck.cards] == ["Why?"]
    assert problems[0].line == 3


def test_sub_tables_are_found_on_their_lines() -> None:
    text = '[[cards]]\nquestion = "Why?"\nanswer = "So."\n[cards.replies]\nconcern = 4\n'

    assert sentences(text) == ['deck.toml:4: card "Why?": replies.concern is not text. Write replies.concern = "...".']


def test_a_card_takes_its_decks_kind_unless_it_has_its_own() -> None:
    deck, _ = read(
        '[deck]\nkind = "skill"\n[[cards]]\nquestion = "a"\nanswer = "b"\n'
        '[[cards]]\nkind = "story"\nquestion = "c"\nanswer = "d"\n'
    )

    assert deck is not None
    assert [card.kind for card in deck.cards] == [Kind.SKILL, Kind.STORY]


def test_cards_without_an_id_get_one_from_their_question() -> None:
    deck, _ = read(
        '[[cards]]\nquestion = "Why us?"\nanswer = "b"\n[[cards]]\nquestion = "Why us?"\nanswer = "c"\n'
        '[[cards]]\nquestion = "\u70ba\u4ec0\u9ebc"\nanswer = "d"\n'
    )

    assert deck is not None
    assert [card.id for card in deck.cards[:2]] == ["why-us", "why-us-2"]
    assert deck.cards[2].id.startswith("card-")
    assert deck.derived == frozenset(card.id for card in deck.cards)


def test_fixing_a_broken_card_renames_no_other() -> None:
    other = '[[cards]]\nquestion = "Why us?"\nanswer = "b"\n'
    broken, _ = read('[[cards]]\nquestion = "Why us?"\nanswer = 7\n' + other)
    fixed, _ = read('[[cards]]\nquestion = "Why us?"\nanswer = "a"\n' + other)

    assert broken is not None
    assert fixed is not None
    assert broken.cards[0].id == fixed.cards[1].id == "why-us-2"


def test_unknown_keys_are_warnings() -> None:
    _, problems = read('[[cards]]\nquestion = "a"\nanswer = "b"\nzzz = 1\n')

    assert [problem.level for problem in problems] == [Level.WARNING]
    assert "Known keys: id, kind, question" in str(problems[0])


def test_windows_line_ends_are_read() -> None:
    assert read('[[cards]]\r\nquestion = "a"\r\nanswer = "b"\r\n')[1] == []


HAND_WRITTEN = """# my deck
[deck]   # a comment
title = "Mine"

  [[cards]]  # first
  question = "Why us?"
  answer = '''
[[cards]]
question = "no header"
'''

[[cards]]
id = "kept"
question = "And then?"
answer = "b"
[[cards]]
question = "Last?"
answer = "c" """


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_inserting_ids_adds_lines_and_changes_none(newline: str) -> None:
    text = HAND_WRITTEN.replace("\n", newline)
    fixed, ids = add_ids(text)

    assert ids == ["why-us", "last"]
    lines = fixed.split(newline)
    added = [line for line in lines if line.strip() in ('id = "why-us"', 'id = "last"')]
    assert added == ['  id = "why-us"', 'id = "last"']
    assert newline.join(line for line in lines if line not in added) == text
    assert lines[lines.index(added[0]) - 1] == "  [[cards]]  # first"


def test_inserted_ids_are_those_the_cards_had_before() -> None:
    before, _ = read(HAND_WRITTEN)
    after, problems = read(add_ids(HAND_WRITTEN)[0])

    assert problems == []
    assert before is not None
    assert after is not None
    assert after.cards == before.cards
    assert after.derived == frozenset()


def test_inserted_ids_may_be_older_ones() -> None:
    fixed, ids = add_ids('[[cards]]\nquestion = "Why you?"\nanswer = "b"\n', {"why-you": "why-us"})

    assert ids == ["why-us"]
    assert 'id = "why-us"' in fixed


def test_inline_cards_cannot_be_given_ids_and_stay_as_they_are() -> None:
    text = 'cards = [{question = "Why?", answer = "So."}]\n'

    assert add_ids(text) == (text, [])
