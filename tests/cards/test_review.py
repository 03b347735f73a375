from cards.review import Rating


def test_ratings_are_named_as_people_see_them() -> None:
    assert [rating.title for rating in Rating] == ["Again", "Hard", "Good", "Easy"]
