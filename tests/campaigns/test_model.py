"""Whole commands in any order, on one home, checked against a simple model after each of them."""

import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import fsrs
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from cards.review import Rating
from cards.text import slug
from decks.formats.anki.write import write_package
from decks.formats.bundle import PastReview, ReviewHistory
from decks.formats.registry import writer
from decks.toml.read import read_deck
from tests.model import DeckText, Hurt, Listed, Marked, Model, Rated, study_day
from tests.model_home import Asked, Person, Turn, UsedHome, reworded
from trainer.opening import open_home, open_store

pytestmark = pytest.mark.slow

LONG = settings().max_examples > 100

# Two decks whose cards have ids, and a third whose cards have none and are recognised when they are reworded.
IDS = [f"c{number}" for number in range(1, 6)]
WITHOUT_IDS = [
    "How did you go about cleaning the data?",
    "Who disagreed with what you found?",
    "Why should we hire somebody like you?",
]
DECKS = ["alpha", "beta", "gamma"]
SET = DECKS[:2]
ZONES = ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York", "Asia/Kolkata"]
FORMATS = ["toml", "json", "csv", "md", "apkg", "apkg"]
DAY_MS = 86_400_000
PARAMETERS = tuple(round(value * 1.1, 4) for value in fsrs.Scheduler().parameters[:4]) + tuple(
    fsrs.Scheduler().parameters[4:]
)

keys = st.sampled_from([f"{deck}/{card}" for deck in SET for card in IDS])
# Most cards are simply answered and rated.
turns = st.builds(
    Turn,
    early=st.sampled_from([""] * 8 + ["b", "s", "f", "u", "e", "?", "p", "wnote 1", "wnote 2"]),
    said=st.sampled_from(["", "I said so."]),
    late=st.sampled_from([""] * 8 + ["b", "s", "f", "u", "e", "7", "wnote 3"]),
    rating=st.integers(1, 4),
)
# A card of an imported file: whether it equals the one here, its ratings elsewhere with days between, its mark.
elsewhere = st.tuples(
    st.booleans(),
    st.lists(st.tuples(st.integers(1, 4), st.integers(1, 40)), max_size=3),
    st.sets(st.sampled_from(["flag", "suspend"])),
)


def deck_text(deck: str, cards: dict[str, str], *, ids: bool = True) -> str:
    """Write a deck as a person does."""
    text = f'[deck]\nid = "{deck}"\ntitle = "The {deck} deck"\n'
    for card, question in cards.items():
        text += f"\n# {question}\n[[cards]]\n" + (f'id = "{card}"\n' if ids else "") + f'question = "{question}"\n'
        text += 'key_points = ["one", "two"]\n' if card in IDS[::2] else 'answer = "So."\n'
    return text


class Source(NamedTuple):
    """A file to import, and its content."""

    path: Path
    deck: str
    cards: dict[str, str]
    past: dict[str, ReviewHistory]


