"""Worlds in which days pass, for the tests of interviews."""

import json
from dataclasses import dataclass
from datetime import date, timedelta, timezone
from typing import Any

from tests.terminal import World
from trainer.environment import Environment

TODAY = date(2026, 3, 2)
GOOD = "\n3\n"


@dataclass
class Clocked(World):
    """A world whose clock runs while cards are answered: half a minute each time the stopwatch is read."""

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


def deck(name: str, cards: int, musts: int = 0) -> str:
    """Return the text of a deck of this many cards, the last of them `must` cards."""
    text = f'[deck]\nid = "{name}"\ntitle = "{name.title()}"\n'
    for number in range(cards):
        priority = "must" if number >= cards - musts else "core"
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
