"""How long an answer counts."""

# Anything longer was interrupted: a phone call, a suspended program, a sleeping computer. A note may take 8 minutes.
LONGEST_ANSWER_MS = 600_000


def counted_ms(seconds: float, longest_target: int = 0) -> int:
    """Return the milliseconds of an answer that count: at most ten minutes, or twice its longest target if more.

    Args:
        seconds: From showing the question to the end of the answer.
        longest_target: The maximum of the card's band, in seconds.
    """
    return min(round(1000 * seconds), max(LONGEST_ANSWER_MS, 2000 * longest_target))
