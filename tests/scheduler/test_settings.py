import math
from copy import copy, deepcopy

import pytest

from scheduler.settings import SettingError, Settings

RANGES = [
    ("desired_retention", 0.70, 0.97, 0.001, "between 0.70 and 0.97"),
    ("maximum_interval", 1, 36500, 1, "between 1 and 36500 days"),
    ("new_per_day", 0, 9999, 1, "between 0 and 9999 cards"),
    ("minutes_per_day", 0, 1440, 1, "between 0 and 1440 minutes"),
]


@pytest.mark.parametrize(("name", "low", "high", "step", "expected"), RANGES)
def test_settings_outside_their_range_are_refused(
    name: str, low: float, high: float, step: float, expected: str
) -> None:
    for value in (low, high):
        assert getattr(Settings(**{name: value}), name) == value  # type: ignore[arg-type]
    for value in (low - step, high + step, math.nan, 10**9):
        with pytest.raises(SettingError) as refused:
            Settings(**{name: value})  # type: ignore[arg-type]
        assert str(refused.value) == f"{name} = {value} is not {expected}. Set it: greenroom config {name} VALUE."


def test_settings_that_differ_however_little_have_another_fingerprint() -> None:
    prints = [Settings(desired_retention=value).fingerprint for value in (0.85, 0.8500004, 0.85 + 1e-12)]

    assert len(set(prints)) == 3
    assert Settings().fingerprint == "fsrs6 default 0.9 365"  # as homes have it


def test_settings_are_checked_however_they_are_made_and_can_be_copied() -> None:
    settings = Settings(new_per_day=3)

    for made in (copy(settings), deepcopy(settings), settings._replace(), Settings._make(settings)):
        assert made == settings
        assert isinstance(made, Settings)
    assert settings._replace(maximum_interval=7) == Settings(maximum_interval=7, new_per_day=3)
    with pytest.raises(SettingError, match="new_per_day = -5"):
        settings._replace(new_per_day=-5)
    with pytest.raises(SettingError, match="maximum_interval = 0"):
        Settings._make((0.9, 0, 1))
