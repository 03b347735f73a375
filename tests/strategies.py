"""Random cards, decks and texts for properties."""

from datetime import date

from hypothesis import settings
from hypothesis import strategies as st

from cards.card import Card, FollowUp, KeyPoint, Kind, LegalNote, LegalStatus, Replies, Wording
from cards.key import Priority
from cards.text import clean_block, clean_line
from decks.model.deck import Deck, DeckHead
from decks.model.fields import REWORDABLE

ANY_TEXT = st.text(max_size=80)
NASTY_TEXT = st.text(
    alphabet="ab \t\r\n\x00\x1b[]31m;\x07\x9b\u202e\u200b\u0301e\u4e2d\U0001f469\u200d\\\"'#=", max_size=60
)
CODE = st.text(alphabet="ab \t\n(){}:`$\\_*<>#-", max_size=60)
LINES = (ANY_TEXT | NASTY_TEXT).map(clean_line).filter(bool)
TEXTS = (ANY_TEXT | NASTY_TEXT | CODE).map(clean_block)
SLUGS = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)


def tuples(of: st.SearchStrategy[str], most: int = 3) -> st.SearchStrategy[tuple[str, ...]]:
    """Short tuples of texts."""
    return st.lists(of, max_size=most).map(tuple)


LEGAL_NOTES = st.builds(
    LegalNote,
    jurisdiction=st.sampled_from(["GB", "US", "US-NY", "CA-ON", "DE-BY", "EU"]),
    status=st.sampled_from(LegalStatus),
    note=LINES,
    source=LINES,
    as_of=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    source_date=st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    stage=LINES | st.just(""),
)
REPLIES = st.builds(Replies, *[LINES | st.just("")] * len(Replies._fields))
# `builds` would make up a named tuple's defaults as well, and most texts are no cues.
NO_CUES = st.just(())
KEY_POINTS = st.lists(st.builds(KeyPoint, LINES, st.booleans(), NO_CUES), max_size=6).map(tuple)


def _with_known_phrasings(card: Card) -> Card:
    """Return the card with its follow-ups limited to wordings that it has."""
    most = len(card.phrasings)
    known = (
        each._replace(phrasing=None if each.phrasing is None else min(each.phrasing, most)) for each in card.follow_ups
    )
    return card._replace(follow_ups=tuple(known))


def cards(identity: st.SearchStrategy[str] = SLUGS) -> st.SearchStrategy[Card]:
    """Usable cards: a question, and usually an answer or points."""
    return st.builds(
        Card,
        id=identity,
        question=LINES,
        kind=st.sampled_from(Kind),
        priority=st.sampled_from(Priority),
        phrasings=tuples(LINES),
        looks_for=LINES | st.just(""),
        key_points=KEY_POINTS,
        outline=tuples(LINES),
        follow_ups=st.lists(st.builds(FollowUp, LINES, st.none() | st.integers(0, 9)), max_size=4).map(tuple),
        bridges=tuples(LINES),
        pitfalls=tuples(LINES),
        answer=TEXTS,
        replies=REPLIES,
        legal=st.lists(LEGAL_NOTES, max_size=2).map(tuple),
        target_seconds=st.none() | st.integers(1, 3600),
        tags=tuples(LINES),
        sources=tuples(LINES),
        context=TEXTS,
        like=st.just(()),  # these are for TOML and JSON alone
        was=st.just(()),
        wordings=st.just(()),
        competencies=st.just(()),
    ).map(_with_known_phrasings)


CUES = ("audit*", "#number + second source")


def _reworded(card: Card, other: Card, names: list[str], languages: list[str]) -> Card:
    """Return the card with some fields of another for each language, key points that are as much a must, and cues."""
    card = card._replace(key_points=tuple(each._replace(cues=CUES if each.must else ()) for each in card.key_points))
    texts = [point.text for point in other.key_points] or ["..."]
    points = tuple(point._replace(text=texts[at % len(texts)]) for at, point in enumerate(card.key_points))
    asked = max((each.phrasing or 0 for each in card.follow_ups), default=0)
    phrasings = other.phrasings if len(other.phrasings) >= asked else ()  # a follow-up belongs to one of them
    values = other._replace(key_points=points, follow_ups=(), phrasings=phrasings)._asdict()
    fields = tuple((name, values[name]) for name in REWORDABLE if name in names and values[name])
    return card._replace(wordings=tuple(Wording(language, fields) for language in languages))


def reworded_cards() -> st.SearchStrategy[Card]:
    """Usable cards with wordings for other languages."""
    tags = st.lists(st.sampled_from(["en-US", "en-GB", "de", "zh-Hant-TW"]), max_size=2, unique=True)
    names = st.lists(st.sampled_from(REWORDABLE), unique=True)
    return st.builds(_reworded, cards(), cards(), names, tags)


HEADS = st.builds(
    DeckHead,
    id=SLUGS,
    title=LINES,
    description=TEXTS,
    kind=st.sampled_from(Kind),
    language=st.just("en"),
    license=LINES | st.just(""),
)


# Making a whole deck takes hypothesis some tenths of a second.
FEW_DECKS = settings(max_examples=max(1, settings().max_examples // 4))


def decks() -> st.SearchStrategy[Deck]:
    """Decks whose cards all have an id of their own."""
    return st.builds(
        Deck,
        head=HEADS,
        cards=st.lists(cards(), min_size=1, max_size=4, unique_by=lambda card: card.id).map(tuple),
        derived=st.just(frozenset()),
    )
