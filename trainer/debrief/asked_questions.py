"""The questions asked at an interview: each becomes a card, and how its answer went a review."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property

from cards.answer import Answer, Mode
from cards.card import Card
from cards.errors import GreenroomError
from cards.key import CardKey, Priority
from cards.matching.english import COMMON
from cards.review import Rating
from decks.library.library import Library
from scheduler.log.store import Store
from scheduler.planning.queue import read_set_aside
from trainer.home import Home
from trainer.interview.dates import Interview
from trainer.interview.followup import LEFT_OUT, deck_for
from trainer.interview.plan import NextReview, when_back
from trainer.opening import open_plan
from trainer.review.add_card import add_card, ask_points
from trainer.review.attempt import Attempt
from trainer.review.prompts import outcome, read_rating, what_ratings_mean
from trainer.terminal.dialogue import Dialogue
from trainer.terminal.layout import Span, flow
from trainer.terminal.words import short_day

# With at least this share of words in common, a card may ask the same question; the user decides.
_SIMILAR = 0.5


class AskedQuestions:
    """Finds or adds the card of each question, and writes a review of how its answer went.

    The review is a spoken one, at noon of the interview's day. It was a real attempt, so it belongs in the log, and
    what went badly comes back soon. Nobody timed the answer, so the log has 0.
    """

    def __init__(self, dialogue: Dialogue, home: Home, library: Library, store: Store, interview: Interview) -> None:
        self._dialogue = dialogue
        self._home = home
        self._library = library
        self._store = store
        self._interview = interview
        self._deck = deck_for(interview)
        self._at = interview.noon(home.env.zone)
        self._explained = False

    @cached_property
    def _wordings(self) -> list[tuple[CardKey, tuple[str, ...]]]:
        """The wordings of all cards, read once; cards added by this debrief are appended."""
        return list(self._library.wordings())

    def card_for(self, question: str) -> CardKey:
        """Return the card of a question: one with the same wording, a similar one the user confirms, or a new one."""
        for key, wordings in self._wordings:
            if question.casefold() in (wording.casefold() for wording in wordings):
                return key
        similar = [(_word_overlap(question, wordings), key, wordings[0]) for key, wordings in self._wordings]
        share, key, wording = max(similar, default=(0.0, CardKey("", ""), ""))
        if share >= _SIMILAR:
            self._dialogue.say(f"You have a similar card, {key}: {wording}")
            if self._dialogue.agree("Same question?", "Enter yes · n new card"):
                return key
        card = self._new_card(question)
        key = self.add(card)
        self._wordings.append((key, (card.question,)))
        return key

    def _new_card(self, question: str) -> Card:
        hint = "what a good answer says; ! first makes it a must-have; Enter ends the list"
        points = ask_points(lambda label: self._dialogue.ask_text(label, hint))
        place = f" at {self._interview.at}" if self._interview.at else ""
        to_do = f"Asked{place} on {short_day(self._interview.day)}. `greenroom edit` adds what a good answer says."
        answer = "" if points else to_do
        return Card("", question, priority=Priority.MUST, key_points=points, answer=answer, tags=("asked",))

    def add(self, card: Card) -> CardKey:
        """Add a card to the interview's deck, unless it has one with that question; return its key."""
        found = self._in_deck(card.question)
        if found is None:
            self._dialogue.say(add_card(self._home, self._deck, card))
            self._library.refresh()
            found = self._in_deck(card.question)
        return CardKey(self._deck, found or "")

    def _in_deck(self, question: str) -> str | None:
        if self._deck not in {deck.id for deck in self._library.decks()}:
            return None
        cards = self._library.cards(self._deck)
        return next((card.id for card in cards if card.question.casefold() == question.casefold()), None)

    def rate(self, key: CardKey, earlier: str, before: Callable[[str], None]) -> None:
        """Ask how the answer went, unless the log has it or the card is gone.

        Args:
            key: The card.
            earlier: The name of the review an earlier debrief wrote for this answer; empty for none.
            before: Called with the name of the new review before it is written, or with `LEFT_OUT`.
        """
        if any(review.uuid == earlier for review in self._store.reviews(key)):
            return
        try:
            card = self._library.card(key)
        except GreenroomError as error:
            self._dialogue.say(str(error))
            return
        rating = self._ask_rating()
        if rating is None:
            before(LEFT_OUT)
            return
        attempt = Attempt(key=key, card=card, phrasing=0, answer=Answer(milliseconds=0), at=self._at, mode=Mode.SPOKEN)
        review = attempt.rated(self._store, self._home.env, rating, None)
        before(review.uuid)
        today = self._home.today
        back = self._when_back(key, review.study_day, today)[rating]
        _, memory = self._store.record(review, planned=back.promised)
        if back.interview is None:
            back = NextReview(max(memory.due, today))
        self._dialogue.ui.show(outcome(rating, back, today, self._dialogue.ui.layout))

    def _when_back(self, key: CardKey, day: date, today: date) -> dict[Rating, NextReview]:
        """Return when a card comes back for each rating: with another interview ahead, on a day its plan promises."""
        decks = {deck.id: deck.ids for deck in self._library.decks()}
        plan = open_plan(self._home, self._store, decks, read_set_aside(self._store, today), today)
        return when_back(self._store, plan, key, day, today)

    def _ask_rating(self) -> Rating | None:
        layout = self._dialogue.ui.layout
        items: list[Span] = [("label", "Rate"), *(("", f"{rating.value} {rating.title}") for rating in Rating)]
        hint = "how it went; the worst come back first; Enter skips it"
        while True:
            above = [] if self._explained else what_ratings_mean(layout)
            self._explained = True
            text = self._dialogue.ask_below([*above, *flow([*items, ("dim", hint)], layout.width)])
            if not text:
                return None
            if (rating := read_rating(text, Rating.GOOD)) is not None:
                return rating
            self._dialogue.say(f'"{text}" isn\'t a rating: 1 Again, 2 Hard, 3 Good, 4 Easy, or Enter to skip it.')


def _word_overlap(question: str, wordings: Iterable[str]) -> float:
    """Return how many words a question shares with the closest of these wordings: their Jaccard index, 0 to 1.

    Wordings that share only words that any question may have count as sharing none.
    """
    words = _words(question)
    close = (other for other in map(_words, wordings) if words & other - COMMON)
    return max((len(words & other) / max(1, len(words | other)) for other in close), default=0.0)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))
