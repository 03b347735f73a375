"""Words and numbers as people read them."""

from trainer.terminal.words import size


def test_sizes_are_told_as_people_read_them() -> None:
    assert [size(n) for n in (1, 999, 12_400, 3_400_000, 2_100_000_000)] == [
        "1 byte",
        "999 bytes",
        "12 kB",
        "3.4 MB",
        "2.1 GB",
    ]
