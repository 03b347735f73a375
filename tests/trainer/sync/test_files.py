"""Files that travel: what reaches the other machine, and what stays when both have changed it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.trainer.sync.machines import Machine, machines, settle

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
