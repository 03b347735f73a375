"""What a card and an answer are: pure values, no clock, no files, no terminal."""
