"""Mock interviews held out loud, into a virtual microphone and from virtual loudspeakers."""

import time
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from scheduler.log.spoken import spoken_of
from scheduler.mock.log import Mock, read_mocks
from tests import speech
from tests.pulse import Pulse, sound_server
from tests.terminal import Screen, World
from tests.trainer.speech.test_read_out import said
from tests.trainer.speech.test_voice import likeness
from trainer.opening import open_home, open_store
from trainer.speech.recordings import Recording, State, recordings

pytestmark = pytest.mark.slow

QUESTIONS = ("What was the hardest thing you have ever had to explain?", "When did you last change your mind?")
FOLLOW_UP = "And who disagreed with you about that?"
DECK = f"""
[deck]
id = "mine"
kind = "story"
[[cards]]
id = "first"
question = "{QUESTIONS[0]}"
key_points = [{{text = "a zebra", cues = ["ledger"]}}]
follow_ups = ["{FOLLOW_UP}"]
[[cards]]
id = "second"
question = "{QUESTIONS[1]}"
key_points = [{{text = "a zebra", cues = ["ledger"]}}]
follow_ups = ["{FOLLOW_UP}"]
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    speech.program("espeak-ng")
    world = World(tmp_path / "home")
    world.write_deck(DECK)
    return world


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    return speech.say("I told them about the ledger, and then I drew it on the wall.", tmp_path)


def mock(
    world: World, *options: str, columns: int = 80, variables: dict[str, str] | None = None
) -> AbstractContextManager[Screen]:
    argv = ("mock", "--deck", "mine", "--manner", "friendly", *options)
    return speech.screen(world, *argv, columns=columns, variables=variables)


def found(world: World) -> list[Recording]:
    return recordings(open_home(world.environment(), None))


def held(world: World) -> Mock:
    with open_store(open_home(world.environment(), None)) as store:
        (mock,) = read_mocks(store)
    return mock


@pytest.mark.parametrize("columns", [80, 40])
def test_a_whole_interview_is_held_without_a_key_and_debriefed_with_its_recordings(
    pulse: Pulse, world: World, answer: Path, tmp_path: Path, columns: int
) -> None:
    with mock(world, "--questions", "2", "--voice", "--record", columns=columns) as screen:
        with pulse.heard(tmp_path / "heard.wav"):
            for number in range(4):  # each question and its follow-up
                screen.until("reading", 40)
                screen.until("rec ─", 40)
                assert len(found(world)) == number + 1
                time.sleep(0.5)
                pulse.speak(answer)
                screen.until("done in 3 s")
            screen.until("Points covered", 40)
        assert {each.state for each in found(world)} == {State.OPEN}
        assert "p plays it" in " ".join(screen.text.split())
        screen.press("p\r")
        screen.until("playing 0:01")
        screen.press("q")
        screen.until("playing 0:00")  # the follow-up's
        screen.press("q")
        screen.press("1\r")
        screen.until("Rate")
        screen.press("k\r")
        screen.until("Kept.")
        screen.press("3\r")
        screen.until("2 of 2")
        screen.until("Points covered")
        screen.press("1\r")
        screen.until("Rate")
        screen.press("3\r")
        screen.until("Interviewer")
        assert screen.ended() == 0
    done = held(world)
    assert [each.text for each in done.answers.values()] == ["", ""]
    spoken = [each.milliseconds for each in (*done.answers.values(), *done.follow_ups.values())]
    assert all(2_000 < each < 9_000 for each in spoken), spoken  # without the silence that ended them
    assert {each.state for each in found(world)} == {State.KEPT}
    assert len(found(world)) == 2
    for question in (*QUESTIONS, FOLLOW_UP):
        assert likeness(tmp_path / "heard.wav", said(question, tmp_path / "said.wav")) > 0.9


def test_silence_before_the_first_word_ends_nothing_and_a_key_ends_an_answer_at_once(
    pulse: Pulse, world: World, answer: Path
) -> None:
    with mock(world, "--questions", "1", "--voice", "--record") as screen:
        screen.until("reading")
        screen.press("\r")  # skips the voice
        screen.until("rec ─")
        time.sleep(8)
        screen.until("0:08")
        assert "done in" not in screen.text
        pulse.speak(answer)
        screen.press("\r")
        screen.until("reading")
        screen.press("t")
        screen.press("yped\r")
        screen.until("Points covered")
        assert 'You said: "typed"' in " ".join(screen.text.split())
        assert len(found(world)) == 1
        screen.press("q\r")
        assert screen.ended() == 0


def test_an_interview_that_was_left_finds_its_recordings_again(pulse: Pulse, world: World, answer: Path) -> None:
    with mock(world, "--questions", "2", "--voice", "--record") as screen:
        screen.until("reading")
        screen.press("\r")
        screen.until("rec ─")
        pulse.speak(answer)
        screen.press("\r")
        screen.until("And who disagreed")
        screen.until("reading")
        screen.until("rec ─", 40)
        screen.press("\x03")
        screen.until("Saved so far.")
        assert screen.ended() == 0
    (left,) = found(world)
    with mock(world) as screen:
        screen.until("Go on")
        screen.press("d\r")
        screen.until("p plays it")
        screen.press("p\r")
        screen.until("playing")
        screen.press("q")
        screen.press("1\r")
        screen.until("Rate")
        screen.press("3\r")
        screen.until("Interviewer")
        assert screen.ended() == 0
    assert left.path.name
    assert found(world) == []


def test_an_interviewer_who_interrupts_is_heard(pulse: Pulse, world: World, tmp_path: Path) -> None:
    with mock(world, "--questions", "1", "--voice", "--manner", "interrupting") as screen:
        screen.until("reading")
        screen.press("\r")
        screen.until("0:20", 40)
        with pulse.heard(tmp_path / "heard.wav"):
            screen.until("0:30", 40)
        thrown_in = "Yes, and the result?"
        assert thrown_in.encode() in screen.raw
        screen.press("q\r")
        assert screen.ended() == 0
    assert likeness(tmp_path / "heard.wav", said(thrown_in, tmp_path / "said.wav")) > 0.9


@pytest.mark.parametrize(
    ("variables", "sentences"),
    [
        ({"PATH": "/nowhere"}, ["Your questions aren't read out. This system has no voice."]),
        ({"PULSE_SERVER": "unix:/nowhere"}, ["No loudspeaker can be opened.", "Your answers aren't recorded."]),
    ],
)
@pytest.mark.usefixtures("pulse")
def test_what_is_missing_is_said_once_and_the_interview_goes_on(
    world: World, variables: dict[str, str], sentences: list[str]
) -> None:
    with mock(world, "--questions", "2", "--voice", "--record", variables=variables) as screen:
        for number in range(4):
            screen.until(f"{number // 2 + 1} of 2 ")
            screen.until("0:0")
            time.sleep(1)
            screen.press("\r")
        screen.until("Points covered")
        screen.press("q\r")
        assert screen.ended() == 0
    shown = " ".join(screen.raw.decode().split())
    assert [shown.count(sentence) for sentence in sentences] == [1] * len(sentences)
    assert all(shown.index(sentence) < shown.index("1 of 2") for sentence in sentences)
    assert "Five seconds of silence" not in shown
    assert ("recording ·" in shown) is ("Your answers aren't recorded." not in sentences)


def test_with_a_model_what_was_said_is_shown_measured_and_corrected_in_the_debrief(
    pulse: Pulse, world: World, tmp_path: Path
) -> None:
    assert world.run("config", "speech_model", str(speech.model())) == 0
    answer = speech.say(
        "Um, I told them about the ledger, and then I drew it on the wall for all of them to see.", tmp_path
    )
    with mock(world, "--questions", "1", "--voice", "--record") as screen:
        for asked in ("1 of 1", "And who disagreed"):
            screen.until(asked, 40)
            screen.until("reading")
            screen.until("rec ─", 40)
            time.sleep(0.5)
            pulse.speak(answer)
        screen.until("Points covered", 60)
        shown = " ".join(screen.raw.decode().split())
        assert "You said: [Um], I told" in shown
        assert "At least 1 filler: um." in shown
        assert "c corrects the text." in shown
        assert "1~ a zebra" in screen.text
        screen.press("c\r")
        screen.until("What you said")
        screen.press(" Yes.\r")
        screen.until("1~ a zebra")
        screen.press("q\r")
        assert screen.ended() == 0
    given = held(world).answers[0]
    assert "ledger" in given.text
    assert given.heard_by.startswith("Whisper tiny.en ")
    with mock(world) as screen:
        screen.until("Go on")
        screen.press("\r")
        screen.until("Points covered")
        assert "Yes." in screen.text
        screen.press("1\r")
        screen.until("Rate")
        screen.press("3\r")
        screen.until("Interviewer")
        assert screen.ended() == 0
    with open_store(open_home(world.environment(), None)) as store:
        (rated,) = store.reviews()
        spoken = spoken_of(store, rated.uuid)
    assert rated.answer_text == f"{given.text} Yes."
    assert spoken is not None
    assert spoken.fillers == 1


def test_the_recording_holds_no_word_of_the_interviewer(pulse: Pulse, world: World, answer: Path) -> None:
    """The loudspeakers are played into the microphone, as in a room."""
    pulse.control("load-module", "module-loopback", "source=speakers.monitor", "sink=micfeed", "latency_msec=50")
    try:
        with mock(world, "--questions", "1", "--voice", "--record") as screen:
            screen.until("rec ─", 40)
            time.sleep(3)
            (recording,) = found(world)
            assert speech_seconds(recording.path) == 0
            pulse.speak(answer)
            screen.press("q\r")
            assert screen.ended() == 0
    finally:
        pulse.control("unload-module", "module-loopback")


def speech_seconds(path: Path) -> float:
    from trainer.speech.audio import wav
    from trainer.speech.delivery import measure

    return measure(wav.read(path)).speaking


def test_in_a_plain_terminal_silence_ends_an_answer_too(pulse: Pulse, world: World, answer: Path) -> None:
    with mock(world, "--questions", "1", "--voice", "--record", "--plain") as screen:
        for asked, recorded in (("Your answer", 1), ("And who disagreed", 2)):
            screen.until(asked, 40)
            deadline = time.monotonic() + 40
            while len(found(world)) < recorded:
                assert time.monotonic() < deadline
                time.sleep(0.1)
            time.sleep(0.5)
            pulse.speak(answer)
        screen.until("Points covered", 40)
        screen.press("q\r")
        assert screen.ended() == 0
    assert len(held(world).follow_ups) == 1


def test_when_the_microphone_goes_away_the_screen_says_that_enter_ends_the_answer(
    world: World, answer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sound_server() as pulse:
        monkeypatch.setenv("PULSE_SERVER", pulse.environment["PULSE_SERVER"])
        with mock(world, "--questions", "1", "--voice", "--record") as screen:
            screen.until("rec ─", 40)
            pulse.speak(answer)
            pulse.stop()
            screen.until("The microphone was disconnected. Enter ends your answer.")
            assert "recording ·" not in screen.text
            screen.press("\r")
            screen.until("And who disagreed")
            screen.until("Your answers aren't recorded.")
            screen.press("q\r")
            assert screen.ended() == 0


def test_in_a_plain_terminal_a_microphone_that_goes_away_is_told_at_once(
    world: World, answer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sound_server() as pulse:
        monkeypatch.setenv("PULSE_SERVER", pulse.environment["PULSE_SERVER"])
        with mock(world, "--questions", "1", "--voice", "--record", "--plain") as screen:
            deadline = time.monotonic() + 40
            while not found(world):
                assert time.monotonic() < deadline
                time.sleep(0.1)
            pulse.speak(answer)
            pulse.stop()
            screen.until("The microphone was disconnected. Enter ends your answer.")
            screen.press("\r")
            screen.until("And who disagreed")
            screen.press("q\r")
            assert screen.ended() == 0
    assert screen.raw.count(b"Enter ends your answer.") == 1
