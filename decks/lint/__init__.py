"""What `check --strict` looks for."""