class Commands(RuleBasedStateMachine):
    """What a person may do with a home, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="greenroom-model-")
        self.outside = Path(self._folder.name)
        self.home = UsedHome(self.outside / "home")
        self.sources: list[Source] = []

    @initialize()
    def begin(self) -> None:
        self.home.does("due")
        cards = {card: self.home.asks("alpha", card) for card in IDS[:3]}
        self.home.write("alpha", DeckText(deck_text("alpha", cards), cards))
        cards = {slug(question): question for question in WITHOUT_IDS}
        self.home.write("gamma", DeckText(deck_text("gamma", cards, ids=False), cards))

    def teardown(self) -> None:
        self._folder.cleanup()

    @property
    def model(self) -> Model:
        return self.home.model

    # --- reviews -----------------------------------------------------------------------------------

    @rule(
        decks=st.sets(st.sampled_from(DECKS)),
        plan=st.lists(turns, min_size=1, max_size=8),
        ending=st.sampled_from(["q", "", "all", "all"]),
        limit=st.sampled_from([None, None, None, 2]),
        ahead=st.sampled_from([0, 3, 30]),
    )
    def review(self, decks: set[str], plan: list[Turn], ending: str, limit: int | None, ahead: int) -> None:
        home, today = self.home, self.home.today
        home.later(seconds=1)
        there = {deck for deck in decks or DECKS if self.model.file(deck).cards}
        if not there:
            return
        mine = {key for key in self.model.cards if key.partition("/")[0] in there}
        known = self.model.due(today, ahead) | self.model.again(today)
        new = {key for key in mine if self.model.memory(key) is None}
        person = Person(home, Asked(known & mine, new, self.model.new_left(today), limit), plan, ending)
        options = [option for deck in sorted(there) for option in ("--deck", deck)]
        options += ["--ahead", str(ahead)] + (["--limit", str(limit)] if limit else [])
        before = len(self.model.rated)
        home.sit(person, *options)
        assert len(self.model.rated) == before or home.has_a_backup_of(today)
        if person.finished and limit is None and home.today == today:
            assert not self.model.again(today) & mine
            assert self.model.settings["minutes_per_day"] or not self.model.due(today) & mine

    @rule(days=st.lists(st.tuples(st.integers(1, 5), st.lists(turns, max_size=8)), min_size=2, max_size=4))
    def review_day_after_day(self, days: list[tuple[int, list[Turn]]]) -> None:
        for gap, plan in days:
            self.home.later(days=gap)
            self.review(set(DECKS), plan, "all", None, 0)

    @rule(key=keys, suspend=st.booleans())
    def suspend(self, key: str, suspend: bool) -> None:
        self.home.later(seconds=1)
        event = "suspend" if suspend else "unsuspend"
        there = key in self.model.cards
        self.home.does(event, key, code=0 if there else 1)
        if there and self.model.has(key, "suspend") != suspend:
            self.model.mark(key, event, self.home.today, self.home.now_ms)

    # --- what a person writes ----------------------------------------------------------------------

    @rule(deck=st.sampled_from(SET), card=st.sampled_from(IDS))
    def word_a_card_by_hand(self, deck: str, card: str) -> None:
        """Write the whole file again, with a card added or reworded."""
        if self.model.file(deck).hurt is None:
            cards = self.model.file(deck).cards | {card: self.home.asks(deck, card)}
            self.home.write(deck, DeckText(deck_text(deck, cards), cards))

    @rule(question=st.sampled_from(WITHOUT_IDS))
    def reword_a_card_without_id(self, question: str) -> None:
        file, card = self.model.file("gamma"), slug(question)
        if file.text and file.hurt is None and card in file.cards:
            old = file.cards[card]
            cards = file.cards | {card: reworded(old)}
            self.home.write("gamma", DeckText(file.text.replace(old, reworded(old)), cards))

    @rule(deck=st.sampled_from(SET), card=st.sampled_from(IDS))
    def take_a_card_out(self, deck: str, card: str) -> None:
        file = self.model.file(deck)
        cards = {other: question for other, question in file.cards.items() if other != card}
        if file.hurt is None and cards:
            self.home.write(deck, DeckText(deck_text(deck, cards), cards))

    @rule(deck=st.sampled_from(DECKS), whole=st.booleans())
    def break_a_file(self, deck: str, whole: bool) -> None:
        """Drop a quote, which hides a card, or a bracket at the top, which hides the deck."""
        file = self.model.file(deck)
        if not file.text or file.hurt or len(file.cards) < 2:
            return
        card, question = list(file.cards.items())[-1]
        hurt = Hurt(f'question = "{question}\n', f'question = "{question}"\n', {card: question})
        if whole:
            hurt = Hurt("[deck\n", "[deck]\n", file.cards)
        cards = {other: said for other, said in file.cards.items() if other not in hurt.cards}
        self.home.write(deck, DeckText(file.text.replace(hurt.good, hurt.bad, 1), cards, hurt))

    @precondition(lambda self: any(file.hurt for file in self.model.files.values()))
    @rule()
    def mend_all_files(self) -> None:
        for deck, file in self.model.files.items():
            if file.text and file.hurt:
                mended = file.text.replace(file.hurt.bad, file.hurt.good, 1)
                self.home.write(deck, DeckText(mended, file.cards | file.hurt.cards))

    @rule(deck=st.sampled_from(SET))
    def delete_a_file(self, deck: str) -> None:
        self.home.write(deck, DeckText())

    @rule(deck=st.sampled_from(DECKS), fails=st.booleans())
    def edit(self, deck: str, fails: bool) -> None:
        self.home.later(seconds=1)
        for card in list(self.model.file(deck).cards)[:1]:
            self.home.reword(f"{deck}/{card}", int(fails))
            self.home.does("edit", f"{deck}/{card}", code=int(fails))

    @rule(deck=st.sampled_from(DECKS))
    def add(self, deck: str) -> None:
        self.home.later(seconds=1)
        file, question = self.model.file(deck), self.home.asks(deck, "added")
        refused = file.hurt is not None and not file.cards
        self.home.does("add", "--deck", deck, code=int(refused), typed=f"{question}\n\nSo.\n\n\n")
        if not refused:
            self.home.changed("add", deck, file.cards | {slug(question): question})

    @rule()
    def insert_ids(self) -> None:
        self.home.later(seconds=1)
        self.home.does("check", "--fix", code=int(any(file.hurt for file in self.model.files.values())))
        if self.home.text_of("gamma") != self.model.file("gamma").text:
            assert self.model.file("gamma").hurt is None
            self.home.changed("fix", "gamma", self.model.file("gamma").cards)

    @rule(key=keys, number=st.integers(1, 9))
    def write_an_answer(self, key: str, number: int) -> None:
        self.home.later(seconds=1)
        there = key in self.model.cards
        self.home.editing(lambda _: f"note {number}\n")
        self.home.does("answers", key, "--edit", code=0 if there else 1)
        if there:
            self.model.write_answer(key, f"note {number}", self.home.now_ms)

    # --- imports --------------------------------------------------------------------------

    @rule(
        kind=st.sampled_from(FORMATS),
        deck=st.sampled_from(SET),
        chosen=st.dictionaries(st.sampled_from(IDS), elsewhere, min_size=1, max_size=3),
    )
    def import_a_new_file(self, kind: str, deck: str, chosen: dict[str, Any]) -> None:
        """Import cards, some equal to those here; a package also carries another program's history."""
        here = self.model.file(deck).cards
        cards = {
            card: here[card] if same and card in here else self.home.asks(deck, card)
            for card, (same, *_) in chosen.items()
        }
        past = {}
        for card, (_, ratings, marks) in chosen.items():
            # In the order they were given, each at an instant of its own.
            given = sorted(
                (-days, self.home.wordings + number, rating) for number, (rating, days) in enumerate(ratings)
            )
            reviews = [
                PastReview(
                    Rating(rating), self.home.now_ms + days * DAY_MS + IDS.index(card) + 10 * number, 30_000, None
                )
                for days, number, rating in given
            ]
            past[card] = ReviewHistory(tuple(reviews), suspended="suspend" in marks, flagged="flag" in marks)
        content = deck_text(deck, cards).encode()
        if kind != "toml":
            read, _ = read_deck(content.decode(), path="", default_id=deck)
            assert read is not None
            content = write_package(read, self.home.now, past, {}) if kind == "apkg" else writer(kind)(read)
        source = self._source(deck, kind, cards, past)
        source.path.write_bytes(content)
        self._import(source)

    @rule(deck=st.sampled_from(SET), kind=st.sampled_from(FORMATS))
    def export(self, deck: str, kind: str) -> None:
        """Export a deck, to be imported again later, when much has changed."""
        self.home.later(seconds=1)
        file = self.model.file(deck)
        source = self._source(deck, kind, file.cards, {card: self.model.past(f"{deck}/{card}") for card in file.cards})
        self.home.does("export", deck, "--to", str(source.path), code=0 if file.cards else 1)
        if not file.cards or (kind == "toml" and file.hurt):
            self.sources.pop()  # no file was written, or one as broken as the deck

    def _source(self, deck: str, kind: str, cards: dict[str, str], past: dict[str, ReviewHistory]) -> Source:
        path = self.outside / f"{deck}-{len(list(self.outside.iterdir()))}.{kind}"
        self.sources.append(Source(path, deck, cards, past if kind == "apkg" else {}))
        return self.sources[-1]

    @precondition(lambda self: self.sources)
    @rule(number=st.integers(0, 30))
    def import_a_file_again(self, number: int) -> None:
        self._import(self.sources[-1 - number % len(self.sources)])

    def _import(self, source: Source) -> None:
        self.home.later(seconds=1)
        deck, before = source.deck, self.model.file(source.deck)
        argv = ("import", "--deck", deck, str(source.path))
        if source.path.suffix == ".toml":
            self.home.does(*argv)
            after = DeckText(self.home.text_of(deck), source.cards)
            assert after.text == source.path.read_text()
            self.model.change("import", self.home.now_ms, deck, after)
            return
        if before.hurt:
            self.home.does(*argv, code=1)
            return
        printed = self.home.tells(*argv)["decks"][0]
        cards = before.cards | source.cards
        done = self.home.changed("import", deck, cards)
        assert bool(done.files) == (cards != before.cards)
        zone = self.home.zone
        reviews = [
            Rated(
                f"{deck}/{card}",
                one.rating.value,
                study_day(datetime.fromtimestamp(one.at_utc_ms / 1000, zone)),
                one.at_utc_ms,
                imported=True,
            )
            for card, past in source.past.items()
            for one in past.reviews
        ]
        marks = [
            Marked(f"{deck}/{card}", event, self.home.today, self.home.now_ms, alone=False)
            for card, past in sorted(source.past.items())
            for event, is_so in (("flag", past.flagged), ("suspend", past.suspended))
            if is_so and card not in before.cards
        ]
        imported = self.model.import_reviews(done, reviews, marks)
        added = [card for card in source.cards if card not in before.cards]
        updated = [card for card in source.cards if before.cards.get(card, source.cards[card]) != source.cards[card]]
        assert (printed["added"], printed["updated"], printed["reviews"]) == (len(added), len(updated), imported)

    # --- undo --------------------------------------------------------------------------------------

    @precondition(lambda self: self.model.changes())
    @rule(number=st.sampled_from([1, 1, 2, 3, 5, 9]))
    def undo(self, number: int) -> None:
        self.home.later(seconds=1)
        printed = self.home.tells("undo", "--list", "1000")
        listed = [Listed(one["at_utc_ms"], one["kind"], one["card"], one["rating"]) for one in printed]
        assert listed == self.model.listed()
        number = min(number, len(listed) + 1)  # the last one does not exist
        there = number <= len(listed) and self.model.undo(number)
        self.home.does("undo", str(number), code=0 if there else 1)

    @rule(choice=st.integers(0, 4), key=keys)
    def undo_at_once(self, choice: int, key: str) -> None:
        """Anything done and undone at once leaves everything as it was."""
        before, changes = self.seen(), len(self.model.changes())
        actions: list[Callable[[], None]] = [
            lambda: self.suspend(key, suspend=not self.model.has(key, "suspend")),
            lambda: self.add(key.partition("/")[0]),
            lambda: self.edit(key.partition("/")[0], fails=False),
            lambda: self.review({key.partition("/")[0]}, [Turn("", "So.", "", 1)], "q", None, 30),
            lambda: self.import_a_new_file("apkg", "beta", {key[-2:]: (False, [(3, 9)], {"flag", "suspend"})}),
        ]
        actions[choice]()
        assert len(self.model.changes()) - changes in (0, 1)
        if len(self.model.changes()) > changes:
            self.undo(1)
            after = self.seen()
            assert before["due"]["study_day"] != after["due"]["study_day"] or before == after

    # --- settings, backups, time -------------------------------------------------------------------

    @rule(
        setting=st.sampled_from(
            [
                ("desired_retention", 0.8),
                ("desired_retention", 0.95),
                ("maximum_interval", 5),
                ("maximum_interval", 365),
            ]
            + [("new_per_day", number) for number in (0, 3, 12)]
            + [("minutes_per_day", number) for number in (0, 5)]
        )
    )
    def change_a_setting(self, setting: tuple[str, float]) -> None:
        self.home.later(seconds=1)
        name, value = setting
        self.home.does("config", name, str(value))
        self.model.change_setting(name, value, self.home.now_ms)

    @rule()
    def adopt_parameters(self) -> None:
        self.home.later(seconds=1)
        self.home.look_for_backups()
        home = open_home(self.home.environment(), None)
        with open_store(home) as store:
            store.use_parameters(PARAMETERS, 1000, home.now_ms)
        self.home.look_for_backups()
        self.model.use_parameters(PARAMETERS)

    @precondition(lambda self: self.model.parameters)
    @rule()
    def reset_parameters(self) -> None:
        self.home.later(seconds=1)
        self.home.does("optimize", "--reset")
        if self.model.parameters[-1]:
            self.model.use_parameters(())

    @precondition(lambda self: self.model.parameters)
    @rule()
    def undo_parameters(self) -> None:
        self.home.later(seconds=1)
        self.home.does("optimize", "--undo")
        self.model.parameters.pop()

    @rule()
    def backup(self) -> None:
        self.home.later(seconds=1)
        self.home.does("backup")

    @precondition(lambda self: self.home.backups)
    @rule(number=st.integers(0, 100))
    def restore(self, number: int) -> None:
        self.home.later(seconds=1)
        names = [name for name in self.home.backups if (self.home.home / "backups" / name).exists()]
        name = names[-1 - number % len(names)]
        self.home.does("restore", name)
        self.home.restored(name)

    @rule(zone=st.sampled_from(ZONES))
    def travel(self, zone: str) -> None:
        self.home.zone = ZoneInfo(zone)

    @rule(hours=st.sampled_from([1, 5, 15, 24, 48, 240, 1100]))
    def let_time_pass(self, hours: int) -> None:
        self.home.later(hours=hours)

    # --- what must always be true ---------------------------------------------------------------------

    @invariant()
    def everything_is_as_the_model_says(self) -> None:
        if self.model.files:
            self.counts_are_those_of_the_model()  # the first command after a change of settings replays the log
            self.logs_are_those_of_the_model()
            self.memories_are_what_the_log_says()
            self.study_days_never_go_backwards()
            self.files_hold_what_was_written()

    def counts_are_those_of_the_model(self) -> None:
        today, printed = self.home.today, self.home.tells("due")
        assert printed["study_day"] == today.isoformat()
        assert printed["due"] + printed["waiting"] == len(self.model.due(today))
        assert printed["again"] == len(self.model.again(today))
        assert printed["new"] <= self.model.new_left(today)
        if not self.model.settings["minutes_per_day"]:
            assert (printed["waiting"], printed["new"]) == (0, self.model.new_left(today))
        next_due = today + timedelta(days=1) if printed["waiting"] else self.model.next_due(today)
        assert printed["next_due"] == (next_due and next_due.isoformat())
        decks = {deck["id"]: deck["total"] for deck in printed["decks"] if deck["id"] in DECKS}
        assert decks == {deck: len(file.cards) for deck, file in self.model.files.items() if file.cards}

    def logs_are_those_of_the_model(self) -> None:
        undone = "EXISTS (SELECT 1 FROM undos WHERE undos.review = reviews.uuid)"
        columns = (
            f"deck || '/' || card, rating, study_day, reviewed_at_utc_ms, answer_text, mode = 'imported', {undone}"
        )
        rows = self.home.rows(f"SELECT {columns} FROM reviews ORDER BY seq")
        ours = [
            (one.key, one.rating, one.day.isoformat(), one.at, one.text, int(one.imported), int(one.undone))
            for one in self.model.rated
        ]
        assert [row for row in rows if not row[5]] == [row for row in ours if not row[5]]
        assert sorted(rows, key=str) == sorted(ours, key=str)
        undone = "EXISTS (SELECT 1 FROM undone WHERE undone.item = events.uuid)"
        columns = f"deck || '/' || card, event, study_day, at_utc_ms, {undone}"
        marks = self.home.rows(f"SELECT {columns} FROM events ORDER BY seq")
        assert marks == [(one.key, one.event, one.day.isoformat(), one.at, one.undone) for one in self.model.marked]

    def memories_are_what_the_log_says(self) -> None:
        columns = "stability, difficulty, last_review, due, first_review, reviews, lapses"
        rows = self.home.rows(f"SELECT deck || '/' || card, {columns} FROM memories ORDER BY 1")
        expected = self.model.memories()
        assert [row[0] for row in rows] == sorted(expected)
        for key, stability, difficulty, *others in rows:
            memory = expected[key]
            assert (stability, difficulty) == pytest.approx((memory.stability, memory.difficulty), rel=1e-9)
            days = (memory.last, memory.due, memory.first)
            assert others == [*(day.isoformat() for day in days), memory.reviews, memory.lapses]

    def study_days_never_go_backwards(self) -> None:
        """No rating counts on an earlier day than a rating of its card that was active when it was given."""
        rows = self.home.rows(
            "SELECT one.uuid FROM reviews one JOIN reviews later USING (deck, card)"
            " WHERE later.seq > one.seq AND later.study_day < one.study_day AND later.mode <> 'imported'"
            " AND NOT EXISTS (SELECT 1 FROM undos WHERE undos.review = one.uuid)"
        )
        assert rows == []

    def files_hold_what_was_written(self) -> None:
        for deck, file in self.model.files.items():
            assert self.home.text_of(deck) == file.text

    def seen(self) -> dict[str, Any]:
        """What commands show about cards."""
        decks = [deck for deck in DECKS if self.model.file(deck).cards]
        return {
            "due": self.home.tells("due"),
            "cards": {deck: self.home.tells("cards", deck) for deck in decks},
            "stats": self.home.tells("stats"),
            "changes": self.home.tells("undo", "--list", "1000"),
            "files": {deck: self.home.text_of(deck) for deck in DECKS},
        }

    @rule()
    def look(self) -> None:
        """Everything shown agrees with the model."""
        model, seen = self.model, self.seen()
        rows = {row["key"]: row for deck in seen["cards"].values() for row in deck}
        assert {key: row["question"] for key, row in rows.items()} == model.cards
        for key, row in rows.items():
            memory = model.memory(key)
            assert (row["suspended"], row["flagged"]) == (model.has(key, "suspend"), model.has(key, "flag"))
            assert row["due"] == (memory and memory.due.isoformat())
            assert row["reviews"] == (memory.reviews if memory else 0)
            young = memory and memory.due - memory.last < timedelta(days=21)
            assert row["state"] == ("new" if memory is None else "young" if young else "mature")
        assert seen["stats"]["reviews"] == sum(not one.undone for one in model.rated)
        printed = self.home.tells("answers")
        answers = {one["key"]: [version["notes"] for version in one["versions"]] for one in printed["answers"]}
        assert answers == model.answers
        settings_told = self.home.does("config")
        assert all(f"{name} = {value} " in settings_told for name, value in model.settings.items())

    @rule()
    def ask_the_doctor(self) -> None:
        """The doctor finds only broken files, and reviews of cards that are in no file."""
        model = self.model
        broken = any(file.hurt for file in model.files.values())
        findings = self.home.tells("doctor", code=int(broken))["findings"]
        wrong = {found["check"] for found in findings if found["level"] not in ("ok", "note")}
        assert wrong == ({"decks"} if broken else set())
        gone = {one.key for one in model.rated if not one.undone} - model.cards.keys()
        assert any(found["check"] == "orphans" for found in findings) == bool(gone)


