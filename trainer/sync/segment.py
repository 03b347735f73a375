"""Segments: the immutable, content-addressed files in which the rows of one home travel to the others.

A segment is a line that names the format, then zlib-compressed lines of JSON: a header, and a record on each line.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from enum import Enum
from math import isfinite
from typing import Any, NamedTuple

from cards.errors import GreenroomError

# One row of a log, or one record of a file: `{"log": NAME, column: value, ...}`.
Value = str | int | float | None
Record = dict[str, Value]

FORMAT = 1
MAX_PACKED = 64 * 1024 * 1024  # bytes of a segment that is read
MAX_UNPACKED = 128 * 1024 * 1024
MAX_RECORDS = 100_000  # in a segment that is read
MAX_LINE = 32 * 1024 * 1024  # a deck has at most 16 MiB
CUT_RECORDS = 5_000
CUT_BYTES = 1_000_000  # of JSON; a single larger record is a segment by itself
_MAGIC = "greenroom segment "
_NAME = re.compile(r"([0-9a-f]{32})-([0-9a-f]{8})-([0-9a-f]{16})\.greenroom")
_DIGITS = re.compile(r"[0-9a-f]{32}")
_LEVEL = 1  # of zlib: half the time of level 6, and a quarter more bytes
_WHOLE_NUMBERS = range(-(2**63), 2**63)  # SQLite's
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


class Segment(NamedTuple):
    """What one home sends at once.

    Attributes:
        device: The home's name, 32 hexadecimal digits; see `device_digits`.
        incarnation: Which life of that home's log it is from; a restore begins another.
        number: How many segments the home had made before. Only people and compaction use it.
        schema: The format of the database the rows are from.
        records: The rows and records.
        machine: The name a person knows the machine by; untrusted, and empty if it has none.
    """

    device: str
    incarnation: str
    number: int
    schema: int
    records: tuple[Record, ...]
    machine: str = ""


class PackedSegment(NamedTuple):
    """A segment as it is stored. The name has the checksum of the data, so that equal names mean equal bytes."""

    name: str
    data: bytes


class SegmentName(NamedTuple):
    """The parts of a segment's name."""

    device: str
    number: int
    checksum: str


class Fault(Enum):
    """Why a segment can't be used."""

    PARTIAL = "not whole yet"  # its syncer may still be copying it
    CLOUD = "still in the cloud"  # only a placeholder is here
    UNREADABLE = "unreadable"  # the system refuses to read it now
    NEWER = "newer"  # a newer greenroom wrote it
    MALFORMED = "malformed"  # whole, but not what a greenroom writes
    FOREIGN = "foreign"  # something else has its name: a link, a folder, a file far too large

    @property
    def passes(self) -> bool:
        """Whether it may be readable next time."""
        return self in {Fault.PARTIAL, Fault.CLOUD, Fault.UNREADABLE, Fault.NEWER}


class SegmentError(GreenroomError):
    """A segment that can't be used.

    Attributes:
        name: Its name.
        fault: What kind of fault it is.
    """

    def __init__(self, name: str, fault: Fault, reason: str = "", fix: str = "") -> None:
        super().__init__(f"{name} can't be read ({reason or fault.value})", fix or _FIXES[fault])
        self.name = name
        self.fault = fault


_FIXES = {
    Fault.PARTIAL: "It is read as soon as it is whole.",
    Fault.CLOUD: "It is read as soon as it is on this machine.",
    Fault.UNREADABLE: "Check its permissions.",
    Fault.NEWER: "Update greenroom on this machine.",
    Fault.MALFORMED: "It is left alone.",
    Fault.FOREIGN: "It is left alone.",
}


def parse_name(name: str) -> SegmentName | None:
    """Return the parts of a segment's name, which must be in lower case; None for any other file's."""
    found = _NAME.fullmatch(name)
    return SegmentName(found[1], int(found[2], 16), found[3]) if found else None


def device_digits(device: str) -> str:
    """Return a home's name as the 32 hexadecimal digits that segments have."""
    digits = device.replace("-", "").lower()
    return digits if _DIGITS.fullmatch(digits) else hashlib.sha256(device.encode()).hexdigest()[:32]


def pack(segment: Segment) -> PackedSegment:
    """Pack a segment as one, whatever its size."""
    return _pack_lines(segment, [_encode(record) for record in segment.records])


def pack_all(segment: Segment) -> Iterator[PackedSegment]:
    """Pack a segment of any size as several within the limits, numbered from its own number on."""
    return (packed for packed, _ in pack_counted(segment))


