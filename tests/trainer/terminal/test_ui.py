"""Both terminals: what they have in common, and what only one of them does."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from io import StringIO
from pathlib import Path

import pyte
import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.key_binding.defaults import load_key_bindings
from prompt_toolkit.output import Output
from prompt_toolkit.output.vt100 import Vt100_Output

from tests.terminal import World
from trainer.terminal.layout import Line
from trainer.terminal.plain import PlainUi
from trainer.terminal.prompt import PromptUi
from trainer.terminal.ui import AnswerForm, Meanwhile, Ui, UserLeft

LABEL: list[Line] = [(("label", " Your answer"), ("dim", "   type it"))]
Opened = Callable[[str], AbstractContextManager[tuple[Ui, Callable[[], str]]]]


@contextmanager
def plain(typed: str, columns: int = 80) -> Iterator[tuple[Ui, Callable[[], str]]]:
    """Open the plain terminal with lines typed ahead."""
    env = World(Path(), columns=columns).environment(typed.replace("\r", "\n"))
    assert isinstance(env.stdout, StringIO)
    yield PlainUi(env), env.stdout.getvalue


def vt100(stream: StringIO, columns: int) -> Output:
    return Vt100_Output(stream, lambda: Size(rows=24, columns=columns), term="xterm-256color", enable_cpr=False)


@contextmanager
def prompt(typed: str, columns: int = 80, **variables: str) -> Iterator[tuple[Ui, Callable[[], str]]]:
    """Open the terminal with line editing and keys pressed ahead. What it shows is read from an emulated screen."""
    stream = StringIO()

    def shown() -> str:
        screen = pyte.Screen(columns, 24)
        pyte.Stream(screen).feed(stream.getvalue())
        return "\n".join(line.rstrip() for line in screen.display)

    with create_pipe_input() as keys:
        keys.send_text(typed)
        env = World(Path(), columns=columns, variables=variables).environment()
        yield PromptUi(env, input=keys, output=vt100(stream, columns)), shown


BOTH = pytest.mark.parametrize("terminal", [plain, prompt])


def toolbar(_: int) -> str:
    return " 0:47 of 1:30"


@BOTH
def test_a_line_is_read(terminal: Opened) -> None:
    with terminal("1 2\r") as (ui, _):
        assert ui.ask_line(LABEL) == "1 2"


@BOTH
def test_an_empty_line_is_nothing(terminal: Opened) -> None:
    with terminal("\r") as (ui, _):
        assert ui.ask_line(LABEL) == ""


@BOTH
def test_an_answer_aloud_is_an_empty_one(terminal: Opened) -> None:
    with terminal("\r") as (ui, _):
        assert ui.ask_answer(AnswerForm(LABEL, commands="uq", toolbar=toolbar)) == ""


NEW_LINES = ("\x1b\r", "\x1b\n", *(["\n"] if sys.platform == "win32" else []))


@pytest.mark.parametrize(
    ("terminal", "typed"), [(plain, "I\rtwo\r\r"), *((prompt, f"I{key}two\r") for key in NEW_LINES)]
)
def test_an_answer_may_have_many_lines(terminal: Opened, typed: str) -> None:
    with terminal(typed) as (ui, _):
        assert ui.ask_answer(AnswerForm(LABEL, commands="uq", toolbar=toolbar)) == "I\ntwo"


@pytest.mark.skipif(sys.platform == "win32", reason="there it is Ctrl-Enter")
def test_an_enter_from_before_the_prompt_ends_the_answer() -> None:
    """The terminal turned it into a line feed, because nobody had told it to pass keys on as they are."""
    with prompt("typed early\n") as (ui, _):
        assert ui.ask_answer(AnswerForm(LABEL, commands="uq", toolbar=toolbar)) == "typed early"


@BOTH
def test_a_command_needs_no_empty_line_after_it(terminal: Opened) -> None:
    with terminal("u\rnext\r") as (ui, _):
        assert ui.ask_answer(AnswerForm(LABEL, commands="uq", toolbar=toolbar)) == "u"
        assert ui.ask_line(LABEL) == "next"


@BOTH
def test_a_draft_is_kept_by_enter(terminal: Opened) -> None:
    with terminal("\r") as (ui, _):
        assert ui.ask_answer(AnswerForm(LABEL, draft="as it was", commands="", toolbar=toolbar)) == "as it was"


@pytest.mark.parametrize(("terminal", "typed"), [(plain, ""), (prompt, "\x04"), (prompt, "\x03")])
def test_the_end_of_input_leaves(terminal: Opened, typed: str) -> None:
    with terminal(typed) as (ui, _), pytest.raises(UserLeft):
        ui.ask_answer(AnswerForm(LABEL, commands="uq", toolbar=toolbar))
    with terminal(typed) as (ui, _), pytest.raises(UserLeft):
        ui.ask_line(LABEL)


@BOTH
def test_lines_are_shown_without_being_taken_back(terminal: Opened) -> None:
    with terminal("\r") as (ui, shown):
        ui.show([(("title", " First"),), (), (("", " Third"),)])
        ui.ask_line(LABEL)

        assert shown().startswith(" First\n\n Third\n Your answer   type it\n >")


@BOTH
def test_the_verdict_on_what_is_typed_is_told(terminal: Opened) -> None:
    with terminal("1 2\r") as (ui, shown):
        ui.ask_line(LABEL, verdict=lambda text: f"{len(text.split())} of 3" if text else "")

        assert "2 of 3" in shown()


# Ctrl-Q takes the next key as it is.
@pytest.mark.parametrize(("terminal", "control"), [(plain, "\x1a\x07"), (prompt, "\x11\x1a\x11\x07")])
def test_no_control_character_enters_what_is_typed(terminal: Opened, control: str) -> None:
    with terminal(f"I {control}ch\x84ecked\u202e\r\r") as (ui, _):
        assert ui.ask_answer(AnswerForm(LABEL, commands="uq", toolbar=toolbar)) == "I checked"
    with terminal(f"1 {control}\x852\r") as (ui, _):
        assert ui.ask_line(LABEL).split() == ["1", "2"]


@pytest.mark.parametrize(("terminal", "typed"), [(plain, "ha\x84lf\r"), (prompt, "ha\x84lf\x03")])
def test_no_control_character_enters_what_was_typed_before_leaving(terminal: Opened, typed: str) -> None:
    with terminal(typed) as (ui, _), pytest.raises(UserLeft) as left:
        ui.ask_answer(AnswerForm(LABEL, commands="uq", toolbar=toolbar))

    assert left.value.typed == "half"


def test_lines_that_were_piped_in_are_echoed() -> None:
    with plain("hello\r") as (ui, shown):
        ui.ask_line(LABEL)

        assert shown().endswith(" > hello\n")


class Interrupted(StringIO):
    """A keyboard on which Ctrl-C is pressed."""

    def readline(self, size: int | None = -1) -> str:  # type: ignore[override]  # typeshed: StringIO is also an IOBase
        raise KeyboardInterrupt(size)


def test_the_plain_terminal_can_be_interrupted() -> None:
    env = World(Path()).environment()._replace(stdin=Interrupted())

    with pytest.raises(UserLeft):
        PlainUi(env).ask_line(LABEL)


def test_pasted_text_keeps_its_lines() -> None:
    with prompt("\x1b[200~one\ntwo\x1b[201~\r") as (ui, _):
        assert ui.ask_answer(AnswerForm(LABEL, commands="uq", toolbar=toolbar)) == "one\ntwo"


def test_a_verdict_that_does_not_fit_is_left_out() -> None:
    with prompt("1\r", columns=20) as (ui, shown):
        ui.ask_line(LABEL, verdict=lambda _: "a verdict far too long")

        assert "verdict" not in shown()


def test_ctrl_z_is_the_end_of_input_where_nothing_can_be_suspended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.terminal.redraw._CAN_STOP", False)  # as on Windows
    with prompt("\x1a\rmine\x1a\r") as (ui, _):
        with pytest.raises(UserLeft):
            ui.ask("Name", "")
        assert ui.ask("Name", "") in ("", "mine")


def test_no_color_sends_no_colours() -> None:
    def raw(**variables: str) -> str:
        stream = StringIO()
        env = World(Path(), variables=variables).environment()
        with create_pipe_input() as keys:
            PromptUi(env, input=keys, output=vt100(stream, 80)).show([(("warn", "careful"),)])
        return stream.getvalue()

    assert "\x1b[0;33m" in raw()
    assert "33m" not in raw(NO_COLOR="1")


def test_only_the_terminal_with_line_editing_draws() -> None:
    with plain("") as (ui, _):
        assert not ui.layout.drawn
    with prompt("", columns=200) as (ui, _):
        assert ui.layout == (80, True)


def test_a_line_that_changes_is_removed_once_it_is_done() -> None:
    looks = iter(range(100))
    pressed: list[str] = []
    with prompt(",") as (ui, shown):
        ui.watch(lambda _: f"look {next(looks)}", done=lambda: next(looks) > 8, keys={",": lambda: pressed.append(",")})
        assert "look" not in shown()
    assert pressed == [","]


@pytest.mark.parametrize("key", ["\r", "q", "\x03", "\x04"])
def test_a_line_that_changes_can_be_left(key: str) -> None:
    with prompt(key) as (ui, shown):
        ui.watch(lambda _: "waiting", done=lambda: False, keys={})
        assert "waiting" not in shown()


def test_in_a_plain_terminal_a_line_that_changes_is_printed_once() -> None:
    looks = iter([False, False, True])
    with plain("") as (ui, shown):
        ui.watch(lambda columns: f"waiting {columns}", done=lambda: next(looks), keys={})
        assert shown() == " waiting 79\n"


def test_in_a_plain_terminal_ctrl_c_ends_it() -> None:
    def interrupt() -> bool:
        raise KeyboardInterrupt

    with plain("") as (ui, shown):
        ui.watch(lambda _: "waiting", done=interrupt, keys={})
        assert shown() == " waiting\n\n"


class _GoesOn(Meanwhile):
    """A voice that one Enter stops, or a silence that is over after some looks."""

    def __init__(self, looks: int = 10_000, *, speaking: bool = False) -> None:
        self.heard: list[str] = []
        self._looks, self._speaking = looks, speaking

    @property
    def every(self) -> float:
        return 0.01

    def look(self) -> bool:
        self._looks -= 1
        return self._looks <= 0

    def typed(self) -> None:
        self.heard.append("typed")

    def enter(self) -> bool:
        ends, self._speaking = not self._speaking, False
        self.heard.append("ends" if ends else "stops")
        return ends


@BOTH
def test_enter_stops_a_voice_before_it_ends_an_answer(terminal: Opened) -> None:
    going_on = _GoesOn(speaking=True)
    with terminal("\r\r") as (ui, _):
        assert ui.ask_answer(AnswerForm(LABEL, commands="uq", toolbar=toolbar, meanwhile=going_on)) == ""
    assert going_on.heard == ["stops", "ends"]


@BOTH
def test_what_is_typed_is_told_and_is_the_answer(terminal: Opened) -> None:
    going_on = _GoesOn(speaking=True)
    with terminal("q\r") as (ui, _):
        assert ui.ask_answer(AnswerForm(LABEL, commands="uq", toolbar=toolbar, meanwhile=going_on)) == "q"
    assert going_on.heard == ["typed"]


@BOTH
def test_what_goes_on_meanwhile_can_end_an_answer(terminal: Opened) -> None:
    with terminal("") as (ui, _):
        assert ui.ask_answer(AnswerForm(LABEL, commands="uq", toolbar=toolbar, meanwhile=_GoesOn(looks=1))) == ""


def test_prompt_toolkit_still_calls_the_makers_of_the_keys_of_vi_what_the_prompt_replaces() -> None:
    assert {"load_vi_bindings", "load_vi_search_bindings"} <= {*load_key_bindings.__code__.co_names}
