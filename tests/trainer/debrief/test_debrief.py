"""What is written down after an interview, and what becomes of it."""

import json
import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating, Review
from tests.histories import open_store
from tests.terminal import World

DECK = '[deck]\nid = "mine"\n[[cards]]\nid = "sure"\nquestion = "How did you make sure of it?"\nanswer = "I checked."\n'


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an interview at Acme, to be copied."""
    world = World(tmp_path_factory.mktemp("template") / "home")
    world.write_deck(DECK)
    world.run("interview", "set", "2026-03-03", "--at", "Acme", "--deck", "mine")
    return world.home


@pytest.fixture
def world(tmp_path: Path, home: Path) -> World:
    """The day after the interview."""
    shutil.copytree(home, tmp_path / "home")
    world = World(tmp_path / "home")
    world.pass_days(2)
    return world


def debrief(world: World, *typed: str, at: str | None = None) -> str:
    """Hold the conversation; return what was shown."""
    options = ("--at", at) if at else ()
    assert world.run("interview", "debrief", *options, typed="".join(f"{line}\n" for line in typed)) == 0
    return world.out


def entry(world: World) -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((world.home / "interviews.toml").read_text("utf-8"))["interviews"][-1]
    return found


def cards(world: World, deck: str = "asked-acme") -> dict[str, dict[str, Any]]:
    path = world.home / "decks" / f"{deck}.toml"
    return {card["question"]: card for card in tomllib.loads(path.read_text("utf-8"))["cards"]} if path.exists() else {}


def log(world: World) -> list[Review]:
    store = open_store(world.home)
    found = store.reviews()
    store.close()
    return found


def test_what_was_asked_becomes_cards_of_the_users_own(world: World) -> None:
    debrief(world, "Can you weld?", "!names a seam", "!", "and a metal", "", "", "Why valves?", "", "", "", "", "", "")
    weld, valves = cards(world)["Can you weld?"], cards(world)["Why valves?"]

    assert weld["key_points"] == [{"text": "names a seam", "must": True}, "and a metal"]
    assert (weld["priority"], weld["tags"]) == ("must", ["asked"])
    assert valves["answer"] == "Asked at Acme on Tue 3 Mar. `greenroom edit` adds what a good answer says."
    assert world.run("check") == 0
    assert entry(world)["asked"] == [
        {"question": "Can you weld?", "card": "asked-acme/can-you-weld", "review": "left out"},
        {"question": "Why valves?", "card": "asked-acme/why-valves", "review": "left out"},
    ]
    assert log(world) == []


def test_how_it_went_is_one_spoken_review_on_the_day_of_the_interview(world: World) -> None:
    shown = debrief(world, "Can you weld?", "", "1")
    (review,) = log(world)

    assert review.key == CardKey("asked-acme", "can-you-weld")
    assert (review.rating, review.suggested, review.mode) == (Rating.AGAIN, None, Mode.SPOKEN)
    assert (review.study_day, review.answer_ms) == (date(2026, 3, 3), 0)
    assert "Again: not there yet. Back on Wed 4 Mar." in shown


def test_what_went_badly_is_due(world: World) -> None:
    debrief(world, "Can you weld?", "", "1")
    world.run("due", "--json")

    assert json.loads(world.out)["due"] == 1


def test_a_rating_that_cannot_be_read_is_asked_again(world: World) -> None:
    shown = debrief(world, "Can you weld?", "", "bad", "2")

    assert '"bad" is no rating' in shown
    assert shown.count("could not deliver it") == 1
    assert [review.rating for review in log(world)] == [Rating.HARD]


def test_a_question_much_like_a_card_can_be_that_card(world: World) -> None:
    shown = debrief(world, "How did you make sure of that?", "y", "1", "", "", "", "")

    assert "Much like mine/sure: How did you make sure of it?" in shown
    assert [review.key for review in log(world)] == [CardKey("mine", "sure")]
    assert cards(world) == {}


def test_a_question_much_like_a_card_can_be_another_one(world: World) -> None:
    debrief(world, "How did you make sure of that?", "", "", "")

    assert list(cards(world)) == ["How did you make sure of that?"]


def test_a_question_that_a_card_asks_in_the_same_words_is_that_card(world: World) -> None:
    shown = debrief(world, "how did you make sure OF it?", "4")

    assert "Much like" not in shown
    assert [review.key for review in log(world)] == [CardKey("mine", "sure")]


def test_everybody_met_gets_a_note_to_be_written(world: World) -> None:
    shown = debrief(world, "", "Ana Li, team lead", "Tom", "ana li, Team Lead", "", "", "")
    notes = cards(world)

    assert "ana li, Team Lead is on the list already." in shown
    assert entry(world)["people"] == ["Ana Li, team lead", "Tom"]
    assert notes["Thank Ana Li, team lead for Tue 3 Mar: write the note."]["kind"] == "note"
    assert notes["Thank Tom for Tue 3 Mar: write the note."]["id"] == "thank-tom-for-tue-3-mar"
    assert "To thank: Ana Li, team lead; Tom" in shown
    assert "`greenroom review --deck asked-acme`" in " ".join(shown.split())


def test_a_note_that_was_written_is_marked(world: World) -> None:
    debrief(world, "", "Tom", "Eve", "", "", "")
    world.run("review", "--deck", "asked-acme", "--limit", "1", typed="Dear Tom\n\na\n\n\n")
    world.run("interview", "show")

    assert "To thank: Tom (written); Eve" in world.out
    world.run("review", "--deck", "asked-acme", typed="Dear Eve\n\na\n\n\n")
    assert "Notes are best" not in debrief(world, "", "", "", "")


def test_who_is_met_again_in_a_second_round_is_thanked_again(world: World) -> None:
    debrief(world, "", "Tom", "", "", "")
    world.run("review", "--deck", "asked-acme", typed="Dear Tom\n\na\n\n\n")
    world.run("interview", "set", "2026-03-10", "--at", "Acme", "--deck", "mine")
    world.pass_days(7)
    shown = debrief(world, "", "Tom", "", "", "")

    assert "Debrief · Acme · Tue 10 Mar" in shown
    assert "To thank: Tom\n" in shown
    assert len(cards(world)) == 2


def test_the_day_of_the_first_debrief_stays(world: World) -> None:
    debrief(world, "", "", "", "")
    world.pass_days(2)
    debrief(world, "", "", "", "")

    assert entry(world)["debriefed"] == date(2026, 3, 4)


def test_next_steps_and_the_decision_day_are_kept_and_shown(world: World) -> None:
    shown = debrief(world, "", "", "A second round", "soon", "2026-03-01", "2028-01-01", "2026-03-10")

    assert '"soon" is no day. Write it as 2026-12-17.' in shown
    assert shown.count("is not within a year after the interview.") == 2
    assert (entry(world)["next_steps"], entry(world)["decision"]) == ("A second round", date(2026, 3, 10))
    world.run("interview", "show")
    assert "Acme · Tue 3 Mar · debriefed" in world.out
    assert "Next: A second round" in world.out
    assert "They decide by Tue 10 Mar, in 6 days" in world.out


def test_next_steps_and_the_decision_day_can_be_changed_and_taken_off(world: World) -> None:
    debrief(world, "", "", "Wait", "2026-03-10")
    shown = debrief(world, "", "", "", "2026-03-11")
    assert 'Next steps   "Wait"; Enter keeps it' in shown
    assert (entry(world)["next_steps"], entry(world)["decision"]) == ("Wait", date(2026, 3, 11))
    debrief(world, "", "", "-", "-")
    assert not {"next_steps", "decision"} & entry(world).keys()


def test_held_twice_nothing_is_doubled(world: World) -> None:
    typed = ("Can you weld?", "", "1", "How did you make sure of that?", "y", "2", "", "Tom", "", "Wait", "2026-03-10")
    debrief(world, *typed)
    before = (cards(world), entry(world), log(world))
    shown = debrief(world, "can you WELD?", "", "tom", "", "", "")

    assert (cards(world), entry(world), log(world)) == before
    assert "Rate" not in shown
    assert "Kept: Can you weld?" in shown
    assert "Kept: Tom" in shown


@pytest.mark.parametrize("entered", [1, 2, 3, 4, 6, 8, 9, 11])
def test_it_can_be_left_at_any_point_and_goes_on_with_all_that_was_entered(world: World, entered: int) -> None:
    typed = ["Can you weld?", "a seam", "", "1", "Why?", "", "", "", "Tom", "", "Wait", "2026-03-10"]
    shown = debrief(world, *typed[:entered])
    assert "Everything entered is kept." in shown
    assert "debriefed" not in entry(world)
    asked = [text for text in ("Can you weld?", "Why?") if text in typed[:entered]]
    assert [each["question"] for each in entry(world).get("asked", [])] == asked
    assert entry(world).get("people", []) == (["Tom"] if entered >= 9 else [])
    assert entry(world).get("next_steps", "") == ("Wait" if entered >= 11 else "")
    debrief(world, *["q"][: entered % 2], *[""] * 9)
    assert len(log(world)) == (1 if entered >= 4 else 0)
    questions = list(cards(world))
    assert len(questions) == len(set(questions))


def test_the_same_question_at_two_interviews_on_one_day_is_rated_at_each(world: World) -> None:
    world.pass_days(-2)
    world.run("interview", "set", "2026-03-03", "--at", "Bolt", "--deck", "mine")
    world.pass_days(2)
    for at in ("acme", "bolt"):
        debrief(world, "How did you make sure of it?", "2", "", "", "", "", at=at)
        debrief(world, "", "", "", "", at=at)

    assert len(log(world)) == 2


def test_a_debrief_leaves_what_is_written_into_the_file_by_hand(world: World) -> None:
    path = world.home / "interviews.toml"
    path.write_text(path.read_text("utf-8").replace("[[interviews]]", "# mine\n[[interviews]]  # at last"), "utf-8")
    debrief(world, "Can you weld?", "", "1", "", "Tom", "", "Wait", "")
    text = path.read_text("utf-8")

    assert "# mine\n[[interviews]]  # at last\nat" in text
    path.write_text(text.replace("{question", '{heard = "on the stairs", question'), "utf-8")
    debrief(world, "Why?", "", "", "", "", "", "")
    assert 'heard = "on the stairs"' in path.read_text("utf-8")


def test_what_an_old_interview_says_keeps_nobody_from_reviewing(world: World) -> None:
    path = world.home / "interviews.toml"
    path.write_text(
        f'{path.read_text("utf-8")}asked = "x"\n\n[[interviews]]\ndate = 2019-03-02\nasked = "x"\n', "utf-8"
    )
    assert world.run("review", typed="q\n") == 0

    assert " ".join(world.out.split()).count("asked is not a list of questions") == 1


def test_answers_of_an_interview_count_in_no_figure_of_time(world: World) -> None:
    typed = [line for number in range(12) for line in (f"Why w{number}?", "", "3")]
    debrief(world, *typed, "", "", "", "")
    assert len(log(world)) == 12
    world.run("stats", "--json")
    figures = json.loads(world.out)

    assert {kind["time"] and kind["time"]["answers"] for kind in figures["kinds"]} == {None}
    assert sum(hour["reviews"] for hour in figures["hours"]) == 0
    world.run("interview", "set", "2026-03-20", "--at", "Bolt")
    assert "20 min a day is about 13 cards" in world.out


def test_a_question_left_before_its_card_was_made_is_seen_to_next_time(world: World) -> None:
    debrief(world, "Can you weld?", "a seam")
    assert cards(world) == {}
    debrief(world, "a seam", "", "2", "", "", "", "")

    assert list(cards(world)) == ["Can you weld?"]
    assert [review.rating for review in log(world)] == [Rating.HARD]


def test_a_rating_taken_back_can_be_given_anew(world: World) -> None:
    debrief(world, "Can you weld?", "", "1", "", "", "", "")
    world.run("undo", "2")  # it counts as of the interview, so the card that was added since is the last thing done
    assert "Undone: Tue 3 Mar 12:00 Again asked-acme/can-you-weld" in world.out
    debrief(world, "3", "", "", "", "")

    assert [review.rating for review in log(world)] == [Rating.GOOD]


def test_a_rating_left_out_is_not_asked_for_again_unless_the_question_is(world: World) -> None:
    debrief(world, "How did you make sure of it?", "1", "", "", "", "")
    world.run("undo")
    assert "Rate" in debrief(world, "", "", "", "", "")
    assert "Rate" not in debrief(world, "", "", "", "")
    debrief(world, "How did you make sure of it?", "2", "", "", "", "")

    assert [review.rating for review in log(world)] == [Rating.HARD]


def test_a_new_decision_day_is_kept_at_once(world: World) -> None:
    debrief(world, "", "", "", "2026-03-10")
    assert world.run("interview", "debrief", "--decision", "2026-03-17") == 0
    assert world.out == " Acme: they decide by Tue 17 Mar.\n"
    assert entry(world)["decision"] == date(2026, 3, 17)
    world.run("interview", "debrief", "--decision", "2026-03-03")
    assert "Tue 3 Mar, which is past." in world.out
    assert world.run("interview", "debrief", "--decision", "soon") == 2
    assert '"soon" is no day. Write it as 2026-12-17.' in world.err
    world.run("interview", "debrief", "--decision", "none")
    assert "decision" not in entry(world)


def test_a_decision_day_that_is_past_is_asked_about(world: World) -> None:
    shown = debrief(world, "", "", "", "2026-03-03", "", "2026-03-03", "y")

    assert shown.count("Tue 3 Mar is past; y keeps it") == 2
    assert entry(world)["decision"] == date(2026, 3, 3)


def test_what_answers_another_prompt_is_asked_again(world: World) -> None:
    shown = debrief(world, "3", "How did you make sure of that?", "x", "y", "1", "", "", "", "")

    assert '"3" is no question.' in shown
    assert '"x" is neither y nor Enter.' in shown
    assert [review.key for review in log(world)] == [CardKey("mine", "sure")]


def test_where_nothing_was_entered_nothing_is_said_to_be_kept(world: World) -> None:
    assert "Nothing was entered." in debrief(world, "q")


def test_without_an_interview_its_day_and_name_are_asked(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    assert "No interview is set" in debrief(world, "q")
    assert not (world.home / "interviews.toml").exists()
    shown = debrief(world, "soon", "2026-03-09", "2026-03-01", "Acme", "", "Tom", "", "", "")

    assert '"soon" is no day.' in shown
    assert "Mon 9 Mar is still to come: `greenroom interview set 2026-03-09`" in " ".join(shown.split())
    assert (entry(world)["at"], entry(world)["date"]) == ("Acme", date(2026, 3, 1))


def test_a_card_deleted_since_is_passed_over(world: World) -> None:
    debrief(world, "Can you weld?", "", "", "", "", "", "")
    (world.home / "decks" / "asked-acme.toml").unlink()

    assert 'There is no deck "asked-acme"' in debrief(world, "Can you weld?", "", "", "", "")


def test_greenroom_offers_the_debrief_from_the_day_after(world: World) -> None:
    world.pass_days(-1)
    world.run("review", typed="q\n")
    assert "debrief" not in world.out
    world.pass_days(1)
    world.run(typed="q\n")
    assert "Acme was yesterday. While it is fresh: `greenroom interview debrief`." in world.out
    world.pass_days(2)
    world.run(typed="q\n")
    assert "Acme was 3 days ago." in world.out
    debrief(world, "", "", "", "")
    world.run(typed="q\n")
    assert "debrief" not in world.out


def test_greenroom_stops_offering_it_in_the_end(world: World) -> None:
    world.pass_days(30)
    world.run(typed="q\n")

    assert "interview debrief" not in world.out


@pytest.mark.parametrize(("days", "said"), [(5, ""), (6, "today"), (7, "yesterday"), (9, "3 days ago"), (14, "")])
def test_greenroom_says_when_the_decision_day_has_come(world: World, days: int, said: str) -> None:
    debrief(world, "", "", "", "2026-03-10")
    world.pass_days(days)
    world.run(typed="q\n")

    assert (f"Acme: they meant to decide {said}." in world.out) is bool(said)


def test_show_tells_of_a_past_interview_until_its_debrief_and_after(world: World) -> None:
    world.run("interview", "show")
    assert "Acme · Tue 3 Mar · not debriefed yet: `greenroom interview debrief`" in world.out
    debrief(world, "Can you weld?", "", "", "", "Tom", "", "Wait", "2026-03-10")
    world.run("interview", "set", "2026-04-01", "--at", "Bolt")
    assert "Acme · Tue 3 Mar · debriefed" in world.out
    world.run("interview", "show", "--json")

    assert json.loads(world.out)["held"] == [
        {
            "at": "Acme",
            "date": "2026-03-03",
            "debriefed": "2026-03-04",
            "asked": [{"question": "Can you weld?", "card": "asked-acme/can-you-weld"}],
            "people": [{"name": "Tom", "written": False}],
            "next_steps": "Wait",
            "decision": "2026-03-10",
        }
    ]


def test_an_old_interview_is_told_only_while_a_decision_is_to_come(world: World) -> None:
    debrief(world, "", "", "", "2026-06-01")
    world.pass_days(80)
    world.run("interview", "show")
    assert "They decide by Mon 1 Jun, in 9 days" in world.out
    world.pass_days(20)
    world.run("interview", "show")
    assert "Acme" not in world.out.replace("--at Acme", "").replace("--at\n Acme", "")


def test_an_interview_to_come_has_no_debrief_yet(world: World) -> None:
    world.pass_days(-2)
    assert world.run("interview", "debrief") == 1

    assert "Acme is still to come, on Tue 3 Mar. Its debrief is for afterwards" in world.err


def test_on_the_evening_of_the_day_it_can_be_held(world: World) -> None:
    world.pass_days(-1)
    debrief(world, "Can you weld?", "", "1", "", "", "", "")

    assert entry(world)["debriefed"] == date(2026, 3, 3)


def test_one_that_was_never_set_is_kept_as_one_of_today(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    debrief(world, "", "", "Tom", "", "", "", at="Köln AG")

    assert entry(world)["at"] == "Köln AG"
    assert entry(world)["date"] == entry(world)["debriefed"] == date(2026, 3, 2)
    assert cards(world, "asked-koln-ag")


def test_without_a_name_the_cards_go_to_my_questions(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    debrief(world, "", "", "Can you weld?", "", "", "", "", "", "")

    assert list(cards(world, "my-questions")) == ["Can you weld?"]


def test_the_latest_one_that_wants_its_debrief_is_meant_unless_named(world: World) -> None:
    world.run("interview", "set", "2026-03-05", "--at", "Bolt")
    world.pass_days(2)
    assert "Debrief · Bolt" in debrief(world, "", "", "", "")
    assert "Debrief · Acme" in debrief(world)
    assert "Debrief · Bolt" in debrief(world, at="bolt")
    assert world.run("interview", "debrief", "--at", "Cog") == 1
    assert 'There is no interview at "Cog"' in world.err


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('people = "Tom"', "people is not a list of names"),
        ('asked = ["Why?"]', "asked is not a list of questions"),
        ("next_steps = 3", "next_steps is not text"),
        ('decision = "soon"', "decision is no day"),
    ],
)
def test_what_a_person_wrote_into_the_file_is_told_and_left(world: World, line: str, told: str) -> None:
    path = world.home / "interviews.toml"
    path.write_text(f"{path.read_text('utf-8')}{line}\n", "utf-8")
    before = path.read_bytes()

    assert world.run("interview", "debrief", typed="Why?\n") == 1
    assert told in world.err
    assert path.read_bytes() == before


def test_what_else_the_file_says_stays(world: World) -> None:
    path = world.home / "interviews.toml"
    path.write_text(f"{path.read_text('utf-8')}room = 12\n", "utf-8")
    debrief(world, "", "Tom", "", "", "")

    assert (entry(world)["room"], entry(world)["decks"]) == (12, ["mine"])


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_nothing_is_wider_than_the_terminal(world: World, columns: int) -> None:
    world.columns = columns
    shown = debrief(world, "Why?", "", "1", "", "Tom", "", "Wait", "2026-03-10")
    world.run("interview", "show")

    assert all(len(line) <= columns for line in (shown + world.out).splitlines() if str(world.home) not in line)


def test_what_was_typed_cannot_steer_the_terminal(world: World) -> None:
    debrief(world, "", "T\x1b[2Jom", "", "", "")

    assert entry(world)["people"] == ["Tom"]
