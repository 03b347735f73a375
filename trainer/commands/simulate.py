"""`greenroom simulate`: workload and memory at different retention targets."""

from argparse import Namespace
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from decks.library.library import DeckEntry
from scheduler.log.store import Marks, Store
from scheduler.planning.habits import Habits, read_habits
from scheduler.planning.queue import count_first_ratings
from scheduler.planning.simulation import CARDS_SIMULATED, Projection, SeenCard, simulate
from trainer.environment import Environment
from trainer.home import Home
from trainer.interview.dates import Interview, read_plannable
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.layout import Line, paragraph
from trainer.terminal.output import output_layout, print_json, print_lines, print_sentence
from trainer.terminal.words import count, percent, short_day

_RETENTIONS = (0.80, 0.85, 0.90, 0.93, 0.95)
_BLOCKS = "▁▂▃▄▅▆▇█"


def run(args: Namespace, env: Environment) -> int:
    """Print the estimates; 0."""
    home = open_home(env, args.home)
    settings = home.settings
    with open_store(home, reading=True) as store:
        with open_library(home, store) as library:
            entries = [library.deck(name) for name in dict.fromkeys(args.deck)] if args.deck else library.decks()
        met, unseen = _cards(home, store, entries)
        habits = read_habits(store, settings.new_per_day)._replace(met_today=count_first_ratings(store, home.today))
        parameters = store.parameters_in_use
    retentions = sorted({*_RETENTIONS, settings.desired_retention})
    tried = [settings._replace(desired_retention=retention) for retention in retentions]
    projections = [simulate(met, unseen, habits, each, parameters, today=home.today, days=args.days) for each in tried]
    interview = _interview(home, entries)
    if args.json:
        planned = {"interview": {"at": interview.at, "date": interview.day.isoformat()}} if interview else {}
        print_json(env, _json(home, len(met) + unseen, unseen, habits, projections) | planned)
    elif met or unseen:
        _show(home, len(met) + unseen, unseen, habits, projections, interview)
    else:
        none = "You have no cards, or all of them are suspended. `greenroom decks` shows your decks."
        print_sentence(env, none)
    return 0


def _interview(home: Home, entries: Iterable[DeckEntry]) -> Interview | None:
    """Return the nearest interview that plans any of these decks; None if there is none."""
    ahead = read_plannable(home.interviews, home.today)
    return next((each for each in ahead if any(each.is_about(entry.id) for entry in entries)), None)


def _cards(home: Home, store: Store, entries: Iterable[DeckEntry]) -> tuple[list[SeenCard], int]:
    """Return (cards seen, number of unseen cards), without suspended ones."""
    marks, today = store.marks(), home.today
    met: list[SeenCard] = []
    unseen = 0
    for entry in entries:
        known = store.memories(entry.id)
        for key in entry.keys:
            mark = marks.get(key, Marks())
            if mark.suspended:
                continue
            if memory := known.get(key):
                met.append(SeenCard(key, memory, mark.buried_on == today))
            else:
                unseen += 1
    return met, unseen


def _json(home: Home, cards: int, unseen: int, habits: Habits, projections: Sequence[Projection]) -> dict[str, object]:
    return {
        "days": len(projections[0].minutes),
        "cards": {"total": cards, "unseen": unseen},
        "seconds_per_answer": habits.seconds,
        "desired_retention": home.settings.desired_retention,
        "estimates": [
            {
                "desired_retention": projection.desired_retention,
                "minutes_per_day": _mean(projection.minutes),
                "busiest_minutes": max(projection.minutes),
                "answers_per_day": projection.answers,
                "recalled": projection.recalled,
                "known": projection.known,
                "minutes": projection.minutes,
            }
            for projection in projections
        ],
    }


def _show(
    home: Home, cards: int, unseen: int, habits: Habits, projections: Sequence[Projection], interview: Interview | None
) -> None:
    width = output_layout(home.env).width
    days = len(projections[0].minutes)
    last = home.today + timedelta(days=days - 1)
    span, number = f"{count(days, 'day')} to {short_day(last, home.today)}", count(cards, "card")
    lines = paragraph(f"greenroom simulate · {span} · {number}, {unseen} not met yet", width)
    lines += _table(projections, home.settings.desired_retention, last, width)
    lines += _chart(projections, width)
    played = f" It simulates {CARDS_SIMULATED:,} of the cards and scales up." if cards > CARDS_SIMULATED else ""
    new = f" and {count(habits.new_per_day, 'new card')} a day" if unseen else ""
    lines += paragraph(
        f"The model's estimate, at {round(habits.seconds)} s an answer{new}, without suspended cards.{played}"
        f" After twenty timed answers, it uses your own pace. Busiest is the longest day on average; a real one can be"
        f" longer."
        f" * is your setting; `greenroom config desired_retention VALUE` changes it.",
        width,
    )
    if interview:
        day = short_day(interview.day, home.today)
        note = f"Until {interview.name} on {day}, the plan picks your cards, which these figures ignore."
        lines += paragraph(f"{note} See `greenroom interview show`.", width)
    print_lines(home.env, lines)


def _table(projections: Sequence[Projection], setting: float, last: date, width: int) -> list[Line]:
    found = []
    for projection in projections:
        mark = "*" if projection.desired_retention == setting else " "
        recalled = "none" if projection.recalled is None else percent(projection.recalled)
        minutes = (f"{_mean(projection.minutes):.1f}", f"{max(projection.minutes):.0f}")
        cells = (*minutes, f"{projection.answers:.1f}", recalled, percent(projection.known))
        found.append((f"{_wanted(projection)} {mark}", cells))
    day = short_day(last)
    if width < 66:
        lines: list[Line] = []
        for name, (mean, busiest, answers, recalled, known) in found:
            text = f"{mean} min a day, {busiest} on the busiest; {answers} answers, {recalled} recalled, {known} known"
            lines += paragraph(f"{text} on {day}", width, first=f" {name} ")
        return lines
    heads = ("min a day", "busiest", "answers", "recalled", f"known {day}")
    lines = []
    for name, cells in [("desired", heads), *found]:
        row = "".join(f"{cell:>{max(10, len(head) + 2)}}" for cell, head in zip(cells, heads, strict=True))
        lines += paragraph(row, width, first=f"   {name:<8}")
    return lines


def _chart(projections: Sequence[Projection], width: int) -> list[Line]:
    """Draw the minutes a day over time, all projections on one scale."""
    days = len(projections[0].minutes)
    stretch = -(-days // max(4, min(width - 10, -(-days // 7))))
    starts = range(0, days, stretch)
    drawn = [[_mean(projection.minutes[start : start + stretch]) for start in starts] for projection in projections]
    most = max(map(max, drawn)) or 1
    lines = paragraph(f"Minutes a day, each mark {count(stretch, 'day')}, up to {most:.0f}:", width)
    names = max(len(_wanted(projection)) for projection in projections)
    for projection, means in zip(projections, drawn, strict=True):
        blocks = "".join(_BLOCKS[min(7, int(mean / most * 8))] for mean in means)
        lines += paragraph(blocks, width, first=f"   {_wanted(projection):<{names}} ")
    return lines


def _wanted(projection: Projection) -> str:
    """Return the desired retention in percent, with one decimal if it has one."""
    return f"{100 * projection.desired_retention:.3g} %"


def _mean(minutes: Sequence[float]) -> float:
    return sum(minutes) / len(minutes)
