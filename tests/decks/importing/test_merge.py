"""Decks in other formats, merged into deck files that people own."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.card import Card, KeyPoint, Replies
from decks.formats.json import read_json, write_json
from decks.formats.registry import CONVERTIBLE, READABLE, extension, read_bundle
from decks.importing.merge import MergedDeck, plan_merges, write_merges
from decks.importing.result import ImportResult
from decks.library.library import Library
from decks.model.deck import Deck
from decks.model.errors import DeckFileError
from decks.toml.deck_edits import replace_cards
from decks.toml.files import read_file
from decks.toml.read import read_deck
from decks.toml.regular_files import MAX_BYTES
from decks.toml.write import write_deck
from tests.reading import own_library
from tests.strategies import FEW_DECKS, cards, decks

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CSV = "question,answer\nWhy us?,Because.\nWhy now?,Soon.\n"


class Desk:
    """A file to import, and the folders it goes to."""

    def __init__(self, path: Path) -> None:
        self.source, self.own, self.backups = path / "talk.csv", path / "own", path / "backups"
        self.own.mkdir()
        self.mine = self.own / "talk.toml"

    def bring(self, content: str = CSV, *, dry_run: bool = False) -> ImportResult:
        self.source.write_text(content)
        (merged,) = self.bring_all(dry_run=dry_run)
        return merged.result

    def bring_all(self, *, dry_run: bool = False) -> list[MergedDeck]:
        with (
            own_library(self.own) as library,
            write_merges(plan_merges(read_bundle(self.source), library), self.backups, NOW, dry_run=dry_run) as merged,
        ):
            return merged

    def cards(self) -> list[tuple[str, str, str]]:
        deck, problems = read_file(self.mine)
        assert deck is not None
        assert problems == []
        assert not deck.derived
        return [(card.id, card.question, card.answer) for card in deck.cards]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_cards_become_a_deck_file_with_ids(desk: Desk) -> None:
    assert desk.bring().added == ("why-us", "why-now")
    assert desk.cards() == [("why-us", "Why us?", "Because."), ("why-now", "Why now?", "Soon.")]


def test_a_second_import_changes_nothing(desk: Desk) -> None:
    desk.bring()
    before = desk.mine.stat().st_mtime_ns
    again = desk.bring()

    assert (again.added, again.updated, again.unchanged) == ((), (), ("why-us", "why-now"))
    assert (again.backup, desk.mine.stat().st_mtime_ns) == (None, before)


def test_a_competency_that_comes_back_as_a_tag_stays_a_competency(desk: Desk) -> None:
    desk.mine.write_text(
        '[[cards]]\nid = "why"\nquestion = "Why us?"\nanswer = "So."\ncompetencies = ["accuracy", "analysis"]\n'
        'tags = ["own"]\n'
    )
    before = desk.mine.read_text()

    assert desk.bring("question,answer,tags\nWhy us?,So.,own accuracy analysis\n").updated == ()
    assert desk.mine.read_text() == before
    desk.bring("question,answer,tags\nWhy us?,So.,own accuracy more\n")
    deck, _ = read_file(desk.mine)
    assert deck is not None
    assert (deck.cards[0].competencies, deck.cards[0].tags) == (("accuracy", "analysis"), ("own", "more"))


def test_a_point_that_comes_back_without_its_cues_keeps_them(desk: Desk) -> None:
    points = '[{text = "Name a check", must = true, cues = ["audit*"]}, "Say why"]'
    desk.mine.write_text(f'[[cards]]\nid = "why"\nquestion = "Why us?"\nkey_points = {points}\n')
    before = desk.mine.read_text()

    assert desk.bring("question,key points\nWhy us?,! Name a check; Say why\n").updated == ()
    assert desk.mine.read_text() == before
    assert desk.bring("question,key points\nWhy us?,! Name a check; Say how\n").updated == ("why",)
    deck, _ = read_file(desk.mine)
    assert deck is not None
    assert deck.cards[0].key_points == (KeyPoint("Name a check", must=True, cues=("audit*",)), KeyPoint("Say how"))


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    assert desk.bring(dry_run=True).added == ("why-us", "why-now")
    assert not desk.mine.exists()


def test_an_edited_source_changes_its_cards_and_leaves_the_users_words(desk: Desk) -> None:
    desk.bring()
    text = desk.mine.read_text()
    text = text.replace('answer = "Because."', 'answer = "Because."   # mine\nlooks_for = "My own note."')
    text = "# my deck\n" + text + '\n# added by hand\n[[cards]]\nid = "own"\nquestion = "Own?"\nanswer = "Yes."\n'
    desk.mine.write_text(text)
    done = desk.bring(CSV.replace("Because.", "Therefore.") + "Brand new?,Yes.\n")

    assert (done.added, done.updated, done.unchanged, done.others) == (
        ("brand-new",),
        ("why-us",),
        ("why-now",),
        ("own",),
    )
    assert done.backup is not None
    assert done.backup.read_text() == text
    now = desk.mine.read_text()
    assert now.startswith(text.replace('"Because."', '"Therefore."'))
    assert desk.cards()[-1] == ("brand-new", "Brand new?", "Yes.")


def test_replies_that_a_source_does_not_have_stay(desk: Desk) -> None:
    desk.bring()
    desk.mine.write_text(desk.mine.read_text() + '\n[cards.replies]\nconcern = "My own."\ndecline = "No, thank you."\n')
    before = desk.mine.read_text()
    desk.bring("question,answer,concern,decline\nWhy us?,Because.,,\nWhy now?,Soon.,Theirs.,\n")

    assert desk.mine.read_text() == before.replace("My own.", "Theirs.")
    desk.bring("question,answer,concern,redirect\nWhy now?,Soon.,,Shall we?\n")
    deck, _ = read_file(desk.mine)
    assert deck is not None
    assert deck.cards[1].replies == Replies("Theirs.", "Shall we?", "No, thank you.")


def test_a_reworded_question_keeps_its_id(desk: Desk) -> None:
    desk.bring()
    desk.bring(CSV.replace("Why now?", "Why now??"))

    assert [card[:2] for card in desk.cards()] == [("why-us", "Why us?"), ("why-now", "Why now??")]


def test_questions_that_are_alike_are_not_the_same_question(desk: Desk) -> None:
    first = "question,answer\nWhy do you want to work at Google?,Search\nWhat is your greatest strength?,Focus\n"
    second = "question,answer\nWhy do you want to work at Netflix?,Films\nWhat is your greatest weakness?,Haste\n"
    desk.bring(first)
    done = desk.bring(second)

    assert (len(done.added), done.updated, len(done.others)) == (2, (), 2)
    assert [card[2] for card in desk.cards()] == ["Search", "Focus", "Films", "Haste"]


def test_a_question_put_in_other_words_is_known_by_its_answer(desk: Desk) -> None:
    answer = "Sixty to seventy thousand, as the range you published says."
    desk.bring(f'question,answer\nWhat is your salary expectation?,"{answer}"\nDo you drive?,Yes.\n')
    done = desk.bring(f'question,answer\nWhich pay do you have in mind?,"{answer}"\nMay you work here?,Yes.\n')

    assert (done.updated, done.added) == (("what-is-your-salary-expectation",), ("may-you-work-here",))
    assert [card[1] for card in desk.cards()] == [
        "Which pay do you have in mind?",
        "Do you drive?",
        "May you work here?",
    ]


def test_thousands_of_changed_cards_are_changed_in_one_go(desk: Desk) -> None:
    rows = "".join(f"Question number {n}?,{{}} to number {n}.\n" for n in range(500))
    desk.bring("question,answer\n" + rows.replace("{}", "Answer"))
    begun = process_time()
    done = desk.bring("question,answer\n" + rows.replace("{}", "Reply"))

    assert len(done.updated) == 500
    assert desk.cards()[-1][2] == "Reply to number 499."
    assert process_time() - begun < 60  # reading the file again for each card would take hours


def test_the_same_row_twice_is_one_card_and_named(desk: Desk) -> None:
    desk.source.write_text(CSV + "Why us?,Because.\nWhy us?,Another answer.\n")
    bundle = read_bundle(desk.source)
    desk.bring_all()

    assert "talk.csv:4: this card is already on line 2." in str(bundle.problems[0])
    assert [card[0] for card in desk.cards()] == ["why-us", "why-now", "why-us-2"]


def test_all_decks_of_a_file_come_in_or_none(desk: Desk) -> None:
    desk.source.write_text("question,answer,deck\nWhy?,So.,one\nHow?,So.,two\n")
    (desk.own / "two.toml").write_text("x = ")
    with pytest.raises(DeckFileError, match="cannot be changed safely"):
        desk.bring_all()
    assert not (desk.own / "one.toml").exists()


def test_what_was_written_is_put_back_when_a_later_deck_cannot_be(desk: Desk) -> None:
    desk.source.write_text("question,answer,deck\nWhy?,So.,one\nHow?,So.,two\n")
    (desk.own / "two.toml.new").mkdir()  # where the second deck is written before it takes its place
    with pytest.raises(DeckFileError):
        desk.bring_all()

    assert sorted(path.name for path in desk.own.iterdir()) == ["two.toml.new"]


def test_decks_whose_names_are_alike_are_joined(desk: Desk) -> None:
    desk.source.write_text("question,answer,deck\nWhy?,So.,A b\nWhy?,No.,a-b\n")
    (one,) = desk.bring_all()

    assert one.result.added == ("why", "why-2")


def test_line_ends_of_a_file_stay_as_they_are(desk: Desk) -> None:
    desk.mine.write_bytes(b'[[cards]]\r\nid = "why-us"\r\nquestion = "Why us?"\r\nanswer = "No."\r\n')
    desk.bring()

    assert desk.mine.read_bytes().count(b"\n") == desk.mine.read_bytes().count(b"\r\n")
    assert desk.cards()[0] == ("why-us", "Why us?", "Because.")


def test_files_that_cannot_be_read_are_a_problem(tmp_path: Path) -> None:
    (tmp_path / "big.csv").write_bytes(b"x" * (MAX_BYTES + 1))

    assert "is larger than 16 MB" in str(read_bundle(tmp_path / "big.csv").problems[0])
    assert "cannot be read" in str(read_bundle(tmp_path / "none.csv").problems[0])
    with pytest.raises(DeckFileError, match="is not in a format greenroom reads"):
        extension(tmp_path / "x.docx", READABLE)
    with pytest.raises(DeckFileError, match="Save it as a web page"):
        extension(tmp_path / "x.docx", READABLE, CONVERTIBLE)


@pytest.mark.slow
@FEW_DECKS
@given(decks(), st.data())
def test_changing_one_card_leaves_the_others_as_they_were(deck: Deck, data: st.DataObject) -> None:
    position = data.draw(st.integers(0, len(deck.cards) - 1))
    before = deck.cards[position]
    after = data.draw(cards())._replace(id=before.id)
    text = replace_cards(write_deck(deck), {position: (before, after)})
    wanted = tuple(after if n == position else card for n, card in enumerate(deck.cards))

    assert read_json(write_json(deck), path="", default_id="x").decks[0].deck == deck
    assert read_deck(text, path="", default_id="x") == (replace(deck, cards=wanted), [])


def test_a_change_touches_no_other_line() -> None:
    text = """# my deck
