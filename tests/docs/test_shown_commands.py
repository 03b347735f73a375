"""Every command that the README and the docs show, run in a home with some history."""

import re
import shlex
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from cards.key import CardKey
from tests.terminal import DECK, World
from tests.trainer.prepare.test_documents import pdf_with, word_file
from trainer.demo.history import INTERVIEW_IN, fill_home
from trainer.opening import open_home
from trainer.speech.audio import wav
from trainer.speech.recordings import keep, new_recording

ROOT = Path(__file__).parents[2]
PAGES = [*ROOT.glob("*.md"), *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```(.*?)\n(.*?)^```", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`(greenroom(?: [^`\n]*)?)`")
_STANDS_FOR = {
    "ADVERT": "advert.txt",
    "CARD": "mine/sure",
    "COMMAND": "review",
    "DATE": "fri",
    "DECK": "mine",
    "FILE": "file",
    "FOLDER": "shared",
    "ID": "mine",
    "KEY": "new_per_day",
    "N": "5",
    "NAME": "Acme",
    "PACK": "teaching",
    "PATH": "model",
    "SHELL": "bash",
    "STORY": "the-report-nobody-read",
    "VALUE": "12",
    "WORDS": "salary",
}
# What FILE stands for in a command; elsewhere it's a new one
_FILES = {
    "export": "cards.md",
    "import": "questions.md",
    "interview": "questions.md",
    "check": "decks/builtin/cultural-fit.toml",
    "prepare": "cv.docx",
    "restore": "saved.greenroom",
}
# What can't work here, and what it says then
_ELSEWHERE = {
    "completion --install": "which shell you use",
    "hub": "missing",
    "mcp accept ID": 'no proposal "mine"',
    "mcp refuse ID": 'no proposal "mine"',
    "prepare": "ADVERT is missing",
    "recordings delete 2": "for good",  # it asks at a terminal
    "recordings play 2": "loudspeaker",
    "speech setup": "model",
    "speech setup PATH": "model",
    "stats --open": "browser",
}
# There is no hub where tests run
_HUB = "postgresql://NAME@127.0.0.1:1/greenroom"
_TYPED = {"add": "Why us?\nName what you read about them\n" + "\n" * 5}


def _shown() -> list[str]:
    """Return the command lines of all pages without `greenroom`, each once."""
    found = set()
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        found.update(_INLINE.findall(text))
        for language, block in _BLOCK.findall(text):
            if language not in {"", "sh"}:
                continue
            lines = block.replace("\\\n", " ").splitlines()
            found.update(line.removeprefix("$ ").partition("  #")[0].strip() for line in lines)
    lines = {line.removeprefix("greenroom").strip() for line in found if re.match(r"greenroom\b(?!/)", line)}
    return sorted(lines - {"mcp"})  # which talks to the program that starts it


def _words(line: str) -> list[str]:
    """Return the words of a command line, with all options taken and real things for CARD, FILE and so on."""
    words = shlex.split(re.sub(r"[\[\]]|\.\.\.", "", line))
    file = "file.ics" if "--ics" in words else _FILES.get(words[0] if words else "", "new-file")
    words = [_HUB if word == "ADDRESS" or word.startswith("postgresql://") else word for word in words]
    return [{**_STANDS_FOR, "FILE": file}.get(word, word) for word in words]


@pytest.fixture(scope="module")
def practised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the home of somebody who has practised for a while, a backup of it, and a list of questions."""
    folder = tmp_path_factory.mktemp("practised")
    world = World(folder / "home")
    world.write_deck(DECK)
    home = open_home(world.environment(), None)
    fill_home(home, days=20)
    for _ in range(3):
        world.now += timedelta(minutes=1)
        home = open_home(world.environment(), None)
        recording = new_recording(home, CardKey("mine", "sure"))
        recording.path.write_bytes(wav.header() + bytes(32_000))
        keep(home, recording)
    assert world.run("backup", str(folder / "saved.greenroom")) == 0
    (folder / "questions.md").write_text("## Why us?\n\n- Name what you read about them\n", encoding="utf-8")
    shutil.copy(ROOT / "tests" / "data" / "adverts" / "data-2.txt", folder / "advert.txt")
    pdf_with(folder / "advert.pdf", "We are looking for a nurse with attention to detail and a driving licence.")
    word_file(folder / "cv.docx")
    (folder / "cv.txt").write_text("Experience\n\n- Looked after 30 patients a night\n", encoding="utf-8")
    (folder / "shared").mkdir()
    (folder / "decks").symlink_to(ROOT / "decks")
    assert world.run("doctor", "--fix") == 0  # makes the files we wrote private
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("line", _shown())
def test_a_command_that_the_docs_show_works(
    line: str, practised: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(practised, tmp_path / "there", symlinks=True)
    monkeypatch.chdir(folder)
    world = World(folder / "home", run_program=lambda _: 0)
    if line.startswith(("interview debrief", "interview result")):
        world.pass_days(INTERVIEW_IN)
    if line.startswith("sync"):
        assert world.run("sync", "shared") == 0
    argv = [path for word in _words(line) for path in (sorted(map(str, Path().glob(word))) if "*" in word else [word])]
    code = world.run(*argv, typed=_TYPED.get(line, "q\n"))

    if _HUB in argv:
        assert re.search("No PostgreSQL answers|Add --yes", world.err)
    elif said := _ELSEWHERE.get(line):
        assert said in world.out + world.err
    else:
        assert (code, world.err) == (0, ""), argv
