"""The pictures of the README and the docs show what the program shows today."""

from pathlib import Path

import pytest

from tests.pictures.scenes import SCENES, THEMES, draw, played

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENES)
def test_a_picture_shows_todays_screen(name: str, tmp_path: Path) -> None:
    with played(name, tmp_path) as screen:
        for theme in THEMES:
            same = draw(screen, name, theme) == (FOLDER / f"{name}-{theme}.svg").read_text(encoding="utf-8")
            assert same, "a picture is stale: run `python -m tests.pictures` and look at the result"


def test_every_picture_shown_exists_and_every_picture_is_shown() -> None:
    root = FOLDER.parents[1]
    pages = "".join(page.read_text(encoding="utf-8") for page in (root / "README.md", *(root / "docs").glob("*.md")))
    drawn = {f"{name}-{theme}.svg" for name in SCENES for theme in THEMES}
    assert {path.name for path in FOLDER.glob("*.svg")} == drawn
    assert all(f"pictures/{name}" in pages for name in drawn)
