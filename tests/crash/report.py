"""The results of a campaign."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field


@dataclass
class Tally:
    """The results for one kind of task.

    Attributes:
        kind: What was being done.
        times: How often it was killed, or its disk failed.
        acknowledged: How many things greenroom had shown to be done before that.
        found: How many of them were there afterwards, exactly once.
        more: How many things were there that had been asked for and not been acknowledged yet.
        broken: What was wrong, a sentence each.
    """

    kind: str
    times: int = 0
    acknowledged: int = 0
    found: int = 0
    more: int = 0
    broken: list[str] = field(default_factory=list)

    def check(self, condition: bool, message: str) -> None:  # in the order of an assert
        """Note what is wrong unless the condition is true."""
        if not condition:
            self.wrong(message)

    def wrong(self, message: str) -> None:
        """Note what is wrong."""
        self.broken.append(f"{self.kind}, time {self.times}: {message}")


def as_text(tallies: Iterable[Tally], heading: str, times: str, seconds: float) -> str:
    """Return a report as text; `times` is the heading of the column of kills or failures."""
    tallies = list(tallies)
    counts: list[tuple[str, tuple[int, ...]]] = [
        (one.kind, (one.times, one.acknowledged, one.found, one.more, len(one.broken))) for one in tallies
    ]
    counts.append(("all", tuple(sum(column) for column in zip(*(row for _, row in counts), strict=True))))
    columns = ("kind", times, "acknowledged", "found", "there, not yet acknowledged", "broken")
    table = [columns, ("---", *["---:"] * 5), *((kind, *map(str, row)) for kind, row in counts)]
    lines = [f"{heading}, {seconds:.0f} seconds", "", *(f"| {' | '.join(row)} |" for row in table)]
    return "\n".join([*lines, *(wrong for one in tallies for wrong in one.broken)])


def as_json(tallies: Iterable[Tally]) -> str:
    """Return a report as JSON."""
    return json.dumps([asdict(one) for one in tallies])
