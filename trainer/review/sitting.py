"""One sitting: the session, the log and the library together, and what can be done to the card being asked."""

from functools import cached_property
from typing import TYPE_CHECKING

from cards.answer import Answer, points_from_text
from cards.card import Card, KeyPoint
from cards.errors import GreenroomError
from cards.key import CardKey
from cards.review import Rating, Review
from decks.library.library import Library
from scheduler.log.store import Store
from scheduler.planning.session import Session, Turn
from trainer.files.own_material import Material
from trainer.home import Home
from trainer.review import screens
from trainer.review.card_actions import Asides
from trainer.review.summary import Tally
from trainer.terminal.layout import Line, flow, paragraph
from trainer.terminal.ui import Ui
from trainer.terminal.words import short_day

if TYPE_CHECKING:
    from trainer.interview.plan import NextReview, Plan
    from trainer.review.own_words import OwnWords


class Sitting:
    """What a review knows while it goes on.

    Attributes:
        asides: What is done to the card being asked but rating it.
        session: Which card is asked, and what is to come.
        material: The user's own answers and stories.
        shown: The turn whose question stands on the screen, and the stopwatch when it was first shown.
        plan: The queue of the interviews to come, if there are any.
        after: The cards to ask when all of those are done.
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
        after: tuple[CardKey, ...] = (),
    ) -> None:
        self.ui = ui
        self.home = home
        self.env = home.env
        self.library = library
        self.store = store
        self.session = session
        self.plan = plan
        self.after = after
        self.tally = Tally()
        self.material = Material(home, notice=self.say)
        self.shown: tuple[Turn, float] | None = None
        self._ticked: dict[CardKey, tuple[KeyPoint, ...]] = {}
        self.asides = Asides(self)

    @property
    def turn(self) -> Turn:
        """The turn being asked."""
        if self.session.current is None:
            raise ValueError("nothing is being asked")
        return self.session.current

    @cached_property
    def own(self) -> "OwnWords":
        """What the user's own material adds once there is an answer, or where some was written for the card."""
        from trainer.review.own_words import OwnWords

        return OwnWords(self.ui, self.home, self.store, self.material)

    def card(self, key: CardKey) -> Card:
        """Load a card with the points that are ticked; raise a `GreenroomError` if it is not there."""
        card = self.library.card(key)
        return card if self.material.answer(key) is None else self.own.ticked(key, card)

    def record(self, card: Card, turn: Turn, answer: Answer, rating: Rating, suggested: Rating) -> None:
        """Write a rating down, tell what it leads to, and go on."""
        from trainer.interview.plan import NextReview
        from trainer.review.attempt import Attempt

        now = self.env.clock()
        attempt = Attempt(key=turn.key, card=card, phrasing=turn.phrasing or 0, answer=answer, at=now)
        review = attempt.rated(self.store, self.env, rating, suggested)
        planned = None if self.plan is None else self.when_back(turn.key)[rating]
        _, memory = self.store.record(
            review,
            own_points=self.own.are_ticked(turn.key) and review.points_covered is not None,
            story=self.own.story(turn.key),
            sections=self.own.sections(turn.key),
        )
        back = planned or NextReview(memory.due)
        self.tally.add(review, card)
        self._requeue(turn.key)
        self.session = self.session.rate(rating, now)
        again = rating is Rating.AGAIN and not turn.repeat and self.session.current is not None
        today = self.home.today
        self.ui.show(screens.outcome(rating, back.day, today, self.ui.layout, again=again, before=back.title))

    @property
    def shown_at(self) -> float:
        """The stopwatch when the question was first shown; now if it does not stand there."""
        return self.shown[1] if self.shown else self.env.stopwatch()

    def choose_phrasing(self) -> None:
        """Ask the card in the wording whose turn it is."""
        self.session = self.session.asked_as(self.store.times_reviewed(self.turn.key))

    def answer(self, answer: Answer) -> None:
        """Note the answer to the open question."""
        self.session = self.session.answered(answer)

    def put_in_words(self, text: str) -> None:
        """Keep these words of an answer that was said aloud."""
        self.session = self.session.written(text)

    def peek(self) -> None:
        """Note that the points were looked at before there was an answer; the question stands where it stood."""
        shown_at = self.shown_at
        self.session = self.session.peeked()
        self.shown = self.turn, shown_at

    def skip(self) -> None:
        """Set the card aside, unrated, and go on."""
        self.session = self.session.skip(self.env.clock())

    def untick(self) -> None:
        """Let the points be ticked anew."""
        self.session = self.session.ticked(None)

    def tick(self, card: Card, covered: frozenset[int]) -> None:
        """Note which of the card's points the answer covered."""
        self._ticked[self.turn.key] = card.key_points
        self.session = self.session.ticked(covered)

    def ticks_stand(self, card: Card) -> bool:
        """Tell whether the points that were ticked are still those of the card, which may have been edited since."""
        return self._ticked.get(self.turn.key, card.key_points) == card.key_points

    def when_back(self, key: CardKey) -> "dict[Rating, NextReview]":
        """Return when a card comes back for each rating it may get now."""
        from trainer.interview.plan import when_back

        today = self.home.today
        return when_back(self.store, self.plan, key, today, today)

    def _requeue(self, key: CardKey) -> None:
        """Put what is to come in a new order, now that more or less is known of a card."""
        if self.plan is not None:
            self.plan.note(key)
            queue = self.plan.queue(self.home.today)
            self.session = self.session.requeued(queue + self.after)

    def undo(self) -> None:
        """Take back what was done last: a bury, suspend or flag of this sitting, else the last rating of all."""
        if self.asides.take_back():
            return
        review = self.store.undo(self.home.now_ms)
        if review is None:
            self.say("There is no rating to undo.")
            return
        when = "" if review.study_day == self.home.today else f" of {short_day(review.study_day, self.home.today)}"
        self.say(f"Undone: {review.rating.title}{when} for {review.key}.")
        rated = self.session.rated
        if rated and rated[-1].turn.key == review.key:
            self.session = self.session.undo()
        else:
            covered = points_from_text(review.points_covered) if self._has_points_of(review) else None
            answer = Answer(milliseconds=review.answer_ms, text=review.answer_text or "", covered=covered)
            self._ticked.pop(review.key, None)
            self.own.take_up(review)
            self.session = self.session.reopen(Turn(key=review.key, phrasing=review.phrasing, answer=answer))
        self._requeue(review.key)
        self.tally.take_back(review)
        self.shown = None

    def _has_points_of(self, review: Review) -> bool:
        """Tell whether a card has as many points as it had when it was rated."""
        try:
            return len(review.points_covered or "") == len(self.card(review.key).key_points)
        except GreenroomError:  # it is gone
            return False

    def edit(self) -> None:
        """Open the card in the editor, and ask it as it is then."""
        from trainer.files.editing import edit_card

        key = self.turn.key
        try:
            self.say(edit_card(self.home, self.store, self.library, key, self.ui))
        except GreenroomError as error:
            self.say(str(error))
        self.shown = None

    def rephrase(self, card: Card) -> None:
        """Ask the card in its next wording."""
        if not card.phrasings:
            self.say("This card has only one wording.")
            return
        self.session = self.session.asked_as((self.turn.phrasing or 0) + 1)

    def label(self, words: str, hint: str) -> list[Line]:
        """Return the words of a prompt, which scripts rely on, with a hint."""
        return flow([("label", words), ("dim", hint)], self.ui.layout.width)

    def say(self, sentence: str) -> None:
        """Show one sentence."""
        self.ui.show(paragraph(sentence, self.ui.layout.width))

    def summary(self) -> list[Line]:
        """Return what the sitting came to."""
        from trainer.interview.dates import plan_for_tomorrow
        from trainer.stats.figures import known_of

        plan = "" if self.plan is None else plan_for_tomorrow(self.plan.nearest, self.home.today)
        (_, _), (_, tomorrow) = known_of(self.store, self.library.decks(), self.home.today).due_forecast(
            self.home.today, 2
        )
        return self.tally.lines(
            self.store, self.session, self.env.clock(), self.home.today, self.ui.layout, tomorrow, plan
        )
