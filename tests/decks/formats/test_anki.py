"""Packages of Anki, read as Anki wrote them; and those made to do harm."""

import io
import json
import shutil
import sqlite3
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions, ImportAnkiPackageOptions, ImportAnkiPackageRequest
from hypothesis import given
from hypothesis import strategies as st

from cards.card import Card, Kind
from decks.formats.anki import package as package_file
from decks.formats.anki.head import read_head
from decks.formats.anki.notes import message, render
from decks.formats.anki.read import read_package
from decks.formats.anki.write import write_package
from decks.formats.bundle import Bundle
from decks.importing.merge import import_decks
from decks.model.deck import Deck, DeckHead
from decks.model.errors import DeckFileError
from tests.anki_packages import make_oldest, make_package
from tests.strategies import ANY_TEXT
from tests.terminal import World

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("anki") / "today.apkg"
    make_package(path)
    return path


@pytest.fixture(scope="module")
def schema11(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("anki") / "old.apkg"
    make_oldest(path)
    with zipfile.ZipFile(path) as archive:
        return archive.read("collection.anki2")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home", now=datetime.now(UTC))  # when the packages are made


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def cards(bundle: Bundle) -> dict[str, Card]:
    (brought,) = bundle.decks
    return {card.question: card for card in brought.deck.cards}


def only_problem(bundle: Bundle) -> str:
    (problem,) = bundle.problems
    assert bundle.decks == ()
    return str(problem)


@pytest.mark.parametrize("generation", [1, 2, 3])
def test_every_generation_of_the_container_is_read(generation: int, tmp_path: Path) -> None:
    path = tmp_path / "deck.apkg"
    if generation == 1:
        make_oldest(path)
    else:
        make_package(path, legacy=generation == 2)
    bundle = read_package(path)
    found = cards(bundle)

    assert bundle.problems == ()
    assert bundle.decks[0].deck.head.title == "Talks::Acme"
    assert len(found) == 24
    assert (found["Why 0?"].answer, found["Why 0?"].tags) == ("So & so\nthere", ("a",))
    assert found["[city] is in France"].answer == "Paris is in France\nreally"
    assert found["Paris is in [...]"].answer == "Paris is in France\nreally"
    assert found["Back side"].answer == "Front side"


def test_retention_is_told_as_anki_tells_it(world: World, tmp_path: Path) -> None:
    path = tmp_path / "deck.apkg"
    told = make_package(path, cards=60, reviews=20)
    assert world.run("import", "--json", str(path)) == 0
    (deck,) = json.loads(world.out)["decks"]
    world.run("stats", "--json")
    retention = json.loads(world.out)["true_retention"]

    assert deck["added"] == 64
    assert deck["reviews"] > 500
    young, mature, theirs = retention["all"]["young"], retention["all"]["mature"], told.all_time
    assert (young["passed"], young["failed"]) == (theirs.young_passed, theirs.young_failed)
    assert (mature["passed"], mature["failed"]) == (theirs.mature_passed, theirs.mature_failed)
    world.run("cards", "talks-acme", "--json")
    listed = json.loads(world.out)
    assert [card["suspended"] for card in listed].count(True) == 1
    assert [card["flagged"] for card in listed].count(True) == 1


def test_the_same_package_again_brings_nothing_new(world: World, package: Path) -> None:
    world.run("import", str(package))
    assert "reviews of their past" in world.out
    world.run("unsuspend", "talks-acme/why-0")
    assert world.run("import", "--json", str(package)) == 0
    (deck,) = json.loads(world.out)["decks"]
    assert (deck["added"], deck["updated"], deck["unchanged"], deck["reviews"]) == (0, 0, 24, 0)
    world.run("cards", "talks-acme", "--json")

    assert not [card for card in json.loads(world.out) if card["suspended"]]


def test_a_note_is_known_again_whatever_its_question_has_become(package: Path, tmp_path: Path) -> None:
    with import_decks(read_package(package), tmp_path, tmp_path, NOW) as (merged,):
        path = merged.result.path
    path.write_text(path.read_text().replace("Why 3?", "Something else entirely, said by me"))
    with import_decks(read_package(package), tmp_path, tmp_path / "backups", NOW) as (merged,):
        again = merged.result

    assert (again.added, again.updated) == ((), ("why-3",))


def test_fields_can_be_told(package: Path) -> None:
    found = cards(read_package(package, fields={"question": "Back", "answer": "Front"}))

    assert found["So & so there"].answer.startswith("Why ")


FIELDS = ("Question", "Answer", "Key points", "Follow ups", "Company", "Type", "Empty")


@pytest.fixture(scope="module")
def interview(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with a note type of a user's own, one card without an answer, and one with a picture."""
    path = tmp_path_factory.mktemp("anki") / "interview.apkg"
    collection: Any = Collection(str(path.with_suffix(".anki2")))
    kind = collection.models.new("Interview")
    for name in FIELDS:
        collection.models.add_field(kind, collection.models.new_field(name))
    template = collection.models.new_template("Card 1")
    template["qfmt"], template["afmt"] = "{{Question}}", "{{Answer}}"
    collection.models.add_template(kind, template)
    collection.models.add(kind)
    deck = collection.decks.id("Talks")
    for values in (
        ("Why us?", "Because.", "one<br>two", "And then?", "Acme &amp; Co", "fit", ""),
        ("How?", 'So. <img src="a.png">', "", "", "", "", ""),
        ("Nothing?", "", "", "", "Acme", "", ""),
    ):
        note = collection.new_note(collection.models.by_name("Interview"))
        note.fields = list(values)
        collection.add_note(note, deck)
    options = ExportAnkiPackageOptions(with_scheduling=False, with_media=False, with_deck_configs=False, legacy=False)
    collection.export_anki_package(out_path=str(path), options=options, limit=None)
    collection.close()
    return path


def test_known_fields_go_by_their_names_and_the_others_into_the_answer(interview: Path) -> None:
    bundle = read_package(interview)
    card = cards(bundle)["Why us?"]

    assert card.answer == "Because.\n\nCompany: Acme & Co\nType: fit"
    assert ([point.text for point in card.key_points], card.follow_ups) == (["one", "two"], ("And then?",))
    said = [str(problem) for problem in bundle.problems]
    assert (
        f'{interview}: of notes "Interview", Question, Answer, Key points, Follow ups were taken as question, answer, '
        "key points, follow ups, and Company, Type stand in the answer. "
        "If that is wrong, tell it with --fields question=Front,answer=Back."
    ) in said


def test_problems_of_a_package_name_no_line(interview: Path) -> None:
    said = [str(problem) for problem in read_package(interview).problems]

    assert (
        f"{interview}: 1 card refers to images or sounds, which are not brought in. Say in words what they show."
        in said
    )
    assert any(problem.startswith(f'{interview}: card "Nothing?": there is neither') for problem in said)
    assert len(said) == 3


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"foo": "Question"}, '"foo" is no field of a card. Known: question, answer'),
        ({"question": "Front"}, 'no note has a field "Front". There are: Question, Answer, Key points'),
        ({"answer": "Question"}, "no field is the question"),
        ({"question": "Question", "tags": "Type"}, "no field is the answer or key points"),
    ],
)
def test_fields_nobody_knows_are_one_error_that_lists_what_there_is(
    interview: Path, fields: dict[str, str], said: str
) -> None:
    with pytest.raises(DeckFileError) as error:
        read_package(interview, fields=fields)

    assert str(error.value).startswith(f"--fields: {said}")


