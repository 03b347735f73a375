"""`greenroom optimize`: fit FSRS to the user's own log, and take the parameters into use only where that helps."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from statistics import median
from typing import Any, NamedTuple

from cards.errors import GreenroomError
from cards.key import CardKey
from cards.progress import Progress, silently
from scheduler.fsrs.memory import MemoryModel
from scheduler.log.parameters import Fitted, values_of
from scheduler.log.store import Store
from scheduler.planning.evaluation import FedRating, Score, read_histories, recall_moments
from scheduler.planning.optimizer import FAIR_FROM, LEAST_GAIN, LEAST_REVIEWS, Fit, optimize
from scheduler.study_day import study_day
from trainer.environment import Environment
from trainer.home import Home
from trainer.opening import open_home, open_store
from trainer.terminal.layout import Line, joined, layout_for, paragraph, sides
from trainer.terminal.output import print_json
from trainer.terminal.progress import progress
from trainer.terminal.words import count, short_day

# What is to be said: a paragraph, or what stands left and right.
Told = list[str | tuple[str, str]]


class Moved(NamedTuple):
    """How many cards come back sooner, later and on the same day, and by how many days in the middle."""

    sooner: int
    sooner_days: int
    later: int
    later_days: int
    same: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What trying to fit came to.

    Attributes:
        ratings: How many the log holds.
        usable: How many of them test recall.
        former: What was in use before; None for the default parameters.
        fit: The fit; None if there was too little for one.
        moved: How taking it into use moved the due days, or would have; None if it is not worth that.
        dry_run: Whether it was not to be taken into use.
    """

    ratings: int
    usable: int
    former: Fitted | None
    fit: Fit | None
    moved: Moved | None
    dry_run: bool

    @property
    def adopted(self) -> bool:
        """Whether the parameters of the fit are in use now."""
        return self.moved is not None and not self.dry_run


class NoChangeOfParameters(GreenroomError):
    """The parameters have never been changed, or every change has been taken back."""

    def __init__(self) -> None:
        super().__init__(
            "There is no change of the parameters to take back", "`greenroom optimize` fits them to your log."
        )


def run(args: Namespace, env: Environment) -> int:
    """Fit and take into use what predicts better, or go back; 0."""
    home = open_home(env, args.home)
    with open_store(home, reading=args.dry_run) as store:
        due = _due(store)
        if args.reset or args.undo:
            _go_back(store, home.now_ms, args)
            moved = _moved(due, _due(store))
            lines: Told = [f"{_name(store.fitted)} are in use now.", _told_moved(moved)]
            found: dict[str, Any] = {"parameters": store.parameters_in_use, "moved": moved._asdict()}
        else:
            tried = _fit(home, store, due, silently if args.json else progress(env), dry_run=args.dry_run)
            lines, found = _told(tried), _json(tried)
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


def _fit(home: Home, store: Store, due: Mapping[CardKey, date], bar: Progress, *, dry_run: bool) -> Tried:
    """Fit to the log, and take that into use if it is worth it and not only tried."""
    former = store.fitted
    histories = read_histories(store)
    cards = list(histories.values())
    usable = len(recall_moments(cards))
    fitted_on = former and study_day(datetime.fromtimestamp(former.at_utc_ms / 1000, UTC), home.env.zone)
    fit = optimize(cards, store.parameters_in_use, bar, fitted_on=fitted_on)
    moved = None
    if fit and fit.worth_adopting:
        if dry_run:
            model = MemoryModel(home.settings, fit.parameters)
            moved = _moved(due, {key: _due_under(model, key, rated) for key, rated in histories.items()})
        else:
            store.adopt(fit.parameters, usable, home.now_ms)
            moved = _moved(due, _due(store))
    ratings = sum(map(len, cards))
    return Tried(ratings=ratings, usable=usable, former=former, fit=fit, moved=moved, dry_run=dry_run)


def _told(tried: Tried) -> Told:
    fit, moved = tried.fit, tried.moved
    if fit is None:
        return [_reason(tried), f"{_name(tried.former)} are in use as before."]
    tested = f"{tried.usable:,} of your {tried.ratings:,} ratings test what you remember"
    lines: Told = [
        f"{tested}. The last {fit.fitted.reviews:,} of them, predicted from all that went before:",
        (_name(tried.former), _told_score(fit.in_use)),
        ("Fitted to the reviews before", _told_score(fit.fitted)),
    ]
    if fit.seen and fit.parameters != fit.former:
        seen = f"Those in use were fitted to {fit.seen:,} of these"
        lines.append(f"{seen}, which is in their favour till {FAIR_FROM} have come since.")
    lines.append(_reason(tried))
    if moved:
        lines.append(_told_moved(moved, would=tried.dry_run))
    if tried.adopted:
        lines.append("`greenroom optimize --undo` takes it back.")
    return lines


