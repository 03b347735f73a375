"""A review: the loop, what it shows, and what it knows while it goes on."""
