"""`greenroom speech setup [PATH]`: choose the model that writes down what you say."""

from argparse import Namespace
from pathlib import Path

from cards.errors import GreenroomError, install_command
from trainer.environment import Environment
from trainer.files.choices import given_or_chosen
from trainer.files.settings import change_setting
from trainer.home import Home
from trainer.opening import open_home, open_store
from trainer.speech.packages import missing_packages
from trainer.speech.recognition.models import (
    PUBLISHED,
    WEIGHTS,
    Published,
    check_folder,
    find_models,
    published,
    unpack,
)
from trainer.terminal.layout import paragraph
from trainer.terminal.output import output_layout, print_lines, print_sentence
from trainer.terminal.progress import progress
from trainer.terminal.words import size

_WHAT = (
    "A speech model turns what you say into text on this machine; nothing is sent anywhere. greenroom works with"
    " Whisper models in the layout of faster-whisper (MIT licence), and never downloads one itself."
)
_HOW = (
    "To get one, open its page, save config.json, model.bin, tokenizer.json and vocabulary.txt into one folder, and"
    " run `greenroom speech setup FOLDER`. A wheel with these files works too."
)
_WINDOWS = 5  # that a minute of speech takes; each costs about what the sample does


def run(args: Namespace, env: Environment) -> int:
    """Explain, find or take a model; 0, or 1 if there is none yet."""
    home = open_home(env, args.home)
    if missing := missing_packages():
        what = "Writing down speech needs packages that are not installed"
        raise GreenroomError(what, f"This installs them: {install_command(*missing)}")
    if args.path is not None:
        return _take(home, env, Path(args.path).expanduser())
    width = output_layout(env).width
    print_lines(env, paragraph(_WHAT, width))
    found = [(str(folder), _description(folder)) for folder in find_models(env.variables, Path.home())]
    if found:
        return _take(home, env, Path(given_or_chosen(env, None, "PATH", _listed(found), found)))
    lines = paragraph(_HOW, width)
    for model in PUBLISHED:
        lines += paragraph(f"{model.name}, {_facts(model)}: {model.page}", width)
    lines += paragraph("tiny.en is quick on any machine; base.en hears names and numbers better.", width)
    print_lines(env, lines)
    return 1


def _take(home: Home, env: Environment, path: Path) -> int:
    """Try a model, and set it if it works."""
    folder = (unpack(path, home.path / "speech") if path.is_file() else path).resolve()
    check_folder(folder)
    print_sentence(env, f"This is {_description(folder)}.")
    from trainer.speech.recognition.listener import NotHeard
    from trainer.speech.recognition.trial import try_model

    (trial,) = (try_model(each) for each in progress(env)([folder], "Trying it on five seconds of speech"))
    if isinstance(trial, NotHeard):
        raise GreenroomError(trial.why.rstrip("."), "Get the model again, or take another.")
    print_sentence(env, f'It heard: "{trial.text}"')
    minute = max(1, round(trial.seconds * _WINDOWS))
    print_sentence(env, f"That took {trial.seconds:.1f} s, so a minute of speech takes about {minute} s here.")
    with open_store(home) as store:
        change_setting(home, store, "speech_model", str(folder))
    print_sentence(env, "`greenroom review --record` uses it from now on.")
    return 0


def _listed(found: list[tuple[str, str]]) -> str:
    folders = "; ".join(f"{folder} ({description})" for folder, description in found)
    return f"`greenroom speech setup PATH` takes one of these: {folders}."


def _description(folder: Path) -> str:
    known, octets = published(folder), (folder / WEIGHTS).stat().st_size
    if known is None:
        return f"a model greenroom doesn't know, {size(octets)}"
    return f"{known.name}, as published, {_facts(known)}"


def _facts(model: Published) -> str:
    return f"{size(model.size)}, {'English only' if model.english else 'many languages'}"
