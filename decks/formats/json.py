"""Decks as JSON, with the tables of a deck file (`docs/deck.schema.json`), and lists of questions in other shapes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeGuard

from cards.text import clean_line
from decks.formats.bundle import Bundle, BundledDeck, unusable
from decks.formats.encoding import decode_file
from decks.formats.field_names import field_of, meaning_of
from decks.formats.questions import QUESTION_MARKS, looks_like_question
from decks.formats.table.cards import as_text, fields_present, label, read_cards
from decks.formats.table.columns import find_columns
from decks.formats.table.layout import TableRow
from decks.formats.table.values import share
from decks.model.deck import FORMAT, Deck
from decks.model.deck_reader import deck_from_tables
from decks.model.fields import CARD_FIELDS
from decks.model.ids import is_slug
from decks.model.line_numbers import FileLines
from decks.model.notation import JSON, few
from decks.model.problems import Problem, clipped
from decks.toml.limits import shallow
from decks.toml.write import card_table, head_table

_WRITE_LIST = 'Write [{"question": "...", "answer": "..."}].'
_MOST_KEYS = 200  # of all entries; of more, those that mean nothing here are left out
_LONGEST_TAG = 80  # characters of what stands around a list
_TITLES = ("title", "name", "deck", "topic", "subject")
_TEXTS = (
    "text",
    "content",
    "value",
    "body",
    "answer",
    "code",
    "name",
    "title",
    "en",
)  # of objects that stand for a text


def read_json(content: bytes, *, path: str, default_id: str) -> Bundle:
    """Read a deck from JSON. Problems call the file `path`; the deck gets `default_id` if the file gives no id.

    What is no deck may be a list of questions, or have some inside: strings, objects with the names that columns of
    tables have, or pairs.
    """
    text, encoding_problems = decode_file(content, path)
    try:
        data = shallow(_parse(text))
    except json.JSONDecodeError as error:
        fix = f"Look at column {error.colno} of this line or just above."
        return unusable(path, error.lineno, f"is not valid JSON ({error.msg})", fix)
    except (RecursionError, ValueError):
        return unusable(path, 1, "is JSON beyond reading", "Write it simpler: fewer levels, shorter numbers.")
    if not _is_deck(data):
        return _read_lists(data, encoding_problems, path=path, default_id=default_id)
    deck, problems = deck_from_tables(data, FileLines(), path=path, default_id=default_id, notation=JSON)
    return Bundle(
        decks=(BundledDeck(deck),) if deck else (),
        problems=(*encoding_problems, *problems),
        understood="a deck as greenroom writes it",
    )


def write_json(deck: Deck) -> bytes:
    """Write a deck as JSON that reads back as the same deck."""
    data = {"format": FORMAT, "deck": head_table(deck.head), "cards": [card_table(card) for card in deck.cards]}
    return (json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n").encode()


def _parse(text: str) -> object:
    """Parse JSON, or a JSON value on each line."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg != "Extra data":
            raise
        try:
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        except json.JSONDecodeError:
            raise error from None


def _is_deck(data: object) -> TypeGuard[dict[str, object]]:
    """Return whether data has the form of a deck, right or wrong, and so is none of the other shapes."""
    if not isinstance(data, dict):
        return False
    cards = data.get("cards")
    written_so = isinstance(cards, list) and all(isinstance(card, dict) and _is_card(card) for card in cards)
    return "format" in data or isinstance(data.get("deck"), dict) or written_so


def _is_card(card: Mapping[str, object]) -> bool:
    return card.keys() <= CARD_FIELDS.keys() and is_slug(str(card.get("id", "none")))


class _List(NamedTuple):
    """A list of questions somewhere in a file: its key, if it has one, its entries, and the tags of all of them."""

    key: str
    entries: Sequence[object]
    tags: tuple[str, ...]

    @property
    def name(self) -> str:
        """What tells it from the other lists."""
        return f'"{clipped(self.tags[0], 30)}"' if self.tags else clipped(self.key, 30)


def _read_lists(data: object, problems: list[Problem], *, path: str, default_id: str) -> Bundle:
    """Read all lists of questions in data that is no deck, as the rows of a table with their keys as columns."""
    lists = list(_find_lists(data))
    columns, table = _to_table(lists)
    layout = find_columns(as_text(table), path, named=columns, noun="key")
    if not layout.rows:
        seen = f"; its keys are {few([clipped(key, 30) for key in data])}" if isinstance(data, dict) and data else ""
        return unusable(path, 0, f"has no list of questions{seen}", _WRITE_LIST)
    question = next(at for at, column in enumerate(layout.columns) if column.field == "question")
    names = [
        f"entry {number} of {found.name}" if len(lists) > 1 else f"entry {number}"
        for found in lists
        for number in range(1, len(found.entries) + 1)
    ]
    keys = [found.key for found in lists for _ in found.entries]
    unasked = {row.line - 1 for row in layout.rows if not row.cells[question].strip()}
    asking = {key for at, key in enumerate(keys) if at not in unasked}
    empty = [names[at] for at in sorted(unasked) if keys[at] in asking]  # a list without any question is something else
    problems += [Problem(path, 0, f"{name} has no question", JSON.question) for name in empty]
    problems += layout.problems
    layout = replace(layout, rows=[row for row in layout.rows if row.cells[question].strip()])
    decks, found_problems = read_cards(layout, path=path, default_id=default_id, notation=JSON)
    if isinstance(data, dict) and all(column.field != "deck" for column in layout.columns):
        titles = [title for key in _TITLES if isinstance(data.get(key), str) and (title := clean_line(data[key]))]
        decks = [
            replace(one, deck=replace(one.deck, head=replace(one.deck.head, title=titles[0])))
            for one in decks
            if titles
        ] or decks
    return Bundle(
        decks=tuple(decks),
        problems=(*problems, *found_problems),
        fields_present=fields_present(layout),
        understood=f"a list: {layout.understood}",
    )


