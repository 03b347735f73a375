"""`greenroom answers`: the user's own answers, drafts and stories, and what they typed in reviews."""

from argparse import Namespace
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from typing import NamedTuple

from cards.errors import GreenroomError
from cards.key import CardKey
from cards.own_answer import OwnAnswer
from cards.review import Rating
from cards.story import Story
from cards.text import has_words
from decks.library.library import Library
from scheduler.log.store import Store
from scheduler.mock.results import unrated_answers
from scheduler.study_day import study_day
from trainer.environment import Environment
from trainer.files.choices import card_given
from trainer.files.own_material import Material
from trainer.home import Home
from trainer.opening import open_home, open_library, open_store
from trainer.review.drafts import Draft, find_drafts
from trainer.review.kept_answers import KeptAnswers
from trainer.review.own_screens import bullets
from trainer.terminal.layout import BLANK, Layout, Line, entry, paragraph
from trainer.terminal.output import output_layout, print_json, print_lines, story_json
from trainer.terminal.words import clock, count, short_day

_MOST_UNANSWERED = 10  # shown; JSON has them all


class TypedAnswer(NamedTuple):
    """An answer typed in a review or a mock. It may have no rating yet."""

    key: CardKey
    at_utc_ms: int
    day: date
    rating: Rating | None
    milliseconds: int  # how long it took
    text: str


class Collection(NamedTuple):
    """Everything the user wrote, and the questions it answers."""

    answers: dict[CardKey, tuple[OwnAnswer, ...]]  # in all versions, newest last
    stories: list[Story]
    drafts: list[Draft]
    attempts: list[TypedAnswer]  # newest first
    questions: dict[CardKey, str]  # empty where the card is gone
    unanswered: list[CardKey]  # the cards without an answer yet


def run(args: Namespace, env: Environment) -> int:
    """List or search what the user wrote, or open an editor on one answer; 0."""
    home = open_home(env, args.home)
    with open_store(home, reading=not args.edit) as store, open_library(home, store) as library:
        key = card_given(env, library, args.card) if args.card or args.edit or args.prompt else None
        if args.edit and key is not None:
            store.back_up()  # before the draft becomes the form to fill in
            return _edit(home, store, library, key)
        material = Material(home, notice=home.notice)
        if args.prompt and key is not None:
            env.stdout.write(_prompt(home, store, library, key))
            return 0
        found = _collect(home, material, store, library, key)
    if args.find:
        found = _matching(found, args.find)
    if key is None:
        found = found._replace(attempts=_newest(found.attempts))
    if args.json:
        print_json(env, _json(found))
        return 0
    layout = output_layout(env)
    lines = _lines(found, home.today, layout, every_version=key is not None)
    none = "Nothing written yet. Press w in a review to write your answer."
    none = "None of what you wrote can be read." if material.has_problems else none
    none = f'Nothing contains "{args.find}".' if args.find else none
    print_lines(env, lines or paragraph(none, layout.width))
    return 0


def _prompt(home: Home, store: Store, library: Library, key: CardKey) -> str:
    """Return a text that asks any chat about the newest answer typed or spoken to a card, else the user's own."""
    from cards.own_answer import write_form
    from trainer.coach.prompt import coach_prompt

    material = Material(home, notice=home.notice)
    card = material.with_ticked_points(key, library.card(key))
    typed = next((each for each in _typed(home, store, key) if each.text.strip()), None)
    if typed is not None:
        return coach_prompt(card, card.question, typed.text, seconds=typed.milliseconds / 1000)
    own = material.answer(key)
    return coach_prompt(card, card.question, write_form(own) if own else "")


def _edit(home: Home, store: Store, library: Library, key: CardKey) -> int:
    from trainer.review.drafting import Drafting
    from trainer.terminal.plain import PlainUi

    before = Material(home, notice=home.notice).answer(key)
    Drafting(PlainUi(home.env), home, store, key, library.card(key)).write(before, in_editor=True)
    return 0


def _collect(home: Home, material: Material, store: Store, library: Library, key: CardKey | None) -> Collection:
    """Return everything the user wrote, or what they wrote for one card."""
    decks = material.decks() if key is None else [key.deck]
    answers = {
        CardKey(deck, card): versions
        for deck in decks
        for card, versions in material.answers(deck).items()
        if key in (None, CardKey(deck, card))
    }
    stories = material.stories() if key is None else []
    drafts = [draft for draft in find_drafts(home, library) if key in (None, draft.key)]
    attempts = _typed(home, store, key)
    named = {*answers, *(draft.key for draft in drafts), *(typed.key for typed in attempts)}
    questions = {each: _question(library, each) for each in named}
    unanswered = [
        CardKey(deck.id, card) for deck in library.decks() for card in deck.unanswered if key in (None, (deck.id, card))
    ]
    for deck in {each.deck for each in unanswered}:
        questions |= {CardKey(deck, card.id): card.question for card in library.cards(deck)}
    return Collection(answers, stories, drafts, attempts, questions, unanswered)


