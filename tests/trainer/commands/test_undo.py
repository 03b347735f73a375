import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from scheduler.log.store import Store
from tests.histories import open_store as open_log
from tests.terminal import DECK, World
from trainer.cli import main
from trainer.opening import open_store


def changes(world: World) -> list[dict[str, Any]]:
    assert world.run("undo", "--list", "--json") == 0
    found: list[dict[str, Any]] = json.loads(world.out)
    return found


def cards(world: World, deck: str = "mine") -> Any:
    world.run("cards", deck, "--json")
    return json.loads(world.out)


def later(world: World) -> None:
    world.now += timedelta(minutes=5)


def review(world: World, typed: str, *options: str) -> None:
    assert world.run("review", "--deck", "mine", *options, typed=typed) == 0


def editing(world: World, change: Callable[[str], str], path: Path | None = None) -> None:
    def editor(command: Sequence[str]) -> int:
        file = path or Path(command[-1])
        file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
        return 0

    world.run_program = editor
    world.variables = {"EDITOR": "ed"}


def add_line(line: str, text: str) -> str:
    return f"{text}# {line}\n"


def test_everything_done_is_listed_the_newest_first_and_numbered(world: World, tmp_path: Path) -> None:
    (tmp_path / "talk.csv").write_text("question,answer\nWhy?,So.\n")
    review(world, "\na\n3\nq\n")
    later(world)
    review(world, "f\nb\nq\n")
    later(world)
    world.run("suspend", "mine/why")
    later(world)
    editing(world, lambda text: text.replace("Why us?", "Why here?"))
    world.run("edit", "mine/why")
    later(world)
    world.run("import", str(tmp_path / "talk.csv"))
    later(world)
    world.run("add", typed="What?\n\nThis.\n\n\n")
    later(world)
    world.write_deck('[[cards]]\nquestion = "Who?"\nanswer = "Me."\n', "idless.toml")
    world.run("check", "--fix")
    world.run("undo", "--list")

    path = world.home / "decks" / "idless.toml"
    lines = " ".join(world.out.split())
    for number, told in enumerate(
        [
            "Mon 2 Mar 12:30 added ids to idless.toml",
            "Mon 2 Mar 12:25 added my-questions/what",
            "Mon 2 Mar 12:20 imported talk.csv",
            "Mon 2 Mar 12:15 edited mine/why",
            "Mon 2 Mar 12:10 suspended mine/why",
            "Mon 2 Mar 12:05 buried mine/why",
            "Mon 2 Mar 12:05 flagged mine/why",
            "Mon 2 Mar 12:00 Good mine/sure",
        ],
        start=1,
    ):
        assert f"{number} {told}" in lines
    assert [change["kind"] for change in changes(world)] == [
        "fix",
        "add",
        "import",
        "edit",
        "suspend",
        "bury",
        "flag",
        "rating",
    ]
    world.run("undo", "--list", "2")
    assert world.out.count("\n") == 3
    assert world.out.endswith(" There is more: `greenroom undo --list 10`.\n")
    world.columns = 20
    world.run("undo", "--list")
    assert max(map(len, world.out.splitlines())) <= 20
    world.columns = 80
    for _ in range(8):
        assert world.run("undo") == 0
    assert changes(world) == []
    world.run("undo", "--list")
    assert world.out == "There is nothing to undo.\n"
    assert world.run("undo") == 1
    assert path.read_text() == '[[cards]]\nquestion = "Who?"\nanswer = "Me."\n'
    assert (world.home / "decks" / "mine.toml").read_text() == DECK
    assert not (world.home / "decks" / "talk.toml").exists()
    assert not (world.home / "decks" / "my-questions.toml").exists()

    assert all(card["state"] == "new" and not card["suspended"] and not card["flagged"] for card in cards(world))
    assert world.run("doctor") in (0, 1)
    assert "The stored rows match the log." in world.out


@pytest.mark.parametrize("number", ["all", "0", "", "1.5", "2000000", "9" * 5000])
def test_what_is_no_number_of_a_change_gets_the_list_of_them(world: World, number: str) -> None:
    assert world.run("undo", number) == 2
    assert world.err == f'greenroom: Can\'t undo "{number}". Which one? `greenroom undo --list` numbers the last 20.\n'


