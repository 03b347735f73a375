"""The screens of the user's own answers and stories in a review."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from cards.card import Card, KeyPoint
from cards.key import CardKey
from cards.own_answer import OwnAnswer, ticks_own_points
from cards.story import WORN_FROM, Story
from cards.timing import ACTIONS_LEAST, RESULT_LEAST, SETTING_MOST, Split
from trainer.terminal.layout import BLANK, Layout, Line, paragraph, sides
from trainer.terminal.words import NEW_LINE, count, short_day

INVITATION = "Press w to write your own points: what you would say, not a script."
FORM = "- point · - ! must-have · anything else is a note"
SAVES = f"Enter saves, {NEW_LINE} new line, Ctrl-C goes back"
# The line in the editor's form that separates the answer from the part just for reading.
BELOW = "----- everything below is just for reading -----"


def own_answer(own: OwnAnswer, card: Card, today: date, layout: Layout) -> list[Line]:
    """Show the user's own answer. If its points are the ones to tick, show the deck's points in their place."""
    when = f" ({short_day(own.written, today)})" if own.written else ""
    ticked = ticks_own_points(own)
    lines = paragraph(f"Your answer{when}:", layout.width, style="label")
    if not ticked:
        lines += bullets(own.points, layout)
    if own.notes:
        lines += paragraph(own.notes, layout.width, first="   ")
    if ticked and not own.notes:
        lines = []  # the points come below, to be ticked
    if ticked and card.key_points:
        lines += paragraph("The deck's points:", layout.width, style="dim")
        lines += bullets(card.key_points, layout, style="dim")
    return lines


def bullets(points: Sequence[KeyPoint], layout: Layout, *, style: str = "") -> list[Line]:
    """Show points without numbers to tick, each `must` marked in words."""
    lines: list[Line] = []
    for point in points:
        lines += paragraph(point.marked, layout.width, style=style, first="   - ")
    return lines


def stories(
    offers: Sequence[Story],
    fitting: Collection[str],
    last_told: str,
    carries: Mapping[str, Sequence[CardKey]],
    layout: Layout,
) -> list[Line]:
    """Number the stories on offer, each with why it is offered; see `Offers`. `fitting` are ids."""
    lines: list[Line] = [BLANK]
    for number, story in enumerate(offers, start=1):
        why = ["told last time"] if story.id == last_told else ["fits"] if story.id in fitting else []
        answers = len(carries.get(story.id, ()))
        why += [f"used for {count(answers, 'answer')}"] if answers >= WORN_FROM else []
        lines += sides(("", story.handle), ("dim", ", ".join(why)), layout.width - 1, first=f" {number:>2}  ")
    return lines


def split(found: Split, layout: Layout, *, before: Split | None) -> list[Line]:
    """Show how a story's time was split between its sections, what to change, and last time's split."""
    setting, actions, result = found.shares
    text = f"Situation and task {setting} % (at most {SETTING_MOST}), actions {actions} % (at least {ACTIONS_LEAST}),"
    text += f" result {result} % (at least {RESULT_LEAST})."
    text += f" Next time {', '.join(found.advice)}." if found.advice else " Good balance."
    if before is not None:
        text += f" Last time {' / '.join(map(str, before.shares))}."
    return paragraph(text, layout.width)


def form_hint(card: Card) -> str:
    """Return what is below the form in the editor."""
    lines = [
        BELOW,
        card.question,
        f"{FORM}.",
        "Points, not a script: recited answers are easy to hear.",
    ]
    if card.key_points:
        lines += ["The deck's points:", *(f"  {point.text}" for point in card.key_points)]
    return "\n".join(lines) + "\n"
