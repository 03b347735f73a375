"""The keys of the prompts: what Enter does, and keys that need no Enter."""

import sys
from collections.abc import Callable

from prompt_toolkit.application import get_app
from prompt_toolkit.filters import Condition
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

from trainer.terminal.ui import Meanwhile, SingleKeys


def enter_key(meanwhile: Callable[[], Meanwhile | None]) -> KeyBindings:
    """Return the binding of Enter: it ends the line, or stops what goes on meanwhile."""
    keys = KeyBindings()

    @keys.add("enter")
    def _accept(event: KeyPressEvent) -> None:
        going_on = meanwhile()
        if event.current_buffer.text or going_on is None or going_on.enter():
            event.current_buffer.validate_and_handle()

    return keys


def new_line_key() -> KeyBindings:
    """Return the keys that start a new line: Alt-Enter, which is Esc then Enter, and on Windows Ctrl-Enter.

    Ctrl-Enter arrives as Ctrl-J there. Elsewhere Ctrl-J is an Enter that was pressed before the prompt could read keys,
    and ends the answer.
    """
    keys = KeyBindings()

    def new_line(event: KeyPressEvent) -> None:
        event.current_buffer.newline()

    for key in ("enter", "c-j"):
        keys.add("escape", key)(new_line)
    if sys.platform == "win32":
        keys.add("c-j")(new_line)
    return keys


def single_keys(single: SingleKeys, draft: str, said: dict[str, str]) -> KeyBindings:
    """Return the bindings of keys that need no Enter, on a line that begins with a draft.

    A key that does nothing leaves the line as it is, and `said` gets a sentence about that for this line.
    """
    keys = KeyBindings()
    untouched = Condition(lambda: get_app().current_buffer.text in ("", draft))
    ticks = Condition(lambda: single.toggled and get_app().current_buffer.text.isdecimal())

    def end(event: KeyPressEvent) -> None:
        event.current_buffer.text = event.data
        event.current_buffer.validate_and_handle()

    def type_in(event: KeyPressEvent) -> None:
        said.clear()
        if event.data in single.typed:
            event.current_buffer.insert_text(event.data)
        elif event.data in single.at_once:
            said[event.current_buffer.text] = "Enter or Backspace first"
        elif event.data.isprintable():
            said[event.current_buffer.text] = f'"{event.data}" does nothing here'

    def toggle(event: KeyPressEvent) -> None:
        said.clear()
        buffer = event.current_buffer
        if event.data in buffer.text:
            buffer.text = buffer.text.replace(event.data, "")
        else:
            buffer.insert_text(event.data)

    keys.add("<any>")(type_in)
    for digit in filter(str.isdecimal, single.typed):
        keys.add(digit, filter=ticks)(toggle)
    for key in single.at_once:
        keys.add(key, filter=untouched)(end)
    return keys
