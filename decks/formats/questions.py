"""What questions look like in lists that people make: their first words, their marks and their numbers.

Every format asks `looks_like_question` here about plain text, and takes its question marks from here. Notes weigh more
signs (`markdown.asking.question_strength`), and the guard of imports trusts a question mark alone
(`guard.words.ends_in_question_mark`), so that it can find what the others missed.
"""

import re
from collections.abc import Sequence

_ASKING = re.compile(
    r"(?:what|why|how|when|where|who|whose|which"
    r"|(?:can|could|do|does|did|is|are|was|were|have|has|had|will|would|should) (?:you|your|we|they|there|i)"
    r"|was|wie|warum|wieso|weshalb|wer|wo|wann|welche\w*|wozu|woran"
    r"|qu\u00e9|por qu\u00e9|c\u00f3mo|cu\u00e1l\w*|cu\u00e1ndo|qui\u00e9n|d\u00f3nde"
    r"|que|quel\w*|qu'\w*|pourquoi|comment|quand|qui|o\u00f9)\b",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"(?:tell|describe|explain|give|name|list|define|compare|discuss|walk|talk|share|imagine|suppose|introduce|outline"
    r"|beschreib\w*|erkl\u00e4r\w*|erz\u00e4hl\w*|nenne\w*|describ\w*|expli\w*|h\u00e1bl\w*|cu\u00e9nt\w*"
    r"|d\u00e9cri\w*|parle\w*|racont\w*|fale|conte|descreva|parli|parlami|descriv\w*|spieg\w*|vertel|beschrijf|noem"
    r"|opowiedz|opisz|wyja\u015bnij|wymie\u0144|\u0440\u0430\u0441\u0441\u043a\u0430\u0436\w*|\u043e\u043f\u0438\u0448\w*"
    r"|\u043e\u0431\u044a\u044f\u0441\u043d\w*|\u043d\u0430\u0437\u043e\u0432\w*)\b",
    re.IGNORECASE,
)
_CLEARLY_TELLING = re.compile("(?:describe|explain|define|discuss|compare)\\b", re.IGNORECASE)
GREEK_QUESTION_MARK = "\u037e"  # looks like a semicolon, and most people type one
# What ends a question in Latin script and most others, Chinese and Japanese, Arabic, Greek, and Ethiopic.
QUESTION_MARKS = ("?", "\uff1f", "\u061f", GREEK_QUESTION_MARK, "\u1367")
ANY_QUESTION_MARK = f"[{''.join(QUESTION_MARKS)}]"  # as a regular expression
_QUESTION_WORDS = r"q(?:uestion)?|frage|pregunta|pergunta|domanda|vraag"
_ANSWER_WORDS = r"a(?:ns(?:wer)?)?|antwort|respuesta|r\u00e9ponse|resposta|risposta|antwoord"
_LETTERED = rf"(?:{_QUESTION_WORDS})\s*#?\d*\s*[.:)]"
_QUESTION_MARK = re.compile(rf"\s*{_LETTERED}\s*", re.IGNORECASE)
_ANY_MARK = re.compile(rf"\s*(?:{_LETTERED}|\(?\d{{1,4}}\s*[.):\u3001\uff0e](?!\d))\s*", re.IGNORECASE)
_ANSWER_MARK = re.compile(rf"\s*(?:{_ANSWER_WORDS})\s*#?\d*\s*[.:)](?:\s+|$)", re.IGNORECASE)
_QUESTION_ALONE = re.compile(rf"\s*(?:{_QUESTION_WORDS})\s*#?\d*\s*[.:)]?\s*", re.IGNORECASE)
_ANSWER_ALONE = re.compile(rf"\s*(?:{_ANSWER_WORDS})\s*#?\d*\s*[.:)]?\s*", re.IGNORECASE)


def looks_like_question(text: str) -> bool:
    """Return whether a text ends as a question does, or begins as one.

    One that begins with a word such as `what` or `how` and ends as a sentence is none; what begins with `tell` is.
    """
    text = text.strip().strip("\"'*_\u201c\u201d\u00bb\u00ab ")
    if text.endswith(QUESTION_MARKS):
        return any(mark.isalnum() for mark in text)
    text = text.lstrip("\u00bf\u00a1")
    words = len(text.split())
    if words > 1 and _CLEARLY_TELLING.match(text):
        return True
    return words > 2 and bool(_TELLING.match(text) or (text[-1] not in ".!;:" and _ASKING.match(text)))


def without_marks(questions: Sequence[str]) -> list[str]:
    """Return questions without what marks each of them as one: `Q: `, `Question 3. `, `12) `.

    If one of them has no mark, or there is only one, they stay as they are.
    """
    return _unmarked(questions, _ANY_MARK)


def answers_without_marks(answers: Sequence[str]) -> list[str]:
    """Return answers without what marks each of them as one: `A: `, `Answer: `."""
    return _unmarked(answers, _ANSWER_MARK)


def mark_alone(text: str) -> str:
    """Return `Q: ` or `A: ` for a line that is nothing but a word for a question or an answer; else an empty text."""
    if _QUESTION_ALONE.fullmatch(text):
        return "Q: "
    return "A: " if _ANSWER_ALONE.fullmatch(text) else ""


def question_mark(text: str) -> int:
    """Return where a text begins behind what marks it as a question, as `Q: `; 0 if it has no mark."""
    return mark.end() if (mark := _QUESTION_MARK.match(text)) else 0


def answer_mark(text: str) -> int:
    """Return where a text begins behind what marks it as an answer, as `A: `; 0 if it has no mark."""
    return mark.end() if (mark := _ANSWER_MARK.match(text)) else 0


def _unmarked(texts: Sequence[str], mark: re.Pattern[str]) -> list[str]:
    found = [mark.match(text) for text in texts]
    bare = [text[match.end() :] for text, match in zip(texts, found, strict=True) if match]
    return bare if len(texts) > 1 and len(bare) == len(texts) and all(bare) else list(texts)
