"""The commands under "Cards" in the help, and their options."""

import argparse

from trainer.options.shared import deck_option, json_option, plain_option
from trainer.options.values import pairs
from trainer.parser import Commands


def _cards(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("decks", metavar="DECK", nargs="*", help="only these decks (default: all)")
    deck_option(parser)
    parser.add_argument("--find", metavar="TEXT", help="only cards that contain all of these words")
    parser.add_argument("--flagged", action="store_true", help="only cards you flagged")
    help_text = "only cards you rated Again or Hard on the last day they came up"
    parser.add_argument("--weak", action="store_true", help=help_text)
    parser.add_argument("--unanswered", action="store_true", help="only cards that still need an answer")
    json_option(parser)
    parser.epilog = "A card is listed if it matches all of these."


def _decks(parser: argparse.ArgumentParser) -> None:
    help_text = "switch on packs: more questions, for some roles"
    parser.add_argument("--enable", metavar="PACK", nargs="+", action="extend", help=help_text)
    help_text = "switch packs off; their history is kept"
    parser.add_argument("--disable", metavar="PACK", nargs="+", action="extend", help=help_text)
    json_option(parser)


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
    plain_option(parser)


def _card(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("card", metavar="CARD", nargs="?", help="deck/card, or the card alone if no other deck has it")


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
    json_option(parser)


def _export(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("deck", metavar="DECK", nargs="?", help="its id, as in `greenroom decks`")
    parser.add_argument(
        "--to", metavar="FILE", required=True, help="its extension sets the format (toml, csv, tsv, md, json, apkg)"
    )
    parser.add_argument("--without-scheduling", action="store_true", help="leave reviews and due days out of an apkg")
    parser.add_argument("--force", action="store_true", help="replace FILE if it exists")


def _check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="*", help="files or ids of decks (default: all your own)")
    parser.add_argument("--fix", action="store_true", help="add missing ids; nothing else changes")
    parser.add_argument(
        "--strict", action="store_true", help="also point out cards that make poor practice, and misspellings"
    )
    json_option(parser)


CARDS: Commands = {
    "cards": ("cards", "list your cards, or find some", _cards),
    "decks": ("decks", "list the decks, and switch packs on or off", _decks),
    "add": ("add", "write a card of your own", _add),
    "edit": ("edit", "open a card in your editor", _card),
    "suspend": ("suspend", "stop asking a card", _card),
    "unsuspend": ("suspend", "ask a suspended card again", _card),
    "import": ("import_", "bring in cards from files, folders and other programs", _import),
    "export": ("export", "save a deck as toml, csv, tsv, md, json or apkg", _export),
    "check": ("check", "find mistakes in deck files", _check),
}
