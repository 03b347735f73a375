"""The packs of questions that are for the job of an advert."""

from collections import Counter
from collections.abc import Mapping, Sequence

from cards.advert import AdvertLine
from cards.matching.phrases import Phrases, phrase_of

_TITLE = 2  # lines at the top, which name the job
_ENOUGH = 2  # lines with its words that tell a pack, if the title doesn't


def fitting_packs(lines: Sequence[AdvertLine], forms: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the ids of the packs whose words the title of an advert has, or two of its lines outside the small print.

    Args:
        lines: The lines of the advert.
        forms: The words of each pack.
    """
    phrases = Phrases((form, pack) for pack, texts in forms.items() for form in texts)
    found: Counter[str] = Counter()
    for number, line in enumerate(lines):
        if line.section != "notice":
            weight = _ENOUGH if number < _TITLE else 1
            found.update(dict.fromkeys(phrases.find(phrase_of(line.text)), weight))
    return [pack for pack in forms if found[pack] >= _ENOUGH]
