"""The user's own answers and stories."""
