"""One sitting: the session, the log and the decks together, and the steps that change them."""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cards.answer import Answer
from cards.card import Card, KeyPoint
from cards.key import CardKey
from cards.spoken import Spoken
from decks.library.library import Library
from scheduler.log.store import Event, Store
from scheduler.planning.pace import TimeSpent
from scheduler.planning.session import Session, SessionProgress, Turn
from scheduler.study_day import study_day
from trainer.files.own_material import Material
from trainer.home import Home
from trainer.review.card_actions import CardActions
from trainer.review.kept_answers import KeptAnswers
from trainer.terminal.ui import Ui

if TYPE_CHECKING:
    from trainer.interview.plan import Plan
    from trainer.review.own_words import OwnWords
    from trainer.review.reader import Reader
    from trainer.review.spoken_answers import SpokenAnswers


class Shown(NamedTuple):
    """A question on the screen: its turn, when it was first shown, and how far the sitting was then.

    Attributes:
        at: The stopwatch when it was shown, in seconds.
        since_utc_ms: The time then, in milliseconds since 1970-01-01 UTC.
    """

    turn: Turn
    at: float
    progress: SessionProgress
    since_utc_ms: int


class Sitting:
    """The state of a review in progress.

    Attributes:
        session: The current card and the ones after it.
        material: The user's own answers and stories.
        kept: Typed answers without a rating yet.
        missed: The points that were not covered, by the UUID of each review of the sitting.
        shown: The question on the screen; None for none.
        plan: The queue for the interviews ahead; None without any.
        after: The cards to ask once the plan's are done; None if the plan has no say in what is asked.
        reader: Reads the questions out; None if that is not wanted.
        spoken: Records the answers; None if they are not recorded.
        hands_free: Whether silence ends an answer, and ratings are taken by ear.
        among: Where its cards are from, as in `in this deck`; empty for all decks.
        figures: How the answers that are not rated yet were spoken.
        ticked_before: The ticks of an answer that are to be changed.
        ticked_points: The points that each answer was ticked against; a card may be edited meanwhile.
        unticked: The cards whose points nobody ticked, in a review without hands.
        spent: The time that ratings took today.
        actions: What was buried, suspended and flagged.
    """

    def __init__(
        self,
        ui: Ui,
        home: Home,
        library: Library,
        store: Store,
        session: Session,
        *,
        plan: "Plan | None" = None,
        after: tuple[CardKey, ...] | None = (),
    ) -> None:
        self.ui = ui
        self.home = home
        self.env = home.env
        self.library = library
        self.store = store
        self.session = session
        self.plan = plan
        self.after = after
        self.reader: Reader | None = None
        self.spoken: SpokenAnswers | None = None
        self.hands_free = False
        self.among = ""
        self.figures: dict[CardKey, Spoken | None] = {}
        self.material = Material(home, notice=ui.say)
        self.kept = KeptAnswers(home, store, ui)
        self.shown: Shown | None = None
        self.question_row = 0  # the row of the question among all that were printed
        self._first_time = False  # whether the card whose wording was chosen last had never been asked before
        self.ticked_before: dict[CardKey, frozenset[int]] = {}
        self.ticked_points: dict[CardKey, tuple[KeyPoint, ...]] = {}
        self.unticked = set[CardKey]()
        self.spent = TimeSpent(store, study_day(session.started, self.env.zone))
        self.missed: dict[str, list[str]] = {}
        self.actions = CardActions(store, home, ui.say)

    @property
    def turn(self) -> Turn:
        """The current turn."""
        if self.session.current is None:
            raise ValueError("there is no current turn")
        return self.session.current

    def now(self) -> datetime:
        """Return the time now. The session has lasted as long as its ratings took; breaks cost nothing."""
        now = self.env.clock()
        self.session = self.session.lasted(self.spent.so_far, now)
        return now

    @property
    def shown_at(self) -> float:
        """The stopwatch when the question was first shown, in seconds; now if it is not on the screen."""
        return self.shown.at if self.shown else self.env.stopwatch()

    @cached_property
    def own(self) -> "OwnWords":
        """The user's own answers and stories, loaded with the first answer or the first card they wrote about."""
        from trainer.review.own_words import OwnWords

        return OwnWords(self.ui, self.home, self.store, self.material)

    def card(self, key: CardKey) -> Card:
        """Load a card with the points to tick: its own, or the user's. Raise a `GreenroomError` if it is gone."""
        return self.material.with_ticked_points(key, self.library.card(key))

    # --- the turn being asked ----------------------------------------------------------------------

    def choose_phrasing(self) -> None:
        """Choose the card's next wording, by how often it has been reviewed, or the wording of a kept answer."""
        kept = self.kept.find(self.turn.key)
        times = self.store.times_reviewed(self.turn.key) if kept is None else kept.phrasing
        self._first_time = not self.store.times_reviewed(self.turn.key)
        self.session = self.session.asked_as(times)

    @property
    def shows_outline(self) -> bool:
        """Whether the outline is shown with the question: before the first answer to a card."""
        return self._first_time and self.turn.answer is None

    def rephrase(self, card: Card) -> None:
        """Ask the card in the wording after this one."""
        if not card.phrasings:
            self.ui.say("This card has only one wording.")
            return
        self.session = self.session.asked_as((self.turn.phrasing or 0) + 1)

    def begin_turn(self) -> Shown:
        """Note that the question is now on the screen, unless it already is; return what is shown."""
        if self.shown is None or self.shown.turn != self.turn:
            now = self.now()
            self.shown = Shown(
                self.turn, self.env.stopwatch(), self.session.progress(now), round(now.timestamp() * 1000)
            )
        return self.shown

    def peek(self) -> None:
        """Note that the user looked at the points before answering; the question stays on the screen."""
        self.session = self.session.peeked()
        if self.shown is not None:
            self.shown = self.shown._replace(turn=self.turn)

    def tick(self, card: Card, covered: frozenset[int]) -> None:
        """Note which of the card's points the answer covered, by position from 0."""
        self.ticked_points[self.turn.key] = card.key_points
        self.ticked_before.pop(self.turn.key, None)
        self.session = self.session.ticked(covered)

    def untick(self) -> None:
        """Start ticking the points again from nothing."""
        self.ticked_before.pop(self.turn.key, None)
        self.session = self.session.ticked(None)

    def reopen_ticks(self) -> None:
        """Let the user change the ticks."""
        before = self.turn.answer.covered if self.turn.answer else None
        self.untick()
        if before is not None:
            self.ticked_before[self.turn.key] = before

    @property
    def has_newer_ticks(self) -> bool:
        """Whether the ticks came after anything else that `undo` would take back."""
        answer = self.turn.answer
        return (
            answer is not None
            and answer.covered is not None
            and not self.actions.is_newest(len(self.session.rated), self.turn)
        )

    def ticks_are_current(self, card: Card) -> bool:
        """Return whether the card still has the points that were ticked; it may have been edited since."""
        return self.ticked_points.get(self.turn.key, card.key_points) == card.key_points

    def keep(self, answer: Answer) -> None:
        """Save what is typed for the card until it is rated."""
        self.kept.keep(self.turn.key, self.turn.phrasing or 0, answer)

    def keep_answer(self) -> None:
        """Save the answer of the turn until it is rated; one given out loud leaves what was saved."""
        if self.turn.answer is not None and self.turn.answer.text:
            self.keep(self.turn.answer)

    def skip(self) -> None:
        """Set the card aside, unrated, and go on."""
        self.session = self.session.skip(self.now())

    def mark(self, event: Event) -> None:
        """Bury, suspend or flag the card; go on to the next one unless it is only flagged."""
        self.actions.mark(event, self.turn, len(self.session.rated))
        if event is not Event.FLAG:
            self.skip()
