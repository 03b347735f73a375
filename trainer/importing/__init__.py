"""The import of files and folders: read, looked over, merged into the user's decks, and summed up."""
