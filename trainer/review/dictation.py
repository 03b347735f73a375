"""What was said in the answers of a sitting, written down by a model in a process of its own."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cards.errors import GreenroomError, install_command
from decks.model.deck import is_english
from trainer.config import Preferences
from trainer.home import user_path
from trainer.terminal.layout import first_to_fit
from trainer.terminal.ui import Ui

if TYPE_CHECKING:
    from trainer.speech.recognition.listener import Chosen, Listener
    from trainer.speech.transcript import Transcript

_PATIENCE, _AT_ONCE = 10.0, 0.3  # seconds to wait for the text, and to wait before saying so
_WAITING = (" writing down what you said · Enter goes on without it", " writing it down · Enter skips", " writing")
_ENGLISH_ONLY = "Your speech model understands English only. Answers in other languages aren't written down."
LOADING = "The speech model is still loading. Your answers are written down once it has loaded."
_WAITING_PLAIN = "Writing down what you said; Ctrl-C goes on without it."


class Dictation:
    """Writes down recordings while they grow. If it doesn't work, it says so once and never again."""

    def __init__(self, preferences: Preferences, ui: Ui, say: Callable[[str], None]) -> None:
        """Use the model of the preferences; without one, nothing is written down.

        Args:
            preferences: Where the model is.
            ui: Where to wait.
            say: Says what is wrong.
        """
        self._folder = user_path(preferences.speech_model) if preferences.speech_model else None
        self._ui = ui
        self._say = say
        self._listener: Listener | None = None
        self._said: set[str] = set()  # why there was no text
        self._follows = False  # whether the newest recording is written down

    def follow(self, recording: Path, language: str = "en") -> None:
        """Begin to write down a recording; the model is loaded for the first one.

        Args:
            recording: The file.
            language: The tag of the language that is spoken.
        """
        self._follows = False
        if self._folder is None:
            return
        from trainer.speech.recognition.models import is_english_only

        if not is_english(language) and is_english_only(self._folder):
            self._say_once(_ENGLISH_ONLY)
            return
        try:
            self._listener = self._listener or _listener(self._folder)
            self._listener.open(recording, language.partition("-")[0].lower())
            self._follows = True
        except (GreenroomError, OSError) as error:
            self._folder = None
            self._say(f"Your answers aren't written down. {error}")

    def ask(self, length: int) -> None:
        """Ask for the text of the recording, which has ended with this many bytes of sound."""
        if self._listener is not None and self._follows:
            self._listener.ask(length)

    def wait(self, patience: float = _PATIENCE) -> "Transcript | None":
        """Wait some seconds for the text; return None if it doesn't come, the user skips it, or nothing was said."""
        listener = self._listener
        if listener is None or not self._follows:
            return None
        from trainer.speech.recognition.listener import TOO_LONG, NotHeard

        found = listener.poll(_AT_ONCE)
        until = time.monotonic() + patience

        def done() -> bool:
            nonlocal found
            found = found or listener.poll()
            return found is not None or time.monotonic() > until

        waiting = _WAITING if self._ui.layout.drawn else (_WAITING_PLAIN,)
        if not done():
            self._ui.watch(lambda columns: first_to_fit(waiting, columns) or waiting[-1], done=done, keys={})
        if isinstance(found, NotHeard):
            self._fail(found.why)
            return None
        if found is None:
            if time.monotonic() > until:
                self._say_once(LOADING if listener.loading else TOO_LONG)
            return None
        return found if found.text else None

    def _say_once(self, sentence: str) -> None:
        if sentence not in self._said:
            self._said.add(sentence)
            self._say(sentence)

    @property
    def works(self) -> bool:
        """Whether there is a model, and nothing was wrong with it so far."""
        return self._folder is not None

    def choose(self, recording: Path, words: Sequence[str]) -> None:
        """Ask which of these words is said in a recording that has ended."""
        if self._folder is None:
            return
        try:
            self._listener = self._listener or _listener(self._folder)
            self._listener.choose(recording, words)
        except (GreenroomError, OSError) as error:
            self._fail(f"Ratings need a key. {error}")

    def chosen(self) -> "Chosen | None":
        """Return the word; None if it isn't known yet."""
        from trainer.speech.recognition.listener import Chosen, NotHeard

        found = self._listener.chosen() if self._listener else Chosen(None)
        if isinstance(found, NotHeard):
            self._fail(found.why)
            return Chosen(None)
        return found

    def _fail(self, why: str) -> None:
        self.close()
        self._folder = None
        self._say(why)

    def close(self) -> None:
        """End the process."""
        if self._listener is not None:
            self._listener.close()
            self._listener = None


def _listener(folder: Path) -> "Listener":
    """Start the process, once it is clear that it can work."""
    from trainer.speech.packages import missing_packages
    from trainer.speech.recognition.listener import Listener
    from trainer.speech.recognition.models import check_folder

    if missing := missing_packages():
        install = f"This installs what is missing: {install_command(*missing)}"
        raise GreenroomError("The extra speech is not installed", install)
    check_folder(folder)
    return Listener(folder)
