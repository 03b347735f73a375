"""A bar on the terminal for what takes longer than a person wants to wait in the dark."""

from collections.abc import Collection, Iterable, Iterator

from cards.progress import Progress, T, silently
from trainer.environment import Environment

# Below so many items the work is done before a bar could be read.
_WORTH_A_BAR = 2000


def progress(env: Environment) -> Progress:
    """Return what shows a bar on a real terminal, and nothing elsewhere: a screen reader would read every step."""
    return silently if env.plain else _with_bar


def _with_bar(items: Collection[T], doing: str) -> Iterable[T]:
    return items if len(items) < _WORTH_A_BAR else _drawn(items, doing)


def _drawn(items: Collection[T], doing: str) -> Iterator[T]:
    from prompt_toolkit.shortcuts import ProgressBar

    with ProgressBar() as bar:
        yield from bar(items, label=doing, remove_when_done=True)
