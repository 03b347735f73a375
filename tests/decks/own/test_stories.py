"""The file of stories, and the deck made from it."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.story import Story
from decks.library.library import Library
from decks.own.stories import add_story, read_stories, read_stories_deck
from tests.strategies import LINES


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
    ("text", "message"),
    [
        ("format = 2\n", ":1: format is 2, but this greenroom reads format 1."),
        ("stories = 3\n", ":1: stories is not a list of tables. Begin each story with [[stories]]."),
        ("= 3\n", ":1: not valid TOML"),
        ('[[stories]]\nid = "x"\n', ':1: story "x": there is no title.'),
        ('[[stories]]\nid = "X y"\ntitle = "X"\n', ':1: story "X y": the id "X y" is not a slug.'),
        (
            '[[stories]]\nid = "x"\ntitle = "a b c d e f g"\n',
            ':1: story "x": the title has 7 words; the most is 6. Shorten it.',
        ),
        (
            '[[stories]]\ntitle = "My day"\n',
            ':1: story "My day": there is no id, so a new title would make it a new story. Add: id = "my-day".',
        ),
        (
            '[[stories]]\nid = "x"\ntitle = "X"\n[[stories]]\nid = "x"\ntitle = "Y"\n',
            ':4: story "x": the id is used twice, first on line 1.',
        ),
        (
            '[[stories]]\nid = "x"\ntitle = "My day"\n[[stories]]\nid = "y"\ntitle = "my day"\n',
            ':4: story "y": the story on line 1 has the same title. Rename one of them.',
        ),
        (
            f'[[stories]]\nid = "x"\ntitle = "{"a" * 61}"\n',
            ':1: story "x": the title has 61 characters; the most is 60. Shorten it.',
        ),
    ],
)
def test_a_problem_of_the_stories_is_told_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "stories.toml"
    path.write_text(text)
    _, _, (problem,) = read_stories(path)

    assert str(problem).removeprefix(str(path)).startswith(message)


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
    assert 'the deck\'s id "my-stories" is also used by' in str(library.problems()[0])
    library.close()


def test_the_line_of_a_story_is_where_its_table_begins(tmp_path: Path) -> None:
    path = tmp_path / "stories.toml"
    path.write_text('format = 1\n\n[[stories]]\nid = "a"\ntitle = "A"\nresult = "1"\n')
    deck, problems = read_stories_deck(path)

    assert deck is not None
    assert (dict(deck.lines), problems) == ({"a": 3}, [])
