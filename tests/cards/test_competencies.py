import pytest

from cards.competencies import Competency, Vocabulary

VOCABULARY = Vocabulary(
    [
        Competency("conflict", "Conflict", "You settle it.", ("resolve conflict", "disagreement")),
        Competency(
            "integrity", "Integrity", "You are honest.", ("conflict of interest", "resolve conflict of interest")
        ),
        Competency("influence", "Influence", "They act.", ("stakeholder", "work with colleagues across")),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You work with colleagues across the business and manage STAKEHOLDERS.", ("influence",)),
        ("Disagreements among stakeholders: you resolve conflicts.", ("conflict", "influence")),
        ("You work with colleagues.", ()),
        ("", ()),
    ],
)
def test_competencies_are_found_by_whole_phrases_whatever_their_endings(text: str, expected: tuple[str, ...]) -> None:
    assert VOCABULARY.find(text) == expected


def test_the_longest_phrase_counts() -> None:
    assert VOCABULARY.find("resolving conflicts of interest") == ("integrity",)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("conflict", {"conflict"}),
        ("Conflicts", {"conflict"}),
        ("conflict of interest", {"integrity"}),
        ("stakeholders, disagreements", {"influence", "conflict"}),
        ("courage", set()),
    ],
)
def test_a_word_of_your_own_is_an_id_a_title_or_a_form(name: str, expected: set[str]) -> None:
    assert VOCABULARY.meant_by(name) == expected


def test_only_known_competencies_have_a_title() -> None:
    assert VOCABULARY.titles(["influence", "courage"]) == ("Influence",)
