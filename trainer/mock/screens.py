"""The screens of a mock interview, and of its result."""

from collections.abc import Sequence

from cards.card import TargetSeconds
from cards.review import Rating
from scheduler.mock.log import Mock, MockAnswer, MockQuestion
from scheduler.mock.results import MockResult
from trainer.review.screens import against_target, asked, ending
from trainer.review.spoken_screens import said
from trainer.stats.mocks import history_line
from trainer.terminal.layout import BLANK, Layout, Line, bar, first_to_fit, paragraph, ruled
from trainer.terminal.words import NEW_LINE, clock, count

# How long the answer to any follow-up should take.
FOLLOW_UP_TARGET = TargetSeconds(15, 30, 60)
KEYS = (
    ("Enter", "done, spoken or typed"),
    (NEW_LINE, "new line in a typed answer"),
    ("d", "end the interview here and go to the debrief"),
    ("?", "these keys"),
    ("q", "leave; every answer is saved, and `greenroom mock` picks it up again"),
)


def opening(mock: Mock, layout: Layout, *, by_ear: bool) -> list[Line]:
    """Show how long the interview will be, what ends an answer if it is held by ear, and the keys that leave it."""
    limit = "" if mock.script.minutes is None else f", {count(mock.script.minutes, 'minute')}"
    title = f"greenroom mock · {count(len(mock.script.questions), 'question')}{limit}"
    how = "Nothing is revealed until the debrief. d goes there at once, q leaves and saves everything, ? shows keys."
    how += " Five seconds of silence end an answer." if by_ear else ""
    return [*paragraph(title, layout.width, style="title"), *paragraph(how, layout.width, style="dim")]


def mock_question(mock: Mock, position: int, layout: Layout) -> list[Line]:
    """Show how far the interview is, and ask a question without giving away more of its card."""
    question = mock.script.questions[position]
    far = f"{position + 1} of {len(mock.script.questions)}"
    lines = [BLANK, *ruled(far, time_spent(mock, 0), layout)]
    return [*lines, BLANK, *_spoken(question.lead, question.wording, question.context, layout)]


def follow_up(question: MockQuestion, layout: Layout) -> list[Line]:
    """Ask the follow-up."""
    return [BLANK, *_spoken(question.between, question.follow_up, "", layout)]


def _spoken(lead: str, wording: str, context: str, layout: Layout) -> list[Line]:
    lines = paragraph(lead, layout.width, style="dim", first="   ") if lead else []
    return [*lines, *asked(wording, context, layout)]


def time_spent(mock: Mock, seconds: float) -> str:
    """Return the time of the whole interview as `12:30 of 30:00`, `seconds` into an answer."""
    time = clock(mock.seconds + seconds)
    return time if mock.script.minutes is None else f"{time} of {clock(60 * mock.script.minutes)}"


def mock_toolbar(mock: Mock, position: int, seconds: float, interruption: str, columns: int) -> str:
    """Return one line with the clock and what the interviewer throws in, if anything; less if it is narrow.

    `seconds` is how long the question at `position` has been on the screen.
    """
    time = f" {clock(seconds)}"
    far = f"{position + 1} of {len(mock.script.questions)}"
    whole = f"all {time_spent(mock, seconds)}"
    keys = f"{NEW_LINE} new line · ? keys"
    full = f"{time}   {far}   {whole}   {keys}"
    thrown_in = [f'{time}   "{interruption}"   {whole}', f'{time} "{interruption}"'] if interruption else []
    shorter = f"{time}   {far}   {whole}   ? keys", f"{time}   {far}   {whole}", f"{time}   {whole}", f"{time}   {far}"
    return first_to_fit((*thrown_in, full, *shorter, time), columns)


def recording_toolbar(
    mock: Mock, position: int, seconds: float, level: float, left: float | None, interruption: str, columns: int
) -> str:
    """Return one line while an answer is recorded: how loud it is, the clock, and the silence that ends it.

    Args:
        mock: The mock.
        position: The position of the question.
        seconds: How long the answer has been going on.
        level: How loud it is, from 0 to 1.
        left: The seconds of silence after which the answer is over; None if that isn't counted.
        interruption: What the interviewer throws in, if anything.
        columns: The greatest width.
    """
    wide, narrow = (f" rec {bar(level, width)}  {clock(seconds)}" for width in (12, 5))
    if left is not None:
        return ending(wide, narrow, left, columns)
    if interruption:
        return first_to_fit((f'{wide}   "{interruption}"', f'{narrow} "{interruption}"', narrow), columns)
    far = f"{position + 1} of {len(mock.script.questions)}   all {time_spent(mock, seconds)}"
    whole = f"{wide}   {far}   Enter stops · ? keys"
    return first_to_fit((whole, f"{wide}   {far}", f"{narrow}   Enter stops", narrow, " rec"), columns)


def typed_words(text: str, layout: Layout) -> list[Line]:
    """Show the text of an answer, if there is one."""
    return paragraph(f'You said: "{text}"', layout.width, style="dim", rest="   ") if text else []


def follow_up_answer(question: MockQuestion, answer: MockAnswer | None, layout: Layout) -> list[Line]:
    """Show the follow-up that was asked and how its answer went; nothing if it was not answered."""
    if answer is None:
        return []
    time = against_target(answer.milliseconds / 1000, FOLLOW_UP_TARGET)
    lines = paragraph(f"They went on: {question.follow_up}", layout.width, rest="   ")
    lines += paragraph(f"You took {time}.", layout.width, first="   ")
    if not answer.heard_by:
        return lines + typed_words(answer.text, layout)
    from trainer.speech.transcript import Transcript

    return lines + said(Transcript.of(answer.text, answer.heard_by), layout)


def unfinished(mock: Mock, layout: Layout) -> list[Line]:
    """Show how far an unfinished mock is."""
    if mock.step is None:
        sentence = f"A mock interview is waiting for its debrief: {count(len(mock.answers), 'answer')}."
    else:
        total = count(len(mock.script.questions), "question")
        sentence = f"There is an unfinished mock interview: {len(mock.answers)} of {total} answered."
    return paragraph(sentence, layout.width)


def goodbye(mock: Mock, layout: Layout) -> list[Line]:
    """Show the interviewer's goodbye and that the debrief follows."""
    if not mock.answers:
        return paragraph("Nothing was answered, so there is nothing to debrief.", layout.width)
    lines: list[Line] = []
    if not mock.cut_short:
        lines += [BLANK, *paragraph(mock.script.goodbye, layout.width, style="dim", first="   ")]
    answers = count(len(mock.answers), "answer")
    over = f"That was it: {answers} in {clock(mock.seconds)}. Now the debrief, one by one."
    return [*lines, BLANK, *paragraph(over, layout.width, style="title")]


def result(latest: MockResult, earlier: Sequence[MockResult], layout: Layout) -> list[Line]:
    """Show the figures of a mock, and for comparison the last of the `earlier` ones."""
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
    for day, sentence in map(history_line, earlier[-1:]):
        lines += paragraph("The one before:", layout.width)
        lines += paragraph(sentence, layout.width, first=f"   {day:<11}")
    return lines
