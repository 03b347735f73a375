"""The review log in SQLite: what was rated, and what follows from it, written together or not at all."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cards.key import CardKey
from cards.progress import Progress, silently
from scheduler import bringing, parameters
from scheduler.derived import apply_event, put_memory, rebuild
from scheduler.errors import StoreReadOnly, StoreReplaced
from scheduler.keeping import Keeper, NoBackups
from scheduler.log_reading import LogReader
from scheduler.marks import Event, Marks
from scheduler.migrations import open_database, told
from scheduler.rollup import count_review
from scheduler.rows import REVIEW_COLUMNS, review_row
from scheduler.settings import Settings
from scheduler.undoing import Change, FileNote, Undoing, add_change, add_to_change, was_made_by

if TYPE_CHECKING:
    from cards.review import Review
    from scheduler.memory import Memory, MemoryModel

__all__ = ["Event", "Marks", "NoBackups", "Store"]


class Store(LogReader):
    """The review log of one home and the memory derived from it.

    Every method may raise a `StoreError`. A rating that `record` has returned from is on disk.
    """

    def __init__(
        self, path: Path, *, keeper: Keeper, settings: Settings, new_uuid: Callable[[], str], reading: bool = False
    ) -> None:
        """Open the log, made if there is none; when only `reading`, also where nothing may be written."""
        try:
            with told(path):
                database = open_database(path, keeper.before_migration)
        except StoreReadOnly:
            if not reading:
                raise
            from scheduler.inspection import open_as_it_is

            database = open_as_it_is(path)
        super().__init__(path, database)
        self._keeper = keeper
        self._settings = settings
        self._new_uuid = new_uuid
        try:
            self._file = _file_at(path)
            with told(path):
                self.device = self._home("device") or self._claim_device()
                self._use(parameters.in_use(self._database))
                if self._home("memory") != self._fingerprint:
                    self.rebuild()
        except BaseException:
            self._database.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def expect_ratings(self) -> None:
        """Let the backup of the day be made meanwhile, so that the first rating need not wait for it."""
        self._keeper.begin()

    def back_up(self) -> None:
        """See to it that the backup of the day is there, before files are changed; the log does so by itself."""
        self._keeper.before_append()

    @cached_property
    def model(self) -> "MemoryModel":
        """FSRS under this home's settings and parameters, loaded when first needed."""
        return parameters.model(self._settings, self.fitted)

    # --- the log -----------------------------------------------------------------------------------

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Append all that is appended in the `with`, or none of it; a backup comes first where one is due."""
        if not self._database.in_transaction:
            self._keeper.before_append()
        with self._writing():
            yield

    def record(
        self, review: "Review", *, own_points: bool = False, story: str = "", sections: Iterable[int] = ()
    ) -> "tuple[Review, Memory]":
        """Append a review, what belongs to it, and the memory it leads to; return both as they were written.

        A study day earlier than the card's last one counts as that last one.

        Args:
            review: The review.
            own_points: Whether the points it ticks are the user's own, not the card's.
            story: The story it told, by its id; empty for none.
            sections: How long each section of that story took, in milliseconds, in the order they are told.
        """
        with self.at_once():
            before = self.memory(review.key)
            if before is not None and review.study_day < before.last_review:
                review = review._replace(study_day=before.last_review)
            recall = self.model.recall(before, review.study_day)
            after = self.model.review(before, review.rating, review.study_day, review.key)
            seq = self._database.execute(
                f"INSERT INTO reviews({REVIEW_COLUMNS}) VALUES ({', '.join('?' * 14)})", review_row(review)
            ).lastrowid
            if recall is not None:
                row = (seq, recall.interval, recall.retrievability)
                self._database.execute("INSERT INTO recalls VALUES (?, ?, ?)", row)
            count_review(self._database, seq)
            put_memory(self._database, review.key, after)
            if own_points:
                self._database.execute("INSERT INTO own_ticks VALUES (?)", (review.uuid,))
            at_utc_ms = review.reviewed_at_utc_ms
            if story:
                self._append("tellings", "review, story, at_utc_ms", review.uuid, story, at_utc_ms)
            if took := " ".join(map(str, sections)):
                self._append("timings", "review, sections, at_utc_ms", review.uuid, took, at_utc_ms)
        return review, after

    def bring_in(
        self,
        reviews: "Iterable[tuple[Review, int | None]]",
        marks: Iterable[tuple[CardKey, Event, date, int]] = (),
        *,
        change: str | None = None,
        progress: Progress = silently,
    ) -> Counter[str]:
        """Append reviews made elsewhere and what was marked there, all or nothing; return how many reviews a deck.

        A review that stands already, by its card and the instant it was made, is left out: bringing the same history in
        again changes nothing, and neither does a history that was taken out of here. One that was taken back comes in
        again, under another name.

        Args:
            reviews: Each with the days scheduled before it, None while its card was being learned.
            marks: The arguments of `mark`.
            change: What all of it is taken back with.
            progress: Shows how far it is.
        """
        self._database.execute("PRAGMA cache_size = -65536")  # in KiB: most of what grows stays in memory till the end
        with self.at_once():
            brought = bringing.bring_in(self._database, self.model, reviews, change, progress)
            for mark in marks:
                self._mark(*mark, change)
        return brought

    def undo(self, at_utc_ms: int) -> "Review | None":
        """Take back the last standing review; return it, or None if there is none."""
        with self.at_once():
            review = self.last_rating()
            if review is not None:
                self._undoing(at_utc_ms).review(review.uuid, review.key)
        return review

    def mark(self, key: CardKey, event: Event, day: date, at_utc_ms: int) -> None:
        """Append an event of a card."""
        with self.at_once():
            self._mark(key, event, day, at_utc_ms, None)

    def log_mock(self, mock: str, event: str, position: int | None, at_utc_ms: int, content: str) -> None:
        """Append what happened in a mock interview; `scheduler.mock_log` gives the words their meaning."""
        self._append(
            "mock_events", "mock, event, position, at_utc_ms, content", mock, event, position, at_utc_ms, content
        )

    def note(self, kind: str, told: str, files: Iterable[FileNote], at_utc_ms: int) -> str:
        """Append what was done to files; return its name, for the reviews and events that came with it."""
        with self.at_once():
            uuid = self._new_uuid()
            add_change(self._database, (uuid, self.device, kind, told, at_utc_ms), files)
        return uuid

    # --- what can be taken back ----------------------------------------------------------------------

    def was_made_here(self, change: Change) -> bool:
        """Tell whether a change of files was made in this home, not in one whose backup was restored here."""
        with told(self._path):
            return was_made_by(self._database, change, self.device)

    def take_back(self, change: Change, at_utc_ms: int) -> bool:
        """Take one change back, all that came with it included, its files excepted; False if it has been before."""
        with self.at_once():
            return self._undoing(at_utc_ms).take_back(change)

    # --- what follows from it ----------------------------------------------------------------------

    def rebuild(self) -> None:
        """Make everything derived again from the logs, under the present settings."""
        with self._writing():
            self._rebuild()

    def adopt(self, values: Sequence[float], reviews: int, at_utc_ms: int) -> None:
        """Take other FSRS parameters into use, no values for the default ones, and move due days by replay."""
        with self._replacing_parameters():
            parameters.append(self._database, self._new_uuid(), self.device, at_utc_ms, values, reviews)

    def adopt_former(self, at_utc_ms: int) -> None:
        """Take the last change of FSRS parameters back, so that those before it are in use again.

        Raises:
            LookupError: There is none, or all have been taken back.
        """
        with self._replacing_parameters():
            self._append("undone", "item, at_utc_ms", parameters.last_change(self._database), at_utc_ms)

    def remember_identities(self, deck: str, seen: Mapping[str, tuple[str, str]]) -> None:
        """Keep what `identities` returns for a deck's cards, in place of what was kept for those ids."""
        rows = [(deck, derived, card, question) for derived, (card, question) in seen.items()]
        with self._writing():
            self._database.executemany("INSERT OR REPLACE INTO identities VALUES (?, ?, ?, ?)", rows)

    # --- inside ------------------------------------------------------------------------------------

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction, taken at once so that nothing read in it can change before it is written."""
        if self._database.in_transaction:
            yield
            return
        with told(self._path):
            self._database.execute("BEGIN IMMEDIATE")
            with self._database:
                if _file_at(self._path) != self._file:
                    raise StoreReplaced(self._path)
                yield
                if self._home("memory") != self._fingerprint:
                    # Another process changed what memories depend on while we ran: the next to open replays the log.
                    self._set_home("memory", "stale")

    def _rebuild(self) -> None:
        rebuild(self._database, self.model)
        self._set_home("memory", self._fingerprint)

    @contextmanager
    def _replacing_parameters(self) -> Iterator[None]:
        """Use what is appended to them in the `with`; where that or the replay fails, those before are still in use."""
        before = self.fitted
        try:
            with self.at_once():
                yield
                self._use(parameters.in_use(self._database))
                self._rebuild()
        except BaseException:
            self._use(before)
            raise

    def _use(self, fitted: parameters.Fitted | None) -> None:
        self.fitted = fitted
        self._fingerprint = parameters.fingerprint(self._settings, self.fitted)
        self.__dict__.pop("model", None)

    def _mark(self, key: CardKey, event: Event, day: date, at_utc_ms: int, change: str | None) -> None:
        columns = "deck, card, event, study_day, at_utc_ms"
        uuid = self._append("events", columns, *key, event.value, day.isoformat(), at_utc_ms)
        add_to_change(self._database, [uuid], change)
        apply_event(self._database, key, event, day)

    def _append(self, log: str, columns: str, *values: object) -> str:
        """Add a row to a log, whose name it returns."""
        uuid = self._new_uuid()
        row = (uuid, self.device, *values)
        query = f"INSERT INTO {log}(uuid, device, {columns}) VALUES ({', '.join('?' * len(row))})"
        with self.at_once():
            self._database.execute(query, row)
        return uuid

    def _undoing(self, at_utc_ms: int) -> Undoing:
        return Undoing(self._database, self.model, self.device, self._new_uuid, at_utc_ms)

    def _set_home(self, name: str, value: str) -> None:
        self._database.execute("INSERT OR REPLACE INTO home VALUES (?, ?)", (name, value))

    def _claim_device(self) -> str:
        """Name this home, once; another process may have been quicker."""
        self._database.execute("INSERT OR IGNORE INTO home VALUES ('device', ?)", (self._new_uuid(),))
        return str(self._home("device"))


def _file_at(path: Path) -> tuple[int, int] | None:
    """Return what tells a file from the one that takes its place; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
