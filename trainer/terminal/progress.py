"""A bar on the terminal for what takes longer than a person wants to wait in the dark."""

from collections.abc import Collection, Iterable, Iterator
from typing import TextIO

from cards.progress import Progress, T, silently
from trainer.environment import Environment

# Below so many items the work is done before a bar could be read.
_WORTH_A_BAR = 2000


def progress(env: Environment) -> Progress:
    """Return what shows a bar, or names a single step, on a real terminal; a screen reader would read every change."""
    if env.plain:
        return silently

    def shown(items: Collection[T], doing: str) -> Iterable[T]:
        if len(items) == 1:  # a step without a bar, see `Progress`
            return _named(items, f" {doing} ..."[: env.columns() - 1], env.stdout)
        return items if len(items) < _WORTH_A_BAR else _drawn(items, doing)

    return shown


def _named(items: Collection[T], doing: str, stdout: TextIO) -> Iterator[T]:
    """Let stand what is being done, until it is."""
    stdout.write(doing)
    stdout.flush()
    try:
        yield from items
    finally:
        stdout.write(f"\r{' ' * len(doing)}\r")


def _drawn(items: Collection[T], doing: str) -> Iterator[T]:
    from prompt_toolkit.shortcuts import ProgressBar

    with ProgressBar() as bar:
        yield from bar(items, label=doing, remove_when_done=True)
