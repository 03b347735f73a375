"""Figures over the review log, each defined in docs/stats.md. Every one leaves out what was undone."""

from scheduler.log.daily_totals import LONGEST_ANSWER_MS, MATURE_DAYS
from scheduler.stats.days import Day, Streak, buttons, days, streak
from scheduler.stats.retention import Retention, retention_by_deck, spans, true_retention

__all__ = [
    "LONGEST_ANSWER_MS",
    "MATURE_DAYS",
    "Day",
    "Retention",
    "Streak",
    "buttons",
    "days",
    "retention_by_deck",
    "spans",
    "streak",
    "true_retention",
]
