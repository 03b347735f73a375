"""The last typed answer and the new one, side by side and as a word diff."""

import re
from datetime import date
from typing import NamedTuple

from cards.answer import Answer, Mode, points_from_text
from cards.review import Review
from cards.text import clean
from trainer.terminal.layout import BLANK, Layout, Line, beside, paragraph
from trainer.terminal.words import clock, count, short_day

NOTHING = "There is no earlier text to compare with."
_SIDE_BY_SIDE_FROM = 64  # columns
_GAP = 2  # columns between two texts, besides the space each begins with
_MOST_ROWS = 12
_LINE_ENDS = re.compile(r"\s*\n\s*")
_WORDS = re.compile(r"\n?(?:[-*\u2022]\s+)?\S+")  # the first word of a line includes its line end and bullet
_SHORT_RUN = 1  # two changes with at most this many words kept between them are shown as one
_EXACT_UP_TO = 1000  # words; beyond, difflib may ignore words that are very frequent


class Run(NamedTuple):
    """Words in a row that were kept, or replaced by others."""

    before: tuple[str, ...]
    now: tuple[str, ...]
    kept: bool
    shared: int = 0  # words of a change that are in both texts, between two smaller changes


def side_by_side(last: Review, answer: Answer, layout: Layout, today: date | None = None) -> list[Line]:
    """Show the last typed answer beside the new one, each with its number of words and words a minute."""
    before = last.answer_text or ""
    if before.split() == answer.text.split():
        return [BLANK, *paragraph(f"Word for word the same as on {short_day(last.study_day, today)}.", layout.width)]
    total = len(last.points_covered or "")
    ticked = f", {len(points_from_text(last.points_covered) or ())} of {total}" if total else ""
    how = "said" if last.mode is Mode.SPOKEN else "typed"
    titles = f"Last {how} ({short_day(last.study_day, today)}, {last.rating.title}{ticked})", "This time"
    hint = paragraph("d shows what changed, word by word.", layout.width, style="dim")
    return compare(titles, (Answer(last.answer_ms, before, heard=last.mode is Mode.SPOKEN), answer), layout) + hint


def compare(titles: tuple[str, str], answers: tuple[Answer, Answer], layout: Layout) -> list[Line]:
    """Show two typed answers beside each other, or one below the other, each with its words and words a minute."""
    measures = [_measure(answer) for answer in answers]
    texts = [answer.text for answer in answers]
    if not layout.drawn or layout.width < _SIDE_BY_SIDE_FROM:
        lines: list[Line] = [BLANK]
        for title, measure, text in zip(titles, measures, texts, strict=True):
            lines += [*paragraph(f"{title}: {measure}.", layout.width), *_text(text, layout.width, indent="   ")]
        return lines
    width = (layout.width - _GAP) // 2
    left, right = (
        [*paragraph(title, width, style="label"), *paragraph(measure, width, style="dim")]
        for title, measure in zip(titles, measures, strict=True)
    )
    right += [BLANK] * (len(left) - len(right))
    return [BLANK, *beside(left + _text(texts[0], width), right + _text(texts[1], width), width + _GAP)]


def _measure(answer: Answer) -> str:
    """Return the words and the time of an answer, and its pace if it was typed; that of speech leaves pauses out."""
    words = len(answer.text.split())
    paced = answer.milliseconds >= 1000 and not answer.heard
    pace = f", {round(60_000 * words / answer.milliseconds)} a minute" if paced else ""
    return f"{count(words, 'word')} in {clock(answer.seconds)}{pace}"


def _text(text: str, width: int, indent: str = " ") -> list[Line]:
    lines = paragraph(text, width, first=indent)
    return lines if len(lines) <= _MOST_ROWS else [*lines[: _MOST_ROWS - 1], (("", indent), ("dim", "…"))]


def diff_runs(before: str, now: str) -> list[Run]:
    """Return the runs of words that lead from one text to another; case and punctuation around words do not count."""
    from difflib import SequenceMatcher

    old, new = _words(before), _words(now)
    exact = len(old) + len(new) <= _EXACT_UP_TO
    matcher = SequenceMatcher(None, [_bare(word) for word in old], [_bare(word) for word in new], autojunk=not exact)
    runs: list[Run] = []
    for operation, start, end, new_start, new_end in matcher.get_opcodes():
        run = Run(tuple(old[start:end]), tuple(new[new_start:new_end]), operation == "equal")
        if len(runs) >= 2 and not run.kept and runs[-1].kept and len(runs[-1].now) <= _SHORT_RUN:
            kept, changed = runs.pop(), runs.pop()
            before_all, now_all = changed.before + kept.before + run.before, changed.now + kept.now + run.now
            run = Run(before_all, now_all, kept=False, shared=changed.shared + len(kept.now))
        runs.append(run)
    return runs


def _words(text: str) -> list[str]:
    return _WORDS.findall(_LINE_ENDS.sub("\n", clean(text).strip()))


def _bare(word: str) -> str:
    return word.casefold().strip(" \n-*\u2022.,;:!?\"'()[]\u2018\u2019\u201c\u201d\u2026") or word.strip()


def word_diff(last: Review | None, answer: Answer, layout: Layout, today: date | None = None) -> list[Line]:
    """Show the new answer with its changes: between signs, or in words for screen readers."""
    if last is None or last.answer_text is None or not answer.text:
        return paragraph(NOTHING, layout.width)
    runs = diff_runs(last.answer_text, answer.text)
    out = sum(len(run.before) - run.shared for run in runs if not run.kept)
    added = sum(len(run.now) - run.shared for run in runs if not run.kept)
    marks = ("[-", "-]", "{+", "+}") if layout.drawn else ("(left out: ", ")", "(added: ", ")")
    parts: list[str] = []
    for run in runs:
        if run.kept:
            parts += run.now
            continue
        if run.before:
            parts.append(f"{marks[0]}{' '.join(word.strip() for word in run.before)}{marks[1]}")
        if run.now:
            line_end = "\n" if run.now[0].startswith("\n") else ""
            parts.append(f"{line_end}{marks[2]}{' '.join(run.now).strip()}{marks[3]}")
    day = short_day(last.study_day, today)
    heading = f"Since {day}: {marks[0]}{count(out, 'word')}{marks[1]} {marks[2]}{added}{marks[3]}"
    text = " ".join(parts).replace(" \n", "\n")
    return [BLANK, *paragraph(heading, layout.width, style="dim"), *paragraph(text, layout.width, first="   ")]
