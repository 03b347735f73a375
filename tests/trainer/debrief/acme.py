"""An interview at Acme, held yesterday, and its debrief."""

import tomllib
from typing import Any

from cards.review import Review
from tests.histories import open_store
from tests.terminal import World

DECK = '[deck]\nid = "mine"\n[[cards]]\nid = "sure"\nquestion = "How did you make sure of it?"\nanswer = "I checked."\n'


def debrief(world: World, *typed: str, at: str | None = None) -> str:
    """Hold the conversation; return what was shown."""
    options = ("--at", at) if at else ()
    assert world.run("interview", "debrief", *options, typed="".join(f"{line}\n" for line in typed)) == 0
    return world.out


def entry(world: World) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((world.home / "interviews.toml").read_text("utf-8"))["interviews"][-1]
    return found


def cards(world: World, deck: str = "asked-acme") -> dict[str, dict[str, Any]]:
    path = world.home / "decks" / f"{deck}.toml"
    return {card["question"]: card for card in tomllib.loads(path.read_text("utf-8"))["cards"]} if path.exists() else {}


def log(world: World) -> list[Review]:
    store = open_store(world.home)
    found = store.reviews()
    store.close()
    return found
