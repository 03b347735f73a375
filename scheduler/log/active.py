"""SQL fragments that select only rows that have not been undone."""

from typing import NamedTuple

# A condition on `reviews`, with or without joins.
IS_ACTIVE = "NOT EXISTS (SELECT 1 FROM undos WHERE undos.review = reviews.uuid)"
ACTIVE = f"FROM reviews WHERE {IS_ACTIVE}"
ACTIVE_EVENTS = "FROM events WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.item = events.uuid)"
ACTIVE_PARAMETERS = "FROM parameters WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.item = parameters.uuid)"
# A condition on `reviews`: a card's reviews from a place in its replay onwards.
SINCE = "deck = :deck AND card = :card AND (study_day, stamp, uuid) >= (:study_day, :stamp, :uuid)"


class Place(NamedTuple):
    """A review's place in the replay of its card: by study day, then by stamp, then by name."""

    study_day: str
    stamp: int
    uuid: str


START = Place("", 0, "")
# The order of the reviews in a replay, and the newest first; the conditions and orders are on `reviews`.
IN_ORDER = "study_day, stamp, reviews.uuid"
NEWEST_FIRST = "study_day DESC, stamp DESC, reviews.uuid DESC"
