"""What the lines of an advert ask for, found by words alone.

How much a section counts is data (`decks/vocabulary/advert.toml`). Nothing here knows what a word means: what matched
nothing is returned too, for a person to read.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from cards.advert import ABOUT, AdvertLine, AdvertTerms, Demand, Reading, Thing
from cards.competencies import Vocabulary
from cards.matching.names import names_pattern
from cards.text import clean_line

_LONGEST_NAME = 80  # characters of a thing
_MOST_NAMES = 30  # names of an advert's own that are shown
_NAME = re.compile(r"(?:[A-Z][\w+#./&-]*|\d{1,3}[A-Z]{2,}\w*)(?:[ /][A-Z0-9][\w+#./&-]*){0,4}")


class AdvertReader:
    """Finds what an advert asks for."""

    def __init__(self, terms: AdvertTerms, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._things = [
            (each, pattern) for each in terms.things if (pattern := names_pattern(each.forms, each.patterns))
        ]
        self._before_names = [re.compile(rf"\b{re.escape(cue)}\b", re.IGNORECASE) for cue in terms.before_names]
        self._weights = {section.id: section.weight for section in terms.sections}

    def read(self, lines: Sequence[AdvertLine]) -> Reading:
        """Return what lines ask for."""
        found: dict[str, dict[int, tuple[int, str]]] = {}  # the heaviest sentence of each line, by competency
        asked: set[str] = set()  # competencies that a line asks for which isn't only about the employer
        things: dict[tuple[str, str], dict[int, str]] = {}
        unmatched = []
        names = self._own_names(lines)
        for line in lines:
            weight = self._weights[line.section]
            ids = self._vocabulary.signs_in(line.text) if weight and not line.is_heading else ()
            for each in ids:
                at = found.setdefault(each, {})
                if weight > at.get(line.number, (0, ""))[0]:
                    at[line.number] = weight, line.text
            asked |= set(ids if line.section != ABOUT else ())
            named = [*self._things_in(line, counts=weight > 0), *(("name", name) for name in names.get(line, ()))]
            for kind, name in named:
                things.setdefault((kind, name.casefold()), {}).setdefault(line.number, name)
            if self._asks(line) and line.says_something and not ids and not named:
                unmatched.append(line)
        demands = [self._demand(each, at) for each, at in found.items() if each in asked]
        return Reading(
            lines=tuple(lines),
            competencies=tuple(sorted(demands, key=lambda each: (-each.weight, each.lines))),
            things=tuple(Thing(next(iter(at.values())), kind, tuple(at)) for (kind, _), at in things.items()),
            unmatched=tuple(unmatched),
        )

    def _asks(self, line: AdvertLine) -> bool:
        """Return whether a line is about the work or the applicant, not about the employer alone."""
        return self._weights[line.section] > 0 and line.section != ABOUT and not line.is_heading

    def _demand(self, competency: str, at: Mapping[int, tuple[int, str]]) -> Demand:
        lines = sorted(at, key=lambda number: (-at[number][0], number))
        heaviest, quote = at[lines[0]]
        title = self._vocabulary.by_id[competency].title
        return Demand(competency, title, tuple(lines), (heaviest, *(1 for _ in lines[1:])), quote)

    def _things_in(self, line: AdvertLine, *, counts: bool) -> Iterable[tuple[str, str]]:
        for kind, pattern in self._things:
            if (counts or kind.everywhere) and not line.is_heading:
                for found in dict.fromkeys(clean_line(each[0]) for each in pattern.finditer(line.text)):
                    yield kind.id, found[:_LONGEST_NAME].rstrip(",. ")

    def _own_names(self, lines: Sequence[AdvertLine]) -> dict[AdvertLine, list[str]]:
        """Return the names that no list has: behind "experience of", and capitalised terms of several lines."""
        inside: dict[str, list[AdvertLine]] = {}
        behind: set[str] = set()
        for line in filter(self._asks, lines):
            cues = [cue.end() for each in self._before_names if (cue := each.search(line.text))]
            for found in _NAME.finditer(line.text):
                name = found[0].rstrip(".,-/&")
                begins = found.start() == 0
                if not 2 <= len(name) <= _LONGEST_NAME or begins or any(each.search(name) for _, each in self._things):
                    continue
                inside.setdefault(name, []).append(line)
                if cues and found.start() >= min(cues):
                    behind.add(name)
        about = " ".join(line.text for line in lines if line.section == ABOUT or line.is_heading)
        chosen = [name for name, at in inside.items() if name in behind or len(set(at)) > 1]
        named: dict[AdvertLine, list[str]] = {}
        for name in [name for name in chosen if name not in about][:_MOST_NAMES]:
            for line in dict.fromkeys(inside[name]):
                named.setdefault(line, []).append(name)
        return named
