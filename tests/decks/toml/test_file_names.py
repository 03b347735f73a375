"""Every deck has a file on every system, and what a backup holds gets a name that the system allows."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decks.model.ids import is_slug
from decks.toml.file_names import deck_of, file_stem, possible_name

IDS = st.from_regex(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", fullmatch=True) | st.sampled_from(["con", "nul.de", "com1", "aux"])


@given(IDS)
def test_the_file_of_a_deck_can_be_called_so_anywhere_and_tells_which_deck_it_is(deck_id: str) -> None:
    assert is_slug(deck_id)
    assert possible_name(f"{file_stem(deck_id)}.toml", windows=True) == f"{file_stem(deck_id)}.toml"
    assert deck_of(file_stem(deck_id)) == deck_id


@pytest.mark.parametrize(
    ("name", "here"),
    [
        ("schön.toml", "schön.toml"),
        ("Why me?.toml", "Why me_.toml"),
        ('a:b*c|d<e>"f".toml', "a_b_c_d_e__f_.toml"),
        ("..\\..\\x.toml", ".._.._x.toml"),
        ("C:\\x.toml", "C__x.toml"),
        ("tab\there.toml", "tab_here.toml"),
        ("con.toml", "_con.toml"),
        ("Nul .de.toml", "_Nul .de.toml"),
        ("com¹.toml", "_com¹.toml"),
        ("console.toml", "console.toml"),
        ("talk. .", "talk___"),
        (". ", "__"),
    ],
)
def test_windows_gets_the_nearest_name_it_allows(name: str, here: str) -> None:
    assert possible_name(name, windows=True) == here
    assert possible_name(name, windows=False) == name


@given(st.text(min_size=1, max_size=20))
def test_a_possible_name_stays(name: str) -> None:
    for windows in (True, False):
        possible = possible_name(name, windows=windows)
        assert possible_name(possible, windows=windows) == possible
        assert "\0" not in possible


@given(st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=20))
def test_the_system_the_test_runs_on_takes_a_possible_name(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    possible = possible_name(name)
    if possible in (".", ".."):
        return
    folder = tmp_path_factory.getbasetemp() / "possible"
    folder.mkdir(exist_ok=True)
    path = Path(folder, possible)
    path.write_bytes(b"mine")

    assert [each.name for each in folder.iterdir()] == [possible]
    path.unlink()
