"""A home in use with its model beside it, and a person who answers the plain loop."""

import json
import pickle
import re
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from tests.model import Changed, DeckText, Model, study_day
from tests.terminal import World
from trainer.environment import Environment


class Turn(NamedTuple):
    """How one card is answered: a key before the answer, the typed answer, a key before the rating."""

    early: str
    said: str
    late: str
    rating: int


@dataclass
class UsedHome(World):
    """A world whose time zone can change. `model` is what it should contain, `backups` what each backup contains."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    model: Model = field(default_factory=Model)
    backups: dict[str, bytes] = field(default_factory=dict)
    person: "Person | None" = None
    wordings: int = 0
    then: Callable[[], object] = lambda: None
    _before: bytes = b""

    @property
    def today(self) -> date:
        return study_day(self.now.astimezone(self.zone))

    @property
    def now_ms(self) -> int:
        return round(self.now.timestamp() * 1000)

    def environment(self, typed: str = "") -> Environment:
        env = super().environment(typed)
        env = env._replace(zone=self.zone, run_program=self._edits)
        if self.person is None:
            return env
        assert isinstance(env.stdout, StringIO)
        self.person.screen = env.stdout
        return env._replace(stdin=self.person)

    def _edits(self, command: Sequence[str]) -> int:
        """Run the current editor, which may change during a review."""
        return self.run_program(command)

    def does(self, *argv: str, code: int = 0, typed: str = "") -> str:
        """Run a command, check its exit code and return its output."""
        self.look_for_backups()
        assert self.run(*argv, typed=typed) == code, (argv, self.out, self.err)
        assert "unexpected" not in self.err
        self.look_for_backups()
        return self.out

    def tells(self, *argv: str, code: int = 0) -> Any:
        """Return a command's JSON."""
        return json.loads(self.does(*argv, "--json", code=code))

    def later(self, **time: int) -> None:
        self.now += timedelta(**time)

    def look_for_backups(self) -> None:
        """Record the content of each new backup: the state before the last action, because backups are made first."""
        for path in (self.home / "backups").glob("*.zip"):
            self.backups.setdefault(path.name, self._before)
        self._before = pickle.dumps(self.model)  # faster than a deep copy

    def has_a_backup_of(self, today: date) -> bool:
        made = (
            datetime.strptime(path.name[5:20], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
            for path in (self.home / "backups").glob("auto-*.zip")
        )
        return any(study_day(instant.astimezone(self.zone)) == today for instant in made)

    def restored(self, name: str) -> None:
        """Set the model back to a backup."""
        self.model = pickle.loads(self.backups[name])  # noqa: S301  # pickled here a moment ago
        self.look_for_backups()

    def write(self, deck: str, text: DeckText) -> None:
        """Change a deck file by hand."""
        path = self.home / "decks" / f"{deck}.toml"
        if text.text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_text(text.text, encoding="utf-8")
            path.chmod(0o600)
        self.model.put(deck, text)

    def text_of(self, deck: str) -> str | None:
        path = self.home / "decks" / f"{deck}.toml"
        return path.read_text(encoding="utf-8") if path.exists() else None

    def changed(self, kind: str, deck: str, cards: dict[str, str]) -> Changed:
        """Record in the model a deck file that a command wrote: its new text and the cards that should load."""
        before = self.model.file(deck)
        return self.model.change(kind, self.now_ms, deck, before._replace(text=self.text_of(deck), cards=cards))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"file:{self.home / 'greenroom.db'}?mode=ro", uri=True)) as database:
            return database.execute(query).fetchall()

    def asks(self, deck: str, card: str) -> str:
        """Give a card's question a wording it never had."""
        self.wordings += 1
        return f"Question {deck} {card}, wording {self.wordings}?"

    def reword(self, key: str, status: int = 0) -> None:
        """Let `$EDITOR` reword a card and exit with this status; on success, update the model."""
        deck, _, card = key.partition("/")
        cards = self.model.file(deck).cards
        old = cards[card]
        new = self.asks(deck, card) if old.startswith("Question") else reworded(old)
        self.editing(lambda text: text.replace(old, new), status)
        if not status:
            self.then = lambda: self.changed("edit", deck, cards | {card: new})

    def editing(self, change: Callable[[str], str], status: int = 0) -> None:
        """Let `$EDITOR` apply this function to the file's text."""

        def editor(command: Sequence[str]) -> int:
            path = Path(command[-1])
            path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
            self.then()
            return status

        self.then = lambda: None
        self.run_program = editor
        self.variables = {"EDITOR": "ed"}

    def sit(self, person: "Person", *options: str) -> None:
        """Let a person review."""
        self.person = person
        try:
            self.does("review", *options)
        finally:
            self.person = None
        person.leave()


def reworded(question: str) -> str:
    """Return a question so similar that a card without an id is still recognised."""
    return question.removeprefix("So ") if question.startswith("So ") else f"So {question}"


_LABEL = re.compile(r"^ (Your answer|Points covered|Rate|Done)\b", re.MULTILINE)
_POINTS = re.compile(r"^  1. \S", re.MULTILINE)
_QUESTION = re.compile(r"^   (\S.*\?)$", re.MULTILINE)


