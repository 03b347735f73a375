"""Commands run by a user whom file permissions apply to, unlike root."""

import importlib
import json
import os
import pkgutil
import traceback
from functools import cache
from pathlib import Path
from typing import NamedTuple

from decks.library.packs import find_builtin
from decks.vocabulary.competencies import read_competencies
from tests.terminal import World

_NOBODY = 65534


class Said(NamedTuple):
    """A command's exit code, and what it printed, with each run of white space as one space."""

    code: int
    out: str
    err: str


def give_away(folder: Path) -> None:
    """Give a folder and everything in it to the user who runs the commands."""
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, _NOBODY, _NOBODY, follow_symlinks=False)


def run_bound(world: World, *commands: tuple[str, ...]) -> list[Said]:
    """Run commands one after the other in a process whose user file permissions apply to."""
    import_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.seteuid(_NOBODY)
            said = [[world.run(*command), world.out, world.err] for command in commands]
        except BaseException:  # noqa: BLE001  # the parent reports it
            said = [[99, "", traceback.format_exc()]]
        with os.fdopen(writing, "w") as pipe:
            json.dump(said, pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        content = pipe.read()
    os.waitpid(child, 0)
    return [Said(code, " ".join(out.split()), " ".join(err.split())) for code, out, err in json.loads(content)]


@cache
def import_all() -> None:
    """Import everything now, because the child may not be allowed to read the files."""
    b"".decode("cp437")  # which zipfile looks up late
    find_builtin("")  # these two read files of the program's own once
    read_competencies()
    for package in map(importlib.import_module, ("cards", "decks", "scheduler", "trainer")):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
