"""Charts of text."""

import itertools
from datetime import timedelta
from typing import Any

import pytest

from benchmarks.data import TODAY
from trainer.stats.charts import ASCII, BLOCKS, bar, bars, calendar, shade, shade_limits, sparkline
from trainer.stats.section_types import Bar
from trainer.terminal.layout import Layout, text_of, width_of
from trainer.terminal.words import MONTHS


@pytest.mark.parametrize("ink", [BLOCKS, ASCII])
def test_a_bar_is_as_wide_as_asked_and_shows_what_is_more_than_nothing(ink: Any) -> None:
    for share in (-1, 0, 0.0001, 0.3, 0.5, 1, 7):
        drawn = bar(share, 10, ink)
        assert len(drawn) == 10
        assert drawn.count(ink.rest) == 10 if share <= 0 else drawn[0] != ink.rest
    assert bar(1, 10, ink).count(ink.parts[-1]) == 10


def test_a_bar_chart_gives_up_its_bars_where_there_is_no_room() -> None:
    rows = [Bar("A long label indeed", 0.5, ("50 %",)), Bar("\u4e2d\u6587", None, ("-",))]
    wide, narrow = bars(rows, Layout(60), BLOCKS), bars(rows, Layout(22), BLOCKS)

    assert any("█" in text_of(line) for line in wide)
    assert len({width_of(text_of(line)) for line in wide}) == 1
    assert not any("█" in text_of(line) for line in narrow)
    assert bars([], Layout(60), BLOCKS) == []


def test_a_sparkline_has_a_column_a_value_and_nothing_for_nothing() -> None:
    assert sparkline([0, 1, 50, 100], BLOCKS) == " ▁▄█"
    assert sparkline([0, 0], ASCII) == "  "
    assert sparkline([], BLOCKS) == ""


def test_shades_part_the_busiest_day_in_quarters() -> None:
    limits = shade_limits([0, 8, 3])

    assert [shade(amount, limits) for amount in (0, 1, 2, 3, 4, 5, 6, 7, 8)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert shade(0, shade_limits([])) == 0


@pytest.mark.parametrize("most", [1, 2, 3, 4, 9])
def test_the_calendar_explains_every_shade_it_uses(most: int) -> None:
    amounts = {TODAY - timedelta(days=n): n for n in range(most + 1)}
    lines = [text_of(line) for line in calendar(amounts, TODAY, Layout(80), BLOCKS)]
    used = {mark for line in lines[1:8] for mark in line[7:] if mark != " "}

    assert all(mark in lines[-1] for mark in used)
    assert f"{most}" in lines[-1]
    assert len(lines) == 9
    assert len(calendar(amounts, TODAY, Layout(20), BLOCKS)[3][1][1]) == 12


def test_every_month_has_its_name_where_there_is_room() -> None:
    for day in range(0, 365, 3):
        today = TODAY + timedelta(days=day)
        months = text_of(calendar({}, today, Layout(80), BLOCKS)[0]).split()
        assert len(months) >= 12
        assert all(MONTHS[(MONTHS.index(before) + 1) % 12] == after for before, after in itertools.pairwise(months)), (
            months
        )


def test_the_calendar_counts_one_review_a_day_in_any_number() -> None:
    legend = text_of(calendar({TODAY: 1}, TODAY, Layout(80), BLOCKS)[-1])

    assert legend == "   Reviews a day: · none · █ 1"
