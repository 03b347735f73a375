"""The deepest lists and quotes of notes: what is nested deeper is kept as the text it is, and the rest is read on."""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

_DEEPEST = 20  # lists, items and quotes around a block
_NEVER = 1000  # levels at which markdown-it itself would skip the rest of the text


def keep_deep_text(markdown: MarkdownIt) -> MarkdownIt:
    """Have the parser read blocks below the deepest level as one paragraph, instead of skipping everything after."""
    markdown.options["maxNesting"] = _NEVER
    markdown.block.ruler.before("table", "deep", _paragraph_of_rest)
    return markdown


def _paragraph_of_rest(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001  # their signature
    """Take all lines of a list item or quote that lies too deep as a paragraph; False if it does not."""
    if silent or state.level < _DEEPEST:
        return False
    after = start + 1
    while after < end and (state.isEmpty(after) or state.sCount[after] >= state.blkIndent):
        after += 1
    state.push("paragraph_open", "p", 1).map = [start, after]
    text = state.push("inline", "", 0)
    text.content = state.getLines(start, after, state.blkIndent, keepLastLF=False).strip()
    text.map, text.children = [start, after], []
    state.push("paragraph_close", "p", -1)
    state.line = after
    return True