def test_told_fields_leave_the_others_out_and_that_is_told(interview: Path) -> None:
    bundle = read_package(interview, fields={"question": "Question", "key points": "answer", "answer": "Follow ups"})
    card = cards(bundle)["Why us?"]

    assert card.answer == "And then?"
    assert "and Key points, Company, Type were left out." in str(bundle.problems[0])
    assert [point.text for point in card.key_points] == ["Because."]


def test_notes_that_lack_the_told_fields_go_their_own_way_and_are_told(package: Path) -> None:
    bundle = read_package(package, fields={"question": "Back", "answer": "Front"})

    (problem,) = bundle.problems

    assert "[city] is in France" in cards(bundle)
    assert problem.message == 'notes "Cloze" lack the fields Back, Front, and were read as if none were told'


def test_fields_that_no_card_shows_are_told(schema11: bytes, tmp_path: Path) -> None:
    with sqlite3.connect(":memory:") as memory:
        memory.deserialize(schema11)
        (models,) = memory.execute("SELECT models FROM col").fetchone()
    changed = models.replace('"Front"', '"Vorn"').replace('"Back"', '"Hinten"')
    bundle = read_package(altered(schema11, tmp_path, ("UPDATE col SET models = ?", changed)))

    assert any("Vorn, Hinten are on none of its cards" in str(problem) for problem in bundle.problems)


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
    (brought,) = read_package(path).decks

    assert brought.deck.head == head


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
    assert read_head(html) == head


