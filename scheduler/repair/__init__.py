"""Repair of the log: inspection, salvage, and merging with backups."""
