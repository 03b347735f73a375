"""`greenroom optimize`: fit FSRS to your own log, and use the result only if it predicts better; or use given ones."""

import re
from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from statistics import median
from typing import Any, NamedTuple

from cards.errors import GreenroomError
from cards.key import CardKey
from cards.progress import Progress, silently
from cards.text import clean_line
from scheduler.fsrs.memory import MemoryModel
from scheduler.fsrs.parameters import HIGHEST, LOWEST, VERSION, version_of
from scheduler.log.parameters import Fitted, values_of
from scheduler.log.store import Store
from scheduler.planning.evaluation import EffectiveRating, Score, read_histories, recall_moments
from scheduler.planning.optimizer import FAIR_FROM, LEAST_GAIN, LEAST_REVIEWS, Fit, optimize
from scheduler.study_day import study_day
from trainer.environment import Environment
from trainer.home import Home
from trainer.opening import open_home, open_store
from trainer.terminal.layout import paragraph, sides
from trainer.terminal.output import output_layout, print_json, print_lines
from trainer.terminal.progress import progress
from trainer.terminal.words import count, short_day

# Paragraphs, or pairs of texts set left and right.
Lines = list[str | tuple[str, str]]


class Moved(NamedTuple):
    """How many cards come back sooner, later, or on the same day, and by how many days (median)."""

    sooner: int
    sooner_days: int
    later: int
    later_days: int
    same: int


class FitAttempt(NamedTuple):
    """The outcome of one attempt to fit."""

    ratings: int  # in the log
    usable: int  # how many of them test recall
    former: Fitted | None  # the parameters in use before; None for the defaults
    fit: Fit | None  # None if there were too few ratings for one
    moved: Moved | None  # how the fit changes due days, or would in a dry run; None if it is not worth adopting
    dry_run: bool

    @property
    def adopted(self) -> bool:
        """Whether the fitted parameters are now in use."""
        return self.moved is not None and not self.dry_run


def run(args: Namespace, env: Environment) -> int:
    """Fit, and adopt what predicts better; or adopt given or earlier parameters. Returns 0."""
    home = open_home(env, args.home)
    with open_store(home, reading=args.dry_run) as store:
        due = _due(store)
        if args.reset or args.undo or args.use is not None:
            _change(store, home.now_ms, args)
            moved = _moved(due, _due(store))
            lines: Lines = [f"{_name(store.fitted)} are in use now.", _moved_sentence(moved)]
            found: dict[str, Any] = {"parameters": store.parameters_in_use, "moved": moved._asdict()}
        else:
            attempt = _fit(home, store, due, silently if args.json else progress(env), dry_run=args.dry_run)
            lines, found = _report(attempt), _json(attempt)
    if args.json:
        print_json(env, found)
    else:
        _show(env, home.today, lines)
    return 0


def _change(store: Store, now_ms: int, args: Namespace) -> None:
    """Adopt the parameters the user names: their own, the defaults or the previous ones."""
    if args.use is not None:
        store.use_parameters(_parameters(args.use), 0, now_ms)
        return
    if args.reset:
        if store.fitted:
            store.use_parameters((), 0, now_ms)
        return
    try:
        store.use_former_parameters(now_ms)
    except LookupError:
        fix = "`greenroom optimize` fits them to your log."
        raise GreenroomError("There is no change of parameters to undo", fix) from None


def _parameters(text: str) -> tuple[float, ...]:
    """Read the parameters of FSRS-6, separated by commas or spaces.

    Raises:
        GreenroomError: They are not 21 numbers, or one of them is out of its range.
    """
    words = re.findall(r"[^\s,;\[\]]+", text)
    fix = f"Copy the {len(LOWEST)} numbers as Anki shows them, separated by commas."
    values: list[float] = []
    for word in words:
        try:
            values.append(float(word))
        except ValueError:
            raise GreenroomError(f'"{clean_line(word)[:20]}" is not a number', fix) from None
    if len(values) != len(LOWEST):
        of = f", as {version_of(values)} has" if version_of(values).startswith("FSRS") else ""
        raise GreenroomError(f"{count(len(values), 'parameter')}{of}; {VERSION} has {len(LOWEST)}", fix)
    for place, (value, low, high) in enumerate(zip(values, LOWEST, HIGHEST, strict=True), start=1):
        if not low <= value <= high:
            raise GreenroomError(f"Parameter {place} is {value:g}; it can be {low:g} to {high:g}", fix)
    return tuple(values)


def _fit(home: Home, store: Store, due: Mapping[CardKey, date], bar: Progress, *, dry_run: bool) -> FitAttempt:
    """Fit to the log; adopt the result if it is worth it, unless this is a dry run."""
    former = store.fitted
    histories = read_histories(store)
    cards = list(histories.values())
    usable = len(recall_moments(cards))
    fitted_on = None
    if former and former.reviews:
        fitted_on = study_day(datetime.fromtimestamp(former.at_utc_ms / 1000, UTC), home.env.zone)
    fit = optimize(cards, store.parameters_in_use, bar, fitted_on=fitted_on)
    moved = None
    if fit and fit.worth_adopting:
        if dry_run:
            model = MemoryModel(home.settings, fit.parameters)
            moved = _moved(due, _due_under(model, histories))
        else:
            store.use_parameters(fit.parameters, usable, home.now_ms)
            moved = _moved(due, _due(store))
    return FitAttempt(sum(map(len, cards)), usable, former, fit, moved, dry_run)


