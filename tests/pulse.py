"""A sound server whose microphone and loudspeakers are made of software, for tests that record and play."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

_PATIENCE = 15.0  # seconds


class Pulse:
    """A running PulseAudio. What is spoken into it arrives at the system's default microphone."""

    def __init__(self, folder: Path) -> None:
        self.pid = 0
        self.environment = {
            "PULSE_SERVER": f"unix:{folder}/native",
            "PULSE_RUNTIME_PATH": str(folder),
            "PULSE_COOKIE": f"{folder}/cookie",
        }

    def speak(self, sound: Path) -> None:
        """Play a WAV file into the microphone, to its end."""
        self._run("paplay", "--device=micfeed", str(sound))

    def start_speaking(self, sound: Path) -> "subprocess.Popen[bytes]":
        """Play a WAV file into the microphone; return at once."""
        return subprocess.Popen([_path("paplay"), "--device=micfeed", sound], env=os.environ | self.environment)

    @contextmanager
    def heard(self, into: Path) -> Iterator[None]:
        """Record what comes out of the loudspeakers, as a WAV file."""
        command = [_path("parec"), "--device=speakers.monitor", "--file-format=wav", "--latency-msec=50"]
        with into.open("wb") as file:
            process = subprocess.Popen(command, env=os.environ | self.environment, stdout=file)
            try:
                time.sleep(0.5)
                yield
                time.sleep(0.5)
            finally:
                process.terminate()
                process.wait()

    def control(self, *command: str) -> None:
        """Run `pactl` with these arguments."""
        self._run("pactl", *command)

    def stop(self) -> None:
        """End it, as when a microphone is unplugged."""
        os.kill(self.pid, signal.SIGKILL)

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run([_path(program), *arguments], env=os.environ | self.environment, check=True, capture_output=True)


def _path(program: str) -> str:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"no virtual microphone: {program} is not installed")
    return found


@contextmanager
def sound_server() -> Iterator[Pulse]:
    """Run a PulseAudio in a folder of its own, and stop it by its pid."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o700)
        pulse = Pulse(folder)
        own = {"HOME": name, **pulse.environment}
        modules = (
            f"module-native-protocol-unix auth-anonymous=1 socket={folder}/native",
            "module-null-sink sink_name=speakers",
            "module-null-sink sink_name=micfeed rate=16000 channels=1",
            "module-remap-source master=micfeed.monitor source_name=fakemic",
        )
        options = ["-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no", "--disable-shm=yes"]
        loaded = [part for module in modules for part in ("-L", module)]
        with (folder / "log").open("wb") as log:
            daemon = subprocess.Popen(
                [_path("pulseaudio"), *options, "--log-target=stderr", *loaded], env=os.environ | own, stderr=log
            )
            pulse.pid = daemon.pid
            try:
                deadline = time.monotonic() + _PATIENCE
                while True:
                    try:
                        pulse.control("set-default-source", "fakemic")
                        break
                    except subprocess.CalledProcessError:
                        if time.monotonic() > deadline or daemon.poll() is not None:
                            pytest.skip("no virtual microphone: pulseaudio did not start")
                        time.sleep(0.1)
                pulse.control("set-default-sink", "speakers")
                # A null sink sleeps while nobody listens, and loses the first second of what is said.
                with (folder / "kept").open("wb") as kept:
                    small = ["--rate=8000", "--channels=1", "--format=u8", "--latency-msec=50"]
                    keeper = subprocess.Popen(
                        [_path("parec"), *small, "--device=fakemic"], env=os.environ | own, stdout=kept
                    )
                try:
                    while not (folder / "kept").stat().st_size and time.monotonic() < deadline:
                        time.sleep(0.05)
                    yield pulse
                finally:
                    keeper.kill()
                    keeper.wait()
            finally:
                daemon.kill()
                daemon.wait()
