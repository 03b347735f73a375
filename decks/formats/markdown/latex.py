"""Formulas in notes: where they begin and end, and what a Markdown export has put into them."""

import re

DISPLAYED = (("$$", "$$"), ("\\[", "\\]"), ("\\begin{", "\\end{"))  # formulas on lines of their own
DOLLARS = re.compile(r"\$\$(?:[^$\\]|\\.)+\$\$|\$(?=[^\s$])(?:[^$\\]|\\.)*?(?<![\s\\])\$(?!\d)", re.DOTALL)
# Exports double the backslash before a bracket.
BRACKETS = re.compile(
    r"\\\((?:(?!\\[()]).)+\\\)|\\\[(?=[^\]]*(?:\\[a-zA-Z]|[\^_=+]))(?:(?!\\[\[\]]).)+\\\]"
    r"|\\\\\((?:(?!\\\\[()]).)+\\\\\)|\\\\\[(?:(?!\\\\[\[\]]).)+\\\\\]",
    re.DOTALL,
)
_SIGN = re.compile(r"\\[a-zA-Z]|[\^_=+]")
_ONE, _TWO = re.compile(r"(?<!\\)\\[a-zA-Z]"), re.compile(r"(?<!\\)\\\\[a-zA-Z]{2,}")
_TEXT = re.compile(r"\\(?:text|mathrm|operatorname|mbox|verb)\b")
_ESCAPED = re.compile(r"(?<!\\)\\([_*^])")


def is_formula(text: str) -> bool:
    """Return whether text in brackets with backslashes is a formula, rather than words."""
    return _SIGN.search(text.replace("\\[", "").replace("\\]", "")) is not None


def without_escapes(formula: str) -> str:
    r"""Return a formula without the backslashes of a Markdown export: `a\_1 \* b`, `\\frac`.

    A formula that has `_` or one backslash before a command as well was written by hand, and stays as it is.
    """
    if formula.startswith(("\\\\(", "\\\\[")) or (_TWO.search(formula) and not _ONE.search(formula)):
        formula = formula.replace("\\\\", "\\")
    if _TEXT.search(formula) or not _ESCAPED.search(formula) or re.search(r"(?<!\\)_", formula):
        return formula
    return _ESCAPED.sub(r"\1", formula)
