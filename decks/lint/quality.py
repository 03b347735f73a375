"""The rules of `check --strict` for a deck worth rehearsing.

Practice with varied questions prepares better for new ones (Butler et al. 2017), so phrasings must differ. Checking an
answer idea by idea makes for less overconfidence (Dunlosky et al. 2011), so a key point says one thing. The numbers
are greenroom's own.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from cards.card import TARGETS, Card, Kind, LegalNote, LegalStatus, Replies
from cards.key import CardKey
from decks.lint.calques import find_calques
from decks.lint.competencies import find_unknown_competencies
from decks.lint.deck_file import DeckFile
from decks.lint.duplicates import ALIKE, find_duplicates, words_of
from decks.model.deck import Deck, is_english
from decks.model.problems import Problem, clipped

LONGEST_SENTENCE = 30  # words
LONGEST_POINT = 14  # words

# How a point begins that somebody who says nothing has made as well.
_SILENT = re.compile(
    r"(?:keeps? (?:it|to|an?|calm|cool|quiet|pace|your (?:voice|temper|tone))|stays?|do(?:es)?n['\u2019]t"
    r"|do(?:es)? not|never|avoids?|(?:gives?|states?|shows?|makes?|names?) no|says? nothing"
    # in German
    r"|bleib\w*|\w+ bleiben|(?:vermeid|schweig|verzicht)\w*"
    r"|(?:\w+ ){0,2}?(?:kein\w*|nichts|nicht(?! nur)|nie(?:mals)?))\b",
    re.IGNORECASE,
)
_WRITTEN = re.compile(r"\bwhom\b", re.IGNORECASE)  # nobody says it

_Finding = tuple[str, str]


def find_weaknesses(decks: Sequence[DeckFile], today: date) -> list[Problem]:
    """Return a warning for every rule that a card breaks as of `today`, sorted by file and line.

    Questions are compared across all decks.
    """
    problems = [
        entry.weakness(card, *finding)
        for entry in decks
        for card in entry.deck.cards
        for finding in _check_all_wordings(entry, card, today)
    ]
    problems += find_unknown_competencies(decks, strict=True)
    problems += find_duplicates(decks)
    problems += _like_nothing(decks)
    return sorted(problems, key=lambda problem: (problem.path, problem.line))


def _check_all_wordings(entry: DeckFile, card: Card, today: date) -> Iterator[_Finding]:
    """Yield what is weak in a card, and then what is weak only as it is worded elsewhere."""
    found: set[_Finding] = set()
    for language, worded in entry.worded(card):
        where = "" if worded is card else f", in {language}"
        for message, fix in _check_wording(worded, entry.deck, language, today):
            if (message, fix) not in found:
                found.add((message, fix))
                yield f"{message}{where}", fix


def _check_wording(card: Card, deck: Deck, language: str, today: date) -> Iterator[_Finding]:
    yield from _check_card(card, deck, today)
    if is_english(language):
        for phrase, better in find_calques(card):
            yield f'"{phrase}" reads as translated', f"Rather: {better}."


def _check_card(card: Card, deck: Deck, today: date) -> Iterator[_Finding]:
    if card.id in deck.derived:
        yield "it has no id", "`greenroom check --fix` inserts one, so that its history survives a new wording."
    yield from _check_wordings(card)
    yield from _check_points(card)
    yield from _check_length("follow-up", len(card.follow_ups), 2, 4)
    yield from _check_length("pitfall", len(card.pitfalls), 2, 4)
    yield from _check_length("outline slot", len(card.outline), 2, 6)
    if not card.looks_for:
        yield "it does not say what the interviewer is looking for", 'Add a line: looks_for = "...".'
    band = TARGETS[card.kind]
    if not band.min <= card.target.aim <= band.max:
        yield (
            f"its aim of {card.target.aim} seconds does not suit the kind {card.kind}",
            f"Write target_seconds from {band.min} to {band.max}, or give the card its own kind.",
        )
    if card.kind is Kind.DEFLECTION:
        yield from _check_deflection(card)
    for note in card.legal:
        yield from _check_law(note, today)


def _check_length(noun: str, number: int, low: int, high: int) -> Iterator[_Finding]:
    if not low <= number <= high:
        many = "no" if number == 0 else str(number)
        yield f"it has {many} {noun}{'' if number == 1 else 's'}", f"Give it {low} to {high}."


def _check_wordings(card: Card) -> Iterator[_Finding]:
    if len(card.phrasings) < 3:
        yield from _check_length("phrasing", len(card.phrasings), 3, 6)
    for one, other in combinations(card.asked, 2):
        if _shared(words_of(one), words_of(other)) >= ALIKE:
            yield (
                f'"{_start(one)}" and "{_start(other)}" share {ALIKE:.0%} of their words or more',
                "Ask as another interviewer would: friendly, blunt, clumsy, indirect.",
            )
    for spoken in filter(_WRITTEN.search, card.spoken):
        yield f'"whom" sounds written: "{_start(spoken)}"', "Write who."
    for wording in card.asked:
        for sentence in re.split(r"(?<=[.?!])\s+", wording):
            if len(sentence.split()) > LONGEST_SENTENCE:
                yield (
                    f'a sentence of the question is longer than {LONGEST_SENTENCE} words: "{_start(sentence)}"',
                    "Nobody says that in one breath: split it.",
                )


def _check_points(card: Card) -> Iterator[_Finding]:
    yield from _check_length("key point", len(card.key_points), 3, 6)
    musts = sum(point.must for point in card.key_points)
    if card.key_points and not 1 <= musts <= 3:
        yield f"{musts or 'none'} of its key points are must-haves", "Mark 1 to 3 of them."
    for point in card.key_points:
        if point.must and _SILENT.match(point.text):
            yield (
                f'saying nothing would meet the must-have "{_start(point.text)}"',
                "Name something to say, or make it a pitfall.",
            )
        if len(point.text.split()) > LONGEST_POINT:
            yield f'the key point "{_start(point.text)}" is too long to take in at a glance', "Say one thing in it."


def _check_deflection(card: Card) -> Iterator[_Finding]:
    if missing := [name for name, reply in card.replies._asdict().items() if not reply]:
        wanted = ", ".join(f"{name} = ..." for name in Replies._fields)
        yield f'it has no reply "{missing[0]}"', f"Write replies = {{{wanted}}}."
    if not card.legal:
        yield "it has no legal note", "Add one with its jurisdiction, status, note, source and as_of."


def _check_law(note: LegalNote, today: date) -> Iterator[_Finding]:
    where = f"its legal note on {note.jurisdiction}"
    if note.is_old(today):
        source = note.known_on < note.as_of
        told = f"rests on a source from {note.known_on}" if source else f"was last checked on {note.as_of}"
        fix = "Look for a newer source." if source else "Look it up again and update its date."
        yield f"{where} {told}, over 12 months ago", fix
    if note.status is LegalStatus.LIMITED and not note.stage:
        yield f"{where} does not say how asking is limited", 'Add a stage, such as stage = "only after an offer".'


def _like_nothing(decks: Sequence[DeckFile]) -> Iterator[Problem]:
    """Yield a warning for each card that says it is like one that its deck, or another deck among these, lacks."""
    cards = {entry.deck.head.id: {card.id for card in entry.deck.cards} for entry in decks}
    for entry in decks:
        for card in entry.deck.cards:
            for name in card.like:
                key = CardKey.parse(name) or CardKey(entry.deck.head.id, name)
                if key.card not in cards.get(key.deck, {key.card}):
                    message = f'`like` names "{clipped(name, 50)}", which is not a card'
                    yield entry.weakness(card, message, 'Write the card\'s id, or "deck/id".')


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of the shorter wording's words that are in the other as well, from 0 to 1."""
    return len(one & other) / (min(len(one), len(other)) or 1)


def _start(text: str) -> str:
    return clipped(text, 50)
