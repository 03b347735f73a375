"""The command line: what a slip of the keys was meant to be."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest

from cards.errors import UsageError
from decks.model.problems import meant
from tests.terminal import World
from trainer.options.commands import COMMANDS
from trainer.options.interview import ACTIONS
from trainer.options.own_words import MCP, RECORDINGS, SPEECH, STORY
from trainer.parser import build_parser


def slips(word: str) -> set[str]:
    """Return the word with a letter left out, typed twice, or swapped with the one before it."""
    found = set()
    for at, letter in enumerate(word):
        found |= {word[:at] + word[at + 1 :], word[:at] + letter + word[at:]}
        found |= {word[: at - 1] + letter + word[at - 1] + word[at + 1 :]} if at else set()
    return found - {word}


@pytest.mark.parametrize(
    "known",
    [COMMANDS, ACTIONS, STORY, SPEECH, MCP, RECORDINGS],
    ids=["commands", "interview", "story", "speech", "mcp", "recordings"],
)
def test_a_slip_of_one_letter_is_seen_through(known: dict[str, object]) -> None:
    wrong = {slip for word in known for slip in slips(word) - known.keys() if meant(slip, known) != word}

    assert wrong <= {"usspend"}  # which is as near to `unsuspend`


def parsers(parser: ArgumentParser) -> Iterator[ArgumentParser]:
    """Yield a parser, and those of its commands and actions."""
    yield parser
    for action in parser._actions:
        for command in action.choices.values() if isinstance(action.choices, dict) else ():
            yield from parsers(command)


def test_a_slip_of_one_letter_in_an_option_is_seen_through() -> None:
    for parser in parsers(build_parser(World(Path()).environment(), COMMANDS)):
        known = parser._option_string_actions
        for option in [name[2:] for name in known if name.startswith("--")]:
            for slip in {f"--{slip}" for slip in slips(option)} - {*known, "--"}:
                assert meant(slip, known) == f"--{option}", parser.prog


PARSERS = list(parsers(build_parser(World(Path()).environment(), COMMANDS)))


@pytest.mark.parametrize("parser", PARSERS, ids=lambda parser: parser.prog)
def test_no_help_has_a_line_of_what_was_left_out(parser: ArgumentParser) -> None:
    assert "None" not in [line.strip() for line in parser.format_help().splitlines()]


def test_an_option_that_is_a_command_leads_to_it() -> None:
    parser = next(parser for parser in PARSERS if parser.prog == "greenroom review")
    for command in COMMANDS.keys() - {"help"}:
        with pytest.raises(UsageError) as error:
            parser.parse_args([f"--{command}"])
        meant_here = 'Did you mean "--deck"?' if command == "decks" else 'Did you mean "--card"?'
        expected = meant_here if command in ("decks", "cards") else f"Try `greenroom {command}`."
        assert expected in str(error.value)


def test_an_option_that_is_missing_is_named_with_what_it_takes() -> None:
    asked = 0
    for parser in PARSERS:
        for option in [each for each in parser._actions if each.required and each.option_strings]:
            with pytest.raises(UsageError) as error:
                parser.parse_args([])
            said = f"{option.option_strings[-1]} {option.metavar} is missing: {option.help}"
            assert error.value.what == said
            asked += 1
    assert asked


@pytest.mark.parametrize(
    ("typed", "expected"), [("", None), ("zzz", None), ("REVIEW", "review"), ("inter", "interview")]
)
def test_a_word_in_capitals_or_cut_short_is_seen_through(typed: str, expected: str | None) -> None:
    assert meant(typed, COMMANDS) == expected


@pytest.mark.parametrize(
    "argv",
    [("backup",), ("restore",), ("check",), ("import",), ("export", "mine", "--to"), ("sheet", "--md")],
    ids=" ".join,
)
def test_a_name_too_long_for_a_file_is_refused_in_one_sentence(tmp_path: Path, argv: tuple[str, ...]) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    name = "x" * 5000 + (".csv" if argv[0] in ("import", "export") else "")

    assert world.run(*argv, name) in (1, 2)
    assert "unexpected" not in world.out + world.err
    assert len(world.err.splitlines()) == 1 or argv[0] in ("check", "import")
