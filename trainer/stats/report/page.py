"""The report as one HTML page: the interview ahead, then the sections of the figures, each with the table behind it."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from html import escape
from itertools import groupby
from pathlib import Path
from types import NoneType
from typing import Any

from cards.card import TargetSeconds
from cards.key import CardKey
from scheduler.stats.retention import Retention
from trainer.stats.figures import Figures
from trainer.stats.interview_ahead import Ahead, Outlook
from trainer.stats.report import svg
from trainer.stats.report.bars import bars, stack, swatch
from trainer.stats.report.meanings import MEANINGS
from trainer.stats.section_types import Cell, Part, Section
from trainer.stats.sections import groups
from trainer.terminal.words import MONTHS, clock, count, percent, short_day

MARK = '<meta name="generator" content="greenroom stats">'
_TITLE = "greenroom stats"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_PLOTS = ("calendar", "columns", "scatter", "trend")
_MANY_BARS = 7
_LISTED = 6  # questions; the table has all of them
# How the types of cells look in a table; the others are text already.
_TEXTS: dict[type, Callable[[Any], str]] = {
    NoneType: lambda _: "-",
    float: percent,
    date: lambda day: f"{short_day(day)} {day.year}",
    timedelta: lambda time: clock(time.total_seconds()),
    Part: lambda part: f"{part.part} of {part.whole}",
    Retention: lambda kept: f"{kept.passed} of {kept.total}, {percent(kept.rate)}" if kept.total else "-",
    TargetSeconds: lambda band: f"{clock(band.min)}-{clock(band.max)}",
}


def report(figures: Figures) -> str:
    """Return the whole page. Every text is escaped here or where it is drawn; the page fetches nothing."""
    shown = [(group.title, [section for section in group.sections if section.rows]) for group in groups(figures)]
    hero, tiles = "", _tiles(figures)
    if figures.interviews.ahead and figures.detail.outlook:
        (_, (curve, *_)), *_ = shown
        shown[0] = (shown[0][0], shown[0][1][1:])
        hero = _hero(figures.interviews.ahead, figures.detail.outlook, _panel(curve, figures.today), figures.today)
    numbered = list(enumerate(((title, found) for title, found in shown if found), start=1))
    parts = "\n".join(_group(f"part-{number}", title, found, figures.today) for number, (title, found) in numbered)
    links = [*((f"part-{number}", title) for number, (title, _) in numbered), ("meanings", "Meanings")]
    contents = "".join(f'<li><a href="#{name}">{escape(title)}</a></li>' for name, title in links)
    meanings = "".join(f"<div><dt>{escape(word)}</dt><dd>{escape(said)}</dd></div>" for word, said in MEANINGS)
    return _page(
        figures,
        f'<nav aria-label="Contents"><ul>{contents}</ul></nav>\n',
        f"{hero}{tiles}\n{parts}\n"
        '<section id="meanings" aria-labelledby="meanings-title">\n'
        f'<h2 id="meanings-title">What each figure means</h2>\n<dl class="meanings">{meanings}</dl>\n</section>',
    )


def empty_report(figures: Figures, sentence: str) -> str:
    """Return the page of figures without any review, which only has a sentence; `code` in it is marked."""
    texts = escape(sentence).split("`")
    return _page(figures, "", f"<p>{''.join(f'<code>{t}</code>' if at % 2 else t for at, t in enumerate(texts))}</p>")


def _page(figures: Figures, contents: str, main: str) -> str:
    """Return a page about these figures: its head and heading, what links to its parts, and those."""
    style = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
    where = figures.cards.decks[0].title if figures.deck else "all decks"
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{MARK}\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{_TITLE}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n"
        f'<header>\n<h1>{_TITLE}</h1>\n<p class="quiet">{escape(f"{_text(figures.today)}, {where}")}</p>\n'
        f"{contents}</header>\n<main>\n{main}\n</main>\n</body>\n</html>\n"
    )


def _hero(ahead: Ahead, outlook: Outlook, curve: str, today: date) -> str:
    """Return the interview ahead: when it is, its must-haves, and the curve of readiness."""
    musts, left = ahead.musts, (ahead.day - today).days
    days = {0: '<b class="word">Today</b>', 1: '<b class="word">Tomorrow</b>'}.get(left, f"<b>{left}</b> days left")
    state = ""
    if musts.total:
        bar = stack(musts.ready / musts.total, musts.met / musts.total)
        by = outlook.musts_met_by
        met = f"; all met by {short_day(by)} at this pace" if by else ""
        state = (
            f'<p class="musts"><b>{musts.ready}</b> of {musts.total} must-haves ready, {musts.met} met</p>{bar}'
            f"<p>Expected on the day: {outlook.musts_on_the_day} of {musts.total} ready{met}.</p>"
        )
    return (
        f'<section class="hero" aria-labelledby="ahead"><div>'
        f'<p class="when">{_text(ahead.day)} · {outlook.minutes} min a day</p>'
        f'<h2 class="who" id="ahead">{escape(ahead.title)}</h2><p class="left">{days}</p>{state}</div>\n'
        f"{curve}</section>\n"
    )


def _tiles(figures: Figures) -> str:
    """Return the six main figures, each with its name and a detail."""
    done, month, known = figures.done_today, figures.practice.retention["month"]["all"], figures.cards.known
    suspended = f", {known.suspended} suspended" if known.suspended else ""
    tiles = [
        ("Today", count(done.reviews, "review"), f"{round(done.minutes)} min"),
        ("Streak", count(figures.practice.streak.current, "day"), f"longest {figures.practice.streak.longest}"),
        ("Recalled in 30 days", percent(month.rate), f"{month.passed} of {month.total}" if month.total else "no tests"),
        ("Due", f"{figures.cards.forecast[0][1]} now", f"{figures.cards.due_in_week} in a week"),
        ("Readiness", percent(known.all.readiness), "if asked today"),
        ("Cards seen", str(known.all.seen), f"of {known.all.cards}{suspended}"),
    ]
    body = "".join(
        f'<div><dt>{name}</dt><dd>{figure}</dd><dd class="quiet">{more}</dd></div>' for name, figure, more in tiles
    )
    return f'<dl class="tiles">{body}</dl>'


def _group(name: str, title: str, sections: Sequence[Section], today: date) -> str:
    """Return a group of sections in two columns, each beside one of about its length or as wide as both."""
    panels = []
    for _, some in groupby(sections, key=_length):
        alike = list(some)
        alone = len(alike) % 2 or alike[0].form == "calendar"
        panels += [_panel(section, today, wide=bool(alone and not at)) for at, section in enumerate(alike)]
    return (
        f'<section id="{name}" aria-labelledby="{name}-title">\n<h2 id="{name}-title">{escape(title)}</h2>\n'
        f'<div class="grid">\n{chr(10).join(panels)}\n</div>\n</section>'
    )


def _length(section: Section) -> str:
    if section.form in _PLOTS:
        return "calendar" if section.form == "calendar" else "short"
    return "long" if len(section.bars) > _MANY_BARS else "short"


def _panel(section: Section, today: date, *, wide: bool = False) -> str:
    """Return a section: its heading, its chart with a legend, and its table."""
    kinds = [_words(cell) for cell in section.rows[0]]
    cells = zip(kinds, section.columns, strict=True)
    head = "".join(f'<th{kind} scope="col">{escape(name)}</th>' for kind, name in cells)
    body = "".join(_row(row) for row in section.rows)
    content = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    if chart := _chart(section, today):
        is_line = section.form == "trend"
        legend = "".join(f"<span>{swatch(n, line=is_line)} {name}</span>" for n, name in enumerate(section.names))
        legend = f'<figcaption class="legend">{legend}</figcaption>' if legend else ""
        summary = f'<summary aria-label="Table: {escape(section.title)}">Table</summary>'
        content = f"<figure>{legend}{chart}</figure>\n<details>{summary}{content}</details>"
    note = " ".join(filter(None, (section.note, section.ending)))
    return (
        f'<div class="panel{" wide-panel" if wide else ""}">\n<h3>{escape(section.title)}</h3>\n'
        f'<p class="note">{escape(note).replace(" %", "&nbsp;%")}</p>\n{content}\n</div>'
    )


def _row(row: Sequence[Cell]) -> str:
    name, *cells = row
    others = "".join(f"<td{_words(cell)}>{escape(_text(cell))}</td>" for cell in cells)
    return f'<tr><th{_words(name)} scope="row">{escape(_text(name))}</th>{others}</tr>'


def _words(cell: Cell) -> str:
    """Return the class of a left-aligned cell; numbers are right-aligned."""
    return ' class="words"' if isinstance(cell, str | CardKey | date) else ""


def _chart(section: Section, today: date) -> str:
    name, rows = section.heading, section.rows
    match section.form:
        case "calendar":
            days = zip(section.column(0, date), section.column(1, int), strict=True)
            return svg.calendar(name, today, dict(days))
        case "columns":
            labels = [f"{day.day} {MONTHS[day.month - 1]}" if isinstance(day, date) else _text(day) for day, *_ in rows]
            return svg.columns(name, labels, section.column(1, int))
        case "trend":
            lines = [section.line(at) for at in range(1, len(section.columns))]
            return svg.trend(name, section.column(0, date), lines, goal=section.goal, today=today)
        case "scatter":
            points = zip(section.column(2, float), section.column(3, float), section.column(1, int), strict=True)
            return svg.scatter(name, list(points))
        case "questions" | "leeches":
            return _questions(section)
    return bars(name, section.bars, parts=section.form == "parts") if section.bars else ""


def _questions(section: Section) -> str:
    """Return the first questions as a list, each with its card and its state."""
    items = "".join(
        f'<li>{escape(_text(question))}<div class="about">{escape(f"{_text(state)} · {key}")}</div></li>'
        for question, key, state in section.rows[:_LISTED]
    )
    more = len(section.rows) - _LISTED
    return f'<ol class="questions">{items}</ol>' + (f'<p class="about">and {more} more</p>' if more > 0 else "")


def _text(cell: Cell) -> str:
    """Return a cell of a table as text."""
    return _TEXTS.get(type(cell), str)(cell)