[[cards]]
id = "a"  # the id
question = "Why?"   # asked first
# about the points
key_points = [
  "one",  # first
]
answer = "So."

# between
[[cards]]
id = "b"
question = "How?"
answer = "Thus."
"""
    before = Card(id="a", question="Why?", key_points=(KeyPoint("one"),), answer="So.")
    after = before._replace(question="Why us?", answer="", tags=("x",))

    assert replace_cards(text, {0: (before, after)}) == text.replace('"Why?"', '"Why us?"').replace(
        'answer = "So."\n', 'tags = [\n    "x",\n]\n'
    )


@pytest.mark.slow
def test_a_deck_that_could_not_be_read_again_is_not_written(desk: Desk) -> None:
    text = '[[cards]]\nid = "own"\nquestion = "Own?"\nanswer = "Yes."\n#'
    full = text + "x" * (MAX_BYTES - len(text))
    desk.mine.write_bytes(full.encode())
    with pytest.raises(DeckFileError, match="would grow beyond 16 MB"):
        desk.bring()
    assert desk.mine.read_text() == full


def test_nothing_comes_in_when_what_belongs_to_it_fails(desk: Desk) -> None:
    desk.bring()
    before = desk.mine.read_text()
    desk.source.write_text(CSV + "One more?,Yes.\n")
    with (
        own_library(desk.own) as library,
        pytest.raises(OSError, match="full"),
        write_merges(plan_merges(read_bundle(desk.source), library), desk.backups, NOW),
    ):
        raise OSError("full")

    assert desk.mine.read_text() == before


def test_what_was_just_written_need_not_be_read_again(desk: Desk, tmp_path: Path) -> None:
    content = desk.bring().content
    assert content is not None
    elsewhere = replace(content.deck, head=replace(content.deck.head, title="Not read"))
    desk.mine.rename(tmp_path / "aside")
    trusted, changed = Library(desk.own, tmp_path / "1.db"), Library(desk.own, tmp_path / "2.db")
    (tmp_path / "aside").rename(desk.mine)
    trusted.refresh([content._replace(deck=elsewhere)])
    changed.refresh([content._replace(text="other", deck=elsewhere)])

    assert content.text == desk.mine.read_text()
    assert (read_file(desk.mine)[0], read_file(desk.mine)[1]) == (content.deck, [])
    assert trusted.deck("talk").title == "Not read"
    assert changed.deck("talk").title == "Talk"
    trusted.close()
    changed.close()


def test_long_questions_are_compared_as_far_as_time_allows(desk: Desk) -> None:
    desk.bring("question,answer\n" + "Qab " * 100_000 + ",So.\n")
    begun = process_time()

    assert desk.bring("question,answer\n" + "Qac " * 100_000 + ",So.\n").added == ("qac-qac-qac-qac-qac-qac",)
    assert process_time() - begun < 60  # comparing all of it would take hours


def test_a_file_without_a_last_line_end_keeps_its_comments(desk: Desk) -> None:
    desk.mine.write_text('[[cards]]  # mine\nid = "why-us"\nquestion = "Why us?"  # asked first\nkey_points = ["x"]')
    desk.bring()

    assert desk.mine.read_text().startswith(
        '[[cards]]  # mine\nid = "why-us"\nquestion = "Why us?"  # asked first\nkey_points = ["x"]\n'
        'answer = "Because."\n'
    )


def test_what_is_saved_while_an_import_goes_on_is_not_overwritten(desk: Desk) -> None:
    desk.bring()
    desk.source.write_text(CSV + "One more?,Yes.\n")
    bundle = read_bundle(desk.source)

    def saved_meanwhile(items: Collection[Card], doing: str) -> Iterable[Card]:  # noqa: ARG001  # it has the signature of `Progress`
        desk.mine.write_text("# saved by an editor\n")
        return items

    with (
        pytest.raises(DeckFileError, match="has just been changed by another program"),
        own_library(desk.own) as library,
        write_merges(plan_merges(bundle, library, progress=saved_meanwhile), desk.backups, NOW),  # type: ignore[arg-type]  # takes only cards
    ):
        raise AssertionError("nothing comes in")

    assert desk.mine.read_text() == "# saved by an editor\n"


def test_a_file_that_need_not_change_is_not_touched(desk: Desk) -> None:
    desk.bring()
    mixed = desk.mine.read_bytes().replace(b"\n", b"\r\n", 1)
    desk.mine.write_bytes(mixed)

    assert desk.bring().backup is None
    assert desk.mine.read_bytes() == mixed


def test_cards_that_ask_the_same_are_told_apart_by_what_belongs_to_the_question(desk: Desk) -> None:
    def rows(*codes: str) -> str:
        return "question,context,answer\n" + "".join(
            f"What is printed?,{code},The answer to {code}\n" for code in codes
        )

    desk.bring(rows("1 + 1", "2 + 2"))
    again = desk.bring(rows("0 + 0", "1 + 1", "2 + 2"))

    assert (len(again.added), again.updated) == (1, ())
    assert desk.cards() == [
        ("what-is-printed", "What is printed?", "The answer to 1 + 1"),
        ("what-is-printed-2", "What is printed?", "The answer to 2 + 2"),
        ("what-is-printed-4", "What is printed?", "The answer to 0 + 0"),
    ]
