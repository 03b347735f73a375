"""The styles of notes: which of their headings, bold lines, items, folded blocks and lines are the questions."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import groupby, islice, pairwise, takewhile
from typing import NamedTuple

from decks.formats.markdown.asking import Reader, asks, bold_start, mentions_questions
from decks.formats.markdown.blocks import Block, Comment, Fold, Heading, Listing, Paragraph, Plain, Rule
from decks.formats.markdown.labels import ANSWER, EXPLANATION, HINT, SOLUTION, UNFOLD, is_answer_part, is_silent

# The comment that `write_markdown` puts below each question.
OWN = re.compile(r"<!-- id: \S+; kind: \S+; priority: \S+ .*-->|<!-- id: \S+; kind: \S+; priority: \S+-->")
_ANSWERING = (ANSWER, SOLUTION, EXPLANATION, HINT, "key_points", "pitfalls", "follow_ups")
_MOSTLY, _SOMETIMES = 0.5, 0.25  # of the headings of a kind
_REPEATED = 3  # a heading that asks nothing and occurs this often is no question


class Role(Enum):
    """What a heading is."""

    TITLE = auto()
    SECTION = auto()
    SILENT = auto()  # a section that asks nothing, such as the licence
    QUESTION = auto()
    LABEL = auto()  # of a part of the question above
    PART = auto()  # a part of the answer above


class Break(NamedTuple):
    """The beginning or end of a folded section."""

    line: int


Node = Block | Break


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
    """

    nodes: tuple[Node, ...]
    headings: Mapping[int, Role]
    own: bool = False
    bold_terms: bool = False
    answers_follow: bool = False
    lines: bool = False
    rules: bool = False
    flashcards: bool = False


class _Facts(NamedTuple):
    """What is known of a heading before anything is decided."""

    at: int  # its position
    level: int
    place: str  # in a list, as that of a `Heading`
    text: str
    asks: int
    label: str | None
    silent: bool
    has_text: bool
    marked: int  # questions below it that are marked as such
    seeming: int  # questions below it that only look like some
    own: bool

    @property
    def kind(self) -> tuple[int, str]:
        """What headings of the same kind have in common."""
        return self.level, self.place

    @property
    def hidden(self) -> int:
        """How many questions stand below it."""
        return self.marked + self.seeming


def find_styles(blocks: Sequence[Block], reader: Reader, *, own: bool, flashcards: bool) -> Styles:
    """Decide how notes are written, by what most of them look like."""
    nodes = tuple(_flat(blocks, reader))
    places = [n for n, node in enumerate(nodes) if isinstance(node, Heading)]
    facts = [_facts(nodes, at, end, reader) for at, end in pairwise([*places, len(nodes)])]
    if own:
        roles = {each.at: Role.QUESTION if each.own else Role.SECTION for each in facts}
        levels = {each.level for each in facts if each.own}
        roles |= {each.at: Role.QUESTION for each in facts if each.level in levels}
        return Styles(nodes, roles, own=True)
    loose = nodes[: places[0]] if places else nodes
    headings = _Headings(facts, sum(reader.hidden_questions(_blocks(loose)))).roles()
    return _other_styles(nodes, headings, reader)._replace(flashcards=flashcards)


def _flat(blocks: Iterable[Block], reader: Reader) -> Iterator[Node]:
    for block in blocks:
        if isinstance(block, Listing) and any(
            _begins_section(item, reader) or _holds_marks(item, reader) for item in block.items
        ):
            yield from _flat_items(block, reader)
        elif isinstance(block, Fold) and _is_section(block, reader):
            yield Break(block.line)
            yield from _flat(block.body, reader)
            yield Break(block.line)
        else:
            yield block


