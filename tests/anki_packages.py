"""Anki packages, written by Anki itself or put together by hand."""

import random
import sqlite3
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from anki.collection import Collection, ExportAnkiPackageOptions

from cards.card import Card
from decks.formats.bundle import Bundle

DAY_MS = 86_400_000


def make_package(path: Path, *, cards: int = 20, reviews: int = 10, legacy: bool = False) -> Any:
    """Write a package with basic, reversed and cloze notes and their reviews; return Anki's true retention for it.

    Args:
        path: The package to write.
        cards: The number of basic notes; the other notes add four cards.
        reviews: The number of reviews per card, if they fit into the last 300 days.
        legacy: Whether to write the second generation of the package instead of the third.
    """
    collection: Any = Collection(str(path.with_suffix(".anki2")))
    deck = collection.decks.id("Talks::Acme")
    for number in range(cards):
        _add(
            collection,
            deck,
            "Basic",
            {"Front": f"<b>Why {number}</b>?", "Back": "So &amp; so<br>there"},
            ["a", "leech"],
        )
    _add(collection, deck, "Cloze", {"Text": "{{c1::Paris::city}} is in {{c2::France}}", "Back Extra": "really"}, [])
    _add(collection, deck, "Basic (and reversed card)", {"Front": "Front side", "Back": "Back side"}, [])
    ids = collection.db.list("select id from cards order by id")
    collection.db.executemany("insert into revlog values(?,?,?,?,?,?,?,?,?)", _past(ids, reviews))
    collection.db.execute("update cards set queue = -1 where id = ?", ids[0])
    collection.db.execute("update cards set flags = 2 where id = ?", ids[1])
    options = ExportAnkiPackageOptions(with_scheduling=True, with_media=False, with_deck_configs=False, legacy=legacy)
    collection.export_anki_package(out_path=str(path), options=options, limit=None)
    retention = collection._backend.graphs(search="", days=0).true_retention
    collection.close()
    return retention


def make_notes(path: Path, fields: Sequence[str], front: str, back: str, *notes: Sequence[str]) -> Path:
    """Let Anki write a package with notes of a custom type, "Interview", in a deck "Talks"."""
    collection: Any = Collection(str(path.with_suffix(".anki2")))
    kind = collection.models.new("Interview")
    for name in fields:
        collection.models.add_field(kind, collection.models.new_field(name))
    template = collection.models.new_template("Card 1")
    template["qfmt"], template["afmt"] = front, back
    collection.models.add_template(kind, template)
    collection.models.add(kind)
    deck = collection.decks.id("Talks")
    for values in notes:
        note = collection.new_note(collection.models.by_name("Interview"))
        note.fields = list(values)
        collection.add_note(note, deck)
    options = ExportAnkiPackageOptions(with_scheduling=False, with_media=False, with_deck_configs=False, legacy=False)
    collection.export_anki_package(out_path=str(path), options=options, limit=None)
    collection.close()
    return path


def make_preset(path: Path, *, legacy: bool, **settings: Sequence[float]) -> Path:
    """Let Anki write a package of one card, whose deck has a preset "Slow" with these settings."""
    collection: Any = Collection(str(path.with_suffix(".anki2")))
    deck = collection.decks.id("Talks")
    preset = collection.decks.get_config(collection.decks.add_config_returning_id("Slow"))
    collection.decks.update_config(preset | {name: list(values) for name, values in settings.items()})
    collection.decks.save(collection.decks.get(deck) | {"conf": preset["id"]})
    _add(collection, deck, "Basic", {"Front": "Why?", "Back": "So."}, [])
    options = ExportAnkiPackageOptions(with_scheduling=True, with_media=False, with_deck_configs=True, legacy=legacy)
    collection.export_anki_package(out_path=str(path), options=options, limit=None)
    collection.close()
    return path


def make_oldest(path: Path) -> None:
    """Write a package of the first generation, as other programs still do."""
    newer = path.with_name("newer.apkg")
    make_package(newer, legacy=True)
    with zipfile.ZipFile(newer) as source, zipfile.ZipFile(path, "w") as target:
        target.writestr("collection.anki2", source.read("collection.anki21"))
        target.writestr("media", "{}")


def _add(collection: Any, deck: Any, kind: str, fields: dict[str, str], tags: list[str]) -> None:
    note = collection.new_note(collection.models.by_name(kind))
    for name, text in fields.items():
        note[name] = text
    note.tags = tags
    collection.add_note(note, deck)


def _past(ids: list[int], reviews: int) -> list[tuple[int, ...]]:
    """Return review log rows: reviews at growing intervals, and entries that must not count as reviews."""
    rng = random.Random(1)
    now = int(time.time() * 1000)
    rows: list[tuple[int, ...]] = []
    for card in ids:
        at, last = now - 300 * DAY_MS, 0
        for number in range(reviews):
            ease = rng.choice([1, 3, 3, 3, 4])
            interval = max(1, int((last or 1) * rng.choice([1.5, 2.5]))) if ease > 1 else 1
            rows.append(
                (at + len(rows), card, -1, ease, interval, last, 2500, rng.randint(1000, 60000), int(number > 0))
            )
            at, last = at + interval * DAY_MS, interval
            if at > now - 1000:
                break
        rows.append((now - 301 * DAY_MS + len(rows), card, -1, 0, 9, 3, 2500, 0, 4))  # a due day set by hand
        rows.append((now - 40 * DAY_MS + len(rows), card, -1, 3, 9, 3, 0, 5000, 3))  # a preview in a filtered deck
    return rows


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    """Write a ZIP file with these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def altered(collection: bytes, folder: Path, *statements: tuple[str, ...]) -> Path:
    """Write a package as the first generation is, with a collection changed by SQL statements with their values."""
    copy = folder / "altered.db"
    copy.write_bytes(collection)
    with sqlite3.connect(copy) as database:
        database.create_collation("unicase", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold()))
        for statement, *values in statements:
            database.execute(statement, values)
    database.close()
    return zipped(folder / "altered.apkg", {"collection.anki2": copy.read_bytes()})


def cards(bundle: Bundle) -> dict[str, Card]:
    """Return the cards of a bundle's only deck by their question."""
    (only,) = bundle.decks
    return {card.question: card for card in only.deck.cards}
