"""Let the user write their own answer to a card: at a prompt or in `$EDITOR`, and never lose what they wrote."""

import contextlib
from dataclasses import replace
from pathlib import Path

from cards.card import Card
from cards.errors import GreenroomError
from cards.key import CardKey
from cards.own_answer import OwnAnswer, form_text, read_form
from trainer import own_screens
from trainer.editing import run_editor
from trainer.home import Home
from trainer.lines import flow, paragraph
from trainer.ui import Ui
from trainer.words import count


class Drafting:
    """Writing of own answers. What cannot be saved is kept as a draft, and taken up by the next writing."""

    def __init__(self, ui: Ui, home: Home) -> None:
        self._ui = ui
        self._home = home

    def write(
        self, key: CardKey, card: Card, before: OwnAnswer | None, *, typed: str = "", in_editor: bool
    ) -> OwnAnswer | None:
        """Let the user write; return their answer if it says anything new.

        Args:
            key: The card.
            card: Its content, as its deck has it.
            before: Their answer so far.
            typed: What to start from where nothing is written yet.
            in_editor: Whether to write in `$EDITOR`.

        Raises:
            Left: The user leaves; what was saved before stays.
            GreenroomError: No editor could be run, or nothing be saved; what was written is kept.
        """
        from decks.own_answers import add_own_answer

        before = before or OwnAnswer()
        begun = self._unsaved(key) or form_text(before) or typed
        text = self._edited(key, card, begun) if in_editor else self._asked(begun)
        own = replace(read_form(text), tick=before.tick)
        try:
            now = self._home.env.clock().astimezone(self._home.env.zone)
            new = add_own_answer(self._home.answers_to(key.deck), key.card, own, now)
        except GreenroomError:
            self._keep(key, text)
            raise
        self._draft(key).unlink(missing_ok=True)
        self._say(_saved(own) if new else "Nothing changed.")
        return own if new else None

    def _asked(self, begun: str) -> str:
        hint = "- begins a point, - ! a must, all else is notes"
        if begun and not self._ui.look.drawn:  # lines that are only printed cannot be edited
            self._ui.show(paragraph(begun, self._ui.look.width, first="   "))
            hint += "; what you type takes its place, an empty line keeps it"
        draft = f"{begun}\n" if begun else ""
        label = flow([("label", "Your answer"), ("dim", hint)], self._ui.look.width)
        return self._ui.ask_answer(label, draft=draft, commands="", toolbar=lambda _: "")

    def _edited(self, key: CardKey, card: Card, begun: str) -> str:
        """Open the form in the editor; until it is saved it is a file of its own, so that nothing gets lost."""
        draft = self._draft(key)
        unsaved = draft.exists()
        self._put(draft, f"{begun}\n\n{own_screens.form_hint(card)}")
        try:
            run_editor(self._home.env, draft, 1)
        except GreenroomError:
            if not unsaved:
                draft.unlink()
            raise
        text = draft.read_text(encoding="utf-8", errors="replace") if draft.exists() else begun
        return text.split(own_screens.BELOW)[0].strip()

    def _keep(self, key: CardKey, text: str) -> None:
        """Keep what could not be saved, on disk or at least on the screen."""
        try:
            self._put(self._draft(key), text)
        except GreenroomError:
            self._say(f"What you wrote is not saved:\n{text}")
        else:
            self._say(f"What you wrote is kept in {self._draft(key)}; w takes it up again.")

    def _put(self, draft: Path, text: str) -> None:
        from decks.own_files import replace_text

        with contextlib.suppress(OSError):  # whatever is the matter is the matter with the file as well
            draft.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_text(draft, text)

    def _unsaved(self, key: CardKey) -> str:
        """Return what was written and not saved, if the last time ended so."""
        draft = self._draft(key)
        if not draft.exists():
            return ""
        self._say("This was not saved last time:")
        return draft.read_text(encoding="utf-8", errors="replace").split(own_screens.BELOW)[0].strip()

    def _draft(self, key: CardKey) -> Path:
        return self._home.answers / f"{key.deck}--{key.card}.draft"

    def _say(self, sentence: str) -> None:
        self._ui.show(paragraph(sentence, self._ui.look.width))


def _saved(own: OwnAnswer) -> str:
    if not own.points:
        return "Saved." if own.notes else "Saved: there is no answer of your own any more."
    told = f"Saved: {count(len(own.points), 'point')} of your own."
    return told if own.tick else f"{told} o ticks them instead of the deck's."
