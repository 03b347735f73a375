"""The debrief of a mock interview: for each answer in turn, its points and a rating."""

from collections.abc import Callable, Collection
from datetime import UTC, date, datetime
from functools import partial

from cards.answer import Answer, Mode
from cards.card import Card
from cards.errors import GreenroomError
from cards.grading import missed_musts, suggest_rating
from cards.review import Rating
from decks.library.library import Library
from scheduler.log.store import Store
from scheduler.mock.log import Mock, MockEvent, read_mock, record_event
from scheduler.mock.results import debrief_reviews
from scheduler.planning.queue import read_set_aside
from scheduler.planning.session import SessionProgress
from scheduler.study_day import study_day
from trainer.config import Keys
from trainer.files.own_material import Material
from trainer.home import Home
from trainer.interview.plan import NextReview, when_back
from trainer.mock import screens as mock_screens
from trainer.mock.recordings import RecordedAnswers
from trainer.opening import open_plan
from trainer.review import screens
from trainer.review.answer_prompt import correct
from trainer.review.attempt import Attempt
from trainer.review.hints import LEGEND, NO_HINTS, hints_for
from trainer.review.kept_answers import DEBRIEF, KeptAnswers
from trainer.review.keys import key_list, spoken_keys
from trainer.review.law import law
from trainer.review.own_words import OwnWords
from trainer.review.prompts import GradePrompts, outcome
from trainer.review.ticks import HOW
from trainer.terminal.layout import BLANK
from trainer.terminal.ui import LEAVE_WORDS, Ui, UserLeft

_COMMANDS = ("u", "?", *LEAVE_WORDS)
HELP = f"Points: {HOW}. Rate: 1-4, Enter for the suggested one. u back, q leave."


