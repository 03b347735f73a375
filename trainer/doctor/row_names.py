"""The words for rows of the logs: what a user calls the rows of each table."""

from collections.abc import Iterable, Mapping

from trainer.terminal.words import count

# One row, several rows, and the tables they are in.
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


def describe_rows(rows: Mapping[str, int]) -> str:
    """Return how many rows of each kind there are, such as `2 ratings and 1 fit of FSRS`; empty if there are none.

    Args:
        rows: How many rows, by table.
    """
    sums = ((sum(rows.get(table, 0) for table in tables), one, several) for one, several, tables in _KINDS)
    return _joined([count(number, one, several) for number, one, several in sums if number])


def describe_other_rows(tables: Iterable[str]) -> str:
    """Return which other rows some tables may have had, to follow "whether there": `were other ratings`."""
    wanted = set(tables)
    kinds = [several for _, several, of_kind in _KINDS if wanted & {*of_kind}]
    return "was anything else" if len(kinds) == len(_KINDS) else f"were other {_joined(kinds)}"


def _joined(parts: list[str]) -> str:
    """Return `a`, `a and b`, `a, b and c`."""
    *before, last = parts or [""]
    return f"{', '.join(before)} and {last}" if before else last
