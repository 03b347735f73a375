"""What `greenroom doctor` finds in a home, as data."""

import json
from typing import Any

from tests.terminal import World


def examine(world: World, *options: str) -> tuple[int, list[dict[str, Any]]]:
    """Run it; return its exit code and its findings."""
    code = world.run("doctor", "--json", *options)
    result = json.loads(world.out)
    assert result["healthy"] == (code == 0)
    return code, result["findings"]


def doctor(world: World, *options: str) -> tuple[int, dict[str, str]]:
    """Run it; return its exit code and, for each check, its findings as one text."""
    code, findings = examine(world, *options)
    texts: dict[str, str] = {}
    for each in findings:
        text = f"{each['level']}: {each['message']} {each['fix']}".strip()
        texts[each["check"]] = f"{texts[each['check']]} | {text}" if each["check"] in texts else text
    return code, texts
