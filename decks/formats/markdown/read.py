"""Markdown notes as decks: headings with text below them, or `Q:` and `A:` as hashcards and repeater write them."""

import json
import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt

from cards.text import clean_line
from decks.formats.bundle import Bundle, BundledDeck, problem, read_raw
from decks.formats.encoding import read_text
from decks.formats.markdown.blocks import Note, NoteReader
from decks.model.fields import DECK_FIELDS
from decks.model.notation import MARKDOWN, not_known
from decks.model.problems import Level, Problem

_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)(?<=\n)\1[ \t]*(?:\n|$)", re.DOTALL)
_SETTING = re.compile(r"[ \t]*(\w+)[ \t]*[:=][ \t]*(.*)")
_BLOCKS = MarkdownIt("commonmark").disable("inline")


def read_markdown(content: bytes, *, path: str, default_id: str) -> Bundle:
    """Read notes: a heading with text or a list below it, or a `Q:`, is a card; list items are its key points."""
    text, problems = read_text(content, path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text)
    head, unknown = _settings(front[2]) if front else ({}, [])
    if unknown:
        problems.append(_warning(path, 1, not_known("setting", unknown), f"Known: {', '.join(DECK_FIELDS)}."))
    body = text[front.end() :] if front else text
    reader = NoteReader(path, text.count("\n") - body.count("\n"))
    reader.read(_BLOCKS.parse(body))
    notes, described = _take_title(reader.notes, head, path)
    cards = [note.raw() for note in notes if note.is_card]
    if not cards:
        return Bundle(problems=(*problems, problem(path, 1, "has no questions", MARKDOWN.cards)))
    deck, found = read_raw(head, cards, path=path, default_id=default_id, notation=MARKDOWN)
    found = sorted([*reader.problems, *described, *_bare(notes, path), *found], key=lambda problem: problem.line)
    # Plain notes say nothing of the finer parts of a card: one known already keeps them.
    fields_present = frozenset(name for card in cards for name in card.table) | {"question", "answer", "key_points"}
    return Bundle(
        decks=(BundledDeck(deck=deck),) if deck else (), problems=(*problems, *found), fields_present=fields_present
    )


def _settings(text: str) -> tuple[dict[str, object], list[str]]:
    """Read the head of a file, `name: value` or `name = value`, a line each; tell also the names nobody knows."""
    values: dict[str, object] = {}
    unknown: list[str] = []
    for line in text.splitlines():
        if found := _SETTING.fullmatch(line):
            name = {"name": "title", "deck": "title"}.get(found[1].casefold(), found[1].casefold())
            value = _unquoted(found[2].strip())
            if name not in DECK_FIELDS:
                unknown.append(name)
            elif value:
                values[name] = value
    return values, unknown


def _unquoted(value: str) -> str:
    if value.startswith('"'):
        try:
            return str(json.loads(value))
        except ValueError:
            return value.strip('"')
    return value.strip("'")


def _take_title(notes: list[Note], head: dict[str, object], path: str) -> tuple[list[Note], list[Problem]]:
    """Take the first heading as the deck's title, if it alone is of the highest level and others follow."""
    if len(notes) < 2 or notes[0].level != 1 or notes[0].table or any(note.level == 1 for note in notes[1:]):
        return notes, []
    title = notes[0]
    points = (str(point["text"] if isinstance(point, dict) else point) for point in title.points)
    text = "\n\n".join([*title.answer, *(["\n".join(f"- {point}" for point in points)] if title.points else [])])
    head.setdefault("title", clean_line(title.question))
    if text and head.setdefault("description", text) != text:
        fix = "Its settings describe the deck already: say it there."
        return notes[1:], [_warning(path, title.line, "the text below the title was left out", fix)]
    return notes[1:], []


def _bare(notes: Sequence[Note], path: str) -> Iterator[Problem]:
    """Tell of headings with nothing below them, not even a heading of a lower level."""
    for position, note in enumerate(notes):
        following = notes[position + 1 : position + 2]
        if note.is_card or (following and following[0].level > note.level):
            continue
        question = clean_line(note.question)
        name = question if len(question) <= 40 else f"{question[:37]}..."
        yield Problem(
            path=path,
            line=note.line,
            card=name or None,
            level=Level.ERROR,
            message="there is nothing below this heading" if name else "a heading has no text",
            fix=MARKDOWN.answer if name else "Write the question in it, or take it out.",
        )


def _warning(path: str, line: int, message: str, fix: str) -> Problem:
    return problem(path, line, message, fix, level=Level.WARNING)
