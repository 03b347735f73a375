"""Follow-ups in a deck file: to any wording, or to one."""

import json
from pathlib import Path

import pytest

from tests.terminal import World, sit

CARD = '[[cards]]\nid = "sure"\nquestion = "Sure?"\nphrasings = ["Certain?", "Quite?"]\nanswer = "Yes."\n'


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


def check(world: World, follow_ups: str) -> tuple[int, str]:
    path = world.write_deck(f"{CARD}follow_ups = {follow_ups}\n")
    return world.run("check", str(path)), " ".join(world.out.split())


@pytest.mark.parametrize(
    "form",
    [
        "[3]",
        '[{text = "And?", wording = 1}]',
        "[{phrasing = 1}]",
        '[{text = "And?", phrasing = "Certain?"}]',
        '[{text = "And?", phrasing = true}]',
        '[{text = "And?", phrasing = -1}]',
        '[{text = " ", phrasing = 1}]',
    ],
)
def test_a_follow_up_of_another_form_is_reported_with_the_forms_there_are(world: World, form: str) -> None:
    code, shown = check(world, form)

    assert code == 1
    assert ':6: card "sure": follow_ups has a follow-up in the wrong form. Write "..." or {text' in shown


def test_a_follow_up_to_a_phrasing_there_is_not_is_a_warning_and_never_asked(world: World) -> None:
    code, shown = check(world, '[{text = "Never?", phrasing = 3}, {text = "And?", phrasing = 2}]')

    assert code == 0
    assert "a follow-up is for phrasing 3, and there are 2. 0 is the question, 1 the first of phrasings" in shown
    for _ in range(3):
        assert "Never?" not in sit(world, "\nm\n3\nq\n", "--ahead", "99")


def test_a_review_asks_only_what_fits_its_wording(world: World) -> None:
    check(world, '[{text = "To the question?", phrasing = 0}, {text = "To quite?", phrasing = 2}]')
    expected = {"Sure?": "To the question?", "Certain?": "", "Quite?": "To quite?"}
    for wording, follow_up in expected.items():
        shown = sit(world, "\nm\n3\nq\n", "--ahead", "99")
        assert f"   {wording}\n" in shown
        assert ("They may go on" in shown) == bool(follow_up)
        assert follow_up in shown
        world.pass_days(1)


def test_a_mock_asks_only_what_fits_its_wording(world: World) -> None:
    check(world, '[{text = "To the question?", phrasing = 0}, {text = "To quite?", phrasing = 2}]')
    fitting = {"Sure?": "To the question?", "Quite?": "To quite?"}
    asked = set()
    for seed in range(12):
        world.seed = seed
        world.run("mock", "--deck", "mine", "--questions", "1", typed="\n\nd\n" if seed % 2 else "\n\n3\n3\n")
        wording = next(each for each in ("Sure?", "Certain?", "Quite?") if f"   {each}\n" in world.out)
        asked.add(wording)
        for other, follow_up in fitting.items():
            assert (follow_up in world.out) == (other == wording)

    assert asked == {"Sure?", "Certain?", "Quite?"}


@pytest.mark.parametrize("ending", ["toml", "json", "csv", "md", "apkg"])
def test_every_format_keeps_the_wording_a_follow_up_belongs_to(world: World, tmp_path: Path, ending: str) -> None:
    check(world, '["[1] any?", {text = "[2] quite?", phrasing = 2}, {text = "the question?", phrasing = 0}]')
    target = tmp_path / f"mine.{ending}"
    assert world.run("export", "mine", "--to", str(target)) == 0
    other = World(tmp_path / "other")
    assert other.run("import", str(target), "--deck", "mine") == 0
    other.run("export", "mine", "--to", str(tmp_path / "again.json"))
    (card,) = json.loads((tmp_path / "again.json").read_text())["cards"]

    expected = ["[1] any?", {"text": "[2] quite?", "phrasing": 2}, {"text": "the question?", "phrasing": 0}]
    assert card["follow_ups"] == expected
    assert other.run("import", str(target), "--deck", "mine", "--json") == 0
    assert json.loads(other.out)["decks"][0]["unchanged"] == 1
