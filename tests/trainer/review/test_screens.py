from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.answer import Answer, Mode
from cards.card import Card, KeyPoint, LegalNote, LegalStatus
from cards.review import Rating
from scheduler.planning.session import SessionProgress
from scheduler.stats.retention import Retention
from tests.histories import DAY, review
from tests.strategies import cards
from tests.trainer.terminal.test_layout import TEXTS, WIDTHS, fits
from trainer.interview.dates import Interview
from trainer.interview.plan import NextReview
from trainer.review import screens
from trainer.review.keys import ALL_KEYS, Prompt, key_list, prompt_keys
from trainer.review.law import law, law_in_short
from trainer.review.prompts import outcome, rating_label, read_rating, read_ticks
from trainer.review.second_answer import gained_and_lost
from trainer.review.summary import Improvement, SittingSummary, summary_lines
from trainer.terminal.layout import joined, layout_for, width_of
from trainer.terminal.words import NEW_LINE, clock, count, short_day


def test_code_is_shown_line_by_line_with_the_question_and_in_the_answer() -> None:
    code = "for x in y:\n\tif x:\n\t\tprint(x)"
    card = Card(id="c", question="What does it print?", context=code, answer=f"It prints:\n\n{code}")
    layout = layout_for(80, drawn=True)
    asked = joined(screens.question(card, "Loops", 0, SessionProgress(1, 1, None), layout, repeat=False))
    answered = joined(screens.answer_side(card, 0, None, DAY, layout))

    shown = "   for x in y:\n       if x:\n           print(x)\n"
    assert asked.endswith(f"\n   What does it print?\n\n{shown}\n")
    assert answered == f"\n A good answer:\n   It prints:\n\n{shown}"


@profile(max_examples=30)
@given(cards(), WIDTHS, st.booleans(), st.integers(0, 9), TEXTS, st.integers(0, 10**7))
def test_no_part_of_a_review_is_wider_than_the_terminal(
    card: Card, columns: int, drawn: bool, phrasing: int, text: str, milliseconds: int
) -> None:
    how = layout_for(columns, drawn=drawn)
    answer = Answer(milliseconds=milliseconds, text=text, covered=frozenset(range(len(card.key_points[:1]))))
    last = review("a")._replace(answer_text=text or None)
    progress = SessionProgress(3, 12, 7 if drawn else None)
    shown = [
        *screens.question(card, card.question, phrasing, progress, how, repeat=drawn, first=not drawn),
        *screens.time_taken(answer, card, how, last=last, today=DAY),
        *screens.answer_side(card, phrasing, last, DAY, how, law(card, DAY, how, disclaim=drawn)),
        *law(card, DAY, how, country="US-NY", every=drawn, more="m again"),
        *law_in_short(card, how, "GB"),
        *screens.coaching_lines(screens.coaching(card, phrasing), how, room=4),
        *screens.points(card, how, ticked={0}),
        *rating_label(dict.fromkeys(Rating, 365), Rating.GOOD, how, explain=phrasing > 5),
        *outcome(Rating.AGAIN, NextReview(DAY), DAY, how, again="once more today"),
        *key_list(ALL_KEYS, how),
        *(line for prompt in Prompt for line in prompt_keys(prompt, how)),
        *gained_and_lost(card, answer, answer._replace(covered=frozenset(range(1, len(card.key_points)))), how),
        *summary_lines(
            SittingSummary(
                reviewed=phrasing,
                minutes=12.3,
                recalled=Retention(phrasing, 1),
                streak=phrasing,
                musts="Acme: must-haves 3 of 4 met · 2 ready",
                better=[Improvement(text, "Again to Good")] * phrasing,
                missed=[text] * phrasing,
                tomorrow=text,
            ),
            how,
        ),
    ]

    assert fits(shown, columns)
    assert "\x1b" not in joined(shown)


