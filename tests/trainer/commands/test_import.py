"""Import and export from the command line."""

import json
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from decks.library.library import BUILTIN
from decks.toml.files import read_file
from tests.anki_packages import make_package, make_preset
from tests.learners import OTHER_LEARNER
from tests.terminal import DECK, World

MOUNT = shutil.which("mount") or ""


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


def test_a_deck_is_imported_once(world: World, tmp_path: Path) -> None:
    source = tmp_path / "talk.toml"
    source.write_text(DECK.replace('id = "mine"', 'id = "talk"'))
    assert world.run("import", "--dry-run", str(source)) == 0
    assert world.out.endswith("\nWould import Mine: 2 cards, all new.\n")
    assert world.run("import", str(source)) == 0
    assert f"You can edit it: {world.home / 'decks' / 'talk.toml'}" in world.out
    assert world.run("import", "--json", str(source)) == 0
    (deck,) = json.loads(world.out)["decks"]
    assert deck == {
        "id": "talk",
        "path": str(world.home / "decks" / "talk.toml"),
        "added": 0,
        "updated": 0,
        "unchanged": 2,
        "others": 0,
        "changed": [],
        "reviews": 0,
        "unanswered": 0,
    }
    source.write_text('[deck]\nid = "talk"\n[[cards]]\nid = "why"\nquestion = "Why us?"\nanswer = "New."\n')
    world.run("import", str(source))
    assert "1 card, changed, 1 gone (their history stays)" in world.out
    assert "The file it replaced is saved in" in world.out
    source.write_text("x = ")

    assert world.run("import", str(source)) == 1
    assert "Nothing in it could be imported." in world.err


@pytest.mark.slow
def test_a_deck_goes_through_all_formats_and_comes_back_whole(world: World, tmp_path: Path) -> None:
    source = BUILTIN / "off-limits-questions.toml"
    there = read_file(source)[0]
    assert there is not None
    world.run("import", str(source))
    for number, kind in enumerate(("csv", "md", "json", "tsv", "apkg", "toml")):
        before = "off-limits-questions" if number == 0 else f"round{number}"
        target = tmp_path / f"round{number + 1}.{kind}"
        assert world.run("export", before, "--to", str(target)) == 0
        assert world.run("import", "--deck", f"round{number + 1}", str(target)) == 0
        assert world.err == ""
    back = read_file(world.home / "decks" / "round6.toml")[0]

    assert back is not None
    # Some formats have competencies as tags, and none but TOML and JSON cues, or how a card is worded elsewhere.
    assert list(back.cards) == [
        card._replace(
            key_points=tuple(point._replace(cues=()) for point in card.key_points),
            wordings=(),
            competencies=(),
            tags=card.tags + card.competencies,
        )
        for card in there.cards
    ]


def test_what_was_learned_here_is_not_brought_in_twice(world: World, tmp_path: Path) -> None:
    world.write_deck()
    world.run("review", "--deck", "mine", "--limit", "1", typed="\n\n3\n\n")
    world.run("undo")
    world.run("review", "--deck", "mine", "--limit", "1", typed="\n\n3\n\n")
    world.run("export", "mine", "--to", str(tmp_path / "mine.apkg"))
    assert world.run("import", "--json", str(tmp_path / "mine.apkg")) == 0
    assert json.loads(world.out)["decks"][0]["reviews"] == 0
    other = World(tmp_path / "other", now=world.now)
    other.run("import", "--dry-run", "--json", str(tmp_path / "mine.apkg"))
    assert json.loads(other.out)["decks"][0]["reviews"] == 1
    other.run("import", "--json", str(tmp_path / "mine.apkg"))
    assert json.loads(other.out)["decks"][0]["reviews"] == 1
    other.run("import", "--json", str(tmp_path / "mine.apkg"))

    assert json.loads(other.out)["decks"][0]["reviews"] == 0


@pytest.mark.parametrize("legacy", [True, False])
def test_the_fsrs_parameters_of_a_package_are_offered_until_they_are_in_use(
    world: World, tmp_path: Path, legacy: bool
) -> None:
    package = make_preset(tmp_path / "mine.apkg", legacy=legacy, fsrsParams6=OTHER_LEARNER, fsrsWeights=[1.0] * 17)
    world.run("import", "--dry-run", str(package))
    numbers = ", ".join(f"{value:g}" for value in OTHER_LEARNER)
    assert 'preset "Slow" has FSRS parameters that you don\'t use here.' in world.err
    assert f'To use them: greenroom optimize --use "{numbers}"' in world.err
    assert world.run("optimize", "--use", numbers) == 0
    world.run("import", str(package))

    assert "FSRS" not in world.err


