"""A second look at an imported file: what of it seems to be a question, and yet is on no card.

The readers know the styles people write questions in. This knows none of them: it compares what ends in a question mark
in the raw text with what is on the cards. So it also notices questions in a style that no reader knows.
"""

import html
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from cards.card import Card, KeyPoint
from decks.formats.bundle import Bundle
from decks.formats.registry import LISTS, NOTES
from decks.model.problems import Problem, clipped, warning

_MARKS = "?\uff1f\u061f"  # also of Chinese, Japanese and Arabic
_MOST_TOLD = 10
_LONGEST_LINE = 2000  # characters of Markdown: no question is longer
_FIX = "If it is a question, write it as a heading, or as Q: ... with A: ... below."
_FIX_JSON = 'If it is a question, write it as "question": "...".'
_FIX_TABLE = "If it is a question, put it in the column of questions."
_SEVERAL = 3  # question marks of an answer that may be several questions
_SAME_LABEL = 5  # cards of which each asks the same words, none of them a question
_GIANT = 2000, 20  # characters of an answer, and key points, that may be several questions in one
_TAIL = 60  # the letters and digits before a question mark that are compared
_QUESTIONS = {"question", "phrasings", "context"}
_ENOUGH = 12  # letters and digits that are no accident
_BUCKET = 6  # the last letters by which texts are found

