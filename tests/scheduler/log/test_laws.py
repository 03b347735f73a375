import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating, Review
from scheduler.fsrs.memory import MemoryModel
from scheduler.log.store import Event, Store
from scheduler.settings import Settings
from tests.histories import DAY, open_store, review

IMPORTED_INTERVAL = 5  # days that another program had scheduled before each of its reviews


class LogMachine(RuleBasedStateMachine):
    """The log against a list: whatever is done, each memory is the replay of the active reviews."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.settings = Settings()
        self.opened = 0
        self.store = self.open()
        self.active: list[Review] = []
        self.written = 0
        self.day = DAY
        self.log: list[tuple[object, ...]] = []
        self.imports: dict[str, list[Review]] = {}
        self.undone_imports: list[list[Review]] = []

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
        written, memory = self.store.record(
            review(f"r{self.written}", rating, self.day, CardKey("deck", card))._replace(device=self.store.device)
        )
        self.active.append(written)
        assert written.study_day >= self.day
        assert self.store.memory(written.key) == memory

    @rule()
    def undo(self) -> None:
        last = next((found for found in reversed(self.active) if found.mode != Mode.IMPORTED), None)
        assert self.store.undo(0) == last
        if last:
            self.active.remove(last)

    @rule(cards=st.lists(st.sampled_from("abc"), min_size=1, max_size=4), gap=st.integers(-3, 20))
    def import_reviews(self, cards: list[str], gap: int) -> None:
        reviews = []
        for card in cards:
            self.written += 1
            key, day = CardKey("deck", card), self.day + timedelta(days=gap)
            reviews.append(review(f"r{self.written}", day=day, key=key, at=self.written, mode=Mode.IMPORTED))
        self.append_imported(reviews)

    @precondition(lambda self: self.undone_imports)
    @rule()
    def import_again(self) -> None:
        self.append_imported(self.undone_imports.pop())

    def append_imported(self, reviews: list[Review]) -> None:
        change = self.store.note("import", "deck.apkg", [], 0)
        past = [(one, IMPORTED_INTERVAL) for one in reviews]
        marks = [(one.key, Event.FLAG, self.day, 0) for one in reviews]
        assert self.store.import_reviews(past, marks, change=change) == {"deck": len(reviews)}
        assert self.store.import_reviews(past) == {"deck": 0}
        items = {item for (item,) in self.store.rows("SELECT item FROM change_rows WHERE change = ?", (change,))}
        found = [one for one in self.store.reviews() if one.uuid in items]
        imported = sorted(found, key=lambda one: one.reviewed_at_utc_ms)
        assert [one._replace(uuid="") for one in imported] == [one._replace(uuid="") for one in reviews]
        self.active += imported
        self.imports[change] = imported

    @precondition(lambda self: self.imports)
    @rule()
    def undo_an_import(self) -> None:
        change = next(one for one in self.store.changes(1_000) if one.kind == "import")
        assert self.store.undo_change(change, 0)
        assert not self.store.undo_change(change, 0)
        imported = self.imports.pop(change.uuid)
        self.active = [one for one in self.active if one not in imported]
        self.undone_imports.append(imported)

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
        stamps = dict(self.store.rows("SELECT uuid, stamp FROM reviews"))
        for card in "abc":
            key = CardKey("deck", card)
            of_card = (found for found in self.active if found.key == key)
            active = sorted(of_card, key=lambda found: (found.study_day, stamps[found.uuid], found.uuid))
            memory, recalls = model.replay(key, [(found.rating, found.study_day) for found in active])
            assert self.store.memory(key) == memory
            kept = self.store.rows(
                "SELECT interval, retrievability FROM recalls JOIN reviews USING (seq) WHERE card = ?"
                " ORDER BY study_day, stamp, uuid",
                (card,),
            )
            assert kept == [
                (
                    IMPORTED_INTERVAL if found.mode == Mode.IMPORTED else recall and recall.interval,
                    recall and recall.retrievability,
                )
                for found, recall in zip(active, recalls, strict=True)
                if recall or found.mode == Mode.IMPORTED
            ]

    @invariant()
    def the_log_only_grows(self) -> None:
        log = self.store.rows("SELECT * FROM reviews ORDER BY seq")
        assert log[: len(self.log)] == self.log
        self.log = log

    @invariant()
    def active_reviews_are_listed(self) -> None:
        stamps = dict(self.store.rows("SELECT uuid, stamp FROM reviews"))
        in_order = sorted(self.active, key=lambda found: (found.study_day, stamps[found.uuid], found.uuid))
        assert self.store.reviews() == in_order[::-1]


LogMachine.TestCase.settings = profile(max_examples=25, stateful_step_count=25, deadline=None)
TestLog = LogMachine.TestCase
