"""Generated homes: the same seed gives the same home.

Usage: python -m benchmarks.data DIR [DAYS] makes a home to look at, with DAYS days of reviews of the built-in decks
(default: 365) that end today.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from zlib import crc32

from cards.card import Card
from cards.key import CardKey
from cards.review import Rating
from decks.library.library import Library
from scheduler.fsrs.memory import Memory
from scheduler.log.hooks import BackupHook
from scheduler.log.store import Store
from scheduler.settings import Settings
from scheduler.study_day import study_day

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_CARDS_PER_DECK = 500
_WORDS = ("how", "did", "you", "check", "plan", "lead", "learn", "measure", "explain", "risk", "team", "decide")


def make_home(path: Path, *, cards: int, reviews_per_card: int, seed: int = 1) -> None:
    """Make a home with decks of 500 cards, and reviews of nine cards in ten that end near today.

    Args:
        path: The folder of the new home.
        cards: How many cards, rounded up to whole decks.
        reviews_per_card: How many reviews each of them has, at least one.
        seed: The seed of everything random.
    """
    rng = random.Random(seed)
    (path / "decks").mkdir(parents=True)
    keys = [_write_deck(path / "decks", number, rng) for number in range(-(-cards // _CARDS_PER_DECK))]
    store = open_store(path)
    seen = [key for deck in keys for key in deck if rng.random() < 0.9]
    rows = [row for key in seen for row in _history(key, reviews_per_card, rng)]
    rows.sort(key=lambda row: str(row[6]))
    insert(store, rows)
    store.close()


def open_store(path: Path) -> Store:
    """Open the log of a home."""
    return Store(
        path / "greenroom.db",
        hook=BackupHook(),
        settings=Settings(),
        new_uuid=lambda: f"{random.getrandbits(128):032x}",
    )


def _write_deck(folder: Path, number: int, rng: random.Random) -> list[tuple[str, str]]:
    deck = f"deck-{number:03}"
    lines = [f'format = 1\n[deck]\nid = "{deck}"\ntitle = "Deck {number}"\nkind = "technique"\n']
    for card in range(_CARDS_PER_DECK):
        question = " ".join(rng.choices(_WORDS, k=12))
        points = ", ".join(f'"{" ".join(rng.choices(_WORDS, k=6))}"' for _ in range(4))
        phrasings = ", ".join(f'"{" ".join(rng.choices(_WORDS, k=12))}?"' for _ in range(3))
        lines.append(
            f'[[cards]]\nid = "card-{card:03}"\nquestion = "{question}?"\nphrasings = [{phrasings}]\n'
            f'key_points = [{points}]\nfollow_ups = ["{question}, and then?"]\n'
        )
    (folder / f"{deck}.toml").write_text("\n".join(lines), encoding="utf-8")
    return [(deck, f"card-{card:03}") for card in range(_CARDS_PER_DECK)]


def _history(key: tuple[str, str], reviews: int, rng: random.Random) -> list[tuple[object, ...]]:
    gaps = [0, *sorted(rng.sample(range(1, 300), reviews - 1))]
    first = TODAY - timedelta(days=gaps[-1] + rng.randint(1, 30))
    rows: list[tuple[object, ...]] = []
    for gap in gaps:
        day = first + timedelta(days=gap)
        at = datetime(day.year, day.month, day.day, 18, tzinfo=UTC).timestamp() * 1000
        rating = rng.choices((1, 2, 3, 4), (1, 2, 6, 1))[0]
        uuid = f"{rng.getrandbits(128):032x}"
        suggested, points, mode = _habits(rating, 4, rng)
        row = (uuid, "bench", *key, rating, suggested, int(at), 0, day.isoformat(), rng.randint(10_000, 120_000))
        rows.append((*row, points, 0, mode, None))
    return rows


def _habits(rating: int, points: int, rng: random.Random) -> tuple[int, str, str]:
    """Return a suggested rating, the ticked points and the mode of an answer.

    The suggestion is sometimes one off the rating given, and the third point is missed often.
    """
    suggested = min(4, max(1, rating + rng.choices((-1, 0, 1), (1, 7, 2))[0]))
    share = (0.2, 0.5, 0.8, 0.97)[suggested - 1]
    ticked = "".join("1" if rng.random() < share * (0.6 if at == 2 else 1) else "0" for at in range(points))
    return suggested, ticked, rng.choices(("spoken", "typed", "mock"), (6, 3, 1))[0]


def make_year(path: Path, *, today: date = TODAY, days: int = 365, new_a_day: int = 1, seed: int = 1) -> None:
    """Make a home with a year of reviews of the built-in decks: each day the due cards, and new ones.

    Some days are skipped. A card rated Again is asked again. One card in seventeen never sticks: it becomes a leech.

    Args:
        path: The folder of the new home.
        today: The last study day, which is never skipped.
        days: How many days, with today.
        new_a_day: The usual number of new cards; a day has none, that many or twice as many.
        seed: The seed of everything random.
    """
    rng = random.Random(seed)
    path.mkdir(parents=True)
    store, library = open_store(path), Library(path / "decks", path / "cache.db")
    cards = {CardKey(deck.id, card.id): card for deck in library.decks() for card in library.cards(deck.id)}
    library.close()
    unseen = list(cards)
    rng.shuffle(unseen)
    memories: dict[CardKey, Memory] = {}
    rows: list[tuple[object, ...]] = []
    for ago in reversed(range(days)):
        day = today - timedelta(days=ago)
        if ago and rng.random() < (0.3 if day.weekday() == 6 else 0.12):
            continue
        due = sorted(key for key, memory in memories.items() if memory.due <= day)
        new = [unseen.pop() for _ in range(min(len(unseen), rng.choice((0, new_a_day, new_a_day, 2 * new_a_day))))]
        for number, key in enumerate([*due, *new]):
            rows += _rows_of_day(
                store, cards[key], key, memories, datetime(day.year, day.month, day.day, tzinfo=UTC), number, rng
            )
    insert(store, rows)
    store.close()


def _rows_of_day(
    store: Store,
    card: Card,
    key: CardKey,
    memories: dict[CardKey, Memory],
    day: datetime,
    number: int,
    rng: random.Random,
) -> list[tuple[object, ...]]:
    """Return the log rows of one card on one day, and put its new memory into `memories`."""
    is_leech = crc32(str(key).encode()) % 17 == 0
    at = day + timedelta(
        hours=rng.choices((7, 8, 12, 18, 19, 20, 21), (3, 5, 1, 3, 6, 7, 2))[0], minutes=3 * number % 60
    )
    rows: list[tuple[object, ...]] = []
    for again in range(2):
        memory = memories.get(key)
        recall = 0.55 if memory is None or again else store.model.retrievability(memory, day.date())
        passed = rng.random() < (recall * 0.8 if is_leech else recall)
        rating = rng.choices((2, 3, 4), (3, 8, 2))[0] if passed else 1
        memories[key] = store.model.review(memory, Rating(rating), day.date(), key)
        suggested, points, mode = _habits(rating, len(card.key_points), rng)
        seconds = max(3.0, rng.gauss(card.target.aim * (1.25 if mode == "typed" else 1.0), card.target.aim / 3))
        moment = round((at + timedelta(minutes=12 * again)).timestamp() * 1000)
        row = (f"{rng.getrandbits(128):032x}", "bench", *key, rating, suggested, moment, 0, day.date().isoformat())
        rows.append((*row, round(seconds * 1000), points or None, 0, mode, None))
        if passed:
            break
    return rows


def insert(store: Store, rows: list[tuple[object, ...]]) -> None:
    """Insert rows into the log in bulk and rebuild what follows from them; one by one, a million would take an hour."""
    database = store._database  # noqa: SLF001  # no public method writes a log in bulk
    with database:
        database.execute("BEGIN")
        database.executemany(
            "INSERT INTO reviews(uuid, device, deck, card, rating, suggested, reviewed_at_utc_ms, zone_offset_min,"
            " study_day, answer_ms, points_covered, phrasing, mode, answer_text, stamp)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*row, row[6]) for row in rows],
        )
    store.rebuild()


def main(argv: Sequence[str], now: datetime, zone: tzinfo | None) -> None:
    """Make a home to look at, whose last day is the study day at `now`."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.data", description="Make a home to look at.")
    parser.add_argument("folder", type=Path, help="the new home; it must not exist yet")
    parser.add_argument("days", type=int, nargs="?", default=365, help="how many days of reviews (default: 365)")
    args = parser.parse_args(argv)
    make_year(args.folder, today=study_day(now, zone), days=args.days)


if __name__ == "__main__":
    main(sys.argv[1:], datetime.now(UTC), None)
