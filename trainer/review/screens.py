"""The screens of a review: each part of a card, and what a rating leads to, as lines."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from cards.answer import Answer, points_from_text
from cards.card import NOTE_WORDS, Card, Kind, LegalNote, LegalStatus, TargetSeconds
from cards.review import Review
from scheduler.planning.session import SessionProgress
from trainer.review.hints import NO_HINTS, Hints, quote, sign
from trainer.terminal.layout import BLANK, Layout, Line, bar, first_to_fit, paragraph, ruled, shorten, sides, width_of
from trainer.terminal.words import clock, count, short_day

if TYPE_CHECKING:
    from scheduler.stats.retention import Retention
    from trainer.review.kept_answers import KeptAnswer

_LEGAL = {
    LegalStatus.ASKING_BARRED: "asking is barred",
    LegalStatus.MAY_BE_EVIDENCE: "asking may be evidence of discrimination",
    LegalStatus.LAWFUL: "asking is lawful",
}
_MOST_MISSED = 3
SAY_OR_TYPE = "say it aloud, or type it; an empty line ends it"  # where lines are only printed
NOT_ADVICE = "Laws vary and change; this is not legal advice."
TAKE_IT_UP = "Enter goes on with it; or answer again"
KEYS = (
    ("Enter", "spoken answer given; at Rate, take the suggested rating"),
    ("Alt-Enter", "new line in a typed answer"),
    ("1-4", "tick points, or rate: 1 Again, 2 Hard, 3 Good, 4 Easy; one that rests comes back after the interview"),
    ("a", "tick all points"),
    ("p", "peek at the key points before answering"),
    ("n", "another phrasing of the question"),
    ("w", "write your own points and notes; W in your editor"),
    ("o", "tick your own points, or the deck's again"),
    ("t", "tell a story section by section, timed; where a story is asked for"),
    ("d", "what changed since your last typed answer"),
    ("u", "undo the last rating, bury, suspend or flag"),
    ("e", "edit the card in your editor"),
    ("b", "bury the card until tomorrow"),
    ("s", "suspend the card until you unsuspend it"),
    ("f", "flag the card, or take the flag off"),
    ("?", "these keys"),
    ("q", "quit; every rating given is saved"),
)


def question(
    card: Card, deck: str, phrasing: int, progress: SessionProgress, layout: Layout, *, repeat: bool
) -> list[Line]:
    """Show how far the sitting is, what to aim for, and the question in the wording `phrasing`."""
    left = [f"{progress.number} of {progress.total}", deck]
    right = [card.priority.value] if card.priority == "must" else []
    right += ["once more"] if repeat else []
    right += [f"{NOTE_WORDS[0]}-{NOTE_WORDS[-1]} words" if card.kind is Kind.NOTE else f"aim {clock(card.target.aim)}"]
    right += [f"{progress.minutes_left} min left"] if progress.minutes_left is not None else []
    dash = " ─ " if layout.drawn else " - "
    lines = [BLANK, *ruled(dash.join(left), dash.join(right), layout)]
    return [*lines, BLANK, *asked(card.wording(phrasing), card.context, layout)]


def asked(wording: str, context: str, layout: Layout) -> list[Line]:
    """Show a question, and below it what belongs to it."""
    lines = [*paragraph(wording, layout.width, style="question", first="   "), BLANK]
    return [*lines, *paragraph(context, layout.width, first="   "), BLANK] if context else lines


def how_to_answer(card: Card, layout: Layout) -> str:
    """Return how to give an answer and end it. Where lines are only printed, an empty one ends it."""
    if card.kind is Kind.NOTE:
        return "write it, then press Enter" if layout.drawn else "write it; an empty line ends it"
    return "type it, or say it aloud and press Enter" if layout.drawn else SAY_OR_TYPE


def kept_answer(kept: "KeptAnswer", today: date, layout: Layout) -> list[Line]:
    """Show what was typed for a card in an earlier sitting and not rated."""
    when = f"You left this unrated on {short_day(kept.day, today)}, after {clock(kept.answer.seconds)}:"
    return [*paragraph(when, layout.width), *paragraph(kept.answer.text, layout.width, first="   "), BLANK]


def toolbar(seconds: float, card: Card, progress: SessionProgress, columns: int) -> str:
    """Return one line with the time against the target, how far the sitting is, and the keys; less if it is narrow."""
    target = card.target
    time = f" {clock(seconds)} of {clock(target.aim)}"
    keys = "Alt-Enter new line · ? keys"
    far = f"{progress.number} of {progress.total}"
    far += "" if progress.minutes_left is None else f", {progress.minutes_left} min left"
    room = columns - width_of(f"{time}    {far}   {keys}")
    if room >= 8:
        return f"{time} {bar(seconds / target.max, min(room, 24))}   {far}   {keys}"
    return first_to_fit((f"{time}   {far}   ? keys", f"{time}   ? keys", time), columns)


def time_taken(answer: Answer, card: Card, layout: Layout) -> list[Line]:
    """Compare the time taken with the target; for a typed note, the number of words."""
    if card.kind is Kind.NOTE and answer.text:
        words = len(answer.text.split())
        band = f"{NOTE_WORDS[0]}-{NOTE_WORDS[-1]}"
        verdict = "within" if words in NOTE_WORDS else "short of" if words < NOTE_WORDS[0] else "over"
        return [BLANK, *paragraph(f"You wrote {count(words, 'word')}, {verdict} {band}.", layout.width)]
    return [BLANK, *paragraph(f"You took {against_target(answer.seconds, card.target)}.", layout.width)]


def against_target(seconds: float, target: TargetSeconds) -> str:
    """Return a time against the band it should be in, as `0:30, within 0:15-1:00`."""
    from cards.timing import Pace, pace

    verdicts = {Pace.SHORT: "short of", Pace.WITHIN: "within", Pace.LONG: "over"}
    return f"{clock(seconds)}, {verdicts[pace(seconds, target)]} {clock(target.min)}-{clock(target.max)}"


def points(card: Card, layout: Layout, hints: Hints = NO_HINTS) -> list[Line]:
    """Number the key points, each `must` marked; below them the hints, which are by position from 0."""
    lines: list[Line] = []
    for number, point in enumerate(card.key_points, start=1):
        hint = hints.get(number - 1)
        first = f" {number:>2}{sign(hint)} "
        if point.must and width_of(first + point.text) + 6 <= layout.width - 1:
            lines += sides(("", point.text), ("must", "must"), layout.width - 1, first=first)
        else:
            lines += paragraph(point.marked, layout.width, first=first)
        lines += quote(hint, layout) if hint else []
    return lines


def answer_side(
    card: Card, phrasing: int, last: Review | None, today: date, layout: Layout, *, disclaim: bool
) -> list[Line]:
    """Show what a good answer says, what to watch out for, and the last attempt; all but the points.

    Args:
        card: The card.
        phrasing: The wording that was asked, which decides the follow-up.
        last: The last review; None for none, or if it is on the screen already.
        today: The study day, by which a legal note may be old.
        layout: How lines are drawn.
        disclaim: Whether to say that the legal notes, if there are any, are no advice.
    """
    lines: list[Line] = [BLANK]
    parts: list[tuple[str, str]] = [
        ("A good answer", card.answer),
        ("They test", card.looks_for),
        ("They may go on", card.follow_up(phrasing) or ""),
        ("To buy time", next(iter(card.bridges), "")),
    ]
    parts += [("Careful", pitfall) for pitfall in card.pitfalls[:2]]
    parts += [(f"Law, {note.jurisdiction}", _legal_position(note, today)) for note in card.legal]
    if disclaim and card.legal:
        parts.append(("Law", NOT_ADVICE))
    parts += [  # what to say out loud is nearest to the points
        ("Answer the concern", card.replies.concern),
        ("Redirect", card.replies.redirect),
        ("Decline", card.replies.decline),
    ]
    for label, text in parts:
        if "\n" in text:  # code would be out of line behind the label
            lines += [*paragraph(f"{label}:", layout.width), *paragraph(text, layout.width, first="   ")]
        elif text:
            style = "dim" if label.startswith("Law") else ""
            lines += paragraph(f"{label}: {text}", layout.width, style=style, rest="   ")
    lines += last_time(last, today, layout)
    return lines if len(lines) > 1 else []


def _legal_position(note: LegalNote, today: date) -> str:
    old = "; over a year ago, look it up again" if note.is_old(today) else ""
    return f"{_LEGAL[note.status]}. {note.note} ({note.source}, as of {note.as_of}{old})"


def last_time(last: Review | None, today: date, layout: Layout) -> list[Line]:
    """Show the user's last attempt: its day, rating, time, points and words."""
    if last is None:
        return []
    words = f': "{shorten(last.answer_text, 200)}"' if last.answer_text else "."
    covered = points_from_text(last.points_covered)
    ticked = "" if covered is None else f", {len(covered)} of {len(last.points_covered or '')} points"
    when = f"{short_day(last.study_day, today)}, {last.rating.title}, {clock(last.answer_ms / 1000)}{ticked}"
    return paragraph(f"Last time ({when}){words}", layout.width, style="dim", rest="   ")


