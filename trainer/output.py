"""What commands print when they do not ask anything."""

import json

from trainer.environment import Environment


def print_json(env: Environment, value: object) -> None:
    """Print one JSON value on standard output."""
    print(json.dumps(value, ensure_ascii=not _speaks_unicode(env), indent=2), file=env.stdout)


def _speaks_unicode(env: Environment) -> bool:
    return (getattr(env.stdout, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"
