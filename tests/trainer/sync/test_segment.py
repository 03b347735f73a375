"""Segments: packed, cut, and read again; nothing that isn't one is taken for one."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import GOLDEN
from trainer.sync.segment import (
    CUT_RECORDS,
    FORMAT,
    Fault,
    PackedSegment,
    Record,
    Segment,
    SegmentError,
    device_digits,
    pack,
    pack_all,
    parse_name,
    unpack,
)
from trainer.sync.segment import _checksum as checksum_of

DEVICE = "0123456789abcdef" * 2
text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
floats = st.floats(allow_nan=False, allow_infinity=False)
values = st.none() | text | st.integers(-(2**63), 2**63 - 1) | floats
records = st.dictionaries(text, values, max_size=5).map(lambda row: {**row, "log": "reviews"})


def segment(*rows: Record, number: int = 3) -> Segment:
    return Segment(DEVICE, "life", number, 9, rows, "laptop")


def stored(content: bytes, *, number: int = 3) -> PackedSegment:
    return PackedSegment(f"{DEVICE}-{number:08x}-{checksum_of(content)}.greenroom", content)


def forged(text: str) -> PackedSegment:
    return stored(b"greenroom segment 1\n" + zlib.compress(text.encode()))


HEADER = f'{{"device":"{DEVICE}","incarnation":"life","number":3,"schema":9,"rows":1}}\n'


@given(st.lists(records, max_size=6))
def test_what_is_packed_is_read_again(rows: list[Record]) -> None:
    whole = segment(*rows)
    assert unpack(pack(whole)) == whole


def test_the_name_has_device_number_and_checksum() -> None:
    packed = pack(segment({"log": "reviews"}))
    assert parse_name(packed.name) == (DEVICE, 3, checksum_of(packed.data))
    assert packed.name.startswith(f"{DEVICE}-00000003-")


@pytest.mark.parametrize(
    "name",
    ["x.greenroom", "desktop.ini", f"{DEVICE}-00000003-0123456789abcdef (1).greenroom", f"~{DEVICE}.tmp", ""],
)
def test_other_names_are_not_segments(name: str) -> None:
    assert parse_name(name) is None


def test_many_records_are_cut_by_count_and_by_size() -> None:
    rows: list[Record] = [{"log": "reviews", "n": n} for n in range(CUT_RECORDS + 1)]
    few = list(pack_all(segment(*rows)))
    assert [len(unpack(each).records) for each in few] == [CUT_RECORDS, 1]
    assert [unpack(each).number for each in few] == [3, 4]
    large: list[Record] = [{"log": "file/decks", "text": "é" * 300_000}] * 3
    assert [len(unpack(each).records) for each in pack_all(segment(*large))] == [1, 1, 1]


def test_nothing_makes_no_segment() -> None:
    assert not list(pack_all(segment()))


@given(st.data())
def test_a_segment_cut_short_or_changed_is_not_whole(data: st.DataObject) -> None:
    packed = pack(segment({"log": "reviews", "card": "a" * 50}))
    cut = data.draw(st.integers(0, len(packed.data) - 1))
    for broken in (packed.data[:cut], packed.data[:cut] + b"\0" * (len(packed.data) - cut) + b"\0", b"\0" * cut):
        with pytest.raises(SegmentError) as caught:
            unpack(packed._replace(data=broken))
        assert caught.value.fault is Fault.PARTIAL


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda rest: b"greenroom segment 1\n" + rest))
def test_any_bytes_with_the_right_checksum_are_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(SegmentError) as caught:
        unpack(stored(content))
    assert caught.value.fault is Fault.MALFORMED
    assert str(caught.value)


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "{}",
        '{"log":1}',
        '{"log":"reviews","a":[]}',
        '{"log":"reviews","a":true}',
        '{"log":"reviews","a":NaN}',
        '{"log":"reviews","a":1e999}',
        '{"log":"reviews","a":99999999999999999999}',
        '{"log":"reviews","a":' + "9" * 5000 + "}",
        '{"log":"reviews","a":"\\ud800"}',
        '{"log":"reviews","\\udfff":1}',
        "[" * 100_000,
        '{"log":"reviews"}\n{"log":"reviews"}',
        "",
    ],
)
def test_lines_that_no_greenroom_writes_are_refused(line: str) -> None:
    with pytest.raises(SegmentError) as caught:
        unpack(forged(HEADER + line))
    assert caught.value.fault is Fault.MALFORMED


@pytest.mark.parametrize(
    "header",
    [
        HEADER.replace('"number":3', '"number":4'),
        HEADER.replace(DEVICE, "f" * 32),
        HEADER.replace('"rows":1', '"rows":2'),
        HEADER.replace('"schema":9', '"schema":"9"'),
        HEADER.replace('"incarnation":"life",', ""),
        "\n",
        "7\n",
    ],
)
def test_a_header_that_does_not_fit_is_refused(header: str) -> None:
    with pytest.raises(SegmentError) as caught:
        unpack(forged(header + '{"log":"reviews"}'))
    assert caught.value.fault is Fault.MALFORMED


def test_a_header_may_have_more_than_we_know() -> None:
    assert unpack(forged(HEADER.replace('"rows"', '"more":[1],"rows"') + '{"log":"reviews"}')).machine == ""


def test_a_newer_format_is_told_apart_from_nonsense() -> None:
    with pytest.raises(SegmentError, match="Update greenroom") as caught:
        unpack(stored(b"greenroom segment 2\nanything"))
    assert caught.value.fault is Fault.NEWER
    with pytest.raises(SegmentError) as nonsense:
        unpack(stored(b"greenroom segment two\nanything"))
    assert nonsense.value.fault is Fault.MALFORMED


def test_a_bomb_is_not_unpacked() -> None:
    lines = HEADER + '{"log":"reviews","a":"' + "0" * 1_000_000 + '"}'
    assert unpack(forged(lines), most=len(lines)).records
    with pytest.raises(SegmentError) as caught:
        unpack(forged(lines), most=len(lines) - 1)
    assert caught.value.fault is Fault.MALFORMED


def test_more_than_64_megabytes_are_not_even_checked() -> None:
    with pytest.raises(SegmentError) as caught:
        unpack(PackedSegment(pack(segment()).name, bytes(64 * 1024 * 1024 + 1)))
    assert caught.value.fault is Fault.FOREIGN


def test_names_of_homes_become_32_digits() -> None:
    assert device_digits("01234567-89ab-cdef-0123-456789abcdef") == DEVICE
    other = device_digits("not a uuid")
    assert len(other) == len(DEVICE)
    assert device_digits("not a uuid") == other


def test_a_golden_segment_of_every_format_is_read_as_it_was_written() -> None:
    """What is in a folder stays readable: the golden files are never written again."""
    for number in range(1, FORMAT + 1):
        (path,) = (GOLDEN / f"segment{number}").glob("*.greenroom")
        found = unpack(PackedSegment(path.name, path.read_bytes()))
        assert found == Segment(DEVICE, "b9c3", 7, 11, (REVIEW, DECK), "laptop")


REVIEW: Record = {
    "log": "reviews",
    "uuid": "5f0d2f3c-54e5-4f3e-9a53-3a6b9b3b7c11",
    "deck": "mine",
    "card": "sure",
    "rating": 3,
    "suggested": None,
    "answer_text": 'I asked twice.\n"Really?" \u2028 é 𝄞',
    "share": 0.25,
}
DECK: Record = {"log": "file/decks", "path": "decks/mine.toml", "text": "# Mine\r\n"}
