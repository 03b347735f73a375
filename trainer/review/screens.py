"""What a review shows: each part of a card as lines."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from cards.answer import Answer, points_from_text
from cards.card import NOTE_WORDS, Card, Kind, LegalNote, LegalStatus
from cards.grading import missed_musts
from cards.review import Rating, Review
from scheduler.planning.session import SessionProgress
from trainer.review.hints import NO_HINTS, quote, sign
from trainer.terminal.layout import BLANK, Layout, Line, Span, bar, flow, paragraph, shorten, sides, width_of
from trainer.terminal.words import clock, count, short_day

if TYPE_CHECKING:
    from cards.matching.suggest import Suggestion

ANCHORS = {
    Rating.AGAIN: "could not deliver it",
    Rating.HARD: "delivered with a gap",
    Rating.GOOD: "complete",
    Rating.EASY: "fluent, in time, ready for the follow-up",
}
_OUTCOMES = {
    Rating.AGAIN: "not there yet",
    Rating.HARD: "a gap",
    Rating.GOOD: "complete",
    Rating.EASY: "fluent",
}
_LEGAL = {
    LegalStatus.ASKING_BARRED: "asking is barred",
    LegalStatus.MAY_BE_EVIDENCE: "asking may be evidence of discrimination",
    LegalStatus.LAWFUL: "asking is lawful",
}
NOT_ADVICE = "Laws vary and change; this is not legal advice."
HELP = (
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
    ("b", "bury the card till tomorrow"),
    ("s", "suspend the card until you unsuspend it"),
    ("f", "flag the card, or take the flag off"),
    ("?", "these keys"),
    ("q", "quit; every rating given is saved"),
)


def question(
    card: Card, deck: str, phrasing: int, progress: SessionProgress, layout: Layout, *, repeat: bool
) -> list[Line]:
    """Show which card this is, and ask."""
    left = [f"{progress.number} of {progress.total}", deck]
    right = [card.priority.value] if card.priority == "must" else []
    right += ["once more"] if repeat else []
    right += [f"{NOTE_WORDS[0]}-{NOTE_WORDS[-1]} words" if card.kind is Kind.NOTE else f"aim {clock(card.target.aim)}"]
    right += [f"{progress.minutes_left} min left"] if progress.minutes_left is not None else []
    dash = " ─ " if layout.drawn else " - "
    lines = [BLANK]
    if layout.drawn:
        lines += sides(("title", dash.join(left)), ("dim", dash.join(right)), layout.width - 1, fill="─")
    else:
        lines += paragraph(dash.join(left + right), layout.width)
    return [
        *lines,
        BLANK,
        *paragraph(card.wording(phrasing), layout.width, style="question", first="   "),
        BLANK,
    ]


def how_to_answer(card: Card, layout: Layout) -> str:
    """Tell how an answer is given and ended; a terminal that only prints lines ends it at an empty one."""
    if card.kind is Kind.NOTE:
        return "write it, then press Enter" if layout.drawn else "write it; an empty line ends it"
    return (
        "type it, or say it aloud and press Enter"
        if layout.drawn
        else "say it aloud, or type it; an empty line ends it"
    )


def toolbar(seconds: float, card: Card, progress: SessionProgress, columns: int) -> str:
    """Show the time against the target, how far the sitting is, and the keys, in one line of so many columns."""
    target = card.target
    time = f" {clock(seconds)} of {clock(target.aim)}"
    keys = "Alt-Enter new line · ? keys"
    far = f"{progress.number} of {progress.total}"
    far += "" if progress.minutes_left is None else f", {progress.minutes_left} min left"
    room = columns - width_of(f"{time}    {far}   {keys}")
    if room >= 8:
        return f"{time} {bar(seconds / target.max, min(room, 24))}   {far}   {keys}"
    for text in (f"{time}   {far}   ? keys", f"{time}   ? keys", time):
        if width_of(text) <= columns:
            return text
    return ""


def took(answer: Answer, card: Card, layout: Layout) -> list[Line]:
    """Tell the time taken against the band; of a note that was typed, its words."""
    if card.kind is Kind.NOTE and answer.text:
        words = len(answer.text.split())
        band = f"{NOTE_WORDS[0]}-{NOTE_WORDS[-1]}"
        said = "within" if words in NOTE_WORDS else "short of" if words < NOTE_WORDS[0] else "over"
        return [BLANK, *paragraph(f"You wrote {count(words, 'word')}, {said} {band}.", layout.width)]
    from cards.timing import Pace, pace

    band = f"{clock(card.target.min)}-{clock(card.target.max)}"
    verdict = {Pace.SHORT: f"short of {band}", Pace.WITHIN: f"within {band}", Pace.LONG: f"over {band}"}
    said = verdict[pace(answer.seconds, card.target)]
    return [BLANK, *paragraph(f"You took {clock(answer.seconds)}, {said}.", layout.width)]


def points(card: Card, layout: Layout, hints: "Mapping[int, Suggestion]" = NO_HINTS) -> list[Line]:
    """Number the key points, each `must` marked in words; by position, what a typed answer seems to say of them."""
    lines: list[Line] = []
    for number, point in enumerate(card.key_points, start=1):
        hint = hints.get(number - 1)
        first = f" {number:>2}{sign(hint)} "
        if point.must and width_of(first + point.text) + 6 <= layout.width - 1:
            lines += sides(("", point.text), ("must", "must"), layout.width - 1, first=first)
        else:
            lines += paragraph(f"{point.text} (must)" if point.must else point.text, layout.width, first=first)
        lines += quote(hint, layout) if hint else []
    return lines


def reveal(card: Card, phrasing: int, last: Review | None, today: date, layout: Layout, *, advice: bool) -> list[Line]:
    """Show what the question is after, what may follow, what to beware of, and the last attempt; the points come below.

    `advice` adds that legal notes are none; those that are old by `today` say so.
    """
    lines: list[Line] = [BLANK]
    parts: list[tuple[str, str]] = [
        ("A good answer", card.answer),
        ("They test", card.looks_for),
        ("They may go on", card.follow_up(phrasing) or ""),
        ("To buy time", next(iter(card.bridges), "")),
    ]
    parts += [("Careful", pitfall) for pitfall in card.pitfalls[:2]]
    parts += [(f"Law, {note.jurisdiction}", _position(note, today)) for note in card.legal]
    if advice:
        parts.append(("Law", NOT_ADVICE))
    parts += [  # what is to be said stands nearest to the points
        ("Answer the concern", card.replies.concern),
        ("Redirect", card.replies.redirect),
        ("Decline", card.replies.decline),
    ]
    for label, text in parts:
        if text:
            lines += paragraph(
                f"{label}: {text}", layout.width, style="dim" if label.startswith("Law") else "", rest="   "
            )
    return lines + last_time(last, today, layout)


def _position(note: LegalNote, today: date) -> str:
    old = "; over a year ago, look it up again" if note.is_old(today) else ""
    return f"{_LEGAL[note.status]}. {note.note} ({note.source}, as of {note.as_of}{old})"


def last_time(last: Review | None, today: date, layout: Layout) -> list[Line]:
    """Show the user's own last attempt."""
    if last is None:
        return []
    said = f': "{shorten(last.answer_text, 200)}"' if last.answer_text else "."
    covered = points_from_text(last.points_covered)
    ticked = "" if covered is None else f", {len(covered)} of {len(last.points_covered or '')} points"
    when = f"{short_day(last.study_day, today)}, {last.rating.title}, {clock(last.answer_ms / 1000)}{ticked}"
    return paragraph(f"Last time ({when}){said}", layout.width, style="dim", rest="   ")


