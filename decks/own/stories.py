"""The user's stories: their file, and the deck made from it that asks for the points of each story."""

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from cards.card import Kind
from cards.story import STORIES_DECK, Story, recall_card, title_problem
from decks.model.deck import Deck, DeckHead
from decks.model.fields import read_line, read_lines
from decks.model.ids import NewIds, is_slug
from decks.model.problems import Level, Problem
from decks.toml.records import Form, append_record, read_own_text, read_records

FORM = Form(
    items="stories",
    noun="story",
    fields={
        "id": read_line,
        "title": read_line,
        "when": read_line,
        "situation": read_line,
        "task": read_line,
        "actions": read_lines,
        "result": read_line,
        "lesson": read_line,
        "short": read_line,
        "competencies": read_lines,
    },
    named_by=("id", "title"),
)


def read_stories(path: Path) -> tuple[list[Story], dict[str, int], list[Problem]]:
    """Return the stories of a file in its order, the line each begins on by id, and every problem found."""
    text, problems = read_own_text(path)
    records, reader = read_records(text, FORM, path=str(path))
    stories: list[Story] = []
    lines: dict[str, int] = {}
    titled: dict[str, int] = {}  # the line of the first story of each title
    ids = NewIds(str(values["id"]) for values, _, _ in records if "id" in values)
    for values, line, name in records:
        if "title" not in values:
            reader.add(line, "there is no title", 'Add a line: title = "...", at most six words.', card=name)
            continue
        story = Story(**({"id": ids.make(values["title"])} | values))
        if not is_slug(story.id):
            fix = 'Write it in small letters, digits and hyphens: id = "my-story".'
            reader.add(line, f'the id "{story.id}" is not a slug', fix, card=name)
        elif story.id in lines:
            what = f"the id is used twice, first on line {lines[story.id]}"
            reader.add(line, what, "Give this story another id.", card=name)
        else:
            if "id" not in values:
                what, fix = "there is no id, so a new title would make it a new story", f'Add: id = "{story.id}".'
                reader.add(line, what, fix, card=name, level=Level.WARNING)
            if long := title_problem(story.title):
                reader.add(line, f"the title has {long}", "Shorten it.", card=name, level=Level.WARNING)
            if (first := titled.setdefault(story.title.casefold(), line)) != line:
                what = f"the story on line {first} has the same title"
                reader.add(line, what, "Rename one of them.", card=name, level=Level.WARNING)
            stories.append(story)
            lines[story.id] = line
    return stories, lines, problems + sorted(reader.problems, key=lambda problem: problem.line)


def read_stories_deck(path: Path) -> tuple[Deck | None, list[Problem]]:
    """Return the deck made from the stories of a file, None if no story has points yet, and every problem found."""
    stories, lines, problems = read_stories(path)
    cards = tuple(card for card in map(recall_card, stories) if card is not None)
    if not cards:
        return None, problems
    head = DeckHead(
        id=STORIES_DECK,
        title="My stories",
        description="The points of each of your stories, by its title. Made from stories.toml.",
        kind=Kind.STORY,
    )
    return Deck(head=head, cards=cards, lines={card.id: lines[card.id] for card in cards}), problems


def add_story(path: Path, story: Story) -> Story:
    """Append a story with a new id made from its title, and return it with that id.

    Raises:
        DeckFileError: The file cannot be read or written, or is not valid TOML. It is unchanged.
    """
    added = story

    def make(text: str) -> Mapping[str, Any]:
        nonlocal added
        taken = [str(values["id"]) for values, _, _ in read_records(text, FORM, path=str(path))[0] if "id" in values]
        values = {spec.name: getattr(story, spec.name) for spec in fields(Story)}
        added = Story(**values | {"id": NewIds(taken).make(story.title)})
        table = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value}
        return table | {"id": added.id}

    append_record(path, FORM, make)
    return added
