"""The recordings that a sitting makes, until it is over."""

from contextlib import ExitStack
from typing import TYPE_CHECKING

from cards.errors import GreenroomError
from cards.key import CardKey
from trainer.home import Home

if TYPE_CHECKING:
    from trainer.speech.recordings import Recording


class SittingRecordings:
    """Marks recordings as those of a sitting under way, and deletes them with it unless they are kept."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._ended: list[Recording] = []  # to be deleted with the sitting
        self._holds = ExitStack()  # the marks that they belong to a sitting under way

    def new(self, key: CardKey) -> "Recording":
        """Return a recording of an answer to a card; its file is not there yet.

        Raises:
            GreenroomError: The folder can't be made.
        """
        from trainer.speech.recordings import new_recording

        return new_recording(self._home, key)

    def hold(self, recording: "Recording") -> None:
        """Mark a recording whose file is there as one of this sitting."""
        from trainer.speech.recordings import held

        self._holds.enter_context(held(recording))

    def finish(self, recording: "Recording") -> None:
        """Take a recording that has ended."""
        self._ended.append(recording)

    def discard(self, recording: "Recording") -> None:
        """Throw a recording away; if it is in use, when the sitting ends."""
        from trainer.speech.recordings import delete

        try:
            delete(recording)
        except GreenroomError:
            self.finish(recording)

    def keep(self, recording: "Recording") -> "Recording | None":
        """Keep a recording beyond the sitting; return it under its new name, None if it is kept already.

        Raises:
            GreenroomError: It can't be renamed.
        """
        from trainer.speech.recordings import keep

        if recording not in self._ended:
            return None
        kept = keep(self._home, recording)
        self._ended.remove(recording)
        return kept

    def release(self) -> None:
        """Take the marks away: the sitting is over."""
        self._holds.close()

    def settle(self) -> None:
        """Delete what is left, or leave it for as many days as the setting says.

        Raises:
            GreenroomError: One can't be deleted or renamed.
        """
        if self._ended:
            from trainer.speech.recordings import settle

            settle(self._home, self._ended, self._home.preferences.keep_recordings)
