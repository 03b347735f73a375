"""Cues: what tells that an answer makes a point whose words nobody says."""

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from benchmarks import cues as benchmark
from cards.card import CUE_CLASSES
from cards.matching.suggest import Doubt, suggest_points
from tests import ROOT
from tests.strategies import ANY_TEXT, NASTY_TEXT

POINT = "Prove it"  # no word of it is in any answer here
CUE_WORDS = ["audit*", "second source", "no one else", *(f"#{each}" for each in CUE_CLASSES)]
CUES = st.lists(st.lists(st.sampled_from(CUE_WORDS), min_size=1, max_size=2).map(" + ".join), max_size=3)


def signed(cue: str, text: str) -> str | None:
    """Return what is quoted for a point with one cue, `denied` if it is in doubt, None if the cue is not met."""
    (found,) = suggest_points([POINT], text, [[cue]])
    return found and (found.doubt or found.quote)


@pytest.mark.parametrize(
    ("cue", "text", "expected"),
    [
        ("reconcil*", "So, I reconciled it twice. Done.", "I reconciled it twice"),
        ("second source", "We had, um, a second, uh, source", "a second, uh, source"),
        ("second sources", "A second source helped", "A second source helped"),
        ("second source", "a second of doubt, then the source", None),
        ("second source", "the source, the second one", None),
        ("second source", "wait a second. The source was wrong", None),
        ("check + colleague", "My colleague came. She checked it", "My colleague came. She checked it"),
        ("check + colleague", f"My colleague came. {'And so on. ' * 20} I checked it", None),
        ("check + #number + colleague", "My colleague checked 12 of them", "My colleague checked 12 of them"),
        ("#number", "we lost fourteen of them", "we lost fourteen of them"),
        ("#number", "it was halved", "it was halved"),
        ("#number", "one day in 2019", None),
        ("#unit", "it fell by 14%", "it fell by 14%"),
        ("#unit", "it took three weeks", "it took three weeks"),
        ("#unit", "it cost £300", "it cost £300"),
        ("#unit", "we were three", None),
        ("#name", "I asked Priya about it", "I asked Priya about it"),
        ("#name", "we used SQL", "we used SQL"),
        ("#name", "Then I asked her. She said no, I'd say", None),
        ("#name", "it was in May", None),
        ("#period", "it was back in March", "it was back in March"),
        ("#period", "that was 2019, I think", "that was 2019"),
        ("#period", "last year I left", "last year I left"),
        ("#period", "the second quarter was bad", "the second quarter was bad"),
        ("#period", "it took a year", None),
        ("#because", "I chose it because it is cheap", "because it is cheap"),
        ("#because", "I chose it so that she could read it", "so that she could read it"),
        ("#because", "I chose it, and it is cheap", None),
        ("from #number to #number", "from nine days to five", "from nine days to five"),
    ],
)
def test_a_cue_that_is_met_is_quoted_with_its_clause(cue: str, text: str, expected: str | None) -> None:
    assert signed(cue, text) == expected


@pytest.mark.parametrize(
    ("cue", "text", "expected"),
    [
        ("second source", "I did not ask a second source", Doubt.DENIED),
        ("second source", "I wanted to ask a second source, but I didn't", Doubt.DENIED),
        ("second source", "I didn't ask a second source. Then I asked a second source", "Then I asked a second source"),
        ("no one else", "I had no one else to ask", "I had no one else to ask"),
        ("#number", "I never saw 14 of them", None),
    ],
)
def test_a_cue_can_be_denied_unless_it_is_a_denial_or_a_mere_class(cue: str, text: str, expected: str | None) -> None:
    assert signed(cue, text) == expected


def test_the_words_of_a_point_tell_where_its_cues_do_not() -> None:
    points, cues = ["reconciled the totals against the ledger"], [["audit*"]]

    assert suggest_points(points, "I reconciled all totals against the ledger", cues)[0] is not None
    assert suggest_points(points, "I did an audit", cues)[0] == ("I did an audit", None)
    denied = suggest_points(points, "No audit. I reconciled all totals against the ledger", cues)[0]
    assert denied == ("reconciled all totals against the ledger", None)


@profile(max_examples=50)
@given(
    CUES,
    ANY_TEXT | NASTY_TEXT | st.lists(st.sampled_from(["audit", "14", "second", "source", "no", "May"])).map(" ".join),
)
def test_cues_only_add_to_what_words_tell_and_quote_the_answer(cues: list[str], text: str) -> None:
    (bare,), (found,) = suggest_points([POINT], text), suggest_points([POINT], text, [cues])

    assert found is not None or bare is None
    assert found is None or (found.quote and found.quote in text)


@pytest.mark.parametrize("cue", ["#number", "#unit", "#period"])
@pytest.mark.parametrize("text", ["of it, \u00b2 and \u00b2\u00b2\u00b2\u00b2", "\u2460 it broke"])
def test_superscripts_and_numbers_in_circles_are_no_figures(cue: str, text: str) -> None:
    assert signed(cue, text) is None


@pytest.mark.parametrize("text", ["audit ", "no second source 14 ", "Bo because of 2019, ", "x"])
def test_cues_in_a_hundred_kilobytes_are_found_in_seconds(text: str) -> None:
    cues = ["xyz* + #number", "#name + second source + #period", "#because + xyz", "no no no"]

    assert len(suggest_points([POINT], (text * 100_000)[:100_000], [cues])) == 1


def test_on_held_out_answers_at_least_90_percent_of_what_cues_tell_is_right() -> None:
    signs = [(one.made, one.sign) for one in benchmark.outcomes() if one.half == "held out"]
    suggested = [made for made, sign in signs if sign == "~"]

    assert len(signs) >= 120
    assert sum(suggested) / len(suggested) >= 0.9


def test_the_published_figures_of_cues_are_those_of_this_version() -> None:
    published = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")

    assert "\n".join(benchmark.table()) in published
