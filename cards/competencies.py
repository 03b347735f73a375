"""Competencies: what an interviewer looks for, and the words that adverts, CVs and stories have for it."""

from collections.abc import Iterable
from typing import NamedTuple

from cards.matching.phrases import Phrases, phrase_of


class Competency(NamedTuple):
    """One thing that answers prove.

    Attributes:
        meaning: What somebody who has it does, in one sentence.
        forms: The phrases it goes by; endings don't matter.
        signs: Phrases that adverts and CVs have where they mean it, which may be signs of others, too. A `*` is up to
            three words of any kind.
    """

    id: str
    title: str
    meaning: str
    forms: tuple[str, ...]
    signs: tuple[str, ...] = ()


class Vocabulary:
    """The competencies there are, found by the words that people have for them."""

    def __init__(self, competencies: Iterable[Competency], not_meant: Iterable[str] = ()) -> None:
        """Index competencies; `not_meant` are phrases with a sign in them that are signs of nothing."""
        self.by_id = {each.id: each for each in competencies}
        self._named: dict[tuple[str, ...], str] = {}
        self._meant: dict[str, frozenset[str]] = {}  # what has been looked up: many cards share a tag
        # The longest form is found: "conflict of interest" is not about conflict.
        self._forms = Phrases((form, each.id) for each in self.by_id.values() for form in each.forms)
        signs = [(sign, each.id) for each in self.by_id.values() for sign in (*each.forms, *each.signs)]
        self._signs = Phrases([*signs, *((phrase, "") for phrase in not_meant)])
        for each in self.by_id.values():
            self._named |= {phrase_of(name): each.id for name in (each.id, each.title)}

    def find(self, text: str) -> tuple[str, ...]:
        """Return the ids of the competencies whose forms a text has, in the order of the text."""
        return tuple(dict.fromkeys(self._forms.find(phrase_of(text))))

    def signs_in(self, text: str) -> tuple[str, ...]:
        """Return the ids of the competencies that a line of an advert or a CV has signs of, forms included."""
        return tuple(dict.fromkeys(self._signs.find(phrase_of(text))))

    def is_name(self, text: str) -> bool:
        """Return whether a text is the id or the title of a competency, endings aside."""
        return phrase_of(text) in self._named

    def meant_by(self, name: str) -> frozenset[str]:
        """Return the ids of the competencies that a word of the user's own stands for: an id, a title, or a form."""
        if name not in self._meant:
            words = phrase_of(name)
            self._meant[name] = frozenset({self._named[words]} if words in self._named else self._forms.find(words))
        return self._meant[name]

    def titles(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return the titles of those of these competencies that there are."""
        return tuple(self.by_id[each].title for each in ids if each in self.by_id)
