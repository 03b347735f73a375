"""Own answers and stories in whole sittings, and the commands that list them."""

import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from cards.card import KeyPoint
from cards.key import CardKey
from decks.own.answers import read_own_answers
from scheduler.log import stories as story_log
from scheduler.log.store import Store
from tests.histories import open_store
from tests.terminal import DECK, Screen, World

STORIES = """
format = 1
# my own
[[stories]]
id = "ledger"
title = "The ledger rescue"
when = "spring 2024"
situation = "Two ledgers, one truth"
task = "Find the gap"
actions = ["paired the bookings"]
result = "found 40,000 in 6 hours"
lesson = "an independent sum first"
short = "Six hours, 40,000 euro."
competencies = ["accuracy", "technique"]

[[stories]]
id = "strike"
title = "The strike"
"""
TOLD = """
[[cards]]
id = "proud"
question = "What are you proud of?"
kind = "story"
key_points = ["one episode"]
tags = ["pride"]
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck(DECK + TOLD)
    return world


def sit(world: World, typed: str, *options: str) -> str:
    """Play one sitting on the deck; return what was shown."""
    assert world.run("review", "--deck", "mine", *options, typed=typed) == 0
    return world.out


def answers_file(world: World) -> Path:
    return world.home / "answers" / "mine.toml"


def answers(world: World) -> list[tuple[tuple[str, ...], str, bool]]:
    """Return all versions of the answer to the first card."""
    versions = read_own_answers(answers_file(world))[0]["sure"]
    return [(tuple(point.text for point in own.points), own.notes, own.tick) for own in versions]


def write_stories(world: World, text: str = STORIES) -> Path:
    path = world.home / "stories.toml"
    path.write_text(text, encoding="utf-8")
    return path


def told(world: World) -> dict[str, str]:
    store = open_store(world.home)
    found = {key.card: story for key, story in story_log.stories_told(store).items()}
    store.close()
    return found


# --- own answers -----------------------------------------------------------------------------------


def test_the_first_meeting_invites_to_write_and_later_ones_show_what_was_written(world: World) -> None:
    shown = sit(world, "\nw\n- the ledger\n- ! 40,000\ncalm\n\n1\n\n", "--limit", "1")
    assert "w writes your own points for it" in shown
    assert "Saved: 2 points of your own. o ticks them instead of the deck's." in shown
    assert answers(world) == [(("the ledger", "40,000"), "calm", False)]
    world.pass_days(3)
    shown = sit(world, "\nq\n", "--new", "0")

    assert "w writes your own points" not in shown
    own = "Your answer (Mon 2 Mar):\n   - the ledger\n   - 40,000 (must)\n   calm\n\n  1  names the check"
    assert own in shown


def test_own_points_are_ticked_when_the_user_says_so(world: World) -> None:
    shown = sit(world, "\no\nw\n- the ledger\n- 40,000\n\no\na\n\nq\n", "--limit", "1")
    assert "You have no points of your own for this card" in shown
    assert "From now on your own points are ticked." in shown
    assert "  1  the ledger\n  2  40,000\n" in shown
    world.pass_days(30)
    shown = sit(world, "\n1\no\n1 2 3\n\n\n", "--new", "0")

    assert "1 of 2" in shown
    assert "The deck's points:\n   - names the check (must)" in shown
    assert "From now on the deck's points are ticked." in shown
    store = open_store(world.home)
    covered = [review.points_covered for review in store.reviews(CardKey("mine", "sure"))]
    store.close()
    assert covered == ["111", "11"]
    assert answers(world) == [(("the ledger", "40,000"), "", False)]


def test_another_version_of_ticked_points_is_ticked_anew(world: World) -> None:
    shown = sit(world, "\nw\n- one\n\no\na\nw\n- two\n- three\n\nx\na\n\nq\n", "--limit", "1")

    assert "  1  two\n  2  three\n" in shown
    assert "Saved: 2 points of your own.\n" in shown
    assert '"x" is no point: numbers from 1 to 2' in shown
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
    assert "w writes your own points" not in shown


def test_in_plain_lines_what_is_there_is_shown_and_an_empty_line_keeps_it(world: World) -> None:
    sit(world, "\nw\n- the ledger\n\nq\n")
    shown = sit(world, "\nw\n\nq\n")

    told = (
        "- the ledger Your answer - begins a point, - ! a must, all else is notes; Ctrl-C goes back unsaved; what you"
    )
    assert told in " ".join(shown.split())
    assert "Nothing changed." in shown


def edits(text: str, world: World, seen: list[str] | None = None) -> None:
    """Let the editor put a text in the place of the form."""

    def editor(command: Sequence[str]) -> int:
        path = Path(command[-1])
        if seen is not None:
            seen.append(path.read_text())
        path.write_text(text)
        return 0

    world.run_program = editor
    world.variables = {"EDITOR": "ed"}


def test_the_editor_gets_a_form_with_the_deck_s_points_below(world: World) -> None:
    seen: list[str] = []
    edits("- from the editor\nnotes\n----- what stands below is left out -----\n  names the check\n", world, seen)
    sit(world, "typed\n\nW\nq\n")

    assert seen[0].startswith("typed\n\n----- what stands below is left out -----\nHow did you make sure?\n")
    assert "  names the check\n" in seen[0]
    assert answers(world) == [(("from the editor",), "notes", False)]
    assert [path.name for path in (world.home / "answers").iterdir()] == ["mine.toml"]
    edits("", world)
    assert world.run("answers", "mine/sure", "--edit") == 0
    assert "Saved: there is no answer of your own any more." in world.out
    assert "w writes your own points" in sit(world, "\nq\n")


def test_an_answer_that_cannot_be_saved_is_kept_and_taken_up_again(world: World) -> None:
    answers_file(world).parent.mkdir()
    answers_file(world).write_text('[[answers]]\ncard = "open\n')
    shown = " ".join(sit(world, "\nw\n- precious\n\nq\n").split())
    assert "not valid TOML" in shown
    assert "w takes it up again." in shown
    answers_file(world).unlink()
    shown = sit(world, "\nw\n\nq\n")

    assert "This was not saved last time:\n   - precious" in shown
    assert answers(world) == [(("precious",), "", False)]
    assert len(list(answers_file(world).parent.iterdir())) == 1


def test_where_nothing_can_be_saved_the_words_stay_on_the_screen(world: World) -> None:
    (world.home / "answers").write_text("in the way")
    shown = sit(world, "\nw\n- precious\n\nW\nq\n")

    assert "What you wrote is not saved:\n - precious" in shown
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

    assert 'has no answer "sure" that can be changed. Write it there by hand.' in shown


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


# --- stories ---------------------------------------------------------------------------------------


def test_the_story_told_is_picked_and_the_spread_is_counted(world: World) -> None:
    write_stories(world)
    shown = sit(world, "\n1\na\n3\n\n\n3\n\nstrike\na\n3\n\n")
    assert re.search(r"  1  The ledger rescue +fits\n", shown)
    assert "Story told   a number, or a word of its title; Enter for none" in shown
    assert told(world) == {"sure": "ledger", "proud": "strike"}
    world.run("story", "list")
    assert re.search(r" The ledger rescue \(ledger\) +carries 1 answer\n", world.out)
    world.pass_days(3)
    shown = sit(world, "\nledger\na\n3\n\n\n", "--new", "0")

    assert "told last time" in shown


def test_a_story_is_named_by_words_of_its_title_and_slips_are_asked_again(world: World) -> None:
    write_stories(world)
    shown = sit(world, "\n9\nthe\nnone such\nstrike\na\n3\nq\n", "--limit", "1")

    assert "There is no story 9 here: 1 to 1, or a word of its title." in shown
    named = '2 stories have "the" in the title: The ledger rescue, The strike. Enter for none.'
    assert named in " ".join(shown.split())
    assert 'No story has "none such" in the title.' in shown
    assert "Told: The strike." in shown
    assert told(world) == {"sure": "strike"}


def test_what_was_told_is_looked_up_once_a_prompt(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    write_stories(world)
    looked: list[dict[CardKey, str]] = []

    def counted(store: Store) -> dict[CardKey, str]:
        looked.append(stories_told(store))
        return looked[-1]

    stories_told = story_log.stories_told
    monkeypatch.setattr(story_log, "stories_told", counted)
    sit(world, "\n9\nledger\na\n3\nq\n", "--limit", "1")

    assert len(looked) == 2


def test_no_story_need_be_named_and_without_stories_nothing_is_asked(world: World) -> None:
    assert "Story told" not in sit(world, "\na\n3\nq\n", "--limit", "1")
    write_stories(world)
    shown = sit(world, "u\n4\nq\n")
    assert "Story told" not in shown
    world.pass_days(30)
    sit(world, "\n\na\n3\nq\n", "--new", "0")
    assert told(world) == {}


def test_an_undone_review_told_nothing_and_its_story_goes_with_the_next_rating(world: World) -> None:
    write_stories(world)
    sit(world, "\n1\na\n3\nu\n4\nq\n", "--limit", "1")
    assert told(world) == {"sure": "ledger"}
    sit(world, "u\nq\n")
    assert told(world) == {}
    store = open_store(world.home)
    assert story_log.times_told(store) == {}
    store.close()


def test_a_rating_undone_in_a_later_sitting_keeps_its_story(world: World) -> None:
    write_stories(world)
    sit(world, "\n1\na\n3\nq\n", "--limit", "1")
    sit(world, "u\n4\nq\n")

    assert told(world) == {"sure": "ledger"}


def test_a_story_is_rehearsed_by_its_title(world: World) -> None:
    write_stories(world)
    world.run("review", "--deck", "my-stories", typed="\n1 2\nq\n")

    assert "Tell the story: The ledger rescue" in world.out
    assert "Situation (spring 2024): Two ledgers, one truth" in world.out
    assert "Story told" not in world.out
    assert "w writes your own points" not in world.out
    world.run("decks", "--json")
    assert {deck["id"]: deck["cards"] for deck in json.loads(world.out)}["my-stories"] == 1


def test_a_story_is_timed_section_by_section(world: World) -> None:
    world.write_deck('[deck]\nid = "mine"\n' + TOLD)
    shown = sit(world, "t\n\n\n\n\na\n3\nq\n", "--limit", "1")
    assert " Situation   Enter when it is told" in shown
    assert "Situation and task 50 % (at most 25), actions 25 % (at least 50), result 25 %" in shown
    assert "Next time less on situation and task, more on what you did." in " ".join(shown.split())
    world.pass_days(30)
    shown = sit(world, "t\n\n\n\n\nq\n", "--new", "0")
    assert "Last time 50 / 25 / 25." in " ".join(shown.split())
    assert "Nothing was rated." in sit(world, "t\n\nq\n", "--new", "0")
    store = open_store(world.home)
    assert story_log.splits(store, CardKey("mine", "proud")) == [(30_000,) * 4]
    store.close()


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("t", "Only a question that asks for a story is timed section by section."),
        ("o", "That comes after your answer."),
        ("d", "That comes after your answer."),
    ],
)
def test_a_key_that_does_nothing_here_is_no_answer(world: World, key: str, told: str) -> None:
    shown = sit(world, f"{key}\nthe answer\n\nq\n", "--limit", "1")

    assert "Enter when it is told" not in shown
    assert told in shown
    assert shown.count("Your answer  ") == 2


def test_only_enter_ends_a_section_and_q_goes_back_to_the_question(world: World) -> None:
    world.write_deck('[deck]\nid = "mine"\n' + TOLD)
    shown = sit(world, "t\n\n?\nu\nw\n\nq\nq\n", "--limit", "1")

    assert "Task   Enter when it is told · q goes back" in shown
    assert shown.count("Only Enter ends a section") == 3
    assert "Nothing was rated." in shown


def test_going_back_from_writing_keeps_a_draft_and_the_review(world: World) -> None:
    shown = " ".join(sit(world, "\nw\n- the ledger\n").split())
    assert "Ctrl-C goes back unsaved" in shown
    assert "mine--sure.draft;wtakesitupagain.Pointscovered" in shown.replace(" ", "")
    assert not answers_file(world).exists()
    shown = sit(world, "\nw\n\nq\n")
    assert "This was not saved last time:\n   - the ledger" in shown
    assert answers(world) == [(("the ledger",), "", False)]
    assert "Nothing was saved." in sit(world, "\nw\n")
    assert [path.name for path in (world.home / "answers").iterdir()] == ["mine.toml"]


def test_ctrl_c_in_writing_goes_back_to_the_card(world: World) -> None:
    variables = {"GREENROOM_HOME": str(world.home)}
    world.run("decks")
    draft = world.home / "answers" / "mine--sure.draft"
    with Screen("review", "--deck", "mine", variables=variables) as screen:
        screen.until("Your answer")
        screen.press("\r")
        screen.until("Points covered")
        screen.press("w\r")
        screen.until("goes back unsaved")
        screen.press("- the ledger\x03")
        screen.until("What you wrote is kept in")
        assert draft.read_text() == "- the ledger"
        screen.press("w\r")
        screen.until("This was not saved last time:")
        screen.press("\x15" * 3 + "\x7f" * 3 + "\x15" + "\x03")
        screen.until("no draft is kept.")
        assert not draft.exists()
        screen.press("q\r")
        assert screen.ended() == 0


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
    assert "mine--sure.draft;wtakesitupagain." in shown.replace(" ", "")
    assert not answers_file(world).exists()
    assert world.run("story", "edit", "strike") == 1
    assert world.run("story", "edit", "strike") == 1
    assert path.read_text() == STORIES
    kept = world.home / "answers" / "stories.toml-2.draft"
    assert f"What was changed is kept in {kept}." in world.err
    assert kept.read_text() == "- half\n" + STORIES
    world.run_program = lambda _: 1
    assert world.run("story", "edit", "strike") == 1
    assert "Read again" not in world.out
    assert "kept" not in world.err


def test_what_is_written_below_the_line_is_taken_as_well(world: World) -> None:
    def editor(command: Sequence[str]) -> int:
        file = Path(command[-1])
        file.write_text("- above\n" + file.read_text() + "- below\ntoo\n")
        return 0

    world.run_program = editor
    world.variables = {"EDITOR": "ed"}
    assert "What you wrote below the line is taken as well." in sit(world, "\nW\nq\n")
    assert answers(world) == [(("above", "below"), "too", False)]


def test_what_cannot_be_read_is_not_told_as_none(world: World) -> None:
    path = write_stories(world, STORIES + "titel = \n")
    world.run("story", "list")
    assert "The ledger rescue (ledger)" in world.out
    assert f"Left out is what cannot be read, on line {len((STORIES + 'titel').splitlines())}." in world.out
    path.write_text("format = 7")
    world.run("story", "list")
    assert "None of your stories can be read" in world.out
    assert "no stories yet" not in world.out
    answers_file(world).parent.mkdir()
    answers_file(world).write_text('[[answers]]\ncard = "sure\n')
    shown = " ".join(sit(world, "\no\nq\n").split())
    assert "Your answers cannot all be read: " in shown
    assert "You have no points of your own" not in shown
    world.run("answers")
    assert "Nothing that is written can be read." in world.out


def test_ticked_points_without_notes_have_no_empty_heading(world: World) -> None:
    sit(world, "\nw\n- the ledger\n\no\na\n\nq\n", "--limit", "1")
    world.pass_days(30)
    shown = sit(world, "\nq\n", "--new", "0")

    assert "Your answer (" not in shown
    assert "The deck's points:" in shown


def test_a_title_is_not_given_twice_nor_too_long(world: World) -> None:
    write_stories(world)
    assert world.run("story", "add", typed="the LEDGER rescue\n" + "a" * 61 + "\nNew\n" + "\n" * 9) == 0
    assert 'You have a story "The ledger rescue" (ledger); give this one another title.' in " ".join(world.out.split())
    assert "That is 61 characters; a handle has at most 60." in world.out
    assert 'title = "New"' in (world.home / "stories.toml").read_text()


def test_a_story_is_added_part_by_part(world: World) -> None:
    parts = ["2024", "sit", "task", "one", "two", "", "9 of 10", "lesson", "short", "accuracy, "]
    typed = "\n".join(["one two three four five six seven", "The audit", *parts, ""])
    assert world.run("story", "add", typed=typed) == 0
    assert "That is 7 words; a handle has at most 6." in world.out
    assert 'Added "The audit" to' in world.out
    assert "It fits" in world.out
    assert "Missing" not in world.out
    assert world.run("story", "list", "--json") == 0
    (story,) = json.loads(world.out)["stories"]

    assert (story["id"], story["actions"], story["competencies"]) == ("the-audit", ["one", "two"], ["accuracy"])
    assert (story["missing"], story["answers"], story["told"]) == ([], [], 0)


def test_what_was_told_of_a_story_before_leaving_is_kept(world: World) -> None:
    assert world.run("story", "add", typed="The audit\n2024\nsit\ntask\none\n") == 0
    shown = " ".join(world.out.split())
    assert 'Kept what there is of "The audit"' in shown
    assert "Missing: result, lesson, 30-second version, competencies; `greenroom story edit" in shown
    assert world.run("story", "add", typed="") == 1
    assert world.err == "Nothing was added.\n"


def test_stories_are_listed_with_what_each_needs_and_what_none_fits(world: World) -> None:
    world.run("story")
    assert "You have no stories yet: `greenroom story add` takes one." in world.out
    write_stories(world, STORIES + 'titel = "x"\n')
    assert world.run("story", "list") == 0

    assert "spring 2024 · accuracy, technique" in world.out
    assert "Missing: when, situation, task, actions, result, lesson, 30-second version," in world.out
    assert "No story fits" in world.out
    assert "`greenroom story list --json` lists all." in world.out
    assert 'story "strike": unknown key "titel". Did you mean "title"?' in world.err
    world.run("story", "list", "--json")
    assert "mine/proud" in [question["key"] for question in json.loads(world.out)["uncovered"]]
    write_stories(world, STORIES.replace('"accuracy"', '"story", "skill", "attribute", "fit"'))
    world.run("story", "list")
    assert re.search(r"Each of \d+ questions has a story that fits\.", world.out)


def test_a_story_is_edited_where_it_stands(world: World) -> None:
    path = write_stories(world)
    commands: list[Sequence[str]] = []

    def editor(command: Sequence[str]) -> int:
        commands.append(command)
        return 0

    world.run_program = editor
    world.variables = {"EDITOR": "vim"}
    assert world.run("story", "edit", "the STRIKE") == 0
    assert world.run("edit", "my-stories/ledger") == 0
    assert commands == [["vim", "+16", str(path)], ["vim", "+4", str(path)]]
    assert f"Read again: {path}." in world.out
    write_stories(world, STORIES + "titel = 1\n")
    world.run("story", "edit", "strike")
    assert f"(`greenroom check {path}` lists all.)" in world.out
    assert world.run("story", "edit", "legder") == 1
    assert 'There is no story "legder". Did you mean "ledger"? `greenroom story list` lists them all.' in world.err


def test_the_stories_deck_is_checked_exported_and_not_added_to(world: World, tmp_path: Path) -> None:
    write_stories(world, STORIES.replace("when =", "wen ="))
    sit(world, "\nw\n- mine\n\nq\n")
    assert world.run("check") == 0
    assert 'stories.toml:7: story "ledger": unknown key "wen". Did you mean "when"?' in world.out
    assert "3 files, 3 usable cards, 3 answers and stories, 1 problem." in world.out
    assert world.run("check", str(answers_file(world)), "--fix") == 0
    assert world.run("add", "--deck", "my-stories", typed="q\np\n\na\n\n\n") == 1
    assert "Use `greenroom story add`." in world.err
    for name in ("stories.toml", "stories.md"):
        assert world.run("export", "my-stories", "--to", str(tmp_path / name)) == 0
    assert 'question = "Tell the story: The ledger rescue"' in (tmp_path / "stories.toml").read_text()


# --- answers ---------------------------------------------------------------------------------------


def test_answers_lists_and_searches_everything_that_was_written(world: World) -> None:
    world.run("answers")
    assert "Nothing is written yet: w in a review writes your answer." in world.out
    write_stories(world)
    sit(world, "I checked the ledger\n\n\na\nw\n- the reconciliation\n\n3\ntyped why\n\n\n3\nq\n")
    world.run("answers")
    assert " 1 answer\n mine/sure" in world.out
    assert "\n 2 stories\n The ledger rescue" in world.out
    assert "\n 2 typed answers\n" in world.out
    world.run("answers", "--find", "LEDGER Checked")
    assert "typed answer" in world.out
    assert "stories" not in world.out
    world.run("answers", "--find", "absent")
    assert world.out == ' Nothing has "absent".\n'
    world.run("answers", "--find", "bookings", "--json")
    found = json.loads(world.out)

    assert [len(found[part]) for part in ("answers", "stories", "attempts")] == [0, 1, 0]


def test_one_card_shows_every_version_and_every_attempt(world: World) -> None:
    sit(world, "first\n\na\nw\n- one\n\nw\n- two\n\n3\nq\n", "--limit", "1")
    world.pass_days(3)
    sit(world, "second\n\na\n3\nq\n", "--new", "0")
    assert world.run("answers", "mine/sure") == 0
    assert world.out.index("- two") < world.out.index("- one") < world.out.index("second") < world.out.index("first")
    world.run("answers", "mine/sure", "--json")
    found = json.loads(world.out)

    (own,) = found["answers"]
    assert own["key"] == "mine/sure"
    assert [version["points"] for version in own["versions"]] == [
        [{"text": "one", "must": False}],
        [{"text": "two", "must": False}],
    ]
    assert own["versions"][0]["written"].startswith("2026-03-02T12:00:00")
    assert [attempt["text"] for attempt in found["attempts"]] == ["second", "first"]
    assert world.run("answers", "mine/none") == 1
    assert world.run("answers", "--edit") == 1
    assert "--edit takes the card to answer." in world.err


def test_the_answer_to_a_card_that_is_gone_is_still_listed(world: World) -> None:
    sit(world, "\nw\n- kept\n\nq\n")
    world.write_deck()
    (world.home / "decks" / "mine.toml").unlink()
    world.run("answers")

    assert "- kept" in world.out


# --- a real terminal -------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="no pty")
@pytest.mark.parametrize("columns", [40])
def test_a_session_drafts_picks_a_story_and_edits_in_the_editor(world: World, tmp_path: Path, columns: int) -> None:
    write_stories(world)
    editor = tmp_path / "editor"
    editor.write_text(
        f"#!{sys.executable}\nimport sys\nfrom pathlib import Path\npath = Path(sys.argv[-1])\n"
        "path.write_text('- edited\\n' + path.read_text())\n"
    )
    editor.chmod(0o700)
    variables = {"EDITOR": str(editor), "VISUAL": "", "PATH": os.environ["PATH"]}
    options = ("--home", str(world.home), "review", "--deck", "mine", "--limit", "1")
    with Screen(*options, columns=columns, rows=50, variables=variables) as screen:
        screen.until("Your answer")
        screen.press("\r")
        screen.until("Story told")
        screen.press("1\r")
        screen.until("Points covered")
        screen.press("w\r")
        screen.until("begins a point")
        screen.press("- drafted\r")
        screen.until("Saved: 1 point")
        screen.press("W\r")
        screen.until("Saved: 2 points")
        screen.press("o\r")
        screen.until("1  edited")
        screen.press("a\r")
        screen.until("Rate")
        screen.press("3\r")
        screen.until("Done")
        screen.press("\r")
        assert screen.ended() == 0

    assert answers(world)[-1] == (("edited", "drafted"), "", True)
    assert told(world) == {"sure": "ledger"}
    assert [point.text for point in read_own_answers(answers_file(world))[0]["sure"][0].points] == ["drafted"]
    assert KeyPoint("edited") in read_own_answers(answers_file(world))[0]["sure"][-1].points


def test_check_finds_answers_to_what_is_not_there_and_counts_what_there_is(world: World) -> None:
    write_stories(world)
    answers_file(world).parent.mkdir()
    answers_file(world).write_text(
        '[[answers]]\ncard = "sure"\nnotes = "x"\n[[answers]]\ncard = "shure"\nnotes = "x"\n'
    )
    stray = answers_file(world).with_name("mines.toml")
    stray.write_text('[[answers]]\ncard = "a"\nnotes = "x"\n')
    assert world.run("check") == 0
    told = '5: answer "shure": there is no such card, so it is never shown. Did you mean "sure"?'
    assert f"{answers_file(world)}:{told}\n".replace(":5", ":4") in world.out.replace(":5", ":4")
    told = 'there is no deck "mines", so these answers are never shown. Did you mean "mine"? Rename the file.'
    assert f"{stray}:1: {told}\n" in world.out
    assert "4 files, 3 usable cards, 5 answers and stories, 2 problems.\n" in world.out
    assert world.run("check", str(world.home / "stories.toml")) == 0
    assert world.out == "1 file, 2 answers and stories, no problems.\n"
    (world.home / "greenroom.db").write_text("no log")
    assert world.run("check", str(stray)) == 0
    assert world.out == "1 file, 1 answer or story, no problems.\n"
    assert "greenroom.db" in world.err


def test_every_typed_answer_is_searched_and_another_year_is_told(world: World) -> None:
    sit(world, "about the zebra\n\na\n3\nq\n", "--limit", "1")
    world.pass_days(30)
    sit(world, "about the lion\n\na\n3\nq\n", "--new", "0")
    world.run("answers", "--find", "zebra")
    assert "about the zebra" in world.out
    assert "about the lion" not in world.out
    world.run("answers")
    assert "about the zebra" not in world.out
    world.pass_days(365)
    world.run("answers", "--find", "zebra")
    assert "Mon 2 Mar 2026, Good" in world.out


def test_a_card_s_id_alone_is_told_with_its_deck(world: World) -> None:
    assert world.run("answers", "sure") == 1
    assert 'There is no card "sure". Did you mean "mine/sure"?' in world.err
    assert world.run("suspend", "shure") == 1
    assert 'Did you mean "mine/sure"?' in world.err


def test_an_answer_that_was_taken_out_is_listed_as_that(world: World) -> None:
    sit(world, "\nw\n- one\n\no\nq\n", "--limit", "1")
    edits("", world)
    world.run("answers", "mine/sure", "--edit")
    world.run("answers", "mine/sure")

    assert "Mon 2 Mar, taken out" in world.out
    assert "Mon 2 Mar, ticked" in world.out
