"""Import of a folder, a vault, a cloned repository or a ZIP archive of one."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from decks.formats.registry import read_bundle
from tests.terminal import DECK, Screen, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "home")


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    vault = tmp_path / "vault"
    (vault / "Night shift").mkdir(parents=True)
    (vault / "Night shift" / "Ovens.md").write_text(
        "## Why preheat?\n\nFor the crust.\n\n## Who cleans?\n\nAll of us.\n"
    )
    (vault / "shop.csv").write_text("question,answer\nWho pays?,The guest.\nWho waits?,\n")
    (vault / "talk.toml").write_text(DECK.replace('id = "mine"', 'id = "talk"'))
    (vault / "README.md").write_text("# Vault\n\n## About\n\nNotes of a shop.\n")
    (vault / "package.json").write_text('{"name": "vault"}')
    return vault


def zipped(folder: Path) -> Path:
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in folder.rglob("*.*"):
            archive.write(file, file.relative_to(folder))
    return path


def decks(world: World) -> list[str]:
    return sorted(path.stem for path in (world.home / "decks").iterdir())


def test_every_file_with_questions_becomes_a_deck_and_the_rest_is_summed_up(world: World, vault: Path) -> None:
    assert world.run("import", str(vault)) == 0
    assert world.out.splitlines() == [
        "Night shift / Ovens (night-shift-ovens): 2 cards, all new",
        "Shop (shop): 2 cards, all new, 1 without an answer yet",
        "Mine (talk): 2 cards, all new",
        f"Imported 3 decks from {vault}: 6 cards, all new, 1 without an answer yet.",
        "2 files had no questions: README.md, package.json.",
        f"You can edit them: {world.home / 'decks'}",
    ]
    assert decks(world) == ["night-shift-ovens", "shop", "talk"]


def test_an_archive_is_the_same_as_its_folder(world: World, vault: Path) -> None:
    archive = zipped(vault)
    world.run("import", str(vault))
    assert world.run("import", str(archive)) == 0
    assert f"Imported 3 decks from {archive}: 6 cards, all unchanged" in world.out
    assert len(decks(world)) == 3


def test_one_file_that_cannot_come_in_keeps_no_other_out(world: World, vault: Path) -> None:
    (vault / "bad.toml").write_text('[[cards]]\nanswer = "So."\n')
    (vault / "bad.apkg").write_text("no package")
    (vault / "odd.csv").write_bytes(b"\x00\x01\x02" * 900)
    world.write_deck("[[cards]\n", "shop.toml")

    assert world.run("import", str(vault)) == 1
    assert f"{vault}/bad.toml:1: card 1: there is no question." in world.err
    assert f"{vault}/bad.apkg: cannot be read as an Anki package" in world.err
    assert "shop.toml: has cards that cannot be changed safely" in world.err
    assert "Imported 2 decks" in world.out
    assert "3 files left out; see above." in world.out
    assert "3 files had no questions: README.md, odd.csv, package.json." in world.out


def test_what_would_be_lost_is_named_with_the_file_it_is_in(world: World, vault: Path) -> None:
    (vault / "Night shift" / "Ovens.md").write_text(
        "## Why preheat?\n\nFor the crust.\n\n<dl><dt>Who cleans?</dt></dl>\n"
    )
    archive = zipped(vault)
    world.run("import", str(archive))

    assert f'{archive}/Night shift/Ovens.md:5: "Who cleans?" is not on any card.' in world.err


def test_a_list_of_questions_that_no_reader_understands_is_not_called_a_file_without_questions(
    world: World, vault: Path
) -> None:
    (vault / "list.md").write_text("# All\n\n<dl><dt>Who pays?</dt><dt>Who waits?</dt><dt>Who eats?</dt></dl>\n")

    assert world.run("import", str(vault)) == 1
    assert "list.md: this would lose 3 questions and bring in no cards." in world.err
    assert "1 file left out; see above." in world.out


def test_a_folder_can_become_one_deck(world: World, vault: Path) -> None:
    assert world.run("import", "--deck", "shop", str(vault)) == 0
    assert decks(world) == ["shop"]
    assert f"Imported 1 deck from {vault}: 6 cards, all new" in world.out
    assert world.run("import", "--deck", "shop", str(vault)) == 0
    assert "6 cards, all unchanged" in world.out


def test_a_card_that_comes_in_two_files_of_one_deck_is_one_card(world: World, vault: Path) -> None:
    (vault / "again.csv").write_text("question,answer\nWho pays?,The guest.\n")

    assert world.run("import", "--deck", "shop", str(vault)) == 0
    assert f"Imported 1 deck from {vault}: 7 cards, 6 new, 1 unchanged" in world.out
    assert world.run("decks") == 0
    assert (world.home / "decks" / "shop.toml").read_text().count("Who pays?") == 1


def test_a_dry_run_of_a_folder_says_how_each_file_was_read(world: World, vault: Path) -> None:
    assert world.run("import", "--dry-run", str(vault)) == 0
    assert '; first "Who pays?"\n' in world.out
    assert "Would import 3 decks" in world.out
    assert decks(world) == []
    assert world.run("import", "--dry-run", "--json", str(vault)) == 0
    printed = json.loads(world.out)
    assert printed["files"][0]["path"] == f"{vault}/Night shift/Ovens.md"
    assert printed["without_questions"] == [f"{vault}/README.md", f"{vault}/package.json"]


def test_anyway_brings_headings_in_that_are_no_questions(world: World, vault: Path) -> None:
    assert world.run("import", "--anyway", str(vault)) == 0
    assert "vault" in decks(world)


def test_a_folder_without_a_question_says_so(world: World, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert world.run("import", str(tmp_path / "empty")) == 1
    assert world.err.startswith(f"Nothing in {tmp_path / 'empty'} is a file greenroom reads: Markdown, text, ")
    (tmp_path / "empty" / "list.md").write_text("Buy milk, then call Jo.\n")
    assert world.run("import", str(tmp_path / "empty")) == 1
    assert f"Nothing in {tmp_path / 'empty'} could be imported.\n" in world.err


def test_a_file_that_disappears_while_a_folder_is_read_is_named_and_the_rest_comes_in(
    world: World, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (vault / "gone.md").write_text("## Why?\n\nSo.\n")

    def reading(path: Path, **options: Any) -> Any:
        if path.name == "gone.md":
            path.unlink()
        return read_bundle(path, **options)

    monkeypatch.setattr("trainer.importing.files.read_bundle", reading)
    assert world.run("import", str(vault)) == 1
    assert "gone.md" in world.err
    assert "Imported" in world.out


def test_one_undo_takes_back_a_whole_folder(world: World, vault: Path) -> None:
    for n in range(3):
        (vault / f"more{n}.md").write_text("## Why?\n\nSo.\n")
    world.run("import", str(vault))
    world.run("undo", "--list")
    assert world.out.split()[-2:] == ["imported", "vault"]
    assert world.run("undo") == 0
    assert world.out.endswith("imported vault. Restored 6 files.\n")
    assert decks(world) == []


@pytest.mark.slow
def test_many_files_show_how_many_are_done(tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    for n in range(60):
        (vault / f"{n}.md").write_text(f"## Why {n}?\n\nSo.\n")
    with Screen("--home", str(tmp_path / "home"), "import", str(vault)) as screen:
        screen.until("Reading files")
        screen.until("Imported 60 decks", seconds=60)
        assert screen.ended() == 0
