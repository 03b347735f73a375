"""The reader of the competencies we ship. They are read when first needed, never before the first question."""

from functools import cache
from pathlib import Path

from cards.competencies import Competency, Vocabulary


@cache
def read_competencies() -> Vocabulary:
    """Return the shared vocabulary."""
    from decks.toml.limits import load_toml

    data = load_toml(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return Vocabulary(
        (
            Competency(each["id"], each["title"], each["meaning"], tuple(each["forms"]), tuple(each["signs"]))
            for each in data["competencies"]
        ),
        data["not_meant"],
    )
