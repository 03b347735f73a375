"""The files of own answers and stories: read, checked, and written so that nothing of a person's is lost."""

import os
import signal
import subprocess
import sys
import time
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.card import KeyPoint
from cards.own_answer import OwnAnswer
from cards.story import Story
from decks.library.library import Library
from decks.model.errors import DeckFileError
from decks.own.answers import FORM, add_own_answer, read_own_answers, set_tick
from decks.own.stories import add_story, read_stories, read_stories_deck
from decks.toml.records import append_record, change_text
from tests.strategies import KEY_POINTS, LINES, SLUGS, TEXTS

NOT_TOML = (
    "not valid TOML (Illegal character '\\n') at column 10."
    ' Look for a missing quote, bracket or "=" on this line or just above.'
)
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
MINE = OwnAnswer(points=(KeyPoint("the ledger"), KeyPoint("40,000", must=True)), notes="calm\nno we")
BY_HAND = """# mine, hands off
format = 1

[[answers]]
card = "sure" # the ledger
written = 2026-01-01
points = ["by hand"]   # more to come
"""


def newest(path: Path, card: str = "sure") -> OwnAnswer:
    return read_own_answers(path)[0][card][-1]


@given(card=SLUGS, points=KEY_POINTS, notes=TEXTS, tick=st.booleans())
@settings(max_examples=40)
def test_an_answer_reads_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, card: str, points: tuple[KeyPoint, ...], notes: str, *, tick: bool
) -> None:
    path = tmp_path_factory.mktemp("answers") / "deck.toml"
    own = OwnAnswer(points=points, notes=notes, tick=tick)
    if not add_own_answer(path, card, own, NOW):
        assert (points, notes) == ((), "")
        return
    versions, problems = read_own_answers(path)

    assert problems == []
    assert versions == {card: (OwnAnswer(points=points, notes=notes, tick=tick, written=NOW),)}


def test_every_version_is_kept_with_its_date_and_the_last_counts(tmp_path: Path) -> None:
    path = tmp_path / "answers" / "deck.toml"
    assert add_own_answer(path, "sure", MINE, NOW)
    assert not add_own_answer(path, "sure", MINE, NOW)
    assert add_own_answer(path, "sure", OwnAnswer(notes="other"), NOW.replace(day=3))
    assert add_own_answer(path, "why", MINE, NOW)
    versions, _ = read_own_answers(path)

    assert [own.notes for own in versions["sure"]] == ["calm\nno we", "other"]
    assert [own.written for own in versions["sure"]] == [NOW, NOW.replace(day=3)]
    assert set(versions) == {"sure", "why"}
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_every_line_a_person_wrote_stays(tmp_path: Path, newline: str) -> None:
    path = tmp_path / "deck.toml"
    by_hand = BY_HAND.replace("\n", newline).rstrip("\r\n")
    path.write_bytes(by_hand.encode())
    add_own_answer(path, "sure", MINE, NOW)

    assert path.read_bytes().decode().startswith(by_hand + newline)
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(newline.encode())
    assert [own.written for own in read_own_answers(path)[0]["sure"]] == [date(2026, 1, 1), NOW]


def test_ticking_changes_one_line_of_the_newest_version(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text(BY_HAND.rstrip("\n"))
    set_tick(path, "sure", tick=True)
    assert path.read_text() == BY_HAND + "tick = true\n"
    set_tick(path, "sure", tick=False)
    assert path.read_text() == BY_HAND + "tick = false\n"

    with pytest.raises(DeckFileError, match='has no answer "why" that can be changed'):
        set_tick(path, "why", tick=True)


def test_an_edit_made_meanwhile_is_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text(BY_HAND)
    looks: list[str] = []

    def make(text: str) -> dict[str, object]:
        looks.append(text)
        if len(looks) == 1:  # a person saves just now
            path.write_text(BY_HAND + '\n[[answers]]\ncard = "why"\nnotes = "saved by hand"\n')
        return {"card": "sure", "notes": "appended"}

    append_record(path, FORM, make)

    assert len(looks) == 2
    assert newest(path, "why").notes == "saved by hand"
    assert newest(path).notes == "appended"


def test_a_file_that_never_holds_still_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"

    def change(text: str) -> str:
        path.write_text(f"{text}# again\n")
        return "format = 1\n"

    with pytest.raises(DeckFileError, match="is being changed by another program, so the answer was not saved"):
        change_text(path, FORM, change)
    assert path.read_text() == "# again\n" * 5
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'[[answers]]\ncard = "sure\n', "is not valid TOML"),
        (b"x = " + b"[" * 100_000, "nested too deeply"),
        (b"\xff", "is not UTF-8 text"),
        (b'answers = [{card = "why"}]\n', "has its answers in a form that nothing can be added to"),
    ],
)
def test_what_cannot_be_added_to_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "deck.toml"
    path.write_bytes(content)

    with pytest.raises(DeckFileError, match=told):
        add_own_answer(path, "sure", MINE, NOW)
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("a file")

    with pytest.raises(DeckFileError, match="cannot be written"):
        add_own_answer(tmp_path / "answers" / "deck.toml", "sure", MINE, NOW)


