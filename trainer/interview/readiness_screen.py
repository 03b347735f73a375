"""The screen of `greenroom interview show`."""

from collections.abc import Sequence
from datetime import date

from scheduler.planning.candidates import Candidate
from trainer.interview.dates import MOST_MINUTES, Interview
from trainer.interview.readiness import Readiness, Report
from trainer.terminal.layout import BLANK, Layout, Line, flow, paragraph, sides
from trainer.terminal.words import count, percent, short_day, until

_LEVELS = "▁▂▃▄▅▆▇█"
_NAMED = 8


def report_lines(report: Report, today: date, planned: Sequence[Candidate], layout: Layout) -> list[Line]:
    """Show a report: time left, cards seen, readiness, what other minutes would change, and what will be left out."""
    interview, width = report.interview, layout.width
    day = short_day(interview.day)
    fit = count(max(1, round(interview.minutes * 60 / report.seconds)), "card")
    left = until(interview.day, today) if report.days_left < 2 else f"{report.days_left} days left"
    title = f"{interview.title} · {day} · {left} · {interview.minutes} min a day is about {fit}"
    musts, unmet = report.must
    seen = f"Seen {report.whole.cards - report.whole.unseen} of {report.whole.cards}"
    seen += f" · must seen {musts - unmet} of {musts}" if musts else ""
    lines = [*paragraph(title, width, style="title"), *paragraph(seen, width), BLANK]
    lines += paragraph("Readiness on the day (mean predicted recall; the model's estimate)", width, style="title")
    for deck in report.decks:
        lines += _readiness_line(deck.title, deck.readiness, width)
    if len(report.decks) > 1:
        lines += _readiness_line("All", report.whole.readiness, width)
    if report.days_left > 1:
        lines += _chart(report, day, width)
    more = " · ".join(f"with {minutes} min a day {percent(value):>4}" for minutes, value in report.with_minutes)
    lines += [BLANK, *paragraph(f"{more[0].upper()}{more[1:]}", width), *_left_out(report, width)]
    new = sum(card.state is None for card in planned)
    return [*lines, *paragraph(f"Today: {new} new, {len(planned) - new} again", width)]


def other_interviews(others: Sequence[Interview], today: date, width: int) -> list[Line]:
    """List the other interviews ahead."""
    lines: list[Line] = []
    for each in others:
        lines += paragraph(f"Also: {each.title} on {short_day(each.day)}, {until(each.day, today)}", width)
    return lines


def _readiness_line(title: str, readiness: Readiness, width: int) -> list[Line]:
    """Show a title, and on the right its readiness now, if you stop and if you keep going."""
    now, stop, going = readiness.today, readiness.if_you_stop, readiness.if_you_keep_going
    text = f"now {percent(now):>4}   if you stop {percent(stop):>4}   if you keep going {percent(going):>4}"
    if width < 70:
        text = f"now {100 * now:.0f}, stopping {100 * stop:.0f}, going on {100 * going:.0f} %"
    return sides(("", title), ("", text), width - 1, first="   ")


def _chart(report: Report, day: str, width: int) -> list[Line]:
    """Draw the readiness expected after each day, from today on the left to the eve on the right."""
    values = [value for _, value in report.curve]
    room = max(1, width - len(f"    today  {day}") - 1)
    step = -(-len(values) // room)
    drawn = "".join(_LEVELS[min(7, int(8 * value))] for value in values[step - 1 :: step])
    return paragraph(f"today {drawn} {day}", width, first="   ")


def _left_out(report: Report, width: int) -> list[Line]:
    """Say whether there is time for every `must` card, and which cards will be left out."""
    musts = [str(card.key) for card in report.left_out if card.rank == 0]
    others = len(report.left_out) - len(musts)
    lines = []
    if musts:
        need = report.musts_need
        would = f"not even {MOST_MINUTES} min a day would" if need is None else f"about {need} min a day would"
        more = len(musts) - _NAMED
        names = [f"{name}," for name in musts[:_NAMED]]
        names[-1] = f"{names[-1][:-1]} and {more} more" if more > 0 else names[-1][:-1]
        lines += paragraph(f"Too few minutes to meet every must card; {would}. Left out:", width, style="warn")
        lines += flow([("warn", name) for name in names], width, indent="   ", gap=" ")  # keeps ids whole
    elif report.must[1]:
        lines += paragraph("The minutes suffice to meet every must card", width)
    if others:
        lines += paragraph(f"{count(others, 'other card')} will not be met by then", width)
    return lines
