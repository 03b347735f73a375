"""Deck files and other TOML files that a person writes: read, written, and edited in place."""
