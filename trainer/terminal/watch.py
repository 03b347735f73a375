"""One changing line with keys, while something goes on by itself."""

from collections.abc import Callable, Mapping
from typing import Any

from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.layout import FormattedTextControl, Layout, Window
from prompt_toolkit.output import Output

_EVERY = 0.1  # seconds


def watch(
    line: Callable[[int], str],
    *,
    done: Callable[[], bool],
    keys: Mapping[str, Callable[[], None]],
    terminal: tuple[Input, Output],
    style: Mapping[str, Any],
) -> None:
    """Show a line until it is done, or Enter, q or Ctrl-C end it; then remove the line.

    Args:
        line: Returns what to show, no wider than the columns given.
        done: Whether it has ended by itself.
        keys: What other keys do, by prompt_toolkit's names.
        terminal: Where keys come from and where the line is shown.
        style: The options of the application that concern colours.
    """
    bindings = KeyBindings()

    @bindings.add("enter")
    @bindings.add("q")
    @bindings.add("c-c")
    @bindings.add("c-d")
    def _end(event: KeyPressEvent) -> None:
        event.app.exit()

    for key, action in keys.items():
        bindings.add(key)(lambda _, act=action: act())

    def text() -> FormattedText:
        return FormattedText([("class:dim", line(terminal[1].get_size().columns - 1))])

    app: Application[None] = Application(
        layout=Layout(Window(FormattedTextControl(text, show_cursor=False), height=1)),
        key_bindings=bindings,
        input=terminal[0],
        output=terminal[1],
        erase_when_done=True,
        refresh_interval=_EVERY,
        **style,
    )

    def look(_: object) -> None:
        if done() and not app.is_done:
            app.exit()

    app.before_render += look
    app.run()
