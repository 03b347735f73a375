"""Reviews whose answers are spoken, into a virtual microphone."""

import os
import signal
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from math import inf
from pathlib import Path
from typing import Any

import pytest

from cards.answer import Mode
from cards.card import Kind
from cards.key import CardKey
from tests import speech
from tests.histories import review as answered
from tests.histories import spoken
from tests.pulse import Pulse, sound_server
from tests.terminal import Screen, World, prompts, sit
from tests.trainer.speech.test_recordings import in_use
from trainer.opening import open_home, open_store
from trainer.review.spoken_answers import SpokenAnswers
from trainer.speech.audio import wav
from trainer.speech.recordings import Recording, State, new_recording, recordings


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck()
    world.answer_first_question()
    return world


def review(
    world: World, *options: str, columns: int = 80, variables: dict[str, str] | None = None
) -> AbstractContextManager[Screen]:
    argv = ("review", "--deck", "mine", "--record", *options)
    return speech.screen(world, *argv, columns=columns, variables=variables)


def found(world: World) -> list[Recording]:
    return recordings(open_home(world.environment(), None))


def spoken_rows(world: World) -> list[tuple[Any, ...]]:
    with open_store(open_home(world.environment(), None)) as store:
        return store.rows("SELECT * FROM spoken")


@pytest.mark.slow
def test_an_answer_is_recorded_while_the_meter_moves_and_its_figures_are_shown_and_logged(
    pulse: Pulse, world: World, tmp_path: Path
) -> None:
    said = speech.say(
        "I compared the totals with the ledger. <break time='2500ms'/> Then I called the supplier.", tmp_path
    )
    with review(world) as screen:
        screen.until("recording ·")
        screen.until("rec ──")
        speaking = pulse.start_speaking(said)
        screen.until("rec ━━")
        assert (world.home / "recordings").stat().st_mode & 0o777 == 0o700
        speaking.wait()
        screen.press("\r")
        shown = " ".join(screen.until("p plays it").split())
        assert "Estimates: your first word" in shown
        assert "1 pause over 2 s" in shown
        screen.until("Points covered")
        screen.press("1 3\r")
        screen.until("Rate")
        screen.press("3\r")
        screen.until("Why us?")
        screen.press("q\r")
        assert screen.ended() == 0
    assert found(world) == []
    (row,) = spoken_rows(world)
    assert row[1:3] == ("energy-1", "")
    assert 3_000 < row[4] < 6_000
    assert row[6:] == (1, None, None)


@pytest.mark.slow
def test_a_recording_is_played_with_keys_and_kept(pulse: Pulse, world: World, tmp_path: Path) -> None:
    said = speech.say("I compared the totals with the ledger, and then once more with the bank.", tmp_path)
    with review(world, columns=40) as screen:
        screen.until("rec ─")
        pulse.speak(said)
        screen.press("\r")
        screen.until("Points covered")
        screen.press("?\r")
        screen.until("play your answer")
        assert "correct its text" not in screen.text
        screen.press("?\r")  # twice, which lists all
        screen.until("quit; every")
        assert "plays it" not in screen.text  # it has scrolled off
        screen.press("m\r")
        screen.until("plays it")
        screen.press("p\r")
        screen.until("playing 0:01")
        screen.press(" ")
        screen.until("paused")
        screen.press(".. ")
        screen.until("playing 0:0")
        screen.press(",,")
        screen.until("playing 0:00")
        screen.press("q")
        screen.press("k\r")
        screen.until("Kept.")
        screen.press("k\r")
        screen.until("It is kept already.")
        screen.press("q\r")
        assert screen.ended() == 0
    (kept,) = found(world)
    assert kept.state is State.KEPT
    assert kept.seconds > 3
    assert kept.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_a_killed_answer_is_left_repaired_and_offered(pulse: Pulse, world: World, tmp_path: Path) -> None:
    said = speech.say("I compared the totals with the ledger.", tmp_path)
    with review(world) as screen:
        screen.until("rec ─")
        pulse.speak(said)
        screen.child.kill(signal.SIGKILL)
        screen.child.wait()
    (left,) = found(world)
    assert left.state is State.OPEN
    os.utime(left.path, (0, 0))  # as if some time had passed
    assert world.run("recordings") == 0
    assert "mine/sure" in world.out
    assert "not rated yet" in world.out
    assert int.from_bytes(left.path.read_bytes()[40:44], "little") == left.path.stat().st_size - 44
    with review(world) as screen:
        screen.until("You were interrupted here on")
        screen.press("q\r")
        assert screen.ended() == 0
    assert world.run("recordings", "play", "1", "--plain") == 0
    assert "Playing 0:0" in world.out
    world.pass_days(4_000)
    assert world.run("recordings") == 0
    assert found(world) == []


