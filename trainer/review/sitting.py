"""One sitting: the session, the log and the decks together, and the steps that change them."""

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from cards.answer import Answer, Mode, points_from_text
from cards.card import Card, KeyPoint
from cards.errors import GreenroomError
from cards.key import CardKey
from cards.review import Rating, Review
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
from trainer.review.prompts import outcome
from trainer.terminal.ui import Ui
from trainer.terminal.words import short_day

if TYPE_CHECKING:
    from datetime import date

    from trainer.interview.plan import NextReview, Plan
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
        self.ticked_before: dict[CardKey, frozenset[int]] = {}  # ticks to be changed at `Points covered`
        self._ticked: dict[CardKey, tuple[KeyPoint, ...]] = {}
        self._spent = TimeSpent(store, study_day(session.started, self.env.zone))
        self.missed: dict[str, list[str]] = {}
        self._actions = CardActions(store, home, ui.say)

    @property
    def turn(self) -> Turn:
        """The current turn."""
        if self.session.current is None:
            raise ValueError("there is no current turn")
        return self.session.current

    def now(self) -> datetime:
        """Return the time now. The session has lasted as long as its ratings took; breaks cost nothing."""
        now = self.env.clock()
        self.session = self.session.lasted(self._spent.so_far, now)
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
        self._ticked[self.turn.key] = card.key_points
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
            and not self._actions.is_newest(len(self.session.rated), self.turn)
        )

    def ticks_are_current(self, card: Card) -> bool:
        """Return whether the card still has the points that were ticked; it may have been edited since."""
        return self._ticked.get(self.turn.key, card.key_points) == card.key_points

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
        self._actions.mark(event, self.turn, len(self.session.rated))
        if event is not Event.FLAG:
            self.skip()

    # --- ratings -----------------------------------------------------------------------------------

    def when_back(self, card: Card, turn: Turn, answer: Answer, today: "date") -> "dict[Rating, NextReview]":
        """Return when a card comes back for each rating its answer could get on this study day."""
        from cards.grading import missed_musts
        from trainer.interview.plan import when_back

        missed = missed_musts(card, answer.covered or frozenset()) > 0
        return when_back(self.store, self.plan, turn.key, today, today, missed_must=missed)

    def record(self, card: Card, turn: Turn, answer: Answer, rating: Rating, suggested: Rating) -> None:
        """Write a rating to the log, say when the card comes back, and go on to the next card.

        The clock is read once: around 04:00, two reads would be of two study days.
        """
        from trainer.interview.plan import NextReview
        from trainer.review.attempt import Attempt

        now = self.env.clock()
        attempt = Attempt(key=turn.key, card=card, phrasing=turn.phrasing or 0, answer=answer, at=now)
        review = attempt.rated(self.store, self.env, rating, suggested)
        today = review.study_day
        planned = None if self.plan is None else self.when_back(card, turn, answer, today)[rating]
        own_points = self.own.are_ticked(turn.key) and review.points_covered is not None
        story, sections = self.own.story(turn.key), self.own.sections(turn.key)
        meanwhile = self._rated_meanwhile(turn.key)
        promised = None if planned is None else planned.promised
        _, memory = self.store.record(
            review,
            own_points=own_points,
            story=story,
            sections=sections,
            planned=promised,
            spoken=self.figures.get(turn.key),
        )
        self.kept.drop(turn.key)
        back = planned or NextReview(memory.due)
        covered = answer.covered or frozenset()
        self.missed[review.uuid] = [point.text for at, point in enumerate(card.key_points) if at not in covered]
        self._requeue(turn.key, today)
        self._spent.count()
        self.session = self.session.lasted(self._spent.so_far, now).rate(rating, now)
        again = ""
        if rating is Rating.AGAIN and not turn.repeat and self.session.current is not None:
            fits = self.session.limit is None or not self.session.repeats_fit
            again = "once more today" if fits else "once more today if there's time"
        points = (len(covered), len(card.key_points)) if answer.covered is not None and card.key_points else None
        self.ui.show(outcome(rating, back, today, self.ui.layout, again=again, points=points))
        if meanwhile is not None:
            self.ui.say(f"Another terminal rated this {meanwhile.rating.title} while you answered; both ratings count.")

    def undo(self) -> None:
        """Undo the last step: a bury, suspend or flag of this sitting, else the newest rating in the log."""
        if self._actions.is_newest(len(self.session.rated)):
            self._undo_action()
            return
        from scheduler.log.spoken import spoken_of

        review = self.store.undo(self.home.now_ms)
        if review is None:
            self.ui.say("There is no rating to undo.")
            return
        self._spent.count()
        today = self.home.today
        when = "" if review.study_day == today else f" of {short_day(review.study_day, today)}"
        self.ui.say(f"Undone: {review.rating.title}{when} for {review.key}.")
        rated = self.session.rated
        if rated and rated[-1].turn.key == review.key:
            self.session = self.session.undo()
        else:
            covered = points_from_text(review.points_covered) if self._has_points_of(review) else None
            heard = review.mode is Mode.SPOKEN
            answer = Answer(review.answer_ms, review.answer_text or "", covered, heard=heard)
            self._ticked.pop(review.key, None)
            self.own.resume(review)
            self.figures[review.key] = spoken_of(self.store, review.uuid)
            self.session = self.session.reopen(Turn(key=review.key, phrasing=review.phrasing, answer=answer))
        self.keep_answer()
        self._requeue(review.key, today)
        self.missed.pop(review.uuid, None)
        self.shown = None

    def _undo_action(self) -> None:
        """Undo the last bury, suspend or flag; ask its card again if that had set it aside."""
        turn = self._actions.undo()
        if turn is None:
            return
        if turn.key in self.session.set_aside:
            self.session = self.session.unskip(turn)
        self.shown = None

    def _has_points_of(self, review: Review) -> bool:
        """Return whether a card has as many points as when it was rated."""
        try:
            return len(review.points_covered or "") == len(self.card(review.key).key_points)
        except GreenroomError:  # the card is gone
            return False

    def _rated_meanwhile(self, key: CardKey) -> Review | None:
        """Return the rating that another terminal gave a card since its question was shown; None if there is none."""
        newest = next(iter(self.store.reviews(key, newest=1)), None)
        if newest is None or self.shown is None or newest.uuid in self.missed:
            return None
        return newest if newest.reviewed_at_utc_ms > self.shown.since_utc_ms else None

    def _requeue(self, key: CardKey, today: "date") -> None:
        """Reorder the remaining cards, now that the memory of one has changed."""
        if self.plan is not None:
            self.plan.refresh(key)
            if self.after is not None:
                self.session = self.session.requeued(self.plan.queue(today) + self.after)
