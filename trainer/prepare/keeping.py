"""The result of a preparation, kept: new cards in the interview's own deck, the rest in its entry. One undo for all."""

import re
from collections.abc import Sequence

from cards.card import Card, Kind
from decks.model.deck import DeckHead
from decks.model.ids import NewIds
from decks.toml.atomic import content_of, replace_own
from decks.toml.files import file_of
from scheduler.log.store import Store
from trainer.files.file_changes import noted
from trainer.home import Home
from trainer.interview.dates import Interview
from trainer.interview.dates_file import change_interview
from trainer.interview.prepared import prepared_deck, with_prepared
from trainer.prepare.drafts import Draft
from trainer.prepare.preparation import Preparation, requirements_of
from trainer.review.add_card import with_cards

_NUMBERED = re.compile(r", line \d+: ")  # in a card's source, between the advert's name and what is quoted


def keep_prepared(
    home: Home,
    store: Store,
    interview: Interview,
    preparation: Preparation,
    drafts: Sequence[Draft],
    *,
    was: Interview | None = None,
) -> int:
    """Add new cards to the interview's deck and save what was chosen with the interview, which is added if it is new.

    Return how many cards were added. A draft that became a card of the deck earlier is not added again.

    Args:
        home: The home.
        store: The log.
        interview: The interview.
        preparation: What came of the advert.
        drafts: The drafts to keep.
        was: The interview as the file has it, if it gets its name only now.

    Raises:
        DeckFileError, InterviewsError: A file cannot be read or written.
    """
    deck = prepared_deck(interview)
    path = file_of(home.decks, deck)
    with noted(home, store, "prepare", interview.described, path, home.interviews):
        seen = content_of(path)
        made = MadeCards(home, interview)
        new = [draft for draft in drafts if draft not in made]
        if new:
            ids, text = with_cards(path, _head(interview, deck), [draft.card for draft in new])
            replace_own(path, text.encode(), guarded=True, seen=seen)
            made.add(new, ids)
        named = [(draft, made[draft]) for draft in drafts]
        prepared = requirements_of(preparation, interview, named)
        kept_deck = deck if named or seen else ""
        change_interview(
            home.interviews,
            was or interview,
            lambda now: with_prepared(now._replace(at=interview.at), prepared, kept_deck),
        )
    return len(new)


class MadeCards:
    """The cards made of an interview's advert, found by the drafts they come from even if their questions changed."""

    def __init__(self, home: Home, interview: Interview) -> None:
        from decks.toml.files import read_file

        path = file_of(home.decks, prepared_deck(interview))
        found = read_file(path)[0] if path.exists() else None
        cards = found.cards if found else ()
        self._taken = [card.id for card in cards]
        self._ids = {card.question: card.id for card in cards}
        self._ids_by_origin = {_origin(card): card.id for card in cards if card.sources}

    def add(self, drafts: Sequence[Draft], ids: Sequence[str]) -> None:
        """Note the cards that drafts became."""
        self._ids |= {draft.card.question: card for draft, card in zip(drafts, ids, strict=True)}

    def named(self, drafts: Sequence[Draft]) -> list[tuple[Draft, str]]:
        """Return drafts with the ids their cards have, or would get now."""
        ids = NewIds(self._taken)
        return [(draft, self[draft] if draft in self else ids.make(draft.card.question)) for draft in drafts]

    def __contains__(self, draft: Draft) -> bool:
        return draft.card.question in self._ids or _origin(draft.card) in self._ids_by_origin

    def __getitem__(self, draft: Draft) -> str:
        """Return the id of the card that a draft became."""
        return self._ids.get(draft.card.question) or self._ids_by_origin[_origin(draft.card)]


def _origin(card: Card) -> tuple[Kind, str]:
    """Return what tells a draft from others of its advert: its kind, and what it quotes.

    The number of the line doesn't count: it changes if the advert is saved again with other lines around it.
    """
    return card.kind, _NUMBERED.split(card.sources[0], maxsplit=1)[-1]


def _head(interview: Interview, deck: str) -> DeckHead:
    at = f" of {interview.at}" if interview.at else ""
    return DeckHead(
        id=deck,
        title=f"The advert{at}",
        description="Questions made from the advert's own lines, by greenroom prepare.",
        language="en",
    )
