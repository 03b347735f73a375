"""Scheduling: study days, FSRS memory, the review log, the queue and the session."""
