"""The marks of questions and answers in notes: `Q:`, `A.`, `**Question 3:**`, `Antwort:`, and `C:` for clozes."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from decks.formats.markdown.words import words
from decks.formats.questions import ANY_QUESTION_MARK

# Letters that other languages use, as (question, answer). They count only in a file that uses both.
_PAIRS = (("F", "A"), ("P", "R"), ("D", "R"), ("Q", "R"), ("V", "A"), ("\u0412", "\u041e"))
# Names of those who speak, or of the sides of a card, as (question, answer); they count in the same way.
_SPEAKERS = (("interviewer", "candidate"), ("front", "back"))
_BARE_NUMBERS = re.compile(rf"(?m)^[*_]{{0,3}}Q\d{{1,3}}[*_]{{0,3}}[ \t]+\S.*{ANY_QUESTION_MARK}")
_COLON = "[:\uff1a]"
_OPTION = re.compile(r"[ \t]*[*_(]{0,3}B[*_]{0,2}[:.)]")
_EMPHASIS = re.compile(r"[ \t]*(\*{1,3}|_{1,3})(?=\S)")


class Mark(NamedTuple):
    """A mark, and what is written behind it on its line.

    Attributes:
        kind: `q` for a question, `a` for an answer, `c` for a cloze.
        text: The rest of the line.
        end: Where the mark ends in the line, in characters.
        is_sure: Whether it is more than a letter with a full stop or a bracket, which may begin a list of choices.
    """

    kind: str
    text: str
    end: int
    is_sure: bool = True


class Segment(NamedTuple):
    """A part of a paragraph.

    Attributes:
        kind: That of the mark which begins it; empty for none.
        text: The text behind the mark.
        source: All of it.
        offset: Where it begins, in lines from the beginning of the paragraph.
        is_sure: That of the mark.
    """

    kind: str
    text: str
    source: str
    offset: int
    is_sure: bool = True


def _both(text: str, question: str, answer: str, *, asks: bool = True) -> bool:
    """Return whether a text has lines that begin with each of two names, about as many of one as of the other."""
    asked = re.findall(
        rf"(?mi)^[ \t>-]*[*_]{{0,3}}{question}[*_]{{0,2}}{_COLON}.*{ANY_QUESTION_MARK if asks else ''}", text
    )
    replied = re.findall(rf"(?mi)^[ \t>-]*[*_]{{0,3}}{answer}[*_]{{0,2}}{_COLON}", text)
    return bool(asked and replied) and len(asked) <= 2 * len(replied) and len(replied) <= 2 * len(asked)


class Marks:
    """Finds the marks that a file uses."""

    def __init__(self, text: str) -> None:
        """Look which letters the text uses; in every text `Q`, `A`, `C` and the words for them count."""
        questions, answers = "Q", "A"
        for question, answer in _PAIRS:
            if _both(text, question, answer):
                questions, answers = questions + question, answers + answer
        asking, answering = words("marks", "question"), words("marks", "answer")
        for name in _SPEAKERS:
            question, answer = ("|".join(words("speakers", each)) for each in name)
            if _both(text, f"(?:{question})", f"(?:{answer})", asks=name[0] == "interviewer"):
                asking, answering = [*asking, question], [*answering, answer]
        bare_number = r"[1-9]\d{0,2}(?=[ \t])" if _BARE_NUMBERS.search(text) else r"(?!)"
        number = r"(?:[ \t]*[#\u2116]?[ \t]*\d{1,4}(?:\.\d{1,3})?)"
        behind_number = rf"{number}[ \t]*(?:{_COLON}|[.)](?=[ \t]|$)|[-\u2013\u2014](?=[ \t])|$)"

        alone = r"(?:[ \t]*\([^()]*\))?[ \t]*$"
        self._alone = re.compile(rf"[ \t]*(?:{'|'.join([*asking, *answering])}){alone}", re.IGNORECASE)

        def mark(letters: str, names: list[str]) -> str:
            letter = rf"(?-i:[{letters}])(?:{_COLON}(?!//)|[.)](?=[ \t]|$)|{behind_number}|{bare_number})"
            return rf"{letter}|(?:{'|'.join(names)})(?:[ \t]*{_COLON}|{behind_number}|{alone})"

        question, answer = mark(questions, asking), mark(answers, answering)
        cloze = r"(?-i:C):(?=[ \t]|$)"
        self._mark = re.compile(rf"[ \t]*(?:(?P<q>{question})|(?P<a>{answer})|(?P<c>{cloze}))", re.IGNORECASE)

    def find(self, line: str, *, is_title: bool = False) -> Mark | None:
        """Return the mark that begins a line, in bold or not. In a title, a word such as `Question` may be alone."""
        bold = _EMPHASIS.match(line)
        bare = line[bold.end() :].replace(bold[1], "", 1) if bold else line
        found = self._mark.match(bare)
        if found is None or not (bold or is_title or self._alone.fullmatch(bare) is None):
            return None
        end = found.end() + (bold.end() + len(bold[1]) if bold else 0)
        sure = re.fullmatch(r"[^\W\d_][.)]", found[0].strip()) is None
        return Mark(str(found.lastgroup), bare[found.end() :].strip(), min(end, len(line)), sure)

    def end_of_mark(self, line: str) -> int:
        """Return where the mark that begins a line ends; 0 if none does."""
        mark = self.find(line)
        return mark.end if mark else 0

    def segments(self, source: str) -> Iterator[Segment]:
        """Divide a paragraph at the lines that begin with a mark. `A:` is none above a `B:`: these are choices."""
        lines = source.split("\n")
        found: dict[int, Mark] = {}
        choices = False
        for number, line in enumerate(lines):
            mark = self.find(line)
            if mark and mark.kind == "a" and any(map(_OPTION.match, lines[number + 1 : number + 2])):
                choices = True
            elif mark and not (mark.kind == "c" and choices):
                found[number], choices = mark, False
        begins = sorted({0, *found})
        for begin, end in zip(begins, [*begins[1:], len(lines)], strict=True):
            mark = found.get(begin, Mark("", lines[begin], 0))
            text = "\n".join([mark.text, *lines[begin + 1 : end]]).strip()
            yield Segment(mark.kind, text, "\n".join(lines[begin:end]).strip(), begin, mark.is_sure)
