"""Reworded questions, matched with the cards they were."""

from decks.model.ids import match_reworded


def test_a_reworded_question_is_matched_to_the_closest_lost_one() -> None:
    lost = {"a": "Why do you want this job?", "b": "What is your greatest weakness?"}
    fresh = {"x": "Why do you want the job?", "y": "Something else entirely, isn't it?"}

    assert match_reworded(lost, fresh) == {"x": "a"}


def test_one_lost_question_is_given_to_one_fresh_one_only() -> None:
    assert match_reworded({"a": "Why us then?"}, {"x": "Why us then??", "y": "Why us then!"}) in (
        {"x": "a"},
        {"y": "a"},
    )


def test_questions_are_compared_as_far_as_the_given_work_allows() -> None:
    lost, fresh = {"a": "Why do you want it?"}, {"b": "Why do you want it now?"}

    assert match_reworded(lost, fresh) == {"b": "a"}
    assert match_reworded(lost, fresh, most_work=0) == {}