@pytest.mark.parametrize(
    ("name", "parameters", "why"),
    [
        ("fsrsParams5", [0.5] * 19, "of FSRS-5, which FSRS-6 can't use"),
        ("fsrsWeights", [0.5] * 17, "of FSRS-4.5, which FSRS-6 can't use"),
        ("fsrsParams6", [0.5] * 25, "of an unknown version of FSRS, which FSRS-6 can't use"),
        ("fsrsParams6", [500.0] * 21, "out of range"),
    ],
)
@pytest.mark.parametrize("legacy", [True, False])
def test_fsrs_parameters_that_cannot_be_used_are_told(
    world: World, tmp_path: Path, legacy: bool, name: str, parameters: list[float], why: str
) -> None:
    world.run("import", str(make_preset(tmp_path / "mine.apkg", legacy=legacy, **{name: parameters})))

    assert f'its preset "Slow" has FSRS parameters {why}. Optimize them again in a recent Anki.' in world.err


def test_reviews_dated_in_the_future_are_left_out(world: World, tmp_path: Path) -> None:
    world.write_deck()
    world.run("review", "--deck", "mine", "--limit", "1", typed="\n\n3\n\n")
    world.run("export", "mine", "--to", str(tmp_path / "mine.apkg"))
    earlier = World(tmp_path / "other", now=world.now - timedelta(days=2))
    earlier.run("import", "--json", str(tmp_path / "mine.apkg"))

    assert json.loads(earlier.out)["decks"][0] | {"path": ""} == {
        "id": "mine",
        "path": "",
        "added": 2,
        "updated": 0,
        "unchanged": 0,
        "others": 0,
        "changed": [],
        "reviews": 0,
        "unanswered": 0,
    }


