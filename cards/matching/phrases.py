"""Phrases found in a text as whole words, endings aside."""

from collections.abc import Iterable, Iterator, Sequence

from cards.matching.stems import split_words, stem

GAP = "*"  # in a phrase: up to three words of any kind
_WIDEST_GAP = 3
Phrase = tuple[str, ...]


class Phrases:
    """An index of phrases, each standing for one or more names. Where several begin, only the longest is found."""

    def __init__(self, named: Iterable[tuple[str, str]]) -> None:
        """Index pairs of a phrase and what it stands for; an empty name makes the phrase stand for nothing."""
        names: dict[Phrase, list[str]] = {}
        for text, name in named:
            names.setdefault(_with_gaps(text), []).append(name)
        self._by_first: dict[str, list[tuple[Phrase, tuple[str, ...]]]] = {}
        for phrase in sorted(names, key=lambda phrase: -sum(word != GAP for word in phrase)):
            self._by_first.setdefault(phrase[0], []).append((phrase, tuple(filter(None, names[phrase]))))

    def find(self, words: Sequence[str]) -> Iterator[str]:
        """Yield what the phrases among these stems stand for, in their order.

        Phrases don't overlap: "conflict of interest" is not about conflict. Only in a gap may others begin.
        """
        return (name for name, _ in self.find_sized(words))

    def find_sized(self, words: Sequence[str]) -> Iterator[tuple[str, int]]:
        """Yield, as `find` does, each name and the number of words of its phrase."""
        place = 0
        while place < len(words):
            step = 1
            for phrase, names in self._by_first.get(words[place], ()):
                if _matches(phrase, words, place):
                    yield from ((name, len(phrase)) for name in names)
                    step = phrase.index(GAP) if GAP in phrase else len(phrase)
                    break
            place += step


def phrase_of(text: str) -> Phrase:
    """Return the stems of a text's words."""
    return tuple(stem(word[0]) for word in split_words(text))


def _with_gaps(text: str) -> Phrase:
    first, *more = map(phrase_of, text.split(GAP))
    return first + tuple(word for part in more for word in (GAP, *part))


def _matches(phrase: Phrase, words: Sequence[str], place: int) -> bool:
    """Return whether a phrase stands at a place among stems."""
    for at, word in enumerate(phrase):
        if word == GAP:
            rest = phrase[at + 1 :]
            return any(_matches(rest, words, place + at + skipped) for skipped in range(_WIDEST_GAP + 1))
        if place + at >= len(words) or words[place + at] != word:
            return False
    return True
