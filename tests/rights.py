"""A home of a user whom rights bind, and what commands do there: root is bound by none."""

import importlib
import json
import os
import pkgutil
import traceback
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.terminal import World

_NOBODY = 65534


class Said(NamedTuple):
    """What a command ended with, its words on one line each."""

    code: int
    out: str
    err: str


def give_away(folder: Path) -> None:
    """Make a folder and all in it the property of the user the commands are run as."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, _NOBODY, _NOBODY, follow_symlinks=False)


def run_bound(world: World, *commands: tuple[str, ...]) -> list[Said]:
    """Run commands one after the other in a process of a user whom rights bind."""
    _import_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.seteuid(_NOBODY)
            told = [[world.run(*command), world.out, world.err] for command in commands]
        except BaseException:  # noqa: BLE001  # the parent tells it
            told = [[99, "", traceback.format_exc()]]
        with os.fdopen(writing, "w") as pipe:
            json.dump(told, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    return [Said(code, " ".join(out.split()), " ".join(err.split())) for code, out, err in json.loads(content)]


@cache
def _import_all() -> None:
    """Import everything, as the child may not be able to read it."""
    b"".decode("cp437")  # which zipfile looks up late
    for package in map(importlib.import_module, ("cards", "decks", "scheduler", "trainer")):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
