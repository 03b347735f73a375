"""The names and the order of the backups in a home."""

import os
from pathlib import Path
from threading import Thread

import pytest

from tests.terminal import NOON, World
from trainer.backup.archive import read_manifest
from trainer.backup.folder import list_backups, make_backup
from trainer.opening import open_home


@pytest.mark.parametrize("links", [True, False])
def test_backups_made_at_the_same_moment_never_take_each_other_s_place(
    world: World, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    if not links:

        def no_links(*_: object) -> None:
            raise PermissionError

        monkeypatch.setattr(Path, "hardlink_to", no_links)
    home = open_home(world.environment(), None)
    made: list[Path] = []

    def make() -> None:

        found = make_backup(home, "backup", "asked")
        assert found is not None
        made.append(found.path)

    threads = [Thread(target=make) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(set(made)) == 6
    assert sorted(made) == sorted((world.home / "backups").iterdir())
    assert all(read_manifest(path).why == "asked" for path in made)


def test_backups_of_one_second_are_listed_the_newest_first_too(world: World) -> None:
    folder = world.home / "backups"
    folder.mkdir()
    newest_first = [
        "auto-20260303T120000Z.zip",
        "backup-20260302T120000Z-10.zip",
        "backup-20260302T120000Z-2.zip",
        "backup-20260302T120000Z.zip",
        "before-restore-20260301T120000Z.zip",
        "mine.zip",
        "auto-20250301T120000Z.zip",
    ]
    for number, name in enumerate(newest_first):
        (folder / name).touch()
        os.utime(folder / name, (NOON.timestamp() + number,) * 2)  # copied, the oldest last
    at = NOON.timestamp() - 200 * 86400
    os.utime(folder / "mine.zip", (at, at))
    (folder / "gone-20260302T120000Z.zip").symlink_to("nowhere")  # as if it had just been thinned out

    assert [path.name for path in list_backups(open_home(world.environment(), None))] == newest_first
