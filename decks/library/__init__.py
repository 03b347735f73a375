"""All decks of a home: each file is parsed when it changes, and cached."""
