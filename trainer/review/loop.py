"""The loop of a review: ask, tick, rate, next."""

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING

from cards.answer import Answer, counted_ms
from cards.card import Card, Kind
from cards.errors import GreenroomError
from cards.grading import suggest_rating
from cards.key import CardKey
from scheduler.log.store import Event
from scheduler.planning.session import Turn
from trainer.config import Keys
from trainer.review import screens
from trainer.review.answer_prompt import AnswerPrompt
from trainer.review.keys import ALL_KEYS, TAKE_UP, Prompt, key_list, prompt_keys
from trainer.review.prompts import MORE, GradePrompts
from trainer.review.reveal import Reveal
from trainer.review.sitting import Shown, Sitting
from trainer.terminal.layout import Line, paragraph
from trainer.terminal.ui import UserLeft

if TYPE_CHECKING:
    from trainer.review.hands_free import HandsFree
    from trainer.review.own_answer_writer import OwnAnswerWriter


class ReviewLoop:
    """Asks one card after another. Every rating is on disk before the next question is shown."""

    def __init__(self, sitting: Sitting) -> None:
        self._sitting = sitting
        self._ui = sitting.ui
        self._prompts = GradePrompts(sitting.ui, single=sitting.home.preferences.keys is Keys.SINGLE)
        self._answer = AnswerPrompt(sitting)
        self._reveal = Reveal(sitting, self._prompts)
        self._last = ""  # what was typed last
        self._again: CardKey | None = None  # the card to say again once its points are ticked
        self._offered: set[CardKey] = set()  # unanswered cards that were offered to write
        self._ui.keep_in_view(self._in_view)

    @cached_property
    def _writer(self) -> "OwnAnswerWriter":
        from trainer.review.own_answer_writer import OwnAnswerWriter

        return OwnAnswerWriter(self._sitting, self._reveal)

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
        elif turn.answer.covered is None and card.key_points:
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
        text = self._answer.ask(card, how, shown, commands=self._commands(card))
        taken = 0.0
        if kept is not None and text.strip() == TAKE_UP:
            taken = kept.answer.seconds
            text, shown = self._answer.take_up(card, kept, shown)
        elif self._command(text, card):
            return
        now = self._sitting.env.stopwatch()  # before the imports of an answer
        seconds = taken + max(0.0, now - self._answer.began(shown) - self._answer.silence)
        self._sitting.own.forget(self._sitting.turn.key)
        self._answered(card, seconds, text)

    def _answered(self, card: Card, seconds: float, text: str) -> None:
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
            commands=self._commands(card),
        )
        text = self._hands_free.tick(lambda reading: ask(meanwhile=reading)) if self._hands_free else ask()
        if not self._command(text, card) and (covered := self._prompts.points_in(text, card)) is not None:
            sitting.tick(card, covered)
            if self._again == sitting.turn.key:
                self._say_again(card)

    def _rate(self, card: Card, turn: Turn, answer: Answer) -> None:
        suggested = suggest_rating(card, answer)
        today = self._sitting.home.today
        back = self._sitting.when_back(card, turn, answer, today)
        bring_back = partial(self._reveal.bring_back, card, points=True)
        ask = partial(
            self._prompts.ask_rating, back, today, suggested, bring_back=bring_back, commands=self._commands(card)
        )
        text = self._hands_free.rate(lambda word: ask(by_ear=word)) if self._hands_free else ask()
        if not self._command(text, card) and (rating := self._prompts.rating_in(text, suggested)):
            self._sitting.record(card, turn, answer, rating, suggested)

    def _sum_up(self) -> None:
        from trainer.review.summary import summary

        self._ui.show(summary(self._sitting))

    def _finish(self) -> bool:
        """Show the summary and offer a last undo; return whether it left a card to rate again."""
        self._sum_up()
        with suppress(UserLeft):
            while self._prompts.ask_done() == "u":
                self._sitting.undo()
                if self._sitting.session.current is not None:
                    return True
        return False

    # --- commands ----------------------------------------------------------------------------------

    def _commands(self, card: Card) -> dict[str, Callable[[], None]]:
        """Return what each letter does at the current prompt."""
        commands: dict[str, Callable[[], None]] = {
            "u": partial(self._back, card),
            "e": self._edit,
            "b": partial(self._sitting.mark, Event.BURY),
            "s": partial(self._sitting.mark, Event.SUSPEND),
            "f": partial(self._sitting.mark, Event.FLAG),
            "n": partial(self._sitting.rephrase, card),
            "w": self._write,
            "W": partial(self._write, in_editor=True),
            "?": partial(self._explain_keys, card),
            "??": partial(self._explain_keys, card, all_keys=True),
            "q": self._leave,
        }
        if self._sitting.turn.answer is None:  # so that no letter on the list of keys counts as an answer
            later = partial(self._ui.say, "That comes after your answer.")
            early = {"p": partial(self._peek, card), "t": partial(self._time_sections, card)}
            early[TAKE_UP] = partial(self._ui.say, "There is no unrated answer to pick up here.")
            return commands | early | dict.fromkeys("odmry", later)
        if (spoken := self._sitting.spoken) is not None:
            commands |= {**spoken.commands(self._sitting.turn.key), "c": partial(self._correct, card)}
        return commands | {
            "o": self._toggle_points,
            "d": self._reveal.word_diff,
            "m": partial(self._reveal.more, card),
            "y": partial(self._name_story, card),
            "r": partial(self._say_again, card),
        }

    def _command(self, text: str, card: Card) -> bool:
        """Run the command of a single letter; return whether the text was one. A second `?` shows all keys."""
        name = text.strip()
        name, self._last = "??" if name == self._last == "?" else name, name
        command = self._commands(card).get(name)
        if command is not None:
            command()
        return command is not None

    def _back(self, card: Card) -> None:
        """Go back to the ticks of this answer; from there, undo the last rating, bury, suspend or flag."""
        if card.key_points and self._sitting.has_newer_ticks:
            self._reveal.again(card)
            self._sitting.reopen_ticks()
        else:
            self._sitting.undo()

    def _say_again(self, card: Card) -> None:
        """Ask for a second answer beside the first, whose rating counts, once the first one's points are ticked."""
        from trainer.review.second_answer import SecondAnswer

        sitting, turn = self._sitting, self._sitting.turn
        if turn.answer is None:
            return
        if card.key_points and turn.answer.covered is None:
            self._again = turn.key
            self._ui.say("You'll say it again once you've ticked this answer.")
            return
        self._again = None
        second = SecondAnswer(sitting, self._prompts, self._reveal).ask(card, turn.phrasing or 0, turn.answer)
        if second is not None and second.text:
            self._writer.keep_beside(second.text)
            sitting.keep_answer()

    def _explain_keys(self, card: Card, *, all_keys: bool = False) -> None:
        """Show the keys of this prompt, or all, and then the question again."""
        answer = self._sitting.turn.answer
        rating = answer is not None and (answer.covered is not None or not card.key_points)
        prompt = Prompt.ANSWER if answer is None else Prompt.RATE if rating else Prompt.POINTS
        layout = self._ui.layout
        told = prompt is Prompt.POINTS and self._sitting.own.has_stories(self._sitting.turn.key, card)
        also = [each for each in ALL_KEYS if each[0] == "y"] if told else []
        if answer is not None and self._sitting.spoken is not None:
            also += self._sitting.spoken.keys(self._sitting.turn.key)
        self._ui.show(key_list(ALL_KEYS, layout) if all_keys else prompt_keys(prompt, layout, also))
        self._reveal.again(card)

    def _correct(self, card: Card) -> None:
        """Let the user correct the text of a spoken answer."""
        self._answer.correct()
        self._reveal.points(card)

    def _name_story(self, card: Card) -> None:
        """Ask which of the user's stories the answer told."""
        own, key = self._sitting.own, self._sitting.turn.key
        own.unpick_story(key)
        offers = own.offers(key, card, every=True)
        if offers is None:
            self._ui.say("You have no story for this yet: `greenroom story add` adds one.")
        while offers is not None:
            own.pick_story(key, offers, own.ask_story(card, offers))
            offers = own.offers(key, card, every=True)
        self._reveal.bring_back(card, self._prompts.rows(card), points=True)

    def _peek(self, card: Card) -> None:
        own = self._sitting.material.answer(self._sitting.turn.key)
        gist = card.answer or (own.notes if own else "")
        if not (card.key_points or gist):
            self._ui.say("There is nothing to peek at yet. Press w to write what a good answer needs.")
            return
        self._sitting.peek()
        self._ui.show(screens.points(card, self._ui.layout) or paragraph(gist, self._ui.layout.width))
        self._ui.say("Peeked: Hard at best.", style="dim")

    def _write(self, *, in_editor: bool = False) -> None:
        self._writer.write(in_editor=in_editor)

    def _toggle_points(self) -> None:
        self._writer.toggle_points()

    def _offer_to_write(self, card: Card) -> None:
        """Ask what a good answer to an unanswered card needs, once in a sitting; nothing typed skips it."""
        text = self._writer.offer(self._commands(card))
        if self._command(text, card):
            return
        self._offered.add(self._sitting.turn.key)
        if text.strip():
            self._writer.save(text)

    def _edit(self) -> None:
        """Open the card in the editor, then ask it as it is now."""
        from trainer.files.editing import edit_card

        sitting = self._sitting
        try:
            self._ui.say(edit_card(sitting.home, sitting.store, sitting.library, sitting.turn.key, self._ui))
        except GreenroomError as error:
            self._ui.say(str(error))
        sitting.shown = None

    def _time_sections(self, card: Card) -> None:
        """Time a story section by section; that is its answer."""
        if card.kind is not Kind.STORY:
            self._ui.say("Only story questions are timed section by section.")
            return
        key = self._sitting.turn.key
        self._sitting.own.forget(key)
        shown_at = self._sitting.shown_at
        if self._sitting.own.time_sections(key):
            self._answered(card, self._sitting.env.stopwatch() - shown_at, "")

    def _leave(self) -> None:
        raise UserLeft
