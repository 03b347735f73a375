"""Segments taken in together, and what is in them."""

from collections.abc import Container, Iterator, Sequence

from scheduler.log.validity import Limit, is_ahead
from trainer.sync.faults import Faults
from trainer.sync.segment import Fault, PackedSegment, Record, SegmentError, unpack

FILES = "file/"  # what the logs' names of records of files begin with


class Batch:
    """Segments that are read one after the other.

    Attributes:
        sizes: The bytes of each segment read so far, by name.
        set_aside: The names of the others by their standing: `malformed` if they aren't segments, `ahead` if they have
            to be read again later, because of rows that are too far ahead of the clock here.
        machines: The names of the machines they are from, as keys, in the order they were met.
        files: What they say about files.
    """

    def __init__(
        self, packed: Sequence[PackedSegment], faults: Faults, schema: int, limit: Limit, held: Container[str] = ()
    ) -> None:
        """Begin to read segments.

        Args:
            packed: The segments.
            faults: What is wrong is added to these.
            schema: The format of the database of this home.
            limit: Rows from after it are left out.
            held: The names of segments read before because of such rows. What they say about files is known.
        """
        self._packed = packed
        self._faults = faults
        self._schema = schema
        self._limit = limit
        self._held = held
        self.sizes: dict[str, int] = {}
        self.set_aside: dict[str, list[str]] = {"ahead": [], "malformed": []}
        self.machines: dict[str, None] = {}
        self.files: list[Record] = []

    def rows(self) -> Iterator[Record]:
        """Yield the rows of logs, unpacking one segment at a time."""
        for packed in self._packed:
            try:
                segment = unpack(packed)
            except SegmentError as error:
                if error.fault is Fault.MALFORMED:
                    self.set_aside["malformed"].append(error.name)
                else:
                    self._faults.add(error)
                continue
            self.machines[segment.machine] = None
            self._faults.newer_rows |= segment.schema > self._schema
            before = self._faults.ahead
            for record in segment.records:
                if str(record["log"]).startswith(FILES):
                    if packed.name not in self._held:
                        self.files.append(record)
                elif is_ahead(record, self._limit):
                    self._faults.ahead += 1
                else:
                    yield record
            if self._faults.ahead > before:
                self.set_aside["ahead"].append(packed.name)
            else:
                self.sizes[packed.name] = len(packed.data)
