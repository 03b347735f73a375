"""One sitting: the session, the log and the terminal brought together."""

from collections.abc import Callable
from functools import partial

from cards.answer import Answer, points_from_text, points_to_text
from cards.card import Card
from cards.errors import GreenroomError
from cards.grading import suggest_rating
from cards.review import Rating, Review
from decks.library import Library
from scheduler.session import Session, Turn
from scheduler.store import Event, Marks, Store
from scheduler.study_day import study_day, zone_offset_minutes
from trainer import screens
from trainer.editing import edit_card
from trainer.home import Home
from trainer.lines import BLANK, Line, flow, paragraph
from trainer.tally import Tally
from trainer.typed import read_points, read_rating
from trainer.ui import Left, Ui


class ReviewLoop:
    """Asks, shows, writes down; every rating is on disk before the next question."""

    def __init__(self, ui: Ui, home: Home, library: Library, store: Store, session: Session) -> None:
        self._ui = ui
        self._home = home
        self._env = home.env
        self._library = library
        self._store = store
        self._session = session
        self._shown: tuple[Turn, float] | None = None
        self._anchored = False
        self._warned = False
        self._tally = Tally()

    def run(self) -> None:
        """Ask until nothing is left or the user leaves, then sum up."""
        try:
            while self._session.current is not None or self._finish():
                self._step()
        except Left:
            self._ui.show(self._summary())

    # --- steps -------------------------------------------------------------------------------------

    def _step(self) -> None:
        turn = self._turn
        try:
            card = self._library.card(turn.key)
        except GreenroomError as error:  # the file was changed meanwhile
            self._say(str(error))
            self._session = self._session.skip(self._env.clock())
            return
        if turn.phrasing is None:
            self._session = self._session.asked_as(self._store.times_reviewed(turn.key))
        elif turn.answer is None:
            self._ask(card, turn.phrasing)
        elif self._shown is None or self._shown[0].key != turn.key:
            self._show_again(card, turn.phrasing)
        elif turn.answer.covered is None and card.key_points:
            self._tick(card)
        else:
            self._rate(card, turn, turn.answer)

    def _ask(self, card: Card, phrasing: int) -> None:
        shown_at = self._show_question(card, phrasing)

        def toolbar(columns: int) -> str:
            return screens.toolbar(self._env.stopwatch() - shown_at, card, columns)

        text = self._ui.ask_answer(
            self._label("Your answer", "type it, or say it aloud and press Enter"),
            draft="",
            commands="".join(self._commands(card)),
            toolbar=toolbar,
        )
        if self._command(text, card):
            return
        taken = round(1000 * (self._env.stopwatch() - shown_at))
        self._session = self._session.answered(Answer(milliseconds=taken, text=text.strip()))
        self._reveal(card)

    def _show_question(self, card: Card, phrasing: int) -> float:
        """Show the question unless it stands there already; return when it was first shown."""
        turn = self._turn
        if self._shown is None or self._shown[0] != turn:
            title = self._library.deck(turn.key.deck).title
            progress = self._session.progress(self._env.clock())
            look = self._ui.look
            self._ui.show(screens.question(card, title, phrasing, progress, look, repeat=turn.repeat))
            self._shown = turn, self._env.stopwatch()
        return self._shown[1]

    def _show_again(self, card: Card, phrasing: int) -> None:
        """Show a card that has been answered before and is yet to be ticked or rated."""
        self._show_question(card, phrasing)
        self._ui.show(screens.points(card, self._ui.look))

    def _reveal(self, card: Card) -> None:
        turn, look = self._turn, self._ui.look
        if turn.answer is None or turn.phrasing is None:
            return
        last = next(iter(self._store.reviews(turn.key, newest=1)), None)
        advice = bool(card.legal) and not self._warned
        self._warned |= advice
        lines = screens.reveal(card, turn.phrasing, last, look, advice=advice)
        self._ui.show([*screens.took(turn.answer, card, look), *lines])

    def _tick(self, card: Card) -> None:
        def verdict(text: str) -> str:
            covered = read_points(text, card)
            return screens.covered_verdict(card, covered) if covered else ""

        label = self._label("Points covered", "numbers, a for all, Enter for none")
        text = self._ui.ask_line([BLANK, *label], verdict=verdict)
        if self._command(text, card):
            return
        covered = read_points(text, card)
        if covered is None:
            self._say(
                f'"{text.strip()}" are not points: numbers from 1 to {len(card.key_points)}, a for all, or Enter.'
            )
            return
        self._session = self._session.ticked(covered)

    def _rate(self, card: Card, turn: Turn, answer: Answer) -> None:
        suggested = suggest_rating(card, answer)
        day = study_day(self._env.clock(), self._env.zone)
        preview = self._store.model.preview(self._store.memory(turn.key), day, turn.key)
        intervals = {rating: memory.interval for rating, memory in preview.items()}
        look = self._ui.look
        label = screens.rating_label(intervals, suggested, look, anchors=not self._anchored)
        self._anchored = True
        text = self._ui.ask_line([BLANK, *label])
        if self._command(text, card):
            return
        rating = read_rating(text, suggested)
        if rating is None:
            self._say(
                f'"{text.strip()}" is no rating: 1 Again, 2 Hard, 3 Good, 4 Easy, or Enter for {suggested.title}.'
            )
            return
        self._record(card, turn, answer, rating, suggested)

    def _record(self, card: Card, turn: Turn, answer: Answer, rating: Rating, suggested: Rating) -> None:
        now = self._env.clock()
        review = Review(
            uuid=self._env.new_uuid(),
            device=self._store.device,
            key=turn.key,
            rating=rating,
            suggested=suggested,
            reviewed_at_utc_ms=round(now.timestamp() * 1000),
            zone_offset_min=zone_offset_minutes(now, self._env.zone),
            study_day=study_day(now, self._env.zone),
            answer_ms=answer.milliseconds,
            points_covered=points_to_text(answer.covered, len(card.key_points)),
            phrasing=turn.phrasing or 0,
            mode=answer.mode,
            answer_text=answer.text or None,
        )
        _, memory = self._store.record(review)
        self._tally.add(review, card)
        self._session = self._session.rate(rating, now)
        again = rating is Rating.AGAIN and not turn.repeat and self._session.current is not None
        self._ui.show(screens.outcome(rating, memory.due, self._ui.look, again=again))

    def _finish(self) -> bool:
        """Sum up, and offer a last undo; tell whether there is something to rate again."""
        self._ui.show(self._summary())
        while True:
            label = [BLANK, *self._label("Done", "Enter to leave · u undo the last rating")]
            try:
                text = self._ui.ask_line(label).strip()
            except Left:
                return False
            if text != "u":
                return False
            self._undo()
            if self._session.current is not None:
                return True

    # --- commands ----------------------------------------------------------------------------------

    def _commands(self, card: Card) -> dict[str, Callable[[], None]]:
        """Return what a single letter does at this prompt."""
        commands: dict[str, Callable[[], None]] = {
            "u": self._undo,
            "e": self._edit,
            "b": self._bury,
            "s": self._suspend,
            "f": self._flag,
            "n": partial(self._rephrase, card),
            "?": self._help,
            "q": self._leave,
        }
        if self._turn.answer is None:
            return commands | {"p": partial(self._peek, card)}
        return commands | {"w": self._write}

    def _command(self, text: str, card: Card) -> bool:
        """Do what a single letter asks for; tell whether the text was one that can be used here."""
        command = self._commands(card).get(text.strip())
        if command is not None:
            command()
        return command is not None

    def _undo(self) -> None:
        review = self._store.undo(self._home.now_ms)
        if review is None:
            self._say("There is no rating to undo.")
            return
        self._say(f"Undone: {review.rating.title} for {review.key}.")
        rated = self._session.rated
        if rated and rated[-1].turn.key == review.key:
            self._session = self._session.undo()
        else:
            answer = Answer(
                milliseconds=review.answer_ms,
                text=review.answer_text or "",
                covered=points_from_text(review.points_covered),
            )
            self._session = self._session.reopen(Turn(key=review.key, phrasing=review.phrasing, answer=answer))
        self._tally.take_back(review)
        self._shown = None

    def _edit(self) -> None:
        key = self._turn.key
        try:
            self._say(edit_card(self._home, self._library, key))
        except GreenroomError as error:
            self._say(str(error))
        self._shown = None

    def _mark(self, event: Event, told: str) -> None:
        key = self._turn.key
        self._store.mark(key, event, study_day(self._env.clock(), self._env.zone), self._home.now_ms)
        self._say(f"{told}: {key}.")

    def _bury(self) -> None:
        self._mark(Event.BURY, "Buried till tomorrow")
        self._session = self._session.skip(self._env.clock())

    def _suspend(self) -> None:
        self._mark(Event.SUSPEND, "Suspended")
        self._session = self._session.skip(self._env.clock())

    def _flag(self) -> None:
        if self._store.marks().get(self._turn.key, Marks()).flagged:
            self._mark(Event.UNFLAG, "Flag taken off")
        else:
            self._mark(Event.FLAG, "Flagged")

    def _rephrase(self, card: Card) -> None:
        if not card.phrasings:
            self._say("This card has only one wording.")
            return
        self._session = self._session.asked_as((self._turn.phrasing or 0) + 1)

    def _peek(self, card: Card) -> None:
        shown_at = self._shown[1] if self._shown else self._env.stopwatch()
        self._session = self._session.peeked()
        self._shown = self._turn, shown_at
        lines = screens.points(card, self._ui.look) or paragraph(card.answer, self._ui.look.width)
        self._ui.show([*lines, *paragraph("Peeked: Hard at best.", self._ui.look.width, style="dim")])

    def _write(self) -> None:
        label = self._label("Your answer", "as you would want to read it next time")
        draft = self._turn.answer.text if self._turn.answer else ""
        text = self._ui.ask_answer(label, draft=draft, commands="", toolbar=lambda _: "")
        self._session = self._session.written(text.strip())

    def _help(self) -> None:
        self._ui.show(screens.keys(self._ui.look))

    def _leave(self) -> None:
        raise Left

    # --- what is shown -----------------------------------------------------------------------------

    @property
    def _turn(self) -> Turn:
        if self._session.current is None:
            raise ValueError("nothing is being asked")
        return self._session.current

    def _label(self, words: str, hint: str) -> list[Line]:
        return flow([("label", words), ("dim", hint)], self._ui.look.width)

    def _say(self, sentence: str) -> None:
        self._ui.show(paragraph(sentence, self._ui.look.width))

    def _summary(self) -> list[Line]:
        return self._tally.lines(self._store, self._session, self._env.clock(), self._home.today, self._ui.look)
