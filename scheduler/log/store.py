"""The review log: ratings and everything derived from them, written together or not at all."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from cards.key import CardKey
from cards.progress import Progress, silently
from cards.text import escaped
from scheduler.fsrs.parameters import VERSION
from scheduler.log import parameters
from scheduler.log.connection import OpenLog
from scheduler.log.daily_totals import count_review
from scheduler.log.errors import sqlite_errors
from scheduler.log.marks import Event, Marks
from scheduler.log.recent_ratings import PriorState, RecentRatings
from scheduler.log.replay import apply_event, put_memory
from scheduler.log.rows import INSERT_REVIEW, review_row
from scheduler.log.stamps import next_stamp

if TYPE_CHECKING:
    from cards.review import Review
    from cards.spoken import Spoken
    from scheduler.fsrs.memory import Memory
    from scheduler.log.exchange import Outgoing, Record
    from scheduler.log.intake import Taken
    from scheduler.log.undo import Change, FileNote, Undoer

__all__ = ["Event", "Marks", "Store"]


class Store(OpenLog):
    """The review log of one home and the memories derived from it.

    Every method may raise a `StoreError`. Once `record` has returned, the rating is on disk.
    """

    # --- the log -----------------------------------------------------------------------------------

    def record(
        self,
        review: "Review",
        *,
        own_points: bool = False,
        story: str = "",
        sections: Iterable[int] = (),
        planned: date | None = None,
        spoken: "Spoken | None" = None,
    ) -> "tuple[Review, Memory]":
        """Append a review and update the card's memory; return both as they were written.

        Args:
            review: The review. If its study day is before that of the card's last review, that later day is used.
            own_points: Whether it ticks the user's own points.
            story: The id of the story that the answer told; empty for none.
            sections: The milliseconds each section of the story took.
            planned: The study day on which the interview plan will ask the card again, or the interview's day if it
                won't ask before it; None if there is no plan.
            spoken: How the answer was spoken; None if that isn't known.
        """
        with self.at_once(), self._recent.rating() as keep_prior:
            before = self.memory(review.key)
            if before is not None and review.study_day < before.last_review:
                review = review._replace(study_day=before.last_review)
            stamp = next_stamp(self._database, review.reviewed_at_utc_ms)
            recall = self.model.recall(before, review.study_day)
            after = self.model.review(before, review.rating, review.study_day, review.key)
            seq = self._database.execute(INSERT_REVIEW, (*review_row(review), stamp)).lastrowid
            if recall is not None:
                self._database.execute("INSERT INTO recalls VALUES (?, ?, ?)", (seq, *recall))
            count_review(self._database, review, recall and recall.interval)
            put_memory(self._database, review.key, after)
            if own_points:
                self._database.execute("INSERT INTO own_ticks VALUES (?)", (review.uuid,))
            at_utc_ms = review.reviewed_at_utc_ms
            if story:
                self._append("tellings", at_utc_ms, "review, story", review.uuid, story)
            if took := " ".join(map(str, sections)):
                self._append("timings", at_utc_ms, "review, sections", review.uuid, took)
            if planned is not None:
                self._database.execute("INSERT INTO planned VALUES (?, ?)", (review.uuid, planned.isoformat()))
            if spoken is not None:
                values = (review.uuid, *spoken)
                self._database.execute(f"INSERT INTO spoken VALUES ({', '.join('?' * len(values))})", values)
            keep_prior(PriorState(review.uuid, seq or 0, before, recall))
        return review, after

    def import_reviews(
        self,
        reviews: "Iterable[tuple[Review, int | None]]",
        marks: Iterable[tuple[CardKey, Event, date, int]] = (),
        *,
        change: str | None = None,
        progress: Progress = silently,
    ) -> Counter[str]:
        """Append reviews and marks from another program, all or nothing; return the number of new reviews by deck.

        A review is left out if there is an active one of the same card and instant, so importing a history again, or
        one exported from here, changes nothing. A review that was undone is added again under another UUID.

        Args:
            reviews: Each with the days scheduled before it, None while its card was being learned.
            marks: The arguments of `mark`, one tuple a mark.
            change: The UUID of the change that all of this belongs to and is undone with; None for none.
            progress: Shows the progress of the replay.
        """
        from scheduler.log.imported_reviews import import_reviews

        self._database.execute("PRAGMA cache_size = -65536")  # 64 MiB: most of what grows stays in memory
        with self.at_once():
            added = import_reviews(self._database, self.model, reviews, change, progress)
            for mark in marks:
                self.mark(*mark, change)
        return added

    def undo(self, at_utc_ms: int) -> "Review | None":
        """Undo the last active review given here; return it, or None if there is none."""
        with self.at_once():
            review = self.last_rating()
            if review is not None:
                with self._recent.undo(review.uuid) as prior:
                    self._undoer(at_utc_ms).undo_rating(review, prior)
        return review

    def mark(self, key: CardKey, event: Event, day: date, at_utc_ms: int, change: str | None = None) -> None:
        """Append an event of a card; with `change`, the UUID of the change it belongs to."""
        with self.at_once():
            columns = "deck, card, event, study_day"
            uuid = self._append("events", at_utc_ms, columns, *key, event.value, day.isoformat())
            if change is not None:
                from scheduler.log.undo import add_to_change

                add_to_change(self._database, [uuid], change)
            apply_event(self._database, key, event, day)

    def log_mock(self, mock: str, event: str, position: int | None, at_utc_ms: int, content: str) -> None:
        """Append an event of a mock interview; `scheduler.mock.log` defines what it may contain."""
        self._append("mock_events", at_utc_ms, "mock, event, position, content", mock, event, position, content)

    def note(self, kind: str, label: str, files: "Iterable[FileNote]", at_utc_ms: int) -> str:
        """Append a change of files; return its UUID, for the reviews and events that belong to it."""
        with self.at_once():
            uuid = self._append("changes", at_utc_ms, "kind, told", kind, escaped(label))
            rows = [(uuid, *file) for file in files]
            self._database.executemany("INSERT INTO change_files VALUES (?, ?, ?, ?)", rows)
        return uuid

    # --- exchange with other devices -----------------------------------------------------------------------

    def read_new(self, since: str, limit: int) -> "Outgoing":
        """Return rows that were added after a place; see `scheduler.log.exchange.read_new`."""
        from scheduler.log.exchange import read_new

        with sqlite_errors(self._path):
            return read_new(self._database, since, limit)

    def position(self) -> str:
        """Return the place after the newest row, for `read_new`."""
        from scheduler.log.exchange import position

        with sqlite_errors(self._path):
            return position(self._database)

    def take(self, records: "Iterable[Record]") -> "Taken":
        """Add records from another device, all or nothing; see `scheduler.log.intake.take`.

        One call with many records is much quicker than many calls, because each call replays the cards it touches.
        """
        from scheduler.log.intake import take

        self._database.execute("PRAGMA cache_size = -65536")  # 64 MiB, as for an import
        with self._replacing_parameters(check=False):
            return take(self._database, self.model, records)

    # --- what can be undone ------------------------------------------------------------------------------

    def was_made_here(self, change: "Change") -> bool:
        """Return whether a change was made in this home: it didn't come with a sync or a restored backup."""
        return change.device == self.device

    def undo_change(self, change: "Change", at_utc_ms: int) -> bool:
        """Undo a change and everything that belongs to it, except in files; return False if it was already undone."""
        with self.at_once():
            return self._undoer(at_utc_ms).undo_change(change)

    # --- derived tables --------------------------------------------------------------------------------

    def use_parameters(self, values: Sequence[float], reviews: int, at_utc_ms: int) -> None:
        """Adopt FSRS parameters fitted to a number of reviews, and recalculate due days by a replay.

        Empty `values` mean the default parameters; 0 `reviews` means that the user gave them.

        Raises:
            ParametersChanged: Another process has changed them since the log was opened.
        """
        weights = " ".join(map(repr, values))
        with self._replacing_parameters():
            self._append("parameters", at_utc_ms, "version, weights, reviews", VERSION, weights, reviews)

    def use_former_parameters(self, at_utc_ms: int) -> None:
        """Undo the last change of FSRS parameters, so that the ones before it are in use again.

        Raises:
            LookupError: There is no change to undo.
            ParametersChanged: Another process has changed them since the log was opened.
        """
        with self._replacing_parameters():
            self._append("undone", at_utc_ms, "item", parameters.last_change(self._database))

    def remember_identities(self, deck: str, seen: Mapping[str, tuple[str, str]]) -> None:
        """Store what `identities` returns for a deck, replacing earlier rows of the same derived ids."""
        with self._writing():
            stamp = next_stamp(self._database, 0)
            rows = [(deck, derived, card, question, stamp) for derived, (card, question) in seen.items()]
            self._database.executemany("INSERT OR REPLACE INTO identities VALUES (?, ?, ?, ?, ?)", rows)

    def rename_card(self, key: CardKey, card: str) -> None:
        """Move a card's history to its new id.

        Nothing else ever changes rows of the log, and this changes only the id in them.
        """
        old, new = (_name_in_script(each) for each in (key, key._replace(card=card)))
        with self._writing():
            for table in ("reviews", "events"):
                self._database.execute(f"UPDATE {table} SET card = ? WHERE deck = ? AND card = ?", (card, *key))
            scripts = "UPDATE mock_events SET content = replace(content, :old, :new) WHERE instr(content, :old)"
            self._database.execute(scripts, {"old": old, "new": new})
            self._rebuild()

    def is_first_time(self, name: str) -> bool:
        """Return True for the first call with this name in the life of the home, then False."""
        with self._writing():
            return self._database.execute("INSERT OR IGNORE INTO home VALUES (?, 'done')", (name,)).rowcount == 1

    def has_been(self, name: str) -> bool:
        """Return whether `is_first_time` was called with this name, without counting as such a call."""
        return bool(self._database.execute("SELECT 1 FROM home WHERE name = ?", (name,)).fetchone())

    # --- internals ---------------------------------------------------------------------------------

    @cached_property
    def _recent(self) -> RecentRatings:
        return RecentRatings(self._database)

    @contextmanager
    def _replacing_parameters(self, *, check: bool = True) -> Iterator[None]:
        """Use the parameters that the `with` appends. If that or the replay fails, the earlier ones stay in use.

        With `check`, raise `ParametersChanged` if another process has changed them.
        """
        before = self.fitted
        try:
            with self.at_once():
                if check:
                    parameters.check_in_use(self._database, before)
                yield
                if (after := parameters.in_use(self._database)) != before:
                    self._use(after)
                    self._rebuild()
        except BaseException:
            self._use(before)
            raise

    def _undoer(self, at_utc_ms: int) -> "Undoer":
        from scheduler.log.undo import Undoer

        return Undoer(self._database, self.model, self.device, self._new_uuid, at_utc_ms)


def _name_in_script(key: CardKey) -> str:
    """Return a card's key as the JSON of a mock's script has it. In typed text the quotes would be escaped."""
    import json

    return json.dumps(key._asdict(), ensure_ascii=False)[1:-1]