def test_what_was_set_about_an_interview_is_listed(world: World) -> None:
    world.run("interview", "set", "12 Mar", "--at", "Acme")
    world.run("interview", "set", "--minutes", "25", "--at", "Acme")
    world.run("interview", "set", "fri", "--minutes", "30", "--deck", "mine", "--at", "Acme")

    assert [change["what"] for change in changes(world)] == [
        "the interview at Acme (Fri 6 Mar, 30 min a day, mine)",
        "the interview at Acme (25 min a day)",
        "the interview at Acme (Thu 12 Mar)",
    ]


def test_keys_are_listed_whole_or_broken_at_the_slash(world: World) -> None:
    world.run("suspend", "analytical-technique/changed-my-mind")
    world.run("suspend", "analytical-technique/root-cause")
    world.columns = 40
    world.run("undo", "--list")
    assert world.out.splitlines() == [
        "   1  Mon 2 Mar 12:00 suspended",
        "      analytical-technique/root-cause",
        "   2  Mon 2 Mar 12:00 suspended",
        "      analytical-technique/",
        "      changed-my-mind",
    ]


def test_what_is_undone_is_told_with_what_it_led_to(world: World) -> None:
    review(world, "\na\n3\nq\n")
    world.run("suspend", "mine/why")
    world.pass_days(4)
    review(world, "\na\n1\nq\n")
    assert world.run("undo", "--json") == 0
    assert json.loads(world.out) == {
        "number": 1,
        "kind": "rating",
        "at_utc_ms": round(world.now.timestamp() * 1000),
        "card": "mine/sure",
        "rating": "Again",
        "what": None,
        "files": [],
    }
    world.run("undo")
    assert world.out == "Undone: Mon 2 Mar 12:00 suspended mine/why.\n"
    world.run("undo")
    assert world.out == "Undone: Mon 2 Mar 12:00 Good mine/sure. The card is new again.\n"


def test_any_rating_can_be_picked_and_the_others_count_as_if_it_had_not_been(world: World, tmp_path: Path) -> None:
    for rating in "31":
        review(world, f"\na\n{rating}\nq\n", "--ahead", "30")
        world.pass_days(3)
    review(world, "\na\n4\nq\n", "--ahead", "30")
    assert world.run("undo", "2") == 0
    assert world.out.startswith("Undone: Thu 5 Mar 12:00 Again mine/sure.")
    other = World(tmp_path / "other")
    other.write_deck()
    review(other, "\na\n3\nq\n")
    other.pass_days(6)
    review(other, "\na\n4\nq\n", "--ahead", "30")

    assert cards(world) == cards(other)
    assert world.run("undo", "3") == 1
    assert world.err == ("greenroom: There is no change number 3. `greenroom undo --list` numbers what you can undo.\n")


def test_a_suspension_that_is_undone_leaves_the_one_before(world: World) -> None:
    world.run("suspend", "mine/why")
    later(world)
    world.run("unsuspend", "mine/why")
    assert world.run("undo") == 0
    assert cards(world)[1]["suspended"]
    world.run("unsuspend", "mine/why")
    assert world.run("undo", "2") == 0

    assert not cards(world)[1]["suspended"]


def test_an_edit_is_taken_back_unless_the_file_was_changed_since(world: World) -> None:
    path = world.home / "decks" / "mine.toml"
    editing(world, lambda text: text.replace("Why us?", "Why here?"))
    world.run("edit", "mine/why")
    edited = path.read_bytes()
    path.write_bytes(edited + b"# mine\n")
    assert world.run("undo") == 1
    assert world.err == (f"greenroom: {path} has changed since. Nothing was undone, so you lose nothing you wrote.\n")
    assert path.read_bytes() == edited + b"# mine\n"
    path.write_bytes(edited)
    assert world.run("undo") == 0
    assert world.out == f"Undone: Mon 2 Mar 12:00 edited mine/why. Restored {path}.\n"

    assert path.read_text() == DECK
    assert cards(world)[1]["question"] == "Why us?"


def test_edits_are_taken_back_one_after_the_other(world: World) -> None:
    path = world.home / "decks" / "mine.toml"
    for number in "123":
        editing(world, partial(add_line, number))
        world.run("edit", "mine/why")
        later(world)
    assert world.run("undo", "2") == 1
    for left in ("# 1\n# 2\n", "# 1\n", ""):
        assert world.run("undo") == 0
        assert path.read_text() == DECK + left


