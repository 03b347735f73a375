"""The documentation as a site: `sphinx-build -W --keep-going docs build/site`."""

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]

from trainer.parser import VERSION  # noqa: E402  # only now can it be found

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from sphinx.application import Sphinx

project = "greenroom"
release = version = VERSION
extensions = ["myst_parser", "sphinx_argparse_cli"]
nitpicky = True
myst_enable_extensions = ["attrs_inline"]
myst_heading_anchors = 4  # as GitHub makes them, so that the same links work there and here
highlight_language = "none"  # a block without a language is output, not Python
html_theme = "furo"
html_title = "greenroom"
html_show_copyright = False
html_show_sphinx = False
html_static_path = ["static"]
html_css_files = ["commands.css"]
html_extra_path = ["deck.schema.json"]

# Pages of the repository that are pages of the site, too. Links lead to the copy beside them.
_OF_THE_REPOSITORY = re.compile(r"\]\(\.\./(SECURITY|CONTRIBUTING|CHANGELOG)\.md")


def parser() -> "ArgumentParser":
    """Return the parser whose commands `commands.md` lists."""
    from trainer.environment import Environment
    from trainer.options.commands import COMMANDS
    from trainer.parser import build_parser

    return build_parser(Environment.real()._replace(columns=lambda: 80), COMMANDS)


class HelpAsPage(SphinxTransform):
    """The page of commands: what their help has in backticks is code, and usage is wrapped by the page."""

    default_priority = 500  # before quotes and dashes become typographic ones

    def apply(self, **_: object) -> None:
        """Change the page of commands, and no other."""
        if self.env.docname != "commands":
            return
        for quoted in list(self.document.findall(nodes.title_reference)):
            quoted.replace_self(nodes.literal(text=quoted.astext()))
        for paragraph in list(self.document.findall(nodes.paragraph)):
            _mark_code(paragraph)
        for usage in list(self.document.findall(nodes.literal_block)):
            usage.replace_self(_usage(usage.astext()))


def _usage(text: str) -> nodes.paragraph:
    """Return a usage that a page of any width can wrap: each option beside its value."""
    paragraph = nodes.paragraph(classes=["usage"])
    command, options, rest = " ".join(text.split()).partition(" [")
    for part in (command, *re.findall(r"\[(?:[^][]|\[[^][]*\])*\]|[^][\s]+(?: \.\.\.)?", options + rest)):
        paragraph += [nodes.Text(" "), nodes.literal(text=part)]
    return paragraph


def _mark_code(paragraph: nodes.paragraph) -> None:
    """Replace backticks and what is between them, which may be several nodes, with code."""
    children: list[nodes.Node] = []
    code: str | None = None
    for child in paragraph.children:
        pieces = child.split("`") if isinstance(child, nodes.Text) else [child]
        for at, piece in enumerate(pieces):
            if at:  # after a backtick
                children += [] if code is None else [nodes.literal(text=code)]
                code = "" if code is None else None
            if code is not None:
                code += piece if isinstance(piece, str) else piece.astext()
            elif piece:
                children.append(nodes.Text(piece) if isinstance(piece, str) else piece)
    paragraph.children = []
    paragraph += children


def setup(app: "Sphinx") -> None:
    """Lay out the page of commands, and keep links inside the site."""
    app.add_transform(HelpAsPage)
    app.connect("source-read", _keep_links_inside)


def _keep_links_inside(_app: "Sphinx", _page: str, source: list[str]) -> None:
    source[0] = _OF_THE_REPOSITORY.sub(lambda match: f"]({match[1].lower()}.md", source[0])
