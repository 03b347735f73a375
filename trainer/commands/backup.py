"""`greenroom backup [FILE]`: everything you own in one file."""

from argparse import Namespace
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from cards.errors import UsageError
from decks.toml.regular_files import real_path
from trainer.backup.archive import ArchiveError, Manifest, read_manifest
from trainer.backup.folder import describe, list_backups, make_backup_at, possible_paths
from trainer.environment import Environment
from trainer.files.written_file import check_name
from trainer.home import Home, user_path
from trainer.opening import open_home
from trainer.terminal.output import output_layout, print_json, print_lines
from trainer.terminal.words import short_day, size

_WHY = {
    "daily": "automatic",
    "asked": "asked for",
    "migration": "before an upgrade",
    "restore": "before a restore",
}


def run(args: Namespace, env: Environment) -> int:
    """Make a backup, or list the existing ones; 0."""
    if args.list and (args.file is not None or args.force):
        raise UsageError("--list cannot go with FILE or --force", "Leave one of them out.")
    home = open_home(env, args.home, finishing=not args.list)
    if args.list:
        _list(home, as_json=args.json)
        return 0
    target, manifest, warning = make_backup_at(home, _targets(home, args), overwrite=args.force)
    if warning:
        home.notice(warning)
    if args.json:
        print_json(env, _json(target, manifest))
    else:
        print(f"Backed up {describe(manifest)}: {target} ({size(target.stat().st_size)}).", file=env.stdout)
    return 0


def _targets(home: Home, args: Namespace) -> Iterable[Path]:
    """Return the paths the backup may take, in order of preference."""
    if args.file is None:
        return possible_paths(home, "backup")
    if not args.file:
        raise ArchiveError("The file name is empty", "Give one, or leave it out to save in your data folder.")
    target = user_path(args.file)
    check_name(target)
    inside = real_path(target).is_relative_to(real_path(home.path))
    if inside and not real_path(target).is_relative_to(real_path(home.backups)):
        raise ArchiveError(f"{target} is inside the data folder you are backing up", "Choose a place outside it.")
    if target.is_dir():
        return (target / path.name for path in possible_paths(home, "greenroom"))
    if target.exists() and not args.force:
        raise ArchiveError(f"{target} already exists", "Give another name, or --force to replace it.")
    if target.exists() and not _is_backup(target):
        raise ArchiveError(f"{target} already exists and isn't a greenroom backup", "Give another name.")
    return [target]


def _is_backup(path: Path) -> bool:
    try:
        return path.is_file() and bool(read_manifest(path))
    except ArchiveError:
        return False


def _list(home: Home, *, as_json: bool) -> None:
    found: list[tuple[Path, Manifest]] = []
    for path in list_backups(home):
        try:
            found.append((path, read_manifest(path)))
        except ArchiveError as error:
            home.notice(f"{error.what}. Move it out of {home.backups}: only backups belong there.")
    if as_json:
        print_json(home.env, [_json(path, manifest) for path, manifest in found])
        return
    from trainer.terminal.layout import Line, entry, paragraph

    width = output_layout(home.env).width
    lines: list[Line] = []
    for path, manifest in found:
        made = datetime.fromisoformat(manifest.made).astimezone(home.env.zone)
        left = f"{short_day(made.date())} {made:%Y %H:%M}, {describe(manifest)}"
        lines += entry(left, f"{_WHY.get(manifest.why, manifest.why)}, {size(path.stat().st_size)}", width, path.name)
    none = "There are no backups yet; one is made every day you practise."
    lines += paragraph("`greenroom restore NAME` puts one back." if found else none, width)
    print_lines(home.env, lines)


def _json(path: Path, manifest: Manifest) -> dict[str, Any]:
    return {
        "path": str(path),
        "made": manifest.made,
        "why": manifest.why,
        "reviews": manifest.reviews,
        "files": sorted(manifest.files),
        "bytes": path.stat().st_size,
    }
