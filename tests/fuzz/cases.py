"""A case of the campaign: what is done to a home, step by step. It can be written down, and made smaller."""

import base64
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Change:
    """Something done to a path of the case's folder.

    Attributes:
        path: The path, relative to the folder of the case.
        how: A name from `tests.fuzz.homes.CHANGES`.
        details: What that needs.
    """

    path: str
    how: str
    details: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Command:
    """A command that is run to its end.

    Attributes:
        argv: Its words, without `greenroom`.
        typed: What it reads on standard input.
        saved: What the editor leaves in the files it opens, in turn; empty if it leaves them alone.
        variables: Its environment variables.
        day: The day on its clock, from the first day of the home.
    """

    argv: tuple[str, ...]
    typed: bytes = b""
    saved: tuple[bytes, ...] = ()
    variables: dict[str, str] = field(default_factory=dict)
    day: int = 0


Step = Change | Command


@dataclass(frozen=True)
class Case:
    """Some steps on a copy of the same home."""

    steps: tuple[Step, ...]

    def smaller(self) -> Iterator["Case"]:
        """Yield cases that do a little less."""
        for at, step in enumerate(self.steps):
            yield Case(self.steps[:at] + self.steps[at + 1 :])
            if isinstance(step, Command):
                for less in _smaller(step):
                    yield Case((*self.steps[:at], less, *self.steps[at + 1 :]))

    def as_json(self) -> str:
        """Return the case as JSON, for `--replay`."""
        return json.dumps([{type(step).__name__: asdict(step)} for step in self.steps], default=_encoded, indent=1)


def case_of(text: str) -> Case:
    """Return the case that `as_json` wrote down."""
    kinds = {"Change": Change, "Command": Command}
    steps = json.loads(text, object_hook=_decoded)
    made = (
        kinds[name](**{key: _frozen(value) for key, value in fields.items()})
        for [[name, fields]] in map(dict.items, steps)
    )
    return Case(tuple(made))


def _smaller(command: Command) -> Iterator[Command]:
    for at in range(len(command.argv)):
        yield replace(command, argv=command.argv[:at] + command.argv[at + 1 :])
    for name in ("typed", "saved", "variables", "day"):
        nothing = type(getattr(command, name))()
        if getattr(command, name) != nothing:
            yield replace(command, **{name: nothing})
    if len(command.typed) > 1:
        half = len(command.typed) // 2
        yield replace(command, typed=command.typed[:half])
        yield replace(command, typed=command.typed[half:])


def _encoded(value: object) -> object:
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    raise TypeError(value)


def _decoded(value: dict[str, Any]) -> object:
    return base64.b64decode(value["bytes"]) if value.keys() == {"bytes"} else value


def _frozen(value: object) -> object:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