def _flat_items(block: Listing, reader: Reader) -> Iterator[Node]:
    """Yield the blocks of items that begin with a heading or a mark; the items between them stay lists."""
    for begins, grouped in groupby(block.items, lambda item: _is_apart(item, reader)):
        items = tuple(grouped)
        if not begins:
            yield block._replace(items=items, line=items[0][0].line)
            continue
        for item in items:
            if _holds_marks(item, reader):
                yield Break(item[0].line)
            for number, node in enumerate(_flat(item, reader)):
                if isinstance(node, Heading) and not node.place:
                    yield node._replace(place="inside" if number else "item")
                else:
                    yield node


def _is_apart(item: tuple[Block, ...], reader: Reader) -> bool:
    return not item or _begins_section(item, reader, "qa") or _holds_marks(item, reader)


def _holds_marks(item: tuple[Block, ...], reader: Reader) -> bool:
    """Return whether a list in an item has marked questions: the item is a topic."""
    lists = (block for block in item[1:] if isinstance(block, Listing))
    firsts = (inner[0] for block in lists for inner in block.items if inner)
    return any(isinstance(first, Paragraph) and _begins_section((first,), reader) for first in firsts)


def _begins_section(item: tuple[Block, ...], reader: Reader, marks: str = "q") -> bool:
    """Return whether an item begins with a heading or with one of these marks."""
    first = item[0] if item else None
    if isinstance(first, Paragraph):
        mark = reader.marks.find(first.source)
        return mark is not None and mark.kind in marks
    return isinstance(first, Heading)


def _is_section(fold: Fold, reader: Reader) -> bool:
    """Return whether a folded block holds questions rather than an answer."""
    if reader.summary_asks(fold) or reader.label(reader.title(fold)):
        return False
    marked, seeming = reader.hidden_questions(fold.body)
    alone = not any(isinstance(block, Paragraph | Plain) and reader.is_prose(block) for block in fold.body)
    return marked > 1 or (alone and seeming > 1)


def _blocks(nodes: Iterable[Node]) -> list[Block]:
    return [node for node in nodes if not isinstance(node, Break)]


def _facts(nodes: Sequence[Node], at: int, end: int, reader: Reader) -> _Facts:
    heading = nodes[at]
    assert isinstance(heading, Heading)  # noqa: S101  # the caller looked
    body = _blocks(nodes[at + 1 : end])
    mark = reader.marks.find(heading.source)
    text = reader.question(heading.source)
    strength = (2 if mark.kind == "q" else 0) if mark else reader.strength(heading.source)
    label = reader.label(reader.inline.label(heading.source)) if strength < 2 else None
    kind = label.kind if label else None
    # A heading that asks and has text of its own is no section: what asks below follows its answer.
    first = next((n for n, block in enumerate(body) if _begins(block, reader)), len(body))
    told = (_answers(block, reader) if isinstance(block, Fold) else reader.is_content(block) for block in body[:first])
    own_text = strength > 0 and any(told) and not mentions_questions(text)
    marked, seeming = reader.hidden_questions(body[:first] if own_text else body, text)
    below = [node for node in nodes[end : end + 1] if isinstance(node, Heading) and node.level > heading.level]
    answered = any(_answers(block, reader) for block in [*body, *below])
    return _Facts(
        at=at,
        level=heading.level,
        place=heading.place,
        text=text,
        asks=2 if answered and kind is None else strength,
        label=kind,
        silent=is_silent(text),
        has_text=any(map(reader.is_content, body)),
        marked=marked,
        seeming=seeming,
        own=bool(body) and isinstance(body[0], Comment) and OWN.fullmatch(f"<!--{body[0].text}-->") is not None,
    )


def _answers(block: Block, reader: Reader) -> bool:
    """Return whether a block answers what stands above it, by its label."""
    match block:
        case Heading():
            label = reader.label(reader.inline.label(block.source))
            return label is not None and label.kind == ANSWER
        case Fold():
            label = reader.label(reader.title(block))
            return label is not None and label.kind in (ANSWER, SOLUTION, UNFOLD) and not reader.leads_around(block)
        case Paragraph():
            segments = [segment for segment in reader.marks.segments(block.source) if segment.kind]
            return bool(segments) and segments[0].kind == "a" and segments[0].is_sure
    return False


