"""Mock interviews, played through the plain terminal: asked, left, resumed, cut short."""

import json
import re
from itertools import count

import pytest

from scheduler.mock.log import MockEvent, read_mocks
from tests.histories import open_store
from tests.terminal import World
from tests.trainer.mock.bank import ANSWERS, BANK, GRADES, mock, rated


def test_a_whole_interview_and_its_debrief(world: World) -> None:
    shown = mock(world, ANSWERS + GRADES)
    interview, debrief = shown.split("That was it: 4 answers")

    assert [int(n) for n in re.findall(r"^ (\d) of 4 - ", interview, re.MULTILINE)] == [1, 2, 3, 4]
    assert interview.index("Who are you?") < interview.index("How old") < interview.index("Anything to add?")
    assert interview.count("Your answer") == 6
    assert [int(n) for n in re.findall(r"^ (\d) of 4 - ", debrief, re.MULTILINE)] == [1, 2, 3, 4]
    assert "Answered    4 of 4 questions" in debrief
    assert rated(world).keys() == {"open", "tale", "age", "close"}


def test_nothing_is_revealed_until_the_end(world: World) -> None:
    interview = mock(world, ANSWERS).split("That was it")[0]

    for hidden in ("secret", "names the mess", "stays kind", "aim", "You took", "Bank", "must", "Points covered"):
        assert hidden not in interview


def test_an_interview_that_was_left_goes_on_where_it_was(world: World) -> None:
    first = mock(world, "me\n\ntold\n\nq\n")
    assert "Saved so far. `greenroom mock` picks it up again." in first
    asked_at_the_end = first.split("Your answer")[-2].strip().splitlines()[-1]
    again = mock(world, "\ntold\n\ntold\n\ntold\n\nno\n\n" + GRADES)

    assert "There is an unfinished mock interview: 2 of 4 questions answered." in again
    assert asked_at_the_end in again.split("Your answer")[0]
    assert "Who are you?" not in again.split("That was it")[0]
    assert "4 of 4 questions" in again


def test_the_question_stands_even_if_its_card_was_edited_meanwhile(world: World) -> None:
    mock(world, "q\n")
    world.write_deck(BANK.replace("Who are you?", "Who is it?"), "bank.toml")
    shown = mock(world, "\nme\n\nd\n\n")

    assert shown.count("Who are you?") == 2
    assert "Who is it?" not in shown


def test_it_can_be_cut_short_for_the_debrief(world: World) -> None:
    shown = mock(world, "me\n\nd\n\n")

    assert "That was it: 1 answer in 0:30." in shown
    assert "Answered    1 of 4 questions in 0:30" in shown


def test_what_was_left_can_be_debriefed_or_dropped(world: World) -> None:
    mock(world, "me\n\nq\n")
    assert "Answered    1 of 4" in mock(world, "d\n\n")
    mock(world, "me\n\nq\n")
    shown = mock(world, "x\nn\nn\nq\n")

    assert 'Press Enter to go on, or type d, n or q, not "x".' in shown.replace("\n ", " ")
    assert "1 of 4 - 0:00" in shown
    store = open_store(world.home)
    assert [one.ended for one in read_mocks(store)] == [MockEvent.FINISHED, MockEvent.ABANDONED, None]
    store.close()


def test_the_offer_to_go_on_can_be_left(world: World) -> None:
    mock(world, "me\n\nq\n")

    assert "Saved so far." in mock(world, "q\n")
    assert "There is an unfinished" in mock(world, "")


def test_keys_are_told_and_the_question_stays_open(world: World) -> None:
    shown = mock(world, "?\nme\n\nd\n?\nu\n\n")

    assert "end the interview here and go to the debrief" in shown
    assert shown.count("1 of 4 - ") == 1
    assert "You took 1:" in shown or "You took 0:" in shown
    assert "Points: 124, 1-3, -2 (all but 2) or a (all)." in shown
    assert "There is no rating in this mock to undo." in shown


def test_minutes_limit_the_questions_and_are_shown(world: World) -> None:
    shown = mock(world, "me\n\n" * 9, "--minutes", "4")

    assert "2 questions, 4 minutes" in shown
    assert "0:00 of 4:00" in shown


