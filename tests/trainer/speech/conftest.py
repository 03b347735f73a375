"""A virtual microphone and loudspeakers for the tests of speech."""

from collections.abc import Iterator

import pytest

from tests.pulse import Pulse, sound_server


@pytest.fixture(scope="session")
def _server() -> Iterator[Pulse]:
    with sound_server() as server:
        yield server


@pytest.fixture
def pulse(_server: Pulse, monkeypatch: pytest.MonkeyPatch) -> Pulse:
    for name, value in _server.environment.items():
        monkeypatch.setenv(name, value)
    return _server
