"""Progress bars for work that takes more than a moment."""

from collections.abc import Collection, Iterable, Iterator
from typing import TextIO

from cards.progress import Progress, T, silently
from trainer.environment import Environment

# The least number of items for which a bar can be read before the work is done.
_WORTH_A_BAR = 2000


def progress(env: Environment, *, least: int = _WORTH_A_BAR) -> Progress:
    """Return a `Progress` that shows a bar, or the name of a single step. A plain terminal shows neither.

    `least` is the smallest number of items worth a bar.
    """
    if env.plain:
        return silently

    def shown(items: Collection[T], doing: str) -> Iterable[T]:
        if len(items) == 1:  # a single step, see `Progress`
            return _named(items, f" {doing} ..."[: env.columns() - 1], env.stdout)
        return items if len(items) < least else _drawn(items, doing)

    return shown


def _named(items: Collection[T], doing: str, stdout: TextIO) -> Iterator[T]:
    """Show the label while the step runs, then erase it."""
    stdout.write(doing)
    stdout.flush()
    try:
        yield from items
    finally:
        stdout.write(f"\r{' ' * len(doing)}\r")


def _drawn(items: Collection[T], doing: str) -> Iterator[T]:
    """Show a bar while the items are worked on, then erase it."""
    from prompt_toolkit.shortcuts import ProgressBar

    with ProgressBar() as bar:
        yield from bar(items, label=doing, remove_when_done=True)
