"""The cards chosen for an advert: a fixed spine, and two for each of the competencies that count most."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cards.advert import Demand
from cards.card import Card, Kind
from cards.key import CardKey
from cards.story import STORIES_DECK
from decks.library.library import Library
from scheduler.log.store import Store
from scheduler.planning.musts import READY
from scheduler.planning.queue import read_suspended
from trainer.interview.dates import Interview

HEAVIEST = 6  # competencies that get cards
_STORIES = frozenset({Kind.STORY, Kind.ATTRIBUTE})
_PROBES = frozenset({Kind.TECHNIQUE, Kind.SKILL, Kind.PROBE, Kind.FIT})
_OTHERS = frozenset(Kind) - {Kind.DEFLECTION}  # deflecting a question proves nothing that an advert asks for


class Choice(NamedTuple):
    """The cards chosen, the spine first, and those of each competency by its id."""

    cards: tuple[CardKey, ...]
    by_competency: Mapping[str, tuple[CardKey, ...]]


class _Candidate(NamedTuple):
    key: CardKey
    card: Card
    recall: float  # the probability of recall today; 0 for a card never rated


def choose_cards(
    library: Library,
    store: Store,
    spine: Iterable[str],
    demands: Sequence[Demand],
    interview: Interview | None,
    today: date,
) -> Choice:
    """Return at most 25 cards: those of the spine that there are, and two for each of the six heaviest competencies.

    For each competency that is a story, then a probe: cards that you'd probably not recall today come first, then those
    that prove it first of all, then the least rehearsed.
    Suspended cards are left out, and those of decks that the interview isn't about.
    """
    candidates = _candidates(library, store, interview, today)
    known = {each.key for each in candidates}
    first = [key for name in spine if (key := CardKey.parse(name)) in known and key is not None]
    taken = set(first)
    by_competency: dict[str, tuple[CardKey, ...]] = {}
    for demand in demands[:HEAVIEST]:
        proving = sorted((each for each in candidates if demand.id in each.card.competencies), key=_order(demand.id))
        chosen: list[CardKey] = []
        for kinds in (_STORIES, _PROBES, _STORIES | _PROBES, _OTHERS):
            free = (each.key for each in proving if each.key not in taken and each.card.kind in kinds)
            if len(chosen) < 2 and (key := next(free, None)) is not None:
                chosen.append(key)
                taken.add(key)
        by_competency[demand.id] = tuple(chosen)
    return Choice((*first, *(key for keys in by_competency.values() for key in keys)), by_competency)


def _candidates(library: Library, store: Store, interview: Interview | None, today: date) -> list[_Candidate]:
    found, suspended = [], read_suspended(store)
    for deck in library.decks():
        if deck.id == STORIES_DECK or not (interview is None or interview.is_about(deck.id)):
            continue
        memories = store.memories(deck.id)
        for card in library.cards(deck.id):
            if (key := CardKey(deck.id, card.id)) in suspended:
                continue
            recall = store.model.retrievability(memories[key], today) if key in memories else 0.0
            found.append(_Candidate(key, card, recall))
    return found


def _order(competency: str) -> Callable[[_Candidate], tuple[bool, bool, float, int, CardKey]]:
    """Return the order of cards for a competency: not known yet, proving it first of all, least rehearsed, priority."""

    def place(each: _Candidate) -> tuple[bool, bool, float, int, CardKey]:
        is_second = each.card.competencies[0] != competency
        return each.recall >= READY, is_second, round(each.recall, 3), each.card.priority.rank, each.key

    return place
