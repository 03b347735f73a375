"""Suggestions of key points, and how often they are right on the benchmark's answers."""

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from benchmarks import coverage as benchmark
from cards.matching.suggest import Doubt, suggest_points
from tests import ROOT
from tests.strategies import ANY_TEXT, NASTY_TEXT

POINTS = ("reconciled the totals against the ledger", "asked a colleague to rerun the query")
VOCABULARY = (
    "reconciled totals ledger asked colleague rerun query not never didn't no and than before instead of 14 , ."
)
WORDS = st.sampled_from(VOCABULARY.split())
SPEECH = st.lists(WORDS, max_size=40).map(" ".join)


def signs(points: Sequence[str], text: str) -> list[Doubt | str | None]:
    """Return for each point why it is in doubt, `made` if it is not, None if the answer says nothing about it."""
    return [found and (found.doubt or "made") for found in suggest_points(points, text)]


def doubts(point: str, text: str) -> Doubt | str | None:
    """Return the sign of a single point, as `signs` does."""
    return signs([point], text)[0]


def test_of_the_suggestions_on_held_out_answers_at_least_95_percent_are_right() -> None:
    found = Counter((one.label, one.sign) for one in benchmark.suggested_signs() if one.half == "held out")
    right = found["similar", "~"] + found["paraphrase", "~"]
    suggested = sum(count for (_, sign), count in found.items() if sign == "~")

    assert found.total() >= 200
    assert right / suggested >= 0.95
    assert found["similar", "~"] / sum(found["similar", sign] for sign in ("~", "?", "")) >= 0.9


def test_the_published_figures_are_those_of_this_version() -> None:
    published = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")

    assert "\n".join(benchmark.tables()) in published


@pytest.mark.slow
@pytest.mark.parametrize("command", ["Say that you", "Name", "Give", "Tell them how you", "Explain how you", "Admit"])
def test_a_point_put_as_a_command_is_found_as_often_as_without(command: str) -> None:
    """Of all labelled pairs, "Explain how you reconciled ..." gets the sign of "reconciled ..."."""
    for question in benchmark.questions():
        commands = [f"{command} {point}" for point in question["points"]]
        for answer in question["answers"]:
            assert signs(commands, answer["text"]) == signs(question["points"], answer["text"])


@pytest.mark.parametrize(
    ("point", "text"),
    [
        ("Ask what they doubt about the plan", "What about the plan do you doubt?"),
        ("Describe the audit you've led", "I led the audit"),
        ("Quote the customer's own complaint", "Her complaint, as a customer: it leaks"),
    ],
)
def test_the_verb_of_a_command_need_not_be_said(point: str, text: str) -> None:
    assert doubts(point, text) == "made"


def test_the_verb_of_a_command_is_no_evidence() -> None:
    assert doubts("Explain one technique", "I like techniques that one can explain") is None


def test_no_figure_is_surer_than_its_number_of_pairs_allows() -> None:
    assert benchmark.wilson(0, 0) == (0.0, 1.0)
    assert [round(end, 3) for end in benchmark.wilson(19, 20)] == [0.764, 0.991]


def test_what_was_said_is_quoted_and_what_was_not_is_passed_over_in_silence() -> None:
    first, second = suggest_points(POINTS, "I reconciled every total against our ledger, and went home.")

    assert first == ("reconciled every total against our ledger", None)
    assert second is None


@pytest.mark.parametrize(
    "text",
    [
        "We asked one of our colleagues for a rerun of that query",
        "The query was rerun: I'd asked my colleague.",
        "asked a coleague to rerun teh qeury",
        "I did not only ask a colleague, she had to rerun the query",
        "I asked no questions. Then I asked a colleague to rerun the query.",
        "I tried. I asked a colleague to rerun the query",
    ],
)
def test_inflection_order_and_a_slip_of_the_finger_do_not_hide_a_point(text: str) -> None:
    assert doubts(POINTS[1], text) == "made"


@pytest.mark.parametrize(
    ("point", "text", "expected"),
    [
        (POINTS[1], "I didn\u2019t ask a colleague to rerun the query", Doubt.DENIED),
        (POINTS[1], "Nobody asked a colleague to rerun the query", Doubt.DENIED),
        (POINTS[1], "Instead of asking a colleague to rerun the query I did it myself", Doubt.DENIED),
        (POINTS[1], "I should have asked a colleague to rerun the query", Doubt.DENIED),
        (POINTS[1], "asking a colleague to rerun the query, no, I would leave that", Doubt.DENIED),
        ("no word against the old boss", "I had a word against the old boss, or two", Doubt.DENIED),
        ("begin with the patient, not the method", "I begin with the method, not the patient", Doubt.DENIED),
        ("begin with the patient, not the method", "I begin with the patient and not with the method", "made"),
        ("stopped the weekly report", "The weekly report, that I stopped", "made"),
        ("mocks nothing but the clock", "we mock nothing except the clock", "made"),
        ("increases the cost of replicas", "it decreases the cost of replicas", Doubt.OPPOSITE),
        ("Postgres is simpler than Cassandra", "Cassandra is simpler than Postgres", Doubt.SWAPPED),
        ("praise in public and correct in private", "correct in public and praise in private", Doubt.SWAPPED),
        ("joins across orders and customers", "joins across customers and orders", "made"),
        ("found 14 duplicate invoices", "we found 12 duplicate invoices", Doubt.NUMBER),
        ("found 14 duplicate invoices", "we found fourteen duplicate invoices", "made"),
        ("found 14 duplicate invoices", "we found some duplicate invoices", "made"),
        ("names one technique", "I like that technique", None),
    ],
)
def test_a_point_that_is_turned_round_is_in_doubt(point: str, text: str, expected: Doubt | str | None) -> None:
    assert doubts(point, text) == expected


