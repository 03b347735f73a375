"""All decks of a home, parsed once and cached."""
