"""`greenroom restore FILE`: replace your data with what a backup contains."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cards.errors import os_reason
from trainer.backup.archive import ArchiveError, read_manifest
from trainer.backup.folder import describe, list_backups
from trainer.backup.restore import restore
from trainer.environment import Environment
from trainer.files.choices import given_or_chosen
from trainer.home import Home, user_path
from trainer.opening import open_home
from trainer.terminal.output import print_json


def run(args: Namespace, env: Environment) -> int:
    """Back up the current data, then put a backup in its place; 0."""
    home = open_home(env, args.home)
    fix = "`greenroom backup --list` lists your backups."
    path = _find(home, given_or_chosen(env, args.file, "FILE", fix, _backups(home)))
    reviews = read_manifest(path).reviews  # refuse what is not a backup before anything is written
    if home.sync.exists() and not _agreed(home, reviews):
        print("Nothing was restored.", file=env.stdout)
        return 0
    manifest, before = restore(home, path)
    if before and before.warning:
        home.notice(before.warning)
    kept = str(before.path) if before else None
    if args.json:
        result = {"restored": str(path), "made": manifest.made, "reviews": manifest.reviews, "before": kept}
        print_json(env, result | {"files": sorted(manifest.files)})
        return 0
    stays = "" if manifest.database is not None else " Your review log is unchanged."
    print(f"Restored {describe(manifest)} from {path}.{stays}", file=env.stdout)
    if kept:
        print(f"Your previous data is in {kept}", file=env.stdout)
    return 0


def _agreed(home: Home, reviews: int) -> bool:
    """Tell what a restore means for other devices that share the history, and ask at a terminal whether to go on."""
    from trainer.sync.notices import before_restore

    warning = before_restore(home, reviews)
    if not warning:
        return True
    home.notice(warning)
    if not home.env.interactive:
        return True
    from trainer.terminal.ui import LEAVE_WORDS, UserLeft, open_ui

    ui = open_ui(home.env, plain=False)
    try:
        return ui.ask("Restore?", "Enter yes · n no").strip().casefold() not in ("n", "no", *LEAVE_WORDS)
    except UserLeft:
        return False


def _backups(home: Home) -> Iterator[tuple[str, str]]:
    """Yield the name of each backup in the home, the newest first, and what is in it."""
    for path in list_backups(home):
        with suppress(ArchiveError):
            manifest = read_manifest(path)
            yield path.name, describe(manifest)


def _find(home: Home, name: str) -> Path:
    """Return the file with this name, or the backup with this name in the home."""
    path = user_path(name)
    try:
        found = next((file for file in (path, home.backups / path.name) if file.is_file()), None)
    except OSError as error:
        message = f"{name} cannot be read ({os_reason(error)})"
        raise ArchiveError(message, "Check its permissions and those of its folder.") from None
    if found is None:
        raise ArchiveError(f"There is no backup {name}", "`greenroom backup --list` shows your backups.")
    return found
