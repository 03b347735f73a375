"""WAV files of mono sound, 16 bits at 16 kHz: written while somebody speaks, so they can end anywhere."""

import sys
from array import array
from pathlib import Path
from typing import BinaryIO

from trainer.speech.audio.device import load
from trainer.speech.sound import RATE

HEADER = 44  # bytes before the sound
_UNKNOWN = 0x7FFFFFFF - HEADER  # the length in a header until the recording has ended


def header(length: int = _UNKNOWN) -> bytes:
    """Return the header of a file with this many bytes of sound."""
    numbers = (16).to_bytes(4, "little") + (1).to_bytes(2, "little") + (1).to_bytes(2, "little")
    rates = RATE.to_bytes(4, "little") + (2 * RATE).to_bytes(4, "little") + b"\x02\x00\x10\x00"
    sizes = (length + HEADER - 8).to_bytes(4, "little"), length.to_bytes(4, "little")
    return b"RIFF" + sizes[0] + b"WAVEfmt " + numbers + rates + b"data" + sizes[1]


def finish(file: BinaryIO) -> int:
    """Write the true length into the header of an open file; return it, in bytes of sound."""
    file.seek(0, 2)
    length = max(0, file.tell() - HEADER) // 2 * 2
    file.truncate(HEADER + length)
    file.seek(0)
    file.write(header(length))
    return length


def repair(path: Path) -> None:
    """Give a recording that was cut off a header that every player reads."""
    with path.open("r+b") as file:
        finish(file)


def read(path: Path, first: int = 0, length: int | None = None) -> "array[int]":
    """Return the samples of a recording of ours, which may still be growing.

    Args:
        path: The file.
        first: The sample to begin with.
        length: How many bytes of sound the recording has; None for all that are there.
    """
    with path.open("rb") as file:
        file.seek(HEADER + 2 * first)
        raw = file.read() if length is None else file.read(max(0, length - 2 * first))
    samples = array("h", raw[: len(raw) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def convert(source: Path, into: Path) -> int:
    """Write any sound file as a recording of ours; return its length in bytes of sound.

    Raises:
        MissingPackage: miniaudio is not installed.
    """
    library = load()
    sound = library.decode_file(str(source), output_format=library.SampleFormat.SIGNED16, nchannels=1, sample_rate=RATE)
    raw = sound.samples.tobytes()
    into.write_bytes(header(len(raw)) + raw)
    return len(raw)
