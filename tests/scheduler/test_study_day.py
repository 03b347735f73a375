"""Study days, and what wrong clocks, changed zones and skipped days do to the log, the figures and a sitting."""

import tempfile
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.answer import Answer, Mode
from cards.key import CardKey
from cards.review import Rating
from scheduler.planning.queue import next_due, read_today
from scheduler.planning.session import start_session
from scheduler.repair.consistency import differences
from scheduler.settings import Settings
from scheduler.stats.days import Day, Streak, days, streak
from scheduler.study_day import STARTS_AT, local_day, local_days, study_day
from tests.histories import DAY, KEY, NOW, RATINGS, open_store, review

# Among them: half an hour of summer time, offsets of quarter hours, a skipped day, both sides of the date line.
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "America/St_Johns",
        "Australia/Lord_Howe",
        "Africa/Cairo",
        "Asia/Kathmandu",
        "Pacific/Apia",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Antarctica/Troll",
    )
]
INSTANTS = st.timedeltas(timedelta(days=-6600), timedelta(days=4000)).map(NOW.__add__)
# A clock that runs on, is set right, falls back to the day it was built, or jumps ahead by years.
MOVES = st.one_of(
    st.timedeltas(timedelta(minutes=-90), timedelta(hours=30)),
    st.timedeltas(timedelta(days=-800), timedelta(days=800)),
    st.sampled_from(
        [timedelta(0), timedelta(days=-1), timedelta(days=1), timedelta(days=-20000), timedelta(days=9000)]
    ),
)
KEYS = st.sampled_from([KEY, CardKey("deck", "other")])
FEW = settings(max_examples=max(1, settings().max_examples // 6))


# --- study days ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("instant", "zone", "expected"),
    [
        (datetime(2026, 3, 2, 3, 59, tzinfo=UTC), UTC, date(2026, 3, 1)),
        (datetime(2026, 3, 2, 4, 0, tzinfo=UTC), UTC, date(2026, 3, 2)),
        (datetime(2026, 3, 29, 1, 59, tzinfo=UTC), ZoneInfo("Europe/Berlin"), date(2026, 3, 28)),  # 03:59 summer time
        (datetime(2026, 3, 29, 2, 0, tzinfo=UTC), ZoneInfo("Europe/Berlin"), date(2026, 3, 29)),
        (datetime(2026, 10, 25, 2, 59, tzinfo=UTC), ZoneInfo("Europe/Berlin"), date(2026, 10, 24)),
        (datetime(2026, 10, 25, 3, 0, tzinfo=UTC), ZoneInfo("Europe/Berlin"), date(2026, 10, 25)),
        (datetime(2026, 3, 2, 13, 30, tzinfo=UTC), ZoneInfo("Pacific/Kiritimati"), date(2026, 3, 2)),
        (datetime(2026, 3, 2, 13, 30, tzinfo=UTC), ZoneInfo("Pacific/Pago_Pago"), date(2026, 3, 1)),
        (datetime(2024, 3, 1, 3, 0, tzinfo=UTC), UTC, date(2024, 2, 29)),
    ],
)
def test_a_study_day_starts_at_four(instant: datetime, zone: ZoneInfo | timezone, expected: date) -> None:
    assert study_day(instant, zone) == expected


def test_without_a_zone_the_systems_is_used() -> None:
    instant = datetime(2026, 3, 2, 12, tzinfo=UTC)
    local = instant.astimezone()

    assert study_day(instant, None) == study_day(instant, local.tzinfo)
    assert local_day(instant, ZoneInfo("Asia/Kathmandu")).offset_minutes == 345
    assert local_day(instant, UTC).offset_minutes == 0


@given(st.sampled_from(ZONES), INSTANTS, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_in_one_zone_study_days_never_go_backwards(zone: ZoneInfo, at: datetime, later: timedelta) -> None:
    first, second = study_day(at, zone), study_day(at + later, zone)

    assert first <= second
    assert abs((second - first) - later) < timedelta(days=2)


@given(st.sampled_from(ZONES), st.dates(date(2012, 1, 1), date(2036, 1, 1)))
def test_a_day_that_exists_is_a_study_day_of_22_to_26_hours(zone: ZoneInfo, day: date) -> None:
    start = datetime.combine(day, datetime.min.time(), tzinfo=zone) + STARTS_AT
    instants = [start.astimezone(UTC) + timedelta(minutes=15 * quarter) for quarter in range(-8, 27 * 4)]
    quarters = [study_day(at, zone) for at in instants].count(day)

    assert 22 * 4 <= quarters <= 26 * 4


@pytest.mark.parametrize(
    ("zone", "instants", "days_there"),
    [
        # The hour that is skipped and the one that comes twice both belong to the night before.
        (
            "Europe/Berlin",
            ["2026-03-29T00:59", "2026-03-29T01:00", "2026-03-29T01:59", "2026-03-29T02:00"],
            "28 28 28 29",
        ),
        (
            "Europe/Berlin",
            ["2026-10-25T00:30", "2026-10-25T01:30", "2026-10-25T02:59", "2026-10-25T03:00"],
            "24 24 24 25",
        ),
        (
            "America/New_York",
            ["2026-03-08T06:59", "2026-03-08T07:00", "2026-03-08T07:59", "2026-03-08T08:00"],
            "07 07 07 08",
        ),
        (
            "America/New_York",
            ["2026-11-01T05:30", "2026-11-01T06:30", "2026-11-01T08:59", "2026-11-01T09:00"],
            "31 31 31 01",
        ),
        # 30 December 2011 was skipped: its name goes to the night before the 31st.
        (
            "Pacific/Apia",
            ["2011-12-30T09:59", "2011-12-30T10:00", "2011-12-30T13:59", "2011-12-30T14:00"],
            "29 30 30 31",
        ),
        # A leap day, the end of a year, and a century year without a leap day.
        ("UTC", ["2028-02-29T03:59", "2028-02-29T04:00", "2028-03-01T03:59", "2028-03-01T04:00"], "28 29 29 01"),
        ("UTC", ["2026-12-31T04:00", "2027-01-01T00:00", "2027-01-01T03:59", "2027-01-01T04:00"], "31 31 31 01"),
        ("UTC", ["2100-02-28T04:00", "2100-03-01T03:59", "2100-03-01T04:00"], "28 28 01"),
    ],
)
def test_study_days_around_the_rollover_on_odd_days(zone: str, instants: list[str], days_there: str) -> None:
    found = [study_day(datetime.fromisoformat(at).replace(tzinfo=UTC), ZoneInfo(zone)) for at in instants]

    assert [f"{day.day:02}" for day in found] == days_there.split()


@given(INSTANTS)
def test_crossing_the_date_line_moves_the_study_day_by_one_at_most(at: datetime) -> None:
    west, east = study_day(at, ZoneInfo("Pacific/Pago_Pago")), study_day(at, ZoneInfo("Pacific/Kiritimati"))

    assert timedelta(days=1) <= east - west <= timedelta(days=2)  # 25 hours apart
    assert study_day(at, ZoneInfo("Pacific/Honolulu")) <= study_day(at, ZoneInfo("Pacific/Auckland"))


# --- the log -----------------------------------------------------------------------------------------------


@FEW
@given(st.lists(st.tuples(KEYS, RATINGS, MOVES, st.sampled_from(ZONES)), min_size=1, max_size=12))
def test_whatever_the_clock_does_study_days_of_a_card_never_go_backwards_in_the_log(
    moves: list[tuple[CardKey, Rating, timedelta, ZoneInfo]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder))
        now = NOW
        for number, (key, rating, move, zone) in enumerate(moves):
            now = min(max(now + move, datetime(1970, 1, 2, tzinfo=UTC)), datetime(2100, 1, 1, tzinfo=UTC))
            day, at = study_day(now, zone), round(now.timestamp() * 1000)
            before = store.memory(key)
            written, after = store.record(review(f"r{number}", rating, day, key, at=at))
            assert written.study_day == max(day, before.last_review if before else day)
            assert written.reviewed_at_utc_ms == at  # the log keeps what the clock said
            assert after.due > after.last_review == written.study_day
        logged = store.rows("SELECT deck, card, study_day FROM reviews ORDER BY seq")
        counted = [day.day for day in days(store)]
        store.close()
        assert differences(Path(folder) / "greenroom.db", Settings()) == {}

    for key in {key for key, *_ in moves}:
        of_card = [day for deck, card, day in logged if (deck, card) == key]
        assert of_card == sorted(of_card)
    assert counted == sorted(set(counted))


@FEW
@given(st.lists(st.tuples(RATINGS, st.integers(-900, 900)), min_size=1, max_size=8), st.integers(-900, 900))
def test_reviews_of_the_future_that_are_in_the_log_do_no_harm_and_can_be_undone(
    dated: list[tuple[Rating, int]], shift: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(Path(folder))
        reviews = [
            (review(f"i{n}", rating, DAY + timedelta(days=gap), at=n + 1, mode=Mode.IMPORTED), None)
            for n, (rating, gap) in enumerate(dated)
        ]
        store.import_reviews(reviews)
        alone = store.memory(KEY)
        today = DAY + timedelta(days=shift)
        store.record(review("here", Rating.GOOD, today, at=99))
        assert store.reviews(newest=1)[0].study_day == max(today, *(DAY + timedelta(days=gap) for _, gap in dated))
        run = streak(days(store), today)
        assert 0 <= run.current <= run.longest <= len(days(store))
        read_today(store, today)
        assert (next_due(store, today, {KEY.deck: [[KEY.card]]}) or today) >= today
        assert store.undo(100) is not None
        assert store.memory(KEY) == alone
        store.close()
        assert differences(Path(folder) / "greenroom.db", Settings()) == {}


# --- figures -----------------------------------------------------------------------------------------------


def studied(*gaps: int) -> list[Day]:
    return [Day(DAY + timedelta(days=gap), 1, 1.0) for gap in gaps]


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ((0,), Streak(1, 1)),
        ((-1,), Streak(1, 1)),
        ((-2,), Streak(0, 1)),
        ((1,), Streak(0, 0)),  # from a clock that was ahead: that day has not come yet
        ((-1, 1), Streak(1, 1)),
        ((0, 1), Streak(1, 1)),
        ((-1, 0, 1, 2), Streak(2, 2)),
        ((-9, -8, -7, 40, 41, 42, 43), Streak(0, 3)),
    ],
)
def test_days_that_have_not_come_are_in_no_streak(gaps: tuple[int, ...], expected: Streak) -> None:
    assert streak(studied(*gaps), DAY) == expected


def test_days_that_were_ahead_count_when_they_come() -> None:
    assert streak(studied(0, 1), DAY + timedelta(days=1)) == Streak(2, 2)


def test_a_streak_goes_over_a_leap_day_and_a_years_end() -> None:
    leap = [Day(date(2028, 2, 27) + timedelta(days=n), 1, 1.0) for n in range(4)]
    end = [Day(date(2026, 12, 30) + timedelta(days=n), 1, 1.0) for n in range(4)]

    assert streak(leap, date(2028, 3, 1)) == Streak(4, 4)
    assert streak([day for day in leap if day.day != date(2028, 2, 29)], date(2028, 3, 1)) == Streak(1, 2)
    assert streak(end, date(2027, 1, 2)) == Streak(4, 4)


# --- a sitting ---------------------------------------------------------------------------------------------


@given(st.lists(MOVES, min_size=1, max_size=15), st.none() | st.integers(1, 60))
def test_a_clock_that_jumps_during_a_sitting_neither_ends_nor_prolongs_it_beyond_reason(
    moves: list[timedelta], minutes: int | None
) -> None:
    keys = tuple(CardKey("deck", str(number)) for number in range(30))
    limit = None if minutes is None else timedelta(minutes=minutes)
    now, session = NOW, start_session(keys, NOW, limit=limit)
    for move in moves:
        now += move
        said = session.progress(now)
        assert 1 <= said.number <= said.total <= 60
        assert said.minutes_left is None or 0 <= said.minutes_left <= (minutes or 0)
        session = session.asked_as(0).answered(Answer(milliseconds=1)).rate(Rating.GOOD, now)
        assert now - session.started >= timedelta(0)
        if session.current is None:
            assert limit is not None
            return
    assert len(session.rated) == len(moves)


@given(st.sampled_from(ZONES), st.lists(st.integers(0, 2**42), max_size=30), st.integers(0, 3_600_000))
def test_days_of_many_instants_are_those_of_each(zone: ZoneInfo, instants: list[int], later: int) -> None:
    day_of = local_days(zone)
    for at in [*instants, *(each + later for each in instants)]:
        assert day_of(at) == local_day(datetime.fromtimestamp(at / 1000, UTC), zone)
