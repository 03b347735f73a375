"""The figures of `stats`: on a terminal, as JSON and as a page."""
