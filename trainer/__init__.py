"""What the person sees and types: commands, the review loop, and what they are drawn with."""