@pytest.mark.usefixtures("pulse")
def test_a_terminal_that_is_closed_leaves_the_file_even_before_the_signal_comes(world: World) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # greenroom inherits that
    try:
        with review(world) as screen:
            screen.until("rec ─")
            time.sleep(1)
            with Path(os.devnull).open() as nothing:
                os.dup2(nothing.fileno(), screen.child.child_fd)  # closes the terminal
            code = screen.child.wait()
    finally:
        signal.signal(signal.SIGHUP, before)
    assert code != 0
    (left,) = found(world)
    assert left.seconds > 0.5


@pytest.mark.slow
@pytest.mark.parametrize(("ending", "code", "left"), [("\x03", 0, 0), (signal.SIGTERM, 128 + 15, 1)])
@pytest.mark.usefixtures("pulse")
def test_leaving_closes_the_file_and_a_signal_leaves_it(
    world: World, ending: str | signal.Signals, code: int, left: int
) -> None:
    with review(world) as screen:
        screen.until("rec ─")
        time.sleep(1)
        if isinstance(ending, str):
            screen.press(ending)
        else:
            screen.child.kill(ending)
        assert screen.ended() == code
        assert screen.raw.rstrip().endswith(b"\x1b[?2004l") or b"?25h" in screen.raw
    assert len(found(world)) == left
    for each in found(world):
        assert int.from_bytes(each.path.read_bytes()[40:44], "little") == each.path.stat().st_size - 44


@pytest.mark.slow
def test_a_microphone_that_goes_away_is_one_sentence_and_the_review_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sound_server() as pulse:
        monkeypatch.setenv("PULSE_SERVER", pulse.environment["PULSE_SERVER"])
        with review(world) as screen:
            screen.until("rec ─")
            time.sleep(1.5)
            pulse.stop()
            screen.until("The microphone was disconnected. Enter ends your answer.")
            assert "recording ·" not in screen.text
            screen.press("\r")
            screen.until("The microphone was disconnected. Everything up to then is saved.")
            screen.until("Points covered")
            screen.press("\r")
            screen.until("Rate")
            screen.press("3\r")
            screen.until("Why us?")
            screen.until("Your answers aren't recorded.")
            screen.press("\r")
            screen.until("Rate")
            screen.press("q\r")
            assert screen.ended() == 0


