"""The loop of a review: ask, tick, rate, next."""

from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING

from cards.answer import Answer
from cards.answer_time import counted_ms
from cards.card import Card
from cards.errors import GreenroomError
from cards.grading import suggest_rating
from cards.key import CardKey
from scheduler.planning.session import Turn
from trainer.config import Keys
from trainer.review import ratings, screens
from trainer.review.answer_prompt import AnswerPrompt
from trainer.review.commands import Commands
from trainer.review.keys import TAKE_UP
from trainer.review.prompts import MORE, GradePrompts
from trainer.review.reveal import Reveal
from trainer.review.sitting import Shown, Sitting
from trainer.terminal.layout import Line
from trainer.terminal.ui import UserLeft

if TYPE_CHECKING:
    from trainer.review.hands_free import HandsFree


class ReviewLoop:
    """Asks one card after another. Every rating is on disk before the next question is shown."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._ui = sitting.ui
        self._prompts = GradePrompts(sitting.ui, single=sitting.home.preferences.keys is Keys.SINGLE)
        self._answer = AnswerPrompt(sitting)
        self._reveal = Reveal(sitting, self._prompts)
        self._commands = Commands(sitting, self._prompts, self._reveal, self._answer, self._answered)
        self._offered: set[CardKey] = set()  # unanswered cards that were offered to write
        self._ui.keep_in_view(self._in_view)

    @cached_property
    def _hands_free(self) -> "HandsFree | None":
        if not self._sitting.hands_free or self._sitting.spoken is None:
            return None
        from trainer.review.hands_free import HandsFree

        return HandsFree(self._sitting, self._sitting.spoken, self._prompts)

    def run(self) -> None:
        """Ask until no card is left or the user leaves, then show the summary."""
        if self._sitting.home.preferences.keys is Keys.SINGLE and not self._ui.layout.drawn:
            self._ui.say("Single keys need a terminal that edits lines. Here, press Enter after each.")
        try:
            while self._sitting.session.current is not None or self._finish():
                self._step()
        except UserLeft:
            turn = self._sitting.session.current
            if turn is not None and self._sitting.kept.find(turn.key) is not None:
                self._ui.say("Your unfinished answer is kept for next time.")
            self._sum_up()

    # --- steps -------------------------------------------------------------------------------------

    def _step(self) -> None:
        """Do the next thing the turn needs: a wording, an answer, ticks or a rating."""
        turn = self._sitting.turn
        try:
            card = self._sitting.card(turn.key)
        except GreenroomError as error:  # its file has been changed since the queue was built
            self._ui.say(str(error))
            self._sitting.skip()
            return
        if turn.phrasing is None:
            self._sitting.choose_phrasing()
        elif turn.answer is None:
            self._ask(card, turn.phrasing)
        elif turn.answer.covered is not None and not self._sitting.ticks_are_current(card):
            self._ui.say("The points have changed. Please tick them again.")
            self._sitting.untick()
        elif self._sitting.shown is None or self._sitting.shown.turn.key != turn.key:
            self._show_question(card, turn.phrasing)  # it was answered before, and still has to be ticked or rated
            self._reveal.points(card)
        elif turn.key not in self._offered and self._sitting.own.is_missing(turn.key, card):
            self._offer_to_write(card)
        elif turn.answer.covered is None and card.key_points and turn.key not in self._sitting.unticked:
            self._tick(card)
        else:
            self._rate(card, turn, turn.answer)

    def _ask(self, card: Card, phrasing: int) -> None:
        before = self._sitting.shown
        shown = self._show_question(card, phrasing)
        kept = self._sitting.kept.find(self._sitting.turn.key)
        if kept is not None and shown is not before:
            self._ui.show(screens.kept_answer(kept, self._sitting.home.today, self._ui.layout))
            self._ui.show(screens.take_up(self._ui.layout))
        how = screens.how_to_answer(card, self._ui.layout)
        text = self._answer.ask(card, how, shown, commands=self._commands.at_prompt(card))
        taken = 0.0
        if kept is not None and text.strip() == TAKE_UP:
            taken = kept.answer.seconds
            text, shown = self._answer.take_up(card, kept, shown)
        elif self._commands.run(text, card):
            return
        now = self._sitting.env.stopwatch()  # before the imports of an answer
        seconds = taken + max(0.0, now - self._answer.began(shown) - self._answer.silence)
        self._sitting.own.forget(self._sitting.turn.key)
        self._answered(card, seconds, text)

    def _answered(self, card: Card, seconds: float, text: str) -> None:
        self._sitting.unticked.discard(self._sitting.turn.key)
        self._answer.take(Answer(milliseconds=counted_ms(seconds, card.target.max), text=text.strip()))
        self._reveal.answer(card)
        if self._hands_free is not None:
            self._hands_free.answered(card)

    def _show_question(self, card: Card, phrasing: int) -> Shown:
        """Show the question unless it is on the screen; return when it was shown, and how far the sitting was then."""
        before, shown = self._sitting.shown, self._sitting.begin_turn()
        if shown is not before:
            lines = self._question(card, phrasing, shown)
            self._sitting.question_row = self._ui.printed + screens.question_line(lines)
            self._ui.show(lines)
        return shown

    def _question(self, card: Card, phrasing: int, shown: Shown) -> list[Line]:
        turn, layout = self._sitting.turn, self._ui.layout
        title = self._sitting.library.deck(turn.key.deck).title
        return screens.question(
            card, title, phrasing, shown.progress, layout, repeat=turn.repeat, first=self._sitting.shows_outline
        )

    def _in_view(self) -> list[Line]:
        """Return the lines above the prompt: the card's question, then its points."""
        turn, shown = self._sitting.session.current, self._sitting.shown
        if turn is None or shown is None or shown.turn.key != turn.key:
            return []
        try:
            card = self._sitting.card(turn.key)
        except GreenroomError:  # its file has just changed
            return []
        points = self._reveal.lines_of_points(card) if turn.answer and card.key_points else []
        return [*self._question(card, turn.phrasing or 0, shown), *points]

    def _tick(self, card: Card) -> None:
        sitting = self._sitting
        story = "y story" if sitting.own.has_stories(sitting.turn.key, card) else ""
        ask = partial(
            self._prompts.ask_points,
            card,
            sitting.ticked_before.get(sitting.turn.key),
            hint=" · ".join(filter(None, [story, MORE])),
            commands=self._commands.at_prompt(card),
        )
        text = self._hands_free.tick(lambda reading: ask(meanwhile=reading)) if self._hands_free else ask()
        if text is None:
            sitting.unticked.add(sitting.turn.key)
        elif not self._commands.run(text, card) and (covered := self._prompts.points_in(text, card)) is not None:
            sitting.tick(card, covered)
            self._commands.after_ticks(card)

    def _offer_to_write(self, card: Card) -> None:
        """Ask what a good answer to an unanswered card needs, once in a sitting; nothing typed skips it."""
        text = self._commands.writer.offer(self._commands.at_prompt(card))
        if self._commands.run(text, card):
            return
        self._offered.add(self._sitting.turn.key)
        if text.strip():
            self._commands.writer.save(text)

    def _rate(self, card: Card, turn: Turn, answer: Answer) -> None:
        suggested = suggest_rating(card, answer)
        today = self._sitting.home.today
        back = ratings.when_back(self._sitting, card, turn, answer, today)
        bring_back = partial(self._reveal.bring_back, card, points=True)
        ask = partial(
            self._prompts.ask_rating,
            back,
            today,
            suggested,
            bring_back=bring_back,
            commands=self._commands.at_prompt(card),
        )
        text = self._hands_free.rate(lambda word: ask(by_ear=word)) if self._hands_free else ask()
        if not self._commands.run(text, card) and (rating := self._prompts.rating_in(text, suggested)):
            ratings.record(self._sitting, card, turn, answer, rating, suggested)

    def _sum_up(self) -> None:
        from trainer.review.summary import summary

        self._ui.show(summary(self._sitting))

    def _finish(self) -> bool:
        """Show the summary and offer a last undo; return whether it left a card to rate again."""
        self._sum_up()
        with suppress(UserLeft):
            while self._prompts.ask_done() == "u":
                ratings.undo(self._sitting)
                if self._sitting.session.current is not None:
                    return True
        return False
