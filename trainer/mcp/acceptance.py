"""Accepting a proposal: a card is added, or the user's own answer gets a new version. Both can be undone."""

from dataclasses import replace

from cards.card import Card, KeyPoint, Kind
from cards.own_answer import OwnAnswer
from decks.library.library import Library
from decks.model.errors import DeckUnavailable
from scheduler.log.store import Store
from trainer.files.file_changes import noted
from trainer.files.own_material import Material
from trainer.home import Home
from trainer.mcp.proposals import Kind as Proposed
from trainer.mcp.proposals import Proposal, Proposals
from trainer.opening import open_library, open_store
from trainer.review.add_card import add_card
from trainer.terminal.words import short_day


def accept(home: Home, proposal: Proposal) -> str:
    """Make the change that a proposal proposes, take it off the list, and return a sentence about it.

    What is there already is not added again, so that nothing doubles after an interruption.

    Raises:
        GreenroomError: The card is gone, or the file cannot be changed; nothing was, and the proposal still waits.
    """
    if proposal.kind is Proposed.CARD:
        sentence = _add_card(home, proposal)
    else:
        with open_store(home) as store, open_library(home, store) as library:
            sentence = _add_to_answer(home, store, library, proposal)
    Proposals(home).remove(proposal)
    return sentence


def _add_card(home: Home, proposal: Proposal) -> str:
    with open_store(home, reading=True) as store, open_library(home, store) as library:
        if known := question_in(library, proposal.place, proposal.question):
            return f"{proposal.place} already has that question: {known}."
    card = Card("", proposal.question, Kind.ATTRIBUTE, key_points=proposal.points, answer=proposal.text)
    return add_card(home, proposal.place, card)


def question_in(library: Library, deck: str, question: str) -> str:
    """Return the id of the card of a deck that asks a question; empty if there is none."""
    try:
        cards = library.cards(deck)
    except DeckUnavailable:
        return ""
    return next((card.id for card in cards if card.question.casefold() == question.casefold()), "")


def _add_to_answer(home: Home, store: Store, library: Library, proposal: Proposal) -> str:
    from decks.own.answers import add_own_answer

    key = proposal.key
    card = library.card(key)  # raises if it is gone
    before = Material(home, notice=home.notice).answer(key) or OwnAnswer(tick=card.is_unanswered)
    after = _with(before, proposal)
    now = home.env.clock().astimezone(home.env.zone)
    path = home.answers_to(key.deck)
    with noted(home, store, "write", str(key), path):
        new = add_own_answer(path, key.card, after, now)
    what = "points" if proposal.kind is Proposed.POINTS else "the feedback"
    return f"Added {what} to your answer to {key}." if new else f"Your answer to {key} has {what} already."


def _with(own: OwnAnswer, proposal: Proposal) -> OwnAnswer:
    """Return the user's own answer with what is proposed added below it."""
    known = {point.text.casefold() for point in own.points}
    new = tuple(KeyPoint(each.text, each.must) for each in proposal.points if each.text.casefold() not in known)
    if proposal.kind is Proposed.POINTS:
        return replace(own, points=own.points + new)
    if proposal.text in own.notes:
        return own
    who = f" from {proposal.by}" if proposal.by else ""
    note = f"Feedback{who}, {short_day(proposal.on)}:\n{proposal.text}"
    return replace(own, notes="\n\n".join(filter(None, [own.notes, note])))
