"""The terminal with line editing, through prompt_toolkit. It is append-only, without an alternate screen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from typing import TYPE_CHECKING, Any

from prompt_toolkit import PromptSession, print_formatted_text, renderer
from prompt_toolkit.application import get_app, get_app_or_none
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.history import DummyHistory
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.key_binding import KeyBindings, defaults, merge_key_bindings
from prompt_toolkit.layout.processors import AfterInput
from prompt_toolkit.output import ColorDepth, Output, create_output
from prompt_toolkit.styles import Style, default_ui_style, merge_styles

from cards.text import clean
from trainer.environment import Environment
from trainer.terminal.hang_up import HUNG_UP, is_terminal
from trainer.terminal.layout import Layout, Line, first_to_fit, layout_for, refitted, width_of
from trainer.terminal.prompt_events import attend, call_later
from trainer.terminal.prompt_keys import enter_key, new_line_key, single_keys
from trainer.terminal.redraw import Redraw
from trainer.terminal.ui import AnswerForm, Label, Meanwhile, SingleKeys, Ui, UserLeft
from trainer.terminal.word_wrap import WordWrap, wrap

if TYPE_CHECKING:
    from trainer.terminal.choose import Choice

# prompt_toolkit makes the keys of vi for every prompt, though nothing here switches to them: 4 ms.
vars(defaults).update(load_vi_bindings=KeyBindings, load_vi_search_bindings=KeyBindings)
_PROMPT: list[tuple[str, str]] = [("", " > ")]
_PROMPT_WIDTH = 3
_GAP = "   "  # between what is typed and the verdict on it
# Colours from the terminal's own palette work on light and dark themes. No colour means anything by itself.
_STYLE = Style.from_dict(
    {
        "title": "bold",
        "question": "bold",
        "label": "bold",
        "dim": "dim",  # faint; "bright black" is the background of some themes
        "rule": "dim",
        "must": "ansiyellow",
        "must-have": "bold",
        "suggested": "bold",
        "good": "ansigreen",
        "warn": "ansiyellow",
        "bottom-toolbar": "noreverse dim",
    }
)
_ALL_STYLES = merge_styles([default_ui_style(), _STYLE])


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
        self._meanwhile: Meanwhile | None = None  # what goes on at the prompt for an answer

    @cached_property
    def _line(self) -> PromptSession[str]:
        return self._session()

    @cached_property
    def _single(self) -> PromptSession[str]:
        return self._session()

    @cached_property
    def _answer(self) -> PromptSession[str]:
        return self._session(
            multiline=True,
            key_bindings=merge_key_bindings([enter_key(lambda: self._meanwhile), new_line_key(), self._redraw.keys()]),
            input_processors=[WordWrap(_PROMPT_WIDTH)],
        )

    def _session(self, **options: Any) -> PromptSession[str]:
        return PromptSession(
            history=DummyHistory(),
            input=self._input,
            output=self._output,
            prompt_continuation=lambda width, *_: " " * width,
            **self._style,
            **options,
        )

    @property
    def rows(self) -> int:
        """The height of the screen now."""
        return self._output.get_size().rows

    @property
    def layout(self) -> Layout:
        """The layout for the terminal's width now."""
        return layout_for(self._env.columns(), drawn=True)

    def show(self, lines: Iterable[Line]) -> None:
        """Print the lines."""
        lines = list(lines)
        self.printed += len(lines)
        if get_app_or_none() is None:
            self._draw(lines)  # `print_formatted_text` would read the rules of all styles again, each time
        else:
            print_formatted_text(FormattedText(_fragments(lines)), end="", output=self._output, **self._style)

    def _draw(self, lines: Iterable[Line]) -> None:
        """Print the lines at once, even while a prompt runs."""
        depth = self._style["color_depth"]
        renderer.print_formatted_text(self._output, FormattedText(_fragments(lines)), _ALL_STYLES, color_depth=depth)

    def keep_in_view(self, lines: Callable[[], Sequence[Line]]) -> None:
        """Draw these lines again above the prompt after Ctrl-L, a resize and a suspension."""
        self._context = lines

    def ask_answer(self, form: AnswerForm) -> str:
        """Edit an answer; Enter ends it, `NEW_LINE` starts a new line."""
        self._meanwhile = form.meanwhile
        kept = form.draft

        def keep_text() -> None:
            nonlocal kept
            text = clean(self._answer.default_buffer.text)
            if text != form.draft and text.strip() not in set(form.commands):
                kept = text
                form.keep(text)

        text = self._read(
            self._answer,
            form.label,
            keep=keep_text,
            meanwhile=form.meanwhile,
            default=form.draft,
            bottom_toolbar=lambda: form.toolbar(self._output.get_size().columns - 1),
            refresh_interval=form.meanwhile.every if form.meanwhile else 1.0,
        )
        if kept != form.draft and text.strip() in set(form.commands) and text.startswith(kept):
            form.keep(form.draft)  # what was kept is only how a command begins, such as `quit`
        return text

    def ask_line(
        self,
        label: Label,
        *,
        verdict: Callable[[str], str] = lambda _: "",
        draft: str = "",
        keys: SingleKeys | None = None,
        meanwhile: Meanwhile | None = None,
    ) -> str:
        """Edit one line, with the verdict on it behind it."""
        said: dict[str, str] = {}  # about the last key that does nothing, by the text of the line

        def behind() -> FormattedText:
            text = get_app().current_buffer.text
            if meanwhile and not text and get_app().is_done:
                return FormattedText()  # what went on, which does not any more
            sentence = said.get(text) or verdict(text)
            room = self._output.get_size().columns - width_of(f" > {text}") - len(_GAP) - 1
            return FormattedText([("class:dim", _GAP + sentence)] if 0 < width_of(sentence) <= room else [])

        def bottom() -> str:
            return first_to_fit(keys.toolbar if keys else (), self._output.get_size().columns - 1)

        bindings = [self._redraw.keys(), enter_key(lambda: meanwhile)]
        bindings += [single_keys(keys, draft, said)] if keys else []
        return self._read(
            self._single if keys else self._line,
            label,
            meanwhile=meanwhile,
            default=draft,
            refresh_interval=meanwhile.every if meanwhile else 0,
            input_processors=[WordWrap(_PROMPT_WIDTH), AfterInput(behind)],
            key_bindings=merge_key_bindings(bindings),
            bottom_toolbar=bottom if keys else None,
        )

    def ask_choice(self, label: list[Line], choices: "Sequence[Choice]") -> str:
        """Open a menu of the choices that narrows as the user types; the arrows choose from it."""
        from trainer.terminal.menu import ROWS, Menu

        menu = Menu(choices, self._env.columns)
        session = self._session(completer=menu, reserve_space_for_menu=ROWS, key_bindings=self._redraw.keys())
        return self._read(session, label, opened=lambda: session.default_buffer.start_completion(select_first=False))

    def watch(
        self, line: Callable[[int], str], *, done: Callable[[], bool], keys: Mapping[str, Callable[[], None]]
    ) -> None:
        """Draw the line again ten times a second, and remove it at the end."""
        from trainer.terminal.watch import watch

        colours = {**self._style, "style": _ALL_STYLES}
        watch(line, done=done, keys=keys, terminal=(self._input, self._output), style=colours)

    def _read(
        self,
        session: PromptSession[str],
        label: Label,
        *,
        keep: Callable[[], None] = lambda: None,
        opened: Callable[[], object] = lambda: None,
        meanwhile: Meanwhile | None = None,
        **options: Any,
    ) -> str:
        """Prompt below a label and return what was typed, cleaned.

        Args:
            session: The prompt.
            label: The lines to show above it.
            keep: Called a moment after the text changes, and when the prompt ends without Enter.
            opened: Called when the prompt is open.
            meanwhile: What goes on while it is open.
            options: The prompt's options.
        """

        def lines() -> list[Line]:
            return label() if callable(label) else refitted(label, self.layout.width)

        def message() -> FormattedText:
            return FormattedText(_fragments(lines()) + _PROMPT)

        self._redraw.above = self._context
        with ExitStack() as stack:

            def begin() -> None:
                self._redraw.begin(session.app, stack)
                stack.callback(call_later(session.default_buffer, keep))
                if meanwhile:
                    stack.callback(attend(session, meanwhile))
                opened()

            terminal = is_terminal(session.app.input)
            try:
                return clean(session.prompt(message, pre_run=begin, **options))
            except (KeyboardInterrupt, EOFError):
                keep()
                if terminal and not is_terminal(
                    session.app.input
                ):  # closed; the signal that says so may still be on its way
                    raise SystemExit(HUNG_UP) from None
                raise UserLeft(clean(session.default_buffer.text)) from None
            except BaseException:
                keep()
                raise
            finally:
                self.printed += len(lines()) + self._rows(session.default_buffer.text)

    def _rows(self, text: str) -> int:
        """Return how many rows a text took behind the prompt."""
        room = max(1, self._output.get_size().columns - _PROMPT_WIDTH)
        return sum(wrap(line, room).rows for line in text.split("\n"))


def _fragments(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """Return lines as fragments for prompt_toolkit."""
    spans = (span for line in lines for span in (*line, ("", "\n")))
    return [(f"class:{style}" if style else "", text) for style, text in spans]
