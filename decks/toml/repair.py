"""The repair of a damaged file of records: single lines are blanked out, so that the rest of the file can be read."""

import re
import tomllib
from collections.abc import Set as AbstractSet
from dataclasses import replace

from decks.model.problems import Problem
from decks.toml.limits import load_toml
from decks.toml.read import not_toml

_MOST = 50  # lines; a file with more broken ones is left alone


def blank_out_lines(text: str, path: str, items: str, spare: AbstractSet[str]) -> tuple[str, list[Problem]]:
    """Blank out broken lines that a file can do without, and complete headers that lack a bracket.

    A file can do without everything above its first table, and without the spare keys. Lines keep their numbers.

    Args:
        text: The whole file, with any content.
        path: The file, as problems name it.
        items: The key of its list of tables.
        spare: The keys whose values matter least.

    Returns:
        The text, which may still not be valid TOML, and a problem for each line changed.
    """
    lines = text.split("\n")
    header = re.compile(rf"[ \t]*\[\[?[ \t]*{items}[ \t]*\]\]?[ \t]*(?:#.*)?")
    spare_key = re.compile(rf"[ \t]*(?:{'|'.join(sorted(spare)) or '(?!)'})[ \t]*=")
    problems: list[Problem] = []
    while len(problems) < _MOST:
        try:
            load_toml("\n".join(lines))
        except tomllib.TOMLDecodeError as error:
            problem = not_toml(path, error)
            headers = [at for at, line in enumerate(lines) if header.fullmatch(line)]
            incomplete = next((at for at in headers if "[[" not in lines[at] or "]]" not in lines[at]), None)
            at = problem.line - 1
            if incomplete is not None:
                lines[incomplete] = f"[[{items}]]"
                message, fix = "the header has too few brackets", f"Write [[{items}]]."
                problem = replace(problem, line=incomplete + 1, message=message, fix=fix)
            elif headers and "(at line" in str(error) and (at < headers[0] or spare_key.match(lines[at])) and lines[at]:
                lines[at] = ""
            else:
                break
            problems.append(problem)
        else:
            break
    return "\n".join(lines), problems
