"""Denied, wished-for and reversed statements, found by cues on the surface of an English sentence."""

import re
from collections.abc import Set as AbstractSet
from enum import Enum, auto
from itertools import chain, pairwise
from typing import NamedTuple

from cards.matching import english
from cards.matching.stems import split_words, stem

_BREAK = re.compile(r"[.,;:!?()\n\u2013\u2014]|\s-\s|->")
_VERBS = frozenset(map(stem, chain(english.DENY_VERBS, *english.DENY_PHRASES)))
_ECHOES = english.ECHOES.union(english.AUXILIARY, *english.DENY_PHRASES)
_STOP = re.compile(r"[.;!?\n]")
_PHRASES = {
    first: [phrase for phrase in english.DENY_PHRASES if phrase[0] == first] for first, *_ in english.DENY_PHRASES
}
_LONGEST_ECHO = 7  # words
_REACH = 12  # words a negation can reach if nothing ends its clause: people type without commas


class Token(NamedTuple):
    """One word of a text.

    Attributes:
        word: The word in lower case.
        stem: Its stem, which is what is compared.
        start: Its first character in the text.
        end: The position after its last character.
        clause: The number of its clause, from 0.
        denied: Whether a negation reaches it.
    """

    word: str
    stem: str
    start: int
    end: int
    clause: int
    denied: bool


def read_text(text: str, content: AbstractSet[str] = _VERBS) -> list[Token]:
    """Split a text into words, each with its clause and whether a negation reaches it.

    A verb like "stopped" denies its clause unless its stem is in `content`, the stems of the key points. By default no
    verb denies.
    """
    matches = split_words(text)
    words = [match[0].casefold() for match in matches]
    clauses: list[int] = []
    sentences: list[int] = []
    clause = sentence = end = 0
    for word, match in zip(words, matches, strict=True):
        gap = text[end : match.start()]
        if clauses and (word in english.NEW_CLAUSE or (gap != " " and _BREAK.search(gap))):
            clause += 1
        sentence += gap != " " and _STOP.search(gap) is not None
        clauses.append(clause)
        sentences.append(sentence)
        end = match.end()
    stem_of = {word: stem(word) for word in set(words)}
    stems = [stem_of[word] for word in words]
    cues = [_cue(words, stems, place, content) for place in range(len(words))]
    denied = _denied(words, clauses, cues)
    parts = [place for place, word in enumerate(words) if word in english.NEW_SUBJECT or _begins_clause(clauses, place)]
    _take_back(words, parts, sentences, cues, denied)
    starts, ends = [match.start() for match in matches], [match.end() for match in matches]
    return list(map(Token, words, stems, starts, ends, clauses, denied))


def _begins_clause(clauses: list[int], place: int) -> bool:
    return place == 0 or clauses[place] != clauses[place - 1]


class _Cue(Enum):
    """The reach of a negation: its whole clause, or the rest of it."""

    CLAUSE = auto()
    REST = auto()


def _cue(words: list[str], stems: list[str], place: int, content: AbstractSet[str]) -> _Cue | None:
    word = words[place]
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    if after in english.HARMLESS_AFTER or not english.HARMLESS_PAIRS.isdisjoint({(before, word), (word, after)}):
        return None
    if word in english.DENY_CLAUSE or word.endswith("n't") or (word == "not" and before in english.AUXILIARY):
        return _Cue.CLAUSE
    if (word in english.DENY_VERBS and stems[place] not in content) or (
        word in _PHRASES and _is_phrase(words, stems, place, content)
    ):
        return _Cue.CLAUSE
    if word == "too" and "to" in words[place + 2 : place + 4]:  # "too busy to check"
        return _Cue.CLAUSE
    if word in english.DENY_REST or (word.endswith("'d") and after == "have"):
        return _Cue.REST
    return _Cue.REST if (word, after) in english.DENY_REST_PAIRS and _is_wish(words, place) else None


def _is_phrase(words: list[str], stems: list[str], place: int, content: AbstractSet[str]) -> bool:
    found = (stems[place : place + len(each)] for each in _PHRASES[words[place]] if _begins(words, place, each))
    return any(not set(each) <= content for each in found)


def _begins(words: list[str], place: int, phrase: list[str]) -> bool:
    return words[place : place + len(phrase)] == phrase


