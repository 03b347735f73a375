"""The interface of both terminals, and the choice between them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from trainer.environment import Environment
from trainer.terminal.layout import BLANK, Layout, Line, flow, paragraph
from trainer.terminal.openssl import without_openssl

if TYPE_CHECKING:
    from trainer.terminal.choose import Choice


class UserLeft(Exception):  # not an error
    """The user leaves: Ctrl-C, Ctrl-D, or the end of input.

    Attributes:
        typed: What they had typed at the prompt; None if nothing or unknown.
    """

    def __init__(self, typed: str | None = None) -> None:
        super().__init__()
        self.typed = typed


# What leaves when it is typed alone: the key, and the words that people try.
LEAVE_WORDS = ("q", "quit", "exit")
# The lines above a prompt, or a function that lays them out again whenever it is drawn.
Label = list[Line] | Callable[[], list[Line]]


class SingleKeys(NamedTuple):
    """Keys that need no Enter, where lines are edited.

    Attributes:
        at_once: Characters that are the whole line if nothing else is typed yet.
        toggled: Whether a digit pressed once more takes the first one out again.
        toolbar: What to show below, the longest text that fits.
        typed: Characters that can be typed into the line; for any other, a message says that it does nothing.
    """

    at_once: Collection[str]
    toggled: bool
    toolbar: Sequence[str]
    typed: str = ""


class Meanwhile(Protocol):
    """What goes on at a prompt: something is read out, or the user is recorded."""

    @property
    def every(self) -> float:
        """The seconds between two calls of `look`."""

    def look(self) -> bool:
        """Look how it goes; return whether the answer is over."""

    def typed(self) -> None:
        """Hear that the user types."""

    def enter(self) -> bool:
        """Return whether Enter counts before anything is typed."""

    @property
    def trouble(self) -> str:
        """What went wrong meanwhile, as a sentence, for a terminal that can't draw it again; empty if nothing did."""
        return ""


class AnswerForm(NamedTuple):
    """A prompt for an answer.

    Attributes:
        label: The lines to show above it.
        draft: The text to start from.
        commands: Words that are commands, not answers, if they stand alone on the first line.
        toolbar: Returns what to show below while the user types, no wider than the columns given. Called every second.
            A terminal of lines has none.
        keep: Called with the text so far, soon after it changes and when the program ends for any reason.
        meanwhile: What goes on while the user types. The toolbar is drawn again as often as it is looked at.
    """

    label: Label
    draft: str = ""
    commands: Collection[str] = ()
    toolbar: Callable[[int], str] = lambda _: ""
    keep: Callable[[str], None] = lambda _: None
    meanwhile: Meanwhile | None = None


class Ui(Protocol):
    """A terminal that shows lines and reads answers. It is append-only: what was shown stays.

    Attributes:
        printed: How many rows have been printed so far.
    """

    printed: int = 0

    @property
    def rows(self) -> int | None:
        """The height of the screen; None where lines are only printed."""

    @property
    def layout(self) -> Layout:
        """The greatest width of a line now, and whether rules and bars are drawn."""

    def show(self, lines: Iterable[Line]) -> None:
        """Show lines."""

    def keep_in_view(self, lines: Callable[[], Sequence[Line]]) -> None:  # noqa: ARG002  # printed lines stay
        """Keep lines above the coming prompts, by redrawing them if the screen is cleared."""
        return

    def ask_answer(self, form: AnswerForm) -> str:
        """Read an answer of any number of lines.

        Raises:
            UserLeft: The user leaves.
        """

    def ask_line(
        self,
        label: Label,
        *,
        verdict: Callable[[str], str] = lambda _: "",
        draft: str = "",
        keys: SingleKeys | None = None,
        meanwhile: Meanwhile | None = None,
    ) -> str:
        """Read one line.

        Args:
            label: The lines to show above it.
            verdict: Returns what to show beside the text typed so far.
            draft: The text to start from.
            keys: Keys that need no Enter; None for none. A terminal of lines ignores them.
            meanwhile: What goes on while the user types; once it is over, the line ends.

        Raises:
            UserLeft: The user leaves.
        """

    def ask_choice(self, label: list[Line], choices: "Sequence[Choice]") -> str:
        """Show choices and read one line: the value of one, or a few letters of it.

        Raises:
            UserLeft: The user leaves.
        """

    def watch(
        self, line: Callable[[int], str], *, done: Callable[[], bool], keys: Mapping[str, Callable[[], None]]
    ) -> None:
        """Show a changing line until `done` returns True, or the user ends it with Enter, q or Ctrl-C.

        Args:
            line: Returns what to show, no wider than the columns given. A terminal of lines prints it once.
            done: Whether it has ended by itself.
            keys: What other keys do. A terminal of lines has none.
        """

    def say(self, sentence: str, *, style: str = "") -> None:
        """Show one sentence."""
        self.show(paragraph(sentence, self.layout.width, style=style))

    def label(self, words: str, hint: str) -> list[Line]:
        """Return the label of a prompt: its words, which scripts rely on, and a dim hint."""
        return flow([("label", words), *([("dim", hint)] if hint else [])], self.layout.width)

    def ask(self, words: str, hint: str, *, verdict: Callable[[str], str] = lambda _: "") -> str:
        """Read one line below a blank one and a label, as `ask_line` does."""
        return self.ask_line([BLANK, *self.label(words, hint)], verdict=verdict)


def open_ui(env: Environment, *, plain: bool) -> Ui:
    """Return the plain terminal if the user asks for it or there is no other, else the one with line editing."""
    if plain or env.plain:
        from trainer.terminal.plain import PlainUi

        return PlainUi(env)
    with without_openssl():
        from trainer.terminal.prompt import PromptUi  # here, because prompt_toolkit is slow to import

    return PromptUi(env)
