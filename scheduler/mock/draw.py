"""The draw of a mock interview: the cards to ask, in order. The same seed always gives the same draw."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from random import Random
from typing import NamedTuple

from cards.card import Kind
from cards.key import CardKey, Priority

# An answer, its follow-up and the talk around them; greenroom's own estimate.
SECONDS_A_QUESTION = 105
# The kinds that end an interview; time is kept for them.
ENDING = frozenset({Kind.QUESTION_TO_ASK, Kind.CLOSING})
_MOST_QUESTIONS_BACK = 3  # questions that the candidate asks

_PRIORITY_WEIGHTS = {Priority.MUST: 9.0, Priority.CORE: 3.0, Priority.EXTRA: 1.0}
_UNSEEN = 0.6  # an unseen card counts as just as weak as one with a retrievability of 0.45
_FLOOR = 0.05  # so that a card known by heart can still be drawn


class MockCard(NamedTuple):
    """A card that a mock can ask: its kind, its weight in the draw, and the cards that ask much the same."""

    key: CardKey
    kind: Kind
    weight: float
    like: tuple[CardKey, ...] = ()


def draw_weight(priority: Priority, retrievability: float | None) -> float:
    """Return a card's weight in the draw, above 0: higher for a higher priority and a lower retrievability today.

    `retrievability` is None for an unseen card.
    """
    weakness = _UNSEEN if retrievability is None else 1 - retrievability + _FLOOR
    return _PRIORITY_WEIGHTS[priority] * weakness


def shortlist(weights: Mapping[CardKey, float], most: int, rng: Random) -> list[CardKey]:
    """Draw at most `most` cards, heavier ones with a higher chance."""
    return sorted(weights, key=lambda key: (-_sampling_key(weights[key], rng), key))[:most]


def pick_questions(askable: Sequence[MockCard], questions: int, rng: Random) -> tuple[MockCard, ...]:
    """Choose the cards of an interview, in the order they are asked.

    An opener, then the body in any order (stories, technique, skill, attribute, probe, fit, one curveball, one
    off-limits question), then the questions the candidate asks, then the close. Of cards that ask much the same, only
    one is asked. If a kind runs out of cards, other kinds fill in; there are fewer than `questions` only if there are
    fewer cards.
    """
    drawn = list(_unlike(sorted(askable, key=lambda card: (-_sampling_key(card.weight, rng), card.key))))
    left: dict[Kind, list[MockCard]] = {}
    for card in reversed(drawn):
        left.setdefault(card.kind, []).append(card)
    chosen = [left[kind].pop() for kind in _kinds(questions, {kind: len(cards) for kind, cards in left.items()}, rng)]
    spare = [card for card in drawn if card in set(chain.from_iterable(left.values()))]
    chosen += spare[: questions - len(chosen)]
    rng.shuffle(chosen)
    return tuple(sorted(chosen, key=lambda card: _place(card.kind)))


def _unlike(cards: Iterable[MockCard]) -> Iterator[MockCard]:
    """Yield the cards, except those that are like an earlier one or like the same card as it."""
    seen: set[CardKey] = set()
    for card in cards:
        names = {card.key, *card.like}
        if seen.isdisjoint(names):
            yield card
            seen |= names


def fresh_phrasing(wordings: int, asked: Iterable[int], rng: Random) -> int:
    """Choose a wording that was never asked; if there is none, the one asked longest ago.

    Args:
        wordings: How many wordings the card has, including the question itself; at least 1.
        asked: The wordings asked so far, newest first.
        rng: Chooses among the wordings never asked.
    """
    used = list(dict.fromkeys(phrasing % wordings for phrasing in asked))
    unused = [phrasing for phrasing in range(wordings) if phrasing not in used]
    return rng.choice(unused) if unused else used[-1]


def _sampling_key(weight: float, rng: Random) -> float:
    """Return a random key. Items with the highest keys are a weighted sample (A-Res, Efraimidis & Spirakis 2006)."""
    chance: float = rng.random() ** (1 / weight)
    return chance


def _kinds(questions: int, left: Mapping[Kind, int], rng: Random) -> Iterator[Kind]:
    """Yield the kinds of questions to ask, the most important first, as far as there are cards of them."""
    remaining = dict(left)
    remaining[Kind.QUESTION_TO_ASK] = min(_MOST_QUESTIONS_BACK, left.get(Kind.QUESTION_TO_ASK, 0))
    proof = [Kind.SKILL, Kind.ATTRIBUTE]
    rng.shuffle(proof)
    first = (
        *(Kind.OPENER, Kind.STORY, Kind.CLOSING, Kind.QUESTION_TO_ASK, Kind.TECHNIQUE, Kind.CURVEBALL),
        *(Kind.DEFLECTION, Kind.FIT, Kind.STORY, *proof, Kind.PROBE),
    )
    more = (Kind.STORY, Kind.TECHNIQUE, Kind.QUESTION_TO_ASK, *proof, Kind.FIT, Kind.PROBE)
    for kind in chain(first, *repeat(more, questions)):  # each round finds at least one, unless none is left
        if questions and remaining.get(kind):
            remaining[kind] -= 1
            questions -= 1
            yield kind


def _place(kind: Kind) -> int:
    return {Kind.OPENER: 0, Kind.QUESTION_TO_ASK: 2, Kind.CLOSING: 3}.get(kind, 1)
