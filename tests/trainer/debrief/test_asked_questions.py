"""The questions of a debrief: the cards they become, and the reviews of how they went."""

import json
from datetime import date
from pathlib import Path

import pytest

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating
from tests.terminal import World
from tests.trainer.debrief.acme import DECK, cards, debrief, entry, log
from tests.trainer.interview.days import GOOD, deck


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


def test_a_must_have_that_went_badly_is_promised_for_the_next_day_if_another_interview_is_ahead(world: World) -> None:
    question = "How did you make sure of it?"
    world.write_deck(DECK.replace("[[cards]]", '[[cards]]\npriority = "must"'))
    world.write_deck(deck("more", 60, musts=20), "more.toml")
    world.run("interview", "set", "2026-03-20", "--at", "Initech", "--deck", "mine", "--deck", "more")
    shown = debrief(world, question, "1", at="Acme")
    world.run("review", "--deck", "mine", "--deck", "more", typed=GOOD * 12)
    today = world.out
    world.pass_days(1)
    world.run("review", "--deck", "mine", "--deck", "more", typed=GOOD)

    assert "Again: not there yet. Back on Thu 5 Mar." in shown
    assert question not in today
    assert question in world.out


def test_a_rating_that_cannot_be_read_is_asked_again(world: World) -> None:
    shown = debrief(world, "Can you weld?", "", "bad", "2")

    assert '"bad" isn\'t a rating' in shown
    assert shown.count("could not deliver it") == 1
    assert [review.rating for review in log(world)] == [Rating.HARD]


@pytest.mark.parametrize("yes", ["", "y"])
def test_a_question_much_like_a_card_is_that_card_unless_you_say_no(world: World, yes: str) -> None:
    shown = debrief(world, "How did you make sure of that?", yes, "1", "", "", "", "")

    assert "You have a similar card, mine/sure: How did you make sure of it?" in shown
    assert [review.key for review in log(world)] == [CardKey("mine", "sure")]
    assert cards(world) == {}


def test_words_that_any_question_has_make_no_card_similar(world: World) -> None:
    shown = debrief(world, "Do you have any questions for us?", "", "1", "", "", "", "")

    assert "similar card" not in shown  # although "Do you have any convictions?" shares four words


def test_a_question_much_like_a_card_can_be_another_one(world: World) -> None:
    debrief(world, "How did you make sure of that?", "n", "", "")

    assert list(cards(world)) == ["How did you make sure of that?"]


def test_a_question_that_a_card_asks_in_the_same_words_is_that_card(world: World) -> None:
    shown = debrief(world, "how did you make sure OF it?", "4")

    assert "similar card" not in shown
    assert [review.key for review in log(world)] == [CardKey("mine", "sure")]


def test_everybody_met_gets_a_note_to_be_written(world: World) -> None:
    shown = debrief(world, "", "Ana Li, team lead", "Tom", "ana li, Team Lead", "", "", "")
    notes = cards(world)

    assert "ana li, Team Lead is already on the list." in shown
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


def test_the_same_question_at_two_interviews_on_one_day_is_rated_at_each(world: World) -> None:
    world.pass_days(-2)
    world.run("interview", "set", "2026-03-03", "--at", "Bolt", "--deck", "mine")
    world.pass_days(2)
    for at in ("acme", "bolt"):
        debrief(world, "How did you make sure of it?", "2", "", "", "", "", at=at)
        debrief(world, "", "", "", "", at=at)

    assert len(log(world)) == 2


def test_answers_of_an_interview_count_in_no_figure_of_time(world: World) -> None:
    typed = [line for number in range(10) for line in (f"Why w{number}?", "", "3")]
    debrief(world, *typed, "", "", "", "")
    assert len(log(world)) == 10
    world.run("stats", "--json")
    figures = json.loads(world.out)

    assert {kind["time"] and kind["time"]["answers"] for kind in figures["kinds"]} == {None}
    assert sum(hour["reviews"] for hour in figures["hours"]) == 0
    world.run("interview", "set", "2026-03-20", "--at", "Bolt")
    assert "20 min a day, about 13 cards" in world.out


def test_a_question_left_before_its_card_was_made_is_seen_to_next_time(world: World) -> None:
    debrief(world, "Can you weld?", "a seam")
    assert cards(world) == {}
    debrief(world, "a seam", "", "2", "", "", "", "")

    assert list(cards(world)) == ["Can you weld?"]
    assert [review.rating for review in log(world)] == [Rating.HARD]


def test_a_rating_taken_back_can_be_given_anew(world: World) -> None:
    debrief(world, "Can you weld?", "", "1", "", "", "", "")
    world.run("undo", "--list")
    number = next(line.split()[0] for line in world.out.splitlines() if "Again asked-acme/can-you-weld" in line)
    world.run("undo", number)
    assert "Undone: Tue 3 Mar 12:00 Again asked-acme/can-you-weld" in world.out
    debrief(world, "3", "", "", "", "")

    assert [review.rating for review in log(world)] == [Rating.GOOD]


def test_a_rating_left_out_is_not_asked_for_again_unless_the_question_is(world: World) -> None:
    debrief(world, "How did you make sure of it?", "1", "", "", "", "")
    world.run("undo", "2")
    assert "Rate" in debrief(world, "", "", "", "", "")
    assert "Rate" not in debrief(world, "", "", "", "")
    debrief(world, "How did you make sure of it?", "2", "", "", "", "")

    assert [review.rating for review in log(world)] == [Rating.HARD]


def test_what_answers_another_prompt_is_asked_again(world: World) -> None:
    shown = debrief(world, "3", "How did you make sure of that?", "x", "y", "1", "", "", "", "")

    assert '"3" is too short for a question.' in shown
    assert 'Type y or n, not "x".' in shown
    assert [review.key for review in log(world)] == [CardKey("mine", "sure")]


def test_a_card_deleted_since_is_passed_over(world: World) -> None:
    debrief(world, "Can you weld?", "", "", "", "", "", "")
    (world.home / "decks" / "asked-acme.toml").unlink()

    assert 'There is no deck "asked-acme"' in debrief(world, "Can you weld?", "", "", "", "")


def test_without_a_name_the_cards_go_to_my_questions(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    debrief(world, "", "", "Can you weld?", "", "", "", "", "", "")

    assert list(cards(world, "my-questions")) == ["Can you weld?"]
