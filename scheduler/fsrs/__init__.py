"""FSRS-6: parameters, formulas, the memory of a card, and the spread of its due day."""
