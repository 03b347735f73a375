"""Lines and JSON on standard output, for commands that ask nothing."""

from typing import TYPE_CHECKING, Any, TextIO

from cards.text import clean_line
from trainer.environment import Environment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cards.story import Story
    from decks.model.problems import Problem
    from trainer.terminal.layout import Layout, Line


def output_layout(env: Environment) -> "Layout":
    """Return the layout for standard output, no wider than the terminal."""
    from trainer.terminal.layout import layout_for

    return layout_for(env.columns(), drawn=True)


def print_lines(env: Environment, lines: "Iterable[Line]") -> None:
    """Print lines."""
    from trainer.terminal.layout import joined

    env.stdout.write(joined(lines))


def print_sentence(env: Environment, sentence: str, stream: "TextIO | None" = None) -> None:
    """Print a sentence, on standard output unless another stream is given; wrapped if a person reads it."""
    sentence = clean_line(sentence)
    if env.interactive:
        from trainer.terminal.layout import joined, pasteable

        sentence = joined(pasteable(sentence, output_layout(env).width)).rstrip("\n")
    print(sentence, file=stream or env.stdout)


def print_json(env: Environment, value: object) -> None:
    """Print a value as JSON."""
    print(json_text(env, value), file=env.stdout)


def json_text(env: Environment, value: object) -> str:
    """Return a value as JSON, in ASCII if the terminal has no Unicode, with control characters escaped."""
    import json

    from cards.text import escaped

    return escaped(json.dumps(value, ensure_ascii=not speaks_unicode(env), indent=2))


def speaks_unicode(env: Environment) -> bool:
    """Return whether standard output takes all of Unicode."""
    return (getattr(env.stdout, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"


def problem_json(problem: "Problem") -> dict[str, object]:
    """Return a problem as JSON."""
    return {name: getattr(problem, name) for name in ("path", "line", "card", "level", "message", "fix")}


def story_json(story: "Story") -> dict[str, Any]:
    """Return a story as JSON."""
    from dataclasses import asdict

    return asdict(story) | {"missing": story.missing}
