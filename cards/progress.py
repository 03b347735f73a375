"""How far a long piece of work is: said by whoever does it, shown by whoever can."""

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Progress(Protocol):
    """Hands items over one by one, and may show how many of them are done.

    A single item is a step of which nothing can be measured: it may be named while it lasts, but never gets a bar.
    """

    def __call__(self, items: Collection[T], doing: str) -> Iterable[T]:
        """Return the items; `doing` says what is done with them, as `Writing cards`."""


def silently(items: Collection[T], doing: str) -> Iterable[T]:  # noqa: ARG001  # nobody is told
    """Hand the items over and show nothing."""
    return items
