"""The pictures of the README and the docs: the real program, in a real terminal, in the home of the demo."""
