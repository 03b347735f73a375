"""The model of a deck: its fields and ids, how it is read from tables, and the problems found on the way."""
