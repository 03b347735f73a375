"""Which daily backups are kept."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from tests.terminal import NOON, World
from tests.trainer.backup.homes import rate_one
from trainer.backup.retention import kept

START = datetime(2024, 1, 1, 12, tzinfo=UTC)
INSTANTS = st.integers(0, 4 * 365 * 24).map(lambda hours: START + timedelta(hours=hours))


def test_daily_backups_are_thinned_and_no_other_file_is_touched(world: World) -> None:
    folder = world.home / "backups"
    folder.mkdir(mode=0o700)
    named = ["mine.zip", "backup-20200101T000000Z.zip", "auto-mine.zip", "auto-20269999T000000Z.zip", "deck.toml"]
    for name in named:
        (folder / name).touch()
    for day in range(60):
        (folder / f"auto-{NOON - timedelta(days=day + 1):%Y%m%dT%H%M%S}Z.zip").touch()
    rate_one(world)
    left = {path.name for path in folder.iterdir()}

    assert set(named) <= left
    made = sorted(name for name in left - set(named) if name.startswith("auto-"))
    assert made[-7:] == [f"auto-202602{day}T120000Z.zip" for day in range(24, 29)] + [
        "auto-20260301T120000Z.zip",
        "auto-20260302T120000Z.zip",
    ]
    assert made[:-7] == [f"auto-2026{day}T120000Z.zip" for day in ("0131", "0215", "0222")]


@given(st.sets(INSTANTS, max_size=80))
def test_thinning_keeps_the_newest_and_few_others_and_is_stable(made: set[datetime]) -> None:
    keep = kept(made)

    assert keep <= made
    assert len(keep) <= 7 + 4 + 12
    assert not made or max(made) in keep
    assert kept(keep) == keep
    for period, periods in (("%Y%m%d", 7), ("%G%V", 4), ("%Y%m", 12)):
        newest = sorted({f"{instant:{period}}" for instant in made})[-periods:]
        assert set(newest) <= {f"{instant:{period}}" for instant in keep}


@profile(max_examples=30)
@given(st.sets(st.integers(0, 800), min_size=1, max_size=200))
def test_a_year_of_thinning_day_by_day_loses_no_month(days: set[int]) -> None:
    there: set[datetime] = set()
    for day in sorted(days):
        there = kept(there | {START + timedelta(days=day)})
    months = sorted({f"{START + timedelta(days=day):%Y%m}" for day in days})[-12:]

    assert months == sorted({f"{instant:%Y%m}" for instant in there})[-12:]
