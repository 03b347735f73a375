import json
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import wcwidth

from cards.key import CardKey
from scheduler.fsrs.parameters import DEFAULT_PARAMETERS
from scheduler.log.store import Store
from scheduler.planning.evaluation import read_histories
from tests.histories import DAY, open_store, review
from tests.learners import OTHER_LEARNER, log_of, write_log
from tests.terminal import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_few_reviews_are_told_with_their_number_and_nothing_changes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_log(world.home, log_of(DEFAULT_PARAMETERS, 500))
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)  # not needed for that answer

    assert world.run("optimize") == 0
    assert "365 of your 500 ratings test what you remember; fitting needs 1,000." in world.out
    assert world.run("optimize", "--json") == 0
    assert json.loads(world.out)["adopted"] is False
    assert json.loads(world.out)["parameters"] == list(DEFAULT_PARAMETERS)
    assert "fitted_parameters" not in json.loads(world.out)


def test_an_empty_log_has_nothing_to_fit(world: World) -> None:
    assert world.run("optimize") == 0
    assert "0 of your 0 ratings" in world.out


def test_no_gain_is_told_with_the_figures(world: World) -> None:
    write_log(world.home, log_of(DEFAULT_PARAMETERS, 1500))

    assert world.run("optimize") == 0
    assert "The default parameters                  log loss 0.3498 · RMSE(alike) 0.1261" in world.out
    assert "Nothing was changed: the fitted ones are 0.0018 worse" in world.out


def test_a_fit_that_comes_out_at_the_default_parameters_is_told_as_that(world: World) -> None:
    days = [(DAY - timedelta(days=number)).isoformat() for number in range(1001)]
    write_log(world.home, [("deck", "card", 3, day, number) for number, day in enumerate(reversed(days), start=1)])

    assert world.run("optimize") == 0
    assert "Nothing was changed: the best fit is the default parameters." in world.out


def test_a_gain_is_adopted_shown_and_taken_back(world: World) -> None:
    write_log(world.home, log_of(OTHER_LEARNER, 3000))
    world.run("optimize", "--dry-run", "--json")
    tried = json.loads(world.out)
    world.run("optimize", "--json")
    done = json.loads(world.out)

    assert tried["adopted"] is False
    assert done["adopted"] is True
    assert tried["moved"] == done["moved"]
    assert tried["moved"]["sooner"] > tried["moved"]["same"]
    assert done["in_use"]["log_loss"] - done["fitted"]["log_loss"] >= 0.003
    assert tried["parameters"] == list(DEFAULT_PARAMETERS)
    assert tried["fitted_parameters"] == done["fitted_parameters"] == done["parameters"]
    assert len(done["parameters"]) == 21

    assert world.run("optimize") == 0
    assert "Nothing was changed: the best fit is the parameters in use." in world.out
    assert "flatters" not in world.out  # there is no earlier fit to compare with
    assert world.run("optimize", "--undo") == 0
    assert "The default parameters are in use now." in world.out
    assert f"{done['moved']['sooner']} later" in world.out
    assert world.run("optimize", "--undo") == 1
    assert "There is no change of parameters to undo" in world.err
    assert world.run("optimize", "--json") == 0
    assert json.loads(world.out)["parameters"] == done["parameters"]
    assert world.run("optimize", "--reset") == 0
    assert world.run("optimize", "--undo", "--json") == 0
    assert json.loads(world.out)["parameters"] == done["parameters"]
    assert world.run("optimize", "--reset") == 0
    assert world.run("optimize", "--reset") == 0
    assert "0 sooner, 0 later" in world.out
    assert world.run("optimize", "--dry-run") == 0
    assert "without --dry-run" in world.out


def test_what_those_in_use_have_seen_of_the_reviews_they_are_judged_by_is_told(world: World) -> None:
    write_log(world.home, log_of(DEFAULT_PARAMETERS, 1500))
    with closing(open_store(world.home)) as store:
        store.use_parameters(OTHER_LEARNER, 1099, round(world.now.timestamp() * 1000))
    world.run("optimize", "--dry-run")
    message = "The ones in use were fitted to 219 of these, which flatters them until you have given 400 more."
    assert message in " ".join(world.out.split())
    world.columns = 40
    world.run("optimize", "--dry-run")
    assert message in " ".join(world.out.split())
    assert all(wcwidth.wcswidth(line) <= 40 for line in world.out.splitlines())
    world.run("optimize", "--dry-run", "--json")
    assert json.loads(world.out)["held_out_seen"] == json.loads(world.out)["held_out"] == 219

    with closing(open_store(world.home, prefix="again")) as store:
        store.use_parameters(OTHER_LEARNER, 100, round((world.now - timedelta(days=200)).timestamp() * 1000))
    world.run("optimize", "--dry-run")
    assert "flatters" not in world.out
    world.run("optimize", "--dry-run", "--json")
    assert json.loads(world.out)["held_out_seen"] == 0


