"""Where cards come from and go to: deck files, read once and cached."""
