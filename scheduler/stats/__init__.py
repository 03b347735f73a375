"""Figures over the review log, defined in docs/stats.md. None counts a review that was undone."""
