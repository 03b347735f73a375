"""Weeks of practice by the candidate of the demo, written to a real log.

The candidate forgets as FSRS-6 predicts, practises most evenings, and has done two mock interviews. The same seed
always writes the same history.
"""

from datetime import date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import TYPE_CHECKING

from cards.answer import Answer, Mode
from cards.grading import suggest_rating
from cards.key import CardKey
from cards.review import Rating
from cards.story import STORY_KINDS
from decks.own.stories import add_story
from scheduler.mock.log import MockAnswer, MockEvent, begin_mock, record_event
from scheduler.planning.queue import build_queue, read_today, seen_lookup
from trainer.demo.candidate import EMPLOYER, STORIES, STORY_DECKS, TYPED
from trainer.interview.dates import Interview
from trainer.interview.dates_file import add_interview
from trainer.mock.script import Wish, write_script
from trainer.opening import open_library, open_store
from trainer.review.attempt import Attempt

if TYPE_CHECKING:
    from cards.card import Card
    from decks.library.library import Library
    from scheduler.log.store import Store
    from trainer.home import Home

DAYS = 70
INTERVIEW_IN = 9
_MOCKS = {25: "friendly", 5: "interrupting"}  # days ago, and the interviewer's manner
# The share of evenings without practice, until the interview is near; and of ratings one better than suggested.
_MISSED_DAYS, _NEAR = 0.12, 10
_GENEROUS = 0.08
_NEW_A_DAY, _CARDS_A_DAY = 2, 16
# The shares of Again, Hard, Good and Easy for a new card, and of the last three for one that is recalled.
_FIRST, _RECALLED = (22, 28, 42, 8), (20, 62, 18)
# The share of the points an answer makes that goes so well.
_POINTS = {Rating.AGAIN: 0.25, Rating.HARD: 0.6, Rating.GOOD: 0.85, Rating.EASY: 1.0}
_EVENING = time(19, 10)


def fill_home(home: "Home", *, days: int = DAYS, interview_in: int | None = INTERVIEW_IN, seed: int = 1) -> None:
    """Write the candidate's stories, interview and reviews to an empty home.

    Args:
        home: The home.
        days: How many days of reviews, up to yesterday.
        interview_in: The days until the interview; None for no interview.
        seed: The seed of everything random.
    """
    for story in STORIES:
        add_story(home.stories, story)
    if interview_in is not None:
        day = home.today + timedelta(days=interview_in)
        add_interview(home.interviews, Interview(day, EMPLOYER, id=home.env.new_uuid()))
    with open_store(home) as store, open_library(home, store) as library, store.at_once():
        candidate = _Candidate(home, store, library, Random(seed))  # noqa: S311  # nothing is secret here
        for ago in range(days, 0, -1):
            if ago <= _NEAR or not candidate.skips():
                candidate.practise(home.today - timedelta(days=ago))
            if ago in _MOCKS:
                candidate.hold_mock(home.today - timedelta(days=ago), _MOCKS[ago])
        store.is_first_time("asked about a country")  # nobody has to say first where a made-up candidate interviews


class _Candidate:
    """Answers, rates and forgets. The clock shows when the last thing happened."""

    def __init__(self, home: "Home", store: "Store", library: "Library", rng: Random) -> None:
        self._home, self._store, self._library, self._rng = home, store, library, rng
        self._decks = {deck.id: deck.ids for deck in library.decks()}
        self._typed = {key: list(texts) for key, texts in TYPED.items()}
        self._stories = cycle(STORIES)
        self._clock = home.env.clock()

    def skips(self) -> bool:
        """Return whether an evening passes without practice."""
        return self._rng.random() < _MISSED_DAYS

    def practise(self, day: date) -> None:
        """Review what is due on a day, and meet new cards."""
        self._start(day, self._rng.randint(0, 90))
        queue = build_queue(self._decks, read_today(self._store, day), seen_lookup(self._store), new_per_day=_NEW_A_DAY)
        keys = (*queue.new, *queue.due)[:_CARDS_A_DAY]
        for key in [key for key in keys if self._review(key, day) is Rating.AGAIN]:
            self._review(key, day)

    def hold_mock(self, day: date, manner: str) -> None:
        """Hold a mock interview on a day, and debrief it."""
        self._start(day, 120)
        store, decks = self._store, self._library.decks()
        script = write_script(store, self._library, decks, day, Wish(8, 20, manner), self._rng)
        mock = begin_mock(store, self._home.env.new_uuid(), script, self._now_ms)
        for position, question in enumerate(script.questions):
            card = self._library.card(question.key)
            answer = self._answer(card, self._remembers(question.key, day))
            given = MockAnswer(self._now_ms, answer.milliseconds)
            mock = record_event(store, mock, MockEvent.ANSWERED, self._now_ms, position=position, answer=given)
            self._record(question.key, card, answer, question.phrasing, Mode.MOCK)
            if question.follow_up:
                self._wait(self._rng.randint(8, 25))
                said = MockAnswer(self._now_ms, 15_000)
                mock = record_event(store, mock, MockEvent.FOLLOWED_UP, self._now_ms, position=position, answer=said)
        record_event(store, mock, MockEvent.FINISHED, self._now_ms)

    def _start(self, day: date, minutes: int) -> None:
        """Set the clock to an evening."""
        local = datetime.combine(day, _EVENING, self._home.env.zone)
        self._clock = (local if local.tzinfo else local.astimezone()) + timedelta(minutes=minutes)

    def _wait(self, seconds: float) -> None:
        self._clock += timedelta(seconds=seconds)

    @property
    def _now_ms(self) -> int:
        return round(self._clock.timestamp() * 1000)

    def _review(self, key: CardKey, day: date) -> Rating:
        card, texts = self._library.card(key), self._typed.get(key)
        answer = self._answer(card, self._remembers(key, day), texts.pop(0) if texts else "")
        phrasing = self._store.times_reviewed(key) % (1 + len(card.phrasings))
        return self._record(key, card, answer, phrasing)

    def _remembers(self, key: CardKey, day: date) -> Rating:
        """Return how well an answer goes, as a rating."""
        memory = self._store.memory(key)
        if memory is None:
            return self._rng.choices(tuple(Rating), _FIRST)[0]
        if memory.last_review < day and self._rng.random() > self._store.model.retrievability(memory, day):
            return Rating.AGAIN
        return self._rng.choices(tuple(Rating)[1:], _RECALLED)[0]

    def _answer(self, card: "Card", went: Rating, text: str = "") -> Answer:
        """Answer a card: as many points as the rating asks for, in a time about its target."""
        total = len(card.key_points)
        hit = round(total * _POINTS[went] * self._rng.uniform(0.85, 1.15))
        order = sorted(range(total), key=lambda at: (not card.key_points[at].must, self._rng.random()))
        seconds = card.target.aim * self._rng.lognormvariate(0.0, 0.3)
        self._wait(seconds + self._rng.randint(15, 40))
        return Answer(milliseconds=round(seconds * 1000), text=text, covered=frozenset(order[: max(0, hit)]))

    def _record(self, key: CardKey, card: "Card", answer: Answer, phrasing: int, mode: Mode | None = None) -> Rating:
        suggested = suggest_rating(card, answer)
        attempt = Attempt(key=key, card=card, phrasing=phrasing, answer=answer, at=self._clock, mode=mode)
        story = next(self._stories).id if key.deck in STORY_DECKS and card.kind in STORY_KINDS else ""
        rating = Rating(min(suggested + (self._rng.random() < _GENEROUS), Rating.EASY))
        self._store.record(attempt.rated(self._store, self._home.env, rating, suggested), story=story)
        return rating