def covered_verdict(card: Card, covered: frozenset[int]) -> str:
    """Say how many points are ticked, and whether a must is missing."""
    missed = missed_musts(card, covered)
    musts = {0: "", 1: ", a must is missing"}.get(missed, f", {missed} musts are missing")
    return f"{len(covered)} of {len(card.key_points)}{musts}"


def rating_label(
    intervals: Mapping[Rating, int | None], suggested: Rating, layout: Layout, *, anchors: bool
) -> list[Line]:
    """Show the four ratings with what each leads to, no days if the card rests; the suggested one is starred."""
    items: list[Span] = [("label", "Rate")]
    for rating, interval in intervals.items():
        star = " *" if rating is suggested else ""
        back = "rests" if interval is None else f"{interval} d"
        items.append(("suggested" if star else "", f"{rating.value} {rating.title} {back}{star}"))
    lines: list[Line] = []
    if anchors:
        lines += what_ratings_mean(layout)
    return [*lines, *flow([*items, ("dim", f"Enter {suggested.title} · u undo · ? keys")], layout.width)]


def what_ratings_mean(layout: Layout) -> list[Line]:
    """Tell the four ratings apart."""
    told = " · ".join(f"{rating.title}: {anchor}" for rating, anchor in ANCHORS.items())
    return paragraph(f"{told}.", layout.width, style="dim")


def outcome(
    rating: Rating, back: date | None, today: date, layout: Layout, *, again: bool, before: str = ""
) -> list[Line]:
    """Tell what a rating led to: a day, or that the card rests until after the interview that comes `before`."""
    more = ", and once more today" if again else ""
    when = f"Rests until after {before}" if back is None else f"Back on {short_day(back, today)}"
    return paragraph(f"{rating.title}: {_OUTCOMES[rating]}. {when}{more}.", layout.width)


def keys(layout: Layout) -> list[Line]:
    """List all keys."""
    lines: list[Line] = [BLANK]
    for key, meaning in HELP:
        lines += paragraph(meaning, layout.width, first=f" {key:<10} ")
    return [*lines, BLANK]


def summary(
    *,
    reviewed: int,
    minutes: float,
    recalled: tuple[int, int],
    missed: Sequence[tuple[str, int]],
    tomorrow: int,
    layout: Layout,
    plan: str = "",
) -> list[Line]:
    """Tell what a sitting came to; `plan` is what tomorrow is for, if it is not what is due."""
    if not reviewed:
        first = "Nothing was rated"
    else:
        first = f"Reviewed {count(reviewed, 'card')} in {max(1, round(minutes))} min"
    passed, tested = recalled
    parts = [first] + ([f"recalled today {passed} of {tested}, {round(100 * passed / tested)} %"] if tested else [])
    lines = [BLANK, *paragraph(f"{' · '.join(parts)}.", layout.width, style="title")]
    for text, times in missed:
        lines += paragraph(f'Missed: "{text}"' + (f" {times} times" if times > 1 else ""), layout.width)
    due = "nothing due" if not tomorrow else f"{count(tomorrow, 'card')} due"
    return lines + paragraph(f"Tomorrow: {plan or due}.", layout.width)
