"""The review log: one SQLite database, append-only."""
