"""The screens of an import: how a file was read, its first cards, and what was imported."""

from collections.abc import Iterator, Sequence
from typing import Any

from cards.card import Card
from decks.importing.result import ImportResult
from decks.library.packs import find_builtin
from decks.model.notation import few
from decks.model.problems import Problem, clipped
from decks.toml.write import card_table
from trainer.environment import Environment
from trainer.home import Home
from trainer.importing.files import Imported, ImportedFolder
from trainer.terminal.output import output_layout, print_lines, print_sentence, problem_json
from trainer.terminal.words import count

_READS = "Markdown, text, tables, JSON, Anki packages, web pages and others in docs/import.md"
_MOST_NAMED = 5  # changed cards
_MOST_PROBLEMS = 20
_FIRST_CARDS = 3  # of more than five
_FEW_CARDS = 5
_MOST_POINTS = 5
_ANSWER_COLUMNS = 200
_LONGEST_FIRST = 80  # characters of a first question


def show_import(env: Environment, file: Imported, *, dry_run: bool) -> None:
    """Show what happened to one file, or would happen in a dry run."""
    _show_problems(env, file.problems)
    if not file.decks:
        nothing = "Nothing was imported." if file.refused else "Nothing in it could be imported."
        print_sentence(env, nothing, env.stderr)
    if dry_run:
        _show_cards(env, file)
    for one, reviews in file.decks:
        for sentence in _summary(one, reviews, dry_run=dry_run):
            print_sentence(env, sentence)
    if file.decks and file.unusable:
        print_sentence(env, f"{count(file.unusable, file.noun)} couldn't be used; see above.")


def show_folder(env: Environment, home: Home, folder: ImportedFolder, *, dry_run: bool) -> None:
    """Show what happened to the files of a folder: a line a deck, and a summary."""
    _show_problems(env, [problem for file in folder.files for problem in file.problems])
    came = [one for file in folder.files for one, _ in file.decks if one.deck and not file.refused]
    for file in folder.files:
        for one, _ in file.decks:
            _show_deck(env, file, one, dry_run=dry_run)
    would = "Would import" if dry_run else "Imported"
    decks = {one.deck.head.id for one in came if one.deck}
    if came:
        print_sentence(env, f"{would} {count(len(decks), 'deck')} from {folder.path}: {_counts(came)}.")
    else:
        why = "could be imported" if folder.files or folder.without else f"is a file greenroom reads: {_READS}"
        print_sentence(env, f"Nothing in {folder.path} {why}.", env.stderr)
    if left := len([file for file in folder.files if not file.decks or file.refused]):
        print_sentence(env, f"{count(left, 'file')} left out; see above.")
    if folder.without:
        had = f"{count(len(folder.without), 'file')} had no questions: {few(folder.without)}."
        print_sentence(env, had)
    if hidden := sorted(deck for deck in decks if find_builtin(deck)):
        what = "replaces a built-in deck" if len(hidden) == 1 else "replace built-in decks"
        print_sentence(env, f"{few(hidden)} {what}; delete the file to get the built-in one back.")
    if came and not dry_run:
        print_sentence(env, f"You can edit them: {home.decks}")


def _show_problems(env: Environment, problems: Sequence[Problem]) -> None:
    """Show the first problems, and the last one, which says why a file stays out."""
    more = len(problems) - _MOST_PROBLEMS - 1
    for problem in problems[:_MOST_PROBLEMS]:
        print_sentence(env, str(problem), env.stderr)
    if more > 0:
        print_sentence(env, f"... and {count(more, 'more problem')}; --json has them all.", env.stderr)
    for problem in problems[_MOST_PROBLEMS:][-1:]:
        print_sentence(env, str(problem), env.stderr)


def _show_deck(env: Environment, file: Imported, one: ImportResult, *, dry_run: bool) -> None:
    if one.deck is None:
        return
    print_sentence(env, f"{one.deck.head.title} ({one.deck.head.id}): {_counts([one])}")
    if dry_run:
        from trainer.terminal.layout import paragraph

        read_as = f"read as {file.understood}; " if file.understood else ""
        text = f'{read_as}first "{clipped(one.deck.cards[0].question, _LONGEST_FIRST)}"'
        print_lines(env, paragraph(text, output_layout(env).width, first="    "))


def _counts(results: Sequence[ImportResult]) -> str:
    """Return how many cards were imported, and how many of them are new, changed, unchanged and unanswered."""
    cards = [card for one in results for card in (one.deck.cards if one.deck else ())]
    numbers = {
        "new": sum(len(one.added) for one in results),
        "changed": sum(len(one.updated) for one in results),
        "unchanged": sum(len(one.unchanged) for one in results),
        "without an answer yet": sum(card.is_unanswered for card in cards),
    }
    how_many = {len(cards): "all "} | ({1: ""} if len(cards) == 1 else {})
    parts = [f"{how_many.get(number, f'{number} ')}{what}" for what, number in numbers.items() if number]
    return ", ".join([count(len(cards), "card"), *parts])


