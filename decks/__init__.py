"""Decks of cards: deck files and their cache, the import and export of other formats, and checks of quality."""
