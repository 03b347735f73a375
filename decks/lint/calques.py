"""Phrases in English decks that give a translation away."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cards.card import Card
from decks.toml.limits import load_toml

_ENDING = "(?:s|es|d|ed|ing)?"


class _Calques(NamedTuple):
    """The kept list.

    Attributes:
        any: Matches each phrase in a text in lower case.
        better: What an English speaker says instead, with a pattern of the phrases it is for.
    """

    any: re.Pattern[str]
    better: tuple[tuple[re.Pattern[str], str], ...]


def find_calques(card: Card) -> Iterator[tuple[str, str]]:
    """Yield each kept phrase in the texts of a card, in lower case, and what an English speaker says instead."""
    points = (point.text for point in card.key_points)
    texts = (*card.spoken, card.looks_for, *points, *card.outline, *card.pitfalls, card.answer)
    for phrase in dict.fromkeys(_kept().any.findall("\n".join(texts).lower())):
        yield phrase, next(better for pattern, better in _kept().better if pattern.fullmatch(phrase))


@cache
def _kept() -> _Calques:
    data = load_toml(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    phrases = {better: list(map(_phrase, each)) for better, each in data["phrases"].items()}
    sentences = {better: list(map(_sentence, each)) for better, each in data["sentences"].items()}
    kept = [(better, forms) for each in (phrases, sentences) for better, forms in each.items()]
    # Each form begins with a letter, so that most words are passed over by their first.
    return _Calques(
        re.compile(rf"(?<!\w)(?:{'|'.join(form for _, forms in kept for form in forms)})"),
        tuple((re.compile("|".join(forms)), better) for better, forms in kept),
    )


def _phrase(phrase: str) -> str:
    """Return a pattern for a phrase, with any ending of its first word, a verb, and the plural of its last."""
    first, *rest = map(re.escape, re.split("[ -]", phrase.lower()))
    ending = "(?:e?s)?" if rest else ""
    return rf"{'[ -]'.join((first + _ENDING, *rest))}{ending}(?!\w| course)"


def _sentence(sentence: str) -> str:
    """Return a pattern for a whole sentence: what stands before it is nothing, a quotation mark or another sentence."""
    words = re.escape(sentence.lower())
    return rf"{words}(?<![^\n\"\u201c ]{words})(?<![^\n.?!\"\u201d] {words})(?![^\s\"\u201d])"