def _is_wish(words: list[str], place: int) -> bool:
    """Return whether "used to" tells of a habit that was given up, and "going to" of a plan of the speaker's own."""
    before = words[max(0, place - 3) : place]
    if words[place] == "used":
        return english.STATES.isdisjoint(before[-1:])
    return words[place] != "going" or not (
        english.SPEAKERS.isdisjoint(before) or {"was", "were", "wasn't", "weren't"}.isdisjoint(before)
    )


def _denied(words: list[str], clauses: list[int], cues: list[_Cue | None]) -> list[bool]:
    denied = [False] * len(words)
    first = {clause: place for place, clause in reversed(list(enumerate(clauses)))}
    last = {clause: place for place, clause in enumerate(clauses)}
    subject = 0  # where the part of the clause with the current subject began
    for place, cue in enumerate(cues):
        clause = clauses[place]
        if place == first[clause] or words[place] in english.NEW_SUBJECT:
            subject = place
        if cue is None:
            continue
        start, end = place, min(last[clause], place + _REACH)
        if cue is _Cue.CLAUSE:
            start = max(subject, place - _REACH)
        elif words[place] == "no":
            if first[clause] == last[clause] and clause:
                start = max(first[clause - 1], place - _REACH)  # "the tests, no, they were not run"
            elif "and" in words[place : end + 1]:
                end = words.index("and", place) - 1  # "no gloves and a mask", but "no gloves or mask"
        denied[start : end + 1] = [True] * (end + 1 - start)
    return denied


def _take_back(
    words: list[str], parts: list[int], sentences: list[int], cues: list[_Cue | None], denied: list[bool]
) -> None:
    """Deny what a part like "but I didn't" takes back: what came before it in its sentence, or the sentence before."""
    for start, end in pairwise([*parts, len(words)]):
        if start == 0 or end - start > _LONGEST_ECHO or _Cue.CLAUSE not in cues[start:end]:
            continue
        said = {words[place] for place in range(start, end) if cues[place] is None}
        if said <= _ECHOES and said & english.PRONOUNS:
            back = start
            while back and sentences[back - 1] == sentences[start - 1] and start - back < _REACH:
                back -= 1
            denied[back:start] = [True] * (start - back)


def says_opposite(point: AbstractSet[str], answer: AbstractSet[str]) -> bool:
    """Return whether the answer has the opposite of a word of the point instead of the word itself."""
    missing = (point - answer) & english.OPPOSITES.keys()
    return any(not answer.isdisjoint(english.OPPOSITES[word] - point) for word in missing)


def sides_swapped(point: list[Token], answer: list[Token]) -> bool:
    """Return whether the two sides of a word like "than", or of "from" and "to", have swapped places.

    "a and b" means the same as "b and a", so around "and" some words must have swapped and others not.
    """
    wanted, found = _sides(point), _sides(answer)
    for word in wanted.keys() & found.keys():
        (left, right), (found_left, found_right) = wanted[word], found[word]
        crossed = left & (found_right - found_left) and right & (found_left - found_right)
        stayed = left & (found_left - found_right) and right & (found_right - found_left)
        if crossed and (stayed or word != "and"):
            return True
    return False


def _sides(tokens: list[Token]) -> dict[str, tuple[set[str], set[str]]]:
    """Return the stems before and after each side word, by that word."""
    return _from_to(tokens) | {
        token.word: ({each.stem for each in tokens[:place]}, {each.stem for each in tokens[place + 1 :]})
        for place, token in enumerate(tokens)
        if token.word in english.SIDE_WORDS
    }


def _from_to(tokens: list[Token]) -> dict[str, tuple[set[str], set[str]]]:
    """Return the stems between "from" and "to" and those after "to"; nothing unless one clause has both."""
    words = [token.word for token in tokens]
    if "from" not in words or "to" not in words[words.index("from") :]:
        return {}
    after_from = words.index("from") + 1
    after_to = words.index("to", after_from) + 1
    clause = tokens[after_from - 1].clause
    if tokens[after_to - 1].clause != clause:
        return {}
    sides = tokens[after_from : after_to - 1], [token for token in tokens[after_to:] if token.clause == clause]
    left, right = ({token.stem for token in side if token.word not in english.COMMON} for side in sides)
    return {"from": (left, right)}
