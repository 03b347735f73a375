"""Files that travel between machines: decks, own answers, stories, interviews and settings."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from decks.model.errors import DeckFileError
from scheduler.log.store import Store
from scheduler.log.validity import MOST_AHEAD, limit_at
from trainer.home import Home
from trainer.sync.bases import Bases
from trainer.sync.conflicts import keep_beside
from trainer.sync.file_records import (
    FileRecord,
    NewerRecord,
    RefusedRecord,
    make_record,
    newer_settings_sentence,
    read_record,
    record_name,
)
from trainer.sync.kinds import KINDS, Kind, can_travel, folded, own_files
from trainer.sync.local import (
    Base,
    CannotTravel,
    base_text,
    checksum_of,
    puts,
    read_base,
    read_here,
    read_raw,
    replace_here,
    settled,
    shown,
    travelling,
)
from trainer.sync.merging import Outcome, merge_versions, unit_name
from trainer.sync.own_answers import ANSWERS, with_dates
from trainer.sync.registers import Dot, live
from trainer.sync.segment import MAX_LINE, Record

_WAITING = "waiting/"  # the names of bases begin with it that are records to be merged later
_NEWER = "newer/"  # the same, of records with something that only a newer greenroom knows
_TRIES = 5
_MOST_NAMED = 3  # of what came back


class Collected(NamedTuple):
    """What changed in this home's files.

    Attributes:
        records: A record for each file that changed since it last travelled.
        bases: What to `put` in the bases, in the same transaction in which the records are kept for sending.
        told: Sentences about files that can't travel, for the user.
    """

    records: tuple[Record, ...]
    bases: Mapping[str, str | None]
    told: tuple[str, ...] = ()


class Merged(NamedTuple):
    """What came of records from other machines.

    Attributes:
        changed: The files written or removed here, relative to the home.
        kept: The files in `conflicts/` with what was changed on two machines at once, and doesn't stand.
        told: Sentences for the user: what was kept, came back, was refused, or has to wait.
        waiting: How many records wait until they can be merged.
        newer: How many are kept for when greenroom is updated.
    """

    changed: tuple[str, ...] = ()
    kept: tuple[Path, ...] = ()
    told: tuple[str, ...] = ()
    waiting: int = 0
    newer: int = 0

    def __add__(self, other: object) -> "Merged":
        """Return what came of both."""
        if not isinstance(other, Merged):
            return NotImplemented
        changed, kept, told = self.changed + other.changed, self.kept + other.kept, self.told + other.told
        return Merged(changed, kept, told, self.waiting + other.waiting, self.newer + other.newer)


class _File(NamedTuple):
    """A file that travels: its kind, its name without case, and where it is or would be."""

    kind: Kind
    key: str
    path: Path


def collect(home: Home, store: Store, bases: Bases, *, whole: bool = False) -> Collected:
    """Return what changed here since the last time; with `whole`, all files, for a target that has none of them."""
    dot = _next_dot(home, store, bases)
    records: list[Record] = []
    changes: dict[str, str | None] = {"clock": str(dot.stamp)}
    files, twins = _files_here(home)
    told = [*twins.values()]
    for file in [*files.values(), *_files_gone(home, bases, {*files, *twins})]:
        try:
            if bases.get(f"sum/{file.key}") == checksum_of(read_raw(home, file.path)):
                base = read_base(bases, file.kind, file.key) if whole else None
            else:
                base, raw = _base_now(home, store, bases, file, dot)
                changes |= puts(file.kind, file.key, base._replace(is_sent=True), raw)
            if base is not None and (whole or not base.is_sent):
                records.append(make_record(file.kind, base.version, dot.device))
                if len(json.dumps(records[-1], ensure_ascii=False)) > MAX_LINE:
                    del records[-1]
                    told.append(f"{shown(home, file.path)} has too much in it to travel. Split it into several files.")
        except (CannotTravel, DeckFileError) as error:
            told.append(str(error))
    return Collected(tuple(records), changes, tuple(told))


def _base_now(home: Home, store: Store, bases: Bases, file: _File, dot: Dot) -> tuple[Base, str | None]:
    """Return a file as it is now, and its whole text. Answers that say no date get one."""
    here = read_here(home, bases, file.kind, file.key, file.path, dot)
    if file.kind is ANSWERS and here.raw is not None:
        dated = with_dates(here.raw, home.env.clock())
        if dated != here.raw and replace_here(home, store, here, dated):
            here = read_here(home, bases, file.kind, file.key, file.path, dot)
    return settled(here.base, dot), here.raw


def merge(home: Home, store: Store, bases: Bases, records: Iterable[Record]) -> Merged:
    """Merge records from other machines into the files here. Records may come in any order, and more than once.

    Call it without records too: those that could not be merged earlier are tried again. When it returns, each record
    is in its file, refused, or kept in the bases until it can be merged; killed before that, it can be called again.
    Records that came through one target have to go to the others as they are.
    """
    dot = _next_dot(home, store, bases)
    came = {name.partition("/")[2]: json.loads(bases.get(name) or "{}") for name in _waiting(bases, _WAITING, _NEWER)}
    came |= {record_name(record): record for record in records}
    files, twins = _files_here(home)
    groups: dict[str, dict[str, FileRecord]] = {}  # by what each is kept as while it waits
    latest = limit_at(home.now_ms).at_utc_ms
    told: list[str] = []
    newer: dict[str, str | None] = {}  # what to put in the end
    for name, record in came.items():
        kept, sentence = f"{_NEWER}{name}", ""
        newer[kept] = None
        try:
            found = read_record(record)
            if found.version.newest > latest:
                bases.put({f"{_WAITING}{name}": json.dumps(record)})
                told.append(_ahead_sentence(found.version.path))
                continue
            if settings := found.version.newer:
                sentence, newer[kept] = newer_settings_sentence(found.version.path, settings), json.dumps(record)
            key = folded(found.version.path)
            groups.setdefault(key, {})[f"{_WAITING}{name}"] = found
            files.setdefault(key, _File(found.kind, key, home.path / found.version.path))
        except NewerRecord as error:
            sentence, newer[kept] = str(error), json.dumps(record)
        except RefusedRecord as error:
            told.append(str(error))
            bases.put({f"{_WAITING}{name}": None})
        if sentence and bases.get(kept) is None:  # told once
            told.append(sentence)
    merged = Merged(told=tuple(told))
    for key, group in sorted(groups.items()):
        reason = twins.get(key, "")
        try:
            if not reason:
                merged += _merge_file(home, store, bases, files[key], group, dot)
                continue
        except (CannotTravel, DeckFileError) as error:
            reason = str(error)
        bases.put(_to_wait(group))
        merged += Merged(told=(f"{reason} What another machine changed there waits until then.",))
    bases.put({name: text for name, text in newer.items() if text != bases.get(name)})
    return merged._replace(waiting=len(_waiting(bases, _WAITING)), newer=len(_waiting(bases, _NEWER)))


def _ahead_sentence(name: str) -> str:
    return (
        f"{name} was changed by a clock over {MOST_AHEAD.days // 365} years ahead of the one here; that waits."
        " Check the clocks of your machines."
    )


def _waiting(bases: Bases, *prefixes: str) -> list[str]:
    return [name for name in bases.names() if name.startswith(prefixes)]


def _merge_file(
    home: Home, store: Store, bases: Bases, file: _File, group: Mapping[str, FileRecord], dot: Dot
) -> Merged:
    """Merge versions into a file; `group` has them by what each is kept as while it waits.

    Raises:
        CannotTravel, DeckFileError: The file can't be read or written; it is unchanged.
    """
    names, versions = [*group], [each.version for each in group.values()]
    for _ in range(_TRIES):
        here = read_here(home, bases, file.kind, file.key, file.path, dot)
        outcome = merge_versions(here, versions)
        version = here.base.version._replace(
            text=travelling(file.kind, outcome.raw), registers=outcome.registers, texts=outcome.texts
        )
        base = settled(here.base._replace(version=version), dot)
        kept = _keep_lost(home, file, outcome)
        if outcome.raw != here.raw:
            bases.put({f"going/{file.key}": base_text(file.kind, base)})
            if not replace_here(home, store, here, outcome.raw):
                continue
        waits = {names[position]: group[names[position]] for position in outcome.waiting}
        newest = max(dot.stamp, *(version.newest for version in versions))
        bases.put(
            {"clock": str(newest)}
            | dict.fromkeys(names)
            | puts(file.kind, file.key, base, outcome.raw)
            | _to_wait(waits)
        )
        changed = (shown(home, file.path),) if outcome.raw != here.raw else ()
        return Merged(changed, kept, tuple(_told(home, file, outcome, kept)))
    raise CannotTravel(f"{shown(home, file.path)} is being changed by another program", "Sync again.")


def _keep_lost(home: Home, file: _File, outcome: Outcome) -> tuple[Path, ...]:
    if not outcome.lost:
        return ()
    return (keep_beside(home, file.kind, shown(home, file.path), outcome.lost, live(outcome.registers)),)


def _told(home: Home, file: _File, outcome: Outcome, kept: Sequence[Path]) -> Iterator[str]:
    name = shown(home, file.path)
    for path in kept:
        yield f"{name} was changed on two machines. The later change stands; the other one is in {path}."
    for unit in outcome.back[:_MOST_NAMED]:
        what = unit_name(file.kind, name, unit)
        yield f"{what} was deleted on one machine and changed on another, so it's back."
    if len(outcome.back) > _MOST_NAMED:
        yield f"{name}: {len(outcome.back) - _MOST_NAMED} more are back like that."
    if outcome.waiting:
        how = f"Write each {file.kind.noun} as [[{file.kind.items}]], with its values below." if file.kind.items else ""
        yield f"{name} has changed on another machine in a way that can't be merged here; that waits. {how}".rstrip()


def _to_wait(group: Mapping[str, FileRecord]) -> dict[str, str | None]:
    """Return what to put to keep records until they can be merged, by what each is kept as."""
    return {name: json.dumps(each.record) for name, each in group.items()}


def _next_dot(home: Home, store: Store, bases: Bases) -> Dot:
    """Return a dot later than all that are known here, whatever the clock says."""
    return Dot(max(home.now_ms, int(bases.get("clock") or 0) + 1), store.device)


def _files_here(home: Home) -> tuple[dict[str, _File], dict[str, str]]:
    """Return the files that travel, and why others don't: those with the same name on other systems, and no name."""
    found: dict[str, list[_File]] = {}
    for kind in KINDS:
        for path in own_files(home, kind):
            key = folded(path.relative_to(home.path).as_posix())
            found.setdefault(key, []).append(_File(kind, key, path))
    twins: dict[str, str] = {}
    for key, files in found.items():
        name = shown(home, files[0].path)
        if len(files) > 1:
            twins[key] = f"{name} and {shown(home, files[1].path)} are one name on other systems. Rename one of them."
        elif not can_travel(files[0].kind, files[0].path.name):
            twins[key] = f"{name} doesn't travel, because other systems can't have that name. Rename it."
    return {key: files[0] for key, files in found.items() if key not in twins}, twins


def _files_gone(home: Home, bases: Bases, there: set[str]) -> Iterator[_File]:
    """Yield the files that are remembered and no longer here."""
    for name in bases.names():
        key = name.removeprefix("file/")
        if key == name or key in there:
            continue
        kind = next(kind for kind in KINDS if key == kind.file or (kind.folder and key.startswith(f"{kind.folder}/")))
        if base := read_base(bases, kind, key):
            yield _File(kind, key, home.path / base.version.path)
