"""Homes of a given size, the same for the same seed."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from scheduler.settings import Settings
from scheduler.store import NoBackups, Store

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
_CARDS_PER_DECK = 500
_WORDS = ("how", "did", "you", "check", "plan", "lead", "learn", "measure", "explain", "risk", "team", "decide")


def make_home(path: Path, *, cards: int, reviews_per_card: int, seed: int = 1) -> None:
    """Make a data home: decks of 500 cards, and for nine of ten cards so many reviews, ending near today."""
    rng = random.Random(seed)
    (path / "decks").mkdir(parents=True)
    keys = [_write_deck(path / "decks", number, rng) for number in range(-(-cards // _CARDS_PER_DECK))]
    store = open_store(path)
    seen = [key for deck in keys for key in deck if rng.random() < 0.9]
    rows = [row for key in seen for row in _history(key, reviews_per_card, rng)]
    rows.sort(key=lambda row: str(row[6]))
    database = store._database  # noqa: SLF001  # a million rows through `record` would take an hour
    with database:
        database.execute("BEGIN")
        database.executemany(
            "INSERT INTO reviews(uuid, device, deck, card, rating, suggested, reviewed_at_utc_ms, zone_offset_min,"
            " study_day, answer_ms, points_covered, phrasing, mode, answer_text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
    store.rebuild()
    store.close()


def open_store(path: Path) -> Store:
    """Open the log of a home."""
    return Store(
        path / "greenroom.db",
        keeper=NoBackups(),
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
        row = (uuid, "bench", *key, rating, rating, int(at), 0, day.isoformat(), rng.randint(10_000, 120_000))
        rows.append((*row, "1101", 0, "spoken", None))
    return rows
