"""The key points that a typed answer makes, judged by its wording."""
