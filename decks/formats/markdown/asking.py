"""What a question looks like: its marks, its first words, and what decorates it."""

import re
import unicodedata
from typing import NamedTuple

from decks.formats.markdown.labels import without_spaces
from decks.formats.markdown.words import patterns
from decks.formats.questions import ANY_QUESTION_MARK, looks_like_question

_ENDS = re.compile(rf"{ANY_QUESTION_MARK}(?=[\s\"'\u201d\u2019\u00bb)\]*_\u300d\uff09]|$)")
_PROMPT = re.compile(rf"[\"'\u201c\u2018\u00ab(]*(?:please |so,? )?{patterns('asking', 'prompts')}\b", re.IGNORECASE)
_WORDS = re.compile(rf"{patterns('asking', 'words')}\b", re.IGNORECASE)
_SURE_WITHOUT_SPACES = re.compile(patterns("asking", "sure_without_spaces"))
_SEEM_WITHOUT_SPACES = re.compile(patterns("asking", "seem_without_spaces"))
_ABOUT_QUESTIONS = re.compile(
    rf"(?<![^\W_]){patterns('asking', 'sections')}(?![^\W_])|{patterns('asking', 'sections_without_spaces')}",
    re.IGNORECASE,
)
_OF_QUESTIONS = re.compile(
    rf"(?:{_ABOUT_QUESTIONS.pattern})[^\W\d_]{{0,3}}\s*(?:\([^)]*\)|[:\uff1a\d.]*)$"
    rf"|^(?<![^\W_]){patterns('asking', 'sections')}\s+(?!to\b)",
    re.IGNORECASE,
)
NUMBER = re.compile(r"^(?:\(?#?\d{1,4}(?:\.\d{1,3})*[.):]+|\d{1,4} ?[-\u2013\u2014])\s+(?=\S)")
_SHORTCODES = re.compile(r"^(?::[a-z0-9_+-]{2,40}:\s*)+|(?:\s*:[a-z0-9_+-]{2,40}:)+$")
CARD_TAG = re.compile(r"[ \t]+#(?:flash)?cards?(?:/[\w/-]+)?[ \t]*$")  # with which Logseq and Obsidian mark a question
_STARS = re.compile(r"\s*(?<!\S)\*{1,5}$")
_COLON_AFTER = re.compile(rf"(?<={ANY_QUESTION_MARK})\s*[:\uff1a]$")
_BOLD = re.compile(
    r"^[^\w*_\[<`$]{0,4}(?:(\*\*\*?|__)(?=\S)(?P<md>.+?)(?<=\S)\1(?!\*)|<(b|strong|u)>(?P<html>.+?)</\3>)(?P<rest>.*)$",
    re.DOTALL | re.IGNORECASE,
)
ANSWER_BEHIND = re.compile(rf"(?<={ANY_QUESTION_MARK})\s*(?:[-\u2013\u2014:]+|=>|->|>>|\u2192)\s+(?=\S)")
_LONGEST = 200  # characters of a question that is known by its words alone
_OPENING = "\u00bf\"'\u201c\u201e\u00ab"


class BoldStart(NamedTuple):
    """A paragraph that begins in bold: that text, and the rest, both as inline Markdown."""

    source: str
    rest: str

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing but decoration behind it."""
        return not any(map(str.isalnum, self.rest))


def question_strength(text: str) -> int:
    """Return how surely a text asks something: 2 for a question mark or `Tell me ...`, 1 for how it begins, else 0."""
    if _ENDS.search(text) or _PROMPT.match(text):
        return 2
    if looks_like_question(text):
        return 1
    if text.isascii() or len(text) > _LONGEST:
        return 0
    if without_spaces(text):
        return 2 if _SURE_WITHOUT_SPACES.search(text) else int(_SEEM_WITHOUT_SPACES.search(text) is not None)
    return int(len(text.split()) > 2 and text[-1] not in ".!:" and _WORDS.match(text.lstrip(_OPENING)) is not None)


def mentions_questions(text: str) -> bool:
    """Return whether a title mentions questions."""
    return _ABOUT_QUESTIONS.search(text) is not None


def is_about_questions(text: str) -> bool:
    """Return whether a title stands above questions: `Coding questions`, but not `Questions to avoid`."""
    return _OF_QUESTIONS.search(text) is not None


def bare(text: str) -> str:
    """Return a question without its number and what decorates it."""
    text = CARD_TAG.sub("", _SHORTCODES.sub("", text.strip()))
    text = NUMBER.sub("", _undecorated(text))
    return _COLON_AFTER.sub("", _undecorated(_STARS.sub("", text))).strip()


def _undecorated(text: str) -> str:
    begin, end = 0, len(text)
    while begin < end and _is_decoration(text[begin]):
        begin += 1
    while end > begin and _is_decoration(text[end - 1]):
        end -= 1
    return text[begin:end] or text


def _is_decoration(character: str) -> bool:
    if character.isspace() or character in "\ufe0e\ufe0f\u200d\u20e3":
        return True
    return character >= "\u2300" and unicodedata.category(character) in {"So", "Sk"}


def bold_start(source: str) -> BoldStart | None:
    """Return the bold text that begins a paragraph, if any does."""
    found = _BOLD.match(source)
    return BoldStart(found["md"] or found["html"], found["rest"].strip()) if found else None
