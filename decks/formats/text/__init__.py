"""Plain text, and markup other than Markdown."""