_FENCE = re.compile(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)*(`{3,}|~{3,})")
_LEAD = re.compile(r"[\s>]*(?P<item>(?:(?:[-*+]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?)*)(?P<heading>#{1,6}\s+)?")
_BOLD = re.compile(rf"(?:\*\*|__)(.+?[{_MARKS}])\W*?(?:\*\*|__)")
_TABLE_ROW = re.compile(r"\s*\|.*\|\s*")
_UNDERLINE = re.compile(r"\s{0,3}(?:=+|-+)\s*")
_TAGGED = re.compile(r"(?is)<(summary|h[1-6]|dt)\b[^<>]{0,200}>(.{0,2000}?)</\1\s*>")
_ANCHOR = re.compile(r"\]\(#([^)\s]*)\)")
_TARGET = re.compile(r"\]\([^)\n]*\)")
_LINK_OUT = re.compile(r"[\s>*+\d.)-]*\[[^\]]*\]\((?!#)[^)]*\)[\s\W]*")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_MARK = re.compile(f"[{_MARKS}]")
_CELL_ENDS = re.compile(r"[,;\t|\"]")
_JSON_TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*)"')


class _Seen(NamedTuple):
    """Something in a file that ends in a question mark, and its line."""

    line: int
    text: str
    strong: bool  # a heading or the like: not only a part of an answer
    heading: str = ""  # the heading that it links to, whose words may be others than its own


class Doubt(NamedTuple):
    """What the second look found.

    Attributes:
        problems: What to tell about, as warnings.
        refusal: Why the file should not come in like that; None if it may.
        lost: How many questions are on no card.
    """

    problems: tuple[Problem, ...] = ()
    refusal: Problem | None = None
    lost: int = 0


def look_again(bundle: Bundle, text: str, *, path: str, kind: str) -> Doubt:
    """Compare a file with the cards that were read from it.

    Args:
        bundle: What was read.
        text: The file; empty if it is not text.
        path: The file's name in problems.
        kind: Its extension.
    """
    cards = [card for one in bundle.decks for card in one.deck.cards]
    titles = [one.deck.head.title for one in bundle.decks]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    markdown = kind in NOTES
    seen = _in_markdown(text) if markdown else _in_json(text) if kind in LISTS else _in_table(text)
    lost = _lost(seen, cards, titles)
    labels = _labels(cards)
    as_points = [card for card in cards if _asks_in_points(card)] if markdown else []
    fix = _FIX if markdown else _FIX_JSON if kind in LISTS else _FIX_TABLE
    problems = [*_tell_lost(lost, path, fix), *_tell_labels(labels, path), *_tell_points(as_points, path)]
    problems += _tell_giants(cards, path)
    useless = sum(labels.values()) + len(as_points)
    missing = len(lost) + sum(labels.values()) + sum(len(_asking(card.key_points)) for card in as_points)
    good = len(cards) - useless
    if missing <= good:
        return Doubt(tuple(problems), None, len(lost))
    saw = "a question would be lost" if missing == 1 else f"{missing} questions would be lost"
    come = f"only {good} card{'' if good == 1 else 's'}" if good else "no card"
    message = f"{saw}, and {come} would come in"
    fix = "--dry-run shows how it was read; --anyway brings in what there is."
    return Doubt(tuple(problems), Problem(path, 0, message, fix), len(lost))


# --- what is in the file ---------------------------------------------------------------------------


def _in_markdown(text: str) -> Iterator[_Seen]:
    """Yield the headings, bold lines, list items, table cells and summaries that end in a question mark."""
    for number, line, following in _outside_code(text):
        if _MARK.search(line):
            yield from _in_line(number, line[:_LONGEST_LINE], underlined=_UNDERLINE.fullmatch(following) is not None)
    for found in _TAGGED.finditer(text):
        shown = _without_markup(found[2])
        if _asks(shown):
            yield _Seen(text.count("\n", 0, found.start()) + 1, shown, strong=True)


def _outside_code(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the number of each line outside code blocks, the line, and the one after it."""
    fence = ""
    lines = text.split("\n")
    for number, (line, following) in enumerate(zip(lines, [*lines[1:], ""], strict=True), start=1):
        mark = _FENCE.match(line)
        if mark is None:
            if not fence:
                yield number, line, following
        elif not fence:
            fence = mark[1]
        elif mark[1].startswith(fence) and line.strip() == mark[1]:
            fence = ""


def _in_line(number: int, line: str, *, underlined: bool) -> Iterator[_Seen]:
    bare = _without_markup(_TARGET.sub("]", line))
    anchor = _ANCHOR.search(line)
    heading_of = anchor[1] if anchor else ""
    lead = _LEAD.match(bare)
    item, heading, rest = (lead["item"], lead["heading"], bare[lead.end() :]) if lead else ("", "", bare)
    if bold := None if heading else _BOLD.match(rest.strip()):
        yield _Seen(number, bold[1], strong=not item)
    elif _TABLE_ROW.fullmatch(bare):
        yield from (_Seen(number, cell, strong=False, heading=heading_of) for cell in bare.split("|") if _asks(cell))
    elif _asks(rest) and (heading or underlined or (item and not _LINK_OUT.fullmatch(line))):
        yield _Seen(number, rest, strong=bool(heading or underlined), heading=heading_of)


def _without_markup(text: str) -> str:
    """Return text without HTML tags and character references; other markup does not count as letters anyway."""
    return _TAG.sub(" ", html.unescape(text))


def _in_table(text: str) -> Iterator[_Seen]:
    for number, line in enumerate(text.split("\n"), start=1):
        for cell in _CELL_ENDS.split(line) if _MARK.search(line) else ():
            if not _asks(cell):
                continue
            bare = _without_markup(cell)
            if len(_letters(bare)) >= _ENOUGH:  # less may be the last line of a cell with several
                yield _Seen(number, bare, strong=False)


def _in_json(text: str) -> Iterator[_Seen]:
    for number, line in enumerate(text.split("\n"), start=1):
        for found in _JSON_TEXT.finditer(line):
            if _asks(found[1]):
                try:
                    yield _Seen(number, _without_markup(str(json.loads(found[0]))), strong=False)
                except ValueError:
                    continue


# --- what is on the cards --------------------------------------------------------------------------


def _lost(seen: Iterable[_Seen], cards: Sequence[Card], titles: Iterable[str]) -> list[_Seen]:
    """Return what is on no card, each text once, in the order of the file."""
    asked, said = _Tails(titles), _Tails(())
    for card in cards:
        for name, value in zip(card._fields, card, strict=True):
            (asked if name in _QUESTIONS else said).add(_texts(value))
    lost: dict[str, _Seen] = {}
    for each in seen:
        letters = _letters(each.text)
        known = letters in asked or (each.heading and _letters(each.heading) in asked)
        if letters and not known and (each.strong or letters not in said):
            lost.setdefault(letters, each)
    return sorted(lost.values())


def _texts(value: object) -> Iterator[str]:
    """Yield every text in a field of a card."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _texts(item)


class _Tails:
    """Texts that end in a question mark, to ask whether another text is the same or only the end of it.

    Only letters and digits count, so that markup and spaces make no difference.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._tails: dict[str, set[str]] = defaultdict(set)
        self.add(texts)

    def add(self, texts: Iterable[str]) -> None:
        for text in texts:
            if not _MARK.search(text):
                continue
            for line in _without_markup(text).split("\n"):
                for mark in _MARK.finditer(line):
                    letters = _letters(line[max(0, mark.start() - 4 * _TAIL) : mark.start()])
                    self._tails[letters[-_BUCKET:]].add(letters)

    def __contains__(self, letters: str) -> bool:
        found = (tail for size in range(1, _BUCKET + 1) for tail in self._tails.get(letters[-size:], ()))
        return any(_same_end(letters, tail) for tail in found)


def _same_end(one: str, other: str) -> bool:
    """Return whether the shorter text is the end of the longer one, which may have a number or a label in front."""
    shorter, longer = sorted((one, other), key=len)
    return longer.endswith(shorter) and (len(shorter) >= _ENOUGH or len(longer) - len(shorter) <= _ENOUGH)


def _asks(text: str) -> bool:
    """Return whether the last mark of a text that means anything is a question mark."""
    last = next((character for character in reversed(text) if character.isalnum() or character in _MARKS), "")
    return bool(last) and last in _MARKS


def _letters(text: str) -> str:
    """Return the last letters and digits of a text, in lower case."""
    kept = (character for character in unicodedata.normalize("NFKC", text[-4 * _TAIL :]) if character.isalnum())
    return "".join(kept).casefold()[-_TAIL:]


# --- cards that look wrong -------------------------------------------------------------------------


def _labels(cards: Iterable[Card]) -> dict[str, int]:
    """Return the words, none of them a question, that many cards ask, and how many do."""
    asked = Counter(card.question for card in cards if not (_asks(card.question) or card.context))
    return {words: number for words, number in asked.items() if number >= _SAME_LABEL}


def _asks_in_points(card: Card) -> bool:
    """Return whether a card is a list of questions under a title rather than one question."""
    asking = _asking(card.key_points)
    return len(asking) >= 3 and 2 * len(asking) > len(card.key_points) and not _asks(card.question)


def _asking(points: Iterable[KeyPoint]) -> list[KeyPoint]:
    return [point for point in points if _asks(point.text)]


def _tell_lost(lost: Sequence[_Seen], path: str, fix: str) -> Iterator[Problem]:
    for each in lost[:_MOST_TOLD]:
        yield warning(path, each.line, f'"{clipped(each.text, 60)}" is on no card', fix)
    if (more := len(lost) - _MOST_TOLD) > 0:
        yield warning(path, lost[_MOST_TOLD].line, f"{more} more that end in a question mark are on no card", fix)


def _tell_labels(labels: dict[str, int], path: str) -> Iterator[Problem]:
    for words, number in labels.items():
        fix = "It seems to be a label and not a question: see it with --dry-run."
        yield warning(path, 0, f'{number} cards ask "{clipped(words, 60)}"', fix)


def _tell_points(cards: Iterable[Card], path: str) -> Iterator[Problem]:
    for card in cards:
        message = f"{len(_asking(card.key_points))} of its key points are questions"
        yield warning(path, 0, message, "If each is a card, write each as a heading.", clipped(card.question, 40))


def _tell_giants(cards: Sequence[Card], path: str) -> Iterator[Problem]:
    """Yield a warning for each card that is far larger than the others, as several questions in one would be.

    One answer may be long; it is told if it asks, too.
    """
    sizes = [len(card.answer) + sum(len(point.text) for point in card.key_points) for card in cards]
    usual = median(sizes) if sizes else 0
    characters, points = _GIANT
    for card, size in zip(cards, sizes, strict=True):
        alone, asks = 2 * size > sum(sizes), len(_MARK.findall(card.answer)) >= _SEVERAL
        if (size > characters and (alone or (asks and size > 8 * usual))) or len(card.key_points) > points:
            what = f"{size} characters" if size > characters else f"{len(card.key_points)} key points"
            message = f"its answer has {what}, far more than usual"
            yield warning(path, 0, message, "If that is several questions, part them.", clipped(card.question, 40))
