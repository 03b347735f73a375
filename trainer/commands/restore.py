"""`greenroom restore FILE`: put everything back to what a backup holds."""

from argparse import Namespace
from pathlib import Path

from trainer.archive import ArchiveError, read_manifest
from trainer.backups import make_backup
from trainer.environment import Environment
from trainer.home import Home, open_home
from trainer.output import print_json
from trainer.restoring import restore
from trainer.words import count


def run(args: Namespace, env: Environment) -> int:
    """Back up what there is, then put a backup in its place; 0."""
    home = open_home(env, args.home)
    path = _find(home, args.file)
    read_manifest(path)  # what is no backup at all is told before anything is written
    before = make_backup(home, "before-restore", "restore", anyhow=True)
    if before and before.told:
        home.notice(before.told)
    manifest = restore(home, path, before.manifest.files if before else {})
    kept = str(before.path) if before else None
    if args.json:
        told = {"restored": str(path), "made": manifest.made, "reviews": manifest.reviews, "before": kept}
        print_json(env, told | {"files": sorted(manifest.files)})
        return 0
    files = len(manifest.files) - (manifest.database is not None)
    content = f"{count(manifest.reviews, 'review')} and {count(files, 'file')}"
    print(f"Restored {content} from {path}.", file=env.stdout)
    if kept:
        print(f"What was there before is kept: {kept}", file=env.stdout)
    return 0


def _find(home: Home, name: str) -> Path:
    """Return the file of this name, or the backup of this name in the home."""
    path = Path(name).expanduser()
    found = next((file for file in (path, home.backups / path.name) if file.is_file()), None)
    if found is None:
        raise ArchiveError(f"There is no backup {name}", "`greenroom backup --list` shows what there is.")
    return found
