"""Mock interviews, played through the plain terminal."""

import json
import re
import shutil
from collections.abc import Callable, Mapping
from itertools import count
from pathlib import Path

import pytest

from cards.answer import Mode
from cards.card import TARGETS, Kind
from cards.key import CardKey
from cards.review import Rating
from scheduler.mock.log import Mock, MockEvent, MockQuestion, Script, read_mocks
from tests.histories import open_store
from tests.terminal import World
from trainer.mock.manners import MANNERS, interruption
from trainer.mock.screens import mock_toolbar
from trainer.mock.script import Wish

BANK = """
[deck]
id = "bank"
kind = "story"

[[cards]]
id = "open"
kind = "opener"
question = "Who are you?"
answer = "A person."

[[cards]]
id = "tale"
question = "What went wrong?"
phrasings = ["Tell me of a mess."]
key_points = [{text = "names the mess", must = true}, "names the way out"]
follow_ups = ["And then?"]
looks_for = "A secret that must not show."
target_seconds = 30

[[cards]]
id = "age"
kind = "deflection"
question = "How old are you?"
key_points = ["stays kind"]
follow_ups = ["Roughly?"]

[[cards]]
id = "close"
kind = "closing"
question = "Anything to add?"
answer = "Yes."
follow_ups = ["Sure?"]

[[cards]]
id = "letter"
kind = "note"
question = "Write to them."
answer = "Dear all."

[[cards]]
id = "drill"
question = "Say it to yourself."
answer = "I said it."
tags = ["self-drill"]

[[cards]]
id = "lost"
kind = "opener"
question = "You were saying?"
answer = "I was."
tags = ["recovery"]
"""
# Two lines an answer; the opener has no follow-up, the close is asked none.
ANSWERS = "me\n\n" + "told\n\n" * 2 * 2 + "no\n\n"
GRADES = "\n" + "1\n\n" * 2 + "\n"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose decks have been read once, to be copied."""
    world = World(tmp_path_factory.mktemp("template") / "home")
    world.write_deck(BANK, "bank.toml")
    world.run("due")
    return world.home


@pytest.fixture
def world(tmp_path: Path, home: Path) -> World:
    shutil.copytree(home, tmp_path / "home")
    return World(tmp_path / "home")


def mock(
    world: World,
    typed: str,
    *options: str,
    code: int = 0,
    before: Mapping[int, Callable[[], object]] | None = None,
) -> str:
    """Hold a mock interview on the deck; return what was shown."""
    assert world.run("mock", "--deck", "bank", *options, typed=typed, before=before) == code
    return world.out


def rated(world: World) -> dict[str, Rating]:
    store = open_store(world.home)
    found = {review.key.card: review.rating for review in store.reviews()}
    store.close()
    return found


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


def test_the_ratings_are_reviews_of_mode_mock_at_the_instant_of_the_answer(world: World) -> None:
    mock(world, ANSWERS)
    answered_on = world.now
    world.pass_days(3)
    world.run("mock", typed="\n" + GRADES)
    store = open_store(world.home)
    reviews = store.reviews()
    tale = next(review for review in reviews if review.key == CardKey("bank", "tale"))
    store.close()

    assert {review.mode for review in reviews} == {Mode.MOCK}
    assert tale.reviewed_at_utc_ms == answered_on.timestamp() * 1000
    assert tale.study_day == answered_on.date()
    assert (tale.answer_text, tale.answer_ms, tale.points_covered) == ("told", 30_000, "10")
    assert (tale.rating, tale.suggested) == (Rating.HARD, Rating.HARD)


def test_the_follow_up_and_its_time_are_debriefed(world: World) -> None:
    debrief = mock(world, ANSWERS + GRADES).split("That was it")[1]

    assert "They went on: And then?\n   You took 0:30, within 0:15-1:00.\n" in debrief
    assert 'You said: "told"' in debrief
    assert "Sure?" not in debrief


def test_the_wording_is_one_that_was_not_met_before(world: World) -> None:
    first = mock(world, ANSWERS + GRADES)
    world.seed = 8
    second = mock(world, ANSWERS + GRADES)

    assert {"What went wrong?" in first, "What went wrong?" in second} == {True, False}
    assert "Tell me of a mess." in first + second


def test_the_same_seed_asks_the_same_and_another_one_something_else(world: World) -> None:
    shown: list[str] = []
    for seed in (1, 1, 2):
        world.seed = seed
        world.run("mock", typed="\n" * 12 if not shown else "n\nn\n" + "\n" * 12)
        shown.append(world.out[world.out.index("greenroom mock") :])

    assert shown[0] == shown[1] != shown[2]


def test_cards_that_belong_to_no_talk_are_not_asked(world: World) -> None:
    world.run("suspend", "bank/age")
    shown = mock(world, "\n" * 20)

    for absent in ("Write to them.", "Say it to yourself.", "You were saying?", "How old"):
        assert absent not in shown


def test_an_interview_that_was_left_goes_on_where_it_was(world: World) -> None:
    first = mock(world, "me\n\ntold\n\nq\n")
    assert "Kept as far as it came. `greenroom mock` goes on with it." in first
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


def test_a_debrief_that_was_left_goes_on_and_doubles_nothing(world: World) -> None:
    mock(world, ANSWERS + "\n1\n\nq\n")
    before = rated(world)
    shown = mock(world, "\n" + "1\n\n\n")

    assert "A mock interview waits for its debrief: 4 answers." in shown
    assert "That was it" not in shown
    assert len(before) == 2
    assert rated(world).items() >= before.items()
    assert len(rated(world)) == 4
    store = open_store(world.home)
    assert len(store.reviews()) == 4
    store.close()


def test_it_can_be_cut_short_for_the_debrief(world: World) -> None:
    shown = mock(world, "me\n\nd\n\n")

    assert "That was it: 1 answer in 0:30." in shown
    assert "Answered    1 of 4 questions in 0:30" in shown


def test_what_was_left_can_be_debriefed_or_dropped(world: World) -> None:
    mock(world, "me\n\nq\n")
    assert "Answered    1 of 4" in mock(world, "d\n\n")
    mock(world, "me\n\nq\n")
    shown = mock(world, "x\nn\nn\nq\n")

    assert '"x" is none of Enter, d, n and q.' in shown
    assert "1 of 4 - 0:00" in shown
    store = open_store(world.home)
    assert [one.ended for one in read_mocks(store)] == [MockEvent.FINISHED, MockEvent.ABANDONED, None]
    store.close()


def test_the_offer_to_go_on_can_be_left(world: World) -> None:
    mock(world, "me\n\nq\n")

    assert "Kept as far as it came." in mock(world, "q\n")
    assert "There is an unfinished" in mock(world, "")


def test_without_an_answer_there_is_nothing_to_debrief(world: World) -> None:
    shown = mock(world, "d\n")

    assert shown.rstrip().endswith("Nothing was answered, so there is nothing to debrief.")
    assert rated(world) == {}


def test_keys_are_told_and_the_question_stays_open(world: World) -> None:
    shown = mock(world, "?\nme\n\nd\n?\nu\n\n")

    assert "end the interview here and go to the debrief" in shown
    assert shown.count("1 of 4 - ") == 1
    assert "You took 1:" in shown or "You took 0:" in shown
    assert "Points: numbers, a for all, Enter for none." in shown
    assert "There is no rating of this mock to undo." in shown


def test_a_rating_can_be_taken_back_in_the_debrief(world: World) -> None:
    shown = mock(world, ANSWERS + "1\nu\n3\n" + "1\n\n" * 2 + "\n")

    assert "Undone: Again for bank/open." in shown
    assert rated(world)["open"] is Rating.GOOD


def test_the_points_are_shown_before_they_are_ticked(world: World) -> None:
    debrief = mock(world, ANSWERS + GRADES).split("That was it")[1]

    assert re.search(r"  1  names the mess +must\n  2  names the way out\n\n Points covered", debrief)


def test_points_of_the_users_own_are_the_ones_ticked(world: World) -> None:
    answers = world.home / "answers" / "bank.toml"
    answers.parent.mkdir()
    answers.write_text('[[answers]]\ncard = "tale"\ntick = true\npoints = ["x", "the ledger", "40,000"]\n', "utf-8")
    debrief = mock(world, ANSWERS + "\n" + "1\n\n" * 2 + "\n").split("That was it")[1]
    store = open_store(world.home)
    (tale,) = store.reviews(CardKey("bank", "tale"))
    store.close()

    assert "  2  the ledger\n  3  40,000\n" in debrief
    assert "The deck's points:\n   - names the mess (must)" in debrief
    assert tale.points_covered == "100"


def test_reviews_brought_in_meanwhile_do_not_hide_the_rating_to_undo(world: World) -> None:
    mock(world, ANSWERS + "1\nq\n")
    store = open_store(world.home, prefix="x")
    row = store.reviews()[0]._replace(uuid="there", key=CardKey("else", "where"), mode=Mode.IMPORTED)
    store.import_reviews([(row, None)])
    store.close()
    shown = mock(world, "\nu\nq\n")

    assert "Undone: Again for bank/open." in shown


def test_what_is_set_aside_takes_none_of_the_minutes_of_an_interview(world: World) -> None:
    world.run("interview", "set", "2026-03-05", "--at", "Acme", "--deck", "bank", "--minutes", "3")
    for card in ("letter", "drill", "lost"):
        world.run("suspend", f"bank/{card}")

    assert "1 Again 2 d" in mock(world, ANSWERS + GRADES)


def test_a_rating_from_outside_the_mock_is_not_taken_back(world: World) -> None:
    world.run("review", "--deck", "bank", "--limit", "1", typed="\n\n\n")
    before = rated(world)

    assert "There is no rating of this mock to undo." in mock(world, "me\n\nd\nu\n")
    assert rated(world) == before


def test_what_is_no_rating_and_no_points_is_asked_again(world: World) -> None:
    shown = mock(world, ANSWERS + "fine\n\n9\n1\n\n1\n\n\n")

    assert '"fine" is no rating' in shown
    assert '"9" is no point' in shown
    assert len(rated(world)) == 4


def test_a_card_deleted_before_the_debrief_is_passed_over(world: World) -> None:
    mock(world, ANSWERS + "q\n")
    world.write_deck(BANK.replace('id = "tale"', 'id = "other"'), "bank.toml")
    shown = mock(world, "\n\n1\n\n\n")

    assert 'There is no card "bank/tale"' in shown
    assert rated(world).keys() == {"open", "age", "close"}
    assert "waits for" not in mock(world, "q\n")


def test_minutes_limit_the_questions_and_are_shown(world: World) -> None:
    shown = mock(world, "me\n\n" * 9, "--minutes", "4")

    assert "2 questions, 4 minutes" in shown
    assert "0:00 of 4:00" in shown


def test_when_time_is_nearly_up_the_close_is_asked(world: World) -> None:
    shown = mock(world, "me\n\n" * 9, "--minutes", "1", "--questions", "4").split("That was it")[0]

    assert "Who are you?" in shown
    assert "Anything to add?" in shown
    assert "How old" not in shown


@pytest.mark.parametrize("manner", MANNERS)
def test_the_manner_changes_what_is_said_around_the_questions(world: World, manner: str) -> None:
    shown = " ".join(mock(world, ANSWERS + GRADES, "--manner", manner).split())
    voice = MANNERS[manner]

    assert any(greeting in shown for greeting in voice.greetings)
    assert any(lead in shown for lead in voice.leads)
    assert any(between in shown for between in voice.between)
    assert any(last in shown for last in voice.last)
    assert any(goodbye in shown for goodbye in voice.goodbyes)
    assert f"Interviewer {manner}" in shown
    assert manner not in shown.split("That was it")[0]


@pytest.mark.parametrize("manner", MANNERS)
def test_a_manner_has_enough_to_say_not_to_bore(manner: str) -> None:
    voice = MANNERS[manner]
    sentences = [*voice.greetings, *voice.leads, *voice.between, *voice.your_turn, *voice.last, *voice.goodbyes]

    assert len(set(sentences)) == len(sentences)
    assert len(voice.leads) >= 9
    assert len(voice.between) >= 6
    assert all(len(part) >= 3 for part in (voice.greetings, voice.your_turn, voice.last, voice.goodbyes))


def test_no_sentence_comes_twice_before_all_have_come(world: World) -> None:
    world.run("mock", "--manner", "silent", typed="\n" * 40)
    shown = " ".join(world.out.split())

    assert all(shown.count(lead) <= 1 for lead in MANNERS["silent"].leads if lead not in ("Hm.", "Noted."))


def test_only_an_interrupting_interviewer_interrupts_now_and_then() -> None:
    said = {interruption("interrupting", 0, second) for second in range(200)}

    assert said <= {"", *MANNERS["interrupting"].interruptions}
    assert len(said) > 5
    assert interruption("interrupting", 0, 5) == ""
    assert interruption("silent", 0, 26) == interruption("of an older version", 0, 26) == ""


def test_the_questions_of_the_candidate_are_led_to_once(world: World) -> None:
    world.run("mock", "--deck", "questions-you-ask", "--manner", "friendly", "--questions", "5", typed="\n" * 30)
    shown = " ".join(world.out.split())

    assert sum(shown.count(turn) for turn in MANNERS["friendly"].your_turn) <= 1


def test_stats_show_the_mocks_over_time(world: World) -> None:
    mock(world, ANSWERS + GRADES)
    world.pass_days(2)
    shown = mock(world, ANSWERS + GRADES)
    assert "The one before:\n   Mon 2 Mar" in shown
    world.run("stats", "--all")
    told = world.out
    world.run("stats", "--json")
    first, second = json.loads(world.out)["mocks"]

    assert "Mock interviews\n   Mon 2 Mar" in told
    assert (first["study_day"], second["study_day"]) == ("2026-03-02", "2026-03-04")
    assert (first["questions"], first["answered"], first["points"]) == (4, 4, {"covered": 2, "total": 3})
    assert first["ratings"] == {"again": 0, "hard": 1, "good": 2, "easy": 1}


def test_a_home_without_a_card_to_ask_is_told(world: World) -> None:
    for card in ("open", "tale", "age", "close"):
        world.run("suspend", f"bank/{card}")
    mock(world, "", code=1)

    assert "There is no card that a mock interview could ask. `greenroom decks` lists" in world.err


@pytest.mark.parametrize(
    "options", [("--questions", "0"), ("--minutes", "10000"), ("--minutes", "x"), ("--manner", "nice")]
)
def test_options_out_of_range_are_wrong_usage(world: World, options: tuple[str, str]) -> None:
    mock(world, "", *options, code=2)

    assert options[1] in world.err


def test_an_unknown_deck_is_told_with_the_nearest(world: World) -> None:
    assert world.run("mock", "--deck", "banc") == 1
    assert 'Did you mean "bank"?' in world.err


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_nothing_is_wider_than_the_terminal(world: World, columns: int) -> None:
    world.columns = columns
    shown = mock(world, "?\n" + ANSWERS + "?\n" + GRADES)

    assert max(map(len, shown.splitlines())) <= min(columns, 80)


@pytest.mark.parametrize("said", ["", "Is this a long story?"])
@pytest.mark.parametrize("minutes", [None, 240])
def test_the_toolbar_fits_any_width_and_always_has_the_clock(said: str, minutes: int | None) -> None:
    one = MockQuestion(key=CardKey("a", "b"), kind=Kind.FIT, phrasing=0, wording="?", target=TARGETS[Kind.FIT])
    going_on = Mock(name="m", begun_at_utc_ms=0, script=Script(manner="silent", questions=(one,), minutes=minutes))
    for columns in range(100):
        shown = mock_toolbar(going_on, 0, 3599, said, columns)
        assert len(shown) <= columns
        assert "59:59" in shown or columns < 6
        assert said in shown or columns < 30


def test_what_is_typed_cannot_steer_the_terminal_later(world: World) -> None:
    shown = mock(world, "a\x1b[2Jb\udc00c\n\nd\n\n")

    assert 'You said: "abc"' in shown
    assert "\x1b" not in shown.split("That was it")[1]


def test_a_wording_that_sets_its_own_scene_is_not_led_to(world: World) -> None:
    world.write_deck(BANK.replace("How old are you?", "(They frown.) Your age?"), "bank.toml")

    assert re.search(r"^ [23] of 4 - \d:\d\d\n\n   \(They frown", mock(world, "\n" * 8), re.MULTILINE)


def test_a_wish_leaves_minutes_and_manner_open() -> None:
    assert Wish(3) == (3, None, None)


def test_before_an_interview_no_card_is_told_to_come_back_after_it(world: World) -> None:
    world.run("interview", "set", "2026-03-04", "--at", "Acme", "--deck", "bank")
    shown = mock(world, ANSWERS + "4\nu\n4\n" + "1\n4\n" * 2 + "4\n")

    assert "Rests until after Acme" in shown or "Back on Tue 3 Mar" in shown
    assert not re.search(r"Back on (Wed [4-9]|Thu|Fri|Sat|Sun|Mon)", shown)


def test_the_command_line_knows_every_manner(world: World) -> None:
    mock(world, "", "--manner", "nice", code=2)

    assert all(manner in world.err for manner in MANNERS)
    assert world.err.count("'") >= 2 * len(MANNERS)


def test_a_question_resumed_at_its_follow_up_is_put_again(world: World) -> None:
    mock(world, "me\n\ntold\n\nq\n")
    again = mock(world, "\n").split("Your answer")[0]

    assert "2 of 4 - " in again
    assert re.search("What went wrong|Tell me of a mess|How old", again)
    assert re.search(r"And then\?|Roughly\?", again)


def test_what_another_terminal_answered_first_stands(world: World) -> None:
    mock(world, "q\n")
    other = World(world.home, now=world.now, names=(f"other-{number}" for number in count()))
    shown = mock(world, "\nthe second\n\nq\n", before={1: lambda: mock(other, "\nthe first\n\nq\n")})

    assert "Another terminal answered this first" in shown
    store = open_store(world.home)
    (going_on,) = read_mocks(store)
    store.close()
    assert [said.text for said in going_on.answers.values()] == ["the first"]


def test_an_answer_rated_in_another_terminal_is_not_rated_twice(world: World) -> None:
    mock(world, "me\n\nd\nq\n")
    other = World(world.home, now=world.now, names=(f"other-{number}" for number in count()))
    shown = mock(world, "\n4\n", before={1: lambda: mock(other, "\n1\n")})

    assert "Another terminal has rated this answer: Again." in shown
    store = open_store(world.home)
    assert [review.rating for review in store.reviews()] == [Rating.AGAIN]
    assert [one.ended for one in read_mocks(store)] == [MockEvent.FINISHED]
    store.close()


def test_a_mock_dropped_in_another_terminal_is_over_here(world: World) -> None:
    mock(world, "me\n\nq\n")
    other = World(world.home, now=world.now, names=(f"other-{number}" for number in count()))
    shown = mock(world, "\ntold\n\n", before={1: lambda: mock(other, "n\nn\nq\n")})

    assert "Another terminal has ended this mock" in shown
    assert "That was it" not in shown


def test_dropping_answers_is_asked_once_more_and_they_stay_findable(world: World) -> None:
    mock(world, "my own words\n\nq\n")
    kept = mock(world, "n\n\nq\n")
    assert "1 answer would never be debriefed" in " ".join(kept.split())
    assert "There is an unfinished" in mock(world, "n\nn\nq\n")
    world.run("answers")

    assert "my own words" in world.out
    assert "not rated" in world.out
    world.run("answers", "--json")
    (found,) = json.loads(world.out)["attempts"]
    assert (found["key"], found["rating"], found["text"]) == ("bank/open", None, "my own words")


def test_a_debrief_of_nothing_says_so(world: World) -> None:
    mock(world, "q\n")

    assert "Nothing was answered, so there is nothing to debrief." in mock(world, "d\n")


def test_a_single_minute_is_one(world: World) -> None:
    assert "2 questions, 1 minute\n" in mock(world, "q\n", "--minutes", "1", "--questions", "2")


@pytest.mark.parametrize("minutes", [None, 30])
def test_forty_columns_have_room_for_the_overall_clock(minutes: int | None) -> None:
    one = MockQuestion(key=CardKey("a", "b"), kind=Kind.FIT, phrasing=0, wording="?", target=TARGETS[Kind.FIT])
    going_on = Mock(name="m", begun_at_utc_ms=0, script=Script(manner="silent", questions=(one,) * 12, minutes=minutes))

    assert "all 12:30" in mock_toolbar(going_on, 9, 750, "", 40)
