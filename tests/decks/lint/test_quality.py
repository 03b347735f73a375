"""The rules that `check --strict` adds."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.card import Card, FollowUp, KeyPoint, Kind, LegalNote, LegalStatus, Replies, Wording
from decks.lint import calques, spelling
from decks.lint.competencies import find_unknown_competencies
from decks.lint.deck_file import DeckFile
from decks.lint.quality import find_weaknesses
from decks.lint.spelling import find_mistakes
from decks.model.deck import Deck, DeckHead
from decks.model.problems import Level
from decks.toml.limits import load_toml
from tests.strategies import FEW_DECKS, decks

TODAY = date(2026, 11, 24)
NOTE = LegalNote(jurisdiction="GB", status=LegalStatus.LAWFUL, note="Fine.", source="Acas", as_of=date(2026, 1, 1))
SOUND = Card(
    id="a",
    question="How did you check that?",
    phrasings=("And were you sure?", "Prove it to me.", "My boss would ask about errors."),
    looks_for="A method.",
    key_points=(KeyPoint("names a check", must=True), KeyPoint("names a source"), KeyPoint("gives a number")),
    outline=("check", "result"),
    follow_ups=(FollowUp("And then?"), FollowUp("Who else looked?")),
    pitfalls=("Claiming no errors.", "Naming a tool."),
)
DEFLECTION = SOUND._replace(
    kind=Kind.DEFLECTION,
    target_seconds=15,
    replies=Replies(concern="I can.", redirect="Which part?", decline="I'd rather not.", firm="No."),
    legal=(NOTE,),
)


def found(*cards: Card, derived: frozenset[str] = frozenset()) -> list[str]:
    deck = Deck(head=DeckHead(id="d", title="D"), cards=cards, derived=derived, lines={"a": 3})
    return [str(problem) for problem in find_weaknesses([DeckFile("d.toml", deck)], TODAY)]


@pytest.mark.parametrize("card", [SOUND, DEFLECTION])
def test_a_card_that_keeps_to_the_rules_is_not_complained_of(card: Card) -> None:
    assert found(card) == []


@pytest.mark.parametrize(
    ("card", "complaint"),
    [
        (SOUND._replace(phrasings=SOUND.phrasings[:2]), "it has 2 phrasings. Give it 3 to 6."),
        (SOUND._replace(phrasings=()), "it has no phrasings."),
        (
            SOUND._replace(phrasings=("So how did you check that?", *SOUND.phrasings)),
            '"How did you check that?" and "So how did you check that?" share 70% of their words or more.',
        ),
        (
            SOUND._replace(question=" ".join(map(str, range(31))) + "?"),
            "a sentence of the question is longer than 30 words:",
        ),
        (SOUND._replace(key_points=SOUND.key_points[:2]), "it has 2 key points. Give it 3 to 6."),
        (SOUND._replace(key_points=SOUND.key_points[1:] * 2), "none of its key points are must-haves."),
        (SOUND._replace(key_points=SOUND.key_points[:1] * 4), "4 of its key points are must-haves."),
        (
            SOUND._replace(key_points=(*SOUND.key_points, KeyPoint("a " * 15))),
            "is too long to take in at a glance.",
        ),
        (
            SOUND._replace(key_points=(KeyPoint("Keep a friendly tone", must=True), *SOUND.key_points)),
            'saying nothing would meet the must-have "Keep a friendly tone". Name something to say, or make it a',
        ),
        (SOUND._replace(bridges=("Whom do I ask?",)), '"whom" sounds written: "Whom do I ask?". Write who.'),
        (SOUND._replace(follow_ups=(FollowUp("And?"),)), "it has 1 follow-up. Give it 2 to 4."),
        (SOUND._replace(pitfalls=()), "it has no pitfalls."),
        (SOUND._replace(outline=()), "it has no outline slots."),
        (SOUND._replace(looks_for=""), "it does not say what the interviewer is looking for."),
        (SOUND._replace(target_seconds=91), "its aim of 91 seconds does not suit the kind attribute."),
        (
            DEFLECTION._replace(replies=Replies(concern="I can.")),
            'it has no reply "redirect". Write replies = {concern',
        ),
        (DEFLECTION._replace(legal=()), "it has no legal note."),
        (
            DEFLECTION._replace(legal=(NOTE._replace(as_of=date(2025, 11, 23)),)),
            "its legal note on GB was last checked on 2025-11-23, over 12 months ago. Look it up again",
        ),
        (
            DEFLECTION._replace(legal=(NOTE._replace(source_date=date(2024, 5, 8)),)),
            "its legal note on GB rests on a source from 2024-05-08, over 12 months ago. Look for a newer source.",
        ),
        (
            DEFLECTION._replace(legal=(NOTE._replace(status=LegalStatus.LIMITED),)),
            "its legal note on GB does not say how asking is limited.",
        ),
    ],
)
def test_each_weakness_is_named_with_its_place(card: Card, complaint: str) -> None:
    assert [line for line in found(card) if complaint in line and line.startswith('d.toml:3: card "a": ')]


@pytest.mark.parametrize(
    "text",
    [
        *("keeps it open", "stays calm", "gives no age", "states no figure", "Don't explain", "Never bluff"),
        *("Say nothing", "Bleib freundlich", "Ruhig bleiben", "Vermeide Einzelheiten", "Nenn kein Alter"),
        *("Keine Zahl nennen", "Sag nichts dazu", "Rechtfertige dich nicht", "Nicht abschweifen", "Nie bluffen"),
    ],
)
def test_a_must_is_something_you_say(text: str) -> None:
    said = SOUND._replace(key_points=(KeyPoint("Name a check", must=True), KeyPoint(text), KeyPoint("Give a number")))
    silent = SOUND._replace(key_points=(KeyPoint(text, must=True), KeyPoint("Name a check"), KeyPoint("Give a number")))

    assert found(said) == []
    assert len(found(silent)) == 1


@pytest.mark.parametrize(
    "text", ["Sag nicht nur, was du kannst", "Sag, was nicht ging", "Nenn die Prüfung", "Name a niece"]
)
def test_a_must_to_say_more_or_what_failed_is_something_you_say(text: str) -> None:
    assert found(SOUND._replace(key_points=(KeyPoint(text, must=True), *SOUND.key_points[1:]))) == []


def test_a_note_of_just_twelve_months_is_not_old() -> None:
    assert found(DEFLECTION._replace(legal=(NOTE._replace(as_of=date(2025, 11, 24)),))) == []


def test_a_card_whose_id_is_not_in_the_file_is_told() -> None:
    assert "check --fix" in found(SOUND, derived=frozenset({"a"}))[0]


def test_a_card_like_one_that_is_not_there_is_told() -> None:
    assert found(SOUND._replace(like=("a", "d/a", "elsewhere/b"))) == []
    assert found(SOUND._replace(like=("b",))) == [
        'd.toml:3: card "a": `like` names "b", which is not a card. Write the card\'s id, or "deck/id".'
    ]
    assert len(found(SOUND._replace(like=("d/b", "d/c")))) == 2


def test_a_question_asked_by_two_cards_is_told_once() -> None:
    complaints = found(SOUND, SOUND._replace(id="b"))

    assert complaints == ['d.toml:1: card "b": "How did you check that?" is also asked by d/a. Keep the better card.']


@pytest.mark.slow
@FEW_DECKS
@given(st.lists(decks(), max_size=3))
def test_any_deck_can_be_looked_through(shelf: list[Deck]) -> None:
    problems = find_weaknesses([DeckFile(f"{n}.toml", deck) for n, deck in enumerate(shelf)], TODAY)

    assert all(problem.level is Level.WARNING for problem in problems)


def test_every_rule_counts_for_every_wording() -> None:
    silent = (KeyPoint("Keep calm", must=True), *SOUND.key_points[1:])
    american = Wording("en-US", (("question", "Whom did you ask?"), ("key_points", silent)))
    german = Wording("de", (("question", "And now?"),))

    written, met = found(SOUND._replace(wordings=(american, german)))
    assert written == 'd.toml:3: card "a": "whom" sounds written: "Whom did you ask?", in en-US. Write who.'
    assert 'would meet the must-have "Keep calm", in en-US. Name something to say' in met
    assert len(found(SOUND._replace(looks_for="", wordings=(american._replace(fields=()), german)))) == 1


@pytest.mark.parametrize(
    "text", ["warn of", "Mending it", "possible bosses", "They handed the word back", "It's a lie. And now?", "Well?"]
)
@pytest.mark.parametrize("field", ["question", "looks_for", "bridges", "pitfalls", "follow_ups", "key_points"])
def test_a_phrase_that_reads_as_translated_is_told_with_a_better_one(text: str, field: str) -> None:
    value = {
        "bridges": (text,),
        "pitfalls": (text, "No tool."),
        "follow_ups": (FollowUp(text), FollowUp("Who?")),
        "key_points": (*SOUND.key_points, KeyPoint(text)),
    }.get(field, text)
    card = SOUND._replace(**{field: value})  # type: ignore[arg-type]  # the field's own type

    (complaint,) = found(card)
    assert "reads as translated. Rather: " in complaint
    foreign = Deck(head=DeckHead(id="d", title="D", language="de"), cards=(card,))
    assert find_weaknesses([DeckFile("d.toml", foreign)], TODAY) == []


@pytest.mark.parametrize(
    "text",
    [
        "amended",
        "recommend",
        "You learn, of course, and now you know",
        "Did it go well?",
        "And now, what?",
        "learn of course",
    ],
)
def test_english_is_not_taken_for_a_translation(text: str) -> None:
    assert found(SOUND._replace(looks_for=text)) == []


def test_every_calque_is_known_by_itself_and_no_better_phrase_is_one() -> None:
    kept = load_toml((Path(calques.__file__).with_suffix(".toml")).read_text(encoding="utf-8"))
    for entries in kept.values():
        for better, phrases in entries.items():
            assert list(calques.find_calques(SOUND._replace(looks_for=better))) == []
            for phrase in phrases:
                assert better in dict(calques.find_calques(SOUND._replace(looks_for=phrase))).values(), phrase


@pytest.mark.parametrize(
    ("name", "fix"),
    [
        ("acuracy", 'Did you mean "accuracy"?'),
        ("Accuracy", 'Did you mean "accuracy"?'),
        ("stakeholders", 'Did you mean "influence"?'),
        ("baking", None),
    ],
)
def test_an_unknown_competency_is_told_and_a_slip_even_without_strict(name: str, fix: str | None) -> None:
    card = SOUND._replace(competencies=("accuracy", name))
    decks = [DeckFile("d.toml", Deck(head=DeckHead(id="d", title="D"), cards=(card,), lines={"a": 3}))]

    slips = [str(problem) for problem in find_unknown_competencies(decks, strict=False)]
    told = f'd.toml:3: card "a": "{name}" is not one of the shared competencies. '
    assert slips == ([f"{told}{fix}"] if fix else [])
    assert found(card) == slips or found(card)[0].startswith(f"{told}Make it a tag, or take one of: accountability,")


def test_common_misspellings_are_found_wherever_the_file_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = tmp_path / ".home"
    hidden.mkdir()
    (hidden / "d.toml").write_text('[[cards]]\nquestion = "Did you recieve it?"\nanswer = "x"\n')
    (tmp_path / ".codespellrc").write_text("[codespell]\nignore-words-list = recieve\n")
    monkeypatch.chdir(tmp_path)

    assert [str(problem) for problem in find_mistakes([".home/d.toml"])] == [
        '.home/d.toml:2: "recieve" looks misspelt. Did you mean receive?'
    ]
    assert find_mistakes([]) == []


def test_without_codespell_spelling_cannot_be_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "find_spec", lambda _: None)

    assert not spelling.can_spell()
