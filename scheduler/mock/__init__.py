"""Mock interviews: which cards are drawn, what happened, how it went."""
