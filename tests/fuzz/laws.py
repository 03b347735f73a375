"""What every command keeps, whatever it is given."""

import hashlib
import json
import re
import sqlite3
import zipfile
from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from cards.text import is_clean
from tests.fuzz.arguments import reads_only
from tests.fuzz.child import MEMORY_MB, PROCESSOR_SECONDS, SECONDS, Outcome

_RATED = re.compile(r"^ (?:Again|Hard|Good|Easy): [^\n]* (?:Back on|Not before|Once more today)", re.MULTILINE)
_OURS = ("decks", "answers", "stories.toml", "interviews.toml", "config.toml")
_NO_FINDING = ("database", "replay")


class Kept(NamedTuple):
    """What a home has that must not be lost.

    Attributes:
        ratings: The identities of all ratings; None if the log cannot be read.
        files: A checksum of each file the user wrote.
    """

    ratings: frozenset[str] | None
    files: dict[str, str]


class Broken(NamedTuple):
    """A law that did not hold.

    Attributes:
        law: Which.
        detail: What was seen instead.
    """

    law: str
    detail: str

    @property
    def kind(self) -> str:
        """The law and the first words of the detail without numbers and paths: the same for the same fault."""
        return f"{self.law}: {re.sub(r'[0-9]+|/[^ ]*', '#', self.detail)[:60]}"


def kept(home: Path) -> Kept:
    """Return what a home has."""
    return Kept(_ratings(home / "greenroom.db"), dict(_digests(home)))


def broken(args: Namespace | None, before: Kept, done: Outcome, home: Path) -> Iterator[Broken]:
    """Yield the laws a command broke.

    Args:
        args: What its command line asked for; None if it was refused.
        before: What the home had before.
        done: How it ended.
        home: The home it was run on.
    """
    told = done.out + done.err
    if done.timed_out:
        yield Broken("hangs", f"no end after {SECONDS} s; {done.processor:.1f} s of processor time")
        return
    if done.processor > PROCESSOR_SECONDS:
        yield Broken("slow", f"{done.processor:.1f} s of processor time")
        return
    if done.memory > MEMORY_MB:
        yield Broken("memory", f"{done.memory:.0f} MB")
    if "Traceback" in told or "Exception ignored" in told:
        yield Broken("traceback", told.strip().splitlines()[-1])
    elif "Something unexpected" in told:
        yield Broken("unexpected", told[told.index("Something unexpected") :])
    elif done.code not in (0, 1, 2, 130):
        yield Broken("exit code", f"{done.code}: {done.err}")
    elif done.code in (1, 2) and not done.err.strip() and not _is_report(args):
        yield Broken("silent", f"exit code {done.code}")
    yield from _unsaid(args, done)
    yield from _lost(args, before, done, kept(home), home)


def unsound(done: Outcome) -> Iterator[Broken]:
    """Yield what `doctor --json` found in a log that nobody has damaged."""
    try:
        findings = json.loads(done.out)
    except ValueError:
        return
    listed = findings.get("findings", findings) if isinstance(findings, dict) else findings
    for finding in listed:
        if finding["check"] in _NO_FINDING and finding["level"] != "ok":
            yield Broken("unsound", f"{finding}")


def _is_report(args: Namespace | None) -> bool:
    """Return whether the exit code 1 of a command may be explained on standard output."""
    return args is not None and args.module in ("check", "doctor", "import_", "speech_setup")


def _unsaid(args: Namespace | None, done: Outcome) -> Iterator[Broken]:
    if not is_clean(done.err):
        yield Broken("control characters", repr(next(line for line in done.err.splitlines() if not is_clean(line))))
    if args is None or done.code:
        return
    silent = getattr(args, "edit", False) or getattr(args, "background", False)
    if getattr(args, "json", False) and not silent and args.module != "demo":
        try:
            json.loads(done.out)
        except ValueError:
            yield Broken("no JSON", done.out)


def _lost(args: Namespace | None, before: Kept, done: Outcome, after: Kept, home: Path) -> Iterator[Broken]:
    if before.ratings is not None and args is not None and args.module != "demo":
        now = after.ratings or frozenset()
        lost = before.ratings - now
        if lost and not lost <= _backed_up(home):
            yield Broken("rating lost", f"{len(lost)} of {len(before.ratings)}")
        acknowledged = len(_RATED.findall(done.out))
        if args.module == "review" and args.home == home.name and acknowledged > len(now - before.ratings):
            yield Broken("rating lost", f"{acknowledged} acknowledged, {len(now - before.ratings)} written")
    if args is None or reads_only(args):
        for name in before.files.keys() | after.files.keys():
            if before.files.get(name) != after.files.get(name):
                yield Broken("file changed", name)


def _ratings(database: Path) -> frozenset[str] | None:
    if not database.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
            return frozenset(str(uuid) for (uuid,) in opened.execute("SELECT uuid FROM reviews"))
    except sqlite3.Error:
        return None


def _backed_up(home: Path) -> frozenset[str]:
    """Return the ratings that are in backups of a home, or in databases that were set aside."""
    found: set[str] = set()
    for path in home.rglob("*"):
        if path.suffix == ".zip" and path.is_file():
            try:
                with zipfile.ZipFile(path) as archive:
                    (home.parent / "unpacked").write_bytes(archive.read("greenroom.db"))
            except (OSError, KeyError, zipfile.BadZipFile):
                continue
            found |= _ratings(home.parent / "unpacked") or frozenset()
        elif "greenroom.db" in path.name and path.is_file():
            found |= _ratings(path) or frozenset()
    return frozenset(found)


def _digests(home: Path) -> Iterator[tuple[str, str]]:
    for name in _OURS:
        for path in (home / name, *(home / name).glob("*.toml")):
            if path.is_file() and not path.is_symlink() and path.stat().st_size < 20_000_000:
                yield path.relative_to(home).as_posix(), hashlib.sha256(path.read_bytes()).hexdigest()
