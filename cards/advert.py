"""A job advert: its lines, and what they ask for, found by words alone.

Lines belong to sections, and how much a section counts is data (`decks/vocabulary/advert.toml`). Nothing here knows
what a word means: what matched nothing is returned too, for a person to read.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cards.competencies import Vocabulary
from cards.matching.phrases import Phrases, phrase_of
from cards.text import clean_line

ABOUT, DUTY, NOTICE = "about", "duty", "notice"  # sections that a line can be in without a heading
_HEADING_WORDS = 9  # the most words of a heading; a longer line is a sentence
_LABEL_WORDS = 5  # the most words of a label before a colon: "Nice to have: French"
_FEWEST_WORDS = 3  # of a line that says something
_LONGEST_NAME = 80  # characters of a thing
_MOST_NAMES = 30  # names of an advert's own that are shown
_MARKS = re.compile(r"^[\s>*+\u2022\u25aa\u25cf\u25e6\u2023\u2013\u2014-]+(?=\S)|^\s*\(?\d{1,2}[.)]\s+")
_MARKDOWN = re.compile(r"^\s*(#{1,6})\s+|\*\*|__|\\(?=[^\w\s])|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|<br>|\s+$")
_LINK = re.compile(r"!?\[([^\]\n]{1,200})\]\([^)\s]{0,2000}\)")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[^\W\d_a-z]|[a-z])")
_NAME = re.compile(r"(?:[A-Z][\w+#./&-]*|\d{1,3}[A-Z]{2,}\w*)(?:[ /][A-Z0-9][\w+#./&-]*){0,4}")
# How names differ without being others: "full-time", "bachelors degree", "driving license".
_SPELLINGS = ((" ", "[ \u2011-]"), ("-", "[ \u2011-]"), ("'", "['\u2019]?"), ("licence", "licen[cs]e"))
_CAPITALS = re.compile(r"[^a-z]*[A-Z]{3}[^a-z]*")


class Section(NamedTuple):
    """A part of an advert.

    Attributes:
        weight: How much a line in it counts, 0 for nothing.
        headings: Phrases of its headings.
        alone: Headings that only count if they are the whole line.
        cues: Phrases that put a single sentence into it.
    """

    id: str
    title: str
    weight: int
    headings: tuple[str, ...]
    alone: tuple[str, ...]
    cues: tuple[str, ...]


class ThingKind(NamedTuple):
    """A kind of thing that is not a competency: a tool, a certificate, the pay.

    Attributes:
        forms: What it goes by. One with a capital letter is only found with it.
        patterns: Regular expressions of what has no fixed wording, such as sums.
        everywhere: Whether lines that don't count are looked at, too.
        provable: Whether a CV can show it.
    """

    id: str
    title: str
    forms: tuple[str, ...]
    patterns: tuple[str, ...]
    everywhere: bool
    provable: bool


# Names of the same thing on a rung; what is on a higher one shows all below: a PhD, that there is a degree.
Ladder = tuple[tuple[str, ...], ...]


class AdvertTerms(NamedTuple):
    """The words that tell the parts of an advert: data, not code."""

    sections: tuple[Section, ...]
    things: tuple[ThingKind, ...]
    before_names: tuple[str, ...]  # "experience of": what follows may be a name that no list has
    page: tuple[str, ...]  # "accept all": a line with it belongs to the web page around an advert
    ladders: tuple[Ladder, ...] = ()  # things that show one another


class AdvertLine(NamedTuple):
    """A sentence or an item of an advert: the number of the line it begins on, from 1, its text, and its section."""

    number: int
    text: str
    section: str
    is_heading: bool = False

    @property
    def says_something(self) -> bool:
        """Whether it is a sentence or an item of at least three words."""
        return not self.is_heading and len(self.text.split()) >= _FEWEST_WORDS


class Demand(NamedTuple):
    """A competency that an advert asks for.

    Attributes:
        lines: The numbers of the lines that ask for it, heaviest section first.
        parts: What adds up to its weight: the weight of the heaviest section, and 1 for each other line.
        quote: The sentence of the first of those lines that asks for it; empty if none does.
    """

    id: str
    title: str
    lines: tuple[int, ...]
    parts: tuple[int, ...]
    quote: str = ""

    @property
    def weight(self) -> int:
        """The sum of its parts."""
        return sum(self.parts)


class Thing(NamedTuple):
    """A tool, certificate, place or other thing that an advert names, in its own words."""

    text: str
    kind: str
    lines: tuple[int, ...]


class Reading(NamedTuple):
    """What an advert asks for, as far as its words tell: competencies, the heaviest first, things, and the rest."""

    lines: tuple[AdvertLine, ...]
    competencies: tuple[Demand, ...]
    things: tuple[Thing, ...]
    unmatched: tuple[AdvertLine, ...]


class AdvertReader:
    """Finds what an advert asks for."""

    def __init__(self, terms: AdvertTerms, vocabulary: Vocabulary) -> None:
        self._terms = terms
        self._vocabulary = vocabulary
        self.sections = {section.id: section for section in terms.sections}
        self._headings = Phrases((form, each.id) for each in terms.sections for form in each.headings)
        self._alone = {phrase_of(form): each.id for each in terms.sections for form in (*each.headings, *each.alone)}
        self._cues = Phrases((form, each.id) for each in terms.sections for form in each.cues)
        self._page = Phrases((form, NOTICE) for form in terms.page)
        self._things = {each.id: names_pattern(each.forms, each.patterns) for each in terms.things}
        self._before_names = [re.compile(rf"\b{re.escape(cue)}\b", re.IGNORECASE) for cue in terms.before_names]

    def cut(self, text: Iterable[tuple[int, str]]) -> tuple[AdvertLine, ...]:
        """Return the sentences of numbered lines, each with its section.

        A heading puts the lines below it into its section, a cue a single sentence. What comes before the first heading
        is about the employer; in an advert without headings, everything that no cue says otherwise about is a duty.
        """
        lines: list[AdvertLine] = []
        section = ""
        for number, raw in text:
            line, marked = _bare(raw)
            if not line:
                continue
            if next(iter(self._page.find(phrase_of(line))), None):
                lines.append(AdvertLine(number, line, NOTICE))
                continue
            is_title = marked or (_MARKS.match(raw) is None and _is_title(line))
            if (named := self._section_of_heading(line, marked=is_title)) is not None:
                section = named or section
                lines.append(AdvertLine(number, line, section or ABOUT, is_heading=True))
                continue
            at, rest = self._after_label(line)
            lines += [
                AdvertLine(number, sentence, at or self._section_of(sentence, section))
                for sentence in _SENTENCE.split(rest)
            ]
        if not section:
            lines = [line._replace(section=DUTY) if line.section == ABOUT else line for line in lines]
        return tuple(lines)

    def read(self, lines: Sequence[AdvertLine]) -> Reading:
        """Return what lines ask for."""
        found: dict[str, dict[int, tuple[int, str]]] = {}  # the heaviest sentence of each line, by competency
        asked: set[str] = set()  # competencies that a line asks for which isn't only about the employer
        things: dict[tuple[str, str], dict[int, str]] = {}
        unmatched = []
        names = self._own_names(lines)
        for line in lines:
            weight = self.sections[line.section].weight
            ids = self._vocabulary.signs_in(line.text) if weight and not line.is_heading else ()
            for each in ids:
                at = found.setdefault(each, {})
                if weight > at.get(line.number, (0, ""))[0]:
                    at[line.number] = weight, line.text
            asked |= set(ids if line.section != ABOUT else ())
            named = [*self._things_in(line, counts=weight > 0), *(("name", name) for name in names.get(line, ()))]
            for kind, name in named:
                things.setdefault((kind, name.casefold()), {}).setdefault(line.number, name)
            is_open = weight and line.section != ABOUT and line.says_something
            if is_open and not ids and not named:
                unmatched.append(line)
        demands = [self._demand(each, at) for each, at in found.items() if each in asked]
        return Reading(
            lines=tuple(lines),
            competencies=tuple(sorted(demands, key=lambda each: (-each.weight, each.lines))),
            things=tuple(Thing(next(iter(at.values())), kind, tuple(at)) for (kind, _), at in things.items()),
            unmatched=tuple(unmatched),
        )

    def _demand(self, competency: str, at: Mapping[int, tuple[int, str]]) -> Demand:
        lines = sorted(at, key=lambda number: (-at[number][0], number))
        heaviest, quote = at[lines[0]]
        title = self._vocabulary.by_id[competency].title
        return Demand(competency, title, tuple(lines), (heaviest, *(1 for _ in lines[1:])), quote)

    def _section_of_heading(self, line: str, *, marked: bool) -> str | None:
        """Return the section that a heading begins, empty if it is no heading that we know; None for no heading."""
        words = line.rstrip(":").split()
        ends = line.endswith(":") or line[-1] not in ".,;!?"
        if len(words) > _HEADING_WORDS or not ends or (line.count(":") and not line.endswith(":")):
            return None
        stems = phrase_of(line)
        if stems in self._alone:
            return self._alone[stems]
        if not (marked or line.endswith(":") or _CAPITALS.fullmatch(line)):
            return None
        found = max(self._headings.find_sized(stems), key=lambda each: each[1], default=("", 0))
        return found[0]

    def _after_label(self, line: str) -> tuple[str, str]:
        """Return the section that a label before a colon names, empty for none, and what is behind it."""
        label, colon, rest = line.partition(":")
        if not colon or not rest.strip() or len(label.split()) > _LABEL_WORDS:
            return "", line
        stems = phrase_of(label)
        found = self._alone.get(stems) or next(iter(self._headings.find(stems)), "")
        return (found, rest.strip()) if found else ("", line)

    def _section_of(self, sentence: str, section: str) -> str:
        """Return the section of a sentence: that of its heading, unless a cue in it counts for less or none."""
        cues = list(self._cues.find(phrase_of(sentence)))
        here = section or ABOUT
        if here == ABOUT:  # prose: any cue decides; the lightest, as "it would be nice if you had" says "you had" too
            return min(cues, key=self._weight_of, default=here)
        lighter = [cue for cue in cues if self._weight_of(cue) < self._weight_of(here)]
        return min(lighter, key=self._weight_of, default=here)

    def _weight_of(self, section: str) -> int:
        return self.sections[section].weight

    def _things_in(self, line: AdvertLine, *, counts: bool) -> Iterable[tuple[str, str]]:
        for kind in self._terms.things:
            pattern = self._things[kind.id]
            if pattern is not None and (counts or kind.everywhere) and not line.is_heading:
                for found in dict.fromkeys(clean_line(each[0]) for each in pattern.finditer(line.text)):
                    yield kind.id, found[:_LONGEST_NAME].rstrip(",. ")

    def _own_names(self, lines: Sequence[AdvertLine]) -> dict[AdvertLine, list[str]]:
        """Return the names that no list has: behind "experience of", and capitalised terms of several lines."""
        asked = [line for line in lines if self.sections[line.section].weight and not line.is_heading]
        asked = [line for line in asked if line.section != ABOUT]
        known = [pattern for pattern in self._things.values() if pattern is not None]
        inside: dict[str, list[AdvertLine]] = {}
        behind: set[str] = set()
        for line in asked:
            cues = [cue.end() for each in self._before_names if (cue := each.search(line.text))]
            for found in _NAME.finditer(line.text):
                name = found[0].rstrip(".,-/&")
                begins = found.start() == 0
                if not 2 <= len(name) <= _LONGEST_NAME or begins or any(pattern.search(name) for pattern in known):
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


def unwrapped(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Return numbered lines, from 1, with those joined that a fixed width broke in the middle of a sentence."""
    joined: list[tuple[int, str]] = []
    widest = max(map(len, lines), default=0)
    open_line = False
    for number, line in enumerate(lines, start=1):
        begins_small = line.strip()[:1].islower() or line.startswith("  ")
        if open_line and begins_small and line.strip() and not _MARKS.match(line.strip()):
            joined[-1] = (joined[-1][0], f"{joined[-1][1].rstrip()} {line.strip()}")
        elif line.strip():
            joined.append((number, line))
        open_line = bool(line.strip()) and 40 < len(line) <= 100 and len(line) > 0.6 * min(widest, 100)
    return joined