def test_all_problems_of_an_answers_file_are_told_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text(
        'format = 1\nanswer = 1\n[[answers]]\ncard = "a"\ntick = 1\n[[answers]]\nnotes = "x"\n'
        '[[answers]]\ncard = "b"\npoint = ["x"]\nwritten = "monday"\n[[answers]]\ncard = "c\n[[answers]]\ncard = "d"\n'
    )
    versions, problems = read_own_answers(path)

    assert list(versions) == ["a", "b", "d"]
    assert [f"{problem}".removeprefix(str(path)) for problem in problems] == [
        ':2: unknown key "answer". Did you mean "answers"?',
        ':5: answer "a": tick is not true or false. Write tick = true.',
        ':6: answer "?": there is no card. Add a line: card = "...", the id of the card it answers.',
        ':10: answer "b": unknown key "point". Did you mean "points"?',
        ':11: answer "b": written is not a date. Write written = 2026-11-23.',
        f":13: {NOT_TOML}",
    ]


@pytest.mark.parametrize("written", ["yesterday", '"monday"', "2026-13-01", "20260101"])
def test_an_answer_whose_date_cannot_be_read_is_still_there(tmp_path: Path, written: str) -> None:
    path = tmp_path / "deck.toml"
    path.write_text(f'[[answers]]\ncard = "a"\nwritten = {written}\npoints = ["x"]\n')
    versions, (problem,) = read_own_answers(path)

    assert versions == {"a": (OwnAnswer(points=(KeyPoint("x"),)),)}
    assert problem.line == 3


@pytest.mark.parametrize(
    ("wrong", "line"),
    [
        ("format = \n[[stories]]", 1),
        ("format = 1\nmy stories\n[[stories]]", 2),
        ("[stories]", 1),
        ("format = 1\n[[stories]", 2),
    ],
)
def test_one_wrong_line_hides_no_story(tmp_path: Path, wrong: str, line: int) -> None:
    path = tmp_path / "stories.toml"
    path.write_text(f'{wrong}\nid = "a"\ntitle = "A"\n[[stories]]\nid = "b"\ntitle = "B"\n')
    stories, _, (problem,) = read_stories(path)

    assert [story.id for story in stories] == ["a", "b"]
    assert problem.line == line


def test_what_no_line_can_be_blamed_for_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "stories.toml"
    path.write_text('[[stories]]\nid = "a"\ntitle = """A\n[[stories]]\nid = "b"\ntitle = "B"\n')
    stories, _, (problem,) = read_stories(path)

    assert [story.id for story in stories] == ["b"]
    assert problem.line == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("format = 2\n", ":1: format is 2, and this greenroom reads format 1."),
        ("stories = 3\n", ":1: stories is not a list of tables. Begin each story with [[stories]]."),
        ("= 3\n", ":1: not valid TOML"),
        ('[[stories]]\nid = "x"\n', ':1: story "x": there is no title.'),
        ('[[stories]]\nid = "X y"\ntitle = "X"\n', ':1: story "X y": the id "X y" is not a slug.'),
        (
            '[[stories]]\nid = "x"\ntitle = "a b c d e f g"\n',
            ':1: story "x": the title has 7 words; a handle has at most 6. Shorten it.',
        ),
        (
            '[[stories]]\ntitle = "My day"\n',
            ':1: story "My day": there is no id, so another title would make it another story. Add: id = "my-day".',
        ),
        (
            '[[stories]]\nid = "x"\ntitle = "X"\n[[stories]]\nid = "x"\ntitle = "Y"\n',
            ':4: story "x": the id is used twice, first on line 1.',
        ),
        (
            '[[stories]]\nid = "x"\ntitle = "My day"\n[[stories]]\nid = "y"\ntitle = "my day"\n',
            ':4: story "y": the title is that of the story on line 1. Give one of them another.',
        ),
        (
            f'[[stories]]\nid = "x"\ntitle = "{"a" * 61}"\n',
            ':1: story "x": the title has 61 characters; a handle has at most 60. Shorten it.',
        ),
    ],
)
def test_a_problem_of_the_stories_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "stories.toml"
    path.write_text(text)
    _, _, (problem,) = read_stories(path)

    assert str(problem).removeprefix(str(path)).startswith(told)


