"""`greenroom optimize`: fit FSRS to the user's own log, and take the parameters into use only where that helps."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from statistics import median
from typing import Any

from cards.errors import GreenroomError
from cards.key import CardKey
from cards.progress import silently
from scheduler.evaluation import FedRating, Score, read_histories, recall_moments
from scheduler.memory import MemoryModel
from scheduler.optimizer import FAIR_FROM, LEAST_GAIN, LEAST_REVIEWS, Fit, optimize
from scheduler.store import Store
from scheduler.study_day import study_day
from trainer.environment import Environment
from trainer.home import Home, open_home
from trainer.lines import Line, joined, look, paragraph, sides
from trainer.output import print_json
from trainer.progress import progress
from trainer.words import count, short_day

# What is to be said: a paragraph, or what stands left and right.
Told = list[str | tuple[str, str]]


class NoChangeOfParameters(GreenroomError):
    """The parameters have never been changed, or every change has been taken back."""

    def __init__(self) -> None:
        super().__init__(
            "There is no change of the parameters to take back", "`greenroom optimize` fits them to your log."
        )


def run(args: Namespace, env: Environment) -> int:
    """Fit and take into use what predicts better, or go back; 0."""
    home = open_home(env, args.home)
    with home.store(reading=args.dry_run) as store:
        due = _due(store)
        if args.reset or args.undo:
            _go_back(store, home.now_ms, args)
            moved = _moved(due, _due(store))
            lines: Told = [f"{_told_in_use(store)} in use now.", _told_moved(moved)]
            found: dict[str, Any] = {"parameters": store.parameters_in_use, "moved": moved}
        else:
            lines, found = _fit(home, store, due, args)
    if args.json:
        print_json(env, found)
    else:
        _show(env, home.today, lines)
    return 0


def _go_back(store: Store, now_ms: int, args: Namespace) -> None:
    if args.reset:
        if store.fitted:
            store.adopt((), 0, now_ms)
        return
    try:
        store.adopt_former(now_ms)
    except LookupError:
        raise NoChangeOfParameters from None


def _fit(home: Home, store: Store, due: Mapping[CardKey, date], args: Namespace) -> tuple[Told, dict[str, Any]]:
    """Return what is to be said, and the same as JSON has it."""
    histories = read_histories(store)
    in_use = store.parameters_in_use
    ratings, usable = sum(map(len, histories.values())), len(recall_moments(histories.values()))
    found: dict[str, Any] = {"ratings": ratings, "usable": usable, "adopted": False, "parameters": in_use}
    bar = silently if args.json else progress(home.env)
    fitted_on = store.fitted and study_day(datetime.fromtimestamp(store.fitted.at_utc_ms / 1000, UTC), home.env.zone)
    fit = optimize(list(histories.values()), in_use, bar, fitted_on=fitted_on)
    if fit is None:
        reason = (
            f"{usable:,} of your {count(ratings, 'rating')} test what you remember; fitting asks for {LEAST_REVIEWS:,}."
            " With fewer it follows chance, and mostly predicts worse."
        )
        return [reason, f"{_told_in_use(store)} in use as before."], found | {"reason": reason}
    told = _told_in_use(store)
    if fit.worth_adopting:
        if args.dry_run:
            model = MemoryModel(home.settings, fit.parameters)
            moved = _moved(due, {key: _due_under(model, key, rated) for key, rated in histories.items()})
        else:
            store.adopt(fit.parameters, usable, home.now_ms)
            moved = _moved(due, _due(store))
            found |= {"adopted": True}
        found |= {"moved": moved}
    reason = _reason(fit, dry_run=args.dry_run)
    found |= {
        "held_out": fit.fitted.reviews,
        "held_out_seen": fit.seen,
        "in_use": {"log_loss": fit.in_use.log_loss, "rmse_bins": fit.in_use.rmse_bins},
        "fitted": {"log_loss": fit.fitted.log_loss, "rmse_bins": fit.fitted.rmse_bins},
        "reason": reason,
        "parameters": fit.parameters if fit.worth_adopting else in_use,
    }
    tested = f"{usable:,} of your {ratings:,} ratings test what you remember"
    lines: Told = [
        f"{tested}. The last {fit.fitted.reviews:,} of them, predicted from all that went before:",
        (told.removesuffix(" are"), _told_score(fit.in_use)),
        ("Fitted to the reviews before", _told_score(fit.fitted)),
        f"Those in use were fitted to {fit.seen:,} of these, which is in their favour till {FAIR_FROM} have come since."
        if fit.seen and fit.parameters != fit.former
        else "",
        reason,
    ]
    if fit.worth_adopting:
        lines.append(_told_moved(moved, would=args.dry_run))
        lines.append("" if args.dry_run else "`greenroom optimize --undo` takes it back.")
    return lines, found


def _reason(fit: Fit, *, dry_run: bool) -> str:
    by = f"{abs(fit.gain):.4f} {'better' if fit.gain >= 0 else 'worse'}"
    if fit.parameters == fit.former:
        return "Nothing was changed: the parameters in use were fitted to these very reviews."
    if not fit.worth_adopting:
        return f"Nothing was changed: fitted ones must be better by {LEAST_GAIN}, and these are {by}."
    if dry_run:
        return (
            f"They are {by}, {LEAST_GAIN} is asked for: without --dry-run, parameters fitted to all reviews are taken."
        )
    return f"They are {by}, {LEAST_GAIN} is asked for: parameters fitted to all reviews are now in use."


def _told_in_use(store: Store) -> str:
    if store.fitted is None:
        return "The default parameters are"
    return f"The parameters fitted to {store.fitted.reviews:,} reviews are"


def _told_score(score: Score) -> str:
    return f"log loss {score.log_loss:.4f} · RMSE(alike) {score.rmse_bins:.4f}"


def _due(store: Store) -> dict[CardKey, date]:
    rows = store.rows("SELECT deck, card, due FROM memories")
    return {CardKey(deck, card): date.fromisoformat(due) for deck, card, due in rows}


def _due_under(model: MemoryModel, key: CardKey, ratings: Sequence[FedRating]) -> date:
    memory, _ = model.replay(key, [(rated.rating, date.fromordinal(rated.when[0])) for rated in ratings])
    assert memory is not None  # noqa: S101  # a history has a rating
    return memory.due


def _moved(before: Mapping[CardKey, date], after: Mapping[CardKey, date]) -> dict[str, int]:
    """Return how many cards come back sooner, later and on the same day, and by how many days in the middle.

    A card that another program took back meanwhile, or met, is left out.
    """
    days = [(after[key] - due).days for key, due in before.items() if key in after]
    sooner, later = [-day for day in days if day < 0], [day for day in days if day > 0]
    return {
        "sooner": len(sooner),
        "sooner_days": round(median(sooner)) if sooner else 0,
        "later": len(later),
        "later_days": round(median(later)) if later else 0,
        "same": len(days) - len(sooner) - len(later),
    }


def _told_moved(moved: Mapping[str, int], *, would: bool = False) -> str:
    def part(way: str) -> str:
        number, days = moved[way], moved[f"{way}_days"]
        return f"{number:,} {way}" + (f" (half of them by {count(days, 'day')} or more)" if number else "")

    cards = moved["sooner"] + moved["later"] + moved["same"]
    verb = "would come" if would else "come"
    return f"Of {cards:,} cards, {moved['same']:,} {verb} back as before, {part('sooner')}, {part('later')}."


def _show(env: Environment, today: date, told: Told) -> None:
    width = look(env.columns(), drawn=True).width
    lines: list[Line] = [*paragraph(f"greenroom optimize · {short_day(today)} {today.year}", width)]
    for part in told:
        if isinstance(part, tuple):
            lines += sides(("", part[0]), ("", part[1]), width - 1, first="   ")
        elif part:
            lines += paragraph(part, width)
    env.stdout.write(joined(lines))
