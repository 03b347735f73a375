"""The loop of a review: ask, tick, rate, next."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from cards.answer import Answer
from cards.card import Card, Kind
from cards.errors import GreenroomError
from cards.grading import suggest_rating
from scheduler.planning.session import Turn
from trainer.review import screens
from trainer.review.prompts import ask_points, ask_rating, points_in, rating_in
from trainer.review.reveal import Revealing
from trainer.review.sitting import Sitting
from trainer.terminal.layout import BLANK, paragraph
from trainer.terminal.ui import UserLeft

if TYPE_CHECKING:
    from trainer.review.own_words import Offers


class ReviewLoop:
    """Asks, shows, writes down; every rating is on disk before the next question."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._revealing = Revealing(sitting)
        self._anchored = False

    def run(self) -> None:
        """Ask until nothing is left or the user leaves, then sum up."""
        try:
            while self._sitting.session.current is not None or self._finish():
                self._step()
        except UserLeft:
            self._sitting.ui.show(self._sitting.summary())

    # --- steps -------------------------------------------------------------------------------------

    def _step(self) -> None:
        turn = self._sitting.turn
        try:
            card = self._sitting.card(turn.key)
        except GreenroomError as error:  # the file was changed meanwhile
            self._sitting.say(str(error))
            self._sitting.skip()
            return
        if turn.phrasing is None:
            self._sitting.choose_phrasing()
        elif turn.answer is None:
            self._ask(card, turn.phrasing)
        elif turn.answer.covered is not None and not self._sitting.ticks_stand(card):
            self._sitting.say("The points are others now: they are to be ticked again.")
            self._sitting.untick()
        elif self._sitting.shown is None or self._sitting.shown[0].key != turn.key:
            self._show_again(card, turn.phrasing)
        elif offers := self._sitting.own.offers(turn.key, card):
            self._pick_story(card, turn, offers)
        elif turn.answer.covered is None and card.key_points:
            self._tick(card)
        else:
            self._rate(card, turn, turn.answer)

    def _ask(self, card: Card, phrasing: int) -> None:
        shown_at = self._show_question(card, phrasing)

        def toolbar(columns: int) -> str:
            seconds = self._sitting.env.stopwatch() - shown_at
            progress = self._sitting.session.progress(self._sitting.env.clock())
            return screens.toolbar(seconds, card, progress, columns)

        text = self._sitting.ui.ask_answer(
            self._sitting.label("Your answer", screens.how_to_answer(card, self._sitting.ui.layout)),
            draft="",
            commands="".join(self._commands(card)),
            toolbar=toolbar,
        )
        if self._command(text, card):
            return
        seconds = self._sitting.env.stopwatch() - shown_at  # before anything is loaded that only an answer needs
        self._sitting.own.forget(self._sitting.turn.key)
        self._answered(card, seconds, text)

    def _answered(self, card: Card, seconds: float, text: str) -> None:
        self._sitting.answer(Answer(milliseconds=round(1000 * seconds), text=text.strip()))
        self._revealing.reveal(card)

    def _show_question(self, card: Card, phrasing: int) -> float:
        """Show the question unless it stands there already; return when it was first shown."""
        turn = self._sitting.turn
        if self._sitting.shown is None or self._sitting.shown[0] != turn:
            title = self._sitting.library.deck(turn.key.deck).title
            progress = self._sitting.session.progress(self._sitting.env.clock())
            layout = self._sitting.ui.layout
            self._sitting.ui.show(screens.question(card, title, phrasing, progress, layout, repeat=turn.repeat))
            self._sitting.shown = turn, self._sitting.env.stopwatch()
        return self._sitting.shown[1]

    def _show_again(self, card: Card, phrasing: int) -> None:
        """Show a card that has been answered before and is yet to be ticked or rated."""
        self._show_question(card, phrasing)
        self._revealing.points(card)

    def _pick_story(self, card: Card, turn: Turn, offers: "Offers") -> None:
        text = self._sitting.own.ask_story(card, offers)
        if not self._command(text, card):
            self._sitting.own.pick_story(turn.key, offers, text)

    def _tick(self, card: Card) -> None:
        text = ask_points(self._sitting.ui, card)
        if self._command(text, card):
            return
        covered = points_in(text, card, self._sitting.say)
        if covered is not None:
            self._sitting.tick(card, covered)

    def _rate(self, card: Card, turn: Turn, answer: Answer) -> None:
        suggested = suggest_rating(card, answer)
        day = self._sitting.home.today
        back = self._sitting.when_back(turn.key)
        text = ask_rating(self._sitting.ui, back, day, suggested, anchors=not self._anchored)
        self._anchored = True
        if self._command(text, card):
            return
        rating = rating_in(text, suggested, self._sitting.say)
        if rating is not None:
            self._sitting.record(card, turn, answer, rating, suggested)

    def _finish(self) -> bool:
        """Sum up, and offer a last undo; tell whether there is something to rate again."""
        self._sitting.ui.show(self._sitting.summary())
        while True:
            label = [BLANK, *self._sitting.label("Done", "Enter to leave · u undo the last rating")]
            try:
                text = self._sitting.ui.ask_line(label).strip()
            except UserLeft:
                return False
            if text != "u":
                return False
            self._sitting.undo()
            if self._sitting.session.current is not None:
                return True

    # --- commands ----------------------------------------------------------------------------------

    def _commands(self, card: Card) -> dict[str, Callable[[], None]]:
        """Return what a single letter does at this prompt."""
        commands: dict[str, Callable[[], None]] = {
            "u": self._sitting.undo,
            "e": self._sitting.edit,
            "b": self._sitting.asides.bury,
            "s": self._sitting.asides.suspend,
            "f": self._sitting.asides.flag,
            "n": partial(self._sitting.rephrase, card),
            "w": self._write,
            "W": partial(self._write, in_editor=True),
            "?": self._help,
            "q": self._leave,
        }
        if self._sitting.turn.answer is None:  # no letter of the list of keys is ever taken for an answer
            later = partial(self._sitting.say, "That comes after your answer.")
            timed = {"t": partial(self._time_sections, card), "o": later, "d": later}
            return commands | {"p": partial(self._peek, card)} | timed
        return commands | {"o": self._toggle_points, "d": self._revealing.difference}

    def _command(self, text: str, card: Card) -> bool:
        """Do what a single letter asks for; tell whether the text was one that can be used here."""
        command = self._commands(card).get(text.strip())
        if command is not None:
            command()
        return command is not None

    def _peek(self, card: Card) -> None:
        self._sitting.peek()
        lines = screens.points(card, self._sitting.ui.layout) or paragraph(card.answer, self._sitting.ui.layout.width)
        self._sitting.ui.show([*lines, *paragraph("Peeked: Hard at best.", self._sitting.ui.layout.width, style="dim")])

    def _write(self, *, in_editor: bool = False) -> None:
        """Let the user write their own answer; what was said aloud is kept in those words."""
        from trainer.review.drafting import Drafting

        turn = self._sitting.turn
        typed = turn.answer.text if turn.answer else ""
        card = self._sitting.library.card(turn.key)
        before = self._sitting.material.answer(turn.key)
        drafting = Drafting(self._sitting.ui, self._sitting.home)
        try:
            own = drafting.write(turn.key, card, before, typed=typed, in_editor=in_editor)
        except GreenroomError as error:
            self._sitting.say(str(error))
            return
        if turn.answer is None:
            self._sitting.peek()
        elif own is not None:
            if not typed and own.notes:
                self._sitting.put_in_words(own.notes)
            if own.tick:
                self._tick_anew()
            elif not typed and self._revealing.signs(card):
                self._revealing.points(card)

    def _toggle_points(self) -> None:
        if self._sitting.own.toggle(self._sitting.turn.key):
            self._tick_anew()

    def _tick_anew(self) -> None:
        """Show the points to tick, which are others now."""
        self._sitting.untick()
        card = self._sitting.card(self._sitting.turn.key)
        self._sitting.ui.show([BLANK])
        self._revealing.points(card)

    def _time_sections(self, card: Card) -> None:
        if card.kind is not Kind.STORY:
            self._sitting.say("Only a question that asks for a story is timed section by section.")
            return
        key = self._sitting.turn.key
        self._sitting.own.forget(key)
        shown_at = self._sitting.shown_at
        if self._sitting.own.time_sections(key):
            self._answered(card, self._sitting.env.stopwatch() - shown_at, "")

    def _help(self) -> None:
        self._sitting.ui.show(screens.keys(self._sitting.ui.layout))

    def _leave(self) -> None:
        raise UserLeft
