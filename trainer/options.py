"""The commands: their modules, summaries and options."""

import argparse

from trainer.parser import Commands, Options, StoreOnce, add_command, file_name, pairs, whole_number


def _deck(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deck", metavar="ID", action="append", help="only this deck (repeatable)")


def _plain(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plain", action="store_true", help="print plain lines, for screen readers and pipes")


def _spoken(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--voice", action="store_true", help="read the questions out loud, too")
    parser.add_argument("--record", action="store_true", help="record your spoken answers, to play them back")


def _json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print JSON")


def _review(parser: argparse.ArgumentParser) -> None:
    _deck(parser)
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
    _plain(parser)


def _due(parser: argparse.ArgumentParser) -> None:
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


def _cards(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("decks", metavar="DECK", nargs="*", help="only these decks (default: all)")
    _deck(parser)
    parser.add_argument("--find", metavar="TEXT", help="only cards that contain all of these words")
    parser.add_argument("--flagged", action="store_true", help="only cards you flagged")
    help_text = "only cards you rated Again or Hard on the last day they came up"
    parser.add_argument("--weak", action="store_true", help=help_text)
    parser.add_argument("--unanswered", action="store_true", help="only cards that still need an answer")
    _json(parser)
    parser.epilog = "A card is listed if it matches all of these."


def _decks(parser: argparse.ArgumentParser) -> None:
    help_text = "switch on packs: more questions, for some roles"
    parser.add_argument("--enable", metavar="PACK", nargs="+", action="extend", help=help_text)
    help_text = "switch packs off; their history is kept"
    parser.add_argument("--disable", metavar="PACK", nargs="+", action="extend", help=help_text)
    _json(parser)


def _add(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--deck", metavar="ID", default="my-questions", help="add it to this deck (default: my-questions)"
    )
    help_text = "the question; greenroom then asks you nothing (for scripts)"
    parser.add_argument("--question", metavar="TEXT", help=help_text)
    help_text = "a point a good answer makes; put ! before a must-have (repeatable)"
    parser.add_argument("--point", metavar="TEXT", action="append", help=help_text)
    parser.add_argument("--answer", metavar="TEXT", help="the gist of a good answer")
    kinds = ["opener", "story", "technique", "skill", "attribute", "fit", "probe", "deflection", "curveball"]
    kinds += ["question-to-ask", "closing", "note"]
    help_text = "sets the target time: %(choices)s (default: attribute)"
    parser.add_argument("--kind", metavar="KIND", choices=kinds, help=help_text)
    parser.add_argument("--tags", metavar="TAGS", help="separated by commas")
    _plain(parser)


def _card(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("card", metavar="CARD", nargs="?", help="deck/card, or the card alone if no other deck has it")


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="*", help="files or ids of decks (default: all your own)")
    parser.add_argument("--fix", action="store_true", help="add missing ids; nothing else changes")
    parser.add_argument(
        "--strict", action="store_true", help="also point out cards that make poor practice, and misspellings"
    )
    _json(parser)


def _import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="+",
        help="toml, csv, tsv, txt, md, html, rst, adoc, org, json, jsonl, apkg, colpkg; a folder or a zip of them",
    )
    parser.add_argument("--deck", metavar="ID", help="the id of the deck to put them in")
    help_text = "the columns of a table: question,answer,- (- skips one)"
    parser.add_argument("--columns", metavar="NAMES", type=lambda names: names.split(","), default=[], help=help_text)
    help_text = "the fields of an Anki note: question=Front,answer=Back"
    parser.add_argument("--fields", metavar="NAMES", type=pairs, default={}, help=help_text)
    parser.add_argument(
        "--dry-run", action="store_true", help="change nothing; show what would be imported, and the first cards"
    )
    parser.add_argument(
        "--anyway", action="store_true", help="import what greenroom can read, even if much of the file is lost"
    )
    _json(parser)


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deck", metavar="DECK", nargs="?", help="its id, as in `greenroom decks`")
    parser.add_argument(
        "--to", metavar="FILE", required=True, help="its extension sets the format: toml, csv, tsv, md, json, apkg"
    )
    parser.add_argument("--without-scheduling", action="store_true", help="leave reviews and due days out of an apkg")
    parser.add_argument("--force", action="store_true", help="replace FILE if it exists")


def _stats(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--deck", metavar="ID", action=StoreOnce, help="only this deck")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--all", action="store_true", help="show every figure, not one screen of them")
    help_text = "write a report with charts, all in one file (- for standard output)"
    form.add_argument("--html", metavar="FILE", type=file_name, help=help_text)
    form.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--open", action="store_true", help="write that report and show it in your browser")


def _mock(parser: argparse.ArgumentParser) -> None:
    _deck(parser)
    parser.add_argument("--questions", metavar="N", type=whole_number(1, 50), help="ask at most N (default: 10)")
    parser.add_argument("--minutes", metavar="N", type=whole_number(1, 240), help="make it N minutes long")
    help_text = "the interviewer: %(choices)s (default: a surprise)"
    manners = ["friendly", "silent", "interrupting", "clumsy"]
    parser.add_argument("--manner", metavar="NAME", choices=manners, help=help_text)
    _spoken(parser)
    _plain(parser)


def _interview(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(module="interview_show", at=None, json=False, all=False)
    actions = parser.add_subparsers(metavar="ACTION", title="actions (default: show)")
    for name, (summary, options) in INTERVIEW.items():
        action = add_command(actions.add_parser, name, summary)
        action.set_defaults(module=f"interview_{name}")
        options(action)


def _speech(parser: argparse.ArgumentParser) -> None:
    parser.set_defaults(module="speech_status", json=False)
    actions = parser.add_subparsers(metavar="ACTION", title="actions (default: status)")
    for name, (summary, options) in SPEECH.items():
        action = add_command(actions.add_parser, name, summary)
        action.set_defaults(module=f"speech_{name}")
        options(action)


def _speech_setup(parser: argparse.ArgumentParser) -> None:
    help_text = "a model's folder, or a wheel with one (default: look for models on this disk)"
    parser.add_argument("path", metavar="PATH", type=file_name, nargs="?", help=help_text)


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


def _interview_debrief(parser: argparse.ArgumentParser) -> None:
    _at(parser)
    _plain(parser)
    help_text = "only note when they decide: fri, 17 Dec, or none if you don't know"
    parser.add_argument("--decision", metavar="DATE", nargs="+", help=help_text)


def _interview_result(parser: argparse.ArgumentParser) -> None:
    names = parser.add_mutually_exclusive_group()
    _at(names)
    names.add_argument("name", metavar="NAME", nargs="?", help="the employer; the same as --at NAME")
    parser.add_argument("result", metavar="RESULT", choices=["offer", "no", "next"], help="%(choices)s")


def _interview_export(parser: argparse.ArgumentParser) -> None:
    help_text = "the file to write (- for standard output); replaces an earlier one from greenroom"
    parser.add_argument("--ics", metavar="FILE", type=file_name, required=True, help=help_text)


def _interview_show(parser: argparse.ArgumentParser) -> None:
    _at(parser)
    parser.add_argument("--all", action="store_true", help="also show each deck")
    _json(parser)
    parser.epilog = (
        "A card is met once you have rated it. A must-have is ready if you delivered it last time, and are at least"
        " 90 % likely to recall it on the day."
    )


def _optimize(parser: argparse.ArgumentParser) -> None:
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--dry-run", action="store_true", help="change nothing; show what would change")
    ways.add_argument("--reset", action="store_true", help="go back to the default parameters")
    ways.add_argument("--undo", action="store_true", help="take back the last change; run it again for the one before")
    ways.add_argument("--use", metavar="NUMBERS", help="use these 21 parameters of FSRS-6, as Anki shows them")
    _json(parser)


def _simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--days", metavar="N", type=whole_number(7, 730), default=90, help="look 7 to 730 days ahead (default: 90)"
    )
    _deck(parser)
    _json(parser)


def _answers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("card", metavar="CARD", nargs="?", help="only this card, with every version of your answer")
    parser.add_argument("--find", metavar="WORDS", help="only what contains all of these words")
    parser.add_argument("--edit", action="store_true", help="write the answer to CARD in your editor")
    _json(parser)


def _story(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions (default: list)")
    for name, (summary, options) in STORY.items():
        options(add_command(actions.add_parser, name, summary))
    parser.set_defaults(action="list", json=False)


def _story_edit(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("story", metavar="STORY", nargs="?", help="its id or title, as in `greenroom story list`")


def _recordings(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", title="actions (default: list)")
    for name, (summary, options) in RECORDINGS.items():
        options(add_command(actions.add_parser, name, summary))
    parser.set_defaults(action="list", json=False)


def _recordings_play(parser: argparse.ArgumentParser) -> None:
    help_text = "its number in `greenroom recordings`"
    parser.add_argument("number", metavar="N", type=whole_number(1, 1_000_000), help=help_text)
    _plain(parser)


def _recordings_numbers(parser: argparse.ArgumentParser) -> None:
    help_text = "their numbers in `greenroom recordings`"
    parser.add_argument("numbers", metavar="N", nargs="*", type=whole_number(1, 1_000_000), help=help_text)


def _recordings_delete(parser: argparse.ArgumentParser) -> None:
    _recordings_numbers(parser)
    parser.add_argument("--all", action="store_true", help="delete all, kept or not")


def _sheet(parser: argparse.ArgumentParser) -> None:
    _deck(parser)
    parser.add_argument("--html", metavar="FILE", help="write a page to print (- for standard output)")
    parser.add_argument("--md", metavar="FILE", help="write Markdown (- for standard output)")
    parser.add_argument(
        "--person", metavar="NAME", action="append", default=[], help="someone you will meet (repeatable)"
    )
    parser.add_argument("--force", action="store_true", help="replace FILE if it exists")


def _undo(parser: argparse.ArgumentParser) -> None:
    help_text = "the change to undo, as numbered by --list (default: 1, the last)"
    parser.add_argument("number", metavar="N", nargs="?", type=whole_number(1, 1_000_000), help=help_text)
    help_text = "list the last N things you can undo (default: 20), newest first"
    parser.add_argument("--list", metavar="N", nargs="?", type=whole_number(1, 1_000_000), const=20, help=help_text)
    _json(parser)


def _backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="where to save it (default: the backups in your data folder)"
    )
    parser.add_argument("--list", action="store_true", help="list the backups in your data folder, newest first")
    parser.add_argument("--force", action="store_true", help="replace FILE if it exists")
    _json(parser)


def _restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "file", metavar="FILE", nargs="?", help="a backup: its path, or its name in `greenroom backup --list`"
    )
    _json(parser)


def _doctor(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fix", action="store_true", help="repair what it can; what you wrote is never changed")
    _json(parser)


def _demo(parser: argparse.ArgumentParser) -> None:
    help_text = "run just this command (default: ask for one after another)"
    parser.add_argument("words", metavar="COMMAND", nargs=argparse.REMAINDER, help=help_text)


def _config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", nargs="?", help="a setting (default: show them all)")
    parser.add_argument("value", metavar="VALUE", nargs="?", help="its new value")


def _completion(parser: argparse.ArgumentParser) -> None:
    shells = ["bash", "zsh", "fish", "tcsh", "powershell"]
    parser.add_argument("shell", metavar="SHELL", choices=shells, nargs="?", help="%(choices)s")
    parser.add_argument(
        "--list", metavar="WHAT", choices=["decks", "cards", "packs"], help="print the ids of all decks, cards or packs"
    )
    parser.epilog = (
        'For bash, put this into ~/.bashrc: eval "$(greenroom completion bash)". zsh takes the same in ~/.zshrc.'
    )


def _help(parser: argparse.ArgumentParser) -> None:
    help_text = "a command, or a command and its action: interview set"
    parser.add_argument("words", metavar="COMMAND", nargs="*", help=help_text)


INTERVIEW: dict[str, tuple[str, Options]] = {
    "set": ("plan for an interview, or move its date", _interview_set),
    "show": ("how ready you will be, and what more minutes would bring", _interview_show),
    "clear": ("cancel an interview; what you have learned stays", _at),
    "debrief": ("write down what was asked, who you met and what comes next", _interview_debrief),
    "result": ("note how it turned out: an offer, a no or the next round", _interview_result),
    "export": ("put interviews, rehearsals and thank-you notes into your calendar", _interview_export),
}

SPEECH: dict[str, tuple[str, Options]] = {
    "status": ("what works of recording, writing down and reading out", _json),
    "setup": ("choose the model that writes down what you say", _speech_setup),
}

STORY: dict[str, tuple[str, Options]] = {
    "list": ("list your stories, and the questions that still need one", _json),
    "add": ("tell a story, part by part", _plain),
    "edit": ("open a story in your editor", _story_edit),
}

RECORDINGS: dict[str, tuple[str, Options]] = {
    "list": ("list your recordings, the newest first", _json),
    "play": ("play a recording", _recordings_play),
    "keep": ("keep recordings until you delete them", _recordings_numbers),
    "delete": ("delete recordings", _recordings_delete),
}

# Each command's module, summary and options.
COMMANDS: Commands = {
    "review": ("review", "practise what is due today; `greenroom` alone does the same", _review),
    "mock": ("mock", "sit a mock interview, then go over it", _mock),
    "due": ("due", "show what is left for today, in one line", _due),
    "stats": ("stats", "show how well you remember, and what is coming up", _stats),
    "interview": ("interview_show", f"plan for the day: {', '.join(INTERVIEW)}", _interview),
    "sheet": ("sheet", "print a summary for the morning of the interview", _sheet),
    "cards": ("cards", "list your cards, or find some", _cards),
    "decks": ("decks", "list the decks, and switch packs on or off", _decks),
    "add": ("add", "write a card of your own", _add),
    "edit": ("edit", "open a card in your editor", _card),
    "suspend": ("suspend", "stop asking a card", _card),
    "unsuspend": ("suspend", "ask a suspended card again", _card),
    "import": ("import_", "bring in cards from files, folders and other programs", _import),
    "export": ("export", "save a deck as toml, csv, tsv, md, json or apkg", _export),
    "check": ("check", "find mistakes in deck files", _check),
    "answers": ("answers", "list your own answers and what you typed", _answers),
    "story": ("story", f"collect the stories you can tell: {', '.join(STORY)}", _story),
    "speech": ("speech_status", f"speak your answers and have them written down: {', '.join(SPEECH)}", _speech),
    "recordings": ("recordings", f"your recorded answers: {', '.join(RECORDINGS)}", _recordings),
    "config": ("config", "show or change settings", _config),
    "optimize": ("optimize", "fit the scheduler to your own reviews", _optimize),
    "simulate": ("simulate", "compare the workload at different retention targets", _simulate),
    "completion": ("completion", "print a script that completes commands in your shell", _completion),
    "undo": ("undo", "take back the last thing you did, or an earlier one", _undo),
    "backup": ("backup", "save everything you have to one file", _backup),
    "restore": ("restore", "go back to a backup", _restore),
    "doctor": ("doctor", "check your data and repair it", _doctor),
    "demo": ("demo", "look around with made-up data", _demo),
    "help": ("help", "show how a command is used", _help),
}

# What the help prints above some of the commands.
HEADINGS = {
    "review": "Practise",
    "interview": "Your interview",
    "cards": "Cards",
    "answers": "Your own words",
    "config": "Settings",
    "undo": "Your data",
    "demo": "Getting started",
}
