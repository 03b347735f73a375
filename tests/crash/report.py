"""What a campaign came to."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field


@dataclass
class Tally:
    """What became of one kind of work.

    Attributes:
        kind: What was being done.
        kills: How often it was killed.
        acknowledged: How much was told to be done, or was followed by what comes after it, before a kill.
        found: How much of that was there afterwards, exactly once.
        more: How much was there that had been asked for and not been acknowledged yet: the kill came between.
        broken: What was wrong, each in a sentence.
    """

    kind: str
    kills: int = 0
    acknowledged: int = 0
    found: int = 0
    more: int = 0
    broken: list[str] = field(default_factory=list)

    def check(self, condition: bool, told: str) -> None:  # as an assert has it
        """Note what is wrong, if it is."""
        if not condition:
            self.broken.append(f"{self.kind}, kill {self.kills}: {told}")


def as_text(tallies: Iterable[Tally], heading: str, seconds: float) -> str:
    """Return a report to be read."""
    tallies = list(tallies)
    columns = ("kills", "acknowledged", "found", "not yet acknowledged", "broken")
    rows = [(one.kind, one.kills, one.acknowledged, one.found, one.more, len(one.broken)) for one in tallies]
    rows.append(("all", *(sum(row[place] for row in rows) for place in range(1, 6))))
    lines = [heading, "", f"| {' | '.join(('kind', *columns))} |", "|---" * (len(columns) + 1) + "|"]
    lines += [f"| {' | '.join(map(str, row))} |" for row in rows]
    lines += ["", f"{seconds:.0f} seconds."]
    return "\n".join([*lines, *(wrong for one in tallies for wrong in one.broken)])


def as_json(tallies: Iterable[Tally]) -> str:
    """Return a report for a program."""
    return json.dumps([asdict(one) for one in tallies])