def test_without_a_microphone_one_sentence_is_said_once_and_every_answer_counts(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nowhere")
    shown = sit(world, "\n1\n3\n\n3\n", "--record")
    assert " ".join(shown.split()).count("No microphone can be opened.") == 1
    assert shown.count("Your answers aren't recorded.") == 1
    assert "Recorded" not in shown
    assert "recording ·" not in shown
    assert shown.count("Good") >= 2
    assert found(world) == []


def test_without_the_extra_the_sentence_says_what_installs_it(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "miniaudio.py").write_text("raise ModuleNotFoundError\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PULSE_SERVER", "")
    with review(world) as screen:
        screen.until("needs the package miniaudio")
        screen.until('"miniaudio>=1.71,<2"')
        screen.until("Your answers aren't recorded.")
        screen.press("\r")
        screen.until("Points covered")


@pytest.mark.slow
def test_a_muted_microphone_is_one_sentence(pulse: Pulse, world: World) -> None:
    pulse.control("set-source-mute", "fakemic", "1")
    try:
        with review(world) as screen:
            screen.until("rec ─")
            time.sleep(3)
            screen.press("\r")
            screen.until("Nothing was heard. Is the microphone muted?")
            screen.until("Points covered")
            assert "Estimates" not in screen.text
    finally:
        pulse.control("set-source-mute", "fakemic", "0")


@pytest.mark.slow
@pytest.mark.usefixtures("pulse")
def test_a_recording_goes_with_its_question(world: World) -> None:
    with review(world) as screen:
        screen.until("rec ─")
        (first,) = found(world)
        screen.press("p\r")
        screen.until("Peeked")
        screen.until("rec ─")
        assert found(world)[0].path == first.path
        screen.press("n\r")
        screen.until("And you knew")
        screen.until("rec ─")
        assert [each.path != first.path for each in found(world)] == [True]
        screen.press("b\r")
        screen.until("Why us?")
        screen.until("rec ─")
        (other,) = found(world)
        assert str(other.key) == "mine/why"


@pytest.mark.usefixtures("pulse")
def test_an_interrupted_answer_is_offered_once_a_sitting(world: World) -> None:
    home, key = open_home(world.environment(), None), CardKey("mine", "sure")
    new_recording(home, key).path.write_bytes(wav.header() + bytes(64_000))
    with open_store(home) as store, prompts(world, "") as (_, ui, shown):
        with SpokenAnswers(home, store, ui) as answers:
            for asked in (1.0, 2.0):
                answers.begin(key, Kind.STORY, asked)
        assert shown().count("You were interrupted here on") == 1


@pytest.mark.usefixtures("pulse")
def test_a_recording_in_use_is_thrown_away_when_the_sitting_ends(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    home, key = open_home(world.environment(), None), CardKey("mine", "sure")
    with open_store(home) as store, prompts(world, "") as (_, ui, shown):
        with SpokenAnswers(home, store, ui) as answers:
            answers.begin(key, Kind.STORY, 1.0)
            (first,) = found(world)
            with monkeypatch.context() as patch:
                in_use(patch, [first.path], inf)
                answers.begin(key, Kind.STORY, 2.0)
            assert len(found(world)) == 2
        assert found(world) == []
        assert "can't be deleted" not in shown()


@pytest.mark.usefixtures("pulse")
def test_in_a_plain_terminal_one_line_says_that_it_records(world: World) -> None:
    shown = sit(world, "\n\n3\nI like the work.\n\n3\n", "--record")
    assert shown.count("Your answer   recording ·") == 2
    assert "rec ━" not in shown
    assert found(world) == []


@pytest.mark.usefixtures("pulse")
def test_recordings_are_left_for_as_many_days_as_the_setting_says(world: World) -> None:
    assert world.run("config", "keep_recordings", "5000") == 1
    assert world.run("config", "keep_recordings", "3") == 0
    assert world.run("config", "record", "true") == 0
    assert world.run("review", "--deck", "mine", typed="\n1\n3\n\n3\n") == 0
    assert {each.state for each in found(world)} <= {State.FINISHED}
    made = len(found(world))
    world.pass_days(2)
    assert world.run("recordings") == 0
    assert len(found(world)) == made
    world.pass_days(2)
    assert world.run("recordings") == 0
    assert found(world) == []


_OWN_POINTS = """
[deck]
id = "mine"
[[cards]]
id = "sure"
question = "How did you make sure?"
key_points = ["compared the totals with the ledger", "asked a colleague to rerun the query"]
"""


@pytest.mark.slow
def test_what_was_said_goes_the_way_of_a_typed_answer(pulse: Pulse, world: World, tmp_path: Path) -> None:
    world.write_deck(_OWN_POINTS)
    assert world.run("config", "speech_model", str(speech.model())) == 0
    said = speech.say("Um, I compared the totals with the ledger. Then, uh, I called the supplier.", tmp_path)
    for day in range(2):
        with review(world, "--card", "sure") as screen:
            screen.until("rec ─")
            pulse.speak(said)
            screen.press("\r")
            shown = " ".join(screen.until("corrects the text", 60).split())
            assert "You said: [Um], I compared the totals with the ledger" in shown
            assert "At least 2 fillers: um, " in shown
            assert day == 0 or "(last time 2)." in shown
            assert " 1~ compared the totals" in screen.until("Points covered")
            screen.press("c\r")
            screen.until("What you said")
            screen.press(f" He agreed on day {day}.\r")
            time.sleep(1)
            screen.until("Points covered")
            if day:
                screen.press("m\r")
                screen.until("Last said (")
                screen.press("d\r")
                screen.until("Since")
            screen.press("1\r")
            screen.until("Rate")
            screen.press("3\r")
            screen.until("Done")
            screen.press("u\r")  # and what is known of the answer stays with it
            screen.until("Rate")
            screen.press("2\r")
            screen.until("Done")
            screen.press("\r")
            assert screen.ended() == 0
    assert world.run("answers", "mine/sure", "--json") == 0
    assert "He agreed on day 1." in world.out
    rows = spoken_rows(world)
    assert len(rows) == 4
    assert {row[2] for row in rows} == {"Whisper tiny.en fillers-1"}
    assert min(row[8] for row in rows) >= 2
    with open_store(open_home(world.environment(), None)) as store:
        assert {each.mode for each in store.reviews()} == {Mode.SPOKEN}


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["no folder", "a file is missing", "damaged"])
def test_a_model_that_does_not_work_is_one_sentence(pulse: Pulse, world: World, tmp_path: Path, wrong: str) -> None:
    folder, said = tmp_path / "model", speech.say("I compared the totals with the ledger.", tmp_path)
    if wrong != "no folder":
        folder.mkdir()
        for name in ("config.json", "vocabulary.txt", "model.bin")[: 3 if wrong == "damaged" else 2]:
            (folder / name).write_bytes((speech.model() / name).read_bytes()[:5000])
    assert world.run("config", "speech_model", str(folder)) == 0
    with review(world) as screen:
        screen.until("rec ─")
        pulse.speak(said)
        screen.press("\r")
        screen.until("p plays it", 40)
        screen.until("Points covered")
        text = " ".join(screen.text.split())
        assert text.count("Your answers aren't written down.") + text.count("Speech recognition doesn't work") == 1
        assert "You said" not in text
        screen.press("c\r")
        screen.until("There is no text of a spoken answer here.")
        screen.press("1\r")
        screen.until("Rate")
        screen.press("3\r")
        screen.until("Why us?")
        screen.until("rec ─")
        screen.press("q\r")
        assert screen.ended() == 0


# Python reports every socket that it opens, and what it connects to.
_GUARD = """
import os, sys
calls = open(os.environ["GUARD"], "a")
def guard(event, arguments):
    inner = event == "socket.__new__" and arguments[1] == 1
    if event.startswith("socket.") and not inner:
        print(event, arguments, file=calls, flush=True)
        raise PermissionError(event)
sys.addaudithook(guard)
print("guarded", file=calls, flush=True)
"""


def _speak_an_answer(screen: Screen, pulse: Pulse, said: Path) -> None:
    """Record, play and keep an answer, and rate it."""
    screen.until("rec ─", 60)
    pulse.speak(said)
    screen.press("\r")
    screen.until("p plays it", 60)
    screen.until("Points covered")
    screen.press("p\r")
    screen.until("playing 0:01")
    screen.press("q")
    screen.press("k\r")
    screen.until("Kept.")
    screen.press("1\r")
    screen.until("Rate")
    screen.press("3\r")
    screen.until("Why us?")
    screen.press("q\r")
    assert screen.ended() == 0


@pytest.mark.slow
def test_a_spoken_review_opens_no_socket_but_that_of_the_sound_server(
    pulse: Pulse, world: World, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(_GUARD)
    calls, trace = tmp_path / "calls", tmp_path / "trace"
    if (speech.MODEL / "model.bin").exists():
        assert world.run("config", "speech_model", str(speech.MODEL)) == 0
    said = speech.say("I compared the totals with the ledger. Then I called the supplier.", tmp_path)
    with review(world, variables={"PYTHONPATH": str(tmp_path), "GUARD": str(calls)}) as screen:
        _speak_an_answer(screen, pulse, said)
    assert set(calls.read_text().splitlines()) == {"guarded"}
    # The sound library is not Python: the system says what it does, where it may be asked.
    watch = speech.program("strace"), "-f", "-qq", "-e", "trace=socket,connect", "-o", str(trace)
    argv = [sys.executable, "-m", "trainer", "--home", str(world.home), "review", "--card", "sure", "--record"]
    if subprocess.run([*watch, "true"], check=False, capture_output=True).returncode:
        pytest.skip("strace may not watch here")
    with Screen(program=[*watch, *argv], variables={"PULSE_SERVER": os.environ["PULSE_SERVER"]}) as screen:
        screen.until("rec ─", 60)
        pulse.speak(said)
        screen.press("\r")
        screen.until("p plays it", 60)
        screen.press("p\r")
        screen.until("playing 0:01")
        screen.press("q")
        screen.press("q\r")
        assert screen.ended() == 0
    lines = trace.read_text().splitlines()
    server = os.environ["PULSE_SERVER"].removeprefix("unix:")
    assert any(server in line for line in lines)
    assert [line for line in lines if "AF_" in line and "AF_UNIX" not in line] == []
    assert [line for line in lines if "connect(" in line and server not in line] == []


@pytest.mark.slow
def test_a_second_try_is_recorded_too_and_the_first_ones_figures_count(
    pulse: Pulse, world: World, tmp_path: Path
) -> None:
    said = speech.say("I compared the totals with the ledger.", tmp_path)
    with review(world) as screen:
        screen.until("rec ─")
        pulse.speak(said)
        screen.press("\r")
        screen.until("p plays it")
        screen.until("Points covered")
        screen.press("1\r")
        screen.until("Rate")
        screen.press("r\r")
        screen.until("recording · once more · say it")
        screen.until("rec ─")
        time.sleep(2)
        screen.press("\r")
        screen.until("Nothing was heard.")
        assert len(found(world)) == 2
        screen.press("?\r")
        screen.until("play your answer")
        screen.press("p\r")
        screen.until("playing 0:01")
        screen.press("q")
        screen.press("k\r")
        screen.until("Kept.")
        screen.press("1\r")
        screen.until("Second try")
        screen.press("3\r")
        screen.until("Why us?")
        screen.press("q\r")
        assert screen.ended() == 0
    (row,) = spoken_rows(world)
    assert row[4] > 1_000
    assert [each.state for each in found(world)] == [State.KEPT]


def test_the_keys_of_a_recording_are_no_points_of_a_second_try(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/nowhere")
    shown = sit(world, "\n1\nr\n\np\nk\nc\n1\n3\nq\n", "--record")
    assert "as points" not in shown
    assert shown.count("There is no recording of this answer.") == 2
    assert shown.count("There is no text of a spoken answer here.") == 1
    assert "Second try" in shown


@pytest.mark.slow
def test_the_text_of_a_second_try_is_corrected_before_its_points_are_ticked(
    pulse: Pulse, world: World, tmp_path: Path
) -> None:
    assert world.run("config", "speech_model", str(speech.model())) == 0
    said = speech.say("I compared the totals with the ledger.", tmp_path)
    with review(world, "--card", "sure") as screen:
        screen.until("rec ─")
        screen.press("My first try.\r")
        screen.until("Points covered")
        screen.press("1\r")
        screen.until("Rate")
        screen.press("r\r")
        screen.until("once more ·")
        screen.until("rec ─")
        pulse.speak(said)
        screen.press("\r")
        screen.until("corrects the text", 60)
        screen.until("Points covered")
        screen.press("c\r")
        screen.until("What you said")
        screen.press(" And the bank.\r")
        time.sleep(1)
        screen.press("1\r")
        shown = " ".join(screen.until("ticks and rating of the first").split())
        assert "And the bank." in shown
        screen.press("q\r")
        assert screen.ended() == 0


@pytest.mark.slow
@pytest.mark.usefixtures("pulse")
def test_a_suspended_review_goes_on_recording(world: World) -> None:
    command = f"{sys.executable} -m trainer --home {world.home} review --deck mine --record"
    variables = {"PS1": "ready>", "PULSE_SERVER": os.environ["PULSE_SERVER"]}
    with Screen(program=("bash", "--norc", "--noprofile", "-i"), variables=variables) as screen:
        screen.until("ready>")
        screen.press(f"clear; {command}\r")
        screen.until("rec ─")
        screen.press("\x1a")
        screen.until("Stopped")
        time.sleep(3)
        screen.press("clear; fg\r")
        screen.until("rec ─")
        time.sleep(1)
        screen.press("\r")
        screen.until("p plays it")
        screen.until("Points covered")
        assert "disconnected" not in screen.text
        screen.press("q\r")
        screen.until("ready>")
    assert found(world) == []


@pytest.mark.slow
def test_a_kill_while_it_plays_leaves_the_terminal_clean(pulse: Pulse, world: World, tmp_path: Path) -> None:
    said = speech.say("I compared the totals with the ledger, and then once more with the bank.", tmp_path)
    with review(world) as screen:
        screen.until("rec ─")
        pulse.speak(said)
        screen.press("\r")
        screen.until("Points covered")
        screen.press("p\r")
        screen.until("playing")
        screen.child.kill(signal.SIGTERM)
        assert screen.ended() == 128 + signal.SIGTERM
    assert found(world) == []


def test_an_undone_answer_keeps_how_it_was_spoken_for_its_next_rating(world: World) -> None:
    with open_store(open_home(world.environment(), None)) as store:
        said = answered("r", key=CardKey("mine", "sure"), at=1)._replace(device=store.device, answer_text="I checked.")
        store.record(said, spoken=spoken())
    sit(world, "u\n1\n2\nq\n")
    rows = spoken_rows(world)
    assert len(rows) == 2
    assert {row[1:] for row in rows} == {spoken()}
    with open_store(open_home(world.environment(), None)) as store:
        (again,) = store.reviews()
    assert (again.answer_text, again.mode) == ("I checked.", Mode.SPOKEN)


def test_where_recordings_cannot_be_written_one_sentence_says_so(world: World) -> None:
    (world.home / "recordings").write_text("in the way")
    shown = sit(world, "\n1\n3\n\n3\n", "--record")
    assert shown.count("Your answers aren't recorded.") == 1
    whole = "".join(shown.split())  # a long path is broken anywhere
    assert f"{world.home / 'recordings'}can'tbemade" in whole


@pytest.mark.slow
def test_a_recogniser_that_dies_is_one_sentence(pulse: Pulse, world: World, tmp_path: Path) -> None:
    assert world.run("config", "speech_model", str(speech.model())) == 0
    said = speech.say("I compared the totals with the ledger.", tmp_path)
    with review(world) as screen:
        screen.until("rec ─")
        children = Path(f"/proc/{screen.child.pid}/task/{screen.child.pid}/children").read_text().split()
        pulse.speak(said)
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        screen.press("\r")
        screen.until("Speech recognition doesn't work: it stopped.", 40)
        screen.until("p plays it")
        screen.until("Points covered")
        screen.press("1\r")
        screen.until("Rate")
        screen.press("3\r")
        screen.until("Why us?")
