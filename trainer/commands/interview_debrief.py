"""`greenroom interview debrief`: write down what was asked and what comes next."""

from argparse import Namespace
from dataclasses import replace
from datetime import date

from cards.errors import GreenroomError, UsageError
from cards.text import clean_line
from trainer.environment import Environment
from trainer.files.file_changes import noted
from trainer.home import Home, user_path
from trainer.interview.dates import Interview, NoInterview, coming, held, named, read_interviews
from trainer.interview.followup import (
    Followup,
    change_followup,
    covered_sentence,
    deck_for,
    followup_sentences,
    held_interviews,
    next_debrief,
    people_thanked,
    read_followup,
)
from trainer.interview.spoken_date import Window, read_or_ask
from trainer.opening import open_home, open_library, open_store
from trainer.stats.asked import asked_in, asked_sentences
from trainer.terminal.dialogue import Dialogue
from trainer.terminal.layout import BLANK, Line, paragraph
from trainer.terminal.ui import UserLeft, open_ui
from trainer.terminal.words import count, short_day


def run(args: Namespace, env: Environment) -> int:
    """Hold the debrief; 0, even if the user leaves before its end."""
    from trainer.debrief.asked_questions import AskedQuestions
    from trainer.debrief.loop import InterviewDebrief

    home = open_home(env, args.home)
    ui = open_ui(env, plain=args.plain)
    dialogue = Dialogue(ui)
    try:
        interview = _held(home, args.at) or _never_set(dialogue, home, args.at)
        read_followup(home.interviews, interview)  # raises before anything else is asked
        if args.decision is not None:
            return _decide(home, interview, " ".join(args.decision), dialogue)
        heard = _heard(dialogue, args.transcript)
    except UserLeft:
        dialogue.say("Nothing was entered.")
        return 0
    ui.show(paragraph(f"Debrief · {interview.title} · {short_day(interview.day)}", ui.layout.width, style="title"))
    with open_store(home) as store, open_library(home, store) as library:
        questions = AskedQuestions(dialogue, home, library, store, interview)
        debrief = InterviewDebrief(dialogue, home, questions, interview, heard)
        try:
            with noted(home, store, "debrief", interview.described, home.interviews):
                interview = debrief.run()
        except UserLeft:
            entered = debrief.followup != Followup()
            kept = "Saved so far. `greenroom interview debrief` picks it up again."
            dialogue.say(kept if entered else "Nothing was entered. `greenroom interview debrief` asks again.")
            return 0
        thanked = people_thanked(store, library, interview, read_followup(home.interviews, interview).people)
        asked = asked_in(store, held_interviews(home.interviews, home.today)).all
    ui.show(_summary(home, interview, thanked, ui.layout.width))
    if asked:
        ui.say(" ".join(asked_sentences(asked)))
    return 0


def _heard(dialogue: Dialogue, transcript: str | None) -> list[str]:
    """Return the questions in the transcript named on the command line; none without one."""
    if transcript is None:
        return []
    from trainer.debrief.heard import hear

    return hear(dialogue, user_path(transcript))


def _decide(home: Home, interview: Interview, text: str, dialogue: Dialogue) -> int:
    """Save only the day they decide; `none` removes it."""
    from trainer.debrief.loop import decision_from

    day = None if text == "none" else decision_from(text, interview, home, dialogue)
    with open_store(home) as store, noted(home, store, "debrief", interview.described, home.interviews):
        change_followup(home.interviews, interview, lambda now: replace(now, decision=day))
    sentence = "no decision day" if day is None else f"they decide by {short_day(day)}"
    past = ", which is in the past" if day is not None and day < home.today else ""
    dialogue.say(f"{interview.title}: {sentence}{past}.")
    return 0


def _never_set(dialogue: Dialogue, home: Home, at: str | None) -> Interview:
    """Ask for the day of an interview that was never set, and with whom it was if `at` does not say.

    Raises:
        UserLeft: The user leaves; nothing is saved.
    """
    dialogue.say("No interview is set. To plan for one: `greenroom interview set fri --at Acme`.")
    window = Window(home.calendar_day, date.min, home.today)
    while True:
        text = dialogue.ask("Held on", "a date (yesterday, fri, 10 Dec); Enter for today, q leaves")
        try:
            day = read_or_ask(text, window, home, lambda: dialogue) if text else home.today
        except UsageError as error:
            dialogue.say(str(error))
            continue
        if day <= home.today:
            break
        dialogue.say(f"{short_day(day)} is still ahead: `greenroom interview set {day}` plans for it.")
    return Interview(day=day, at=clean_line(at) if at else dialogue.ask("Who with", "Enter for no name, q leaves"))


def _held(home: Home, at: str | None) -> Interview | None:
    """Return the interview to debrief: see `next_debrief`; of those named `at`, the latest that is not debriefed.

    None if no interview was ever set.

    Raises:
        NoInterview: There is none with that name.
        GreenroomError: It is still ahead.
    """
    interviews = read_interviews(home.interviews)
    if not interviews:
        return None
    meant = interviews if at is None else named(interviews, at)
    if at is None and (found := next_debrief(interviews, home.today)):
        return found
    if past := held(meant, home.today):
        return next((each for each in past if each.debriefed is None), past[0])
    if ahead := coming(meant, home.today):
        raise GreenroomError(
            f"{ahead[0].title} is still ahead, on {short_day(ahead[0].day)}",
            "Debrief it afterwards. If the date is wrong, `greenroom interview set` moves it.",
        )
    raise NoInterview(at, interviews)


def _summary(home: Home, interview: Interview, thanked: set[str], width: int) -> list[Line]:
    """Show what was written down."""
    followup = read_followup(home.interviews, interview)
    asked, met = count(len(followup.asked), "question"), count(len(followup.people), "person", "people")
    outcome = [f"Debriefed: {asked}, {met}.", covered_sentence(interview, followup)]
    sentences = [*filter(None, outcome), *followup_sentences(followup, thanked, home.today)]
    lines: list[Line] = [BLANK]
    for sentence in sentences:
        lines += paragraph(sentence, width, rest="   ")
    if len(followup.people) > len(thanked):
        write = f"`greenroom review --deck {deck_for(interview)}`"
        lines += paragraph(f"Send your thank-you notes within a day: {write}.", width)
    return lines
