"""Logs that meet: whatever happened apart, in whichever order they tell each other, they are the same afterwards."""

import random
import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating, Review
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from scheduler.log.exchange import Record
from scheduler.log.hooks import BackupHook
from scheduler.log.store import Event, Store
from scheduler.log.stories import stories_told
from scheduler.log.undo import FileNote
from scheduler.log.union import LOGS as UNION
from scheduler.log.union import SPARE
from scheduler.mock.log import read_mocks
from scheduler.planning.habits import read_habits
from scheduler.repair.consistency import count_dangling_rows, differences
from scheduler.repair.inspect import DatabaseState, inspect_database
from scheduler.repair.merge import merge_missing_rows
from scheduler.repair.ownership import device_of, set_device
from scheduler.settings import Settings
from scheduler.stats.answers import newest_answers
from scheduler.stats.days import days
from scheduler.study_day import local_day
from tests.histories import spoken
from tests.log_connection import connection_of

START = datetime(2026, 3, 2, 12, tzinfo=UTC)
CARDS = [CardKey("deck", "a"), CardKey("deck", "b"), CardKey("else", "c")]
LOGS = tuple(log.name for log in (*UNION, SPARE))


def history(seed: int) -> list[tuple[CardKey, int, Rating, int]]:
    """Return the ratings in a package of another program: card, instant, rating and interval."""
    rng = random.Random(seed)
    first = round((START - timedelta(days=40)).timestamp() * 1000)
    return [
        (rng.choice(CARDS), first + number * 5_000_000 + rng.randrange(10), rng.choice([*Rating]), rng.randint(1, 30))
        for number in range(12)
    ]


class Peer:
    """A home on one device, with a clock of its own."""

    def __init__(self, folder: Path, name: str, skew: timedelta, hours: int) -> None:
        self.folder, self.name, self.skew, self.hours = folder, name, skew, hours
        self.made = self.checked = 0
        self.read: dict[str, str] = {}  # how far others have read this log, by their names
        self.backups: list[Path] = []
        folder.mkdir(exist_ok=True)
        self.store = self.open()

    def open(self) -> Store:
        store = Store(self.path, hook=BackupHook(), settings=Settings(), new_uuid=self.new_uuid)
        connection_of(store).execute("PRAGMA synchronous = OFF")  # nothing is killed here
        return store

    @property
    def path(self) -> Path:
        return self.folder / "greenroom.db"

    def new_uuid(self) -> str:
        self.made += 1
        return f"{self.name}-{self.made}"

    def copy(self, name: str) -> Path:
        """Copy the database, as a backup or as another home would have it."""
        self.store.close()
        path = self.folder / name
        shutil.copyfile(self.path, path)
        self.store = self.open()
        return path

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.store.rows(query)

    def content(self, tables: tuple[str, ...]) -> dict[str, list[tuple[Any, ...]]]:
        found = {}
        for table in tables:
            columns = [row[1] for row in self.rows(f"PRAGMA table_info({table})") if row[1] != "seq"]
            found[table] = sorted(self.rows(f"SELECT {', '.join(columns)} FROM {table}"), key=repr)
        return found

    def recalls(self) -> list[tuple[Any, ...]]:
        return sorted(self.rows("SELECT uuid, interval, retrievability FROM recalls JOIN reviews USING (seq)"))

    def __repr__(self) -> str:
        return self.name


