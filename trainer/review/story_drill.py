"""A drill against the clock: ten questions, and which story you would tell for each. Nothing of it is kept."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence

from cards.card import Card, Kind
from cards.key import CardKey, Priority
from cards.story import WORN_FROM, Story, fit_score, named_by
from decks.vocabulary.competencies import read_competencies
from trainer.environment import Environment
from trainer.terminal.dialogue import Dialogue
from trainer.terminal.layout import BLANK, Line, entry, paragraph
from trainer.terminal.ui import Ui, UserLeft
from trainer.terminal.words import clock, count

QUESTIONS, SECONDS = 10, 120.0
_HINT = "a number, or a word of its title; Enter for none, q stops"
_RANKS = {priority: rank for rank, priority in enumerate(Priority)}


def choose_questions(questions: Mapping[CardKey, Card], seed: int) -> list[Card]:
    """Return up to `QUESTIONS` cards in a random order: those that ask for a story first, then must-haves."""
    cards = list(questions.values())
    rng = random.Random(seed)  # noqa: S311  # which questions come is no secret
    rng.shuffle(cards)
    cards.sort(key=lambda card: (card.kind is not Kind.STORY, _RANKS[card.priority]))
    chosen = cards[:QUESTIONS]
    rng.shuffle(chosen)
    return chosen


class StoryDrill:
    """Asks which story answers each question, and then shows how they spread.

    Attributes:
        told: The questions answered so far, each with the story, None for none.
    """

    def __init__(self, ui: Ui, env: Environment, stories: Sequence[Story]) -> None:
        self._ui = ui
        self._env = env
        self._dialogue = Dialogue(ui)
        self._stories = stories
        self.told: list[tuple[Card, Story | None]] = []

    def run(self, cards: Sequence[Card]) -> None:
        """Ask until the questions or the time are up, or the user leaves; then show the result."""
        ui = self._ui
        ui.say(f"{count(len(cards), 'question')} in {clock(SECONDS)}. Which story would you tell?", style="title")
        for number, story in enumerate(self._stories, start=1):
            ui.show(paragraph(story.handle, ui.layout.width, first=f" {number:>2}  "))
        begun = self._env.stopwatch()
        taken = 0.0
        try:
            for number, card in enumerate(cards, start=1):
                ui.show(
                    [BLANK, *paragraph(f"{number} of {len(cards)} · {clock(SECONDS - taken)} left", ui.layout.width)]
                )
                ui.show(paragraph(card.question, ui.layout.width, style="title", first="   "))
                self.told.append((card, self._ask()))
                taken = self._env.stopwatch() - begun
                if taken >= SECONDS and number < len(cards):
                    ui.say("Time's up.")
                    break
        except UserLeft:
            taken = self._env.stopwatch() - begun
        ui.show(result_lines(self.told, self._stories, taken, ui.layout.width))

    def _ask(self) -> Story | None:
        while word := self._dialogue.ask("Story", _HINT):
            if word.isascii() and word.isdecimal():
                if 1 <= int(word[:4]) <= len(self._stories):
                    return self._stories[int(word) - 1]
                self._ui.say(f"There is no story {word[:4]} here: 1 to {len(self._stories)}.")
            elif len(named := named_by(word, self._stories)) == 1:
                self._ui.say(f"{named[0].handle}.")
                return named[0]
            else:
                many = f"{len(named)} stories have" if named else "No story has"
                self._ui.say(f'{many} "{word}" in the title.')
        return None


def result_lines(
    told: Sequence[tuple[Card, Story | None]], stories: Sequence[Story], seconds: float, width: int
) -> list[Line]:
    """Show how often each story was told, which ones were not, and the questions without one.

    Args:
        told: The questions answered, each with the story, None for none.
        stories: All stories.
        seconds: How long it took.
        width: The greatest width of a line.
    """
    if not told:
        return paragraph("Nothing answered.", width)
    times = Counter(story.id for _, story in told if story)
    each = f"{round(seconds / len(told))} s each" if seconds else ""
    head = f"{sum(times.values())} of {count(len(told), 'question')} with a story{each and f', {each}'}."
    lines: list[Line] = [BLANK, *paragraph(head, width, style="title")]
    for story in sorted(stories, key=lambda story: -times[story.id]):
        if number := times[story.id]:
            how = f"{count(number, 'question')}{': vary' if number >= WORN_FROM else ''}"
            lines += entry(story.handle, how, width)
    if unused := [story.handle for story in stories if not times[story.id]]:
        lines += paragraph(f"Not told: {', '.join(unused)}.", width)
    gaps = [card for card, story in told if story is None]
    if gaps:
        lines += [BLANK, *paragraph("Without a story:", width, style="title")]
    vocabulary = read_competencies()
    for card in gaps:
        lines += paragraph(card.question, width, first="   ")
        if fitting := [story.handle for story in stories if fit_score(story, card, vocabulary)]:
            lines += paragraph(f"might fit: {', '.join(fitting[:2])}", width, style="dim", first="     ")
    if gaps:
        lines += paragraph("`greenroom story add` tells a new one.", width, style="dim")
    return lines
