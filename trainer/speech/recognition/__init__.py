"""What was said, as text: a Whisper model in a process of its own."""
