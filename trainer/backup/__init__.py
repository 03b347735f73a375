"""Backups of a home: made, thinned, restored, merged."""
