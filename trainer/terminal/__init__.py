"""The two terminals, and how lines are laid out in them."""
