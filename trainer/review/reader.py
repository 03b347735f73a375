"""Questions read out loud once they are on the screen, for those who want it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cards.errors import GreenroomError
from decks.library.library import Library
from trainer.environment import Environment
from trainer.terminal.layout import first_to_fit
from trainer.terminal.ui import Ui

if TYPE_CHECKING:
    from trainer.speech.speaker import Speaker

_NO_VOICE = "This system has no voice", "On Linux, install espeak-ng."


def language_of(library: Library, deck: str) -> str:
    """Return the tag of the language to read a deck's questions in: the user's own variety of the deck's language."""
    theirs, ours = library.deck(deck).language, library.on.language
    return ours if ours.partition("-")[0] == theirs.partition("-")[0] else theirs


def reading_out(columns: int) -> str:
    """Return one line while something is read out: what stops it."""
    whole = " reading it out   Enter skips the rest · so does typing"
    return first_to_fit((whole, " reading out   Enter skips it", " reading out"), columns)


class Reader:
    """Reads questions out loud; if it can't, it says so once and stays silent."""

    def __init__(self, env: Environment, notice: Callable[[str], None]) -> None:
        """Take the environment, and what shows a sentence on the screen."""
        self._env = env
        self._notice = notice
        self._speaker: Speaker | None = None
        self.works = True  # whether nothing has kept it from reading so far

    def check(self) -> bool:
        """Return whether there are a voice and a loudspeaker; if not, say so now."""
        if self.works and self._speaker is None:
            try:
                self._speaker = self._open()
                from trainer.speech.audio.player import check_loudspeaker

                check_loudspeaker()
            except GreenroomError as error:
                self._give_up(str(error))
        return self.works

    def read(self, *texts: tuple[str, str]) -> None:
        """Begin to read out texts, each with the tag of its language; return at once."""
        if self.works and self._speaker is None:
            try:
                self._speaker = self._open()
            except GreenroomError as error:
                self._give_up(str(error))
        if self.works and self._speaker is not None:
            from trainer.speech.voice import Words

            self._speaker.say(*(Words(text, language) for text, language in texts if text))

    def read_to_the_end(self, ui: Ui, *texts: tuple[str, str]) -> None:
        """Read out texts, and wait for the end; Enter stops it, in a plain terminal Ctrl-C."""
        self.read(*texts)
        if self.speaking:
            line = reading_out if ui.layout.drawn else lambda _: "Ctrl-C stops the voice."
            ui.watch(line, done=lambda: not self.speaking, keys={})
            self.close()

    @property
    def speaking(self) -> bool:
        """Whether it is reading something out."""
        return self._speaker is not None and self._speaker.quiet_since is None

    def began(self, shown: float) -> float:
        """Return when an answer began, by the stopwatch: after its question was shown and read out."""
        quiet = self._speaker.quiet_since if self._speaker else None
        if self._speaker and quiet is None:
            return self._env.stopwatch()
        return max(shown, quiet or 0.0)

    def stop(self) -> None:
        """Fall silent."""
        if self._speaker is not None:
            self._speaker.stop()

    def hush(self) -> bool:
        """Fall silent, which may take a moment; return whether it was reading, and nobody had stopped it yet."""
        return self.speaking and self._speaker is not None and self._speaker.stop()

    def close(self) -> None:
        """Fall silent, and say what went wrong while the prompt was open."""
        if self._speaker is not None:
            self._speaker.close()
            if self.works and self._speaker.trouble:
                self._give_up(self._speaker.trouble)

    def _open(self) -> "Speaker":
        from trainer.speech.audio.device import load
        from trainer.speech.speaker import Speaker
        from trainer.speech.voice import find_voice

        load()
        voice = find_voice(self._env.platform, self._env.variables)
        if voice is None:
            raise GreenroomError(*_NO_VOICE)
        return Speaker(voice, self._env.stopwatch)

    def _give_up(self, why: str) -> None:
        self.works = False
        self._notice(f"Your questions aren't read out. {why}")
