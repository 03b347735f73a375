"""The exchange of several machines through a hub, with logs in memory."""

from pathlib import Path

import pytest

from tests.cutting_proxy import cutting_proxy
from tests.trainer.sync.hubs import TestHub
from tests.trainer.sync.made_up import Machine
from trainer.sync.target import TargetError


def test_three_machines_meet_on_a_hub_and_a_stranger_gets_nothing(hub: TestHub, tmp_path: Path) -> None:
    machines = [Machine(name * 32, tmp_path) for name in "abc"]
    stranger = Machine("d" * 32, tmp_path)
    for machine in machines:
        machine.log.add(*(f"{machine.name}-{number}" for number in range(20)))
    stranger.log.add("own")
    for machine in (*machines, *machines):
        machine.sync(hub.target("Ann"), "hub")
    stranger.sync(hub.target("Ben"), "hub")

    assert machines[0].log.rows == machines[1].log.rows == machines[2].log.rows
    assert len(machines[0].log.rows) == 60
    assert [*stranger.log.rows] == ["own"]
    assert machines[0].sync(hub.target("Ann"), "hub").pushed == 0


def test_a_restored_hub_gets_back_what_it_lost(hub: TestHub, tmp_path: Path) -> None:
    laptop, desktop = Machine("a" * 32, tmp_path), Machine("b" * 32, tmp_path)
    laptop.log.add("first")
    laptop.sync(hub.target("Ann"), "hub")
    hub.hub.close()
    hub.cluster.run("pg_dump", "-Fc", "-f", "older", hub.url)
    laptop.log.add("second")
    laptop.sync(hub.target("Ann"), "hub")
    for target in hub.targets:
        target.close()
    hub.cluster.run("pg_restore", "--clean", "-d", hub.url, "older")
    outcome = laptop.sync(hub.target("Ann"), "hub")
    desktop.sync(hub.target("Ann"), "hub")

    assert "went back to an older state" in " ".join(outcome.told)
    assert desktop.log.rows == laptop.log.rows


def test_who_was_invited_anew_starts_with_all_they_have(hub: TestHub, tmp_path: Path) -> None:
    laptop = Machine("a" * 32, tmp_path)
    laptop.log.add("first")
    laptop.sync(hub.target("Ann"), "hub")
    hub.hub.remove(hub.hub.person("Ann"))
    hub.logins.clear()
    laptop.sync(hub.target("Ann"), "hub")
    desktop = Machine("b" * 32, tmp_path)
    desktop.sync(hub.target("Ann"), "hub")

    assert desktop.log.rows == laptop.log.rows


@pytest.mark.slow
@pytest.mark.parametrize("answered", range(300, 3600, 300))
def test_a_sync_that_is_cut_off_anywhere_goes_on_the_next_time(hub: TestHub, tmp_path: Path, answered: int) -> None:
    laptop, desktop = Machine("a" * 32, tmp_path), Machine("b" * 32, tmp_path)
    laptop.log.add(*map(str, range(50)))
    desktop.log.add(*map(str, range(100, 150)))
    desktop.sync(hub.target("Ann"), "hub")
    with cutting_proxy(hub.cluster.port) as cuts:
        cuts.connections, cuts.answered = 1000, answered
        target = hub.target("Ann", port=cuts.port)
        try:
            laptop.sync(target, "hub")
        except TargetError as error:
            assert error.is_absent, error  # noqa: PT017  # some get through in pieces
        target.close()
    laptop.sync(hub.target("Ann"), "hub")
    desktop.sync(hub.target("Ann"), "hub")

    assert desktop.log.rows == laptop.log.rows
    assert len(laptop.log.rows) == 100
    ((rows, head),) = hub.ask("SELECT count(*), max(head) FROM greenroom.segments JOIN greenroom.people USING (person)")
    assert rows == head
