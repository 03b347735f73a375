"""Folders and ZIP archives as files to read, each with the deck it becomes."""

import os
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decks.formats.bundle import Bundle
from decks.importing.tree import DeckName, FoundFile, find_files, name_decks, only_questions, unpack_files
from decks.model.errors import DeckFileError
from tests.reading import read


def grow(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)


def inside(files: Iterable[FoundFile]) -> list[str]:
    return [str(file.inside) for file in files]


def pack(path: Path, *names: str, text: str = "## Why?\n\nSo.\n") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, text)
    return path


def test_what_an_import_can_read_is_found_and_nothing_hidden(tmp_path: Path) -> None:
    grow(tmp_path, "b.md", "a/c.CSV", "a/d.apkg", "a/e.png", ".git/f.md", ".obsidian/g.json", "node_modules/x/h.md")
    grow(tmp_path, ".hidden.md", "a/.trash/i.md", "z.mdx", "deck.toml", "noextension")

    assert inside(find_files(tmp_path)) == ["a/c.CSV", "a/d.apkg", "b.md", "deck.toml", "z.mdx"]


@pytest.mark.skipif(os.name == "nt", reason="Windows lets few users make links")
def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    grow(tmp_path, "secret/s.md", "vault/own.md")
    (tmp_path / "vault" / "out.md").symlink_to(tmp_path / "secret" / "s.md")
    (tmp_path / "vault" / "folder").symlink_to(tmp_path / "secret")
    (tmp_path / "vault" / "again.md").symlink_to(tmp_path / "vault" / "own.md")
    (tmp_path / "vault" / "nowhere.md").symlink_to(tmp_path / "gone.md")
    os.mkfifo(tmp_path / "vault" / "pipe.md")

    assert inside(find_files(tmp_path / "vault")) == ["again.md", "own.md"]


def test_far_too_many_files_are_refused(tmp_path: Path) -> None:
    grow(tmp_path, *(f"{n}.md" for n in range(4)))
    with pytest.raises(DeckFileError, match="has more than 3 files"):
        find_files(tmp_path, max_files=3)
    archive = pack(tmp_path / "x.zip", *(f"{n}.png" for n in range(4)))
    with pytest.raises(DeckFileError, match="has more than 3 files"):
        unpack_files(archive, tmp_path / "into", max_files=3)


def test_an_archive_is_unpacked_where_no_name_in_it_leads_out(tmp_path: Path) -> None:
    names = ("../out.md", "/abs.md", "a\\b.md", "a/../../out.md", "ok/c.md", "x.png", ".git/d.md", "__MACOSX/ok/._c.md")
    archive, into = pack(tmp_path / "x.zip", *names), tmp_path / "into"
    with zipfile.ZipFile(archive, "a") as more:
        link = zipfile.ZipInfo("link.md")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        more.writestr(link, "/etc/passwd")
    into.mkdir()
    files = unpack_files(archive, into)

    assert inside(files) == ["a/b.md", "abs.md", "ok/c.md"]
    assert {file.path.parent for file in files} == {into}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["into", "x.zip"]


def test_an_archive_in_an_archive_is_unpacked_too_but_not_for_ever(tmp_path: Path) -> None:
    pack(tmp_path / "0.zip", "deep.md")
    for n in range(1, 6):
        with zipfile.ZipFile(tmp_path / f"{n}.zip", "w") as archive:
            archive.write(tmp_path / f"{n - 1}.zip", f"{n - 1}.zip")
            archive.writestr(f"{n}.md", "x")
    (tmp_path / "into").mkdir()

    assert inside(unpack_files(tmp_path / "5.zip", tmp_path / "into")) == ["3.md", "4.md", "5.md"]


