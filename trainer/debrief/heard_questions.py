"""The questions in a transcript: who asked them, and where each begins and ends, with or without punctuation."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from trainer.debrief.question_phrases import LEAD, LEAD_WORDS, OPENING, OPENING_INSIDE, REQUEST, SCENE, SMALL_TALK, TAG
from trainer.debrief.transcript import Turn

MOST = 100  # questions of one transcript
_LONGEST = 400  # characters of a question
_SENTENCE = re.compile(r"(?<=[.?!\u2026])[\"'\u201d\u2019)]*\s+(?=\S)")
_WORD = re.compile(r"[\w'\u2019]+")
_ENDS = (".", "?", "!", "\u2026", '"', "\u201d")

_ANNOUNCEMENT = 8  # words, as in `something easy: what do you do?`
_APART = 60  # characters between the beginnings of two questions in a run of words
_SHORT = re.compile(r"(?:why|what|how|and the|warum|wieso)\b", re.IGNORECASE)
_INTERVIEWER = re.compile(
    r"\b(?:interviewer|recruiter|recruiting|hiring|manager|panel|host|hr|talent|interviewerin|personal\w*|moderator)\b",
    re.IGNORECASE,
)
_CANDIDATE = re.compile(
    r"\b(?:candidate|interviewee|applicant|me|bewerber(?:in)?|kandidat(?:in)?|ich)\b", re.IGNORECASE
)


def likely_candidate(turns: Sequence[Turn]) -> str:
    """Return the speaker who seems to be the candidate: by name, else the one who talks most per question asked.

    Empty if the transcript names fewer than two speakers.
    """
    words: dict[str, int] = {}
    asked: dict[str, int] = {}
    for turn in turns:
        if turn.speaker:
            words[turn.speaker] = words.get(turn.speaker, 0) + len(turn.text.split())
            asked[turn.speaker] = asked.get(turn.speaker, 0) + sum(1 for _ in _in_turn(turn.text))
    if len(words) < 2:
        return ""
    if named := [name for name in words if _CANDIDATE.search(name)]:
        return named[0]
    others = [name for name in words if not _INTERVIEWER.search(name)] or list(words)
    return max(others, key=lambda name: words[name] / (1 + asked[name]))


def find_questions(turns: Iterable[Turn], candidate: str) -> list[str]:
    """Return the questions that anyone but the candidate asked, in order, each once, at most `MOST`."""
    found: dict[str, str] = {}
    for turn in turns:
        if candidate and turn.speaker == candidate:
            continue
        for question in _in_turn(turn.text):
            found.setdefault(" ".join(_WORD.findall(question.casefold())), question)
    return list(found.values())[:MOST]


def _in_turn(text: str) -> Iterator[str]:
    scene = ""
    for sentence in _SENTENCE.split(text):
        if sentence[-1] not in _ENDS:
            yield from _in_words(sentence)
        elif SCENE.match(_without_lead(sentence)) and not sentence.endswith("?"):
            scene = _without_lead(sentence)
            continue
        elif question := _as_question(sentence):
            yield _fitted(f"{scene} {question}") if scene else question
        elif scene:
            yield _fitted(scene)
        scene = ""
    if scene:
        yield _fitted(scene)


def _as_question(sentence: str) -> str:
    """Return a sentence as a question; empty if it asks nothing worth a card."""
    text = _without_lead(sentence)
    return _worth_a_card(text) if text.endswith("?") or REQUEST.match(text) else ""


def _in_words(text: str) -> Iterator[str]:
    """Yield the questions in a long run of words without sentence ends, each up to the next one or the end."""
    text = text.rstrip()
    starts: list[int] = []
    for found in OPENING_INSIDE.finditer(text):
        at = found.start()
        if not starts or (at - starts[-1] >= _APART and _leads(text[at - _APART : at])):
            starts.append(at)
    for start, end in pairwise([*starts, len(text)]):
        if question := _worth_a_card(_trimmed(text[start:end])):
            yield question


def _leads(before: str) -> bool:
    """Return whether words end in one that leads up to a question. `and` goes on with the one before."""
    return before.rpartition(" ")[0].rpartition(" ")[2].strip(",.").casefold() in LEAD_WORDS


def _trimmed(piece: str) -> str:
    words = piece.split()
    while words and words[-1].strip(",.").casefold() in LEAD_WORDS:
        words.pop()
    return " ".join(words)


def _worth_a_card(text: str) -> str:
    words = _WORD.findall(text)
    if len(words) < 2 or SMALL_TALK.match(text) or TAG.search(text):
        return ""
    if len(words) < 3 and not _SHORT.match(text):
        return ""
    text = _fitted(text)
    if text[-1] in ".?!\u2026":
        return text
    return text.rstrip(",;:-") + ("." if REQUEST.match(text) else "?")


def _fitted(text: str) -> str:
    """Return a question with a capital at its beginning, cut if it is too long for one."""
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 1].rsplit(" ", 1)[0] + "\u2026"
    return text[:1].upper() + text[1:]


def _without_lead(text: str) -> str:
    """Return a sentence without what leads up to its question."""
    text = text.strip()
    text = LEAD.sub("", text, count=1) or text if LEAD.match(text) else text
    before, colon, after = text.partition(": ")
    announced = colon and len(before.split()) <= _ANNOUNCEMENT and OPENING.match(LEAD.sub("", after, count=1))
    return after if announced else text
