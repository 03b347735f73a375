"""`interview export --ics`: the calendar, as another program reads it."""

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st
from icalendar import Calendar

from cards.text import clean_line
from tests.trainer.interview.days import TODAY, Clocked, plan
from trainer.interview.calendar_file import calendar_of
from trainer.interview.dates import Interview, read_interviews
from trainer.interview.dates_file import add_interview

FILE = "interviews.ics"


@pytest.fixture
def path(world: Clocked) -> Path:
    return world.home.parent / FILE


def export(world: Clocked, path: Path) -> list[Any]:
    """Export, and return the events of the file."""
    assert world.run("interview", "export", "--ics", str(path)) == 0, world.err
    return events(path.read_bytes())


def events(content: bytes) -> list[Any]:
    return Calendar.from_ical(content).walk("VEVENT")


def times(event: Any) -> tuple[date, date]:
    return event.decoded("dtstart"), event.decoded("dtend")


def test_a_calendar_has_the_day_its_rehearsals_the_sheet_and_the_notes(world: Clocked, path: Path) -> None:
    plan(world, "2026-03-12", "--minutes", "30")
    day, rehearsal, sheet, thanks = export(world, path)

    assert str(day["summary"]) == "Interview at Acme"
    assert times(day) == (date(2026, 3, 12), date(2026, 3, 13))
    (alarm,) = day.walk("VALARM")
    assert (str(alarm["action"]), alarm.decoded("trigger")) == ("DISPLAY", timedelta(hours=-6))
    assert str(alarm["description"]) == "Tomorrow: interview at Acme"
    assert str(rehearsal["summary"]) == "Rehearse for the interview at Acme"
    assert times(rehearsal) == (datetime(2026, 3, 2, 19), datetime(2026, 3, 2, 19, 30))  # noqa: DTZ001  # no zone
    assert rehearsal["rrule"].to_ical() == b"FREQ=DAILY;UNTIL=20260311T190000"
    assert str(sheet["summary"]) == "Read your sheet: interview at Acme"
    assert times(sheet) == (datetime(2026, 3, 11, 18, 45), datetime(2026, 3, 11, 19))  # noqa: DTZ001
    assert "`greenroom sheet`" in str(sheet["description"])
    assert str(thanks["summary"]) == "Write thank-you notes: interview at Acme"
    assert times(thanks) == (datetime(2026, 3, 13, 9), datetime(2026, 3, 13, 9, 30))  # noqa: DTZ001
    assert all(
        (str(each["class"]), str(each["transp"])) == ("PRIVATE", "TRANSPARENT") for each in events(path.read_bytes())
    )
    inside = "Acme on Thu 12 Mar, with daily rehearsals, the sheet the evening before, a reminder and thank-you notes"
    assert world.out == f"Wrote {path}: {inside}.\n"


def test_an_interview_that_moved_or_was_named_is_the_same_in_the_calendar(world: Clocked, path: Path) -> None:
    world.run("interview", "set", "2026-03-12")
    before = export(world, path)
    world.now += timedelta(minutes=5)
    world.run("interview", "set", "2026-03-12", "--at", "Acme")
    world.run("interview", "set", "2026-03-14", "--at", "Acme")
    after = export(world, path)

    assert [str(event["uid"]) for event in before] == [str(event["uid"]) for event in after]
    assert len({str(event["uid"]) for event in after}) == 4
    assert {event["sequence"] for event in after} == {before[0]["sequence"] + 300}
    assert {event.decoded("dtstamp") for event in after} == {datetime(2026, 3, 2, 12, 5, tzinfo=UTC)}
    assert after[0].decoded("dtstart") == date(2026, 3, 14)


def test_a_second_round_is_another_interview_in_the_calendar(world: Clocked, path: Path) -> None:
    plan(world)
    first = {str(event["uid"]) for event in export(world, path)}
    world.now += timedelta(days=11)
    plan(world, "2026-03-20")

    assert first.isdisjoint({str(event["uid"]) for event in export(world, path)})


def test_one_written_by_hand_or_copied_gets_an_id_and_keeps_it(world: Clocked, path: Path) -> None:
    plan(world)
    file = world.home / "interviews.toml"
    entry = file.read_text("utf-8")
    file.write_text(
        f"{entry}# by hand\n[[interviews]]\ndate = 2026-03-15  # or later\n\n{entry.replace('03-12', '03-20')}", "utf-8"
    )
    uids = [str(event["uid"]) for event in export(world, path)]
    assert len(set(uids)) == 12
    assert "# by hand\n[[interviews]]\ndate = 2026-03-15  # or later\nid = " in file.read_text("utf-8")
    written = file.read_bytes()

    assert [str(event["uid"]) for event in export(world, path)] == uids
    assert file.read_bytes() == written


def test_undo_still_takes_back_what_was_set_before_an_export(world: Clocked, path: Path) -> None:
    plan(world)
    export(world, path)

    assert world.run("undo") == 0, world.err
    assert not (world.home / "interviews.toml").exists()


