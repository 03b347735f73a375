"""The user's own answers and stories in a sitting: shown, ticked, picked and timed."""

from datetime import date
from typing import NamedTuple

from cards.answer_time import counted_ms
from cards.card import Card
from cards.errors import GreenroomError
from cards.key import CardKey
from cards.own_answer import ticks_own_points
from cards.review import Review
from cards.story import STORIES_DECK, STORY_KINDS, Story, fit_score, named_by, suggest_stories
from cards.timing import Section, Split
from decks.vocabulary.competencies import read_competencies
from scheduler.log import stories as story_log
from scheduler.log.store import Store
from trainer.files.own_material import Material
from trainer.home import Home
from trainer.review import own_screens
from trainer.terminal.layout import BLANK, Line, paragraph
from trainer.terminal.ui import LEAVE_WORDS, Ui

_MOST_OFFERED = 5


class Offers(NamedTuple):
    """The stories the user might have told in an answer."""

    stories: list[Story]  # the likeliest first
    last_told: str  # the id of the one told last time; empty for none
    carries: dict[str, list[CardKey]]  # the cards each story answered last, by its id


class OwnWords:
    """Brings the user's own answers and stories into a sitting."""

    def __init__(self, ui: Ui, home: Home, store: Store, material: Material) -> None:
        self._ui = ui
        self._home = home
        self._store = store
        self._material = material
        self._told: dict[CardKey, str] = {}  # the id of the story told in the current answer; empty for none
        self._splits: dict[CardKey, Split] = {}

    def are_ticked(self, key: CardKey) -> bool:
        """Return whether the points to tick are the user's own."""
        return ticks_own_points(self._material.answer(key))

    def reveal(self, key: CardKey, card: Card, today: date, *, first: bool) -> list[Line]:
        """Return the user's own answer to show above the points, or an invitation to write one.

        The card is as in its deck; the user is only invited to write at the `first` rating of a card.
        """
        own, layout = self._material.answer(key), self._ui.layout
        if own is not None:
            return [BLANK, *own_screens.own_answer(own, card, today, layout)]
        if not first or key.deck == STORIES_DECK or card.is_unanswered:
            return []
        return [BLANK, *paragraph(own_screens.INVITATION, layout.width, style="dim")]

    def is_missing(self, key: CardKey, card: Card) -> bool:
        """Return whether neither the card nor the user has an answer yet."""
        return card.is_unanswered and self._material.answer(key) is None

    def toggle(self, key: CardKey) -> bool:
        """Switch between ticking the card's points and the user's own; return whether that worked."""
        from decks.own.answers import set_tick
        from trainer.files.file_changes import noted

        own = self._material.answer(key)
        if own is None or not own.points:
            problem = self._material.problem(self._home.answers_to(key.deck))
            none = "You have no points of your own for this card. Press w to write them."
            self._ui.say(f"Some of your answers can't be read: {problem}" if problem else none)
            return False
        path = self._home.answers_to(key.deck)
        try:
            with noted(self._home, self._store, "set", f"whose points you tick for {key}", path):
                set_tick(path, key.card, tick=not own.tick)
        except GreenroomError as error:
            self._ui.say(str(error))
            return False
        whose = "the deck's" if own.tick else "your own"
        self._ui.say(f"You now tick {whose} points; o switches back.")
        return True

    # --- stories -----------------------------------------------------------------------------------

    def has_stories(self, key: CardKey, card: Card) -> bool:
        """Return whether the answer to a card might have told one of the user's stories."""
        return key.deck != STORIES_DECK and card.kind in STORY_KINDS and bool(self._material.stories())

    def offers(self, key: CardKey, card: Card, *, every: bool = False) -> Offers | None:
        """Return the stories the user might have told; None if there are none, or the user has picked one.

        With `every`, these are all of them if none fits.
        """
        if key in self._told or not self.has_stories(key, card):
            return None
        stories = self._material.stories()
        told = story_log.stories_told(self._store)
        carries = story_log.cards_by_story(told)
        found = suggest_stories(stories, card, read_competencies(), last_told=told.get(key, ""), carries=carries)
        found = found or (stories if every else [])
        return Offers(found[:_MOST_OFFERED], told.get(key, ""), carries) if found else None

    def ask_story(self, card: Card, offers: Offers) -> str:
        """Show the stories on offer and ask which one was told; return the text."""
        fitting = {story.id for story in offers.stories if fit_score(story, card, read_competencies())}
        self._ui.show(own_screens.stories(offers.stories, fitting, offers.last_told, offers.carries, self._ui.layout))
        return self._ui.ask("Story told", "a number, or a word of its title; Enter for none")

    def unpick_story(self, key: CardKey) -> None:
        """Forget which story the current answer told."""
        self._told.pop(key, None)

    def pick_story(self, key: CardKey, offers: Offers, typed: str) -> None:
        """Keep the story whose number or title was typed; if it fits none or several, say so."""
        word = typed.strip().casefold()
        if not word:
            self._told[key] = ""
        elif word == "?":
            self._ui.say("A number, or a word of its title; Enter for none.")
        elif word.isascii() and word.isdecimal():
            if 1 <= int(word[:3]) <= len(offers.stories):
                self._told[key] = offers.stories[int(word) - 1].id
            else:
                self._ui.say(f"There is no story {word} here: 1 to {len(offers.stories)}, or a word of its title.")
        else:
            named = named_by(word, self._material.stories())
            if len(named) == 1:
                self._told[key] = named[0].id
                self._ui.say(f"Told: {named[0].handle}.")
            elif named:
                few = ", ".join(story.handle for story in named[:_MOST_OFFERED])
                few += ", ..." if len(named) > _MOST_OFFERED else ""
                self._ui.say(f'{len(named)} stories have "{typed.strip()}" in the title: {few}. Enter for none.')
            else:
                self._ui.say(f'No story has "{typed.strip()}" in the title. Enter for none.')

    def story(self, key: CardKey) -> str:
        """Return the id of the story told in the current answer; empty for none."""
        return self._told.get(key, "")

    def time_sections(self, key: CardKey) -> bool:
        """Time a story section by section; return False if the user goes back to the question."""
        milliseconds: list[int] = []
        for section in Section:
            begun = self._home.env.stopwatch()
            label = self._ui.label(section.value.capitalize(), "Enter when you've told it · q goes back")
            while typed := self._ui.ask_line(label).strip():
                if typed in LEAVE_WORDS:
                    return False
                self._ui.say("Press Enter to end a section. Anything else is ignored until the story is told.")
            milliseconds.append(counted_ms(self._home.env.stopwatch() - begun))
        self._splits[key] = Split(*milliseconds)
        return True

    def time_shares(self, key: CardKey) -> list[Line]:
        """Return the lines on how a story's time was split between its sections; none if it was not timed."""
        if key not in self._splits:
            return []
        before = next(iter(story_log.splits(self._store, key)), None)
        return own_screens.split(self._splits[key], self._ui.layout, before=before)

    def sections(self, key: CardKey) -> tuple[int, ...]:
        """Return how long each section of the current story took, in milliseconds; nothing if it was not timed."""
        return self._splits.get(key, ())

    def forget(self, key: CardKey) -> None:
        """Drop the story and the times of a card's last answer, before the next one."""
        self._told.pop(key, None)
        self._splits.pop(key, None)

    def resume(self, review: Review) -> None:
        """Restore the story of an undone review for its next rating."""
        self._told[review.key] = story_log.story_of(self._store, review.uuid)
