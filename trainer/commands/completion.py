"""`greenroom completion SHELL`: a script that completes commands, options, decks, cards and files."""

import os
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path

from cards.errors import GreenroomError, UsageError, os_reason
from trainer.config import DESCRIPTIONS
from trainer.environment import Environment
from trainer.options.commands import COMMANDS
from trainer.parser import build_parser

# What `--install` writes: the shell runs it at the first Tab, so the script always fits the installed version.
_LOADERS = {
    "bash": 'eval "$(greenroom completion bash)"\n',
    "zsh": '#compdef greenroom\neval "$(greenroom completion zsh)"\n_shtab_greenroom "$@"\n',
    "fish": "greenroom completion fish | source\n",
}


def run(args: Namespace, env: Environment) -> int:
    """Print the script, install it, or print the ids it completes; 0.

    Raises:
        GreenroomError: The script can't be installed.
    """
    if args.list is not None:
        _list(args, env)
        return 0
    shell = args.shell
    if shell is None and args.install:
        shell = Path(env.variables.get("SHELL", "")).name
    if shell is None:
        fix = "Name one: `greenroom completion bash`, zsh, fish, tcsh or powershell."
        raise UsageError("No shell given", fix)
    if args.install:
        _install(shell, env)
    else:
        print(script(env, shell), file=env.stdout)
    return 0


def script(env: Environment, shell: str) -> str:
    """Return the completion script for bash, zsh, fish, tcsh or powershell."""
    import shtab

    ids = {kind: shtab.cmd(f"greenroom completion --list {kind} 2>/dev/null") for kind in ("decks", "cards", "packs")}
    completed = {"DECK": ids["decks"], "ID": ids["decks"], "CARD": ids["cards"], "PACK": ids["packs"]}
    completed |= {"FILE": shtab.FILE, "ADVERT": shtab.FILE, "DIR": shtab.DIRECTORY, "FOLDER": shtab.DIRECTORY}
    parser = build_parser(env, COMMANDS)
    words = {"COMMAND": COMMANDS, "KEY": DESCRIPTIONS}
    for action in _actions(parser):
        if action.metavar in words and action.choices is None:
            action.choices = list(words[action.metavar])
        if action.metavar in completed:
            action.complete = completed[action.metavar]  # type: ignore[attr-defined]  # where shtab looks for it
    return shtab.complete(parser, shell=shell)


def _install(shell: str, env: Environment) -> None:
    """Write the loader of a shell's completion to where the shell looks for it, and say what is left to do."""
    if shell not in _LOADERS:
        what = f"{shell} has no folder for completions" if shell else "There is no telling which shell you use"
        fix = "Name bash, zsh or fish. In other shells, put what `greenroom completion SHELL` prints into your profile."
        raise GreenroomError(what, fix)
    path, loader = _place(shell, env.variables), _LOADERS[shell]
    try:
        if path.exists() and path.read_bytes() != loader.encode():
            raise GreenroomError(f"{path} is already there, and isn't greenroom's", "Move it away, then try again.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(loader, encoding="utf-8", newline="\n")
    except OSError as error:
        fix = f"Put this into your profile: {loader.splitlines()[-1]}"
        raise GreenroomError(f"{path} can't be written ({os_reason(error)})", fix) from error
    print(f"Written: {path}", file=env.stdout)
    print("Tab completes greenroom in the next shell you open.", file=env.stdout)
    if shell == "bash":
        line = f"If it doesn't, install the package bash-completion, or put this into ~/.bashrc: {loader.rstrip()}"
        print(line, file=env.stdout)
    if shell == "zsh":
        line = f"fpath=({path.parent} $fpath)"
        print(f"If it doesn't, put this into ~/.zshrc, above `compinit`: {line}", file=env.stdout)
        print("If there is no `compinit`, put this below it: autoload -U compinit && compinit", file=env.stdout)


def _place(shell: str, variables: Mapping[str, str]) -> Path:
    """Return the file in which a user's own completions for greenroom belong."""
    home = Path(variables.get("HOME") or os.path.expanduser("~"))  # noqa: PTH111
    data = Path(variables.get("XDG_DATA_HOME") or home / ".local" / "share")
    if shell == "bash":  # where bash-completion 2 looks
        return Path(variables.get("BASH_COMPLETION_USER_DIR") or data / "bash-completion") / "completions" / "greenroom"
    if shell == "zsh":
        return data / "zsh" / "site-functions" / "_greenroom"
    return Path(variables.get("XDG_CONFIG_HOME") or home / ".config") / "fish" / "completions" / "greenroom.fish"


def _list(args: Namespace, env: Environment) -> None:
    """Print the ids of all decks, cards or packs, one a line."""
    # The build of a wheel makes the scripts without the packages that these import.
    from trainer.opening import open_home, open_library, open_store

    home = open_home(env, args.home)
    if args.list == "packs":
        from trainer.files.packs import all_packs

        print(*all_packs(home), sep="\n", file=env.stdout)
        return
    with open_store(home, reading=True) as store, open_library(home, store) as library:
        decks = library.decks()
    for deck in decks:
        names = [deck.id] if args.list == "decks" else deck.keys
        print(*names, sep="\n", file=env.stdout)


def _actions(parser: ArgumentParser) -> Iterator[Action]:
    """Yield the options and arguments of all commands."""
    for action in parser._actions:  # noqa: SLF001  # argparse has no public way to list them
        yield action
        if isinstance(action.choices, dict):
            for command in action.choices.values():
                yield from _actions(command)
