"""The readers of the fields of a deck file: each turns a raw value into a clean one, or says what is wrong with it."""

from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from cards.card import CUE_CLASSES, FollowUp, KeyPoint, Kind, LegalNote, LegalStatus, Replies, Wording
from cards.key import Priority
from cards.text import clean_block, clean_line

if TYPE_CHECKING:
    from decks.model.notation import Notation

Word = TypeVar("Word", bound=StrEnum)
T = TypeVar("T")


class FieldError(Exception):
    """A field has a value that it cannot have."""

    def __init__(self, message: str, fix: "Callable[[Notation], str] | str") -> None:
        super().__init__(message)
        self.message = message
        self._fix = fix

    def fix(self, notation: "Notation") -> str:
        """Return what to do about it, worded for the file's format."""
        return self._fix if isinstance(self._fix, str) else self._fix(notation)


def _shown(value: object) -> str:
    text = clean_line(str(value))
    return f'"{text[:40]}..."' if len(text) > 40 else f'"{text}"'


def _expect(name: str, value: object, kind: type[T], noun: str, example: str) -> T:
    """Return a value that is of a kind; raise a `FieldError` for any other."""
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise FieldError(f"{name} is not {noun}", lambda notation: notation.write(name, example))
    return value


def read_line(name: str, value: object) -> str:
    """Read one line of text, which must not be empty."""
    text = clean_line(value if type(value) is str else _expect(name, value, str, "text", '"..."'))
    if not text:
        raise FieldError(f"{name} is empty", lambda notation: notation.write(name, '"..."', removable=True))
    return text


def read_text(name: str, value: object) -> str:
    """Read text of any number of lines, including none."""
    return clean_block(value if type(value) is str else _expect(name, value, str, "text", '"..."'))


def read_lines(name: str, value: object) -> tuple[str, ...]:
    """Read a list of one-line texts."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        lines = tuple(map(clean_line, value))
        if all(lines):
            return lines
    raise FieldError(f"{name} is not a list of strings", lambda notation: notation.write(name, '["...", "..."]'))


def read_points(name: str, value: object) -> tuple[KeyPoint, ...]:
    """Read a list of key points, each written as a text or as `{text = "...", must = true, cues = ["..."]}`."""
    items = _expect(name, value, list, "a list of points", '["...", {text = "...", must = true}]')
    return tuple(_point(name, item) for item in items)


def _point_form(notation: "Notation") -> str:
    shown = notation.literal('"..." or {text = "...", must = true}')
    return f"Write {shown}."


def _point(name: str, value: object) -> KeyPoint:
    if not isinstance(value, dict):
        return KeyPoint(_point_text(name, value))
    unknown = sorted(set(value) - {"text", "must", "cues"})
    must = value.get("must", False)
    if unknown or "text" not in value or not isinstance(must, bool):
        raise FieldError(f"{name} has a point in the wrong form", _point_form)
    cues = read_lines(f"{name}.cues", value.get("cues", []))
    for cue in cues:
        _check_cue(f"{name}.cues", cue)
    return KeyPoint(_point_text(name, value["text"]), must, cues)


def _check_cue(name: str, cue: str) -> None:
    """Raise a `FieldError` for a cue that can never be met. `cards.matching.cues` says what cues are."""
    for part in cue.split("+"):
        if not part.strip():
            raise FieldError(f"{name} has {_shown(cue)}, with nothing on one side of +", 'Write "one thing + another".')
        for word in part.split():
            if word.startswith("#") and word[1:] not in CUE_CLASSES:
                from decks.model.problems import meant

                near = meant(word[1:], CUE_CLASSES)
                fix = f"They are: {', '.join(f'#{each}' for each in CUE_CLASSES)}."
                raise FieldError(f"{name} has {_shown(word)}", f'Did you mean "#{near}"? {fix}' if near else fix)
            if not word.startswith("#") and not any(map(str.isalnum, word)):
                raise FieldError(
                    f"{name} has {_shown(word)}, which matches no word", "Write the beginning of one: audit*."
                )


def read_follow_ups(name: str, value: object) -> tuple[FollowUp, ...]:
    """Read a list of follow-ups, each written as a text or as `{text = "...", phrasing = 1}`."""
    items = _expect(name, value, list, "a list of follow-ups", '["...", {text = "...", phrasing = 1}]')
    return tuple(_follow_up(name, item) for item in items)


def _follow_up(name: str, value: object) -> FollowUp:
    text, phrasing = (value.get("text"), value.get("phrasing")) if isinstance(value, dict) else (value, 0)
    known = not isinstance(value, dict) or set(value) <= {"text", "phrasing"}
    counted = phrasing is None or (type(phrasing) is int and 0 <= phrasing < 1000)
    if not known or not counted or not isinstance(text, str) or not clean_line(text):
        raise FieldError(f"{name} has a follow-up in the wrong form", _follow_up_form)
    return FollowUp(clean_line(text), phrasing if isinstance(value, dict) else None)


def _follow_up_form(notation: "Notation") -> str:
    shown = notation.literal('"..." or {text = "...", phrasing = 1}')
    return f"Write {shown}; phrasing 0 is the question, 1 the first of phrasings."


def _point_text(name: str, value: object) -> str:
    text = clean_line(value) if isinstance(value, str) else ""
    if not text:
        raise FieldError(f"{name} has a point without text", _point_form)
    return text


def read_word(words: type[Word]) -> Callable[[str, object], Word]:
    """Return a reader that takes only the values of an enum."""
    known = {word.value: word for word in words}

    def read(name: str, value: object) -> Word:
        if isinstance(value, str) and (word := known.get(str(value))) is not None:
            return word
        from decks.model.problems import nearest

        near = nearest(value, list(known)) if isinstance(value, str) else None
        meant = f'Did you mean "{near}"? ' if near else ""
        raise FieldError(f"{name} is {_shown(value)}", f"{meant}It is one of: {', '.join(known)}.")

    return read


def read_seconds(name: str, value: object) -> int:
    """Read a number of seconds from 1 to 3600."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 3600:
        raise FieldError(f"{name} is not a whole number from 1 to 3600", lambda notation: notation.write(name, "90"))
    return value


