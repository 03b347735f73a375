"""`greenroom story list|add|edit|drill`: the stories you can tell."""

from argparse import Namespace
from collections.abc import Mapping, Sequence

from cards.card import Card
from cards.errors import GreenroomError
from cards.key import CardKey
from cards.story import (
    STORIES_DECK,
    STORY_KINDS,
    TITLE_LETTERS,
    TITLE_WORDS,
    WORN_FROM,
    Story,
    fit_of_any,
    fit_score,
    title_problem,
)
from decks.library.library import Library
from decks.model.errors import UnknownStory
from decks.model.problems import Level, meant
from decks.own.stories import add_story, read_stories
from decks.vocabulary.competencies import read_competencies
from scheduler.log import stories as story_log
from trainer.environment import Environment
from trainer.files.choices import given_or_chosen
from trainer.files.editing import edit_stories
from trainer.files.file_changes import noted
from trainer.home import Home
from trainer.opening import open_home, open_library, open_store
from trainer.review.add_card import ask, ask_list
from trainer.terminal.layout import Line, entry, paragraph, shorten
from trainer.terminal.output import output_layout, print_json, print_lines, story_json
from trainer.terminal.ui import Ui, UserLeft, open_ui
from trainer.terminal.words import count

_MOST_LISTED = 5
_TITLE_HINT = f"a name for it, in at most {TITLE_WORDS} words"


def run(args: Namespace, env: Environment) -> int:
    """List, add, edit or drill stories; 0, or 1 if none was added or there is none to drill."""
    home = open_home(env, args.home)
    if args.action == "add":
        return _add(home, open_ui(env, plain=args.plain))
    if args.action == "edit":
        return _edit(home, args.story)
    if args.action == "drill":
        return _drill(home, plain=args.plain)
    return _list(home, as_json=args.json)


# --- add and edit ----------------------------------------------------------------------------------


def _add(home: Home, ui: Ui) -> int:
    parts: dict[str, object] = {}
    try:
        _ask_story(ui, parts, read_stories(home.stories)[0])
        left = False
    except UserLeft:
        left = True
    if "title" not in parts:
        print("Nothing was added.", file=home.env.stderr)
        return 1
    with open_store(home) as store, noted(home, store, "add", f'the story "{parts["title"]}"', home.stories):
        story = add_story(home.stories, Story(id="", **parts))  # type: ignore[arg-type]  # filled in field by field
    sentence = f'Added "{story.title}" to {home.stories}.'
    if left:
        sentence = f'Saved what you have of "{story.title}" in {home.stories}.'
    if story.missing:
        sentence += f" Missing: {', '.join(story.missing)}; `greenroom story edit {story.id}` adds it."
    if story.competencies:
        with open_store(home) as store, open_library(home, store) as library:
            matching = sum(fit_score(story, card, read_competencies()) > 0 for card in _questions(library).values())
        sentence += f" It fits {count(matching, 'question')}."
    ui.say(sentence)
    return 0


def _wrong_title(title: str, known: Sequence[Story]) -> str:
    """Return why a new story cannot have this title; empty if it can."""
    if long := title_problem(title):
        return f"That is {long}."
    taken = next((story for story in known if story.has_title(title)), None)
    return f'You have a story "{taken.handle}" ({taken.id}); give this one another title.' if taken else ""


def _ask_story(ui: Ui, parts: dict[str, object], known: Sequence[Story]) -> None:
    """Ask for the parts of a story one by one, into `parts`, which keeps them if the user leaves early."""

    def take(name: str, value: object) -> None:
        if value:
            parts[name] = value

    while wrong := _wrong_title(title := ask(ui, "Title", _TITLE_HINT, needed=True), known):
        ui.say(wrong)
    take("title", title)
    take("when", ask(ui, "When", "the date, as you would say it"))
    take("situation", ask(ui, "Situation", "one sentence"))
    take("task", ask(ui, "Task", "what you had to do"))
    actions: list[str] = []
    while action := ask(ui, f"Action {len(actions) + 1}", "one thing you did; Enter ends the list"):
        actions.append(action)
        take("actions", tuple(actions))
    take("result", ask(ui, "Result", "what came of it, with a number"))
    take("lesson", ask(ui, "Lesson", "what you took from it"))
    take("short", ask(ui, "In thirty seconds", "two or three sentences"))
    take("competencies", ask_list(ui, "Competencies", "what it proves, separated by commas: accuracy, persuasion"))


