"""When a card comes back: study days, FSRS memory, the review log, the queue and the session."""
