"""`greenroom mock`: a mock interview, then its debrief."""

from argparse import Namespace
from contextlib import ExitStack
from functools import partial
from random import Random

from cards.errors import GreenroomError
from cards.key import CardKey
from decks.library.library import Library
from scheduler.log.store import Store
from scheduler.mock.draw import SECONDS_A_QUESTION
from scheduler.mock.log import Mock, MockEvent, begin_mock, record_event, unfinished_mock
from scheduler.mock.results import debrief_reviews, result_and_earlier
from trainer.environment import Environment
from trainer.home import Home
from trainer.interview.dates import coming, read_interviews
from trainer.interview.prepared import wanted_cards
from trainer.mock import screens
from trainer.mock.debrief import MockDebrief
from trainer.mock.interview import Interview
from trainer.mock.recordings import settle_recordings
from trainer.mock.script import Wish, write_script
from trainer.mock.spoken_prompt import Sound, aloud
from trainer.opening import open_home, open_library, open_store
from trainer.review.reader import Reader, language_of
from trainer.review.spoken_answers import SpokenAnswers
from trainer.terminal.ui import LEAVE_WORDS, Ui, UserLeft, open_ui
from trainer.terminal.words import count

DEFAULT_QUESTIONS = 10


def run(args: Namespace, env: Environment) -> int:
    """Hold a mock interview, or resume one, and debrief it; always 0."""
    home = open_home(env, args.home)
    with open_store(home) as store, open_library(home, store) as library:
        decks = [library.deck(deck) for deck in dict.fromkeys(args.deck or ())] or list(library.decks())
        ui = open_ui(env, plain=args.plain)
        try:
            mock, begins = _resume(ui, home, store), False
            if mock is None:
                wish = Wish(_questions(args.questions, args.minutes), args.minutes, args.manner, _wanted(home))
                rng = Random(env.new_seed())  # noqa: S311  # an interview is no secret
                script = write_script(store, library, decks, home.today, wish, rng)
                if not script.questions:
                    fix = "`greenroom decks` lists your decks, `greenroom add` writes a card."
                    raise GreenroomError("There are no cards for a mock interview", fix)
                mock = begin_mock(store, env.new_uuid(), script, home.now_ms)
                begins = True
            if mock.step is not None:
                mock = _hold(args, ui, home, store, library, mock, begins=begins)
                if mock.ended is not None:
                    ui.say("This mock was ended in another terminal.")
                    return 0
            elif not mock.answers:
                ui.show(screens.goodbye(mock, ui.layout))
            MockDebrief(ui, home, library, store, mock).run()
            settle_recordings(home, mock)
        except UserLeft:
            ui.say("Saved so far. `greenroom mock` picks it up again.")
            return 0
        result, earlier = result_and_earlier(store, mock)
        if result is not None:
            ui.show(screens.result(result, earlier, ui.layout))
    return 0


def _wanted(home: Home) -> frozenset[CardKey]:
    """Return the cards chosen for the advert of the next interview; none without one."""
    if not home.interviews.exists():
        return frozenset()
    try:
        ahead = coming(read_interviews(home.interviews), home.today)
    except GreenroomError as error:
        home.notice(str(error))
        return frozenset()
    return wanted_cards(ahead[0]) if ahead else frozenset()


def _hold(args: Namespace, ui: Ui, home: Home, store: Store, library: Library, mock: Mock, *, begins: bool) -> Mock:
    """Hold what is left of an interview, out loud if that is wanted, and say goodbye; return the mock.

    What of the sound doesn't work is said before the opening, which an interview has that begins.
    """
    reader = Reader(home.env, ui.say) if args.voice or home.preferences.voice else None
    reader = reader if reader is not None and reader.check() else None
    with ExitStack() as ends:
        spoken, language = None, partial(language_of, library)
        if args.record or home.preferences.record:
            answers = ends.enter_context(SpokenAnswers(home, store, ui, language=language, for_debrief=True))
            spoken = answers if answers.microphone.check() else None
        if begins:
            ui.show(screens.opening(mock, ui.layout, by_ear=reader is not None and spoken is not None))
        sound = Sound(reader, spoken, language, library.on.language)
        mock = Interview(ui, home, store, sound).hold(mock)
    if mock.ended is None:
        ui.show(screens.goodbye(mock, ui.layout))
        if reader is not None and mock.answers and not mock.cut_short:
            reader.read_to_the_end(ui, (aloud(mock.script.goodbye), library.on.language))
    return mock


def _questions(number: int | None, minutes: int | None) -> int:
    """Return the number of questions: as asked for, else as many as fit into the minutes, else ten."""
    if number is not None:
        return number
    return DEFAULT_QUESTIONS if minutes is None else max(1, min(50, minutes * 60 // SECONDS_A_QUESTION))


def _resume(ui: Ui, home: Home, store: Store) -> Mock | None:
    """Offer to resume an unfinished mock; return it, or None to begin a new one.

    Raises:
        UserLeft: The user leaves.
    """
    mock = unfinished_mock(store)
    if mock is None:
        return None
    ui.show(screens.unfinished(mock, ui.layout))
    hint = "Enter go on · d debrief it now · n drop it and start another · q leave"
    while True:
        match ui.ask("Go on", hint).strip():
            case "" | "y" | "yes":
                return mock
            case "d":
                return mock if mock.step is None else record_event(store, mock, MockEvent.CUT_SHORT, home.now_ms)
            case "n" if _may_drop(ui, store, mock):
                record_event(store, mock, MockEvent.ABANDONED, home.now_ms)
                settle_recordings(home, mock)
                return None
            case "n":
                continue
            case other if other in LEAVE_WORDS:
                raise UserLeft
            case other:
                ui.say(f'Press Enter to go on, or type d, n or q, not "{other}".')


def _may_drop(ui: Ui, store: Store, mock: Mock) -> bool:
    """Return whether to drop a mock; ask first if some of its answers are not debriefed yet."""
    waiting = len(mock.answers) - len(debrief_reviews(store, mock))
    if not waiting:
        return True
    ui.say(f"You haven't debriefed {count(waiting, 'answer')}. What you typed stays in `greenroom answers`.")
    return ui.ask("Drop", "n drop it · Enter keep it").strip() == "n"
