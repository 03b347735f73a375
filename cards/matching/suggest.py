"""Suggestions of which key points a typed answer makes: hints for the eye, never decisions.

A point is found where enough of its words are close together in the answer. Each word counts by how rare it is among
the points of the card (inverse document frequency, Spärck Jones 1972). Only wording is compared, in English: a point
made in other words is not found. `docs/coverage.md` says how often a suggestion is right.
"""

import math
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from cards.matching.english import COMMANDS, COMMON, FAINT
from cards.matching.negation import Token, read_text, says_opposite, sides_swapped
from cards.matching.numbers import numbers_in
from cards.matching.stems import within_one_edit

# The share of a point's weight that an answer must have, for a suggestion and for a doubt. Chosen on the development
# half of the benchmark.
_PROBABLE, _DOUBTFUL = 0.7, 0.5
_ROUNDING = 1e-9  # rounding: the same weights summed in another order may differ by this much
_SPACE = 4  # words a point may be spread over, plus three for each word of its own
_NEAR = 10  # words on each side that may contradict it
_FEWEST = 2  # words that must be found: a single one is chance


class Doubt(StrEnum):
    """Why a point that seems to be there may not be."""

    DENIED = "denied"
    OPPOSITE = "opposite"
    SWAPPED = "swapped"
    NUMBER = "number"


class Suggestion(NamedTuple):
    """The part of an answer that probably makes a key point, or contradicts it if there is a doubt."""

    quote: str
    doubt: Doubt | None = None


class _Window(NamedTuple):
    """A stretch of the answer, from one word to another, and the share of a point's weight in it."""

    share: float
    first: int
    last: int


def suggest_points(
    points: Sequence[str], text: str, cues: Sequence[Sequence[str]] = ()
) -> tuple[Suggestion | None, ...]:
    """Suggest what a typed answer says about each key point; None means "can't tell", not "missed".

    Args:
        points: The texts of the points.
        text: The answer.
        cues: The cues of each point; those that are met, and not denied, go before the words of the point.
    """
    wanted = [read_text(point) for point in points]
    answer = read_text(text, {token.stem for point in wanted for token in point})
    frequency = Counter(stem for point in wanted for stem in _content(point))
    faint = {token.stem for point in wanted for token in point if token.word in FAINT}
    weights = {
        stem: math.log(1 + len(points) / count) / (2 if stem in faint else 1) for stem, count in frequency.items()
    }
    found = tuple(_suggest(point, answer, text, weights) for point in wanted)
    return _with_cues(found, cues, answer, text) if any(cues) else found


def _with_cues(
    found: tuple[Suggestion | None, ...], cues: Sequence[Sequence[str]], answer: list[Token], text: str
) -> tuple[Suggestion | None, ...]:
    """Return suggestions of points by their words, with those that their cues make."""
    from cards.matching.cues import CuedText

    cued = CuedText(text, answer)

    def better(by_words: Suggestion | None, own: Sequence[str]) -> Suggestion | None:
        if (match := cued.find(own)) is None or (match.denied and by_words is not None):
            return by_words
        window = _widened(answer, _Window(1.0, match.first, match.last))
        return Suggestion(_quote(text, answer, window), Doubt.DENIED if match.denied else None)

    return tuple(map(better, found, cues))


def _content(point: list[Token]) -> dict[str, Token]:
    """Return the words of a point that count, by stem. A command at its beginning does not."""
    said = point[1:] if point and point[0].word in COMMANDS else point
    return {token.stem: token for token in said if not _is_common(token.word)}


def _is_common(word: str) -> bool:
    return word in COMMON or "n't" in word or word.partition("'")[0] in COMMON  # "you've", "what's"


