"""Own answers in whole sittings: written, drafted and ticked."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from cards.key import CardKey
from tests.histories import open_store
from tests.own_material import STORIES, TOLD, answers, answers_file, edits, write_stories
from tests.terminal import DECK, World, sit


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck(DECK + TOLD)
    return world


def test_the_first_meeting_invites_to_write_and_later_ones_show_what_was_written(world: World) -> None:
    shown = sit(world, "\nm\nw\n- the ledger\n- ! 40,000\ncalm\n\n1\n\n", "--limit", "1")
    assert "Press w to write your own points" in shown
    assert "Saved: 2 points of your own. o ticks them instead of the deck's." in shown
    assert answers(world) == [(("the ledger", "40,000"), "calm", False)]
    world.pass_days(3)
    shown = sit(world, "\nq\n", "--new", "0")

    assert "Press w to write your own points" not in shown
    own = "Your answer (Mon 2 Mar):\n   - the ledger\n   - 40,000 (must)\n   calm\n\n Points covered"
    assert own in shown


def test_own_points_are_ticked_when_the_user_says_so(world: World) -> None:
    shown = sit(world, "\no\nw\n- the ledger\n- 40,000\n\no\na\n\nq\n", "--limit", "1")
    assert "You have no points of your own for this card" in shown
    assert "You now tick your own points; o switches back." in shown
    assert "  1  the ledger\n  2  40,000\n" in shown
    world.pass_days(30)
    shown = sit(world, "\n1\no\n1 2 3\n\n\n", "--new", "0")

    assert "1 of 2" in shown
    assert "The deck's points:\n   - names the check (must)" in shown
    assert "You now tick the deck's points; o switches back." in shown
    store = open_store(world.home)
    covered = [review.points_covered for review in store.reviews(CardKey("mine", "sure"))]
    store.close()
    assert covered == ["111", "11"]
    assert answers(world) == [(("the ledger", "40,000"), "", False)]


def test_another_version_of_ticked_points_is_ticked_anew(world: World) -> None:
    shown = sit(world, "\nw\n- one\n\no\na\nw\n- two\n- three\n\nx\na\n\nq\n", "--limit", "1")

    assert "  1  two\n  2  three\n" in shown
    assert "Saved: 2 points of your own.\n" in shown
    assert 'Can\'t read "x" as points' in shown
    assert answers(world)[-1] == (("two", "three"), "", True)


def test_what_was_said_aloud_is_kept_as_notes_and_what_was_typed_stays(world: World) -> None:
    sit(world, "typed this\n\na\nw\nbut mean that\n\n\nq\n", "--limit", "1")
    store = open_store(world.home)
    (review,) = store.reviews()
    store.close()

    assert review.answer_text == "typed this"
    assert answers(world) == [((), "but mean that", False)]


def test_writing_before_answering_counts_as_peeking(world: World) -> None:
    shown = sit(world, "w\n- the ledger\n\n\na\n\nq\n", "--limit", "1")

    assert "Enter Hard" in shown
    assert "Press w to write your own points" not in shown


def test_in_plain_lines_what_is_there_is_shown_and_an_empty_line_keeps_it(world: World) -> None:
    sit(world, "\nw\n- the ledger\n\nq\n")
    shown = sit(world, "\nw\n\nq\n")

    message = (
        "- the ledger Your answer - point · - ! must-have · anything else is a note. An empty line saves; what you type"
    )
    assert message in " ".join(shown.split())
    assert "Nothing changed." in shown


def test_a_question_mark_shows_the_keys_of_writing(world: World) -> None:
    shown = sit(world, "\nw\n?\n- the ledger\n\nq\n")

    assert "begins a point, - ! a must-have" in shown
    assert answers(world) == [(("the ledger",), "", False)]


def test_the_editor_gets_a_form_with_the_deck_s_points_below(world: World) -> None:
    seen: list[str] = []
    edits(
        "- from the editor\nnotes\n----- everything below is just for reading -----\n  names the check\n", world, seen
    )
    sit(world, "typed\n\nW\nq\n")

    assert seen[0].startswith("typed\n\n----- everything below is just for reading -----\nHow did you make sure?\n")
    assert "  names the check\n" in seen[0]
    assert answers(world) == [(("from the editor",), "notes", False)]
    assert [path.name for path in (world.home / "answers").glob("*.toml")] == ["mine.toml"]
    edits("", world)
    assert world.run("answers", "mine/sure", "--edit") == 0
    assert "Saved: you no longer have an answer of your own." in world.out
    assert "Press w to write your own points" in sit(world, "\nm\nq\n")


def test_an_answer_that_cannot_be_saved_is_kept_and_taken_up_again(world: World) -> None:
    answers_file(world).parent.mkdir()
    answers_file(world).write_text('[[answers]]\ncard = "open\n')
    shown = " ".join(sit(world, "\nw\n- precious\n\nq\n").split())
    assert "not valid TOML" in shown
    assert "press w to pick it up again." in shown
    answers_file(world).unlink()
    shown = sit(world, "\nw\n\nq\n")

    assert "You have a draft that isn't saved yet:\n   - precious" in shown
    assert answers(world) == [(("precious",), "", False)]
    assert len(list(answers_file(world).parent.iterdir())) == 1


def test_where_nothing_can_be_saved_the_words_stay_on_the_screen(world: World) -> None:
    (world.home / "answers").write_text("in the way")
    shown = sit(world, "\nw\n- precious\n\nW\nq\n")

    assert "What you wrote isn't saved:\n - precious" in shown
    assert "Nothing was rated." in shown


def test_an_editor_that_is_missing_leaves_nothing_behind_and_takes_nothing_away(world: World) -> None:
    world.variables = {"EDITOR": "none-such"}
    assert 'The editor "none-such" could not be run.' in sit(world, "\nW\nq\n")
    assert list((world.home / "answers").iterdir()) == []
    assert world.run("answers", "mine/sure", "--edit") == 1
    draft = world.home / "answers" / "mine--sure.draft"
    draft.write_text("- unsaved")
    sit(world, "\nW\nq\n")
    assert draft.read_text().startswith("- unsaved\n")


def test_a_file_that_cannot_be_changed_says_so_when_ticking(world: World) -> None:
    answers_file(world).parent.mkdir()
    answers_file(world).write_text('answers = [{card = "sure", points = ["inline"]}]\n')
    shown = " ".join(sit(world, "\no\nq\n").split())

    assert 'has no answer "sure" that can be changed. Change the file yourself.' in shown


def test_an_answer_edited_by_hand_meanwhile_counts_at_the_next_look(world: World) -> None:
    sit(world, "\nw\n- old\n\nq\n")
    path = answers_file(world)
    path.write_text(path.read_text().replace("old", "by hand") + "\n[[answers]]\npoints = 3\n")
    shown = sit(world, "\nq\n")

    assert "- by hand" in shown
    assert "points is not a list of points" in " ".join(shown.split())


def test_a_built_in_card_is_answered_without_touching_its_deck(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.run("review", "--deck", "attributes", "--limit", "1", typed="\nw\n- mine\n\nq\n")

    assert (world.home / "answers" / "attributes.toml").exists()
    assert list((world.home / "decks").iterdir()) == []


def test_going_back_from_writing_keeps_a_draft_and_the_review(world: World) -> None:
    shown = " ".join(sit(world, "\nw\n- the ledger\n").split())
    assert "mine--sure.draft;presswtopickitupagain.Pointscovered" in shown.replace(" ", "")
    assert not answers_file(world).exists()
    shown = sit(world, "\nw\n\nq\n")
    assert "You have a draft that isn't saved yet:\n   - the ledger" in shown
    assert answers(world) == [(("the ledger",), "", False)]
    assert "Nothing was saved." in sit(world, "\nw\n")
    assert [path.name for path in (world.home / "answers").iterdir()] == ["mine.toml"]


def test_an_editor_that_fails_changes_nothing_and_keeps_what_was_written(world: World) -> None:
    path = write_stories(world)

    def editor(command: Sequence[str]) -> int:
        file = Path(command[-1])
        file.write_text("- half\n" + file.read_text())
        return 1

    world.run_program = editor
    world.variables = {"EDITOR": "ed"}
    shown = " ".join(sit(world, "\nW\nq\n").split())
    assert 'The editor "ed" ended with exit status 1, so nothing was saved.' in shown
    assert "mine--sure.draft;presswtopickitupagain." in shown.replace(" ", "")
    assert not answers_file(world).exists()
    assert world.run("story", "edit", "strike") == 1
    assert world.run("story", "edit", "strike") == 1
    assert path.read_text() == STORIES
    kept = world.home / "answers" / "stories.toml-2.draft"
    assert f"Your changes are in {kept}." in world.err
    assert kept.read_text() == "- half\n" + STORIES
    world.run_program = lambda _: 1
    assert world.run("story", "edit", "strike") == 1
    assert "Reloaded" not in world.out
    assert "kept" not in world.err


def test_what_is_written_below_the_line_is_taken_as_well(world: World) -> None:
    def editor(command: Sequence[str]) -> int:
        file = Path(command[-1])
        file.write_text("- above\n" + file.read_text() + "- below\ntoo\n")
        return 0

    world.run_program = editor
    world.variables = {"EDITOR": "ed"}
    assert "What you wrote below the line counts, too." in sit(world, "\nW\nq\n")
    assert answers(world) == [(("above", "below"), "too", False)]


def test_ticked_points_without_notes_have_no_empty_heading(world: World) -> None:
    sit(world, "\nw\n- the ledger\n\no\na\n\nq\n", "--limit", "1")
    world.pass_days(30)
    shown = sit(world, "\nq\n", "--new", "0")

    assert "Your answer (" not in shown
    assert "The deck's points:" in shown
