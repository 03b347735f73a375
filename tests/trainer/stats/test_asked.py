"""What was predicted for the questions of real interviews, and what was delivered: in `stats` and after a debrief."""

from pathlib import Path

import pytest

from scheduler.stats.interviews import Delivery
from tests.terminal import World
from tests.trainer.stats.worlds import json_of, shown
from trainer.stats.asked import asked_sentences

CARDS = 12


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A world on the day after an interview at Acme; each card of a deck was rated once, a week before it."""
    world = World(tmp_path / "home")
    cards = "".join(f'[[cards]]\nid = "c{n}"\nquestion = "Question {n}?"\nanswer = "So."\n' for n in range(CARDS))
    world.write_deck(f'[deck]\nid = "mine"\n{cards}')
    assert world.run("review", "--deck", "mine", "--new", "99", typed="\n3\n" * CARDS) == 0
    assert world.run("interview", "set", "2026-03-09", "--at", "Acme", "--deck", "mine") == 0
    world.pass_days(8)
    return world


def debrief(world: World, *ratings: int) -> str:
    """Write down that the first questions were asked, and how each answer went; return what was shown."""
    typed = "".join(f"Question {n}?\n{rating}\n" for n, rating in enumerate(ratings))
    assert world.run("interview", "debrief", typed=f"{typed}\n\n\n\n") == 0
    return " ".join(world.out.split())


def test_a_debrief_ends_with_what_was_predicted_and_delivered(world: World) -> None:
    said = debrief(world, 3, 1, 2)

    assert "Asked in interviews: 3 questions; predicted 81 %, not failed 67 %." in said
    assert said.endswith("With fewer than 10, that says little about your readiness figure.")


def test_stats_have_it_by_interview_and_together(world: World) -> None:
    debrief(world, 3, 1, 2, 4)
    assert world.run("interview", "set", "2026-03-12", "--at", "Beta") == 0
    world.pass_days(3)
    assert world.run("interview", "debrief", typed="Can you weld?\n\n1\n\n\n\n\n") == 0
    found = json_of(world)["asked_in_interviews"]

    assert (found["n"], found["never_rehearsed"], found["delivered"]) == (5, 1, 0.6)
    assert found["predicted"] == pytest.approx(0.8 * found["interviews"][0]["predicted"], abs=1e-5)
    assert [(each["title"], each["date"], each["n"], each["delivered"]) for each in found["interviews"]] == [
        ("Acme", "2026-03-09", 4, 0.75),
        ("Beta", "2026-03-12", 1, 0.0),
    ]
    one = json_of(world, "--deck", "mine")["asked_in_interviews"]
    assert (one["n"], len(one["interviews"])) == (4, 1)

    assert " Asked  65 % predicted, 60 % not failed, of 5 questions in interviews" in shown(world)
    text = "\n".join(shown(world, "--all"))
    assert "Asked in interviews: not failed, and predicted for the day" in text
    assert "Acme, Mon 9 Mar" in text
    assert "75 % of  4" in text
    assert "5 questions, 1 never rehearsed; predicted 65 %, not failed 60 %." in " ".join(text.split())
    world.run("stats", "--html", "-")
    assert "<td>5</td>" not in world.out
    assert (
        '<th class="words" scope="row">Beta, Thu 12 Mar</th><td>1</td><td>1</td><td>0 %</td><td>0 %</td>' in world.out
    )


def test_nothing_is_said_of_a_prediction_where_no_question_was_rehearsed(world: World) -> None:
    assert world.run("interview", "debrief", typed="Can you weld?\n\n3\n\n\n\n\n") == 0
    said = " ".join(world.out.split())

    assert "Asked in interviews: 1 question, never rehearsed; not failed 100 %." in said
    assert said.endswith("That says nothing about your readiness figure.")
    assert " Asked  100 % not failed, of 1 question in interviews, never rehearsed" in shown(world)


def test_without_a_rated_question_nothing_is_said(world: World) -> None:
    assert "Asked in interviews" not in debrief(world)
    assert json_of(world)["asked_in_interviews"] == {
        "n": 0,
        "never_rehearsed": 0,
        "predicted": None,
        "delivered": None,
        "interviews": [],
    }
    assert "Asked" not in "\n".join(shown(world, "--all"))


def test_an_undone_debrief_no_longer_counts(world: World) -> None:
    debrief(world, 3, 1)
    assert json_of(world)["asked_in_interviews"]["n"] == 2
    assert world.run("undo") == 0

    assert json_of(world)["asked_in_interviews"]["n"] == 0


def test_a_file_of_interviews_that_cannot_be_read_leaves_the_other_figures(world: World) -> None:
    debrief(world, 3)
    (world.home / "interviews.toml").write_text("interviews = 3", "utf-8")

    assert json_of(world)["asked_in_interviews"]["n"] == 0
    assert "interviews is not a list of tables" in world.err


@pytest.mark.parametrize(
    ("predicted", "delivered", "n", "said"),
    [
        (0.86, 0.79, 9, "With fewer than 10, that says little about your readiness figure."),
        (0.86, 0.79, 14, "That can be chance: nothing shows that your readiness figure is off."),
        (0.9, 0.5, 14, "So your readiness figure is too high, by about 40 points."),
        (0.5, 0.9, 14, "So your readiness figure is too low, by about 40 points."),
    ],
)
def test_a_plain_sentence_says_how_far_to_trust_the_figure(
    predicted: float, delivered: float, n: int, said: str
) -> None:
    found = Delivery(n, 0, predicted, delivered, 0.1)

    assert asked_sentences(found)[1] == said
