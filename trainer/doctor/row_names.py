"""What the rows of the logs are called by a person."""

from collections.abc import Iterable, Mapping

from trainer.terminal.words import count

# One of them, several of them, and the tables they are in.
_KINDS = (
    ("rating", "ratings", ("reviews",)),
    ("undone rating", "undone ratings", ("undos",)),
    ("suspension, flag or bury", "suspensions, flags and buries", ("events",)),
    ("other thing undone", "other things undone", ("undone",)),
    ("detail of ratings", "details of ratings", ("imported", "own_ticks")),
    ("note on told stories", "notes on told stories", ("tellings", "timings")),
    ("step of mock interviews", "steps of mock interviews", ("mock_events",)),
    ("note on changed files", "notes on changed files", ("changes", "change_files", "change_rows")),
    ("fit of FSRS", "fits of FSRS", ("parameters",)),
    ("known card without an id", "known cards without an id", ("identities",)),
)


def told_of(rows: Mapping[str, int]) -> str:
    """Return how many rows of each kind there are, as part of a sentence; empty if there are none.

    Args:
        rows: How many, by table.
    """
    sums = ((sum(rows.get(table, 0) for table in tables), one, many) for one, many, tables in _KINDS)
    return listed([count(number, one, many) for number, one, many in sums if number])


def others_of(tables: Iterable[str]) -> str:
    """Return what may be missing of some tables, as it follows "whether there ...": `were other ratings`."""
    wanted = set(tables)
    found = [many for _, many, those in _KINDS if wanted & {*those}]
    return "was anything else" if len(found) == len(_KINDS) else f"were other {listed(found)}"


def listed(parts: list[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    *before, last = parts or [""]
    return f"{', '.join(before)} and {last}" if before else last
