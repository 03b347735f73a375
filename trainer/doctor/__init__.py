"""What `doctor` checks and repairs."""
