"""Files that travel: what reaches the other machine, and what stays when both have changed it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from decks.own.answers import read_own_answers
from tests.terminal import World
from tests.trainer.sync.machines import Machine, machines, settle
from trainer.files.file_changes import put_back
from trainer.sync.kinds import BY_NAME
from trainer.sync.local import read_here, replace_here
from trainer.sync.registers import Dot

DECK = """# my deck
format = 1

[deck]
id = "mine"
title = "Mine"

# the hard one
[[cards]]
id = "sure"
question = "How did you make sure?"   # asked twice
answer = "I checked."

[[cards]]
id = "proud"
question = "What are you proud of?"
"""

ANSWER = '[[answers]]\ncard = "sure"\nwritten = {}\nnotes = "{}"\n'


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[list[Machine]]:
    with machines(tmp_path) as both:
        yield both


@pytest.fixture
def agreed(pair: list[Machine]) -> list[Machine]:
    pair[0].write("decks/mine.toml", DECK)
    settle(*pair)
    return pair


def test_a_deck_arrives_byte_for_byte(agreed: list[Machine]) -> None:
    assert agreed[1].read("decks/mine.toml") == DECK


def test_a_new_version_replaces_an_unchanged_file_with_its_comments(agreed: list[Machine]) -> None:
    one, other = agreed
    other.write("decks/mine.toml", f"# better\n{DECK}".replace("I checked.", "I checked twice."))
    settle(one, other)
    assert one.read("decks/mine.toml") == other.read("decks/mine.toml")
    assert "# better" in one.read("decks/mine.toml")


def test_different_statements_changed_on_both_are_both_there(agreed: list[Machine]) -> None:
    one, other = agreed
    one.edit("decks/mine.toml", "I checked.", "I counted.")
    other.edit("decks/mine.toml", "What are you proud of?", "What makes you proud?")
    settle(one, other)
    for machine in agreed:
        assert "I counted." in machine.read("decks/mine.toml")
        assert "What makes you proud?" in machine.read("decks/mine.toml")
        assert "# asked twice" in machine.read("decks/mine.toml")
        assert not machine.conflicts()


def test_of_a_statement_changed_on_both_the_later_stands_and_the_other_is_kept(agreed: list[Machine]) -> None:
    one, other = agreed
    one.edit("decks/mine.toml", "I checked.", "I counted.")
    other.world.now = one.world.now
    other.edit("decks/mine.toml", "I checked.", "I asked Bo.")
    one.collect()
    other.world.now = one.world.now
    other.world.now = other.world.now.replace(hour=13)
    settle(one, other)
    for machine in agreed:
        assert "I asked Bo." in machine.read("decks/mine.toml")
    kept = one.conflicts() + other.conflicts()
    assert 'id = "sure"\nanswer = "I counted."' in kept
    assert any("changed on two machines" in sentence for sentence in one.told + other.told)


def test_cards_added_on_both_are_both_there_with_their_comments(agreed: list[Machine]) -> None:
    one, other = agreed
    one.write("decks/mine.toml", f'{DECK}\n# from the train\n[[cards]]\nid = "a"\nquestion = "A?"  # short\n')
    other.write("decks/mine.toml", f'{DECK}\n[[cards]]\nid = "b"\nquestion = "B?"\n')
    settle(one, other)
    for machine in agreed:
        text = machine.read("decks/mine.toml")
        assert '# from the train\n[[cards]]\nid = "a"\nquestion = "A?"  # short\n' in text
        assert 'id = "b"' in text
    one.edit("decks/mine.toml", "A?", "Aha?")
    settle(one, other)
    assert one.read("decks/mine.toml") == other.read("decks/mine.toml")  # and whole files travel again


def test_a_deleted_deck_is_deleted_and_can_be_had_back(agreed: list[Machine]) -> None:
    one, other = agreed
    one.path("decks/mine.toml").unlink()
    settle(one, other)
    assert not other.path("decks/mine.toml").exists()
    change = other.store.changes(newest=1)[0]
    assert change.kind == "sync"


def test_a_deck_deleted_here_and_changed_there_is_back_and_told(agreed: list[Machine]) -> None:
    one, other = agreed
    one.path("decks/mine.toml").unlink()
    other.edit("decks/mine.toml", "I checked.", "I counted.")
    settle(one, other)
    for machine in agreed:
        assert "I counted." in machine.read("decks/mine.toml")
        assert "What are you proud of?" in machine.read("decks/mine.toml")
    assert any("it's back" in sentence for sentence in one.told)


def test_a_card_deleted_here_and_changed_there_is_back(agreed: list[Machine]) -> None:
    one, other = agreed
    one.write("decks/mine.toml", DECK[: DECK.rindex("\n[[cards]]")])
    other.edit("decks/mine.toml", "What are you proud of?", "What makes you proud?")
    settle(one, other)
    for machine in agreed:
        assert "What makes you proud?" in machine.read("decks/mine.toml")


def test_a_card_deleted_here_alone_is_deleted_there(agreed: list[Machine]) -> None:
    one, other = agreed
    one.write("decks/mine.toml", DECK[: DECK.rindex("\n[[cards]]")])
    other.edit("decks/mine.toml", "I checked.", "I counted.")
    settle(one, other)
    for machine in agreed:
        assert "proud" not in machine.read("decks/mine.toml")
        assert "I counted." in machine.read("decks/mine.toml")


def test_nothing_is_sent_or_written_twice(agreed: list[Machine]) -> None:
    one, other = agreed
    sent, changes = len(one.sent) + len(other.sent), [*one.store.changes(newest=9), *other.store.changes(newest=9)]
    settle(one, other)
    assert len(one.sent) + len(other.sent) == sent == 1
    assert [*one.store.changes(newest=9), *other.store.changes(newest=9)] == changes


def test_settings_of_the_person_travel_and_those_of_the_machine_stay(pair: list[Machine]) -> None:
    one, other = pair
    one.write("config.toml", '# mine\nnew_per_day = 5\nvoice = true\nspeech_model = "/models/small"\n')
    other.write("config.toml", "record = true  # a good microphone\n")
    settle(one, other)
    assert other.read("config.toml") == "record = true  # a good microphone\nnew_per_day = 5\n"
    assert "voice = true" in one.read("config.toml")
    other.edit("config.toml", "new_per_day = 5", "new_per_day = 7")
    settle(one, other)
    assert one.read("config.toml") == '# mine\nnew_per_day = 7\nvoice = true\nspeech_model = "/models/small"\n'


def test_a_machine_that_forgot_its_bases_loses_nothing(agreed: list[Machine]) -> None:
    one, other = agreed
    other.edit("decks/mine.toml", "I checked.", "I counted.")
    other.collect()
    one.edit("decks/mine.toml", "proud of", "ashamed of")
    one.bases.put(dict.fromkeys(one.bases.names()))
    one.sync(one, other)  # its own segments are new to it, too
    settle(one, other)
    for machine in agreed:
        assert "I counted." in machine.read("decks/mine.toml")
    assert "ashamed of" in one.read("decks/mine.toml") + one.conflicts()
    assert "I checked." not in one.conflicts()


def test_what_a_sync_changed_can_be_undone_and_goes_back_everywhere(agreed: list[Machine]) -> None:
    one, other = agreed
    one.edit("decks/mine.toml", "I checked.", "I counted.")
    settle(one, other)
    change = other.store.changes(newest=1)[0]
    put_back(other.home, other.store.files_of(change), made_here=other.store.was_made_here(change))
    assert other.read("decks/mine.toml") == DECK
    settle(one, other)
    assert one.read("decks/mine.toml") == DECK


def test_what_was_saved_in_an_editor_meanwhile_stays(agreed: list[Machine]) -> None:
    one, _ = agreed
    path = one.path("decks/mine.toml")
    here = read_here(one.home, one.bases, BY_NAME["decks"], "decks/mine.toml", path, Dot(10**13, "x"))
    one.edit("decks/mine.toml", "I checked.", "I counted.")
    assert not replace_here(one.home, one.store, here, "# from elsewhere\n")
    assert not replace_here(one.home, one.store, here, None)
    assert "I counted." in one.read("decks/mine.toml")


def test_answers_of_both_are_there_and_the_newest_counts(pair: list[Machine]) -> None:
    one, other = pair
    one.write("answers/mine.toml", ANSWER.format("2026-03-01T10:00:00Z", "first"))
    settle(*pair)
    one.write("answers/mine.toml", one.read("answers/mine.toml") + ANSWER.format("2026-03-01T12:00:00Z", "newest"))
    other.write("answers/mine.toml", other.read("answers/mine.toml") + ANSWER.format("2026-03-01T11:00:00Z", "older"))
    one.collect()
    other.collect()
    settle(*pair)
    for machine in pair:
        versions = read_own_answers(machine.path("answers/mine.toml"))[0]["sure"]
        assert [own.notes for own in versions] == ["first", "older", "newest"]
        assert not machine.conflicts()


def test_an_answer_without_a_date_gets_one_so_that_it_counts_everywhere(pair: list[Machine]) -> None:
    one, other = pair
    one.write("answers/mine.toml", ANSWER.format("2026-03-01T10:00:00Z", "dated"))
    settle(*pair)
    one.write(
        "answers/mine.toml", one.read("answers/mine.toml") + '[[answers]]\ncard = "sure"  # by hand\nnotes = "mine"\n'
    )
    other.write("answers/mine.toml", other.read("answers/mine.toml") + ANSWER.format("2026-03-01T11:00:00Z", "older"))
    one.collect()
    other.collect()
    settle(*pair)
    for machine in pair:
        assert read_own_answers(machine.path("answers/mine.toml"))[0]["sure"][-1].notes == "mine"
    assert "# by hand" in other.read("answers/mine.toml")


def test_a_tick_is_changed_by_the_last_who_changed_it(pair: list[Machine]) -> None:
    one, other = pair
    one.write("answers/mine.toml", ANSWER.format("2026-03-01T10:00:00Z", "first") + "tick = false\n")
    settle(*pair)
    other.edit("answers/mine.toml", "tick = false", "tick = true")
    settle(*pair)
    assert "tick = true" in one.read("answers/mine.toml")


def test_stories_and_interviews_changed_on_both_have_both_changes(pair: list[Machine]) -> None:
    one, other = pair
    one.write("stories.toml", '[[stories]]\nid = "strike"\ntitle = "The strike"  # 2024\nresult = "none"\n')
    one.write("interviews.toml", '[[interviews]]\nat = "Acme"\ndate = 2026-12-10\nminutes = 20\n')
    settle(*pair)
    one.edit("stories.toml", "none", "40 % less")
    one.edit("interviews.toml", "minutes = 20", "minutes = 30")
    other.edit("stories.toml", '"The strike"', '"The long strike"')
    other.write("interviews.toml", other.read("interviews.toml") + 'decks = ["mine"]\n')
    one.collect()
    other.collect()
    settle(*pair)
    for machine in pair:
        assert "40 % less" in machine.read("stories.toml")
        assert '"The long strike"  # 2024' in machine.read("stories.toml")
        assert "minutes = 30" in machine.read("interviews.toml")
        assert '"mine"' in machine.read("interviews.toml")


def test_a_clock_that_is_set_back_cannot_bring_back_what_was_replaced(agreed: list[Machine]) -> None:
    one, other = agreed
    one.edit("decks/mine.toml", "I checked.", "I counted.")
    settle(one, other)
    other.world.now = other.world.now.replace(year=2020)
    other.edit("decks/mine.toml", "I counted.", "I asked Bo.")
    settle(one, other)
    assert "I asked Bo." in one.read("decks/mine.toml")
    assert not one.conflicts() + other.conflicts()


def test_a_new_machine_is_not_told_of_conflicts_that_others_have_kept(tmp_path: Path) -> None:
    with machines(tmp_path, 3) as (one, other, new):
        one.write("decks/mine.toml", DECK)
        settle(one, other)
        one.edit("decks/mine.toml", "I checked.", "I counted.")
        other.edit("decks/mine.toml", "I checked.", "I asked Bo.")
        settle(one, other)
        new.sync(one, other)
        assert not new.conflicts()
        assert one.conflicts() + other.conflicts()
        assert new.read("decks/mine.toml") == one.read("decks/mine.toml")


def test_doctor_and_the_status_tell_what_is_in_conflicts_until_it_is_deleted(tmp_path: Path) -> None:
    world = World(tmp_path)
    kept = tmp_path / "conflicts" / "mine-1.toml"
    kept.parent.mkdir(mode=0o700)
    kept.write_text('[[cards]]\nid = "sure"\nanswer = "I counted."\n')
    kept.chmod(0o600)
    for command in (("doctor",), ("sync", "--status")):
        assert world.run(*command) == 0
        assert "changes that lost to later ones" in " ".join((world.out + world.err).split())
    kept.unlink()
    world.run("doctor")
    assert "two machines" not in world.out
