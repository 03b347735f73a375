"""Own answers and stories for tests, and what the files and the log say about them."""

from collections.abc import Sequence
from pathlib import Path

from decks.own.answers import read_own_answers
from scheduler.log import stories as story_log
from tests.histories import open_store
from tests.terminal import World

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


def answers_file(world: World) -> Path:
    return world.home / "answers" / "mine.toml"


def answers(world: World) -> list[tuple[tuple[str, ...], str, bool]]:
    """Return all versions of the answer to the card `sure`: its points, its notes, whether its points are ticked."""
    versions = read_own_answers(answers_file(world))[0]["sure"]
    return [(tuple(point.text for point in own.points), own.notes, own.tick) for own in versions]


def write_stories(world: World, text: str = STORIES) -> Path:
    path = world.home / "stories.toml"
    path.write_text(text, encoding="utf-8")
    return path


def stories_by_card(world: World) -> dict[str, str]:
    store = open_store(world.home)
    found = {key.card: story for key, story in story_log.stories_told(store).items()}
    store.close()
    return found


def edits(text: str, world: World, seen: list[str] | None = None) -> None:
    """Have the editor replace the form with a text; collect the forms it was given in `seen`."""

    def editor(command: Sequence[str]) -> int:
        path = Path(command[-1])
        if seen is not None:
            seen.append(path.read_text())
        path.write_text(text)
        return 0

    world.run_program = editor
    world.variables = {"EDITOR": "ed"}
