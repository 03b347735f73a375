"""The commands of a review: what each letter does at its prompts."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from cards.card import Card, Kind
from cards.errors import GreenroomError
from cards.key import CardKey
from scheduler.log.store import Event
from trainer.review import ratings, screens
from trainer.review.answer_prompt import AnswerPrompt
from trainer.review.keys import ALL_KEYS, COACH, TAKE_UP, Prompt, key_list, prompt_keys
from trainer.review.prompts import GradePrompts
from trainer.review.reveal import Reveal
from trainer.review.sitting import Sitting
from trainer.terminal.layout import paragraph
from trainer.terminal.ui import LEAVE_WORDS, UserLeft

if TYPE_CHECKING:
    from trainer.review.coach import Coach
    from trainer.review.own_answer_writer import OwnAnswerWriter


class Commands:
    """Runs the commands of a review."""

    def __init__(
        self,
        sitting: Sitting,
        prompts: GradePrompts,
        reveal: Reveal,
        answer: AnswerPrompt,
        answered: Callable[[Card, float, str], None],
    ) -> None:
        """Take the prompts and screens of a sitting; `answered` takes an answer, with its seconds and its text."""
        self._sitting = sitting
        self._ui = sitting.ui
        self._prompts = prompts
        self._reveal = reveal
        self._answer = answer
        self._answered = answered
        self._last = ""  # what was typed last
        self._again: CardKey | None = None  # the card to say again once its points are ticked

    @cached_property
    def writer(self) -> "OwnAnswerWriter":
        """Writes the user's own answers."""
        from trainer.review.own_answer_writer import OwnAnswerWriter

        return OwnAnswerWriter(self._sitting, self._reveal)

    @cached_property
    def _coach(self) -> "Coach":
        from trainer.review.coach import Coach

        return Coach(self._sitting)

    def at_prompt(self, card: Card) -> dict[str, Callable[[], None]]:
        """Return what each letter does at the current prompt, and each word that leaves."""
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
            **dict.fromkeys(LEAVE_WORDS, self._leave),
        }
        if self._sitting.turn.answer is None:  # so that no letter on the list of keys counts as an answer
            later = partial(self._ui.say, "That comes after your answer.")
            early = {"p": partial(self._peek, card), "t": partial(self._time_sections, card)}
            early[TAKE_UP] = partial(self._ui.say, "There is no unrated answer to pick up here.")
            return commands | early | dict.fromkeys("odmrvy", later)
        if (spoken := self._sitting.spoken) is not None:
            commands |= {**spoken.commands(self._sitting.turn.key), "c": partial(self._correct, card)}
        return commands | {
            "o": self._toggle_points,
            "d": self._reveal.word_diff,
            "m": partial(self._reveal.more, card),
            "v": partial(self._ask_coach, card),
            "y": partial(self._name_story, card),
            "r": partial(self._say_again, card),
        }

    def run(self, text: str, card: Card) -> bool:
        """Run the command that a text is; return whether the text was one. A second `?` shows all keys."""
        name = text.strip()
        name, self._last = "??" if name == self._last == "?" else name, name
        command = self.at_prompt(card).get(name)
        if command is not None:
            command()
        return command is not None

    def after_ticks(self, card: Card) -> None:
        """Ask for the second answer now, if that waited for the ticks of the first."""
        if self._again == self._sitting.turn.key:
            self._say_again(card)

    def _back(self, card: Card) -> None:
        """Go back to the ticks of this answer; from there, undo the last rating, bury, suspend or flag."""
        if self._sitting.turn.key in self._sitting.unticked:
            self._sitting.unticked.remove(self._sitting.turn.key)
        elif card.key_points and self._sitting.has_newer_ticks:
            self._reveal.again(card)
            self._sitting.reopen_ticks()
        else:
            ratings.undo(self._sitting)

    def _say_again(self, card: Card) -> None:
        """Ask for a second answer beside the first, whose rating counts, once the first one's points are ticked."""
        from trainer.review.second_answer import SecondAnswer

        sitting, turn = self._sitting, self._sitting.turn
        if turn.answer is None:
            return
        if card.key_points and turn.answer.covered is None and turn.key not in sitting.unticked:
            self._again = turn.key
            self._ui.say("You'll say it again once you've ticked this answer.")
            return
        self._again = None
        second = SecondAnswer(sitting, self._prompts, self._reveal).ask(card, turn.phrasing or 0, turn.answer)
        if second is not None and second.text:
            self.writer.keep_beside(second.text)
            sitting.keep_answer()

    def _explain_keys(self, card: Card, *, all_keys: bool = False) -> None:
        """Show the keys of this prompt, or all, and then the question again."""
        answer = self._sitting.turn.answer
        skipped = self._sitting.turn.key in self._sitting.unticked
        rating = answer is not None and (answer.covered is not None or skipped or not card.key_points)
        prompt = Prompt.ANSWER if answer is None else Prompt.RATE if rating else Prompt.POINTS
        layout = self._ui.layout
        told = prompt is Prompt.POINTS and self._sitting.own.has_stories(self._sitting.turn.key, card)
        also = [each for each in ALL_KEYS if each[0] == "y"] if told else []
        if answer is not None and self._sitting.home.preferences.coach_command:
            also.append(COACH)
        if answer is not None and self._sitting.spoken is not None:
            also += self._sitting.spoken.keys(self._sitting.turn.key)
        self._ui.show(key_list(ALL_KEYS, layout) if all_keys else prompt_keys(prompt, layout, also))
        self._reveal.again(card)

    def _ask_coach(self, card: Card) -> None:
        """Show what the user's coach program thinks of the answer, then the question and the points again."""
        turn = self._sitting.turn
        if turn.answer is not None and self._coach.ask(card, turn.phrasing or 0, turn.answer):
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
        self.writer.write(in_editor=in_editor)

    def _toggle_points(self) -> None:
        self.writer.toggle_points()

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
