"""The parts of the plan: the decks and cards that are rehearsed for each of the interviews ahead.

Each deck is rehearsed for the nearest interview it belongs to. If all decks of an interview belong to nearer ones, it
gives its minutes to the one that has most of them.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from cards.key import CardKey
from scheduler.fsrs.formulas import Fsrs6
from scheduler.planning.candidates import Candidate, read_candidates
from scheduler.planning.interview import goal_for
from scheduler.planning.queue import CardIds
from trainer.interview.dates import Interview
from trainer.interview.prepared import wanted_cards

if TYPE_CHECKING:
    from scheduler.log.store import Store


class Part:
    """One interview's part of the plan: the decks and cards rehearsed for it, at least one. Equal only to itself.

    Attributes:
        day: The day of the interview, an ordinal.
        minutes: The minutes a day, including those of the interviews it shares its cards with.
        sharing: Those other interviews.
        goal: What the plan works towards.
    """

    def __init__(
        self,
        interview: Interview,
        decks: tuple[str, ...],
        cards: dict[CardKey, Candidate],
        fsrs: Fsrs6,
        sharing: tuple[Interview, ...] = (),
    ) -> None:
        self.interview = interview
        self.day = interview.day.toordinal()
        self.decks = decks
        self.cards = cards
        self.sharing = sharing
        self.minutes = interview.minutes + sum(each.minutes for each in sharing)
        self.goal = goal_for(cards.values(), self.day, self.seconds, fsrs)

    @property
    def seconds(self) -> float:
        """The seconds available on each study day."""
        return self.minutes * 60.0


def divide(
    interviews: Iterable[Interview], store: "Store", decks: CardIds, suspended: frozenset[CardKey]
) -> list[Part]:
    """Divide decks among interviews, the nearest first; an interview without cards of its own has no part."""
    left = dict(decks)
    owned: list[tuple[Interview, dict[CardKey, Candidate], tuple[str, ...]]] = []
    sharing: list[list[Interview]] = []
    for interview in interviews:
        ids = {deck: left.pop(deck) for deck in decks if deck in left and interview.is_about(deck)}
        if cards := {card.key: card for card in read_candidates(store, ids, suspended)}:
            owned.append((interview, cards, tuple(ids)))
            sharing.append([])
        elif owned:
            shared = [sum(map(interview.is_about, owns)) for *_, owns in owned]
            if any(shared):
                sharing[shared.index(max(shared))].append(interview)
    return [
        Part(interview, ids, _with_wanted(cards, (interview, *others)), store.model.fsrs, tuple(others))
        for (interview, cards, ids), others in zip(owned, sharing, strict=True)
    ]


def _with_wanted(cards: dict[CardKey, Candidate], interviews: Iterable[Interview]) -> dict[CardKey, Candidate]:
    """Return the cards of a part, with those chosen for the adverts of its interviews marked."""
    wanted = frozenset[CardKey]().union(*map(wanted_cards, interviews))
    return {key: card._replace(wanted=True) if key in wanted else card for key, card in cards.items()}