def pack_counted(segment: Segment) -> Iterator[tuple[PackedSegment, int]]:
    """Pack a segment as `pack_all` does, and return with each part the number of records in it."""
    for count, lines in enumerate(_cut(map(_encode, segment.records))):
        yield _pack_lines(segment._replace(number=segment.number + count), lines), len(lines)


def is_whole(packed: PackedSegment) -> bool:
    """Return whether the data are those that the name was made of."""
    name = parse_name(packed.name)
    return name is not None and _checksum(packed.data) == name.checksum


def unpack(packed: PackedSegment, *, most: int = MAX_UNPACKED) -> Segment:
    """Return a packed segment's content. The values of its records have been checked, their meaning has not.

    Args:
        packed: The segment.
        most: The bytes it may have when it is unpacked.

    Raises:
        SegmentError: It is too large, not whole, newer than this greenroom, or not what a greenroom writes.
    """
    name = parse_name(packed.name)
    if name is None:
        raise SegmentError(packed.name, Fault.FOREIGN, "that isn't a segment's name")
    if len(packed.data) > MAX_PACKED:
        raise too_large(packed.name)
    if not is_whole(packed):
        raise SegmentError(packed.name, Fault.PARTIAL)
    first, _, rest = packed.data.partition(b"\n")
    version = first.decode("ascii", "replace").removeprefix(_MAGIC)
    if version != str(FORMAT):
        is_newer = first.startswith(_MAGIC.encode()) and version.isdecimal() and len(version) < 10
        raise SegmentError(packed.name, Fault.NEWER if is_newer else Fault.MALFORMED)
    try:
        return _read(name, rest, most)
    except (ValueError, RecursionError, zlib.error, KeyError, TypeError):
        raise SegmentError(packed.name, Fault.MALFORMED) from None


def too_large(name: str) -> SegmentError:
    """Return the error for a file larger than any segment."""
    return SegmentError(name, Fault.FOREIGN, "it is larger than any segment")


def _cut(lines: Iterable[str]) -> Iterator[list[str]]:
    """Group lines by `CUT_RECORDS` and `CUT_BYTES`."""
    group: list[str] = []
    size = 0
    for line in lines:
        length = len(line) if line.isascii() else len(line.encode())
        if group and (len(group) == CUT_RECORDS or size + length > CUT_BYTES):
            yield group
            group, size = [], 0
        group.append(line)
        size += length
    if group:
        yield group


def _pack_lines(segment: Segment, lines: list[str]) -> PackedSegment:
    header = {
        "device": segment.device,
        "incarnation": segment.incarnation,
        "number": segment.number,
        "schema": segment.schema,
        "machine": segment.machine,
        "rows": len(lines),
    }
    text = "\n".join([_encode(header), *lines])
    data = f"{_MAGIC}{FORMAT}\n".encode() + zlib.compress(text.encode(), _LEVEL)
    return PackedSegment(f"{segment.device}-{segment.number:08x}-{_checksum(data)}.greenroom", data)


def _checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:16]


def _read(name: SegmentName, compressed: bytes, most: int) -> Segment:
    """Return the content; any of the errors that `unpack` catches means that it is malformed."""
    stream = zlib.decompressobj()
    data = stream.decompress(compressed, most)
    if not stream.eof or stream.unused_data or data.count(b"\n") > MAX_RECORDS:
        raise ValueError
    text = data.decode()
    header_line, *lines = text.split("\n")
    header = _object(header_line)
    segment = Segment(
        device=header["device"],
        incarnation=header["incarnation"],
        number=header["number"],
        schema=header["schema"],
        records=tuple(_records(lines, is_plain="\\u" not in text)),
        machine=header.get("machine", ""),
    )
    if (segment.device, segment.number) != name[:2] or header["rows"] != len(lines):
        raise ValueError
    if [*map(type, segment)] != [str, str, int, int, tuple, str]:
        raise ValueError
    return segment


def _records(lines: list[str], *, is_plain: bool) -> Iterator[Record]:
    r"""Yield the record of each line. Without escapes of `\u`, no text can be half a surrogate pair."""
    for line in lines:
        record = _object(line)
        if type(record["log"]) is not str:
            raise ValueError
        for value in record.values():
            kind = type(value)
            if kind is str or value is None:
                continue
            if not (value in _WHOLE_NUMBERS if kind is int else kind is float and isfinite(value)):
                raise ValueError
        if not is_plain:
            _encode(record).encode()
        yield record


def _object(line: str) -> dict[str, Any]:
    if len(line) > MAX_LINE:
        raise ValueError
    found = _decode(line)
    if type(found) is not dict:
        raise ValueError
    return found


def _refuse(constant: str) -> float:
    raise ValueError(constant)


_decode = json.JSONDecoder(parse_constant=_refuse).decode
