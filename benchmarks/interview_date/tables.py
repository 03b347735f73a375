"""The targets, and the tables and JSON that are printed."""

import statistics
from collections.abc import Iterable, Sequence

from benchmarks.interview_date.learners import SMALL, Setting
from benchmarks.interview_date.rehearsals import Outcome, Outcomes

# What is allowed for noise, in points: this, or two standard errors of the difference if that is more.
NOISE = 1.0
# How many points of breadth greenroom may give, with the large set, for asking every `must` card on two days.
BREADTH = 4.0
KEPT = 95.0
PLANNED_MS = 50.0


def mean(outcomes: Iterable[Outcome], figure: str) -> float | None:
    """Return the mean of a figure; None if no learner has it."""
    found = [getattr(outcome, figure) for outcome in outcomes]
    return statistics.fmean(known) if (known := [each for each in found if each is not None]) else None


def _lead(ours: Sequence[Outcome], theirs: Sequence[Outcome], figure: str) -> tuple[float, float]:
    """Return how many points greenroom leads by, over the same learners, and how many are allowed for noise."""
    leads = [getattr(one, figure) - getattr(other, figure) for one, other in zip(ours, theirs, strict=True)]
    return statistics.fmean(leads), max(NOISE, 2 * statistics.stdev(leads) / len(leads) ** 0.5)


def targets(outcomes: Outcomes, planned: float) -> dict[str, list[str]]:
    """Return each target, with the cells that miss it and by how much.

    Args:
        outcomes: The outcomes of all rules, for at least two learners.
        planned: The milliseconds it takes to put 300 cards in order.
    """
    missed: dict[str, list[str]] = {
        "must-have recall at least the reference's": [],
        "share of must-haves at 0.9 at least the reference's": [],
        f"breadth at most {BREADTH:.0f} points under the reference's": [],
        "weighted readiness of small sets at least that of unseen first": [],
        f"{KEPT:.0f} % of promised days kept where no day is missed": [],
        f"300 cards planned in {PLANNED_MS:.0f} ms": [f"{planned:.1f} ms"] if planned > PLANNED_MS else [],
    }
    must, ready, breadth, small, kept, _ = missed.values()
    for setting, cell in dict.fromkeys((setting, cell) for setting, cell, _ in outcomes):
        ours = outcomes[setting, cell, "greenroom"]
        reference, former = outcomes[setting, cell, "reference"], outcomes[setting, cell, "unseen first"]
        compared = [
            (must, reference, "must", 0.0),
            (ready, reference, "ready", 0.0),
            (small, former, "weighted", 0.0) if cell in SMALL else (breadth, reference, "all", BREADTH),
        ]
        for cells, theirs, figure, given in compared:
            lead, noise = _lead(ours, theirs, figure)
            if lead < -given - noise:
                cells.append(f"{setting.name}, {cell}: {lead:+.1f} (noise {noise:.1f})")
        share = mean(ours, "kept")
        if not setting.missed and share is not None and share < KEPT:
            kept.append(f"{setting.name}, {cell}: {share:.1f} %")
    return missed


FIGURES = {"must": "must R", "ready": ">= .9", "twice": "2 days", "all": "all", "weighted": "weighted", "kept": "kept"}


def means_text(outcomes: Outcomes) -> str:
    """Return the means over the budgets of the large set as Markdown, a row for each setting and rule."""
    lines = [f"| learners | rule | {' | '.join(FIGURES.values())} |", "| --- | --- |" + " --- |" * len(FIGURES)]
    for setting, rule in dict.fromkeys((setting, rule) for setting, _, rule in outcomes):
        rows = [
            outcome
            for (at, cell, by), found in outcomes.items()
            if (at, by) == (setting, rule) and cell not in SMALL
            for outcome in found
        ]
        figures = [_shown(rows, figure) for figure in FIGURES]
        lines.append(f"| {setting.name} | {rule} | {' | '.join(figures)} |")
    return "\n".join(lines)


def cells_text(outcomes: Outcomes, setting: Setting) -> str:
    """Return a setting's cells as Markdown: greenroom, the reference and unseen first."""
    lines = [f"| cards, days x minutes | {' | '.join(FIGURES.values())} |", "| --- |" + " --- |" * len(FIGURES)]
    for cell in dict.fromkeys(cell for at, cell, _ in outcomes if at == setting):
        rules = [outcomes[setting, cell, rule] for rule in ("greenroom", "reference", "unseen first")]
        compared = [" · ".join(_shown(found, figure) for found in rules) for figure in FIGURES if figure != "kept"]
        lines.append(f"| {cell} | {' | '.join(compared)} | {_shown(rules[0], 'kept')} |")
    return "\n".join(lines)


def _shown(outcomes: Sequence[Outcome], figure: str) -> str:
    return "-" if (found := mean(outcomes, figure)) is None else f"{found:.1f}"


def as_json(outcomes: Outcomes, learners: int, planned: float, looked_ahead: float) -> dict[str, object]:
    """Return the means of all cells and rules, and the times, for `--json`."""
    cells = [
        {"learners": setting.name, **cell._asdict(), "rule": rule} | {figure: mean(found, figure) for figure in FIGURES}
        for (setting, cell, rule), found in outcomes.items()
    ]
    return {"learners": learners, "planning_ms": planned, "look_ahead_ms": looked_ahead, "cells": cells}
