"""`greenroom answers`: the user's own answers, their stories, and what they typed in reviews."""

from argparse import Namespace
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple

from cards.errors import GreenroomError
from cards.key import CardKey
from cards.own_answer import OwnAnswer
from cards.review import Rating
from cards.story import Story
from decks.library.library import Library
from scheduler.log.store import Store
from scheduler.mock.results import unrated_answers
from scheduler.study_day import study_day
from trainer.environment import Environment
from trainer.files.own_material import Material
from trainer.home import Home
from trainer.opening import open_home, open_library, open_store
from trainer.review.own_screens import bullets
from trainer.terminal.layout import BLANK, Layout, Line, paragraph, sides
from trainer.terminal.output import output_layout, print_json, print_lines, story_json
from trainer.terminal.words import clock, count, short_day


class TypedAnswer(NamedTuple):
    """An answer typed in a review or a mock. One from a mock may have no rating yet."""

    key: CardKey
    at_utc_ms: int
    day: date
    rating: Rating | None
    seconds: float
    text: str


class Collection(NamedTuple):
    """Everything the user wrote: own answers by card in all versions (newest last), stories, typed answers."""

    answers: dict[CardKey, tuple[OwnAnswer, ...]]
    stories: list[Story]
    attempts: list[TypedAnswer]


def run(args: Namespace, env: Environment) -> int:
    """List or search what the user wrote, or open an editor on one answer; 0."""
    home = open_home(env, args.home)
    with open_store(home, reading=not args.edit) as store, open_library(home, store) as library:
        key = library.key(args.card) if args.card else None
        if key is not None:
            library.card(key)
        if args.edit:
            store.back_up()
            return _edit(home, library, key)
        material = Material(home, notice=home.notice)
        found = _collect(material, store, env.zone, key)
        named = {*found.answers, *(typed.key for typed in found.attempts)}
        questions = {each: _question(library, each) for each in named}
    if args.find:
        found = _matching(found, questions, args.find)
    if key is None:
        found = _newest(found)
    if args.json:
        print_json(env, _json(found, questions))
        return 0
    layout = output_layout(env)
    lines = _lines(found, questions, home.today, layout, every_version=key is not None)
    none = "Nothing is written yet: w in a review writes your answer."
    none = "Nothing that is written can be read." if material.has_problems else none
    none = f'Nothing has "{args.find}".' if args.find else none
    print_lines(env, lines or paragraph(none, layout.width))
    return 0


def _edit(home: Home, library: Library, key: CardKey | None) -> int:
    from trainer.review.drafting import Drafting
    from trainer.terminal.plain import PlainUi

    if key is None:
        raise GreenroomError("--edit takes the card to answer", "Try `greenroom answers DECK/CARD --edit`.")
    before = Material(home, notice=home.notice).answer(key)
    Drafting(PlainUi(home.env), home).write(key, library.card(key), before, in_editor=True)
    return 0


def _typed(store: Store, zone: tzinfo | None, key: CardKey | None) -> list[TypedAnswer]:
    """Return the typed answers, newest first."""
    found = [
        TypedAnswer(
            review.key,
            review.reviewed_at_utc_ms,
            review.study_day,
            review.rating,
            review.answer_ms / 1000,
            review.answer_text or "",
        )
        for review in store.reviews(key, written=True)
    ]
    for other, answer in unrated_answers(store):
        if key in (None, other):
            day = study_day(datetime.fromtimestamp(answer.at_utc_ms / 1000, UTC), zone)
            found.append(TypedAnswer(other, answer.at_utc_ms, day, None, answer.milliseconds / 1000, answer.text))
    return sorted(found, key=lambda typed: typed.at_utc_ms, reverse=True)


def _collect(material: Material, store: Store, zone: tzinfo | None, key: CardKey | None) -> Collection:
    """Return everything the user wrote, or what they wrote for one card."""
    decks = material.decks() if key is None else [key.deck]
    answers = {
        CardKey(deck, card): versions
        for deck in decks
        for card, versions in material.answers(deck).items()
        if key in (None, CardKey(deck, card))
    }
    stories = material.stories() if key is None else []
    return Collection(answers, stories, _typed(store, zone, key))


