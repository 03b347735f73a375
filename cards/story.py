"""What a story is: one dated episode of a person's own, and which questions it answers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cards.card import Card, KeyPoint, Kind
from cards.key import CardKey
from cards.text import slug

# What has to be recalled is which story fits which question: its title is the handle.
TITLE_WORDS, TITLE_LETTERS = 6, 60
# The deck that asks for the stories themselves.
STORIES_DECK = "my-stories"
# Cards that a story can answer.
STORY_KINDS = (Kind.STORY, Kind.ATTRIBUTE, Kind.TECHNIQUE, Kind.SKILL, Kind.FIT)
# Interviewers of one day compare notes: a story told in answer to so many questions is worn.
WORN_FROM = 3
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One episode. All text is clean; everything but the title may still be missing.

    Attributes:
        id: Stable; what was told and learned of it hangs on it.
        title: At most six words.
        when: The date, as one would say it.
        actions: What they themselves did, step by step.
        result: What came of it, with a number.
        short: The version that takes thirty seconds.
        competencies: What it is proof of; matched with the tags and kinds of cards.
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
        """Tell whether a title is its own, however its letters are cased."""
        return self.title.casefold() == title.casefold()

    @property
    def handle(self) -> str:
        """Its title, cut where it is longer than one may be."""
        return self.title if len(self.title) <= TITLE_LETTERS else f"{self.title[: TITLE_LETTERS - 1]}\u2026"

    @property
    def missing(self) -> tuple[str, ...]:
        """What it still needs to be told well, in words."""
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
        bare = ["a number in the result"] if self.result and not _DIGIT.search(self.result) else []
        return (*(name for name, value in parts.items() if not value), *bare)


def title_problem(title: str) -> str:
    """Return how long a title is, in words, if it is longer than one to know a story by; else nothing."""
    if (words := len(title.split())) > TITLE_WORDS:
        return f"{words} words; a handle has at most {TITLE_WORDS}"
    return f"{len(title)} characters; a handle has at most {TITLE_LETTERS}" if len(title) > TITLE_LETTERS else ""


def recall_card(story: Story) -> Card | None:
    """Return the card that asks for a story's points by its title; None while there are none to recall."""
    when = f" ({story.when})" if story.when else ""
    points = [
        KeyPoint(f"Situation{when}: {story.situation}") if story.situation else None,
        KeyPoint(f"Task: {story.task}") if story.task else None,
        *(KeyPoint(f"Action: {action}") for action in story.actions),
        KeyPoint(f"Result: {story.result}", must=True) if story.result else None,
        KeyPoint(f"Lesson: {story.lesson}") if story.lesson else None,
    ]
    known = tuple(point for point in points if point is not None)
    if not known:
        return None
    return Card(
        id=story.id,
        question=f"Tell the story: {story.handle}",
        kind=Kind.STORY,
        key_points=known,
        answer=story.short,
        tags=story.competencies,
    )


def fit_score(story: Story, card: Card) -> int:
    """Return how many of a story's competencies are among the tags of a card or are its kind, singular or plural."""
    asked = {word for tag in (*card.tags, card.kind.value) for word in _words(tag)}
    return sum(bool(words) and words <= asked for words in map(_words, story.competencies))


def _words(text: str) -> frozenset[str]:
    return frozenset(word.removesuffix("s") for word in slug(text).split("-") if word)


def suggest_stories(
    stories: Sequence[Story], card: Card, *, told: str, carries: Mapping[str, Sequence[CardKey]]
) -> list[Story]:
    """Return the stories that may answer a card, the likeliest first.

    That told last in answer to it comes first, then those that fit best, then those that carry least. A card that asks
    for a story takes any.

    Args:
        stories: All there are.
        card: The question.
        told: The id of the story told last in answer to it; empty if none was.
        carries: The questions each story answers, by its id.
    """
    if card.kind not in STORY_KINDS:
        return []
    chosen = [story for story in stories if card.kind is Kind.STORY or story.id == told or fit_score(story, card)]
    return sorted(
        chosen,
        key=lambda story: (
            story.id != told,
            -fit_score(story, card),
            len(carries.get(story.id, ())),
            story.title,
            story.id,
        ),
    )
