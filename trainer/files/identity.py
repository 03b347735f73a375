"""The ids of cards that have none in their deck file: a reworded question keeps its id, and with it its history."""

from collections.abc import Callable, Collection, Mapping

from cards.key import CardKey
from decks.model.ids import match_reworded
from scheduler.log.store import Store


def identify_reworded(
    store: Store, deck: str, fresh: Mapping[str, str], taken: Collection[str], *, notice: Callable[[str], None]
) -> dict[str, str]:
    """Return the id to use for each card without one, by the id made from its question now.

    A card whose question was reworded gets the id it had before; if it has a history, `notice` gets a sentence. The ids
    are remembered in the log. `fresh` has the questions by the id made from each, `taken` the ids that other cards of
    the deck have in writing: no other card takes over their history.
    """
    known = {derived: kept for derived, kept in store.identities(deck).items() if kept[0] not in taken}
    ids = {derived: known[derived][0] if derived in known else derived for derived in fresh}
    present = set(ids.values())
    gone = {card: question for card, question in known.values() if card not in present}
    unknown = {derived: question for derived, question in fresh.items() if derived not in known}
    for derived, card in match_reworded(gone, unknown).items():
        ids[derived] = card
        if store.memory(CardKey(deck, card)) is not None:
            notice(f'{deck}: "{fresh[derived]}" keeps the history of "{gone[card]}".')
    changed = {
        derived: (card, fresh[derived]) for derived, card in ids.items() if known.get(derived) != (card, fresh[derived])
    }
    if changed:
        store.remember_identities(deck, changed)
    return ids
