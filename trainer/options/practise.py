"""The commands under "Practise" in the help, and their options."""

from typing import TYPE_CHECKING

from trainer.options.shared import deck_option, plain_option
from trainer.options.values import file_name, whole_number

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from trainer.parser import Commands


def _spoken(parser: "ArgumentParser") -> None:
    parser.add_argument("--voice", action="store_true", help="read the questions out loud, too")
    parser.add_argument("--record", action="store_true", help="record your spoken answers, to play them back")


def _review(parser: "ArgumentParser") -> None:
    deck_option(parser)
    parser.add_argument(
        "--minutes",
        metavar="N",
        type=whole_number(1, 1440),
        help="stop after N minutes (default: what is left for today)",
    )
    parser.add_argument("--limit", metavar="N", type=whole_number(1, 100_000), help="ask at most N cards")
    parser.add_argument("--new", metavar="N", type=whole_number(0, 9999), help="meet at most N new cards today")
    parser.add_argument(
        "--ahead", metavar="DAYS", type=whole_number(0, 365), default=0, help="include cards due within DAYS"
    )
    chosen = parser.add_mutually_exclusive_group()
    help_text = "ask cards you rated Again or Hard on the last day they came up"
    chosen.add_argument("--weak", action="store_true", help=help_text)
    help_text = "ask cards you rated Again on a day: mon, 1 Dec (default: today)"
    chosen.add_argument("--failed", metavar="DAY", nargs="*", help=help_text)
    chosen.add_argument("--card", metavar="CARD", action="append", help="ask this card (repeatable)")
    parser.epilog = (
        "--weak, --failed and --card ask cards even if they aren't due. Each rating still counts, and moves the card's"
        " due day."
    )
    _spoken(parser)
    help_text = "read and record; silence ends an answer, and you say its rating"
    parser.add_argument("--hands-free", action="store_true", help=help_text)
    plain_option(parser)


def _mock(parser: "ArgumentParser") -> None:
    deck_option(parser)
    parser.add_argument("--questions", metavar="N", type=whole_number(1, 50), help="ask at most N (default: 10)")
    parser.add_argument("--minutes", metavar="N", type=whole_number(1, 240), help="make it N minutes long")
    help_text = "the interviewer: %(choices)s (default: a surprise)"
    manners = ["friendly", "silent", "interrupting", "clumsy"]
    parser.add_argument("--manner", metavar="NAME", choices=manners, help=help_text)
    _spoken(parser)
    plain_option(parser)


def _due(parser: "ArgumentParser") -> None:
    form = parser.add_mutually_exclusive_group()
    help_text = "print your own line, for a prompt or a status bar"
    form.add_argument("--format", metavar="FORMAT", help=help_text)
    help_text = "show a desktop notification if anything is left; for timers"
    form.add_argument("--notify", action="store_true", help=help_text)
    form.add_argument("--json", action="store_true", help="print JSON")
    parser.epilog = (
        "FORMAT can contain {due} and {new} (today's cards), {again} (cards to repeat), {todo} (all three), {minutes}"
        " (the time they take), {waiting} (due cards left for other days), {next} (the next day with due cards) and"
        " {streak} (days in a row). For your next interview: {interview} (its name), {days} (days until then),"
        " {musts} (must-haves you have met) and {musts_total}. {todo?text} prints the text unless todo is 0 or empty."
    )


def _stats(parser: "ArgumentParser") -> None:
    from trainer.parser import StoreOnce

    parser.add_argument("--deck", metavar="ID", action=StoreOnce, help="only this deck")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--all", action="store_true", help="show every figure, not one screen of them")
    help_text = "write a report with charts, all in one file (- for standard output)"
    form.add_argument("--html", metavar="FILE", type=file_name, help=help_text)
    form.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--open", action="store_true", help="write that report and show it in your browser")


PRACTISE: "Commands" = {
    "review": ("review", "practise what is due today; `greenroom` alone does the same", _review),
    "mock": ("mock", "sit a mock interview, then go over it", _mock),
    "due": ("due", "show what is left for today, in one line", _due),
    "stats": ("stats", "show how well you remember, and what is coming up", _stats),
}
