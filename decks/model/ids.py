"""Ids of decks and cards, and lasting ids for cards that were written without one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING
from zlib import crc32

from cards.text import clean_line, slug
from decks.model.errors import DeckFileError

if TYPE_CHECKING:
    from cards.card import Card

# Two questions with a similarity ratio (difflib) of at least this are the same card, reworded.
SAME_CARD = 0.8
_COMPARED = 500  # characters of a question; the time to compare grows with their square
_MOST_WORK = 200_000_000  # pairs of characters: some seconds, only for hundreds of long, similar questions
_SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Return whether text can be an id: small letters and digits, with hyphens, underscores and dots between them."""
    return _SLUG.fullmatch(text) is not None


def check_deck_option(deck_id: str) -> None:
    """Raise `DeckFileError` if the id that the user gave with --deck is not a slug."""
    if not is_slug(deck_id):
        raise DeckFileError("--deck", f'"{deck_id}" is not a slug', "Use small letters, digits and hyphens.")


def anki_id(card: "Card") -> str:
    """Return the id that Anki gave a card, as a source: `anki:guid/order`; empty if it did not come from Anki."""
    return next((source for source in card.sources if source.startswith("anki:")), "")


class NewIds:
    """Makes new ids from the first words of questions, or from a checksum if there are no Latin letters."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}  # the number to try next, so that many similar questions stay fast

    def make(self, question: str) -> str:
        """Return an id that nothing has yet. It counts as taken from now on."""
        return self.make_from(clean_line(question))

    def make_from(self, question: str) -> str:
        """Return an id as `make` does, for a question that is clean already."""
        base = slug(question) or f"card-{crc32(question.encode()):08x}"
        made, number = base, self._next.get(base, 2)
        while made in self._taken:
            made, number = f"{base}-{number}", number + 1
        self._next[base] = number
        self._taken.add(made)
        return made


def derive_ids(raw_cards: Sequence[Mapping[str, object]]) -> dict[int, str]:
    """Return an id for each card that has a question and no id, by its position in the file.

    Unusable cards take part too, so that fixing one card never renames another.
    """
    ids = NewIds(str(raw["id"]) for raw in raw_cards if "id" in raw)
    return {
        position: ids.make_from(question)
        for position, raw in enumerate(raw_cards)
        if "id" not in raw and isinstance(written := raw.get("question"), str) and (question := clean_line(written))
    }


def match_reworded(lost: Mapping[str, str], fresh: Mapping[str, str], *, most_work: int = _MOST_WORK) -> dict[str, str]:
    """Pair each fresh question with the most similar lost one, the most similar pairs first.

    Args:
        lost: The questions no longer in the file, by id.
        fresh: The questions new in the file, by id.
        most_work: The number of pairs of characters to compare before giving up on the rest.

    Returns:
        The lost id whose history a card takes over, by its fresh id, for pairs with a ratio of `SAME_CARD` or more.
    """
    similar: list[tuple[float, str, str]] = []
    matcher = SequenceMatcher(None, autojunk=False)
    work = most_work
    for fresh_id, new in fresh.items():
        matcher.set_seq2(new[:_COMPARED].casefold())
        for lost_id, old in lost.items():
            matcher.set_seq1(old[:_COMPARED].casefold())
            # Two quick upper bounds first: almost no pair is similar, and the full comparison is slow.
            if work > 0 and matcher.real_quick_ratio() >= SAME_CARD and matcher.quick_ratio() >= SAME_CARD:
                similar.append((-matcher.ratio(), lost_id, fresh_id))
                work -= len(old[:_COMPARED]) * len(new[:_COMPARED])
    pairs: dict[str, str] = {}
    used: set[str] = set()
    for negative, lost_id, fresh_id in sorted(similar):
        if -negative >= SAME_CARD and fresh_id not in pairs and lost_id not in used:
            pairs[fresh_id] = lost_id
            used.add(lost_id)
    return pairs
