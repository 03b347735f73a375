"""The morning sheet: its sections, and texts in it that look like markup."""

from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from cards.card import KeyPoint
from tests.terminal import DECK, NOON, World
from trainer.interview.sheet import DEFLECTIONS, Entry, Sheet
from trainer.interview.sheet_formats import sheet_html, sheet_lines, sheet_markdown
from trainer.terminal.layout import joined, layout_for, width_of

NASTY = '<script>alert("1")</script> & *bold* _x_ [a](b) `c` # | ~'
SHEET = Sheet(
    day=NOON.date(),
    people=(NASTY,),
    groups=(
        (NASTY, (Entry(question=NASTY, points=(KeyPoint(NASTY, must=True),), notes=f"1. {NASTY}\n- x", story=NASTY),)),
    ),
    stories=((NASTY, NASTY), ("bare", "")),
    asks=("1. first", "- second", "+ third"),
)
ASK = """
[[cards]]
id = "ask"
question = "You want to know what is hard."
kind = "question-to-ask"
key_points = ["asks for the hardest part"]
"""
MUST = """
[[cards]]
id = "tools"
question = "Which tools?"
priority = "must"
key_points = [{text = "name two", must = true}]
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path / "home")
    world.write_deck(DECK + ASK)
    return world


class _Texts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not {name for name, _ in attrs} & {"src", "onclick"}
        assert all("http" not in (value or "") for _, value in attrs)

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> _Texts:
    parser = _Texts()
    parser.feed(page)
    return parser


def test_the_page_is_self_contained_and_its_texts_stay_texts() -> None:
    page = read(sheet_html(SHEET))

    assert page.text.count(NASTY) == 8
    assert "script" not in page.tags
    assert not page.tags & {"link", "img", "a"}
    assert "prefers-color-scheme: dark" in page.text
    assert "@media print" in page.text


def test_markdown_renders_as_the_same_texts() -> None:
    rendered = read(MarkdownIt("commonmark").render(sheet_markdown(SHEET)))

    assert rendered.text.count(NASTY) == 8
    assert rendered.tags == {"h1", "h2", "p", "ul", "li", "strong", "em", "br"}
    assert all(ask in rendered.text for ask in SHEET.asks)


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    lines = joined(sheet_lines(SHEET, layout_for(columns, drawn=True))).splitlines()

    assert max(map(width_of, lines)) <= min(columns, 80)


def test_without_anything_of_ones_own_the_sheet_has_what_matters_most(world: World) -> None:
    assert world.run("sheet") == 0

    assert " The morning sheet, Mon 2 Mar 2026\n" in world.out
    assert " How did you make sure?\n   - names the check\n" in world.out
    assert "Why us?" not in world.out
    assert "Ask what you should have achieved within about three months" in world.out
    assert all(name in world.out for name, _ in DEFLECTIONS)


@pytest.mark.parametrize("language", ["en-GB", "de"])
def test_decks_come_in_the_order_of_an_interview(world: World, language: str) -> None:
    world.run("config", "language", language)
    world.run("sheet")

    first, last = {
        "en-GB": ("Plan and open", "Close and follow up"),
        "de": ("Vorstellungsgespräch", "Unzulässige Fragen"),
    }[language]
    titles = [line.strip() for line in world.out.split("\n\n") for line in line.splitlines()[:1]]
    own = titles.index("Mine")
    assert titles[own + 1] == first
    assert titles[titles.index("Ask them") - 1] == last


def test_the_sheet_has_own_points_stories_questions_and_people(world: World) -> None:
    (world.home / "stories.toml").write_text(
        '[[stories]]\nid = "s"\ntitle = "The ledger"\nshort = "Six hours."\ncompetencies = ["technique"]\n'
    )
    typed = "\ny\n1\n1\nw\n- my point\nmy note\n\n3\n\n\n3\n\na\nw\n- What is hardest?\n\n3\nq\n"
    world.run("review", "--deck", "mine", typed=typed)
    assert world.run("sheet", "--person", "Ann Bo ", "--person", " ") == 0

    assert "\n People\n   - Ann Bo\n" in world.out
    assert " How did you make sure?\n   - my point\n   my note\n   Story: The ledger\n" in world.out
    assert "Why us?" not in world.out
    assert " Stories\n   - The ledger: Six hours.\n" in world.out
    assert " Ask them\n   - What is hardest?\n\n" in world.out
    world.run("sheet", "--deck", "mine")
    assert "Why us?" in world.out
    assert world.run("sheet", "--deck", "none") == 1


def test_without_questions_of_ones_own_to_ask_the_sheet_says_what_to_ask_for(world: World) -> None:
    world.run("review", "--deck", "mine", "--limit", "1", typed="\nw\n- my point\n\nq\n")
    world.run("sheet")

    assert " Ask them\n   - Ask what you should have achieved within about three months" in world.out


def test_an_answer_of_your_own_leaves_the_must_haves_on_the_sheet_below_it(world: World) -> None:
    world.write_deck(DECK + MUST)
    world.run("review", "--deck", "mine", "--limit", "1", typed="\nw\n- my point\n\nq\n")
    world.run("sheet")

    assert " How did you make sure?\n   - my point\n" in world.out
    assert "Why us?" not in world.out
    assert world.out.index("   - my point\n") < world.out.index(" Which tools?\n   - name two\n")


def test_files_are_written_and_not_replaced_unasked(world: World, tmp_path: Path) -> None:
    page, text = tmp_path / "sheet.html", tmp_path / "sheet.md"
    assert world.run("sheet", "--html", str(page), "--md", str(text)) == 0
    assert world.out == f"Wrote {page}.\nWrote {text}.\n"
    assert text.read_text().startswith("# The morning sheet, Mon 2 Mar 2026\n")
    assert "How did you make sure?" in page.read_text()
    assert world.run("sheet", "--html", str(page)) == 1
    assert "already exists. Give another name, or --force to replace it." in world.err
    assert world.run("sheet", "--html", str(page), "--force") == 0
    assert world.run("sheet", "--html", str(tmp_path / "none" / "x.html")) == 1


def test_the_sheet_names_the_next_interview_and_whom_its_entry_names(world: World) -> None:
    (world.home / "interviews.toml").write_text(
        '[[interviews]]\ndate = 2026-03-03\nat = "Acme"\npeople = ["Ann", "Bo"]\n'
    )
    assert world.run("sheet", "--person", "Ann") == 0
    assert world.out.startswith(" Sheet for Acme, Tue 3 Mar (made Mon 2 Mar 2026)\n\n People\n   - Ann\n   - Bo\n")
    world.pass_days(5)
    world.run("sheet")
    assert "Acme" not in world.out
    (world.home / "interviews.toml").write_text("[[interviews]]\ndate = 1\n")
    assert world.run("sheet") == 0
    assert "interviews.toml" in world.err


@pytest.mark.parametrize(("option", "begins"), [("--md", "# The morning sheet"), ("--html", "<!DOCTYPE html>")])
def test_a_sheet_goes_to_standard_output(world: World, tmp_path: Path, option: str, begins: str) -> None:
    assert world.run("sheet", option, "-", "--html" if option == "--md" else "--md", str(tmp_path / "other")) == 0

    assert world.out.startswith(begins)
    assert "Wrote" not in world.out
    assert "Wrote" in world.err


def test_notes_of_ones_own_leave_the_points_of_the_card(world: World) -> None:
    world.run("review", "--deck", "mine", "--limit", "1", typed="\nw\nonly a note\n\nq\n")
    world.run("sheet")

    assert " How did you make sure?\n   - names the check\n   only a note\n" in world.out
