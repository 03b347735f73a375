from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.answer import Answer, Mode
from cards.review import Review
from tests.histories import DAY, review
from tests.strategies import ANY_TEXT, NASTY_TEXT
from trainer.review.diff import NOTHING, diff_runs, side_by_side, word_diff
from trainer.terminal.layout import Layout, joined, layout_for, text_of, width_of

WORDS = st.lists(st.sampled_from(["I", "checked", "the", "ledger", "twice", "-", "two"]), max_size=30).map(" ".join)
TEXTS = ANY_TEXT | NASTY_TEXT | WORDS
WIDE, PLAIN = layout_for(80, drawn=True), layout_for(80, drawn=False)


def typed(text: str | None, **changed: Any) -> Review:
    return review("a", mode=Mode.TYPED)._replace(answer_text=text, **changed)


def answer(text: str, milliseconds: int = 30_000) -> Answer:
    return Answer(milliseconds=milliseconds, text=text)


def test_two_attempts_stand_side_by_side_with_their_words_and_pace() -> None:
    shown = joined(
        side_by_side(typed("I looked at it twice."), answer("I reconciled the totals\n\nand reran it."), WIDE)
    )

    assert shown == (
        "\n"
        " Last typed (Mon 2 Mar, Good, 2 of 3)     This time\n"
        " 5 words in 1:00, 5 a minute              7 words in 0:30, 14 a minute\n"
        " I looked at it twice.                    I reconciled the totals\n"
        "\n"
        "                                          and reran it.\n"
        " d shows what changed, word by word.\n"
    )


def test_what_was_said_has_no_words_a_minute_because_pauses_are_in_its_time() -> None:
    heard = answer("I reran it.")._replace(heard=True)
    shown = joined(side_by_side(review("a")._replace(answer_text="I looked twice."), heard, PLAIN))

    assert "Last said (Mon 2 Mar, Good, 2 of 3): 3 words in 1:00." in shown
    assert "This time: 3 words in 0:30." in shown


@pytest.mark.parametrize("how", [layout_for(40, drawn=True), PLAIN])
def test_two_attempts_stand_below_each_other_where_it_is_narrow_or_read_aloud(how: Layout) -> None:
    shown = joined(side_by_side(typed("I looked twice."), answer("I reconciled."), how))

    assert "   I looked twice.\n This time: 2 words in 0:30, 4 a minute.\n   I reconciled.\n" in shown


def test_an_attempt_of_no_time_has_no_pace() -> None:
    assert "2 words in 0:00\n" in joined(side_by_side(typed("Before."), answer("And now", 0), WIDE))


def test_the_same_words_again_are_told_as_that() -> None:
    shown = joined(side_by_side(typed("I looked  twice."), answer("I looked\ntwice."), WIDE))

    assert shown == "\n Word for word the same as on Mon 2 Mar.\n"


def test_a_long_attempt_is_cut_and_says_so() -> None:
    shown = joined(side_by_side(typed("short"), answer("word " * 500), WIDE))

    assert len(shown.splitlines()) == 16
    assert "…" in shown.splitlines()[-2]


@profile(max_examples=40)
@given(TEXTS.filter(bool), TEXTS, st.integers(20, 200), st.booleans(), st.integers(0, 10**7))
def test_no_comparison_is_wider_than_the_terminal(
    before: str, now: str, columns: int, drawn: bool, milliseconds: int
) -> None:
    how = layout_for(columns, drawn=drawn)
    now_given = answer(now, milliseconds)
    shown = [*side_by_side(typed(before), now_given, how), *word_diff(typed(before), now_given, how)]

    assert all(width_of(text_of(line)) <= columns and "\n" not in text_of(line) for line in shown)
    assert "\x1b" not in joined(shown)


@profile(max_examples=50)
@given(WORDS, WORDS)
def test_what_was_kept_and_left_out_is_the_old_text_and_with_what_was_added_the_new(before: str, now: str) -> None:
    runs = diff_runs(before, now)

    assert " ".join(word for run in runs for word in run.before) == before
    assert " ".join(word for run in runs for word in run.now) == now
    for run in runs:
        if run.kept:
            assert [word.removeprefix("- ") for word in run.before] == [word.removeprefix("- ") for word in run.now]


def test_a_difference_marks_with_signs_what_is_gone_and_what_is_new() -> None:
    shown = joined(
        word_diff(typed("I checked the totals twice today."), answer("I checked totals twice with Ann."), WIDE)
    )

    assert shown == (
        "\n Since Mon 2 Mar: [-2 words-] {+2+}\n   I checked [-the-] totals twice [-today.-] {+with Ann.+}\n"
    )


def test_a_day_of_another_year_is_told_with_its_year() -> None:
    today = DAY.replace(year=DAY.year + 1)

    assert "Since Mon 2 Mar 2026: " in joined(word_diff(typed("I checked."), answer("I counted."), WIDE, today))
    assert "(Mon 2 Mar 2026, " in joined(side_by_side(typed("I checked."), answer("I counted."), WIDE, today))


def test_read_aloud_a_difference_is_told_in_words() -> None:
    shown = joined(word_diff(typed("I checked it."), answer("I counted it."), PLAIN))

    assert "I (left out: checked) (added: counted) it." in shown


def test_a_lone_word_between_two_changes_is_told_with_them() -> None:
    shown = joined(word_diff(typed("a b the c d, we left"), answer("v w the x y, we left"), WIDE))

    assert "[-a b the c d,-] {+v w the x y,+} we left" in shown
    assert "[-4 words-] {+4+}" in shown


def test_lines_stay_lines_in_a_difference_and_case_and_points_do_not_count() -> None:
    shown = joined(
        word_diff(typed("- the check\n- the number"), answer("- The check;\n- a source\n- the number"), WIDE)
    )

    assert shown.endswith("   - The check;\n   {+- a source+}\n   - the number\n")


@pytest.mark.parametrize(("last", "now"), [(None, "typed"), (typed(None), "typed"), (typed("typed"), "")])
def test_without_two_typed_attempts_there_is_no_difference(last: Review | None, now: str) -> None:
    assert joined(word_diff(last, answer(now), WIDE)) == f" {NOTHING}\n"


def test_the_difference_of_long_texts_ends_in_seconds() -> None:
    assert diff_runs("the ledger and " * 7000, "the totals and " * 7000)
