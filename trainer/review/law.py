"""The law in a review: the notes for where you interview, with the rest folded away."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from cards.card import Card, LegalNote, LegalStatus
from cards.errors import GreenroomError
from trainer.home import Home
from trainer.terminal.layout import Layout, Line, paragraph
from trainer.terminal.ui import LEAVE_WORDS, Ui, UserLeft

if TYPE_CHECKING:
    from scheduler.log.store import Store

_POSITIONS = {
    LegalStatus.ASKING_BARRED: "asking is barred",
    LegalStatus.LIMITED: "asking is limited",
    LegalStatus.MAY_BE_EVIDENCE: "asking may be evidence of discrimination",
    LegalStatus.LAWFUL: "asking is lawful",
}
_NOT_ADVICE = "Laws vary and change; this is not legal advice."


def law(
    card: Card,
    today: date,
    layout: Layout,
    *,
    country: str = "",
    every: bool = False,
    disclaim: bool = False,
    more: str = "",
) -> list[Line]:
    """Show the legal notes of a card.

    Args:
        card: The card.
        today: The study day, which tells whether a note is old.
        layout: How lines are drawn.
        country: The code of the place whose notes come first, and those of the larger ones it is in; empty for none.
        every: Whether the notes of other places follow in full, if there is a country.
        disclaim: Whether to add that they are not advice.
        more: The key that shows every note.
    """
    here, elsewhere = _by_place(card.legal, country)
    lines: list[Line] = []
    for note in (*here, *(elsewhere if every or not country else ())):
        text = f"Law, {note.jurisdiction}: {_position(note, today)}"
        lines += paragraph(text, layout.width, style="dim", rest="   ")
    if card.legal and _is_missing(here, country):
        lines += paragraph(f"Law, {country}: no note on this question.", layout.width, style="dim", rest="   ")
    if country and elsewhere and not every:
        key = f" · {more}" if more else ""
        lines += paragraph(f"Law elsewhere: {_places(elsewhere)}{key}", layout.width, style="dim", rest="   ")
    return lines + (paragraph(f"Law: {_NOT_ADVICE}", layout.width, style="dim") if disclaim and card.legal else [])


def law_in_short(card: Card, layout: Layout, country: str) -> list[Line]:
    """Show in a line or two whether they are allowed to ask this where you interview; nothing without a country."""
    here, elsewhere = _by_place(card.legal, country) if country else ((), ())
    if not here:
        return []
    positions = [f"{country}: no note"] if _is_missing(here, country) else []
    positions += [f"{note.jurisdiction}: {_brief(note)}" for note in here]
    more = f"{len(elsewhere)} more" if elsewhere else "more"
    return paragraph(f"Law, {'; '.join(positions)} · m shows {more}", layout.width, style="dim", rest="   ")


def ask_country(home: Home, store: "Store", ui: Ui) -> str:
    """Ask where the user interviews, and set it; return the code, empty if they skip it. May raise `UserLeft`."""
    from decks.model.places import place_for, place_name
    from trainer.files.settings import change_setting

    ui.say("The law on these questions differs from place to place.")
    while text := ui.ask("Where do you interview?", "GB, US-NY, Ontario... · Enter skips").strip():
        if text.casefold() in LEAVE_WORDS:
            raise UserLeft
        code = place_for(text)
        if code is None:
            ui.say(f'Can\'t find "{text}". Try a country or a code, such as Ireland or US-NY.')
            continue
        try:
            change_setting(home, store, "country", code)
        except GreenroomError as error:
            ui.say(str(error))
        else:
            ui.say(f"{place_name(code)} it is. `greenroom config country` changes it.")
        return code
    return ""


def _by_place(notes: Sequence[LegalNote], country: str) -> tuple[list[LegalNote], list[LegalNote]]:
    """Return the notes for a place and the larger ones it is in, the nearest first, and all others."""
    if not country:
        return [], list(notes)
    from decks.model.places import lineage

    line = lineage(country)
    here = sorted((note for note in notes if note.jurisdiction in line), key=lambda note: line.index(note.jurisdiction))
    return here, [note for note in notes if note.jurisdiction not in line]


def _is_missing(here: Sequence[LegalNote], country: str) -> bool:
    """Return whether no note is about the place itself; those of the larger ones it is in may still apply."""
    return bool(country) and all(note.jurisdiction != country for note in here)


def _places(notes: Sequence[LegalNote]) -> str:
    return ", ".join(dict.fromkeys(note.jurisdiction for note in notes))


def _brief(note: LegalNote) -> str:
    return f"{_POSITIONS[note.status]}: {note.stage}" if note.stage else _POSITIONS[note.status]


def _position(note: LegalNote, today: date) -> str:
    source = f"{note.source} of {note.source_date}" if note.source_date else note.source
    old = "; over a year ago, look it up again" if note.is_old(today) else ""
    return f"{_brief(note)}. {note.note} ({source}, as of {note.as_of}{old})"
