"""Past interviews, as `greenroom interview show` lists them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from decks.library.library import Library
from scheduler.log.store import Store
from trainer.home import Home
from trainer.interview.dates import Interview, held, read_interviews
from trainer.interview.followup import (
    LATEST_DECISION,
    Followup,
    covered,
    covered_sentence,
    debrief_command,
    followup_sentences,
    next_debrief,
    people_thanked,
    read_followup,
)
from trainer.terminal.layout import BLANK, Line, paragraph
from trainer.terminal.words import short_day

# Older ones are listed only until the decision.
_LISTED_FOR = timedelta(days=60)


def past_interviews(home: Home) -> list[Interview]:
    """Return the interviews to list, the latest first."""
    path, today = home.interviews, home.today
    return [
        interview
        for interview in held(read_interviews(path), today)
        if (interview.day < today or interview.debriefed is not None)
        and today - interview.day <= LATEST_DECISION
        and (today - interview.day <= _LISTED_FOR or (read_followup(path, interview).decision or today) > today)
    ]


def _followed_up(home: Home, store: Store, library: Library) -> Iterator[tuple[Interview, Followup, set[str]]]:
    """Yield the interviews to list, each with its follow-up and the people thanked already."""
    for interview in past_interviews(home):
        followup = read_followup(home.interviews, interview)
        yield interview, followup, people_thanked(store, library, interview, followup.people)


def past_lines(home: Home, store: Store, library: Library, width: int) -> list[Line]:
    """List past interviews: whether each was debriefed, who to thank, what is next, when they decide."""
    lines: list[Line] = []
    following = next_debrief(read_interviews(home.interviews), home.today)
    for interview, followup, thanked in _followed_up(home, store, library):
        command = debrief_command(interview, following)
        state = "debriefed" if interview.debriefed else f"not debriefed yet: {command}"
        lines += [BLANK, *paragraph(f"{interview.title} · {short_day(interview.day)} · {state}", width, style="title")]
        sentences = [covered_sentence(interview, followup), *followup_sentences(followup, thanked, home.today)]
        for sentence in filter(None, sentences):
            lines += paragraph(sentence, width, first="   ")
    return lines


def past_json(home: Home, store: Store, library: Library) -> list[dict[str, Any]]:
    """Return past interviews as JSON."""
    return [
        {
            "at": interview.at,
            "date": interview.day.isoformat(),
            "debriefed": interview.debriefed and interview.debriefed.isoformat(),
            "asked": [{"question": each.question, "card": each.card and str(each.card)} for each in followup.asked],
            "covered": covered(interview, followup),
            "people": [{"name": name, "written": name in thanked} for name in followup.people],
            "next_steps": followup.next_steps,
            "decision": followup.decision and followup.decision.isoformat(),
            "result": followup.result or None,
            "readiness": followup.readiness,
        }
        for interview, followup, thanked in _followed_up(home, store, library)
    ]
