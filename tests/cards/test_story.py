from dataclasses import replace

import pytest

from cards.card import Card, KeyPoint, Kind
from cards.competencies import Competency, Vocabulary
from cards.key import CardKey
from cards.story import TITLE_LETTERS, Story, fit_of_any, fit_score, recall_card, suggest_stories, title_problem

CARD = Card(id="sure", question="Sure?", kind=Kind.TECHNIQUE, key_points=(KeyPoint("a"),), tags=("accuracy", "number"))
NO_WORDS = Vocabulary([])
INFLUENCE = Vocabulary([Competency("influence", "Influence", "They act.", ("stakeholder", "gain buy-in"))])
STORY = Story(id="ledger", title="The ledger", competencies=("Accuracy",))


def test_a_story_says_what_it_still_needs() -> None:
    bare = ("when", "situation", "task", "actions", "result", "lesson", "30-second version")
    assert STORY.missing == bare
    whole = Story(
        id="x",
        title="X",
        when="2024",
        situation="s",
        task="t",
        actions=("a",),
        result="faster",
        lesson="l",
        short="s",
        competencies=("c",),
    )
    assert whole.missing == ("a number in the result",)


def test_the_recall_of_a_story_asks_for_its_parts_in_the_order_they_are_told() -> None:
    story = Story(
        id="x", title="X", when="2024", situation="s", task="t", actions=("a", "b"), result="9", short="all", lesson="l"
    )
    card = recall_card(replace(story, competencies=("calm",)))

    assert card is not None
    assert card == Card(
        id="x",
        question="Tell the story: X",
        kind=Kind.STORY,
        key_points=card.key_points,
        answer="all",
        tags=("calm",),
    )
    texts = [point.text for point in card.key_points]
    assert texts == ["Situation (2024): s", "Task: t", "Action: a", "Action: b", "Result: 9", "Lesson: l"]
    assert [point.text for point in card.key_points if point.must] == ["Result: 9"]
    assert recall_card(Story(id="x", title="X")) is None
    undated = recall_card(Story(id="x", title="X", situation="s"))
    assert undated is not None
    assert undated.key_points == (KeyPoint("Situation: s"),)


@pytest.mark.parametrize(
    ("competencies", "expected"),
    [
        (("accuracy",), 1),
        (("Numbers", "accuracy"), 2),
        (("technique",), 1),
        (("accurate numbers",), 0),
        (("number, accuracy",), 1),
        (("calm",), 0),
        (("!",), 0),
    ],
)
def test_a_story_fits_by_tags_and_kind_singular_or_plural(competencies: tuple[str, ...], expected: int) -> None:
    story = Story(id="x", title="X", competencies=competencies)
    assert fit_score(story, CARD, NO_WORDS) == expected
    assert fit_of_any([Story(id="y", title="Y"), story], NO_WORDS)(CARD) == bool(expected)


def test_a_story_fits_a_card_that_asks_for_nothing_else() -> None:
    story = Story(id="x", title="X", competencies=("fit",))

    assert fit_score(story, Card(id="c", question="Why us?", kind=Kind.FIT), NO_WORDS) == 1


@pytest.mark.parametrize(
    ("card", "competencies", "expected"),
    [
        ({"competencies": ("influence",)}, ("stakeholders",), 1),
        ({"competencies": ("influence",)}, ("Influence", "gaining buy-in", "calm"), 2),
        ({"tags": ("stakeholders",)}, ("influence",), 1),
        ({"competencies": ("accuracy",)}, ("stakeholders",), 0),
        ({"competencies": ("my own word",)}, ("my own words",), 1),
    ],
)
def test_a_story_fits_by_any_name_of_a_competency(
    card: dict[str, tuple[str, ...]], competencies: tuple[str, ...], expected: int
) -> None:
    asked = Card(id="c", question="Why us?", **card)  # type: ignore[arg-type]  # lists of words alone
    story = Story(id="x", title="X", competencies=competencies)

    assert fit_score(story, asked, INFLUENCE) == expected
    assert fit_of_any([story], INFLUENCE)(asked) == bool(expected)


def test_stories_are_offered_told_first_then_fitting_then_fresh() -> None:
    worn, fresh, other, last = (Story(id=name, title=name, competencies=("accuracy",)) for name in "wfol")
    other = Story(id="o", title="o")
    carries = {"w": [CardKey("d", "1"), CardKey("d", "2")]}

    def ids(card: Card) -> list[str]:
        stories = [worn, fresh, other, last]
        return [story.id for story in suggest_stories(stories, card, NO_WORDS, last_told="l", carries=carries)]

    assert ids(CARD) == ["l", "f", "w"]
    assert ids(Card(id="s", question="Tell?", kind=Kind.STORY)) == ["l", "f", "o", "w"]
    assert ids(Card(id="s", question="Tell?", kind=Kind.CURVEBALL, tags=("accuracy",))) == []


def test_a_story_is_called_by_its_title_however_that_is_cased() -> None:
    story = Story(id="x", title="The Stra\u00dfe ledger")

    assert story.has_title("the STRASSE Ledger")
    assert not story.has_title("the ledger")


def test_a_title_is_a_handle_of_six_words_and_sixty_letters_at_most() -> None:
    assert title_problem("The ledger that did not balance") == ""
    assert title_problem("The ledger that did not balance twice") == "7 words; the most is 6"
    assert title_problem("x" * 60) == ""
    assert title_problem("x" * 61) == "61 characters; the most is 60"


def test_a_title_that_is_too_long_is_cut_to_be_a_handle() -> None:
    assert Story(id="x", title="x" * 60).handle == "x" * TITLE_LETTERS
    assert Story(id="x", title="x" * 61).handle == f"{'x' * (TITLE_LETTERS - 1)}\u2026"
