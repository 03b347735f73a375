"""Errors about decks, cards and files."""

from collections.abc import Iterable

from cards.errors import GreenroomError
from cards.key import CardKey
from cards.text import clean_line

_MOST = 60  # characters of words to look for


class DeckUnavailable(GreenroomError):
    """A deck can't be practised: nothing has its id, or it is not on."""


class UnknownDeck(DeckUnavailable):
    """No deck has this id."""

    def __init__(self, deck: str, near: str | None) -> None:
        self.near = near
        super().__init__(f'There is no deck "{deck}"', f"{_meant(deck, near)}`greenroom decks` lists them all.")


class UnknownCard(GreenroomError):
    """No card has this key."""

    def __init__(self, card: str, near: str | None) -> None:
        super().__init__(f'There is no card "{card}"', f"{_meant(card, near)}`greenroom cards` lists them all.")


class AmbiguousCard(GreenroomError):
    """Cards of several decks have this id."""

    def __init__(self, card: str, keys: Iterable[CardKey]) -> None:
        super().__init__(f'Several cards are called "{card}"', f"Say which: {' or '.join(map(str, keys))}.")


class UnknownStory(GreenroomError):
    """No story has this id or title."""

    def __init__(self, story: str, near: str | None) -> None:
        meant = f'Did you mean "{near}"? ' if near else ""
        super().__init__(f'There is no story "{story}"', f"{meant}`greenroom story list` lists them all.")


class DeckFileError(GreenroomError):
    """A file cannot be read, written or changed."""

    def __init__(self, path: object, reason: str, fix: str) -> None:
        super().__init__(f"{path}: {reason}", fix)


def _meant(name: str, near: str | None) -> str:
    """Return what somebody who named no deck or card may want: the nearest id, or cards with these words."""
    if " " in name.strip():
        return words_to_find(name)
    return f'Did you mean "{near}"? ' if near else ""


def words_to_find(text: str) -> str:
    """Return how to find cards with the words of a text, as a sentence and a space; empty for odd ones."""
    words = clean_line(text)
    is_text = 0 < len(words) <= _MOST and all(each.isalnum() or each in " -'?,." for each in words)
    return f'To find cards by their words: `greenroom cards --find "{words}"`. ' if is_text else ""
