"""The script of a mock interview: the cards drawn, and what the interviewer says around them."""

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random
from typing import NamedTuple

from cards.card import Card, Kind
from cards.key import CardKey, Priority
from decks.library.library import DeckEntry, Library
from scheduler.log.store import Store
from scheduler.mock.draw import MockCard, draw_weight, fresh_phrasing, pick_questions, shortlist
from scheduler.mock.log import MockQuestion, Script
from trainer.mock.manners import MANNERS, Voice, voices

# Tags of cards an interviewer would not ask: drills to do alone, and what comes after an interview.
_NOT_ASKED = frozenset({"self-drill", "rejection", "offer"})
_WANTED = 5.0  # times the weight, for a card chosen for the interview's advert
# At most this many cards are loaded, shared between the decks, but at least this many of each deck.
_MOST_LOADED, _LEAST_OF_A_DECK = 600, 5


class Wish(NamedTuple):
    """The interview the user asks for."""

    questions: int
    minutes: int | None = None  # how long it can last; None for no limit
    manner: str | None = None  # the interviewer's; None for any
    cards: frozenset[CardKey] = frozenset()  # chosen for the interview's advert: drawn before others


def write_script(
    store: Store, library: Library, decks: Sequence[DeckEntry], today: date, wish: Wish, rng: Random
) -> Script:
    """Draw the questions and write the script; with few cards it has fewer questions than asked for, or none."""
    manner = wish.manner or rng.choice(list(MANNERS))
    cards = dict(_draw_cards(store, library, decks, today, wish.cards, rng))
    askable = [MockCard(key, card.kind, weighs, _like(key, card)) for key, (card, weighs) in cards.items()]
    picked = pick_questions(askable, wish.questions, rng)
    lines = _Lines(voices(library.on.language)[manner], rng)
    asked = [_question(store, one.key, cards[one.key][0], lines, rng, first=n == 0) for n, one in enumerate(picked)]
    return Script(manner=manner, questions=tuple(asked), minutes=wish.minutes, goodbye=lines.goodbye())


def _draw_cards(
    store: Store,
    library: Library,
    decks: Sequence[DeckEntry],
    today: date,
    wanted: frozenset[CardKey],
    rng: Random,
) -> Iterator[tuple[CardKey, tuple[Card, float]]]:
    """Yield cards that an interviewer might ask, each with its weight; from large decks, some drawn at random."""
    out = {key for key, marks in store.marks().items() if marks.suspended or marks.buried_on == today}
    most = max(_LEAST_OF_A_DECK, _MOST_LOADED // max(1, len(decks)))
    for deck in sorted(decks, key=lambda deck: deck.id):
        memories = store.memories(deck.id)
        weights = {
            key: draw_weight(priority, store.model.retrievability(memories[key], today) if key in memories else None)
            * (_WANTED if key in wanted else 1.0)
            for priority, ids in zip(Priority, deck.ids, strict=True)
            for card_id in ids
            if (key := CardKey(deck.id, card_id)) not in out
        }
        for key in shortlist(weights, most, rng):
            card = library.card(key)
            if _may_be_asked(card):
                yield key, (card, weights[key])


def _may_be_asked(card: Card) -> bool:
    """Return whether an interviewer would ask this: no written note, and no lost thread for an opener."""
    if card.kind is Kind.NOTE or (card.kind is Kind.OPENER and "recovery" in card.tags):
        return False
    return not _NOT_ASKED.intersection(card.tags)


def _like(key: CardKey, card: Card) -> tuple[CardKey, ...]:
    """Return the cards that a card says it is like: `id` is one of its own deck, `deck/id` one of any."""
    return tuple(CardKey.parse(name) or CardKey(key.deck, name) for name in card.like)


def _question(store: Store, key: CardKey, card: Card, lines: "_Lines", rng: Random, *, first: bool) -> MockQuestion:
    asked = (review.phrasing for review in store.reviews(key))
    phrasing = fresh_phrasing(1 + len(card.phrasings), asked, rng)
    wording = card.wording(phrasing)
    fitting = card.follow_ups_to(phrasing) if card.kind is not Kind.CLOSING else ()
    follow_up = rng.choice(fitting) if fitting else ""
    return MockQuestion(
        key=key,
        kind=card.kind,
        phrasing=phrasing,
        wording=wording,
        context=card.context,
        target=card.target,
        lead=lines.greeting() if first else lines.lead(card.kind, wording),
        follow_up=follow_up,
        between=lines.between() if follow_up else "",
    )


class _Lines:
    """The interviewer's sentences in random order; none is repeated until all of its kind have been used."""

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
        self._turn_offered = False

    def lead(self, kind: Kind, wording: str) -> str:
        """Return what is said before a question; nothing before a wording that sets its own scene in brackets."""
        if kind is Kind.QUESTION_TO_ASK:
            first, self._turn_offered = not self._turn_offered, True
            return next(self._your_turn) if first else ""
        if wording.startswith("("):
            return ""
        return next(self._last if kind is Kind.CLOSING else self._leads)
