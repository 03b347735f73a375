"""What `greenroom prepare` keeps with an interview: what its advert asks for, and the cards chosen for it."""

from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from cards.key import CardKey
from cards.text import clean_line, slug
from trainer.interview.dates import Interview, InterviewsError

_NAMELESS = "my-advert"  # the deck for an interview without a name


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


class Corrections(NamedTuple):
    """What the user corrected in the reading of an advert.

    Attributes:
        sections: The right section of a line, by its number.
        dropped: Competencies that aren't asked for, by id.
        added: Competencies that are asked for although no word says so, by id.
    """

    sections: Mapping[int, str] = MappingProxyType({})
    dropped: frozenset[str] = frozenset()
    added: tuple[str, ...] = ()


class Prepared(NamedTuple):
    """What an advert came to.

    Attributes:
        requirements: What it asks for, the heaviest first.
        cards: Every card chosen.
        corrections: What the user corrected.
        advert: The digest of the advert, so that its corrections are used for no other.
    """

    requirements: tuple[Requirement, ...] = ()
    cards: tuple[CardKey, ...] = ()
    corrections: Corrections = Corrections()
    advert: str = ""


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
    rest = dict(interview.rest)
    rest |= {"requirements": list(map(_table, prepared.requirements)), "cards": list(map(str, prepared.cards))}
    rest.pop("corrections", None)
    if any(prepared.corrections):
        rest["corrections"] = _corrections_table(prepared.corrections, prepared.advert)
    decks = interview.decks
    if deck and decks and deck not in decks:
        decks = (*decks, deck)
    return interview._replace(decks=decks, rest=rest)


def read_corrections(
    interview: Interview, advert: str, competencies: Collection[str], sections: Collection[str]
) -> Corrections:
    """Return what the user corrected the last time the advert with this digest was read for an interview.

    What names none of these competencies and sections is left out; so is everything if the file's value is not valid.
    """
    table = interview.rest.get("corrections")
    if not isinstance(table, dict) or table.get("advert") != advert:
        return Corrections()
    dropped, added, moved = (table.get(name, empty) for name, empty in (("dropped", []), ("added", []), ("moved", {})))
    if not (_are_texts(dropped) and _are_texts(added) and isinstance(moved, dict)):
        return Corrections()
    return Corrections(
        {int(line): name for line, name in moved.items() if line.isdecimal() and name in sections},
        frozenset(each for each in dropped if each in competencies),
        tuple(each for each in added if each in competencies),
    )


def prepared_deck(interview: Interview) -> str:
    """Return the id of the deck of the cards made from an interview's advert.

    That is the one it has; an interview that got its name later keeps the deck it had without one.
    """
    named = f"advert-{slug(interview.at)}" if slug(interview.at) else _NAMELESS
    decks = {key.deck for key in wanted_cards(interview)}
    return _NAMELESS if _NAMELESS in decks and named not in decks else named


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


def _corrections_table(corrections: Corrections, advert: str) -> dict[str, Any]:
    moved = {str(line): section for line, section in corrections.sections.items()}
    table = {"advert": advert, "dropped": sorted(corrections.dropped), "added": list(corrections.added), "moved": moved}
    return {name: value for name, value in table.items() if value}


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
