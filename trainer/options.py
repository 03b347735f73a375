"""The commands: their modules, summaries and options."""

import argparse

from trainer.parser import Options, StoreOnce, add_command, file_name, pairs, whole_number


def _deck(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deck", metavar="ID", action="append", help="only this deck (may be given again)")


def _plain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plain", action="store_true", help="lines only: for screen readers and pipes")


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="machine-readable, on standard output alone")


def _review(parser: argparse.ArgumentParser) -> None:
    _deck(parser)
    parser.add_argument(
        "--minutes", metavar="N", type=whole_number(1, 1440), help="stop after N minutes, whatever is left of today's"
    )
    parser.add_argument("--limit", metavar="N", type=whole_number(1, 100_000), help="ask at most N cards")
    parser.add_argument("--new", metavar="N", type=whole_number(0, 9999), help="meet at most N new cards today")
    parser.add_argument(
        "--ahead", metavar="DAYS", type=whole_number(0, 365), default=0, help="include cards due within DAYS"
    )
    _plain(parser)


def _cards(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deck", metavar="DECK")
    _json(parser)


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--deck", metavar="ID", default="my-questions", help="the deck to add to (default: my-questions)"
    )
    _plain(parser)


def _card(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("card", metavar="CARD", help="deck/card, as `greenroom cards DECK` lists it")


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="*", help="deck files or ids (default: all decks of your own)")
    parser.add_argument("--fix", action="store_true", help="insert missing ids; nothing else is changed")
    parser.add_argument("--strict", action="store_true", help="find also what keeps cards from being worth rehearsing")
    _json(parser)


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="toml, csv, tsv, txt, md, json, apkg, colpkg; a folder or a zip of them",
    )
    parser.add_argument("--deck", metavar="ID", help="import under this id")
    help_text = "what the columns of a table are: question,answer,-"
    parser.add_argument("--columns", metavar="NAMES", type=lambda names: names.split(","), default=[], help=help_text)
    help_text = "which field of an Anki note is which: question=Front,answer=Back"
    parser.add_argument("--fields", metavar="NAMES", type=pairs, default={}, help=help_text)
    parser.add_argument("--dry-run", action="store_true", help="only show what would come in, and the first cards")
    parser.add_argument("--anyway", action="store_true", help="import what was understood even if much would be lost")
    _json(parser)


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deck", metavar="DECK")
    parser.add_argument("--to", metavar="FILE", required=True, help="toml, csv, tsv, md, json or apkg, by extension")
    parser.add_argument("--without-scheduling", action="store_true", help="apkg: leave out reviews and due days")
    parser.add_argument("--force", action="store_true", help="replace FILE if it exists")


def _stats(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deck", metavar="ID", action=StoreOnce, help="only this deck")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--all", action="store_true", help="every figure, not one screen of them")
    help_text = (
        "write a report with charts (- for standard output): one page that needs nothing else; fails without reviews"
    )
    form.add_argument("--html", metavar="FILE", type=file_name, help=help_text)
    form.add_argument("--json", action="store_true", help="machine-readable, on standard output alone")
    parser.add_argument(
        "--open", action="store_true", help="write that report, to the data home without --html, and show it"
    )


def _mock(parser: argparse.ArgumentParser) -> None:
    _deck(parser)
    parser.add_argument("--questions", metavar="N", type=whole_number(1, 50), help="ask at most N (default: 10)")
    parser.add_argument("--minutes", metavar="N", type=whole_number(1, 240), help="how long the interview may last")
    help_text = "how the interviewer is (default: you will see): %(choices)s"
    manners = ["friendly", "silent", "interrupting", "clumsy"]
    parser.add_argument("--manner", metavar="NAME", choices=manners, help=help_text)
    _plain(parser)


