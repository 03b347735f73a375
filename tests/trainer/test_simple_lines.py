"""Simple command lines, which are read without argparse: always as it would."""

from pathlib import Path

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from cards.errors import UsageError
from tests.terminal import World
from trainer.options.commands import COMMANDS
from trainer.options.practise import PRACTISE
from trainer.options.simple import read_simple
from trainer.parser import build_parser

OPTIONS = ["--home", "--json", "--format", "--notify", "--deck", "--plain", "--minutes", "--ahead", "--weak", "--card"]
OPTIONS += ["--failed", "--voice", "--html", "--all", "--open", "--manner", "--hands-free", "--help", "-h", "--version"]
WORDS = [
    *PRACTISE,
    *OPTIONS,
    "undo",
    "help",
    "friendly",
    "5",
    "/a home",
    "{due}",
    "-x",
    "--",
    "-",
    "",
    "a=b",
    "--json=",
]


def read_wholly(argv: list[str]) -> dict[str, object] | None:
    parser = build_parser(World(Path()).environment(), COMMANDS)
    try:
        return vars(parser.parse_args(argv))
    except (UsageError, SystemExit):
        return None


@given(
    st.sampled_from([[], [], ["--home", "/a home"], ["--home"]]),
    st.sampled_from([*PRACTISE]),
    st.lists(st.sampled_from(OPTIONS), max_size=1),
    st.lists(st.sampled_from(WORDS), max_size=1),
)
@settings(max_examples=200)
def test_a_simple_line_is_read_as_argparse_reads_it(
    home: list[str], command: str, option: list[str], more: list[str]
) -> None:
    argv = [*home, command, *option, *more]
    simple = read_simple(argv)
    event("simple" if simple else "for argparse")

    assert simple is None or vars(simple) == read_wholly(argv)


@given(st.lists(st.sampled_from(WORDS), max_size=5))
def test_any_words_that_are_simple_are_read_as_argparse_reads_them(argv: list[str]) -> None:
    simple = read_simple(argv)

    assert simple is None or vars(simple) == read_wholly(argv)


@pytest.mark.parametrize("home", [[], ["--home", "/a home"]])
@pytest.mark.parametrize(
    "line", [[name] for name in PRACTISE] + [["due", "--json"], ["due", "--format", "{due}"], ["review", "--plain"]]
)
def test_lines_typed_often_are_simple(home: list[str], line: list[str]) -> None:
    simple = read_simple([*home, *line])

    assert simple is not None
    assert vars(simple) == read_wholly([*home, *line])
