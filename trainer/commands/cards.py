"""`greenroom cards DECK`: the cards of a deck, and how well each is known."""

from argparse import Namespace
from datetime import date
from typing import Any

from cards.card import Card
from cards.key import CardKey
from scheduler.fsrs.memory import Memory
from scheduler.log.daily_totals import MATURE_DAYS
from scheduler.log.store import Marks, Store
from trainer.environment import Environment
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.output import output_layout, print_json, print_lines


def run(args: Namespace, env: Environment) -> int:
    """List the cards of one deck; 0."""
    home = open_home(env, args.home)
    with open_store(home, reading=True) as store, open_library(home, store) as library:
        deck = library.deck(args.deck)
        memories, marks = store.memories(deck.id), store.marks()
        rows, unanswered = [], frozenset(deck.unanswered)
        for card in library.cards(deck.id):
            key = CardKey(deck.id, card.id)
            row = _row(key, card, memories.get(key), marks.get(key, Marks()), store, home.today)
            rows.append(row | {"unanswered": card.id in unanswered})
    if args.json:
        print_json(env, rows)
        return 0
    from trainer.terminal.layout import Line, entry

    width = output_layout(env).width
    lines: list[Line] = []
    for row in rows:
        states = [row["state"]] + [mark for mark in ("suspended", "flagged") if row[mark]]
        states += [f"due {row['due']}"] if row["due"] else []
        states += ["no answer yet"] if row["unanswered"] else []
        lines += entry(row["key"], ", ".join(states), width, row["question"])
    print_lines(env, lines)
    return 0


def _row(key: CardKey, card: Card, memory: Memory | None, marks: Marks, store: Store, today: date) -> dict[str, Any]:
    row: dict[str, Any] = {
        "key": str(key),
        "question": card.question,
        "kind": card.kind.value,
        "priority": card.priority.value,
        "state": "new",
        "due": None,
        "stability": None,
        "difficulty": None,
        "retrievability": None,
        "reviews": 0,
        "lapses": 0,
        "suspended": marks.suspended,
        "flagged": marks.flagged,
    }
    if memory is not None:
        row |= {
            "state": "mature" if memory.interval >= MATURE_DAYS else "young",
            "due": memory.due.isoformat(),
            "stability": round(memory.stability, 4),
            "difficulty": round(memory.difficulty, 4),
            "retrievability": round(store.model.retrievability(memory, today), 4),
            "reviews": memory.reviews,
            "lapses": memory.lapses,
        }
    return row
