"""The progress of long-running work, reported by whichever code does it and shown by the trainer."""

from collections.abc import Collection, Iterable
from typing import Protocol, TypeVar

T = TypeVar("T")


class Progress(Protocol):
    """Yields items one by one, and may show how many are done.

    A single item is a step that cannot be measured: its name may be shown while it runs, but no bar.
    """

    def __call__(self, items: Collection[T], doing: str) -> Iterable[T]:
        """Return the items. `doing` names the work, for example `Writing cards`."""


def silently(items: Collection[T], doing: str) -> Iterable[T]:  # noqa: ARG001  # nothing is shown
    """Pass the items on and show nothing."""
    return items
