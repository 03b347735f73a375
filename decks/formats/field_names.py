"""The names people give to card fields: what a CSV column, a key in JSON or the field of an Anki note may be called."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from cards.card import Replies
from decks.formats.questions import QUESTION_MARKS
from decks.model.fields import CARD_FIELDS
from decks.toml.limits import load_toml


class Meaning(NamedTuple):
    """What the name of a column means.

    Attributes:
        field: The card field, or `number` for row numbers, `options` for choices to pick from, `star` for a part of a
            story (situation, task, action, result), `hint` for a help to find the answer, `language` for a language.
        sure: Whether the name alone is reason enough. A "term" is the question only where no column is called so.
        whole: For tags, whether a cell is one tag, spaces and all, as in a column of categories.
        beside: For answers, whether it is said beside another answer rather than in its place: a note.
    """

    field: str
    sure: bool = True
    whole: bool = False
    beside: bool = False


_COMMON = ("question", "answer", "key_points", "tags")
# All fields, the common ones first. Replies have a name for each of their parts instead. `like` and `was` are about
# other cards of greenroom, and a column called "Was" is German for "what". Other people's competencies are tags.
# `wordings` are for decks in TOML and JSON.
_FIELDS = list(dict.fromkeys([*_COMMON, *CARD_FIELDS, *Replies._fields, "deck", "deck_id", "guid"]))
for _field in ("replies", "like", "was", "competencies", "wordings"):
    _FIELDS.remove(_field)
_FILE: dict[str, dict[str, str]] = load_toml(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
# What the names of these groups mean. All others are called as the field is.
_GROUPS = {
    "tags": Meaning("tags", whole=True),
    "tag_lists": Meaning("tags"),
    "answer_beside": Meaning("answer", beside=True),
    "hint": Meaning("hint", beside=True),
    "choice": Meaning("answer", beside=True),
}


def _words(name: str) -> list[str]:
    """Return the words of a name in lower case, without accents."""
    if name.isascii() and name.islower() and name.replace(" ", "").isalpha():  # as most of the hundreds we know
        return name.split()
    name = re.sub(r"\([^)]*\)|\[[^\]]*\]|\s[-\u2013\u2014]\s.*", " ", name)
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[^\W\d_])(?=[0-9])", " ", name)
    name = (name.lstrip("# ") or name).replace("#", " number ")
    name = "".join(mark for mark in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(mark))
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", name))


def _names(group: str, name: str) -> list[str]:
    return [" ".join(_words(each)) for each in _FILE[group][name].split(",")]


def _table() -> dict[str, Meaning]:
    """Return the meaning of each name; the surer one if it has two."""
    meanings = {name.replace("_", " "): Meaning(name) for name in _FIELDS}
    for group in ("sure", "unsure"):
        for field in _FILE[group]:
            meaning = _GROUPS.get(field, Meaning(field))._replace(sure=group == "sure")
            for name in _names(group, field):
                meanings.setdefault(name, meaning)
    return meanings


_CJK = ("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7af")
_MEANINGS = _table()
_FILLERS = frozenset(_names("words", "fillers"))
_LANGUAGES = frozenset(_names("words", "languages"))
_WRONG = frozenset(_names("words", "wrong"))
_NUMBERS = frozenset(_names("words", "numbers"))

_WHAT, _THEY, _I, _ASK, _SAY = (frozenset(_names("words", name)) for name in ("what", "they", "i", "ask", "say"))
_MOST_WORDS = 6  # of "what they might ask"


@lru_cache(maxsize=100_000)  # as many keys as a JSON file may have
def meaning_of(name: str) -> Meaning | None:
    """Return what the name of a column means, or None.

    Case, accents, plurals, hyphens, underscores, camelCase, counters, what stands in brackets, and words such as
    "ideal" or "text" do not matter.
    """
    if len(name) > 60 or name.rstrip().endswith((*QUESTION_MARKS, "!")):
        return None
    words = _words(name)
    if _is_language(words):
        return Meaning("language", sure=False)
    if known := next((_MEANINGS[phrase] for phrase in _phrases(words) if phrase in _MEANINGS), _told(words)):
        return known
    if is_counted(name) or not words or not _WRONG.isdisjoint(words):
        return None
    if any(map(_is_cjk, name)):  # which has no spaces between words
        inside = [known for known in _MEANINGS if _is_cjk(known[:1]) and known in words[0]]
        return _MEANINGS[max(inside, key=len)]._replace(sure=False) if inside else None
    # One word says what it is: "personal notes", "respuesta modelo"; but then it may be many things.
    single = [meaning for word in words if (meaning := _MEANINGS.get(_singular([word])))]
    one = single[0] if len({meaning.field for meaning in single}) == 1 else None
    at_end = one in {_MEANINGS.get(_singular([word])) for word in (words[0], words[-1])}
    return one._replace(sure=False) if one and at_end and one.field in (*_COMMON, "star", "hint") else None


def _is_cjk(mark: str) -> bool:
    return any(first <= mark <= last for first, last in _CJK)


def _told(words: list[str]) -> Meaning | None:
    """Return the meaning of `what they might ask` or `what I would say`; None for other words."""
    found = frozenset(words)
    if not 1 < len(words) <= _MOST_WORDS or words[0] not in _WHAT | _THEY | _I:
        return None
    if found & _ASK and not found & _I:
        return Meaning("question")
    return Meaning("answer") if found & _SAY and not found & (_THEY | _ASK) else None


def _is_language(words: list[str]) -> bool:
    """Return whether words name a language: `Spanish`, `English word`, `German (A1)`."""
    if len(words) == 1:
        return words[0] in _LANGUAGES and words[0] not in _MEANINGS
    others = [_MEANINGS.get(word) for word in words if word not in _LANGUAGES]
    return len(others) == len(words) - 1 and all(other == Meaning("question", sure=False) for other in others)


def field_of(name: str) -> str | None:
    """Return the card field that `name` means for sure, or None."""
    meaning = meaning_of(name)
    return meaning.field if meaning and meaning.sure and meaning.field in _FIELDS else None


def is_counted(name: str) -> bool:
    """Return whether a name ends with a counter, as Answer 1 or Option B."""
    return _ends_with_counter(_words(name))


def known_names() -> list[str]:
    """Return one name for each field, for a message that lists them; common fields come first."""
    return [name.replace("_", " ") for name in _FIELDS]


def _phrases(words: list[str]) -> Iterator[str]:
    """Yield what to look for in place of the words of a name, the closest to it first."""
    yield " ".join(words)
    if words and words[-1] in _NUMBERS:
        yield "right choice" if "correct" in words or words[-2:] == ["answer", "index"] else "number"
    if not _WRONG.isdisjoint(words):
        return
    if _ends_with_counter(words):
        words = words[:-1]
        if len(words[-1]) == 1:  # Q1 is a question's number, not what its column is called
            return
    bare = [word for word in words if word not in _FILLERS]
    yield from (_singular(words), " ".join(words), " ".join(bare), _singular(bare))
    yield re.sub("(?<=[aou])e", "", " ".join(bare))  # Loesung
    if len(bare) == 1:  # compounds: Interviewfrage, Musterantwort
        yield from (end for end in ("frage", "fragen", "antwort", "antworten") if bare[0].endswith(end))


def _ends_with_counter(words: list[str]) -> bool:
    return len(words) > 1 and (words[-1].isdecimal() or (len(words[-1]) == 1 and words[-1].isascii()))


def _singular(words: list[str]) -> str:
    """Return the words with the last one in the singular, as English, Spanish and French mostly form it."""
    phrase = " ".join(words)
    if len(phrase) < 4 or not phrase.endswith("s"):
        return phrase
    return phrase[:-3] + "y" if phrase.endswith("ies") else phrase[:-1]
