"""Figures over the review log, defined in docs/stats.md. None counts a review that was undone."""

from scheduler.stats.days import Day, Streak, buttons, days, streak
from scheduler.stats.retention import Retention, retention_by_deck, spans, true_retention

__all__ = [
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
