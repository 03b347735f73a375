"""Mock interviews: the draw of cards, the log of events, and the results."""
