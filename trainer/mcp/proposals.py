"""What a chat program proposed: a file each, which changes nothing until the user accepts it.

Everything in them is untrusted: it is cleaned and bounded when it is proposed, and again when it is read.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from cards.card import KeyPoint
from cards.errors import GreenroomError, UsageError
from cards.key import CardKey
from cards.text import clean_block, clean_line
from trainer.home import Home

MOST_WAITING = 100
MOST_POINTS = 12
LONGEST_LINE, LONGEST_TEXT = 500, 4000  # characters: of a question or a point, and of an answer or feedback
_LONGEST_NAME = 40
_MOST_BYTES = 64 * 1024
_ID_LETTERS = 6


class ProposalError(UsageError):
    """A proposal is not one that could be accepted."""


class Kind(StrEnum):
    """What is proposed."""

    CARD = "card"  # a new card in one of the user's own decks
    POINTS = "points"  # points to add to the user's own answer to a card
    FEEDBACK = "feedback"  # a note to add to the user's own answer to a card


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Something that waits for the user.

    Attributes:
        place: The deck of a new card; for the others, the key of the card.
        question: The question of a new card, else empty.
        points: The points of a new card, or those to add.
        text: The answer of a new card, or the feedback.
        by: Who proposed it, as the program calls itself.
        on: The day it was proposed.
    """

    kind: Kind
    place: str
    question: str = ""
    points: tuple[KeyPoint, ...] = ()
    text: str = ""
    by: str = ""
    on: date = date.min

    @property
    def id(self) -> str:
        """A name made from what it proposes, so that no other proposal can ever take its place unseen."""
        content = json.dumps([self.kind, self.place, self.question, self.points, self.text])
        return sha256(content.encode()).hexdigest()[:_ID_LETTERS]

    @property
    def key(self) -> CardKey:
        """The card it is about; only of points and feedback."""
        deck, _, card = self.place.partition("/")
        return CardKey(deck, card)


def proposal_of(values: Mapping[str, Any]) -> Proposal:
    """Return a proposal with clean text.

    Raises:
        ProposalError: Something in it is missing, too long, or of another kind.
    """
    try:
        kind = Kind(values["kind"])
        on = date.fromisoformat(values["on"])
    except (KeyError, TypeError, ValueError):
        raise ProposalError("It has no kind or no day", "Propose it again.") from None
    place = _line(values, "place", LONGEST_LINE, needed=True)
    points = _points(values.get("points", []))
    found = Proposal(
        kind=kind,
        place=place,
        question=_line(values, "question", LONGEST_LINE, needed=kind is Kind.CARD),
        points=points,
        text=_text(values.get("text", "")),
        by=_line(values, "by", LONGEST_LINE)[:_LONGEST_NAME],
        on=on,
    )
    if kind is Kind.POINTS and not points:
        raise ProposalError("There are no points", "Give at least one.")
    if kind is Kind.FEEDBACK and not found.text:
        raise ProposalError("The feedback is empty", "Write some.")
    return found


def proposal_json(proposal: Proposal) -> dict[str, object]:
    """Return a proposal for programs to read."""
    table = _table(proposal)
    day = table.pop("on")
    return {"id": proposal.id, **table, "day": day}


def _table(proposal: Proposal) -> dict[str, object]:
    """Return what `proposal_of` reads."""
    return {
        "kind": proposal.kind.value,
        "place": proposal.place,
        "question": proposal.question,
        "points": [{"text": point.text, "must": point.must} for point in proposal.points],
        "text": proposal.text,
        "by": proposal.by,
        "on": proposal.on.isoformat(),
    }


class Proposals:
    """The proposals that wait in a home."""

    def __init__(self, home: Home) -> None:
        self._folder = home.path / "proposals"

    def all(self) -> list[Proposal]:
        """Return those that can be read, the oldest first."""
        found = [proposal for path in self._paths() if (proposal := _read(path))]
        return sorted(found, key=lambda each: (each.on, each.id))

    def named(self, name: str) -> Proposal:
        """Return the one with an id, or with an id that begins so; raise `UsageError` if none or several do."""
        matching = [each for each in self.all() if name and each.id.startswith(name.casefold())]
        if len(matching) == 1:
            return matching[0]
        what = f'{len(matching)} proposals begin with "{name}"' if matching else f'There is no proposal "{name}"'
        raise UsageError(what, "`greenroom mcp list` lists them.")

    def add(self, proposal: Proposal) -> bool:
        """Let a proposal wait; return False if the same one waits already.

        Raises:
            ProposalError: Too many wait.
            DeckFileError: It cannot be written.
        """
        from decks.toml.atomic import make_folder, replace_own
        from decks.toml.locks import path_lock

        make_folder(self._folder)
        with path_lock(self._folder):
            if self._path(proposal).exists():
                return False
            if (waiting := len(self._paths())) >= MOST_WAITING:
                fix = "The user has to accept or refuse some first: greenroom mcp accept."
                raise ProposalError(f"{waiting} proposals wait already", fix)
            content = json.dumps(_table(proposal), ensure_ascii=False, indent=1).encode()
            replace_own(self._path(proposal), content, locked=True)
        return True

    def remove(self, proposal: Proposal) -> None:
        """Take a proposal off the list."""
        self._path(proposal).unlink(missing_ok=True)

    def _path(self, proposal: Proposal) -> Path:
        return self._folder / f"{proposal.id}.json"

    def _paths(self) -> list[Path]:
        return sorted(self._folder.glob("*.json"))


def _read(path: Path) -> Proposal | None:
    """Return a proposal; None if the file has none: somebody else put it there."""
    from decks.toml.regular_files import read_bytes

    try:
        values = json.loads(read_bytes(path, most=_MOST_BYTES))
        proposal = proposal_of(values) if isinstance(values, dict) else None
    except (OSError, ValueError, RecursionError, GreenroomError):
        return None
    return proposal if proposal and path.stem == proposal.id else None


def _line(values: Mapping[str, Any], name: str, longest: int, *, needed: bool = False) -> str:
    value = values.get(name, "")
    if not isinstance(value, str):
        raise ProposalError(f"{name} is not text", "Write it as text.")
    text = clean_line(value[: 4 * longest])
    if len(text) > longest or len(value) > 4 * longest:
        raise ProposalError(f"{name} is longer than {longest} characters", "Shorten it.")
    if needed and not text:
        raise ProposalError(f"{name} is empty", "Fill it in.")
    return text


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ProposalError("The text is not text", "Write it as text.")
    text = clean_block(value[: 4 * LONGEST_TEXT])
    if len(text) > LONGEST_TEXT or len(value) > 4 * LONGEST_TEXT:
        raise ProposalError(f"The text is longer than {LONGEST_TEXT} characters", "Shorten it.")
    return text


def _points(value: object) -> tuple[KeyPoint, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) > MOST_POINTS:
        raise ProposalError(f"points is not a list of at most {MOST_POINTS}", "Give fewer.")
    points: dict[str, KeyPoint] = {}
    for each in value:
        must = isinstance(each, Mapping) and each.get("must") is True
        text = _line({"point": each.get("text", "") if isinstance(each, Mapping) else each}, "point", LONGEST_LINE)
        if text := text.lstrip("!- "):
            points.setdefault(text.casefold(), KeyPoint(text, must=must))
    return tuple(points.values())
