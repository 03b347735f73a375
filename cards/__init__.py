"""Cards, answers and ratings as plain values, with the arithmetic on them. No clock, files, database or terminal."""
