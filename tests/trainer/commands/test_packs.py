"""Packs: off until they are switched on, and what each command does with them."""

import json
import shutil
import tomllib
from pathlib import Path

import pytest

from cards.review import Rating
from decks.library.library import BUILTIN
from decks.library.packs import pack_ids
from tests.learners import write_log
from tests.terminal import World
from trainer.config import read_preferences

PACK = "people-manager"
CARD = tomllib.loads((BUILTIN / "packs" / f"{PACK}.toml").read_text())["cards"][0]["id"]
ALL = pack_ids(BUILTIN)
OFFER = " Packs   More questions for some roles:"


def listed(world: World, *argv: str) -> list[dict[str, object]]:
    assert world.run(*argv, "--json") == 0
    rows: list[dict[str, object]] = json.loads(world.out)
    return rows


def test_a_pack_is_off_until_it_is_switched_on(world: World) -> None:
    def counted() -> tuple[int, int, int, int]:
        world.run("due", "--json")
        due = json.loads(world.out)["total"]
        cards = [str(row["key"]) for row in listed(world, "cards")]
        world.run("stats", "--json")
        decks = [deck["id"] for deck in json.loads(world.out)["decks"]]
        return due, len(cards), sum(key.startswith(f"{PACK}/") for key in cards), decks.count(PACK)

    due, cards, *of_pack = counted()
    assert of_pack == [0, 0]
    assert world.run("decks", "--enable", PACK) == 0
    assert world.out == "People manager is on: 12 cards.\n"
    assert counted() == (due + 12, cards + 12, 12, 1)
    assert world.run("review", "--deck", PACK, typed="q\n") == 0
    assert world.run("decks", "--disable", PACK) == 0
    assert world.out == f"{PACK} is off. Its history is kept.\n"
    assert counted() == (due, cards, 0, 0)


def test_several_are_switched_at_once_and_comments_in_the_settings_stay(world: World) -> None:
    config = world.home / "config.toml"
    config.write_text('# mine\nnew_per_day = 5  # few\npacks = ["teaching"]  # for school\nother = 1\n')

    assert world.run("decks", "--enable", PACK, "software", "--disable", "teaching") == 0
    assert read_preferences(config).packs == (PACK, "software")
    assert [line for line in config.read_text().splitlines() if "#" in line] == [
        "# mine", "new_per_day = 5  # few", "]  # for school",
    ]  # fmt: skip
    assert "other = 1" in config.read_text()
    assert world.run("config", "packs") == 0
    assert world.out == f'["{PACK}", "software"]\n'


