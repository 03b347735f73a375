from datetime import date

from cards.card import TARGETS, Card, FollowUp, Kind, LegalNote, LegalStatus, TargetSeconds


def test_every_kind_has_a_band_in_order() -> None:
    assert set(TARGETS) == set(Kind)
    assert all(band.min < band.aim < band.max for band in TARGETS.values())


def test_a_cards_own_aim_moves_the_whole_band() -> None:
    card = Card(id="c", question="Why?", kind=Kind.TECHNIQUE, target_seconds=120)

    assert card.target == TargetSeconds(80, 120, 180)


def test_wordings_go_round_and_begin_with_the_question() -> None:
    card = Card(id="c", question="Q", phrasings=("A", "B"), follow_ups=(FollowUp("x"), FollowUp("y")))

    assert [card.wording(n) for n in range(4)] == ["Q", "A", "B", "Q"]
    assert [card.follow_up(n) for n in range(3)] == ["x", "y", "x"]
    assert Card(id="c", question="Q").follow_up(0) is None


def test_a_follow_up_to_one_wording_is_asked_after_no_other() -> None:
    follow_ups = FollowUp("any"), FollowUp("to Q", 0), FollowUp("to B", 2)
    card = Card(id="c", question="Q", phrasings=("A", "B"), follow_ups=follow_ups)

    assert [card.follow_ups_to(n) for n in range(4)] == [("any", "to Q"), ("any",), ("any", "to B"), ("any", "to Q")]
    assert {card.follow_up(n) for n in (1, 4, 7)} == {"any"}
    assert {card.follow_up(n) for n in range(0, 12, 3)} == {"any", "to Q"}
    assert Card(id="c", question="Q", follow_ups=(FollowUp("never", 1),)).follow_up(0) is None


def test_a_legal_note_is_old_after_twelve_months() -> None:
    note = LegalNote(jurisdiction="UK", status=LegalStatus.LAWFUL, note="n", source="s", as_of=date(2025, 3, 2))

    assert not note.is_old(date(2026, 3, 2))
    assert note.is_old(date(2026, 3, 3))


def test_a_legal_note_is_as_old_as_its_source() -> None:
    note = LegalNote("GB", LegalStatus.LAWFUL, "n", "s", date(2026, 3, 2), source_date=date(2025, 3, 2))

    assert note.known_on == date(2025, 3, 2)
    assert note.is_old(date(2026, 3, 3))
    assert note._replace(source_date=date(2026, 6, 1)).known_on == date(2026, 3, 2)
