"""The figures of `stats`, and how a terminal shows them."""
