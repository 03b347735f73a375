"""Spoken answers: recorded, played back, measured and written down, all on this machine."""
