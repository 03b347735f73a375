"""What `greenroom prepare` finds in 30 labelled adverts, against a set of cards that is always the same.

The adverts and their labels are in tests/data/adverts. The phrases were tuned on one half.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cards.advert import Reading
from cards.advert_lines import AdvertCutter, unwrapped
from cards.advert_reader import AdvertReader
from cards.key import CardKey
from decks.library.library import BUILTIN
from decks.toml.files import read_file
from decks.toml.limits import load_toml
from decks.vocabulary.advert import read_advert_data
from decks.vocabulary.competencies import read_competencies
from trainer.prepare.choice import HEAVIEST
from trainer.prepare.screens import asking_lines

ADVERTS = Path(__file__).parent.parent / "tests" / "data" / "adverts"


class Labelled(NamedTuple):
    """An advert, what was found in it, and what a person says it asks for: `main` first of all, `also` besides."""

    file: str
    occupation: str
    country: str
    held_out: bool
    main: frozenset[str]
    also: frozenset[str]
    reading: Reading

    @property
    def asked(self) -> frozenset[str]:
        """Everything it asks for."""
        return self.main | self.also

    @property
    def found(self) -> list[str]:
        """What was found, the heaviest first."""
        return [demand.id for demand in self.reading.competencies]


class Score(NamedTuple):
    """Recall and precision of what was found, and the shares of what is asked first of all that sets of six have."""

    adverts: int
    recall: float
    precision: float
    six: float
    same_six: float
    spine: float
    unmatched: int
    asking: int


@cache
def labelled() -> tuple[Labelled, ...]:
    """Return all adverts, read."""
    terms = read_advert_data().terms
    cutter, reader = AdvertCutter(terms), AdvertReader(terms, read_competencies())
    labels = load_toml((ADVERTS / "labels.toml").read_text(encoding="utf-8"))["adverts"]
    return tuple(
        Labelled(
            file=each["file"],
            occupation=each["occupation"],
            country=each["country"],
            held_out=each["held_out"],
            main=frozenset(each["main"]),
            also=frozenset(each["also"]),
            reading=reader.read(
                cutter.cut(unwrapped((ADVERTS / each["file"]).read_text(encoding="utf-8").split("\n")))
            ),
        )
        for each in labels
    )


def same_six() -> frozenset[str]:
    """Return the six competencies asked for most often in the half that may be looked at."""
    counts = Counter(each for advert in labelled() if not advert.held_out for each in sorted(advert.asked))
    return frozenset(competency for competency, _ in counts.most_common(HEAVIEST))


@cache
def spine() -> frozenset[str]:
    """Return the competencies that the cards of the spine prove."""
    keys = {CardKey.parse(name) for name in read_advert_data().spine}
    decks = [deck for path in BUILTIN.glob("*.toml") if (deck := read_file(path)[0])]
    cards = [card for deck in decks for card in deck.cards if CardKey(deck.head.id, card.id) in keys]
    return frozenset(each for card in cards for each in card.competencies)


def score(adverts: Sequence[Labelled]) -> Score:
    """Return the figures of some adverts, all their competencies taken together."""
    hits = sum(len(advert.asked.intersection(advert.found)) for advert in adverts)
    main = sum(len(advert.main) for advert in adverts)

    def share(sets: Iterable[Iterable[str]]) -> float:
        return sum(len(advert.main.intersection(some)) for advert, some in zip(adverts, sets, strict=True)) / main

    return Score(
        adverts=len(adverts),
        recall=hits / sum(len(advert.asked) for advert in adverts),
        precision=hits / max(1, sum(len(advert.found) for advert in adverts)),
        six=share(advert.found[:HEAVIEST] for advert in adverts),
        same_six=share(same_six() for _ in adverts),
        spine=share(spine() for _ in adverts),
        unmatched=sum(len(advert.reading.unmatched) for advert in adverts),
        asking=sum(len(asking_lines(advert.reading)) for advert in adverts),
    )


def tables() -> str:
    """Return all figures as Markdown."""
    halves = {name: [each for each in labelled() if each.held_out == out] for name, out in _HALVES.items()}
    held_out = halves["held out"]
    parts = {each.occupation: each.occupation for each in held_out} | {"GB": "British", "US": "American"}
    halves |= {
        f"held out: {title}": [each for each in held_out if name in (each.occupation, each.country)]
        for name, title in parts.items()
    }
    rows = [(name, score(adverts)) for name, adverts in halves.items()]
    lines = [
        "| adverts | n | recall | precision | main in the six heaviest | in the same six | unmatched |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, found in rows:
        shares = " | ".join(f"{100 * share:.0f} %" for share in found[1:5])
        lines.append(f"| {name} | {found.adverts} | {shares} | {found.unmatched} of {found.asking} |")
    lines += ["", "| held-out advert | missed | wrong |", "| --- | --- | --- |"]
    for advert in held_out:
        missed = ", ".join(sorted(advert.asked.difference(advert.found)))
        wrong = ", ".join(each for each in advert.found if each not in advert.asked)
        lines.append(f"| {advert.file} | {missed or '-'} | {wrong or '-'} |")
    return "\n".join(lines)


_HALVES = {"tuned on": False, "held out": True}


if __name__ == "__main__":
    print(tables())
    print(f"\nThe cards of the spine prove {100 * score(labelled()).spine:.0f} % of what is asked first of all.")
