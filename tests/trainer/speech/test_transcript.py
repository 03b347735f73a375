"""What is counted in a transcript."""

import pytest

from trainer.speech.transcript import Transcript, words_a_minute


def _heard(text: str) -> Transcript:
    return Transcript(text, "Whisper tiny.en", "fillers-1")


@pytest.mark.parametrize(
    ("text", "fillers"),
    [
        ("Um, I checked it, uh, twice.", ["um", "uh"]),
        ("Umm. Uhh, hmm, well, er, erm, yes.", ["umm", "uhh", "hmm", "er", "erm"]),
        ("The umbrella of the drummer was here, her uncle said; ah, the hummer.", []),
        ("UM, I was in the ER.", ["um", "er"]),
    ],
)
def test_fillers_are_sounds_and_never_parts_of_words(text: str, fillers: list[str]) -> None:
    found = _heard(text).fillers
    assert [word for _place, word in found] == fillers
    assert all(text[place:].lower().startswith(word) for place, word in found)


def test_words_are_counted_as_they_are_written() -> None:
    assert _heard("We don't pay $38,000, it's 2.1% less, year-on-year.").words == 8


def test_a_pace_is_told_to_the_nearest_ten_and_only_after_ten_seconds() -> None:
    assert words_a_minute(147, 60) == 150
    assert words_a_minute(30, 9.9) is None
    assert words_a_minute(0, 30) == 0