@pytest.mark.parametrize(
    ("point", "text", "expected"),
    [
        ("moved the reports from Excel to Python", "I moved the reports from Python to Excel", Doubt.SWAPPED),
        ("moved the reports from Excel to Python", "I moved all the reports from Excel to Python", "made"),
        ("moved the reports from an Excel to the cloud", "moved the reports from the Excel to a cloud", "made"),
        ("moved from Excel to Python", "I moved to Python, and away from Excel", "made"),
        ("saved the bank 400,000 euro", "It saved the bank 0.4 million euro", "made"),
        ("saved the bank 40 thousand euro", "It saved the bank 40,000 euro", None),
        ("saved the bank 40k euro", "It saved the bank 40,000 euro", None),
        ("saved the bank 2.5 million euro", "It saved the bank two million euro", Doubt.NUMBER),
        ("saved the bank 400,000 euro", "It saved the bank 0.4 billion euro", Doubt.NUMBER),
        ("cut the error rate to 1.250 percent", "cut the error rate to 1.25 percent", "made"),
    ],
)
def test_sides_and_figures_are_compared_by_what_they_mean(point: str, text: str, expected: Doubt | str | None) -> None:
    assert doubts(point, text) == expected


def test_the_no_of_a_point_is_quoted() -> None:
    (found,) = suggest_points(["no overtime for the team"], "That meant there was no overtime for the team.")

    assert found is not None
    assert found.doubt is None
    assert found.quote == "no overtime for the team"


def test_the_no_of_a_point_is_quoted_also_where_the_answer_begins_with_it() -> None:
    (found,) = suggest_points(["no overtime for the team"], "No overtime for the team.")

    assert found == ("No overtime for the team", None)


def test_what_is_in_doubt_is_quoted_to_the_ends_of_its_clause() -> None:
    text = "Sorry, but I did not ask a colleague to rerun the query that day. So."
    (found,) = suggest_points([POINTS[1]], text)

    assert found == ("but I did not ask a colleague to rerun the query that day", Doubt.DENIED)
    far = f"{'a ' * 12}not ask a colleague to rerun the query {'a ' * 12}"
    (found,) = suggest_points([POINTS[1]], far)
    assert found is not None
    assert (
        found.quote.split() == ["a"] * 9 + ["not", "ask", "a", "colleague", "to", "rerun", "the", "query"] + ["a"] * 10
    )


def test_what_is_said_plainly_once_is_not_in_doubt_for_being_denied_elsewhere() -> None:
    text = "At first I did not ask a colleague to rerun the query. Later I asked a colleague to rerun the query."

    assert doubts(POINTS[1], text) == "made"


def test_words_far_apart_are_no_point() -> None:
    assert doubts(POINTS[1], f"I asked. {'And so on. ' * 20}A colleague. {'And so on. ' * 20}A query to rerun.") is None


@profile(max_examples=50)
@given(st.lists(ANY_TEXT | NASTY_TEXT | SPEECH, max_size=4), ANY_TEXT | NASTY_TEXT | SPEECH)
def test_any_text_is_judged_the_same_each_time_and_quotes_are_its_own_words(points: list[str], text: str) -> None:
    found = suggest_points(points, text)

    assert found == suggest_points(points, text)
    assert len(found) == len(points)
    assert all(suggestion is None or (suggestion.quote and suggestion.quote in text) for suggestion in found)


@profile(max_examples=30)
@given(st.lists(SPEECH, max_size=4), st.sampled_from(["", " ", "\n", "...", "\u200b"]))
def test_an_empty_answer_gets_no_suggestion(points: list[str], text: str) -> None:
    assert suggest_points(points, text) == (None,) * len(points)


@profile(max_examples=10)
@given(st.lists(st.sampled_from(POINTS), min_size=1, max_size=3, unique=True))
def test_a_point_said_word_for_word_is_found(points: list[str]) -> None:
    assert [found and found.doubt for found in suggest_points(points, ". ".join(points))] == [None] * len(points)
    assert all(suggest_points(points, ". ".join(points)))


@pytest.mark.parametrize("text", [f"{POINTS[0]} ", "don't ", "reconciled not the totals against ledger. ", "x"])
def test_a_hundred_kilobytes_end_in_seconds(text: str) -> None:
    assert len(suggest_points(POINTS, (text * 100_000)[:100_000])) == len(POINTS)
