"""Ids of decks and cards, and stable ones for cards that were written without."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from zlib import crc32

from cards.card import Card
from cards.text import clean_line, slug

# A question that has kept this share of its characters is taken to be the same card, reworded.
SAME_CARD = 0.8
_COMPARED = 500  # characters: comparing takes time in the square of their number
_MOST_WORK = 200_000_000  # pairs of characters, some seconds: hundreds of long questions made of the same words
_SLUG = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")


def is_slug(text: str) -> bool:
    """Tell whether `text` can be the id of a deck or a card: small letters, digits, hyphens, dots."""
    return _SLUG.fullmatch(text) is not None


def anki_id(card: Card) -> str:
    """Return the id that Anki gave a card, as a source: `anki:guid/order`; empty if it did not come from Anki."""
    return next((source for source in card.sources if source.startswith("anki:")), "")


class NewIds:
    """Makes ids that nothing has yet: from a question's first words, or a checksum where it has no Latin letters."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._next: dict[str, int] = {}  # where to go on counting, so that many like questions stay quick

    def make(self, question: str) -> str:
        """Return a new id, which is taken from now on."""
        question = clean_line(question)
        base = slug(question) or f"card-{crc32(question.encode()):08x}"
        made, number = base, self._next.get(base, 2)
        while made in self._taken:
            made, number = f"{base}-{number}", number + 1
        self._next[base] = number
        self._taken.add(made)
        return made


def derive_ids(raw_cards: Sequence[Mapping[str, object]]) -> dict[int, str]:
    """Return an id for each card that has a question and no id, by its position in the file.

    Sound or not, every card takes part, so that mending one card never renames another.
    """
    ids = NewIds(str(raw["id"]) for raw in raw_cards if "id" in raw)
    return {
        position: ids.make(question)
        for position, raw in enumerate(raw_cards)
        if "id" not in raw and isinstance(question := raw.get("question"), str) and clean_line(question)
    }


def match_reworded(lost: Mapping[str, str], fresh: Mapping[str, str], *, most_work: int = _MOST_WORK) -> dict[str, str]:
    """Pair each fresh question with the lost one it most resembles, the closest pairs first.

    Args:
        lost: Questions no longer in the file, by id.
        fresh: Questions new to the file, by id.
        most_work: How many pairs of characters to compare before giving up on the rest.

    Returns:
        For a fresh id the lost id whose history it should carry on; only pairs at least `SAME_CARD` alike.
    """
    alike: list[tuple[float, str, str]] = []
    matcher = SequenceMatcher(None, autojunk=False)
    work = most_work
    for fresh_id, new in fresh.items():
        matcher.set_seq2(new[:_COMPARED].casefold())
        for lost_id, old in lost.items():
            matcher.set_seq1(old[:_COMPARED].casefold())
            # Two upper bounds first: almost all pairs are nothing alike, and comparing is slow.
            if work > 0 and matcher.real_quick_ratio() >= SAME_CARD and matcher.quick_ratio() >= SAME_CARD:
                alike.append((-matcher.ratio(), lost_id, fresh_id))
                work -= len(old[:_COMPARED]) * len(new[:_COMPARED])
    pairs: dict[str, str] = {}
    used: set[str] = set()
    for negative, lost_id, fresh_id in sorted(alike):
        if -negative >= SAME_CARD and fresh_id not in pairs and lost_id not in used:
            pairs[fresh_id] = lost_id
            used.add(lost_id)
    return pairs
