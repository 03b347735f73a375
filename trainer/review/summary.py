"""The summary of a sitting: what was reviewed, which points were missed, and what is due tomorrow."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from cards.answer import points_from_text
from cards.card import Card
from cards.review import Review
from scheduler.log.store import Store
from scheduler.planning.session import Session
from trainer.terminal.layout import BLANK, Layout, Line, paragraph
from trainer.terminal.words import count

_MOST_MISSED = 3


class Summary:
    """Collects the points missed in a sitting, rating by rating, and sums it all up."""

    def __init__(self) -> None:
        self._missed: dict[str, list[str]] = {}  # by the name of the review

    def add(self, review: Review, card: Card) -> None:
        """Count a rating that is in the log."""
        covered = points_from_text(review.points_covered) or frozenset()
        points = enumerate(card.key_points)
        self._missed[review.uuid] = [point.text for position, point in points if position not in covered]

    def remove(self, review: Review) -> None:
        """Uncount a rating that was undone; one of an earlier sitting was never counted."""
        self._missed.pop(review.uuid, None)

    def lines(
        self, store: Store, session: Session, now: datetime, today: date, layout: Layout, tomorrow: int, plan: str
    ) -> list[Line]:
        """Sum up the sitting.

        Args:
            store: The log, for the day's retention.
            session: The session.
            now: The instant; aware.
            today: Its study day.
            layout: How lines are drawn.
            tomorrow: How many cards are due tomorrow.
            plan: What tomorrow is for while an interview is ahead; empty to show what is due.
        """
        from scheduler.stats.days import days
        from scheduler.stats.retention import true_retention

        retention = true_retention(days(store), today)["today"]["all"]
        missed = Counter(text for texts in self._missed.values() for text in texts)
        return summary_lines(
            reviewed=len(session.rated),
            minutes=(now - session.started).total_seconds() / 60,
            recalled=(retention.passed, retention.passed + retention.failed),
            missed=missed.most_common(_MOST_MISSED),
            tomorrow=plan or (f"{count(tomorrow, 'card')} due" if tomorrow else "nothing due"),
            layout=layout,
        )


def summary_lines(
    *,
    reviewed: int,
    minutes: float,
    recalled: tuple[int, int],
    missed: Sequence[tuple[str, int]],
    tomorrow: str,
    layout: Layout,
) -> list[Line]:
    """Return the lines of a summary.

    Args:
        reviewed: How many ratings were given.
        minutes: How long the sitting lasted.
        recalled: How many of today's reviews of due cards passed, and how many there were.
        missed: The key points missed most, each with how often.
        tomorrow: What tomorrow brings.
        layout: How lines are drawn.
    """
    time = f"Reviewed {count(reviewed, 'card')} in {max(1, round(minutes))} min" if reviewed else "Nothing was rated"
    passed, tested = recalled
    parts = [time] + ([f"recalled today {passed} of {tested}, {round(100 * passed / tested)} %"] if tested else [])
    lines = [BLANK, *paragraph(f"{' · '.join(parts)}.", layout.width, style="title")]
    for text, times in missed:
        lines += paragraph(f'Missed: "{text}"' + (f" {times} times" if times > 1 else ""), layout.width)
    return lines + paragraph(f"Tomorrow: {tomorrow}.", layout.width)