def test_an_edit_of_stories_is_taken_back(world: World) -> None:
    stories = world.home / "stories.toml"
    stories.write_text('[[stories]]\nid = "strike"\ntitle = "The strike"\nactions = ["talked"]\nresult = "Peace."\n')
    before = stories.read_text()
    editing(world, partial(add_line, "by story edit"))
    assert world.run("story", "edit", "strike") == 0
    editing(world, partial(add_line, "by edit"))
    assert world.run("edit", "my-stories/strike") == 0
    assert [change["what"] or change["card"] for change in changes(world)] == ["my-stories/strike", "stories.toml"]
    for _ in range(2):
        assert world.run("undo") == 0

    assert stories.read_text() == before


def test_an_edit_that_changed_nothing_is_no_change(world: World) -> None:
    editing(world, lambda text: text)
    world.run("edit", "mine/why")

    assert changes(world) == []


def test_an_edit_in_a_review_can_be_undone_but_its_u_is_for_ratings(world: World) -> None:
    editing(world, lambda text: text.replace("Why us?", "Why here?"))
    review(world, "\na\n3\ne\nu\nq\n")
    assert "Undone: Good for mine/sure." in world.out

    assert [change["kind"] for change in changes(world)] == ["edit"]


def test_the_copy_of_a_built_in_deck_is_taken_back_with_its_edit(world: World) -> None:
    key = cards(world, "cultural-fit")[0]["key"]
    editing(world, lambda text: f"{text}# mine\n")
    world.run("edit", key)
    copy = world.home / "decks" / "cultural-fit.toml"
    assert copy.read_text().endswith("# mine\n")
    assert world.run("undo") == 0
    assert world.out.endswith(f"Removed {copy} again.\n")

    assert not copy.exists()
    world.run("decks", "--json")
    assert next(deck for deck in json.loads(world.out) if deck["id"] == "cultural-fit")["builtin"]


@pytest.mark.parametrize("lost", ["gone", "damaged"])
def test_what_is_no_longer_kept_cannot_be_put_back(world: World, lost: str) -> None:
    editing(world, lambda text: f"{text}# mine\n")
    world.run("edit", "mine/why")
    path = world.home / "decks" / "mine.toml"
    for kept in (world.home / "backups" / "before").iterdir():
        kept.unlink() if lost == "gone" else kept.write_text("x")
    assert world.run("undo") == 1
    assert "is gone" in world.err

    assert path.read_text() == f"{DECK}# mine\n"


def test_an_undo_that_was_cut_off_half_way_can_be_done_again(world: World) -> None:
    editing(world, lambda text: f"{text}# mine\n")
    world.run("edit", "mine/why")
    (world.home / "decks" / "mine.toml").write_bytes(
        DECK.encode()
    )  # the undo had already put it back when it was cut off
    assert world.run("undo") == 0

    assert changes(world) == []


def test_a_home_that_moved_still_finds_its_files(world: World, tmp_path: Path) -> None:
    editing(world, lambda text: f"{text}# mine\n")
    world.run("edit", "mine/why")
    world.home = world.home.rename(tmp_path / "moved")
    assert world.run("undo") == 0

    assert (tmp_path / "moved" / "decks" / "mine.toml").read_text() == DECK


def test_an_import_is_taken_back_with_its_history_and_can_be_made_again(world: World, tmp_path: Path) -> None:
    package, other = tmp_path / "talk.apkg", World(tmp_path / "other")
    review(world, "\na\n3\n\n4\nq\n")
    world.run("suspend", "mine/why")
    assert world.run("export", "mine", "--to", str(package)) == 0
    other.pass_days(1)
    assert other.run("import", "--deck", "talk", str(package)) == 0
    assert "with 2 past reviews" in other.out
    imported = cards(other, "talk")
    assert imported[1]["suspended"]
    assert [change["kind"] for change in changes(other)] == ["import"]
    assert other.run("undo") == 0
    assert not (other.home / "decks" / "talk.toml").exists()
    other.run("stats", "--json")
    assert json.loads(other.out)["reviews"] == 0
    for again in range(2):
        assert other.run("import", "--deck", "talk", str(package)) == 0
        assert ("with 2 past reviews" in other.out) == (again == 0)
    assert cards(other, "talk") == imported
    assert other.run("undo") == 0
    assert other.run("import", "--deck", "talk", str(package)) == 0
    assert cards(other, "talk") == imported

    assert other.run("doctor") in (0, 1)
    assert "The stored rows match the log." in other.out