def _report(attempt: FitAttempt) -> Lines:
    fit, moved = attempt.fit, attempt.moved
    if fit is None:
        return [_reason(attempt), f"{_name(attempt.former)} stay in use."]
    tested = f"{attempt.usable:,} of your {attempt.ratings:,} ratings test what you remember"
    lines: Lines = [
        f"{tested}. How well the last {fit.fitted.reviews:,} can be predicted from the earlier ones:",
        (_name(attempt.former), _score_text(fit.in_use)),
        ("Fitted to the reviews before", _score_text(fit.fitted)),
    ]
    if fit.seen and fit.parameters != fit.former:
        seen = f"The ones in use were fitted to {fit.seen:,} of these"
        lines.append(f"{seen}, which flatters them until you have given {FAIR_FROM} more.")
    lines.append(_reason(attempt))
    if moved:
        lines.append(_moved_sentence(moved, would=attempt.dry_run))
    if attempt.adopted:
        lines.append("`greenroom optimize --undo` takes it back.")
    return lines


def _json(attempt: FitAttempt) -> dict[str, Any]:
    fit, moved = attempt.fit, attempt.moved
    found = {
        "ratings": attempt.ratings,
        "usable": attempt.usable,
        "adopted": attempt.adopted,
        "parameters": fit.parameters if fit and attempt.adopted else values_of(attempt.former),
        "reason": _reason(attempt),
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


def _reason(attempt: FitAttempt) -> str:
    fit = attempt.fit
    if fit is None:
        return (
            f"{attempt.usable:,} of your {count(attempt.ratings, 'rating')} test what you remember; fitting needs"
            f" {LEAST_REVIEWS:,}. With fewer, it mostly predicts worse."
        )
    by = f"{abs(fit.gain):.4f} {'better' if fit.gain >= 0 else 'worse'}"
    if fit.parameters == fit.former:
        found = "the parameters in use" if attempt.former else "the default parameters"
        return f"Nothing was changed: the best fit is {found}."
    if not fit.worth_adopting:
        return f"Nothing was changed: the fitted ones are {by}, and only {LEAST_GAIN} better would be worth it."
    then = "without --dry-run, greenroom would switch to parameters fitted to all reviews"
    if not attempt.dry_run:
        then = "you now use parameters fitted to all reviews"
    return f"They are {by}, and {LEAST_GAIN} is enough: {then}."


def _name(fitted: Fitted | None) -> str:
    if fitted is None:
        return "The default parameters"
    return f"The parameters fitted to {fitted.reviews:,} reviews" if fitted.reviews else "The parameters you gave"


def _score_text(score: Score) -> str:
    return f"log loss {score.log_loss:.4f} · RMSE(alike) {score.rmse_bins:.4f}"


def _due(store: Store) -> dict[CardKey, date]:
    rows = store.rows("SELECT deck, card, due FROM memories")
    return {CardKey(deck, card): date.fromisoformat(due) for deck, card, due in rows}


def _due_under(model: MemoryModel, histories: Mapping[CardKey, Sequence[EffectiveRating]]) -> dict[CardKey, date]:
    due: dict[CardKey, date] = {}
    for key, ratings in histories.items():
        memory, _ = model.replay(key, [(rated.rating, date.fromordinal(rated.when[0])) for rated in ratings])
        if memory is not None:
            due[key] = memory.due
    return due


def _moved(before: Mapping[CardKey, date], after: Mapping[CardKey, date]) -> Moved:
    """Return how due days differ, for cards in both: another process may have rated or undone some meanwhile."""
    days = [(after[key] - due).days for key, due in before.items() if key in after]
    sooner, later = [-day for day in days if day < 0], [day for day in days if day > 0]
    sooner_days, later_days = (round(median(some)) if some else 0 for some in (sooner, later))
    return Moved(len(sooner), sooner_days, len(later), later_days, same=days.count(0))


def _moved_sentence(moved: Moved, *, would: bool = False) -> str:
    def part(number: int, way: str, days: int) -> str:
        return f"{number:,} {way}" + (f" (half of them by {count(days, 'day')} or more)" if number else "")

    cards = moved.sooner + moved.later + moved.same
    verb = "would come" if would else "come"
    sooner, later = part(moved.sooner, "sooner", moved.sooner_days), part(moved.later, "later", moved.later_days)
    return f"Of {cards:,} cards, {moved.same:,} {verb} back on the same day, {sooner}, {later}."


def _show(env: Environment, today: date, parts: Lines) -> None:
    width = output_layout(env).width
    lines = paragraph(f"greenroom optimize · {short_day(today)} {today.year}", width)
    for part in parts:
        if isinstance(part, tuple):
            lines += sides(("", part[0]), ("", part[1]), width - 1, first="   ")
        else:
            lines += paragraph(part, width)
    print_lines(env, lines)
