"""The entries of lists in JSON as the rows of a table."""

from collections.abc import Sequence
from typing import NamedTuple

from cards.text import clean_line
from decks.formats.field_names import field_of, meaning_of
from decks.formats.table.cards import label
from decks.formats.table.layout import TableRow
from decks.model.problems import clipped

_MOST_KEYS = 200  # of all entries; of more, those that mean nothing here are left out
# Keys of objects that stand for a text.
TEXTS = ("text", "content", "value", "body", "answer", "code", "name", "title", "en")


class QuestionList(NamedTuple):
    """A list of questions somewhere in a file: its key, if it has one, its entries, and the tags of all of them."""

    key: str
    entries: Sequence[object]
    tags: tuple[str, ...]

    @property
    def name(self) -> str:
        """What distinguishes it from the other lists."""
        return f'"{clipped(self.tags[0], 30)}"' if self.tags else clipped(self.key, 30)


def to_table(lists: Sequence[QuestionList]) -> tuple[list[str], list[TableRow]]:
    """Return the keys of all entries, and each entry as a row of texts; its line is its number among all of them."""
    names = [key for found in lists for entry in found.entries if isinstance(entry, dict) for key in entry]
    pair = tuple(next((name for name in names if field_of(name) == field), field) for field in ("question", "answer"))
    entries = [_with_tags(_to_object(entry, pair), found.tags) for found in lists for entry in found.entries]
    keys = list(dict.fromkeys(key for entry in entries for key in entry))
    keys = sorted(keys, key=lambda key: meaning_of(key) is None)[:_MOST_KEYS]
    return keys, [
        TableRow(number, [_cell(key, entry.get(key)) for key in keys]) for number, entry in enumerate(entries, start=1)
    ]


def _to_object(entry: object, pair: tuple[str, ...]) -> dict[str, object]:
    """Return an entry as an object: a string is a question, a pair a question and its answer, with these two names.

    Objects inside it that only group some of its keys, as `star` or `metadata`, are taken apart.
    """
    match entry:
        case str():
            return {pair[0]: entry}
        case [str(), *_]:
            return dict(zip((*pair, "tags"), entry, strict=False))
        case {"@type": "Question", "name": str(question), "acceptedAnswer": {"text": str(answer)}}:  # of schema.org
            return {"question": question, "answer": answer}
        case {"fields": [str(question), str(answer), *_], **rest}:
            return {"question": question, "answer": answer, "tags": rest.get("tags"), "guid": rest.get("guid")}
        case dict():
            flat: dict[str, object] = {}
            for key, value in entry.items():
                grouped = isinstance(value, dict) and sum(map(_names_field, value)) > 1
                flat |= {name: inner for name, inner in value.items() if name not in entry} if grouped else {key: value}
                if right := [item for item in value if _is_right(item)] if isinstance(value, list) else []:
                    flat.setdefault("correct answer", right)
            return flat
    return {}


def _names_field(name: str) -> bool:
    meaning = meaning_of(name)
    return meaning is not None and meaning.field != "language"


def _is_right(choice: object) -> bool:
    """Return whether a choice to pick from says that it is the right one."""
    return isinstance(choice, dict) and any(choice.get(name) is True for name in ("correct", "isCorrect", "is_correct"))


def _with_tags(entry: dict[str, object], tags: tuple[str, ...]) -> dict[str, object]:
    return entry | {"topic of the list": list(tags)} if tags else entry


def _cell(key: str, value: object) -> str:
    """Write the value of a key as the cell of a table: an item of a list on each line, those of an answer as a list."""
    if not isinstance(value, list):
        return _text(value)
    items = [text for item in value if (text := _text(item))]
    meaning = meaning_of(key)
    if meaning and meaning.field == "answer":
        return "\n".join(items if len(items) < 2 or any("\n" in item for item in items) else [f"- {i}" for i in items])
    return "".join(f"{clean_line(item)}\n" for item in items)


def _text(value: object) -> str:
    """Return a value as text. An object is its text, if a key says which that is, else a line for each key."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return "\n".join(text for item in value if (text := _text(item)))
        case {"text": str() as text, "must": True}:
            return f"! {text}"
        case dict():
            texts = [value[name] for name in TEXTS if name in value]
            return _text(texts) if texts else "\n".join(f"{label(key)}: {_text(item)}" for key, item in value.items())
    return str(value)
