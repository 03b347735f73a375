"""The screens of a mock interview, at any width."""

import pytest

from cards.card import TARGETS, Kind
from cards.key import CardKey
from scheduler.mock.log import Mock, MockQuestion, Script
from tests.terminal import World
from tests.trainer.mock.bank import ANSWERS, GRADES, mock
from trainer.mock.screens import mock_toolbar, recording_toolbar


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_nothing_is_wider_than_the_terminal(world: World, columns: int) -> None:
    world.columns = columns
    shown = mock(world, "?\n" + ANSWERS + "?\n" + GRADES)

    assert max(map(len, shown.splitlines())) <= min(columns, 80)


@pytest.mark.parametrize("said", ["", "Is this a long story?"])
@pytest.mark.parametrize("minutes", [None, 240])
def test_the_toolbar_fits_any_width_and_always_has_the_clock(said: str, minutes: int | None) -> None:
    one = MockQuestion(key=CardKey("a", "b"), kind=Kind.FIT, phrasing=0, wording="?", target=TARGETS[Kind.FIT])
    going_on = Mock(name="m", begun_at_utc_ms=0, script=Script(manner="silent", questions=(one,), minutes=minutes))
    for columns in range(100):
        shown = mock_toolbar(going_on, 0, 3599, said, columns)
        assert len(shown) <= columns
        assert "59:59" in shown or columns < 6
        assert said in shown or columns < 30


@pytest.mark.parametrize(("said", "left"), [("", None), ("Is this a long story?", None), ("", 3.4), ("Go on.", 0.2)])
def test_while_it_records_the_line_fits_and_shows_the_count_first(said: str, left: float | None) -> None:
    one = MockQuestion(key=CardKey("a", "b"), kind=Kind.FIT, phrasing=0, wording="?", target=TARGETS[Kind.FIT])
    going_on = Mock(name="m", begun_at_utc_ms=0, script=Script(manner="silent", questions=(one,), minutes=240))
    for columns in range(100):
        shown = recording_toolbar(going_on, 0, 3599, 0.5, left, said, columns)
        assert len(shown) <= columns
        if left is not None:
            assert f"done in {4 if left > 1 else 1} s" in shown or columns < 12
        else:
            assert said in shown or columns < 45


@pytest.mark.parametrize("minutes", [None, 30])
def test_forty_columns_have_room_for_the_overall_clock(minutes: int | None) -> None:
    one = MockQuestion(key=CardKey("a", "b"), kind=Kind.FIT, phrasing=0, wording="?", target=TARGETS[Kind.FIT])
    going_on = Mock(name="m", begun_at_utc_ms=0, script=Script(manner="silent", questions=(one,) * 12, minutes=minutes))

    assert "all 12:30" in mock_toolbar(going_on, 9, 750, "", 40)
