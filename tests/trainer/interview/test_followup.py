"""What is written down after an interview, and what else a person writes beside it by hand."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from trainer.interview.dates import read_interviews
from trainer.interview.followup import Asked, change_followup, read_followup

BY_HAND = """[[interviews]]
date = 2026-03-12
asked = [{question = " Why  us? ", note = "twice"}]
"""


def test_what_was_written_beside_a_question_stays_with_it(tmp_path: Path) -> None:
    path = tmp_path / "interviews.toml"
    path.write_text(BY_HAND)
    (interview,) = read_interviews(path)
    changed = change_followup(path, interview, lambda now: replace(now, asked=(*now.asked, Asked("And them?"))))

    assert [each.question for each in read_followup(path, changed).asked] == ["Why us?", "And them?"]
    assert changed.rest["asked"] == [{"question": "Why us?", "note": "twice"}, {"question": "And them?"}]
    assert read_interviews(path) == (changed,)


def test_the_first_debrief_is_the_one_that_counts(tmp_path: Path) -> None:
    path = tmp_path / "interviews.toml"
    path.write_text(BY_HAND)
    (interview,) = read_interviews(path)
    for day in (date(2026, 3, 13), date(2026, 3, 14)):
        interview = change_followup(path, interview, lambda now: now, debriefed=day)

    assert interview.debriefed == date(2026, 3, 13)
    assert path.read_text() == f"{BY_HAND}debriefed = 2026-03-13\n"
