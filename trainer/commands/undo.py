"""`greenroom undo`: take back the last rating, whenever it was given."""

from argparse import Namespace
from datetime import timedelta

from cards.errors import GreenroomError
from cards.review import Review
from trainer.environment import Environment
from trainer.home import open_home
from trainer.words import short_day


class NothingToUndo(GreenroomError):
    """The log has no standing rating."""

    def __init__(self) -> None:
        super().__init__("There is no rating to undo", "`greenroom` starts a review.")


def run(args: Namespace, env: Environment) -> int:
    """Undo one rating, or list the last twenty; 1 if there is none."""
    home = open_home(env, args.home)
    with home.store() as store:
        if args.list:
            for review in store.reviews(newest=20):
                print(_told(review), file=env.stdout)
            return 0
        undone = store.undo(home.now_ms)
        if undone is None:
            raise NothingToUndo
        memory = store.memory(undone.key)
    now = "The card is new again." if memory is None else f"It is due on {short_day(memory.due)}, as before."
    print(f"Undone: {_told(undone)}. {now}", file=env.stdout)
    return 0


def _told(review: Review) -> str:
    from datetime import UTC, datetime

    local = datetime.fromtimestamp(review.reviewed_at_utc_ms / 1000, UTC) + timedelta(minutes=review.zone_offset_min)
    return f"{short_day(local.date())} {local:%H:%M} {review.rating.title} {review.key}"
