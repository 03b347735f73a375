"""Protobuf messages without their schema: what Anki keeps about note types, decks and presets."""


def parse_protobuf(content: bytes) -> dict[int, object]:
    """Return the numbers and bytes of a message by field number. If a field is repeated, its last value counts.

    Raises:
        ValueError: The message is cut off, or has a part that makes no sense.
        TypeError: It is not bytes.
    """
    if not isinstance(content, bytes):
        raise TypeError
    values: dict[int, object] = {}
    position = 0
    while position < len(content):
        tag, position = _varint(content, position)
        number, kind = tag >> 3, tag & 7
        if kind == 0:
            values[number], position = _varint(content, position)
        elif kind == 2:
            length, position = _varint(content, position)
            values[number] = content[position : position + length]
            position += length
        elif kind in (1, 5):
            position += 8 if kind == 1 else 4
        else:
            raise ValueError
    if position > len(content):
        raise ValueError
    return values


def text_of(value: object) -> str:
    """Return the text of a field; empty if the message lacks it."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""


def _varint(content: bytes, position: int) -> tuple[int, int]:
    value = shift = 0
    while position < len(content) and shift < 70:
        byte = content[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, position
    raise ValueError
