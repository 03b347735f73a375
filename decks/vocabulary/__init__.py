"""The words that decks, stories and job adverts share."""
