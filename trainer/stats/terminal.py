"""The figures on a terminal: a one-screen summary, or every section in one column or two."""

from collections.abc import Sequence
from datetime import date
from itertools import islice

from cards.key import CardKey
from cards.text import clean_line
from scheduler.stats.retention import Retention
from trainer.stats.charts import WEEKS, Ink, bars, calendar, first_monday, sparkline, weeks_in
from trainer.stats.figures import Figures
from trainer.stats.recall_sections import decks, kinds, missed_points, retention
from trainer.stats.section_types import Part, Section
from trainer.stats.sections import sections
from trainer.terminal.layout import BLANK, Layout, Line, beside, paragraph, sides, width_of
from trainer.terminal.words import count, percent, short_day, until

TWO_COLUMNS_FROM = 150
_TABLE_FROM = 62  # columns that the table of retention needs
_WEAKEST = 4
_MISSED = 2
_QUESTIONS = 8


def summary(figures: Figures, layout: Layout, ink: Ink) -> list[Line]:
    """Return the figures in brief, on one screen of 80 columns and 24 lines."""
    weakest = kinds(figures) if figures.deck else decks(figures)
    missed = missed_points(figures)
    return [
        *_top(figures, layout),
        *_retention(retention(figures, ("today", "week", "month", "year", "all")), layout),
        *paragraph(weakest.heading, layout.width),
        *bars(weakest.bars[:_WEAKEST], layout, ink),
        *_points(missed._replace(rows=missed.rows[:_MISSED]), layout, first=" Missed most  "),
        *_ahead(figures, layout, ink),
        *paragraph("--all shows everything, --html FILE draws it, --deck ID picks one deck.", layout.width),
    ]


def everything(figures: Figures, layout: Layout, ink: Ink) -> list[Line]:
    """Return every section, in two columns if the terminal is wide enough."""
    half = layout.width // 2 - 2
    wide = layout.width >= TWO_COLUMNS_FROM
    inner = Layout(half if wide else layout.width, layout.drawn)
    drawn = [[BLANK, *draw(section, figures.today, inner, ink)] for section in sections(figures)]
    lines = _side_by_side(drawn, half) if wide else [line for part in drawn for line in part]
    return [*_top(figures, inner), *lines]


def draw(section: Section, today: date, layout: Layout, ink: Ink) -> list[Line]:
    """Return the lines of one section, its heading first."""
    lines: list[Line] = []
    match section.form:
        case "calendar":
            return _calendar(section, today, layout, ink)
        case "retention":
            return _retention(section, layout)
        case "points":
            lines = _points(section, layout, first="   ")
        case "questions":
            lines = _questions(section, layout)
        case "leeches":
            lines = _leeches(section, layout)
        case "trend":
            lines = _trend(section, layout, ink)
        case "list":
            indent = max(len(label) for label, _ in section.lines) + 1
            for label, text in section.lines:
                lines += paragraph(text, layout.width, first=f"   {label:<{indent}}")
        case _:
            lines = bars(section.bars, layout, ink)
    ending = paragraph(section.ending, layout.width, first="   ") if section.ending else []
    return [*paragraph(section.heading, layout.width), *lines, *ending]


def _top(figures: Figures, layout: Layout) -> list[Line]:
    """Return the day, the deck and the streak; today's work, the cards due, and the number of cards."""
    where = f" · {figures.cards.decks[0].title}" if figures.deck else ""
    title = f"greenroom stats · {short_day(figures.today)} {figures.today.year}{where}"
    streak = f"streak {figures.practice.streak.current} · longest {figures.practice.streak.longest}"
    done, tested, due, known = (
        figures.done_today,
        figures.practice.retention["today"]["all"],
        figures.cards.forecast,
        figures.cards.known,
    )
    today = [count(done.reviews, "review"), f"{round(done.minutes)} min"]
    today += [f"{figures.practice.new_today} new"] if figures.practice.new_today else []
    today += [f"{percent(tested.rate)} recalled"] if tested.total else []
    ahead = [f"{due[0][1]} now", f"{due[1][1]} tomorrow", f"{figures.cards.due_in_week} in 7 days"]
    cards = [f"{known.all.cards - known.all.seen} new", f"{known.young} young", f"{known.mature} mature"]
    cards += [f"{known.suspended} suspended"] if known.suspended else []
    cards += [f"{figures.cards.unanswered} without an answer yet"] if figures.cards.unanswered else []
    cards += [f"readiness {percent(known.all.readiness)} if asked today"]
    lines = sides(("title", title), ("", streak), layout.width - 1)
    if figures.interviews.ahead is not None:
        title, day, musts = figures.interviews.ahead
        lines += paragraph(f"{title} {until(day, figures.today)} · must-haves {musts}", layout.width)
    for label, parts in (("Today", today), ("Due", ahead), ("Cards", cards)):
        lines += paragraph(" · ".join(parts), layout.width, first=f" {label:<7}")
    return lines


def _calendar(section: Section, today: date, layout: Layout, ink: Ink) -> list[Line]:
    weeks = weeks_in(layout) if layout.drawn else WEEKS
    days = zip(section.column(0, date), section.column(1, int), strict=True)
    amounts = {day: reviews for day, reviews in days if day >= first_monday(today, weeks)}
    span = section.title if weeks == WEEKS else f"The last {weeks} weeks"
    heading = f"{span}: {count(sum(amounts.values()), 'review')} on {count(len(amounts), 'day')}"
    drawn = calendar(amounts, today, layout, ink) if layout.drawn else []
    return [*paragraph(heading, layout.width), *drawn]


