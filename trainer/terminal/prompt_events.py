"""What happens while a prompt is open: text that changes, and what goes on beside it."""

import asyncio
from collections.abc import Callable

from prompt_toolkit import PromptSession
from prompt_toolkit.buffer import Buffer

from trainer.terminal.ui import Meanwhile

_LATER = 1.0  # seconds; anything typed in between is lost to a kill -9


def call_later(buffer: Buffer, action: Callable[[], None]) -> Callable[[], None]:
    """Call an action a moment after a buffer's text changes; return a function that stops this."""
    loop = asyncio.get_running_loop()
    waiting: list[asyncio.TimerHandle] = []

    def changed(_: Buffer) -> None:
        if not waiting:
            waiting.append(loop.call_later(_LATER, act))

    def act() -> None:
        waiting.clear()
        action()

    def end() -> None:
        buffer.on_text_changed.remove_handler(changed)
        for handle in waiting:
            handle.cancel()

    buffer.on_text_changed += changed
    return end


def attend(session: PromptSession[str], meanwhile: Meanwhile) -> Callable[[], None]:
    """Look at what goes on whenever the prompt is drawn, and end it once that is over; return what stops this."""
    buffer, drawn = session.default_buffer, session.app.before_render

    def look(_: object) -> None:
        if meanwhile.look() and not session.app.is_done:
            buffer.validate_and_handle()

    def typed(_: object) -> None:
        meanwhile.typed()

    def end() -> None:
        buffer.on_text_changed.remove_handler(typed)
        drawn.remove_handler(look)

    buffer.on_text_changed += typed
    drawn += look
    return end
