"""The debrief of a mock: question by question, points to tick and a rating, written down as it is given."""

from datetime import UTC, datetime

from cards.answer import Answer, Mode
from cards.card import Card
from cards.errors import GreenroomError
from cards.grading import suggest_rating
from cards.review import Rating
from decks.library.library import Library
from scheduler.log.store import Store
from scheduler.mock.log import Mock, MockEvent, read_mock, record_event
from scheduler.mock.results import debrief_reviews
from scheduler.planning.queue import read_set_aside
from scheduler.planning.session import SessionProgress
from scheduler.study_day import study_day
from trainer.files.own_material import Material
from trainer.home import Home
from trainer.interview.plan import NextReview, when_back
from trainer.mock import screens as mock_screens
from trainer.opening import open_plan
from trainer.review import screens
from trainer.review.attempt import Attempt
from trainer.review.own_words import OwnWords
from trainer.review.prompts import ask_points, ask_rating, points_in, rating_in
from trainer.terminal.layout import BLANK, paragraph
from trainer.terminal.ui import Ui, UserLeft

HELP = "Points: numbers, a for all, Enter for none. Rate: 1-4, Enter for the suggested one. u undo, q leave."


class MockDebrief:
    """Goes through the answers of a mock that are not rated yet."""

    def __init__(self, ui: Ui, home: Home, library: Library, store: Store, mock: Mock) -> None:
        self._ui = ui
        self._home = home
        self._library = library
        self._store = store
        self._mock = mock
        decks = {deck.id: deck.ids for deck in library.decks()}
        self._plan = open_plan(home, store, decks, read_set_aside(store, home.today))
        self._own = OwnWords(ui, home, store, Material(home, notice=self._say))
        self._anchored = False
        self._warned = False

    def run(self) -> Mock:
        """Debrief what is left; return the mock, finished.

        Raises:
            Left: The user leaves; every rating given is written down.
        """
        gone: set[int] = set()
        while (position := self._next(gone)) is not None:
            try:
                card = self._as_asked(position)
            except GreenroomError as error:  # deleted since it was asked
                self._say(str(error))
                gone.add(position)
                continue
            self._show(position, card)
            self._debrief(position, card)
        now = read_mock(self._store, self._mock.name)
        if now.ended is None:  # another terminal may have been quicker
            now = record_event(self._store, now, MockEvent.FINISHED, self._home.now_ms)
        return now

    def _next(self, gone: set[int]) -> int | None:
        rated = debrief_reviews(self._store, self._mock)
        return next((n for n in sorted(self._mock.answers) if n not in rated and n not in gone), None)

    def _as_asked(self, position: int) -> Card:
        """Return the card with the wording that was used, and the points that are ticked.

        The follow-up that was asked is shown with its answer.
        """
        asked = self._mock.script.questions[position]
        card = self._own.ticked(asked.key, self._library.card(asked.key))
        return card._replace(question=asked.wording, phrasings=(), follow_ups=())

    def _show(self, position: int, card: Card) -> None:
        asked, said, layout = self._mock.script.questions[position], self._mock.answers[position], self._ui.layout
        number = sorted(self._mock.answers).index(position) + 1
        progress = SessionProgress(number, len(self._mock.answers), None)
        lines = screens.question(card, self._library.deck(asked.key.deck).title, 0, progress, layout, repeat=False)
        lines += mock_screens.said(said, layout)
        lines += screens.took(Answer(milliseconds=said.milliseconds, text=said.text), card, layout)
        lines += mock_screens.went_on(asked, self._mock.follow_ups.get(position), layout)
        last = next(iter(self._store.reviews(asked.key, newest=1)), None)
        advice = bool(card.legal) and not self._warned
        self._warned |= advice
        lines += screens.reveal(card, 0, last, self._home.today, layout, advice=advice)
        lines += self._own.reveal(asked.key, self._library.card(asked.key), first=False)
        if card.key_points:  # what is ticked stands above the prompt
            lines += [BLANK, *screens.points(card, layout)]
        self._ui.show(lines)

    def _debrief(self, position: int, card: Card) -> None:
        """Ask for points, then a rating, until it is given or an earlier one is taken back."""
        said = self._mock.answers[position]
        answer = Answer(milliseconds=said.milliseconds, text=said.text)
        while True:
            ticking = answer.covered is None and bool(card.key_points)
            suggested = suggest_rating(card, answer)
            text = ask_points(self._ui, card) if ticking else self._ask_rating(position, suggested)
            command = text.strip()
            if command == "q":
                raise UserLeft
            if command == "?":
                self._say(HELP)
            elif command == "u":
                if self._undo():
                    return
            elif ticking:
                answer = answer._replace(covered=points_in(text, card, self._say))
            elif (rating := rating_in(text, suggested, self._say)) is not None:
                self._record(position, card, answer, rating, suggested)
                return

    def _ask_rating(self, position: int, suggested: Rating) -> str:
        day = study_day(self._answered_at(position), self._home.env.zone)
        text = ask_rating(self._ui, self._when_back(position), day, suggested, anchors=not self._anchored)
        self._anchored = True
        return text

    def _answered_at(self, position: int) -> datetime:
        return datetime.fromtimestamp(self._mock.answers[position].at_utc_ms / 1000, UTC)

    def _record(self, position: int, card: Card, answer: Answer, rating: Rating, suggested: Rating) -> None:
        """Write a rating down; it counts for the instant of the answer, not of the debrief."""
        asked = self._mock.script.questions[position]
        attempt = Attempt(
            key=asked.key,
            card=card,
            phrasing=asked.phrasing,
            answer=answer,
            at=self._answered_at(position),
            mode=Mode.MOCK,
        )
        back = self._when_back(position)[rating]
        review = attempt.rated(self._store, self._home.env, rating, suggested)
        own_points = self._own.are_ticked(asked.key) and review.points_covered is not None
        with self._store.at_once():
            given = debrief_reviews(self._store, self._mock).get(position)
            if given is None:
                self._store.record(review, own_points=own_points)
        if given is not None:
            self._say(f"Another terminal has rated this answer: {given.rating.title}. That stands.")
            return
        if self._plan is not None:
            self._plan.note(asked.key)
        self._ui.show(
            screens.outcome(rating, back.day, self._home.today, self._ui.layout, again=False, before=back.title)
        )

    def _when_back(self, position: int) -> dict[Rating, NextReview]:
        """Return when a card comes back; never after the eve of an interview it is rehearsed for."""
        key = self._mock.script.questions[position].key
        day = study_day(self._answered_at(position), self._home.env.zone)
        return when_back(self._store, self._plan, key, day, self._home.today)

    def _undo(self) -> bool:
        """Take back the last rating if it is one of this mock; tell whether it was."""
        last = self._store.last_rating()
        given = {review.uuid for review in debrief_reviews(self._store, self._mock).values()}
        if last is None or last.uuid not in given:
            self._say("There is no rating of this mock to undo.")
            return False
        self._store.undo(self._home.now_ms)
        if self._plan is not None:
            self._plan.note(last.key)
        self._say(f"Undone: {last.rating.title} for {last.key}.")
        return True

    def _say(self, sentence: str) -> None:
        self._ui.show(paragraph(sentence, self._ui.layout.width))
