"""The writer for Markdown notes, which read well and read back as the same deck."""

import json
import re
from collections.abc import Iterator

from cards.card import Card, Replies
from decks.formats.cells import write_follow_up, write_legal
from decks.formats.markdown.labels import LABELS
from decks.model.deck import Deck
from decks.toml.write import head_table

_ANYWHERE = re.compile(r"([\\`*\[\]<~#]|&(?=[#\w])|(?<![^\W_])_|_(?![^\W_]))")
_AT_START = re.compile(r"^(\d{1,9})([.)])|^([+\-=>|])|^([QAC]|Question|Answer)(:)")


def write_markdown(deck: Deck) -> bytes:
    """Write a deck as Markdown: for each card a heading, its answer, its key points, then other fields by label."""
    head = head_table(deck.head).items()
    settings = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in head)
    return f"---\n{settings}---\n{''.join(_card(card) for card in deck.cards)}".encode()


def _card(card: Card) -> str:
    noted = f"id: {card.id}; kind: {card.kind}; priority: {card.priority}"
    if card.target_seconds is not None:
        noted += f"; target_seconds: {card.target_seconds}"
    blocks = [f"## {_line(card.question)}", f"<!-- {noted} -->"]
    if card.context:
        blocks += [f"**{LABELS['context']}**", _fence(card.context)]
    if card.answer:
        blocks.append("\n\n".join(_paragraphs(card.answer)))
    if card.key_points:
        blocks.append(_list(_line(point.text) + (" **must**" if point.must else "") for point in card.key_points))
    for name, label in LABELS.items():
        value = card.labels if name == "tags" else getattr(card, name)
        if value and value != Replies() and name != "context":
            blocks += [f"**{label}**", _part(name, card)]
    return "\n" + "\n\n".join(blocks) + "\n"


def _part(name: str, card: Card) -> str:
    match name:
        case "looks_for":
            return _line(card.looks_for)
        case "replies":
            replies = card.replies._asdict()
            return _list(_line(f"{name.capitalize()}: {text}") for name, text in replies.items() if text)
        case "follow_ups":
            return _list(_line(write_follow_up(each)) for each in card.follow_ups)
        case "legal":
            return _list(_line(write_legal(note)) for note in card.legal)
        case "tags":
            return _list(map(_line, card.labels))
        case _:
            return _list(_line(item) for item in getattr(card, name))


def _fence(text: str) -> str:
    """Return text as a code block, whatever it contains."""
    ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{ticks}\n{text}\n{ticks}"


def _list(items: Iterator[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def _paragraphs(text: str) -> Iterator[str]:
    # An empty line separates paragraphs; any other line end is a hard line break.
    for paragraph in re.split(r"(?<!\n)\n\n", text):
        yield "\\\n".join(_line(line) for line in paragraph.split("\n"))


def _line(text: str) -> str:
    """Escape a line so that Markdown shows it as it is."""
    core = text.strip()
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :] if core else ""
    core = _ANYWHERE.sub(r"\\\1", core)
    core = _AT_START.sub(
        lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"{found[4] or ''}\\{found[3] or found[5]}", core
    )
    return f"{_spaces(before)}{core}{_spaces(after)}"


def _spaces(text: str) -> str:
    return "".join(f"&#{ord(space)};" for space in text)
