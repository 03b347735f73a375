"""What a sitting came to."""

from collections import Counter
from datetime import date, datetime

from cards.answer import points_from_text
from cards.card import Card
from cards.review import Review
from scheduler.log.store import Store
from scheduler.planning.session import Session
from trainer.review import screens
from trainer.terminal.layout import Layout, Line


class Summary:
    """Counts the points missed, rating by rating."""

    def __init__(self) -> None:
        self._missed: dict[str, list[str]] = {}

    def add(self, review: Review, card: Card) -> None:
        """Count a rating that has been written down."""
        covered = points_from_text(review.points_covered) or frozenset()
        points = enumerate(card.key_points)
        self._missed[review.uuid] = [point.text for position, point in points if position not in covered]

    def remove(self, review: Review) -> None:
        """Leave out a rating that was undone; one of an earlier sitting was never in."""
        self._missed.pop(review.uuid, None)

    def lines(
        self, store: Store, session: Session, now: datetime, today: date, layout: Layout, tomorrow: int, plan: str = ""
    ) -> list[Line]:
        """Sum up: reviewed, time, retention today, points most missed, what is due tomorrow."""
        from scheduler import stats

        retention = stats.true_retention(stats.days(store), today)["today"]["all"]
        missed = Counter(text for texts in self._missed.values() for text in texts)
        return screens.summary(
            reviewed=len(session.rated),
            minutes=(now - session.started).total_seconds() / 60,
            recalled=(retention.passed, retention.passed + retention.failed),
            missed=missed.most_common(3),
            tomorrow=tomorrow,
            layout=layout,
            plan=plan,
        )