@pytest.mark.parametrize(
    ("days", "below"),
    [
        ((1, 2, 4, 9), "1 day     2 days     4 days   9 days"),
        ((1, 1, 4, None), "1 day     1 day      4 days   rests"),
        ((1, 1, 1, 1), "Whatever you choose: 1 day"),
        ((None,) * 4, "Whatever you choose: not before the interview"),
    ],
)
def test_each_rating_has_its_interval_below_and_equal_ones_are_said_once(
    days: tuple[int | None, ...], below: str
) -> None:
    intervals = dict(zip(Rating, days, strict=True))
    label = joined(rating_label(intervals, Rating.HARD, layout_for(80, drawn=True), explain=False, hint="Enter Hard"))

    assert label == (f" Rate   1 Again   2 Hard *   3 Good   4 Easy   Enter Hard\n        {below}\n")


def test_equal_intervals_are_explained_where_a_plan_sets_them() -> None:
    wide = layout_for(80, drawn=True)
    label = joined(rating_label(dict.fromkeys(Rating, 1), Rating.HARD, wide, explain=False, planned=True))
    assert label.endswith("\n        Whatever you choose: 1 day; the plan asks it then\n")
    label = joined(rating_label(dict.fromkeys(Rating), Rating.HARD, wide, explain=False, planned=True))

    assert label.endswith("\n        Whatever you choose: not before the interview\n")


@pytest.mark.parametrize(("columns", "drawn"), [(40, True), (80, False), (20, True)])
def test_where_the_ratings_do_not_fit_in_a_row_or_are_read_out_each_has_a_line(columns: int, *, drawn: bool) -> None:
    intervals = dict(zip(Rating, (1, 2, 4, 120), strict=True))
    label = joined(rating_label(intervals, Rating.HARD, layout_for(columns, drawn=drawn), explain=False))

    lines = [" ".join(line.split()) for line in label.splitlines()]
    assert lines[-4 if columns > 20 else -5 :][:3] == ["1 Again 1 day", "2 Hard * 2 days", "3 Good 4 days"]


def test_the_first_time_each_rating_is_explained_beside_it() -> None:
    intervals = dict(zip(Rating, (1, 2, 4, 9), strict=True))
    label = joined(rating_label(intervals, Rating.HARD, layout_for(80, drawn=True), explain=True, hint="? keys"))

    assert label == (
        " Rate   ? keys\n"
        "   1 Again    1 day    could not deliver it\n"
        "   2 Hard *   2 days   delivered with a gap\n"
        "   3 Good     4 days   complete\n"
        "   4 Easy     9 days   fluent, in time, ready for the follow-up\n"
    )
    narrow = joined(rating_label(intervals, Rating.HARD, layout_for(40, drawn=True), explain=True))
    assert narrow.startswith(" Again: could not deliver it · Hard:\n delivered")


@pytest.mark.parametrize(
    ("back", "said", "said_of_a_failure"),
    [
        (NextReview(DAY), "Back on Mon 2 Mar.", "Back on Mon 2 Mar, and once more today."),
        (NextReview(DAY, Interview(DAY, "Acme")), "Back on Mon 2 Mar.", "Back on Mon 2 Mar, and once more today."),
        (NextReview(None, Interview(DAY, "Acme")), "Not before Acme.", "Once more today, then not before Acme."),
        (
            NextReview(None, Interview(DAY)),
            "Not before your interview.",
            "Once more today, then not before your interview.",
        ),
    ],
)
def test_an_outcome_says_when_the_card_comes_back(back: NextReview, said: str, said_of_a_failure: str) -> None:
    how = layout_for(80, drawn=False)

    assert joined(outcome(Rating.HARD, back, DAY, how)) == f" Hard: with a gap. {said}\n"
    again = joined(outcome(Rating.AGAIN, back, DAY, how, again="once more today"))
    assert again == f" Again: not there yet. {said_of_a_failure}\n"


