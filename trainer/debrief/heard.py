"""The questions heard in the transcript of an interview, once it is clear which of the speakers is the user."""

from collections.abc import Sequence
from pathlib import Path

from trainer.debrief.heard_questions import find_questions, likely_candidate
from trainer.debrief.transcript import Turn, read_transcript
from trainer.terminal.dialogue import Dialogue
from trainer.terminal.words import count

_MOST_NAMED = 9


def hear(dialogue: Dialogue, path: Path) -> list[str]:
    """Return the questions in a transcript, after asking which of its speakers is the user.

    Raises:
        GreenroomError: The transcript cannot be read.
        UserLeft: The user leaves.
    """
    turns = read_transcript(path)
    questions = find_questions(turns, _ask_who(dialogue, turns))
    found = f"{count(len(questions), 'question')} in {path.name}" if questions else f"No question found in {path.name}"
    dialogue.say(f"{found}, found by their form: check each." if questions else f"{found}.")
    return questions


def _ask_who(dialogue: Dialogue, turns: Sequence[Turn]) -> str:
    """Ask which speaker is the user; empty if it can't be guessed, or if none of them is."""
    likely = likely_candidate(turns)
    if not likely:
        return ""
    names = list(dict.fromkeys([likely, *(turn.speaker for turn in turns if turn.speaker)]))[:_MOST_NAMED]
    choices = " · ".join(f"{number} {name}" for number, name in enumerate(names, start=1))
    while text := dialogue.ask("Which one are you?", f"{choices} · 0 none; Enter {likely}"):
        if text.isascii() and text.isdecimal() and int(text[:3]) <= len(names):
            return names[int(text) - 1] if int(text) else ""
        found = [name for name in names if text.casefold() in name.casefold()]
        if len(found) == 1:
            return found[0]
        dialogue.say(f'"{text}" is none of them: 0 to {len(names)}, or a name.')
    return likely
