"""The page around the charts: what is in it, in which order, with a table behind each."""

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple

MARK = '<meta name="generator" content="greenroom stats">'
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class HtmlTable(NamedTuple):
    """Rows of text under a head; the first cell of each row names it."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


class Block(NamedTuple):
    """One part of the report.

    Attributes:
        title: Its heading.
        told: What it shows, in a sentence or two.
        chart: The drawing, as SVG; empty for a table alone.
        table: The numbers.
    """

    title: str
    told: str
    chart: str
    table: HtmlTable


class Tile(NamedTuple):
    """One figure at the top of the page: its name, the figure, and what else there is to it."""

    name: str
    value: str
    more: str = ""


def page(
    title: str, told: str, tiles: Sequence[Tile], blocks: Sequence[Block], meanings: Sequence[tuple[str, str]]
) -> str:
    """Put a whole page together. Every text is escaped here or in the charts; nothing is fetched from anywhere.

    Args:
        title: The title of the page.
        told: What it is about.
        tiles: The figures at its top.
        blocks: Its parts.
        meanings: Words, and what each means.
    """
    style = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
    links = "".join(
        f'<li><a href="#part-{number}">{escape(block.title)}</a></li>' for number, block in enumerate(blocks, start=1)
    )
    facts = "".join(map(_tile, tiles))
    parts = "\n".join(_block(number, block) for number, block in enumerate(blocks, start=1))
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n{MARK}\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n"
        f'<header>\n<h1>{escape(title)}</h1>\n<p class="quiet">{escape(told)}'
        ' <a href="#meanings">What each figure means</a></p>\n</header>\n'
        f'<main>\n<dl class="tiles">{facts}</dl>\n'
        f'<nav aria-label="Contents"><ul>{links}</ul></nav>\n{parts}\n'
        f"{_meanings(meanings)}\n</main>\n</body>\n</html>\n"
    )


def _tile(tile: Tile) -> str:
    more = f'<dd class="quiet">{escape(tile.more)}</dd>' if tile.more else ""
    return f"<div><dt>{escape(tile.name)}</dt><dd>{escape(tile.value)}</dd>{more}</div>"


def _meanings(meanings: Sequence[tuple[str, str]]) -> str:
    told = "".join(f"<dt>{escape(word)}</dt><dd>{escape(meaning)}</dd>" for word, meaning in meanings)
    title = '<h2 id="meanings-title">What each figure means</h2>'
    return f'<section id="meanings" aria-labelledby="meanings-title">\n{title}\n<dl>{told}</dl>\n</section>'


def _block(number: int, block: Block) -> str:
    name = f"part-{number}"
    table = _table(block)
    if block.chart:
        table = (
            f"<figure>{block.chart}</figure>\n<details><summary>Table: {escape(block.title)}</summary>{table}</details>"
        )
    return (
        f'<section id="{name}" aria-labelledby="{name}-title">\n<h2 id="{name}-title">{escape(block.title)}</h2>\n'
        f"<p>{escape(block.told)}</p>\n{table}\n</section>"
    )


def _table(block: Block) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in block.table.head)
    rows = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in row[1:])}</tr>'
        for row in block.table.rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
