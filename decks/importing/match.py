"""The match between imported cards and the user's: a known card is changed instead of being added again."""

from collections.abc import Iterable

from cards.card import Card
from decks.model.deck import Deck
from decks.model.ids import anki_id, match_reworded

# Characters. If two cards share an answer and points of this length they are the same card; "Yes." proves nothing.
_DISTINCTIVE = 40


def match_cards(deck: Deck, existing: Iterable[Card]) -> dict[str, str]:
    """Return the id of the card in the user's file for each imported card that matches one, by the imported card's id.

    A card matches by its written id or one that it had before, else by its id in Anki, else by its question and
    context, else by its question alone. If its id was only derived from its question, it also matches a card with the
    same content whose question was reworded.
    """
    pairs: dict[str, str] = {}
    left = {card.id: card for card in existing}
    for card in deck.cards:
        known = next((name for name in (card.id, *card.was) if name in left), None)
        if card.id not in deck.derived and known:
            pairs[card.id] = left.pop(known).id
    if not left:
        return pairs
    for identity in (anki_id, _with_context, lambda card: card.question):
        places: dict[str, list[str]] = {}
        for card in left.values():
            places.setdefault(identity(card), []).append(card.id)
        for card in deck.cards:
            waiting = places.get(identity(card)) if card.id not in pairs and identity(card) else None
            if waiting:
                pairs[card.id] = waiting.pop(0)
                del left[pairs[card.id]]
    fresh = [card for card in deck.cards if card.id not in pairs and card.id in deck.derived]
    return pairs | _match_by_content(left.values(), fresh)


def _with_context(card: Card) -> str:
    """Return what tells apart cards that all ask "What does this print?"; empty if that is the question alone."""
    return f"{card.question}\n{card.context}" if card.context else ""


def _match_by_content(lost: Iterable[Card], fresh: Iterable[Card]) -> dict[str, str]:
    """Match cards that share their answer and key points with each other and with no other card.

    Similar questions alone are not enough: a question about Google and one about Netflix, or about a strength and a
    weakness, are two cards. If the shared content is short, the questions must be similar as well.
    """
    by_content: dict[tuple[str, tuple[tuple[str, bool], ...]], tuple[list[Card], list[Card]]] = {}
    for side, cards in enumerate((lost, fresh)):
        for card in cards:
            points = tuple((point.text, point.must) for point in card.key_points)
            by_content.setdefault((card.answer, points), ([], []))[side].append(card)
    pairs: dict[str, str] = {}
    for (answer, said), (old, new) in by_content.items():
        if len(old) == len(new) == 1:
            distinctive = len(answer) + sum(len(text) for text, _ in said) >= _DISTINCTIVE
            if distinctive or match_reworded({old[0].id: old[0].question}, {new[0].id: new[0].question}):
                pairs[new[0].id] = old[0].id
    return pairs