def _is_title(line: str) -> bool:
    """Return whether a line is a few words with capital letters, as titles have."""
    words = line.split()
    return len(words) <= _LABEL_WORDS and all(word[0].isupper() for word in words if len(word) > 3)


def names_pattern(forms: Iterable[str], patterns: Iterable[str] = ()) -> re.Pattern[str] | None:
    """Return one expression for names, of any number and with or without their apostrophes and hyphens, and patterns.

    A name with a capital letter is only found with it. None if there is nothing to find.
    """
    parts = [*patterns, *map(_name_pattern, sorted(forms, key=len, reverse=True))]
    return re.compile(rf"(?<![\w@])(?:{'|'.join(parts)})(?!\w)") if parts else None


def _name_pattern(name: str) -> str:
    pattern = re.escape(name)
    for known, variants in _SPELLINGS:
        pattern = pattern.replace(re.escape(known), variants)
    return pattern if name != name.lower() else f"(?i:{pattern}s?)"


def _bare(line: str) -> tuple[str, bool]:
    """Return a line without its bullet and its marks of Markdown, and whether those made it a heading."""
    line = clean_line(_LINK.sub(r"\1", line))
    is_bold = line.startswith(("**", "__")) and line.rstrip(": ").endswith(("**", "__"))
    marked = line.startswith("#") or is_bold
    line = _MARKDOWN.sub("", line)
    return clean_line(_MARKS.sub("", line)), marked
