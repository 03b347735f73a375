"""Let the user write their own answer to a card: at a prompt or in `$EDITOR`, and never lose what they wrote."""

import contextlib
from dataclasses import replace
from pathlib import Path

from cards.card import Card
from cards.errors import GreenroomError
from cards.key import CardKey
from cards.own_answer import OwnAnswer, read_form, write_form
from trainer.files.editing import run_editor
from trainer.home import Home
from trainer.review import own_screens
from trainer.terminal.layout import flow, paragraph
from trainer.terminal.ui import Ui, UserLeft
from trainer.terminal.words import count


class Drafting:
    """Writing of own answers. What cannot be saved is kept as a draft, and taken up by the next writing."""

    def __init__(self, ui: Ui, home: Home) -> None:
        self._ui = ui
        self._home = home

    def write(
        self, key: CardKey, card: Card, before: OwnAnswer | None, *, typed: str = "", in_editor: bool
    ) -> OwnAnswer | None:
        """Let the user write; return their answer if it says anything new, None if not or if they go back.

        Args:
            key: The card.
            card: Its content, as its deck has it.
            before: Their answer so far.
            typed: What to start from where nothing is written yet.
            in_editor: Whether to write in `$EDITOR`.

        Raises:
            GreenroomError: No editor could be run, it failed, or nothing can be saved; what was written is kept.
        """
        from decks.own.answers import add_own_answer

        before = before or OwnAnswer()
        begun = self._unsaved(key, card) or write_form(before) or typed
        try:
            text = self._edited(key, card, begun) if in_editor else self._asked(begun)
        except UserLeft as left:
            self._go_back(key, begun, left.typed)
            return None
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
        hint = "- begins a point, - ! a must, all else is notes; Ctrl-C goes back unsaved"
        if begun and not self._ui.layout.drawn:  # lines that are only printed cannot be edited
            self._ui.show(paragraph(begun, self._ui.layout.width, first="   "))
            hint += "; what you type takes its place, an empty line keeps it"
        draft = f"{begun}\n" if begun else ""
        label = flow([("label", "Your answer"), ("dim", hint)], self._ui.layout.width)
        return self._ui.ask_answer(label, draft=draft, commands="", toolbar=lambda _: "")

    def _edited(self, key: CardKey, card: Card, begun: str) -> str:
        """Open the form in the editor; until it is saved it is a file of its own, so that nothing gets lost."""
        draft = self._draft(key)
        unsaved = draft.exists()
        form = f"{begun}\n\n{own_screens.form_hint(card)}"
        self._put(draft, form)
        try:
            run_editor(self._home.env, draft, 1)
        except GreenroomError as error:
            if _read(draft, form) != form:
                kept = f"{error.fix} What you wrote is kept in {draft}; w takes it up again."
                raise GreenroomError(error.what, kept) from None
            if not unsaved:
                draft.unlink(missing_ok=True)
            raise
        written, below = _parted(_read(draft, begun), card)
        if below:
            self._say("What you wrote below the line is taken as well.")
        return "\n".join(filter(None, [written, below]))

    def _go_back(self, key: CardKey, begun: str, typed: str | None) -> None:
        """Keep what the user wrote before they went back; where they wiped it all out, no draft stays."""
        if typed is None or typed.strip() == begun.strip():
            self._say("Nothing was saved.")
        elif typed.strip():
            self._keep(key, typed.strip())
        else:
            self._draft(key).unlink(missing_ok=True)
            self._say("Nothing was saved, and no draft is kept.")

    def _keep(self, key: CardKey, text: str) -> None:
        """Keep what could not be saved, on disk or at least on the screen."""
        try:
            self._put(self._draft(key), text)
        except GreenroomError:
            self._say(f"What you wrote is not saved:\n{text}")
        else:
            self._say(f"What you wrote is kept in {self._draft(key)}; w takes it up again.")

    def _put(self, draft: Path, text: str) -> None:
        from decks.toml.atomic import replace_text

        with contextlib.suppress(OSError):  # whatever is the matter is the matter with the file as well
            draft.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_text(draft, text)

    def _unsaved(self, key: CardKey, card: Card) -> str:
        """Return what was written and not saved, if the last time ended so."""
        draft = self._draft(key)
        if not draft.exists():
            return ""
        self._say("This was not saved last time:")
        return "\n".join(filter(None, _parted(_read(draft, ""), card)))

    def _draft(self, key: CardKey) -> Path:
        return self._home.answers / f"{key.deck}--{key.card}.draft"

    def _say(self, sentence: str) -> None:
        self._ui.show(paragraph(sentence, self._ui.layout.width))


def _read(draft: Path, missing: str) -> str:
    return draft.read_text(encoding="utf-8", errors="replace") if draft.exists() else missing


def _parted(text: str, card: Card) -> tuple[str, str]:
    """Return what was written above the line, and what below it that greenroom did not put there."""
    written, _, below = text.partition(own_screens.BELOW)
    ours = {line.strip() for line in own_screens.form_hint(card).split("\n")}
    return written.strip(), "\n".join(line for line in below.split("\n") if line.strip() not in ours).strip()


def _saved(own: OwnAnswer) -> str:
    if not own.points:
        return "Saved." if own.notes else "Saved: there is no answer of your own any more."
    told = f"Saved: {count(len(own.points), 'point')} of your own."
    return told if own.tick else f"{told} o ticks them instead of the deck's."
