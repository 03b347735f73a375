"""Laws of files that travel: whatever is edited where, and whatever arrives when, all machines end with the same."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.card import KeyPoint
from cards.own_answer import OwnAnswer
from cards.story import Story
from decks.own.answers import add_own_answer, read_own_answers, set_tick
from decks.own.stories import add_story
from decks.toml.edit import CannotEdit, change_tables, remove_table
from decks.toml.limits import load_toml
from tests.toml_files import HandWritten, hand_written
from tests.trainer.sync.machines import Machine, machines, settle
from trainer.sync.kinds import BY_NAME
from trainer.sync.local import travelling
from trainer.sync.tables import read_units

FILES = ("decks/mine.toml", "decks/mine.toml", "decks/mine.toml", "decks/other.toml")
FRESH = """format = 1
[deck]
id = "{}"
title = "w0"

[[cards]]
id = "first"
question = "First, w0?"  # the first

[[cards]]
id = "second"
question = "Second, w0?"
answer = "w0"
"""


class Life:
    """Machines and what is done on them. Every text that is written has a word of its own, to look for afterwards."""

    def __init__(self, all_machines: list[Machine]) -> None:
        self.machines = all_machines
        self.words = 0
        self.written: set[str] = set()
        self.let_go: set[str] = set()  # words that somebody who saw them removed
        self.has_deleted = False

    def word(self) -> str:
        self.words += 1
        return f"w{self.words}"

    @contextmanager
    def watched(self, machine: Machine, name: str) -> Iterator[Path]:
        machine.world.now += timedelta(minutes=1)
        path = machine.path(name)
        was = words(machine.read(name)) if path.exists() else set()
        yield path
        now = words(machine.read(name)) if path.exists() else set()
        self.written |= now - was
        self.let_go |= was - now

    def save(self, machine: Machine, name: str, text: str | None) -> None:
        with self.watched(machine, name) as path:
            if text is None:
                path.unlink(missing_ok=True)
            else:
                machine.write(name, text)

    def change(self, machine: Machine, name: str, make: Callable[[str], str]) -> None:
        """Save a file with a change, unless it is in a form in which this can't be made."""
        text = machine.read(name) if machine.path(name).exists() else ""
        try:
            self.save(machine, name, make(text))
        except CannotEdit:
            return


Step = Callable[[Life, Machine, Random], None]
Steps = list[tuple[int, Step, int]]  # which machine, what, and a seed


def words(text: str) -> set[str]:
    return set(re.findall(r"w\d+", text))


def add_card(life: Life, machine: Machine, random: Random) -> None:
    name, word = random.choice(FILES), life.word()

    def make(text: str) -> str:
        text = text or FRESH.format(Path(name).stem)
        if re.search(r"(?m)^\s*cards\s*=", text):
            raise CannotEdit
        line_end = "" if text.endswith("\n") else "\n"
        card = f'[[cards]]\nid = "card-{word}"\nquestion = "What, {word}?"  # {life.word()}\n'
        return f"{text}{line_end}\n# {life.word()}\n{card}"

    life.change(machine, name, make)


def change_field(life: Life, machine: Machine, random: Random) -> None:
    def make(text: str) -> str:
        cards = load_toml(text).get("cards", [])
        if not cards:
            raise CannotEdit
        field = random.choice(["question", "answer", "answer", "tags"])
        value = (
            [life.word()] if field == "tags" else life.word() if random.random() < 0.8 or field == "question" else None
        )
        position = random.randrange(min(2, len(cards)))
        if value is None and field not in cards[position]:
            raise CannotEdit
        return change_tables(text, {("cards", position): {field: value}})

    life.change(machine, random.choice(FILES), make)


def change_head(life: Life, machine: Machine, random: Random) -> None:
    life.change(machine, random.choice(FILES), lambda text: change_tables(text, {("deck",): {"title": life.word()}}))


def comment(life: Life, machine: Machine, random: Random) -> None:
    name = random.choice(FILES)
    if machine.path(name).exists():
        life.change(machine, name, lambda text: f"# {life.word()}\n{text}")


def delete_card(life: Life, machine: Machine, random: Random) -> None:
    def make(text: str) -> str:
        cards = load_toml(text).get("cards", [])
        if not cards or re.search(r"(?m)^\s*cards\s*=", text):
            raise CannotEdit
        life.has_deleted = True
        return remove_table(text, ("cards", random.randrange(len(cards))))

    life.change(machine, random.choice(FILES), make)


def delete_file(life: Life, machine: Machine, random: Random) -> None:
    name = random.choice([*FILES, "stories.toml", "interviews.toml"])
    if machine.path(name).exists():
        life.has_deleted = True
        life.save(machine, name, None)


def answer(life: Life, machine: Machine, random: Random) -> None:
    own = OwnAnswer(points=(KeyPoint(life.word()),), notes=life.word(), tick=random.random() < 0.5)
    with life.watched(machine, "answers/mine.toml") as path:
        add_own_answer(path, random.choice(["first", "second"]), own, machine.world.now)


