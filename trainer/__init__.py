"""What a person sees and types: commands, conversations, and the terminals that show them."""
