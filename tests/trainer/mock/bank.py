"""A deck to hold mock interviews on, and what is typed to go through one."""

from collections.abc import Callable, Mapping

from cards.review import Rating
from tests.histories import open_store
from tests.terminal import World

BANK = """
[deck]
id = "bank"
kind = "story"

[[cards]]
id = "open"
kind = "opener"
question = "Who are you?"
answer = "A person."

[[cards]]
id = "tale"
question = "What went wrong?"
phrasings = ["Tell me of a mess."]
key_points = [{text = "names the mess", must = true}, "names the way out"]
follow_ups = ["And then?"]
looks_for = "A secret that must not show."
target_seconds = 30

[[cards]]
id = "age"
kind = "deflection"
question = "How old are you?"
key_points = ["stays kind"]
follow_ups = ["Roughly?"]

[[cards]]
id = "close"
kind = "closing"
question = "Anything to add?"
answer = "Yes."
follow_ups = ["Sure?"]

[[cards]]
id = "letter"
kind = "note"
question = "Write to them."
answer = "Dear all."

[[cards]]
id = "drill"
question = "Say it to yourself."
answer = "I said it."
tags = ["self-drill"]

[[cards]]
id = "lost"
kind = "opener"
question = "You were saying?"
answer = "I was."
tags = ["recovery"]
"""

# Two lines an answer; the opener has no follow-up, the close is asked none.
ANSWERS = "me\n\n" + "told\n\n" * 2 * 2 + "no\n\n"

GRADES = "\n" + "1\n\n" * 2 + "\n"


def mock(
    world: World,
    typed: str,
    *options: str,
    code: int = 0,
    before: Mapping[int, Callable[[], object]] | None = None,
) -> str:
    """Hold a mock interview on the deck; return what was shown."""
    assert world.run("mock", "--deck", "bank", *options, typed=typed, before=before) == code
    return world.out


def rated(world: World) -> dict[str, Rating]:
    store = open_store(world.home)
    found = {review.key.card: review.rating for review in store.reviews()}
    store.close()
    return found