def tick(life: Life, machine: Machine, random: Random) -> None:  # noqa: ARG001
    path = machine.path("answers/mine.toml")
    for card in read_own_answers(path)[0]:
        machine.world.now += timedelta(minutes=1)
        set_tick(path, card, tick=random.random() < 0.5)


def story(life: Life, machine: Machine, random: Random) -> None:
    path = machine.path("stories.toml")
    if path.exists() and random.random() < 0.5:
        part = random.choice(["result", "situation"])
        life.change(machine, "stories.toml", lambda text: change_tables(text, {("stories", 0): {part: life.word()}}))
        return
    with life.watched(machine, "stories.toml"):
        add_story(path, Story(id="", title=f"The {life.word()} rescue", result=life.word()))


def interview(life: Life, machine: Machine, random: Random) -> None:
    at = random.choice(["Acme", "Bolt"])
    life.change(
        machine,
        "interviews.toml",
        lambda text: (
            f'{text}\n[[interviews]]\nat = "{at}"\ndate = 2026-12-{random.randint(10, 11)}\nnotes = "{life.word()}"\n'
        ),
    )


def setting(life: Life, machine: Machine, random: Random) -> None:  # noqa: ARG001
    number = random.randint(1, 20)
    key = random.choice(["new_per_day", "minutes_per_day", "keep_recordings"])
    machine.world.now += timedelta(minutes=1)
    text = machine.read("config.toml") if machine.path("config.toml").exists() else ""
    machine.write("config.toml", change_tables(text, {(): {key: number}}))


def exchange(life: Life, machine: Machine, random: Random) -> None:
    """Take in some of what others have sent, in any order and some of it twice, and send what is new."""
    records = [record for other in life.machines if other is not machine for record in other.sent]
    random.shuffle(records)
    machine.merge(records[: random.randint(0, len(records))])
    machine.merge(random.sample(records, min(2, len(records))))
    machine.collect()


def send(life: Life, machine: Machine, random: Random) -> None:  # noqa: ARG001
    """Send what is new without taking in anything, as machines do that sync at the same time."""
    machine.collect()


EDITS = (add_card, change_field, change_head, comment, answer, tick, story, interview, setting)
DELETIONS = (delete_card, delete_file)
MEETINGS = (exchange, exchange, exchange, send, send)


def steps_of(*edits: Step) -> st.SearchStrategy[Steps]:
    step = st.tuples(st.integers(0, 2), st.sampled_from([*edits, *MEETINGS]), st.integers(0, 2**16))
    return st.lists(step, min_size=6, max_size=40)


STEPS = steps_of(*EDITS) | steps_of(*EDITS, *DELETIONS) | steps_of(change_field, change_head)


@contextmanager
def life_of(number: int) -> Iterator[Life]:
    with TemporaryDirectory() as folder, machines(Path(folder), number) as found:
        yield Life(found)


def values(machine: Machine) -> dict[str, object]:
    """Return the values of all files that travel."""
    found: dict[str, object] = {}
    for name, content in machine.files().items():
        folder = name.partition("/")[0]
        kind = {"stories.toml": "stories", "interviews.toml": "interviews", "config.toml": "settings"}.get(name, folder)
        text = travelling(BY_NAME[kind], content.decode())
        found[name] = read_units(BY_NAME[kind], text or "")
        if not found[name]:
            del found[name]
    for name in list(found):
        if name.startswith("answers/"):
            found[f"{name} counts"] = {
                card: versions[-1] for card, versions in read_own_answers(machine.path(name))[0].items()
            }
    return found


def check(life: Life) -> None:
    settle(*life.machines)
    first = life.machines[0]
    for machine in life.machines:
        assert values(machine) == values(first)
        assert not [name for name in machine.bases.names() if name.startswith(("waiting/", "going/"))]
    everywhere = {name: machine.files() for name, machine in enumerate(life.machines)}
    kept = words("".join(machine.conflicts() for machine in life.machines))
    kept |= words(
        "".join(content.decode() for content in [*(file for files in everywhere.values() for file in files.values())])
    )
    if not life.has_deleted:
        assert not life.written - kept - life.let_go
    sent = [len(machine.sent) for machine in life.machines]
    settle(*life.machines)
    assert {name: machine.files() for name, machine in enumerate(life.machines)} == everywhere
    assert [len(machine.sent) for machine in life.machines] == sent


def live(steps: Steps, number: int, first: str = FRESH.format("mine")) -> None:
    with life_of(number) as life:
        life.save(life.machines[0], FILES[0], first)
        settle(*life.machines)
        for who, step, seed in steps:
            step(life, life.machines[who % number], Random(seed))
        check(life)


@settings(max_examples=3)
@given(STEPS)
def test_two_machines_end_with_the_same(steps: Steps) -> None:
    live(steps, 2)


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 3)
@given(STEPS)
def test_three_machines_end_with_the_same(
    steps: list[tuple[int, Callable[[Life, Machine, Random], None], int]],
) -> None:
    live(steps, 3)


@pytest.mark.slow
@settings(max_examples=settings().max_examples // 4)
@given(hand_written(), STEPS)
def test_files_as_people_write_them_end_the_same(first: HandWritten, steps: Steps) -> None:
    live(steps, 2, first.text)
