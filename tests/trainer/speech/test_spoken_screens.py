"""What is shown about a spoken answer."""

import pytest

from cards.card import Card
from cards.spoken import Spoken
from scheduler.planning.session import SessionProgress
from tests.histories import spoken
from trainer.review.screens import toolbar
from trainer.review.spoken_prompt import stopped_toolbar
from trainer.review.spoken_screens import reveal
from trainer.speech.delivery import Delivery, Hearing
from trainer.speech.transcript import Transcript
from trainer.terminal.layout import joined, layout_for, width_of

CLEAR = Delivery(Hearing.CLEAR, 75.0, 0.8, 30.0, 2.1, 1)
SAID = Transcript("Um, so I, uh, checked.", "tiny", "fillers-1")


def shown(
    figures: Spoken | None, last: Spoken | None = None, *, said: Transcript | None = None, of: Delivery = CLEAR
) -> str:
    return " ".join(joined(reveal(of, said, figures, last, layout_for(80, drawn=True))).split())


def test_figures_are_estimates_beside_those_of_last_time() -> None:
    assert shown(spoken(1)) == (
        "Estimates: your first word after about 1 s; about 0:30 of speech; longest pause about 1 s."
        " Recorded, 1:15: p plays it · k keeps it."
    )
    last = spoken()._replace(speaking_ms=20_000, pauses=3, words=60, fillers=1)
    assert shown(spoken()._replace(start_ms=100), last, said=SAID) == (
        "You said: [Um], so I, [uh], checked. Estimates: your first word at once; about 0:30 of speech (last time"
        " 0:20); longest pause about 2 s, 1 pause over 2 s (last time 3); about 150 words a minute (last time 180)."
        " At least 2 fillers: um, uh (last time 1). Recorded, 1:15: p plays it · k keeps it · c corrects the text."
    )


def test_without_figures_the_reason_is_given() -> None:
    assert shown(None) == "No estimates, because you typed as well. Recorded, 1:15: p plays it · k keeps it."
    noisy, silent = (Delivery(hearing, 75.0) for hearing in (Hearing.NOISY, Hearing.SILENT))
    assert shown(None, of=noisy) == "Too noisy for estimates. Recorded, 1:15: p plays it · k keeps it."
    assert shown(None, of=silent) == "Recorded, 1:15: p plays it · k keeps it."
    said = shown(None, of=noisy, said=SAID)
    assert said.startswith("You said: [Um], so I, [uh], checked. Too noisy for estimates. Recorded")
    quiet = Transcript("I checked.", "tiny", "fillers-1")
    assert "No fillers heard (last time 3)." in shown(spoken()._replace(fillers=0), spoken(), said=quiet)


@pytest.mark.parametrize("columns", [10, 20, 40, 80, 200])
def test_nothing_is_wider_than_the_screen(columns: int) -> None:
    layout = layout_for(columns, drawn=True)
    for line in joined(reveal(CLEAR, SAID, spoken(), spoken(), layout)).splitlines():
        assert width_of(line) <= layout.width
    bar = toolbar(47.0, Card("c", "Why?"), SessionProgress(1, 12, 9), columns - 1, level=0.5)
    assert bar.startswith(" rec")
    assert width_of(bar) <= columns - 1
    stopped = stopped_toolbar(47.0, "The microphone was disconnected.", columns - 1)
    assert stopped.startswith(" 0:47")
    assert width_of(stopped) <= columns - 1
    assert columns < 40 or "Enter ends" in stopped
