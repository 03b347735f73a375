"""Lines that keep a whole file of a person's own from being read: set aside one by one, so that the rest is."""

import re
from collections.abc import Set as AbstractSet
from dataclasses import replace

from decks.model.problems import Problem
from decks.toml.limits import load_toml
from decks.toml.read import NOT_TOML, not_toml

_MOST = 50  # lines that are set aside before a file is given up as none of ours


def set_lines_aside(text: str, path: str, items: str, spare: AbstractSet[str]) -> tuple[str, list[Problem]]:
    """Blank out the lines that are no TOML and that a file can do without, and mend the headers of its tables.

    It can do without what stands before its first table, and without the `spare` keys of one. Lines keep their numbers.

    Args:
        text: The whole file, of any content.
        path: How problems call the file.
        items: The name of its list of tables.
        spare: The keys whose values matter least.
    """
    lines = text.split("\n")
    header = re.compile(rf"[ \t]*\[\[?[ \t]*{items}[ \t]*\]\]?[ \t]*(?:#.*)?")
    spared = re.compile(rf"[ \t]*(?:{'|'.join(sorted(spare)) or '(?!)'})[ \t]*=")
    problems: list[Problem] = []
    while len(problems) < _MOST:
        try:
            load_toml("\n".join(lines))
        except NOT_TOML as error:
            problem = not_toml(path, error)
            headers = [place for place, line in enumerate(lines) if header.fullmatch(line)]
            half = next((place for place in headers if "[[" not in lines[place] or "]]" not in lines[place]), None)
            at = problem.line - 1
            if half is not None:
                lines[half] = f"[[{items}]]"
                fix = f"Write [[{items}]]."
                problem = replace(problem, line=half + 1, message="the header has too few brackets", fix=fix)
            elif headers and "(at line" in str(error) and (at < headers[0] or spared.match(lines[at])) and lines[at]:
                lines[at] = ""
            else:
                break
            problems.append(problem)
        else:
            break
    return "\n".join(lines), problems
