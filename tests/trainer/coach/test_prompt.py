"""The prompt that asks a model about an answer."""

from hypothesis import given
from hypothesis import strategies as st

from cards.card import Card, KeyPoint
from tests.terminal import World, sit
from trainer.coach.prompt import coach_prompt

CARD = Card("sure", "How did you make sure?", key_points=(KeyPoint("name the check", must=True), KeyPoint("a number")))


def test_it_has_the_question_the_points_and_the_answer_and_asks_for_no_grade() -> None:
    prompt = coach_prompt(CARD, CARD.question, "I checked twice.", seconds=42)

    assert "How did you make sure?" in prompt
    assert "- name the check (a must)\n- a number" in prompt
    assert "====================\nI checked twice.\n====================" in prompt
    assert "0:42" in prompt
    assert "don't grade me" in prompt


def test_without_an_answer_it_asks_to_be_interviewed() -> None:
    prompt = coach_prompt(CARD, CARD.question, " ")

    assert "Ask me the question, wait for my answer" in prompt
    assert "====" not in prompt


@given(st.text(alphabet="=\na", max_size=200))
def test_no_answer_can_end_its_own_frame(answer: str) -> None:
    lines = coach_prompt(CARD, CARD.question, f"x{answer}x").split("\n")
    frames = [at for at, line in enumerate(lines) if len(line) >= 20 and set(line) == {"="}]
    longest = max(len(lines[at]) for at in frames)

    assert [at for at in frames if len(lines[at]) == longest] == [frames[0], frames[-1]]
    assert f"x{answer}x" == "\n".join(lines[frames[0] + 1 : frames[-1]])


def test_answers_prints_it_for_the_newest_answer_and_for_none(world: World) -> None:
    assert world.run("answers", "mine/sure", "--prompt") == 0
    assert "Ask me the question" in world.out
    sit(world, "I counted them.\n\n1\n3\nq\n")
    assert world.run("answers", "mine/sure", "--prompt") == 0
    assert "I counted them." in world.out
    assert "- names the check (a must)" in world.out
    assert world.run("answers", "mine/sure", "--prompt", "--json") == 2
