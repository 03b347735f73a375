"""What in a text is denied, only wished for, or turned round: cues an English sentence shows on its surface."""

import re
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from cards.english import (
    AUXILIARY,
    DENY_CLAUSE,
    DENY_REST,
    DENY_REST_PAIRS,
    HARMLESS_AFTER,
    NEW_CLAUSE,
    NEW_SUBJECT,
    OPPOSITES,
    TURNING,
)
from cards.stems import split_words, stem

_BREAK = re.compile(r"[.,;:!?()\n\u2013\u2014]|\s-\s|->")


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


def read_text(text: str) -> list[Token]:
    """Return the words of a text, each with its clause and whether a negation reaches it."""
    found = split_words(text)
    words = [match[0].casefold() for match in found]
    clauses: list[int] = []
    for place, match in enumerate(found):
        before = clauses[-1] if clauses else 0
        opens = place > 0 and (
            words[place] in NEW_CLAUSE or _BREAK.search(text, found[place - 1].end(), match.start()) is not None
        )
        clauses.append(before + opens)
    denied = _denied(words, clauses)
    return [
        Token(word, stem(word), match.start(), match.end(), clause, no)
        for word, match, clause, no in zip(words, found, clauses, denied, strict=True)
    ]


def _denied(words: list[str], clauses: list[int]) -> list[bool]:
    denied = [False] * len(words)
    last = {clause: place for place, clause in enumerate(clauses)}
    subject = reach = 0  # where the clause of this subject began; up to where the last negation reaches
    for place, word in enumerate(words):
        if place and (clauses[place] != clauses[place - 1] or word in NEW_SUBJECT):
            subject = place
        following = words[place + 1] if place + 1 < len(words) else ""
        if following in HARMLESS_AFTER:
            continue
        whole = word in DENY_CLAUSE or word.endswith("n't")
        whole |= word == "not" and place > 0 and words[place - 1] in AUXILIARY
        if whole:
            denied[subject:place] = [True] * (place - subject)
        if whole or word in DENY_REST or (word, following) in DENY_REST_PAIRS:
            reach = last[clauses[place]] + 1
            start = place + (not whole)
            denied[start:reach] = [True] * (reach - start)
    return denied


def opposite(point: AbstractSet[str], said: AbstractSet[str]) -> bool:
    """Tell whether one of a point's words is missing and its opposite said."""
    return any(not said.isdisjoint(OPPOSITES[word] - point) and word not in said for word in point if word in OPPOSITES)


def turned(point: list[Token], said: list[Token]) -> bool:
    """Tell whether the two sides of a word like "than" have changed places, or what "and" joins is paired otherwise."""
    first, second = _sides(point), _sides(said)
    for word in first.keys() & second.keys():
        (left, right), (said_left, said_right) = first[word], second[word]
        crossed = left & (said_right - said_left) and right & (said_left - said_right)
        stayed = left & (said_left - said_right) and right & (said_right - said_left)
        if crossed and (stayed or word != "and"):
            return True
    return False


def _sides(tokens: list[Token]) -> dict[str, tuple[set[str], set[str]]]:
    return {
        token.word: ({each.stem for each in tokens[:place]}, {each.stem for each in tokens[place + 1 :]})
        for place, token in enumerate(tokens)
        if token.word in TURNING
    }
