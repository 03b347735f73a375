"""FSRS-6: the formulas, and the memory of a card."""