def test_an_import_that_changed_a_deck_puts_the_deck_back(world: World, tmp_path: Path) -> None:
    source = tmp_path / "mine.csv"
    source.write_text("id,question,answer\nwhy,Why us?,Because of you.\n,New?,Yes.\n")
    assert world.run("import", str(source)) == 0
    assert "1 new, 1 changed" in world.out
    assert world.run("import", str(source)) == 0
    assert [change["kind"] for change in changes(world)] == ["import"]
    assert world.run("undo") == 0
    assert (world.home / "decks" / "mine.toml").read_text() == DECK
    toml = tmp_path / "mine.toml"
    toml.write_text(DECK.replace("Why us?", "Why not us?"))
    assert world.run("import", str(toml)) == 0
    assert world.run("undo") == 0
    assert (world.home / "decks" / "mine.toml").read_text() == DECK
    assert world.run("import", "--dry-run", str(toml)) == 0

    assert changes(world) == []


def test_two_who_undo_the_same_thing_undo_it_once(world: World) -> None:
    from trainer.opening import open_home

    world.run("suspend", "mine/why")
    home = open_home(world.environment(), None)
    with open_store(home) as one, open_store(home) as other:
        (change,) = one.changes(5)
        assert other.undo_change(change, 0)
        assert not one.undo_change(change, 0)
        store_changes = one.changes(5)

    assert store_changes == []
    assert not cards(world)[1]["suspended"]


def test_who_is_second_to_undo_the_same_thing_is_told_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.run("suspend", "mine/why")
    world.run("suspend", "mine/sure")

    def back_up(_: Store) -> None:
        with closing(open_log(world.home, prefix="other")) as other:
            assert other.undo_change(other.changes(1)[0], 0)

    monkeypatch.setattr(Store, "back_up", back_up)

    assert world.run("undo") == 1
    assert "Another terminal has just undone this" in world.err
    assert "Undone:" not in world.out
    assert [card["suspended"] for card in cards(world)] == [False, True]


def test_undoing_twice_an_import_or_a_rating_adds_nothing(world: World, tmp_path: Path) -> None:
    from trainer.opening import open_home

    (tmp_path / "talk.csv").write_text("question,answer\nWhy?,So.\n")
    review(world, "\na\n3\nq\n")
    world.run("import", str(tmp_path / "talk.csv"))
    home = open_home(world.environment(), None)
    with open_store(home) as store:
        for change in store.changes(5):
            assert store.undo_change(change, 0)
            assert not store.undo_change(change, 0)
        assert store.rows("SELECT count(*) FROM undos") == [(1,)]
        assert store.rows("SELECT count(*) FROM undone") == [(1,)]


def test_a_deck_that_cannot_be_read_is_not_edited(world: World) -> None:
    opened: list[Sequence[str]] = []

    def editor(command: Sequence[str]) -> int:
        opened.append(command)
        return 0

    world.run_program = editor
    world.variables = {"EDITOR": "ed"}
    world.run("due")
    deck = world.home / "decks" / "mine.toml"
    deck.unlink()
    deck.mkdir()
    assert world.run("edit", "mine/why") == 1

    assert opened == []


def test_a_change_whose_text_cannot_be_kept_is_not_made(world: World) -> None:
    (world.home / "backups").mkdir()
    (world.home / "backups" / "before").write_text("in the way")
    editing(world, lambda text: f"{text}# mine\n")
    assert world.run("edit", "mine/why") == 1
    assert "cannot be written" in world.err

    assert (world.home / "decks" / "mine.toml").read_text() == DECK


@pytest.mark.parametrize("argv", [("undo", "1", "--list"), ("undo", "3", "--list", "5", "--json")])
def test_a_number_and_a_list_at_once_are_wrong_usage(world: World, argv: tuple[str, ...]) -> None:
    review(world, "\na\n3\nq\n")

    assert world.run(*argv) == 2
    assert world.err.count("\n") == 1
    assert "Leave one of them out." in world.err
    assert len(changes(world)) == 1


