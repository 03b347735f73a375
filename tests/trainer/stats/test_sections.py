"""The sections: what the terminal and the report both draw."""

from datetime import date
from typing import get_args

import pytest

from benchmarks.data import TODAY
from scheduler.mock.results import MockResult
from scheduler.stats.interviews import Delivery
from scheduler.stats.speech import Speech, SpokenWeek
from tests.terminal import World
from tests.trainer.stats.worlds import figures_of
from trainer.stats.asked import Asked, InterviewFigures
from trainer.stats.charts import BLOCKS
from trainer.stats.figures import Figures
from trainer.stats.report.page import report
from trainer.stats.section_types import Cell, Section
from trainer.stats.sections import sections
from trainer.stats.terminal import everything
from trainer.terminal.layout import Layout, joined


@pytest.fixture
def figures(year: World) -> Figures:
    mocks = [MockResult(0, TODAY, "silent", 3, 3, 100.0, 2, 3, 4, (0, 1, 2, 0))]
    delivery = Delivery(8, 1, 0.86, 0.75, 0.12)
    asked = Asked(delivery, [InterviewFigures(TODAY, "Acme", delivery)])
    weeks = [
        SpokenWeek(date(2026, 3, 2), 6, 1.42, 2.5, 0.5, None, None),
        SpokenWeek(date(2026, 3, 9), 7, 1.2, 2.0, 0.3, 148.7, 2.26),
    ]
    speech = Speech("energy-1", "Whisper tiny.en", weeks)
    figures = figures_of(year)
    return figures._replace(
        answers=figures.answers._replace(speech=speech),
        interviews=figures.interviews._replace(mocks=mocks, asked=asked),
    )


def test_every_table_has_a_cell_of_a_known_type_for_each_column(figures: Figures) -> None:
    found = sections(figures)

    assert len(found) == 21
    for section in found:
        assert all(len(row) == len(section.columns) for row in section.rows), section.title
        assert all(isinstance(cell, get_args(Cell)) for row in section.rows for cell in row), section.title


def test_the_terminal_and_the_report_show_every_section(figures: Figures) -> None:
    text, page = joined(everything(figures, Layout(80), BLOCKS)), report(figures)

    for section in sections(figures):
        assert (section.title if section.form == "calendar" else section.heading) in text
        assert f">{section.title}</h3>" in page
        assert all(f'scope="col">{column}</th>' in page for column in section.columns)


def test_numbers_of_the_report_are_written_by_their_type(figures: Figures) -> None:
    page = report(figures)

    assert ">Mon 23 Nov 2026</th><td>3 of 3</td><td>2 of 3</td><td>75 %</td><td>2 of 3</td>" in page
    assert ">1:00-2:15</td>" in page  # the band of a technique
    assert '<th scope="col">Ready</th>' in page


def test_a_section_without_rows_is_shown_by_neither(figures: Figures) -> None:
    nothing = figures._replace(
        answers=figures.answers._replace(missed=[], hours=[]), interviews=figures.interviews._replace(mocks=[])
    )
    titles = {section.title for section in sections(nothing)}

    assert not titles & {"Points missed most", "Mock interviews", "Hours of the day"}
    assert Section("", "", "", (), (), "bars").column(0, str) == []


def test_spoken_weeks_say_what_was_measured_and_nothing_more(figures: Figures) -> None:
    [section] = [each for each in sections(figures) if each.title == "Spoken answers, week by week"]

    first, second = [text for _, text in section.lines]
    assert first == "6 answers · first word after 1.4 s · longest pause 2.5 s"
    assert second.endswith("longest pause 2.0 s · about 150 words a minute · at least 2.3 fillers a minute")
