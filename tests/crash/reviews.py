"""Reviews that are killed: every rating, undo and mark is in the log exactly once, and nothing else is."""

import re
import time
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.crash import faults
from tests.crash.homes import check_home, make_home, many_cards, rows
from tests.crash.report import Tally
from tests.crash.sessions import Session, start

_ASKED = re.compile(r"Number (\d+)\?")
_RATE = re.compile(r"Enter Good")
_PROMPT = re.compile(r"Your answer|Enter Good")
_SUMMARY = re.compile(r"Reviewed \d+ card|Nothing was rated")
_ALL_NEW = "9999"

# When to kill, with weights: most often while something is being written.
_MOMENTS = {"key": 30, "write": 30, "burst": 12, "start": 10, "exit": 10, "answer": 6, "idle": 2}
_AFTER_KEY, _AFTER_START, _AFTER_COLD_START = 0.030, 0.150, 0.600  # seconds at most
_WRITES = 90  # about how many calls that write a session makes: its backup, and eight ratings


class Log(NamedTuple):
    """What is in the logs, or should be.

    Attributes:
        ratings: The card and the rating of each.
        undone: Which ratings are undone, by their places in `ratings`.
        events: The card and the event of each mark.
        unmarked: Which marks are undone, by their places in `events`.
    """

    ratings: list[tuple[str, int]]
    undone: list[int]
    events: list[tuple[str, str]]
    unmarked: list[int]

    @property
    def size(self) -> int:
        """How much was done."""
        return len(self.ratings) + len(self.undone) + len(self.events) + len(self.unmarked)

    def and_then(self, log: str, entry: object) -> "Log":
        """Return it with one more entry in a log."""
        return self._replace(**{log: [*getattr(self, log), entry]})


def read_log(home: Path) -> Log:
    """Read the logs of a home."""
    ratings = rows(home, "SELECT uuid, card, rating FROM reviews ORDER BY seq")
    events = rows(home, "SELECT uuid, card, event FROM events ORDER BY seq")
    rating_places, event_places = ({uuid: place for place, (uuid, *_) in enumerate(log)} for log in (ratings, events))
    return Log(
        [(card, rating) for _, card, rating in ratings],
        [rating_places[uuid] for (uuid,) in rows(home, "SELECT review FROM undos ORDER BY rowid")],
        [(card, event) for _, card, event in events],
        [event_places[uuid] for (uuid,) in rows(home, "SELECT item FROM undone ORDER BY rowid")],
    )


