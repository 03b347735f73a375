"""The check of spoken answers, for those who have switched them on."""

from collections.abc import Iterator

from cards.errors import GreenroomError, install_command
from trainer.doctor.findings import Finding, FindingLevel
from trainer.home import Home, user_path


def check_speech(home: Home) -> Iterator[Finding]:
    """Check whether what the settings ask for is there: packages, a speech model, a voice.

    No device is opened: a microphone may be unplugged today.
    """
    wanted = home.preferences
    if not (wanted.record or wanted.voice or wanted.speech_model):
        return
    from trainer.speech.packages import missing_packages
    from trainer.speech.recognition.models import check_folder
    from trainer.speech.voice import find_voice

    faults = []
    if missing := missing_packages(sound_only=not wanted.speech_model):
        fix = f"This installs what they need: {install_command(*missing)}"
        faults.append(
            Finding("speech", FindingLevel.WRONG, "Spoken answers need packages that are not installed.", fix)
        )
    if wanted.speech_model:
        try:
            check_folder(user_path(wanted.speech_model))
        except GreenroomError as error:
            faults.append(Finding.of_error("speech", error))
    if wanted.voice and find_voice(home.env.platform, home.env.variables) is None:
        message = "The setting `voice` is on, and this system has no voice."
        faults.append(Finding("speech", FindingLevel.WRONG, message, "On Linux, install espeak-ng."))
    yield from faults or [Finding("speech", FindingLevel.OK, "Spoken answers have what they need.")]
