"""New cards drafted from an advert's own lines, for the user to confirm one by one."""

import re
from collections.abc import Iterable, Mapping
from itertools import permutations
from typing import NamedTuple

from cards.advert import AdvertLine, Reading, Thing
from cards.card import Card, KeyPoint, Kind
from cards.cv import Shown, Support
from cards.key import Priority
from cards.matching.phrases import Phrases, phrase_of
from decks.vocabulary.advert import AdvertData, Odd, Template

_PROOFS, _GAPS, _ASKS = 3, 2, 3  # the most of each
_QUOTED = 140  # characters of a quoted line
_ASKED = ("essential", "duty")  # sections whose lines a card may quote as asked for
_YEARS = "years"  # the kind of thing that has a template of its own
_CREDENTIALS = ("certificate", "licence", "clearance")  # what you have or don't have, rather than know a bit of
_DONE = ("tool", "name", _YEARS)  # kinds of things that you do something with
_PLACE = re.compile(r"\{(line|thing|ask|why)\}")


class Draft(NamedTuple):
    """A new card, and the line it quotes.

    Attributes:
        template: `proof` asks what you've done that comes closest, `years` what yours taught you, `gap` about what your
            CV lacks, `credential` about a certificate it lacks, `ask` is a question back.
        about: What it is about: the quoted line, or the thing.
    """

    template: str
    line: int
    about: str
    card: Card


def draft_cards(reading: Reading, shown: Mapping[str, Shown], data: AdvertData, source: str) -> list[Draft]:
    """Return new cards: proofs of what no competency covers, gaps of the CV, and questions back about odd sentences.

    Args:
        reading: What the advert asks for.
        shown: How the CV supports it; empty without one.
        data: The templates, and the odd sentences.
        source: The name of the advert, for the cards' sources.
    """
    made = _Maker(data.templates, source)
    years = {number for thing in reading.things if thing.kind == _YEARS for number in thing.lines}
    drafts = [made.proof(line, of_years=line.number in years) for line in _to_prove(reading)[:_PROOFS]]
    asked = {line.number for line in reading.lines if line.section in _ASKED}
    missing = (
        thing for thing in reading.things if asked.intersection(thing.lines) and _is_missing(thing, reading, shown)
    )
    drafts += [made.gap(thing) for thing, _ in zip(missing, range(_GAPS), strict=False)]
    drafts += [made.ask(line, odd) for (line, odd), _ in zip(_odd(reading.lines, data.odd), range(_ASKS), strict=False)]
    return drafts


def _is_missing(thing: Thing, reading: Reading, shown: Mapping[str, Shown]) -> bool:
    """Return whether a CV lacks a thing, and whatever the advert would take instead: "Tableau or Power BI"."""
    if thing.text not in shown or shown[thing.text].support is not Support.MISSING:
        return False
    texts = [line.text for line in reading.lines if line.number in thing.lines]
    others = (each for each in reading.things if each.text in shown and shown[each.text].lines)
    pairs = ((first, second) for other in others for first, second in permutations((thing.text, other.text)))
    either = [re.compile(rf"{re.escape(first)}(?:,? or | ?/ ?)(?:an? )?{re.escape(second)}") for first, second in pairs]
    return not any(each.search(text) for each in either for text in texts)


def _to_prove(reading: Reading) -> list[AdvertLine]:
    """Return the lines to ask a proof of: what is needed and matched no competency, then what counts most."""
    unmatched = {line for line in reading.unmatched if line.section == "essential"}
    asked = {line.text: line for line in reversed(reading.lines) if line.section in _ASKED}
    demanded = (asked.get(demand.quote) for demand in reading.competencies)
    candidates = [*(line for line in reading.lines if line in unmatched), *demanded]
    unprovable = {number for thing in reading.things if thing.kind not in _DONE for number in thing.lines}
    found = dict.fromkeys(line for line in candidates if line and line.says_something and line.number not in unprovable)
    return list(found)


def _odd(lines: Iterable[AdvertLine], odd: Iterable[Odd]) -> Iterable[tuple[AdvertLine, Odd]]:
    """Yield lines with a turn of phrase worth a question back, each kind once."""
    left = {str(at): each for at, each in enumerate(odd)}
    phrases = Phrases((form, at) for at, each in left.items() for form in each.forms)
    for line in lines:
        for at in phrases.find(phrase_of(line.text)):
            if (found := left.pop(at, None)) is not None:
                yield line, found
                break


class _Maker:
    """Fills the templates."""

    def __init__(self, templates: Mapping[str, Template], source: str) -> None:
        self._templates = templates
        self._source = source

    def proof(self, line: AdvertLine, *, of_years: bool) -> Draft:
        return self._draft(_YEARS if of_years else "proof", line.number, line.text, line=_quoted(line.text))

    def gap(self, thing: Thing) -> Draft:
        template = "credential" if thing.kind in _CREDENTIALS else "gap"
        return self._draft(template, thing.lines[0], thing.text, thing=thing.text)

    def ask(self, line: AdvertLine, odd: Odd) -> Draft:
        return self._draft("ask", line.number, line.text, line=_quoted(line.text), ask=odd.ask, why=odd.why)

    def _draft(self, name: str, number: int, about: str, **values: str) -> Draft:
        template = self._templates[name]

        def filled(text: str) -> str:  # in one pass: a quoted line may have braces of its own
            return _PLACE.sub(lambda found: values[found[1]], text)

        card = Card(
            id="",
            question=filled(template.question),
            kind=Kind(template.kind),
            priority=Priority.CORE,
            looks_for=filled(template.looks_for),
            key_points=tuple(KeyPoint(filled(text).rstrip("."), must=must) for text, must in template.key_points),
            pitfalls=template.pitfalls,
            tags=("advert",),
            sources=(f"{self._source}, line {number}: {_clipped(about, 400)}",),
        )
        return Draft(name, number, _clipped(about, _QUOTED), card)


def _quoted(text: str) -> str:
    """Return a line to quote as a sentence."""
    text = _clipped(text, _QUOTED)
    return text if text[-1] in ".!?\u2026" else f"{text.rstrip(',;:')}."


def _clipped(text: str, most: int) -> str:
    """Return a text cut at the last word that fits."""
    return text if len(text) <= most else f"{text[: most - 1].rsplit(' ', 1)[0]}\u2026"
