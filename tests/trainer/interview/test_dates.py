from datetime import date
from pathlib import Path

import pytest

from trainer.interview.dates import Interview, InterviewsError, coming, named, read_interviews
from trainer.interview.dates_file import add_interview, change_interview, drop_interview

DAY = date(2026, 3, 2)
ACME = Interview(day=date(2026, 3, 12), at="Acme", minutes=25, decks=("mine",))
PLAIN = Interview(day=date(2026, 3, 9))


def test_interviews_come_back_as_they_were_written(tmp_path: Path) -> None:
    path = tmp_path / "interviews.toml"
    held = Interview(day=DAY, at="Initech", debriefed=DAY, rest={"people": [{"name": "Ann", "note": "x" * 90}]})
    for each in (ACME, PLAIN, held):
        add_interview(path, each)
    found = read_interviews(path)

    assert found == (ACME, PLAIN, held)
    assert PLAIN.title == "Your interview"


def test_no_file_is_no_interview(tmp_path: Path) -> None:
    assert read_interviews(tmp_path / "interviews.toml") == ()


def test_what_greenroom_does_not_know_stays_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "interviews.toml"
    path.write_text('note = "mine"\n[[interviews]]\ndate = "2026-03-12"\nroom = 4\nat = " a\\u0007cme "\n')
    found = read_interviews(path)
    assert (found[0].day, found[0].at, dict(found[0].rest)) == (date(2026, 3, 12), "acme", {"room": 4})

    add_interview(path, PLAIN)
    assert 'note = "mine"' in path.read_text()
    assert "room = 4" in path.read_text()
    assert read_interviews(path) == (*found, PLAIN)


BY_HAND = """# my interviews
format = 1

[[interviews]]  # the dream job
at = "Acme"
date = "2026-03-12"  # moved once
minutes = 25
# ask Ann first
decks = ["mine"]

# rejected me last year
[[interviews]]
date = 2026-03-09
"""


def test_a_change_leaves_comments_and_all_other_lines_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "interviews.toml"
    path.write_text(BY_HAND)
    assert change_interview(path, ACME, lambda now: now._replace(minutes=40)).minutes == 40
    assert path.read_text() == BY_HAND.replace("25", "40")
    change_interview(path, ACME, lambda now: now._replace(minutes=25))
    assert path.read_text() == BY_HAND

    add_interview(path, PLAIN._replace(at="Initech"))
    assert path.read_text().startswith(f"{BY_HAND}\n[[interviews]]\nat =")
    drop_interview(path, PLAIN._replace(at="Initech"))
    assert path.read_text() == BY_HAND
    drop_interview(path, ACME)
    assert "# rejected me last year\n[[interviews]]" in path.read_text()
    assert read_interviews(path) == (PLAIN,)


def test_what_is_saved_meanwhile_is_taken_in(tmp_path: Path) -> None:
    path = tmp_path / "interviews.toml"
    path.write_text(BY_HAND)

    def slowly(now: Interview) -> Interview:
        if now.minutes == 25:
            path.write_text(BY_HAND.replace("25", "30").replace("last", "this"))
        return now._replace(decks=("other",))

    after = change_interview(path, ACME, slowly)
    assert (after.minutes, after.decks) == (30, ("other",))
    assert "this year" in path.read_text()
    assert read_interviews(path) == (after, PLAIN)


OLD = 'interviews = [\n  {date = 2026-03-12, at = "Acme", minutes = 25, decks = ["mine"]},\n  {date = 2026-03-09},\n]\n'
NESTED = '[[interviews]]\ndate = 2026-03-12\nat = "Acme"\n[[interviews.people]]\nname = "Ann"\n'


def test_files_as_older_greenrooms_wrote_them_can_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "interviews.toml"
    path.write_text(f"{OLD}note = 1")
    assert change_interview(path, ACME, lambda now: now._replace(minutes=30)).minutes == 30
    assert read_interviews(path) == (ACME._replace(minutes=30), PLAIN)
    assert "note = 1" in path.read_text()

    path.write_text(NESTED)
    change_interview(path, ACME, lambda now: now._replace(rest={"people": ["Bo"]}))
    assert read_interviews(path)[0].rest == {"people": ["Bo"]}


