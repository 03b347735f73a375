"""Changes listed and undone one by one: the log keeps every row, the derived tables follow."""

from datetime import timedelta

from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from cards.answer import Mode
from cards.key import CardKey
from cards.review import Rating
from scheduler.log.replay import DERIVED
from scheduler.log.store import Event, Marks, Store
from scheduler.log.undo import Change, FileNote
from tests.histories import DAY, DEVICE, KEY, review, temporary_store

OTHER = CardKey("deck", "other")
ELSEWHERE = CardKey("else", "card")


def derived(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {table: sorted(store.rows(f"SELECT * FROM {table}")) for table in DERIVED}


def import_reviews(store: Store, change: str) -> None:
    """Import three reviews of two decks and an event of each of two cards."""
    rated = [
        (review("i1", Rating.HARD, DAY - timedelta(days=9), at=1, mode=Mode.IMPORTED), None),
        (review("i2", Rating.GOOD, DAY - timedelta(days=2), at=2, mode=Mode.IMPORTED), 7),
        (review("i3", Rating.AGAIN, DAY - timedelta(days=2), ELSEWHERE, at=3, mode=Mode.IMPORTED), None),
    ]
    store.import_reviews(rated, [(KEY, Event.SUSPEND, DAY, 4), (OTHER, Event.FLAG, DAY, 5)], change=change)


def test_everything_done_is_listed_the_newest_first_with_what_is_known_of_it(store: Store) -> None:
    store.record(review("r", Rating.HARD, at=10))
    store.mark(OTHER, Event.BURY, DAY, 30)
    edit = store.note("edit", "mine.toml", [FileNote("decks/mine.toml", "old", "new")], 20)
    store.note("clear", "nothing", [], 40)  # neither files nor rows came with it
    imported = store.note("import", "2 cards", [], 30)
    import_reviews(store, imported)
    found = store.changes(9)

    (event,) = store.rows("SELECT uuid FROM events WHERE event = 'bury'")
    assert found == [
        Change(uuid=imported, kind="import", at_utc_ms=30, label="2 cards", device=DEVICE),
        Change(uuid=edit, kind="edit", at_utc_ms=20, label="mine.toml", device=DEVICE),
        Change(uuid=event[0], kind="bury", at_utc_ms=30, key=OTHER, device=DEVICE),
        Change(uuid="r", kind="rating", at_utc_ms=10, zone_offset_min=0, key=KEY, label="2", device=DEVICE),
    ]
    assert store.changes(2) == found[:2]


def test_things_come_in_the_order_they_were_done_whatever_the_clock_said(store: Store) -> None:
    for name, at in (("first", 50), ("second", 40)):
        store.record(review(name, key=CardKey("deck", name), at=at))
        store.mark(CardKey("deck", name), Event.FLAG, DAY, at)
        store.note("edit", name, [FileNote(name, None, "x")], at)

    order = [(change.kind, change.key.card if change.key else change.label) for change in store.changes(9)]
    kinds = ("edit", "flag", "rating")
    assert order == [(kind, name) for name in ("second", "first") for kind in kinds]


def test_files_are_told_by_their_paths_with_what_they_held(store: Store) -> None:
    notes = [FileNote("b.toml", None, "made"), FileNote("a.toml", "was", None)]
    name = store.note("fix", "two files", notes, 7)
    other = store.note("edit", "one file", [FileNote("c.toml", "x", "y")], 8)

    changes = {change.uuid: change for change in store.changes(9)}
    assert store.files_of(changes[name]) == notes[::-1]
    assert store.files_of(changes[other]) == [FileNote("c.toml", "x", "y")]
    assert store.rows("SELECT device, kind, told, at_utc_ms FROM changes") == [
        (store.device, "fix", "two files", 7),
        (store.device, "edit", "one file", 8),
    ]


def test_a_change_is_taken_back_once_and_listed_no_more(store: Store) -> None:
    store.record(review("r"))
    store.mark(KEY, Event.FLAG, DAY, 1)
    store.note("edit", "mine.toml", [FileNote("mine.toml", "a", "b")], 2)
    for change in store.changes(9):
        assert store.undo_change(change, 77)
        assert change not in store.changes(9)
        assert not store.undo_change(change, 78)

    assert store.changes(9) == []
    assert store.rows("SELECT device, at_utc_ms FROM undos") == [(store.device, 77)]
    assert store.rows("SELECT device, at_utc_ms FROM undone") == [(store.device, 77)] * 2


def test_an_import_is_taken_back_with_its_reviews_and_marks_and_nothing_else(store: Store) -> None:
    store.record(review("own", Rating.GOOD, DAY, at=10))
    store.mark(OTHER, Event.SUSPEND, DAY, 11)
    before = derived(store)
    imported = store.note("import", "a history", [], 12)
    import_reviews(store, imported)
    assert store.marks() == {KEY: Marks(suspended=True), OTHER: Marks(suspended=True, flagged=True)}
    assert len(store.reviews()) == 4
    (change,) = (change for change in store.changes(9) if change.kind == "import")

    assert store.undo_change(change, 13)
    assert derived(store) == before
    assert [review.uuid for review in store.reviews()] == ["own"]
    assert store.rows("SELECT count(*) FROM reviews") == [(4,)]
    assert not store.undo_change(change, 14)


def test_what_of_an_import_was_taken_back_before_stays_so(store: Store) -> None:
    imported = store.note("import", "a history", [], 12)
    import_reviews(store, imported)
    rated = Change(uuid="i2", kind="rating", at_utc_ms=2, key=KEY)
    assert store.undo_change(rated, 20)
    (change,) = store.changes(9)

    assert store.undo_change(change, 21)
    assert store.rows("SELECT review, at_utc_ms FROM undos ORDER BY review") == [("i1", 21), ("i2", 20), ("i3", 21)]
    assert not store.undo_change(rated, 22)
    assert all(rows == [] for rows in derived(store).values())


def test_an_event_taken_back_leaves_what_the_others_add_up_to(store: Store) -> None:
    store.mark(KEY, Event.FLAG, DAY, 1)
    store.mark(KEY, Event.SUSPEND, DAY, 2)
    store.mark(OTHER, Event.FLAG, DAY, 3)
    store.mark(CardKey("else", KEY.card), Event.FLAG, DAY, 4)
    (suspended,) = (change for change in store.changes(9) if change.kind == "suspend")

    assert store.undo_change(suspended, 9)
    flagged = Marks(flagged=True)
    assert store.marks() == {KEY: flagged, OTHER: flagged, CardKey("else", KEY.card): flagged}


CARDS = st.sampled_from([KEY, OTHER, ELSEWHERE])
DONE = st.one_of(
    st.tuples(st.just("rate"), CARDS, st.sampled_from(Rating), st.integers(-2, 30)),
    st.tuples(st.just("mark"), CARDS, st.sampled_from(Event), st.integers(-2, 30)),
    st.tuples(st.just("import"), CARDS, st.sampled_from(Rating), st.integers(-30, 30)),
)


@profile(max_examples=15)
@given(st.lists(DONE, max_size=8), st.data())
def test_whatever_is_taken_back_what_is_derived_is_what_the_logs_say(
    steps: list[tuple[object, ...]], data: st.DataObject
) -> None:
    with temporary_store() as store:
        day = DAY
        for number, (what, key, how, gap) in enumerate(steps):
            assert isinstance(key, CardKey)
            assert isinstance(gap, int)
            day += timedelta(days=gap)
            if isinstance(how, Event):
                store.mark(key, how, day, number)
            elif isinstance(how, Rating) and what == "rate":
                store.record(review(f"{number}", how, day, key, at=number))
            elif isinstance(how, Rating):
                change = store.note("import", f"{number}", [], number)
                made = [
                    (review(f"{number}-{n}", how, day + timedelta(days=9 * n), card, at=number, mode=Mode.IMPORTED), n)
                    for n, card in enumerate((key, OTHER), start=3)
                ]
                store.import_reviews(made, [(key, Event.FLAG, day, number)], change=change)
        for _ in range(data.draw(st.integers(0, 4))):
            if listed := store.changes(99):
                assert store.undo_change(data.draw(st.sampled_from(listed)), 99)
            before = derived(store)
            store.rebuild()
            assert derived(store) == before
