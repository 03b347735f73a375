"""SQL fragments that select only rows that have not been undone."""

from typing import NamedTuple

# A condition on `reviews`, also where other tables are joined.
IS_ACTIVE = "NOT EXISTS (SELECT 1 FROM undos WHERE undos.review = reviews.uuid)"
ACTIVE = f"FROM reviews WHERE {IS_ACTIVE}"
ACTIVE_EVENTS = "FROM events WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.item = events.uuid)"
ACTIVE_PARAMETERS = "FROM parameters WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.item = parameters.uuid)"
# A condition on `reviews`: a card's reviews from one place in its replay on.
SINCE = "deck = :deck AND card = :card AND (study_day, seq) >= (:day, :seq)"


class Place(NamedTuple):
    """The place of a review in the replay of its card: by study day, then in the order of the rows."""

    study_day: str
    seq: int


START = Place("", 0)
