"""What `greenroom prepare` keeps with an interview: what its advert asks for, and the cards chosen for it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cards.key import CardKey
from cards.text import clean_line, slug
from trainer.interview.dates import Interview, InterviewsError


class Requirement(NamedTuple):
    """Something that the advert asks for.

    Attributes:
        ask: What, in a few words: the title of a competency, or a thing.
        competency: The id of the competency; empty for a thing.
        weight: How much the advert makes of it; 0 for a thing.
        line: The advert's own words.
        cards: The cards that rehearse it.
        cv: How the CV supports it, as `cards.cv.Support` says; empty if none was read.
    """

    ask: str
    competency: str
    weight: int
    line: str
    cards: tuple[CardKey, ...]
    cv: str = ""


class Prepared(NamedTuple):
    """What an advert came to: the requirements, the heaviest first, and every card chosen."""

    requirements: tuple[Requirement, ...] = ()
    cards: tuple[CardKey, ...] = ()


def read_prepared(path: Path, interview: Interview) -> Prepared:
    """Return what was prepared for an interview that was read from the file at `path`; empty if nothing was.

    Raises:
        InterviewsError: Something in it is not valid.
    """
    cards, found = interview.rest.get("cards", []), interview.rest.get("requirements", [])
    if not _are_texts(cards):
        raise InterviewsError(f"{path}: cards is not a list of cards", 'Write cards = ["deck/card"].')
    if not isinstance(found, list) or not all(map(_is_requirement, found)):
        fix = 'Write requirements = [{ask = "Accuracy", weight = 3}], or run `greenroom prepare` again.'
        raise InterviewsError(f"{path}: requirements is not a list of what is asked for", fix)
    return Prepared(tuple(map(_requirement, found)), _keys(cards))


def with_prepared(interview: Interview, prepared: Prepared, deck: str) -> Interview:
    """Return an interview with what was prepared for it; an interview about some decks is about `deck`, too."""
    known = {"requirements": list(map(_table, prepared.requirements)), "cards": list(map(str, prepared.cards))}
    decks = interview.decks
    if deck and decks and deck not in decks:
        decks = (*decks, deck)
    return interview._replace(decks=decks, rest=dict(interview.rest) | known)


def prepared_deck(interview: Interview) -> str:
    """Return the id of the deck of the cards made from an interview's advert."""
    return f"advert-{slug(interview.at)}" if slug(interview.at) else "my-advert"


def wanted_cards(interview: Interview) -> frozenset[CardKey]:
    """Return the cards chosen for an interview; none if what the file says is not valid."""
    cards = interview.rest.get("cards", ())
    return frozenset(_keys(cards)) if _are_texts(cards) else frozenset()


def _requirement(table: Mapping[str, Any]) -> Requirement:
    texts = (clean_line(table.get(name, "")) for name in ("line", "cv"))
    line, cv = texts
    competency = clean_line(table.get("competency", ""))
    return Requirement(
        clean_line(table["ask"]), competency, table.get("weight", 0), line, _keys(table.get("cards", ())), cv
    )


def _table(requirement: Requirement) -> dict[str, Any]:
    table = requirement._asdict() | {"cards": list(map(str, requirement.cards))}
    return {name: value for name, value in table.items() if value not in ("", 0, [])}


def _is_requirement(table: object) -> bool:
    return (
        isinstance(table, dict)
        and isinstance(table.get("ask"), str)
        and type(table.get("weight", 0)) is int
        and all(isinstance(table.get(name, ""), str) for name in ("competency", "line", "cv"))
        and _are_texts(table.get("cards", []))
    )


def _are_texts(values: object) -> bool:
    return isinstance(values, list | tuple) and all(isinstance(each, str) for each in values)


def _keys(values: "list[str] | tuple[str, ...]") -> tuple[CardKey, ...]:
    return tuple(key for each in values if (key := CardKey.parse(each)) is not None)
