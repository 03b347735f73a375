"""The MCP server: chat programs read cards, answers, stories and the plan, and propose. No other module uses mcp."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from cards.card import Card
from cards.errors import GreenroomError
from cards.key import CardKey
from cards.text import clean_line
from decks.library.library import Library
from decks.model.errors import DeckUnavailable
from decks.model.ids import check_deck_option
from trainer.home import Home
from trainer.interview.dates import NoInterview
from trainer.mcp.acceptance import question_in
from trainer.mcp.proposals import Kind, ProposalError, Proposals, proposal_json, proposal_of
from trainer.opening import open_library, open_store
from trainer.parser import VERSION

_MOST_CARDS = 200
_MOST_TYPED = 3  # answers of a card, the newest
_INSTRUCTIONS = (
    "greenroom is the user's interview practice. Read cards, weak points, stories and the plan. You change nothing:"
    " what you propose waits until the user accepts it with `greenroom mcp accept`. Points are short, observable things"
    " to say, never a script. The user grades their own answers; don't."
)

# Returns what a command prints with `--json`, given its words.
Command = Callable[..., Any]


class _Reading:
    """The tools that read. Each returns an object: of an empty list, a client would be sent nothing at all."""

    def __init__(self, home: Home, command: Command) -> None:
        self._home = home
        self._command = command

    def list_cards(self, deck: str = "", find: str = "", limit: int = 50) -> dict[str, Any]:
        """List cards: key, question, kind, priority and state. `deck` and `find` (words) narrow it; at most 200."""
        rows = self._command("cards", *([deck] if deck else []), **({"find": find} if find else {}))
        names = ("key", "question", "kind", "priority", "state", "weak", "unanswered")
        shown = rows[: max(1, min(limit, _MOST_CARDS))]
        return {"total": len(rows), "cards": [{name: row[name] for name in names} for row in shown]}

    def list_decks(self) -> dict[str, Any]:
        """List the decks: id, title, number of cards, and whether they are built in."""
        names = ("id", "title", "cards", "builtin")
        return {"decks": [{name: deck[name] for name in names} for deck in self._command("decks")]}

    def read_card(self, card: str) -> dict[str, Any]:
        """Read a card (deck/card): its question, points, follow-ups and pitfalls, and what the user wrote and typed."""
        with _opened(self._home) as library:
            found = _card_json(*_card(library, card))
        answers = self._command("answers", found["key"])
        own = [version for each in answers["answers"] for version in each["versions"][-1:]]
        return found | {"own_answer": own[0] if own else None, "typed": answers["attempts"][:_MOST_TYPED]}

    def weak_points(self) -> dict[str, Any]:
        """List the key points the user keeps leaving out, the most missed first."""
        return {"points": self._command("stats")["missed_points"]}

    def stories(self) -> dict[str, Any]:
        """List the user's stories, and the questions that still need one."""
        stories: dict[str, Any] = self._command("story", "list")
        return stories | {"uncovered": stories["uncovered"][:_MOST_CARDS]}

    def plan(self) -> dict[str, Any]:
        """Read what is due today and, with an interview ahead, its day, readiness and must-haves."""
        interview = None
        with contextlib.suppress(NoInterview):
            interview = self._command("interview", "show")
        return {"today": self._command("due"), "interview": interview}

    def proposals(self) -> dict[str, Any]:
        """List what was proposed and still waits for the user."""
        return {"proposals": [proposal_json(each) for each in Proposals(self._home).all()]}


