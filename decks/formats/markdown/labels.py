"""The labels people write above the parts of an answer, and the sections of notes that ask nothing."""

import re
from typing import NamedTuple

from decks.formats.markdown.words import words

# The labels, in bold, above the fields of a card that `write_markdown` writes.
LABELS = {
    "context": "Context",
    "phrasings": "Phrasings",
    "looks_for": "Looks for",
    "outline": "Outline",
    "follow_ups": "Follow-ups",
    "bridges": "Bridges",
    "pitfalls": "Pitfalls",
    "replies": "Replies",
    "legal": "Legal",
    "tags": "Tags",
    "sources": "Sources",
}
ANSWER = "answer"  # what stands above it belongs to the question
SOLUTION = "solution"  # the same, if it is folded
EXPLANATION = "explanation"  # the same, if what stands above it is no text
HINT = "hint"
ADVICE = "advice"  # on how to answer
STAR = "star"  # a part of a story: situation, task, action, result
UNFOLD = "unfold"  # "click here": an answer, if it is folded

_KINDS = (ANSWER, SOLUTION, EXPLANATION, HINT, STAR, "key_points", "looks_for", "sources", "pitfalls", "follow_ups")
_OWN_KINDS = ("context", "phrasings", "looks_for", "outline", "bridges", "replies", "legal", "tags")
_KIND_OF = {word: kind for kind in _KINDS for word in words("labels", kind)}
_KIND_OF |= {LABELS[name].casefold(): name for name in _OWN_KINDS}
_VERBS = frozenset(words("beside", "verbs"))
_FILLERS = _VERBS.union(words("beside", "others"))
_SILENT = frozenset(words("silent", "sections"))
_POINTS = frozenset(word for word in words("labels", "key_points") if word.count(" ") == 1)
_ADVICE = frozenset(words("labels", "advice"))
_EXAMPLES = frozenset(words("labels", "examples"))
_LONGEST = 60  # characters of a label
# Chinese, Japanese, Thai and Burmese are written without spaces, and Korean joins words: "see the answer" is one word.
_CJK = re.compile("[\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CJK_ANSWERS = [word for word in words("labels", ANSWER) if _CJK.search(word)]


class Label(NamedTuple):
    """What a label means, and the text that follows it on its line."""

    kind: str
    rest: str = ""


def without_spaces(text: str) -> bool:
    """Return whether a text is in a language that does not part its words as English does."""
    return _CJK.search(text) is not None


def read_label(text: str) -> Label | None:
    """Read a heading, a bold line or a summary as a label: `Answer`, `Antwort: B`, `Show a hint (click)`."""
    head, colon, rest = text.partition(":") if ":" in text else text.partition("\uff1a")
    if kind := kind_of(head):
        return Label(kind, rest.strip())
    return Label(UNFOLD) if not colon and _is_invitation(text) else None


def kind_of(text: str) -> str | None:
    """Return what a label without its colon means: `answer`, `solution`, `hint`, `star`, or a field of a card."""
    if len(text) > _LONGEST:
        return None
    found = _words(text)
    bare = [word for word in found if word not in _FILLERS and not word.isdecimal()]
    kind = _KIND_OF.get(" ".join(found)) or _KIND_OF.get(" ".join(bare))
    if kind is None and bare and all(word in _KIND_OF for word in bare):  # answer and explanation
        kind = _KIND_OF[bare[0]]
    elif kind is None and " ".join(found[:2]) in _POINTS:  # key points to cover
        kind = "key_points"
    elif kind is None and len(text) < 12 and any(word in text for word in _CJK_ANSWERS):
        kind = ANSWER
    return kind


def is_silent(text: str) -> bool:
    """Return whether a heading is that of a section that asks nothing: contents, licence, contributing."""
    return " ".join(_words(text)) in _SILENT


def is_advice(text: str) -> bool:
    """Return whether a title stands above advice on how to answer: `Approach:`, `Answer framework`."""
    return " ".join(_words(text)) in _ADVICE


def is_answer_part(text: str) -> bool:
    """Return whether a title below a question stands above a part of its answer: advice, or an example."""
    return is_advice(text) or _words(text)[:1] in ([word] for word in _EXAMPLES)


def _is_invitation(text: str) -> bool:
    found = _words(text)
    return len(text) <= _LONGEST and set(found) <= _FILLERS and not _VERBS.isdisjoint(found)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", re.sub(r"\([^)]*\)", " ", text.casefold()))
