"""Anki without its window (the PyPI package `anki`), doing the same work as greenroom, each time in its own process."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

_OPEN = """
import json, sys, time
from anki.collection import Collection
collection = Collection(sys.argv[1])
"""
_FIRST_CARD = f"""{_OPEN}
assert collection.sched.get_queued_cards(fetch_limit=1).cards
collection.close()
"""
_GRAPHS = f"""{_OPEN}
collection._backend.graphs(search="", days=0)
collection.close()
"""
_STUDY = f"""{_OPEN}
from anki.cards import Card
from anki.scheduler.v3 import CardAnswer
answered, undone = [], []
queued = collection.sched.get_queued_cards(fetch_limit=1).cards[0]
for _ in range(int(sys.argv[2])):
    card = Card(collection, backend_card=queued.card)
    card.start_timer()
    begun = time.perf_counter()
    answer = collection.sched.build_answer(card=card, states=queued.states, rating=CardAnswer.GOOD)
    collection.sched.answer_card(answer)
    queued = collection.sched.get_queued_cards(fetch_limit=1).cards[0]
    answered.append(time.perf_counter() - begun)
for _ in range(30):
    begun = time.perf_counter()
    collection.undo()
    undone.append(time.perf_counter() - begun)
collection.close()
print(json.dumps([answered, undone]))
"""
# Without the daily limit every due card is in the queue, as in greenroom.
_MAKE = """
import sys
from datetime import date
from pathlib import Path
from benchmarks.anki import make_collection
collection = make_collection(Path(sys.argv[1]), Path(sys.argv[2]), date.fromisoformat(sys.argv[3]))
options = collection.decks.config_dict_for_deck_id(1)
options["rev"]["perDay"] = 9999
collection.decks.update_config(options)
collection.close()
"""


def make(home: Path, today: date) -> Path:
    """Make a collection with the cards and reviews of a home; return its path."""
    path = home / "anki" / "collection.anki2"
    path.parent.mkdir()
    subprocess.run([sys.executable, "-c", _MAKE, str(home), str(path), today.isoformat()], check=True)
    return path


def first_card(collection: Path) -> list[str]:
    """Return the command that opens a collection and gets the first card."""
    return [sys.executable, "-c", _FIRST_CARD, str(collection)]


def graphs(collection: Path) -> list[str]:
    """Return the command that computes Anki's statistics over all time."""
    return [sys.executable, "-c", _GRAPHS, str(collection)]


def study(collection: Path, answers: int) -> tuple[list[float], list[float]]:
    """Return the seconds of each answer, until the next card is there, and of each undo after them."""
    command = [sys.executable, "-c", _STUDY, str(collection), str(answers)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    answered, undone = json.loads(done.stdout.splitlines()[-1])
    return answered, undone
