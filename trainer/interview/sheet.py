"""The morning sheet: a summary for the day of an interview."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cards.card import Card, KeyPoint, Kind
from cards.key import CardKey
from cards.own_answer import OwnAnswer
from cards.story import STORIES_DECK, Story
from decks.library.library import DeckEntry, Library
from scheduler.log import stories as story_log
from scheduler.log.store import Store
from trainer.files.own_material import Material
from trainer.interview.prepared import Requirement
from trainer.interview.requirements import RequirementRow, requirement_rows

DEFLECTIONS = (
    ("Answer the concern", "name the worry behind the question, and answer it with recent proof."),
    ("Redirect", "ask, in a friendly way, which part of the job it is about, and talk about that."),
    ("Decline", "say, warmly and briefly, that you'd rather not get into that; then back to the job."),
)


class Occasion(NamedTuple):
    """The interview a sheet is for: its name and day, who the user will meet, what its advert asks for, and its cards.

    `cards` are those chosen for the advert; empty if it wasn't prepared for.
    """

    title: str = ""
    people: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    cards: frozenset[CardKey] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A question with what to say: the user's own points and notes, else the card's `must` points."""

    question: str
    points: tuple[KeyPoint, ...] = ()
    notes: str = ""
    story: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The sections of the sheet, in order."""

    day: date  # the study day it was made on
    occasion: str = ""  # the interview it is for and its day; empty if none is planned
    people: tuple[str, ...] = ()  # who the user will meet
    requirements: tuple[RequirementRow, ...] = ()  # what the advert asks for
    groups: tuple[tuple[str, tuple[Entry, ...]], ...] = ()  # the title and the questions of each deck
    stories: tuple[tuple[str, str], ...] = ()  # the title of each story, and its short version or its result
    asks: tuple[str, ...] = ()  # questions to ask them
    unanswered: int = 0  # cards that still need an answer, of those chosen or of its decks
    chosen: int = 0  # how many cards chosen for the advert it is made of; 0 if it wasn't made of those
    deflections: tuple[tuple[str, str], ...] = DEFLECTIONS  # how to answer what they should not ask

    @property
    def endings(self) -> list[str]:
        """What is left to write, and which cards these are, as sentences."""
        need = "question still needs" if self.unanswered == 1 else "questions still need"
        sentences = [f"{self.unanswered} {need} an answer: greenroom answers lists them."] if self.unanswered else []
        if self.chosen:
            sentences.append("These are the cards you prepared; greenroom sheet --all adds the other must-haves.")
        return sentences


def build_sheet(
    library: Library,
    store: Store,
    material: Material,
    day: date,
    *,
    decks: Sequence[str] = (),
    occasion: Occasion,
) -> Sheet:
    """Build the sheet.

    Args:
        library: All decks.
        store: The log, which knows the story told for each card.
        material: The user's own answers and stories.
        day: The current study day.
        decks: The decks to include with all their cards. If none are given, those are the cards chosen for the
            interview; if none were chosen, of all decks the cards that have an answer or a story by the user, then the
            other `must` cards.
        occasion: The interview it is for.

    Raises:
        DeckUnavailable: One of `decks` does not exist.
    """
    stories = {story.id: story for story in material.stories()}
    told = {key: stories[story] for key, story in story_log.stories_told(store).items() if story in stories}
    entries = [library.deck(deck) for deck in decks] or _as_in_an_interview(library)
    own = {key: answer for deck in entries for key in deck.keys if (answer := material.answer(key)) is not None}
    there = {key for deck in entries for key in deck.keys}
    mine, wanted = {*own, *told} & there, occasion.cards & there if not decks else frozenset[CardKey]()
    groups: list[tuple[str, tuple[Entry, ...]]] = []
    asking: list[tuple[CardKey, Card]] = []
    for deck in entries:
        if wanted:
            asks = deck.kind == Kind.QUESTION_TO_ASK
            keys = [key for key in deck.keys if key in wanted or (asks and key in own)]
        else:
            keys = list(dict.fromkeys([*filter(mine.__contains__, deck.keys), *_musts(deck)]))
        cards = [(key, library.card(key)) for key in (deck.keys if decks else keys)]
        asking += [(key, card) for key, card in cards if card.kind is Kind.QUESTION_TO_ASK]
        answers = [
            _entry(card, own.get(key), told.get(key)) for key, card in cards if card.kind is not Kind.QUESTION_TO_ASK
        ]
        groups += [(deck.title, tuple(answers))] if answers else []
    if not asking:
        decks_to_ask = [deck for deck in library.decks() if deck.kind == Kind.QUESTION_TO_ASK]
        asking = [(key, library.card(key)) for deck in decks_to_ask for key in _musts(deck)]
    if not decks and own.keys() & dict(asking).keys():  # your own questions take the place of those we'd propose
        asking = [(key, card) for key, card in asking if key in own]
    return Sheet(
        day=day,
        occasion=occasion.title,
        people=occasion.people,
        requirements=tuple(
            requirement_rows(occasion.requirements, list(stories.values()), story_log.stories_told(store))
        ),
        groups=tuple(groups),
        stories=tuple((story.handle, story.short or story.result) for story in stories.values()),
        asks=tuple(line for key, card in asking for line in _asks(card, own.get(key))),
        unanswered=sum(not wanted or CardKey(deck.id, card) in wanted for deck in entries for card in deck.unanswered),
        chosen=len(wanted),
    )


def _as_in_an_interview(library: Library) -> list[DeckEntry]:
    """Return the decks to take questions from: the user's own first, and openers before closings."""
    order = [kind.value for kind in Kind]
    decks = [deck for deck in library.decks() if deck.id != STORIES_DECK]
    return sorted(decks, key=lambda deck: (deck.builtin, order.index(deck.kind)))


def _musts(deck: DeckEntry) -> list[CardKey]:
    """Return the `must` cards of a deck."""
    return [CardKey(deck.id, card) for card in deck.ids[0]]


def _entry(card: Card, own: OwnAnswer | None, story: Story | None) -> Entry:
    musts = tuple(KeyPoint(point.text) for point in card.key_points if point.must)  # unmarked, since all of them are
    points, notes = (own.points or musts, own.notes) if own else (musts, "")
    return Entry(question=card.question, points=points, notes=notes, story=story.handle if story else "")


def _asks(card: Card, own: OwnAnswer | None) -> list[str]:
    """Return the questions the user would ask: in their own words, else a description from the card."""
    if own is not None:
        return [point.text for point in own.points] or [own.notes]
    return [point.text for point in card.key_points[:1]]