def read_replies(name: str, value: object) -> Replies:
    """Read the replies of a deflection card; any of them may be missing."""
    if not isinstance(value, dict) or set(value) - set(Replies._fields):
        form = ", ".join(f"{key} = ..." for key in Replies._fields)
        raise FieldError(f"{name} is in the wrong form", lambda notation: notation.write(name, f"{{{form}}}"))
    return Replies(**{key: read_line(f"{name}.{key}", text) for key, text in value.items()})


def read_legal(name: str, value: object) -> tuple[LegalNote, ...]:
    """Read a list of legal notes. `source_date` and `stage` may be missing."""
    items = _expect(name, value, list, "a list of notes", '[{jurisdiction = "US", ...}]')
    return tuple(_legal(name, item) for item in items)


def _legal(name: str, value: object) -> LegalNote:
    optional = LegalNote._field_defaults.keys()
    needed = [key for key in LegalNote._fields if key not in optional]
    if not isinstance(value, dict) or not set(needed) <= set(value) <= set(LegalNote._fields):
        fix = f"Each note has {', '.join(needed)}, and may have {' and '.join(optional)}."
        raise FieldError(f"{name} has a note in the wrong form", fix)
    return LegalNote(
        jurisdiction=read_line(f"{name}.jurisdiction", value["jurisdiction"]),
        status=read_word(LegalStatus)(f"{name}.status", value["status"]),
        note=read_line(f"{name}.note", value["note"]),
        source=read_line(f"{name}.source", value["source"]),
        as_of=_day(f"{name}.as_of", value["as_of"]),
        source_date=_day(f"{name}.source_date", value["source_date"]) if "source_date" in value else None,
        stage=read_line(f"{name}.stage", value["stage"]) if "stage" in value else "",
    )


def read_flag(name: str, value: object) -> bool:
    """Read true or false."""
    return _expect(name, value, bool, "true or false", "true")


def read_when(name: str, value: object) -> date:
    """Read a date, or a date with a time."""
    if isinstance(value, date):
        return value
    raise FieldError(f"{name} is not a date", lambda notation: notation.write(name, "2026-11-23"))


def _day(name: str, value: object) -> date:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(_expect(name, value, str, "a date", "2026-11-23"))
    except ValueError:
        raise FieldError(f"{name} is not a date", lambda notation: notation.write(name, "2026-11-23")) from None


def read_wordings(name: str, value: object) -> tuple[Wording, ...]:
    """Read the fields that differ, for each language by its tag. `decks.model.wordings` checks them one by one."""
    if not isinstance(value, dict) or not all(isinstance(fields, dict) for fields in value.values()):
        form = '{"en-US" = {question = "..."}}'
        raise FieldError(f"{name} is not a table of languages", lambda notation: notation.write(name, form))
    return tuple(
        Wording(
            language_tag(f"{name}.{language}", language),
            tuple((field, CARD_FIELDS[field](field, fields[field])) for field in REWORDABLE if field in fields),
        )
        for language, fields in value.items()
    )


def language_tag(name: str, text: str) -> str:
    """Return a BCP 47 tag with its usual capitals: en-US, zh-Hant; raise a `FieldError` for any other text."""
    first, *others = text.split("-")
    well_formed = first.isalpha() and 2 <= len(first) <= 3 and all(each.isalnum() and len(each) <= 8 for each in others)
    if not (text.isascii() and well_formed):
        raise FieldError(f"{name} is not a language", 'Name it by its tag, such as "en-US" or "de".')
    capitals = {2: str.upper, 4: str.title}
    return "-".join([first.lower(), *(capitals.get(len(part), str.lower)(part) for part in others)])


Reader = Callable[[str, object], Any]

# Every key a card may have, in the order in which they are written.
CARD_FIELDS: dict[str, Reader] = {
    "id": read_line,
    "kind": read_word(Kind),
    "question": read_line,
    "context": read_text,
    "phrasings": read_lines,
    "looks_for": read_line,
    "key_points": read_points,
    "outline": read_lines,
    "follow_ups": read_follow_ups,
    "bridges": read_lines,
    "pitfalls": read_lines,
    "answer": read_text,
    "replies": read_replies,
    "legal": read_legal,
    "target_seconds": read_seconds,
    "priority": read_word(Priority),
    "competencies": read_lines,
    "tags": read_lines,
    "like": read_lines,
    "sources": read_lines,
    "was": read_lines,
    "wordings": read_wordings,
}
# The fields that may differ from one variety of a language to another, in the order in which they are written.
REWORDABLE = (
    "question",
    "context",
    "phrasings",
    "looks_for",
    "key_points",
    "outline",
    "follow_ups",
    "bridges",
    "pitfalls",
    "answer",
    "replies",
)
DECK_FIELDS: dict[str, Reader] = {
    "id": read_line,
    "title": read_line,
    "description": read_text,
    "kind": read_word(Kind),
    "language": read_line,
    "license": read_line,
}