class Reviews:
    """One home that is reviewed and killed again and again."""

    def __init__(self, folder: Path, kind: str, rng: Random, *, kills: int, terminal: bool) -> None:
        self.tally = Tally(kind)
        self._rng = rng
        self._terminal = terminal
        self._enter = "\r" if terminal else "\n"
        self._world = make_home(folder, many_cards(20 + 8 * kills))
        self._world.answer_first_question()
        self._log = Log([], [], [], [])
        self._pending: tuple[str, object] | None = None  # what was asked for and not acknowledged yet
        self._steps: list[tuple[str, int]] = []  # what `u` undoes in this session, newest last, as entries of the log

    def kill_one(self) -> None:
        """Run a session, kill it, and compare the logs with what had been acknowledged."""
        moments = [moment for moment in _MOMENTS if moment != "write" or faults.are_there()]
        (moment,) = self._rng.choices(moments, [_MOMENTS[each] for each in moments])
        self._pending = None
        self._steps = []
        with self._start(moment) as session:
            getattr(self, f"_until_{moment}")(session)
            session.kill()
            if not session.was_killed:  # it ended first
                self.tally.check(session.exit_code in (0, 130), f"it ended with {session.exit_code}: {session.shown}")
            self.tally.times += session.was_killed
            if moment == "burst":
                self._count_burst(session)
            elif self._pending and self._is_acknowledged(session):
                self._acknowledge()
        self._compare(moment, session)

    def _start(self, moment: str) -> Session:
        self._cold = moment != "write" and self._rng.random() < 0.1
        nth = self._rng.randint(1, _WRITES) if moment == "write" else 0
        how = self._rng.choice((faults.How.DIE, faults.How.DIE_HALF_WAY))
        argv = ["--home", str(self._world.home), "review", "--deck", "mine", "--new", _ALL_NEW]
        return start(
            argv,
            terminal=self._terminal,
            cold=self._cold,
            first=lambda: faults.arm(self._world.home, nth, how) if nth else None,
        )

    # --- moments --------------------------------------------------------------------------------------

    def _until_start(self, _: Session) -> None:
        time.sleep(self._rng.uniform(0, _AFTER_COLD_START if self._cold else _AFTER_START))

    def _until_key(self, session: Session) -> None:
        if self._play(session, self._rng.randint(0, 3)) and self._do(session):
            self._wait_a_moment()

    def _until_write(self, session: Session) -> None:
        self._play(session, 12)

    def _until_answer(self, session: Session) -> None:
        if self._play(session, self._rng.randint(0, 3)):
            session.send(self._rng.choice(("half an ans", "all of it" + self._enter)))
            self._wait_a_moment()

    def _until_exit(self, session: Session) -> None:
        if self._play(session, self._rng.randint(0, 3)):
            session.send(self._rng.choice(("q\r", "\x03", "\x04")) if self._terminal else "q\n")
            self._wait_a_moment()

    def _until_idle(self, session: Session) -> None:
        self._play(session, self._rng.randint(1, 3))

    def _until_burst(self, session: Session) -> None:
        """Type ahead, like a person who is in a hurry or pastes text."""
        session.until(_ASKED)
        session.send(f"{self._enter}3{self._enter}" * 12)
        time.sleep(self._rng.uniform(0, 0.3))

    def _wait_a_moment(self) -> None:
        time.sleep(self._rng.uniform(0, _AFTER_KEY))

    # --- what is done ---------------------------------------------------------------------------------

    def _play(self, session: Session, times: int) -> bool:
        """Do something several times and see it acknowledged each time; return False if the session ended meanwhile."""
        if not session.until(_ASKED):
            return False
        for _ in range(times):
            if not self._do(session) or not session.until(self._sign, self._since):
                return False
            self._acknowledge()
        return True

    def _do(self, session: Session) -> bool:
        """Answer, then rate, undo, bury or flag without waiting for the result; return False if the session ended."""
        asked = max(session.shown.rfind("Number "), 0)
        card = _ASKED.search(session.shown, asked)
        if card is None:
            return False
        prompt = session.until(_PROMPT, asked)  # after an undo, the question may have been answered already
        if session.shown.rfind("Your answer") > session.shown.rfind("Enter Good"):
            session.send(self._enter)
        if not prompt or not session.until(_RATE, asked):
            return False
        name, rating = f"c{card[1]}", self._rng.randint(1, 4)
        self._since = len(session.shown)
        what = self._rng.choices(("rate", "undo", "bury", "flag"), (16, 2, 1, 1))[0]
        active = [("undone", place) for place in range(len(self._log.ratings)) if place not in self._log.undone]
        undoable = self._steps or active
        if what == "rate" or (what == "undo" and not undoable):
            self._sign, self._pending = _ASKED, ("ratings", (name, rating))
            session.send(f"{rating}{self._enter}")
        elif what == "undo":
            self._sign, self._pending = re.compile(r"Undone: .*\s+[\s\S]*Enter Good"), undoable[-1]
            session.send(f"u{self._enter}")
        elif what == "bury":
            self._sign, self._pending = _ASKED, ("events", (name, "bury"))
            session.send(f"b{self._enter}")
        else:
            marks = [event for place, event in enumerate(self._log.events) if place not in self._log.unmarked]
            flagged = [event for card_of, event in marks if card_of == name and event != "bury"][-1:]
            self._sign = re.compile(r"(Flagged|Flag removed): .*\s+[\s\S]*Enter Good")
            self._pending = ("events", (name, "unflag" if flagged == ["flag"] else "flag"))
            session.send(f"f{self._enter}")
        return True

    def _acknowledge(self) -> None:
        if self._pending:
            log = self._pending[0]
            if log == "ratings":
                self._steps.append(("undone", len(self._log.ratings)))
            elif log == "events":
                self._steps.append(("unmarked", len(self._log.events)))
            else:
                del self._steps[-1:]
            self._log = self._log.and_then(*self._pending)
            self.tally.acknowledged += 1
            self._pending = None

    def _is_acknowledged(self, session: Session) -> bool:
        """Return whether the last thing was shown to be done before the kill."""
        return bool(self._sign.search(session.shown, self._since) or _SUMMARY.search(session.shown, self._since))

    def _count_burst(self, session: Session) -> None:
        """Count what was rated in a burst: every question that was followed by another has been rated."""
        *rated, last = _ASKED.findall(session.shown) or [""]
        for card in rated:
            self._pending = ("ratings", (f"c{card}", 3))
            self._acknowledge()
        if last:
            self._pending = ("ratings", (f"c{last}", 3))
            if session.shown.rfind("Reviewed ") > session.shown.rfind("Number "):
                self._pending = None  # it ended by itself, at the question it showed last

    # --- what is there --------------------------------------------------------------------------------

    def _compare(self, moment: str, session: Session) -> None:
        check_home(self._world, self.tally, thoroughly=self.tally.times % 25 == 0)
        found = read_log(self._world.home)
        more = self._log.and_then(*self._pending) if self._pending else self._log
        message = f"({moment}) the log has {_end(found)}, and should have {_end(self._log)} or {_end(more)}"
        message += f"; shown was {session.shown[-1500:]}"
        self.tally.check(found in (self._log, more), message)
        self.tally.more += found == more != self._log
        self.tally.found = self.tally.acknowledged if found in (self._log, more) else found.size
        self._log = found


def _end(log: Log) -> tuple[object, ...]:
    return tuple((len(part), part[-3:]) for part in log)
