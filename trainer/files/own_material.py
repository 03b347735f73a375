"""The user's own answers and stories, read again when their file changes."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cards.key import CardKey
from decks.toml.file_names import deck_of
from trainer.home import Home

if TYPE_CHECKING:
    from cards.card import Card
    from cards.own_answer import OwnAnswer
    from cards.story import Story
    from decks.model.problems import Problem

Found = TypeVar("Found")


class Material:
    """The user's own answers and stories. A file that does not exist has none."""

    def __init__(self, home: Home, *, notice: Callable[[str], None] = lambda _: None) -> None:
        """Read nothing yet; `notice` gets a sentence each time a file that is read has a problem."""
        self._home = home
        self._notice = notice
        self._read: dict[Path, tuple[tuple[int, int], Any]] = {}
        self._problems: dict[Path, str] = {}
        self._files: dict[str, Path] = {}  # of answers, by deck

    def versions(self, key: CardKey) -> "tuple[OwnAnswer, ...]":
        """Return all versions of the answer to a card, newest last."""
        return self.answers(key.deck).get(key.card, ())

    def answer(self, key: CardKey) -> "OwnAnswer | None":
        """Return the newest answer to a card; None if there is none or it is empty."""
        versions = self.versions(key)
        return versions[-1] if versions and not versions[-1].is_empty else None

    def with_ticked_points(self, key: CardKey, card: "Card") -> "Card":
        """Return the card with the points to tick: its own, or the user's."""
        own = self.answer(key)
        if own is None:
            return card
        from cards.own_answer import with_own_points

        return with_own_points(card, own)

    def answers(self, deck: str) -> "Mapping[str, tuple[OwnAnswer, ...]]":
        """Return all versions of the answers to a deck's cards, by card."""

        def read(path: Path) -> "tuple[dict[str, tuple[OwnAnswer, ...]], list[Problem]]":
            from decks.own.answers import read_own_answers

            return read_own_answers(path)

        if deck not in self._files:
            self._files[deck] = self._home.answers_to(deck)
        return self._of(self._files[deck], read, {})

    def decks(self) -> list[str]:
        """Return the ids of the decks that have a file of answers."""
        return sorted(deck_of(path.stem) for path in self._home.answers.glob("*.toml"))

    def stories(self) -> "list[Story]":
        """Return the user's stories, in the order of their file."""

        def read(path: Path) -> "tuple[list[Story], list[Problem]]":
            from decks.own.stories import read_stories

            stories, _, problems = read_stories(path)
            return stories, problems

        return self._of(self._home.stories, read, [])

    def problem(self, path: Path) -> str:
        """Return the first error found when a file was last read; empty if there was none."""
        return self._problems.get(path, "")

    @property
    def has_problems(self) -> bool:
        """Whether one of the files read so far has an error."""
        return any(self._problems.values())

    def _of(self, path: Path, read: "Callable[[Path], tuple[Found, list[Problem]]]", none: Found) -> Found:
        """Return what is in a file, read again only if it has changed; pass its first error to `notice`."""
        try:
            stat = path.stat()
        except OSError:
            return none
        stamp = (stat.st_size, stat.st_mtime_ns)
        if path not in self._read or self._read[path][0] != stamp:
            found, problems = read(path)
            self._read[path] = stamp, found
            self._problems[path] = next((str(problem) for problem in problems if problem.level == "error"), "")
            if self._problems[path]:
                self._notice(self._problems[path])
        result: Found = self._read[path][1]
        return result
