"""The figures on a terminal: one screen that sums up, and all of them in one column or two."""

from itertools import zip_longest

from trainer.stats.charts import Ink, bars, sparkline
from trainer.stats.figures import Figures
from trainer.stats.parts import Section, deck_rows, kind_rows, missed, retention
from trainer.stats.sections import sections
from trainer.terminal.layout import BLANK, Layout, Line, joined, paragraph, sides, text_of, width_of
from trainer.terminal.words import count, percent, short_day

_WEAKEST = 4
TWO_COLUMNS_FROM = 150


def summary(figures: Figures, layout: Layout, ink: Ink) -> list[Line]:
    """Sum up on one screen of 80 columns and 24 lines."""
    return [
        *heading(figures, layout),
        *_today(figures, layout),
        *retention(figures, layout, ("today", "week", "month", "year", "all")),
        *_weakest(figures, layout, ink),
        *missed(figures, layout, 2, first=" Missed most  "),
        *_expected(figures, layout),
        *_coming(figures, layout, ink),
        *paragraph(
            "--all shows everything, --html FILE draws it, --deck ID is for one deck.", layout.width, style="dim"
        ),
    ]


def everything(figures: Figures, layout: Layout, ink: Ink) -> str:
    """Return the heading and all sections as text, in two columns where the terminal is that wide."""
    half = layout.width // 2 - 2
    wide = layout.width >= TWO_COLUMNS_FROM
    inner = Layout(half if wide else layout.width, layout.drawn)
    top = joined([*heading(figures, inner), *_today(figures, inner)])
    parts = [section for section in sections(figures, inner, ink) if section]
    return top + joined(_beside(parts, half) if wide else [line for part in parts for line in (BLANK, *part)])


def heading(figures: Figures, layout: Layout) -> list[Line]:
    """Name the day, the deck and the streak."""
    where = f" · {figures.decks[0].title}" if figures.deck else ""
    left = f"greenroom stats · {short_day(figures.today)} {figures.today.year}{where}"
    right = f"streak {figures.streak.current} · longest {figures.streak.longest}"
    return sides(("title", left), ("", right), layout.width - 1)


def _today(figures: Figures, layout: Layout) -> Section:
    done, today = figures.done_today, figures.retention["today"]["all"]
    told = [count(done.reviews, "review"), f"{round(done.minutes)} min"]
    told += [f"{figures.met_today} new"] if figures.met_today else []
    told += [f"{percent(today.rate)} recalled"] if today.total else []
    due = figures.forecast
    ahead = f"{due[0][1]} now · {due[1][1]} tomorrow · {figures.due_in_week} in 7 days"
    known = figures.known
    cards = f"{known.all.cards - known.all.seen} new · {known.young} young · {known.mature} mature"
    cards += f" · {known.suspended} suspended" if known.suspended else ""
    return [
        *paragraph(" · ".join(told), layout.width, first=" Today  "),
        *paragraph(ahead, layout.width, first=" Due    "),
        *paragraph(
            f"{cards} · readiness {percent(known.all.readiness)}, if all were asked today",
            layout.width,
            first=" Cards  ",
        ),
    ]


def _weakest(figures: Figures, layout: Layout, ink: Ink) -> Section:
    if figures.deck:
        rows = kind_rows([kind for kind in figures.kinds if kind.begun][:_WEAKEST])
        what = "Kinds of question"
    else:
        rows = deck_rows([deck for deck in figures.decks if deck.begun][:_WEAKEST])
        what = "Decks"
    title = paragraph(f"{what}, weakest first: recalled, and ready today", layout.width, style="title")
    return title + bars(rows, layout, ink)


def _expected(figures: Figures, layout: Layout) -> Section:
    found = figures.calibration
    if not found.n:
        return []
    text = f"{percent(found.predicted)} expected, {percent(found.actual)} recalled, over {count(found.n, 'review')}"
    return paragraph(text, layout.width, first=" FSRS   ")


def _coming(figures: Figures, layout: Layout, ink: Ink) -> Section:
    ahead = figures.forecast[:14]
    if not layout.drawn:
        return []
    day, most = max(ahead, key=lambda found: found[1])
    told = f"most on {short_day(day)} ({most})" if most else "nothing due"
    return paragraph(f"{sparkline([due for _, due in ahead], ink)}  {told}", layout.width, first=" Next 14 days  ")


def _beside(parts: list[Section], width: int) -> list[Line]:
    """Set sections in two columns of about the same length."""
    total, used = sum(len(part) + 1 for part in parts), 0
    left: Section = []
    right: Section = []
    for part in parts:
        (left if used < total / 2 else right).extend([BLANK, *part])
        used += len(part) + 1
    lines: list[Line] = []
    for first, second in zip_longest(left, right, fillvalue=BLANK):
        gap = " " * max(1, width + 2 - width_of(text_of(first)))
        lines.append((*first, ("", gap), *second) if second else first)
    return lines
