"""Deck files in TOML, imported as they are written."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from decks.importing.result import ImportResult
from decks.importing.toml import fix_ids, import_toml
from decks.model.errors import DeckFileError
from decks.toml.atomic import write_own
from decks.toml.files import file_of, read_file
from tests.reading import own_library

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXT = '# mine\n[[cards]]\nquestion = "Why us?"\nanswer = "So."   # keep\n'


class Desk:
    """A file to import, and the folders it goes to."""

    def __init__(self, path: Path) -> None:
        self.source, self.own, self.backups = path / "my-deck.toml", path / "own", path / "backups"
        self.own.mkdir()
        self.source.write_text(TEXT)

    def bring_in(self, *, deck_id: str | None = None, dry_run: bool = False) -> ImportResult:
        with own_library(self.own) as library:
            return import_toml(self.source, library, self.backups, NOW, deck_id=deck_id, dry_run=dry_run)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_an_import_keeps_the_text_and_inserts_ids(desk: Desk) -> None:
    done = desk.bring_in()

    assert done.path == desk.own / "my-deck.toml"
    assert done.added == ("why-us",)
    assert done.path.read_text() == TEXT.replace("[[cards]]\n", '[[cards]]\nid = "why-us"\n')
    assert desk.source.read_text() == TEXT


def test_a_second_import_changes_nothing(desk: Desk) -> None:
    before = desk.bring_in().path.stat().st_mtime_ns
    again = desk.bring_in()

    assert (again.added, again.updated, again.unchanged) == ((), (), ("why-us",))
    assert again.backup is None
    assert again.path.stat().st_mtime_ns == before


def test_an_edited_file_updates_its_cards_and_keeps_what_it_replaces(desk: Desk) -> None:
    mine = desk.bring_in().path
    mine.write_text(mine.read_text() + "# my own remark\n")
    edited = mine.read_text()
    desk.source.write_text(TEXT.replace("So.", "Because.") + '[[cards]]\nid = "new"\nquestion = "b"\nanswer = "c"\n')
    done = desk.bring_in()

    assert (done.added, done.updated) == (("new",), ("why-us",))
    assert done.backup is not None
    assert done.backup.read_text() == edited


def test_files_replaced_within_one_second_are_all_kept(desk: Desk) -> None:
    for number in range(4):
        desk.source.write_text(f'[[cards]]\nid = "a"\nquestion = "Why {number}?"\nanswer = "So."\n')
        desk.bring_in()

    kept = "".join(path.read_text() for path in desk.backups.iterdir())
    assert [f"Why {number}?" in kept for number in range(4)] == [True, True, True, False]


def test_cards_that_vanished_are_named(desk: Desk) -> None:
    desk.bring_in()
    desk.source.write_text('[[cards]]\nquestion = "Other?"\nanswer = "x"\n')

    assert desk.bring_in().vanished == ("why-us",)


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    assert desk.bring_in(dry_run=True).added == ("why-us",)
    assert list(desk.own.iterdir()) == []


@pytest.mark.parametrize(
    "head", ["", "[deck]\n", '[deck]\nid = "other"\ntitle = "T"\n', "[deck]\r\ntitle = 'T'\r\n", "format = 1\n"]
)
def test_a_deck_can_be_imported_under_another_id(desk: Desk, head: str) -> None:
    desk.source.write_bytes((head + TEXT).encode())
    done = desk.bring_in(deck_id="named")

    assert done.path == desk.own / "named.toml"
    deck, problems = read_file(done.path)
    assert problems == []
    assert deck is not None
    assert deck.head.id == "named"


@pytest.mark.parametrize(
    "text",
    [
        '[[cards]]\nquestion = "Why?"\nanswer = """\nWrite\n[deck]\nthere."""\n',
        '[deck]\ndescription = """\n[x]\nid = "y"\n"""\n' + TEXT,
        '[deck]\n"id" = "other"\n' + TEXT,
        '["deck"]\nid = "other"\n' + TEXT,
        '[deck]\nid = """other"""  # mine\n' + TEXT,
        f"{TEXT}[deck]",
        f"[[cards]]\nquestion = \n{TEXT}",
    ],
    ids=range(7),
)
def test_only_the_id_of_the_deck_changes(desk: Desk, text: str) -> None:
    desk.source.write_text(text)
    before, _ = read_file(desk.source)
    done = desk.bring_in(deck_id="named")
    after, _ = read_file(done.path)

    assert before is not None
    assert after is not None
    assert after.head.id == "named"
    assert (after.cards, after.head.description) == (before.cards, before.head.description)
    assert [line for line in text.splitlines() if line not in done.path.read_text() and "other" not in line] == []


@pytest.mark.parametrize("head", ['deck = {id = "other"}\n', 'deck.id = "other"\n'])
def test_a_deck_id_is_known_however_it_is_written(desk: Desk, head: str) -> None:
    desk.source.write_text(head + TEXT)
    done = desk.bring_in()
    deck, problems = read_file(done.path)

    assert problems == []
    assert deck is not None
    assert (done.path.name, deck.head.id) == ("other.toml", "other")
    assert head in done.path.read_text()
    assert head.replace("other", "named") in desk.bring_in(deck_id="named").path.read_text()


def test_a_deck_keeps_its_id_in_a_file_of_another_name(desk: Desk) -> None:
    (desk.own / "odd.toml").write_text('[deck]\nid = "my-deck"\n' + TEXT)
    done = desk.bring_in()
    deck, _ = read_file(done.path)

    assert done.path == desk.own / "odd.toml"
    assert deck is not None
    assert deck.head.id == "my-deck"


def test_the_id_to_import_under_must_be_a_slug(desk: Desk) -> None:
    with pytest.raises(DeckFileError, match='"No Slug" is not a slug'):
        desk.bring_in(deck_id="No Slug")


def test_a_file_that_cannot_be_used_is_told_and_not_copied(desk: Desk) -> None:
    desk.source.write_text("x = ")
    done = desk.bring_in()
    assert done.deck is None
    assert len(done.problems) == 1

    desk.source.write_bytes(b"\xff")
    assert desk.bring_in().deck is None
    assert list(desk.own.iterdir()) == []


def test_a_deck_is_found_by_its_id_whatever_its_file_is_called(desk: Desk) -> None:
    odd = desk.own / "odd.toml"
    odd.write_text('[deck]\nid = "mine"\n' + TEXT)

    assert file_of(desk.own, "mine") == odd
    assert file_of(desk.own, "other") == desk.own / "other.toml"


def test_a_failed_write_leaves_what_was_there(desk: Desk) -> None:
    target = desk.own / "deck.toml"
    target.write_text(TEXT)
    (desk.own / "deck.toml.new").mkdir()
    (desk.own / "deck.toml.new" / "in-the-way").touch()

    with pytest.raises(DeckFileError, match="cannot be written"):
        write_own(target, "new", desk.backups, NOW, seen=target.read_bytes())
    with pytest.raises(DeckFileError, match="cannot be written"):
        fix_ids(target, {})
    assert target.read_text() == TEXT


def test_ids_are_inserted_once(desk: Desk) -> None:
    assert fix_ids(desk.source, {"why-us": "older"}) == ["older"]
    assert fix_ids(desk.source, {}) == []


@pytest.mark.parametrize(
    "content", [b"\xff", b"x = ", b"[[cards]]\nquestion = 3\n", b"cards = [1]\n", b"cards = 3\n", b"format = 2\n"]
)
def test_a_file_that_cannot_be_given_ids_stays_as_it_is(desk: Desk, content: bytes) -> None:
    desk.source.write_bytes(content)

    assert fix_ids(desk.source, {}) == []
    assert desk.source.read_bytes() == content
