"""`greenroom speech status`: what works of recording, writing down and reading out, and what is missing."""

from argparse import Namespace
from pathlib import Path
from typing import NamedTuple

from cards.errors import GreenroomError, install_command
from trainer.environment import Environment
from trainer.home import Home, user_path
from trainer.opening import open_home, open_store
from trainer.speech.packages import missing_packages
from trainer.speech.recognition.models import check_folder, published
from trainer.speech.voice import find_voice
from trainer.terminal.layout import Line, entry, pasteable
from trainer.terminal.output import output_layout, print_json, print_lines
from trainer.terminal.progress import progress


class _Part(NamedTuple):
    works: bool
    text: str
    otherwise: str = "missing"  # what it is if it doesn't work


def run(args: Namespace, env: Environment) -> int:
    """Show the state of each part; 0."""
    home = open_home(env, args.home)
    folder = user_path(home.preferences.speech_model) if home.preferences.speech_model else None
    record, transcribe, voice = _record(), _transcribe(home, env, folder), _voice(env)
    if args.json:
        known = published(folder) if folder and transcribe.works else None
        model = (
            {"name": known.name if known else None, "known": known is not None, "path": str(folder)} if folder else None
        )
        parts = {"record": record.works, "transcribe": transcribe.works, "voice": voice.works}
        print_json(env, {**parts, "model": model})
        return 0
    width = output_layout(env).width
    lines: list[Line] = []
    for name, part in (("Record and play", record), ("Write down", transcribe), ("Read out", voice)):
        lines += entry(name, "ready" if part.works else part.otherwise, width)
        lines += pasteable(part.text, width, first="   ")
    print_lines(env, lines)
    return 0


def _record() -> _Part:
    if missing := missing_packages(sound_only=True):
        return _Part(works=False, text=f"This installs what it needs: {install_command(missing[0])}")
    from trainer.speech.audio.recorder import check_microphone

    try:
        check_microphone()
    except GreenroomError as error:
        return _Part(works=False, text=str(error))
    return _Part(works=True, text="A microphone can be opened. `review --record` uses it.")


def _transcribe(home: Home, env: Environment, folder: Path | None) -> _Part:
    if missing := missing_packages():
        return _Part(works=False, text=f"This installs what it needs: {install_command(*missing)}")
    if folder is None:
        return _Part(works=False, text="No model is set. `greenroom speech setup` finds one or says where to get it.")
    try:
        check_folder(folder)
    except GreenroomError as error:
        return _Part(works=False, text=str(error))
    known = published(folder)
    if known is None and (trouble := _trouble(env, folder)):
        return _Part(works=False, text=f"{trouble} `greenroom speech setup` takes another.", otherwise="not working")
    model = f"{known.name}, as published." if known else f"The model in {folder}, which greenroom doesn't recognise."
    from trainer.commands.speech_language import not_understood

    with open_store(home) as store:
        return _Part(works=True, text=f"{model} {not_understood(home, store, folder)}".rstrip())


def _trouble(env: Environment, folder: Path) -> str:
    """Try a model whose weights are not known to be whole; return what is wrong, as a sentence."""
    from trainer.speech.recognition.listener import NotHeard
    from trainer.speech.recognition.trial import try_model

    (trial,) = (try_model(each) for each in progress(env)([folder], "Trying the speech model"))
    return trial.why if isinstance(trial, NotHeard) else ""


def _voice(env: Environment) -> _Part:
    if missing := missing_packages(sound_only=True):
        return _Part(works=False, text=f"This installs what it needs: {install_command(missing[0])}")
    voice = find_voice(env.platform, env.variables)
    if voice is None:
        return _Part(works=False, text="This system has no voice. On Linux, install espeak-ng.")
    return _Part(works=True, text=voice.name)
