"""A made-up candidate's home, to look around in."""
