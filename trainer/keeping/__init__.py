"""What keeps a home safe: backups, restores, and what `doctor` looks at."""
