"""Arguments that the user can choose from a list if they leave them out at a terminal: a card, a deck."""

from collections.abc import Callable, Iterable

from cards.errors import GreenroomError, UsageError
from cards.key import CardKey
from decks.library.library import Library
from trainer.environment import Environment


def card_given(
    env: Environment, library: Library, given: str | None, among: Callable[[CardKey], bool] = lambda _: True
) -> CardKey:
    """Return the card named on the command line, or one that the user chooses; raise a `GreenroomError` without one."""
    cards = ((str(key), question) for key, (question, *_) in library.wordings() if among(key))
    key = library.key(given_or_chosen(env, given, "CARD", "`greenroom cards` lists them.", cards))
    library.card(key)
    return key


def deck_given(env: Environment, library: Library, given: str | None) -> str:
    """Return the deck named on the command line, or one that the user chooses; raise a `GreenroomError` without one."""
    decks = ((deck.id, deck.title) for deck in library.decks())
    return library.deck(given_or_chosen(env, given, "DECK", "`greenroom decks` lists them.", decks)).id


def given_or_chosen(
    env: Environment, given: str | None, what: str, fix: str, choices: Iterable[tuple[str, str]]
) -> str:
    """Return what was given on the command line; without it, ask the user to choose.

    Args:
        env: The environment.
        given: What was given.
        what: Its name in the help: `CARD`.
        fix: What to do without a terminal, as a sentence.
        choices: The choices: names, and a description of each.

    Raises:
        UsageError: Nothing was given, and there is no terminal.
        GreenroomError: There is nothing to choose from, or the user leaves.
    """
    if given is not None:
        return given
    if not env.interactive:
        raise UsageError(f"{what} is missing", fix)
    from trainer.terminal.choose import Choice, choose
    from trainer.terminal.ui import UserLeft, open_ui

    found = [Choice(*each) for each in choices]
    if not found:
        raise GreenroomError("There is nothing to choose from", fix)
    ui = open_ui(env, plain=False)
    try:
        return choose(ui, f"Which {what.lower()}", "type a few letters, q leaves", found)
    except UserLeft:
        raise GreenroomError("Nothing was chosen") from None
