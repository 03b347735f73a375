"""Whole sittings, played through the plain terminal: what is typed, and what is in the log afterwards."""

import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property

import fsrs
import pytest

from cards.key import CardKey
from cards.review import Rating, Review
from scheduler.log.hooks import BackupHook
from scheduler.log.store import Store
from scheduler.settings import Settings
from tests import GOLDEN
from tests.terminal import DECK, World, sit
from trainer.review.own_words import OwnWords
from trainer.review.sitting import Sitting

SURE, WHY = CardKey("mine", "sure"), CardKey("mine", "why")


def log(world: World) -> list[Review]:
    """Return the active reviews, the oldest first."""
    store = Store(
        world.home / "greenroom.db",
        hook=BackupHook(),
        settings=Settings(),
        new_uuid=lambda: "never",
    )
    found = store.reviews()[::-1]
    store.close()
    return found


def rated(world: World) -> list[tuple[CardKey, Rating]]:
    return [(review.key, review.rating) for review in log(world)]


def test_a_sitting_reads_as_it_always_has(world: World) -> None:
    typed = "I reconciled the totals\nwith the ledger\n\n1 3\n9\n\n\n3\n\n"
    shown = sit(world, typed)

    after_greeting = shown[shown.index(" greenroom ·") :]
    after_greeting = re.sub(r"1 of \d+ met", "1 of 43 met", after_greeting)  # of all decks that ship
    assert after_greeting == (GOLDEN / "plain_review.txt").read_text(encoding="utf-8")


def test_the_review_is_written_down_whole(world: World) -> None:
    sit(world, "I checked\nthe ledger\n\n1 3\n2\n", "--limit", "1")
    (review,) = log(world)

    assert review.key == SURE
    assert (review.rating, review.suggested) == (Rating.HARD, Rating.HARD)
    assert (review.answer_text, review.mode.value) == ("I checked\nthe ledger", "typed")
    assert review.points_covered == "101"
    assert (review.phrasing, review.answer_ms > 0) == (0, True)
    assert review.study_day == world.now.date()
    assert review.reviewed_at_utc_ms == world.now.timestamp() * 1000


def test_enter_takes_the_suggested_rating(world: World) -> None:
    world.step = 90
    sit(world, "\na\n\n\n\n\n")

    assert rated(world) == [(SURE, Rating.EASY), (WHY, Rating.GOOD)]


def test_a_missed_must_suggests_hard(world: World) -> None:
    assert "2 of 3, 1 must-have missed" in sit(world, "\n2 3\n\n")
    assert rated(world) == [(SURE, Rating.HARD)]


def test_what_is_no_rating_and_no_points_is_asked_again(world: World) -> None:
    shown = sit(world, "\n7\nx y\na\nfine\n4\n")

    assert "There is no point 7." in shown
    assert '"fine" isn\'t a rating: 1 Again, 2 Hard, 3 Good, 4 Easy, or Enter for Good.' in shown.replace("\n", "")
    assert rated(world) == [(SURE, Rating.EASY)]


def test_peeking_shows_the_points_and_suggests_hard_at_best(world: World) -> None:
    shown = sit(world, "p\n\na\n\np\n\n\n")

    assert shown.index("names the check") < shown.index("You took")
    assert "Because of the work." in shown
    assert rated(world) == [(SURE, Rating.HARD), (WHY, Rating.HARD)]


def test_another_phrasing_is_asked_and_written_down(world: World) -> None:
    shown = sit(world, "n\n\na\nn\n\na\n3\nn\n")

    assert "And you knew it was right because?" in shown
    assert "Numbers lie, do they not?" in shown
    assert "This card has only one wording." in shown
    assert [review.phrasing for review in log(world)] == [2]


def test_each_meeting_asks_the_next_phrasing(world: World) -> None:
    sit(world, "\na\n3\n", "--limit", "1")
    world.pass_days(2)

    assert "And you knew it was right because?" in sit(world, "", "--new", "0")


def test_what_is_written_after_an_answer_given_aloud_is_a_note_of_ones_own(world: World) -> None:
    sit(world, "\na\nw\nI would say the ledger\n\n4\n")
    (review,) = log(world)

    assert review.answer_text is None
    assert "I would say the ledger" in (world.home / "answers" / "mine.toml").read_text(encoding="utf-8")


def test_a_failed_card_comes_once_more_in_the_same_sitting(world: World) -> None:
    shown = sit(world, "\n\n1\n\n3\n\na\n3\n\n")

    assert "Again: not there yet. Back on Tue 3 Mar, and once more today." in shown
    assert "once more - aim 1:30" in shown
    assert rated(world) == [(SURE, Rating.AGAIN), (WHY, Rating.GOOD), (SURE, Rating.GOOD)]


