"""The screens of a review: each part of a card, and the outcome of a rating, as lines."""

import math
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from cards.answer import Answer, Mode, points_from_text
from cards.answer_time import counted_ms
from cards.card import NOTE_WORDS, Card, Kind, TargetSeconds
from cards.review import Review
from scheduler.planning.session import SessionProgress
from trainer.review.hints import NO_HINTS, Hints, quote, sign
from trainer.review.keys import TAKE_UP
from trainer.terminal.layout import BLANK, Layout, Line, bar, first_to_fit, paragraph, ruled, shorten, sides, width_of
from trainer.terminal.words import NEW_LINE, clock, count, short_day

if TYPE_CHECKING:
    from trainer.review.kept_answers import KeptAnswer

SAY_OR_TYPE = "say it out loud or type it; an empty line ends it"  # in a plain terminal


def question(
    card: Card,
    deck: str,
    phrasing: int,
    progress: SessionProgress,
    layout: Layout,
    *,
    repeat: bool,
    first: bool = False,
) -> list[Line]:
    """Show how far the sitting is, what to aim for, and the question in the wording `phrasing`.

    `repeat` is for a card that was failed before today, `first` for one never asked before: its outline is shown.
    """
    left = [f"{progress.number} of {progress.total}", deck]
    right = [card.priority.value] if card.priority == "must" else []
    right += ["once more"] if repeat else []
    right += [f"{NOTE_WORDS[0]}-{NOTE_WORDS[-1]} words" if card.kind is Kind.NOTE else f"aim {clock(card.target.aim)}"]
    right += [f"{progress.minutes_left} min left"] if progress.minutes_left is not None else []
    dash = " ─ " if layout.drawn else " - "
    lines = [BLANK, *ruled(dash.join(left), dash.join(right), layout)]
    return [*lines, BLANK, *asked(card.wording(phrasing), card.context, layout, card.outline if first else ())]


def question_line(lines: Sequence[Line]) -> int:
    """Return where among the lines of `question` the wording begins."""
    return next((at for at, line in enumerate(lines) if any(style == "question" for style, _ in line)), 0)


def asked(wording: str, context: str, layout: Layout, outline: Sequence[str] = ()) -> list[Line]:
    """Show a question, and below it its context and the outline of a good answer."""
    lines = [*paragraph(wording, layout.width, style="question", first="   "), BLANK]
    lines += [*paragraph(context, layout.width, first="   "), BLANK] if context else []
    if outline:
        lines += [*paragraph(f"Outline: {' · '.join(outline)}", layout.width, style="dim", first="   "), BLANK]
    return lines


def how_to_answer(card: Card, layout: Layout) -> str:
    """Return how to give an answer and end it. In a plain terminal, an empty line ends it."""
    if card.kind is Kind.NOTE:
        return "write it, then Enter" if layout.drawn else "write it; an empty line ends it"
    return "say it out loud or type it, then Enter" if layout.drawn else SAY_OR_TYPE


def kept_answer(kept: "KeptAnswer", today: date, layout: Layout) -> list[Line]:
    """Show what was typed for a card in an earlier sitting and not rated."""
    when = f"You left this unrated on {short_day(kept.day, today)}, after {clock(kept.answer.seconds)}:"
    return [*paragraph(when, layout.width), *paragraph(kept.answer.text, layout.width, first="   "), BLANK]


def take_up(layout: Layout) -> list[Line]:
    """Say which key goes on with an answer that was kept, and where it is otherwise."""
    how = f"{TAKE_UP} goes on with it. If you start afresh, it stays in `greenroom answers`."
    return [*paragraph(how, layout.width, style="dim"), BLANK]


def toolbar(
    seconds: float,
    card: Card,
    progress: SessionProgress,
    columns: int,
    *,
    level: float | None = None,
    left: float | None = None,
) -> str:
    """Return one line with the time against the target, how far the sitting is, and the keys; less if it is narrow.

    While the answer is recorded, `level` says how loud it is, from 0 to 1, and `left` how many seconds of silence are
    left until it ends.
    """
    target = card.target
    seconds = counted_ms(seconds, target.max) / 1000
    time = f" {clock(seconds)} of {clock(target.aim)}"
    keys = f"{NEW_LINE} new line · ? keys"
    far = f"{progress.number} of {progress.total}"  # the rule above has the minutes left
    if level is not None:
        wide, narrow = (f" rec {bar(level, width)}" for width in (12, 5))
        if left is not None:
            return ending(f"{wide}  {clock(seconds)}", f"{narrow}  {clock(seconds)}", left, columns)
        whole = f"{wide} {time}   {far}   Enter stops · ? keys"
        return first_to_fit((whole, f"{narrow} {time}   ? keys", f"{narrow} {clock(seconds)}", " rec"), columns)
    room = columns - width_of(f"{time}    {far}   {keys}")
    if room >= 8:
        return f"{time} {bar(seconds / target.max, min(room, 24))}   {far}   {keys}"
    return first_to_fit((f"{time}   {far}   ? keys", f"{time}   ? keys", time), columns)


def ending(wide: str, narrow: str, left: float, columns: int) -> str:
    """Return one line with the silence that ends an answer.

    Args:
        wide: How loud it is, and the clock.
        narrow: The same, shorter.
        left: The seconds of silence after which the answer is over.
        columns: The greatest width.
    """
    done = f"done in {math.ceil(left)} s"
    return first_to_fit((f"{wide}   {done} unless you go on   Enter now", f"{narrow}   {done}", f" {done}"), columns)


