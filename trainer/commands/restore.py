"""`greenroom restore FILE`: put everything back to what a backup holds."""

from argparse import Namespace
from pathlib import Path

from trainer.backup.archive import ArchiveError, read_manifest
from trainer.backup.folder import content
from trainer.backup.restore import restore
from trainer.environment import Environment
from trainer.home import Home
from trainer.opening import open_home
from trainer.terminal.output import print_json


def run(args: Namespace, env: Environment) -> int:
    """Back up what there is, then put a backup in its place; 0."""
    home = open_home(env, args.home)
    path = _find(home, args.file)
    read_manifest(path)  # what is no backup at all is told before anything is written
    manifest, before = restore(home, path)
    if before and before.told:
        home.notice(before.told)
    kept = str(before.path) if before else None
    if args.json:
        told = {"restored": str(path), "made": manifest.made, "reviews": manifest.reviews, "before": kept}
        print_json(env, told | {"files": sorted(manifest.files)})
        return 0
    stays = "" if manifest.database is not None else " The log here is as it was."
    print(f"Restored {content(manifest)} from {path}.{stays}", file=env.stdout)
    if kept:
        print(f"What was there before is kept: {kept}", file=env.stdout)
    return 0


def _find(home: Home, name: str) -> Path:
    """Return the file of this name, or the backup of this name in the home."""
    path = Path(name).expanduser()
    try:
        found = next((file for file in (path, home.backups / path.name) if file.is_file()), None)
    except OSError as error:
        told = f"{name} cannot be read ({error.strerror or type(error).__name__})"
        raise ArchiveError(told, "Check its rights and those of its folder.") from None
    if found is None:
        raise ArchiveError(f"There is no backup {name}", "`greenroom backup --list` shows what there is.")
    return found
