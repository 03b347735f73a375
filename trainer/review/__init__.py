"""A review: its loop, its state, and its screens."""
