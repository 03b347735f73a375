"""Ctrl-C that has to wait: when it comes through, and what else it does then."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import pytest

from trainer.interrupts import hold_interrupts


@contextmanager
def handled(number: int, handler: signal.Handlers | Callable[..., None]) -> Iterator[None]:
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)


def test_ctrl_c_comes_through_when_the_block_ends() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), hold_interrupts():  # noqa: PT012
        signal.raise_signal(signal.SIGINT)
        done.append("the rest")

    assert done == ["the rest"]


def test_ctrl_c_comes_through_when_the_block_fails() -> None:
    with pytest.raises(KeyboardInterrupt), hold_interrupts():  # noqa: PT012
        signal.raise_signal(signal.SIGINT)
        raise ValueError


def test_one_that_is_dropped_never_comes() -> None:
    with hold_interrupts(drop=signal.SIGINT) as let_through, let_through():
        signal.raise_signal(signal.SIGINT)


def test_of_several_the_first_counts_and_the_handlers_are_back_afterwards() -> None:
    heard: list[int] = []
    with handled(signal.SIGTERM, lambda number, _: heard.append(number)):
        with hold_interrupts():
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGINT)
            assert heard == []
        assert heard == [signal.SIGTERM]
        signal.raise_signal(signal.SIGTERM)
        assert heard == [signal.SIGTERM] * 2


def test_one_that_is_ignored_as_under_nohup_hides_no_other() -> None:
    with handled(signal.SIGTERM, signal.SIG_IGN):
        with hold_interrupts() as let_through, let_through():
            signal.raise_signal(signal.SIGTERM)
        with pytest.raises(KeyboardInterrupt), hold_interrupts():  # noqa: PT012
            signal.raise_signal(signal.SIGTERM)
            signal.raise_signal(signal.SIGINT)


def test_where_they_are_let_through_they_end_the_rest_but_not_the_clean_up() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), hold_interrupts() as let_through:  # noqa: PT012
        try:
            with let_through():
                signal.raise_signal(signal.SIGINT)
                done.append("the rest")
        finally:
            signal.raise_signal(signal.SIGINT)
            done.append("the clean-up")

    assert done == ["the clean-up"]


def test_one_that_came_before_is_let_through_at_once() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), hold_interrupts() as let_through:  # noqa: PT012
        signal.raise_signal(signal.SIGINT)
        with let_through():
            done.append("the rest")

    assert done == []


def test_what_is_left_half_done_cannot_hide_an_interrupt() -> None:
    with pytest.raises(KeyboardInterrupt), hold_interrupts() as let_through:  # noqa: PT012
        with suppress(KeyboardInterrupt), let_through():
            signal.raise_signal(signal.SIGINT)
        raise ValueError


def test_in_another_thread_it_does_nothing() -> None:
    came: list[str] = []

    def hold() -> None:
        with hold_interrupts() as let_through, let_through():
            came.append("the rest")

    thread = Thread(target=hold)
    thread.start()
    thread.join()

    assert came == ["the rest"]
