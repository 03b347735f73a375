"""A job advert: the words that tell its parts, its lines, and what they ask for."""

from typing import NamedTuple

ABOUT, DUTY, NOTICE = "about", "duty", "notice"  # sections that a line can be in without a heading
_FEWEST_WORDS = 3  # of a line that says something


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
