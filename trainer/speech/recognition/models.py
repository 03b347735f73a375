"""Whisper models on the disk: which files they need, where they lie, and whether they are as published."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

WEIGHTS, CONFIG = "model.bin", "config.json"
_VOCABULARIES = ("vocabulary.txt", "vocabulary.json")


@dataclass(frozen=True, slots=True)
class Published:
    """A model as its publisher gave it out."""

    name: str
    sha256: str  # of model.bin
    megabytes: int
    english: bool  # knows English alone


# Converted by Systran from OpenAI's weights (MIT licence).
PUBLISHED = (
    Published("Whisper tiny.en", "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a", 76, english=True),
    Published("Whisper base", "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9", 145, english=False),
)


def missing_files(folder: Path) -> list[str]:
    """Return the names of the files that a model in this folder lacks."""
    missing = [name for name in (WEIGHTS, CONFIG) if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in _VOCABULARIES):
        missing.append(_VOCABULARIES[0])
    return missing


def digest(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def published(folder: Path) -> Published | None:
    """Return the published model whose weights these are; None if greenroom knows none like them."""
    found = digest(folder / WEIGHTS)
    return next((model for model in PUBLISHED if model.sha256 == found), None)


def identify(folder: Path) -> str:
    """Return what to call the model: its published name, or the start of its hash."""
    known = published(folder)
    return known.name if known else digest(folder / WEIGHTS)[:12]
