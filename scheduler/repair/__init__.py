"""Damaged databases: inspected, rescued, merged with what backups have."""
