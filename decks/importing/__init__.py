"""Decks from files, merged into the user's own."""
