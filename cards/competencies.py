"""Competencies: what an interviewer looks for, and the words that adverts, CVs and stories have for it."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cards.matching.stems import split_words, stem


class Competency(NamedTuple):
    """One thing that answers prove.

    Attributes:
        meaning: What somebody who has it does, in one sentence.
        forms: The phrases it goes by; endings don't matter.
    """

    id: str
    title: str
    meaning: str
    forms: tuple[str, ...]


class Vocabulary:
    """The competencies there are, found by the words that people have for them."""

    def __init__(self, competencies: Iterable[Competency]) -> None:
        self.by_id = {each.id: each for each in competencies}
        self._named: dict[tuple[str, ...], str] = {}
        self._meant: dict[str, frozenset[str]] = {}  # what has been looked up: many cards share a tag
        # The forms by their first stem, the longest first: "conflict of interest" is not about conflict.
        self._forms: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for each in self.by_id.values():
            for form in each.forms:
                phrase = phrase_of(form)
                self._forms.setdefault(phrase[0], []).append((phrase, each.id))
            self._named |= {phrase_of(name): each.id for name in (each.id, each.title)}
        for forms in self._forms.values():
            forms.sort(key=lambda form: -len(form[0]))

    def find(self, text: str) -> tuple[str, ...]:
        """Return the ids of the competencies whose forms a text has, in the order of the text."""
        return tuple(dict.fromkeys(self._found(phrase_of(text))))

    def meant_by(self, name: str) -> frozenset[str]:
        """Return the ids of the competencies that a word of the user's own stands for: an id, a title, or a form."""
        if name not in self._meant:
            words = phrase_of(name)
            self._meant[name] = frozenset({self._named[words]} if words in self._named else self._found(words))
        return self._meant[name]

    def titles(self, ids: Iterable[str]) -> tuple[str, ...]:
        """Return the titles of those of these competencies that there are."""
        return tuple(self.by_id[each].title for each in ids if each in self.by_id)

    def _found(self, words: Sequence[str]) -> Iterator[str]:
        place = 0
        while place < len(words):
            length = 1
            for phrase, competency in self._forms.get(words[place], ()):
                if tuple(words[place : place + len(phrase)]) == phrase:
                    yield competency
                    length = len(phrase)
                    break
            place += length


def phrase_of(text: str) -> tuple[str, ...]:
    """Return the stems of a text's words."""
    return tuple(stem(word[0]) for word in split_words(text))
