"""Words that people try for a command, and the command each leads to."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal import World
from tests.trainer.test_parser import parsers, slips
from trainer.options.commands import COMMANDS
from trainer.parser import _meant_command, build_parser
from trainer.synonyms import synonyms

PARSERS = {parser.prog: parser for parser in parsers(build_parser(World(Path()).environment(), COMMANDS))}
PROGRAMS = [prog for prog in PARSERS if synonyms(prog)]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


def names(parser: ArgumentParser) -> list[str]:
    """Return the commands of the whole parser, or the actions of a command."""
    return [name for action in parser._actions if isinstance(action.choices, dict) for name in action.choices]


def unknown_words(line: str, parser: ArgumentParser) -> Iterator[str]:
    """Yield the words of a command line that name no command, action, option or value."""
    for word in line.split():
        if word in names(parser):
            parser = PARSERS[f"{parser.prog} {word}"]
        elif word.startswith("-"):
            yield from () if word in parser._option_string_actions else (word,)
        elif not word.isupper():  # a value of the user's own
            yield from () if "key" in {action.dest for action in parser._actions} else (word,)


@pytest.mark.parametrize("prog", PROGRAMS)
def test_every_synonym_leads_to_a_command_that_there_is(prog: str) -> None:
    lines = [line for lines in synonyms(prog).values() for line in lines.split(" | ")]
    wrong = {line: list(unknown_words(line, PARSERS[prog])) for line in lines}

    assert {line: words for line, words in wrong.items() if words} == {}


def test_every_command_with_actions_has_synonyms_and_no_other() -> None:
    assert [prog for prog, parser in PARSERS.items() if names(parser)] == PROGRAMS


@pytest.mark.parametrize("prog", PROGRAMS)
def test_no_synonym_is_a_command_itself_or_hides_a_slip_in_one(prog: str) -> None:
    known, others = names(PARSERS[prog]), synonyms(prog)
    tried = {slip: word for word in known for slip in slips(word) - {*known, *others}}

    assert set(known) & others.keys() == set()
    missed = {slip for slip, word in tried.items() if f'"{word}"' not in _meant_command(prog, slip, known)}
    assert missed <= {"usspend"}  # which is as near to `unsuspend`


@pytest.mark.parametrize(
    ("argv", "hint"),
    [
        (("search",), "Try `greenroom cards --find WORDS`."),
        (("help", "search"), "Try `greenroom cards --find WORDS`."),
        (("serach", "x"), "Try `greenroom cards --find WORDS`."),
        (("DELETE", "mine/sure"), "Try `greenroom suspend CARD` or `greenroom edit CARD` or"),
        (("plan",), "Try `greenroom interview show`."),
        (("--due",), "Try `greenroom due`."),
        (("interview", "cancel"), "Try `greenroom interview clear`."),
        (("reviw",), 'Did you mean "review"?'),
        (("xyzzy",), "`greenroom help` lists them."),
    ],
    ids=lambda each: each if isinstance(each, str) else " ".join(each),
)
def test_a_word_for_a_task_leads_to_its_command(world: World, argv: tuple[str, ...], hint: str) -> None:
    assert world.run(*argv) == 2
    assert hint in " ".join(world.err.split())


@pytest.mark.parametrize("word", ["quit", "exit", "redo", "reset"])
def test_a_word_for_what_no_command_does_gets_no_hint(world: World, word: str) -> None:
    assert world.run(word) == 2
    assert world.err == f'greenroom: There is no command "{word}". `greenroom help` lists them.\n'


def test_no_word_is_given_twice() -> None:
    from trainer.synonyms import _WORDS

    for lines in _WORDS.values():
        words = [word for each in lines.values() for word in each.split()]
        assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize("command", ["cards", "suspend", "edit", "export"])
def test_a_question_s_words_in_place_of_a_deck_or_card_can_be_looked_for(world: World, command: str) -> None:
    world.write_deck()
    rest = ["--to", "x.csv"] if command == "export" else []
    assert world.run(command, "five years", *rest) == 1
    assert 'To find cards by their words: `greenroom cards --find "five years"`.' in " ".join(world.err.split())


def test_one_word_that_is_no_deck_can_be_looked_for_too(world: World) -> None:
    assert world.run("cards", "salary") == 1
    assert '`greenroom cards --find "salary"`. `greenroom decks` lists them all.' in " ".join(world.err.split())
    assert world.run("cards", "attributes", "five", "years") == 1
    assert '`greenroom cards --find "five years"`. `greenroom decks` lists them all.' in " ".join(world.err.split())
    assert world.run("cards", "attribute") == 1
    assert 'Did you mean "attributes"?' in world.err


def test_words_that_would_do_something_in_a_shell_are_not_repeated(world: World) -> None:
    assert world.run("cards", 'a "$(x)" `b`') == 1
    assert "--find" not in world.err