class Asked(NamedTuple):
    """What a review may ask: due cards, new cards and how many of them, and the limit of cards in all."""

    known: set[str]
    new: set[str]
    most_new: int
    limit: int | None


class Person(StringIO):
    """Reads the screen and types, and does the same to the model.

    Args:
        home: The home.
        may: What may be asked.
        turns: How the cards are answered, one after the other.
        ending: How it ends after that: `q`, the end of input (empty), or `all`, which rates the rest Good.
    """

    def __init__(self, home: UsedHome, may: Asked, turns: list[Turn], ending: str) -> None:
        super().__init__()
        self.screen = StringIO()
        self.finished = False
        self._home, self._model = home, home.model
        self._may, self._turns, self._ending = may, turns, ending
        self._read = 0
        self._lines: list[str] = []
        self._then: Callable[[], None] | None = None
        self._key = ""
        self._has_points = False
        self._said: dict[str, str | None] = {}
        self._met: set[str] = set()
        self._reopened: set[str] = set()

    def readline(self, *_: object) -> str:  # type: ignore[override]  # nothing reads part of a line
        self._home.look_for_backups()
        self._home.later(seconds=7)
        if not self._lines:
            self._decide()
        line = self._lines.pop(0)
        if not self._lines and self._then is not None:
            self._then()
            self._then = None
        return line

    def leave(self) -> None:
        """Check that no more was asked than allowed."""
        assert len(self._met & self._may.new) <= self._may.most_new
        assert self._may.limit is None or len(self._met) <= self._may.limit

    def _decide(self) -> None:
        printed = self.screen.getvalue()[self._read :]
        self._read += len(printed)
        labels = _LABEL.findall(printed)
        assert labels, printed
        self._look(printed, labels[-1])
        match labels[-1]:
            case "Your answer":
                self._answer()
            case "Points covered" if self._turn.late == "u":
                self._turns[0] = self._turn._replace(late="")
                self._press("u")
            case "Points covered":
                self._type("a")
            case "Rate":
                self._rate()
            case _:
                self._finish()

    def _look(self, printed: str, label: str) -> None:
        """Read which card is asked, if a new question is on the screen."""
        by_question = {question: key for key, question in self._model.cards.items()}
        shown = [by_question[said] for said in _QUESTION.findall(printed) if said in by_question]
        self._has_points = bool(_POINTS.search(printed)) or (self._has_points and not shown)
        if not shown:
            return
        self._key = shown[-1]
        if label == "Your answer" and self._key not in self._reopened:
            assert self._key in self._may.known | self._may.new
            assert not self._model.out(self._key, self._home.today)
            self._met.add(self._key)

    @property
    def _turn(self) -> Turn:
        return self._turns[0] if self._turns else Turn("", "", "", 3)

    def _answer(self) -> None:
        if not self._turns and self._ending != "all":
            self._lines = [f"{self._ending}\n" if self._ending else ""]
        elif self._turn.early:
            self._press(self._turn.early)
            self._turns[0] = self._turn._replace(early="")
        else:
            self._said[self._key] = self._turn.said or None
            self._type(*filter(None, [self._turn.said]), "")

    def _rate(self) -> None:
        key, home, turn, said = self._key, self._home, self._turn, self._said.get(self._key)
        if turn.late == "u" and self._has_points:
            self._type("u")  # back to the ticks, from where the next one undoes
            return
        if turn.late:
            self._press(turn.late)
            self._turns[0] = turn._replace(late="")
            return
        del self._turns[:1]
        self._type(str(turn.rating), then=lambda: self._model.rate(key, turn.rating, home.today, home.now_ms, said))

    def _finish(self) -> None:
        if self._turn.early == "u":
            self._turns[0] = self._turn._replace(early="")
            self._press("u")
        else:
            self.finished = True
            self._type("")

    def _press(self, pressed: str) -> None:
        """Press one of the loop's keys."""
        key, home = self._key, self._home

        def mark(event: str) -> Callable[[], None]:
            return lambda: self._model.mark(key, event, home.today, home.now_ms)

        match pressed[0]:
            case "b":
                self._type(pressed, then=mark("bury"))
            case "s":
                self._type(pressed, then=mark("suspend"))
            case "f":
                self._type(pressed, then=mark("unflag" if self._model.has(key, "flag") else "flag"))
            case "w":
                self._type(
                    "w", pressed[1:], "", then=lambda: self._model.write_answer(key, pressed[1:], self._home.now_ms)
                )
            case "e":
                self._home.reword(key)
                self._type(pressed)
            case "u":
                self._type(pressed, then=self._undo)
            case _:
                self._type(pressed)

    def _undo(self) -> None:
        rated = self._model.undo_rating()
        if rated is not None:
            self._said[rated.key] = rated.text
            self._reopened.add(rated.key)

    def _type(self, *lines: str, then: Callable[[], None] | None = None) -> None:
        self._lines = [f"{line}\n" for line in lines]
        self._then = then
