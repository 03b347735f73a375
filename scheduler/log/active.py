"""What of the logs stands, that is, has not been taken back: the words every query says it with."""

from typing import NamedTuple

# A condition on `reviews`, whatever else is joined to it.
IS_ACTIVE = "NOT EXISTS (SELECT 1 FROM undos WHERE undos.review = reviews.uuid)"
ACTIVE = f"FROM reviews WHERE {IS_ACTIVE}"
ACTIVE_EVENTS = "FROM events WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.item = events.uuid)"
ACTIVE_PARAMETERS = "FROM parameters WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.item = parameters.uuid)"
# A condition on `reviews`: those of a card that come at a place or after it when its reviews are replayed.
SINCE = "deck = :deck AND card = :card AND (study_day, seq) >= (:day, :seq)"


# What the home was called in the log before this one, which was lost: its name in the table of the home.
FORMER = "former"


class Place(NamedTuple):
    """Where a review comes when its card is replayed: by study day, then as the rows were written."""

    study_day: str
    seq: int


START = Place("", 0)
