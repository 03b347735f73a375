"""Versions of a file from other machines, merged into the one here."""

from collections.abc import Sequence
from typing import NamedTuple

from decks.model.problems import clipped
from decks.toml.edit import CannotEdit
from trainer.sync.kinds import Kind
from trainer.sync.local import Here
from trainer.sync.own_answers import ANSWERS, place_before
from trainer.sync.registers import (
    NEVER,
    Clash,
    Registers,
    Seen,
    clashes,
    covers,
    dominates,
    is_gone,
    join,
    joined_seen,
    live,
)
from trainer.sync.tables import DECK, TOP, NotUnits, comments_in, with_units
from trainer.sync.version import Version


class Outcome(NamedTuple):
    """A file after a merge.

    Attributes:
        raw: Its whole text; None if it is gone.
        registers: When each of its values was written.
        texts: The edits by hand whose comments are in its text.
        lost: What was changed on two machines and doesn't stand.
        back: The units that were deleted on one machine and changed on another.
        waiting: The positions of versions that can't be merged into the text as it is.
    """

    raw: str | None
    registers: Registers
    texts: Seen
    lost: tuple[Clash, ...] = ()
    back: tuple[str, ...] = ()
    waiting: frozenset[int] = frozenset()


def merge_versions(here: Here, versions: Sequence[Version]) -> Outcome:
    """Merge versions of other machines into a file, the oldest first; nothing is written."""
    kind, was = here.kind, here.base.version
    merged = Outcome(here.raw, was.registers, was.texts)
    lost: list[Clash] = []
    waiting: set[int] = set()
    for position in sorted(range(len(versions)), key=lambda position: versions[position].newest):
        version = versions[position]
        try:
            after = _merged(kind, merged, version)
        except (CannotEdit, NotUnits):
            waiting.add(position)
            continue
        lost += [*clashes(merged.registers, version.registers), *clashes(version.registers, merged.registers)]
        merged = after
    known = live(was.registers)
    values = live(merged.registers)
    back = [unit for unit in values if unit in was.registers.dead and unit not in known]
    if is_gone(was.registers) and values:
        back = [""]
    used = [version for position, version in enumerate(versions) if position not in waiting]
    kept = [
        clash
        for clash in dict.fromkeys(lost)
        if clash.key not in kind.quiet
        and values.get(clash.unit, {}).get(clash.key) != clash.value
        and not any(_has_met(version, clash) for version in used)
    ]
    return merged._replace(lost=tuple(kept), back=tuple(back), waiting=frozenset(waiting))


def _has_met(version: Version, clash: Clash) -> bool:
    """Return whether a machine had seen both sides of a clash, and so has kept the one that doesn't stand."""
    return covers(version.registers.seen, clash.dot) and covers(version.registers.seen, clash.winner)


def _merged(kind: Kind, merged: Outcome, version: Version) -> Outcome:
    """Merge one version; raise `CannotEdit` or `NotUnits` if the text can't get its values."""
    registers = join(merged.registers, version.registers)
    if is_gone(registers) and kind.whole:
        return Outcome(None, registers, joined_seen(merged.texts, version.texts))
    text, texts = merged.raw, merged.texts
    # A text in which all that was written here is found, comments too, can replace the one here.
    takes_all = text is None or (texts != version.texts and dominates(version.texts, texts))
    if kind.whole and version.text is not None and takes_all:
        text, texts = version.text, version.texts
    sources = [each for each in (version.text, merged.raw if kind.whole else None) if each is not None]
    text, values = text or "", live(registers)
    before = place_before(text, values, registers) if kind is ANSWERS else {}
    text = with_units(kind, text, values, sources, before)
    if kind.whole and texts is not version.texts and comments_in(version.text or "") <= comments_in(text):
        texts = joined_seen(texts, version.texts)
        if text == version.text:
            texts = {device: stamp for device, stamp in texts.items() if device != NEVER.device}
    if not text and merged.raw is None and not kind.whole:
        return Outcome(None, registers, texts)
    return Outcome(text, registers, texts)


def unit_name(kind: Kind, path: str, unit: str) -> str:
    """Return a unit in words, for a sentence."""
    if unit in ("", TOP, DECK):
        return path
    name = clipped(unit.partition("/")[2], 40)
    return f"{path}: a {kind.noun}" if name.startswith("?") else f'{path}: the {kind.noun} "{name}"'
