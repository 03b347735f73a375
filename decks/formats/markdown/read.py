"""The reader for Markdown notes as people write them: whatever carries the questions, each becomes a card."""

import json
import re

from cards.text import clean_line
from decks.formats.bundle import Bundle, BundledDeck, RawCard, read_raw
from decks.formats.encoding import decode_file
from decks.formats.markdown.gather import gather
from decks.formats.markdown.heading_facts import OWN
from decks.formats.markdown.marks import Marks
from decks.formats.markdown.parser import read_blocks
from decks.formats.markdown.reader import Reader
from decks.formats.markdown.source import read_source
from decks.formats.markdown.styles import find_styles
from decks.formats.questions import GREEK_QUESTION_MARK
from decks.model.fields import DECK_FIELDS
from decks.model.ids import is_slug
from decks.model.notation import MARKDOWN, not_known
from decks.model.problems import Problem, nearest, warning

_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)(?<=\n)\1[ \t]*(?:\n|$)", re.DOTALL)
_SETTING = re.compile(r"(\w+)[ \t]*[:=][ \t]*(.*)")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.+)")
# In Greek, a semicolon is a question mark. It becomes the character that only Greek has; cleaning text turns it back.
_GREEK_QUESTION = re.compile(
    r"(?m)([\u0370-\u03ff\u1f00-\u1fff][^\n;]{0,40});(?=[\"'\u00bb)*_]*[ \t]*(?:$|[A-Z(\u0386-\u03a9]))"
)
# The parser takes some 500 bytes for each sign, and a time that grows with the square of an indent.
_SIGNS = "\\`*_[<&!~"
_MOST_SIGNS = 500_000
_DEEP_INDENT = re.compile(r"(?m)^([ \t>]{100})[ \t>]+")
_FLASHCARDS = re.compile(r"#?flashcards?", re.IGNORECASE)


def read_markdown(content: bytes, *, path: str, default_id: str) -> Bundle:
    """Read a deck from notes.

    Front matter, or a single heading of the first level, gives the deck its title. Problems call the file `path`; the
    deck gets `default_id` if the file gives no id.
    """
    text, problems = decode_file(content, path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text)
    head, tags, unknown = _read_front_matter(front[2]) if front else ({}, [], [])
    if unknown:
        problems.append(warning(path, 1, not_known("setting", unknown), f"Known: {', '.join(DECK_FIELDS)}."))
    body = text[front.end() :] if front else text
    first = 1 + text.count("\n") - body.count("\n")
    if sum(map(body.count, _SIGNS)) > _MOST_SIGNS:
        reason = f"has more than {_MOST_SIGNS:,} signs of markup"
        return Bundle(problems=(*problems, Problem(path, 0, reason, "Split it into several files.")))
    body = _DEEP_INDENT.sub(r"\1", body)
    body = _GREEK_QUESTION.sub(rf"\1{GREEK_QUESTION_MARK}", body)
    own = OWN.search(body) is not None
    marks = Marks(body)
    notes = read_blocks(read_source(body, first, marks, latex=not own), marks, foreign=not own)
    reader = Reader(notes.inline, marks, notes.blocks)
    flashcards = any(map(_FLASHCARDS.match, tags)) or re.search(r"(?<!\S)#flashcards?\b", body) is not None
    styles = find_styles(notes.blocks, reader, own=own, flashcards=flashcards)
    found = gather(styles, reader, notes.reread, path)
    if not found.cards:
        return Bundle(problems=(*problems, *found.problems, Problem(path, 1, "has no questions", MARKDOWN.cards)))
    problems += found.problems
    if found.title:
        head.setdefault("title", clean_line(found.title))
        if found.description and head.setdefault("description", found.description) != found.description:
            fix = "Its settings already describe the deck: say it there."
            problems.append(warning(path, found.title_line, "the text below the title was left out", fix))
    cards = found.cards
    if named := [tag.split("/", 1)[-1] for tag in tags if not _FLASHCARDS.fullmatch(tag)]:
        cards = [RawCard({**card.table, "tags": [*_tags(card), *named]}, card.line) for card in cards]
    deck, wrong = read_raw(head, cards, path=path, default_id=default_id, notation=MARKDOWN)
    # An existing card keeps the fields that no card in these notes has.
    fields_present = frozenset(name for card in cards for name in card.table) | {"question", "answer", "key_points"}
    return Bundle(
        decks=(BundledDeck(deck),) if deck else (),
        problems=tuple(sorted([*problems, *wrong], key=lambda problem: problem.line)),
        fields_present=fields_present,
        understood=found.understood,
    )


def _read_front_matter(text: str) -> tuple[dict[str, object], list[str], list[str]]:
    """Read lines `name: value` or `name = value`.

    Returns:
        The fields of the deck's head, the tags of all cards, and the names that seem misspelt.
    """
    values: dict[str, object] = {}
    tags: list[str] = []
    unknown: list[str] = []
    name = ""
    for line in text.splitlines():
        if item := _ITEM.fullmatch(line):
            tags += [_unquoted(item[1].strip())] if name == "tags" else []
        elif found := _SETTING.fullmatch(line):
            name = {"name": "title", "deck": "title", "tag": "tags"}.get(found[1].casefold(), found[1].casefold())
            value = _unquoted(found[2].strip())
            if name == "tags":
                tags += [_unquoted(tag.strip()) for tag in value.strip("[]").split(",") if tag.strip()]
            elif name not in DECK_FIELDS:  # other programs have settings of their own
                unknown += [name] if nearest(name, list(DECK_FIELDS)) else []
            elif value and not (name == "id" and not is_slug(value)):
                values[name] = value
    return values, [tag.lstrip("#") for tag in tags if tag.strip("#")], unknown


def _tags(card: RawCard) -> list[object]:
    tags = card.table.get("tags", [])
    return list(tags) if isinstance(tags, list) else []


def _unquoted(value: str) -> str:
    if value.startswith('"'):
        try:
            return str(json.loads(value))
        except ValueError:
            return value.strip('"')
    return value.strip("'")
