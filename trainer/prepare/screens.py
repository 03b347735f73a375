"""What `greenroom prepare` shows: what an advert asks for, what matched nothing, the CV beside it, and what to do."""

from collections.abc import Iterable, Sequence

from cards.advert import AdvertLine, Reading, Section, ThingKind
from cards.cv import Support
from trainer.interview.requirements import RequirementRow
from trainer.prepare.choice import HEAVIEST
from trainer.prepare.drafts import Draft
from trainer.prepare.preparation import Preparation
from trainer.terminal.layout import BLANK, Layout, Line, entry, paragraph, ruled, shorten
from trainer.terminal.words import count

_QUOTED = 160  # characters of a line shown


def overview(preparation: Preparation, kinds: Sequence[ThingKind], layout: Layout) -> list[Line]:
    """Return everything found in an advert, with the numbers of its lines, and everything that matched nothing."""
    return [
        *_competencies(preparation, layout),
        *_things(preparation, kinds, layout),
        *_unmatched(preparation.reading, layout),
    ]


def _competencies(preparation: Preparation, layout: Layout) -> list[Line]:
    reading, width = preparation.reading, layout.width
    lines = [BLANK, *ruled("It asks for", "weight", layout)]
    if not reading.competencies:
        lines += paragraph("Nothing that greenroom has words for.", width)
    for number, demand in enumerate(reading.competencies, start=1):
        total = f"{'+'.join(map(str, demand.parts))} = " if len(demand.parts) > 1 else ""
        lines += entry(f"{number:>2} {demand.title}", f"{total}{demand.weight}", width)
        shown = preparation.shown.get(demand.id)
        cv = f"CV: {shown.support.value}{_where(shown.lines)}" if shown else ""
        where = f"{'lines' if len(demand.lines) > 1 else 'line'} {_numbers(demand.lines)}" if demand.lines else "yours"
        lines += paragraph(" \u00b7 ".join(filter(None, [where, cv])), width, first="    ", style="dim")
        if number <= HEAVIEST and demand.quote:
            lines += paragraph(_quoted(demand.quote), width, first="    ")
    return lines


def _things(preparation: Preparation, kinds: Sequence[ThingKind], layout: Layout) -> list[Line]:
    lines: list[Line] = []
    for kind in kinds:
        named = []
        for thing in preparation.reading.things:
            if thing.kind == kind.id:
                shown = preparation.shown.get(thing.text)
                cv = ", not in your CV" if shown and shown.support is Support.MISSING else ""
                named.append(f"{thing.text} ({_numbers(thing.lines)}{cv})")
        if named:
            lines += paragraph(f"{kind.title}: {', '.join(named)}", layout.width, rest="    ")
    return [BLANK, *ruled("It names", "line", layout), *lines] if lines else []


def _unmatched(reading: Reading, layout: Layout) -> list[Line]:
    asking = asking_lines(reading)
    matched = len(asking) - len(reading.unmatched)
    sentence = f"Sentences that ask for something: {matched} of {len(asking)} matched."
    if not reading.unmatched:
        return [BLANK, *paragraph(sentence, layout.width)]
    lines = [BLANK, *ruled("Matched nothing: read these yourself", "line", layout)]
    for each in reading.unmatched:
        lines += paragraph(_quoted(each.text), layout.width, first=f"{each.number:>4}  ")
    return [*lines, BLANK, *paragraph(sentence, layout.width)]


def asking_lines(reading: Reading) -> list[AdvertLine]:
    """Return the sentences outside "about us", benefits and small print, which may ask for something."""
    asking = ("essential", "duty", "desirable")
    return [line for line in reading.lines if line.section in asking and line.says_something]


def all_lines(reading: Reading, sections: Sequence[Section], layout: Layout) -> list[Line]:
    """Return every line of an advert with its number, below the title of its section."""
    titles = {section.id: f"{section.title} (counts {section.weight})" for section in sections}
    lines: list[Line] = []
    before = ""
    for each in reading.lines:
        if each.section != before:
            lines += [BLANK, *paragraph(f"{each.section}: {titles[each.section]}", layout.width, style="title")]
            before = each.section
        lines += paragraph(each.text, layout.width, first=f"{each.number:>4}  ", style="dim" if each.is_heading else "")
    return lines


def draft_lines(draft: Draft, layout: Layout) -> list[Line]:
    """Return a new card to confirm: its question and its points."""
    lines = [BLANK, *paragraph(draft.card.question, layout.width, style="question")]
    for point in draft.card.key_points:
        lines += paragraph(point.marked, layout.width, first="   - ")
    return lines


def table(rows: Sequence[RequirementRow], layout: Layout) -> list[Line]:
    """Return the table of requirements, stories and cards; what is missing is the to-do list."""
    if not rows:
        return []
    lines = [BLANK, *ruled("Asked for, your stories, your cards", "", layout)]
    for row in rows:
        cv = f"CV: {row.requirement.cv}" if row.requirement.cv else ""
        lines += entry(shorten(row.title, max(10, layout.width - 18)), cv, layout.width)
        lines += paragraph(f"story: {row.story}", layout.width, first="    ", style="" if row.stories else "warn")
        lines += paragraph(f"cards: {row.cards}", layout.width, first="    ", style="dim")
    without = sum(not row.stories for row in rows)
    if without:
        need = "needs" if without == 1 else "need"
        lines += paragraph(f"{without} of {len(rows)} {need} a story: `greenroom story add` adds one.", layout.width)
    return lines


def chosen(preparation: Preparation, layout: Layout) -> list[Line]:
    """Return how many cards were chosen, and what for, and which packs have more. The table has each competency's."""
    cards = len(preparation.choice.cards)
    asked = sum(map(len, preparation.choice.by_competency.values()))
    sentence = (
        f"{count(cards, 'card')} chosen: {cards - asked} that any interview needs, and {asked} for what the advert asks"
        " for most."
    )
    lines = [BLANK, *paragraph(sentence, layout.width)]
    for pack in preparation.packs:
        more = f"For more questions about this job: `greenroom decks --enable {pack}`. Then run this again."
        lines += paragraph(more, layout.width)
    return lines


def _where(lines: Iterable[int]) -> str:
    numbers = _numbers(lines)
    return f" ({numbers})" if numbers else ""


def _numbers(lines: Iterable[int]) -> str:
    return ", ".join(map(str, sorted(lines)))


def _quoted(text: str) -> str:
    return shorten(text, _QUOTED)
