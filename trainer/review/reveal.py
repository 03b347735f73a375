"""The answer side of a review: the time, the points to tick, and more behind a key."""

from cards.answer import Answer
from cards.card import Card
from cards.key import CardKey
from cards.review import Review
from trainer.review import screens
from trainer.review.hints import LEGEND, NO_HINTS, Hints, hints_for
from trainer.review.law import ask_country, law, law_in_short
from trainer.review.prompts import GradePrompts
from trainer.review.sitting import Sitting
from trainer.terminal.layout import BLANK, Line, paragraph

_MOST_COACHING = 4  # lines shown unasked
_ROWS = 24  # of a screen of unknown height


class Reveal:
    """Shows the answer side of a card; once a sitting, explains what legal notes and hints are worth.

    The question, the points and the rating stay on one screen: what does not fit beside them is behind `m`.
    """

    def __init__(self, sitting: Sitting, prompts: GradePrompts) -> None:
        self._sitting = sitting
        self._prompts = prompts
        self._hints_wanted = sitting.home.preferences.suggest_points
        self._disclaimed = False  # that legal notes are no advice
        self._country = sitting.home.preferences.country
        self._unfolded: CardKey | None = None  # the card whose legal notes were shown for this country
        self._hints_explained = False

    def answer(self, card: Card) -> None:
        """Show how long the answer took, the points, and what is most useful beside them."""
        sitting, ui = self._sitting, self._sitting.ui
        turn = sitting.turn
        if turn.answer is None or turn.phrasing is None:
            return
        if card.legal and not self._country:
            self._ask_country()
        last, today = self._last_review(), sitting.home.today
        ui.show(screens.time_taken(turn.answer, card, ui.layout, last=last, today=today))
        ui.show(sitting.own.time_shares(turn.key))
        if sitting.spoken is not None:
            ui.show(sitting.spoken.lines(turn.key))
        points = [BLANK, *self.lines_of_points(card)] if card.key_points else []
        coaching = self._coaching(card, turn.phrasing, len(points))
        self.bring_back(card, len(points) + len(coaching) + self._rows_to_grade(card))
        ui.show([*points, *coaching])
        self._explain(self.hints(card))

    def _ask_country(self) -> None:
        """Ask where the user interviews, once in the life of a home and only at a terminal."""
        sitting = self._sitting
        if sitting.env.interactive and sitting.store.is_first_time("asked about a country"):
            self._country = ask_country(sitting.home, sitting.store, sitting.ui)

    def _rows_to_grade(self, card: Card) -> int:
        legend = bool(self.hints(card)) and not self._hints_explained
        return self._prompts.rows(card) + legend

    def _coaching(self, card: Card, phrasing: int, points: int) -> list[Line]:
        """Return the part of the coaching that fits below the points, or your own answer instead.

        Without points, a model answer is shown as a whole.
        """
        sitting, layout = self._sitting, self._sitting.ui.layout
        parts = screens.coaching(card, phrasing)
        whole = parts[:1] if card.answer and not card.key_points else []
        question = len(screens.asked(card.wording(phrasing), "", layout))
        room = (sitting.ui.rows or _ROWS) - 1 - question - points - self._rows_to_grade(card)
        key = sitting.turn.key
        own = sitting.own.reveal(key, sitting.library.card(key), sitting.home.today, first=False)
        if own and len(own) <= room:
            return own
        lines = [
            *screens.coaching_lines(whole, layout),
            *screens.coaching_lines(parts[len(whole) :], layout, room=min(room, _MOST_COACHING)),
        ]
        law = law_in_short(card, layout, self._country)
        lines += law if len(lines) + len(law) <= room else []
        return [BLANK, *lines] if lines else []

    def more(self, card: Card) -> None:
        """Show everything behind the key: your own answer, the last one, the coaching, and the law."""
        from trainer.review.diff import side_by_side

        sitting, ui = self._sitting, self._sitting.ui
        turn, today = sitting.turn, sitting.home.today
        if turn.answer is None or turn.phrasing is None:
            return
        every = self._unfolded == turn.key  # the second time
        self._unfolded = turn.key
        told, where = not self._disclaimed, self._country
        notes = law(card, today, ui.layout, country=where, every=every, disclaim=told, more="m again")
        last = self._last_review(typed=True)
        own = sitting.own.reveal(turn.key, sitting.library.card(turn.key), today, first=self._last_review() is None)
        compared = side_by_side(last, turn.answer, ui.layout, today) if last and turn.answer.text else []
        last = None if compared else last
        lines = [
            *compared,
            *screens.answer_side(card, turn.phrasing, last, today, ui.layout, notes),
            *own,
        ]
        ui.show(lines or paragraph("There's nothing more on this card.", ui.layout.width))
        self._disclaimed |= bool(card.legal)
        self.again(card, quoted=True)
        if sitting.spoken is not None:
            ui.show(sitting.spoken.key_line(turn.key))

    def again(self, card: Card, *, quoted: bool = False) -> None:
        """Show the question once more, and the points if there is an answer; `quoted` shows what hints are about."""
        ui, turn = self._sitting.ui, self._sitting.turn
        self._sitting.question_row = ui.printed + 1
        outline = card.outline if self._sitting.shows_outline else ()
        ui.show([BLANK, *screens.asked(card.wording(turn.phrasing or 0), card.context, ui.layout, outline)])
        if turn.answer is not None:
            ui.show(self.lines_of_points(card, quoted=quoted))
            self._explain(self.hints(card))

    def bring_back(self, card: Card, following: int, *, points: bool = False) -> None:
        """Show the question again, with or without the points, if it would scroll off and fits.

        `following` is how many rows come next; Enter adds one more.
        """
        ui, turn = self._sitting.ui, self._sitting.turn
        if ui.rows is None or ui.printed - self._sitting.question_row + following < ui.rows:
            return
        lines = [BLANK, *screens.asked(card.wording(turn.phrasing or 0), "", ui.layout)]
        lines = [*lines, *self.lines_of_points(card)] if points else lines[:-1]
        if len(lines) + following <= ui.rows:
            self._sitting.question_row = ui.printed + 1
            ui.show(lines)

    def points(self, card: Card) -> None:
        """Show the points to tick."""
        self._sitting.ui.show(self.lines_of_points(card))
        self._explain(self.hints(card))

    def points_for(self, card: Card, answer: Answer) -> list[Line]:
        """Return the points to tick for an answer other than the one that counts."""
        return screens.points(card, self._sitting.ui.layout, self._hints_for(card, answer))

    def lines_of_points(self, card: Card, *, quoted: bool = False) -> list[Line]:
        """Return the points, with their ticks and the hints at them; `quoted` shows what the hints are about."""
        answer = self._sitting.turn.answer
        ticked = (answer and answer.covered) or ()
        return screens.points(card, self._sitting.ui.layout, self.hints(card), ticked=ticked, quoted=quoted)

    def hints(self, card: Card) -> Hints:
        """Return the hints at points; none once the points are ticked."""
        answer = self._sitting.turn.answer
        if answer is None or answer.covered is not None:
            return NO_HINTS
        return self._hints_for(card, answer)

    def _hints_for(self, card: Card, answer: Answer) -> Hints:
        """Return the hints that an answer to the current card gives, if they are wanted."""
        if not self._hints_wanted:
            return NO_HINTS
        library = self._sitting.library
        return hints_for(card, answer, (library.on.language, library.deck(self._sitting.turn.key.deck).language))

    def word_diff(self) -> None:
        """Show, word by word, what changed since the last typed answer."""
        from trainer.review.diff import word_diff

        answer = self._sitting.turn.answer
        if answer is not None:
            last, today = self._last_review(typed=True), self._sitting.home.today
            self._sitting.ui.show(word_diff(last, answer, self._sitting.ui.layout, today))

    def _last_review(self, *, typed: bool = False) -> Review | None:
        """Return the newest review of the card being asked, or the newest with a typed answer."""
        return next(iter(self._sitting.store.reviews(self._sitting.turn.key, newest=1, written=typed)), None)

    def _explain(self, hints: Hints) -> None:
        """Explain the signs the first time there are any."""
        if hints and not self._hints_explained:
            self._hints_explained = True
            self._sitting.ui.say(LEGEND, style="dim")
