"""The import of files into the user's own decks."""
