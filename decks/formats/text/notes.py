"""The reader for notes in a markup other than Markdown, and for web pages."""

from dataclasses import replace

from decks.formats.bundle import Bundle
from decks.formats.encoding import decode_file
from decks.formats.markdown.read import read_markdown
from decks.formats.text.markup import PAGE, markup_of, to_markdown
from decks.formats.text.page_data import read_page_data
from decks.formats.text.web_page import page_to_markdown

_RATHER = 2  # how many answers a page's data has for each one in its text, if it is to be read instead


def read_notes(content: bytes, *, path: str, default_id: str, markup: str = "") -> Bundle:
    """Read cards from notes.

    Args:
        content: The file, in any usual encoding.
        path: The file's name in problems.
        default_id: The deck's id if the file gives none.
        markup: As `markup_of` returns it; empty to find it out.
    """
    text, problems = decode_file(content, path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    markup = markup or markup_of(text)
    if markup == PAGE:
        markdown, lines = page_to_markdown(text)
        lines = [1, *lines]
    else:
        markdown = to_markdown(text, markup) if markup else text
        lines = list(range(markdown.count("\n") + 2))
    bundle = read_markdown(markdown.encode(), path=path, default_id=default_id)
    if markup == PAGE:
        data = read_page_data(text, path=path, default_id=default_id)
        if _answered(data) > _RATHER * _answered(bundle):
            return replace(data, problems=(*problems, *data.problems))
    found = (replace(each, line=lines[min(each.line, len(lines) - 1)] if each.line else 0) for each in bundle.problems)
    return replace(bundle, problems=(*problems, *found))


def _answered(bundle: Bundle) -> int:
    return sum(not card.is_unanswered for one in bundle.decks for card in one.deck.cards)
