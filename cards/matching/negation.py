"""What in a text is denied, only wished for, or turned round: cues an English sentence shows on its surface."""

import re
from collections.abc import Set as AbstractSet
from enum import Enum, auto
from typing import NamedTuple

from cards.matching.english import (
    AUXILIARY,
    COMMON,
    DENY_CLAUSE,
    DENY_REST,
    DENY_REST_PAIRS,
    DENY_VERBS,
    HARMLESS_AFTER,
    HARMLESS_PAIRS,
    NEW_CLAUSE,
    NEW_SUBJECT,
    OPPOSITES,
    TURNING,
)
from cards.matching.stems import split_words, stem

_BREAK = re.compile(r"[.,;:!?()\n\u2013\u2014]|\s-\s|->")
_VERBS = frozenset(stem(word) for word in DENY_VERBS)
_REACH = 12  # words, where nothing ends a clause: much is typed without a comma


class Token(NamedTuple):
    """One word of a text.

    Attributes:
        word: The word, in lower case.
        stem: What it is compared by.
        start: Where it begins in the text.
        end: Where it ends.
        clause: The number of its clause.
        denied: Whether a negation reaches it.
    """

    word: str
    stem: str
    start: int
    end: int
    clause: int
    denied: bool


def read_text(text: str, content: AbstractSet[str] = _VERBS) -> list[Token]:
    """Return the words of a text, each with its clause and whether a negation reaches it.

    Verbs like "stopped" deny what stands beside them, unless their stems are in `content`: what is spoken of.
    """
    found = split_words(text)
    words = [match[0].casefold() for match in found]
    clauses: list[int] = []
    for place, match in enumerate(found):
        before = clauses[-1] if clauses else 0
        opens = place > 0 and (
            words[place] in NEW_CLAUSE or _BREAK.search(text, found[place - 1].end(), match.start()) is not None
        )
        clauses.append(before + opens)
    stems = [stem(word) for word in words]
    cues = [_cue(words, stems, place, content) for place in range(len(words))]
    denied = _denied(words, clauses, cues)
    return [
        Token(match[0].casefold(), root, match.start(), match.end(), clause, no)
        for match, root, clause, no in zip(found, stems, clauses, denied, strict=True)
    ]


class _Cue(Enum):
    """Over what a negation reaches: its clause, or what of it follows."""

    CLAUSE = auto()
    REST = auto()


def _cue(words: list[str], stems: list[str], place: int, content: AbstractSet[str]) -> _Cue | None:
    word = words[place]
    before = words[place - 1] if place else ""
    after = words[place + 1] if place + 1 < len(words) else ""
    if after in HARMLESS_AFTER or not HARMLESS_PAIRS.isdisjoint({(before, word), (word, after)}):
        return None
    if word in DENY_CLAUSE or word.endswith("n't") or (word == "not" and before in AUXILIARY):
        return _Cue.CLAUSE
    if word in DENY_VERBS and stems[place] not in content:
        return _Cue.CLAUSE
    return _Cue.REST if word in DENY_REST or (word, after) in DENY_REST_PAIRS else None


def _denied(words: list[str], clauses: list[int], cues: list[_Cue | None]) -> list[bool]:
    denied = [False] * len(words)
    first = {clause: place for place, clause in reversed(list(enumerate(clauses)))}
    last = {clause: place for place, clause in enumerate(clauses)}
    subject = 0  # where the clause of this subject began
    for place, cue in enumerate(cues):
        clause = clauses[place]
        if place == first[clause] or words[place] in NEW_SUBJECT:
            subject = place
        if cue is None:
            continue
        start, end = place, min(last[clause], place + _REACH)
        if cue is _Cue.CLAUSE:
            start = max(subject, place - _REACH)
        elif words[place] == "no" and first[clause] == last[clause] and clause:
            start = max(first[clause - 1], place - _REACH)  # "the tests, no, they were not run"
        denied[start : end + 1] = [True] * (end + 1 - start)
    return denied


def opposite(point: AbstractSet[str], said: AbstractSet[str]) -> bool:
    """Tell whether one of a point's words is missing and its opposite said."""
    return any(not said.isdisjoint(OPPOSITES[word] - point) and word not in said for word in point if word in OPPOSITES)


def turned(point: list[Token], said: list[Token]) -> bool:
    """Tell whether the two sides of a word like "than" have changed places, or what "and" joins is paired otherwise.

    So have those of "from" and "to".
    """
    first, second = _sides(point), _sides(said)
    for word in first.keys() & second.keys():
        (left, right), (said_left, said_right) = first[word], second[word]
        crossed = left & (said_right - said_left) and right & (said_left - said_right)
        stayed = left & (said_left - said_right) and right & (said_right - said_left)
        if crossed and (stayed or word != "and"):
            return True
    return False


def _sides(tokens: list[Token]) -> dict[str, tuple[set[str], set[str]]]:
    return _from_to(tokens) | {
        token.word: ({each.stem for each in tokens[:place]}, {each.stem for each in tokens[place + 1 :]})
        for place, token in enumerate(tokens)
        if token.word in TURNING
    }


def _from_to(tokens: list[Token]) -> dict[str, tuple[set[str], set[str]]]:
    """Return the words that tell between "from" and "to", and those behind "to" in its clause: whence and whither."""
    words = [token.word for token in tokens]
    if "from" not in words or "to" not in words[words.index("from") :]:
        return {}
    whence = words.index("from") + 1
    whither = words.index("to", whence) + 1
    clause = tokens[whence - 1].clause
    if tokens[whither - 1].clause != clause:
        return {}
    sides = tokens[whence : whither - 1], [token for token in tokens[whither:] if token.clause == clause]
    first, second = ({token.stem for token in side if token.word not in COMMON} for side in sides)
    return {"from": (first, second)}
