"""Worlds in which days pass, for the tests of interviews."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from random import Random
from typing import Any, NamedTuple

from cards.review import Rating
from tests.terminal import World
from trainer.environment import Environment
from trainer.terminal.words import short_day

TODAY = date(2026, 3, 2)
GOOD = "\n3\n"
_NAMES = [(rating.value, rating.title) for rating in Rating]
_DAYS = {short_day(day): day for day in (TODAY + timedelta(days=days) for days in range(180))}


@dataclass
class Clocked(World):
    """A world whose clock runs while cards are answered: `step` seconds each time the stopwatch is read."""

    hours_east: int = 0

    def environment(self, typed: str = "") -> Environment:
        zone = timezone(timedelta(hours=self.hours_east))
        return super().environment(typed)._replace(clock=lambda: self.now + timedelta(seconds=self.seconds), zone=zone)

    def next_day(self) -> None:
        self.now, self.seconds = self.now + timedelta(days=1), 0.0

    def run_in_words(self, *argv: str, code: int = 0) -> str:
        """Run a command; return what it printed and its error as one line."""
        assert self.run(*argv) == code, self.err
        return " ".join(f"{self.out} {self.err}".split())

    def shown(self, *options: str) -> dict[str, Any]:
        """Return what `interview show` prints as JSON."""
        assert self.run("interview", "show", "--json", *options) == 0
        value: dict[str, Any] = json.loads(self.out)
        return value


def deck(name: str, cards: int, musts: int = 0, extras: int = 0) -> str:
    """Return the text of a deck of this many cards, the first of them `extra` and the last of them `must` cards."""
    text = f'[deck]\nid = "{name}"\ntitle = "{name.title()}"\n'
    for number in range(cards):
        priority = "must" if number >= cards - musts else "extra" if number < extras else "core"
        text += f'[[cards]]\nid = "c{number:02}"\nquestion = "{name} {number}?"\n'
        text += f'answer = "Yes."\npriority = "{priority}"\n'
    return text


def plan(world: Clocked, day: str = "2026-03-12", *options: str, decks: tuple[str, ...] = ("mine",)) -> None:
    """Set an interview at Acme."""
    chosen = [option for each in decks for option in ("--deck", each)]
    assert world.run("interview", "set", day, "--at", "Acme", *chosen, *options) == 0, world.err


def asked(shown: str) -> list[str]:
    """Return the questions on a screen, in the order asked."""
    return [line.strip().rstrip("?") for line in shown.splitlines() if line.startswith("   ") and line.endswith("?")]


# --- days of rehearsal ------------------------------------------------------------------------------


def offered(shown: str) -> list[tuple[str, ...]]:
    """Return after how many days each rating would bring the card back, for every rating that was asked for."""
    days = "".join(rf" +{number} {name}(?: \*)?(?: +(\d+|rests).*|.*)\n" for number, name in _NAMES)
    rests = "not before the interview"
    same = r"(?: +Whatever you choose: (\d+|not before the interview))?"
    found = re.findall(rf" Rate{same}.*\n(?: +Enter.*\n)?{days}", shown)
    return [(every.replace(rests, "rests"),) * 4 if every else tuple(each) for every, *each in found]


class Rated(NamedTuple):
    """A card asked and rated, and the day it is said to come back; None if not before the interview."""

    question: str
    rating: str
    back: date | None


def rated(shown: str) -> Iterator[Rated]:
    """Yield what was asked on a screen, in order."""
    question = ""
    for line in shown.splitlines():
        if found := asked(line):
            question = found[0]
        elif said := re.match(r" (\w+): .*\. (?:Back on (\w+ \d+ \w+)|.*[Nn]ot before Acme)", line):
            yield Rated(question, said[1], _DAYS[said[2]] if said[2] else None)


def rehearse(world: Clocked, days: int, seed: int = 0, *, missed: frozenset[int] = frozenset()) -> list[list[Rated]]:
    """Review the deck `mine` on each of some days, except those `missed`, rating at random; return what was rated."""
    chance, found = Random(seed), list[list[Rated]]()
    for day in range(days):
        typed = "".join(f"\n{rating}\n" for rating in chance.choices("1234", (15, 15, 50, 20), k=60))
        assert day in missed or world.run("review", "--deck", "mine", typed=typed) == 0
        found.append([] if day in missed else list(rated(world.out)))
        world.next_day()
    return found


def dates(days: list[list[Rated]]) -> list[tuple[date | None, date | None]]:
    """Return for each date a card was given last on a day when it comes back, and when it was really asked next."""
    given: dict[str, date | None] = {}
    found = list[tuple[date | None, date | None]]()
    for day, reviews in enumerate(days):
        found += [
            (given.pop(question), TODAY + timedelta(days=day))
            for question in {r.question for r in reviews} & given.keys()
        ]
        given |= {each.question: each.back for each in reviews}
    return found + [(back, None) for back in given.values()]
