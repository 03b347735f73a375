"""Print and input, nothing else: for pipes, dumb terminals and screen readers."""

from collections.abc import Callable, Iterable

from cards.text import clean
from trainer.environment import Environment
from trainer.terminal.layout import Layout, Line, joined, layout_for
from trainer.terminal.ui import UserLeft

PROMPT = " > "


class PlainUi:
    """An append-only loop. An answer ends at an empty line; the end of input means leaving."""

    def __init__(self, env: Environment) -> None:
        self._env = env

    @property
    def layout(self) -> Layout:
        """Lines are told, not drawn."""
        return layout_for(self._env.columns(), drawn=False)

    def show(self, lines: Iterable[Line]) -> None:
        """Print the lines."""
        self._env.stdout.write(joined(lines))
        self._env.stdout.flush()

    def ask_answer(
        self,
        label: list[Line],
        *,
        draft: str,
        commands: str,
        toolbar: Callable[[int], str],  # noqa: ARG002  # lines that are printed do not run along
    ) -> str:
        """Read lines up to an empty one; a draft is kept unless something is typed."""
        self.show(label)
        typed = []
        try:
            while line := self._read():
                typed.append(line)
                if len(typed) == 1 and line.strip() in set(commands):
                    break
        except UserLeft:
            raise UserLeft("\n".join(typed) or None) from None
        return "\n".join(typed) or draft

    def ask_line(self, label: list[Line], *, verdict: Callable[[str], str] = lambda _: "") -> str:
        """Read one line, and say the verdict on it."""
        self.show(label)
        line = self._read()
        if said := verdict(line):
            self.show([(("", f" {said}"),)])
        return line

    def _read(self) -> str:
        stdin, stdout = self._env.stdin, self._env.stdout
        stdout.write(PROMPT)
        stdout.flush()
        try:
            line = stdin.readline()
        except KeyboardInterrupt:
            line = ""
        if not line:
            stdout.write("\n")
            raise UserLeft
        line = line.rstrip("\r\n")
        if not stdin.isatty():
            stdout.write(f"{clean(line)}\n")  # nobody typed it, so nothing echoed it
        return line
