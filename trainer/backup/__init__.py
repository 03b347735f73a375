"""Backups of a home: made, thinned out, restored, and merged into a log that lost rows."""
