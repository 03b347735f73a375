from hypothesis import given
from hypothesis import strategies as st

from cards.answer import Answer, Mode, points_from_text, points_to_text


@given(st.integers(1, 20), st.data())
def test_ticked_points_survive_the_log(total: int, data: st.DataObject) -> None:
    covered = data.draw(st.frozensets(st.integers(0, total - 1)))
    text = points_to_text(covered, total)

    assert text is not None
    assert len(text) == total
    assert points_from_text(text) == covered


def test_points_not_asked_for_are_not_points_missed() -> None:
    assert points_to_text(None, 3) is None
    assert points_to_text(frozenset(), 0) is None
    assert points_from_text(None) is None


def test_the_mode_is_typed_as_soon_as_there_is_text() -> None:
    assert Answer(milliseconds=1).mode is Mode.SPOKEN
    assert Answer(milliseconds=1, text="words").mode is Mode.TYPED
