"""English words as they are compared: cut to stems, numbers as digits, a slip of the finger forgiven."""

import re
from types import MappingProxyType

_WORD = re.compile(r"\d+(?:[.,]\d+)*|%|[^\W\d_]+(?:'[^\W\d_]+)*")
_LEAST = 3  # letters a stem keeps
_LEAST_FORGIVEN = 5  # letters from which one may be wrong

_NUMBERS = MappingProxyType(
    {
        word: str(number)
        for number, word in enumerate(
            "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
            " eighteen nineteen twenty".split(),
            start=2,
        )
    }
    | {word: str(10 * number) for number, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)}
    | {"hundred": "100", "thousand": "1000"}
)
# Forms that no suffix leads to: each line is a stem with those that mean the same.
_IRREGULAR = MappingProxyType(
    {
        form: group.split()[0]
        for group in (
            "begin began begun|break broke broken|bring brought|build built|buy bought|catch caught|choose chose chosen"
            "|deal dealt|draw drew drawn|drive drove driven|fall fell fallen|feel felt|find found|get got gotten"
            "|give gave given|go went gone|grow grew grown|hear heard|hide hid hidden|hold held|keep kept|know knew known"
            "|lead led|learn learnt|leave left|lend lent|lose lost|make made|mean meant|meet met|pay paid|ride rode"
            "|ring rang rung|rise rose risen|run ran|say said|see saw seen|seek sought|sell sold|send sent|show shown"
            "|sit sat|speak spoke spoken|spend spent|stand stood|steal stole stolen|take took taken|teach taught"
            "|tell told|think thought|throw threw thrown|understand understood|wear wore worn|use used using|win won|write wrote written"
            "|child children|man men|woman women|person people|percent %"
        ).split("|")
        for form in group.split()
    }
)
# Tried in this order; what is left must still be a stem.
_ENDINGS = (
    ("ies", "y"), ("ied", "y"), ("ations", ""), ("ation", ""), ("ions", ""), ("ion", ""), ("ments", ""), ("ment", ""),
    ("ings", ""), ("ing", ""), ("edly", ""), ("ed", ""), ("ly", ""), ("sses", "ss"), ("ss", "ss"), ("es", ""), ("s", ""),
)  # fmt: skip


def split_words(text: str) -> list[re.Match[str]]:
    """Return the words of a text with their places; apostrophes of any shape, numbers and `%` count as words."""
    return list(_WORD.finditer(text.replace("\u2019", "'")))


def stem(word: str) -> str:
    """Return what is left of a word without its endings; a number as digits."""
    word = word.casefold().removesuffix("'s")
    word = _NUMBERS.get(word) or _IRREGULAR.get(word, word)
    if not word.isalpha():
        return word
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= _LEAST:
            word = word.removesuffix(ending) + instead
            break
    if len(word) > _LEAST and word[-1] == word[-2] and word[-1] not in "aelosz":  # planned -> plan
        word = word[:-1]
    return word.removesuffix("e") if len(word) > _LEAST else word


def alike(first: str, second: str) -> bool:
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
