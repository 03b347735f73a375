"""`greenroom add`: write a card of your own."""

from argparse import Namespace

from cards.card import Card, Kind
from decks.model.ids import check_deck_option
from trainer.environment import Environment
from trainer.opening import open_home
from trainer.review.add_card import add_card, ask, ask_list, ask_points
from trainer.terminal.ui import Ui, UserLeft, open_ui


def run(args: Namespace, env: Environment) -> int:
    """Ask for a card and append it to one of the user's decks; 1 if they leave before the end."""
    home = open_home(env, args.home)
    check_deck_option(args.deck)
    ui = open_ui(env, plain=args.plain)
    try:
        card = _ask_card(ui)
    except UserLeft:
        print("Nothing was added.", file=env.stderr)
        return 1
    ui.say(add_card(home, args.deck, card))
    return 0


def _ask_card(ui: Ui) -> Card:
    question = ask(ui, "Question", "as the interviewer would say it", needed=True)
    points = ask_points(lambda label: ask(ui, label, "start it with ! if it must be there; Enter ends the list"))
    later = "none" if points else "later"
    answer = ask(ui, "A good answer", f"the gist; Enter for {later}")
    hint = f"{', '.join(Kind)}; Enter for attribute"
    while (kind := ask(ui, "Kind", hint) or "attribute") not in list(Kind):
        ui.say(f'"{kind}" is no kind.')
    tags = ask_list(ui, "Tags", "separated by commas; Enter for none")
    return Card("", question, Kind(kind), key_points=tuple(points), answer=answer, tags=tags)
