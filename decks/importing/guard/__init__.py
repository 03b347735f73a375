"""A second look at an imported file: which of its questions are not on any card."""
