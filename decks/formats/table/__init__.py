"""Tables of cards, wherever they are: in CSV, JSON or Markdown."""