@pytest.mark.slow
@pytest.mark.skipif(not MOUNT, reason="there is no mount")
def test_an_import_on_a_disk_that_fills_leaves_nothing_behind(tmp_path: Path) -> None:
    package, disk = tmp_path / "deck.apkg", tmp_path / "disk"
    make_package(package, cards=400, reviews=20)
    disk.mkdir()
    mounted = subprocess.run(
        [MOUNT, "-t", "tmpfs", "-o", "size=1900k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("nothing can be mounted here")
    try:
        world = World(disk / "home", now=datetime.now(UTC))
        assert world.run("import", str(package)) == 1
        assert world.err.startswith("greenroom: ")
        assert not list((disk / "home" / "decks").iterdir())
        world.run("stats", "--json")
        assert json.loads(world.out)["reviews"] == 0
        world.run("undo", "--list", "--json")
        assert json.loads(world.out) == []
    finally:
        subprocess.run([shutil.which("umount") or "", disk], check=True)


def test_an_export_replaces_no_file_unasked(world: World, tmp_path: Path) -> None:
    world.write_deck()
    target = tmp_path / "out.json"
    target.write_text("mine")
    assert world.run("export", "mine", "--to", str(target)) == 1
    assert "already exists" in world.err
    assert target.read_text() == "mine"
    assert world.run("export", "mine", "--to", str(target), "--force") == 0
    assert world.out == f"Wrote 2 cards of Mine to {target}.\n"
    assert world.run("export", "mine", "--to", str(tmp_path / "x.pdf")) == 1
    assert "is not in a format greenroom writes" in world.err


def test_a_table_is_imported_with_counts_and_problems(world: World, tmp_path: Path) -> None:
    source = tmp_path / "talk.csv"
    source.write_text("question,answer\nWhy?,So.\n,So.\n")
    assert world.run("import", "--json", str(source)) == 0
    printed = json.loads(world.out)
    assert printed["decks"][0] | {"path": ""} == {
        "id": "talk",
        "path": "",
        "added": 1,
        "updated": 0,
        "unchanged": 0,
        "others": 0,
        "changed": [],
        "reviews": 0,
        "unanswered": 0,
    }
    assert printed["problems"][0]["line"] == 3
    assert world.run("import", "--columns", "answer,question", str(source)) == 0
    assert world.run("import", "--deck", "No Slug", str(source)) == 1
    assert world.run("import", "--dry-run", "--deck", "cultural-fit", str(source)) == 0
    assert world.run("import", "--deck", "cultural-fit", str(source)) == 0
    assert "It replaces the built-in deck" in world.out
    world.write_deck('[[cards]]\nquestion = "Own?"\nanswer = "Yes."\n', "talk.toml")
    world.run("import", str(source))

    assert "beside 1 already in this deck" in world.out


def test_the_first_column_may_be_none(world: World, tmp_path: Path) -> None:
    source = tmp_path / "odd.csv"
    source.write_text("7,Why us?,Bread.\n8,Why now?,Flour.\n")

    assert world.run("import", str(source), "--columns", "-,question,answer") == 0
    assert "2 cards" in world.out or "2 new" in world.out, world.out


def test_what_an_import_changes_is_named(world: World, tmp_path: Path) -> None:
    source = tmp_path / "talk.csv"
    rows = [f"Why is number {n} the one you would take?,Answer {n}." for n in range(8)]
    source.write_text("\n".join(["question,answer", *rows]) + "\n")
    world.run("import", str(source))
    source.write_text(source.read_text().replace("Answer", "Other answer", 2))
    world.run("import", "--dry-run", str(source))
    assert "Changed: why-is-number-0-the-one, why-is-number-1-the-one.\n" in world.out
    assert world.run("import", "--dry-run", "--json", str(source)) == 0
    printed = json.loads(world.out)
    assert printed["dry_run"] is True
    assert printed["decks"][0]["changed"] == ["why-is-number-0-the-one", "why-is-number-1-the-one"]
    source.write_text(source.read_text().replace("nswer ", "nswer of mine ").replace(rows[7][:40], "Unlike it all?,Z"))
    world.run("import", "--dry-run", str(source))
    assert "number-4-the-one, and 2 more.\n" in world.out
    world.run("import", "--json", str(source))

    assert json.loads(world.out)["dry_run"] is False
    assert json.loads(world.out)["decks"][0]["others"] == 1


def test_rows_that_could_not_be_used_are_counted(world: World, tmp_path: Path) -> None:
    source = tmp_path / "talk.csv"
    source.write_text("question,answer\nWhy?,So.\n,This.\n,That.\n")
    assert world.run("import", str(source)) == 0
    assert world.out.splitlines()[-1] == "2 rows couldn't be used; see above."
    (tmp_path / "talk.json").write_text('{"cards": [{"question": "Why?", "answer": "So."}, {}, {}]}')
    world.run("import", str(tmp_path / "talk.json"))
    assert world.out.splitlines()[-1] == "2 cards couldn't be used; see above."
    (tmp_path / "talk.toml").write_text(DECK + "[[cards]]\nquestion = 1\nanswer = 2\nkind = 3\n")
    world.run("import", str(tmp_path / "talk.toml"))

    assert world.out.splitlines()[-1] == "1 card couldn't be used; see above."


@pytest.mark.parametrize(
    ("name", "option", "printed"),
    [
        ("talk.csv", "--fields=question=a,answer=b", "It works with Anki packages"),
        ("talk.md", "--columns=question,answer", "It works with tables"),
        ("talk.toml", "--columns=question,answer", "It works with tables"),
        ("talk.apkg", "--columns=question,answer", "It works with tables"),
    ],
)
def test_an_option_without_effect_is_an_error(
    world: World, tmp_path: Path, name: str, option: str, printed: str
) -> None:
    (tmp_path / name).write_text("question,answer\nWhy?,So.\n")
    assert world.run("import", option, str(tmp_path / name)) == 1

    assert world.err.startswith(
        f"greenroom: {option[: option.index('=')]}: has no effect on {tmp_path / name}. {printed}"
    )


def test_an_option_may_be_for_one_file_of_several(world: World, tmp_path: Path) -> None:
    for name in ("talk.csv", "notes.md"):
        (tmp_path / name).write_text("# Why?\n\nSo.\n" if name == "notes.md" else "Why?,So.\n")

    assert world.run("import", "--columns=question,answer", str(tmp_path / "talk.csv"), str(tmp_path / "notes.md")) == 0


@pytest.mark.parametrize("kind", ["csv", "tsv", "json", "md", "apkg", "toml"])
def test_an_export_comes_home(world: World, tmp_path: Path, kind: str) -> None:
    deck = '[deck]\nid = "comma-utf8"\ntitle = "My talk"\n[[cards]]\nquestion = "Why?"\nanswer = "So."\n'
    world.write_deck(deck, "comma-utf8.toml")
    target = tmp_path / f"x1.{kind}"
    world.run("export", "comma-utf8", "--to", str(target))
    assert world.run("import", "--json", str(target)) == 0
    (printed,) = json.loads(world.out)["decks"]

    assert (printed["id"], printed["added"], printed["unchanged"]) == ("comma-utf8", 0, 1)
    assert [path.name for path in (world.home / "decks").iterdir()] == ["comma-utf8.toml"]


QUESTIONS = """part,first,second
Doors,"Why is the door of the shop open?","Who closes the door of the shop?"
Light,"Why is the light in the window on?","Who switches the light off at night?"
"""


def test_a_dry_run_shows_how_a_file_was_read_and_its_first_cards(world: World, tmp_path: Path) -> None:
    source = tmp_path / "talk.csv"
    points = "; ".join(f"point {n}" for n in range(1, 8))
    rows = [
        "question,answer,key points",
        f"Why us?,{'The work. ' * 40},! {points}",
        "And then?,,",
        "Who?,Me.,",
        "Me?,Yes.,",
    ]
    source.write_text("\n".join(rows) + "\n")
    assert world.run("import", "--dry-run", str(source)) == 0
    assert world.out.startswith("Read as comma-separated rows under a header: question from")
    assert " 1  Why us?\n    - point 1 (must)\n" in world.out
    assert "    ... and 2 more points\n    The work. The work." in world.out
    assert (
        "\u2026\n 2  And then?\n    (no answer yet)\n 3  Who?\n    Me.\n 4  Me?\n    Yes.\n\nWould import" in world.out
    )
    assert world.out.endswith("4 cards, all new, 1 without an answer yet.\n")
    world.columns = 40
    world.run("import", "--dry-run", str(source))
    assert all(len(line) <= 40 for line in world.out.split("\n\nWould")[0].split("\n"))
    world.run("import", "--dry-run", "--json", str(source))
    (file,) = json.loads(world.out)["files"]
    assert (file["path"], file["left_out"], file["refused"]) == (str(source), 0, False)
    assert [card["question"] for card in file["first_cards"]] == ["Why us?", "And then?", "Who?", "Me?"]
    assert not (world.home / "decks" / "talk.toml").exists()


@pytest.mark.parametrize(
    ("cards", "shown", "more"),
    [(1, 1, ""), (5, 5, ""), (6, 3, "    ... and 3 more cards\n"), (40, 3, "    ... and 37 more cards\n")],
)
def test_a_dry_run_shows_every_card_of_a_few_and_counts_the_rest(
    world: World, tmp_path: Path, cards: int, shown: int, more: str
) -> None:
    source = tmp_path / "talk.csv"
    source.write_text("question,answer\n" + "".join(f"Why {n}?,So.\n" for n in range(1, cards + 1)))
    assert world.run("import", "--dry-run", str(source)) == 0
    assert f"{shown}  Why {shown}?\n    So.\n{more}\nWould import" in world.out


def test_a_file_of_which_more_is_lost_than_comes_in_stays_out_unless_told(world: World, tmp_path: Path) -> None:
    source = tmp_path / "shop.csv"
    source.write_text(QUESTIONS)
    wrong = ("import", "--columns", "question,-,-", str(source))
    assert world.run(*wrong) == 1
    assert 'shop.csv:2: "Why is the door of the shop open?" is not on any card.' in world.err
    assert "this would lose 4 questions and bring in only 2 cards." in world.err
    assert (world.out, list((world.home / "decks").iterdir())) == ("", [])
    assert world.run(*wrong, "--dry-run") == 1
    assert "(no answer yet)" in world.out
    assert world.run(*wrong, "--json") == 1
    assert json.loads(world.out)["files"][0]["refused"] is True
    assert world.run(*wrong, "--anyway") == 0
    assert "2 cards, all new" in world.out
    assert "would lose" not in world.err


def test_a_dry_run_shows_the_code_that_belongs_to_a_question(world: World, tmp_path: Path) -> None:
    card = {"question": "What is printed?", "context": "for x in range(2):\n    print(x)", "answer": "0 and 1"}
    (tmp_path / "talk.json").write_text(json.dumps({"cards": [card]}))
    world.run("import", "--dry-run", str(tmp_path / "talk.json"))

    assert " 1  What is printed?\n    for x in range(2):\n        print(x)\n    0 and 1\n" in world.out
