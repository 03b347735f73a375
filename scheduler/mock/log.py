"""The log of mock interviews: append-only events, and the state of a mock computed from them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple

from cards.card import Kind, TargetSeconds
from cards.key import CardKey
from scheduler.log.store import Store
from scheduler.mock.draw import ENDING

# Time kept for each question that the candidate asks, and for the close.
_ENDING_SECONDS = 45


class MockEvent(StrEnum):
    """The events of a mock, as they are stored."""

    BEGUN = "begun"
    ANSWERED = "answered"
    FOLLOWED_UP = "followed-up"
    CUT_SHORT = "cut-short"
    FINISHED = "finished"
    ABANDONED = "abandoned"


class MockQuestion(NamedTuple):
    """One question with everything the interviewer says. Later edits of the card do not change it.

    All fields but the key are stored under their own names.

    Attributes:
        phrasing: The number of the wording; 0 is the card's question itself.
        wording: The text of the question.
        lead: What the interviewer says before the question; may be empty.
        follow_up: What they ask after the answer; empty for no follow-up.
        between: What they say before the follow-up.
        context: What is shown with the question: code, a table, a case; may be empty.
    """

    key: CardKey
    kind: Kind
    phrasing: int
    wording: str
    target: TargetSeconds
    lead: str = ""
    follow_up: str = ""
    between: str = ""
    context: str = ""


class Script(NamedTuple):
    """A whole interview, written before it begins.

    Attributes:
        manner: How the interviewer behaves.
        questions: The questions, in order.
        minutes: The time limit; None for no limit.
        goodbye: What the interviewer says at the end.
    """

    manner: str
    questions: tuple[MockQuestion, ...]
    minutes: int | None = None
    goodbye: str = ""


class MockAnswer(NamedTuple):
    """An answer: when it was given, how long it took, and its text.

    Attributes:
        text: What was typed, or what a model heard; empty if it was spoken without one.
        heard_by: The model that heard it, and how; empty if no model did.
    """

    at_utc_ms: int
    milliseconds: int
    text: str = ""
    heard_by: str = ""


class Step(NamedTuple):
    """What is asked next: the question at a position, or its follow-up."""

    position: int
    follow_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mock:
    """The state of one mock interview.

    Attributes:
        begun_at_utc_ms: When it began, in milliseconds since 1970-01-01 UTC.
        answers: The answers to questions, by position.
        follow_ups: The answers to follow-ups, by position.
        cut_short: Whether the candidate ended it before the last question.
        ended: `FINISHED` after its debrief, `ABANDONED` if the user gave it up; None while it can be resumed.
    """

    name: str
    begun_at_utc_ms: int
    script: Script
    answers: Mapping[int, MockAnswer] = field(default_factory=dict)
    follow_ups: Mapping[int, MockAnswer] = field(default_factory=dict)
    cut_short: bool = False
    ended: MockEvent | None = None

    @property
    def seconds(self) -> float:
        """How long all answers took, follow-ups included, in seconds."""
        return sum(answer.milliseconds for answer in (*self.answers.values(), *self.follow_ups.values())) / 1000

    @property
    def step(self) -> Step | None:
        """What is asked next; None when the interview is over.

        When time is nearly up, only the questions that end an interview are still asked.
        """
        if self.cut_short:
            return None
        last = max(self.answers, default=-1)
        short_of_time = self._short_of_time()
        if last >= 0 and self.script.questions[last].follow_up and last not in self.follow_ups and not short_of_time:
            return Step(last, follow_up=True)
        for position in range(last + 1, len(self.script.questions)):
            if not short_of_time or self.script.questions[position].kind in ENDING:
                return Step(position)
        return None

    def _short_of_time(self) -> bool:
        if self.script.minutes is None or not self.answers:
            return False
        ending = sum(question.kind in ENDING for question in self.script.questions)
        return self.seconds + ending * _ENDING_SECONDS >= self.script.minutes * 60

    def after(self, event: MockEvent, position: int | None, at_utc_ms: int, content: Mapping[str, Any]) -> "Mock":
        """Return the mock after one more event other than `BEGUN`."""
        if event is MockEvent.CUT_SHORT:
            return replace(self, cut_short=True)
        if event in (MockEvent.FINISHED, MockEvent.ABANDONED):
            return replace(self, ended=event)
        heard_by = content.get("heard_by", "")  # a typed answer has none, and neither does an older one
        answer = {position or 0: MockAnswer(at_utc_ms, content["milliseconds"], content["text"], heard_by)}
        # The first answer counts if two terminals give one.
        if event is MockEvent.FOLLOWED_UP:
            return replace(self, follow_ups={**answer, **self.follow_ups})
        return replace(self, answers={**answer, **self.answers})


def begin_mock(store: Store, name: str, script: Script, at_utc_ms: int) -> Mock:
    """Record the beginning of an interview with its script, and return it."""
    store.log_mock(name, MockEvent.BEGUN.value, None, at_utc_ms, json.dumps(_script_table(script), ensure_ascii=False))
    return Mock(name=name, begun_at_utc_ms=at_utc_ms, script=script)


def record_event(
    store: Store,
    mock: Mock,
    event: MockEvent,
    at_utc_ms: int,
    *,
    position: int | None = None,
    answer: MockAnswer | None = None,
) -> Mock:
    """Record an event, and return the mock as it is now, including what other terminals recorded.

    An answer to a question or to its follow-up is recorded with the question's position. The event is on disk when this
    returns.
    """
    content: dict[str, Any] = {} if answer is None else {"milliseconds": answer.milliseconds, "text": answer.text}
    if answer is not None and answer.heard_by:
        content["heard_by"] = answer.heard_by
    store.log_mock(mock.name, event.value, position, at_utc_ms, json.dumps(content, ensure_ascii=False))
    return read_mock(store, mock.name)


def read_mocks(store: Store) -> list[Mock]:
    """Read all mocks, in the order they began."""
    return _read(store, "true")


def read_mock(store: Store, name: str) -> Mock:
    """Read a mock by its name, including what other terminals recorded."""
    return _read(store, "mock = ?", name)[0]


def unfinished_mock(store: Store) -> Mock | None:
    """Return the newest mock if it is neither finished nor abandoned, else None."""
    newest = "(SELECT mock FROM mock_events WHERE event = ? ORDER BY stamp DESC, uuid DESC LIMIT 1)"
    mocks = _read(store, f"mock = {newest}", MockEvent.BEGUN.value)
    return next((mock for mock in mocks if mock.ended is None), None)


def _read(store: Store, where: str, *values: str) -> list[Mock]:
    """Read the mocks whose events meet an SQL condition, in the order they began."""
    query = f"SELECT mock, event, position, at_utc_ms, content FROM mock_events WHERE {where} ORDER BY stamp, uuid"
    mocks: dict[str, Mock] = {}
    for name, word, position, at, text in store.rows(query, values):
        content = json.loads(text)
        if word == MockEvent.BEGUN:
            mocks[name] = Mock(name=name, begun_at_utc_ms=at, script=_script_from(content))
        elif name in mocks:
            mocks[name] = mocks[name].after(MockEvent(word), position, at, content)
    return list(mocks.values())


def _script_table(script: Script) -> dict[str, Any]:
    questions = [question._asdict() for question in script.questions]
    questions = [table.pop("key")._asdict() | table for table in questions]
    for table in questions:
        if not table["context"]:  # as in scripts written before the field existed
            del table["context"]
    return {"manner": script.manner, "minutes": script.minutes, "goodbye": script.goodbye, "questions": questions}


def _script_from(table: Mapping[str, Any]) -> Script:
    questions = tuple(
        MockQuestion(
            key=CardKey(row["deck"], row["card"]),
            kind=Kind(row["kind"]),
            phrasing=row["phrasing"],
            wording=row["wording"],
            target=TargetSeconds(*row["target"]),
            lead=row["lead"],
            follow_up=row["follow_up"],
            between=row["between"],
            context=row.get("context", ""),  # an older script has none
        )
        for row in table["questions"]
    )
    return Script(manner=table["manner"], minutes=table["minutes"], goodbye=table["goodbye"], questions=questions)