class _Headings:
    """Decides what the headings of notes are; `loose` questions stand above the first.

    Headings of one level and place in lists are one kind: they are all questions, or none is that does not ask.
    """

    def __init__(self, facts: Sequence[_Facts], loose: int) -> None:
        self._facts = facts
        self._loose = loose
        self._title = self._find_title()
        self._kinds: dict[tuple[int, str], list[_Facts]] = defaultdict(list)
        for each in facts:
            if each is not self._title and each.label is None and not each.silent:
                self._kinds[each.kind].append(each)
        self._often = Counter(each.text.casefold() for each in facts if not each.asks)
        self._asking = {kind for kind in self._kinds if self._kind_asks(kind)}
        self._terms = self._are_terms()

    def roles(self) -> dict[int, Role]:
        roles: dict[int, Role] = {}
        above: int | None = None  # the question that labels and parts belong to
        for number, each in enumerate(self._facts):
            roles[each.at] = role = self._role(number, above)
            if role is Role.QUESTION:
                above = number
            elif role in (Role.SECTION, Role.SILENT, Role.TITLE):
                above = None
        return roles

    def _find_title(self) -> _Facts | None:
        """Return the first heading if it is the only one of level 1 and stands above all the others, or questions."""
        if not self._facts or self._facts[0].level != 1 or any(each.level == 1 for each in self._facts[1:]):
            return None
        first, others = self._facts[0], self._facts[1:]
        if first.place or not (others or first.hidden):
            return None
        if (
            first.asks == 2
            and first.has_text
            and first.hidden < 2
            and not any(each.asks or each.marked for each in others)
        ):
            return None
        return first

    def _kind_asks(self, kind: tuple[int, str]) -> bool:
        """Return whether the headings of a kind ask, rather than standing above questions that ask otherwise."""
        asking = [each for each in self._kinds[kind] if each.asks]
        if not (any(each.asks == 2 for each in asking) or len(asking) > 1):
            return False
        marked, seeming = sum(each.marked for each in asking), sum(each.seeming for each in asking)
        return marked < len(asking) and seeming <= 3 * len(asking)

    def _share(self, kind: tuple[int, str]) -> float:
        """Return the share of the headings of a kind that ask, of those with text below."""
        named = [each for each in self._kinds[kind] if each.asks or (each.has_text and not each.hidden)]
        return sum(each.asks > 0 for each in named) / len(named) if named else 0.0

    def _are_terms(self) -> bool:
        """Return whether most headings with text below are terms to explain, since little in these notes asks."""
        asking = sum(map(self._asks, self._facts))
        hidden = sum(each.hidden for each in self._facts if not self._asks(each))
        terms = [
            each
            for kind, named in self._kinds.items()
            if kind not in self._asking
            for each in named
            if not each.asks and self._may_be_term(each)
        ]
        return len(terms) > asking + hidden + self._loose

    def _asks(self, each: _Facts) -> bool:
        return each.asks > 0 and each.kind in self._asking and each is not self._title

    def _may_be_term(self, each: _Facts) -> bool:
        common = self._often[each.text.casefold()] >= _REPEATED
        return each.has_text and not each.hidden and not each.silent and not common and each.label is None

    def _role(self, number: int, above: int | None) -> Role:
        each = self._facts[number]
        question = None if above is None else self._facts[above]
        below = question is not None and each.level > question.level
        role = Role.PART if below else Role.SECTION
        if each is self._title:
            role = Role.TITLE
        elif question is not None and each.label is not None and self._is_label(each, question):
            role = Role.LABEL
        elif question is not None and question.place == "item" and each.place == "inside":
            role = Role.PART
        elif self._asks(each) and (not below or self._asks_below(each)):
            role = Role.QUESTION
        elif each.silent and not below:
            role = Role.SILENT
        elif self._is_term(number, above if below else None):
            role = Role.QUESTION
        return role

    def _asks_below(self, each: _Facts) -> bool:
        """Return whether a heading below a question asks something of its own, as most of its kind do."""
        sure = any(other.asks == 2 for other in self._kinds[each.kind])
        return sure and self._share(each.kind) >= _MOSTLY and not is_answer_part(each.text)

    def _is_label(self, each: _Facts, question: _Facts) -> bool:
        """Return whether a label belongs to the question above: `References` may as well end the notes."""
        often = sum(other.label == each.label for other in self._facts) > 1
        return each.level > question.level or each.place == "inside" or each.label in _ANSWERING or often

    def _is_term(self, number: int, above: int | None) -> bool:
        """Return whether a heading that does not ask is one of the questions, even below the question `above`."""
        each = self._facts[number]
        if each.asks or not self._may_be_term(each):
            return False
        if any(map(self._asks, self._below(number))):
            return False
        if self._terms:
            return True
        if above is not None and is_answer_part(each.text):
            return False
        if above is None:
            return each.kind in self._asking and self._share(each.kind) >= _SOMETIMES
        return any(other.kind == each.kind and self._asks(other) for other in self._below(above))

    def _below(self, number: int) -> Iterator[_Facts]:
        """Yield the headings below the one of this number."""
        level = self._facts[number].level
        return takewhile(lambda other: other.level > level, islice(self._facts, number + 1, None))


