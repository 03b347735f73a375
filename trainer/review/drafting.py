"""Writing your own answers, at a prompt or in `$EDITOR`; a draft keeps what could not be saved."""

import contextlib
from collections.abc import Collection
from dataclasses import replace

from cards.card import Card
from cards.errors import GreenroomError
from cards.key import CardKey
from cards.own_answer import OwnAnswer, read_form, write_form
from scheduler.log.store import Store
from trainer.files.editor import run_editor
from trainer.files.file_changes import noted
from trainer.home import Home
from trainer.review import own_screens
from trainer.review.drafts import draft_path, split_form
from trainer.review.keys import WRITING_KEYS, key_list
from trainer.terminal.layout import BLANK, Line, paragraph
from trainer.terminal.ui import AnswerForm, Ui, UserLeft
from trainer.terminal.words import count


class Drafting:
    """Lets the user write their own answer to a card, starting from the last draft if there is one.

    The card is as it is in its deck, not with the user's own points.
    """

    def __init__(self, ui: Ui, home: Home, store: Store, key: CardKey, card: Card) -> None:
        self._ui = ui
        self._home = home
        self._store = store
        self._key = key
        self._card = card
        self._draft = draft_path(home, key)

    def write(self, before: OwnAnswer | None, *, typed: str = "", in_editor: bool) -> OwnAnswer | None:
        """Let the user write, and save it; return their answer, None if it is unchanged or they go back.

        Args:
            before: The user's answer so far; None for none.
            typed: The text to start from if there is neither an answer nor a draft.
            in_editor: Whether to write in `$EDITOR`.

        Raises:
            GreenroomError: The editor failed or the answer could not be saved; the draft has what was written.
        """
        before = before or OwnAnswer(tick=self._card.is_unanswered)  # there are no other points to tick
        unsaved = self._draft.exists()
        start = self._last_draft() or write_form(before) or typed
        try:
            text = self._edit(start) if in_editor else self._ask(start)
        except UserLeft as left:
            self._go_back(start, left.typed, unsaved=unsaved)
            return None
        return self.save(text, tick=before.tick)

    def offer(self, commands: Collection[str]) -> str:
        """Ask what a good answer to an unanswered card needs; return the text, or a command if only that was typed.

        Raises:
            UserLeft: The user leaves; the draft has what they typed.
        """
        drawn = self._ui.layout.drawn
        hint = f"{own_screens.FORM}. {own_screens.SAVES if drawn else 'An empty line ends it'}; nothing typed skips it"
        label = [BLANK, *self._ui.label("What a good answer needs", hint)]
        try:
            return self._type(label, self._last_draft(), commands)
        except UserLeft as left:
            if left.typed and left.typed.strip():
                self._keep(left.typed.strip())
            raise

    def save(self, text: str, *, tick: bool) -> OwnAnswer | None:
        """Save what the user wrote, and whether to tick its points; the rest is as for `write`."""
        from decks.own.answers import add_own_answer

        own = replace(read_form(text), tick=tick)
        try:
            now = self._home.env.clock().astimezone(self._home.env.zone)
            path = self._home.answers_to(self._key.deck)
            with noted(self._home, self._store, "write", str(self._key), path):
                new = add_own_answer(path, self._key.card, own, now)
        except GreenroomError:
            self._keep(text)
            raise
        self._draft.unlink(missing_ok=True)
        self._ui.say(_saved(own) if new else "Nothing changed.")
        return own if new else None

    def keep_beside(self, before: OwnAnswer | None, text: str) -> None:
        """Keep a text as the draft, below the current draft or else the user's answer so far."""
        start = self._read("").strip() or (write_form(before) if before else "")
        self._keep("\n\n".join(filter(None, [start, text])))

    def _ask(self, start: str) -> str:
        hint = f"{own_screens.FORM}. {own_screens.SAVES if self._ui.layout.drawn else 'An empty line saves'}"
        if start and not self._ui.layout.drawn:  # a plain terminal can't edit lines
            self._ui.show(paragraph(start, self._ui.layout.width, first="   "))
            hint += "; what you type replaces it"
        return self._type(self._ui.label("Your answer", hint), start, "?")

    def _type(self, label: list[Line], start: str, commands: Collection[str]) -> str:
        """Ask for an answer that begins with a text; return it, or a command. A last line `?` lists the keys."""
        draft = f"{start}\n" if start else ""
        while True:
            text = self._ui.ask_answer(AnswerForm(label, draft, commands, keep=self._put_typed))
            *lines, last = text.split("\n")
            if last.strip() != "?":
                return text
            self._ui.show(key_list(WRITING_KEYS, self._ui.layout))
            draft = "".join(f"{line}\n" for line in lines)

    def _edit(self, start: str) -> str:
        """Open a form in the editor; return what was written. The form is the draft, so nothing can get lost."""
        unsaved = self._draft.exists()
        form = f"{start}\n\n{own_screens.form_hint(self._card)}"
        self._put(form)
        try:
            run_editor(self._home.env, self._draft, 1)
        except GreenroomError as error:
            if self._read(form) != form:
                kept = f"{error.fix} What you wrote is in {self._draft}; press w to pick it up again."
                raise GreenroomError(error.what, kept) from None
            if not unsaved:
                self._draft.unlink(missing_ok=True)
            raise
        written, below = split_form(self._read(start), self._card)
        if below:
            self._ui.say("What you wrote below the line counts, too.")
        return "\n".join(filter(None, [written, below]))

    def _go_back(self, start: str, typed: str | None, *, unsaved: bool) -> None:
        """Keep what the user wrote before going back; if they deleted everything, delete the draft too."""
        if typed is None or typed.strip() == start.strip():
            if unsaved:
                self._put(start)
            else:
                self._draft.unlink(missing_ok=True)
            self._ui.say("Nothing was saved.")
        elif typed.strip():
            self._keep(typed.strip())
        else:
            self._draft.unlink(missing_ok=True)
            self._ui.say("Nothing was saved, and there is no draft.")

    def _keep(self, text: str) -> None:
        """Keep what could not be saved: in the draft, or at least on the screen."""
        try:
            self._put(text)
        except GreenroomError:
            self._ui.say(f"What you wrote isn't saved:\n{text}")
        else:
            self._ui.say(f"What you wrote is in {self._draft}; press w to pick it up again.")

    def _put_typed(self, text: str) -> None:
        """Keep what is being typed; errors are reported when it is saved or left."""
        if text.strip():
            with contextlib.suppress(GreenroomError):
                self._put(text.strip())

    def _put(self, text: str) -> None:
        from decks.toml.atomic import replace_text

        with contextlib.suppress(OSError):  # the write below reports any error
            self._draft.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_text(self._draft, text)

    def _read(self, missing: str) -> str:
        """Return the text of the draft; `missing` if there is none."""
        from decks.toml.regular_files import read_bytes

        return read_bytes(self._draft).decode(errors="replace") if self._draft.exists() else missing

    def _last_draft(self) -> str:
        """Return the draft, after saying that there is one; empty if there is none."""
        if not self._draft.exists():
            return ""
        self._ui.say("You have a draft that isn't saved yet:")
        return "\n".join(filter(None, split_form(self._read(""), self._card)))


def _saved(own: OwnAnswer) -> str:
    if not own.points:
        return "Saved." if own.notes else "Saved: you no longer have an answer of your own."
    saved = f"Saved: {count(len(own.points), 'point')} of your own."
    return saved if own.tick else f"{saved} o ticks them instead of the deck's."