def _summary(one: ImportResult, reviews: int, *, dry_run: bool) -> Iterator[str]:
    if one.deck is None:
        return
    more = [f"{len(one.vanished)} gone (their history stays)"] if one.vanished else []
    more += [f"beside {len(one.others)} already in this deck"] if one.others else []
    more += [f"with {count(reviews, 'past review')}"] if reviews else []
    would = "Would import" if dry_run else "Imported"
    yield f"{would} {one.deck.head.title}: {', '.join([_counts([one]), *more])}."
    if one.updated:
        named = sorted(one.updated)
        others = f", and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
        yield f"Changed: {', '.join(named[:_MOST_NAMED])}{others}."
    if dry_run:
        return
    yield f"You can edit it: {one.path}"
    if any(card.is_unanswered for card in one.deck.cards):
        yield f"To write the missing answers as you practise: greenroom review --deck {one.deck.head.id}"
    if find_builtin(one.deck.head.id):
        yield "It replaces the built-in deck with this id; delete the file to get the built-in one back."
    if one.backup:
        yield f"The file it replaced is saved in {one.backup}"


def _show_cards(env: Environment, file: Imported) -> None:
    """Show how a file was read, and its first cards as they would look."""
    from trainer.terminal.layout import BLANK, Layout, Line, paragraph, shorten

    def part(text: str, layout: Layout, mark: str = "") -> list[Line]:
        return paragraph(text, layout.width, first=f"    {mark}")

    def card_lines(number: int, card: Card, layout: Layout) -> list[Line]:
        lines = paragraph(card.question, layout.width, style="question", first=f" {number}  ")
        lines += part(card.context, layout) if card.context else []
        for point in card.key_points[:_MOST_POINTS]:
            lines += part(point.marked, layout, "- ")
        more = len(card.key_points) - _MOST_POINTS
        lines += part(f"... and {count(more, 'more point')}", layout) if more > 0 else []
        lines += part(shorten(card.answer, _ANSWER_COLUMNS), layout) if card.answer else []
        return lines + (part("(no answer yet)", layout) if card.is_unanswered else [])

    layout = output_layout(env)
    lines = paragraph(f"Read as {file.understood}.", layout.width, first="") if file.understood else []
    for number, card in enumerate(_first_cards(file), start=1):
        lines += card_lines(number, card, layout)
    if (more := sum(len(one.deck.cards) for one, _ in file.decks if one.deck) - len(_first_cards(file))) > 0:
        lines += paragraph(f"... and {count(more, 'more card')}", layout.width, first="    ")
    print_lines(env, [*lines, BLANK] if lines else [])


def _first_cards(file: Imported) -> list[Card]:
    """Return all cards of a file if they are few, otherwise the first ones."""
    cards = [card for one, _ in file.decks if one.deck for card in one.deck.cards]
    return cards if len(cards) <= _FEW_CARDS else cards[:_FIRST_CARDS]


def import_json(done: Sequence[Imported | ImportedFolder], *, dry_run: bool) -> dict[str, object]:
    """Return what happened as JSON: keys may be added, never renamed or removed."""
    files = [file for one in done for file in (one.files if isinstance(one, ImportedFolder) else [one])]
    without = [f"{one.path}/{name}" for one in done if isinstance(one, ImportedFolder) for name in one.without]
    return {
        "dry_run": dry_run,
        "decks": [_deck_json(one, reviews) for file in files for one, reviews in file.decks],
        "problems": [problem_json(problem) for file in files for problem in file.problems],
        "files": [_file_json(file, dry_run=dry_run) for file in files],
        "without_questions": without,
    }


def _deck_json(one: ImportResult, reviews: int) -> dict[str, object]:
    numbers = {name: len(getattr(one, name)) for name in ("added", "updated", "unchanged", "others")}
    deck, cards = (one.deck.head.id, one.deck.cards) if one.deck else ("", ())
    unanswered = sum(card.is_unanswered for card in cards)
    changed = {"changed": sorted(one.updated), "reviews": reviews, "unanswered": unanswered}
    return {"id": deck, "path": str(one.path), **numbers, **changed}


def _file_json(file: Imported, *, dry_run: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "path": file.path,
        "read_as": file.understood,
        "left_out": file.unusable,
        "refused": file.refused,
    }
    # as JSON a card's dates are text
    return found | ({"first_cards": [card_table(card) for card in _first_cards(file)]} if dry_run else {})