def test_when_time_is_nearly_up_the_close_is_asked(world: World) -> None:
    shown = mock(world, "me\n\n" * 9, "--minutes", "1", "--questions", "4").split("That was it")[0]

    assert "Who are you?" in shown
    assert "Anything to add?" in shown
    assert "How old" not in shown


def test_a_home_without_a_card_to_ask_is_told(world: World) -> None:
    for card in ("open", "tale", "age", "close"):
        world.run("suspend", f"bank/{card}")
    mock(world, "", code=1)

    assert "There are no cards for a mock interview. `greenroom decks` lists" in world.err


@pytest.mark.parametrize(
    "options", [("--questions", "0"), ("--minutes", "10000"), ("--minutes", "x"), ("--manner", "nice")]
)
def test_options_out_of_range_are_wrong_usage(world: World, options: tuple[str, str]) -> None:
    mock(world, "", *options, code=2)

    assert options[1] in world.err


def test_an_unknown_deck_is_told_with_the_nearest(world: World) -> None:
    assert world.run("mock", "--deck", "banc") == 1
    assert 'Did you mean "bank"?' in world.err


def test_a_question_resumed_at_its_follow_up_is_put_again(world: World) -> None:
    mock(world, "me\n\ntold\n\nq\n")
    again = mock(world, "\n").split("Your answer")[0]

    assert "2 of 4 - " in again
    assert re.search("What went wrong|Tell me of a mess|How old", again)
    assert re.search(r"And then\?|Roughly\?", again)


def test_half_an_answer_is_kept_and_gone_on_with(world: World) -> None:
    mock(world, "me\n\nhalf an\nanswer")
    world.run("answers")
    assert "half an" in world.out
    again = mock(world, "\n\nhalf a follow-up")
    assert "half an\n   answer" in again
    again = mock(world, "\n\nq\n")
    assert "half a follow-up" in again
    world.run("answers", "--json")
    texts = [each["text"] for each in json.loads(world.out)["attempts"]]

    assert "half an\nanswer" in texts
    assert [*(world.home / "answers").glob("*")] == []


def test_what_another_terminal_answered_first_stands(world: World) -> None:
    mock(world, "q\n")
    other = World(world.home, now=world.now, names=(f"other-{number}" for number in count()))
    shown = mock(world, "\nthe second\n\nq\n", before={1: lambda: mock(other, "\nthe first\n\nq\n")})

    assert "Another terminal answered this first" in shown
    store = open_store(world.home)
    (going_on,) = read_mocks(store)
    store.close()
    assert [said.text for said in going_on.answers.values()] == ["the first"]
    world.run("answers")
    assert "the second" in world.out
    assert "the second" not in mock(world, "d\nq\n")


def test_a_mock_dropped_in_another_terminal_is_over_here(world: World) -> None:
    mock(world, "me\n\nq\n")
    other = World(world.home, now=world.now, names=(f"other-{number}" for number in count()))
    shown = mock(world, "\ntold\n\n", before={1: lambda: mock(other, "n\nn\nq\n")})

    assert "This mock was ended in another terminal" in shown
    world.run("answers")
    assert "told" in world.out
    assert "That was it" not in shown


def test_dropping_answers_is_asked_once_more_and_they_stay_findable(world: World) -> None:
    mock(world, "my own words\n\nq\n")
    kept = mock(world, "n\n\nq\n")
    assert "You haven't debriefed 1 answer" in " ".join(kept.split())
    assert "There is an unfinished" in mock(world, "n\nn\nq\n")
    world.run("answers")

    assert "my own words" in world.out
    assert "not rated" in world.out
    world.run("answers", "--json")
    (found,) = json.loads(world.out)["attempts"]
    assert (found["key"], found["rating"], found["text"]) == ("bank/open", None, "my own words")


def test_a_single_minute_is_one(world: World) -> None:
    assert "2 questions, 1 minute\n" in mock(world, "q\n", "--minutes", "1", "--questions", "2")
