"""The commands under "Your interview" in the help, and their options."""

import argparse

from trainer.options.shared import Actions, command_with_actions, deck_option, json_option, plain_option
from trainer.options.values import file_name, whole_number
from trainer.parser import Commands


def _at(parser: argparse._ActionsContainer) -> None:
    parser.add_argument("--at", metavar="NAME", help="the employer; only needed if you have several interviews")


def _interview_set(parser: argparse.ArgumentParser) -> None:
    help_text = "fri, 10 Dec, in 9 days or 2026-12-10; without one, the date stays as it is"
    parser.add_argument("date", metavar="DATE", nargs="*", help=help_text)
    parser.add_argument(
        "--minutes", metavar="N", type=whole_number(1, 720), help="minutes of practice a day (default: 20)"
    )
    parser.add_argument(
        "--deck", metavar="ID", action="append", help="practise only this deck for it (repeatable); all: every deck"
    )
    parser.add_argument("--at", metavar="NAME", help="the employer; the same name again moves the date")


def _interview_show(parser: argparse.ArgumentParser) -> None:
    _at(parser)
    parser.add_argument("--all", action="store_true", help="also show each deck")
    json_option(parser)
    parser.epilog = (
        "A card is met once you have rated it. A must-have is ready if you delivered it last time, and are at least"
        " 90 % likely to recall it on the day."
    )


def _interview_debrief(parser: argparse.ArgumentParser) -> None:
    _at(parser)
    plain_option(parser)
    help_text = "only note when they decide: fri, 17 Dec, or none if you don't know"
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--decision", metavar="DATE", nargs="+", help=help_text)
    help_text = "find the questions in a transcript (.vtt, .srt or .txt); you confirm each"
    ways.add_argument("--transcript", metavar="FILE", type=file_name, help=help_text)


def _interview_result(parser: argparse.ArgumentParser) -> None:
    names = parser.add_mutually_exclusive_group()
    _at(names)
    names.add_argument("name", metavar="NAME", nargs="?", help="the employer; the same as --at NAME")
    parser.add_argument("result", metavar="RESULT", choices=["offer", "no", "next"], help="%(choices)s")


def _interview_export(parser: argparse.ArgumentParser) -> None:
    help_text = "the file to write (- for standard output); replaces an earlier one from greenroom"
    parser.add_argument("--ics", metavar="FILE", type=file_name, required=True, help=help_text)


def _prepare(parser: argparse.ArgumentParser) -> None:
    help_text = "the advert: a text, Markdown, web page, PDF or Word file; - to paste it"
    parser.add_argument("advert", metavar="ADVERT", type=file_name, help=help_text)
    parser.add_argument("--cv", metavar="FILE", type=file_name, help="set your CV against it")
    _at(parser)
    parser.add_argument("--yes", action="store_true", help="keep everything without asking")
    plain_option(parser)
    json_option(parser)
    parser.epilog = (
        "Found by words alone, on this machine: what matched nothing is shown, and you can correct the rest. Nothing is"
        " kept before you say so; without a terminal, that is --yes."
    )


def _sheet(parser: argparse.ArgumentParser) -> None:
    cards = parser.add_mutually_exclusive_group()
    deck_option(cards)
    cards.add_argument("--all", action="store_true", help="every must-have, not just the cards you prepared")
    _at(parser)
    parser.add_argument("--html", metavar="FILE", help="write a page to print (- for standard output)")
    parser.add_argument("--md", metavar="FILE", help="write Markdown (- for standard output)")
    parser.add_argument(
        "--person", metavar="NAME", action="append", default=[], help="someone you will meet (repeatable)"
    )
    parser.add_argument("--force", action="store_true", help="replace FILE if it exists")


ACTIONS: Actions = {
    "set": ("plan for an interview, or move its date", _interview_set),
    "show": ("how ready you will be, and what more minutes would bring", _interview_show),
    "clear": ("cancel an interview; what you have learned stays", _at),
    "debrief": ("write down what was asked, who you met and what comes next", _interview_debrief),
    "result": ("note how it turned out: an offer, a no or the next round", _interview_result),
    "export": ("put interviews, rehearsals and thank-you notes into your calendar", _interview_export),
}

INTERVIEW: Commands = {
    "interview": command_with_actions(
        "interview_{}", "plan for the day", ACTIONS, default="show", at=None, json=False, all=False
    ),
    "prepare": ("prepare", "read the job advert, and choose cards for it", _prepare),
    "sheet": ("sheet", "print a summary for the morning of the interview", _sheet),
}
