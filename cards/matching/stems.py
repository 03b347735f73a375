"""Stems of English words, with numbers as digits, and a comparison that forgives one typing error."""

import re

from cards.matching.english import IRREGULAR, NUMBERS

_WORD = re.compile(r"\d+(?:[.,]\d+)*|%|[^\W\d_]+(?:'[^\W\d_]+)*")
_SHORTEST_STEM = 3  # letters
_SHORTEST_FORGIVEN = 5  # letters of the shortest word that may have a typing error

# Endings are cut in turn: those of grammar, and those that turn a verb into a noun or an adjective: of each list, the
# first that leaves a stem long enough. A second word in an entry replaces the ending.
_FORMS_OF_ATE = ("ated ate", "ating ate", "ates ate")
_GRAMMAR = (
    *_FORMS_OF_ATE,
    "ies y",
    "ied y",
    "ings",
    "ing",
    "edly",
    "ed",
    "ly",
    "sses ss",
    "ss ss",
    "ees ee",
    "es",
    "s",
)
_LONG = ("ation", "ate", "ive", "ance", "ence", "ment", "ion", "al")  # "documentation", "protective"
_AGENT = ("er", "or", "y")  # "trainer", "delivery"
_ENDINGS = tuple(
    (tuple((*ending.split(), "")[:2] for ending in endings), shortest)
    for endings, shortest in ((_GRAMMAR, _SHORTEST_STEM), (_LONG, 4), (_AGENT, 5))
)


def split_words(text: str) -> list[re.Match[str]]:
    """Return a match for each word. Numbers and `%` are words; apostrophes of any shape are part of a word."""
    return list(_WORD.finditer(text.replace("\u2019", "'")))


def stem(word: str) -> str:
    """Return a word without its endings, in lower case; a number word as digits."""
    word = word.casefold().removesuffix("'s")
    word = NUMBERS.get(word) or IRREGULAR.get(word, word)
    if not word.isalpha():
        return word
    for endings, shortest in _ENDINGS:
        for ending, replacement in endings:
            if word.endswith(ending) and len(word) - len(ending) + len(replacement) >= shortest:
                word = word.removesuffix(ending) + replacement
                break
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aelosz":  # planned -> plan
        word = word[:-1]
    return word.removesuffix("e") if len(word) > _SHORTEST_STEM else word


def within_one_edit(first: str, second: str) -> bool:
    """Return whether two stems are equal except for one missing, extra or wrong letter, or two swapped letters.

    Short words, numbers and first letters must match exactly: an error there makes a different word.
    """
    if first == second:
        return True
    if len(first) > len(second):
        first, second = second, first
    if len(first) < _SHORTEST_FORGIVEN or len(second) - len(first) > 1 or first[0] != second[0] or not first.isalpha():
        return False
    at = next((place for place, letter in enumerate(first) if letter != second[place]), len(first))
    if len(first) < len(second):
        return first[at:] == second[at + 1 :]
    swapped = first[at : at + 2] == second[at : at + 2][::-1] and first[at + 2 :] == second[at + 2 :]
    return swapped or first[at + 1 :] == second[at + 1 :]
