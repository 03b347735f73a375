"""Proposals as the user sees them."""

from trainer.mcp.proposals import Kind, Proposal
from trainer.terminal.layout import BLANK, Layout, Line, entry, paragraph
from trainer.terminal.words import short_day


def proposal_lines(proposal: Proposal, layout: Layout) -> list[Line]:
    """Show all of a proposal."""
    titles = {Kind.CARD: "new card for", Kind.POINTS: "points for", Kind.FEEDBACK: "feedback on"}
    who = ", ".join(filter(None, [proposal.by, short_day(proposal.on)]))
    lines = entry(f"{proposal.id}  {titles[proposal.kind]} {proposal.place}", who, layout.width, proposal.question)
    for point in proposal.points:
        lines += paragraph(f"{point.text}{' (must)' if point.must else ''}", layout.width, first="   - ")
    for text in proposal.text.split("\n") if proposal.text else []:
        lines += paragraph(text, layout.width, first="   ") if text.strip() else [BLANK]
    return lines
