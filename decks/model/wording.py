"""The words in which each format beside the deck file is spoken of."""

from collections.abc import Sequence

from decks.model.notation import Notation

_MOST_NAMED = 8

TABLE = Notation(
    question="Fill in its question.",
    answer="Fill in its answer or its key points.",
    cards="Give it a row a card: question, answer.",
)
MARKDOWN = Notation(
    question="Write it in the heading, or after Q:.",
    answer="Write its answer or a list of key points below it.",
    cards="Write each question as a heading with its answer below, or as Q: and A: lines.",
)
JSON = Notation(
    question='Add "question": "..." to it.',
    answer='Add "answer": "..." or "key_points": ["..."] to it.',
    cards='Give it "cards": [{"question": "...", "answer": "..."}].',
    listed='Give it "cards": [{"question": "...", "answer": "..."}].',
    deck='Write "deck": {"title": "..."}.',
    key=r'"\1": ',
    lines=False,
)
PACKAGE = Notation(
    question="Fill it in in Anki, and export once more.",
    answer="Fill in its back in Anki, and export once more.",
    cards="Export a deck that has some.",
    lines=False,
)


def few(names: Sequence[str]) -> str:
    """Return names as a list that no file can make long."""
    more = [f"and {len(names) - _MOST_NAMED} more"] if len(names) > _MOST_NAMED else []
    return ", ".join([*names[:_MOST_NAMED], *more])


def not_known(noun: str, names: Sequence[str]) -> str:
    """Return the message that things of these names are left out."""
    if len(names) == 1:
        return f"the {noun} {names[0]} is not known and was left out"
    return f"the {noun}s {few(names)} are not known and were left out"
