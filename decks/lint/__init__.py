"""The checks that `check --strict` adds: how good a deck is, and its spelling."""
