"""Whether a speech model knows the languages of your questions."""

from pathlib import Path

from decks.model.deck import is_english
from scheduler.log.store import Store
from trainer.home import Home
from trainer.opening import open_library
from trainer.speech.recognition.models import is_english_only


def not_understood(home: Home, store: Store, folder: Path) -> str:
    """Return a sentence on the languages you practise in that a model doesn't know; empty if it knows all."""
    if not is_english_only(folder):
        return ""
    with open_library(home, store) as library:
        languages = {home.preferences.language, *(deck.language for deck in library.decks())}
    others = sorted(language for language in languages if not is_english(language))
    if not others:
        return ""
    named = ", ".join(f'"{language}"' for language in others)
    return (
        f"It understands English only, and some of your questions are in another language, {named}. Answers to those"
        " aren't written down. Whisper tiny, base and small know many languages."
    )
