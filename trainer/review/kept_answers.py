"""Typed answers without a rating, each in a file of its own until it has one.

A card has one that can be taken up again. When another attempt takes its place, it is set aside, and stays listed.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
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
_ASIDE = ".left.draft"
# What is typed in a mock interview, or corrected in its debrief, is kept separately; no card id has a dot.
MOCK, FOLLOW_UP, DEBRIEF = ".mock", ".follow-up", ".debrief"
_FORM = r"([^\s/]+)/([^\s/]+) phrasing=(\d{1,6}) ms=(\d{1,9}) at=(\d{1,13})( peeked)?\n(.*)"


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
        self._current: set[Path] = set()  # the files of attempts that are being typed here

    def find(self, key: CardKey, part: str = "") -> KeptAnswer | None:
        """Return the answer kept for a card, or in a mock; None if there is none, or a newer one is rated."""
        kept = self._read(self._path(key, part))
        if kept is None:
            return None
        newest = next(iter(self._store.reviews(key, newest=1)), None)
        return None if newest is not None and newest.reviewed_at_utc_ms >= kept.at_utc_ms else kept

    def all(self) -> Iterator[KeptAnswer]:
        """Yield every answer that is kept or set aside."""
        for path in sorted(self._home.answers.glob("*.draft")):
            kept = self._read(path) if path.name.endswith((_ENDING, _ASIDE)) else None
            if kept is not None and not self._is_logged(kept):
                yield kept

    def waiting(self) -> Iterator[CardKey]:
        """Yield the cards in whose review an answer was left unrated."""
        for path in self._home.answers.glob(f"*{_ENDING}"):
            kept = self._read(path)
            if kept is not None and path == self._path(kept.key, "") and self.find(kept.key) is not None:
                yield kept.key

    def begin(self, key: CardKey, part: str = "") -> None:
        """Begin another attempt at a card: what is kept of an earlier one is set aside once this one is typed."""
        self._current.discard(self._path(key, part))

    def resume(self, kept: KeptAnswer, part: str = "") -> None:
        """Go on with a kept answer: what is typed from now on takes its place."""
        path = self._path(kept.key, part)
        self._current.add(path)
        with suppress(OSError):  # unless it had been set aside, when something else was typed and erased again
            self._aside(path, kept).replace(path)

    def keep(self, key: CardKey, phrasing: int, answer: Answer, part: str = "") -> None:
        """Keep what an attempt has so far, on disk when this returns; if that is no text, drop it."""
        from decks.toml.atomic import make_folder, replace_text

        path, peeked = self._path(key, part), " peeked" if answer.peeked else ""
        if not answer.text.strip():
            if path in self._current:
                self.drop(key, part)
            return
        head = f"{key} phrasing={phrasing} ms={answer.milliseconds} at={self._home.now_ms}{peeked}"
        try:
            make_folder(path.parent)
            if path not in self._current:
                self._set_aside(path)
                self._current.add(path)
            replace_text(path, f"{head}\n{answer.text}")
        except (OSError, GreenroomError) as error:  # a rating can still save it
            if self._ui is not None:
                self._ui.say(f"What you typed won't be saved until you rate it: {error}")
                self._ui = None

    def drop(self, key: CardKey, part: str = "") -> None:
        """Remove the answer kept for a card, once it is rated or empty; set one of an earlier attempt aside."""
        path = self._path(key, part)
        try:
            if path in self._current:
                self._current.discard(path)
                path.unlink(missing_ok=True)
            else:
                self._set_aside(path)
        except OSError:
            return  # one older than the card's newest rating is never offered

    def _set_aside(self, path: Path) -> None:
        """Make room for another attempt: an answer that is not in the log gets a name of its own.

        Raises:
            OSError: It can't be read or renamed now, so it stays.
        """
        if not path.exists():  # as after most ratings
            return
        kept = self._read_now(path)
        if kept is None or self._is_logged(kept):
            path.unlink(missing_ok=True)
        else:
            path.replace(self._aside(path, kept))

    def _is_logged(self, kept: KeptAnswer) -> bool:
        """Return whether a rated answer has the words of a kept one; it was left behind when that was rated."""
        return any(kept.answer.text in (each.answer_text or "") for each in self._store.reviews(kept.key, written=True))

    def _path(self, key: CardKey, part: str) -> Path:
        return self._home.answers / f"{key.deck}--{key.card}{part}{_ENDING}"

    def _aside(self, path: Path, kept: KeptAnswer) -> Path:
        return path.with_name(f"{path.name.removesuffix(_ENDING)}.{kept.at_utc_ms}{_ASIDE}")

    def _read(self, path: Path) -> KeptAnswer | None:
        """Return the answer in a file; None if there is none, or it can't be read now."""
        try:
            return self._read_now(path)
        except OSError:
            return None

    def _read_now(self, path: Path) -> KeptAnswer | None:
        """Return the answer in a file; None if there is none."""
        text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
        found = re.fullmatch(_FORM, text, re.DOTALL) if text else None
        if found is None or not (text := clean(found[7]).strip()):
            return None
        key, at_utc_ms = CardKey(found[1], found[2]), int(found[5])
        answer = Answer(int(found[4]), text, peeked=bool(found[6]))
        day = study_day(datetime.fromtimestamp(at_utc_ms / 1000, UTC), self._home.env.zone)
        return KeptAnswer(key, int(found[3]), answer, at_utc_ms, day)
