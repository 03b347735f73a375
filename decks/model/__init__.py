"""What a deck is: its fields, its ids, its problems."""
