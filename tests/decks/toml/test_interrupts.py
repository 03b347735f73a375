"""Ctrl-C that has to wait: when it comes through, and what else it does then."""

import signal
from threading import Thread

import pytest

from decks.toml.interrupts import hold_interrupts


def test_ctrl_c_comes_through_when_the_block_ends() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), hold_interrupts() as came:  # noqa: PT012
        signal.raise_signal(signal.SIGINT)
        done.append("the rest")

    assert (done, came) == (["the rest"], [signal.SIGINT])


def test_ctrl_c_comes_through_when_the_block_fails() -> None:
    with pytest.raises(KeyboardInterrupt), hold_interrupts():  # noqa: PT012
        signal.raise_signal(signal.SIGINT)
        raise ValueError


def test_one_that_is_taken_off_the_list_never_comes() -> None:
    with hold_interrupts() as came:
        signal.raise_signal(signal.SIGINT)
        came.clear()


def test_of_several_the_first_counts_and_the_handlers_are_back_afterwards() -> None:
    heard: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    try:
        with hold_interrupts():
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGINT)
            assert heard == []
        assert heard == [signal.SIGTERM]
        signal.raise_signal(signal.SIGTERM)
        assert heard == [signal.SIGTERM] * 2
    finally:
        signal.signal(signal.SIGTERM, before)


def test_in_another_thread_it_does_nothing() -> None:
    came: list[list[int]] = []

    def hold() -> None:
        with hold_interrupts() as list_of_signals:
            came.append(list_of_signals)

    thread = Thread(target=hold)
    thread.start()
    thread.join()

    assert came == [[]]