def time_taken(
    answer: Answer, card: Card, layout: Layout, *, last: Review | None = None, today: date | None = None
) -> list[Line]:
    """Compare the time taken with the target, or a typed note's words; and with the last attempt, if there was one."""
    if card.kind is Kind.NOTE and answer.text:
        words = len(answer.text.split())
        band = f"{NOTE_WORDS[0]}-{NOTE_WORDS[-1]}"
        verdict = "within" if words in NOTE_WORDS else "short of" if words < NOTE_WORDS[0] else "over"
        taken = f"You wrote {count(words, 'word')}, {verdict} {band}."
    else:
        taken = f"You took {against_target(answer.seconds, card.target)}."
    before = "" if last is None else f" Last time: {attempt(last, today)}."
    return [BLANK, *paragraph(taken + before, layout.width)]


def attempt(review: Review, today: date | None) -> str:
    """Return a review in words: its day, rating and time, and how many of the points it covered."""
    covered = points_from_text(review.points_covered)
    ticked = "" if covered is None else f", {len(covered)} of {len(review.points_covered or '')} points"
    day = short_day(review.study_day, today)
    return f"{day}, {review.rating.title}, {clock(review.answer_ms / 1000)}{ticked}"


def against_target(seconds: float, target: TargetSeconds) -> str:
    """Return a time against the band it should be in, as `0:30, within 0:15-1:00`."""
    from cards.timing import Pace, pace

    verdicts = {Pace.SHORT: "short of", Pace.WITHIN: "within", Pace.LONG: "over"}
    return f"{clock(seconds)}, {verdicts[pace(seconds, target)]} {clock(target.min)}-{clock(target.max)}"


def points(
    card: Card, layout: Layout, hints: Hints = NO_HINTS, *, ticked: Collection[int] = (), quoted: bool = False
) -> list[Line]:
    """Number the key points, a `must` in bold and marked, and each that is ticked with a sign.

    Args:
        card: The card.
        layout: How lines are drawn.
        hints: What the answer seems to say about points, by position from 0.
        ticked: The positions of the points that are ticked.
        quoted: Whether to quote below a point the words that its hint is about.
    """
    tick = "\N{CHECK MARK}" if layout.drawn else "x"
    lines: list[Line] = []
    for position, point in enumerate(card.key_points):
        hint = hints.get(position)
        first = f" {position + 1:>2}{tick if position in ticked else sign(hint)} "
        style = "must-have" if point.must else ""
        if point.must and width_of(first + point.text) + 6 <= layout.width - 1:
            lines += sides((style, point.text), ("must", "must"), layout.width - 1, first=first)
        else:
            lines += paragraph(point.marked, layout.width, style=style, first=first)
        lines += quote(hint, layout) if hint and quoted else []
    return lines


def coaching(card: Card, phrasing: int) -> list[tuple[str, str]]:
    """Return the coaching on an answer, each part with its label, the most useful first.

    `phrasing` is the wording that was asked, which decides the follow-up.
    """
    parts = [
        ("A good answer", card.answer),
        ("Answer the concern", card.replies.concern),
        ("Redirect", card.replies.redirect),
        ("Decline", card.replies.decline),
        ("Firmly", card.replies.firm),
        ("They may go on", card.follow_up(phrasing) or ""),
        *(("Careful", pitfall) for pitfall in card.pitfalls),
        ("To buy time", next(iter(card.bridges), "")),
        ("They test", card.looks_for),
    ]
    return [(label, text) for label, text in parts if text]


def coaching_lines(parts: Iterable[tuple[str, str]], layout: Layout, *, room: int | None = None) -> list[Line]:
    """Show parts of the coaching; with `room`, those that fit in this many lines, up to the first `Careful`."""
    lines: list[Line] = []
    for label, text in parts:
        if "\n" in text:  # code after the label would lose its alignment
            new = [*paragraph(f"{label}:", layout.width), *paragraph(text, layout.width, first="   ")]
        else:
            new = paragraph(f"{label}: {text}", layout.width, rest="   ")
        if room is not None and len(lines) + len(new) > room:
            continue
        lines += new
        if room is not None and label == "Careful":
            break
    return lines


def answer_side(
    card: Card, phrasing: int, last: Review | None, today: date, layout: Layout, law: Sequence[Line] = ()
) -> list[Line]:
    """Show everything about an answer except the points: the coaching, the law, and the last attempt.

    Args:
        card: The card.
        phrasing: The wording that was asked, which decides the follow-up.
        last: The last review with a typed answer; None for none, or if it is on the screen already.
        today: The study day, from which days are counted.
        layout: How lines are drawn.
        law: The lines of the legal notes.
    """
    lines = [*coaching_lines(coaching(card, phrasing), layout), *law, *last_typed(last, today, layout)]
    return [BLANK, *lines] if lines else []


def last_typed(last: Review | None, today: date, layout: Layout) -> list[Line]:
    """Show the user's last typed answer: its day, rating, time, points and words."""
    if last is None or not last.answer_text:
        return []
    words = shorten(last.answer_text, 200)
    how = "said" if last.mode is Mode.SPOKEN else "typed"
    return paragraph(f'Last {how} ({attempt(last, today)}): "{words}"', layout.width, style="dim", rest="   ")
