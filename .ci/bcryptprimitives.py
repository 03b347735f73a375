"""Writes `bcryptprimitives.dll`, which Wine 8 lacks: without it, nothing that Rust has compiled lately loads.

All it has is the name `ProcessPrng`, which leads to the random numbers that Wine does have:
`python bcryptprimitives.py FOLDER`.
"""

import struct
import sys
from pathlib import Path

_PAGE, _BLOCK = 0x1000, 0x200  # of a section in memory and in the file
_NAME, _EXPORT, _LEADS_TO = b"bcryptprimitives.dll\0", b"ProcessPrng\0", b"advapi32.SystemFunction036\0"


def dll() -> bytes:
    """Return the file: headers, and a section with a table of one export that is forwarded to another library."""
    at = _PAGE + 40  # after the directory of exports: its three tables, then the strings
    functions, names, ordinals, name = at, at + 4, at + 8, at + 12
    export = name + len(_NAME)
    leads_to = export + len(_EXPORT)
    section = struct.pack("<2I2H7I", 0, 0, 0, 0, name, 1, 1, 1, functions, names, ordinals)
    section += struct.pack("<2IHxx", leads_to, export, 0) + _NAME + _EXPORT + _LEADS_TO
    directories = struct.pack("<2I", _PAGE, len(section)) + bytes(15 * 8)
    optional = struct.pack("<H2B5I", 0x20B, 0, 0, 0, _BLOCK, 0, 0, _PAGE)
    optional += struct.pack(
        "<Q2I6H4I2H", 0x180000000, _PAGE, _BLOCK, 6, 0, 0, 0, 6, 0, 0, 2 * _PAGE, _BLOCK, 0, 3, 0x160
    )
    optional += struct.pack("<4Q2I", 0x100000, 0x1000, 0x100000, 0x1000, 0, 16) + directories
    coff = struct.pack("<2H3I2H", 0x8664, 1, 0, 0, 0, len(optional), 0x2022)
    table = struct.pack("<8s6I2HI", b".rdata", len(section), _PAGE, _BLOCK, _BLOCK, 0, 0, 0, 0, 0x40000040)
    headers = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64) + b"PE\0\0" + coff + optional + table
    return headers.ljust(_BLOCK, b"\0") + section.ljust(_BLOCK, b"\0")


if __name__ == "__main__":
    Path(sys.argv[1], "bcryptprimitives.dll").write_bytes(dll())
