"""Tables of cards, wherever they stand: in CSV, in JSON, in Markdown."""