def test_decks_lists_the_packs_that_are_off_below_the_others(world: World) -> None:
    world.run("decks", "--enable", "software")
    world.run("decks")
    on, _, off = world.out.partition(" Packs you can switch on\n")

    assert "(software)" in on
    assert "(software)" not in off
    assert "People manager (people-manager)" in off
    assert "12 cards\n   What you're asked when the job comes with a team" in off
    assert off.endswith(" To switch one on: `greenroom decks --enable ID`.\n")
    rows = {row["id"]: row for row in listed(world, "decks")}
    assert rows.keys() >= {"mine", *ALL}
    assert [name for name, row in rows.items() if not row["enabled"]] == sorted(
        set(ALL) - {"software"}, key=lambda name: str(rows[name]["title"]).casefold()
    )


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["decks", "--enable", "people-manger"], 'There is no pack "people-manger". Did you mean "people-manager"?'),
        (["decks", "--disable", "xyz"], 'There is no pack "xyz". `greenroom decks` lists them.'),
        (["decks", "--enable", "mine"], 'There is no pack "mine". `greenroom decks` lists them.'),
        (["review", "--deck", PACK], f"The pack {PACK} is off. Switch it on: `greenroom decks --enable {PACK}`."),
        (["suspend", f"{PACK}/{CARD}"], f"The pack {PACK} is off. Switch it on: `greenroom decks --enable {PACK}`."),
        (["mock", "--deck", "people-manger"], f'There is no deck "people-manger". Did you mean "{PACK}"?'),
        (["config", "packs", PACK], "Packs can't be switched here. `greenroom decks --enable ID` switches one on,"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(world: World, argv: list[str], sentence: str) -> None:
    assert world.run(*argv) == 1
    assert world.err.startswith(f"greenroom: {sentence}")
    assert not (world.home / "config.toml").exists()


def test_cards_shows_a_pack_that_is_off_if_it_is_named_and_says_how_to_switch_it_on(world: World) -> None:
    assert world.run("cards", PACK) == 0
    assert f" {PACK}/{CARD}" in world.out
    assert world.out.endswith(f"The pack {PACK} is off. Switch it on: `greenroom decks --enable {PACK}`.\n")
    assert len(listed(world, "cards", PACK)) == 12
    world.run("decks", "--enable", PACK)
    world.run("cards", PACK)
    assert "is off" not in world.out


@pytest.mark.parametrize("on", [False, True])
def test_check_and_export_work_on_a_pack_that_is_off_or_on(world: World, tmp_path: Path, *, on: bool) -> None:
    if on:
        world.run("decks", "--enable", PACK)
    assert world.run("check", "--strict", PACK) == 0
    assert "12 usable cards, no problems" in world.out
    for kind in ("toml", "json", "csv", "md", "apkg"):
        assert world.run("export", PACK, "--to", str(tmp_path / f"x.{kind}")) == 0
    assert (tmp_path / "x.toml").read_bytes() == (BUILTIN / "packs" / f"{PACK}.toml").read_bytes()


def test_history_and_answers_wait_for_a_pack_that_is_off(world: World) -> None:
    world.run("decks", "--enable", PACK)
    write_log(world.home, [(PACK, CARD, Rating.GOOD, "2026-02-27", 1)])
    answers = world.home / "answers" / f"{PACK}.toml"
    answers.parent.mkdir(exist_ok=True)
    answers.write_text(f'[[answers]]\ncard = "{CARD}"\nwritten = 2026-02-27\npoints = ["mine"]\n')

    def state() -> object:
        return next(row["reviews"] for row in listed(world, "cards", PACK) if row["key"] == f"{PACK}/{CARD}")

    assert state() == 1
    world.run("decks", "--disable", PACK)
    assert state() == 1
    world.run("doctor")
    assert "no deck" not in world.out
    assert world.run("check") == 0
    assert world.out.endswith("no problems.\n")
    world.run("due", "--json")
    assert PACK not in [deck["id"] for deck in json.loads(world.out)["decks"]]


def test_an_interview_for_a_pack_that_is_off_says_so_and_is_planned_with_the_others(world: World) -> None:
    world.run("decks", "--enable", PACK)
    world.run("interview", "set", "fri", "--deck", PACK)
    world.run("interview", "set", "in 9 days", "--deck", "mine", "--at", "Acme")
    world.run("decks", "--disable", PACK)

    assert world.run("interview", "show") == 0
    assert f"The pack {PACK} is off. Switch it on:" in world.out + world.err
    assert world.run("due") == 0


def test_a_deck_of_your_own_takes_the_place_of_a_pack(world: World) -> None:
    world.write_deck('[deck]\ntitle = "My managing"\n[[cards]]\nid = "x"\nquestion = "Why?"\n', f"{PACK}.toml")

    rows = {row["id"]: row for row in listed(world, "decks")}
    assert (rows[PACK]["title"], rows[PACK]["builtin"], rows[PACK]["enabled"]) == ("My managing", False, True)
    world.run("decks", "--enable", PACK)
    assert world.out == "My managing is on: 1 card.\n"
    assert [row["key"] for row in listed(world, "cards", PACK)] == [f"{PACK}/x"]
    world.run("decks", "--disable", PACK)
    assert [row["key"] for row in listed(world, "cards", PACK)] == [f"{PACK}/x"]


def test_completion_knows_the_packs(world: World) -> None:
    world.run("completion", "--list", "packs")
    assert world.out.split() == ALL
    world.run("completion", "bash")
    assert "completion --list packs" in world.out


def test_packs_in_the_settings_that_are_no_list_are_said_once_and_none_is_on(world: World) -> None:
    (world.home / "config.toml").write_text('packs = "software"\n')

    assert world.run("due") == 0
    assert "packs is not a list of ids; the default is used. Set it: greenroom decks --enable ID." in world.err
    assert world.run("decks", "--enable", "software") == 0
    assert read_preferences(world.home / "config.toml").packs == ("software",)


@pytest.fixture
def new(tmp_path: Path) -> World:
    """A new home at a terminal."""
    return World(tmp_path / "home", interactive=True, variables={"GREENROOM_PLAIN": "1"})


@pytest.mark.parametrize(
    ("typed", "on"),
    [("", []), ("3", [PACK]), ("3, 5", [PACK, "software"]), ("teach new", ["teaching", "new-graduate"])],
)
def test_a_new_home_is_offered_the_packs_once(new: World, typed: str, on: list[str]) -> None:
    assert new.run("review", typed=f"\n{typed}\nq\n") == 0
    assert OFFER in new.out
    assert "Your answer" in new.out
    assert [*read_preferences(new.home / "config.toml").packs] == on
    new.run("due", "--json")
    assert {deck["id"] for deck in json.loads(new.out)["decks"]} & {*ALL} == {*on}
    new.run("review", typed="q\n")
    assert OFFER not in new.out


def test_what_is_no_pack_is_asked_for_again(new: World) -> None:
    new.run("review", typed="\n9\nte x\nn\n6\nq\n")

    assert new.out.count('Type the numbers of packs, such as 1 or 1 2, not "') == 3
    assert " On: teaching. `greenroom decks --disable PACK` switches one off.\n" in new.out


def test_nobody_is_offered_packs_in_a_script_or_for_one_deck(new: World) -> None:
    new.write_deck()
    new.interactive = False
    new.run("review", typed="q\n")
    assert OFFER not in new.out
    new.interactive = True
    new.run("review", "--deck", "mine", typed="\nq\n")
    assert OFFER not in new.out
    new.run("review", typed="q\n")
    assert OFFER in new.out
    shutil.rmtree(new.home)
    new.run("decks", "--enable", *ALL)
    new.run("review", typed="\nq\n")
    assert OFFER not in new.out
    assert "Your answer" in new.out
