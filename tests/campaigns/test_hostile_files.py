"""Every file reader, given valid files with damage: it reads them, reports problems, or raises its own error."""

import contextlib
import io
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.errors import GreenroomError, UsageError
from cards.key import CardKey
from cards.text import is_clean
from decks.formats.csv.write import write_table
from decks.formats.json import write_json
from decks.formats.markdown.write import write_markdown
from decks.formats.registry import read_bundle
from decks.own.answers import read_own_answers
from decks.own.stories import read_stories, read_stories_deck
from decks.toml.files import read_file
from decks.toml.read import read_deck
from decks.toml.repair import blank_out_lines
from tests.mutations import mutations
from tests.strategies import NASTY_TEXT
from tests.terminal import DECK, World
from trainer.backup.archive import read_manifest
from trainer.backup.read import unpack
from trainer.config import read_preferences, read_settings
from trainer.interview.dates import read_interviews
from trainer.options.commands import COMMANDS
from trainer.parser import build_parser
from trainer.review.prompts import read_rating, read_ticks

pytestmark = pytest.mark.slow

DECK_TOML = (
    DECK.encode()
    + b"""
[[cards]]
id = "legal"
question = "Are you married?"
kind = "deflection"
answer = "I would rather not say."
replies = {concern = "a", redirect = "b", decline = "c"}
legal = [{jurisdiction = "US", status = "asking-barred", note = "n", source = "s", as_of = 2026-11-23}]
target_seconds = 15
tags = ["x"]
"""
)
ANSWERS = b"""[[answers]]
card = "sure"
when = 2026-03-02T12:00:00Z
points = ["mine", {text = "must be", must = true}]
tick = true
notes = \"\"\"
Two
lines\"\"\"
"""
STORIES = b"""[[stories]]
id = "launch"
title = "The launch"
situation = "s"
action = ["a", "b"]
result = "r"
tags = ["x"]
"""
INTERVIEWS = b"""[[interviews]]
date = 2026-12-10
at = "Acme"
minutes = 20
decks = ["mine"]
debriefed = 2026-12-11
other = {a = 1}
"""
CONFIG = (
    b"new_per_day = 5\nminutes_per_day = 20\ndesired_retention = 0.9\nmaximum_interval = 365\nsuggest_points = true\n"
)
FEW = settings(max_examples=max(1, settings().max_examples // 5))


@cache
def samples() -> dict[str, tuple[bytes, ...]]:
    deck, problems = read_deck(DECK_TOML.decode(), path="mine.toml", default_id="mine")
    assert deck is not None
    assert problems == []
    table = write_table(deck)
    return {
        "toml": (DECK_TOML,),
        "json": (write_json(deck), b'[{"question": "Why?", "answer": ["So"]}]'),
        "md": (
            write_markdown(deck),
            b"Q: Why?\nA: So.\n\n## How?\n\n- [x] a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        ),
        "csv": (table, b'question;answer\n"Why?";"So ""it"" is"\n'),
        "tsv": (table.replace(b",", b"\t"), "question\tanswer\nWhy?\tSo.\n".encode("utf-16")),
        "txt": (b"#separator:tab\n#html:true\n#columns:Front\tBack\n<b>Why</b>?\tSo&nbsp;so\n", table),
    }


@cache
def packages() -> tuple[bytes, bytes]:
    """Return a package, and the collection in it."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "home")
        world.write_deck()
        world.run("review", "--deck", "mine", typed="\n\n3\n\n\n3\n")
        assert world.run("export", "mine", "--to", f"{folder}/mine.apkg") == 0, world.err
        package = (Path(folder) / "mine.apkg").read_bytes()
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        name = next(name for name in archive.namelist() if name.startswith("collection.anki2"))
        return package, archive.read(name)


@cache
def backups() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "home")
        world.write_deck()
        world.run("review", "--deck", "mine", typed="\n\n3\n\n\n3\n")
        assert world.run("backup", f"{folder}/then.zip") == 0
        return (Path(folder) / "then.zip").read_bytes()


@contextlib.contextmanager
def written(content: bytes, name: str) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        yield path


# --- decks -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["json", "md", "csv", "tsv", "txt"])
@FEW
@given(st.data())
def test_a_file_of_another_format_with_changes_gives_decks_or_problems(kind: str, data: st.DataObject) -> None:
    content = data.draw(mutations(*samples()[kind]))
    with written(content, f"x.{kind}") as path:
        bundle = read_bundle(path)

    assert bundle.decks or bundle.problems or not content.strip()
    assert all(is_clean(card.question) and card.question for one in bundle.decks for card in one.deck.cards)
    assert not any("\x1b" in str(problem) for problem in bundle.problems)


@FEW
@given(mutations(DECK_TOML))
def test_a_deck_file_with_changes_gives_a_deck_or_problems(content: bytes) -> None:
    with written(content, "mine.toml") as path:
        deck, problems = read_file(path)

    assert deck is not None or problems
    assert not any("\x1b" in str(problem) or "\n" in str(problem) for problem in problems)


@FEW
@given(st.data())
def test_an_anki_package_with_changes_gives_decks_or_problems(data: st.DataObject) -> None:
    package, collection = packages()
    if data.draw(st.booleans()):
        content = data.draw(mutations(package))
    else:
        changed = data.draw(mutations(collection))
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w") as archive:
            archive.writestr(data.draw(st.sampled_from(["collection.anki2", "collection.anki21"])), changed)
            archive.writestr("media", "{}")
        content = whole.getvalue()
    with written(content, data.draw(st.sampled_from(["x.apkg", "x.colpkg"]))) as path:
        bundle = read_bundle(path)

    assert bundle.decks or bundle.problems


# --- the user's own files ----------------------------------------------------------------------------------------


@FEW
@given(mutations(ANSWERS, STORIES))
def test_own_answers_and_stories_with_changes_are_read_or_told(content: bytes) -> None:
    with written(content, "mine.toml") as path:
        told = [*read_own_answers(path)[1], *read_stories(path)[2], *read_stories_deck(path)[1]]

    assert not any("\x1b" in str(problem) for problem in told)


@FEW
@given(mutations(ANSWERS, STORIES, DECK_TOML).map(lambda content: content.decode("utf-8", "replace")))
def test_lines_can_be_set_aside_in_any_text_and_keep_their_numbers(text: str) -> None:
    left, problems = blank_out_lines(text, "mine.toml", "answers", {"notes"})

    assert left.count("\n") == text.count("\n")
    assert not any("\x1b" in str(problem) for problem in problems)


@pytest.mark.parametrize(
    ("valid", "read"),
    [(INTERVIEWS, read_interviews), (CONFIG, read_settings), (CONFIG, read_preferences)],
    ids=["interviews", "settings", "preferences"],
)
@FEW
@given(st.data())
def test_interviews_and_settings_with_changes_are_read_or_told(
    valid: bytes, read: Callable[[Path], object], data: st.DataObject
) -> None:
    with written(data.draw(mutations(valid)), "file.toml") as path, contextlib.suppress(GreenroomError):
        read(path)


@FEW
@given(st.data())
def test_a_backup_with_changes_is_unpacked_whole_or_refused(data: st.DataObject) -> None:
    with written(data.draw(mutations(backups())), "then.zip") as path:
        try:
            manifest = unpack(path, path.parent / "out")
        except GreenroomError as error:
            assert is_clean(str(error))  # noqa: PT017
        else:
            assert read_manifest(path) == manifest
            assert {name for name in manifest.files if not (path.parent / "out" / name).is_file()} == set()


# --- command-line arguments ------------------------------------------------------------------------

ARGUMENTS = (
    ("interview", "set", "{}"),
    ("interview", "set", "2026-12-10", "--minutes", "{}"),
    ("interview", "set", "2026-12-10", "--at", "{}"),
    ("interview", "result", "{}", "no"),
    ("interview", "clear", "--at", "{}"),
    ("review", "--minutes", "{}"),
    ("review", "--limit", "{}"),
    ("review", "--ahead", "{}"),
    ("mock", "--questions", "{}"),
    ("undo", "{}"),
    ("undo", "--list", "{}"),
    ("simulate", "--days", "{}"),
    ("import", "--fields", "{}", "x.apkg"),
    ("config", "new_per_day", "{}"),
    ("config", "{}"),
    ("suspend", "{}"),
    ("answers", "{}"),
    ("cards", "{}"),
    ("{}",),
)
TYPED = (
    NASTY_TEXT
    | st.text(max_size=12)
    | st.sampled_from(
        [
            "9" * 5000,
            "1_0",
            "١٢",
            "--",
            "-1",
            "1e3",
            "0x10",
            "2026-02-30",
            "+9999999999",
            "tomorrow",
            "fri",
            "\udcff",
            "²",
            "10000-01-01",
        ]
    )
)


@FEW
@given(st.sampled_from(ARGUMENTS), TYPED)
def test_any_argument_is_understood_or_told_in_a_sentence(argv: tuple[str, ...], typed: str) -> None:
    errors, code, told = io.StringIO(), 0, ""
    env = World(Path("/nowhere")).environment()._replace(stderr=errors)
    try:
        build_parser(env, COMMANDS).parse_args([word.format(typed) if word == "{}" else word for word in argv])
    except SystemExit as error:
        code = int(error.code or 0)
    except UsageError as error:
        code, told = error.exit_code, str(error)

    assert not errors.getvalue()
    assert code in (0, 2)
    assert bool(told) == (code == 2)


@settings(max_examples=max(1, settings().max_examples // 10))
@given(st.sampled_from([argv for argv in ARGUMENTS if argv[0] not in ("review", "mock", "simulate")]), TYPED)
def test_any_argument_of_a_whole_command_is_answered(argv: tuple[str, ...], typed: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "home")
        code = world.run(*(typed if word == "{}" else word for word in argv))

    assert code in (0, 1, 2)
    assert "went wrong" not in world.err
    assert "\x1b" not in world.out + world.err


@given(NASTY_TEXT | st.text())
def test_any_text_is_a_key_or_none(text: str) -> None:
    key = CardKey.parse(text)

    assert key is None or CardKey.parse(str(key)) == key or str(key) != str(key).strip()


@given(NASTY_TEXT | st.text(alphabet="0123456789 ,a-!"), st.integers(0, 5))
def test_any_text_is_points_or_none_and_a_rating_or_none(text: str, points: int) -> None:
    from cards.card import Card, KeyPoint
    from cards.review import Rating

    card = Card(id="x", question="Q?", key_points=tuple(KeyPoint(str(n)) for n in range(points)), answer="a")
    covered = read_ticks(text, card)

    assert covered is None or all(0 <= point < max(1, points) for point in covered)
    assert read_rating(text, Rating.GOOD) in (None, *Rating)
