"""The commands and their options, a module for each heading of the help."""
