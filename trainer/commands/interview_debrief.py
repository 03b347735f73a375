"""`greenroom interview debrief`: write down what an interview was like, while it is fresh."""

from argparse import Namespace
from datetime import date

from cards.errors import GreenroomError
from cards.text import clean_line
from trainer.aftermath import aftermath_of, deck_for, held, told_after, written_to
from trainer.environment import Environment
from trainer.home import Home, open_home
from trainer.interviews import Interview, NoInterview, coming, named, read_interviews
from trainer.lines import BLANK, Line, paragraph
from trainer.terminal import open_ui
from trainer.ui import Left
from trainer.words import count, short_day


class NotHeldYet(GreenroomError):
    """The interview is still to come."""

    def __init__(self, interview: Interview) -> None:
        super().__init__(
            f"{interview.title} is still to come, on {short_day(interview.day)}",
            "Its debrief is for afterwards; `greenroom interview set` moves a date that was wrong.",
        )


def run(args: Namespace, env: Environment) -> int:
    """Hold the conversation; 0, also when it was left before its end."""
    from trainer.asked_questions import AskedQuestions
    from trainer.interview_debrief import InterviewDebrief
    from trainer.talk import Talk

    home = open_home(env, args.home)
    interview = _held(home, args.at)
    aftermath_of(home.interviews, interview)  # a file that cannot be read is told before anything is asked
    ui = open_ui(env, plain=args.plain)
    talk = Talk(ui)
    ui.show(paragraph(f"Debrief · {interview.title} · {short_day(interview.day)}", ui.look.width, style="title"))
    with home.store() as store, home.library(store) as library:
        store.back_up()
        questions = AskedQuestions(talk, home, library, store, interview)
        try:
            interview = InterviewDebrief(talk, home, questions, interview).run()
        except Left:
            talk.say("Everything entered is kept. `greenroom interview debrief` goes on with it.")
            return 0
        written = written_to(store, library, interview, aftermath_of(home.interviews, interview).people)
    ui.show(_summary(home, interview, written, ui.look.width))
    return 0


def _held(home: Home, at: str | None) -> Interview:
    """Return the interview that is meant: the latest one held that still wants its debrief, else the latest held.

    Where no interview was ever set, there was one all the same: today, with whom `at` says.
    """
    today: date = home.today
    interviews = read_interviews(home.interviews)
    if not interviews:
        return Interview(day=today, at=clean_line(at or ""))
    past = held(interviews if at is None else named(interviews, at), today)
    if past:
        return next((each for each in past if each.debriefed is None), past[0])
    ahead = coming(interviews if at is None else named(interviews, at), today)
    raise NotHeldYet(ahead[0]) if ahead else NoInterview(at, interviews)


def _summary(home: Home, interview: Interview, written: set[str], width: int) -> list[Line]:
    aftermath = aftermath_of(home.interviews, interview)
    told = [
        f"Debriefed: {count(len(aftermath.asked), 'question')}, {count(len(aftermath.people), 'person', 'people')}."
    ]
    told += told_after(aftermath, written, home.today)
    lines: list[Line] = [BLANK]
    for sentence in told:
        lines += paragraph(sentence, width, rest="   ")
    if len(aftermath.people) > len(written):
        lines += paragraph(f"Notes are best within a day: `greenroom review --deck {deck_for(interview)}`.", width)
    return lines