def plainly(*ratings: int) -> list[Turn]:
    return [Turn("", "", "", rating) for rating in ratings]


def pressing(key: str) -> list[Turn]:
    return [Turn(key, "I said so.", "", 3)]


LIFE: list[Callable[[Commands], None]] = [
    lambda life: life.review_day_after_day(
        [(1, [*plainly(1, 3, 2), *pressing("f"), *plainly(4, 4, 4)]), (1, plainly(4, 1, 2))]
    ),
    lambda life: life.backup(),
    lambda life: life.import_a_new_file("apkg", "beta", {"c1": (False, [(3, 9), (1, 30)], {"flag", "suspend"})}),
    lambda life: life.review({"alpha"}, pressing("u"), "all", None, 30),
    lambda life: life.undo(2),
    lambda life: life.import_a_file_again(0),
    lambda life: life.undo_at_once(4, "beta/c3"),
    lambda life: life.export("beta", "apkg"),
    lambda life: life.edit("alpha", fails=False),
    lambda life: life.word_a_card_by_hand("alpha", "c5"),
    lambda life: life.undo(1),
    lambda life: life.undo(2),
    lambda life: life.break_a_file("alpha", whole=False),
    lambda life: life.ask_the_doctor(),
    lambda life: life.add("alpha"),
    lambda life: life.mend_all_files(),
    lambda life: life.insert_ids(),
    lambda life: life.reword_a_card_without_id(WITHOUT_IDS[0]),
    lambda life: life.travel("Pacific/Kiritimati"),
    lambda life: life.review(set(DECKS), [*plainly(1, 1, 3), *pressing("b"), *pressing("wnote 1")], "all", None, 30),
    lambda life: life.let_time_pass(48),
    lambda life: life.review({"alpha"}, plainly(*[1] * 20), "all", None, 30),
    lambda life: life.travel("Pacific/Pago_Pago"),
    lambda life: life.review(set(DECKS), [*pressing("u"), *pressing("u"), *plainly(2, 2)], "q", None, 30),
    lambda life: life.change_a_setting(("desired_retention", 0.8)),
    lambda life: life.change_a_setting(("maximum_interval", 5)),
    lambda life: life.adopt_parameters(),
    lambda life: life.review_day_after_day([(5, plainly(3, 3, 4, 1, 4, 2)), (30, pressing("e"))]),
    lambda life: life.write_an_answer("alpha/c1", 5),
    lambda life: life.look(),
    lambda life: life.take_a_card_out("alpha", "c1"),
    lambda life: life.ask_the_doctor(),
    lambda life: life.undo_parameters(),
    lambda life: life.restore(-1),
    lambda life: life.look(),
    lambda life: life.restore(0),
    lambda life: life.import_a_file_again(0),
    lambda life: life.suspend("alpha/c2", suspend=True),
    lambda life: life.let_time_pass(48),
    lambda life: life.review_day_after_day([(1, plainly(3, 1)), (2, plainly(2))]),
    lambda life: life.look(),
]


def test_in_a_life_in_which_everything_happens_the_home_holds_what_a_simple_model_says() -> None:
    life = Commands()
    life.begin()
    for happens in LIFE:
        happens(life)
        life.everything_is_as_the_model_says()
    life.teardown()


@pytest.mark.timeout(0 if LONG else 120)
def test_whatever_is_done_in_whatever_order_the_home_holds_what_a_simple_model_says() -> None:
    """`HYPOTHESIS_PROFILE=long` plays two hundred lives of fifty commands."""
    examples, steps = (200, 50) if LONG else (4, 30)
    play: Callable[..., None] = run_state_machine_as_test  # untyped in some releases of hypothesis
    play(
        Commands,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
        ),
    )
