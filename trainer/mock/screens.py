"""What a mock interview shows."""

from collections.abc import Sequence

from cards.card import TargetSeconds
from cards.review import Rating
from cards.timing import Pace, pace
from scheduler.mock.log import Mock, MockAnswer, MockQuestion
from scheduler.mock.results import MockResult
from trainer.stats.mocks import history
from trainer.terminal.layout import BLANK, Layout, Line, paragraph, sides, width_of
from trainer.terminal.words import clock, count

# A follow-up wants a short answer, whatever it is about.
FOLLOW_UP_TARGET = TargetSeconds(15, 30, 60)
HELP = (
    ("Enter", "answer given, aloud or typed"),
    ("Alt-Enter", "new line in a typed answer"),
    ("d", "end the interview here and go to the debrief"),
    ("?", "these keys"),
    ("q", "leave; every answer is kept, and `greenroom mock` goes on with it"),
)
_VERDICTS = {Pace.SHORT: "short of", Pace.WITHIN: "within", Pace.LONG: "over"}


def opening(mock: Mock, layout: Layout) -> list[Line]:
    """Tell how long the interview will be and how it is left, before it begins."""
    limit = "" if mock.script.minutes is None else f", {count(mock.script.minutes, 'minute')}"
    told = f"greenroom mock · {count(len(mock.script.questions), 'question')}{limit}"
    how = "Nothing is revealed until the debrief. d goes there at once, q leaves and keeps everything, ? shows keys."
    return [*paragraph(told, layout.width, style="title"), *paragraph(how, layout.width, style="dim")]


def question(mock: Mock, position: int, layout: Layout) -> list[Line]:
    """Show how far the interview is, and put a question; nothing of its card is given away."""
    asked = mock.script.questions[position]
    far = f"{position + 1} of {len(mock.script.questions)}"
    time = spent(mock, 0)
    lines: list[Line] = [BLANK]
    if layout.drawn:
        lines += sides(("title", far), ("dim", time), layout.width - 1, fill="─")
    else:
        lines += paragraph(f"{far} - {time}", layout.width)
    return [*lines, BLANK, *_put(asked.lead, asked.wording, layout)]


def follow_up(asked: MockQuestion, layout: Layout) -> list[Line]:
    """Put the follow-up."""
    return [BLANK, *_put(asked.between, asked.follow_up, layout)]


def _put(lead: str, wording: str, layout: Layout) -> list[Line]:
    around = paragraph(lead, layout.width, style="dim", first="   ") if lead else []
    return [*around, *paragraph(wording, layout.width, style="question", first="   "), BLANK]


def spent(mock: Mock, seconds: float) -> str:
    """Return the time of the whole interview, so many seconds into an answer."""
    time = clock(mock.seconds + seconds)
    return time if mock.script.minutes is None else f"{time} of {clock(60 * mock.script.minutes)}"


def toolbar(mock: Mock, position: int, seconds: float, interruption: str, columns: int) -> str:
    """Show the clock, and what the interviewer throws in, in one line of so many columns."""
    time = f" {clock(seconds)}"
    far = f"{position + 1} of {len(mock.script.questions)}"
    whole = f"all {spent(mock, seconds)}"
    keys = "Alt-Enter new line · ? keys"
    full = f"{time}   {far}   {whole}   {keys}"
    thrown_in = [f'{time}   "{interruption}"   {whole}', f'{time} "{interruption}"'] if interruption else []
    shorter = f"{time}   {far}   {whole}   ? keys", f"{time}   {far}   {whole}", f"{time}   {whole}", f"{time}   {far}"
    for text in (*thrown_in, full, *shorter, time):
        if width_of(text) <= columns:
            return text
    return ""


def said(answer: MockAnswer, layout: Layout) -> list[Line]:
    """Show what was typed."""
    return paragraph(f'You said: "{answer.text}"', layout.width, style="dim", rest="   ") if answer.text else []


def went_on(asked: MockQuestion, answer: MockAnswer | None, layout: Layout) -> list[Line]:
    """Show the follow-up that was asked, and how long its answer took."""
    if answer is None:
        return []
    band = f"{clock(FOLLOW_UP_TARGET.min)}-{clock(FOLLOW_UP_TARGET.max)}"
    verdict = _VERDICTS[pace(answer.milliseconds / 1000, FOLLOW_UP_TARGET)]
    lines = paragraph(f"They went on: {asked.follow_up}", layout.width, rest="   ")
    lines += paragraph(f"You took {clock(answer.milliseconds / 1000)}, {verdict} {band}.", layout.width, first="   ")
    return lines + said(answer, layout)


def unfinished(mock: Mock, layout: Layout) -> list[Line]:
    """Tell how far a mock that was left has come."""
    if mock.step is None:
        told = f"A mock interview waits for its debrief: {count(len(mock.answers), 'answer')}."
    else:
        total = count(len(mock.script.questions), "question")
        told = f"There is an unfinished mock interview: {len(mock.answers)} of {total} answered."
    return paragraph(told, layout.width)


def goodbye(mock: Mock, layout: Layout) -> list[Line]:
    """Let the interviewer take leave, and tell what comes."""
    farewell = (
        [] if mock.cut_short else [BLANK, *paragraph(mock.script.goodbye, layout.width, style="dim", first="   ")]
    )
    if not mock.answers:
        return paragraph("Nothing was answered, so there is nothing to debrief.", layout.width)
    told = f"That was it: {count(len(mock.answers), 'answer')} in {clock(mock.seconds)}. Now the debrief, one by one."
    return [*farewell, BLANK, *paragraph(told, layout.width, style="title")]


def keys(layout: Layout) -> list[Line]:
    """List the keys of the interview."""
    lines: list[Line] = [BLANK]
    for key, meaning in HELP:
        lines += paragraph(meaning, layout.width, first=f" {key:<10} ")
    return [*lines, BLANK]


def result(latest: MockResult, earlier: Sequence[MockResult], layout: Layout) -> list[Line]:
    """Tell what a mock came to, beside the one before it."""
    rated = " · ".join(f"{times} {rating.title}" for rating, times in zip(Rating, latest.ratings, strict=True) if times)
    facts = [
        ("Answered", f"{latest.answered} of {latest.planned} questions in {clock(latest.seconds)}"),
        ("In time", f"{latest.in_band} of {latest.answered}"),
        ("Points", f"{latest.points} of {latest.of_points}" if latest.of_points else "none to tick"),
        ("Rated", rated),
        ("Interviewer", latest.manner),
    ]
    lines: list[Line] = [BLANK, *paragraph("Mock interview", layout.width, style="title")]
    for label, fact in facts:
        lines += paragraph(fact, layout.width, first=f"   {label:<12}")
    return lines + history(earlier[-1:], layout, heading="The one before:")
