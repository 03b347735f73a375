"""Which cards a mock interview asks, and in which order: pure, and the same for the same chance."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, repeat
from random import Random
from typing import NamedTuple

from cards.card import Kind
from cards.key import CardKey, Priority

# An answer, the follow-up and what is said around them; greenroom's own estimate.
SECONDS_A_QUESTION = 105
# What an interview ends on, and keeps time for.
ENDING = frozenset({Kind.QUESTION_TO_ASK, Kind.CLOSING})
_MOST_QUESTIONS_BACK = 3

_PRIORITY_WEIGHTS = {Priority.MUST: 9.0, Priority.CORE: 3.0, Priority.EXTRA: 1.0}
_UNSEEN = 0.6  # how weak a card is that was never rated: as one that is known with 0.45
_LEAST = 0.05  # a card known by heart can still be asked


class MockCard(NamedTuple):
    """A card as a mock sees it: what it asks for, and how much it should be asked."""

    key: CardKey
    kind: Kind
    weight: float


def draw_weight(priority: Priority, retrievability: float | None) -> float:
    """Return how much a card should be asked: the more it matters and the weaker it is; None means unseen."""
    weakness = _UNSEEN if retrievability is None else 1 - retrievability + _LEAST
    return _PRIORITY_WEIGHTS[priority] * weakness


def shortlist(weights: Mapping[CardKey, float], most: int, rng: Random) -> list[CardKey]:
    """Draw at most so many cards, those of more weight sooner."""
    return sorted(weights, key=lambda key: (-_drawn(weights[key], rng), key))[:most]


def pick_questions(askable: Sequence[MockCard], questions: int, rng: Random) -> tuple[MockCard, ...]:
    """Choose the cards of an interview, in the order they are asked.

    An opener, then the body in any order (stories, technique, skill, attribute, probe, fit, one curveball, one
    off-limits question), then the questions the candidate asks, then the close. Where cards of a kind run out,
    others take their place; there are fewer questions than wanted only if there are fewer cards.
    """
    drawn = sorted(askable, key=lambda card: (-_drawn(card.weight, rng), card.key))
    left: dict[Kind, list[MockCard]] = {}
    for card in reversed(drawn):
        left.setdefault(card.kind, []).append(card)
    chosen = [left[kind].pop() for kind in _kinds(questions, {kind: len(cards) for kind, cards in left.items()}, rng)]
    spare = [card for card in drawn if card in set(chain.from_iterable(left.values()))]
    chosen += spare[: questions - len(chosen)]
    rng.shuffle(chosen)
    return tuple(sorted(chosen, key=lambda card: _place(card.kind)))


def fresh_phrasing(wordings: int, asked: Iterable[int], rng: Random) -> int:
    """Choose a wording that was not met lately: one never asked, else the one asked longest ago.

    Args:
        wordings: How many the card has, the question itself included; at least 1.
        asked: The wordings that were asked, as the review log has them, the newest first.
        rng: Decides among those never asked.
    """
    met = list(dict.fromkeys(phrasing % wordings for phrasing in asked))
    never = [phrasing for phrasing in range(wordings) if phrasing not in met]
    return rng.choice(never) if never else met[-1]


def _drawn(weight: float, rng: Random) -> float:
    """Return the lot of a card; the highest ones are a weighted sample (Efraimidis and Spirakis, 2006, A-Res)."""
    chance: float = rng.random() ** (1 / weight)
    return chance


def _kinds(questions: int, left: Mapping[Kind, int], rng: Random) -> Iterator[Kind]:
    """Yield the kinds of so many questions, the least dispensable first, as far as there are cards."""
    remaining = dict(left)
    remaining[Kind.QUESTION_TO_ASK] = min(_MOST_QUESTIONS_BACK, left.get(Kind.QUESTION_TO_ASK, 0))
    proof = [Kind.SKILL, Kind.ATTRIBUTE]
    rng.shuffle(proof)
    first = (
        *(Kind.OPENER, Kind.STORY, Kind.CLOSING, Kind.QUESTION_TO_ASK, Kind.TECHNIQUE, Kind.CURVEBALL),
        *(Kind.DEFLECTION, Kind.FIT, Kind.STORY, *proof, Kind.PROBE),
    )
    more = (Kind.STORY, Kind.TECHNIQUE, Kind.QUESTION_TO_ASK, *proof, Kind.FIT, Kind.PROBE)
    for kind in chain(first, *repeat(more, questions)):  # each round asks one, or there is none left
        if questions and remaining.get(kind):
            remaining[kind] -= 1
            questions -= 1
            yield kind


def _place(kind: Kind) -> int:
    return {Kind.OPENER: 0, Kind.QUESTION_TO_ASK: 2, Kind.CLOSING: 3}.get(kind, 1)
