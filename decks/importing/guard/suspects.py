"""Cards that are probably not the question they should be: labels, lists of questions, several questions in one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cards.card import Card
from decks.formats.questions import looks_like_question
from decks.importing.guard.words import ENOUGH, MARK, ends_in_question_mark, letters
from decks.model.problems import clipped

_SAME_LABEL = 5  # cards that all ask the same words, not a question
_LIST = 3  # key points that ask
_LINES = 2  # of an answer that ask
_SEVERAL = 3  # question marks of an answer that may be several questions
_GIANT = 2000, 20  # characters of an answer, and key points, that may be several questions in one


class Suspect(NamedTuple):
    """One or more cards that look wrong.

    Attributes:
        message: What is wrong, without a full stop.
        fix: What to do about it, as a sentence.
        card: The start of the card's question; None for several cards.
        useless: How many cards are not questions at all.
        lost: How many questions would be lost with them.
    """

    message: str
    fix: str
    card: str | None = None
    useless: int = 0
    lost: int = 0


def find_suspects(cards: Sequence[Card], *, notes: bool) -> Iterator[Suspect]:
    """Yield the cards that look wrong; only `notes` can make a list of questions one card."""
    yield from _labels(cards)
    if notes:
        yield from _lists(cards)
    yield from _giants(cards)


def _labels(cards: Sequence[Card]) -> Iterator[Suspect]:
    asked = Counter(card.question for card in cards if not (looks_like_question(card.question) or card.context))
    for words, count in asked.items():
        if count >= _SAME_LABEL:
            message = f'{count} cards ask "{clipped(words, 60)}"'
            fix = "It looks like a label, not a question: check with --dry-run."
            yield Suspect(message, fix, useless=count, lost=count)


def _lists(cards: Sequence[Card]) -> Iterator[Suspect]:
    for card in cards:
        asking = sum(ends_in_question_mark(point.text) for point in card.key_points)
        if asking >= _LIST and 2 * asking > len(card.key_points) and not ends_in_question_mark(card.question):
            fix = "If each should be a card, make each a heading."
            message = f"{asking} of its key points are questions"
            yield Suspect(message, fix, clipped(card.question, 40), useless=1, lost=asking)
        asking = sum(ends_in_question_mark(line) and len(letters(line)) >= ENOUGH for line in card.answer.split("\n"))
        if asking >= _LINES and not looks_like_question(card.question):
            fix = "If each should be a card, make each a heading."
            message = f"{asking} lines of its answer are questions"
            yield Suspect(message, fix, clipped(card.question, 40), useless=1, lost=asking)


def _giants(cards: Sequence[Card]) -> Iterator[Suspect]:
    """Yield each card that is far larger than the others. One answer may be long, unless it asks, too."""
    sizes = [len(card.answer) + sum(len(point.text) for point in card.key_points) for card in cards]
    ordered, middle = sorted(sizes), len(sizes) // 2
    usual = (ordered[middle] + ordered[~middle]) / 2 if sizes else 0  # the median
    total = sum(sizes)
    characters, points = _GIANT
    for card, size in zip(cards, sizes, strict=True):
        large = size > characters and (
            2 * size > total or (size > 8 * usual and len(MARK.findall(card.answer)) >= _SEVERAL)
        )
        if large or len(card.key_points) > points:
            what = f"{size} characters" if size > characters else f"{len(card.key_points)} key points"
            message = f"its answer has {what}, far more than usual"
            yield Suspect(message, "If that is several questions, split it.", clipped(card.question, 40))
