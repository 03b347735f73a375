"""Spoken answers, week by week."""

from datetime import date, timedelta
from pathlib import Path

from cards.spoken import Spoken
from scheduler.log.store import Store
from scheduler.stats.speech import MOST_WEEKS, speech
from tests.histories import KEY, open_store, review

_MONDAY = date(2026, 3, 2)
_SPOKEN = Spoken("energy-1", "Whisper tiny.en", 1500, 60_000, 2100, 1, 140, 3)


def _answer(store: Store, week: int, number: int, figures: Spoken = _SPOKEN) -> None:
    day = _MONDAY + timedelta(weeks=week, days=number % 7)
    name = f"{week}-{number}-{figures.model}-{figures.method}"
    store.record(review(name, at=week * 100 + number, day=day), spoken=figures)


def test_weeks_with_five_answers_are_told_once_there_are_two_of_them(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    assert speech(store) is None
    for number in range(5):
        _answer(store, 0, number)
    assert speech(store) is None
    for number in range(4):
        _answer(store, 1, number)
    assert speech(store) is None
    _answer(store, 1, 4, _SPOKEN._replace(start_ms=9000, words=40, fillers=8, pauses=6))
    found = speech(store)
    assert found is not None
    assert (found.method, found.model) == ("energy-1", "Whisper tiny.en")
    first, second = found.weeks
    assert (first.monday, first.answers, first.start, first.longest_pause) == (_MONDAY, 5, 1.5, 2.1)
    assert (first.pace, first.fillers, first.pauses) == (140, 3, 1)
    assert (second.monday, second.start) == (_MONDAY + timedelta(weeks=1), 1.5)
    assert (second.pace, second.fillers, second.pauses) == (120, 4, 2)
    assert speech(store, KEY.deck) == found
    assert speech(store, "another") is None
    store.close()


def test_only_what_was_measured_like_the_newest_answer_counts(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for week in range(3):
        for number in range(5):
            _answer(store, week, number, _SPOKEN._replace(model="another") if week == 0 else _SPOKEN)
    found = speech(store)
    assert found is not None
    assert [week.monday for week in found.weeks] == [_MONDAY + timedelta(weeks=week) for week in (1, 2)]
    for number in range(5):
        _answer(store, 3, number, _SPOKEN._replace(method="newer"))
    assert speech(store) is None
    store.close()


def test_without_a_text_there_are_pauses_and_no_pace(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for week in range(MOST_WEEKS + 3):
        for number in range(5):
            _answer(store, week, number, _SPOKEN._replace(model="", words=None, fillers=None))
    found = speech(store)
    assert found is not None
    assert len(found.weeks) == MOST_WEEKS
    assert {(week.pace, week.fillers) for week in found.weeks} == {(None, None)}
    store.close()