@given(st.integers(10, 900), st.integers(1, 200), st.floats(0, 10_000), st.none() | st.integers(0, 600))
def test_the_toolbar_fits_in_one_line(target: int, columns: int, seconds: float, left: int | None) -> None:
    card = Card(id="c", question="Q", answer="A", target_seconds=target)

    assert width_of(screens.toolbar(seconds, card, SessionProgress(11, 12, left), columns)) <= columns


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (70 + len(NEW_LINE), f" 0:47 of 1:30 ━━━━━━━━────────────────   2 of 12   {NEW_LINE} new line · ? keys"),
        (50, " 0:47 of 1:30   2 of 12   ? keys"),
        (25, " 0:47 of 1:30   ? keys"),
        (14, " 0:47 of 1:30"),
        (5, ""),
    ],
)
def test_the_toolbar_tells_what_there_is_room_for(columns: int, expected: str) -> None:
    card = Card(id="c", question="Q", answer="A", target_seconds=90)

    assert screens.toolbar(47, card, SessionProgress(2, 12, None), columns) == expected


def test_the_toolbar_tells_the_minutes_left_of_a_limited_sitting() -> None:
    card = Card(id="c", question="Q", answer="A")

    assert "   2 of 12   " in screens.toolbar(0, card, SessionProgress(2, 12, 7), 79)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 3", {0, 2}),
        ("1,3", {0, 2}),
        ("a", {0, 1, 2}),
        ("", set()),
        (" ", set()),
        ("1 1", {0}),
        ("-1", {1, 2}),
        *((text, None) for text in ("4", "0", "x", "1 x", "\u00b2", "9" * 5000)),
    ],
)
def test_points_are_numbers_or_all_or_none(text: str, expected: set[int] | None) -> None:
    card = Card(id="c", question="Q", key_points=tuple(map(KeyPoint, "xyz")))

    assert read_ticks(text, card) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", Rating.HARD), ("3", Rating.GOOD), (" easy ", Rating.EASY), ("Again", Rating.AGAIN), ("5", None), ("x", None)],
)
def test_a_rating_is_a_number_a_name_or_the_suggested_one(text: str, expected: Rating | None) -> None:
    assert read_rating(text, Rating.HARD) is expected


def test_words_for_days_times_and_numbers() -> None:
    assert short_day(DAY) == short_day(DAY, DAY) == "Mon 2 Mar"
    assert short_day(DAY, DAY.replace(year=DAY.year + 1)) == "Mon 2 Mar 2026"
    assert short_day(datetime(2026, 3, 2, 23, tzinfo=UTC), DAY) == "Mon 2 Mar"  # an instant has a day too
    assert short_day(DAY, DAY + timedelta(183)) == short_day(DAY, DAY - timedelta(183)) == "Mon 2 Mar"
    assert short_day(DAY, DAY + timedelta(184)) == short_day(DAY, DAY - timedelta(184)) == "Mon 2 Mar 2026"
    assert [clock(seconds) for seconds in (0, 65.9, 3600)] == ["0:00", "1:05", "1:00:00"]
    assert [count(1, "card"), count(2, "card"), count(2, "story", "stories")] == ["1 card", "2 cards", "2 stories"]


def test_the_last_typed_answer_is_recalled_with_its_day_rating_time_and_words() -> None:
    layout = layout_for(80, drawn=True)
    for mode, how in ((Mode.TYPED, "typed"), (Mode.SPOKEN, "said")):
        last = review("a", mode=mode)._replace(answer_text="I\nchecked.")
        shown = joined(screens.last_typed(last, DAY, layout))
        assert shown == f' Last {how} (Mon 2 Mar, Good, 1:00, 2 of 3 points): "I checked."\n'
    assert screens.last_typed(None, DAY, layout) == []


def test_modes_are_what_the_log_calls_them() -> None:
    assert [mode.value for mode in Mode] == ["spoken", "typed", "mock", "imported"]


@pytest.mark.parametrize("status", LegalStatus)
def test_a_legal_note_of_every_status_says_what_the_law_is(status: LegalStatus) -> None:
    note = LegalNote("GB", status, "Ask about the job.", "Equality Act 2010", date(2026, 11, 1), stage="after an offer")
    card = Card("c", "Any children?", legal=(note,))
    shown = " ".join(joined(law(card, date(2026, 12, 1), layout_for(80, drawn=True))).split())
    assert shown.startswith("Law, GB: asking ")
    assert "after an offer. Ask about the job. (Equality Act 2010, as of 2026-11-01)" in shown