def test_given_parameters_are_used_until_they_are_taken_back(world: World) -> None:
    write_log(world.home, log_of(DEFAULT_PARAMETERS, 1500))
    numbers = ", ".join(map(str, OTHER_LEARNER))

    assert world.run("optimize", "--use", f"[{numbers}]") == 0
    assert "The parameters you gave are in use now." in world.out
    assert "come back on the same day" in " ".join(world.out.split())
    assert world.run("optimize", "--dry-run", "--json") == 0
    assert json.loads(world.out)["parameters"] == list(OTHER_LEARNER)
    assert json.loads(world.out)["held_out_seen"] == 0
    world.run("optimize", "--dry-run")
    assert "The parameters you gave      " in world.out
    assert world.run("optimize", "--undo") == 0
    assert "The default parameters are in use now." in world.out


@pytest.mark.parametrize(
    ("numbers", "what"),
    [
        ("", "0 parameters; FSRS-6 has 21"),
        ("1 2 3", "3 parameters; FSRS-6 has 21"),
        (" ".join(["0.5"] * 19), "19 parameters, as FSRS-5 has; FSRS-6 has 21"),
        ("0.5, x", '"x" is not a number'),
        ("nan, " + ", ".join(map(str, DEFAULT_PARAMETERS[1:])), "Parameter 1 is nan; it can be 0.001 to 100"),
        (
            ", ".join(map(str, (*DEFAULT_PARAMETERS[:4], 12, *DEFAULT_PARAMETERS[5:]))),
            "Parameter 5 is 12; it can be 1 to 10",
        ),
    ],
)
def test_given_parameters_that_cannot_be_used_change_nothing(world: World, numbers: str, what: str) -> None:
    assert world.run("optimize", "--use", numbers) == 1
    assert f"{what}. Copy the 21 numbers as Anki shows them" in world.err
    assert world.run("optimize", "--undo") == 1


def test_what_was_never_changed_cannot_be_undone(world: World) -> None:
    assert world.run("optimize", "--undo") == 1
    assert "There is no change of parameters to undo" in world.err


@pytest.mark.parametrize("argv", [["--reset"], ["--undo"], ["--dry-run"], []], ids=" ".join)
def test_a_card_that_is_taken_back_or_met_meanwhile_is_not_counted(
    world: World, monkeypatch: pytest.MonkeyPatch, argv: list[str]
) -> None:
    write_log(world.home, log_of(OTHER_LEARNER, 3000))
    with closing(open_store(world.home)) as store:
        if argv[:1] in (["--reset"], ["--undo"]):
            store.use_parameters(OTHER_LEARNER, 1000, 0)
        store.record(review("last", key=CardKey("deck", "taken-back"), at=9_000))
        cards = store.rows("SELECT count(*) FROM memories")[0][0]

    def meanwhile() -> None:
        with closing(open_store(world.home, prefix="other")) as store:
            if store.rows("SELECT count(*) FROM memories WHERE card = 'taken-back'") == [(1,)]:
                store.undo(0)
                store.record(review("new", key=CardKey("deck", "new")))

    def afterwards(step: Callable[..., object]) -> Callable[..., object]:
        def both(*given: object) -> object:
            meanwhile()
            return step(*given)

        return both

    monkeypatch.setattr("trainer.commands.optimize.read_histories", afterwards(read_histories))
    monkeypatch.setattr(Store, "use_parameters", afterwards(Store.use_parameters))
    monkeypatch.setattr(Store, "use_former_parameters", afterwards(Store.use_former_parameters))

    assert world.run("optimize", "--json", *argv) == 0
    moved = json.loads(world.out)["moved"]
    assert moved["sooner"] + moved["later"] + moved["same"] == cards - 1


def test_of_two_fits_at_once_the_second_leaves_what_the_first_took_into_use(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_log(world.home, log_of(OTHER_LEARNER, 3000))
    adopt = Store.use_parameters

    def second(store: Store, *given: Any) -> None:
        with closing(open_store(world.home, prefix="first")) as first:
            adopt(first, OTHER_LEARNER, 1000, 5)
        adopt(store, *given)

    monkeypatch.setattr(Store, "use_parameters", second)
    assert world.run("optimize") == 1
    assert world.out == ""
    assert world.err == (
        "greenroom: Another greenroom has just changed the FSRS parameters. Those are now in use and nothing"
        " else was changed. Start greenroom again.\n"
    )
    with closing(open_store(world.home)) as store:
        assert store.fitted == (OTHER_LEARNER, 1000, 5)
        assert store.rows("SELECT count(*) FROM parameters") == [(1,)]


def test_only_one_way_at_a_time(world: World) -> None:
    assert world.run("optimize", "--undo", "--reset") == 2


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_nothing_is_wider_than_the_terminal(world: World, columns: int) -> None:
    world.columns = columns
    write_log(world.home, log_of(OTHER_LEARNER, 1500))
    for argv, message in (
        ([], "come back on the same day"),
        ([], "the parameters in use"),
        (["--undo"], "The default parameters are in use now."),
        (["--dry-run"], "would come back on the same day"),
        (["--reset"], "come back on the same day"),
    ):
        assert world.run("optimize", *argv) == 0
        assert message in " ".join(world.out.split())
        assert all(wcwidth.wcswidth(line) <= min(columns, 80) for line in world.out.splitlines())
