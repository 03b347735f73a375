"""What the pictures show, and how a screen becomes one."""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.color import Color
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.pictures.program import environment
from tests.terminal import Screen
from trainer.demo.history import fill_home
from trainer.opening import open_home

_COLUMNS = 80
# Text, red, green, yellow, blue, magenta, cyan, white, and the same again brighter.
_LIGHT = (
    "24292f b32d2d 116329 7d4e00 095ac4 8250df 146e82 57606a 656d76 a40e26 1a7f37 633c01 216ed9 8250df 318296 24292f"
)
_DARK = (
    "484f58 ff7b72 56d364 e3b341 79c0ff d2a8ff 56d4dd c9d1d9 8b949e ffa198 7ee787 f2cc60 a5d6ff e2c5ff b3f0ff ffffff"
)


def _theme(background: str, text: str, palette: str) -> TerminalTheme:
    names = (background, text, *palette.split())
    colors: list[tuple[int, int, int]] = [Color.parse(f"#{name}").get_truecolor() for name in names]
    return TerminalTheme(colors[0], colors[1], colors[2:10], colors[10:])


# The colours of GitHub's two themes, where most people see the pictures.
THEMES = {"light": _theme("ffffff", "24292f", _LIGHT), "dark": _theme("0d1117", "c9d1d9", _DARK)}
# No title bar and no font from the network.
_SVG = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace;
  font-size: {char_height}px; line-height: {line_height}px; white-space: pre; }}
{styles}
</style>
<defs>{lines}</defs>
<rect width="{width}" height="{height}" rx="8" fill="BACKGROUND" stroke="#8b949e" stroke-opacity="0.4"/>
<g transform="translate(9, 9)">{backgrounds}
<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""
_NAMES = {"brown": "yellow", "brightbrown": "bright_yellow"}  # what pyte calls yellow


class Scene:
    """The program in the home of the demo, in a terminal."""

    def __init__(self, home: Path, rows: int, *argv: str) -> None:
        self._stopwatch = home.parent / f"{home.name}-stopwatch"
        self.wait(0)
        arguments = (str(home), str(self._stopwatch), *argv)
        self.screen = Screen(*arguments, columns=_COLUMNS, rows=rows, module="tests.pictures.program")

    def wait(self, seconds: float) -> None:
        """Let the stopwatch show a time."""
        beside = self._stopwatch.with_suffix(".new")  # the program may be reading it right now
        beside.write_text(str(seconds), encoding="utf-8")
        beside.replace(self._stopwatch)

    def says(self, text: str, keys: str = "") -> None:
        """Wait for a text; then press keys."""
        self.screen.until(text)
        if keys:
            self.screen.press(keys)


def filled_home(path: Path) -> Path:
    """Make the home of the demo, at the time of the pictures."""
    stopwatch = path.parent / f"{path.name}-filling"
    stopwatch.write_text("0", encoding="utf-8")
    fill_home(open_home(environment(path, stopwatch), str(path)))
    return path


_ANSWER = (
    "I reconciled the totals against the ledger, because returns are easily counted twice. Then a colleague ran the"
    " query again on last quarter's data. The difference was 0.2 percent."
)


def _review(home: Path) -> Scene:
    scene = Scene(home, 44, "review", "--card", "analytical-technique/made-sure-right")
    scene.says("Your answer", _ANSWER)
    scene.wait(72)
    scene.says("percent.", "\r")
    scene.says("Points covered", "124\r")
    scene.says("4 Easy")
    return scene


def _mock(home: Path) -> Scene:
    scene = Scene(home, 16, "mock", "--minutes", "20", "--manner", "clumsy")
    scene.says("Your answer")
    scene.wait(27)
    scene.says("Your answer", "Let me think for a second. The clearest example is the pump")
    scene.says("the pump")
    return scene


def _plan(home: Path) -> Scene:
    scene = Scene(home, 30, "interview", "show")
    scene.screen.ended()
    return scene


def _stats(home: Path) -> Scene:
    scene = Scene(home, 40, "stats")
    scene.screen.ended()
    return scene


SCENES: dict[str, Callable[[Path], Scene]] = {"review": _review, "plan": _plan, "stats": _stats, "mock": _mock}


@contextmanager
def played(name: str, folder: Path) -> Iterator[Screen]:
    """Play a scene in a new home below a folder; give its last screen."""
    scene = SCENES[name](filled_home(folder / name))
    with scene.screen as screen:
        yield screen


def draw(screen: Screen, name: str, theme: str) -> str:
    """Return a screen as SVG."""
    drawn = Console(record=True, width=_COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    rows = [[screen.screen.buffer[row][column] for column in range(_COLUMNS)] for row in range(screen.screen.lines)]
    while rows and not "".join(cell.data for cell in rows[-1]).strip():
        rows.pop()
    for row in rows:
        line = Text()
        for cell in row:
            line.append(cell.data, Style(color=_color(cell.fg), bold=cell.bold, underline=cell.underscore))
        line.rstrip()
        drawn.print(line)
    background = "#{:02x}{:02x}{:02x}".format(*THEMES[theme].background_color)
    form = _SVG.replace("BACKGROUND", background)
    return drawn.export_svg(theme=THEMES[theme], code_format=form, unique_id=f"{name}-{theme}", title="")


def _color(name: str) -> Color | None:
    if name == "default":
        return None
    if len(name) == 6 and set(name) <= set("0123456789abcdef"):
        return Color.parse(f"#{name}")
    return Color.parse(_NAMES.get(name, name.replace("bright", "bright_")))
