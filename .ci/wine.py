"""What Wine can't load, told to pytest: a test file that needs it is skipped with a reason instead of an error."""

import sys
from importlib.abc import MetaPathFinder

import pytest

# Wine 8 ends the process when NumPy is imported, and lacks a function that Rust's newer libraries call.
_LACKING = ("anki", "ctranslate2", "fsrs_rs_python", "jsonschema", "numpy")


class _Finder(MetaPathFinder):
    collecting = True

    def find_spec(self, fullname: str, *_: object) -> None:
        if self.collecting and fullname in _LACKING:
            pytest.skip(f"Wine can't load {fullname}", allow_module_level=True)


_finder = _Finder()


def pytest_configure() -> None:
    sys.meta_path.insert(0, _finder)


def pytest_collection_finish() -> None:
    _finder.collecting = False
