"""Transcripts of interviews: who said what, from captions (VTT, SRT) and from the text that meeting programs save."""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from cards.errors import GreenroomError, os_reason
from cards.text import clean

MOST_BYTES = 2 * 1024 * 1024  # an hour of captions that time each word has about 0.4 MB
_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_CUE_TIME = re.compile(rf"\s*({_TIME})\s*--+>\s*({_TIME})?")
_BLOCK = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")  # of WebVTT; each ends at an empty line
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]{1,80})>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]{0,200}>")
_SOUND = re.compile(
    r"\[[^\[\]]{1,40}\]|\((?:laughs|laughter|pause|crosstalk|inaudible|music|lacht|pause)\)|\u266a", re.IGNORECASE
)
_NAME = r"[^\W\d_][\w.'\u2019\-]*(?:(?:,? (?:[^\W\d_]|\()[\w.'\u2019\-()/]*){0,4}| \d{1,2})"
# `Jane Doe: text`, with or without a time before it or behind the name
_LABELLED = re.compile(rf"\s*(?:[\[(]?{_TIME}[\])]?\s*[-\u2013]?\s*)?({_NAME})\s*(?:[\[(]{_TIME}[\])])?\s*:\s+(?=\S)")
# A line with a name and a time alone: `Jane Doe  0:03`, `[Jane Doe] 10:01:02`, `10:01:02 Jane Doe`, `Jane (00:03):`
_HEADS = (
    re.compile(rf"\s*\[?({_NAME})\]?\s*[-\u2013,]?\s*[\[(]?{_TIME}(?:\s?[AaPp]\.?[Mm]\.?)?[\])]?\s*:?\s*"),
    re.compile(rf"\s*[\[(]?{_TIME}[\])]?\s*[-\u2013]?\s*({_NAME})\s*:?\s*"),
)
_ONLY_TIME = re.compile(rf"\s*[\[(]?{_TIME}[\])]?\s*")
_LABEL_ALONE = re.compile(rf"\s*({_NAME})\s*:\s*")
_CHANGE = re.compile(r"\s*(?:>>+|[-\u2013\u2014] ?(?=\S))\s*")  # someone else begins to speak, nobody says who
_NAME_WORDS = 3  # what is longer in front of a colon needs to be there twice, or it is the beginning of a sentence
_PAUSE = (
    0.8  # seconds between two captions; where nobody is named and no sentence ends, someone else may speak after it
)
_SENTENCE_END = re.compile(r"[.?!\u2026](?:\s|$)")
_OVERLAP = 3  # words that two captions have to share before the second one is taken to repeat the first
_LONGEST_OVERLAP = 40
_MOST_SPEAKERS = 12


class Turn(NamedTuple):
    """What one person said until someone else spoke.

    Attributes:
        speaker: The name the transcript has for them; empty if it has none.
    """

    speaker: str
    text: str


def read_transcript(path: Path) -> list[Turn]:
    """Return who said what in a transcript, in order.

    Raises:
        GreenroomError: It cannot be read, is no text, or is too long.
    """
    from decks.formats.encoding import decode, find_binary_format
    from decks.toml.regular_files import read_bytes

    try:
        content = read_bytes(path, most=MOST_BYTES + 1)
    except OSError as error:
        raise GreenroomError(f"{path} cannot be read ({os_reason(error)})", "Check its name.") from None
    if len(content) > MOST_BYTES:
        raise GreenroomError(f"{path} is longer than {MOST_BYTES // 1024**2} MB", "Cut out the interview.")
    if binary := find_binary_format(content):
        fix = "Save the transcript as .vtt, .srt or .txt."
        raise GreenroomError(f"{path} is {binary.name}, not a transcript", fix)
    return parse_transcript(decode(content)[0])


def parse_transcript(text: str) -> list[Turn]:
    """Return who said what in the text of a transcript, in order."""
    lines = clean(text).split("\n")
    captions = any(map(_CUE_TIME.match, lines))
    spoken = _unrolled(_captions(lines)) if captions else _paragraphs(lines)
    return _joined(_without_stray_names(list(spoken)))


# Lines on the way to turns: the speaker as the line has it, None for the same one as before; and the text.
_Said = tuple[str | None, str]


