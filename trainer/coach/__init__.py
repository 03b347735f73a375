"""A model of the user's choosing as a coach: what it is asked, and the program that asks it."""
