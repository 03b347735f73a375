"""Segments taken in together, and what is in them."""

from collections.abc import Iterator, Sequence

from trainer.sync.faults import Faults
from trainer.sync.segment import Fault, PackedSegment, Record, SegmentError, unpack

FILES = "file/"  # what the logs' names of records of files begin with


class Batch:
    """Segments that are read one after the other.

    Attributes:
        sizes: The bytes of each segment read so far, by name.
        malformed: The names of those that aren't segments.
        machines: The names of the machines they are from, as keys, in the order they were met.
        files: What they say about files.
    """

    def __init__(self, packed: Sequence[PackedSegment], faults: Faults, schema: int) -> None:
        """Begin to read segments in a home with a database of that format; what is wrong is added to the faults."""
        self._packed = packed
        self._faults = faults
        self._schema = schema
        self.sizes: dict[str, int] = {}
        self.malformed: list[str] = []
        self.machines: dict[str, None] = {}
        self.files: list[Record] = []

    def rows(self) -> Iterator[Record]:
        """Yield the rows of logs, unpacking one segment at a time."""
        for packed in self._packed:
            try:
                segment = unpack(packed)
            except SegmentError as error:
                if error.fault is Fault.MALFORMED:
                    self.malformed.append(error.name)
                else:
                    self._faults.add(error)
                continue
            self.sizes[packed.name] = len(packed.data)
            self.machines[segment.machine] = None
            self._faults.newer_rows |= segment.schema > self._schema
            for record in segment.records:
                if str(record["log"]).startswith(FILES):
                    self.files.append(record)
                else:
                    yield record
