"""What a campaign came to."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field


@dataclass
class Tally:
    """What became of one kind of work.

    Attributes:
        kind: What was being done.
        times: How often it was killed, or its disk failed.
        acknowledged: How much was told to be done, or was followed by what comes after it, before that.
        found: How much of that was there afterwards, exactly once.
        more: How much was there that had been asked for and not been acknowledged yet.
        broken: What was wrong, each in a sentence.
    """

    kind: str
    times: int = 0
    acknowledged: int = 0
    found: int = 0
    more: int = 0
    broken: list[str] = field(default_factory=list)

    def check(self, condition: bool, told: str) -> None:  # as an assert has it
        """Note what is wrong, if it is."""
        if not condition:
            self.wrong(told)

    def wrong(self, told: str) -> None:
        """Note what is wrong."""
        self.broken.append(f"{self.kind}, time {self.times}: {told}")


def as_text(tallies: Iterable[Tally], heading: str, times: str, seconds: float) -> str:
    """Return a report to be read; `times` is what happened so often."""
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
    """Return a report for a program."""
    return json.dumps([asdict(one) for one in tallies])
