"""The share of right suggestions by the cues of the built-in decks, on the labelled answers of `cues.toml`.

Usage: python -m benchmarks.cues
"""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.coverage import HALVES, wilson
from cards.matching.suggest import suggest_points

_ANSWERS = Path(__file__).with_suffix(".toml")
_BUILTIN = Path(__file__).parent.parent / "decks" / "builtin"


class Outcome(NamedTuple):
    """The suggestion for one must point and one answer.

    Attributes:
        half: `development` or `held out`; the held-out answers were not looked at while writing cues.
        card: The card's key.
        point: The point's text.
        cued: Whether it has cues.
        made: Whether the answer makes the point.
        sign: `~`, `?`, or nothing.
        quote: The words that the sign rests on.
    """

    half: str
    card: str
    point: str
    cued: bool
    made: bool
    sign: str
    quote: str


def outcomes() -> Iterator[Outcome]:
    """Yield the suggestion for every must point of every labelled answer."""
    cards = dict(_points())
    for answer in tomllib.loads(_ANSWERS.read_text(encoding="utf-8"))["answers"]:
        points = cards[answer["card"]]
        found = suggest_points([each["text"] for each in points], answer["text"], [each["cues"] for each in points])
        musts = [pair for pair in zip(points, found, strict=True) if pair[0]["must"]]
        for (point, suggestion), made in zip(musts, answer["made"], strict=True):
            sign = "" if suggestion is None else "~" if suggestion.doubt is None else "?"
            quote = suggestion.quote if suggestion else ""
            yield Outcome(answer["half"], answer["card"], point["text"], bool(point["cues"]), made, sign, quote)


def _points() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield the key of each built-in card, and its points in their long form."""
    for path in sorted(_BUILTIN.glob("*.toml")):
        for card in tomllib.loads(path.read_text(encoding="utf-8"))["cards"]:
            points = [each if isinstance(each, dict) else {"text": each} for each in card.get("key_points", [])]
            yield f"{path.stem}/{card['id']}", [{"must": False, "cues": [], **each} for each in points]


def table() -> list[str]:
    """Return a Markdown table of shares for each half, each with its 95 % interval."""
    tested = list(outcomes())
    halves = [[each for each in tested if each.half == half] for half in HALVES]
    rows = [f"| must points | {' | '.join(HALVES)} |", "|---|---|---|"]
    shares = (
        ("`~` that are right", lambda each: each.sign == "~", lambda each: each.made),
        ("made, with `~`", lambda each: each.made, lambda each: each.sign == "~"),
        ("made, and the point has cues, with `~`", lambda each: each.made and each.cued, lambda each: each.sign == "~"),
        ("missed, with `~`", lambda each: not each.made, lambda each: each.sign == "~"),
        ("made, with `?`", lambda each: each.made, lambda each: each.sign == "?"),
    )
    for name, of, part in shares:
        cells = []
        for half in halves:
            whole = [each for each in half if of(each)]
            counted = sum(map(part, whole))
            low, high = wilson(counted, len(whole))
            cells.append(f"{counted}/{len(whole)} {counted / max(1, len(whole)):.2f} ({low:.2f}-{high:.2f})")
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return rows


def main() -> int:
    """Print the figures."""
    print("\n".join(table()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
