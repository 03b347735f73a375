"""`greenroom backup [FILE]`: everything you own in one file."""

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from trainer.backup.archive import ArchiveError, Manifest, read_manifest
from trainer.backup.folder import describe, list_backups, make_backup_at, possible_paths
from trainer.environment import Environment
from trainer.home import Home
from trainer.opening import open_home
from trainer.terminal.output import print_json
from trainer.terminal.words import short_day, size

_WHY = {
    "daily": "made by itself",
    "asked": "asked for",
    "migration": "before a newer greenroom",
    "restore": "before a restore",
}


class ListTakesNoFile(ArchiveError):
    """`--list` together with an option that only makes sense when making a backup."""

    exit_code = 2

    def __init__(self) -> None:
        super().__init__("--list makes no backup, and takes neither FILE nor --force", "Leave one of them out.")


def run(args: Namespace, env: Environment) -> int:
    """Make a backup, or list the existing ones; 0."""
    if args.list and (args.file is not None or args.force):
        raise ListTakesNoFile
    home = open_home(env, args.home, finishing=not args.list)
    if args.list:
        return _list(home, env, as_json=args.json)
    target, manifest, warning = make_backup_at(home, _targets(home, args), overwrite=args.force)
    if warning:
        home.notice(warning)
    if args.json:
        print_json(env, _json(target, manifest))
        return 0
    print(f"Backed up {describe(manifest)}: {target} ({size(target.stat().st_size)}).", file=env.stdout)
    return 0


def _targets(home: Home, args: Namespace) -> Iterable[Path]:
    """Return the paths the backup may take, in order of preference."""
    if args.file is None:
        return possible_paths(home, "backup")
    if not args.file:
        raise ArchiveError("The file has no name", "Give one, or none at all for a backup in the data home.")
    target = Path(args.file).expanduser()
    inside = target.resolve().is_relative_to(home.path.resolve())
    if inside and not target.resolve().is_relative_to(home.backups.resolve()):
        raise ArchiveError(f"{target} would lie among what it keeps", "Give a place outside the data home.")
    if target.is_dir():
        return (target / path.name for path in possible_paths(home, "greenroom"))
    if target.exists() and not args.force:
        raise ArchiveError(f"{target} is there already", "Give another name, or --force to replace it.")
    if target.exists() and not _is_backup(target):
        raise ArchiveError(f"{target} is there already and is no backup of greenroom", "Give another name.")
    return [target]


def _is_backup(path: Path) -> bool:
    if not path.is_file():
        return False
    try:
        read_manifest(path)
    except ArchiveError:
        return False
    return True


def _list(home: Home, env: Environment, *, as_json: bool) -> int:
    found: list[tuple[Path, Manifest]] = []
    for path in list_backups(home):
        try:
            found.append((path, read_manifest(path)))
        except ArchiveError as error:
            home.notice(f"{error.what}. Move it out of {home.backups}, so that only backups are there.")
    if as_json:
        print_json(env, [_json(path, manifest) for path, manifest in found])
        return 0
    from trainer.terminal.layout import joined, layout_for, paragraph, sides

    width = layout_for(env.columns(), drawn=True).width
    for path, manifest in found:
        left = ("", f"{_when(env, manifest)}, {describe(manifest)}")
        right = ("", f"{_WHY.get(manifest.why, manifest.why)}, {size(path.stat().st_size)}")
        env.stdout.write(joined(sides(left, right, width - 1)))
        env.stdout.write(joined(paragraph(path.name, width, first="   ")))
    where = (
        "`greenroom restore NAME` puts one back." if found else "There are no backups yet; one is made every study day."
    )
    env.stdout.write(joined(paragraph(where, width)))
    return 0


def _when(env: Environment, manifest: Manifest) -> str:
    from datetime import datetime

    local = datetime.fromisoformat(manifest.made).astimezone(env.zone)
    return f"{short_day(local.date())} {local:%Y %H:%M}"


def _json(path: Path, manifest: Manifest) -> dict[str, Any]:
    return {
        "path": str(path),
        "made": manifest.made,
        "why": manifest.why,
        "reviews": manifest.reviews,
        "files": sorted(manifest.files),
        "bytes": path.stat().st_size,
    }
