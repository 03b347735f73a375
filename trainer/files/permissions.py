"""The user's permissions on files and folders, checked before anything that might otherwise stop halfway."""

import os
from pathlib import Path

READ, WRITE = os.R_OK, os.R_OK | os.W_OK
CHANGE = WRITE | os.X_OK  # for a folder: make, replace and remove files in it


def may(path: Path, rights: int) -> bool:
    """Return whether the user has all of these permissions on a file or folder; False if it does not exist."""
    return os.access(path, rights, effective_ids=os.access in os.supports_effective_ids)


def first_unwritable(paths: set[Path]) -> Path | None:
    """Return the first existing folder above these paths that the user can't change; None if there is none."""
    folders = {next(folder for folder in path.parents if folder.exists()) for path in paths}
    return next((folder for folder in sorted(folders) if not may(folder, CHANGE)), None)
