"""One command in a process of its own, forked from one that has everything imported, within limits."""

import io
import os
import pkgutil
import resource
import select
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from datetime import timedelta
from importlib import import_module
from itertools import count, cycle
from pathlib import Path
from typing import NamedTuple

import trainer
from tests.fuzz.cases import Command
from tests.fuzz.homes import FIRST_DAY

PROCESSOR_SECONDS = 20
SECONDS = 60
MEMORY_MB = 600
_MB = 1024 * 1024
_ADDRESSES_MB = 3000  # what the machine is kept from; memory itself is measured
_FILE_MB = 500
_UNHANDLED = 99


class Outcome(NamedTuple):
    """How a command ended.

    Attributes:
        code: Its exit code; minus the signal that ended it.
        out: What it wrote to standard output.
        err: What it wrote to standard error.
        processor: The processor time it took, in seconds.
        memory: The most memory it had, in MB.
        timed_out: Whether it had not ended after a minute.
    """

    code: int
    out: str
    err: str
    processor: float
    memory: float
    timed_out: bool = False


def import_everything() -> None:
    """Import all modules of the program, so that no child has to."""
    for module in pkgutil.walk_packages(trainer.__path__, "trainer."):
        import_module(module.name)


def run(command: Command, folder: Path) -> Outcome:
    """Run a command in the folder of a case until it ends or has used up a limit."""
    (folder / "typed").write_bytes(command.typed)
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    if process == 0:
        _be_greenroom(command, folder)
    handle = os.pidfd_open(process)
    timed_out = not select.select([handle], [], [], SECONDS)[0]
    os.close(handle)
    if timed_out:
        os.killpg(process, signal.SIGKILL)
    _, status, used = os.wait4(process, 0)
    out, err = ((folder / name).read_bytes().decode("utf-8", "replace") for name in ("stdout", "stderr"))
    processor = used.ru_utime + used.ru_stime
    return Outcome(os.waitstatus_to_exitcode(status), out, err, processor, used.ru_maxrss / 1024, timed_out)


def _be_greenroom(command: Command, folder: Path) -> None:
    """Run the command and leave; never return."""
    code = _UNHANDLED
    try:
        os.setpgid(0, 0)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        opened = [
            os.open(folder / "typed", os.O_RDONLY),
            *(os.open(folder / name, flags) for name in ("stdout", "stderr")),
        ]
        for number, file in enumerate(opened):
            os.dup2(file, number)
        os.closerange(3, 64)
        os.chdir(folder)
        resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES_MB * _MB,) * 2)
        resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS + 1,) * 2)
        resource.setrlimit(resource.RLIMIT_FSIZE, (_FILE_MB * _MB,) * 2)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        code = _main(command, folder)
    except BaseException:  # noqa: BLE001  # all of it is a finding
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _main(command: Command, folder: Path) -> int:
    from trainer.cli import main
    from trainer.environment import Environment

    sys.stdin = io.TextIOWrapper(os.fdopen(0, "rb"), encoding="utf-8")
    sys.stdout = io.TextIOWrapper(os.fdopen(1, "wb"), encoding="utf-8")
    sys.stderr = io.TextIOWrapper(os.fdopen(2, "wb"), encoding="utf-8", errors="backslashreplace")
    own = {"HOME": str(folder / "user"), "TMPDIR": str(folder / "work"), "PATH": os.environ["PATH"], "EDITOR": "ed"}
    os.environ.clear()
    os.environ.update(own | command.variables)
    saves = cycle(command.saved or (b"",))

    def editor(words: Sequence[str]) -> int:
        if words[0] == sys.executable:  # `demo` starts commands in a home of its own
            return 0
        if content := next(saves):
            Path(words[-1]).write_bytes(content)
        return len(content) % 2

    now = FIRST_DAY + timedelta(days=command.day)
    names, seconds = count(time.time_ns()), count(0, 20)
    env = Environment.real()._replace(
        clock=lambda: now,
        stopwatch=lambda: float(next(seconds)),
        new_uuid=lambda: f"00000000-0000-4000-8000-{next(names) % 10**12:012}",
        new_seed=lambda: 7,
        run_program=editor,
        show_page=lambda _: False,
    )
    return main(command.argv, env)
