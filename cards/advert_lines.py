"""The sentences of an advert, each in the section that a heading, a label or a cue puts it into."""

import re
from collections.abc import Iterable, Sequence

from cards.advert import ABOUT, DUTY, NOTICE, AdvertLine, AdvertTerms
from cards.matching.phrases import Phrases, phrase_of
from cards.text import clean_line

_WIDEST_WRAPPED = 132  # characters of a line that a fixed width may have broken
_HEADING_WORDS = 9  # the most words of a heading; a longer line is a sentence
_LABEL_WORDS = 5  # the most words of a label before a colon: "Nice to have: French"
_ITEM_WORDS = 2  # the most words of an item that looks like a title, too
_ASKING = ("What", "Who")  # the first word of a heading that has no other sign of being one
_MARKS = re.compile(r"^[\s>*+\u2022\u25aa\u25cf\u25e6\u2023\u2013\u2014-]+(?=\S)|^\s*\(?\d{1,2}[.)]\s+")
_MARKDOWN = re.compile(r"^\s*(#{1,6})\s+|\*\*|__|\\(?=[^\w\s])|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)|<br>|\s+$")
_LINK = re.compile(r"!?\[([^\]\n]{1,200})\]\([^)\s]{0,2000}\)")
_SENTENCE = re.compile(r"(?<=[.!?;])\s+(?=[^\W\d_a-z]|[a-z])")
_CAPITALS = re.compile(r"[^a-z]*[A-Z]{3}[^a-z]*")


class AdvertCutter:
    """Cuts an advert into sentences and items."""

    def __init__(self, terms: AdvertTerms) -> None:
        self._weights = {section.id: section.weight for section in terms.sections}
        self._headings = Phrases((form, each.id) for each in terms.sections for form in each.headings)
        self._alone = {phrase_of(form): each.id for each in terms.sections for form in (*each.headings, *each.alone)}
        self._cues = Phrases((form, each.id) for each in terms.sections for form in each.cues)
        self._page = Phrases((form, NOTICE) for form in terms.page)

    def cut(self, text: Iterable[tuple[int, str]]) -> tuple[AdvertLine, ...]:
        """Return the sentences of numbered lines, each with its section.

        A heading puts the lines below it into its section, a cue a single sentence. What comes before the first heading
        is about the employer; in an advert without headings, everything that no cue says otherwise about is a duty.
        """
        lines: list[AdvertLine] = []
        section = ""
        for number, raw in text:
            line, marked = _bare(raw)
            if not line:
                continue
            if next(iter(self._page.find(phrase_of(line))), None):
                lines.append(AdvertLine(number, line, NOTICE))
                continue
            is_title = marked or (_MARKS.match(raw) is None and _is_title(line))
            named = self._section_of_heading(line, marked=is_title)
            if named == "" and section and not marked and _is_bare_item(line):
                named = None
            if named is not None:
                section = named or section
                lines.append(AdvertLine(number, line, section or ABOUT, is_heading=True))
                continue
            at, rest = self._after_label(line)
            sentences = _SENTENCE.split(rest)
            lines += [AdvertLine(number, each, at or self._section_of(each, section)) for each in sentences]
        if not section:
            lines = [line._replace(section=DUTY) if line.section == ABOUT else line for line in lines]
        return tuple(lines)

    def _section_of_heading(self, line: str, *, marked: bool) -> str | None:
        """Return the section that a heading begins, empty if it is no heading that we know; None for no heading."""
        words = line.rstrip(":").split()
        ends = line[-1] not in ".,;!"
        if len(words) > _HEADING_WORDS or not ends or (line.count(":") and not line.endswith(":")):
            return None
        stems = phrase_of(line)
        if stems in self._alone:
            return self._alone[stems]
        if not (marked or line.endswith(":") or _CAPITALS.fullmatch(line)):
            return None
        found = max(self._headings.find_sized(stems), key=lambda each: each[1], default=("", 0))
        return found[0]

    def _after_label(self, line: str) -> tuple[str, str]:
        """Return the section that a label before a colon names, empty for none, and what is behind it."""
        label, colon, rest = line.partition(":")
        if not colon or not rest.strip() or len(label.split()) > _LABEL_WORDS:
            return "", line
        stems = phrase_of(label)
        found = self._alone.get(stems) or next(iter(self._headings.find(stems)), "")
        return (found, rest.strip()) if found else ("", line)

    def _section_of(self, sentence: str, section: str) -> str:
        """Return the section of a sentence: that of its heading, unless a cue in it counts for less or none."""
        here = section or ABOUT
        cues = self._cues.find(phrase_of(sentence))
        # In prose any cue decides; the lightest, as "it would be nice if you had" says "you had" too.
        decisive = [cue for cue in cues if here == ABOUT or self._weights[cue] < self._weights[here]]
        return min(decisive, key=self._weights.__getitem__, default=here)


def unwrapped(lines: Sequence[str]) -> list[tuple[int, str]]:
    """Return numbered lines, from 1, with those joined that a fixed width broke in the middle of a sentence."""
    joined: list[tuple[int, str]] = []
    widest = max(map(len, lines), default=0)
    open_line = False
    for number, line in enumerate(lines, start=1):
        begins_small = line.strip()[:1].islower() or line.startswith("  ")
        if open_line and begins_small and line.strip() and not _MARKS.match(line.strip()):
            joined[-1] = (joined[-1][0], f"{joined[-1][1].rstrip()} {line.strip()}")
        elif line.strip():
            joined.append((number, line))
        is_wide = max(40, 0.6 * min(widest, _WIDEST_WRAPPED)) < len(line) <= _WIDEST_WRAPPED
        open_line = bool(line.strip()) and is_wide
    return joined


def _is_title(line: str) -> bool:
    """Return whether a line is a few words with capital letters, as titles have, or begins like "What we need"."""
    words = line.split()
    if len(words) > _LABEL_WORDS:
        return False
    # "Salary 34k" is no title.
    return words[0] in _ASKING or all(word[0].isupper() for word in words if len(word) > 3 or word[:-1].isdigit())


def _is_bare_item(line: str) -> bool:
    """Return whether a line may be an item of a list that lost its bullets: "Accuracy"."""
    return len(line.split()) <= _ITEM_WORDS and not line.endswith((":", "?")) and not _CAPITALS.fullmatch(line)


def _bare(line: str) -> tuple[str, bool]:
    """Return a line without its bullet and its marks of Markdown, and whether those made it a heading."""
    line = clean_line(_LINK.sub(r"\1", line))
    is_bold = line.startswith(("**", "__")) and line.rstrip(": ").endswith(("**", "__"))
    marked = line.startswith("#") or is_bold
    line = _MARKDOWN.sub("", line)
    return clean_line(_MARKS.sub("", line)), marked
