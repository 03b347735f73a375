"""Rows that Anki could not have written: each is left out and told, and everything else is imported."""

import json
import re
from pathlib import Path

import pytest

from decks.formats.anki.read import read_package
from decks.formats.bundle import Bundle
from decks.model.problems import Level
from tests.anki_packages import altered
from tests.terminal import World

VALUES = ["NULL", "x'00ff'", *(pytest.param(each, marks=pytest.mark.slow) for each in ("'x'", "1.5", f"-{1 << 62}"))]
# Which tables there are in each form of a collection, and the columns that are read.
TABLES_11 = {
    "cards": ("id", "nid", "did", "odid", "ord", "queue", "flags", "type", "reps"),
    "notes": ("id", "guid", "mid", "flds", "tags"),
    "revlog": ("id", "cid", "ease", "ivl", "lastIvl", "factor", "time", "type"),
}
TABLES_18 = TABLES_11 | {
    "notetypes": ("id", "name", "config"),
    "fields": ("ntid", "ord", "name"),
    "templates": ("ntid", "ord", "config"),
    "decks": ("id", "name", "kind"),
    "deck_config": ("id", "name", "config"),
}


def loosened(table: str) -> list[tuple[str]]:
    """Return statements that take all constraints and indexes from a table."""
    return [
        (f"CREATE TABLE loose AS SELECT * FROM {table}",),
        (f"DROP TABLE {table}",),
        (f"ALTER TABLE loose RENAME TO {table}",),
    ]


def count(bundle: Bundle) -> tuple[int, int]:
    """Return how many cards there are, and reviews."""
    histories = [history for deck in bundle.decks for history in deck.histories.values()]
    return sum(len(deck.deck.cards) for deck in bundle.decks), sum(len(history.reviews) for history in histories)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("schema", ["schema11", "schema18"])
def test_one_value_of_another_type_costs_its_row_alone(
    schema: str, value: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    collection: bytes = request.getfixturevalue(schema)
    sound_cards, sound_reviews = count(read_package(altered(collection, tmp_path)))
    for table, columns in (TABLES_11 if schema == "schema11" else TABLES_18).items():
        for column in columns:
            changed = f"UPDATE {table} SET {column} = {value} WHERE rowid = (SELECT min(rowid) FROM {table})"
            bundle = read_package(altered(collection, tmp_path, *loosened(table), (changed,)))
            cards, reviews = count(bundle)

            most_lost = 22 if table in ("notetypes", "fields", "templates") else 2
            assert sound_cards - cards <= most_lost, (table, column)
            assert sound_reviews - reviews <= 10 * most_lost, (table, column)
            assert cards == sound_cards or bundle.problems, (table, column)


@pytest.mark.parametrize("count", [1, 3])
def test_reviews_that_make_no_sense_are_counted_in_one_sentence(schema11: bytes, count: int, tmp_path: Path) -> None:
    some = f"(SELECT id FROM revlog WHERE ease > 0 AND type < 2 LIMIT {count})"
    bundle = read_package(altered(schema11, tmp_path, (f"UPDATE revlog SET ease = 'x' WHERE id IN {some}",)))

    (problem,) = bundle.problems
    reviews = "1 review made no sense and was" if count == 1 else "3 reviews made no sense and were"
    assert problem.message == f"{reviews} left out"
    assert problem.level is Level.WARNING


def test_everything_left_out_is_one_sentence(schema18: bytes, tmp_path: Path) -> None:
    bundle = read_package(
        altered(
            schema18,
            tmp_path,
            ("UPDATE revlog SET ease = 'x' WHERE rowid IN (SELECT rowid FROM revlog WHERE ease > 0 LIMIT 2)",),
            ("UPDATE decks SET kind = x'0aff01' WHERE name LIKE 'Talks%Acme'",),
            *loosened("notes"),
            ("UPDATE notes SET tags = x'00' WHERE rowid = 1",),
        )
    )

    (problem,) = bundle.problems
    assert problem.message == ("1 description of a deck, 2 reviews and 1 list of tags made no sense and were left out")
    assert bundle.decks[0].deck.head.title == "Talks::Acme"


@pytest.mark.parametrize(
    "decks",
    ["no json", "[]", "[" * 100_000, '{"x": 1}', '{"1": {"name": 5}}', f'{{"{"9" * 5000}": {{"name": "a"}}}}'],
    ids=["no JSON", "a list", "depth", "a number", "a name that is a number", "a huge id"],
)
def test_cards_of_a_deck_that_cannot_be_read_go_to_one_called_anki(schema11: bytes, decks: str, tmp_path: Path) -> None:
    bundle = read_package(altered(schema11, tmp_path, ("UPDATE col SET decks = ?", decks)))

    assert [(deck.deck.head.title, len(deck.deck.cards)) for deck in bundle.decks] == [("Anki", 24)]
    assert re.fullmatch("1 (deck|list of decks) made no sense and was left out", bundle.problems[0].message)


@pytest.mark.parametrize("parameters", ['"x"', "[1e999]", f"[{'9' * 400}]", "[null]", "5", "{}"])
def test_a_preset_that_makes_no_sense_leaves_the_cards_be(schema11: bytes, parameters: str, tmp_path: Path) -> None:
    presets = f'{{"1": {{"name": "Slow", "fsrsParams6": {parameters}}}}}'
    decks = json.dumps({"1": {"name": "Talks", "conf": 1}})
    change = ("UPDATE col SET decks = ?, dconf = ?", decks, presets)
    bundle = read_package(altered(schema11, tmp_path, change, ("UPDATE cards SET did = 1",)))

    assert count(bundle)[0] == 24


def test_a_package_without_a_log_still_has_its_cards(schema11: bytes, tmp_path: Path) -> None:
    bundle = read_package(altered(schema11, tmp_path, ("DROP TABLE revlog",)))

    assert count(bundle) == (24, 0)
    assert bundle.problems[0].message == "1 log of reviews made no sense and was left out"


def test_a_card_without_its_note_is_told(schema11: bytes, tmp_path: Path) -> None:
    bundle = read_package(altered(schema11, tmp_path, ("DELETE FROM notes WHERE id = (SELECT min(id) FROM notes)",)))

    assert count(bundle)[0] == 23
    assert re.fullmatch(r"card \d+ could not be read", bundle.problems[0].message)


def test_notes_without_a_guid_are_recognised_by_their_question(schema11: bytes, world: World, tmp_path: Path) -> None:
    package = altered(schema11, tmp_path, *loosened("notes"), ("UPDATE notes SET guid = NULL",))

    assert world.run("import", str(package)) == 0
    assert world.run("import", str(package)) == 0
    assert len(read_package(package).decks[0].deck.cards) == 24
    assert "24" in world.out


def test_absurd_numbers_in_the_log_do_not_upset_the_figures(schema11: bytes, world: World, tmp_path: Path) -> None:
    absurd = "UPDATE revlog SET time = 4611686018427387904, lastIvl = 4611686018427387904, ivl = -9223372036854775808"
    assert world.run("import", str(altered(schema11, tmp_path, (absurd,)))) == 0
    for command in ("stats", "stats --json", "due", "doctor", "review --limit 1"):
        assert world.run(*command.split()) == 0, world.err