def _json(tried: Tried) -> dict[str, Any]:
    fit, moved = tried.fit, tried.moved
    found = {
        "ratings": tried.ratings,
        "usable": tried.usable,
        "adopted": tried.adopted,
        "parameters": fit.parameters if fit and tried.adopted else values_of(tried.former),
        "reason": _reason(tried),
    }
    if fit:
        found |= {
            "fitted_parameters": fit.parameters,
            "held_out": fit.fitted.reviews,
            "held_out_seen": fit.seen,
            "in_use": {"log_loss": fit.in_use.log_loss, "rmse_bins": fit.in_use.rmse_bins},
            "fitted": {"log_loss": fit.fitted.log_loss, "rmse_bins": fit.fitted.rmse_bins},
        }
    return found | ({"moved": moved._asdict()} if moved else {})


def _reason(tried: Tried) -> str:
    fit = tried.fit
    if fit is None:
        return (
            f"{tried.usable:,} of your {count(tried.ratings, 'rating')} test what you remember; fitting asks for"
            f" {LEAST_REVIEWS:,}. With fewer it follows chance, and mostly predicts worse."
        )
    by = f"{abs(fit.gain):.4f} {'better' if fit.gain >= 0 else 'worse'}"
    if fit.parameters == fit.former:
        came_to = "the parameters in use once more" if tried.former else "the default parameters"
        return f"Nothing was changed: the fit came to {came_to}."
    if not fit.worth_adopting:
        return f"Nothing was changed: fitted ones must be better by {LEAST_GAIN}, and these are {by}."
    if tried.dry_run:
        return (
            f"They are {by}, {LEAST_GAIN} is asked for: without --dry-run, parameters fitted to all reviews are taken."
        )
    return f"They are {by}, {LEAST_GAIN} is asked for: parameters fitted to all reviews are now in use."


def _name(fitted: Fitted | None) -> str:
    return "The default parameters" if fitted is None else f"The parameters fitted to {fitted.reviews:,} reviews"


def _told_score(score: Score) -> str:
    return f"log loss {score.log_loss:.4f} · RMSE(alike) {score.rmse_bins:.4f}"


def _due(store: Store) -> dict[CardKey, date]:
    rows = store.rows("SELECT deck, card, due FROM memories")
    return {CardKey(deck, card): date.fromisoformat(due) for deck, card, due in rows}


def _due_under(model: MemoryModel, key: CardKey, ratings: Sequence[FedRating]) -> date:
    memory, _ = model.replay(key, [(rated.rating, date.fromordinal(rated.when[0])) for rated in ratings])
    assert memory is not None  # noqa: S101  # a history has a rating
    return memory.due


def _moved(before: Mapping[CardKey, date], after: Mapping[CardKey, date]) -> Moved:
    """Return how due days differ; a card that another program took back meanwhile, or met, is left out."""
    days = [(after[key] - due).days for key, due in before.items() if key in after]
    sooner, later = [-day for day in days if day < 0], [day for day in days if day > 0]
    return Moved(
        sooner=len(sooner),
        sooner_days=round(median(sooner)) if sooner else 0,
        later=len(later),
        later_days=round(median(later)) if later else 0,
        same=len(days) - len(sooner) - len(later),
    )


def _told_moved(moved: Moved, *, would: bool = False) -> str:
    def part(number: int, way: str, days: int) -> str:
        return f"{number:,} {way}" + (f" (half of them by {count(days, 'day')} or more)" if number else "")

    cards = moved.sooner + moved.later + moved.same
    verb = "would come" if would else "come"
    sooner, later = part(moved.sooner, "sooner", moved.sooner_days), part(moved.later, "later", moved.later_days)
    return f"Of {cards:,} cards, {moved.same:,} {verb} back as before, {sooner}, {later}."


def _show(env: Environment, today: date, told: Told) -> None:
    width = layout_for(env.columns(), drawn=True).width
    lines: list[Line] = [*paragraph(f"greenroom optimize · {short_day(today)} {today.year}", width)]
    for part in told:
        if isinstance(part, tuple):
            lines += sides(("", part[0]), ("", part[1]), width - 1, first="   ")
        else:
            lines += paragraph(part, width)
    env.stdout.write(joined(lines))
