"""Cues: words that tell that an answer makes a key point which asks for something instead of saying it.

Nobody says "Give a result with a number"; they say "14". A cue is a word or a phrase, in which `*` ends the beginning
of a word and a class such as `#number` stands for any figure; `a + b` takes both, near each other. One cue is enough.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cards.matching import english
from cards.matching.negation import Token, read_text
from cards.matching.stems import stem

_GAP = 3  # words from one word of a phrase to the next: one or two others may stand between
_TOGETHER = 20  # words that both sides of a `+` may be spread over
_MONEY = "$£€"
_STOP = re.compile(r"[.!?\n\"-]")
_YEARS = range(1950, 2100)


class Match(NamedTuple):
    """The words of an answer that meet a cue, by place, and whether a negation reaches all of them."""

    first: int
    last: int
    denied: bool


def _nearest(spans: Sequence[tuple[int, int]], low: int, high: int) -> tuple[int, int] | None:
    """Return the span nearest to another that is close enough to it; both are in order."""
    at = bisect_left(spans, (low, 0))
    near = [span for span in spans[max(0, at - 1) : at + 1] if max(high, span[1]) - min(low, span[0]) <= _TOGETHER]
    return min(near, key=lambda span: abs(span[0] - low), default=None)


def _around(low: int, high: int, others: Iterable[Sequence[tuple[int, int]]]) -> tuple[int, int] | None:
    """Return the first and last place of a span and the nearest of each of the others; None if one is not near."""
    for spans in others:
        if (near := _nearest(spans, low, high)) is None:
            return None
        low, high = min(low, near[0]), max(high, near[1])
    return low, high


class CuedText:
    """An answer to look for cues in."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._said = [place for place, token in enumerate(tokens) if token.word not in english.FILLERS]
        self._classes: dict[str, list[int]] = {}
        self._by_word: dict[str, list[int]] = {}
        self._by_stem: dict[str, list[int]] = {}
        for place, said in enumerate(self._said):
            self._by_word.setdefault(tokens[said].word, []).append(place)
            self._by_stem.setdefault(tokens[said].stem, []).append(place)

    def find(self, cues: Sequence[str]) -> Match | None:
        """Return the first place that meets a cue and is not denied, else the first that is; None if there is none."""
        denied = None
        for cue in cues:
            for match in self._matches(cue):
                if not match.denied:
                    return match
                denied = denied or match
        return denied

    def _matches(self, cue: str) -> Iterator[Match]:
        first, *others = ([*self._phrases(part.split())] for part in cue.split("+"))
        own = any(token.denied for token in read_text(cue))  # "no one else" is denied by nature
        bare = all(word.startswith("#") for word in cue.replace("+", " ").split())
        for low, high in first:
            whole = _around(low, high, others)
            if whole is not None:
                ends = self._said[whole[0]], self._said[whole[1]]
                denied = not own and any(self._tokens[end].denied for end in ends)
                if not (denied and bare):  # a figure denied is no figure: there is nothing to doubt
                    yield Match(*ends, denied)

    def _phrases(self, words: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield the first and last place of each occurrence of a phrase, counted without fillers."""
        first, *others = (self._places(word) for word in words)
        for start in first:
            end = start
            for places in others:
                at = bisect_left(places, end + 1)
                if at == len(places) or places[at] - end > _GAP or self._is_stop(end, places[at]):
                    break
                end = places[at]
            else:
                yield start, end

    def _is_stop(self, one: int, other: int) -> bool:
        """Return whether a sentence ends between two words."""
        start, end = self._tokens[self._said[one]].end, self._tokens[self._said[other]].start
        return _STOP.search(self._text, start, end) is not None

    def _places(self, word: str) -> list[int]:
        """Return where a word, a beginning of words or a class is, counted without fillers."""
        if word.startswith("#"):
            if word not in self._classes:
                self._classes[word] = [at for at in range(len(self._said)) if self._is(word, at)]
            return self._classes[word]
        if word.endswith("*"):
            beginning = word[:-1].casefold()
            return sorted(at for said, found in self._by_word.items() if said.startswith(beginning) for at in found)
        return self._by_stem.get(stem(word), [])

    def _is(self, kind: str, at: int) -> bool:
        before, word, after = (self._word(place) for place in (at - 1, at, at + 1))
        match kind:
            case "#number":
                return self._is_figure(at)
            case "#unit":
                return self._is_figure(at) and (after in english.UNITS or self._is_money(at))
            case "#because":
                return word in english.REASONS or (word, after) in english.REASON_PAIRS
            case "#period":
                return (
                    word in english.PERIODS
                    or (word.isdecimal() and int(word[:5]) in _YEARS)
                    or (word in english.SPANS and before in english.WHICH_SPAN)
                )
        return self._is_name(at)

    def _word(self, at: int) -> str:
        return self._tokens[self._said[at]].word if 0 <= at < len(self._said) else ""

    def _is_figure(self, at: int) -> bool:
        token = self._tokens[self._said[at]]
        if not (token.stem[0].isdecimal() or token.word in english.SHARES):
            return False
        return not (token.word.isdecimal() and len(token.word) == 4 and int(token.word) in _YEARS)

    def _is_money(self, at: int) -> bool:
        start = self._tokens[self._said[at]].start
        return self._text[max(0, start - 1) : start] in tuple(_MONEY)

    def _is_name(self, at: int) -> bool:
        """Return whether a word is capitalised, though it does not begin a sentence."""
        said = self._said[at]
        token = self._tokens[said]
        written = self._text[token.start : token.end]
        if not written[0].isupper() or token.word.partition("'")[0] == "i" or token.word in english.PERIODS:
            return False
        begins = said == 0 or _STOP.search(self._text, self._tokens[said - 1].end, token.start)
        return len(written) > 1 and (written.isupper() or not begins)
