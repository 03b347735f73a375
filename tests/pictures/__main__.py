"""Draws all pictures again: `python -m tests.pictures`. Look at them before you commit them."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.pictures.scenes import SCENES, THEMES, draw, played

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"

with TemporaryDirectory() as folder:
    for name in SCENES:
        with played(name, Path(folder)) as screen:
            for theme in THEMES:
                (FOLDER / f"{name}-{theme}.svg").write_text(draw(screen, name, theme), encoding="utf-8")
