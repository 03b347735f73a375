"""Decks, review history and scheduling on their way from Anki and back to it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from hypothesis import assume, given

from cards.card import Card, Kind
from cards.review import Rating
from decks.formats.anki.description import read_description
from decks.formats.anki.read import read_package
from decks.formats.anki.write import Scheduling, write_package
from decks.formats.bundle import PastReview, ReviewHistory
from decks.importing.merge import plan_merges, write_merges
from decks.model.deck import Deck, DeckHead
from tests.anki_packages import make_package
from tests.interrupts import interrupted
from tests.reading import own_library
from tests.strategies import FEW_DECKS, decks
from tests.terminal import World

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
START = 1_780_000_000_000


def test_retention_is_told_as_anki_tells_it(world: World, tmp_path: Path) -> None:
    path = tmp_path / "deck.apkg"
    expected = make_package(path, cards=60, reviews=20)
    assert world.run("import", "--json", str(path)) == 0
    (deck,) = json.loads(world.out)["decks"]
    world.run("stats", "--json")
    retention = json.loads(world.out)["true_retention"]

    assert deck["added"] == 64
    assert deck["reviews"] > 500
    young, mature, theirs = retention["all"]["young"], retention["all"]["mature"], expected.all_time
    assert (young["passed"], young["failed"]) == (theirs.young_passed, theirs.young_failed)
    assert (mature["passed"], mature["failed"]) == (theirs.mature_passed, theirs.mature_failed)
    world.run("cards", "talks-acme", "--json")
    listed = json.loads(world.out)
    assert [card["suspended"] for card in listed].count(True) == 1
    assert [card["flagged"] for card in listed].count(True) == 1


@pytest.mark.parametrize("every", [5, pytest.param(1, marks=pytest.mark.slow)])
def test_ctrl_c_at_any_call_of_an_export_raises_nothing_else(every: int) -> None:
    deck = Deck(head=DeckHead(id="d", title="D"), cards=(Card(id="a", question="Why?", answer="So."),))

    assert all(interrupted(lambda: write_package(deck, NOW, {}, {}), every=every))


@pytest.mark.parametrize("own", ["own", "my own"])
def test_competencies_are_tags_in_anki(own: str, tmp_path: Path) -> None:
    card = Card(id="a", question="Why?", answer="So.", tags=(own,), competencies=("accuracy",))
    path = tmp_path / "deck.apkg"
    path.write_bytes(write_package(Deck(head=DeckHead(id="d", title="D"), cards=(card,)), NOW, {}, {}))

    (back,) = read_package(path).decks[0].deck.cards
    assert (back.tags, back.competencies) == ((own, "accuracy"), ())


def test_the_same_package_again_brings_nothing_new(world: World, package: Path) -> None:
    world.run("import", str(package))
    assert "past reviews" in world.out
    world.run("unsuspend", "talks-acme/why-0")
    assert world.run("import", "--json", str(package)) == 0
    (deck,) = json.loads(world.out)["decks"]
    assert (deck["added"], deck["updated"], deck["unchanged"], deck["reviews"]) == (0, 0, 24, 0)
    world.run("cards", "talks-acme", "--json")

    assert not [card for card in json.loads(world.out) if card["suspended"]]


def test_a_note_is_known_again_whatever_its_question_has_become(package: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    with (
        own_library(own) as library,
        write_merges(plan_merges(read_package(package), library), tmp_path, NOW) as (merged,),
    ):
        path = merged.result.path
    path.write_text(path.read_text().replace("Why 3?", "Something else entirely, said by me"))
    with (
        own_library(own) as library,
        write_merges(plan_merges(read_package(package), library), tmp_path, NOW) as (merged,),
    ):
        again = merged.result

    assert (again.added, again.updated) == ((), ("why-3",))


def test_a_deck_comes_home_from_a_package_with_what_it_says_of_itself(tmp_path: Path) -> None:
    head = DeckHead(
        id="acme",
        title="My talk",
        description="For <Acme> --> & co.\n\nMine.",
        kind=Kind.FIT,
        language="de",
        license="CC0 -->",
    )
    path = tmp_path / "x.apkg"
    path.write_bytes(
        write_package(Deck(head=head, cards=(Card(id="why", question="Why?", answer="So."),)), NOW, {}, {})
    )
    (deck,) = read_package(path).decks

    assert deck.deck.head == head


@pytest.mark.parametrize(
    ("html", "head"),
    [
        ("", {}),
        ("Mine<br>alone", {"description": "Mine\nalone"}),
        ('<!-- greenroom: {"id": "No Slug", "language": "de", "x": "y", "kind": 3} -->', {"language": "de"}),
        ("<!-- greenroom: {no json} -->", {}),
    ],
)
def test_any_description_of_a_deck_is_read(html: str, head: dict[str, object]) -> None:
    assert read_description(html) == head


@FEW_DECKS
@given(decks())
def test_a_package_gives_the_same_cards_back(tmp_path_factory: pytest.TempPathFactory, deck: Deck) -> None:
    assume("\\xa0" not in repr(deck))  # in HTML that is a space like any other
    path = tmp_path_factory.mktemp("law") / "x.apkg"
    path.write_bytes(write_package(deck, NOW, {}, {}))
    (read,) = read_package(path).decks

    assert read.deck.cards == deck.cards


def test_repeats_on_a_day_of_review_go_to_anki_and_back(tmp_path: Path) -> None:
    day = 86_400_000
    past = [(0, None), (60_000, None), (2 * day, 2), (2 * day + 60_000, None), (5 * day, 3)]
    reviews = tuple(PastReview(Rating.GOOD, START + at, 1000, interval) for at, interval in past)
    path, again = tmp_path / "x.apkg", tmp_path / "again.apkg"
    deck = Deck(head=DeckHead(id="acme", title="Acme"), cards=(Card(id="why", question="Why?", answer="So."),))
    scheduling = Scheduling(due=NOW.date(), interval=3, stability=3.0, difficulty=5.0, reviews=5, lapses=0)
    path.write_bytes(write_package(deck, NOW, {"why": ReviewHistory(reviews)}, {"why": scheduling}))
    through_anki(path, again, tmp_path, legacy=False)

    for package in (path, again):
        (read,) = read_package(package).decks
        assert read.histories["why"].reviews == reviews


@pytest.mark.parametrize("legacy", [True, False])
def test_anki_keeps_what_a_deck_says_of_itself(legacy: bool, tmp_path: Path) -> None:
    head = DeckHead(id="acme", title="My talk", description="For <Acme> & co.", language="de")
    path, again = tmp_path / "x.apkg", tmp_path / "again.apkg"
    path.write_bytes(
        write_package(Deck(head=head, cards=(Card(id="why", question="Why?", answer="So."),)), NOW, {}, {})
    )
    through_anki(path, again, tmp_path, legacy=legacy)
    (deck,) = read_package(again).decks

    assert deck.deck.head == head


def test_anki_imports_what_we_export_with_all_that_was_learned(world: World, tmp_path: Path) -> None:
    source = tmp_path / "deck.apkg"
    make_package(source)
    world.run("import", str(source))
    out, bare = tmp_path / "out.apkg", tmp_path / "bare.apkg"
    assert world.run("export", "talks-acme", "--to", str(out)) == 0
    assert world.run("export", "talks-acme", "--to", str(bare), "--without-scheduling") == 0
    world.run("cards", "talks-acme", "--json")
    ours = {card["question"]: card for card in json.loads(world.out)}
    world.run("stats", "--json")
    ours_all = json.loads(world.out)["true_retention"]["all"]
    theirs, retention = imported_by_anki(out)

    assert len(theirs) == 24
    for question, (queue, flags, interval, reviews, lapses, data, field_count) in theirs.items():
        card = ours[question]
        assert (queue == -1, flags > 0) == (card["suspended"], card["flagged"])
        assert (reviews, lapses) == (card["reviews"], card["lapses"])
        assert interval >= 1
        assert json.loads(data)["s"] == pytest.approx(card["stability"], abs=1e-3)
        assert field_count == 21
    assert (retention.young_passed, retention.young_failed) == tuple(ours_all["young"][k] for k in ("passed", "failed"))
    assert (retention.mature_passed, retention.mature_failed) == tuple(
        ours_all["mature"][k] for k in ("passed", "failed")
    )
    fresh, nothing = imported_by_anki(bare)
    assert {row[3] for row in fresh.values()} == {0}
    assert nothing.young_passed == 0


def through_anki(path: Path, again: Path, folder: Path, *, legacy: bool) -> None:
    """Let Anki import a package and export it to another."""
    collection: Any = Collection(str(folder / "anki.anki2"))
    options = ImportAnkiPackageOptions(with_scheduling=True)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options))
    writing = ExportAnkiPackageOptions(with_scheduling=True, with_media=False, with_deck_configs=False, legacy=legacy)
    collection.export_anki_package(out_path=str(again), options=writing, limit=None)
    collection.close()


def imported_by_anki(path: Path) -> tuple[dict[str, tuple[Any, ...]], Any]:
    """Return what Anki has of each card after importing a package, and its true retention."""
    collection: Any = Collection(str(path.with_suffix(".check.anki2")))
    options = ImportAnkiPackageOptions(with_scheduling=True)
    collection.import_anki_package(ImportAnkiPackageRequest(package_path=str(path), options=options))
    rows = collection.db.all(
        "select n.sfld, c.queue, c.flags, c.ivl, c.reps, c.lapses, c.data, n.flds"
        " from cards c join notes n on n.id = c.nid"
    )
    retention = collection._backend.graphs(search="", days=0).true_retention.all_time
    collection.close()
    return {row[0]: (*row[1:7], len(row[7].split("\x1f"))) for row in rows}, retention
