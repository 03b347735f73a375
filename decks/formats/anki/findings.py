"""What an Anki package has that is not imported, each kind of it as one problem."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import starmap

from cards.text import clean_line
from decks.formats.anki.fields import FieldMap
from decks.formats.anki.malformed import LeftOut, in_words
from decks.formats.anki.review_log import CardLog
from decks.formats.anki.schema import FIELD_SEPARATOR, NoteType
from decks.model.notation import few
from decks.model.problems import Problem, clipped, warning

_LONGEST_NAME = 60  # characters of a question that names its card
_MOST_NAMED = 10  # cards that cannot be read
_LOOK_IN_ANKI = "Check its note in Anki and export it again."


def unread_problems(path: str, unread: Sequence[tuple[object, object]]) -> Iterator[Problem]:
    """Yield a problem for each of the first cards that could not be read, and one for the others.

    Each is given as its id and the fields of its note, of any type, and is named by how the note begins.
    """
    for number, written in unread[:_MOST_NAMED]:
        begins = clipped(clean_line(str(written or "").replace(FIELD_SEPARATOR, " ")), _LONGEST_NAME)
        name = f'card {number} ("{begins}")' if begins else f"card {number}"
        yield Problem(path, 0, f"{name} could not be read", _LOOK_IN_ANKI)
    if len(unread) > _MOST_NAMED:
        yield Problem(path, 0, f"{len(unread) - _MOST_NAMED} more could not be read", _LOOK_IN_ANKI)


def malformed_problems(path: str, left_out: LeftOut) -> Iterator[Problem]:
    """Yield one warning for everything else that could not be read."""
    if left_out:
        verb = "was" if left_out.total() == 1 else "were"
        message = f"{in_words(left_out)} made no sense and {verb} left out"
        yield warning(path, 0, message, 'Run "Check Database" in Anki and export it again.')


def media_problems(path: str, not_shown: Counter[str], on_pictures: int) -> Iterator[Problem]:
    """Yield a warning each for files, pictures to ask about, and drawings: how many cards have them."""
    if count := not_shown["media"]:
        message = f"{_cards(count, 'refers')} to images or sounds, which can't be imported"
        yield warning(path, 0, message, "Describe them in words.")
    if count := on_pictures:
        left_out = "so it was left out" if count == 1 else "so they were left out"
        message = f"{_cards(count, 'asks')} about a hidden part of a picture, {left_out}"
        yield warning(path, 0, message, "Put each question into words.")
    if count := not_shown["drawings"]:
        message = f"{_cards(count, 'shows')} a drawing, which can't be imported"
        yield warning(path, 0, message, "Describe it in words.")


def log_problems(path: str, logs: Iterable[CardLog], due_by_hand: Sequence[str]) -> Iterator[Problem]:
    """Yield a warning each for reviews that no longer count in Anki, and for due days chosen there by hand.

    `due_by_hand` are the questions of the cards with such a day.
    """
    if forgotten := [log.forgotten for log in logs if log.forgotten]:
        of = "a card was" if len(forgotten) == 1 else f"{len(forgotten)} cards were"
        message = f"left out {sum(forgotten)} review{'' if sum(forgotten) == 1 else 's'} from before {of} reset"
        yield warning(path, 0, message, "Anki doesn't count them either.")
    if due_by_hand:
        message = f"in Anki, you chose the due day of {_cards(len(due_by_hand))}"
        named = few([f'"{clipped(question, _LONGEST_NAME)}"' for question in due_by_hand])
        yield warning(path, 0, f"{message}: {named}", "greenroom works out due days from your reviews alone.")


def field_problems(
    path: str,
    others_of: Mapping[int, Collection[str]],
    note_types: Mapping[int, NoteType],
    maps: Mapping[int, FieldMap],
) -> Iterator[Problem]:
    """Yield a warning for each note type that lacks a given field, or has fields no card field uses (`others_of`)."""
    for number, others in others_of.items():
        note_type, field_map = note_types[number], maps[number]
        if field_map.lacking:
            lacking = f"the field{'' if len(field_map.lacking) == 1 else 's'} {', '.join(field_map.lacking)}"
            message = f'notes "{note_type.name}" lack {lacking}, so --fields was ignored for them'
            yield warning(path, 0, message, "Name the fields they have with --fields and import again.")
        if not others:
            continue
        message = f'in notes "{note_type.name}", greenroom '
        if field_map.fields:
            message += f"read {', '.join(starmap(_read_as, field_map.fields.items()))}, and "
        fate = "added {} to the answer" if field_map.into_answer else "left out {}"
        shown = "" if field_map.fields or field_map.into_answer else ", which no card shows"
        message += fate.format(few(list(others))) + shown
        yield warning(path, 0, message, "If that's wrong, use --fields question=Front,answer=Back.")


def _read_as(name: str, field: str) -> str:
    field = field.replace("_", " ")
    return name if name.casefold() == field else f"{name} as {field}"


def _cards(count: int, verb: str = "") -> str:
    """Return a number of cards, with a verb given in the third person singular."""
    return f"1 card {verb}".strip() if count == 1 else f"{count} cards {verb.removesuffix('s')}".strip()
