"""The time `stats` takes for all figures, against Anki's own graphs of the same reviews."""

from pathlib import Path
from typing import Any

from benchmarks.data import TODAY, open_store
from benchmarks.measure import Line, alone, interleaved, ratio, timed
from decks.library.library import Library
from trainer.stats.gather import gather


def measure(
    home: Path, collection_path: Path | None, size: str, rounds: int, budget: float | None = None
) -> list[Line]:
    """Return one line, both sides in this process with their files open; without a collection, greenroom alone."""
    store, library = open_store(home), Library(home / "decks", home / "cache.db")

    def ours() -> float:
        return timed(lambda: gather(store, library, lambda _: None, TODAY))

    what = f"stats over {size} reviews, in process"
    if collection_path is None:
        line = Line(what, alone(rounds, ours) * 1000, None, "ms")
    else:
        from anki.collection import Collection

        collection: Any = Collection(str(collection_path))
        theirs, mine = interleaved(
            rounds,
            lambda: timed(lambda: collection._backend.graphs(search="", days=0)),  # noqa: SLF001  # the public call draws them too
            ours,
        )
        collection.close()
        line = ratio(what, mine, theirs, budget, "Anki's graphs")
    library.close()
    store.close()
    return [line]
