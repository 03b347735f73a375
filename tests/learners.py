"""Made-up learners whose true FSRS parameters are known, so that a fit to their log can be checked."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from scheduler.fsrs.formulas import AGAIN, GOOD, fsrs6
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from tests.histories import DAY, open_store
from tests.log_connection import connection_of

# Forgets much faster than most at first and more slowly later, and gains less from each recall.
OTHER_LEARNER = (0.08, 0.4, 0.8, 3.0, *DEFAULT_PARAMETERS[4:8], 1.2, *DEFAULT_PARAMETERS[9:20], 0.45)
Row = tuple[str, str, int, str, int]


def log_of(learner: Sequence[float], reviews: int, seed: int = 1, today: date = DAY) -> list[Row]:
    """Return ratings by a learner whose memory is FSRS-6, as (deck, card, rating, study day, number).

    Cards come back when the default parameters say so, sometimes a few days late; a failed one is asked once more that
    day.
    """
    rng = random.Random(seed)
    truth, schedule = fsrs6(learner), fsrs6()
    dated: list[tuple[str, int, str]] = []
    card = 0
    while len(dated) < reviews:
        card += 1
        day = today - timedelta(days=rng.randint(100, 400))
        rating = rng.choices((1, 2, 3, 4), (24, 9, 50, 17))[0]
        known, believed = truth.first(rating), schedule.first(rating)
        dated.append((f"card-{card:04}", rating, day.isoformat()))
        for _ in range(rng.randint(4, 12)):
            if rating == AGAIN:
                known, believed = truth.repeat(known, GOOD), schedule.repeat(believed, GOOD)
                dated.append((f"card-{card:04}", GOOD, day.isoformat()))
            gap = schedule.interval(believed.stability) + rng.choice((0, 0, 0, 1, 5))
            day += timedelta(days=gap)
            if day > today:
                break
            recalled = rng.random() < truth.retrievability(known.stability, gap)
            rating = rng.choices((2, 3, 4), (22, 63, 15))[0] if recalled else AGAIN
            known, believed = truth.later(known, rating, gap), schedule.later(believed, rating, gap)
            dated.append((f"card-{card:04}", rating, day.isoformat()))
    in_order = sorted(dated[:reviews], key=lambda row: row[2])
    numbered = [("deck", name, rating, day, seq) for seq, (name, rating, day) in enumerate(in_order, start=1)]
    return sorted(numbered, key=lambda row: (row[1], row[4]))


def write_log(home: Path, rows: Sequence[Row]) -> None:
    """Write such ratings to the log of a home in one transaction; one by one would take minutes."""
    store = open_store(home)
    connection_of(store).execute("BEGIN")
    connection_of(store).executemany(
        "INSERT INTO reviews(uuid, device, deck, card, rating, reviewed_at_utc_ms, zone_offset_min, study_day,"
        " answer_ms, phrasing, mode, stamp) VALUES (?, 'made-up', ?, ?, ?, ?, 0, ?, 45000, 0, 'spoken', ?)",
        [
            (f"r{seq}", deck, card, rating, seq, day, seq)
            for deck, card, rating, day, seq in sorted(rows, key=lambda row: row[4])
        ],
    )
    connection_of(store).execute("COMMIT")
    store.rebuild()
    store.close()
