"""Anki packages (.apkg, .colpkg), read and written."""
