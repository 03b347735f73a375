"""What of the logs stands, that is, has not been taken back: the words every query says it with."""

# A condition on `reviews`, whatever else is joined to it.
STANDS = "NOT EXISTS (SELECT 1 FROM undos WHERE undos.review = reviews.uuid)"
STANDING = f"FROM reviews WHERE {STANDS}"
STANDING_EVENTS = "FROM events WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.item = events.uuid)"
STANDING_PARAMETERS = "FROM parameters WHERE NOT EXISTS (SELECT 1 FROM undone WHERE undone.item = parameters.uuid)"