def test_a_failed_card_still_comes_once_more_after_a_restart(world: World) -> None:
    sit(world, "\n\n1\nq\n", "--limit", "1")

    assert "once more" in sit(world, "\na\n3\n", "--new", "0")
    assert "Nothing to do today." in sit(world, "", "--new", "0")


def test_undo_in_a_sitting_asks_for_the_rating_again(world: World) -> None:
    shown = sit(world, "\na\n1\nu\n3\n\n\n")

    assert "Undone: Again for mine/sure." in shown
    assert rated(world) == [(SURE, Rating.GOOD), (WHY, Rating.GOOD)]
    assert [review.points_covered for review in log(world)] == ["111", None]


def test_undo_works_after_the_last_card(world: World) -> None:
    shown = sit(world, "\na\n3\n\n3\nu\n4\n\n")

    assert shown.count(" Done") == 2
    assert rated(world) == [(SURE, Rating.GOOD), (WHY, Rating.EASY)]


def test_undo_reaches_back_across_sittings(world: World) -> None:
    sit(world, "typed words\n\n1\n3\nq\n")
    shown = sit(world, "u\n2\n\n3\nu\nu\nu\nu\nq\n")

    assert "Undone: Good for mine/sure." in shown
    assert "There is no rating to undo." in shown
    assert rated(world) == []
    assert "typed words" not in shown.split("Undone: Hard")[0].split("Undone: Good")[0]


def test_the_answer_under_way_survives_an_undo(world: World) -> None:
    sit(world, "\na\n3\nmy long answer\n\nu\n4\n3\n\n")

    assert [(review.rating, review.answer_text) for review in log(world)] == [
        (Rating.EASY, None),
        (Rating.GOOD, "my long answer"),
    ]


def test_flags_are_set_and_taken_off(world: World) -> None:
    shown = sit(world, "f\nf\nq\n")

    assert "Flagged: mine/sure." in shown
    assert "Flag removed: mine/sure." in shown


def test_buried_and_suspended_cards_leave_the_sitting(world: World) -> None:
    shown = sit(world, "b\ns\n\n")
    assert "Buried until tomorrow: mine/sure." in shown
    assert "Suspended: mine/why." in shown
    assert "Nothing was rated." in shown
    assert "Nothing to do today." in sit(world, "")
    world.pass_days(1)

    assert "How did you make sure?" in sit(world, "q\n")


def test_keys_are_explained_anywhere(world: World) -> None:
    shown = sit(world, "?\n\n?\na\n?\n??\nq\n")

    at_question, at_points, at_rate, everything = shown.split(" > ?")[1:]
    for at, keys in (
        (at_question, ["Enter", "p", "n", "u", "q", "??"]),
        (at_points, ["124", "a", "m", "r", "u", "??"]),
        (at_rate, ["1-4", "m", "r", "u", "q", "??"]),
    ):
        below, question, _ = at.partition("   How did you make sure?")
        assert question
        assert [line.split()[0] for line in below.splitlines() if line.strip()] == keys
    assert "names the check" in at_points
    assert "1x names the check" in at_rate.split("How did")[1]
    assert len(everything.split("How did")[0].splitlines()) > 20


def test_a_card_can_be_edited_on_the_way(world: World) -> None:
    path = world.home / "decks" / "mine.toml"

    def editor(_: Sequence[str]) -> int:
        path.write_text(DECK.replace("How did you make sure?", "How are you certain?"))
        return 0

    world.run_program = editor
    world.variables = {"EDITOR": "ed"}
    shown = sit(world, "e\n\na\n3\nq\n")

    assert "Reloaded" in shown
    assert "How are you certain?" in shown
    assert rated(world) == [(SURE, Rating.GOOD)]


def test_points_edited_after_they_were_ticked_are_ticked_anew(world: World) -> None:
    path = world.home / "decks" / "mine.toml"

    def editor(_: Sequence[str]) -> int:
        text = path.read_text()
        start = text.index("key_points")
        end = text.index("]", start) + 1
        path.write_text(f'{text[:start]}key_points = ["something else", "and more"]{text[end:]}')
        return 0

    world.run_program = editor
    world.variables = {"EDITOR": "ed"}
    shown = sit(world, "\na\ne\n2\n3\nq\n")

    assert shown.count("Points covered") == 2
    assert [review.points_covered for review in log(world)] == ["01"]
    world.pass_days(1)
    path.write_text(path.read_text().replace(', "and more"', ""))
    shown = sit(world, "u\n1\n3\nq\n")
    assert "Points covered" in shown
    assert [review.points_covered for review in log(world)] == ["1"]


