"""What Wine can't load, told to pytest: what needs it is skipped with a reason instead of failing or ending the run."""

import sys

import pytest

# Wine 8 lacks a function that NumPy calls, and ends the process for it.
_LACKING = ("ctranslate2", "numpy")


class _Finder:
    """Skips what imports a lacking library. Looking whether it is there, as `doctor` does, is fine."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        if name in _LACKING and sys._getframe(2).f_code.co_name == "_find_and_load_unlocked":
            pytest.skip(f"Wine can't load {name}", allow_module_level=True)


def pytest_configure() -> None:
    sys.meta_path.insert(0, _Finder)
