"""A person's own files: read, edited, and changed so that it can be undone."""
