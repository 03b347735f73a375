"""A model of a home in plain lists: what it should contain after any commands."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

import fsrs

from cards.key import CardKey
from cards.review import Rating
from decks.formats.bundle import PastReview, ReviewHistory
from scheduler.fsrs.due_day_spread import spread_interval


@dataclass
class Rated:
    """One row of the review log; `text` is what was typed."""

    key: str
    rating: int
    day: date
    at: int
    text: str | None = None
    imported: bool = False
    undone: bool = False


@dataclass
class Marked:
    """A card was buried, suspended or flagged, or the mark was removed. `alone` is false if it came with an import."""

    key: str
    event: str
    day: date
    at: int
    alone: bool = True
    undone: bool = False


class Hurt(NamedTuple):
    """A mistake in a deck file: the bad text, the good text it replaced, and the cards that the latter brings back."""

    bad: str
    good: str
    cards: dict[str, str]


class DeckText(NamedTuple):
    """The text of a deck file (None: no file) and the cards that load from it: questions by card id."""

    text: str | None = None
    cards: dict[str, str] = {}  # noqa: RUF012  # never changed
    hurt: Hurt | None = None


@dataclass
class Changed:
    """One change of deck files: each file before and after, and the reviews and marks it added."""

    kind: str
    at: int
    files: dict[str, tuple[DeckText, DeckText]]
    rated: list[Rated] = field(default_factory=list)
    marked: list[Marked] = field(default_factory=list)
    undone: bool = False


@dataclass
class Written:
    """One change of a file of own answers or settings: its rows before and after."""

    kind: str
    at: int
    name: str
    before: tuple[object, ...]
    after: tuple[object, ...]
    undone: bool = False


class Memory(NamedTuple):
    """A card's memory, from its ratings."""

    stability: float
    difficulty: float
    last: date
    due: date
    first: date
    reviews: int
    lapses: int


class Listed(NamedTuple):
    """A line of `undo --list`: the instant, the kind, the card and its rating."""

    at: int
    kind: str
    key: str | None
    rating: str | None


SETTINGS = "settings"
DEFAULTS: dict[str, float] = {
    "desired_retention": 0.9,
    "maximum_interval": 365,
    "new_per_day": 10,
    "minutes_per_day": 30,
}
_RATINGS = {1: "Again", 2: "Hard", 3: "Good", 4: "Easy"}


