"""A hub as a target."""

import pytest

from tests.trainer.sync.hubs import TestHub, read, segment
from trainer.sync.segment import Fault, SegmentError
from trainer.sync.target import TargetError


def test_what_one_machine_puts_another_gets_in_order(hub: TestHub) -> None:
    laptop, desktop = hub.target("Ann"), hub.target("Ann")
    laptop.put([segment(1), segment(2)])
    desktop.put([segment(1, "b" * 32)])

    assert read(desktop) == read(laptop) == [segment(1), segment(2), segment(1, "b" * 32)]
    assert laptop.identity() == desktop.identity()


def test_a_cursor_leads_to_what_is_new(hub: TestHub) -> None:
    target = hub.target("Ann")
    target.put([segment(1)])
    first = target.list_after("")
    target.put([segment(2)])
    second = target.list_after(first.cursor)

    assert (first.names, first.is_whole) == ((segment(1).name,), True)
    assert (second.names, second.is_whole) == ((segment(2).name,), False)
    assert target.list_after(second.cursor)._replace(names=()) == second._replace(names=())


def test_putting_again_adds_nothing(hub: TestHub) -> None:
    target = hub.target("Ann")
    target.put([segment(1), segment(1)])
    target.put([segment(2), segment(1), segment(3)])

    assert hub.ask("SELECT place, name FROM greenroom.segments ORDER BY place") == [
        (place, segment(place).name) for place in (1, 2, 3)
    ]
    assert hub.ask("SELECT head FROM greenroom.people") == [(3,)]


def test_many_and_large_segments_go_in_batches(hub: TestHub) -> None:
    from random import Random

    noise = Random(1).randbytes(1_500_000).hex()
    sent = [segment(number) for number in range(500)] + [
        segment(500 + number, text=noise[number:]) for number in range(3)
    ]
    target = hub.target(
        "Ann",
    )
    target.put(sent)

    assert read(hub.target("Ann")) == sent


def test_each_person_has_a_share_of_their_own(hub: TestHub) -> None:
    ann, ben = hub.target("Ann"), hub.target("Ben")
    ann.put([segment(1)])
    ben.put([segment(1), segment(2)])

    assert (read(ann), read(ben)) == ([segment(1)], [segment(1), segment(2)])
    assert ann.identity() != ben.identity()


def test_a_segment_that_is_not_there_is_named(hub: TestHub) -> None:
    (error,) = hub.target("Ann").get([segment(1).name])

    assert isinstance(error, SegmentError)
    assert error.fault is Fault.PARTIAL


def test_a_full_quota_refuses_a_push_whole(hub: TestHub) -> None:
    hub.invite("Ann", quota=1_000)
    target = hub.target("Ann")
    target.put([segment(1)])

    with pytest.raises(TargetError, match=r"Your share of 127\.0\.0\.1:\d+/hub\w+ is full\. Ask the hub's owner"):
        target.put([segment(2), segment(3), segment(4)])
    assert read(target) == [segment(1)]


def test_a_restored_older_copy_is_noticed_and_listed_whole(hub: TestHub) -> None:
    target = hub.target("Ann")
    target.put([segment(1), segment(2)])
    seen = target.list_after("").cursor
    hub.cluster.run("pg_dump", "-Fc", "-f", "dump", hub.url)
    target.put([segment(3)])
    later = target.list_after("").cursor
    target.close()
    hub.hub.close()
    hub.cluster.run("pg_restore", "--clean", "-d", hub.url, "dump")
    other = hub.target("Ann")

    assert other.list_after(seen).names == ()
    lost = other.list_after(later)
    assert (lost.names, lost.is_whole) == ((segment(1).name, segment(2).name), True)
    assert "went back to an older state" in lost.told[0]

    # Even after another machine has filled the place again
    other.put([segment(9, "b" * 32)])
    filled = other.list_after(later)
    assert len(filled.names) == 3
    assert filled.told


def test_an_emptied_hub_is_listed_whole_from_the_beginning(hub: TestHub) -> None:
    target = hub.target("Ann")
    target.put([segment(1)])
    cursor = target.list_after("").cursor
    hub.ask("WITH gone AS (DELETE FROM greenroom.segments RETURNING 1) SELECT * FROM gone")
    listing = target.list_after(cursor)

    assert (listing.names, listing.cursor, listing.is_whole) == ((), "", True)


@pytest.mark.parametrize("cursor", ["x", ":", "-1:a", "9" * 40, "1"])
def test_a_cursor_that_makes_no_sense_lists_everything(hub: TestHub, cursor: str) -> None:
    target = hub.target("Ann")
    target.put([segment(1)])

    assert target.list_after(cursor).names == (segment(1).name,)
