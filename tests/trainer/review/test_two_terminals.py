"""Two terminals that ask the same card: both ratings count, and each says what happened."""

from datetime import timedelta

from tests.terminal import World, sit


def rate_elsewhere(world: World, rating: int) -> None:
    """Rate the first card in another terminal, a minute later than now."""
    other = World(world.home, now=world.now + timedelta(minutes=1), names=world.names)
    assert "Another terminal" not in sit(other, f"\na\n{rating}\nq\n", "--limit", "1", "--ahead", "9")
    world.now += timedelta(minutes=2)


def play(world: World, typed: str, elsewhere: int) -> str:
    before = {1: lambda: rate_elsewhere(world, elsewhere)}
    world.run("review", "--deck", "mine", "--limit", "1", typed=typed, before=before)
    return " ".join(world.out.split())


def test_a_rating_from_another_terminal_is_mentioned(world: World) -> None:
    shown = play(world, "\na\n1\nq\n", 3)

    assert "Another terminal rated this Good while you answered; both ratings count." in shown


def test_what_got_better_is_compared_with_the_rating_before_in_the_log(world: World) -> None:
    assert 'Better: "How did you make sure?" Again to Good' in play(world, "\na\n3\nq\n", 1)


def test_a_worse_rating_after_a_better_one_elsewhere_is_not_called_better(world: World) -> None:
    shown = play(world, "\na\n1\nq\n", 3)

    assert "Better" not in shown


def test_a_better_rating_elsewhere_after_this_one_does_not_turn_the_order_around(world: World) -> None:
    before = {3: lambda: rate_elsewhere(world, 1)}
    world.run("review", "--deck", "mine", "--limit", "1", typed="\na\n3\nq\n", before=before)

    assert "Better" not in world.out


def test_ratings_of_this_terminal_are_never_taken_for_anothers(world: World) -> None:
    sit(world, "\na\n3\nq\n", "--limit", "1")
    world.now += timedelta(minutes=5)
    shown = sit(world, "\na\n1\n\n3\n\na\n3\nq\n", "--ahead", "9")

    assert "Another terminal" not in shown