class MockDebrief:
    """Goes through the answers of a mock that have no rating yet."""

    def __init__(self, ui: Ui, home: Home, library: Library, store: Store, mock: Mock) -> None:
        self._ui = ui
        self._prompts = GradePrompts(ui, single=home.preferences.keys is Keys.SINGLE)
        self._home = home
        self._library = library
        self._store = store
        self._mock = mock
        decks = {deck.id: deck.ids for deck in library.decks()}
        today = home.today
        self._plan = open_plan(home, store, decks, read_set_aside(store, today), today)
        self._material = Material(home, notice=ui.say)
        self._own = OwnWords(ui, home, store, self._material)
        self._disclaimed = False  # that legal notes are not advice
        self._recordings = RecordedAnswers(ui, home, store, mock)
        self._kept = KeptAnswers(home, store, ui)  # texts that were corrected
        self._hints_explained = False

    def run(self) -> Mock:
        """Debrief the answers that are left, each rating saved at once; return the mock, finished."""
        deleted: set[int] = set()
        while (position := self._next(deleted)) is not None:
            try:
                card = self._as_asked(position)
            except GreenroomError as error:  # the card was deleted after it was asked
                self._ui.say(str(error))
                deleted.add(position)
                continue
            answer = self._answer(position)
            self._show(position, card, answer)
            self._debrief(position, card, answer)
        mock = read_mock(self._store, self._mock.name)
        if mock.ended is None:  # another terminal may have finished it first
            mock = record_event(self._store, mock, MockEvent.FINISHED, self._home.now_ms)
        return mock

    def _answer(self, position: int) -> Answer:
        """Return the answer at a position, as it was corrected before the debrief was left."""
        given, asked = self._mock.answers[position], self._mock.script.questions[position]
        answer = Answer(given.milliseconds, given.text, heard=bool(given.heard_by))
        kept = self._kept.find(asked.key, DEBRIEF) if answer.heard else None
        if kept is None or (kept.phrasing, kept.answer.milliseconds) != (asked.phrasing, given.milliseconds):
            return answer
        self._kept.resume(kept, DEBRIEF)
        return answer._replace(text=kept.answer.text)

    def _next(self, deleted: set[int]) -> int | None:
        rated = debrief_reviews(self._store, self._mock)
        return next((n for n in sorted(self._mock.answers) if n not in rated and n not in deleted), None)

    def _as_asked(self, position: int) -> Card:
        """Return the card with the wording that was asked and the points to tick.

        It has no follow-ups: the one that was asked is shown with its answer.
        """
        asked = self._mock.script.questions[position]
        card = self._material.with_ticked_points(asked.key, self._library.card(asked.key))
        return card._replace(question=asked.wording, phrasings=(), follow_ups=())

    def _show(self, position: int, card: Card, answer: Answer) -> None:
        asked, layout = self._mock.script.questions[position], self._ui.layout
        number = sorted(self._mock.answers).index(position) + 1
        progress = SessionProgress(number, len(self._mock.answers), None)
        today = self._home.today
        last, last_typed = (
            next(iter(self._store.reviews(asked.key, newest=1, written=written)), None) for written in (False, True)
        )
        country = self._home.preferences.country
        notes = law(card, today, layout, country=country, disclaim=not self._disclaimed)
        lines = [
            *screens.question(card, self._library.deck(asked.key.deck).title, 0, progress, layout, repeat=False),
            *screens.time_taken(answer, card, layout, last=last, today=today),
            *self._recordings.lines(position, answer.text),
            *mock_screens.follow_up_answer(asked, self._mock.follow_ups.get(position), layout),
            *screens.answer_side(card, 0, last_typed, today, layout, notes),
            *self._own.reveal(asked.key, self._library.card(asked.key), today, first=False),
        ]
        self._ui.show(lines)
        self._disclaimed |= bool(card.legal)
        if card.key_points:  # last, right above the prompt that asks for them
            self._show_points(position, card, answer, above=len(lines))

    def _show_points(self, position: int, card: Card, answer: Answer, *, above: int) -> None:
        """Show the points to tick, and the question once more if it has scrolled off `above` lines ago, or would."""
        layout, rows = self._ui.layout, self._ui.rows
        library, deck = self._library, self._mock.script.questions[position].key.deck
        wanted = self._home.preferences.suggest_points
        languages = (library.on.language, library.deck(deck).language)
        hints = hints_for(card, answer, languages) if wanted else NO_HINTS
        points = [BLANK, *screens.points(card, layout, hints)]
        if rows is not None and above + len(points) + self._prompts.rows(card) >= rows:
            points = [BLANK, *screens.asked(card.question, "", layout), *points[1:]]
        self._ui.show(points)
        if hints and not self._hints_explained:
            self._hints_explained = True
            self._ui.say(LEGEND, style="dim")

    def _correct(self, position: int, card: Card, answer: Answer) -> Answer:
        """Let the user correct the text of a spoken answer; return it corrected."""
        asked = self._mock.script.questions[position]

        def keep(text: str) -> None:
            self._kept.keep(asked.key, asked.phrasing, answer._replace(text=text), DEBRIEF)

        text = correct(self._ui, answer, keep)
        if text == answer.text:
            return answer
        keep(text)
        corrected = answer._replace(text=text)
        if card.key_points:
            self._show_points(position, card, corrected, above=0)
        return corrected

    def _debrief(self, position: int, card: Card, answer: Answer) -> None:
        """Ask for points and a rating until there is one, or an earlier rating is undone."""
        before: frozenset[int] | None = None  # ticks to change
        spoken = self._recordings.commands(position)
        commands = [*_COMMANDS, *spoken, *("c" if answer.heard else "")]
        others: dict[str, Callable[[], None]] = {**spoken, "?": partial(self._explain_keys, spoken, answer)}
        while True:
            ticking = answer.covered is None and bool(card.key_points)
            text = (
                self._prompts.ask_points(card, before, hint="? keys", commands=commands)
                if ticking
                else self._ask_rating(position, card, answer, commands)
            )
            command = text.strip()
            if command in LEAVE_WORDS:
                raise UserLeft
            if command in others:
                others[command]()
            elif command == "c" and answer.heard:
                answer = self._correct(position, card, answer)
            elif command == "u" and answer.covered is not None and card.key_points:
                before, answer = answer.covered, answer._replace(covered=None)
            elif command == "u":
                if self._undo():
                    return
            elif ticking:
                answer = answer._replace(covered=self._prompts.points_in(text, card))
            elif (rating := self._prompts.rating_in(text, suggest_rating(card, answer))) is not None:
                self._record(position, card, answer, rating)
                return

    def _explain_keys(self, recorded: Collection[str], answer: Answer) -> None:
        """Show the keys of a debrief, those of a recording, and those of its text."""
        keys = [each for each in spoken_keys(text=answer.heard) if each[0] in (*recorded, "c")]
        self._ui.say(HELP)
        self._ui.show(key_list(keys, self._ui.layout) if keys else [])

    def _ask_rating(self, position: int, card: Card, answer: Answer, commands: Collection[str]) -> str:
        day = study_day(self._answered_at(position), self._home.env.zone)
        back = self._when_back(position, card, answer, self._home.today)
        return self._prompts.ask_rating(back, day, suggest_rating(card, answer), commands=commands)

    def _answered_at(self, position: int) -> datetime:
        return datetime.fromtimestamp(self._mock.answers[position].at_utc_ms / 1000, UTC)

    def _record(self, position: int, card: Card, answer: Answer, rating: Rating) -> None:
        """Write a rating to the log, as of the instant of the answer, and say when the card comes back."""
        asked = self._mock.script.questions[position]
        key, at = asked.key, self._answered_at(position)
        attempt = Attempt(key=key, card=card, phrasing=asked.phrasing, answer=answer, at=at, mode=Mode.MOCK)
        today = self._home.today
        back = self._when_back(position, card, answer, today)[rating]
        review = attempt.rated(self._store, self._home.env, rating, suggest_rating(card, answer))
        own_points = self._own.are_ticked(asked.key) and review.points_covered is not None
        with self._store.at_once():
            earlier = debrief_reviews(self._store, self._mock).get(position)
            if earlier is None:
                self._store.record(
                    review, own_points=own_points, planned=back.promised, spoken=self._recordings.figures(position)
                )
        if earlier is not None:
            self._ui.say(f"Another terminal has rated this answer: {earlier.rating.title}. That one counts.")
            return
        self._kept.drop(asked.key, DEBRIEF)
        if self._plan is not None:
            self._plan.refresh(asked.key)
        self._ui.show(outcome(rating, back, today, self._ui.layout))

    def _when_back(self, position: int, card: Card, answer: Answer, today: date) -> dict[Rating, NextReview]:
        """Return when a card comes back for each rating; before an interview ahead, never after its eve."""
        key = self._mock.script.questions[position].key
        day = study_day(self._answered_at(position), self._home.env.zone)
        missed = missed_musts(card, answer.covered or frozenset()) > 0
        return when_back(self._store, self._plan, key, day, today, missed_must=missed)

    def _undo(self) -> bool:
        """Undo the newest rating in the log if this mock gave it; return whether it did."""
        newest = self._store.last_rating()
        given = {review.uuid: position for position, review in debrief_reviews(self._store, self._mock).items()}
        if newest is None or newest.uuid not in given:
            self._ui.say("There is no rating in this mock to undo.")
            return False
        self._store.undo(self._home.now_ms)
        if newest.answer_text and self._mock.answers[given[newest.uuid]].heard_by:  # it may have been corrected
            self._kept.keep(newest.key, newest.phrasing, Answer(newest.answer_ms, newest.answer_text), DEBRIEF)
        if self._plan is not None:
            self._plan.refresh(newest.key)
        self._ui.say(f"Undone: {newest.rating.title} for {newest.key}.")
        return True
