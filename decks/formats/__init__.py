"""The file formats beside the deck file: CSV, Markdown, JSON and Anki packages, read into bundles and written."""