def _suggest(point: list[Token], answer: list[Token], text: str, weights: dict[str, float]) -> Suggestion | None:
    content = _content(point)
    windows = _windows(content, answer, weights)
    doubted = None
    for window in windows:
        if window.share < windows[0].share - _ROUNDING:
            break  # only the fullest windows count
        around = _widened(answer, window)
        found, nearby = (answer[each.first : each.last + 1] for each in (window, around))
        doubt = _doubt(point, content, found, nearby)
        if doubt is None:
            quote = _quote(text, answer, _with_negation(answer, window))
            return Suggestion(quote) if window.share >= _PROBABLE - _ROUNDING else None
        doubted = doubted or Suggestion(_quote(text, answer, around), doubt)
    return doubted


def _quote(text: str, answer: list[Token], window: _Window) -> str:
    return text[answer[window.first].start : answer[window.last].end]


def _with_negation(answer: list[Token], window: _Window) -> _Window:
    """Extend a window back to the "no" that reaches its first word, or the quote would say the opposite.

    The point is then a denial itself: otherwise there would have been a doubt.
    """
    first = window.first
    while first > 0 and answer[first].denied and answer[first - 1].denied and _same_clause(answer, first - 1, first):
        first -= 1
    return window._replace(first=first)


def _widened(answer: list[Token], window: _Window) -> _Window:
    """Widen a window to the ends of its clauses, by at most `_NEAR` words on each side."""
    first, last = window.first, window.last
    while first > 0 and _same_clause(answer, first - 1, first) and window.first - first < _NEAR:
        first -= 1
    while last + 1 < len(answer) and _same_clause(answer, last + 1, last) and last - window.last < _NEAR:
        last += 1
    return window._replace(first=first, last=last)


def _same_clause(answer: list[Token], one: int, other: int) -> bool:
    return answer[one].clause == answer[other].clause


def _windows(content: dict[str, Token], answer: list[Token], weights: dict[str, float]) -> list[_Window]:
    """Return the windows with enough of a point's words, the fullest and tightest first."""
    if len(content) < _FEWEST:
        return []
    matches = {stem: _match(stem, content) for stem in {token.stem for token in answer if not _is_common(token.word)}}
    hits = [(place, match) for place, token in enumerate(answer) if (match := matches.get(token.stem)) is not None]
    total = sum(weights[stem] for stem in content)
    space = _SPACE + 3 * len(content)
    windows = []
    for number, (first, _) in enumerate(hits):
        seen: set[str] = set()
        share = 0.0
        for place, stem in hits[number : number + space]:
            if place - first > space:
                break
            if stem in seen:
                continue
            seen.add(stem)
            share += weights[stem] / total
            if len(seen) >= _FEWEST and share >= _DOUBTFUL - _ROUNDING:
                windows.append(_Window(share, first, place))
    return sorted(windows, key=lambda window: (-round(window.share, 9), window.last - window.first, window.first))


def _match(stem: str, content: dict[str, Token]) -> str | None:
    """Return the point's stem that matches a stem of the answer, forgiving one typing error; None if none does."""
    return stem if stem in content else next((each for each in content if within_one_edit(stem, each)), None)


def _doubt(point: list[Token], content: dict[str, Token], found: list[Token], nearby: list[Token]) -> Doubt | None:
    """Return what contradicts a point, in the words where it was found or nearby; None if nothing does."""
    hits: dict[str, list[bool]] = {}  # for each stem found: whether each of its occurrences is denied
    for token in found:
        if (match := _match(token.stem, content)) is not None:
            hits.setdefault(match, []).append(token.denied)
    denied_in_point = {stem for stem in hits if content[stem].denied}
    if denied_in_point and denied_in_point.isdisjoint(stem for stem, denied in hits.items() if any(denied)):
        return Doubt.DENIED
    if any(all(denied) for stem, denied in hits.items() if stem not in denied_in_point):
        return Doubt.DENIED
    if says_opposite({token.word for token in point}, {token.word for token in nearby}):
        return Doubt.OPPOSITE
    if sides_swapped(point, nearby):
        return Doubt.SWAPPED
    wanted, given = numbers_in(point), numbers_in(nearby)
    return Doubt.NUMBER if wanted - given and given - wanted else None
