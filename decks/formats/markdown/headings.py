"""The headings of notes: which are questions, which are above questions, and which are parts of an answer."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import islice, takewhile

from decks.formats.markdown.heading_facts import HeadingFacts
from decks.formats.markdown.labels import ANSWER, EXPLANATION, HINT, SOLUTION, is_answer_part

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


class Headings:
    """Decides what the headings of notes are; `loose` questions stand above the first.

    Headings of one level and place in lists are one kind: they are all questions, or only those that ask are.
    """

    def __init__(self, facts: Sequence[HeadingFacts], loose: int) -> None:
        """Take what is known of the headings."""
        self._facts = facts
        self._loose = loose
        self._title = self._find_title()
        self._kinds: dict[tuple[int, str], list[HeadingFacts]] = defaultdict(list)
        for each in facts:
            if each is not self._title and each.label is None and not each.silent:
                self._kinds[each.kind].append(each)
        self._often = Counter(each.text.casefold() for each in facts if not each.asks)
        self._asking = {kind for kind in self._kinds if self._kind_asks(kind)}
        # Where most headings of a kind have a number, one without text is a question without an answer.
        self._counted = {
            kind
            for kind in self._asking
            if 2 * sum(each.numbered for each in self._kinds[kind]) > len(self._kinds[kind])
        }
        self._terms = self._are_terms()

    def roles(self) -> dict[int, Role]:
        """Return what each heading is, by its position."""
        roles: dict[int, Role] = {}
        above: int | None = None  # the question that labels and parts belong to
        for number, each in enumerate(self._facts):
            roles[each.at] = role = self._role(number, above)
            if role is Role.QUESTION:
                above = number
            elif role in (Role.SECTION, Role.SILENT, Role.TITLE):
                above = None
        return roles

    def _find_title(self) -> HeadingFacts | None:
        """Return the first heading if it is the only one of level 1 and stands above all the others, or questions."""
        if not self._facts or self._facts[0].level != 1 or any(each.level == 1 for each in self._facts[1:]):
            return None
        first, others = self._facts[0], self._facts[1:]
        if first.place or not (others or first.hidden or first.lists_lines):
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
        named = [
            each for each in self._kinds[kind] if each.asks or ((each.has_text or each.numbered) and not each.hidden)
        ]
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

    def _asks(self, each: HeadingFacts) -> bool:
        return each.asks > 0 and each.kind in self._asking and each is not self._title

    def _may_be_term(self, each: HeadingFacts) -> bool:
        common = self._often[each.text.casefold()] >= _REPEATED
        if each.hidden or each.lists_lines or each.silent or common or each.label is not None:
            return False
        return each.has_text or (each.numbered and each.kind in self._counted)

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

    def _asks_below(self, each: HeadingFacts) -> bool:
        """Return whether a heading below a question asks something of its own, as most of its kind do."""
        sure = any(other.asks == 2 for other in self._kinds[each.kind])
        return sure and self._share(each.kind) >= _MOSTLY and not is_answer_part(each.text)

    def _is_label(self, each: HeadingFacts, question: HeadingFacts) -> bool:
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

    def _below(self, number: int) -> Iterator[HeadingFacts]:
        """Yield the headings below the one of this number."""
        level = self._facts[number].level
        return takewhile(lambda other: other.level > level, islice(self._facts, number + 1, None))
