"""The lists of questions in JSON, wherever they are and whatever their shape."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from decks.formats.field_names import field_of, meaning_of
from decks.formats.json_rows import TEXTS, QuestionList, to_table
from decks.formats.questions import QUESTION_MARKS, looks_like_question
from decks.formats.table.cards import label
from decks.formats.table.columns import find_columns
from decks.formats.table.values import share

_LONGEST_TAG = 80  # characters of what stands around a list
_ASKING = ("user", "human")  # in a conversation
TITLES = ("title", "name", "deck", "topic", "subject")


def find_lists(data: object, key: str = "", tags: tuple[str, ...] = (), *, top: bool = True) -> Iterator[QuestionList]:
    """Yield every list of questions in data, tagged with what the objects around it say."""
    data = _rows_of(data)
    if isinstance(data, list):
        nested = [entry for entry in data if isinstance(entry, dict) and not _is_card(entry)]
        inside = [found for entry in nested for found in find_lists(entry, key, tags, top=False)]
        if inside:
            yield from inside
            data = [entry for entry in data if not isinstance(entry, dict) or _is_card(entry)]
        if _are_questions(data, key):
            yield QuestionList(key, data, tags)
    elif isinstance(data, dict):
        if entries := _entries_of(data):
            yield QuestionList(key, entries, tags)
            return
        texts = {name: value for name, value in data.items() if isinstance(value, str) and len(value) < _LONGEST_TAG}
        around = [value for name, value in texts.items() if _names_list(name, top=top)]
        parts = {name: list(find_lists(value, name, (*tags, *around), top=False)) for name, value in data.items()}
        parts = {name: found for name, found in parts.items() if found}
        for name, found in parts.items():
            own = (topic,) if len(parts) > 1 and len(name) < _LONGEST_TAG and (topic := _topic(name)) else ()
            yield from (one._replace(tags=(*one.tags, *own)) for one in found)


def _rows_of(data: object) -> object:
    """Return data that is a table by columns, or a conversation, as a list of objects; other data as it is."""
    match data:
        case {"columns": [str(), *_] as columns, "data": [list(), *_] as rows}:
            return [dict(zip(map(str, columns), row, strict=False)) for row in rows if isinstance(row, list)]
        case dict() if _are_columns(data):
            return [dict(zip(data, row, strict=True)) for row in zip(*data.values(), strict=True)]
        case [dict(), *_] if all(map(_turn, data)):
            turns = [turn for each in data if (turn := _turn(each)) and turn[0] != "system"]
            return [
                {"question": said, "answer": reply}
                for (who, said), (other, reply) in pairwise(turns)
                if who in _ASKING and other not in _ASKING
            ]
    return data


def _are_columns(data: Mapping[str, object]) -> bool:
    lengths = {len(value) if isinstance(value, list) else 0 for value in data.values()}
    return len(data) > 1 and len(lengths) == 1 and 0 not in lengths and any(map(_names_question, data))


def _names_question(name: str) -> bool:
    meaning = meaning_of(name)
    return meaning is not None and meaning.field == "question" and not name.lower().endswith("s")


def _turn(turn: object) -> tuple[str, str] | None:
    """Return the speaker of a turn in a conversation, and what they say; None if it is not a turn."""
    match turn:
        case {"role": str(who), "content": str(said)} | {"from": str(who), "value": str(said)}:
            return who, said
    return None


def _entries_of(data: Mapping[str, object]) -> list[object]:
    """Return the entries of an object that stands for a list: its keys are the questions, or all of its values ask."""
    values = list(data.values())
    asked = [key for key in data if key not in TITLES]
    if any(key.rstrip().endswith(QUESTION_MARKS) for key in asked) and share(map(looks_like_question, asked)) >= 0.5:
        return [{"question": question, **_answered(data[question])} for question in asked]
    asking = [value for value in values if isinstance(value, str) and looks_like_question(value)]
    if len(values) > 1 and (
        len(asking) == len(values) or all(isinstance(one, dict) and _is_card(one) for one in values)
    ):
        return values
    return []


def _answered(value: object) -> Mapping[str, object]:
    """Return the fields of what stands behind a question: those an object names, else all of it as the answer."""
    fields = [meaning.field for name in value if (meaning := meaning_of(name))] if isinstance(value, dict) else []
    return value if isinstance(value, dict) and set(fields) - {"question"} else {"answer": value}


def _names_list(name: str, *, top: bool) -> bool:
    """Return whether a key says what the list beside it is about; the title of the whole file is not a tag."""
    meaning = meaning_of(name)
    return (meaning is not None and meaning.field == "tags") or (name in TITLES and not top)


def _is_card(entry: Mapping[str, object]) -> bool:
    """Return whether an object is a card by itself: one of its keys is the question."""
    # a note of Anki, as CrowdAnki writes it, or a question of schema.org
    if isinstance(entry.get("fields"), list) or entry.get("@type") == "Question":
        return True
    return any(field_of(name) == "question" and _is_one_text(name, value) for name, value in entry.items())


def _is_one_text(name: str, value: object) -> bool:
    match value:
        case [only]:
            return not name.endswith("s") and _is_one_text(name, only)
        case dict():
            return any(isinstance(value.get(name), str) for name in TEXTS)
    return isinstance(value, str)


def _are_questions(entries: Sequence[object], key: str) -> bool:
    """Return whether the entries of a list are questions: most of them ask, or its key says so."""
    texts = [entry for entry in entries if isinstance(entry, str)]
    if len(texts) > len(entries) / 2:
        return field_of(key) == "question" or share(map(looks_like_question, texts)) >= 0.5
    if key and not any(isinstance(entry, dict) for entry in entries):
        return False
    keys, table = to_table([QuestionList(key, entries, ())])
    return bool(find_columns(table[:200], "", named=keys).rows)


def _topic(key: str) -> str:
    """Return what a key says about the questions in its list: `technicalQuestions` are technical."""
    words = [word for word in label(key).split() if field_of(word) != "question"]
    return " ".join(words).lower()
