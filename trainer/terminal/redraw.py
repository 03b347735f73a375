"""The screen around a prompt, redrawn after Ctrl-L, a resize and a suspension."""

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from prompt_toolkit.application import Application, run_in_terminal
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.renderer import CPR_Support

from trainer.terminal.layout import Line

Lines = Callable[[], Sequence[Line]]
_CAN_STOP = hasattr(signal, "SIGTSTP")


class Redraw:
    """Redraws the lines above a prompt.

    After Ctrl-L and a resize, the screen is cleared first, because the terminal may have wrapped the old lines. After a
    suspension, they go below what the shell has printed since.

    Attributes:
        above: Returns what belongs above the prompt at the terminal's width now.
    """

    def __init__(self, show: Callable[[Sequence[Line]], None]) -> None:
        self.above: Lines = list
        self._show = show
        self._columns = 0  # when it was last drawn
        self._wanted = False
        self._clearing = False
        self._suspend: Callable[[], None] = lambda: None

    def keys(self) -> KeyBindings:
        """Return the keys that draw the screen again: Ctrl-L, and Ctrl-Z where a program can be suspended.

        Elsewhere, on Windows, Ctrl-Z is the end of the input, as it is before Enter in other programs.
        """
        keys = KeyBindings()

        @keys.add("c-l")
        def _clear(event: KeyPressEvent) -> None:
            self._want(event.app, clearing=True)

        @keys.add("c-z", filter=Condition(lambda: _CAN_STOP))
        def _suspend(_: KeyPressEvent) -> None:
            self._suspend()

        @keys.add("c-z", filter=Condition(lambda: not _CAN_STOP))
        def _leave(event: KeyPressEvent) -> None:
            if not event.current_buffer.text:
                event.app.exit(exception=EOFError)

        return keys

    def begin(self, app: Application[str], stack: ExitStack) -> None:
        """Watch the terminal's size and the signals of job control while a prompt runs, until `stack` is closed."""
        self._columns, self._wanted = app.output.get_size().columns, False
        app.before_render += self._before_render
        stack.callback(app.before_render.remove_handler, self._before_render)
        if not _CAN_STOP:
            return
        loop = asyncio.get_running_loop()  # it drops its handlers when it closes, with the prompt

        def suspend() -> None:
            run_in_terminal(stop)

        def stop() -> None:
            for number in (signal.SIGTSTP, signal.SIGCONT):
                loop.remove_signal_handler(number)
            os.kill(0, signal.SIGTSTP)  # all programs of the job, as the terminal does it
            watch()
            self._wanted, self._clearing = True, False

        def resume() -> None:  # another signal had stopped us, and the shell had the terminal
            stack.enter_context(app.input.raw_mode())
            app.output.write_raw("\r\n")
            app.renderer.reset()  # what was drawn is above what the shell has printed
            self._want(app, clearing=False)

        def watch() -> None:
            loop.add_signal_handler(signal.SIGTSTP, suspend)
            loop.add_signal_handler(signal.SIGCONT, resume)

        def resize() -> None:
            if self.above():
                self._want(app, clearing=True)
            else:
                app.renderer.erase()
                app.renderer.request_absolute_cursor_position()
                app.invalidate()

        self._suspend = suspend
        watch()
        app.terminal_size_polling_interval = None
        loop.call_soon(loop.add_signal_handler, signal.SIGWINCH, resize)  # after the prompt's own, which it replaces

    def _want(self, app: Application[str], *, clearing: bool) -> None:
        self._wanted, self._clearing = True, clearing
        app.invalidate()

    def _before_render(self, app: Application[str]) -> None:
        """Draw what is above the prompt, just before the prompt is drawn itself."""
        renderer, size = app.renderer, app.output.get_size()
        if renderer.waiting_for_cpr and renderer.cpr_support is not CPR_Support.NOT_SUPPORTED:
            return  # the terminal is about to report on the screen as it is
        lines = self.above()
        resized = size.columns != self._columns and bool(lines)  # without lines, the prompt alone is drawn again
        clearing, wanted = self._clearing or resized, self._wanted or resized
        self._columns, self._wanted, self._clearing = size.columns, False, False
        if not wanted:
            return
        if clearing:
            app.output.cursor_goto(0, 0)
            app.output.erase_down()
        else:
            renderer.erase()  # the prompt may be on the screen again already
        room = max(0, size.rows - _height(app))
        self._show(lines[max(0, len(lines) - room) :])  # no more than fits: the rest would scroll away again
        renderer.reset()
        renderer.request_absolute_cursor_position()


def _height(app: Application[str]) -> int:
    """Return the rows of the prompt itself, with the toolbar."""
    size = app.output.get_size()
    return app.layout.container.preferred_height(size.columns, size.rows).preferred + 1