def test_a_change_keeps_every_comment(tmp_path: Path) -> None:
    path = tmp_path / "interviews.toml"
    path.write_text(f"{NESTED}# mine\nrole = 1  # theirs\n")
    change_interview(path, ACME, lambda now: now._replace(rest={"people": ["Bo"]}))

    assert read_interviews(path)[0].rest == {"people": ["Bo"]}
    assert "\n# mine\n# theirs\n" in path.read_text()


def test_interviews_on_one_line_with_comments_are_left_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "interviews.toml"
    text = OLD.replace("},\n]", "},  # mine\n]")
    path.write_text(text)

    with pytest.raises(InterviewsError, match=r"would lose your comments\. Write each interview as"):
        change_interview(path, ACME, lambda now: now._replace(minutes=30))
    assert path.read_text() == text


def test_those_to_come_are_told_nearest_first_and_those_held_not_at_all() -> None:
    held = Interview(day=DAY, debriefed=DAY)
    past = Interview(day=date(2026, 3, 1))
    assert coming([ACME, held, past, PLAIN], DAY) == [PLAIN, ACME]
    assert [each.days_left(DAY) for each in (ACME, PLAIN, past)] == [10, 7, -1]
    assert named([ACME, PLAIN], " ACME") == [ACME]
    assert (ACME.is_about("other"), PLAIN.is_about("other")) == (False, True)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("x = \n", "is not valid TOML (Invalid value (at line 1, column 5))"),
        (b"\xff", "is not valid TOML"),
        ("interviews = 3", ":1: interviews is not a list of tables. Begin each with [[interviews]]."),
        ("[[interviews]]\ndate = 2026-03-02\n\n[[interviews]]\nat = 'x'", ":4: an interview has no date."),
        (
            "interviews = [\n  {date = 2026-03-02},\n  {date = 'soon'}]",
            ':3: can\'t read "soon" as a date. Write date = 2026-12-10.',
        ),
        ("interviews = [{date = 2026-03-02, at = 3}]", ':1: at is not text. Write at = "Acme".'),
        ("[[interviews]]\ndate = 2026-03-02\ndecks = 'x'", ":1: decks is not a list of ids."),
        ("[[interviews]]\ndate = 2026-03-02\nminutes = 0", ":1: minutes is not a whole number from 1 to 720."),
        ("[[interviews]]\ndate = 2026-03-02\nminutes = true", ":1: minutes is not a whole number from 1 to 720."),
        ("[[interviews]]\ndate = 5", ":1: can't read the value of date as a date."),
        ("[[interviews]]\ndate = 2026-03-02\ndebriefed = 'x'", ':1: can\'t read "x" as a date.'),
    ],
)
def test_a_file_of_another_form_is_told_with_its_line(tmp_path: Path, content: str | bytes, message: str) -> None:
    path = tmp_path / "interviews.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(InterviewsError) as error:
        read_interviews(path)
    assert f"{path}{message if message[0] == ':' else f' {message}'}" in str(error.value)


def test_a_day_with_a_time_is_that_day(tmp_path: Path) -> None:
    path = tmp_path / "interviews.toml"
    path.write_text("[[interviews]]\ndate = 2026-03-12T09:30:00\n")
    assert read_interviews(path)[0].day == date(2026, 3, 12)


def test_a_broken_file_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "interviews.toml"
    path.write_text("x = ")
    with pytest.raises(InterviewsError):
        add_interview(path, ACME)
    assert path.read_text() == "x = "


def test_a_file_that_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "interviews.toml"
    folder.mkdir()
    with pytest.raises(InterviewsError, match="cannot be read"):
        read_interviews(folder)
    with pytest.raises(InterviewsError, match="it is a folder"):
        add_interview(folder, ACME)
