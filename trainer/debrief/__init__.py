"""The debrief of a real interview: its questions become cards, and how they went becomes reviews."""