def _interview(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(module="interview_show", at=None, json=False, all=False)
    actions = parser.add_subparsers(metavar="ACTION", title="actions (none means show)")
    for name, (summary, options) in INTERVIEW.items():
        action = add_command(actions.add_parser, name, summary)
        action.set_defaults(module=f"interview_{name}")
        options(action)


def _at(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--at", metavar="NAME", help="with whom; needed only if there are several")


def _interview_set(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("date", metavar="DATE", nargs="+", help="fri, 10 Dec, in 9 days or 2026-12-10")
    parser.add_argument("--minutes", metavar="N", type=whole_number(1, 720), help="rehearsed a day (default: 20)")
    parser.add_argument("--deck", metavar="ID", action="append", help="a deck it is about (may be given again)")
    parser.add_argument("--at", metavar="NAME", help="with whom; the same name again moves the date")


def _interview_debrief(parser: argparse.ArgumentParser) -> None:
    _at(parser)
    _plain(parser)
    help_text = "only keep when they decide, as in fri or 17 Dec; none if that is not known"
    parser.add_argument("--decision", metavar="DATE", nargs="+", help=help_text)


def _interview_result(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", nargs="?", help="with whom; needed only if there are several")
    parser.add_argument("result", metavar="RESULT", choices=["offer", "no", "next"], help="%(choices)s")


def _interview_export(parser: argparse.ArgumentParser) -> None:
    help_text = "the file to write (- for standard output); an earlier calendar of greenroom is replaced"
    parser.add_argument("--ics", metavar="FILE", type=file_name, required=True, help=help_text)


def _interview_show(parser: argparse.ArgumentParser) -> None:
    _at(parser)
    parser.add_argument("--all", action="store_true", help="with the readiness of each deck")
    _json(parser)


def _optimize(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--dry-run", action="store_true", help="only show what would change")
    ways.add_argument("--reset", action="store_true", help="go back to the default parameters")
    ways.add_argument("--undo", action="store_true", help="take the last change back; once more, the one before it")
    ways.add_argument("--use", metavar="NUMBERS", help="use these 21 parameters of FSRS-6, as Anki shows them")
    _json(parser)


def _simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--days", metavar="N", type=whole_number(7, 730), default=90, help="look 7 to 730 days ahead (default: 90)"
    )
    _deck(parser)
    _json(parser)


def _answers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("card", metavar="CARD", nargs="?", help="deck/card: only this one, with every version")
    parser.add_argument("--find", metavar="WORDS", help="only what has all of these words")
    parser.add_argument("--edit", action="store_true", help="write the answer to CARD in your editor")
    _json(parser)


def _story(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions (none means list)")
    for name, (summary, options) in STORY.items():
        options(add_command(actions.add_parser, name, summary))
    parser.set_defaults(action="list", json=False)


def _story_edit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("story", metavar="STORY", help="its id or title, as `greenroom story list` tells it")


def _sheet(parser: argparse.ArgumentParser) -> None:
    _deck(parser)
    parser.add_argument("--html", metavar="FILE", help="write a page to print instead; - for standard output")
    parser.add_argument("--md", metavar="FILE", help="write Markdown instead; - for standard output")
    parser.add_argument("--person", metavar="NAME", action="append", default=[], help="whom you will meet (repeatable)")
    parser.add_argument("--force", action="store_true", help="replace FILE if it exists")


def _undo(parser: argparse.ArgumentParser) -> None:
    help_text = "which one to take back, as --list numbers them (default: 1, the last)"
    parser.add_argument("number", metavar="N", nargs="?", type=whole_number(1, 1_000_000), help=help_text)
    help_text = "list the last N things that can be undone (default: 20), newest first, and change nothing"
    parser.add_argument("--list", metavar="N", nargs="?", type=whole_number(1, 1_000_000), const=20, help=help_text)
    _json(parser)


def _backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="where to (default: the folder backups of the data home)"
    )
    parser.add_argument("--list", action="store_true", help="list the backups in the data home, newest first")
    parser.add_argument("--force", action="store_true", help="replace FILE if it exists")
    _json(parser)


def _restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a backup, by its path or as `greenroom backup --list` names it")
    _json(parser)


def _doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--fix", action="store_true", help="repair what can be repaired without touching what you wrote"
    )
    _json(parser)


def _demo(parser: argparse.ArgumentParser) -> None:
    help_text = "run this alone, as after `greenroom` (default: ask for one after another)"
    parser.add_argument("words", metavar="COMMAND", nargs=argparse.REMAINDER, help=help_text)


def _config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", nargs="?")
    parser.add_argument("value", metavar="VALUE", nargs="?")


def _completion(parser: argparse.ArgumentParser) -> None:
    shells = ["bash", "zsh", "fish", "tcsh", "powershell"]
    parser.add_argument("shell", metavar="SHELL", choices=shells, nargs="?", help="%(choices)s")
    parser.add_argument("--list", choices=["decks", "cards"], help="print what a script completes: all ids")


INTERVIEW: dict[str, tuple[str, Options]] = {
    "set": ("tell when an interview is, or that its date has moved", _interview_set),
    "show": ("how ready you will be, and what more minutes would bring", _interview_show),
    "clear": ("forget an interview; what you have learned stays", _at),
    "debrief": ("write down what was asked, whom you met and what comes next", _interview_debrief),
    "result": ("note how an interview turned out: an offer, a no or the next round", _interview_result),
    "export": ("put interviews, rehearsals and thank-you notes into your calendar", _interview_export),
}

STORY: dict[str, tuple[str, Options]] = {
    "list": ("your stories, what each carries, and questions that none fits", _json),
    "add": ("tell a story part by part", _plain),
    "edit": ("open a story in your editor", _story_edit),
}

COMMANDS: dict[str, tuple[str, str, Options]] = {
    "review": ("review", "today's review", _review),
    "due": ("due", "how much there is to do today", _json),
    "stats": ("stats", "what you retain, and what is coming", _stats),
    "interview": (
        "interview_show",
        "plan for the day of an interview: set, show, clear, debrief, result, export",
        _interview,
    ),
    "decks": ("decks", "the decks there are", _json),
    "cards": ("cards", "the cards of a deck", _cards),
    "add": ("add", "write a card of your own", _add),
    "edit": ("edit", "open a card in your editor", _card),
    "suspend": ("suspend", "keep a card from being asked", _card),
    "unsuspend": ("suspend", "let a suspended card be asked again", _card),
    "check": ("check", "find what is wrong in deck files", _check),
    "import": ("import_", "bring decks in", _import),
    "export": ("export", "write a deck to a file of another format", _export),
    "optimize": ("optimize", "fit the scheduler to your own log, where that helps", _optimize),
    "simulate": ("simulate", "what each desired retention would cost and bring", _simulate),
    "mock": ("mock", "an interview as it might be, with a debrief", _mock),
    "answers": ("answers", "your own answers, stories and what you typed", _answers),
    "story": ("story", "your stories: list, add, edit", _story),
    "sheet": ("sheet", "what to have in mind on the morning of the interview", _sheet),
    "undo": ("undo", "take back the last thing you did, or any before", _undo),
    "backup": ("backup", "save everything you own to one file", _backup),
    "restore": ("restore", "put everything back to what a backup holds", _restore),
    "doctor": ("doctor", "check your data and repair it", _doctor),
    "demo": ("demo", "look around in a made-up candidate's home", _demo),
    "config": ("config", "show or change settings", _config),
    "completion": ("completion", "print a completion script for your shell", _completion),
}
