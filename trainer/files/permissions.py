"""What the user may do with a file or folder, asked before it is tried."""

import os
from pathlib import Path

READ, WRITE = os.R_OK, os.R_OK | os.W_OK
CHANGE = WRITE | os.X_OK  # of a folder: make, replace and remove what is in it


def may(path: Path, rights: int) -> bool:
    """Tell whether the user has all of these rights to what there is; False if there is nothing."""
    return os.access(path, rights, effective_ids=os.access in os.supports_effective_ids)


def first_unwritable(paths: set[Path]) -> Path | None:
    """Return the first of the folders that these paths stand in, or would, in which nothing may be changed."""
    folders = {next(folder for folder in path.parents if folder.exists()) for path in paths}
    return next((folder for folder in sorted(folders) if not may(folder, CHANGE)), None)
