"""Every error of the log is one sentence: which file, what is wrong, what to do."""

import sqlite3
import sys
import tomllib
from pathlib import Path

import pytest

from scheduler.log.errors import (
    StoreBusy,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreNewer,
    StoreOlder,
    StoreReadOnly,
    sqlite_errors,
    store_error,
)
from scheduler.planning.optimizer import REQUIREMENT, FitFailed, OptimizerMissing
from tests import ROOT
from trainer.interview import calendar_file
from trainer.speech.audio import device
from trainer.speech.recognition import models

DB = Path("/home/me/greenroom.db")


def test_an_error_of_the_log_names_the_file_the_matter_and_the_way_out() -> None:
    assert str(StoreNewer(DB, 9, 8)) == (
        f"{DB} was written by a newer greenroom (format 9, this one knows 8). Update greenroom; nothing was changed."
    )
    assert str(StoreOlder(DB, 3, 9)) == (
        f"{DB} was written before greenroom's first release (format 3, the oldest it can read is 9)."
        " Move it away, and greenroom starts a new log; nothing was changed."
    )
    assert str(StoreBusy(DB)) == f"{DB} is in use by another program. Close it and try again."
    assert str(StoreReadOnly(DB)) == (
        f"{DB} cannot be written. Check the permissions of the file and its folder, or use --home DIR."
    )
    assert str(StoreFull(DB, "disk full")) == (
        f"{DB} could not be written (disk full). Check the free space on that disk; all earlier ratings are safe."
    )
    assert str(StoreDamaged(DB, "file is not a database")) == (
        f"{DB} is not a working greenroom database (file is not a database). Nothing was changed."
        " `greenroom doctor` says more; --fix recovers what can still be read."
    )


def test_a_missing_optimizer_says_how_to_install_it_into_the_python_that_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/home/me/greenroom/bin/python")
    command = '/home/me/greenroom/bin/python -m pip install "fsrs-rs-python>=0.9,<1"'

    assert str(OptimizerMissing()) == (
        f"Fitting needs the package fsrs-rs-python, which is not installed. This installs it: {command}"
    )
    assert str(FitFailed()).endswith(f"Another version may work: {command}")


@pytest.mark.parametrize(
    ("executable", "named"), [("/the programs/python", '"/the programs/python"'), ("", "python"), (None, "python")]
)
def test_a_python_whose_path_has_spaces_or_is_not_known_can_be_told(
    monkeypatch: pytest.MonkeyPatch, executable: str | None, named: str
) -> None:
    monkeypatch.setattr(sys, "executable", executable)

    assert f": {named} -m pip install" in str(OptimizerMissing())


def test_a_package_that_is_asked_for_is_the_one_greenroom_names_as_its_extra() -> None:
    root = ROOT
    extras = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]

    assert extras["optimizer"] == [REQUIREMENT]
    assert extras["audio"] == [device.REQUIREMENT]
    assert extras["speech"] == ["greenroom[audio]", *models.REQUIREMENTS]
    assert extras["calendar"] == [calendar_file.REQUIREMENT]
    page = (root / "docs" / "first-day.md").read_text(encoding="utf-8")
    assert {extra for extra in extras if f"`{extra}`" in page} == set(extras) - {"docs", "mutation", "release", "test"}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("SQLITE_BUSY", StoreBusy),
        ("SQLITE_BUSY_SNAPSHOT", StoreBusy),
        ("SQLITE_LOCKED", StoreBusy),
        ("SQLITE_READONLY_DIRECTORY", StoreReadOnly),
        ("SQLITE_CANTOPEN", StoreReadOnly),
        ("SQLITE_PERM", StoreReadOnly),
        ("SQLITE_FULL", StoreFull),
        ("SQLITE_IOERR_WRITE", StoreFull),
        ("SQLITE_CORRUPT", StoreDamaged),
        ("SQLITE_NOTADB", StoreDamaged),
        (None, StoreDamaged),
    ],
)
def test_what_sqlite_says_is_told_as_what_is_the_matter(name: str | None, expected: type[StoreError]) -> None:
    error = sqlite3.OperationalError("said")
    if name is not None:
        error.sqlite_errorname = name

    assert type(store_error(DB, error)) is expected
    assert str(store_error(DB, error)).startswith(f"{DB} ")
    assert ("(said)" in str(store_error(DB, error))) == (expected in (StoreFull, StoreDamaged))
    with pytest.raises(expected) as raised, sqlite_errors(DB):
        raise error
    assert raised.value.__cause__ is error
