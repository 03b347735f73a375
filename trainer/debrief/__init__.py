"""The debrief of an interview that was held: what was asked becomes cards, how it went becomes reviews."""
