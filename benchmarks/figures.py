"""All figures over all history, against the one call by which Anki works out its graphs, on the same reviews."""

from pathlib import Path
from typing import Any

from benchmarks.data import TODAY, open_store
from benchmarks.measure import Line, interleaved, timed, told_ms
from decks.library import Library
from trainer.stats.figures import gather


def measure(home: Path, collection_path: Path, size: str, rounds: int, budget: float | None = None) -> list[Line]:
    """Return the one line: both in this process, both with their data at hand."""
    from anki.collection import Collection

    store, library = open_store(home), Library(home / "decks", home / "cache.db")
    collection: Any = Collection(str(collection_path))
    theirs, ours = interleaved(
        rounds,
        lambda: timed(lambda: collection._backend.graphs(search="", days=0)),  # noqa: SLF001  # the public one draws
        lambda: timed(lambda: gather(store, library, lambda _: None, TODAY)),
    )
    collection.close()
    library.close()
    store.close()
    return [
        Line(f"stats over {size} reviews, in process", ours / theirs, budget, "x Anki's graphs", told_ms(ours, theirs))
    ]
