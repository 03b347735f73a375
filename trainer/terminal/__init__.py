"""The two terminals, the layout of lines, and words."""
