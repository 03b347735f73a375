"""`greenroom stats`: what is retained, and what is coming."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import date

from scheduler import stats
from scheduler.mock_results import MockResult, mock_results
from scheduler.stats import Day, Retention, Streak
from scheduler.store import Store
from trainer.environment import Environment
from trainer.home import open_home
from trainer.output import print_json

FORECAST_DAYS = 7


def run(args: Namespace, env: Environment) -> int:
    """Print the figures; 0."""
    home = open_home(env, args.home)
    today = home.today
    with home.store() as store, home.library(store) as library:
        deck = library.deck(args.deck).id if args.deck else None
        studied = stats.days(store, deck)
        if args.json:
            print_json(env, _json(store, [entry.id for entry in library.decks()], studied, today, deck))
            return 0
        if not studied:
            print("No reviews yet. `greenroom` starts the first one; the figures come with it.", file=env.stdout)
            return 0
        retention = stats.true_retention(store, today, deck)
        forecast = stats.forecast(store, today, FORECAST_DAYS, deck)
        mocks = mock_results(store)
    _show(env, today, studied, retention, forecast)
    if mocks:
        from trainer.lines import joined, look
        from trainer.mock_screens import history

        env.stdout.write(joined(history(mocks[-5:], look(env.columns(), drawn=True), heading="Mock interviews:")))
    return 0


def _json(store: Store, decks: Sequence[str], studied: list[Day], today: date, deck: str | None) -> dict[str, object]:
    streak = stats.streak(studied, today)
    return {
        "study_day": today.isoformat(),
        "reviews": sum(day.reviews for day in studied),
        "minutes": round(sum(day.minutes for day in studied), 1),
        "streak": streak._asdict(),
        "true_retention": _retention_json(stats.true_retention(store, today, deck)),
        "buttons": stats.buttons(store, deck),
        "forecast": [
            {"day": day.isoformat(), "due": due} for day, due in stats.forecast(store, today, FORECAST_DAYS, deck)
        ],
        "calendar": [{"day": d.day.isoformat(), "reviews": d.reviews, "minutes": round(d.minutes, 1)} for d in studied],
        "decks": [
            {"id": name, "true_retention": _retention_json(stats.true_retention(store, today, name))["all"]}
            for name in ([deck] if deck else decks)
        ],
        "mocks": [_mock_json(result) for result in mock_results(store)],
    }


def _mock_json(result: MockResult) -> dict[str, object]:
    return {
        "study_day": result.day.isoformat(),
        "manner": result.manner,
        "questions": result.planned,
        "answered": result.answered,
        "seconds": round(result.seconds),
        "in_band": result.in_band,
        "points": {"covered": result.points, "total": result.of_points},
        "ratings": dict(zip(("again", "hard", "good", "easy"), result.ratings, strict=True)),
    }


def _retention_json(
    table: Mapping[str, Mapping[str, Retention]],
) -> dict[str, dict[str, dict[str, float | None]]]:
    return {
        span: {age: {"passed": r.passed, "failed": r.failed, "rate": r.rate} for age, r in ages.items()}
        for span, ages in table.items()
    }


def _show(
    env: Environment,
    today: date,
    studied: list[Day],
    retention: Mapping[str, Mapping[str, Retention]],
    forecast: list[tuple[date, int]],
) -> None:
    from trainer.lines import Line, joined, look, paragraph, sides
    from trainer.words import count, short_day

    width = look(env.columns(), drawn=True).width
    streak: Streak = stats.streak(studied, today)
    lines: list[Line] = sides(
        ("", f"greenroom stats · {short_day(today)} {today.year}"),
        ("", f"streak {streak.current} · longest {streak.longest}"),
        width - 1,
    )
    done = next((day for day in studied if day.day == today), Day(today, 0, 0.0))
    lines += paragraph(f"Today: {count(done.reviews, 'review')}, {round(done.minutes)} min.", width)
    lines += paragraph("True retention (first rating of a day, cards learned before, not Again):", width)
    for span in ("today", "week", "all"):
        ages = " · ".join(f"{age} {_share(found)}" for age, found in retention[span].items())
        lines += paragraph(ages, width, first=f"   {span:<6} ")
    now, rest = forecast[0][1], forecast[1:]
    lines += paragraph(
        f"Due: {now} now, {rest[0][1]} tomorrow, {sum(due for _, due in forecast)} in {FORECAST_DAYS} days.",
        width,
    )
    most = max(due for _, due in forecast)
    for day, due in forecast:
        drawn = "█" * round(due / most * min(30, width // 2)) if most else ""
        lines += paragraph(f"{due:>4} {drawn}", width, first=f"   {short_day(day):<11}")
    env.stdout.write(joined(lines))


def _share(retention: Retention) -> str:
    rate = retention.rate
    return "none" if rate is None else f"{retention.passed}/{retention.passed + retention.failed} {round(100 * rate)} %"