def _newest(found: Collection) -> Collection:
    """Keep only the newest typed answer of each card."""
    newest: dict[CardKey, TypedAnswer] = {}
    for typed in found.attempts:
        newest.setdefault(typed.key, typed)
    return found._replace(attempts=list(newest.values()))


def _question(library: Library, key: CardKey) -> str:
    """Return a card's question; empty if the card is gone."""
    try:
        return library.card(key).question
    except GreenroomError:
        return ""


def _matching(found: Collection, questions: dict[CardKey, str], words: str) -> Collection:
    """Keep what contains all of the words, in any field, in any case."""
    wanted = words.casefold().split()

    def has(parts: Iterable[str]) -> bool:
        text = " ".join(parts).casefold()
        return all(word in text for word in wanted)

    def about(key: CardKey) -> list[str]:
        return [str(key), questions[key]]

    answers = {
        key: versions
        for key, versions in found.answers.items()
        if has([*about(key), versions[-1].notes, *(point.text for point in versions[-1].points)])
    }
    stories = [story for story in found.stories if has(_texts(story))]
    attempts = [typed for typed in found.attempts if has([*about(typed.key), typed.text])]
    return Collection(answers, stories, attempts)


def _texts(story: Story) -> Iterator[str]:
    """Yield everything that a story says."""
    for value in story_json(story).values():
        yield from [value] if isinstance(value, str) else value


def _lines(
    found: Collection, questions: dict[CardKey, str], today: date, layout: Layout, *, every_version: bool
) -> list[Line]:
    own = [
        line
        for key, versions in found.answers.items()
        for version in (reversed(versions) if every_version else versions[-1:])
        for line in _answer(key, version, questions[key], today, layout)
    ]
    stories = [line for story in found.stories for line in _story(story, layout)]
    typed = [line for attempt in found.attempts for line in _attempt(attempt, today, layout)]
    parts = [
        (count(len(found.answers), "answer"), own),
        (count(len(found.stories), "story", "stories"), stories),
        (count(len(found.attempts), "typed answer"), typed),
    ]
    lines: list[Line] = []
    for title, part in parts:
        if part:
            lines += [*([BLANK] if lines else []), *paragraph(title, layout.width, style="title"), *part]
    return lines


def _answer(key: CardKey, own: OwnAnswer, question: str, today: date, layout: Layout) -> list[Line]:
    about = [short_day(own.written, today)] if own.written else []
    if not (own.points or own.notes):
        about += ["taken out"]
    elif own.tick and own.points:
        about += ["ticked"]
    lines = sides(("", str(key)), ("", ", ".join(about)), layout.width - 1)
    lines += paragraph(question, layout.width, first="   ") if question else []
    lines += bullets(own.points, layout)
    return lines + (paragraph(own.notes, layout.width, first="   ") if own.notes else [])


def _story(story: Story, layout: Layout) -> list[Line]:
    lines = sides(("", story.handle), ("", ", ".join(story.competencies)), layout.width - 1)
    gist = story.short or story.result
    return lines + (paragraph(gist, layout.width, first="   ") if gist else [])


def _attempt(typed: TypedAnswer, today: date, layout: Layout) -> list[Line]:
    rating = "not rated" if typed.rating is None else typed.rating.title
    when = f"{short_day(typed.day, today)}, {rating}, {clock(typed.seconds)}"
    lines = sides(("", str(typed.key)), ("", when), layout.width - 1)
    return lines + paragraph(typed.text, layout.width, first="   ")


def _json(found: Collection, questions: dict[CardKey, str]) -> dict[str, object]:
    return {
        "answers": [
            {"key": str(key), "question": questions[key], "versions": [_version(version) for version in versions]}
            for key, versions in found.answers.items()
        ],
        "stories": [story_json(story) for story in found.stories],
        "attempts": [
            {
                "key": str(typed.key),
                "question": questions[typed.key],
                "day": typed.day.isoformat(),
                "rating": typed.rating and typed.rating.value,
                "seconds": round(typed.seconds),
                "text": typed.text,
            }
            for typed in found.attempts
        ],
    }


def _version(own: OwnAnswer) -> dict[str, object]:
    return {
        "written": own.written and own.written.isoformat(),
        "tick": own.tick,
        "points": [{"text": point.text, "must": point.must} for point in own.points],
        "notes": own.notes,
    }
