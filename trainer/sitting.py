"""One sitting: the session, the log and the library together, and what can be done to the card being asked."""

from cards.answer import Answer, points_from_text, points_to_text
from cards.card import Card
from cards.errors import GreenroomError
from cards.review import Rating, Review
from decks.library import Library
from scheduler.session import Session, Turn
from scheduler.store import Event, Marks, Store
from scheduler.study_day import study_day, zone_offset_minutes
from trainer import screens
from trainer.editing import edit_card
from trainer.home import Home
from trainer.lines import Line, flow, paragraph
from trainer.tally import Tally
from trainer.ui import Ui


class Sitting:
    """What a review knows while it goes on.

    Attributes:
        session: Which card is asked, and what is to come.
        shown: The turn whose question stands on the screen, and the stopwatch when it was first shown.
    """

    def __init__(self, ui: Ui, home: Home, library: Library, store: Store, session: Session) -> None:
        self.ui = ui
        self.home = home
        self.env = home.env
        self.library = library
        self.store = store
        self.session = session
        self.tally = Tally()
        self.shown: tuple[Turn, float] | None = None

    @property
    def turn(self) -> Turn:
        """The turn being asked."""
        if self.session.current is None:
            raise ValueError("nothing is being asked")
        return self.session.current

    def record(self, card: Card, turn: Turn, answer: Answer, rating: Rating, suggested: Rating) -> None:
        """Write a rating down, tell what it leads to, and go on."""
        now = self.env.clock()
        review = Review(
            uuid=self.env.new_uuid(),
            device=self.store.device,
            key=turn.key,
            rating=rating,
            suggested=suggested,
            reviewed_at_utc_ms=round(now.timestamp() * 1000),
            zone_offset_min=zone_offset_minutes(now, self.env.zone),
            study_day=study_day(now, self.env.zone),
            answer_ms=answer.milliseconds,
            points_covered=points_to_text(answer.covered, len(card.key_points)),
            phrasing=turn.phrasing or 0,
            mode=answer.mode,
            answer_text=answer.text or None,
        )
        _, memory = self.store.record(review)
        self.tally.add(review, card)
        self.session = self.session.rate(rating, now)
        again = rating is Rating.AGAIN and not turn.repeat and self.session.current is not None
        self.ui.show(screens.outcome(rating, memory.due, self.ui.look, again=again))

    def undo(self) -> None:
        """Take back the last rating, whenever it was given: its card is rated again."""
        review = self.store.undo(self.home.now_ms)
        if review is None:
            self.say("There is no rating to undo.")
            return
        self.say(f"Undone: {review.rating.title} for {review.key}.")
        rated = self.session.rated
        if rated and rated[-1].turn.key == review.key:
            self.session = self.session.undo()
        else:
            answer = Answer(
                milliseconds=review.answer_ms,
                text=review.answer_text or "",
                covered=points_from_text(review.points_covered),
            )
            self.session = self.session.reopen(Turn(key=review.key, phrasing=review.phrasing, answer=answer))
        self.tally.take_back(review)
        self.shown = None

    def edit(self) -> None:
        """Open the card in the editor, and ask it as it is then."""
        key = self.turn.key
        try:
            self.say(edit_card(self.home, self.store, self.library, key))
        except GreenroomError as error:
            self.say(str(error))
        self.shown = None

    def rephrase(self, card: Card) -> None:
        """Ask the card in its next wording."""
        if not card.phrasings:
            self.say("This card has only one wording.")
            return
        self.session = self.session.asked_as((self.turn.phrasing or 0) + 1)

    def bury(self) -> None:
        """Set the card aside till tomorrow."""
        self._mark(Event.BURY, "Buried till tomorrow")
        self.session = self.session.skip(self.env.clock())

    def suspend(self) -> None:
        """Set the card aside until it is unsuspended."""
        self._mark(Event.SUSPEND, "Suspended")
        self.session = self.session.skip(self.env.clock())

    def flag(self) -> None:
        """Flag the card, or take its flag off."""
        if self.store.marks().get(self.turn.key, Marks()).flagged:
            self._mark(Event.UNFLAG, "Flag taken off")
        else:
            self._mark(Event.FLAG, "Flagged")

    def _mark(self, event: Event, told: str) -> None:
        key = self.turn.key
        self.store.mark(key, event, study_day(self.env.clock(), self.env.zone), self.home.now_ms)
        self.say(f"{told}: {key}.")

    def label(self, words: str, hint: str) -> list[Line]:
        """Return the words of a prompt, which scripts rely on, with a hint."""
        return flow([("label", words), ("dim", hint)], self.ui.look.width)

    def say(self, sentence: str) -> None:
        """Show one sentence."""
        self.ui.show(paragraph(sentence, self.ui.look.width))

    def summary(self) -> list[Line]:
        """Return what the sitting came to."""
        return self.tally.lines(self.store, self.session, self.env.clock(), self.home.today, self.ui.look)
