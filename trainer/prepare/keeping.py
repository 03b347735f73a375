"""The result of a preparation, kept: new cards in the interview's own deck, the rest in its entry. One undo for all."""

from collections.abc import Sequence

from decks.model.deck import DeckHead
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


def keep_prepared(
    home: Home, store: Store, interview: Interview, preparation: Preparation, drafts: Sequence[Draft]
) -> int:
    """Add new cards to the interview's deck and save what was chosen with the interview, which is added if it is new.

    Return how many cards were added. A card whose question the deck has already is not added again.

    Raises:
        DeckFileError, InterviewsError: A file cannot be read or written.
    """
    deck = prepared_deck(interview)
    path = file_of(home.decks, deck)
    with noted(home, store, "prepare", interview.described, path, home.interviews):
        seen = content_of(path)
        known = _cards_by_question(home, deck)
        new = [draft for draft in drafts if draft.card.question not in known]
        if new:
            ids, text = with_cards(path, _head(interview, deck), [draft.card for draft in new])
            replace_own(path, text.encode(), guarded=True, seen=seen)
            known |= {draft.card.question: card for draft, card in zip(new, ids, strict=True)}
        named = [(draft, known[draft.card.question]) for draft in drafts]
        prepared = requirements_of(preparation, interview, named)
        change_interview(
            home.interviews, interview, lambda now: with_prepared(now, prepared, deck if named or seen else "")
        )
    return len(new)


def _head(interview: Interview, deck: str) -> DeckHead:
    at = f" of {interview.at}" if interview.at else ""
    return DeckHead(
        id=deck,
        title=f"The advert{at}",
        description="Questions made from the advert's own lines, by greenroom prepare.",
        language="en",
    )


def _cards_by_question(home: Home, deck: str) -> dict[str, str]:
    """Return the ids of the cards of a deck file by question; empty if there is none."""
    from decks.toml.files import read_file

    path = file_of(home.decks, deck)
    found = read_file(path)[0] if path.exists() else None
    return {card.question: card.id for card in found.cards} if found else {}
