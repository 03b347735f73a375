"""The screen of `greenroom interview show`."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from cards.key import CardKey
from scheduler.planning.candidates import Candidate
from scheduler.planning.interview import FINAL_DAYS
from scheduler.planning.musts import Musts
from trainer.interview.dates import MOST_MINUTES, Interview
from trainer.interview.readiness import Readiness, Report
from trainer.terminal.layout import BLANK, Layout, Line, flow, paragraph, sides
from trainer.terminal.words import count, percent, short_day, until

_LEVELS = "▁▂▃▄▅▆▇█"
_NAMED = 8
_CURVE_FROM = 30  # columns
_LABELLED_FROM = 60  # columns; on a narrower screen a label has a line of its own
READY = "Ready: delivered last time, at least 90 % likely to be recalled on the day."


class Chosen(NamedTuple):
    """The cards chosen for an interview's advert: their counts, and those that won't fit before the day."""

    counted: Musts
    unfit: tuple[CardKey, ...] = ()


def report_lines(
    report: Report,
    today: date,
    planned: Sequence[Candidate],
    layout: Layout,
    *,
    chosen: Chosen | None = None,
    repeats: int = 0,
    decks: bool = False,
) -> list[Line]:
    """Show a report: must-haves first, then the other cards, readiness, and what is left out and why.

    Args:
        report: The report.
        today: The current study day.
        planned: The cards planned for the rest of today.
        layout: How lines are drawn.
        chosen: The cards chosen for its advert; None if there is none.
        repeats: How many cards failed today and will be asked once more.
        decks: Whether to show the readiness of each deck, and to name every chosen card that won't fit.
    """
    interview, width = report.interview, layout.width
    day = short_day(interview.day)
    fit = count(max(1, round(report.minutes * 60 / report.seconds)), "card")
    left = until(interview.day, today) if report.days_left < 2 else f"{report.days_left} days left"
    title = f"{interview.title} · {day} · {left} · {report.minutes} min a day, about {fit}"
    lines = paragraph(title, width, style="title")
    for other in report.sharing:
        shares = f"{other.title} on {short_day(other.day)} uses the same cards; its {other.minutes} min are included."
        lines += paragraph(shares, width)
    if report.first is not None:
        first = f"{report.first.title} on {short_day(report.first.day)}"
        lines += paragraph(f"{first} comes first: it uses the same cards, and gets these minutes.", width)
    lines.append(BLANK)
    if interview.decks:
        lines += _labelled("Decks", _titles(report), width)
    if chosen is not None:
        lines += _labelled("Chosen cards", f"{chosen.counted}, for its advert", width)
    if report.musts.total:
        lines += _labelled("Must-haves", _musts(report), width)
    if any(report.others[:3]):
        lines += _labelled("Other cards", _others(report), width)
    lines += _labelled("Readiness", _readiness(report, day, width), width)
    lines += _labelled("Today", _today(report, planned, repeats), width)
    if chosen is not None and chosen.unfit:
        unfit = count(len(chosen.unfit), "chosen card")
        lines += paragraph(f"{unfit} won't fit before the day:", width, style="warn")
        lines += _names(chosen.unfit, width, most=len(chosen.unfit) if decks else _NAMED)
    lines += _too_little_time(report, width)
    if decks:
        lines += [BLANK, *_deck_table(report, width), BLANK]
    return lines + (paragraph(READY, width, style="dim") if report.musts.total or chosen else [])


def other_interviews(others: Sequence[Interview], today: date, width: int) -> list[Line]:
    """List the other interviews ahead."""
    lines: list[Line] = []
    for each in others:
        lines += paragraph(f"Also: {each.title} on {short_day(each.day)}, {until(each.day, today)}", width)
    return lines


def _labelled(label: str, text: str | Sequence[str], width: int) -> list[Line]:
    """Show a label and its text, or a line for each text."""
    texts = [text] if isinstance(text, str) else text
    if width < _LABELLED_FROM:
        return [
            *paragraph(label, width, style="label"),
            *(line for each in texts for line in paragraph(each, width, first="   ")),
        ]
    indent, lines = " " * 14, list[Line]()
    for position, each in enumerate(texts):
        lines += paragraph(each, width, first=indent if position else f" {label:<13}", rest=indent)
    return lines


def _titles(report: Report) -> str:
    """Return the titles of the decks the interview is limited to, in the order given."""
    titles = {deck.id: deck.title for deck in report.decks}
    return ", ".join(titles[deck] for deck in report.interview.decks if deck in titles)


def _musts(report: Report) -> list[str]:
    found = str(report.musts)
    if report.musts_met_by is not None:
        found += f" · all met by {short_day(report.musts_met_by)} at this pace"
    on_the_day = f"ready on the day: {report.musts_on_the_day} of {report.musts.total} (the model's estimate)"
    return [found, on_the_day]


def _others(report: Report) -> str:
    others = report.others
    parts = [f"{others.met} met"] if others.met else []
    parts += [f"{others.to_come} more will be asked"] if others.to_come else []
    parts += [f"{others.left_out} won't fit"] if others.left_out else []
    text = ", ".join(parts)
    if not others.with_more:
        return text
    return f"{text}; {report.more_minutes} min a day would fit {others.with_more} of them"


def _readiness(report: Report, day: str, width: int) -> list[str]:
    """Return the readiness of the cards the plan covers, now and on the day, and its curve."""
    scale = report.whole.cards / max(1.0, report.covered)
    now, then = report.whole.readiness.today, report.whole.readiness.if_you_keep_going
    text = f"{percent(scale * now)} now, {percent(scale * then)} on the day"
    if report.left_out:
        whole = percent(report.whole.readiness.if_you_keep_going)
        text += f", of cards you'll meet; {whole} of all {report.whole.cards}"
    if report.days_left < 2 or width < _CURVE_FROM:
        return [text]
    values = [scale * value for _, value in report.curve]
    step = -(-len(values) // max(1, width - 14 - len(f"today  {day}")))
    drawn = "".join(_LEVELS[min(7, int(8 * value))] for value in values[step - 1 :: step])
    return [text, f"today {drawn} {day}"]


def _today(report: Report, planned: Sequence[Candidate], repeats: int) -> str:
    added = report.musts.since(report.musts_before)
    so_far = [f"so far: must-haves {added}"] if added else []
    if not planned and not repeats:
        return " · ".join([*so_far, "today's minutes are done"])
    new = sum(card.state is None for card in planned)
    again = len(planned) - new + repeats
    cards = [f"{new} new"] if new else []
    cards += [f"{again} again"] if again else []
    minutes = max(1, round((sum(card.seconds for card in planned) + repeats * report.seconds) / 60))
    shared = f", together with {report.first.name}" if report.first else ""
    return " · ".join([*so_far, f"{', '.join(cards)}, about {minutes} min{shared}"])


def _deck_table(report: Report, width: int) -> list[Line]:
    """Show the readiness of each deck, the least ready first, and of all: now, if you stop, and if you go on."""
    wide = width >= _LABELLED_FROM
    heads, gap = (("now", "if you stop", "if you go on"), "  ") if wide else (("now", "stop", "go on"), " ")

    def row(title: str, cells: Iterable[str], style: str = "") -> list[Line]:
        texts = gap.join(f"{cell:>{len(head)}}" for cell, head in zip(cells, heads, strict=True))
        return sides((style, title), (style, texts), width - 1)

    def readiness(title: str, of: Readiness) -> list[Line]:
        return row(title, map(percent, of))

    lines = row("Readiness by deck", heads, "title")
    for deck in report.decks:
        lines += readiness(deck.title, deck.readiness)
    return lines + readiness(f"All {report.whole.cards} cards", report.whole.readiness)


def _names(keys: Sequence[CardKey], width: int, *, most: int) -> list[Line]:
    """Name cards, the first `most` of them, each in one piece."""
    more = len(keys) - most
    names = [f"{key}," for key in keys[:most]]
    names[-1] = f"{names[-1][:-1]} and {more} more" if more > 0 else names[-1][:-1]
    return flow([("warn", name) for name in names], width, indent="   ", gap=" ")


def _too_little_time(report: Report, width: int) -> list[Line]:
    """Say which must-haves won't fit, and what would make them fit."""
    left_out = [card.key for card in report.left_out if card.rank == 0]
    if left_out:
        need, a_day = report.musts_need, "a day" if report.days_left else "today"
        would = f"not even {MOST_MINUTES} min {a_day} would help" if need is None else f"{need} min {a_day} would help"
        sentence = f"{count(len(left_out), 'must-have')} won't fit; {would}, or fewer decks (`--deck`). Left out:"
        return [*paragraph(sentence, width, style="warn"), *_names(left_out, width, most=_NAMED)]
    fitting, need = report.musts_again
    if fitting == report.musts.total or report.days_left < 1:
        return []
    days = f"last {FINAL_DAYS} days have" if report.days_left >= FINAL_DAYS else "time left has"
    sentence = f"The {days} room to repeat {fitting} of the {report.musts.total} must-haves;"
    return paragraph(f"{sentence} {need} min on each day would fit them all.", width)
