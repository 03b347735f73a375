"""What comes of an advert: what it asks for, how the CV supports it, the cards chosen and the new ones."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from cards.advert import Demand, Reading
from cards.advert_lines import AdvertCutter
from cards.advert_reader import AdvertReader
from cards.cv import Shown, set_against
from cards.key import CardKey
from decks.library.library import BUILTIN, Library
from decks.vocabulary.advert import AdvertData, read_advert_data
from decks.vocabulary.competencies import read_competencies
from scheduler.log.store import Store
from trainer.files.packs import all_packs
from trainer.home import Home
from trainer.interview.dates import Interview
from trainer.interview.prepared import Corrections, Prepared, Requirement, prepared_deck, read_corrections
from trainer.prepare.choice import HEAVIEST, Choice, choose_cards
from trainer.prepare.documents import Document, check_language, read_document
from trainer.prepare.drafts import Draft, draft_cards
from trainer.prepare.fitting_packs import fitting_packs

_STORYLESS = ("ask", "credential")  # what no story proves: a question back, a certificate
KNOWN_LANGUAGE = "en"  # the language of the vocabulary


class Preparation(NamedTuple):
    """What came of an advert, as corrected.

    Attributes:
        shown: How the CV supports competencies and things; empty without one.
        packs: The packs that are for this job and off.
    """

    advert: Document
    reading: Reading
    shown: Mapping[str, Shown]
    choice: Choice
    drafts: tuple[Draft, ...]
    corrections: Corrections
    packs: tuple[str, ...]


class Preparer:
    """Prepares for one advert, again after each correction."""

    def __init__(self, home: Home, library: Library, store: Store, advert: str, cv: str | None) -> None:
        """Read the files.

        Raises:
            UnusableDocument: One of them has no text, or is in a language that the vocabulary doesn't know.
            MissingPackage: The package that reads it is not installed.
        """
        self.data: AdvertData = read_advert_data()
        self.vocabulary = read_competencies()
        self._home, self._library, self._store = home, library, store
        self._reader = AdvertReader(self.data.terms, self.vocabulary)
        self.advert = self._read(advert, _without_advert)
        self.cv = None if cv is None else self._read(cv, lambda _: "Leave --cv out, or give an English one.")
        self.lines = AdvertCutter(self.data.terms).cut(self.advert.lines)

    def _read(self, name: str, fix: Callable[[str], str]) -> Document:
        document = read_document(self._home.env, name)
        check_language(document, self.data.languages, KNOWN_LANGUAGE, fix)
        return document

    def earlier_corrections(self, interview: Interview | None) -> Corrections:
        """Return what the user corrected the last time they prepared for this interview with this advert."""
        if interview is None:
            return Corrections()
        sections = [section.id for section in self.data.terms.sections]
        return read_corrections(interview, self.advert.digest, self.vocabulary.by_id, sections)

    def prepare(self, interview: Interview | None, corrections: Corrections) -> Preparation:
        """Return what comes of the advert for an interview, with what the user corrected."""
        reading = self._corrected(corrections)
        terms = self.data.terms
        provable = [kind.id for kind in terms.things if kind.provable]
        shown = set_against(reading, self.cv.lines, self.vocabulary, provable, terms.ladders) if self.cv else {}
        choice = choose_cards(
            self._library, self._store, self.data.spine, reading.competencies, interview, self._home.today
        )
        at = f"Advert of {interview.at}" if interview and interview.at else "The advert"
        drafts = draft_cards(reading, shown, self.data, at)
        off = set(all_packs(self._home)).difference(self._home.preferences.packs)
        packs = tuple(pack for pack in fitting_packs(reading.lines, self.data.packs) if pack in off)
        return Preparation(self.advert, reading, shown, choice, tuple(drafts), corrections, packs)

    def _corrected(self, corrections: Corrections) -> Reading:
        sections = corrections.sections
        lines = [line._replace(section=sections.get(line.number, line.section)) for line in self.lines]
        reading = self._reader.read(lines)
        kept = [each for each in reading.competencies if each.id not in corrections.dropped]
        found = {each.id for each in kept}
        heaviest = max((each.weight for each in kept), default=3)
        added = [
            Demand(each, self.vocabulary.by_id[each].title, (), (heaviest,))  # what the user says counts most
            for each in corrections.added
            if each not in found
        ]
        return reading._replace(competencies=(*added, *kept))


def _without_advert(language: str) -> str:
    """Return what to do without prepare about an advert in a language: there may be cards in it."""
    cards = f"; `greenroom config language {language}` has cards in it" if (BUILTIN / language).is_dir() else ""
    return f"`greenroom interview set` plans without an advert{cards}."


def requirements_of(preparation: Preparation, interview: Interview, drafts: Sequence[tuple[Draft, str]]) -> Prepared:
    """Return what is kept with an interview: the heaviest competencies, the new cards, and every card chosen.

    Args:
        preparation: What came of the advert.
        interview: The interview.
        drafts: The drafts kept, each with the id of its card.
    """
    reading, shown = preparation.reading, preparation.shown
    found = [
        Requirement(
            ask=demand.title,
            competency=demand.id,
            weight=demand.weight,
            line=demand.quote,
            cards=preparation.choice.by_competency.get(demand.id, ()),
            cv=shown[demand.id].support.value if demand.id in shown else "",
        )
        for demand in reading.competencies[:HEAVIEST]
    ]
    deck = prepared_deck(interview)
    new = [(draft, CardKey(deck, card)) for draft, card in drafts]
    for draft, key in new:
        if draft.template not in _STORYLESS:
            cv = shown[draft.about].support.value if draft.about in shown else ""
            found.append(Requirement(draft.about, "", 0, "", (key,), cv))
    cards = (*preparation.choice.cards, *(key for _, key in new))
    return Prepared(tuple(found), cards, preparation.corrections, preparation.advert.digest)
