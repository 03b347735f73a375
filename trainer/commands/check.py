"""`greenroom check`: all problems of all files in one run."""

from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cards.errors import GreenroomError, install_command
from decks.importing.toml import fix_ids
from decks.library.index import same_id
from decks.library.packs import find_builtin
from decks.library.scan import deck_files
from decks.lint.competencies import find_unknown_competencies
from decks.lint.deck_file import DeckFile
from decks.lint.quality import find_weaknesses
from decks.model.deck import is_english
from decks.model.ids import is_slug
from decks.model.problems import Level, Problem
from decks.toml.files import deck_id_of, file_of, read_file
from decks.toml.regular_files import real_path
from trainer.environment import Environment
from trainer.home import Home
from trainer.opening import open_home, open_library, open_store
from trainer.terminal.output import print_json, problem_json
from trainer.terminal.words import count


class _Checked(NamedTuple):
    """What the files had."""

    decks: list[DeckFile]
    problems: list[Problem]
    inserted: dict[Path, list[str]]  # ids, by file
    records: dict[Path, int]  # the number of answers or stories, by file


def run(args: Namespace, env: Environment) -> int:
    """Report problems; 1 if one makes a card unusable or, with --strict, if there is any."""
    home = open_home(env, args.home)
    files = [_named(home, name) for name in args.files] or _all_files(home)
    checked = _read(home, files, fix=args.fix)
    problems = checked.problems + _same_ids(home, checked.decks)
    problems += _orphans(home, [path for path in checked.records if path.absolute() != home.stories])
    if args.strict:
        problems += find_weaknesses(checked.decks, env.clock().astimezone(env.zone).date())
        problems += _spelling(checked.decks, env)
    else:
        problems += find_unknown_competencies(checked.decks, strict=False)
    if args.json:
        print_json(env, {"decks": [], "problems": [problem_json(problem) for problem in problems]})
    else:
        for path, ids in checked.inserted.items():
            print(f"{path}: inserted {count(len(ids), 'id')}: {', '.join(ids)}.", file=env.stdout)
        for problem in problems:
            print(problem, file=env.stdout)
        print(_summary(files, checked, len(problems)), file=env.stdout)
    return int(any(args.strict or problem.level is Level.ERROR for problem in problems))


def _read(home: Home, files: Sequence[Path], *, fix: bool) -> _Checked:
    """Read files; with `fix`, insert missing ids first."""
    checked = _Checked([], [], {}, {})
    for path in files:
        if own := _read_own(home, path):
            found, checked.records[path] = own
        else:
            if fix and (ids := _fix(home, path)):
                checked.inserted[path] = ids
            deck, found = read_file(path)
            checked.decks.extend([] if deck is None else [DeckFile(str(path), deck)])
        checked.problems.extend(found)
    return checked


def _summary(files: Sequence[Path], checked: _Checked, problems: int) -> str:
    """Return a sentence that counts everything."""
    cards = [card for _, deck in checked.decks for card in deck.cards]
    unanswered = sum(card.is_unanswered for card in cards)
    parts = [count(len(files), "file")]
    parts += (
        [count(len(cards), "usable card")] if not files or any(path not in checked.records for path in files) else []
    )
    parts += [f"{unanswered} without an answer yet"] if unanswered else []
    records = count(sum(checked.records.values()), "answer or story", "answers and stories")
    parts += [records] if checked.records else []
    return f"{', '.join([*parts, count(problems, 'problem') if problems else 'no problems'])}."


def _all_files(home: Home) -> list[Path]:
    """Return the user's decks, answers and stories."""
    stories = [home.stories] if home.stories.exists() else []
    return [*_own_decks(home), *sorted(home.answers.glob("*.toml")), *stories]


def _own_decks(home: Home) -> list[Path]:
    """Return the user's deck files, in the order in which they are read: the first of two decks with one id is used."""
    return [Path(path) for path, _ in deck_files(home.decks)]


def _same_ids(home: Home, decks: Sequence[DeckFile]) -> list[Problem]:
    """Return a problem for each deck with the id of another, among these files and, for one of the home, beside it."""
    named = {real_path(Path(deck.path)): deck.path for deck in decks}
    ids = {real_path(Path(deck.path)): deck.deck.head.id for deck in decks}
    own = [real_path(path) for path in _own_decks(home)]
    if not ids.keys().isdisjoint(own):
        beside = {path: found for path in own if path not in ids and (found := deck_id_of(path))}
        ids = {path: (ids | beside)[path] for path in [*own, *ids] if path in ids or path in beside}  # as they are read
    first: dict[str, Path] = {}
    problems: list[Problem] = []
    for path, deck_id in ids.items():
        if first.setdefault(deck_id, path) != path:
            other = first[deck_id]
            table = same_id(deck_id, named.get(path, str(path)), named.get(other, str(other)))
            problems.append(Problem(**table | {"level": Level(table["level"])}))
    return problems


def _read_own(home: Home, path: Path) -> tuple[list[Problem], int] | None:
    """Return the problems and the number of records of a file of answers or stories; None for a deck."""
    if path.absolute() == home.stories:
        from decks.own.stories import read_stories

        stories, _, problems = read_stories(path)
        return problems, len(stories)
    if path.absolute().parent == home.answers:
        from decks.own.answers import read_own_answers

        versions, problems = read_own_answers(path)
        return problems, len(versions)
    return None


def _orphans(home: Home, paths: Sequence[Path]) -> list[Problem]:
    """Return the answers whose card is gone. Opens the decks only if there are answers."""
    if not paths:
        return []
    from trainer.files.orphans import find_orphans

    try:
        with open_store(home, reading=True) as store, open_library(home, store) as library:
            return [problem for path in paths for problem in find_orphans(path, library)]
    except GreenroomError as error:  # files can be checked even if the log cannot be opened
        home.notice(str(error))
        return []


def _named(home: Home, name: str) -> Path:
    """Return the file with this name, or the file of the deck with this id."""
    path = Path(name)
    if path.exists() or not is_slug(name):
        return path
    own = file_of(home.decks, name)
    return own if own.exists() else find_builtin(name) or path


def _fix(home: Home, path: Path) -> list[str]:
    """Insert missing ids. A deck of the home gets the ids its history is stored under."""
    from trainer.files.file_changes import noted

    deck, _ = read_file(path)
    if not deck or not deck.derived:
        return fix_ids(path, {})
    with open_store(home) as store:
        own = path.absolute().parent == home.decks
        known = store.identities(deck.head.id) if own else {}
        with noted(home, store, "fix", path.name, path):
            return fix_ids(path, {derived: card for derived, (card, _) in known.items()})


def _spelling(decks: Sequence[DeckFile], env: Environment) -> list[Problem]:
    from decks.lint.spelling import can_spell, find_mistakes

    if not can_spell():
        print(f"Spelling wasn't checked. This installs what it needs: {install_command('codespell')}", file=env.stderr)
        return []
    return find_mistakes([path for path, deck in decks if is_english(deck.head.language)])