@dataclass
class Model:
    """The logs, deck files, own answers by card, settings and adopted FSRS parameters."""

    rated: list[Rated] = field(default_factory=list)
    marked: list[Marked] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    files: dict[str, DeckText] = field(default_factory=dict)
    written: list[Written] = field(default_factory=list)
    rows: dict[str, tuple[Any, ...]] = field(default_factory=dict)  # of each file of own answers, and of the settings
    parameters: list[tuple[float, ...]] = field(default_factory=list)

    # --- actions ------------------------------------------------------------------------------

    def rate(self, key: str, rating: int, today: date, at: int, text: str | None) -> None:
        """Append a rating; it never counts on an earlier day than the card's last."""
        day = max([today, *(one.day for one in self.history(key))])
        self.rated.append(Rated(key, rating, day, at, text))

    def mark(self, key: str, event: str, today: date, at: int) -> None:
        self.marked.append(Marked(key, event, today, at))

    def write_answer(self, key: str, text: str, at: int) -> None:
        """Write an own answer; one that changes nothing makes no new version."""
        if self.answers.get(key, [])[-1:] != [text]:
            deck = key.partition("/")[0]
            self._write("write", at, deck, (*self.rows.get(deck, ()), (key, text, at)))

    def change_setting(self, name: str, value: float, at: int) -> None:
        """Set a setting; the line of one that is in the file already stays where it is."""
        self._write("set", at, SETTINGS, tuple((dict(self.rows.get(SETTINGS, ())) | {name: value}).items()))

    def _write(self, kind: str, at: int, name: str, after: tuple[Any, ...]) -> None:
        before = self.rows.get(name, ())
        if after != before:
            self.written.append(Written(kind, at, name, before, after))
            self.rows[name] = after

    @property
    def answers(self) -> dict[str, list[str]]:
        """All versions of the own answers, by card."""
        found: dict[str, list[str]] = {}
        for name, rows in self.rows.items():
            for key, text, _ in rows if name != SETTINGS else ():
                found.setdefault(key, []).append(text)
        return found

    @property
    def settings(self) -> dict[str, float]:
        """All settings, as set or by default."""
        return DEFAULTS | dict(self.rows.get(SETTINGS, ()))

    def put(self, deck: str, text: DeckText) -> None:
        """Change a deck file by hand."""
        self.files[deck] = text

    def change(self, kind: str, at: int, deck: str, after: DeckText) -> Changed:
        """Change a deck file by a command, which can be undone."""
        before = self.file(deck)
        files = {deck: (before, after)} if before.text != after.text else {}
        done = Changed(kind, at, files)
        self.changed.append(done)
        self.files[deck] = after
        return done

    def import_reviews(self, done: Changed, reviews: list[Rated], marks: list[Marked]) -> int:
        """Append the new reviews and marks of an import; return how many reviews are new."""
        active = {(one.key, one.at) for one in self.rated if not one.undone}
        done.rated = [one for one in reviews if (one.key, one.at) not in active]
        done.marked = marks
        self.rated += done.rated
        self.marked += marks
        return len(done.rated)

    def undo_rating(self) -> Rated | None:
        """Undo the last rating given here."""
        given = [one for one in self.rated if not (one.undone or one.imported)]
        if not given:
            return None
        given[-1].undone = True
        return given[-1]

    def undo(self, number: int) -> bool:
        """Undo one change, unless one of its files has changed since."""
        change = self.changes()[number - 1]
        if isinstance(change, Written):
            if self.rows.get(change.name, ()) not in (change.before, change.after):
                return False
            self.rows[change.name] = change.before
        if isinstance(change, Changed):
            now = {deck: self.file(deck).text for deck in change.files}
            if any(now[deck] not in (was.text, then.text) for deck, (was, then) in change.files.items()):
                return False
            for deck, (was, _) in change.files.items():
                self.files[deck] = was
            for rated in change.rated:
                rated.undone = True
            for marked in change.marked:
                marked.undone = True
        change.undone = True
        return True

    def use_parameters(self, parameters: tuple[float, ...]) -> None:
        self.parameters.append(parameters)

    # --- state -----------------------------------------------------------------------------

    def file(self, deck: str) -> DeckText:
        return self.files.get(deck, DeckText())

    @property
    def cards(self) -> dict[str, str]:
        """The questions of all cards that load, by key."""
        return {f"{deck}/{card}": said for deck, file in self.files.items() for card, said in file.cards.items()}

    def history(self, key: str) -> list[Rated]:
        """A card's active ratings, by study day, then in the order written."""
        return sorted((one for one in self.rated if one.key == key and not one.undone), key=lambda one: one.day)

    def memory(self, key: str) -> Memory | None:
        """py-fsrs's own memory of a card's ratings, each given at noon of its study day."""
        history = self.history(key)
        if not history:
            return None
        scheduler = fsrs.Scheduler(
            (self.parameters[-1:] or [()])[0] or fsrs.Scheduler().parameters,
            self.settings["desired_retention"],
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=int(self.settings["maximum_interval"]),
            enable_fuzzing=False,
        )
        card = fsrs.Card(card_id=1)
        lapses = 0
        last = None
        for one in history:
            repeat = one.day == last
            lapses += one.rating == 1 and not repeat and last is not None
            effective = 3 if repeat and one.rating == 4 else one.rating  # drilling a card must not inflate its memory
            card, _ = scheduler.review_card(card, fsrs.Rating(effective), datetime.combine(one.day, time(12), UTC))
            card.stability = min(card.stability or 0, 36500)
            last = one.day
        day = history[-1].day
        interval = spread_interval(
            (card.due.date() - day).days, CardKey(*key.split("/")), day, scheduler.maximum_interval
        )
        assert card.difficulty is not None
        return Memory(
            card.stability or 0,
            card.difficulty,
            day,
            day + timedelta(days=interval),
            history[0].day,
            len(history),
            lapses,
        )

    def memories(self) -> dict[str, Memory]:
        return {key: memory for key in sorted({one.key for one in self.rated}) if (memory := self.memory(key))}

    def has(self, key: str, event: str) -> bool:
        """Whether a card is suspended or flagged."""
        found = [one.event for one in self.marked if one.key == key and not one.undone]
        return next((one == event for one in reversed(found) if one in (event, f"un{event}")), False)

    def out(self, key: str, today: date) -> bool:
        """Whether a card is not asked: suspended, or buried today."""
        buried = [one.day for one in self.marked if one.key == key and one.event == "bury" and not one.undone]
        return self.has(key, "suspend") or buried[-1:] == [today]

    def due(self, today: date, ahead: int = 0) -> set[str]:
        """The cards that are due and can be asked."""
        until = today + timedelta(days=ahead)
        known = {key: memory for key in self.cards if (memory := self.memory(key)) and not self.out(key, today)}
        return {key for key, memory in known.items() if memory.due <= until and memory.last < today}

    def past(self, key: str) -> ReviewHistory:
        """A card's history as an export would carry it."""
        reviews = tuple(PastReview(Rating(one.rating), one.at, 0, None) for one in self.history(key))
        return ReviewHistory(reviews, suspended=self.has(key, "suspend"), flagged=self.has(key, "flag"))

    def again(self, today: date) -> set[str]:
        """The cards whose only rating of the day is Again."""
        days = {key: [one.rating for one in self.history(key) if one.day == today] for key in self.cards}
        return {key for key, ratings in days.items() if ratings == [1] and not self.out(key, today)}

    def new_left(self, today: date) -> int:
        """How many new cards may still be asked today."""
        met = sum(memory.first == today for memory in self.memories().values())
        return max(0, int(self.settings["new_per_day"]) - met)

    def next_due(self, today: date) -> date | None:
        """The next day on which a card is due."""
        known = [self.memory(key) for key in self.cards if not self.has(key, "suspend")]
        return min((memory.due for memory in known if memory and memory.due > today), default=None)

    def changes(self) -> list[Rated | Marked | Changed | Written]:
        """Everything that can be undone, newest first."""
        ratings = [one for one in self.rated if not (one.undone or one.imported)]
        marks = [one for one in self.marked if one.alone and not one.undone]
        files = [one for one in self.changed if (one.files or one.rated or one.marked) and not one.undone]
        written = [one for one in self.written if not one.undone]
        return sorted([*ratings, *marks, *files, *written], key=lambda one: one.at, reverse=True)

    def listed(self) -> list[Listed]:
        """The same as lines of `undo --list`."""
        return [
            Listed(one.at, "rating", one.key, _RATINGS[one.rating])
            if isinstance(one, Rated)
            else Listed(one.at, one.event, one.key, None)
            if isinstance(one, Marked)
            else Listed(one.at, one.kind, None, None)
            for one in self.changes()
        ]


def study_day(now: datetime) -> date:
    """The local date; before 04:00 it is still the day before."""
    return (now.replace(tzinfo=None) - timedelta(hours=4)).date()