@pytest.mark.parametrize(("letter", "told"), [("s", "Suspended"), ("b", "Buried until tomorrow"), ("f", "Flagged")])
def test_u_takes_back_what_was_just_done_to_a_card_and_asks_it_after_all(world: World, letter: str, told: str) -> None:
    shown = sit(world, f"{letter}\nu\n\na\n3\nq\n")

    assert f"Undone: {told}, {SURE}." in shown
    assert rated(world) == [(SURE, Rating.GOOD)]
    assert world.run("cards", "mine", "--json") == 0
    assert not any(card["suspended"] or card["flagged"] for card in json.loads(world.out))


def test_u_takes_back_in_turn_what_was_done_between_ratings(world: World) -> None:
    shown = sit(world, "f\n\na\n3\ns\nu\nu\nu\nu\nq\n")

    undone = [line.strip() for line in shown.split("\n") if "Undone" in line]
    assert undone == [f"Undone: Suspended, {WHY}.", f"Undone: Good for {SURE}.", f"Undone: Flagged, {SURE}."]
    assert rated(world) == []


def test_a_rating_of_another_day_is_undone_with_its_day(world: World) -> None:
    sit(world, "\na\n3\nq\n")
    world.pass_days(3)

    assert "Undone: Good of Mon 2 Mar for mine/sure." in sit(world, "u\nq\n", "--ahead", "9")


def test_what_is_loaded_when_there_is_an_answer_is_not_part_of_its_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    load: Callable[[Sitting], OwnWords] = vars(Sitting)["own"].func

    def slow(sitting: Sitting) -> OwnWords:
        world.seconds += 1000
        return load(sitting)

    own = cached_property(slow)
    own.__set_name__(Sitting, "own")
    monkeypatch.setattr(Sitting, "own", own)
    sit(world, "\na\n3\nq\n")

    assert [review.answer_ms for review in log(world)] == [30_000]
    assert world.seconds > 1000


def test_an_editor_that_is_missing_does_not_end_the_sitting(world: World) -> None:
    world.variables = {"EDITOR": "none-such"}

    assert 'The editor "none-such" could not be run.' in sit(world, "e\nq\n")


def test_a_card_that_vanishes_on_the_way_is_passed_over(world: World) -> None:
    path = world.home / "decks" / "mine.toml"

    def editor(_: Sequence[str]) -> int:
        path.write_text(DECK.replace('id = "sure"', 'id = "other"'))
        return 0

    world.run_program = editor
    world.variables = {"EDITOR": "ed"}
    shown = sit(world, "e\n\n3\n\n")

    assert 'There is no card "mine/sure"' in shown
    assert rated(world) == [(WHY, Rating.GOOD)]


def test_leaving_at_any_prompt_sums_up_and_loses_nothing(world: World) -> None:
    for typed in ("", "q\n", "\n", "\nq\n", "\na\n", "\na\nq\n"):
        assert "Nothing was rated." in sit(world, typed)
    shown = sit(world, "\n1\n3\n")

    assert "Reviewed 1 card in 1 min." in shown
    assert 'Missed: "says what could go wrong"' in shown
    assert "Tomorrow: 10 cards, about 15 min." in shown  # nine new ones, and the one that failed


def test_limits_hold(world: World) -> None:
    assert "1 of 1 - Mine" in sit(world, "q\n", "--limit", "1")
    assert "Nothing to do today." in sit(world, "", "--new", "0")
    assert "1 of 1 - Mine - must - aim 1:30 - 1 min left" in sit(world, "q\n", "--minutes", "1")


def test_with_nothing_to_do_review_says_how_to_meet_more_new_cards_while_there_are_any(world: World) -> None:
    world.run("config", "new_per_day", "1")
    sit(world, "\na\n4\n")
    shown = " ".join(sit(world, "").split())
    assert "The next card is due on Tue 10 Mar. For more new cards now: `greenroom review --new 6`." in shown
    assert "1 of 1 - Mine" in sit(world, "\n4\n", "--new", "6")
    shown = " ".join(sit(world, "").split())

    assert shown.endswith("Nothing to do today. The next card is due on Tue 10 Mar.")


