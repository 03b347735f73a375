"""Names that are not text, as older systems made them: they are read where that can be, and named where not."""

from pathlib import Path

import pytest

from tests.terminal import World

ODD = "\udcff"
CSV = "question,answer\nWhat is a mutex?,A lock.\n"


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home", columns=400)
    world.write_deck()
    return world


@pytest.mark.parametrize("name", [f"{ODD}.csv", f"{ODD}/x.csv", f"x/{ODD}.csv", f"x/{ODD}/index.csv"])
def test_a_file_whose_name_is_not_text_is_imported_and_the_import_undone(
    world: World, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CSV)
    except OSError:
        pytest.skip("this system allows no such names")

    assert world.run("import", str(tmp_path / Path(name).parts[0])) == 0, world.err
    assert world.run("cards", "--find", "mutex") == 0
    assert "What is a mutex?" in world.out
    assert world.run("undo", typed="y\n") == 0, world.err
    assert [path.name for path in (world.home / "decks").iterdir()] == ["mine.toml"]


@pytest.mark.parametrize(
    "argv",
    [
        ["edit", f"mine/{ODD}"],
        ["suspend", f"mine/{ODD}"],
        ["config", "new_per_day", ODD],
        ["config", ODD, "3"],
        ["config", "speech_model", ODD],
    ],
)
def test_a_word_that_is_not_text_is_refused_in_a_sentence(world: World, argv: list[str]) -> None:
    assert world.run(*argv) in (1, 2)
    assert "unexpected" not in world.err
    assert argv[1] != "speech_model" or world.err == 'greenroom: "\\udcff" is not UTF-8 text. Name it differently.\n'
    assert world.err.count("\n") == 1
    assert not (world.home / "config.toml").exists()
    assert world.run("undo", "--list") == 0
    assert world.out == "There is nothing to undo.\n"
