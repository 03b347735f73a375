"""The figures of docs/prepare.md are those of the labelled adverts, and better than a set that is always the same."""

import pytest

from benchmarks.adverts import ADVERTS, labelled, score, tables
from decks.vocabulary.competencies import read_competencies
from tests import ROOT


def test_half_of_thirty_adverts_over_ten_occupations_are_held_out_and_every_one_is_labelled() -> None:
    adverts = labelled()

    assert {path.name for path in ADVERTS.iterdir()} - {"labels.toml"} == {each.file for each in adverts}
    assert len(adverts) == 30
    assert sum(each.held_out for each in adverts) == 15
    assert len({each.file.rpartition("-")[0] for each in adverts}) == 10
    assert len({each.file.rpartition("-")[0] for each in adverts if each.held_out}) == 10
    assert {each.country for each in adverts if each.held_out} == {"GB", "US"}
    for each in adverts:
        assert each.asked <= read_competencies().by_id.keys()
        assert not each.main & each.also


@pytest.mark.parametrize("held_out", [False, True])
def test_the_heaviest_six_have_more_of_what_matters_than_a_set_that_is_always_the_same(held_out: bool) -> None:
    found = score([each for each in labelled() if each.held_out is held_out])

    assert found.six > max(found.same_six, found.spine) + 0.1
    assert min(found.recall, found.precision) > 0.7


def test_the_docs_have_todays_figures() -> None:
    page = (ROOT / "docs" / "prepare.md").read_text(encoding="utf-8")

    for table in tables().split("\n\n"):
        assert table in page, "run `python -m benchmarks.adverts`"
    assert f"prove {100 * score(labelled()).spine:.0f} % of what is main" in page.replace("\n", " ")
