"""The plain terminal: lines are printed and read, for pipes, dumb terminals and screen readers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from cards.text import clean
from trainer.environment import Environment
from trainer.terminal.layout import Layout, Line, joined, layout_for, paragraph
from trainer.terminal.ui import AnswerForm, Label, Meanwhile, SingleKeys, Ui, UserLeft

if TYPE_CHECKING:
    from trainer.terminal.choose import Choice

PROMPT = " > "
_EVERY = 0.1  # seconds
_LISTED = 15  # choices shown at a time


class PlainUi(Ui):
    """A terminal of lines. An empty line ends an answer; the end of input leaves."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    @property
    def rows(self) -> None:
        """None: there might be no screen."""

    @property
    def layout(self) -> Layout:
        """The layout: without rules and bars, which a screen reader would read aloud."""
        return layout_for(self._env.columns(), drawn=False)

    def show(self, lines: Iterable[Line]) -> None:
        """Print the lines."""
        self._env.stdout.write(joined(lines))
        self._env.stdout.flush()

    def ask_answer(self, form: AnswerForm) -> str:
        """Read lines up to an empty one. If nothing is typed, the draft is the answer."""
        meanwhile = form.meanwhile
        self.show(form.label() if callable(form.label) else form.label)
        typed: list[str] = []
        try:
            while True:
                line = self._read(meanwhile)
                if not line and (line is None or typed or meanwhile is None or meanwhile.enter()):
                    break
                if not line:
                    continue
                typed.append(line)
                if meanwhile:
                    meanwhile.typed()
                if len(typed) == 1 and line.strip() in set(form.commands):
                    break
                form.keep("\n".join(typed))
        except UserLeft:
            raise UserLeft("\n".join(typed) or None) from None
        return "\n".join(typed) or form.draft

    def ask_line(
        self,
        label: Label,
        *,
        verdict: Callable[[str], str] = lambda _: "",
        draft: str = "",
        keys: SingleKeys | None = None,  # noqa: ARG002  # a line ends with Enter
        meanwhile: Meanwhile | None = None,
    ) -> str:
        """Read one line, and print the verdict on it. If nothing is typed, it is the draft."""
        self.show(label() if callable(label) else label)
        line = self._read(meanwhile)
        while line == "" and meanwhile is not None and not meanwhile.enter():
            line = self._read(meanwhile)
        line = line or draft
        if sentence := verdict(line):
            self.show([(("", f" {sentence}"),)])
        return line

    def ask_choice(self, label: list[Line], choices: "Sequence[Choice]") -> str:
        """Print the choices with numbers, as many as fit on a screen, and read a number or some letters."""
        listed = choices if len(choices) <= _LISTED + 1 else choices[:_LISTED]
        lines: list[Line] = []
        for number, (value, text) in enumerate(listed, start=1):
            lines += paragraph(f"{value}  {text}".rstrip(), self.layout.width, first=f" {number:>2}  ")
        if len(listed) < len(choices):
            lines += paragraph(f"and {len(choices) - len(listed)} more: type a few letters", self.layout.width)
        text = self.ask_line([*lines, *label])
        at = int(text) if text.strip().isdecimal() and len(text) < 5 else 0
        return listed[at - 1].value if 0 < at <= len(listed) else text

    def watch(
        self,
        line: Callable[[int], str],
        *,
        done: Callable[[], bool],
        keys: Mapping[str, Callable[[], None]],  # noqa: ARG002  # a line ends with Enter
    ) -> None:
        """Print the line once, and wait; Ctrl-C ends it."""
        import time

        self.show(paragraph(line(self.layout.width - 1).strip(), self.layout.width))
        try:
            while not done():
                time.sleep(_EVERY)
        except KeyboardInterrupt:
            self._env.stdout.write("\n")

    def _read(self, meanwhile: Meanwhile | None = None) -> str | None:
        """Prompt for a line and read it, cleaned; None if what goes on meanwhile is over first.

        Raises:
            UserLeft: The input ends.
        """
        stdin, stdout = self._env.stdin, self._env.stdout
        stdout.write(PROMPT)
        stdout.flush()
        try:
            if meanwhile and self._is_over(meanwhile):
                stdout.write("\n")
                return None
            line = stdin.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            stdout.write("\n")
            raise UserLeft
        line = clean(line.rstrip("\r\n"))
        if not stdin.isatty():
            stdout.write(f"{line.expandtabs()}\n")  # no terminal has echoed it
        return line

    def _is_over(self, meanwhile: Meanwhile) -> bool:
        """Look at what goes on until a line is typed or it is over; return whether it is."""
        import select

        stdin, over, told = self._env.stdin, meanwhile.look(), ""
        try:
            while stdin.isatty() and not over and not select.select([stdin], [], [], meanwhile.every)[0]:
                over = meanwhile.look()
                if not told and (told := meanwhile.trouble):
                    self._env.stdout.write("\n")
                    self.say(told)
                    self._env.stdout.write(PROMPT)
                    self._env.stdout.flush()
        except OSError:  # Windows waits for sockets alone
            return over
        return over