class _Proposing:
    """The tools that propose. Nothing else is changed."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def propose_card(
        self, ctx: Context, question: str, points: list[str], answer: str = "", deck: str = "my-questions"
    ) -> str:
        """Propose a new card for one of the user's own decks. Begin a point with ! if it is a must."""
        with _opened(self._home) as library:
            check_deck_option(deck)
            if _is_built_in(library, deck):
                raise ProposalError(f"{deck} is a built-in deck", "Name another, such as my-questions.")
            if known := question_in(library, deck, clean_line(question)):
                raise ProposalError(f"{deck} already has that question", f"It is {deck}/{known}.")
        return self._propose(ctx, Kind.CARD, deck, question=question, points=_marked(points), text=answer)

    def propose_points(self, ctx: Context, card: str, points: list[str]) -> str:
        """Propose points for the user's own answer to a card (deck/card). Begin a point with ! if it is a must."""
        return self._propose(ctx, Kind.POINTS, self._known(card), points=_marked(points))

    def propose_feedback(self, ctx: Context, card: str, feedback: str) -> str:
        """Propose feedback on the user's answer to a card (deck/card), to be kept with it. Don't grade it."""
        return self._propose(ctx, Kind.FEEDBACK, self._known(card), text=feedback)

    def _known(self, name: str) -> str:
        with _opened(self._home) as library:
            return str(_card(library, name)[0])

    def _propose(self, ctx: Context, kind: Kind, place: str, **values: object) -> str:
        today = self._home.today.isoformat()
        proposal = proposal_of({"kind": kind.value, "place": place, "by": _client(ctx), "on": today} | values)
        if not Proposals(self._home).add(proposal):
            return f"{proposal.id} waits already."
        return f"{proposal.id} waits. Nothing has changed until the user accepts it: greenroom mcp accept {proposal.id}"


def build_server(home: Home, command: Command) -> MCPServer[Any]:
    """Return the server; `run("stdio")` serves one client over standard input and output, until it hangs up.

    Args:
        home: The data home.
        command: Runs a command with `--json` and returns what it prints; raises a `GreenroomError` if it fails.
    """
    server: MCPServer[Any] = MCPServer(
        "greenroom", title="greenroom", instructions=_INSTRUCTIONS, version=VERSION, log_level="CRITICAL"
    )
    reading, proposing = _Reading(home, command), _Proposing(home)
    for tool in (
        reading.list_decks,
        reading.list_cards,
        reading.read_card,
        reading.weak_points,
        reading.stories,
        reading.plan,
        reading.proposals,
        proposing.propose_card,
        proposing.propose_points,
        proposing.propose_feedback,
    ):
        server.add_tool(_in_sentences(tool))
    return server


def _in_sentences(tool: Callable[..., Any]) -> Callable[..., Any]:
    """Return a tool that reports its errors to the client as sentences."""

    @wraps(tool)
    def run(*arguments: Any, **named: Any) -> Any:
        try:
            return tool(*arguments, **named)
        except GreenroomError as error:
            raise ToolError(str(error)) from None

    return run


@contextlib.contextmanager
def _opened(home: Home) -> Iterator[Library]:
    with open_store(home, reading=True) as store, open_library(home, store) as library:
        yield library


def _card(library: Library, name: str) -> tuple[CardKey, Card]:
    key = CardKey.parse(clean_line(name))
    if key is None:
        raise ProposalError(f'"{clean_line(name)[:80]}" is not a card', "Name it as deck/card; list_cards lists them.")
    return key, library.card(key)


def _is_built_in(library: Library, deck: str) -> bool:
    try:
        return library.deck(deck).builtin
    except DeckUnavailable:
        return False


def _card_json(key: CardKey, card: Card) -> dict[str, Any]:
    return {
        "key": str(key),
        "question": card.question,
        "phrasings": list(card.phrasings),
        "context": card.context,
        "looks_for": card.looks_for,
        "points": [{"text": point.text, "must": point.must} for point in card.key_points],
        "follow_ups": [each.text for each in card.follow_ups],
        "pitfalls": list(card.pitfalls),
        "answer": card.answer,
        "target_seconds": card.target.aim,
    }


def _marked(points: Sequence[str]) -> list[dict[str, object]]:
    return [{"text": point, "must": point.lstrip("- ").startswith("!")} for point in points]


def _client(ctx: Context) -> str:
    """Return what the client calls itself; empty if it does not say."""
    params = ctx.session.client_params
    return params.client_info.name if params is not None else ""
