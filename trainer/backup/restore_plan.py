"""The plan of a restore: the file in the folder of a restore under way that says what is left to do."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from decks.toml.atomic import sync_file
from trainer.backup.archive import ArchiveError, LogOrigin

FILES = "files"  # the folder beside the plan with everything that is to be put in place
_NAME = "plan.json"


class RestorePlan(NamedTuple):
    """What a restore is about to do.

    Attributes:
        files: The checksums of the files that are to be in the home, by path; None if its files stay as they are.
        before: The checksums of what was backed up first. A file is only removed, or replaced without another backup,
            if it still is what it was then.
        replaced_by_restore: See `Manifest`; for a backup of what comes in until the restore is finished.
    """

    files: Mapping[str, str] | None
    before: Mapping[str, str]
    replaced_by_restore: LogOrigin | None = None


def plan_in(work: Path) -> Path:
    """Return the path of the plan in a restore's folder; once it is gone, the restore is finished."""
    return work / _NAME


def write_plan(work: Path, plan: RestorePlan) -> None:
    """Write the plan of a restore, synced to disk."""
    table = {"files": plan.files, "before": plan.before, "instead": plan.replaced_by_restore}
    with plan_in(work).open("w", encoding="utf-8") as file:
        json.dump(table, file)
        sync_file(file)


def read_plan(work: Path) -> RestorePlan:
    """Read the plan of a restore.

    Raises:
        FileNotFoundError: There is none.
        ArchiveError: It is damaged.
    """
    try:
        table = json.loads(plan_in(work).read_text(encoding="utf-8"))
        origin = table["instead"]
        return RestorePlan(table["files"], table["before"], origin and LogOrigin(*origin))
    except (ValueError, TypeError, LookupError):
        raise ArchiveError(f"its plan is damaged. Move {work} away, and restore the backup again") from None