@pytest.mark.parametrize("legacy", [True, False])
def test_anki_keeps_what_a_deck_says_of_itself(legacy: bool, tmp_path: Path) -> None:
    head = DeckHead(id="acme", title="My talk", description="For <Acme> & co.", language="de")
    path, again = tmp_path / "x.apkg", tmp_path / "again.apkg"
    path.write_bytes(
        write_package(Deck(head=head, cards=(Card(id="why", question="Why?", answer="So."),)), NOW, {}, {})
    )
    collection: Any = Collection(str(tmp_path / "anki.anki2"))
    request = ImportAnkiPackageRequest(package_path=str(path), options=ImportAnkiPackageOptions())
    collection.import_anki_package(request)
    options = ExportAnkiPackageOptions(with_scheduling=False, with_media=False, with_deck_configs=False, legacy=legacy)
    collection.export_anki_package(out_path=str(again), options=options, limit=None)
    collection.close()
    (brought,) = read_package(again).decks

    assert brought.deck.head == head


def test_without_zstandard_a_sentence_says_what_to_do(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(package_file, "import_module", missing)

    assert "is packed with zstandard, which is not installed. Install it (pip install zstandard)" in only_problem(
        read_package(package)
    )


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({}, "without an Anki collection"),
        ({"collection.anki2": b"no database at all"}, "its collection cannot be read"),
        ({"collection.anki2": b"SQLite format 3\0" + b"\xff" * 5000}, "its collection cannot be read"),
        ({"collection.anki21b": b"not zstandard"}, "is no Anki package that can be read"),
        ({"../../collection.anki2": b"x", "/etc/collection.anki2": b"x"}, "without an Anki collection"),
    ],
)
def test_what_is_no_package_is_one_sentence(members: dict[str, bytes], told: str, tmp_path: Path) -> None:
    assert told in only_problem(read_package(zipped(tmp_path / "x.apkg", members)))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.apkg"]


def test_a_truncated_or_missing_package_is_one_sentence(package: Path, tmp_path: Path) -> None:
    content = package.read_bytes()
    (tmp_path / "cut.apkg").write_bytes(content[: len(content) // 2])

    assert "is no Anki package" in only_problem(read_package(tmp_path / "cut.apkg"))
    assert "is no Anki package" in only_problem(read_package(tmp_path / "none.apkg"))


def test_a_bomb_does_not_go_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_file, "MAX_COLLECTION", 5 << 20)
    monkeypatch.setattr(package_file, "MAX_MEMBERS", 10)
    bomb = zipped(tmp_path / "bomb.apkg", {"collection.anki2": b"\0" * (50 << 20)})
    many = zipped(tmp_path / "many.apkg", {f"{n}": b"" for n in range(11)})

    assert "unpacks to more than 5 MB" in only_problem(read_package(bomb))
    assert "has more than 10 members" in only_problem(read_package(many))


def altered(collection: bytes, folder: Path, *statements: tuple[str, ...]) -> Path:
    copy = folder / "altered.db"
    copy.write_bytes(collection)
    with sqlite3.connect(copy) as database:
        for statement, *values in statements:
            database.execute(statement, values)
    database.close()
    return zipped(folder / "altered.apkg", {"collection.anki2": copy.read_bytes()})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE col SET models = 'no json'",
        "UPDATE col SET models = '[]'",
        "UPDATE col SET decks = '{\"x\": 1}'",
        "DELETE FROM col",
        "UPDATE notes SET mid = 7",
        "UPDATE cards SET ord = 99",
        "DROP TABLE revlog",
        "UPDATE revlog SET ease = 'x'",
    ],
)
def test_a_collection_of_another_form_is_one_sentence(schema11: bytes, statement: str, tmp_path: Path) -> None:
    assert "its collection" in only_problem(read_package(altered(schema11, tmp_path, (statement,))))


