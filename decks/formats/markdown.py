"""Markdown notes as decks: headings with text below them, or `Q:` and `A:` as hashcards and repeater write them."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from cards.text import clean_line
from decks.fields import DECK_FIELDS
from decks.formats import rows
from decks.formats.bundle import Brought, Bundle, RawCard, problem, read_raw
from decks.formats.encoding import decode
from decks.formats.wording import MARKDOWN

# The parts of a card that may stand below its key points, by the label above them.
LABELS = {
    "phrasings": "Phrasings",
    "looks_for": "Looks for",
    "outline": "Outline",
    "follow_ups": "Follow-ups",
    "bridges": "Bridges",
    "pitfalls": "Pitfalls",
    "replies": "Replies",
    "legal": "Legal",
    "tags": "Tags",
    "sources": "Sources",
}
_FIELDS = {label.casefold(): name for name, label in LABELS.items()}
_FRONT_MATTER = re.compile(r"(---|\+\+\+)[ \t]*\n(.*?)(?<=\n)\1[ \t]*(?:\n|$)", re.DOTALL)
_SETTING = re.compile(r"[ \t]*(\w+)[ \t]*[:=][ \t]*(.*)")
_ATTRIBUTE = re.compile(r"(id|kind|priority|target_seconds):[ \t]*([\w.-]+)")
_MARK = re.compile(r"(?m)^([QAC]):(?:[ \t]+|$)")
_DELETION = re.compile(r"\[([^\[\]]+)\](?!\()")
_MUST = re.compile(r"[ \t]*\*\*must\*\*$")
_TICK_BOX = re.compile(r"^\[[ xX]\][ \t]+")
_BLOCKS = MarkdownIt("commonmark").disable("inline")
_INLINE = MarkdownIt("commonmark")
# Looking for the end of every bracket takes time in the square of their number: no text has so many.
_MOST_BRACKETS = 1000
_DEEPEST = 9  # the level of a question that is no heading


@dataclass(slots=True)
class _Note:
    """A question, and what stands below it."""

    line: int
    level: int
    question: str
    answer: list[str] = field(default_factory=list)
    points: list[object] = field(default_factory=list)
    table: dict[str, Any] = field(default_factory=dict)

    @property
    def is_card(self) -> bool:
        return bool(self.answer or self.points or self.table or self.level == _DEEPEST)

    def raw(self) -> RawCard:
        table: dict[str, Any] = {"question": self.question, **self.table}
        if self.answer:
            table["answer"] = "\n\n".join(self.answer)
        if self.points:
            table["key_points"] = self.points
        return RawCard(table, self.line)


def read_markdown(content: bytes, *, path: str, default_id: str) -> Bundle:
    """Read notes: a heading with text or a list below it, or a `Q:`, is a card; list items are its key points."""
    text = decode(content)[0].replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text)
    head = _settings(front[2]) if front else {}
    body = text[front.end() :] if front else text
    notes = _take_title(_Reader(text.count("\n") - body.count("\n")).read(_BLOCKS.parse(body)), head)
    cards = [note.raw() for note in notes if note.is_card]
    if not cards:
        fix = "Write each question as a heading with its answer below, or as Q: and A: lines."
        return Bundle(problems=(problem(path, 1, "has no questions", fix),))
    deck, problems = read_raw(head, cards, path=path, default_id=default_id, notation=MARKDOWN)
    # Plain notes say nothing of the finer parts of a card: one known already keeps them.
    carried = frozenset(name for card in cards for name in card.table) | {"question", "answer", "key_points"}
    return Bundle(decks=(Brought(deck=deck),) if deck else (), problems=tuple(problems), carried=carried)


def _settings(text: str) -> dict[str, object]:
    """Read the head of a file: `name: value` or `name = value`, a line each."""
    values: dict[str, object] = {}
    for line in text.splitlines():
        if found := _SETTING.fullmatch(line):
            name = {"name": "title", "deck": "title"}.get(found[1].casefold(), found[1].casefold())
            value = _unquoted(found[2].strip())
            if name in DECK_FIELDS and value:
                values[name] = value
    return values


def _unquoted(value: str) -> str:
    if value.startswith('"'):
        try:
            return str(json.loads(value))
        except ValueError:
            return value.strip('"')
    return value.strip("'")


def _take_title(notes: list[_Note], head: dict[str, object]) -> list[_Note]:
    """Take the first heading as the deck's title, if it alone is of the highest level and others follow."""
    if len(notes) < 2 or notes[0].level != 1 or any(note.level == 1 for note in notes[1:]):
        return notes
    head.setdefault("title", clean_line(notes[0].question))
    if notes[0].answer:
        head.setdefault("description", "\n\n".join(notes[0].answer))
    return notes[1:]


