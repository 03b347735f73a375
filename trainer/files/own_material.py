"""What the user wrote themselves, answers and stories, read again whenever a file changes."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from cards.key import CardKey
from trainer.home import Home

if TYPE_CHECKING:
    from cards.own_answer import OwnAnswer
    from cards.story import Story
    from decks.model.problems import Problem

Found = TypeVar("Found")


class Material:
    """The user's answers and stories. A file that is not there holds none, and costs no more than a look."""

    def __init__(self, home: Home, *, notice: Callable[[str], None] = lambda _: None) -> None:
        self._home = home
        self._notice = notice
        self._read: dict[Path, tuple[tuple[int, int], Any]] = {}
        self._troubles: dict[Path, str] = {}

    def versions(self, key: CardKey) -> "tuple[OwnAnswer, ...]":
        """Return all versions of the answer to a card, the newest last."""
        return self.answers(key.deck).get(key.card, ())

    def answer(self, key: CardKey) -> "OwnAnswer | None":
        """Return the answer to a card as it is now; None if there is none, or all of it was taken out."""
        versions = self.versions(key)
        return versions[-1] if versions and (versions[-1].points or versions[-1].notes) else None

    def answers(self, deck: str) -> "Mapping[str, tuple[OwnAnswer, ...]]":
        """Return all versions of the answers to a deck's cards, by card."""

        def read(path: Path) -> "tuple[dict[str, tuple[OwnAnswer, ...]], list[Problem]]":
            from decks.own.answers import read_own_answers

            return read_own_answers(path)

        return self._of(self._home.answers_to(deck), read, {})

    def decks(self) -> list[str]:
        """Return the ids of the decks that have a file of answers."""
        return sorted(path.stem for path in self._home.answers.glob("*.toml"))

    def stories(self) -> "list[Story]":
        """Return the user's stories, in the order of their file."""

        def read(path: Path) -> "tuple[list[Story], list[Problem]]":
            from decks.own.stories import read_stories

            stories, _, problems = read_stories(path)
            return stories, problems

        return self._of(self._home.stories, read, [])

    def trouble(self, path: Path) -> str:
        """Return the first thing that kept something in a file from being read, when it was read last; else nothing."""
        return self._troubles.get(path, "")

    @property
    def troubled(self) -> bool:
        """Whether something in the files read so far could not be read."""
        return any(self._troubles.values())

    def _of(self, path: Path, read: "Callable[[Path], tuple[Found, list[Problem]]]", none: Found) -> Found:
        """Return what a file holds; what is wrong with it is told once."""
        try:
            stat = path.stat()
        except OSError:
            return none
        stamp = (stat.st_size, stat.st_mtime_ns)
        if path not in self._read or self._read[path][0] != stamp:
            found, problems = read(path)
            self._read[path] = stamp, found
            self._troubles[path] = next((str(problem) for problem in problems if problem.level == "error"), "")
            if self._troubles[path]:
                self._notice(self._troubles[path])
        kept: Found = self._read[path][1]
        return kept