def _find_lists(data: object, key: str = "", tags: tuple[str, ...] = (), *, top: bool = True) -> Iterator[_List]:
    """Yield every list of questions in data, with what the objects around it say of it as tags."""
    if isinstance(data, list):
        nested = [entry for entry in data if isinstance(entry, dict) and not _asks(entry)]
        inside = [found for entry in nested for found in _find_lists(entry, key, tags, top=False)]
        if inside:
            yield from inside
            data = [entry for entry in data if not isinstance(entry, dict) or _asks(entry)]
        if _are_questions(data, key):
            yield _List(key, data, tags)
    elif isinstance(data, dict):
        if entries := _entries_of(data):
            yield _List(key, entries, tags)
            return
        texts = {name: value for name, value in data.items() if isinstance(value, str) and len(value) < _LONGEST_TAG}
        around = [value for name, value in texts.items() if _names_list(name, top=top)]
        parts = {name: list(_find_lists(value, name, (*tags, *around), top=False)) for name, value in data.items()}
        parts = {name: found for name, found in parts.items() if found}
        for name, found in parts.items():
            own = (topic,) if len(parts) > 1 and len(name) < _LONGEST_TAG and (topic := _topic(name)) else ()
            yield from (one._replace(tags=(*one.tags, *own)) for one in found)


def _entries_of(data: Mapping[str, object]) -> list[object]:
    """Return the entries of an object that stands for a list: its keys are the questions, or all of its values ask."""
    values = list(data.values())
    if share(key.rstrip().endswith(QUESTION_MARKS) for key in data) > 0.5:
        return [
            {"question": question, **(value if isinstance(value, dict) else {"answer": value})}
            for question, value in data.items()
        ]
    asking = [value for value in values if isinstance(value, str) and looks_like_question(value)]
    if len(values) > 1 and (len(asking) == len(values) or all(isinstance(one, dict) and _asks(one) for one in values)):
        return values
    return []


def _names_list(name: str, *, top: bool) -> bool:
    """Return whether a key tells what the list beside it is about; the title of all of the file is no tag."""
    meaning = meaning_of(name)
    return (meaning is not None and meaning.field == "tags") or (name in _TITLES and not top)


def _asks(entry: Mapping[str, object]) -> bool:
    """Return whether an object is a card by itself: one of its keys is the question."""
    if isinstance(entry.get("fields"), list):  # a note of Anki, as CrowdAnki writes it
        return True
    return any(field_of(name) == "question" and _is_one_text(name, value) for name, value in entry.items())


def _is_one_text(name: str, value: object) -> bool:
    match value:
        case [only]:
            return not name.endswith("s") and _is_one_text(name, only)
        case dict():
            return any(isinstance(value.get(name), str) for name in _TEXTS)
    return isinstance(value, str)


def _are_questions(entries: Sequence[object], key: str) -> bool:
    """Return whether the entries of a list are questions: most of them ask, or its key says so."""
    texts = [entry for entry in entries if isinstance(entry, str)]
    if len(texts) > len(entries) / 2:
        return field_of(key) == "question" or share(map(looks_like_question, texts)) >= 0.5
    if key and not any(isinstance(entry, dict) for entry in entries):
        return False
    keys, table = _to_table([_List(key, entries, ())])
    return bool(find_columns(table[:200], "", named=keys).rows)


def _to_table(lists: Sequence[_List]) -> tuple[list[str], list[TableRow]]:
    """Return the keys of all entries, and each entry as a row of texts; its line is its number among all of them."""
    entries = [_with_tags(_to_object(entry), found.tags) for found in lists for entry in found.entries]
    keys = list(dict.fromkeys(key for entry in entries for key in entry))
    keys = sorted(keys, key=lambda key: meaning_of(key) is None)[:_MOST_KEYS]
    return keys, [
        TableRow(number, [_cell(key, entry.get(key)) for key in keys]) for number, entry in enumerate(entries, start=1)
    ]


def _to_object(entry: object) -> dict[str, object]:
    """Return an entry as an object: a string is a question, a pair a question and its answer.

    Objects inside it that only group some of its keys, as `star` or `metadata`, are taken apart.
    """
    match entry:
        case str():
            return {"question": entry}
        case [str(), *_]:
            return dict(zip(("question", "answer", "tags"), entry, strict=False))
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
            texts = [value[name] for name in _TEXTS if name in value]
            return _text(texts) if texts else "\n".join(f"{label(key)}: {_text(item)}" for key, item in value.items())
    return str(value)


def _topic(key: str) -> str:
    """Return what a key says of the questions in its list: `technicalQuestions` are technical."""
    words = [word for word in label(key).split() if field_of(word) != "question"]
    return " ".join(words).lower()