def _retention(section: Section, layout: Layout) -> list[Line]:
    """Return true retention as a table if it fits, else span by span."""
    spans = zip(section.column(0, str), *(section.column(at, Retention) for at in (1, 2, 3)), strict=True)
    if layout.drawn and layout.width >= _TABLE_FROM:
        head = f" {section.heading}{'young':>15}{'mature':>18}{'all':>18}"
        rows = [f"   {span.lower():<9}{''.join(f'{_share(kept):>18}' for kept in ages)}" for span, *ages in spans]
        return [(("", text),) for text in (head, *rows)]
    lines = paragraph(section.heading, layout.width)
    for span, young, mature, both in spans:
        lines += sides(("", span.lower()), ("", _share(both)), layout.width - 1, first="   ")
        ages = " · ".join(f"{age} {_share(kept)}" for age, kept in (("young", young), ("mature", mature)) if kept.total)
        lines += paragraph(" ".join(ages.split()), layout.width, first="     ") if ages else []
    return lines


def _share(kept: Retention) -> str:
    return f"{kept.passed}/{kept.total} {percent(kept.rate):>5}" if kept.total else "-"


def _points(section: Section, layout: Layout, *, first: str) -> list[Line]:
    """Return each point with its card's key below it; `first` goes before the first point."""
    lines: list[Line] = []
    rows = zip(section.column(0, str), section.column(2, CardKey), section.column(3, Part), strict=True)
    for point, key, (missed, asked) in rows:
        lines += paragraph(f'{missed} of {asked}: "{point}"', layout.width, first=first)
        first = " " * len(first)
        lines += _whole(key, layout, first=first)
    return lines


def _questions(section: Section, layout: Layout) -> list[Line]:
    """Return the first cards with their questions, and how many more there are."""
    lines: list[Line] = []
    cells = zip(section.column(0, str), section.column(1, CardKey), section.column(2, str), strict=True)
    for question, key, state in islice(cells, _QUESTIONS):
        lines += paragraph(f"{state}: {question}", layout.width, first="   ", rest="     ")
        lines += _whole(key, layout, first="     ")
    more = len(section.rows) - _QUESTIONS
    return lines + (paragraph(f"and {more} more", layout.width, first="   ") if more > 0 else [])


def _trend(section: Section, layout: Layout, ink: Ink) -> list[Line]:
    """Return the first line of a trend as a sparkline, with its first and its last share."""
    shares = [share for share in section.line(1) if share is not None]
    said = f"from {percent(shares[0])} to {percent(shares[-1])}"
    step = max(1, -(-len(shares) // max(1, layout.width - len(said) - 6)))
    drawn = f"{sparkline(shares[::-step][::-1], ink)}  " if layout.drawn else ""
    return paragraph(f"{drawn}{said}", layout.width, first="   ")


def _leeches(section: Section, layout: Layout) -> list[Line]:
    lines: list[Line] = []
    for key, lapses in zip(section.column(1, CardKey), section.column(2, str), strict=True):
        beside = sides(("", str(key)), ("", lapses), layout.width - 1, first="   ")
        below = _whole(key, layout, first="   ") + paragraph(lapses, layout.width, first="     ")
        lines += beside if len(beside) == 1 else below
    return lines


def _whole(key: CardKey, layout: Layout, *, first: str) -> list[Line]:
    """Return a card's key on a line of its own, so that it can be copied; only a key wider than the line is broken."""
    text = clean_line(str(key))
    room = layout.width - width_of(text)
    indent = next((each for each in (first, "   ", " ", "") if width_of(each) <= room), None)
    return paragraph(text, layout.width) if indent is None else [(("", indent + text),)]


def _ahead(figures: Figures, layout: Layout, ink: Ink) -> list[Line]:
    """Return predictions against results, and what is due in the next two weeks."""
    found, ahead = figures.answers.calibration, figures.cards.forecast[:14]
    fit = f"{percent(found.predicted)} expected, {percent(found.actual)} recalled, over {count(found.n, 'review')}"
    day, most = max(ahead, key=lambda due: due[1])
    busiest = f"most on {short_day(day)} ({most})" if most else "nothing due"
    line = f"{sparkline([due for _, due in ahead], ink)}  {busiest}"
    lines = paragraph(fit, layout.width, first=" FSRS   ") if found.n else []
    if asked := figures.interviews.asked.all:
        new = asked.new == asked.n
        predicted, ending = ("", ", never rehearsed") if new else (f"{percent(asked.predicted)} predicted, ", "")
        really = f"{predicted}{percent(asked.delivered)} not failed, of {count(asked.n, 'question')} in interviews"
        lines += paragraph(f"{really}{ending}", layout.width, first=" Asked  ")
    return [*lines, *(paragraph(line, layout.width, first=" Next 14 days  ") if layout.drawn else [])]


def _side_by_side(parts: Sequence[list[Line]], width: int) -> list[Line]:
    """Return sections in two columns of about the same length."""
    left: list[Line] = []
    right: list[Line] = []
    used, total = 0, sum(map(len, parts))
    for part in parts:
        (left if used < total / 2 else right).extend(part)
        used += len(part)
    return beside(left, right, width + 2)
