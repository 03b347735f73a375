"""What a home remembers about its targets: `sync.db`, beside the log.

It is in no backup. Deleting it costs nothing but time: everything is then read again, and sent again.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from trainer.sync.database import SyncDatabase
from trainer.sync.segment import PackedSegment, Record

# The names of bases begin with these if they are JSON that nothing checks later.
_JSON = ("waiting/", "newer/", "clock")


class TargetState(NamedTuple):
    """What is remembered about a target; the columns of its table say what they mean."""

    url: str
    place: str = ""
    cursor: str = ""
    position: str = ""
    number: int = 0
    has_files: int = 0
    chosen: int = 0
    synced_ms: int | None = None
    failed_ms: int | None = None
    failure: str = ""
    pulled: int = 0
    pushed: int = 0
    told: tuple[str, ...] = ()


class SyncState(SyncDatabase):
    """The open `sync.db` of a home."""

    # --- homes and targets -------------------------------------------------------------------------

    def belongs_to(self, life: str) -> bool:
        """Return whether it was written in this life of this log. If not, all but the names of targets is forgotten."""
        known = self.rows("SELECT value FROM home WHERE name = 'life'")
        if known == [(life,)]:
            return True
        with self.at_once():
            for table in ("segments", "outbox", "pending", "bases"):
                self.rows(f"DELETE FROM {table}")
            self.rows("UPDATE targets SET cursor = '', position = '', number = 0, has_files = 0")
            self.rows("DELETE FROM home")
            self.rows("INSERT INTO home VALUES ('life', ?)", (life,))
        return not known

    def files_left(self) -> str:
        """Return the fingerprint of the files of this home when nothing was left to exchange of them."""
        return next((str(value) for (value,) in self.rows("SELECT value FROM home WHERE name = 'files'")), "")

    def leave_files(self, fingerprint: str) -> None:
        """Remember the fingerprint of the files; empty if there is something left to exchange."""
        if fingerprint != self.files_left():
            self.rows("INSERT OR REPLACE INTO home VALUES ('files', ?)", (fingerprint,))

    def targets(self) -> list[TargetState]:
        """Return all targets, the one that was named last first."""
        rows = self.rows(f"SELECT {', '.join(TargetState._fields)} FROM targets ORDER BY chosen DESC, url")
        known = [TargetState(*row) for row in rows]  # type: ignore[arg-type]
        return [each._replace(told=tuple(map(str, self.decode(each.told, list)))) for each in known]

    def target(self, url: str) -> TargetState:
        """Return what is known about a target, which may be new."""
        return next((each for each in self.targets() if each.url == url), TargetState(url))

    def choose(self, url: str) -> None:
        """Remember a target as the one that was named last."""
        with self.at_once():
            self.rows("INSERT OR IGNORE INTO targets(url) VALUES (?)", (url,))
            newest = "UPDATE targets SET chosen = (SELECT max(chosen) + 1 FROM targets) WHERE url = ?"
            self.rows(newest, (url,))

    def update(self, url: str, **values: object) -> None:
        """Change what is remembered about a target, by the names of the columns."""
        assignments = ", ".join(f"{name} = ?" for name in values)
        with self.at_once():
            self.rows(f"UPDATE targets SET {assignments} WHERE url = ?", (*values.values(), url))

    def note(self, url: str, at_ms: int, pulled: int, pushed: int, told: Sequence[str]) -> None:
        """Note what came of a sync that worked."""
        came = {"pulled": pulled, "pushed": pushed, "told": json.dumps(told)}
        self.update(url, synced_ms=at_ms, failed_ms=None, failure="", **came)

    def start_again(self, url: str) -> None:
        """Forget what has been exchanged with a target, so that everything is."""
        with self.at_once():
            for table in ("segments", "outbox", "pending"):
                self.rows(f"DELETE FROM {table} WHERE url = ?", (url,))
            self.update(url, cursor="", position="", has_files=0)

    def send_again(self, url: str, lost: Iterable[str]) -> None:
        """Put everything into the outbox again, as the target has lost segments of ours."""
        with self.at_once():
            self._forget(url, lost)
            self.update(url, position="", has_files=0)

    def detach(self, url: str) -> None:
        """Forget a target."""
        with self.at_once():
            for table in ("segments", "outbox", "pending", "targets"):
                self.rows(f"DELETE FROM {table} WHERE url = ?", (url,))

    def rename(self, url: str, new: str) -> None:
        """Know a target by another address from now on."""
        with self.at_once():
            self.detach(new)
            for table in ("segments", "outbox", "pending", "targets"):
                self.rows(f"UPDATE {table} SET url = ? WHERE url = ?", (new, url))

    # --- segments ----------------------------------------------------------------------------------

    def standings(self, url: str) -> dict[str, str]:
        """Return the standing of each known segment of a target."""
        return {str(name): str(standing) for name, standing in self.rows(
            "SELECT name, standing FROM segments WHERE url = ?", (url,)
        )}  # fmt: skip

    def want(self, url: str, names: Iterable[str], gone: Iterable[str], cursor: str) -> None:
        """Note new segments of a target, and those that are gone, up to a cursor."""
        with self.at_once():
            self._forget(url, gone)
            rows = [(url, name) for name in names]
            self.many("INSERT OR IGNORE INTO segments(url, name, standing) VALUES (?, ?, 'wanted')", rows)
            self.update(url, cursor=cursor)

    def segments_with(self, url: str, standing: str) -> list[str]:
        """Return the segments of a target that have a standing."""
        query = "SELECT name FROM segments WHERE url = ? AND standing = ?"
        return [str(name) for (name,) in self.rows(query, (url, standing))]

    def took(
        self,
        url: str,
        sizes: Mapping[str, int],
        others: Mapping[str, Iterable[str]],
        files: Iterable[Record],
        position: str,
    ) -> None:
        """Note which segments were taken in, which have another standing, and where the log is now.

        `files` are the records of files that have to be merged.
        """
        with self.at_once():
            self._put_segments(url, sizes, "taken")
            for standing, names in others.items():
                self._put_segments(url, dict.fromkeys(names, 0), standing)
            rows = [(url, json.dumps(record)) for record in files]
            self.many("INSERT INTO pending(url, record) VALUES (?, ?)", rows)
            if position:
                self.update(url, position=position)

    def pending(self, url: str) -> list[tuple[int, Record]]:
        """Return the records of files that wait to be merged, in the order they came, and their numbers."""
        query = "SELECT id, record FROM pending WHERE url = ? ORDER BY id"
        return [(int(str(number)), self.decode(record, dict)) for number, record in self.rows(query, (url,))]

    def merged(self, url: str, upto: int) -> None:
        """Note that records of files have been merged, up to a number."""
        with self.at_once():
            self.rows("DELETE FROM pending WHERE url = ? AND id <= ?", (url, upto))

    # --- bases, as `trainer.sync.bases.Bases` has them ------------------------------------------------

    def get(self, name: str) -> str | None:
        """Return the text of a name; None if there is none."""
        text = next((str(text) for (text,) in self.rows("SELECT text FROM bases WHERE name = ?", (name,))), None)
        if text is not None and name.startswith(_JSON):
            self.decode(text, object)
        return text

    def put(self, changes: Mapping[str, str | None]) -> None:
        """Change texts, all of them or none; None removes one."""
        with self.at_once():
            gone = [(name,) for name, text in changes.items() if text is None]
            self.many("DELETE FROM bases WHERE name = ?", gone)
            kept = [(name, text) for name, text in changes.items() if text is not None]
            self.many("INSERT OR REPLACE INTO bases VALUES (?, ?)", kept)

    def names(self) -> Iterator[str]:
        """Yield every name."""
        return (str(name) for (name,) in self.rows("SELECT name FROM bases"))

    # --- the outbox --------------------------------------------------------------------------------

    def queue(self, url: str, segments: Iterable[tuple[PackedSegment, int]], position: str) -> None:
        """Put segments, each with its number of reviews, into the outbox: all of the log up to a position."""
        with self.at_once():
            rows = [(url, *packed, reviews) for packed, reviews in segments]
            self.many("INSERT OR REPLACE INTO outbox VALUES (?, ?, ?, ?)", rows)
            if rows:
                self.rows("UPDATE targets SET number = number + ? WHERE url = ?", (len(rows), url))
            if position:
                self.update(url, position=position)

    def outbox(self, url: str, most: int) -> list[tuple[PackedSegment, int]]:
        """Return segments that wait to be put into a target, each with its number of reviews."""
        query = "SELECT name, data, reviews FROM outbox WHERE url = ? ORDER BY name LIMIT ?"
        with self._errors():
            found = self._database.execute(query, (url, most)).fetchall()
        return [(PackedSegment(name, data), reviews) for name, data, reviews in found]

    def reviews_queued(self, url: str) -> int:
        """Return the number of reviews in the outbox of a target."""
        ((number,),) = self.rows("SELECT coalesce(sum(reviews), 0) FROM outbox WHERE url = ?", (url,))
        return int(str(number))

    def was_put(self, url: str, sizes: Mapping[str, int]) -> None:
        """Note that segments of the outbox are in the target."""
        with self.at_once():
            self._put_segments(url, sizes, "taken")
            self.many("DELETE FROM outbox WHERE url = ? AND name = ?", [(url, name) for name in sizes])

    def sizes(self, url: str, device: str) -> dict[str, int]:
        """Return the bytes of each segment of a home that is in a target."""
        query = "SELECT name, size FROM segments WHERE url = ? AND name GLOB ? AND standing = 'taken'"
        return {str(name): int(str(size)) for name, size in self.rows(query, (url, f"{device}-*"))}

    def small(self, url: str, device: str, below: int) -> list[str]:
        """Return the segments of a home in a target that have fewer bytes than `below`."""
        return [name for name, size in self.sizes(url, device).items() if size < below]

    def compacted(self, url: str, sizes: Mapping[str, int], replaced: Iterable[str]) -> None:
        """Note that segments replace others in the target."""
        with self.at_once():
            self._put_segments(url, sizes, "taken")
            self._forget(url, replaced)
            self.rows("UPDATE targets SET number = number + ? WHERE url = ?", (len(sizes), url))

    def _put_segments(self, url: str, sizes: Mapping[str, int], standing: str) -> None:
        rows = [(url, name, standing, size) for name, size in sizes.items()]
        self.many("INSERT OR REPLACE INTO segments VALUES (?, ?, ?, ?)", rows)

    def _forget(self, url: str, names: Iterable[str]) -> None:
        self.many("DELETE FROM segments WHERE url = ? AND name = ?", [(url, name) for name in names])
