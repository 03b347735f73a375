"""A server that lets a chat program read cards and propose drafts, and what the user does with them."""
