"""The reader for Markdown notes: headings with text below, or `Q:` and `A:` lines as hashcards and repeater use."""

import json
import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt

from cards.text import clean_line
from decks.formats.bundle import Bundle, BundledDeck, read_raw
from decks.formats.encoding import decode_file
from decks.formats.markdown.sections import Section, SectionReader
from decks.model.fields import DECK_FIELDS
from decks.model.notation import MARKDOWN, not_known
from decks.model.problems import Problem, clipped, warning

_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)(?<=\n)\1[ \t]*(?:\n|$)", re.DOTALL)
_SETTING = re.compile(r"[ \t]*(\w+)[ \t]*[:=][ \t]*(.*)")
_BLOCKS = MarkdownIt("commonmark").disable("inline")


def read_markdown(content: bytes, *, path: str, default_id: str) -> Bundle:
    """Read a deck from notes: a heading with text or a list below it is a card, and so is a `Q:` line.

    List items are key points. Front matter, or a single heading of the first level, gives the deck its title. Problems
    call the file `path`; the deck gets `default_id` if the file gives no id.
    """
    text, problems = decode_file(content, path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text)
    head, unknown = _read_front_matter(front[2]) if front else ({}, [])
    if unknown:
        problems.append(warning(path, 1, not_known("setting", unknown), f"Known: {', '.join(DECK_FIELDS)}."))
    body = text[front.end() :] if front else text
    reader = SectionReader(path, text.count("\n") - body.count("\n"))
    reader.read(_BLOCKS.parse(body))
    sections, title_problems = _take_title(reader.sections, head, path)
    cards = [section.raw_card() for section in sections if section.is_card]
    if not cards:
        return Bundle(problems=(*problems, Problem(path, 1, "has no questions", MARKDOWN.cards)))
    deck, found = read_raw(head, cards, path=path, default_id=default_id, notation=MARKDOWN)
    found = [*reader.problems, *title_problems, *_empty_headings(sections, path), *found]
    problems += sorted(found, key=lambda problem: problem.line)
    # An existing card keeps the fields that no card in these notes has.
    fields_present = frozenset(name for card in cards for name in card.table) | {"question", "answer", "key_points"}
    decks = (BundledDeck(deck),) if deck else ()
    return Bundle(decks=decks, problems=tuple(problems), fields_present=fields_present)


def _read_front_matter(text: str) -> tuple[dict[str, object], list[str]]:
    """Read lines `name: value` or `name = value`. Return the fields of the deck's head, and the unknown names."""
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


def _take_title(sections: list[Section], head: dict[str, object], path: str) -> tuple[list[Section], list[Problem]]:
    """Take the first heading as the deck's title, with the text below it as the description.

    It is the title if it is of level 1, and there are others, none of them of level 1. Title and description are added
    to `head` unless it has its own. Returns the other sections, and a warning if the description could not be used.
    """
    if len(sections) < 2 or sections[0].level != 1 or sections[0].table or any(s.level == 1 for s in sections[1:]):
        return sections, []
    title = sections[0]
    points = (str(point["text"] if isinstance(point, dict) else point) for point in title.points)
    text = "\n\n".join([*title.answer, *(["\n".join(f"- {point}" for point in points)] if title.points else [])])
    head.setdefault("title", clean_line(title.question))
    if text and head.setdefault("description", text) != text:
        fix = "Its settings describe the deck already: say it there."
        return sections[1:], [warning(path, title.line, "the text below the title was left out", fix)]
    return sections[1:], []


def _empty_headings(sections: Sequence[Section], path: str) -> Iterator[Problem]:
    """Yield a problem for each heading with nothing below it, not even a heading of a lower level."""
    for position, section in enumerate(sections):
        following = sections[position + 1 : position + 2]
        if section.is_card or (following and following[0].level > section.level):
            continue
        if name := clipped(section.question, 40):
            yield Problem(path, section.line, "there is nothing below this heading", MARKDOWN.answer, name)
        else:
            yield Problem(path, section.line, "a heading has no text", "Write the question in it, or take it out.")
