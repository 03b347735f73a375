"""English words as they are compared: cut to stems, numbers as digits, a slip of the finger forgiven."""

import re

from cards.matching.english import IRREGULAR, NUMBERS

_WORD = re.compile(r"\d+(?:[.,]\d+)*|%|[^\W\d_]+(?:'[^\W\d_]+)*")
_LEAST = 3  # letters a stem keeps
_LEAST_FORGIVEN = 5  # letters from which one may be wrong

# First what grammar adds, then what makes a noun of a verb; of each the first that leaves a stem.
_GRAMMAR = ("ies y", "ied y", "ings", "ing", "edly", "ed", "ly", "sses ss", "ss ss", "ees ee", "es", "s")
_NOUNS = ("ion", "ment")
_ENDINGS = tuple(tuple((*ending.split(), "")[:2] for ending in endings) for endings in (_GRAMMAR, _NOUNS))


def split_words(text: str) -> list[re.Match[str]]:
    """Return the words of a text with their places; apostrophes of any shape, numbers and `%` count as words."""
    return list(_WORD.finditer(text.replace("\u2019", "'")))


def stem(word: str) -> str:
    """Return what is left of a word without its endings; a number as digits."""
    word = word.casefold().removesuffix("'s")
    word = NUMBERS.get(word) or IRREGULAR.get(word, word)
    if not word.isalpha():
        return word
    for endings in _ENDINGS:
        for ending, instead in endings:
            if word.endswith(ending) and len(word) - len(ending) + len(instead) >= _LEAST:
                word = word.removesuffix(ending) + instead
                break
    if len(word) > _LEAST and word[-1] == word[-2] and word[-1] not in "aelosz":  # planned -> plan
        word = word[:-1]
    return word.removesuffix("e") if len(word) > _LEAST else word


def within_one_edit(first: str, second: str) -> bool:
    """Tell whether two stems are the same but for one letter left out, put in, changed, or two swapped.

    Short words, numbers and first letters must be right: there a slip makes another word.
    """
    if first == second:
        return True
    if len(first) > len(second):
        first, second = second, first
    if len(first) < _LEAST_FORGIVEN or len(second) - len(first) > 1 or first[0] != second[0] or not first.isalpha():
        return False
    at = next((place for place, letter in enumerate(first) if letter != second[place]), len(first))
    if len(first) < len(second):
        return first[at:] == second[at + 1 :]
    swapped = first[at : at + 2] == second[at : at + 2][::-1] and first[at + 2 :] == second[at + 2 :]
    return swapped or first[at + 1 :] == second[at + 1 :]
