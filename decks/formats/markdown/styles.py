"""The styles of notes: which of their headings, bold lines, items, folded blocks and lines are the questions."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from decks.formats.markdown.asking import bold_start, question_strength
from decks.formats.markdown.blocks import Block, Heading, Listing, Paragraph, Quote, Rule
from decks.formats.markdown.definitions import definitions
from decks.formats.markdown.heading_facts import heading_facts
from decks.formats.markdown.headings import Headings, Role
from decks.formats.markdown.nodes import Break, Node, begins_question, blocks_of, flat
from decks.formats.markdown.reader import Reader

_SEVERAL_TERMS = 2


class Styles(NamedTuple):
    """How notes are written.

    Attributes:
        nodes: Their blocks, one after the other: lists of headings are taken apart, and folded sections too.
        headings: What each heading is, by its position in `nodes`.
        own: Whether greenroom wrote them.
        bold_terms: Whether bold lines that ask nothing are questions as well as those that do.
        answers_follow: Whether the answers follow lists of a single question, rather than standing inside them.
        lines: Whether plain lines ask.
        rules: Whether a rule ends a question.
        flashcards: Whether `question::answer` is a card whatever the question.
        definitions: Whether terms with definitions are questions.
        highlights: Whether highlighted text, `==so==`, is to be asked for.
    """

    nodes: tuple[Node, ...]
    headings: Mapping[int, Role]
    own: bool = False
    bold_terms: bool = False
    answers_follow: bool = False
    lines: bool = False
    rules: bool = False
    flashcards: bool = False
    definitions: bool = False
    highlights: bool = False


def find_styles(blocks: Sequence[Block], reader: Reader, *, own: bool, flashcards: bool) -> Styles:
    """Decide how notes are written, by what most of them look like."""
    nodes = tuple(flat(blocks, reader))
    facts = heading_facts(nodes, reader)
    if own:
        roles = {each.at: Role.QUESTION if each.own else Role.SECTION for each in facts}
        levels = {each.level for each in facts if each.own}
        roles |= {each.at: Role.QUESTION for each in facts if each.level in levels}
        return Styles(nodes, roles, own=True)
    loose = nodes[: facts[0].at] if facts else nodes
    headings = Headings(facts, sum(reader.hidden_questions(blocks_of(loose)))).roles()
    styles = _other_styles(nodes, headings, reader)._replace(flashcards=flashcards)
    others = styles.lines or Role.QUESTION in headings.values() or any(reader.hidden_questions(blocks_of(nodes)))
    return styles._replace(highlights=flashcards or not others)


def _other_styles(nodes: tuple[Node, ...], headings: Mapping[int, Role], reader: Reader) -> Styles:
    """Decide on the styles of questions that are not headings."""
    inside = False
    bold: list[tuple[int, bool]] = []
    followed = inside_items = other_lists = 0  # lists of questions, by where their answers are
    lines = questions = ends = crossed = defined = 0
    for n, node in enumerate(map(_unquoted, nodes)):
        follows = nodes[n + 1] if n + 1 < len(nodes) else None
        if isinstance(node, Heading):
            inside = headings[n] in (Role.QUESTION, Role.LABEL, Role.PART)
            questions += headings[n] is Role.QUESTION
        elif isinstance(node, Rule) and follows is not None:
            is_question = headings.get(n + 1) is Role.QUESTION
            asked = is_question if isinstance(follows, Heading) else begins_question(follows, reader)
            ends, crossed = ends + asked, crossed + (not asked)
        elif isinstance(node, Paragraph) and not inside:
            start = bold_start(node.source)
            if start and (strength := reader.bold_strength(start)) + start.is_whole:
                bold.append((strength, start.is_whole))
            defined += len(definitions(node.source))
            above_list = isinstance(follows, Listing) and bool(reader.question_items(follows))
            lines += question_strength(node.source.partition("\n")[0]) == 2 and not above_list
        elif isinstance(node, Listing) and not inside and reader.question_items(node):
            is_single = len(node.items) == 1
            text_below = follows is not None and not isinstance(follows, Heading | Listing | Rule | Break)
            if is_single and text_below and len(node.items[0]) == 1:
                followed += 1
            elif is_single and _has_text(node.items[0]):
                inside_items += 1
            else:
                other_lists += 1
    marked, seeming = reader.hidden_questions(blocks_of(nodes))
    sure = sum(strength == 2 for strength, _ in bold)
    seem = sum(strength > 0 for strength, _ in bold)
    whole = sum(is_whole for _, is_whole in bold)
    return Styles(
        nodes,
        headings,
        bold_terms=sure > 1 and 2 * seem >= whole,
        answers_follow=followed + inside_items + other_lists > 1
        and followed > other_lists
        and followed >= inside_items,
        lines=lines > 1 and lines >= seeming and not (questions or bold or marked),
        rules=ends > crossed,
        definitions=defined >= _SEVERAL_TERMS,
    )


def _unquoted(node: Node) -> Node:
    """Return the only block of a quote, for quoted questions are lines as well; any other node as it is."""
    return node.blocks[0] if isinstance(node, Quote) and len(node.blocks) == 1 else node


def _has_text(item: Sequence[Block]) -> bool:
    """Return whether an item of a list has more than one line."""
    return len(item) > 1 or (isinstance(item[0], Paragraph) and "\n" in item[0].source)