def test_a_home_without_cards_says_how_to_get_some(world: World) -> None:
    world.write_deck('[[cards]]\nanswer = "Broken."\n')
    world.write_deck('[deck]\nid = "mine"\n[[cards]]\nquestion = "a"\nanswer = "b"\n', "other.toml")
    world.run("suspend", "mine/a")

    assert "Nothing to do today." in sit(world, "")


def test_the_first_run_greets_and_later_ones_do_not(world: World) -> None:
    assert "Welcome. greenroom asks" in sit(world, "\na\n3\nq\n")
    assert "Welcome" not in sit(world, "q\n")


def test_a_problem_of_a_deck_is_told_and_does_not_stop_the_sitting(world: World) -> None:
    world.write_deck(DECK + '[[cards]]\nanswer = "One?"\n[[cards]]\nanswer = "Two?"\n')
    shown = " ".join(sit(world, "q\n").split())  # how long the path is, moves the ends of lines

    assert "there is no question" in shown
    assert "(2 problems: greenroom check)" in shown
    assert "How did you make sure?" in shown


def test_the_next_study_day_asks_what_fsrs_6_says_is_due(world: World) -> None:
    numbers = range(20)
    cards = "".join(f'[[cards]]\nid = "c{n}"\nquestion = "Question {n}?"\nanswer = "x"\n' for n in numbers)
    world.write_deck(f'[deck]\nid = "mine"\n{cards}')
    ratings = [Rating(n % 4 + 1) for n in numbers]
    typed = "".join(f"\n{rating.value}\n" for rating in ratings * 2)
    sit(world, typed, "--new", "20")
    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    first = datetime(2026, 3, 2, 12, tzinfo=UTC)
    expected: dict[str, fsrs.Card] = {}
    last: dict[str, Rating] = {}
    for review in log(world):
        name = review.key.card
        card = expected.get(name, fsrs.Card(card_id=1, state=fsrs.State.Learning, step=0))
        fed = Rating.GOOD if name in last and review.rating is Rating.EASY else review.rating
        expected[name], _ = scheduler.review_card(card, fsrs.Rating(fed.value), first)
        last[name] = review.rating
    for days in (1, 2, 8):
        day = first + timedelta(days=days)
        world.now = day
        world.run("cards", "mine", "--json")
        due = {row["key"].split("/")[1] for row in json.loads(world.out) if row["due"] <= f"{day:%Y-%m-%d}"}
        assert due == {name for name, card in expected.items() if card.due <= day}


def test_the_outline_is_shown_the_first_time_only(world: World) -> None:
    world.write_deck(DECK.replace('priority = "must"', 'outline = ["the risk", "the check"]'))
    shown = sit(world, "n\n\n\n1\n", "--limit", "1")
    assert shown.count("   Outline: the risk · the check\n") == 2  # with each wording
    assert shown.index("Outline") < shown.index("Your answer")

    assert "Outline" not in sit(world, "u\nq\n", "--limit", "1")
    world.pass_days(2)
    assert "Outline" not in sit(world, "q\n", "--new", "0")


def test_a_card_that_comes_back_for_its_rating_has_no_outline(world: World) -> None:
    world.write_deck(DECK.replace("\nquestion", '\noutline = ["work"]\nquestion'))
    shown = sit(world, "\n1\n2\nu\nq\n")

    before, after = shown.split("Undone: Hard")
    assert before.count("Outline: work") == 2
    assert "Outline" not in after


def test_m_shows_all_that_is_not_on_the_screen_and_then_the_points_again(world: World) -> None:
    world.write_deck(DECK.replace("pitfalls = [", 'pitfalls = ["Rambling.", "Blaming the tool.", '))
    shown = sit(world, "m\n\nm\n13\nm\nq\n", "--limit", "1")

    at_question, at_points, at_rate = shown.split(" > m\n")[1:]
    assert at_question.startswith(" That comes after your answer.")
    assert at_question.count("Careful: ") == 1
    for text in (at_points, at_rate):
        for line in ("They test: A method.", "To buy time: Let me think.", "Careful: Blaming the tool."):
            assert text.index(line) < text.index("How did you make sure?")
    assert "  1  names the check" in at_points
    assert "  1x names the check" in at_rate
    world.write_deck('[deck]\nid = "mine"\n[[cards]]\nid = "sure"\nquestion = "q?"\nkey_points = ["x"]\n')
    world.pass_days(1)
    assert "There's nothing more on this card." not in sit(world, "\nm\nq\n")  # your own points can be written
    sit(world, "\n1\n3\nq\n")
    world.pass_days(30)
    assert "There's nothing more on this card." in sit(world, "\nm\nq\n")