STORIES = st.builds(
    Story,
    id=st.just(""),
    title=LINES,
    when=LINES | st.just(""),
    situation=LINES | st.just(""),
    actions=st.lists(LINES, max_size=3).map(tuple),
    result=LINES | st.just(""),
    competencies=st.lists(LINES, max_size=2).map(tuple),
)


@given(st.lists(STORIES, min_size=1, max_size=3))
@settings(max_examples=30)
def test_stories_read_back_as_they_were_added_each_with_an_id_of_its_own(
    tmp_path_factory: pytest.TempPathFactory, stories: list[Story]
) -> None:
    path = tmp_path_factory.mktemp("home") / "stories.toml"
    added = [add_story(path, story) for story in stories]

    assert read_stories(path)[0] == added
    assert len({story.id for story in added}) == len(added)


def test_stories_are_a_deck_of_the_library_and_follow_their_file(tmp_path: Path) -> None:
    own, stories = tmp_path / "decks", tmp_path / "stories.toml"
    library = Library(own, tmp_path / "cache.db", builtin=tmp_path / "none", stories=stories)
    assert library.decks() == ()
    add_story(stories, Story(id="", title="Draft"))
    library.refresh()
    assert library.decks() == ()
    add_story(stories, Story(id="", title="The ledger", result="9 hours"))
    library.refresh()
    (deck,) = library.decks()
    assert (deck.id, deck.path, deck.builtin, deck.cards) == ("my-stories", stories, False, 1)
    assert library.cards("my-stories")[0].question == "Tell the story: The ledger"
    own.mkdir()
    (own / "x.toml").write_text('[deck]\nid = "my-stories"\n[[cards]]\nquestion = "q"\nanswer = "a"\n')
    library.refresh()

    assert library.deck("my-stories").path == stories
    assert 'the deck\'s id "my-stories" is that of' in str(library.problems()[0])
    library.close()


def test_the_line_of_a_story_is_where_its_table_begins(tmp_path: Path) -> None:
    path = tmp_path / "stories.toml"
    path.write_text('format = 1\n\n[[stories]]\nid = "a"\ntitle = "A"\nresult = "1"\n')
    deck, problems = read_stories_deck(path)

    assert deck is not None
    assert (dict(deck.lines), problems) == ({"a": 3}, [])


_APPEND = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from cards.own_answer import OwnAnswer
from decks.own.answers import add_own_answer
path, name = Path(sys.argv[1]), sys.argv[2]
print("ready", flush=True)
for number in range(int(sys.argv[3])):
    add_own_answer(path, f"{name}-{number}", OwnAnswer(notes="x" * 2000), datetime(2026, 3, 2, tzinfo=UTC))
    print(number, flush=True)
"""


def appending(path: Path, name: str, times: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _APPEND, str(path), name, str(times)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_what_was_saved_survives_a_kill_at_any_moment(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    path.write_text(BY_HAND)
    for kill in range(6):
        child = appending(path, f"k{kill}", 1000)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(0.02 + 0.013 * kill)
        os.kill(child.pid, signal.SIGKILL)
        said, _ = child.communicate()
        tomllib.loads(path.read_text())
        versions, problems = read_own_answers(path)
        assert problems == []
        assert {f"k{kill}-{number}" for number in said.split()} <= versions.keys()
    assert path.read_text().startswith(BY_HAND)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no lock of folders")
def test_two_programs_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "deck.toml"
    children = [appending(path, name, 15) for name in ("left", "right")]
    assert [child.wait() for child in children] == [0, 0]
    for child in children:
        child.communicate()

    assert len(read_own_answers(path)[0]) == 30