def _other_styles(nodes: tuple[Node, ...], headings: Mapping[int, Role], reader: Reader) -> Styles:
    """Decide on the styles of questions that are no headings."""
    inside = False
    bold: list[tuple[int, bool]] = []
    single: list[bool] = []
    lines = questions = ends = crossed = 0
    for n, node in enumerate(nodes):
        follows = nodes[n + 1] if n + 1 < len(nodes) else None
        if isinstance(node, Heading):
            inside = headings[n] in (Role.QUESTION, Role.LABEL, Role.PART)
            questions += headings[n] is Role.QUESTION
        elif isinstance(node, Rule) and follows is not None:
            asked = headings.get(n + 1) is Role.QUESTION if isinstance(follows, Heading) else _begins(follows, reader)
            ends, crossed = ends + asked, crossed + (not asked)
        elif isinstance(node, Paragraph) and not inside:
            start = bold_start(node.source)
            if start and (strength := reader.bold_strength(start)) + start.is_whole:
                bold.append((strength, start.is_whole))
            lines += all(asks(line) == 2 for line in node.source.split("\n"))
        elif isinstance(node, Listing) and not inside and reader.question_items(node):
            has_body = any(len(item) > 1 for item in node.items)
            followed = follows is not None and not isinstance(follows, Heading | Listing | Rule | Break)
            single.append(len(node.items) == 1 and not has_body and followed)
    sure = sum(strength == 2 for strength, _ in bold)
    seem = sum(strength > 0 for strength, _ in bold)
    whole = sum(is_whole for _, is_whole in bold)
    return Styles(
        nodes,
        headings,
        bold_terms=sure > 1 and 2 * seem >= whole,
        answers_follow=len(single) > 1 and 2 * sum(single) > len(single),
        lines=not (questions or bold or single or any(reader.hidden_questions(_blocks(nodes)))) and lines > 1,
        rules=ends > crossed,
    )


def _begins(node: Node, reader: Reader) -> bool:
    """Return whether a block that is no heading begins a question."""
    match node:
        case Paragraph():
            mark, start = reader.marks.find(node.source), bold_start(node.source)
            return (mark is not None and mark.kind != "a") or (start is not None and reader.bold_strength(start) == 2)
        case Fold():
            return reader.summary_asks(node) == 2
        case Listing():
            return any(len(item) > 1 for item in reader.question_items(node))
    return False
