"""A story: one dated episode from the user's own work, and the questions it answers."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cards.card import Card, KeyPoint, Kind
from cards.key import CardKey
from cards.text import slug

if TYPE_CHECKING:
    from cards.competencies import Vocabulary

# A title is short because it is what the user has to recall when a question fits the story.
TITLE_WORDS, TITLE_LETTERS = 6, 60
# The deck with one recall card per story.
STORIES_DECK = "my-stories"
# The kinds of card that a story can answer.
STORY_KINDS = (Kind.STORY, Kind.ATTRIBUTE, Kind.TECHNIQUE, Kind.SKILL, Kind.FIT)
# A story that answers this many questions is overused: the interviewers of one day compare notes.
WORN_FROM = 3
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One episode. All text is clean; every field but `id` and `title` may still be empty.

    Attributes:
        id: Never changes; the log refers to the story by it.
        when: The date, as you would say it.
        actions: What the user did, step by step.
        result: The outcome, with a number.
        short: The thirty-second version.
        competencies: What the story proves, in any words; matched with the competencies, tags and kinds of cards.
    """

    id: str
    title: str
    when: str = ""
    situation: str = ""
    task: str = ""
    actions: tuple[str, ...] = ()
    result: str = ""
    lesson: str = ""
    short: str = ""
    competencies: tuple[str, ...] = ()

    def has_title(self, title: str) -> bool:
        """Return whether this is the story's title, ignoring case."""
        return self.title.casefold() == title.casefold()

    @property
    def handle(self) -> str:
        """The title, cut to `TITLE_LETTERS` characters."""
        return self.title if len(self.title) <= TITLE_LETTERS else f"{self.title[: TITLE_LETTERS - 1]}\u2026"

    @property
    def missing(self) -> tuple[str, ...]:
        """What is still missing before the story can be told well, in words."""
        parts = {
            "when": self.when,
            "situation": self.situation,
            "task": self.task,
            "actions": self.actions,
            "result": self.result,
            "lesson": self.lesson,
            "30-second version": self.short,
            "competencies": self.competencies,
        }
        number = ["a number in the result"] if self.result and not _DIGIT.search(self.result) else []
        return (*(name for name, value in parts.items() if not value), *number)


def named_by(word: str, stories: Iterable[Story]) -> list[Story]:
    """Return the stories with this id or title, else those with this text in their title; case doesn't matter."""
    word, stories = word.casefold(), list(stories)
    exact = [story for story in stories if word in (story.id, story.title.casefold())]
    return exact or [story for story in stories if word in story.title.casefold()]


def title_problem(title: str) -> str:
    """Return how a title is too long, in words; empty if its length is fine."""
    if (words := len(title.split())) > TITLE_WORDS:
        return f"{words} words; the most is {TITLE_WORDS}"
    return f"{len(title)} characters; the most is {TITLE_LETTERS}" if len(title) > TITLE_LETTERS else ""


def recall_card(story: Story) -> Card | None:
    """Return a card that asks for the parts of a story by its title; None if the story has no parts yet."""
    when = f" ({story.when})" if story.when else ""
    parts = [
        (f"Situation{when}", story.situation),
        ("Task", story.task),
        *(("Action", action) for action in story.actions),
        ("Result", story.result),
        ("Lesson", story.lesson),
    ]
    key_points = tuple(KeyPoint(f"{part}: {text}", must=part == "Result") for part, text in parts if text)
    if not key_points:
        return None
    return Card(
        id=story.id,
        question=f"Tell the story: {story.handle}",
        kind=Kind.STORY,
        key_points=key_points,
        answer=story.short,
        tags=story.competencies,
    )


def fit_score(story: Story, card: Card, vocabulary: "Vocabulary") -> int:
    """Count the story's competencies that a card asks for.

    A match is a word of the card's tags or its kind, in the singular or the plural, or any name for one of its
    competencies: `stakeholders` is influence.
    """
    words_asked, asked = _words_asked(card), _competencies_asked(card, vocabulary)
    return sum(
        bool(words := _words(each)) and (words <= words_asked or not asked.isdisjoint(vocabulary.meant_by(each)))
        for each in story.competencies
    )


def fit_of_any(stories: Iterable[Story], vocabulary: "Vocabulary") -> Callable[[Card], bool]:
    """Return a function that says whether any story fits a card (`fit_score` > 0), in one look-up for all stories."""
    by_word: dict[str, set[frozenset[str]]] = {}
    proved: set[str] = set()
    for each in {each for story in stories for each in story.competencies}:
        if words := _words(each):
            by_word.setdefault(min(words), set()).add(words)
            proved |= vocabulary.meant_by(each)

    def fits(card: Card) -> bool:
        asked = _words_asked(card)
        by_tag = any(words <= asked for word in asked for words in by_word.get(word, ()))
        return by_tag or not proved.isdisjoint(_competencies_asked(card, vocabulary))

    return fits


def _words_asked(card: Card) -> frozenset[str]:
    return frozenset(word for tag in (*card.labels, card.kind.value) for word in _words(tag))


def _competencies_asked(card: Card, vocabulary: "Vocabulary") -> frozenset[str]:
    return frozenset(card.competencies).union(*map(vocabulary.meant_by, card.tags))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in slug(text).split("-") if word)


def suggest_stories(
    stories: Sequence[Story],
    card: Card,
    vocabulary: "Vocabulary",
    *,
    last_told: str,
    carries: Mapping[str, Sequence[CardKey]],
) -> list[Story]:
    """Return the stories that may answer a card, the likeliest first.

    That is the one told last time, then those that fit best, then those that answer the fewest questions. A card that
    asks for a story accepts any.

    Args:
        stories: All stories.
        card: The card.
        vocabulary: The names for competencies.
        last_told: The id of the story told last time; empty for none.
        carries: The cards that each story answers, by story id.
    """
    if card.kind not in STORY_KINDS:
        return []
    scores = {story.id: fit_score(story, card, vocabulary) for story in stories}

    def place(story: Story) -> tuple[bool, int, int, str, str]:
        answered = len(carries.get(story.id, ()))
        return story.id != last_told, -scores[story.id], answered, story.title, story.id

    chosen = [story for story in stories if card.kind is Kind.STORY or story.id == last_told or scores[story.id]]
    return sorted(chosen, key=place)
