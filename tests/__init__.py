"""Tests, in the same folders as the program, and the worlds, models and slow campaigns they use."""

from pathlib import Path

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