def test_a_table_without_end_is_given_up(schema11: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_file, "_MOST_STEPS", 1_000_000)
    trap = (
        "CREATE VIEW revlog AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
        " SELECT x AS id, x AS cid, x AS ease, x AS lastIvl, x AS factor, x AS time, x AS type FROM n"
    )
    path = altered(schema11, tmp_path, ("DROP TABLE revlog",), (trap,))

    assert "its collection cannot be read (interrupted)" in only_problem(read_package(path))


def test_what_notes_say_cannot_steer_the_terminal_or_the_database(schema11: bytes, tmp_path: Path) -> None:
    flds = "\x1b]0;owned\x07Why? \u202e'); DROP TABLE cards;--\x1fSo\x1b[31m."
    path = altered(schema11, tmp_path, ("UPDATE notes SET flds = ?", flds))
    found = [card for card in read_package(path).decks[0].deck.cards if card.answer == "So."]

    assert found
    assert {card.question for card in found} == {"Why? '); DROP TABLE cards;--"}


@given(st.binary(max_size=200))
def test_any_bytes_are_no_package(content: bytes) -> None:
    assert read_package(Path("/dev/null")).problems
    assert isinstance(message(content), dict)


@given(ANY_TEXT | st.text(alphabet="{}#/^:c1Fx "), st.dictionaries(st.sampled_from(["F", "x"]), ANY_TEXT))
def test_any_template_is_rendered(template: str, fields: dict[str, str]) -> None:
    assert isinstance(render(template, fields, cloze=1), str)


def test_templates_show_what_anki_shows() -> None:
    fields = {"Front": "F", "Empty": " "}

    assert render("a{{#Front}}b{{Front}}{{/Front}}{{^Front}}c{{/Front}}{{#Empty}}d{{/Empty}}", fields) == "abF"
    assert render("{{type:Front}}{{hint:Front}}{{Missing}}", fields) == "FF"
    assert render("{{cloze:X}}", {"X": "{{c1::a {{c2::b}} c}}"}, cloze=2) == "a [...] c"
    assert render("{{cloze:X}}", {"X": "{{c1::a {{c2::b}} c}}"}, cloze=1) == "[...]"


def test_a_package_is_never_written_to(package: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.apkg"
    shutil.copyfile(package, copy)
    before = copy.read_bytes()
    read_package(copy)

    assert copy.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["copy.apkg"]


def test_a_damaged_member_is_one_sentence(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("collection.anki2", b"x" * 1000)
    damaged = bytearray(content.getvalue())
    struct.pack_into("4s", damaged, 500, b"\0\0\0\0")
    (tmp_path / "x.apkg").write_bytes(damaged)

    assert "Bad CRC-32" in only_problem(read_package(tmp_path / "x.apkg"))


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
    told, retention = imported_by_anki(out)

    assert len(told) == 24
    for question, (queue, flags, interval, reviews, lapses, data, field_count) in told.items():
        card = ours[question]
        assert (queue == -1, flags > 0) == (card["suspended"], card["flagged"])
        assert (reviews, lapses) == (card["reviews"], card["lapses"])
        assert interval >= 1
        assert json.loads(data)["s"] == pytest.approx(card["stability"], abs=1e-3)
        assert field_count == 19
    assert (retention.young_passed, retention.young_failed) == tuple(ours_all["young"][k] for k in ("passed", "failed"))
    assert (retention.mature_passed, retention.mature_failed) == tuple(
        ours_all["mature"][k] for k in ("passed", "failed")
    )
    fresh, nothing = imported_by_anki(bare)
    assert {row[3] for row in fresh.values()} == {0}
    assert nothing.young_passed == 0


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
