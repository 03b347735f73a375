"""`greenroom speech setup [PATH]`: choose the model that writes down what you say."""

from argparse import Namespace
from pathlib import Path

from cards.errors import GreenroomError, UsageError, install_command
from decks.toml.regular_files import real_path
from trainer.commands.speech_language import not_understood
from trainer.environment import Environment
from trainer.files.settings import change_setting
from trainer.home import Home, user_path
from trainer.opening import open_home, open_store
from trainer.speech.packages import missing_packages
from trainer.speech.recognition.models import (
    PUBLISHED,
    WEIGHTS,
    Published,
    check_folder,
    find_models,
    missing_files,
    name_of,
    published,
    unpack,
)
from trainer.terminal.layout import BLANK, paragraph
from trainer.terminal.output import output_layout, print_lines, print_sentence
from trainer.terminal.progress import progress
from trainer.terminal.words import size

_WHAT = (
    "A speech model turns what you say into text on this machine; nothing is sent anywhere. greenroom works with"
    " Whisper models in the layout of faster-whisper (MIT licence), and never downloads one itself."
)
_HOW = (
    "To get one, open its page, save config.json, model.bin and vocabulary.txt into one folder, and run"
    " `greenroom speech setup FOLDER`. A wheel with these files works too."
)
_WHICH = (
    "tiny.en is quick on any machine; base.en hears names and numbers better. Those without .en know other languages,"
    " too."
)
_WINDOWS = 5  # that a minute of speech takes; each costs about what the sample does


def run(args: Namespace, env: Environment) -> int:
    """Explain, find or take a model; 0, or 1 if there is none yet."""
    home = open_home(env, args.home)
    if missing := missing_packages():
        what = "Writing down speech needs packages that are not installed"
        raise GreenroomError(what, f"This installs them: {install_command(*missing)}")
    if args.path is not None:
        return _take(home, env, user_path(args.path))
    width = output_layout(env).width
    print_lines(env, paragraph(_WHAT, width))
    found = find_models(home.speech, env.variables, Path.home())
    in_use = user_path(home.preferences.speech_model) if home.preferences.speech_model else None
    if in_use and not missing_files(in_use):
        print_sentence(env, f"You use {name_of(in_use)}, in {in_use}.")
        if not set(map(real_path, found)) - {real_path(in_use)}:
            print_sentence(env, "`greenroom speech setup FOLDER` takes another model.")
            return 0
    if found:
        return _take(home, env, _chosen(env, found))
    lines = [BLANK, *paragraph(_HOW, width), BLANK, *paragraph(_WHICH, width)]
    for model in PUBLISHED:
        lines += [BLANK, *paragraph(f"{model.name}, {_facts(model)}", width), (("", f"   {model.page}"),)]
    print_lines(env, lines)
    return 1


def _take(home: Home, env: Environment, path: Path) -> int:
    """Try a model, and set it if it works."""
    folder = real_path(_unpacked(path, home.speech))
    check_folder(folder)
    print_sentence(env, f"This is {_description(folder)}.")
    from trainer.speech.recognition.listener import NotHeard
    from trainer.speech.recognition.trial import try_model

    (trial,) = (try_model(each) for each in progress(env)([folder], "Trying it on five seconds of speech"))
    if isinstance(trial, NotHeard):
        raise GreenroomError(trial.why.rstrip("."), "Get the model again, or choose another.")
    print_sentence(env, f'It heard: "{trial.text}"')
    minute = max(1, round(trial.seconds * _WINDOWS))
    print_sentence(env, f"That took {trial.seconds:.1f} s, so a minute of speech takes about {minute} s here.")
    with open_store(home) as store:
        change_setting(home, store, "speech_model", str(folder))
        warning = not_understood(home, store, folder)
    print_sentence(env, "`greenroom review --record` uses it from now on.")
    if warning:
        print_sentence(env, warning)
    return 0


def _unpacked(path: Path, into: Path) -> Path:
    """Return the folder of a model, which may be given as its folder, as the weights in it, or as a wheel."""
    if path.name == WEIGHTS:
        return path.parent
    return unpack(path, into) if path.is_file() else path


def _chosen(env: Environment, found: list[Path]) -> Path:
    """Let the user choose a model by its name."""
    if not env.interactive:
        listed = "; ".join(f"{folder} ({_description(folder)})" for folder in found)
        raise UsageError("PATH is missing", f"Choose one: {listed}.")
    from trainer.terminal.choose import Choice, choose
    from trainer.terminal.ui import UserLeft, open_ui

    names = [name_of(folder) for folder in found]
    models = {name if names.count(name) == 1 else f"{name} in {at}": at for name, at in zip(names, found, strict=True)}
    choices = [Choice(name, f"{_description(folder)}, in {folder}") for name, folder in models.items()]
    only = choices[0].value if len(choices) == 1 else ""
    hint = f"Enter takes {only}, q leaves" if only else "type a few letters, q leaves"
    try:
        return models[choose(open_ui(env, plain=False), "Which model", hint, choices, default=only)]
    except UserLeft:
        raise GreenroomError("Nothing was chosen") from None


def _description(folder: Path) -> str:
    known, octets = published(folder), (folder / WEIGHTS).stat().st_size
    if known is None:
        return f"not a model greenroom recognises, {size(octets)}"
    return f"{known.name}, as published, {_facts(known)}"


def _facts(model: Published) -> str:
    return f"{size(model.size)}, {'English only' if model.english else 'many languages'}"
