"""The order of the versions of an answer: the newest counts, on every machine."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from decks.own.answers import FORM, written_instants
from decks.toml.edit import CannotEdit, change_tables
from decks.toml.limits import load_toml
from decks.toml.positions import KeyPath
from trainer.sync.kinds import BY_NAME
from trainer.sync.registers import Dot, Registers, Units
from trainer.sync.tables import read_units
from trainer.sync.values import decode

ANSWERS = BY_NAME["answers"]


def with_dates(text: str, now: datetime) -> str:
    """Return a valid text of answers in which those that say no date are dated now; the later in it, the later."""
    tables = load_toml(text).get(FORM.items, [])
    undated = [place for place, table in enumerate(tables) if "written" not in table and "card" in table]
    now = now.replace(microsecond=0)
    changes: dict[KeyPath, dict[str, datetime]] = {
        (FORM.items, place): {"written": now + timedelta(microseconds=count)} for count, place in enumerate(undated)
    }
    try:
        return change_tables(text, changes) if changes else text
    except CannotEdit:
        return text


def place_before(text: str, wanted: Units, registers: Registers) -> Mapping[str, str]:
    """Return before which version each new one has to stand: the first of its card in the text that is newer."""
    ranks = {unit: _rank(unit, values, registers) for unit, values in wanted.items() if "card" in values}
    there = [unit for unit in read_units(ANSWERS, text) if unit in ranks]
    found: dict[str, str] = {}
    for unit in ranks.keys() - set(there):
        card = wanted[unit]["card"]
        newer = (other for other in there if wanted[other]["card"] == card and ranks[other] > ranks[unit])
        if first := next(newer, None):
            found[unit] = first
    return found


def _rank(unit: str, values: Mapping[str, str], registers: Registers) -> tuple[datetime, Dot]:
    written = decode(values["written"]) if "written" in values else None
    return written_instants([written])[0], registers.entries[unit]["card"].dot
