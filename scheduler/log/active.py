"""SQL fragments that select only rows that have not been undone."""

from typing import NamedTuple

# A condition on `reviews`, with or without joins.
IS_ACTIVE = "NOT EXISTS (SELECT 1 FROM undos WHERE undos.review = reviews.uuid)"
ACTIVE = f"FROM reviews WHERE {IS_ACTIVE}"
ACTIVE_EVENTS = "FROM events WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.item = events.uuid)"
ACTIVE_PARAMETERS = "FROM parameters WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.item = parameters.uuid)"
# A condition on `reviews`: a card's reviews from a place in its replay onwards.
SINCE = "deck = :deck AND card = :card AND (study_day, seq) >= (:day, :seq)"


class Place(NamedTuple):
    """A review's place in the replay of its card: by study day, then by row."""

    study_day: str
    seq: int


START = Place("", 0)
