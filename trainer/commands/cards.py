"""`greenroom cards`: your cards, and how well you know each."""

from argparse import Namespace
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from cards.card import Card
from cards.errors import GreenroomError
from cards.key import CardKey
from cards.text import has_words
from decks.library.library import DeckEntry, Library
from decks.library.packs import PackOff
from decks.model.errors import UnknownDeck, words_to_find
from scheduler.fsrs.memory import Memory
from scheduler.log.daily_totals import MATURE_DAYS
from scheduler.log.store import Marks, Store
from scheduler.planning.selection import weak_cards
from trainer.environment import Environment
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.output import output_layout, print_json, print_lines, print_sentence


def run(args: Namespace, env: Environment) -> int:
    """List the cards of all decks or of some, those that match every filter; 0."""
    home = open_home(env, args.home)
    named = list(dict.fromkeys([*args.decks, *(args.deck or ())]))
    with open_store(home, reading=True) as store, open_library(home, store, also=named) as library:
        decks = _decks(library, named)
        weak = frozenset(weak_cards(store, home.today))
        rows = [row for deck in decks for row in _rows(deck, args, store, library, weak, home.today)]
    if args.json:
        print_json(env, rows)
        return 0
    from trainer.terminal.layout import Line, entry, paragraph

    width = output_layout(env).width
    lines: list[Line] = []
    for row in rows:
        states = [row["state"]] + [mark for mark in ("suspended", "flagged", "weak") if row[mark]]
        states += [f"due {row['due']}"] if row["due"] else []
        states += ["no answer yet"] if row["unanswered"] else []
        lines += entry(row["key"], ", ".join(states), width, row["question"])
    print_lines(env, lines or paragraph("No card matches.", width))
    for deck in decks:
        if deck.off:
            print_sentence(env, str(PackOff(deck.id)))
    return 0


def _decks(library: Library, named: Sequence[str]) -> Sequence[DeckEntry]:
    """Return decks, or all; names that no deck has may be words to find cards by, and the error says how."""
    try:
        return [library.deck(name) for name in named] or library.decks()
    except UnknownDeck as error:
        if error.near and len(named) == 1:
            raise
        words = " ".join(name for name in named if name not in {deck.id for deck in library.decks()})
        if words_to_find(words) in error.fix:
            raise
        raise GreenroomError(error.what, f"{words_to_find(words)}{error.fix}") from None


def _rows(
    deck: DeckEntry, args: Namespace, store: Store, library: Library, weak: Collection[CardKey], today: date
) -> Iterator[dict[str, Any]]:
    """Yield the cards of a deck that match every filter, as rows of the output."""
    memories, marks, unanswered = store.memories(deck.id), store.marks(), frozenset(deck.unanswered)
    for card in library.cards(deck.id):
        key = CardKey(deck.id, card.id)
        row = _row(key, card, memories.get(key), marks.get(key, Marks()), store, today)
        row |= {"unanswered": card.id in unanswered, "weak": key in weak}
        wanted = (mark for mark in ("flagged", "weak", "unanswered") if getattr(args, mark))
        if all(row[mark] for mark in wanted) and (not args.find or _has_words(args.find, key, card)):
            yield row


def _has_words(words: str, key: CardKey, card: Card) -> bool:
    from decks.vocabulary.competencies import read_competencies

    return has_words(words, key, *card.texts, *read_competencies().titles(card.competencies))


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
