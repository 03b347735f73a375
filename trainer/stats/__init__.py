"""The figures of `stats`, in a terminal, as JSON and as a page."""