@pytest.mark.parametrize(
    ("content", "said"), [(b"PK\x03\x04 not one", "cannot be read as a ZIP archive"), (None, "cannot be read")]
)
def test_what_is_no_archive_is_said(tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "x.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DeckFileError, match=said):
        unpack_files(path, tmp_path)


def test_a_bomb_and_odd_packing_are_refused(tmp_path: Path) -> None:
    (tmp_path / "into").mkdir()
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.md", bytes(2_000_000))
    with pytest.raises(DeckFileError, match="unpacks to more than"):
        unpack_files(tmp_path / "bomb.zip", tmp_path / "into", max_bytes=100_000)
    with zipfile.ZipFile(tmp_path / "odd.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.md", "x")
    with pytest.raises(DeckFileError, match="Unpack it, and import the folder"):
        unpack_files(tmp_path / "odd.zip", tmp_path / "into")


def named(*paths: str, root: str = "vault", builtin: Iterable[str] = ()) -> dict[str, DeckName]:
    files = [FoundFile(Path(path), PurePosixPath(path)) for path in sorted(paths)]
    taken = set(builtin)
    return dict(zip(sorted(paths), name_decks(files, root, taken.__contains__), strict=True))


def test_a_deck_is_named_by_its_path() -> None:
    found = named("css_questions.md", "React/Hooks & state.md", "topics/git/README.md", "README.md", "\u4e2d.md")

    assert found["css_questions.md"] == DeckName("css_questions", "Css questions")
    assert found["React/Hooks & state.md"] == DeckName("react-hooks-state", "React / Hooks & state")
    assert found["topics/git/README.md"] == DeckName("topics-git", "Topics / Git")
    assert found["README.md"] == DeckName("vault", "Vault")
    assert found["\u4e2d.md"].id.startswith("deck-")
    assert found["\u4e2d.md"].title == "\u4e2d"


def test_a_deck_takes_the_place_of_no_built_in_one() -> None:
    assert named("attributes.md", builtin=["attributes"])["attributes.md"].id == "vault-attributes"


def test_notion_s_ids_are_no_part_of_a_name_and_its_tables_come_once() -> None:
    key = "0123456789abcdef0123456789abcdef"
    assert named(f"Questions {key}.md")[f"Questions {key}.md"] == DeckName("questions", "Questions")
    assert named(f"Bank {key}_all.csv")[f"Bank {key}_all.csv"] == DeckName("bank", "Bank")


def test_of_a_table_exported_twice_only_the_whole_one_is_read(tmp_path: Path) -> None:
    grow(tmp_path, "Bank 1.csv", "Bank 1_all.csv", "Other.csv")

    assert inside(find_files(tmp_path)) == ["Bank 1_all.csv", "Other.csv"]


@given(st.sets(st.from_regex(r"(a|B|b|readme)(/(a|A|b|index|x y)){0,2}\.(md|csv)", fullmatch=True), max_size=12))
def test_no_two_files_become_one_deck(paths: set[str]) -> None:
    found = named(*paths)

    assert len({name.id for name in found.values()}) == len(paths)
    assert all(len(name.id) <= 60 for name in found.values())


def questions(bundle: Bundle) -> list[str]:
    return [card.question for one in bundle.decks for card in one.deck.cards]


def test_of_a_text_that_is_no_list_of_questions_only_the_questions_come_in() -> None:
    readme = "## Install\n\nRun it.\n\n## Usage\n\nType it.\n\n## How it works\n\nWell.\n\n## Is it free?\n\nYes.\n"
    notes = "## Describe your day\n\nLong.\n\n## What is hard?\n\nRain.\n\n## Notes\n\nNone.\n"
    term = "term,definition\nFloat,Coins in the till.\n"

    assert questions(only_questions(read("md", readme), "md")) == ["Is it free?"]
    assert len(questions(only_questions(read("md", notes), "md"))) == 3
    assert only_questions(read("md", "## Install\n\nRun it.\n"), "md").decks == ()
    assert questions(only_questions(read("csv", term), "csv")) == ["Float"]
    funding = '{"funding": [{"question": "https://example.org?sponsor=1"}, {"question": "Me and you"}]}'
    assert only_questions(read("json", funding), "json").decks == ()
