"""Other ways to write decks down: each format a pair of functions, file in and file out."""
