"""Lines that break, clients and servers that are killed: what was acknowledged is there, and nothing twice."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

import pytest

from tests import ROOT
from tests.cutting_proxy import cutting_proxy
from tests.trainer.sync.hubs import TestHub, read, segment
from trainer.sync.segment import PackedSegment
from trainer.sync.server import TRIES
from trainer.sync.target import TargetError

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
# Puts one segment after another, and names each once it is acknowledged.
WRITER = """
import sys, time
from tests.trainer.sync.hubs import segment
from trainer.sync.postgresql import PostgresqlTarget
from trainer.sync.server import Server
from trainer.sync.target import TargetError
url, device, first, count = sys.argv[1:]
target = PostgresqlTarget(url, server=Server(url, pause=lambda seconds: time.sleep(0.05)))
for number in range(int(first), int(first) + int(count)):
    packed = segment(number, device, "x" * (number % 7) * 1000)
    while True:
        try:
            target.put([packed])
            break
        except TargetError as error:
            assert error.is_absent, error
    print(packed.name, flush=True)
"""


def check_places(hub: TestHub, expected: Sequence[str]) -> None:
    """Check that Ann has just these segments, each once, at places from 1 without a gap."""
    rows = hub.ask("SELECT place, name FROM greenroom.segments ORDER BY place")
    ((head,),) = hub.ask("SELECT head FROM greenroom.people WHERE label = 'Ann'")
    ((used,),) = hub.ask("SELECT used FROM greenroom.people WHERE label = 'Ann'")
    assert sorted(name for _, name in rows) == sorted(expected)
    assert [place for place, _ in rows] == [*range(1, len(rows) + 1)]
    assert head == len(rows)
    assert hub.ask("SELECT coalesce(sum(octet_length(bytes) + 256), 0) FROM greenroom.segments") == [(used,)]


def test_a_line_that_breaks_between_the_commit_and_its_answer_doubles_nothing(hub: TestHub) -> None:
    sent = [segment(number) for number in range(3)]
    with cutting_proxy(hub.cluster.port) as cuts:
        cuts.connections, cuts.unanswered = 1, b"COMMIT"
        target = hub.target("Ann", port=cuts.port)
        target.put(sent)
        target.close()

        assert cuts.made == 1
    check_places(hub, [each.name for each in sent])


def test_a_line_that_keeps_breaking_is_told_and_the_push_repeated_later(hub: TestHub) -> None:
    sent = [segment(number) for number in range(3)]
    with cutting_proxy(hub.cluster.port) as cuts:
        cuts.connections, cuts.unanswered = TRIES, b"COMMIT"
        target = hub.target("Ann", port=cuts.port)
        with pytest.raises(TargetError, match=r"^The connection to 127\.0\.0\.1:\d+/hub\w+ broke\. Try again later"):
            target.put(sent)
        target.put(sent)
        target.close()
    check_places(hub, [each.name for each in sent])


@pytest.mark.slow
@pytest.mark.parametrize("side", ["sent", "answered"])
def test_a_line_that_breaks_after_any_number_of_bytes_loses_and_doubles_nothing(hub: TestHub, side: str) -> None:
    chance = random.Random(side)
    expected: list[PackedSegment] = []
    with cutting_proxy(hub.cluster.port) as cuts:
        for step in range(400 if LONG else 25):
            cuts.made, cuts.connections = 0, chance.choice([1, 2, TRIES])
            setattr(cuts, side, chance.randrange(1, 2500))
            sent = [segment(step * 10 + number, text="y" * chance.randrange(600)) for number in range(3)]
            expected += sent
            target = hub.target("Ann", port=cuts.port)
            try:
                target.put(sent)
            except TargetError as error:
                assert error.is_absent, error  # noqa: PT017  # most cuts are survived without an error
                cuts.connections = 0
                target.put(sent)
            target.close()
            hub.targets.remove(target)
    check_places(hub, [each.name for each in expected])
    assert {each.name for each in read(hub.target("Ann"))} == {each.name for each in expected}


@pytest.mark.slow
def test_clients_and_servers_that_are_killed_lose_nothing_acknowledged(hub: TestHub) -> None:
    """Two machines of one person push at once; clients are killed, and now and then the server."""
    rounds = 60 if LONG else 4
    url = hub.address("Ann")
    chance = random.Random(7)
    acknowledged: dict[str, list[str]] = {"a": [], "b": []}

    def read_some(device: str) -> None:
        output = writers[device].stdout
        assert output
        acknowledged[device] += [output.readline().strip() for _ in range(chance.randrange(1, 15))]

    for each in range(rounds):
        writers = {}
        for device, names in acknowledged.items():
            # The one after the last may be there already, and is put again.
            command = [sys.executable, "-c", WRITER, url, device * 32, str(len(names)), "10000"]
            writers[device] = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for device in acknowledged:
            read_some(device)
        if each % 3 == 1:
            hub.cluster.stop("immediate")
            hub.cluster.start()
            for device in acknowledged:
                read_some(device)
        time.sleep(chance.uniform(0, 0.05))
        for device, writer in writers.items():
            writer.send_signal(signal.SIGKILL)
            acknowledged[device] += (writer.communicate()[0] or "").split()

    stored = {name for (name,) in hub.ask("SELECT name FROM greenroom.segments")}
    everything = [name for names in acknowledged.values() for name in names]
    print(f"{2 * rounds} clients and {rounds // 3} servers killed: {len(everything)} acknowledged, {len(stored)} found")
    assert set(everything) <= stored
    assert len(everything) == len(set(everything)) > 2 * rounds
    assert len(stored) - len(everything) <= 2  # the last that were under way
    check_places(hub, sorted(stored))
    assert {each.name for each in read(hub.target("Ann"))} == stored


@pytest.mark.slow
def test_a_reader_that_follows_many_writers_misses_nothing(hub: TestHub) -> None:
    """A cursor made of a sequence would: its numbers become visible out of order."""
    url = hub.address("Ann")
    count = 300 if LONG else 40
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url, device * 32, "0", str(count)], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        for device in "abcd"
    ]
    target = hub.target("Ann")
    seen: list[str] = []
    cursor = ""
    is_last = False
    while not is_last:
        is_last = all(writer.poll() is not None for writer in writers)
        listing = target.list_after(cursor)
        assert listing.told == ()
        seen += listing.names
        cursor = listing.cursor

    assert [writer.returncode for writer in writers] == [0] * 4
    assert len(seen) == len(set(seen)) == 4 * count
