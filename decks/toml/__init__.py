"""Deck files and other TOML a person writes: read, located, edited in place."""