@pytest.mark.parametrize(("day", "left"), [("2026-03-02", 2), ("2026-03-03", 4)])
def test_on_the_day_itself_nothing_is_left_to_rehearse(world: Clocked, path: Path, day: str, left: int) -> None:
    plan(world, day)

    assert len(export(world, path)) == left
    assert ("daily rehearsals" in world.out) == (left == 4)


def test_long_rehearsals_begin_early_enough_to_end_in_the_evening(world: Clocked, path: Path) -> None:
    plan(world, "2026-03-12", "--minutes", "720")
    _, rehearsal, sheet, _ = export(world, path)

    assert times(rehearsal) == (datetime(2026, 3, 2, 10), datetime(2026, 3, 2, 22))  # noqa: DTZ001
    assert times(sheet)[1] == datetime(2026, 3, 11, 10)  # noqa: DTZ001


def test_several_interviews_are_in_one_calendar(world: Clocked, path: Path) -> None:
    plan(world)
    world.run("interview", "set", "2026-03-20")
    found = export(world, path)

    assert [str(event["summary"]) for event in found if "rrule" in event] == [
        "Rehearse for the interview at Acme",
        "Rehearse for the interview",
    ]
    assert ": Acme on Thu 12 Mar and Your interview on Fri 20 Mar, with daily rehearsals" in world.out


def test_only_a_calendar_of_greenroom_is_replaced(world: Clocked, path: Path) -> None:
    plan(world)
    export(world, path)
    export(world, path)
    path.write_text("BEGIN:VCALENDAR\r\nPRODID:-//Mine//EN\r\n", "utf-8")
    assert world.run("interview", "export", "--ics", str(path)) == 1
    assert f"{path}: already exists and isn't a greenroom calendar. Give another name." in world.err
    assert "Mine" in path.read_text("utf-8")

    before = (world.home / "interviews.toml").read_bytes()
    assert world.run("interview", "export", "--ics", str(world.home / "interviews.toml")) == 1
    assert "Give it a name that ends in .ics, or save it elsewhere." in world.err
    assert (world.home / "interviews.toml").read_bytes() == before
    assert world.run("interview", "export", "--ics", str(path.parent)) == 1
    assert "isn't a file" in world.err


def test_a_calendar_can_go_to_standard_output(world: Clocked, path: Path) -> None:
    plan(world)
    export(world, path)
    assert world.run("interview", "export", "--ics", "-") == 0

    assert world.out.splitlines() == path.read_text(encoding="utf-8").splitlines()  # Windows adds the \r when it writes
    assert not Path("-").exists()


def test_what_cannot_be_exported_is_one_sentence(world: Clocked, path: Path) -> None:
    assert world.run("interview", "export", "--ics", str(path)) == 1
    assert "No interview is set." in world.err
    assert world.run("interview", "export") == 2
    assert world.run("interview", "export", "--ics", "") == 2
    plan(world)
    (world.home / "interviews.toml").write_text("[[interviews]]\ndate = 2026-03-12\nid = 3\n", "utf-8")
    assert world.run("interview", "export", "--ics", str(path)) == 1
    assert "interviews.toml:1: id is not text. Delete that line" in world.err
    assert not path.exists()


def test_without_icalendar_a_sentence_says_what_to_do(
    world: Clocked, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(world)
    monkeypatch.setitem(sys.modules, "icalendar", None)

    assert world.run("interview", "export", "--ics", str(path)) == 1
    assert "A calendar needs the package icalendar, which is not installed. This installs it: " in world.err
    assert '-m pip install "icalendar>=6,<8"' in world.err


@profile(max_examples=60)
@given(st.text(), st.integers(0, 366), st.integers(1, 720))
def test_any_name_is_read_back_as_it_was_and_breaks_no_line(name: str, days: int, minutes: int) -> None:
    at = clean_line(name)
    interview = Interview(day=TODAY + timedelta(days=days), at=at, minutes=minutes, id="one")
    content = calendar_of([interview], TODAY, datetime(2026, 3, 2, 12, tzinfo=UTC))
    lines = content.split(b"\r\n")

    assert str(events(content)[0]["summary"]) == (f"Interview at {at}" if at else "Interview")
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    assert sum(line == b"BEGIN:VEVENT" for line in lines) == (4 if days else 2)
    assert not any(event.errors for event in Calendar.from_ical(content).walk())


@pytest.mark.parametrize("wrong", [datetime(1970, 1, 1, tzinfo=UTC), datetime(2163, 1, 1, tzinfo=UTC)])
def test_a_wrong_clock_gives_a_revision_that_a_calendar_can_read(wrong: datetime) -> None:
    interview = Interview(day=wrong.date() + timedelta(days=3), id="one")

    assert 0 <= events(calendar_of([interview], wrong.date(), wrong))[0]["sequence"] < 2**31


def test_an_id_stays_in_the_file(tmp_path: Path) -> None:
    file = tmp_path / "interviews.toml"
    add_interview(file, Interview(day=TODAY, id="one"))

    assert read_interviews(file) == (Interview(day=TODAY, id="one"),)