def summary(
    *,
    reviewed: int,
    minutes: float,
    recalled: "Retention",
    missed: Iterable[str],
    progress: str,
    tomorrow: str,
    layout: Layout,
) -> list[Line]:
    """Sum up a sitting.

    Args:
        reviewed: The ratings given.
        minutes: The time it took.
        recalled: Today's retention.
        missed: The points missed, each time.
        progress: How far the must-haves of an interview are; empty without one.
        tomorrow: What to do tomorrow.
        layout: How lines are drawn.
    """
    parts = [f"Reviewed {count(reviewed, 'card')} in {max(1, round(minutes))} min" if reviewed else "Nothing was rated"]
    if recalled.total:
        share = round(100 * recalled.passed / recalled.total)
        parts.append(f"recalled today {recalled.passed} of {recalled.total}, {share} %")
    lines = [BLANK, *paragraph(f"{' · '.join(parts)}.", layout.width, style="title")]
    for text, times in Counter(missed).most_common(_MOST_MISSED):
        lines += paragraph(f'Missed: "{text}"' + (f" {times} times" if times > 1 else ""), layout.width)
    lines += paragraph(f"{progress}.", layout.width) if progress else []
    return lines + paragraph(f"Tomorrow: {tomorrow}.", layout.width)


def key_list(keys: Sequence[tuple[str, str]], layout: Layout) -> list[Line]:
    """List keys, each with what it does."""
    lines: list[Line] = [BLANK]
    for key, meaning in keys:
        lines += paragraph(meaning, layout.width, first=f" {key:<10} ")
    return [*lines, BLANK]