class _Reader:
    """Goes through the blocks of a text and gathers notes."""

    def __init__(self, skipped: int) -> None:
        self._skipped = skipped
        self._notes: list[_Note] = []
        self._label = ""

    def read(self, tokens: Sequence[Token]) -> list[_Note]:
        for block in _blocks(tokens):
            start = block[0].map[0] if block[0].map else 0
            self._block(block, self._skipped + start + 1)
        return self._notes

    def _block(self, block: Sequence[Token], line: int) -> None:
        match block[0].type:
            case "heading_open":
                self._begin(_Note(line, int(block[0].tag[1]), _plain(block[1].content)))
            case "paragraph_open":
                self._paragraph(block[1].content, line)
            case "bullet_list_open" | "ordered_list_open":
                self._list(_items(block))
            case "html_block":
                if self._notes and block[0].content.startswith("<!--"):
                    self._notes[-1].table |= _attributes(block[0].content)
            case "fence" | "code_block":
                self._text(block[0].content.strip("\n"))
            case "hr":
                self._label = ""
            case _:
                self._text("\n".join(_plain(token.content) for token in block if token.content))

    def _begin(self, note: _Note) -> None:
        self._notes.append(note)
        self._label = ""

    def _paragraph(self, content: str, line: int) -> None:
        label = _FIELDS.get(content.strip("*").casefold()) if re.fullmatch(r"\*\*[^*]+\*\*", content) else None
        if label is not None and self._notes:
            self._label = label
            return
        marks = list(_MARK.finditer(content))
        if before := content[: marks[0].start()] if marks else content:
            self._text(_plain(before))
        ends = [*(mark.start() for mark in marks[1:]), len(content)]
        for mark, end in zip(marks, ends, strict=False):
            text = content[mark.end() : end].strip()
            self._marked(mark[1], text, line + content.count("\n", 0, mark.start()))

    def _marked(self, letter: str, text: str, line: int) -> None:
        if letter == "Q":
            self._begin(_Note(line, _DEEPEST, _plain(text)))
        elif letter == "A":
            self._text(_plain(text))
        else:
            for question, answer in _deletions(text):
                self._begin(_Note(line, _DEEPEST, question, answer=[answer]))

    def _text(self, text: str) -> None:
        if not self._notes or not text:
            return
        if self._label == "looks_for":
            self._notes[-1].table["looks_for"] = text
        else:
            self._notes[-1].answer.append(text)
        self._label = ""

    def _list(self, items: list[str]) -> None:
        if not self._notes:
            return
        note, label, self._label = self._notes[-1], self._label, ""
        match label:
            case "":
                note.points += [_point(item) for item in items]
            case "replies":
                parts = (_plain(item).partition(": ") for item in items)
                note.table["replies"] = {name.casefold(): text for name, _, text in parts}
            case "legal":
                note.table["legal"] = [rows.read_legal(_plain(item)) for item in items]
            case _:
                note.table[label] = [_plain(item) for item in items]


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """Yield the blocks that do not stand inside another."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def _items(block: Sequence[Token]) -> list[str]:
    """Return the items of a list as Markdown; those of lists inside it stand for themselves."""
    items: list[list[str]] = []
    for token in block:
        if token.type == "list_item_open":
            items.append([])
        elif token.content and items:
            items[-1].append(_TICK_BOX.sub("", token.content.strip("\n")))
    return [" ".join(parts) for parts in items if parts]


def _attributes(comment: str) -> dict[str, object]:
    """Read what an export notes of a card in a comment that no reader of the text sees."""
    found = {name: value.rstrip(".-") for name, value in _ATTRIBUTE.findall(comment)}
    seconds = found.get("target_seconds", "")
    return {**found, "target_seconds": int(seconds)} if re.fullmatch("[0-9]{1,9}", seconds) else {**found}


def _point(item: str) -> object:
    text = _MUST.sub("", item)
    return _plain(text) if text == item else {"text": _plain(text), "must": True}


def _deletions(text: str) -> Iterator[tuple[str, str]]:
    """Yield a question and an answer for each word in brackets; in each question one of them is missing."""
    whole = _plain(_DELETION.sub(r"\1", text))
    for hidden in _DELETION.finditer(text):
        before = _DELETION.sub(r"\1", text[: hidden.start()])
        after = _DELETION.sub(r"\1", text[hidden.end() :])
        yield _plain(f"{before}\\[...\\]{after}"), whole


def _plain(markdown: str) -> str:
    """Return inline Markdown as the text a reader sees; only a forced line break is one."""
    if len(re.findall(r"(?<!\\)[\[<*_`]", markdown)) > _MOST_BRACKETS:
        return markdown
    (inline,) = _INLINE.parseInline(markdown)
    parts: list[str] = []
    targets: list[str] = []
    for token in inline.children or []:
        match token.type:
            case "softbreak":
                parts.append(" ")
            case "hardbreak":
                parts.append("\n")
            case "image":
                parts.append(f"[image: {token.content or token.attrGet('src')}]")
            case "link_open":
                targets.append(str(token.attrGet("href")))
            case "link_close":
                target = targets.pop()
                parts.append("" if "".join(parts).endswith(target) else f" ({target})")
            case "html_inline":
                parts.append("\n" if token.content.lower().startswith("<br") else "")
            case _:
                parts.append(token.content)
    return "".join(parts)
