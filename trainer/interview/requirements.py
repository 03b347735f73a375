"""What an advert asks for, against the user's stories and cards: the empty cells are what is left to do."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from cards.errors import GreenroomError
from cards.key import CardKey
from cards.story import Story
from decks.vocabulary.competencies import read_competencies
from scheduler.log.store import Store
from scheduler.log.stories import stories_told
from trainer.files.own_material import Material
from trainer.home import Home
from trainer.interview.dates import Interview
from trainer.interview.prepared import Requirement, read_prepared
from trainer.stats.interview_ahead import AskedFor


class RequirementRow(NamedTuple):
    """One requirement, and the titles of the stories that prove it."""

    requirement: Requirement
    stories: tuple[str, ...]

    @property
    def title(self) -> str:
        """What is asked, with its weight if it has one."""
        weight = self.requirement.weight
        return f"{self.requirement.ask} ({weight})" if weight else self.requirement.ask

    @property
    def story(self) -> str:
        """The stories in words."""
        return ", ".join(self.stories) or "no story yet"

    @property
    def cards(self) -> str:
        """The cards in words."""
        return ", ".join(map(str, self.requirement.cards)) or "no card yet"


def requirement_rows(
    requirements: Iterable[Requirement], stories: Sequence[Story], told: Mapping[CardKey, str]
) -> list[RequirementRow]:
    """Return a row for each requirement.

    A story proves it if one of the story's competencies means the same, or it was told for one of the cards.

    Args:
        requirements: What is asked for.
        stories: The user's stories.
        told: The id of the story last told for each card.
    """
    vocabulary = read_competencies()
    rows = []
    for each in requirements:
        for_cards = {told[key] for key in each.cards if key in told}
        fitting = (
            story.handle
            for story in stories
            if story.id in for_cards or any(each.competency in vocabulary.meant_by(name) for name in story.competencies)
        )
        rows.append(RequirementRow(each, tuple(fitting)))
    return rows


def asked_for(home: Home, store: Store, interview: Interview) -> list[AskedFor]:
    """Return what an interview's advert asks for, as words; nothing, with a notice, if the file is not valid."""
    try:
        requirements = read_prepared(home.interviews, interview).requirements
    except GreenroomError as error:
        home.notice(str(error))
        return []
    stories = Material(home, notice=home.notice).stories() if requirements else []
    rows = requirement_rows(requirements, stories, stories_told(store) if requirements else {})
    return [AskedFor(row.title, row.story, row.cards, row.requirement.cv) for row in rows]
