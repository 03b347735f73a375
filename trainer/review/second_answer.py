"""A second answer right after the first, and what it gained and lost."""

from functools import partial

from cards.answer import Answer
from cards.answer_time import counted_ms
from cards.card import Card
from trainer.review import screens
from trainer.review.answer_prompt import correct
from trainer.review.diff import compare
from trainer.review.keys import ALL_KEYS, Keys, key_list
from trainer.review.prompts import GradePrompts
from trainer.review.reveal import Reveal
from trainer.review.sitting import Sitting
from trainer.review.spoken_prompt import SpokenPrompt, answer_toolbar, how_by_ear
from trainer.terminal.layout import BLANK, Layout, Line, paragraph
from trainer.terminal.ui import LEAVE_WORDS, AnswerForm, UserLeft
from trainer.terminal.words import clock

_HELP = "This is your second try. Enter ends it; u goes back to the rating; q quits."
_COMMANDS = ("u", *LEAVE_WORDS, "?")
_KEYS = frozenset(letter for keys, _ in ALL_KEYS for letter in keys.split() if len(letter) == 1) | {*LEAVE_WORDS}


class SecondAnswer:
    """Asks for an answer once more and shows both beside each other. It is not rated: the first one counts.

    Until then, a typed second answer is kept below the first.
    """

    def __init__(self, sitting: Sitting, prompts: GradePrompts, reveal: Reveal) -> None:
        self._sitting = sitting
        self._prompts = prompts
        self._reveal = reveal

    def ask(self, card: Card, phrasing: int, first: Answer) -> Answer | None:
        """Ask for the second answer and its points, and compare; return it, None if the user goes back at once.

        Raises:
            UserLeft: The user leaves.
        """
        ui = self._sitting.ui
        ui.show([BLANK, *screens.asked(card.wording(phrasing), card.context, ui.layout)])
        second = self._answer(card, first)
        if second is None:
            return None
        if card.key_points:
            ui.show([BLANK, *self._reveal.points_for(card, second)])
        spoken, key = self._sitting.spoken, self._sitting.turn.key
        recording = {} if spoken is None else spoken.commands(key)
        commands = (*_COMMANDS, *recording, *("c" if recording else ""))
        while card.key_points and second.covered is None:
            typed = self._prompts.ask_points(card, hint="? keys", commands=commands).strip()
            if typed not in commands:
                second = second._replace(covered=self._prompts.points_in(typed, card))
            elif typed in recording:
                recording[typed]()
            elif typed == "c":
                second = second._replace(text=correct(ui, second, partial(self._keep, first)))
                self._keep(first, second.text)
                ui.show([BLANK, *self._reveal.points_for(card, second)])
            elif not self._goes_on(typed, spoken.keys(key) if spoken else ()):
                return second
        ui.show(gained_and_lost(card, first, second, ui.layout))
        return second

    def _answer(self, card: Card, first: Answer) -> Answer | None:
        """Ask for the second answer; return it, None if the user goes back."""
        sitting, ui, spoken, key = self._sitting, self._sitting.ui, self._sitting.spoken, self._sitting.turn.key
        begun, progress = sitting.env.stopwatch(), sitting.session.progress(sitting.now())
        meanwhile = None
        if spoken is not None:
            meanwhile = SpokenPrompt(
                sitting.env,
                begun,
                reader=None,
                begin=partial(spoken.begin, key, card.kind, begun),
                microphone=spoken.microphone,
            )
            meanwhile.look()

        def toolbar(columns: int) -> str:
            return answer_toolbar(sitting.env.stopwatch() - begun, card, progress, columns, spoken)

        def label() -> list[Line]:
            how = f"once more · {screens.how_to_answer(card, ui.layout)}"
            return ui.label("Your answer", how_by_ear(how, meanwhile, spoken, drawn=ui.layout.drawn))

        keep = partial(self._keep, first)
        form = AnswerForm(label, "", _KEYS, toolbar, keep, meanwhile)
        while (text := ui.ask_answer(form).strip()) in _KEYS:
            if not self._goes_on(text):
                if spoken is not None:
                    spoken.microphone.drop()
                return None
        second = Answer(milliseconds=counted_ms(sitting.env.stopwatch() - begun, card.target.max), text=text)
        if spoken is not None:
            second = spoken.end(key, second)
            ui.show(spoken.lines(key))
        if second.text:
            keep(second.text)
        return second

    def _keep(self, first: Answer, text: str) -> None:
        """Save the text of the second answer so far, below the first."""
        self._sitting.keep(first._replace(text=f"{first.text}\n\n{text}".strip()))

    def _goes_on(self, command: str, also: Keys = ()) -> bool:
        """Do what a letter does here, if anything; return False if the user goes back. `?` shows `also`, too."""
        ui = self._sitting.ui
        if command in LEAVE_WORDS:
            raise UserLeft
        if command != "u":
            ui.say(_HELP)
            ui.show(key_list(also, ui.layout) if also else [])
        return command != "u"


def gained_and_lost(card: Card, first: Answer, second: Answer, layout: Layout) -> list[Line]:
    """Show two answers to one question beside each other, and which points only one of them covered."""
    before, now = first.covered or frozenset(), second.covered or frozenset()
    lines: list[Line] = [BLANK]
    for label, answer in (("First try", first), ("Second try", second)):
        points = "" if answer.covered is None else f", {len(answer.covered)} of {len(card.key_points)} points"
        lines += paragraph(f"{label}: {clock(answer.seconds)}{points}", layout.width)
    for label, style, positions in (("Gained", "good", now - before), ("Lost", "warn", before - now)):
        for position in sorted(positions):
            text = f"{label}: {position + 1} {card.key_points[position].marked}"
            lines += paragraph(text, layout.width, style=style, rest="   ")
    if first.text and second.text:
        lines += compare(("First try", "Second try"), (first, second), layout)
    return lines + paragraph("The ticks and rating of the first try count.", layout.width, style="dim")
