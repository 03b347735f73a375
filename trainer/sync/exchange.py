"""One sync with one target: what is new there is taken in, what is new here is sent.

It may be cut off anywhere. Whatever was then done half is done again by the next sync, and doing it twice changes
nothing: rows have names, and segments are named by their content.
"""

import json
from collections import Counter
from collections.abc import Sequence
from itertools import chain, islice

from scheduler.log.validity import limit_at
from trainer.sync.batch import FILES, Batch
from trainer.sync.faults import Faults, lost_segments, other_place
from trainer.sync.home_side import HomeSide, Outcome
from trainer.sync.segment import (
    PackedSegment,
    Record,
    Segment,
    SegmentError,
    device_digits,
    pack_all,
    pack_counted,
    unpack,
)
from trainer.sync.state import SyncState, TargetState
from trainer.sync.target import Target, cut_off

_TOLD = ("events", "undos", "undone", "parameters")  # each row counts as a change on screen; reviews count apart
_READ_AT_ONCE = 5_000  # rows
_NAMES_AT_ONCE = 500
_SMALL = 64 * 1024  # bytes of a segment that compaction packs together with others


class Exchange:
    """One sync of a home with a target."""

    def __init__(self, home: HomeSide, state: SyncState, target: Target, url: str) -> None:
        self._home = home
        self._log = home.log
        self._state = state
        self._target = target
        self._url = url
        self._faults = Faults()
        # Rows from after it are left out; the segments that had some last time are read again.
        self._limit = limit_at(home.now_ms)
        self._held: set[str] = set()
        self._told: list[str] = []
        self._added: Counter[str] = Counter()
        self._machines: dict[str, None] = {}
        self._files = 0
        self._waiting = 0
        self._broken: list[str] = []  # segments of ours that were cut off in the target
        # A home with a history that isn't known to have sent anything, as after a restore or when it was copied, sends
        # what the target lacks. These are the rows it has.
        self._is_late = False
        self._seen: set[int] = set()

    def run(self) -> Outcome:
        """Pull, merge, push; return what came of it.

        Raises:
            TargetError: The target can't be used now. What was done until then stays.
            StoreError: The log or `sync.db` can't be written.
        """
        self._recognise()
        if self._remembered.position:
            self._queue_rows()
        self._look()
        self._pull()
        self._exchange_files()
        self._queue_rows()
        pushed, sent = self._push()
        self._target.remove([name for name in self._broken if name not in self._state.standings(self._url)])
        self._compact()
        return Outcome(
            pulled=self._added["reviews"],
            others=sum(self._added[log] for log in _TOLD),
            files=self._files,
            pushed=pushed,
            sent=sent,
            machines=tuple(self._machines),
            told=(*self._told, *self._faults.sentences(self._known("malformed"))),
            waiting=self._waiting + self._known("wanted") - self._faults.foreign,
        )

    @property
    def _remembered(self) -> TargetState:
        return self._state.target(self._url)

    def _known(self, standing: str) -> int:
        return list(self._state.standings(self._url).values()).count(standing)

    def _recognise(self) -> None:
        """Check that the log and the target are the ones that the state is about."""
        self._log.position()  # gives the log's life a name, if it has none yet
        self._state.belongs_to(self._home.life)
        known = self._remembered.place
        place = self._target.identity(known)
        if known and place != known:
            self._told.append(other_place(self._url))
            self._state.start_again(self._url)
        if place != known:
            self._state.update(self._url, place=place)

    # --- pulling -----------------------------------------------------------------------------------

    def _look(self) -> None:
        """Note what the target has that is new, and what it has lost."""
        cursor = self._remembered.cursor
        told: dict[str, None] = {}
        while True:
            listing = self._target.list_after(cursor)
            told |= dict.fromkeys(listing.told)
            standings = self._state.standings(self._url)
            gone = [*standings.keys() - set(listing.names)] if listing.is_whole else []
            ours = self._state.sizes(self._url, device_digits(self._log.device))
            broken = cut_off(
                self._target, (name for name, size in listing.sizes.items() if ours.get(name, size) != size)
            )
            if lost := [*(name for name in gone if name in ours), *broken]:
                self._broken += broken
                self._told.append(lost_segments(len(lost), self._url))
                self._state.send_again(self._url, lost)
            new = [name for name in listing.names if name not in standings]
            if new or gone or listing.cursor != cursor:
                self._state.want(self._url, new, gone, listing.cursor)
            if listing.cursor == cursor or not listing.names:
                break
            cursor = listing.cursor
        self._told += told

    def _pull(self) -> None:
        """Take in what is wanted, a batch at a time."""
        self._is_late = not self._remembered.position and bool(self._log.read_new("", 1).records)
        self._held |= set(self._state.segments_with(self._url, "ahead"))
        wanted = sorted({*self._state.segments_with(self._url, "wanted"), *self._held})
        for start in range(0, len(wanted), _NAMES_AT_ONCE):
            batch: list[PackedSegment] = []
            size = 0
            for found in self._target.get(wanted[start : start + _NAMES_AT_ONCE]):
                if isinstance(found, SegmentError):
                    self._faults.add(found)
                    continue
                batch.append(found)
                size += len(found.data)
                if size >= self._home.batch_bytes:
                    self._take(batch)
                    batch, size = [], 0
            self._take(batch)

    def _take(self, packed: Sequence[PackedSegment]) -> None:
        """Take segments in: their rows as one transaction of the log, and what they say about files for later."""
        batch = Batch(packed, self._faults, self._home.schema, self._limit, self._held)
        rows = map(self._noted, batch.rows()) if self._is_late else batch.rows()
        position = ""
        # Begun before the transaction is: while a folder is being copied, nothing in it may be whole.
        if (first := next(rows, None)) is not None:
            with self._log.at_once():
                if not self._is_late:
                    self._queue_rows()  # all that was added here: what is taken in now need not be sent back
                taken = self._log.take(chain([first], rows))
                position = "" if self._is_late else self._log.position()
            self._added.update(taken.added)
            self._faults.refused += taken.refused
        self._machines |= batch.machines
        if packed:
            self._state.took(self._url, batch.sizes, batch.set_aside, batch.files, position)

    def _noted(self, row: Record) -> Record:
        self._seen.add(_fingerprint(row))
        return row

    # --- files -------------------------------------------------------------------------------------

    def _exchange_files(self) -> None:
        """Merge what came of files, and put what has changed here into the outbox; nothing if they are as left."""
        files = self._home.files.fingerprint()
        pending = self._state.pending(self._url)
        if not pending and self._remembered.has_files and files and files == self._state.files_left():
            return
        is_merged = self._merge_files(pending)
        is_queued = self._queue_files([record for _, record in pending])
        self._state.leave_files(files if is_merged and is_queued else "")

    def _merge_files(self, pending: Sequence[tuple[int, Record]]) -> bool:
        """Merge what came, also what could not be merged earlier, and hand it on to the other targets.

        Return whether that left the files as they were, and nothing to tell or to try again.
        """
        records = [record for _, record in pending]
        # Not inside the transaction: what a file is about to become has to be on the disk before it is written.
        merged = self._home.files.merge(self._state, records)
        with self._state.at_once():
            for url in self._others() if records else ():
                self._queue(url, records)
            if pending:
                self._state.merged(self._url, pending[-1][0])
        self._told += merged.told
        self._files = len(merged.changed)
        self._waiting = merged.waiting
        return not (merged.changed or merged.told or merged.newer)

    def _queue_files(self, came: Sequence[Record]) -> bool:
        """Put what has changed in files into the outbox of every target, and all but what came into a new one's.

        Return whether there is nothing to tell.
        """
        with self._state.at_once():
            changed = self._home.files.collect(self._state, whole=False)
            self._state.put(changed.bases)
            for url in self._others() if changed.records else ():
                self._queue(url, changed.records)
            if self._remembered.has_files:
                self._queue(self._url, changed.records)
            else:
                known = set(map(_content_of, came))
                whole = self._home.files.collect(self._state, whole=True).records
                self._queue(self._url, [each for each in whole if _content_of(each) not in known])
                self._state.update(self._url, has_files=1)
        self._told += changed.told
        return not changed.told

    def _others(self) -> list[str]:
        return [each.url for each in self._state.targets() if each.url != self._url]

    # --- pushing -----------------------------------------------------------------------------------

    def _queue_rows(self) -> None:
        """Put what was added to the log since the last time into the outbox."""
        while True:
            found = self._log.read_new(self._remembered.position, _READ_AT_ONCE)
            if not found.records:
                return
            new = [each for each in found.records if not self._seen or _fingerprint(each) not in self._seen]
            self._queue(self._url, new, found.upto)

    def _queue(self, url: str, records: Sequence[Record], position: str = "") -> None:
        logs = iter([record["log"] for record in records])
        queued: list[tuple[PackedSegment, int]] = []
        for packed, number in pack_counted(self._segment(records, self._state.target(url).number)):
            queued.append((packed, [*islice(logs, number)].count("reviews")))
        self._state.queue(url, queued, position)

    def _segment(self, records: Sequence[Record], number: int) -> Segment:
        home = self._home
        device = device_digits(self._log.device)
        return Segment(device, self._log.incarnation, number, home.schema, tuple(records), home.machine)

    def _push(self) -> tuple[int, int]:
        """Put the outbox into the target; return how many reviews were in it and, if none were, how many changes."""
        pushed, sent, is_new = 0, 0, False
        while waiting := self._state.outbox(self._url, 64):
            self._target.put([packed for packed, _ in waiting])
            self._state.was_put(self._url, {packed.name: len(packed.data) for packed, _ in waiting})
            pushed += sum(reviews for _, reviews in waiting)
            sent += 0 if pushed else sum(_changes_in(packed) for packed, _ in waiting)
            is_new = True
        if is_new and not self._target.compact_at:
            self._look()  # the cursor moves past what we put, so that an older copy of the place is noticed by its lack
        return pushed, 0 if pushed else sent

    def _compact(self) -> None:
        """Pack our own small segments together once there are many: every home lists them all, every time."""
        if not self._target.compact_at:
            return
        small = self._state.small(self._url, device_digits(self._log.device), _SMALL)
        if len(small) < self._target.compact_at:
            return
        records: list[Record] = []
        replaced: list[str] = []
        for found in self._target.get(small):
            if isinstance(found, PackedSegment):
                try:
                    records += unpack(found).records
                except SegmentError:
                    continue  # not whole just now
                replaced.append(found.name)
        packed = list(pack_all(self._segment(records, self._remembered.number)))
        self._target.put(packed)
        self._state.compacted(self._url, {each.name: len(each.data) for each in packed}, replaced)
        self._target.remove(replaced)


def _changes_in(packed: PackedSegment) -> int:
    """Return how many of the records in a segment of ours a user would call a change."""
    logs = [str(record["log"]) for record in unpack(packed).records]
    return sum(log in _TOLD or log.startswith(FILES) for log in logs)


def _fingerprint(row: Record) -> int:
    return hash(frozenset(row.items()))


def _content_of(record: Record) -> str:
    """Return what a record of a file says, whenever and wherever it was said."""
    return json.dumps(
        {name: value for name, value in record.items() if name not in {"stamp", "device"}}, sort_keys=True
    )
