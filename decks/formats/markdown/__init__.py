"""Markdown notes, in and out."""
