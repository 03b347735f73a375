"""Typed answers without a rating yet, each in a file of its own until it has one."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from cards.answer import Answer
from cards.errors import GreenroomError
from cards.key import CardKey
from cards.text import clean
from scheduler.log.store import Store
from scheduler.study_day import study_day
from trainer.home import Home
from trainer.terminal.ui import Ui

_ENDING = ".unrated.draft"
# What is typed in a mock interview is kept separately; no card id has a dot.
MOCK, FOLLOW_UP = ".mock", ".follow-up"
_FORM = re.compile(r"([^\s/]+)/([^\s/]+) phrasing=(\d{1,6}) ms=(\d{1,9}) at=(\d{1,13})( peeked)?\n(.*)", re.DOTALL)


class KeptAnswer(NamedTuple):
    """An answer that was typed, perhaps only partly, and not rated.

    Attributes:
        phrasing: The wording it answers.
        at_utc_ms: When it was saved, in milliseconds since 1970-01-01 UTC.
        day: The study day it was saved on.
    """

    key: CardKey
    phrasing: int
    answer: Answer
    at_utc_ms: int
    day: date


class KeptAnswers:
    """Keeps typed answers as drafts beside the user's own, so that they survive however the sitting ends."""

    def __init__(self, home: Home, store: Store, ui: Ui | None = None) -> None:
        """Use the answers of a home; `ui` says so once if one can't be kept."""
        self._home = home
        self._store = store
        self._ui = ui

    def find(self, key: CardKey, part: str = "") -> KeptAnswer | None:
        """Return the answer kept for a card, or in a mock; None if there is none, or a newer one is rated."""
        path = self._path(key, part)
        return self._read(path) if path.is_file() else None

    def all(self) -> Iterator[KeptAnswer]:
        """Yield every answer that is kept."""
        for path in sorted(self._home.answers.glob(f"*{_ENDING}")):
            if path.is_file() and (kept := self._read(path)) is not None:
                yield kept

    def keep(self, key: CardKey, phrasing: int, answer: Answer, part: str = "") -> None:
        """Replace the kept answer, on disk when this returns; one without text is dropped."""
        from decks.toml.atomic import make_folder, replace_text

        if not answer.text.strip():
            self.drop(key, part)
            return
        path, peeked = self._path(key, part), " peeked" if answer.peeked else ""
        head = f"{key} phrasing={phrasing} ms={answer.milliseconds} at={self._home.now_ms}{peeked}"
        try:
            make_folder(path.parent)
            replace_text(path, f"{head}\n{answer.text}")
        except (OSError, GreenroomError) as error:  # a rating can still save it
            if self._ui is not None:
                self._ui.say(f"What you typed won't be saved until you rate it: {error}")
                self._ui = None

    def drop(self, key: CardKey, part: str = "") -> None:
        """Remove the answer kept for a card, once it is rated or empty."""
        try:
            self._path(key, part).unlink(missing_ok=True)
        except OSError:
            return  # anything older than the card's newest rating counts as dropped

    def _path(self, key: CardKey, part: str) -> Path:
        return self._home.answers / f"{key.deck}--{key.card}{part}{_ENDING}"

    def _read(self, path: Path) -> KeptAnswer | None:
        try:
            found = _FORM.fullmatch(path.read_text(encoding="utf-8", errors="replace"))
        except OSError:
            return None
        if found is None or not (text := clean(found[7]).strip()):
            return None
        key, at_utc_ms = CardKey(found[1], found[2]), int(found[5])
        newest = next(iter(self._store.reviews(key, newest=1)), None)
        if newest is not None and newest.reviewed_at_utc_ms >= at_utc_ms:
            return None
        answer = Answer(int(found[4]), text, peeked=bool(found[6]))
        day = study_day(datetime.fromtimestamp(at_utc_ms / 1000, UTC), self._home.env.zone)
        return KeptAnswer(key, int(found[3]), answer, at_utc_ms, day)
