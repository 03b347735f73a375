"""What `greenroom doctor` checks and repairs."""
