"""`config.toml`: a setting is changed in place, and nothing else in the file."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.terminal import World
from trainer.config import ConfigError, read_settings, write_setting

BY_HAND = """# Mine. Do not touch.
theirs = "kept"   # by another program

  new_per_day = 4   # four # is enough
desired_retention=0.9
"a.b" = [
  1,  # one
]
when.it = 2026-03-02
text = '''
new_per_day = 99
[deck]
'''

[window]  # of the editor
new_per_day = 77
size = [1, 2]

[[cards]]
id = "x"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(BY_HAND)
    return path


def test_one_statement_is_changed_and_nothing_else(path: Path) -> None:
    assert write_setting(path, "new_per_day", "12") == 12
    assert path.read_text() == BY_HAND.replace("new_per_day = 4 ", "new_per_day = 12 ", 1)
    write_setting(path, "desired_retention", "0.95")

    assert path.read_text() == BY_HAND.replace("y = 4 ", "y = 12 ", 1).replace("n=0.9\n", "n=0.95\n")
    assert read_settings(path)[::2] == (0.95, 12)


def test_a_setting_set_to_what_it_is_leaves_the_file_as_it_was(path: Path) -> None:
    write_setting(path, "new_per_day", "4")

    assert path.read_text() == BY_HAND


def test_a_new_setting_goes_before_the_tables(path: Path) -> None:
    write_setting(path, "suggest_points", "off")

    assert path.read_text() == BY_HAND.replace("'''\n\n[window]", "'''\nsuggest_points = false\n\n[window]")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "new_per_day = 3\n"),
        ("# mine\n", "# mine\nnew_per_day = 3\n"),
        ("# mine", "# mine\nnew_per_day = 3\n"),
        ("theirs = 1  # kept", "theirs = 1  # kept\nnew_per_day = 3\n"),
        ("# mine\n[theirs]\nx = 1\n", "new_per_day = 3\n# mine\n[theirs]\nx = 1\n"),
        ("new_per_day = 4", "new_per_day = 3"),
        ('"new_per\\u005fday"\t=\t4', '"new_per\\u005fday"\t=\t3'),
        ("new_per_day = 'four # of them' # or five", "new_per_day = 3 # or five"),
        ("theirs = nan\nnew_per_day = 4\n", "theirs = nan\nnew_per_day = 3\n"),
        ("# a\r\nnew_per_day = 4\r\n[x]\r\n", "# a\r\nnew_per_day = 3\r\n[x]\r\n"),
        ("# a\r\n[x]\r\n", "new_per_day = 3\r\n# a\r\n[x]\r\n"),
    ],
)
def test_files_of_every_form_keep_their_comments_and_line_ends(tmp_path: Path, before: str, after: str) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(before.encode())
    write_setting(path, "new_per_day", "3")

    assert path.read_bytes().decode() == after


@pytest.mark.parametrize("text", ["new_per_day.x = 4\n", "[new_per_day]\n"])
def test_a_form_that_cannot_be_changed_is_left_and_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.toml"
    path.write_text(text)

    with pytest.raises(ConfigError, match="greenroom can't change new_per_day"):
        write_setting(path, "new_per_day", "3")
    assert path.read_text() == text


def test_what_another_program_saves_meanwhile_is_taken_in(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = BY_HAND.replace("kept", "just saved")
    writing = iter([saved])

    def late(_: int) -> None:  # called when the new file is written and not yet in place
        for text in writing:
            path.write_text(text)

    monkeypatch.setattr("os.fsync", late)
    write_setting(path, "new_per_day", "3")

    assert path.read_text() == saved.replace("new_per_day = 4 ", "new_per_day = 3 ", 1)


def test_a_file_that_is_saved_all_the_time_is_left_to_the_other_program(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def late(_: int) -> None:
        path.write_text(f"{path.read_text()}# more\n")

    monkeypatch.setattr("os.fsync", late)
    with pytest.raises(ConfigError, match="is being changed by another program, so the setting was not saved") as error:
        write_setting(path, "new_per_day", "3")

    assert str(error.value).count("\n") == 0
    assert path.read_text().startswith(f"{BY_HAND}# more\n")
    assert [each.name for each in path.parent.iterdir()] == ["config.toml"]


LINES = (
    *("# a", "", "  ", "[t]", "[t.u]", "[[l]]", "[deck]", "[[cards]]", "new_per_day = 7  # b", "'a b'.c = 1"),
    *("a = nan", 'b = """\n# c\n[x]\n"""', '"c d" = [\n1, # d\n]', "e.f = {a = '#'}", "new_per_day = '#'"),
)


@given(lines=st.lists(st.sampled_from(LINES), max_size=8), newline=st.sampled_from(["\n", "\r\n"]), ended=st.booleans())
def test_in_any_file_one_setting_is_changed_or_nothing(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str], newline: str, *, ended: bool
) -> None:
    path = tmp_path_factory.mktemp("any") / "config.toml"
    text = "\n".join(lines) + "\n" * ended
    path.write_bytes(text.replace("\n", newline).encode())
    before = path.read_bytes()
    try:
        write_setting(path, "new_per_day", "3")
    except ConfigError:
        assert path.read_bytes() == before
        return
    old, new = tomllib.loads(text), tomllib.loads(path.read_text())

    assert new.pop("new_per_day") == 3
    old.pop("new_per_day", None)
    assert repr(new) == repr(old)
    kept = [line for line in path.read_text().splitlines() if not line.startswith("new_per_day")]
    assert kept == [line for line in text.splitlines() if not line.startswith("new_per_day")]
    assert (b"\r\n" in path.read_bytes()) == (b"\r\n" in before)


def test_the_command_leaves_what_other_programs_wrote(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.run("due")
    (world.home / "config.toml").write_text(BY_HAND)
    assert world.run("config", "suggest_points", "off") == 0
    assert world.run("config", "new_per_day", "12") == 0

    left = [line for line in (world.home / "config.toml").read_text().splitlines() if line != "suggest_points = false"]
    assert left == BY_HAND.replace("y = 4 ", "y = 12 ", 1).splitlines()
