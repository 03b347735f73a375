"""The share of right suggestions for typed answers, on the labelled answers of `coverage.toml`.

Usage: python -m benchmarks.coverage
"""

import math
import random
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from cards.matching.suggest import suggest_points

PAIRS = Path(__file__).with_suffix(".toml")
_BUILTIN = Path(__file__).parent.parent / "decks" / "builtin"
HALVES = ("development", "held out")
_MADE = "made"
_WORDINGS = ("close", "loose", "spoken", "free")
# Each share: its name, the label or sign it is a share of, and the label or sign it counts.
_ROWS = (
    ("`~` that are right", "~", _MADE),
    ("similar, with `~`", "similar", "~"),
    ("similar, with `?`", "similar", "?"),
    ("paraphrase, with `~`", "paraphrase", "~"),
    ("absent, with `~`", "absent", "~"),
    ("negated, with `~`", "negated", "~"),
    ("negated, with `?`", "negated", "?"),
    ("`?` that are negated", "?", "negated"),
)


class SuggestedSign(NamedTuple):
    """The suggestion for one key point and one answer.

    Attributes:
        half: `development` or `held out`; the held-out answers were not looked at while tuning.
        wording: `close` or `loose`: how near a "similar" answer keeps to the words of the point; `spoken`: like a
            transcript; `free`: up to half of the words are the speaker's own.
        label: What the answer really says about the point.
        sign: `~`, `?`, or nothing.
    """

    half: str
    wording: str
    label: str
    sign: str


def suggested_signs(change: Callable[[str], str] = str) -> Iterator[SuggestedSign]:
    """Yield the suggestion for every labelled pair; `change` is applied to each answer first."""
    for question in questions():
        for answer in question["answers"]:
            suggestions = suggest_points(question["points"], change(answer["text"]))
            for label, suggestion in zip(answer["labels"], suggestions, strict=True):
                sign = "" if suggestion is None else "~" if suggestion.doubt is None else "?"
                yield SuggestedSign(question["half"], question["wording"], label, sign)


def questions() -> list[dict[str, Any]]:
    """Return the labelled questions, as they are in the file."""
    labelled: list[dict[str, Any]] = tomllib.loads(PAIRS.read_text(encoding="utf-8"))["questions"]
    return labelled


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 % interval of the share part / whole (Wilson 1927); (0, 1) if the whole is 0."""
    if not whole:
        return 0.0, 1.0
    z, share = 1.96, part / whole
    middle = (share + z * z / (2 * whole)) / (1 + z * z / whole)
    spread = z * math.sqrt(share * (1 - share) / whole + z * z / (4 * whole * whole)) / (1 + z * z / whole)
    return max(0.0, middle - spread), min(1.0, middle + spread)


def tables() -> list[str]:
    """Return a Markdown table for each half: shares of pairs, each with its 95 % interval."""
    tested = list(suggested_signs())
    rows = []
    for half in HALVES:
        groups = [[each for each in tested if (each.half, each.wording) == (half, wording)] for wording in _WORDINGS]
        groups.append([each for group in groups for each in group])
        rows += [f"| {half} | {' | '.join(_WORDINGS)} | all |", "|---" * (len(_WORDINGS) + 2) + "|"]
        rows += [f"| {what} | {' | '.join(_share(group, of, part) for group in groups)} |" for what, of, part in _ROWS]
        rows.append("")
    return rows[:-1]


def _share(group: list[SuggestedSign], of: str, part: str) -> str:
    whole = [each for each in group if of in each]
    counted = [each for each in whole if part in each or (part == _MADE and each.label in ("similar", "paraphrase"))]
    low, high = wilson(len(counted), len(whole))
    return f"{len(counted)}/{len(whole)} {len(counted) / max(1, len(whole)):.2f} ({low:.2f}-{high:.2f})"


def slips(rate: float, seed: int = 1) -> str:
    """Return a sentence on how well similar points are found when words are mistyped.

    Args:
        rate: The share of words of four letters or more with a slip, 0 to 1.
        seed: The seed of the slips.
    """
    rng = random.Random(seed)

    def mistyped(word: str) -> str:
        if len(word) < 4 or rng.random() >= rate:
            return word
        at = rng.randrange(1, len(word) - 1)
        return word[:at] + rng.choice((word[at + 1], word[at + 1] + word[at], "e" + word[at + 1])) + word[at + 2 :]

    tested = list(suggested_signs(lambda text: " ".join(map(mistyped, text.split()))))
    made, right = _share(tested, "similar", "~"), _share(tested, "~", _MADE)
    return f"a slip in {rate:.0%} of the longer words: similar, with `~` {made}; `~` that are right {right}"


def unrelated() -> str:
    """Return a sentence on how many points, built-in decks included, get a `~` from answers to other questions."""
    labelled = questions()
    cards = [question["points"] for question in labelled]
    for path in sorted(_BUILTIN.glob("*.toml")):
        points = [card.get("key_points", []) for card in tomllib.loads(path.read_text(encoding="utf-8"))["cards"]]
        cards += [[each if isinstance(each, str) else each["text"] for each in card] for card in points]
    answers = [(question["points"], answer["text"]) for question in labelled for answer in question["answers"]]
    signs = [
        suggestion is not None and suggestion.doubt is None
        for points in cards
        for own, text in answers
        if own is not points
        for suggestion in suggest_points(points, text)
    ]
    return f"points with `~` from answers to other questions: {sum(signs)} of {len(signs)}"


def main() -> int:
    """Print the figures."""
    print("\n".join(tables()))
    print()
    for rate in (0.05, 0.1, 0.2):
        print(slips(rate))
    print(unrelated())
    return 0


if __name__ == "__main__":
    sys.exit(main())
