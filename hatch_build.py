"""The build hook that puts the manual page and the shell completions into a wheel, all made from the parser."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.builders.utils import get_reproducible_timestamp

_COMPLETIONS = {
    "bash": "share/bash-completion/completions/greenroom",
    "zsh": "share/zsh/site-functions/_greenroom",
    "fish": "share/fish/vendor_completions.d/greenroom.fish",
}
_MANUAL = "share/man/man1/greenroom.1"
_WIDE = 10_000  # columns: man wraps lines itself


class ManualHook(BuildHookInterface):  # type: ignore[type-arg]
    """Writes the files to a temporary folder and names where a wheel puts them."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the files, unless the wheel is that of an editable install."""
        if version == "editable":
            return
        self._folder = TemporaryDirectory(prefix="greenroom-manual-")
        for name, text in _files(Path(self.root)).items():
            path = Path(self._folder.name, Path(name).name)
            path.write_text(text, encoding="utf-8", newline="\n")
            path.chmod(0o644)
            build_data["shared_data"][str(path)] = name

    def finalize(self, version: str, _build_data: dict[str, Any], _artifact: str) -> None:
        """Remove the temporary folder."""
        if version != "editable":
            self._folder.cleanup()


def _files(root: Path) -> dict[str, str]:
    sys.path.insert(0, str(root))
    from argparse_manpage.manpage import Manpage

    from trainer.commands.completion import script
    from trainer.environment import Environment
    from trainer.options.commands import COMMANDS
    from trainer.parser import VERSION, build_parser

    env = Environment.real()._replace(columns=lambda: _WIDE)
    about = {
        "project_name": "greenroom",
        "version": VERSION,
        "manual_title": "greenroom",
        "date": datetime.fromtimestamp(get_reproducible_timestamp(), UTC).date().isoformat(),
        "description": "practise interview answers until they stick",
    }
    page = str(Manpage(build_parser(env, COMMANDS), _data=about))
    return {_MANUAL: page, **{path: script(env, shell) for shell, path in _COMPLETIONS.items()}}
