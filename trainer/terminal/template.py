"""A line of text with placeholders, as status bars and prompts use it."""

import re
from collections.abc import Callable, Mapping

from cards.errors import UsageError

# {{ and }}, a placeholder such as {name} or {name?text}, or a stray brace.
_PIECE = re.compile(r"\{\{|\}\}|\{(?P<name>[^{}?]*)(?:\?(?P<text>(?:[^{}]|\{\{|\}\}|\{[^{}?]*\})*))?\}|[{}]")


def fill(template: str, values: Mapping[str, Callable[[], object]]) -> str:
    """Return a text with each `{name}` replaced by its value.

    `{name?text}` is the text, with its own placeholders, if the value is neither 0 nor empty, else nothing. `{{` and
    `}}` are braces.

    Args:
        template: The text.
        values: Returns the value of each placeholder, by its name.

    Raises:
        UsageError: There is no such placeholder, or an unmatched brace.
    """

    def value(piece: re.Match[str]) -> str:
        name = piece["name"]
        if piece[0] in ("{{", "}}"):
            return piece[0][0]
        if name is None:
            fix = "Placeholders look like {due} or {due?some text}; {{ and }} are braces."
            raise UsageError(f'The format has an unmatched "{piece[0]}"', fix)
        if name not in values:
            from decks.model.problems import meant

            near = meant(name, values)
            fix = f"Did you mean {{{near}}}? " if near else ""
            raise UsageError(f"There is no placeholder {{{name}}}", f"{fix}These exist: {', '.join(values)}.")
        found = values[name]()
        if piece["text"] is None:
            return str(found)
        text = fill(piece["text"], values)  # even if it isn't shown, so that mistakes in it come up now
        return text if found else ""

    return _PIECE.sub(value, template)