def test_a_change_that_a_later_one_stands_on_names_what_to_undo_first(world: World) -> None:
    path = world.home / "decks" / "mine.toml"
    for text in "ab":
        editing(world, partial(add_line, text))
        world.run("edit", "mine/why")
        later(world)
    world.run("suspend", "mine/why")
    before = path.read_bytes()

    assert world.run("undo", "3") == 1
    assert world.err == (
        f"greenroom: {path} was changed again by number 2, edited mine/why."
        " Undo that first: `greenroom undo 2`. Nothing was undone.\n"
    )
    assert path.read_bytes() == before
    path.write_bytes(before + b"# by hand")
    assert world.run("undo", "3") == 1
    assert "Nothing was undone, so you lose nothing you wrote." in world.err
    path.write_bytes(before)
    assert world.run("undo", "2") == 0
    assert world.run("undo", "2") == 0
    assert path.read_text() == DECK


def test_what_was_done_long_ago_is_listed_with_its_year(world: World) -> None:
    review(world, "\na\n3\nq\n")
    world.pass_days(183)
    world.run("undo", "--list")
    assert "Mon 2 Mar 12:00" in world.out
    world.pass_days(1)
    world.run("undo", "--list")

    assert "Mon 2 Mar 2026 12:00" in world.out


@pytest.mark.parametrize("at", [99_999_999_999_999_999, -99_999_999_999_999, 2**62, 253_402_300_799_000])
def test_a_rating_of_a_time_there_is_not_is_listed_and_taken_back(world: World, at: int) -> None:
    review(world, "\na\n3\nq\n")
    with closing(sqlite3.connect(world.home / "greenroom.db", isolation_level=None)) as database:
        database.execute("UPDATE reviews SET reviewed_at_utc_ms = ?, zone_offset_min = 90", (at,))

    assert world.run("undo", "--list") == 0
    assert " 1  at an unknown time: Good mine/sure" in world.out
    assert world.run("undo") == 0
    assert world.out.startswith("Undone: at an unknown time: Good mine/sure.")
    assert changes(world) == []


def test_what_two_undo_at_once_is_undone_by_one(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck(DECK)
    world.run("review", "--deck", "mine", "--limit", "1", typed="\n\n3\n\n")
    out, looks = StringIO(), iter([True])
    env = world.environment()._replace(stderr=out)

    def clock() -> datetime:  # is asked between the look at what there is and its undoing
        if next(looks, False):
            assert world.run("undo") == 0
        return world.now

    assert main(["undo"], env._replace(clock=clock)) == 1
    assert "Another terminal has just undone this." in out.getvalue()
    world.run("undo", "--list", "--json")

    assert json.loads(world.out) == []


def test_settings_packs_stories_and_your_own_answers_are_listed_and_undone(world: World) -> None:
    review(world, "\na\n3\nq\n")
    later(world)
    world.run("config", "country", "US")
    later(world)
    world.run("decks", "--enable", "people-manager")
    later(world)
    world.run("story", "add", typed="The strike\n\n\n\n\n\n\n\n\n")
    later(world)
    review(world, "\nw\n- my own\n\no\nq\n", "--ahead", "30")
    world.run("undo", "--list")
    told = [
        "set whose points you tick for mine/why",
        "wrote your answer to mine/why",
        'added the story "The strike"',
        "set packs = people-manager",
        "set country = US",
        "Good mine/sure",
    ]
    lines = world.out.splitlines()

    assert [line.split(maxsplit=5)[5] for line in lines] == told
    for sentence in told:
        assert world.run("undo") == 0
        assert " ".join(world.out.split()).split(" ", 5)[5].startswith(sentence)
    assert not world.home.joinpath("stories.toml").exists()
    assert not world.home.joinpath("answers", "mine.toml").exists()
    assert not world.home.joinpath("config.toml").exists()


def test_a_country_and_a_pack_chosen_in_a_review_can_be_undone(world: World) -> None:
    world.interactive, world.variables = True, {"GREENROOM_PLAIN": "1"}
    world.run("review", typed="\npeople-manager\nq\n")
    later(world)
    world.run("review", "--card", "off-limits-questions/how-old-are-you", typed="\nCanada\nq\n")
    world.run("undo", "--list")

    assert "set country = CA" in world.out
    assert "set packs = people-manager" in world.out


def test_a_debrief_can_be_undone(world: World) -> None:
    world.run("interview", "set", "2026-03-02", "--at", "Acme")
    later(world)
    world.pass_days(1)
    world.run("interview", "debrief", "--decision", "2026-03-09")
    world.run("undo", "--list")
    assert "debriefed the interview at Acme" in world.out
    before = (world.home / "interviews.toml").read_text()
    world.run("undo")

    assert "decision" in before
    assert "decision" not in (world.home / "interviews.toml").read_text()
