"""The optional packages that speech needs."""

from importlib.util import find_spec

from trainer.speech.audio.device import REQUIREMENT
from trainer.speech.recognition.models import REQUIREMENTS


def missing_packages(*, sound_only: bool = False) -> list[str]:
    """Return the requirements that are not installed, as pip takes them.

    Args:
        sound_only: Leave out what only text needs.
    """
    wanted = (REQUIREMENT,) if sound_only else (REQUIREMENT, *REQUIREMENTS)
    return [each for each in wanted if find_spec(each.partition(">=")[0]) is None]