def _edit(home: Home, name: str | None) -> int:
    stories, lines, _ = read_stories(home.stories)
    choices = ((story.id, story.handle) for story in stories)
    story = _named(stories, given_or_chosen(home.env, name, "STORY", "`greenroom story list` lists them.", choices))
    with open_store(home) as store, open_library(home, store) as library:
        message = edit_stories(home, store, library, lines[story.id], open_ui(home.env, plain=False))
    print(message, file=home.env.stdout)
    return 0


def _named(stories: Sequence[Story], name: str) -> Story:
    """Return the story with this id or title; raise `UnknownStory` if there is none."""
    for story in stories:
        if name.casefold() in (story.id, story.title.casefold()):
            return story
    raise UnknownStory(name, meant(name, [word for story in stories for word in (story.id, story.title)]))


def _drill(home: Home, *, plain: bool) -> int:
    from trainer.review.story_drill import StoryDrill, choose_questions

    stories, _, _ = read_stories(home.stories)
    if not stories:
        raise GreenroomError("You have no stories to drill yet", "`greenroom story add` adds one.")
    with open_store(home, reading=True) as store, open_library(home, store) as library:
        cards = choose_questions(_questions(library), home.env.new_seed())
    StoryDrill(open_ui(home.env, plain=plain), home.env, stories).run(cards)
    return 0


# --- list ------------------------------------------------------------------------------------------


def _list(home: Home, *, as_json: bool) -> int:
    env = home.env
    stories, _, problems = read_stories(home.stories)
    with open_store(home, reading=True) as store, open_library(home, store) as library:
        told, times = story_log.stories_told(store), story_log.times_told(store)
        questions = _questions(library)
    carries = story_log.cards_by_story(told)
    fits = fit_of_any(stories, read_competencies())
    open_questions = {key: card for key, card in questions.items() if key not in told and not fits(card)}
    if as_json:
        rows = [
            story_json(story) | {"answers": list(map(str, carries.get(story.id, []))), "told": times.get(story.id, 0)}
            for story in stories
        ]
        uncovered = [
            {"key": str(key), "question": card.question, "tags": card.labels} for key, card in open_questions.items()
        ]
        print_json(env, {"stories": rows, "uncovered": uncovered})
        return 0
    width = output_layout(env).width
    broken = [problem for problem in problems if problem.level is Level.ERROR]
    lines = [line for story in stories for line in _story(story, carries.get(story.id, []), width)]
    if not stories:
        none = "You have no stories yet: `greenroom story add` adds one."
        lines += paragraph(f"None of your stories can be read: {broken[0]}" if broken else none, width)
    elif broken:
        numbers = [str(problem.line) for problem in broken]
        where = f"line {numbers[0]}" if len(numbers) == 1 else f"lines {', '.join(numbers)}"
        lines += paragraph(f"Not listed, because it can't be read: {where}.", width)
    lines += _uncovered(open_questions, len(questions), width)
    print_lines(env, lines)
    for problem in problems:
        print(problem, file=env.stderr)
    return 0


def _questions(library: Library) -> dict[CardKey, Card]:
    """Return the cards a story can answer, without those made from the user's own stories."""
    return {
        CardKey(deck.id, card.id): card
        for deck in library.decks()
        if deck.id != STORIES_DECK
        for card in library.cards(deck.id)
        if card.kind in STORY_KINDS
    }


def _story(story: Story, carried: Sequence[CardKey], width: int) -> list[Line]:
    answers = f"used for {count(len(carried), 'answer')}" if carried else "not used yet"
    answers += ": vary" if len(carried) >= WORN_FROM else ""
    about = " · ".join(part for part in (story.when, ", ".join(story.competencies)) if part)
    missing = f"Missing: {', '.join(story.missing)}." if story.missing else ""
    return entry(f"{story.handle} ({shorten(story.id, TITLE_LETTERS)})", answers, width, about, missing)


def _uncovered(questions: Mapping[CardKey, Card], total: int, width: int) -> list[Line]:
    if not questions:
        return paragraph(f"{count(total, 'question')}, and you have a story for each.", width)
    need = "still needs" if len(questions) == 1 else "still need"
    lines = paragraph(f"{len(questions)} of {count(total, 'question')} {need} a story:", width)
    first = sorted(questions, key=lambda key: questions[key].priority != "must")[:_MOST_LISTED]
    for key in first:
        labels = ", ".join(questions[key].labels)
        lines += paragraph(f"{questions[key].question}{labels and f' ({labels})'}", width, first="   ")
    if len(questions) > len(first):
        lines += paragraph("`greenroom story list --json` lists all.", width, first="   ")
    return lines
