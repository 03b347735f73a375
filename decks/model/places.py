"""The places that laws apply in, as ISO 3166 codes: `GB`, `US-NY`, and `EU` for the European Union."""

import re
from functools import cache
from pathlib import Path

_PART = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
_UNIONS = {"EU": "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"}


@cache
def _places() -> dict[str, list[str]]:
    """Return what each place is called, by code."""
    lines = Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines()[1:]
    return {code: names.split("; ") for code, _, names in (line.partition(" ") for line in lines)}


@cache
def _codes() -> dict[str, str]:
    """Return the code of each name in lower case, that of the country if a part of another one has the same."""
    codes: dict[str, str] = {}
    for code, names in sorted(_places().items(), key=lambda place: len(place[0])):
        codes |= {name.casefold(): code for name in (*names, code) if name.casefold() not in codes}
    return codes


def is_place(code: str) -> bool:
    """Return whether a text is the code of a country, or of a part of one: ISO 3166-2, such as `CA-ON`.

    Parts are checked against a list in Australia, Canada, the United Kingdom and the United States, whose laws differ
    inside; elsewhere anything of the right form will do.
    """
    places = _places()
    country = code.partition("-")[0]
    listed = any(place.startswith(f"{country}-") for place in places)
    return code in places or (country in places and not listed and bool(_PART.fullmatch(code)))


def place_called(text: str) -> str | None:
    """Return the code of the place with this code or name, in any case: `GB` for uk; None if there is none."""
    text = text.strip()
    return text.upper() if is_place(text.upper()) else _codes().get(text.casefold())


def place_for(text: str) -> str | None:
    """Return the code of the place that a person probably means: `GB` for UK, `CA-ON` for Ontari; None for no idea."""
    from decks.model.problems import meant

    if code := place_called(text):
        return code
    near = meant(text.strip(), _codes()) if len(text.strip()) > 1 else None
    return _codes()[near] if near else None


def place_name(code: str) -> str:
    """Return the English name of a place, its code if it has no name here."""
    return _places().get(code, [code])[0]


def lineage(code: str) -> tuple[str, ...]:
    """Return a place and the larger ones whose law applies there too, the nearest first: `DE-BY`, `DE`, `EU`."""
    country = code.partition("-")[0]
    return tuple(dict.fromkeys((code, country, *(union for union, members in _UNIONS.items() if country in members))))