def _captions(lines: list[str]) -> Iterator[_Said]:
    """Yield the text of captions. What is not below a time, such as numbers and notes, is left out."""
    inside, skipping, empty, paused = False, False, False, False
    pauses_count = not any(map(_SENTENCE_END.search, lines))
    end = 0.0
    for number, line in enumerate(lines):
        if time := _CUE_TIME.match(line):
            inside, skipping, empty = True, False, False
            paused = pauses_count and _seconds(time[1]) - end >= _PAUSE
            end = _seconds(time[2] or time[1])
        elif not line.strip():
            skipping, empty = False, True
        elif _BLOCK.match(line) and (empty or not inside):
            skipping = True
        elif inside and not skipping and not _is_cue_name(lines, number, empty=empty):
            speaker, text = _in_caption(line)
            yield ("" if paused and speaker is None else speaker), text
            paused = False


def _seconds(time: str) -> float:
    """Return a time such as `1:02:03.400` in seconds."""
    seconds = 0.0
    for part in time.replace(",", ".").split(":"):
        seconds = 60 * seconds + float(part)
    return seconds


def _is_cue_name(lines: list[str], number: int, *, empty: bool) -> bool:
    """Return whether a line is the number or the name of the caption below it."""
    below = number + 1 < len(lines) and _CUE_TIME.match(lines[number + 1])
    return bool(below) and (empty or lines[number].strip().isdecimal())


def _in_caption(line: str) -> _Said:
    voice = _VOICE.search(line)
    text = html.unescape(_TAG.sub("", line)).strip()
    if voice:
        return html.unescape(voice[1]).strip(), text
    return _labelled(text)


def _labelled(text: str) -> _Said:
    """Return the speaker in front of a text and the rest of it; an empty name if only the speaker changes."""
    if label := _LABELLED.match(text):
        return label[1], text[label.end() :].strip()
    if change := _CHANGE.match(text):
        said = _labelled(text[change.end() :])
        return said[0] or "", said[1]
    return None, text


def _paragraphs(lines: list[str]) -> Iterator[_Said]:
    """Yield the lines of a text, each with its speaker: in front of it, or on a line above."""
    speaker: str | None = None
    for line in lines:
        head = next((found for pattern in _HEADS if (found := pattern.fullmatch(line))), None)
        head = head or _LABEL_ALONE.fullmatch(line)
        if head:
            speaker = head[1]
        elif line.strip() and not _ONLY_TIME.fullmatch(line) and line.strip() != "WEBVTT":
            yield (speaker, line) if speaker else _labelled(line)
            speaker = None


def _unrolled(said: Iterator[_Said]) -> Iterator[_Said]:
    """Leave out what rolling captions show again: the words that the captions before it ended with."""
    tail: list[str] = []
    last: list[str] = []
    for speaker, text in said:
        words = text.split()
        folded = [word.casefold() for word in words]
        shared = _shared(tail, folded, last)
        if speaker and not shared:
            tail = []
        if words[shared:]:
            yield speaker, " ".join(words[shared:])
        tail = [*tail, *folded[shared:]][-_LONGEST_OVERLAP:]
        last = folded


def _shared(tail: list[str], words: list[str], last: list[str]) -> int:
    """Return how many words at the beginning of a caption repeat the end of what was said."""
    for size in range(min(len(tail), len(words)), 0, -1):
        if (size >= _OVERLAP or size == len(words) or size == len(last)) and tail[-size:] == words[:size]:
            return size
    return 0


def _without_stray_names(said: list[_Said]) -> list[_Said]:
    """Put back what looks like a speaker but is the beginning of a sentence: there only once, and not like a name."""
    counts: dict[str, int] = {}
    for speaker, _ in said:
        if speaker:
            counts[speaker] = counts.get(speaker, 0) + 1
    often = sorted(counts, key=lambda name: -counts[name])[:_MOST_SPEAKERS]
    real = {name for name in often if counts[name] > 1 or _is_like_a_name(name)}
    if not any(counts[name] > 1 for name in real) and len(real) != 2:  # a list, or a text with some colons
        real = set()
    return [(None, f"{who}: {text}") if who and who not in real else (who, text) for who, text in said]


def _is_like_a_name(text: str) -> bool:
    words = text.split()
    return len(words) <= _NAME_WORDS and all(not word[0].islower() for word in words)


def _joined(said: list[_Said]) -> list[Turn]:
    """Return turns: lines of one speaker after another in one text, without sounds in brackets."""
    turns: list[tuple[str, list[str]]] = []
    for speaker, raw in said:
        text = " ".join(_SOUND.sub(" ", raw).split())
        if text and turns and (speaker is None or (speaker and speaker == turns[-1][0])):
            turns[-1][1].append(text)
        elif text:
            turns.append((speaker or "", [text]))
    return [Turn(speaker, " ".join(texts)) for speaker, texts in turns]