def _typed(home: Home, store: Store, key: CardKey | None) -> list[TypedAnswer]:
    """Return the typed answers, newest first."""
    found = [
        TypedAnswer(
            each.key, each.reviewed_at_utc_ms, each.study_day, each.rating, each.answer_ms, each.answer_text or ""
        )
        for each in store.reviews(key, written=True)
    ]
    for other, answer in unrated_answers(store):
        if key in (None, other):
            day = study_day(datetime.fromtimestamp(answer.at_utc_ms / 1000, UTC), home.env.zone)
            found.append(TypedAnswer(other, answer.at_utc_ms, day, None, answer.milliseconds, answer.text))
    for other, _, kept, at_utc_ms, day in KeptAnswers(home, store).all():
        if key in (None, other):
            found.append(TypedAnswer(other, at_utc_ms, day, None, kept.milliseconds, kept.text))
    return sorted(found, key=lambda typed: typed.at_utc_ms, reverse=True)


def _newest(attempts: Iterable[TypedAnswer]) -> list[TypedAnswer]:
    """Keep only the newest answer of each card, and those that are not rated."""
    found: list[TypedAnswer] = []
    seen: set[CardKey] = set()
    for typed in attempts:
        if typed.rating is None or typed.key not in seen:
            found.append(typed)
        seen.add(typed.key)
    return found


def _question(library: Library, key: CardKey) -> str:
    try:
        return library.card(key).question
    except GreenroomError:
        return ""


def _matching(found: Collection, words: str) -> Collection:
    """Keep what contains all of the words, in any field, in any case."""
    has = partial(has_words, words)
    answers = {
        key: versions
        for key, versions in found.answers.items()
        if has(key, found.questions[key], versions[-1].notes, *(point.text for point in versions[-1].points))
    }
    stories = [story for story in found.stories if has(*_texts(story))]
    drafts = [draft for draft in found.drafts if has(draft.key, found.questions[draft.key], draft.text)]
    attempts = [typed for typed in found.attempts if has(typed.key, found.questions[typed.key], typed.text)]
    unanswered = [key for key in found.unanswered if has(key, found.questions[key])]
    return Collection(answers, stories, drafts, attempts, found.questions, unanswered)


def _texts(story: Story) -> Iterator[str]:
    for value in story_json(story).values():
        yield from (value,) if isinstance(value, str) else value


def _lines(found: Collection, today: date, layout: Layout, *, every_version: bool) -> list[Line]:
    own = [
        line
        for key, versions in found.answers.items()
        for version in (reversed(versions) if every_version else versions[-1:])
        for line in _answer(key, version, found.questions[key], today, layout)
    ]
    stories = [
        line
        for story in found.stories
        for line in entry(story.handle, ", ".join(story.competencies), layout.width, story.short or story.result)
    ]
    drafts = [line for draft in found.drafts for line in entry(str(draft.key), "", layout.width, draft.text)]
    typed = [line for attempt in found.attempts for line in _attempt(attempt, today, layout)]
    unanswered = [
        line
        for key in found.unanswered[:_MOST_UNANSWERED]
        for line in entry(str(key), "", layout.width, found.questions[key])
    ]
    if found.unanswered:
        more = len(found.unanswered) - _MOST_UNANSWERED
        which = f"and {more} more: search them with --find WORDS. " if more > 0 else ""
        unanswered += paragraph(f"{which}`greenroom answers CARD --edit` writes one.", layout.width, style="dim")
    parts = [
        (count(len(found.answers), "answer"), own),
        (count(len(found.stories), "story", "stories"), stories),
        (count(len(found.drafts), "draft"), drafts),
        (count(len(found.attempts), "typed or spoken answer"), typed),
        (f"{count(len(found.unanswered), 'card')} without an answer yet", unanswered),
    ]
    lines: list[Line] = []
    for title, part in parts:
        if part:
            lines += [*([BLANK] if lines else []), *paragraph(title, layout.width, style="title"), *part]
    return lines


def _answer(key: CardKey, own: OwnAnswer, question: str, today: date, layout: Layout) -> list[Line]:
    about = [short_day(own.written, today)] if own.written else []
    if own.is_empty:
        about += ["removed"]
    elif own.tick and own.points:
        about += ["ticked"]
    lines = entry(str(key), ", ".join(about), layout.width, question) + bullets(own.points, layout)
    return lines + (paragraph(own.notes, layout.width, first="   ") if own.notes else [])


def _attempt(typed: TypedAnswer, today: date, layout: Layout) -> list[Line]:
    rating = "not rated" if typed.rating is None else typed.rating.title
    when = f"{short_day(typed.day, today)}, {rating}, {clock(typed.milliseconds / 1000)}"
    return entry(str(typed.key), when, layout.width, typed.text)


def _json(found: Collection) -> dict[str, object]:
    answers = [
        {"key": str(key), "question": found.questions[key], "versions": [_version(version) for version in versions]}
        for key, versions in found.answers.items()
    ]
    attempts = [
        {
            "key": str(typed.key),
            "question": found.questions[typed.key],
            "day": typed.day.isoformat(),
            "rating": typed.rating and typed.rating.value,
            "seconds": round(typed.milliseconds / 1000),
            "text": typed.text,
        }
        for typed in found.attempts
    ]
    drafts = [
        {"key": str(draft.key), "question": found.questions[draft.key], "text": draft.text} for draft in found.drafts
    ]
    unanswered = [{"key": str(key), "question": found.questions[key]} for key in found.unanswered]
    stories = [story_json(story) for story in found.stories]
    return {
        "answers": answers,
        "stories": stories,
        "drafts": drafts,
        "attempts": attempts,
        "unanswered": unanswered,
    }


def _version(own: OwnAnswer) -> dict[str, object]:
    points = [{"text": point.text, "must": point.must} for point in own.points]
    return {"written": own.written and own.written.isoformat(), "tick": own.tick, "points": points, "notes": own.notes}
