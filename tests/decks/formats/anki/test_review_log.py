"""Which of the reviews in Anki's log count."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from anki.collection import Collection, ExportAnkiPackageOptions

from decks.formats.anki.read import read_package
from decks.formats.bundle import Bundle
from tests.anki_packages import DAY_MS, altered

START = 1_780_000_000_000
# Rows of the log as (days since START, ease, interval, last interval, factor, type).
Row = tuple[float, int, int, int, int, int]
LEARNED: tuple[Row, ...] = ((0, 1, -60, -60, 0, 0), (0.01, 3, 1, -60, 0, 0))
REVIEWED: tuple[Row, ...] = (*LEARNED, (1, 3, 4, 1, 2500, 1), (5, 3, 12, 4, 2500, 1))
FORGET: Row = (6, 0, 0, 12, 0, 4)
SET_DUE: Row = (6, 0, 60, 12, 2500, 4)


def read_log(
    schema11: bytes, folder: Path, rows: Sequence[Row], state: str = "type = 2, queue = 2, reps = 4"
) -> Bundle:
    """Read a package whose first card has these reviews, and no other has any."""
    first = "(SELECT min(id) FROM cards)"
    values = (
        f"({START + round(day * DAY_MS)}, {first}, -1, {ease}, {interval}, {last}, {factor}, 0, {kind})"
        for day, ease, interval, last, factor, kind in rows
    )
    insert, update = f"INSERT INTO revlog VALUES {', '.join(values)}", f"UPDATE cards SET {state} WHERE id = {first}"
    return read_package(altered(schema11, folder, ("DELETE FROM revlog",), (insert,), (update,)))


@pytest.mark.parametrize(
    ("rows", "days"),
    [
        (REVIEWED, [0, 0.01, 1, 5]),
        ((*REVIEWED, FORGET), []),
        ((*REVIEWED, FORGET, (7, 3, 1, 0, 0, 0), (8, 3, 5, 1, 2500, 1)), [7, 8]),
        ((*REVIEWED, FORGET, (7, 3, 4, 1, 2500, 1)), [7]),
        ((*REVIEWED, FORGET, (7, 3, 1, 0, 0, 0), (8, 0, 0, 1, 0, 4), (9, 3, 1, 0, 0, 0)), [9]),
        ((*REVIEWED, SET_DUE, (66, 3, 100, 60, 2500, 1)), [0, 0.01, 1, 5, 66]),
        ((*REVIEWED, (7, 3, 1, 0, 0, 0), (7.01, 3, 1, -60, 0, 0), (8, 3, 4, 1, 2500, 1)), [7, 7.01, 8]),
        ((*REVIEWED, (5.01, 3, 1, 0, 0, 0)), [0, 0.01, 1, 5, 5.01]),
        ((*REVIEWED, (6, 1, 1, 12, 2500, 1), (6.01, 3, 1, -600, 2500, 2)), [0, 0.01, 1, 5, 6, 6.01]),
        ((*REVIEWED, (6, 3, 12, 12, 0, 3), (7, 3, 12, 12, 2500, 3), (8, 0, 20, 12, 2500, 5)), [0, 0.01, 1, 5, 7]),
    ],
    ids=[
        "reviews",
        "forgotten",
        "learned again",
        "reviewed after it was forgotten",
        "forgotten twice",
        "a due day set by hand",
        "learned again, forgotten by an old Anki",
        "a repeat on the same day",
        "a lapse",
        "a preview, an early review, and a rescheduling",
    ],
)
def test_reviews_count_since_the_card_was_last_new(
    schema11: bytes, tmp_path: Path, rows: Sequence[Row], days: list[float]
) -> None:
    bundle = read_log(schema11, tmp_path, rows)
    (deck,) = bundle.decks
    found = [review.at_utc_ms for history in deck.histories.values() for review in history.reviews]

    assert found == [START + round(day * DAY_MS) for day in days]
    left_out = sum(1 <= row[1] <= 4 and not (row[5] == 3 and row[4] == 0) for row in rows) - len(found)
    told = [problem.message for problem in bundle.problems if "reset" in problem.message]
    assert told == ([f"left out {left_out} reviews from before a card was reset"] if left_out else [])


def test_a_new_card_that_an_old_anki_has_forgotten_has_no_reviews(schema11: bytes, tmp_path: Path) -> None:
    bundle = read_log(schema11, tmp_path, REVIEWED, "type = 0, queue = 0, reps = 4")

    assert not any(history.reviews for history in bundle.decks[0].histories.values())
    assert str(bundle.problems[0]).endswith(
        "left out 4 reviews from before a card was reset. Anki doesn't count them either."
    )


@pytest.mark.parametrize(
    ("rows", "is_told"),
    [
        ((*REVIEWED, SET_DUE), True),
        ((SET_DUE,), True),
        ((*REVIEWED, SET_DUE, (7, 3, 12, 12, 0, 3)), True),
        ((*REVIEWED, SET_DUE, (66, 3, 100, 60, 2500, 1)), False),
        ((*REVIEWED, SET_DUE, (7, *FORGET[1:])), False),
        ((*REVIEWED, (6, 0, 60, 12, 2500, 5)), False),
    ],
)
def test_a_due_day_chosen_in_anki_is_told(schema11: bytes, tmp_path: Path, rows: Sequence[Row], is_told: bool) -> None:
    bundle = read_log(schema11, tmp_path, rows)
    told = [str(problem) for problem in bundle.problems if "due day" in problem.message]

    message = (
        'in Anki, you chose the due day of 1 card: "Why 0?". greenroom works out due days from your reviews alone.'
    )
    assert told == ([f"{tmp_path / 'altered.apkg'}: {message}"] if is_told else [])


def test_what_anki_itself_writes_is_known(tmp_path: Path) -> None:
    path = tmp_path / "mine.apkg"
    collection: Any = Collection(str(tmp_path / "mine.anki2"))
    for question in ("Forgotten?", "Set?", "New?"):
        note = collection.new_note(collection.models.by_name("Basic"))
        note["Front"], note["Back"] = question, "So."
        collection.add_note(note, 1)
    forgotten, due, _ = collection.db.list("select id from cards order by id")
    for card in (forgotten, due):
        collection.db.execute("insert into revlog values (?, ?, -1, 3, 1, 0, 2500, 0, 0)", START + card % 1000, card)
    collection.sched.set_due_date([forgotten, due], "5")
    collection.sched.schedule_cards_as_new([forgotten])
    options = ExportAnkiPackageOptions(with_scheduling=True, with_media=False, with_deck_configs=False, legacy=False)
    collection.export_anki_package(out_path=str(path), options=options, limit=None)
    collection.close()
    bundle = read_package(path)
    (deck,) = bundle.decks

    assert [len(deck.histories[card.id].reviews) for card in deck.deck.cards] == [0, 1, 0]
    assert [problem.message for problem in bundle.problems] == [
        "left out 1 review from before a card was reset",
        'in Anki, you chose the due day of 1 card: "Set?"',
    ]
