"""Which key points a typed answer probably makes: suggestions for the eye, never decisions.

A point is found where enough of its words stand close together in the answer. Each word counts by how rare it is
among the points of the card (inverse document frequency, Spärck Jones 1972). Words in other words are not found:
what this knows is wording, in English. `docs/coverage.md` tells how often it is right.
"""

import math
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from cards.matching.english import COMMON, FAINT
from cards.matching.negation import Token, opposite, read_text, turned
from cards.matching.numbers import figures
from cards.matching.stems import within_one_edit

# Shares of a point's weight that must be found, chosen on the development half of the benchmark: for a suggestion, and
# for a doubt, which may be raised on less.
_PROBABLE, _DOUBTFUL = 0.7, 0.6
_ROUNDING = 1e-9  # the same share summed in another order is the same share
_SPACE = 4  # words a point may be spread over, beside three for each of its own
_NEAR = 10  # words on each side that may turn it round
_LEAST = 2  # words that must be found: one alone is chance


class Doubt(StrEnum):
    """Why a point that seems to be there may not be."""

    DENIED = "denied"
    OPPOSITE = "opposite"
    TURNED = "turned"
    FIGURE = "figure"


class Suggestion(NamedTuple):
    """A key point that an answer probably makes, or says something against.

    Attributes:
        quote: The words of the answer that speak of it.
        doubt: What stands beside them; None if nothing does, and the point is probably made.
    """

    quote: str
    doubt: Doubt | None = None


class _Window(NamedTuple):
    share: float
    first: int
    last: int


def suggest_points(points: Sequence[str], text: str) -> tuple[Suggestion | None, ...]:
    """Return for each key point what a typed answer seems to say of it; None means nothing is known, not "missed"."""
    wanted = [read_text(point) for point in points]
    said = read_text(text, {token.stem for point in wanted for token in point})
    frequency = Counter(word for point in wanted for word in _content(point))
    faint = {token.stem for point in wanted for token in point if token.word in FAINT}
    weights = {
        word: math.log(1 + len(points) / count) / (2 if word in faint else 1) for word, count in frequency.items()
    }
    return tuple(_suggest(point, said, text, weights) for point in wanted)


def _content(tokens: list[Token]) -> dict[str, Token]:
    """Return the words of a point that count, by stem."""
    return {token.stem: token for token in tokens if token.word not in COMMON and "n't" not in token.word}


def _suggest(point: list[Token], said: list[Token], text: str, weights: dict[str, float]) -> Suggestion | None:
    content = _content(point)
    windows = _windows(content, said, weights)
    doubted = None
    for window in windows:
        if window.share < windows[0].share - _ROUNDING:
            break  # where more of it is said counts
        around = _around(said, window)
        doubt = _doubt(point, content, said, window, around)
        if doubt is None:
            quote = _quote(text, said, _with_no(said, window))
            return Suggestion(quote) if window.share >= _PROBABLE - _ROUNDING else None
        doubted = doubted or Suggestion(_quote(text, said, around), doubt)
    return doubted


def _quote(text: str, said: list[Token], window: _Window) -> str:
    return text[said[window.first].start : said[window.last].end]


def _with_no(said: list[Token], window: _Window) -> _Window:
    """Return a window that takes in the "no" which reaches its first word: without it the quote would say the opposite.

    The point itself is that it was not so, or there would be a doubt.
    """
    first = window.first
    while first > 0 and said[first].denied and said[first - 1].denied and said[first - 1].clause == said[first].clause:
        first -= 1
    return window._replace(first=first)


def _around(said: list[Token], window: _Window) -> _Window:
    """Return a window made wider to the ends of its clauses, if they are near."""
    first, last = window.first, window.last
    while first > 0 and said[first - 1].clause == said[first].clause and window.first - first < _NEAR:
        first -= 1
    while last + 1 < len(said) and said[last + 1].clause == said[last].clause and last - window.last < _NEAR:
        last += 1
    return window._replace(first=first, last=last)


def _windows(content: dict[str, Token], said: list[Token], weights: dict[str, float]) -> list[_Window]:
    """Return the places where enough of a point is said, the fullest and tightest first."""
    if len(content) < _LEAST:
        return []
    matches = {word: _match(word, content) for word in {token.stem for token in said if token.word not in COMMON}}
    hits = [(place, found) for place, token in enumerate(said) if (found := matches.get(token.stem)) is not None]
    total = sum(weights[word] for word in content)
    space = _SPACE + 3 * len(content)
    windows = []
    for number, (first, _) in enumerate(hits):
        seen: set[str] = set()
        share = 0.0
        for place, word in hits[number : number + space]:
            if place - first > space:
                break
            if word in seen:
                continue
            seen.add(word)
            share += weights[word] / total
            if len(seen) >= _LEAST and share >= _DOUBTFUL - _ROUNDING:
                windows.append(_Window(share, first, place))
    return sorted(windows, key=lambda window: (-round(window.share, 9), window.last - window.first, window.first))


def _match(word: str, content: dict[str, Token]) -> str | None:
    return word if word in content else next((each for each in content if within_one_edit(word, each)), None)


def _doubt(
    point: list[Token], content: dict[str, Token], said: list[Token], window: _Window, around: _Window
) -> Doubt | None:
    """Return what stands against a point where its words were found."""
    hits: dict[str, list[bool]] = {}
    for token in said[window.first : window.last + 1]:
        if (found := _match(token.stem, content)) is not None:
            hits.setdefault(found, []).append(token.denied)
    meant = {word for word in hits if content[word].denied}
    if meant and meant.isdisjoint(word for word, denied in hits.items() if any(denied)):
        return Doubt.DENIED
    if any(all(denied) for word, denied in hits.items() if word not in meant):
        return Doubt.DENIED
    beside = said[around.first : around.last + 1]
    if opposite({token.word for token in point}, {token.word for token in beside}):
        return Doubt.OPPOSITE
    if turned(point, beside):
        return Doubt.TURNED
    wanted, told = figures(point), figures(beside)
    if wanted - told and told - wanted:
        return Doubt.FIGURE
    return None
