"""On one screen: the question, its points and the ratings, for every card we ship."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pyte
import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output.vt100 import Vt100_Output

from cards.card import Card
from cards.key import CardKey
from scheduler.planning.session import start_session
from tests.terminal import World
from trainer.environment import Environment
from trainer.opening import open_home, open_library, open_store
from trainer.review.loop import ReviewLoop
from trainer.review.sitting import Sitting
from trainer.terminal.layout import text_of
from trainer.terminal.prompt import PromptUi
from trainer.terminal.ui import AnswerForm, Label

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
TYPED = {
    "spoken": "",
    "a line": "I reconciled the totals against the ledger.",
    "a screen": "I reconciled the totals against the ledger, and then a colleague ran the query again. " * 16,
}


class WatchedUi(PromptUi):
    """A terminal in which each card gets the same keys; it keeps the screen as it was at each rating."""

    def __init__(self, env: Environment, keys: PipeInput, columns: int) -> None:
        self._keys = keys
        self.answer, self.points, self.rating = "", "12", "3"
        self.pressed = 0
        self._stream = StringIO()
        size = Size(rows=24, columns=columns)
        output = Vt100_Output(self._stream, lambda: size, term="xterm-256color", enable_cpr=False)
        super().__init__(env, input=keys, output=output)
        self._screen = pyte.Screen(columns, 24)
        self._emulator = pyte.Stream(self._screen)
        self.at_rate: list[list[str]] = []

    def ask_answer(self, form: AnswerForm) -> str:
        self._press("\r")
        return super().ask_answer(form._replace(draft=self.answer))

    def _press(self, keys: str) -> None:
        self._keys.send_text(keys)
        self.pressed += len(keys)

    def ask_line(self, label: Label, **options: Any) -> str:
        words = "".join(map(text_of, label() if callable(label) else label))
        typed = self.points if "Points covered" in words else self.rating if "Rate " in words else ""
        self._press(f"{typed}\r")
        text = super().ask_line(label, **options)
        self._emulator.feed(self._stream.getvalue())
        self._stream.seek(0)
        self._stream.truncate()
        if "Rate " in words:
            self.at_rate.append([line.rstrip() for line in self._screen.display])
        return text


@contextmanager
def sitting(folder: Path, columns: int, keys: tuple[CardKey, ...] = ()) -> Iterator[tuple[Sitting, WatchedUi]]:
    world = World(folder / "home", columns=columns)
    assert world.run("due") == 0
    env = world.environment()
    home = open_home(env, str(world.home))
    with open_store(home) as store, open_library(home, store) as library, create_pipe_input() as typed:
        ui = WatchedUi(env, typed, columns)
        keys = keys or tuple(key for deck in library.decks() for key in deck.keys)
        yield Sitting(ui, home, library, store, start_session(keys, env.clock())), ui


def is_in_order(card: Card, screen: list[str]) -> bool:
    """Return whether a screen has the question, then all points, then the ratings."""
    text = " ".join(" ".join(screen).split()).replace("- ", "-")  # words may be broken at hyphens
    at = max(text.rfind(" ".join(wording.split())) for wording in (card.question, *card.phrasings))
    for number, point in enumerate(card.key_points, start=1):
        places = [text.find(f" {number}{sign}{point.text}", at) for sign in (" ", "\N{CHECK MARK} ", "~ ", "? ")]
        if at < 0 or max(places) < 0:
            return False
        at = max(places)
    return 0 <= at < text.find(" Rate ", at) < text.find(" 4 Easy", at)


def shares_in_order(folder: Path, columns: int, typed: str, cards_of: slice) -> float:
    """Return the share of the cards whose question, points and ratings were on one screen."""
    with sitting(folder, columns) as (asked, ui):
        queue = asked.session.queue[cards_of]
        asked.session = start_session(queue, asked.env.clock())
        cards = [asked.library.card(key) for key in queue]
        ui.answer = typed
        ReviewLoop(asked).run()
    assert len(ui.at_rate) == len(cards)
    return sum(map(is_in_order, cards, ui.at_rate)) / len(cards)


@pytest.mark.parametrize("typed", TYPED.values(), ids=TYPED)
def test_at_80_by_24_the_question_the_points_and_the_ratings_are_on_one_screen(tmp_path: Path, typed: str) -> None:
    assert shares_in_order(tmp_path, 80, typed, slice(0, None, 41)) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("columns", "kind", "first"), [(80, "spoken", 0), (80, "a line", 1), (80, "a screen", 2), (40, "a screen", 0)]
)
def test_so_it_is_for_every_card_we_ship(tmp_path: Path, columns: int, kind: str, first: int) -> None:
    """CI shares the cards out to the three answers; HYPOTHESIS_PROFILE=long gives each card all of them."""
    assert shares_in_order(tmp_path, columns, TYPED[kind], slice(None) if LONG else slice(first, None, 3)) == 1


def test_a_spoken_card_takes_five_keys(tmp_path: Path) -> None:
    with sitting(tmp_path, 80, (CardKey("analytical-technique", "made-sure-right"),)) as (asked, ui):
        ui.points, ui.rating = "-3", ""
        ReviewLoop(asked).run()
        (review,) = asked.store.reviews()

    assert ui.pressed - 1 == 5  # and Enter to leave
    assert review.points_covered == "1101"
