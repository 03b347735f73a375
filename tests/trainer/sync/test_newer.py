"""Records of files from a newer greenroom: what this one knows of them is used, the rest is kept for later."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trainer.sync.machines import Machine, machines
from trainer.config import Preferences
from trainer.sync.files import Merged
from trainer.sync.segment import Record

DECK = '[[cards]]\nid = "good"\nquestion = "Good?"\n'


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[list[Machine]]:
    with machines(tmp_path) as both:
        yield both


def with_setting(record: Record, name: str, value: object) -> Record:
    """Return a record of settings as a greenroom that knows one more would have written it."""
    registers = json.loads(str(record["registers"]))
    ((unit, _),) = registers["units"].items()
    registers["units"][unit] = {"new_per_day": 0, name: 1}
    stamp, device = registers["dots"][0]
    registers |= {"dots": [[stamp, device], [stamp + 1, device]], "seen": {device: stamp + 1}}
    text = f"{record['text']}{name} = {value}\n"
    return {**record, "text": text, "registers": json.dumps(registers)}


def test_settings_of_a_newer_greenroom_are_kept_told_once_and_used_after_an_update(
    pair: list[Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = pair
    one.write("config.toml", "new_per_day = 5\n")
    one.collect()
    newer = with_setting(one.sent[0], "of_tomorrow", 3)
    merged = other.merge([newer])
    assert merged.changed == ("config.toml",)
    assert (merged.waiting, merged.newer) == (0, 1)
    assert merged.told == (
        "config.toml on another machine has settings of a newer greenroom: of_tomorrow. Update greenroom to use them.",
    )
    assert not other.merge([]).told
    assert not other.merge([newer]).told
    other.edit("config.toml", "new_per_day = 5", "new_per_day = 7")
    (record,) = other.collect().records
    assert "of_tomorrow" not in str(record)
    assert one.merge([record]).changed == ("config.toml",)

    monkeypatch.setattr(Preferences, "_fields", (*Preferences._fields, "of_tomorrow"))
    assert not other.merge([]).told
    assert other.read("config.toml") == "new_per_day = 7\nof_tomorrow = 3\n"
    assert other.merge([]).newer == 0
    one.sync(other)
    assert one.read("config.toml") == "new_per_day = 7\n"
    other.collect()
    one.sync(other)


def test_a_file_of_a_kind_that_only_a_newer_greenroom_knows_is_kept_and_told_once(pair: list[Machine]) -> None:
    one, other = pair
    one.write("decks/mine.toml", DECK)
    one.collect()
    sketch = {**one.sent[0], "log": "file/sketches", "path": "sketches/a.toml"}
    merged = other.merge([sketch, *one.sent])
    assert merged.changed == ("decks/mine.toml",)
    assert len(merged.told) == merged.newer == 1
    assert "only a newer greenroom can read it" in merged.told[0]
    assert other.merge([sketch]) == Merged(newer=1)
