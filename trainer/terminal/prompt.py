"""The terminal with line editing, through prompt_toolkit. It is append-only, without an alternate screen."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from functools import cached_property, partial
from typing import Any

from prompt_toolkit import PromptSession, print_formatted_text, renderer
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.output import ColorDepth, Output, create_output
from prompt_toolkit.styles import Style, default_ui_style, merge_styles

from cards.text import clean
from trainer.environment import Environment
from trainer.terminal.layout import Layout, Line, layout_for, refitted, text_of, width_of
from trainer.terminal.redraw import Redraw
from trainer.terminal.ui import Ui, UserLeft

_PROMPT: list[tuple[str, str]] = [("", " > ")]
# Colours from the terminal's own palette work on light and dark themes. No meaning is in a colour alone.
_STYLE = Style.from_dict(
    {
        "title": "bold",
        "question": "bold",
        "label": "bold",
        "dim": "ansibrightblack",
        "rule": "ansibrightblack",
        "must": "ansiyellow",
        "suggested": "bold",
        "good": "ansigreen",
        "warn": "ansiyellow",
        "bottom-toolbar": "noreverse ansibrightblack",
    }
)


class PromptUi(Ui):
    """A terminal with line editing, a toolbar with the running time, and colours if the terminal has them."""

    def __init__(self, env: Environment, *, input: Input | None = None, output: Output | None = None) -> None:  # noqa: A002
        self._env = env
        self._input = input or create_input()
        self._output = output or create_output()
        self._style: dict[str, Any] = {
            "style": _STYLE,
            "include_default_pygments_style": False,
            "color_depth": ColorDepth.DEPTH_1_BIT if env.variables.get("NO_COLOR") else None,
        }
        self._redraw = Redraw(self._draw)
        self._context: Callable[[], Sequence[Line]] = list

    @cached_property
    def _line(self) -> PromptSession[str]:
        return self._session(key_bindings=self._redraw.keys())

    @cached_property
    def _answer(self) -> PromptSession[str]:
        return self._session(
            multiline=True,
            key_bindings=merge_key_bindings([_answer_keys(), self._redraw.keys()]),
            prompt_continuation=lambda width, *_: " " * width,
            refresh_interval=1.0,
        )

    def _session(self, **options: Any) -> PromptSession[str]:
        return PromptSession(history=DummyHistory(), input=self._input, output=self._output, **self._style, **options)

    @property
    def layout(self) -> Layout:
        """The layout for the terminal's width now."""
        return layout_for(self._env.columns(), drawn=True)

    def show(self, lines: Iterable[Line]) -> None:
        """Print the lines."""
        print_formatted_text(FormattedText(_fragments(lines)), end="", output=self._output, **self._style)

    def _draw(self, lines: Iterable[Line]) -> None:
        """Print the lines at once, even while a prompt runs."""
        style = merge_styles([default_ui_style(), _STYLE])
        depth = self._style["color_depth"]
        renderer.print_formatted_text(self._output, FormattedText(_fragments(lines)), style, color_depth=depth)

    def keep_in_view(self, lines: Callable[[], Sequence[Line]]) -> None:
        """Draw these lines again above the prompt after Ctrl-L, a resize and a suspension."""
        self._context = lines

    def ask_answer(
        self,
        label: list[Line],
        *,
        draft: str,
        commands: str,  # noqa: ARG002  # Enter ends both
        toolbar: Callable[[int], str],
    ) -> str:
        """Edit an answer; Enter ends it, Alt-Enter starts a new line."""

        def bottom() -> str:
            return toolbar(self._output.get_size().columns - 1)

        return self._read(self._answer, label, default=draft, bottom_toolbar=bottom)

    def ask_line(self, label: list[Line], *, verdict: Callable[[str], str] = lambda _: "") -> str:
        """Edit one line, with the verdict on it at the right."""
        *above, last = label
        self.show(above)  # the verdict appears beside the first line of the prompt
        room = self._env.columns() - width_of(text_of(last)) - 3

        def right() -> FormattedText:
            sentence = verdict(self._line.default_buffer.text)
            return FormattedText([("class:dim", sentence)] if width_of(sentence) <= room else [])

        return self._read(self._line, [last], above=above, rprompt=right)

    def _read(
        self, session: PromptSession[str], label: list[Line], *, above: Sequence[Line] = (), **options: Any
    ) -> str:
        """Prompt below a label and return what was typed, cleaned; `above` is what of the label is shown already."""

        def message() -> FormattedText:
            return FormattedText(_fragments(refitted(label, self.layout.width)) + _PROMPT)

        self._redraw.above = lambda: [*self._context(), *refitted(above, self.layout.width)]
        with ExitStack() as stack:
            begin = partial(self._redraw.begin, session.app, stack)
            try:
                return clean(session.prompt(message, pre_run=begin, **options))
            except (KeyboardInterrupt, EOFError):
                raise UserLeft(clean(session.default_buffer.text)) from None


def _fragments(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """Return lines with their styles named as prompt_toolkit wants it."""
    spans = (span for line in lines for span in (*line, ("", "\n")))
    return [(f"class:{style}" if style else "", text) for style, text in spans]


def _answer_keys() -> KeyBindings:
    keys = KeyBindings()

    @keys.add("enter")
    def _accept(event: KeyPressEvent) -> None:
        event.current_buffer.validate_and_handle()

    @keys.add("escape", "enter")
    def _new_line(event: KeyPressEvent) -> None:
        event.current_buffer.newline()

    return keys
