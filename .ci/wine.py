"""What Wine can't load, told to pytest: what needs it is skipped with a reason instead of failing or ending the run."""

import sys

import pytest

# Wine 8 ends the process when NumPy is imported, and lacks a function that Rust's newer libraries call.
_LACKING = ("anki", "ctranslate2", "fsrs_rs_python", "jsonschema", "mcp", "numpy", "psycopg")


class _Finder:
    """Skips what imports a lacking library. Looking whether it is there, as `doctor` does, is fine."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name in _LACKING and sys._getframe(2).f_code.co_name == "_find_and_load_unlocked":
            pytest.skip(f"Wine can't load {name}", allow_module_level=True)


def pytest_configure() -> None:
    sys.meta_path.insert(0, _Finder)
