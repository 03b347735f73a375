"""The question and the answer of a card, as text, from what Anki shows on both sides of it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from decks.formats.anki.templates import Template, fields_in_sight, render
from decks.formats.html import DRAWING, shown_and_hidden, to_text
from decks.formats.questions import QUESTION_MARKS

_ANSWER_LINE = re.compile(r"<hr[^>]*\bid=[\"']?answer[\"']?[^>]*>", re.IGNORECASE)
_CODE = re.compile(r"<pre\b", re.IGNORECASE)
_CODE_FIRST = re.compile(r"(?:\s|<(?!pre\b)[^<>]*>)*<pre\b", re.IGNORECASE)
_STRUCTURE = re.compile(r"[ \t]|- |\d{1,3}[.)] |\(?[A-Za-z][.)] ")
_SENTENCE_ENDS = (*QUESTION_MARKS, ":", ".")


class CardTexts(NamedTuple):
    """What a card asks, what is shown with the question, and what it answers; each may be empty."""

    question: str
    context: str
    answer: str


def part_question(html: str, text: str) -> tuple[str, str]:
    """Separate the question on a front from the code, table, list or case that goes with it.

    The question ends where its sentence does, or where code, a list, a table or an empty line begins. It may also
    come after code. Without any of that, all lines are the question.

    Args:
        html: The front as HTML.
        text: The same as `to_text` gives it.
    """
    if "\n" not in text and "<" not in html:  # as most are
        return text, ""
    lines = text.split("\n")
    if _CODE_FIRST.match(html):
        above, _, last = text.rpartition("\n\n")
        return (last, above) if above else (text, "")
    has_code = _CODE.search(html) is not None
    for at, line in enumerate(lines[1:], start=1):
        before = "\n".join(lines[:at]).strip()
        begins = _STRUCTURE.match(line) or " | " in line or (has_code and not line)
        if before.endswith(_SENTENCE_ENDS) or begins:
            return before, "\n".join(lines[at:]).strip("\n")
    return text, ""


def read_sides(template: Template, fields: Mapping[str, str], *, cloze: int = 0) -> CardTexts:
    """Return the texts of a card.

    The question is what the front shows, or says aloud if it shows nothing. The answer is what the back adds to it,
    below the text that was to be typed in, and above what a click on the front shows; each only if the back lacks it.

    Args:
        template: The card's template.
        fields: The note's fields as HTML.
        cloze: The number of the cloze deletion that the card asks for; 0 for other cards.
    """
    sides = render(template, fields, cloze=cloze)
    shown, hidden = shown_and_hidden(sides.front)
    question = (shown or hidden or to_text(sides.spoken)).strip()
    *above, below = map(to_text, _ANSWER_LINE.split(sides.back))
    answers = [*(_without(question, text) for text in above), below if above else _without(question, below)]
    if not any(answers) and below and _has_more(template, fields):
        answers = [below]  # the question is its own answer
    typed = to_text(sides.typed)
    if not _says(answers, typed):
        answers.insert(0, typed)
    labelled = [(f"{name}: ", to_text(html)) for name, html in sides.hints] + [("", hidden)] * bool(shown)
    answers += [label + text for label, text in labelled if not _says(answers, text)]
    return CardTexts(*part_question(sides.front, question), "\n\n".join(filter(None, answers)))


def _without(question: str, back: str) -> str:
    """Return the text of the back without the lines of the question, if it repeats them all."""
    asked = [line for line in map(str.strip, question.split("\n")) if line not in ("", DRAWING)]
    is_drawn = DRAWING in question
    left: list[str] = []
    repeated = 0
    for line in back.split("\n"):
        if repeated < len(asked) and line.strip() == asked[repeated]:
            repeated += 1
        elif not (is_drawn and line.strip() == DRAWING):
            left.append(line)
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(left)).strip("\n")
    return text if repeated == len(asked) else back


def _has_more(template: Template, fields: Mapping[str, str]) -> bool:
    """Return whether the back of a card shows a field with text that the front does not."""
    names = fields_in_sight(template.answer) - fields_in_sight(template.question)
    return any(fields.get(name, "").strip() for name in names)


def _says(answers: list[str], text: str) -> bool:
    """Return whether one of the answers has the text, in words of its own."""
    words = re.escape(" ".join(text.split()))
    return any(re.search(rf"(?<!\w){words}(?!\w)", " ".join(answer.split())) for answer in answers) or not words
