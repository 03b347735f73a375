"""Notes in Markdown, read and written."""
