import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating, Review
from scheduler.errors import StoreBusy, StoreDamaged, StoreFull, StoreNewer, StoreReplaced
from scheduler.memory import Memory, MemoryModel
from scheduler.migrations import MIGRATIONS, empty_database, open_database
from scheduler.rows import review_from, review_row
from scheduler.settings import Settings
from scheduler.store import Event, Marks, Store
from scheduler.undoing import Change
from tests.histories import DAY, KEY, open_store, review


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path)
    yield store
    store.close()


def test_a_rating_is_there_when_the_log_is_opened_again(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    written, memory = store.record(review("r"))
    store.close()
    again = open_store(tmp_path)

    assert again.reviews() == [written]
    assert again.memory(KEY) == memory
    assert again.device == store.device
    again.close()


@given(
    st.builds(
        Review,
        uuid=st.text(),
        device=st.text(),
        key=st.builds(CardKey, st.text(), st.text()),
        rating=st.sampled_from(Rating),
        suggested=st.none() | st.sampled_from(Rating),
        reviewed_at_utc_ms=st.integers(0, 2**62),
        zone_offset_min=st.integers(-1440, 1440),
        study_day=st.dates(),
        answer_ms=st.integers(0, 2**31),
        points_covered=st.none() | st.text("01"),
        phrasing=st.integers(0, 9),
        mode=st.sampled_from(Mode),
        answer_text=st.none() | st.text(),
    )
)
def test_a_review_reads_back_from_its_row_as_it_was_written(one: Review) -> None:
    assert review_from(review_row(one)) == one


def test_an_earlier_day_counts_as_the_cards_last(store: Store) -> None:
    store.record(review("a", day=DAY))
    written, memory = store.record(review("b", day=DAY - timedelta(days=3)))

    assert written.study_day == DAY
    assert memory.last_review == DAY


def test_undo_restores_the_memory_exactly(store: Store) -> None:
    _, first = store.record(review("a"))
    later, _ = store.record(review("b", Rating.AGAIN, DAY + timedelta(days=4)))

    assert store.undo(0) == later
    assert store.memory(KEY) == first
    assert store.rows("SELECT * FROM recalls") == []
    assert store.undo(0) is not None
    assert store.memory(KEY) is None
    assert store.times_reviewed(KEY) == 0
    assert store.undo(0) is None
    assert store.rows("SELECT count(*) FROM reviews") == [(2,)]


def test_an_imported_history_is_not_undone(store: Store) -> None:
    store.record(review("a", mode=Mode.IMPORTED))

    assert store.undo(0) is None


def test_the_newest_reviews_come_first(store: Store) -> None:
    other = CardKey("deck", "other")
    for number, key in enumerate([KEY, other, KEY]):
        store.record(review(str(number), key=key, day=DAY + timedelta(days=number)))

    assert [found.uuid for found in store.reviews()] == ["2", "1", "0"]
    assert [found.uuid for found in store.reviews(KEY)] == ["2", "0"]
    assert [found.uuid for found in store.reviews(KEY, newest=1)] == ["2"]
    assert set(store.memories("deck")) == {KEY, other}
    assert [store.times_reviewed(key) for key in (KEY, other, CardKey("deck", "new"))] == [2, 1, 0]


def test_what_was_typed_is_found_and_an_empty_answer_is_none(store: Store) -> None:
    assert store.is_empty()
    for number, text in enumerate((None, "said", "", None)):
        store.record(review(str(number))._replace(answer_text=text))

    assert [found.uuid for found in store.reviews(KEY, newest=1, written=True)] == ["1"]
    assert store.undo(0) is not None
    assert not store.is_empty()


def test_a_deck_s_history_has_what_stands_with_the_days_waited(store: Store) -> None:
    first, memory = store.record(review("a"))
    second, _ = store.record(review("b", day=memory.due))
    store.record(review("undone", day=memory.due + timedelta(days=1)))
    store.undo(0)
    store.record(review("other", key=CardKey("else", "card")))

    assert store.history("deck") == [
        (KEY.card, first.rating, first.reviewed_at_utc_ms, first.answer_ms, None),
        (KEY.card, second.rating, second.reviewed_at_utc_ms, second.answer_ms, memory.interval),
    ]


@pytest.mark.parametrize("log", ["own_ticks", "tellings", "timings"])
def test_a_rating_is_written_with_all_that_belongs_to_it_or_not_at_all(store: Store, log: str) -> None:
    store._database.execute(
        f"CREATE TEMP TRIGGER refuse BEFORE INSERT ON main.{log} BEGIN SELECT raise(ABORT, 'full'); END"
    )
    with pytest.raises(StoreDamaged):
        store.record(review("a"), own_points=True, story="ledger", sections=(1, 2, 3, 4))
    assert store.is_empty()
    assert store.memory(KEY) is None
    store._database.execute("DROP TRIGGER refuse")
    store.record(review("a"), own_points=True, story="ledger", sections=(1, 2, 3, 4))

    assert store.rows("SELECT * FROM own_ticks") == [("a",)]
    assert store.rows("SELECT review, story FROM tellings") == [("a", "ledger")]
    assert store.rows("SELECT review, sections FROM timings") == [("a", "1 2 3 4")]


def test_marks_are_what_the_events_add_up_to(store: Store) -> None:
    for event in (Event.SUSPEND, Event.FLAG, Event.BURY, Event.UNSUSPEND):
        store.mark(KEY, event, DAY, 0)

    assert store.marks() == {KEY: Marks(suspended=False, flagged=True, buried_on=DAY)}
    store.mark(KEY, Event.UNFLAG, DAY, 0)
    assert not store.marks()[KEY].flagged
    assert len(store.rows("SELECT * FROM events")) == 5


def test_other_settings_move_the_due_days_by_replay(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    _, before = store.record(review("a", Rating.EASY))
    store.close()
    strict = Settings(desired_retention=0.95)
    again = open_store(tmp_path, strict)
    after = again.memory(KEY)
    again.close()

    assert after is not None
    assert after.interval < before.interval
    assert after == MemoryModel(strict).review(None, Rating.EASY, DAY, KEY)


def test_the_log_is_replayed_when_opened_only_where_memories_depend_on_something_else_now(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.record(review("a"))
    store._database.execute("UPDATE memories SET reviews = 77")
    store.close()
    for settings, expected in ((None, 77), (Settings(maximum_interval=9), 1)):
        store = open_store(tmp_path, settings)
        assert store.times_reviewed(KEY) == expected
        store.close()


def test_identities_are_kept_by_deck(store: Store) -> None:
    store.remember_identities("deck", {"why": ("old", "Why?")})

    assert store.identities("deck") == {"why": ("old", "Why?")}
    assert store.identities("other") == {}


def test_a_newer_database_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    path = tmp_path / "greenroom.db"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    before = path.read_bytes()

    with pytest.raises(StoreNewer, match=rf"newer greenroom \(format 99, this one knows {len(MIGRATIONS)}\)"):
        open_store(tmp_path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all, but text", b"SQLite format 3\x00" + b"\xff" * 5000])
def test_garbage_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "greenroom.db"
    path.write_bytes(content)

    with pytest.raises(StoreDamaged, match="is not a sound greenroom database"):
        open_store(tmp_path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "greenroom.db") as database:
        database.execute("CREATE TABLE theirs(x)")
    database.close()

    with pytest.raises(StoreDamaged, match=r"greenroom\.db belongs to another program\. Move it away"):
        open_store(tmp_path)


def test_a_locked_database_is_told(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store._database.execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(tmp_path / "greenroom.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreBusy, match="is in use by another program"):
        store.record(review("a"))
    other.close()
    store.record(review("a"))
    store.close()


def test_a_full_disk_loses_only_what_was_being_written(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    (pages,) = store._database.execute("PRAGMA page_count").fetchone()
    store._database.execute(f"PRAGMA max_page_count = {pages}")
    acknowledged: list[Review] = []

    def fill() -> None:
        for number in count():
            written, _ = store.record(review(str(number), key=CardKey("deck", f"{number}" * 50)))
            acknowledged.append(written)

    with pytest.raises(StoreFull, match="all earlier ratings are safe"):
        fill()
    store.close()
    again = open_store(tmp_path)

    assert again.reviews() == acknowledged[::-1]
    again.close()


READ_ONLY = """
import os, pathlib, sys
import scheduler.memory, scheduler.store
from scheduler.errors import StoreError
from tests.histories import open_store, review
if os.geteuid() == 0:
    os.seteuid(65534)  # rights do not bind root
try:
    store = open_store(pathlib.Path(sys.argv[1]))
    store.record(review("a"))
except StoreError as error:
    print(error)
"""


def test_a_database_that_may_not_be_written_is_told() -> None:
    folder = Path(tempfile.mkdtemp())
    open_store(folder).close()
    (folder / "greenroom.db").chmod(0o444)
    folder.chmod(0o555)
    root = Path(__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(folder)], capture_output=True, text=True, cwd=root, check=False
    )
    folder.chmod(0o755)
    shutil.rmtree(folder)

    assert "cannot be written. Check the rights of the file" in done.stdout, done.stderr


def test_an_older_database_is_brought_up_after_its_keeper_was_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(tmp_path).close()
    newest = len(MIGRATIONS)
    told: list[int] = []
    known: list[list[int]] = []  # each time it ran: before, to see what the newest form is like

    def add_column(database: sqlite3.Connection) -> None:
        known.append([*told])
        database.execute("ALTER TABLE home ADD COLUMN note TEXT")

    monkeypatch.setattr("scheduler.migrations.MIGRATIONS", (*MIGRATIONS, add_column))
    database = open_database(tmp_path / "greenroom.db", told.append)

    assert known[-1] == [newest]
    assert database.execute("PRAGMA user_version").fetchone() == (newest + 1,)
    assert database.execute("SELECT note FROM home").fetchone() == (None,)
    database.close()


def test_the_keeper_of_a_database_of_any_older_version_is_told_that_version(tmp_path: Path) -> None:
    for version in range(len(MIGRATIONS) + 1):
        path, heard = tmp_path / f"{version}.db", list[int]()
        with closing(empty_database(version)) as old, closing(sqlite3.connect(path)) as file:
            old.backup(file)
        with closing(open_database(path, heard.append)) as database:
            assert heard == ([version] if 0 < version < len(MIGRATIONS) else [])
            assert database.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
            assert database.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert database.execute("PRAGMA synchronous").fetchone() == (2,)  # full: a rating is on the disk


def test_a_migration_that_its_keeper_stops_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(tmp_path).close()
    before = (tmp_path / "greenroom.db").read_bytes()
    monkeypatch.setattr("scheduler.migrations.MIGRATIONS", (*MIGRATIONS, "CREATE TABLE more(x TEXT) STRICT"))

    def refuse(_: int) -> None:
        raise StoreFull(tmp_path, "no room for a backup")

    with pytest.raises(StoreFull):
        open_database(tmp_path / "greenroom.db", refuse)
    assert (tmp_path / "greenroom.db").read_bytes() == before


def test_a_log_from_before_the_days_were_counted_has_them_counted(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number, rating in enumerate((Rating.GOOD, Rating.AGAIN, Rating.EASY)):
        store.record(review(str(number), rating, DAY + timedelta(days=30 * number), answer_ms=200_000))
    store.record(review("undone", day=DAY + timedelta(days=90)))
    store.undo(0)
    counted = store.rows("SELECT * FROM days")
    (step,) = (step for step in MIGRATIONS if isinstance(step, str) and "CREATE TABLE days" in step)
    for statement in ("DROP TABLE days", *step.split(";\n")):
        store._database.execute(statement)

    assert store.rows("SELECT * FROM days") == counted
    store.close()


def test_long_answers_counted_for_five_minutes_are_counted_anew(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for number, milliseconds in enumerate((400_000, 700_000)):
        store.record(review(str(number), day=DAY + timedelta(days=30 * number), answer_ms=milliseconds))
    indexes = "DROP INDEX days_by_deck", "DROP INDEX memories_leeches"
    for statement in ("UPDATE days SET ms = 300000", *indexes, "PRAGMA user_version = 8"):
        store._database.execute(statement)
    store.close()

    store = open_store(tmp_path)
    assert store.rows("SELECT ms FROM days ORDER BY study_day") == [(400_000,), (600_000,)]
    store.close()


ELSEWHERE = 5  # days that another program had scheduled before each of its reviews


class LogMachine(RuleBasedStateMachine):
    """The log against a list: whatever is done, memory is the replay of what stands."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.settings = Settings()
        self.opened = 0
        self.store = self.open()
        self.standing: list[Review] = []
        self.written = 0
        self.day = DAY
        self.log: list[tuple[object, ...]] = []
        self.imports: dict[str, list[Review]] = {}
        self.taken_back: list[list[Review]] = []

    def open(self) -> Store:
        self.opened += 1
        return open_store(self.folder, self.settings, prefix=f"s{self.opened}")

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    @rule(card=st.sampled_from("abc"), rating=st.sampled_from(Rating), gap=st.integers(-3, 20))
    def rate(self, card: str, rating: Rating, gap: int) -> None:
        self.day += timedelta(days=gap)
        self.written += 1
        written, memory = self.store.record(review(f"r{self.written}", rating, self.day, CardKey("deck", card)))
        self.standing.append(written)
        assert written.study_day >= self.day
        assert self.store.memory(written.key) == memory

    @rule()
    def undo(self) -> None:
        last = next((found for found in reversed(self.standing) if found.mode != Mode.IMPORTED), None)
        assert self.store.undo(0) == last
        if last:
            self.standing.remove(last)

    @rule(cards=st.lists(st.sampled_from("abc"), min_size=1, max_size=4), gap=st.integers(-3, 20))
    def bring_in(self, cards: list[str], gap: int) -> None:
        reviews = []
        for card in cards:
            self.written += 1
            key, day = CardKey("deck", card), self.day + timedelta(days=gap)
            reviews.append(review(f"r{self.written}", day=day, key=key, at=self.written, mode=Mode.IMPORTED))
        self.bring_in_those(reviews)

    @precondition(lambda self: self.taken_back)
    @rule()
    def bring_in_again(self) -> None:
        self.bring_in_those(self.taken_back.pop())

    def bring_in_those(self, reviews: list[Review]) -> None:
        change = self.store.note("import", "deck.apkg", [], 0)
        past = [(one, ELSEWHERE) for one in reviews]
        marks = [(one.key, Event.FLAG, self.day, 0) for one in reviews]
        assert self.store.bring_in(past, marks, change=change) == {"deck": len(reviews)}
        assert self.store.bring_in(past) == {"deck": 0}
        brought = self.store.reviews(newest=len(reviews))[::-1]
        assert [one._replace(uuid="") for one in brought] == [one._replace(uuid="") for one in reviews]
        self.standing += brought
        self.imports[change] = brought

    @precondition(lambda self: self.imports)
    @rule()
    def take_an_import_back(self) -> None:
        change = next(one for one in self.store.changes(1_000) if one.kind == "import")
        assert self.store.take_back(change, 0)
        assert not self.store.take_back(change, 0)
        brought = self.imports.pop(change.uuid)
        self.standing = [one for one in self.standing if one not in brought]
        self.taken_back.append(brought)

    @rule(card=st.sampled_from("abc"), event=st.sampled_from(Event))
    def mark(self, card: str, event: Event) -> None:
        self.store.mark(CardKey("deck", card), event, self.day, 0)

    @rule()
    def reopen(self) -> None:
        self.store.close()
        self.store = self.open()

    @rule(retention=st.sampled_from([0.8, 0.9, 0.95]))
    def change_settings(self, retention: float) -> None:
        self.settings = Settings(desired_retention=retention)
        self.reopen()

    @precondition(lambda self: self.written)
    @rule()
    def rebuild(self) -> None:
        queries = (
            "SELECT * FROM memories",
            "SELECT * FROM recalls",
            "SELECT * FROM marks",
            "SELECT * FROM days",
        )
        before = [self.store.rows(query) for query in queries]
        self.store.rebuild()
        assert [self.store.rows(query) for query in queries] == before

    @invariant()
    def memory_is_the_replay(self) -> None:
        model = MemoryModel(self.settings)
        for card in "abc":
            key = CardKey("deck", card)
            standing = sorted((found for found in self.standing if found.key == key), key=lambda found: found.study_day)
            memory, recalls = model.replay(key, [(found.rating, found.study_day) for found in standing])
            assert self.store.memory(key) == memory
            kept = self.store.rows(
                "SELECT interval, retrievability FROM recalls JOIN reviews USING (seq) WHERE card = ?"
                " ORDER BY study_day, seq",
                (card,),
            )
            assert kept == [
                (ELSEWHERE if found.mode == Mode.IMPORTED else recall and recall[0], recall and recall[1])
                for found, recall in zip(standing, recalls, strict=True)
                if recall or found.mode == Mode.IMPORTED
            ]

    @invariant()
    def the_log_only_grows(self) -> None:
        log = self.store.rows("SELECT * FROM reviews ORDER BY seq")
        assert log[: len(self.log)] == self.log
        self.log = log

    @invariant()
    def what_stands_is_listed(self) -> None:
        assert self.store.reviews() == self.standing[::-1]


LogMachine.TestCase.settings = profile(max_examples=25, stateful_step_count=25, deadline=None)
TestLog = LogMachine.TestCase


@pytest.mark.parametrize(
    "ask",
    [
        lambda store: store.reviews(),
        lambda store: store.memory(KEY),
        lambda store: store.marks(),
        lambda store: store.changes(9),
        lambda store: store.unknown([(review("a"), None)]),
        lambda store: store.files_of(Change(uuid="c", kind="edit", at_utc_ms=0)),
        lambda store: store.record(review("a")),
        lambda store: store.undo(0),
        lambda store: store.rebuild(),
    ],
)
def test_whatever_is_asked_of_a_damaged_log_the_file_is_named(
    store: Store, tmp_path: Path, ask: Callable[[Store], object]
) -> None:
    for table in ("reviews", "memories", "marks", "change_files"):
        store._database.execute(f"DROP TABLE {table}")

    with pytest.raises(StoreDamaged, match=f"^{tmp_path / 'greenroom.db'} is not a sound greenroom database"):
        ask(store)


def test_a_damaged_memory_row_is_no_memory(store: Store) -> None:
    _, memory = store.record(review("a"))
    assert isinstance(memory, Memory)
    store._database.execute("UPDATE memories SET stability = 0")

    with pytest.raises(ValueError, match="is not between"):
        store.memory(KEY)
    store.rebuild()
    assert store.memory(KEY) == memory
    assert date.fromisoformat(store.rows("SELECT due FROM memories")[0][0]) == memory.due


def test_nothing_is_written_to_a_file_that_is_no_longer_there(store: Store) -> None:
    store.record(review("a"))
    path = Path(store._path)
    path.rename(path.with_name("moved.db"))
    with pytest.raises(StoreReplaced, match="not written down"):
        store.record(review("b"))
    shutil.copyfile(path.with_name("moved.db"), path)
    with pytest.raises(StoreReplaced):
        store.record(review("b"))
