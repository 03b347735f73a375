"""`greenroom add`: write a card of your own."""

from argparse import Namespace

from cards.card import TARGETS, Card, Kind
from cards.errors import UsageError
from cards.text import clean_line
from decks.model.ids import check_deck_option
from trainer.environment import Environment
from trainer.opening import open_home
from trainer.review.add_card import add_card, ask, ask_list, ask_points, key_point, parts_of
from trainer.terminal.choose import Choice, choose
from trainer.terminal.ui import Ui, UserLeft, open_ui
from trainer.terminal.words import clock


def run(args: Namespace, env: Environment) -> int:
    """Add a card to one of the user's decks, from the options or by asking; 1 if they leave before the end."""
    home = open_home(env, args.home)
    check_deck_option(args.deck)
    if card := _given(args):
        print(add_card(home, args.deck, card), file=env.stdout)
        return 0
    ui = open_ui(env, plain=args.plain)
    try:
        card = _ask_card(ui)
    except UserLeft:
        print("Nothing was added.", file=env.stderr)
        return 1
    ui.say(add_card(home, args.deck, card))
    return 0


def _given(args: Namespace) -> Card | None:
    """Return the card that the options describe; None if there are none."""
    if args.question is None:
        parts = [args.point, args.answer, args.kind, args.tags]
        if any(part is not None for part in parts):
            raise UsageError("--question is missing", "Add it, or run `greenroom add` alone to be asked step by step.")
        return None
    question = clean_line(args.question)
    if not question:
        raise UsageError("--question is empty", "Give the question as the interviewer would say it.")
    points = tuple(point for text in args.point or () if (point := key_point(clean_line(text))))
    tags = parts_of(clean_line(args.tags or ""))
    kind = Kind(args.kind or Kind.ATTRIBUTE)
    return Card("", question, kind, key_points=points, answer=clean_line(args.answer or ""), tags=tags)


def _ask_card(ui: Ui) -> Card:
    question = ask(ui, "Question", "as the interviewer would say it", needed=True)
    points = ask_points(lambda label: ask(ui, label, "! first makes it a must-have; Enter ends the list"))
    later = "none" if points else "later"
    answer = ask(ui, "A good answer", f"the gist; Enter for {later}")
    kinds = [Choice(kind, f"about {clock(TARGETS[kind].aim)}") for kind in Kind]
    kind = Kind(choose(ui, "Kind", "sets your target time; Enter if none fits (1:00)", kinds, default=Kind.ATTRIBUTE))
    tags = ask_list(ui, "Tags", "separated by commas; Enter for none")
    return Card("", question, kind, key_points=tuple(points), answer=answer, tags=tags)
