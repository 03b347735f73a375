"""The questions that a web page gives to search engines: schema.org's `Question` in JSON-LD."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from cards.text import clean_line
from decks.formats.bundle import Bundle, BundledDeck, RawCard, read_raw
from decks.formats.html import LenientParser, to_text
from decks.formats.json_values import parse
from decks.formats.questions import without_marks
from decks.model.notation import MARKDOWN
from decks.model.problems import Problem

_TYPE = "application/ld+json"
_HAS_DATA = re.compile(re.escape(_TYPE), re.IGNORECASE)
_MOST_SCRIPTS = 50
_ANSWERS = ("acceptedAnswer", "suggestedAnswer")


def read_page_data(html: str, *, path: str, default_id: str) -> Bundle:
    """Read the questions in a page's JSON-LD, such as its FAQPage; an empty bundle if there are none.

    Args:
        html: The page.
        path: The file's name in problems.
        default_id: The deck's id.
    """
    if not _HAS_DATA.search(html):
        return Bundle()
    page = _Scripts()
    page.read(html)
    cards: list[RawCard] = []
    problems: list[Problem] = []
    for line, text in page.scripts[:_MOST_SCRIPTS]:
        try:
            data, broken = parse(text, path)
        except (RecursionError, ValueError):
            continue
        found = list(_questions(data))
        cards += [RawCard(card, line) for card in found]
        problems += [replace(problem, line=line + problem.line - 1) for problem in broken if found]
    if not cards:
        return Bundle()
    questions = without_marks([str(card.table["question"]) for card in cards])
    cards = [card._replace(table={**card.table, "question": text}) for card, text in zip(cards, questions, strict=True)]
    deck, wrong = read_raw({}, cards, path=path, default_id=default_id, notation=MARKDOWN)
    count = len(deck.cards) if deck else 0
    return Bundle(
        decks=(BundledDeck(deck),) if deck else (),
        problems=(*problems, *wrong),
        fields_present=frozenset({"question", "answer"}),
        understood=f"{count} question{'' if count == 1 else 's'} from what the page tells search engines",
    )


class _Scripts(LenientParser):
    """Collects the scripts that are JSON-LD, each with the line where it begins."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[tuple[int, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._inside = tag == "script" and (dict(attrs).get("type") or "").strip().lower() == _TYPE
        if self._inside:
            self.scripts.append((self.getpos()[0], ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._inside:
            line, text = self.scripts[-1]
            self.scripts[-1] = line, text + data


def _questions(data: object) -> Iterator[Mapping[str, object]]:
    """Yield a card for each question in data, in its order."""
    if isinstance(data, list):
        for each in data:
            yield from _questions(each)
    elif isinstance(data, dict):
        if question := _text(data, "name") or _text(data, "text") if _is_a(data, "Question") else "":
            answer = next((text for name in _ANSWERS for text in _answers(data.get(name))), "")
            yield {"question": clean_line(question)} | ({"answer": answer} if answer else {})
        else:
            for value in data.values():
                yield from _questions(value)


def _answers(data: object) -> Iterator[str]:
    for each in data if isinstance(data, list) else [data]:
        if isinstance(each, dict) and (text := _text(each, "text")):
            yield text


def _is_a(data: Mapping[str, object], kind: str) -> bool:
    types = data.get("@type")
    return kind in (types if isinstance(types, list) else [types])


def _text(data: Mapping[str, object], name: str) -> str:
    """Return a value as plain text; empty if it is none."""
    value = data.get(name)
    return to_text(value).strip() if isinstance(value, str) else ""
