"""The weights of priorities, for plans and budgets."""

# How likely a card is to be asked, by the rank of its priority, relative to a `core` card.
WEIGHTS = (8.5, 1.0, 0.3)
