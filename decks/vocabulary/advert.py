"""The reader of the words that tell the parts of a job advert, and of what is made of one."""

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from cards.advert import AdvertTerms, Section, ThingKind


class Odd(NamedTuple):
    """A turn of phrase that is worth a question back: its wordings, what to ask, and why."""

    forms: tuple[str, ...]
    ask: str
    why: str


class Template(NamedTuple):
    """A new card made from a line of the advert; `{line}` and `{thing}` stand for what it quotes."""

    question: str
    kind: str
    looks_for: str
    key_points: tuple[tuple[str, bool], ...]  # each with whether it is a must
    pitfalls: tuple[str, ...]


class Language(NamedTuple):
    """A language, its name in English, and words that most of its sentences have."""

    id: str
    name: str
    words: frozenset[str]


class AdvertData(NamedTuple):
    """All that is known about adverts."""

    terms: AdvertTerms
    spine: tuple[str, ...]  # the cards that any interview needs, as `deck/card`
    odd: tuple[Odd, ...]
    templates: dict[str, Template]
    languages: tuple[Language, ...]
    packs: dict[str, tuple[str, ...]]  # the words that tell which pack is for a job, by its id


@cache
def read_advert_data() -> AdvertData:
    """Return what is known about adverts."""
    from decks.toml.limits import load_toml

    data = load_toml(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    terms = AdvertTerms(
        sections=tuple(
            Section(each["id"], each["title"], each["weight"], *(_texts(each, name) for name in Section._fields[3:]))
            for each in data["sections"]
        ),
        things=tuple(
            ThingKind(
                each["id"],
                each["title"],
                _texts(each, "forms"),
                _texts(each, "patterns"),
                everywhere=each.get("everywhere", False),
                provable=each.get("provable", False),
            )
            for each in data["things"]
        ),
        before_names=tuple(data["before_names"]),
        page=tuple(data["page"]),
        ladders=tuple(tuple(map(tuple, each["rungs"])) for each in data["ladders"]),
    )
    return AdvertData(
        terms=terms,
        spine=tuple(data["spine"]),
        odd=tuple(Odd(_texts(each, "forms"), each["ask"], each["why"]) for each in data["odd"]),
        templates={name: _template(each) for name, each in data["templates"].items()},
        languages=tuple(Language(each["id"], each["name"], frozenset(each["words"])) for each in data["languages"]),
        packs={pack: tuple(forms) for pack, forms in data["packs"].items()},
    )


def _template(table: dict[str, Any]) -> Template:
    points = tuple((point["text"], point.get("must", False)) for point in table["key_points"])
    return Template(table["question"], table["kind"], table["looks_for"], points, _texts(table, "pitfalls"))


def _texts(table: dict[str, Any], name: str) -> tuple[str, ...]:
    return tuple(table.get(name, ()))