class Meeting(RuleBasedStateMachine):
    """Two to four homes that work apart, meet in part, lose and copy things, and then tell each other everything."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.now = START
        self.peers: list[Peer] = []
        self.given: set[str] = set()
        self.undone: set[str] = set()

    @initialize(
        skews=st.lists(st.integers(-24, 72), min_size=2, max_size=3),
        hours=st.lists(st.sampled_from([-5, 0, 9]), min_size=4),
    )
    def begin(self, skews: list[int], hours: list[int]) -> None:
        for number, skew in enumerate(skews):
            name = "pqr"[number]
            self.peers.append(Peer(self.folder / name, name, timedelta(hours=skew), hours[number]))

    def teardown(self) -> None:
        if self.peers:
            self.meet_all(random.Random(0))
        for peer in self.peers:
            peer.store.close()
        shutil.rmtree(self.folder)

    def peer(self, number: int) -> Peer:
        return self.peers[number % len(self.peers)]

    def at(self, peer: Peer) -> int:
        self.now += timedelta(milliseconds=1)
        return round((self.now + peer.skew).timestamp() * 1000)

    def day(self, peer: Peer) -> date:
        return (self.now + peer.skew + timedelta(hours=peer.hours - 4)).date()

    @rule(
        who=st.integers(0, 3),
        card=st.sampled_from(CARDS),
        rating=st.sampled_from(Rating),
        more=st.booleans(),
        wait=st.sampled_from([0, 0, 0, 1, 4]),
    )
    def rate(self, who: int, card: CardKey, rating: Rating, wait: int, *, more: bool) -> None:
        peer = self.peer(who)
        self.now += timedelta(days=wait)
        review = Review(
            peer.new_uuid(), peer.store.device, card, rating, None, self.at(peer), 60 * peer.hours, self.day(peer),
            30_000, None, 0, Mode.SPOKEN, None,
        )  # fmt: skip
        if more:
            written, _ = peer.store.record(
                review,
                own_points=True,
                story="ledger",
                sections=(1, 2, 3, 4),
                planned=review.study_day,
                spoken=spoken(),
            )
        else:
            written, _ = peer.store.record(review)
        self.given.add(written.uuid)

    @rule(who=st.integers(0, 3), back=st.integers(-48, 72))
    def set_the_clock(self, who: int, back: int) -> None:
        self.peer(who).skew = timedelta(hours=back)

    @rule(who=st.integers(0, 3), which=st.integers(0, 3))
    def undo(self, who: int, which: int) -> None:
        peer = self.peer(who)
        changes = peer.store.changes(which + 1)
        if changes:
            change = changes[-1]
            assert peer.store.undo_change(change, self.at(peer))
            self.undone.add(change.uuid)

    @rule(who=st.integers(0, 3), card=st.sampled_from(CARDS), event=st.sampled_from(Event))
    def mark(self, who: int, card: CardKey, event: Event) -> None:
        peer = self.peer(who)
        peer.store.mark(card, event, self.day(peer), self.at(peer))

    @rule(who=st.integers(0, 3), seed=st.integers(0, 1))
    def import_a_history(self, who: int, seed: int) -> None:
        peer = self.peer(who)
        reviews = []
        for card, at, rating, interval in history(seed):
            if at > self.at(peer):
                continue
            zone = datetime.fromtimestamp(at / 1000, UTC) + timedelta(hours=peer.hours)
            day = local_day(zone, UTC)
            name = f"{card}-{at}"
            values = (name, peer.store.device, card, rating, None, at, 60 * peer.hours, day.study_day)
            reviews.append((Review(*values, 20_000, None, 0, Mode.IMPORTED, None), interval))
        change = peer.store.note("import", "a package", [FileNote("decks/a.toml", None, "x")], self.at(peer))
        peer.store.import_reviews(reviews, [(CARDS[0], Event.FLAG, self.day(peer), self.at(peer))], change=change)

    @rule(who=st.integers(0, 3), name=st.sampled_from(["m", "n"]), event=st.sampled_from(["begun", "answered"]))
    def mock(self, who: int, name: str, event: str) -> None:
        peer = self.peer(who)
        script = '{"manner": "warm", "minutes": null, "goodbye": "", "questions": []}'
        content = script if event == "begun" else '{"milliseconds": 5, "text": ""}'
        peer.store.log_mock(name, event, 0, self.at(peer), content)

    @rule(who=st.integers(0, 3), first=st.sampled_from([0.25, 0.3, None]))
    def fit(self, who: int, first: float | None) -> None:
        peer = self.peer(who)
        values = () if first is None else (first, *DEFAULT_PARAMETERS[1:])
        peer.store.use_parameters(values, 10, self.at(peer))

    @rule(who=st.integers(0, 3), card=st.sampled_from(["x", "kept"]))
    def know_a_card_without_an_id(self, who: int, card: str) -> None:
        self.peer(who).store.remember_identities("deck", {"x": (card, "Why?")})

    @rule(who=st.integers(0, 3), number=st.integers(0, 2))
    def learn_of_something_newer(self, who: int, number: int) -> None:
        self.peer(who).store.take([{"log": "of tomorrow", "name": number}])

    @rule(who=st.integers(0, 3))
    def back_up(self, who: int) -> None:
        peer = self.peer(who)
        peer.backups.append(peer.copy(f"backup{len(peer.backups)}.db"))

    @rule(who=st.integers(0, 3), which=st.integers(0, 3), whole=st.booleans())
    def restore(self, who: int, which: int, *, whole: bool) -> None:
        """Put an older backup in place, or join it as `doctor --fix` does; others bring back what they know."""
        peer = self.peer(who)
        if not peer.backups:
            return
        backup = peer.backups[which % len(peer.backups)]
        if whole:
            self.forget(peer)
        peer.store.close()
        if whole:
            device = device_of(peer.path)
            shutil.copyfile(backup, peer.path)
            set_device(peer.path, device)
            for other in self.peers:
                other.read.pop(peer.name, None)  # another incarnation reads everything again
        else:
            merge_missing_rows(peer.path, backup)
        peer.store = peer.open()

    def forget(self, peer: Peer) -> None:
        """Before a restore, keep in mind only what somebody else still knows."""
        keeper = Peer(self.folder / f"attic{peer.made}-{len(self.peers)}-{len(peer.backups)}", "attic", timedelta(0), 0)
        self.tell(peer, keeper, random.Random(0), whole=True)
        for other in self.peers:
            if other is not peer:
                self.tell(keeper, other, random.Random(0), whole=True)
        keeper.store.close()

    @rule(who=st.integers(0, 3))
    def clone(self, who: int) -> None:
        peer = self.peer(who)
        if len(self.peers) < 4:
            name = f"{peer.name}{len(self.peers)}"
            copied = peer.copy("clone.db")
            (self.folder / name).mkdir()
            shutil.copyfile(copied, self.folder / name / "greenroom.db")
            self.peers.append(Peer(self.folder / name, name, peer.skew, 0))

    @rule(
        teller=st.integers(0, 3),
        listener=st.integers(0, 3),
        rng=st.randoms(use_true_random=False),
        limit=st.sampled_from([1, 3, 1000]),
    )
    def tell_some(self, teller: int, listener: int, rng: random.Random, limit: int) -> None:
        """One tells another what is new, in part, with losses, doubled and in any order."""
        one, other = self.peer(teller), self.peer(listener)
        if one is not other:
            found = one.store.read_new(one.read.get(other.name, ""), limit)
            lost = rng.random() < 0.3
            if not lost:
                one.read[other.name] = found.upto
            records = [record for record in found.records if not lost or rng.random() < 0.5]
            records += [record for record in records if rng.random() < 0.3]
            rng.shuffle(records)
            self.take(other, records)

    def take(self, peer: Peer, records: list[Record]) -> None:
        assert peer.store.take(records).refused == 0

    def tell(self, one: Peer, other: Peer, rng: random.Random, *, whole: bool = False) -> None:
        """Tell another everything that was not told yet, in portions; with `whole`, from the start."""
        since = "" if whole else one.read.get(other.name, "")
        portions: list[list[Record]] = []
        while (found := one.store.read_new(since, 7)).records:
            since = found.upto
            portions.append(found.records)
        one.read[other.name] = since
        rng.shuffle(portions)
        for records in portions:
            self.take(other, records)

    @rule(rng=st.randoms(use_true_random=False))
    def meet_all(self, rng: random.Random) -> None:
        """Everyone tells everyone, and then all homes are the same."""
        for _ in range(2):
            pairs = [(one, other) for one in self.peers for other in self.peers if one is not other]
            rng.shuffle(pairs)
            for one, other in pairs:
                self.tell(one, other, rng)
        first, *others = self.peers
        logs, derived = first.content(LOGS), first.content(("memories", "marks", "days"))
        for other in others:
            assert other.content(LOGS) == logs
            assert other.content(("memories", "marks", "days")) == derived
            assert other.recalls() == first.recalls()
            for figure in (newest_answers, days, read_mocks, stories_told):
                assert figure(other.store) == figure(first.store)
            assert read_habits(other.store, 5) == read_habits(first.store, 5)
            assert other.store.changes(99) == first.store.changes(99)
            assert other.store.parameters_in_use == first.store.parameters_in_use
        assert self.given <= {row[0] for row in first.rows("SELECT uuid FROM reviews")}
        taken_back = first.rows("SELECT review FROM undos UNION SELECT item FROM undone")
        assert self.undone <= {row[0] for row in taken_back}
        assert not self.undone & {review.uuid for review in first.store.reviews()}
        for peer in self.peers:
            assert peer.store.read_new(peer.store.position(), 9).records == []
            assert count_dangling_rows(peer.path) == 0
            assert inspect_database(peer.path).state is DatabaseState.SOUND

    @invariant()
    def live_is_the_replay(self) -> None:
        for peer in self.peers:
            if (changes := connection_of(peer.store).total_changes) != peer.checked:
                assert differences(peer.path, Settings()) == {}
                peer.checked = changes


# The short form takes about 15 seconds; `HYPOTHESIS_PROFILE=long` searches for hours.
_LONG = profile.default is not None and profile.default.max_examples > 50
Meeting.TestCase.settings = profile(max_examples=400 if _LONG else 12, stateful_step_count=40 if _LONG else 25)
TestMeeting = pytest.mark.slow(Meeting.TestCase)
