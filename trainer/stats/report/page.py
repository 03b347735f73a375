"""The report as one HTML page: the sections of the figures, each a chart with the table behind it."""

from collections.abc import Callable
from datetime import date, timedelta
from html import escape
from pathlib import Path
from types import NoneType
from typing import Any

from cards.card import TargetSeconds
from scheduler.stats.retention import Retention
from trainer.stats.figures import Figures
from trainer.stats.report import svg
from trainer.stats.report.meanings import MEANINGS
from trainer.stats.section_types import Cell, Part, Section
from trainer.stats.sections import sections
from trainer.terminal.words import MONTHS, clock, count, percent, short_day, until

MARK = '<meta name="generator" content="greenroom stats">'
_TITLE = "greenroom stats"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
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
    """Return the whole page. Every text is escaped here or in `svg`; the page fetches nothing."""
    style = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
    where = figures.decks[0].title if figures.deck else "all decks"
    subject = f"{_text(figures.today)}, {where}."
    shown = list(enumerate((section for section in sections(figures) if section.rows), start=1))
    links = "".join(f'<li><a href="#part-{number}">{escape(section.title)}</a></li>' for number, section in shown)
    parts = "\n".join(_part(f"part-{number}", section, figures.today) for number, section in shown)
    meanings = "".join(f"<dt>{escape(word)}</dt><dd>{escape(meaning)}</dd>" for word, meaning in MEANINGS)
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{MARK}\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{_TITLE}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n"
        f'<header>\n<h1>{_TITLE}</h1>\n<p class="quiet">{escape(subject)}'
        ' <a href="#meanings">What each figure means</a></p>\n</header>\n'
        f'<main>\n<dl class="tiles">{_tiles(figures)}</dl>\n'
        f'<nav aria-label="Contents"><ul>{links}</ul></nav>\n{parts}\n'
        '<section id="meanings" aria-labelledby="meanings-title">\n'
        f'<h2 id="meanings-title">What each figure means</h2>\n<dl>{meanings}</dl>\n</section>\n'
        "</main>\n</body>\n</html>\n"
    )


def _tiles(figures: Figures) -> str:
    """Return the figures at the top: the name of each, the figure, and a little more about it."""
    done, month, known = figures.done_today, figures.retention["month"]["all"], figures.known
    suspended = f", {known.suspended} suspended" if known.suspended else ""
    tiles = [
        ("Today", count(done.reviews, "review"), f"{round(done.minutes)} min"),
        ("Streak", count(figures.streak.current, "day"), f"longest {figures.streak.longest}"),
        ("Recalled in 30 days", percent(month.rate), f"{month.passed} of {month.total}" if month.total else ""),
        ("Due", f"{figures.forecast[0][1]} now", f"{figures.due_in_week} in a week"),
        ("Readiness", percent(known.all.readiness), "if asked today"),
        ("Cards seen", str(known.all.seen), f"of {known.all.cards}{suspended}"),
    ]
    if figures.ahead is not None:
        title, day, musts = figures.ahead
        name = escape(f"{title} {until(day, figures.today)}")
        tiles.insert(0, (name, f"{musts.ready} of {musts.total}", f"must-haves ready, {musts.met} met"))
    return "".join(
        f"<div><dt>{name}</dt><dd>{figure}</dd>" + (f'<dd class="quiet">{more}</dd>' if more else "") + "</div>"
        for name, figure, more in tiles
    )


def _part(name: str, section: Section, today: date) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in section.columns)
    body = "".join(_row(*map(_text, row)) for row in section.rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    if chart := _chart(section, today):
        summary = f"<summary>Table: {escape(section.title)}</summary>"
        table = f"<figure>{chart}</figure>\n<details>{summary}{table}</details>"
    note = " ".join(filter(None, (section.note, section.ending)))
    return (
        f'<section id="{name}" aria-labelledby="{name}-title">\n<h2 id="{name}-title">{escape(section.title)}</h2>\n'
        f"<p>{escape(note)}</p>\n{table}\n</section>"
    )


def _row(name: str, *cells: str) -> str:
    return f'<tr><th scope="row">{escape(name)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'


def _chart(section: Section, today: date) -> str:
    name, rows = section.heading, section.rows
    match section.form:
        case "calendar":
            days = zip(section.column(0, date), section.column(1, int), strict=True)
            return svg.calendar(name, today, dict(days))
        case "columns":
            labels = [f"{day.day} {MONTHS[day.month - 1]}" if isinstance(day, date) else _text(day) for day, *_ in rows]
            return svg.columns(name, labels, section.column(1, int), every=7 if isinstance(rows[0][0], date) else 1)
        case "scatter":
            points = zip(section.column(2, float), section.column(3, float), section.column(1, int), strict=True)
            return svg.scatter(name, list(points), "recall expected", "share recalled")
    return svg.bars(name, section.bars) if section.bars else ""


def _text(cell: Cell) -> str:
    """Return a cell of a table as text."""
    return _TEXTS.get(type(cell), str)(cell)
