"""A recording played at the terminal, with keys."""

from collections.abc import Callable
from pathlib import Path

from trainer.speech.audio.player import Player
from trainer.terminal.layout import bar, first_to_fit
from trainer.terminal.ui import Ui
from trainer.terminal.words import clock

_SKIP = 5.0  # seconds


def play(path: Path, ui: Ui) -> None:
    """Play a sound file until it ends or the user stops it. Where lines are edited, it can be paused and skipped.

    Raises:
        GreenroomError: It can't be played.
    """
    player = Player(path)

    def line(columns: int) -> str:
        if not ui.layout.drawn:
            return f"Playing {clock(player.length)}; Ctrl-C stops."
        state = "paused" if player.paused else "playing"
        time = f" {state} {clock(player.seconds)} of {clock(player.length)}"
        keys = "space pauses · , . skip 5 s · Enter stops"
        share = player.seconds / player.length if player.length else 1.0
        short = f" {state} {clock(player.seconds)}"
        whole = f"{time} {bar(share, 12)}   {keys}"
        return first_to_fit((whole, f"{time}   {keys}", f"{time}   space , . Enter", time, short), columns)

    def pause() -> None:
        player.paused = not player.paused

    def skip(seconds: float) -> Callable[[], None]:
        return lambda: player.skip(seconds)

    back, on = skip(-_SKIP), skip(_SKIP)
    try:
        ui.watch(line, done=lambda: player.ended, keys={" ": pause, "left": back, ",": back, "right": on, ".": on})
    finally:
        player.stop()
