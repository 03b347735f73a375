"""Questions that two cards ask, in time that grows with the number of questions alone."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import islice

from decks.lint.deck_file import DeckFile
from decks.model.problems import Problem, clipped

# Two questions that share at least this much of all their words count as the same.
ALIKE = 0.7
# Each question is compared with at most this many others. Thousands of cards made from one template share all but a
# word or two, so that without a limit every one would be compared with every other.
MOST_COMPARED = 50

Bag = frozenset[str]


def words_of(text: str) -> Bag:
    """Return the words of a text, in any case."""
    return frozenset(re.findall(r"\w+", text.casefold()))


def are_alike(one: Bag, other: Bag) -> bool:
    """Return whether at least `ALIKE` of all the words in two bags are in both (the Jaccard index)."""
    return len(one & other) >= ALIKE * len(one | other)


def find_duplicates(decks: Sequence[DeckFile]) -> Iterator[Problem]:
    """Yield a warning for each card that asks the question of an earlier card, in the same or another deck."""
    asked = [
        (entry, card, wording)
        for entry in decks
        for card in entry.deck.cards
        for wording in dict.fromkeys(each for _, worded in entry.worded(card) for each in worded.asked)
    ]
    owners = [(entry.path, card.id) for entry, card, _ in asked]
    reported: set[tuple[object, object]] = set()
    for first, second in similar_earlier([words_of(wording) for *_, wording in asked], owners):
        (earlier, before, _), (entry, card, wording) = asked[first], asked[second]
        if (pair := (owners[first], owners[second])) not in reported:
            reported.add(pair)
            message = f'"{clipped(wording, 50)}" is also asked by {earlier.deck.head.id}/{before.id}'
            yield entry.weakness(card, message, "Keep the better card.")


def similar_earlier(
    bags: Sequence[Bag], owners: Sequence[Hashable], are_alike: Callable[[Bag, Bag], bool] = are_alike
) -> Iterator[tuple[int, int]]:
    """Yield, for each bag of words similar to an earlier one of another owner, the positions of that one and its own.

    Two similar bags share one of their rarest words, so only bags that do are compared (prefix filtering, Bayardo et
    al. 2007), and of those only the ones in which enough words come after that word (positional filtering, Xiao et al.
    2008). Those that share the rarest word are compared first, at most `MOST_COMPARED`.
    """
    frequency = Counter(word for bag in bags for word in bag)
    # positions, by a rare word, the number of words, and how many of them come after that word
    bags_with: dict[str, dict[tuple[int, int], list[int]]] = defaultdict(lambda: defaultdict(list))
    for position, bag in enumerate(bags):
        size = len(bag)
        rarest = sorted(bag, key=lambda word: (frequency[word], word))
        prefix = rarest[: size - math.ceil(ALIKE * size) + 1]
        candidates = (
            other
            for place, word in enumerate(prefix)
            for (words, after), others in bags_with[word].items()
            if (1 + min(size - place - 1, after)) * (1 + ALIKE) >= ALIKE * (size + words) - 1e-9
            for other in others
        )
        for other in dict.fromkeys(islice(candidates, MOST_COMPARED)):
            if owners[other] != owners[position] and are_alike(bags[other], bag):
                yield other, position
                break
        for place, word in enumerate(prefix):
            bags_with[word][size, size - place - 1].append(position)
