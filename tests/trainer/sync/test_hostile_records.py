"""Records of files from machines that can't be trusted: each is refused with a sentence, and the rest goes on."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trainer.sync.machines import Machine, machines, settle
from trainer.sync.kinds import BY_NAME
from trainer.sync.registers import Registers
from trainer.sync.segment import Record
from trainer.sync.values import encode
from trainer.sync.version import Version, dump, load

GOOD = '[[cards]]\nid = "good"\nquestion = "Good?"\n'
NAMES = [
    "../evil.toml",
    "decks/../../evil.toml",
    "/etc/evil.toml",
    "decks//evil.toml",
    "decks/deep/evil.toml",
    "C:/evil.toml",
    "decks/C:evil.toml",
    "decks\\evil.toml",
    "decks/con.toml",
    "decks/LPT1.toml",
    "decks/.hidden.toml",
    "decks/evil.toml ",
    "decks/evil..toml",
    "decks/evil\n.toml",
    "decks/ev\u202eil.toml",
    "decks/ev\x1b[31mil.toml",
    "decks/evil.exe",
    f"decks/{'x' * 300}.toml",
    "greenroom.db",
    "config.toml",
    "",
]
BAD_TEXTS = {
    "deep": f"x = {'[' * 5000}{']' * 5000}",
    "no TOML": "[[cards",
    "control": 'x = "\x1b[31m"',
    "no tables": "cards = [1, 2]",
    "long key": "a." * 100_000 + "b = 1",
    "huge number": f"x = {'9' * 10_000}",
}
BAD_REGISTERS = [
    "",
    "[]",
    "{}",
    "null",
    "[" * 100_000,
    '{"dots":[],"units":{},"dead":{},"seen":{},"texts":{}}',  # no stamp for the values
    '{"dots":[[1,"x"]],"units":{"cards/good":0},"dead":{},"seen":{},"texts":{}}',  # a stamp nobody has seen
    '{"dots":[[-1,"x"]],"units":{"cards/good":0},"dead":{},"seen":{"x":1},"texts":{}}',
    '{"dots":[[1e99,"x"]],"units":{"cards/good":0},"dead":{},"seen":{"x":1},"texts":{}}',
    '{"dots":[[9999999999999999999999,"x"]],"units":{"cards/good":0},"dead":{},"seen":{"x":1},"texts":{}}',
    '{"dots":[[1,""]],"units":{"cards/good":0},"dead":{},"seen":{"":1},"texts":{}}',
    '{"dots":[[1,"x"]],"units":{"cards/good":5},"dead":{},"seen":{"x":1},"texts":{}}',
    '{"dots":[[1,"x"]],"units":{"cards/good":[0]},"dead":{},"seen":{"x":1},"texts":{}}',
    '{"dots":[[1,"x"]],"units":{"cards/good":{"id":[0,"{"],"question":0}},"dead":{},"seen":{"x":1},"texts":{}}',
    # It would delete what is yet to be written.
    '{"dots":[[1,"x"]],"units":{"cards/good":0},"dead":{"cards/good":{"x":2}},"seen":{"x":1},"texts":{}}',
    '{"dots":[[1,"x"]],"units":{"cards/good":0},"dead":{"cards/good":{"y":1}},"seen":{"x":1},"texts":{}}',
]


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with machines(tmp_path, 1) as (one,):
        yield one


def record(path: str, text: object = GOOD, registers: str = "", log: str = "file/decks") -> Record:
    good = '{"dots":[[5,"x"]],"units":{"cards/good":0},"dead":{},"seen":{"x":5},"texts":{"x":5}}'
    return {"log": log, "path": path, "stamp": 5, "device": "x", "text": text, "registers": registers or good}  # type: ignore[dict-item]


def everything(folder: Path) -> set[Path]:
    return {path for path in folder.rglob("*") if "backups" not in path.parts}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_leads_elsewhere_is_refused_and_the_rest_goes_on(machine: Machine, name: str) -> None:
    around = machine.home.path.parent
    before = everything(around)
    merged = machine.merge([record(name), record("decks/good.toml")])
    assert merged.changed == ("decks/good.toml",)
    assert len(merged.told) == 1
    assert all(sentence.isprintable() for sentence in merged.told)
    assert everything(around) - before == {machine.path("decks"), machine.path("decks/good.toml")} - before


@pytest.mark.parametrize("text", BAD_TEXTS.values(), ids=BAD_TEXTS)
def test_a_text_that_is_no_deck_is_refused(machine: Machine, text: str) -> None:
    merged = machine.merge([record("decks/bad.toml", text), record("decks/good.toml")])
    assert merged.changed == ("decks/good.toml",)
    assert len(merged.told) == 1
    assert all(sentence.isprintable() for sentence in merged.told)


@pytest.mark.parametrize("text", [5, 2.5, "x" * (16 * 1024 * 1024 + 1)], ids=["number", "float", "huge"])
def test_a_text_that_is_no_text_or_huge_is_refused(machine: Machine, text: object) -> None:
    merged = machine.merge([record("decks/bad.toml", text), record("decks/good.toml")])
    assert merged.changed == ("decks/good.toml",)


@pytest.mark.parametrize("registers", BAD_REGISTERS, ids=range(len(BAD_REGISTERS)))
def test_registers_that_nobody_writes_are_refused(machine: Machine, registers: str) -> None:
    merged = machine.merge([record("decks/bad.toml", GOOD, registers or "x"), record("decks/good.toml")])
    assert merged.changed == ("decks/good.toml",)


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")
def test_a_link_in_the_decks_is_never_followed(machine: Machine, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.toml"
    elsewhere.write_text(GOOD)
    machine.path("decks").mkdir(exist_ok=True)
    machine.path("decks/good.toml").symlink_to(elsewhere)
    merged = machine.merge([record("decks/good.toml", GOOD.replace("Good?", "Evil?"))])
    assert elsewhere.read_text() == GOOD
    assert "is a link" in merged.told[0]
    assert not machine.collect().records
    machine.path("decks/good.toml").unlink()
    assert machine.merge([]).changed == ("decks/good.toml",)  # it waited


def test_a_file_that_is_broken_here_keeps_what_comes_waiting(tmp_path: Path) -> None:
    with machines(tmp_path) as (one, other):
        one.write("decks/mine.toml", GOOD)
        settle(one, other)
        one.edit("decks/mine.toml", "Good?", "Better?")
        one.collect()
        other.write("decks/mine.toml", "[[cards")
        assert not other.sync(one).changed
        assert "waits" in other.told[-2]
        assert other.read("decks/mine.toml") == "[[cards"
        other.write("decks/mine.toml", f"{GOOD}# fixed\n")
        settle(one, other)
        assert one.read("decks/mine.toml") == other.read("decks/mine.toml")
        assert "Better?" in one.read("decks/mine.toml")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_that_are_one_on_other_systems_do_not_travel_and_are_told(machine: Machine) -> None:
    machine.write("decks/Mine.toml", GOOD)
    machine.write("decks/mine.toml", GOOD)
    machine.write("decks/con.toml", GOOD)
    collected = machine.collect()
    assert not collected.records
    assert any("are one name on other systems" in sentence for sentence in collected.told)
    assert any("con.toml" in sentence for sentence in collected.told)


def test_a_name_in_another_case_is_the_same_deck(tmp_path: Path) -> None:
    with machines(tmp_path) as (one, other):
        one.write("decks/Mine.toml", GOOD)
        settle(one, other)
        other.path("decks/Mine.toml").rename(other.path("decks/mine.toml"))
        other.edit("decks/mine.toml", "Good?", "Better?")
        settle(one, other)
        assert [*one.files()] == ["decks/Mine.toml"]
        assert "Better?" in one.read("decks/Mine.toml")


@given(st.text(max_size=40), st.text(max_size=40))
def test_no_registers_raise_anything_but_a_value_error(text: str, dumped: str) -> None:
    for given_text, given_dump in ((text, dumped), (GOOD, dumped), (GOOD, json.dumps({"dots": text, "units": dumped}))):
        try:
            load(BY_NAME["decks"], "x", given_text, given_dump)
        except ValueError:
            continue


def test_what_is_dumped_is_loaded_again() -> None:
    kind = BY_NAME["decks"]
    version = load(kind, "decks/good.toml", GOOD, str(record("")["registers"]))
    assert isinstance(version, Version)
    assert isinstance(version.registers, Registers)
    assert load(kind, version.path, version.text, dump(kind, version)) == version


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("coach", {"command": "evil"}),
        ("coach.command", "evil"),
        ("coach_command", "evil"),
        ("speech_model", "/evil"),
        ("sync", {"auto": True}),
        ("sync_auto", True),
    ],
)
def test_a_setting_of_this_machine_is_never_set_from_elsewhere(tmp_path: Path, key: str, value: object) -> None:
    with machines(tmp_path) as (one, two):
        one.write("config.toml", "new_per_day = 5\n")
        one.collect()
        (record,) = one.sent
        registers = json.loads(str(record["registers"]))
        (unit,) = registers["units"]
        registers["units"][unit] = {"new_per_day": [0, encode(5)], key: [0, encode(value)]}
        two.write("config.toml", "new_per_day = 6\n")
        two.merge([{**record, "registers": json.dumps(registers)}])

        assert two.read("config.toml") == "new_per_day = 5\n"
        assert "new_per_day = 6" in two.conflicts()
