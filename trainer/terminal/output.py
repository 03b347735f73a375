"""JSON on standard output."""

import json
from typing import TYPE_CHECKING

from trainer.environment import Environment

if TYPE_CHECKING:
    from cards.story import Story
    from decks.model.problems import Problem


def print_json(env: Environment, value: object) -> None:
    """Print a value as JSON, in ASCII if the terminal has no Unicode."""
    print(json.dumps(value, ensure_ascii=not speaks_unicode(env), indent=2), file=env.stdout)


def speaks_unicode(env: Environment) -> bool:
    """Return whether standard output takes all of Unicode."""
    return (getattr(env.stdout, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"


def problem_json(problem: "Problem") -> dict[str, object]:
    """Return a problem as JSON."""
    return {
        "path": problem.path,
        "line": problem.line,
        "card": problem.card,
        "level": problem.level.value,
        "message": problem.message,
        "fix": problem.fix,
    }


def story_json(story: "Story") -> dict[str, object]:
    """Return a story as JSON."""
    return {
        "id": story.id,
        "title": story.title,
        "when": story.when,
        "situation": story.situation,
        "task": story.task,
        "actions": list(story.actions),
        "result": story.result,
        "lesson": story.lesson,
        "short": story.short,
        "competencies": list(story.competencies),
        "missing": list(story.missing),
    }
