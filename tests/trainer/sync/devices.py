"""Machines with real homes, that practise and sync."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

from tests.terminal import DECK, World
from trainer.environment import Environment

CARDS = ("mine/sure", "mine/why")
_MANY = "".join(f'[[cards]]\nid = "c{n}"\nquestion = "Number {n}?"\nanswer = "x"\n' for n in range(8))


@dataclass
class Device(World):
    """A home on a machine that has the home's name. Its rows have names of their own, unlike those of other worlds."""

    def environment(self, typed: str = "") -> Environment:
        return super().environment(typed)._replace(machine=lambda: self.home.name)


def make_device(folder: Path, name: str) -> Device:
    device = Device(folder / name, names=(f"{name}-{number}" for number in count()))
    assert device.run("decks") == 0
    return device


def write_decks(device: Device) -> None:
    device.write_deck(DECK).chmod(0o600)
    device.write_deck(f'[deck]\nid = "many"\n{_MANY}', "many.toml").chmod(0o600)


def rate(device: World, *ratings: int, deck: str = "mine") -> None:
    typed = "".join(f"\n{'a' + chr(10) if deck == 'mine' else ''}{each}\n" for each in ratings)
    assert device.run("review", "--deck", deck, "--new", "99", typed=typed + "q\n") == 0 or "no deck" in device.err


def practise(device: Device, rng: Random) -> None:
    """Do a few of the things that people do in a day."""
    for _ in range(rng.randint(1, 3)):
        match rng.randrange(8):
            case 0 | 1 | 2:
                rate(device, *rng.choices((1, 2, 3, 4), k=rng.randint(1, 4)), deck="many")
            case 3:
                rate(device, *rng.choices((1, 2, 3, 4), k=rng.randint(1, 2)))
            case 4:
                device.run("undo")
            case 5:
                device.run("suspend", rng.choice(CARDS))
            case 6:
                device.run("unsuspend", rng.choice(CARDS))
            case 7:
                device.run("config", "new_per_day", str(rng.randint(5, 20)))


def synced(device: Device, url: str = "") -> dict[str, object]:
    """Sync, and return what `--json` says of it."""
    assert device.run("sync", *filter(None, [url]), "--json") == 0, device.err
    found: dict[str, object] = json.loads(device.out)
    return found


def healthy(device: Device) -> bool:
    device.run("doctor", "--json")
    return bool(json.loads(device.out)["healthy"])


def figures(devices: Sequence[Device]) -> list[object]:
    """Return what `stats --json` says on each device, at the same instant."""
    found = []
    for device in devices:
        device.now = devices[0].now
        assert device.run("stats", "--json") == 0, device.err
        found.append(json.loads(device.out))
    return found
