"""Write the script of a mock interview: cards are drawn, and put into an interviewer's mouth."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING, NamedTuple

from cards.card import Kind
from scheduler.mock.draw import MockCard, draw_weight, fresh_phrasing, pick_questions, shortlist
from scheduler.mock.log import MockQuestion, Script
from trainer.mock.manners import MANNERS, Voice

if TYPE_CHECKING:
    from datetime import date

    from cards.card import Card
    from cards.key import CardKey
    from decks.library.library import DeckEntry, Library
    from scheduler.log.store import Store

# Tags of cards that are no part of the talk itself: drills for oneself, and what comes after it.
_NOT_IN_THE_ROOM = frozenset({"self-drill", "rejection", "offer"})
# So many cards are looked into, however many there are; each deck brings some.
_LOOKED_INTO, _A_DECK_AT_LEAST = 600, 5


class Wish(NamedTuple):
    """What the user wants of an interview.

    Attributes:
        questions: How many there should be.
        minutes: How long it may last; None for as long as it takes.
        manner: How the interviewer is; None leaves it to chance.
    """

    questions: int
    minutes: int | None = None
    manner: str | None = None


def write_script(
    store: "Store", library: "Library", decks: "Sequence[DeckEntry]", today: "date", wish: Wish, rng: Random
) -> Script:
    """Return an interview; it has fewer questions than wished for if there are fewer cards, even none.

    Args:
        store: Says what is weak, which wordings were met lately, and what is suspended or buried today.
        library: Loads the cards.
        decks: Where they are drawn from.
        today: The study day.
        wish: What the user wants.
        rng: All that is left to chance.
    """
    manner = wish.manner or rng.choice(list(MANNERS))
    cards = dict(_cards(store, library, decks, today, rng))
    askable = [MockCard(key, card.kind, weighs) for key, (card, weighs) in cards.items()]
    picked = pick_questions(askable, wish.questions, rng)
    lines = _Lines(MANNERS[manner], rng)
    asked = [_question(store, one.key, cards[one.key][0], lines, rng, first=n == 0) for n, one in enumerate(picked)]
    return Script(manner=manner, questions=tuple(asked), minutes=wish.minutes, goodbye=lines.goodbye())


def _cards(
    store: "Store", library: "Library", decks: "Sequence[DeckEntry]", today: "date", rng: Random
) -> "Iterator[tuple[CardKey, tuple[Card, float]]]":
    """Yield cards that can be asked in an interview, with their weight: of large decks a draw."""
    from cards.key import CardKey, Priority

    out = {key for key, marks in store.marks().items() if marks.suspended or marks.buried_on == today}
    most = max(_A_DECK_AT_LEAST, _LOOKED_INTO // max(1, len(decks)))
    for deck in sorted(decks, key=lambda deck: deck.id):
        memories = store.memories(deck.id)
        weights = {
            key: draw_weight(priority, store.model.retrievability(memories[key], today) if key in memories else None)
            for priority, ids in zip(Priority, deck.ids, strict=True)
            for card_id in ids
            if (key := CardKey(deck.id, card_id)) not in out
        }
        for key in shortlist(weights, most, rng):
            card = library.card(key)
            if _in_the_room(card):
                yield key, (card, weights[key])


def _in_the_room(card: "Card") -> bool:
    """Tell whether an interviewer would ask this in the talk: nothing written, no lost thread as an opening."""
    if card.kind is Kind.NOTE or (card.kind is Kind.OPENER and "recovery" in card.tags):
        return False
    return not _NOT_IN_THE_ROOM.intersection(card.tags)


def _question(
    store: "Store", key: "CardKey", card: "Card", lines: "_Lines", rng: Random, *, first: bool
) -> MockQuestion:
    met = (review.phrasing for review in store.reviews(key))
    phrasing = fresh_phrasing(1 + len(card.phrasings), met, rng)
    wording = card.wording(phrasing)
    follow_up = rng.choice(card.follow_ups) if card.follow_ups and card.kind is not Kind.CLOSING else ""
    return MockQuestion(
        key=key,
        kind=card.kind,
        phrasing=phrasing,
        wording=wording,
        target=card.target,
        lead=lines.greeting() if first else lines.lead(card.kind, wording),
        follow_up=follow_up,
        between=lines.between() if follow_up else "",
    )


class _Lines:
    """What the interviewer says, each sentence once before any comes again."""

    def __init__(self, voice: Voice, rng: Random) -> None:
        def shuffled(sentences: tuple[str, ...]) -> Iterator[str]:
            while True:
                yield from rng.sample(sentences, len(sentences))

        self.greeting = shuffled(voice.greetings).__next__
        self.between = shuffled(voice.between).__next__
        self.goodbye = shuffled(voice.goodbyes).__next__
        self._leads = shuffled(voice.leads)
        self._your_turn = shuffled(voice.your_turn)
        self._last = shuffled(voice.last)
        self._turned = False

    def lead(self, kind: Kind, wording: str) -> str:
        """Return what leads to a question; a wording that sets its own scene has no need of one."""
        if kind is Kind.QUESTION_TO_ASK:
            first, self._turned = not self._turned, True
            return next(self._your_turn) if first else ""
        if wording.startswith("("):
            return ""
        return next(self._last if kind is Kind.CLOSING else self._leads)
