"""`greenroom prepare`: an advert taken through to cards, a plan and a sheet."""

import json
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from cards.key import CardKey
from decks.toml.files import read_file
from tests.terminal import Screen, World
from trainer.interview.dates import Interview, read_interviews
from trainer.interview.followup import Asked, Followup, covered_sentence
from trainer.interview.prepared import Prepared, read_prepared, wanted_cards
from trainer.mock.script import Wish, write_script
from trainer.opening import open_home, open_library, open_store

ADVERTS = Path(__file__).parents[2] / "data" / "adverts"


def kept(world: World) -> Prepared:
    (interview,) = read_interviews(world.home / "interviews.toml")
    return read_prepared(world.home / "interviews.toml", interview)


def kept_at(world: World, name: str) -> Prepared:
    (interview,) = (each for each in read_interviews(world.home / "interviews.toml") if each.at == name)
    return read_prepared(world.home / "interviews.toml", interview)


def as_json(world: World, *argv: str) -> dict[str, Any]:
    assert world.run("prepare", *argv, "--json") == 0
    found: dict[str, Any] = json.loads(world.out)
    return found


def files(world: World) -> list[str]:
    return sorted(path.name for path in (*world.home.glob("*.toml"), *world.home.glob("decks/*")))


def talk(world: World, typed: str, *argv: str) -> str:
    """Run the conversation, as at a terminal of lines; return what was shown."""
    world.interactive = True
    world.variables["GREENROOM_PLAIN"] = "1"
    assert world.run("prepare", *argv, typed=typed) == 0
    world.interactive = False
    return " ".join(world.out.split())


# --- without a terminal ------------------------------------------------------------------------------


def test_it_shows_everything_with_line_numbers_and_changes_nothing(world: World, advert: str) -> None:
    assert world.run("prepare", advert) == 0

    shown = " ".join(world.out.split())
    assert "1 Leadership 2 line 4 " in shown or "Leadership" in shown
    assert "Tools and methods: SAP (9)" in shown
    assert "10 Bags of gumption, please" in shown
    assert "Sentences that ask for something: 4 of 5 matched." in shown
    assert "Nothing was changed." in shown
    assert files(world) == []


def test_what_they_offer_is_no_requirement(world: World, advert: str) -> None:
    assert "creativity" not in [each["id"] for each in as_json(world, advert)["competencies"]]


def test_json_has_the_promised_keys(world: World, advert: str, cv: str) -> None:
    found = as_json(world, advert, "--cv", cv)

    assert found.keys() >= {"competencies", "things", "unmatched", "cards", "drafts"}
    leading = next(each for each in found["competencies"] if each["id"] == "leadership")
    assert (leading["title"], leading["weight"], leading["lines"]) == ("Leadership", 2, [4])
    assert leading["cv"] == {"support": "shown", "lines": [2]}
    assert {"text": "SAP", "kind": "tool", "lines": [9], "cv": {"support": "missing", "lines": []}} in found["things"]
    assert found["unmatched"] == [{"line": 10, "text": "Bags of gumption, please"}]
    assert [draft["template"] for draft in found["drafts"]].count("gap") == 1
    assert not {"score", "match", "fit", "percent"} & found.keys()


def test_it_chooses_at_most_25_cards_that_there_are_each_once(world: World, advert: str) -> None:
    cards = as_json(world, advert)["cards"]
    world.run("cards", "achievement-stories", "--json")

    assert 13 < len(cards) == len(set(cards)) <= 25
    assert cards[0] == "plan-and-open/walk-me-through-your-path"
    assert {card["key"] for card in json.loads(world.out)} & set(cards)


def test_cards_rehearsed_less_are_chosen_before_others(world: World, advert: str) -> None:
    key = "achievement-stories/led-without-title"
    assert key in as_json(world, advert)["cards"]
    world.run("review", "--plain", "--card", key, typed="\na\n4\nq\n")

    assert key not in as_json(world, advert)["cards"][13:]


def test_suspended_cards_are_not_chosen(world: World, advert: str) -> None:
    key = as_json(world, advert)["cards"][0]
    world.run("suspend", key)

    assert key not in as_json(world, advert)["cards"]


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("nurse-1.md", "nursing-and-care"),
        ("teacher-2.txt", "teaching"),
        ("public-1.md", "public-sector"),
        ("software-1.md", "software"),
        ("sales-1.txt", None),
        ("finance-1.txt", None),
    ],
)
def test_a_pack_for_the_job_that_is_off_is_named_with_its_command(world: World, name: str, pack: str | None) -> None:
    path = str(ADVERTS / name)
    assert world.run("prepare", path) == 0
    assert " ".join(world.out.split()).count("decks --enable ") == (1 if pack else 0)
    if pack:
        assert f"`greenroom decks --enable {pack}`" in " ".join(world.out.split())
        assert world.run("decks", "--enable", pack) == 0
        assert world.run("prepare", path) == 0
        assert "decks --enable" not in world.out


def test_yes_keeps_everything_and_one_undo_takes_it_back(world: World, advert: str, cv: str) -> None:
    world.run("interview", "set", "2026-03-12", "--at", "Fennel")
    before = (world.home / "interviews.toml").read_bytes()

    assert world.run("prepare", advert, "--cv", cv, "--yes") == 0
    assert "advert-fennel.toml" in files(world)
    deck, problems = read_file(world.home / "decks" / "advert-fennel.toml")
    assert deck is not None
    assert problems == []
    assert all(card.sources[0].startswith("Advert of Fennel, line ") for card in deck.cards)
    assert {CardKey("advert-fennel", card.id) for card in deck.cards} <= set(kept(world).cards)
    assert "leadership" in [each.competency for each in kept(world).requirements]

    assert world.run("undo") == 0
    assert (world.home / "interviews.toml").read_bytes() == before
    assert "advert-fennel.toml" not in files(world)


def test_yes_without_an_interview_says_how_to_set_one(world: World, advert: str) -> None:
    assert world.run("prepare", advert, "--yes") == 1
    assert "No interview is set." in world.err
    assert files(world) == []


def test_a_second_time_no_card_is_added_again_and_what_was_edited_stays(world: World, advert: str) -> None:
    world.run("interview", "set", "2026-03-12", "--at", "Fennel")
    world.run("prepare", advert, "--yes")
    path = world.home / "decks" / "advert-fennel.toml"
    path.write_text(f"{path.read_text()}# mine\n")
    before = path.read_text()

    assert world.run("prepare", advert, "--yes") == 0
    assert path.read_text() == before
    assert "new card" not in world.out[world.out.rindex("Kept ") :]


def test_an_interview_about_some_decks_gets_cards_of_those_and_its_own_deck(world: World, advert: str) -> None:
    world.run("interview", "set", "2026-03-12", "--deck", "achievement-stories")
    world.run("prepare", advert, "--yes")

    (interview,) = read_interviews(world.home / "interviews.toml")
    assert interview.decks == ("achievement-stories", "my-advert")
    assert {key.deck for key in wanted_cards(interview)} == {"achievement-stories", "my-advert"}


# --- in conversation ---------------------------------------------------------------------------------


def test_the_user_corrects_confirms_and_keeps(world: World, advert: str) -> None:
    typed = (
        "in 9 days\nFennel\n+negotiation\n13 essential\n13 benefits\n-99\nwhat\nl\n\nn\nWhere were you exact?\n"
        + "n\n" * 2
        + "\n"
    )
    shown = talk(world, typed, advert)

    assert "There is no number 99." in shown
    assert "Added Negotiation: it counts most now. Is that right?" in shown
    assert "Moved 1 line to essential: what they need. Is that right?" in shown
    assert 'Can\'t read "what".' in shown
    assert "benefits: what you'd get (counts 0)" in shown
    asked = [each.competency for each in kept(world).requirements]
    assert asked[0] == "negotiation"
    deck, _ = read_file(world.home / "decks" / "advert-fennel.toml")
    assert deck is not None
    assert [card.question for card in deck.cards] == ["Where were you exact?"]
    (interview,) = read_interviews(world.home / "interviews.toml")
    assert (interview.day, interview.at) == (date(2026, 3, 11), "Fennel")


def test_several_lines_are_moved_at_once(world: World, advert: str) -> None:
    shown = talk(world, "in 9 days\nFennel\n7-10 notice\n40-50 notice\nl\nq\n", advert)

    assert "There is no line from 40 to 50." in shown
    lines = shown[shown.index("notice: small print (counts 0)") :]
    assert "8 Attention to detail in all records 9 SAP" in lines
    assert "10 Bags of gumption, please" in lines


def test_years_get_a_question_of_their_own_and_what_the_cv_lacks_too(world: World, tmp_path: Path, cv: str) -> None:
    path = tmp_path / "analyst.txt"
    path.write_text("Requirements:\n- 4+ years of experience as a baker\n- SAP and a sense of fun\n", encoding="utf-8")
    drafts = as_json(world, str(path), "--cv", cv)["drafts"]

    assert [(each["template"], each["question"]) for each in drafts] == [
        ("years", "Our advert says \u201c4+ years of experience as a baker.\u201d What have you learnt in yours?"),
        ("gap", "I don't see SAP on your CV. How would you get up to speed?"),
    ]


@pytest.mark.parametrize("asked", ["Tableau or Power BI", "Power BI/Tableau", "Power BI, or Tableau"])
def test_what_can_stand_in_for_something_missing_leaves_no_gap(world: World, tmp_path: Path, asked: str) -> None:
    (tmp_path / "analyst.txt").write_text(f"Requirements:\n- {asked} at work\n- Excel\n", encoding="utf-8")
    (tmp_path / "mine.txt").write_text("Ran dashboards in Power BI\n", encoding="utf-8")
    drafts = as_json(world, str(tmp_path / "analyst.txt"), "--cv", str(tmp_path / "mine.txt"))["drafts"]

    assert [each["question"] for each in drafts if each["template"] == "gap"] == [
        "I don't see Excel on your CV. How would you get up to speed?"
    ]


def test_a_certificate_is_asked_about_as_one_and_needs_no_story(world: World, tmp_path: Path, cv: str) -> None:
    (tmp_path / "nurse.txt").write_text("Requirements:\n- Degree in nursing\n- Tact\n", encoding="utf-8")
    world.run("interview", "set", "2026-03-12", "--at", "Ward")
    drafts = as_json(world, str(tmp_path / "nurse.txt"), "--cv", cv, "--yes")["drafts"]

    (question,) = [each["question"] for each in drafts if each["template"] == "credential"]
    assert question == "Our advert says \u201cDegree\u201d, and I don't see it on your CV. What do you have instead?"
    assert "Degree" not in [each.ask for each in kept(world).requirements]


def test_the_table_names_a_new_card_as_it_will_be_called(world: World, advert: str) -> None:
    world.run("prepare", advert)

    assert "my-advert/our-advert-says-bags-of-gumption" in world.out
    assert "/new" not in world.out


def test_no_card_about_deflecting_a_question_is_chosen_for_what_is_asked(world: World, tmp_path: Path) -> None:
    (tmp_path / "fair.txt").write_text("Requirements:\n- Accessibility in everything\n", encoding="utf-8")
    world.run("interview", "set", "2026-03-20", "--at", "Fair")
    assert world.run("prepare", str(tmp_path / "fair.txt"), "--yes") == 0
    (inclusion,) = (each for each in kept(world).requirements if each.competency == "inclusion")

    assert not [key for key in inclusion.cards if key.deck == "off-limits-questions"]


@pytest.mark.parametrize("typed", ["", "q\n", "in 9 days\nFennel\nq\n", "in 9 days\nFennel\n+negotiation\nq\n"])
def test_leaving_before_anything_is_confirmed_changes_nothing(world: World, advert: str, typed: str) -> None:
    assert talk(world, typed, advert).endswith("Nothing was changed.")
    assert files(world) == []


def test_no_at_the_end_changes_nothing(world: World, advert: str) -> None:
    assert talk(world, "in 9 days\nFennel\n\n\n\n\n\nn\n", advert).endswith("Nothing was changed.")
    assert files(world) == []


def test_leaving_at_a_new_card_can_keep_what_was_confirmed_and_says_how_to_go_on(world: World, advert: str) -> None:
    shown = talk(world, "in 9 days\nFennel\n+negotiation\n13 essential\n\nWhere were you exact?\nq\n\n", advert)

    assert " and 1 new card for the interview at Fennel" in shown
    assert "You left before 3 new cards. Run the same command again to go on." in shown
    asked = [each.competency for each in kept(world).requirements]
    assert asked[0] == "negotiation"
    assert "creativity" in asked

    shown = talk(world, "\n\n\n\n\n", advert, "--at", "Fennel")
    assert "Your corrections from last time are included." in shown
    assert "New card 1 of 3." in shown
    assert [each.competency for each in kept(world).requirements if each.competency] == [each for each in asked if each]
    deck, _ = read_file(world.home / "decks" / "advert-fennel.toml")
    assert deck is not None
    assert deck.cards[0].question == "Where were you exact?"
    assert len(deck.cards) == 4


@pytest.mark.parametrize("end", ["", "q\n", "q\nq\n", "q\nn\n", "n\nn\nn\n", "n\nn\nn\nq\n"])
def test_only_an_answer_to_the_last_question_keeps_anything(world: World, advert: str, end: str) -> None:
    shown = talk(world, f"in 9 days\nFennel\n\nWhere were you exact?\n{end}", advert)

    assert "Enter keep \u00b7 n or q change nothing" in shown
    assert shown.endswith("Nothing was changed.")
    assert files(world) == []


def test_corrections_are_those_of_their_advert_and_yes_keeps_them(world: World, advert: str, tmp_path: Path) -> None:
    talk(world, "in 9 days\nFennel\n+negotiation\n\nq\n\n", advert)
    assert world.run("prepare", advert, "--yes") == 0
    assert "negotiation" in [each.competency for each in kept(world).requirements]
    other = tmp_path / "other.txt"
    other.write_text("Requirements:\n- Attention to detail\n", encoding="utf-8")
    assert world.run("prepare", str(other), "--yes") == 0

    assert [each.competency for each in kept(world).requirements if each.competency] == ["accuracy"]
    assert "corrections" not in (world.home / "interviews.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "corrections",
    ["1", '{advert = "D", added = ["nonsense"], dropped = 1}', '{advert = "D", moved = {x = "y", 3 = 4}}'],
)
def test_corrections_that_make_no_sense_are_left_out(world: World, advert: str, corrections: str) -> None:
    world.run("interview", "set", "2026-03-12", "--at", "Fennel")
    talk(world, "+negotiation\n\nq\n\n", advert)
    path = world.home / "interviews.toml"
    text = path.read_text(encoding="utf-8")
    text, found, rest = text.partition("corrections = ")
    digest = rest.partition('advert = "')[2].partition('"')[0]
    path.write_text(text + found + corrections.replace("D", digest), encoding="utf-8")

    assert world.run("prepare", advert, "--json") == 0
    assert "negotiation" not in [each["id"] for each in json.loads(world.out)["competencies"]]


@pytest.mark.parametrize("more", ["", "Saved from the web\n"])
def test_a_card_whose_question_you_changed_is_not_made_again(world: World, advert: str, more: str) -> None:
    world.run("interview", "set", "2026-03-12", "--at", "Fennel")
    world.run("prepare", advert, "--yes")
    path = world.home / "decks" / "advert-fennel.toml"
    deck, _ = read_file(path)
    assert deck is not None
    path.write_text(path.read_text().replace(json.dumps(deck.cards[0].question, ensure_ascii=False), '"Mine?"'))
    assert "Mine?" in path.read_text()
    Path(advert).write_text(more + Path(advert).read_text(encoding="utf-8"), encoding="utf-8")  # its lines move down
    assert world.run("prepare", advert, "--yes") == 0

    assert len(read_file(path)[0].cards) == len(deck.cards)  # type: ignore[union-attr]
    assert len(kept(world).cards) == len(set(kept(world).cards))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("+team work", "Team work is part of Collaboration: added, and it counts most now."),
        ("+punctuality", "Punctuality is part of Accountability: added, and it counts most now."),
        ("+meticulous", "Meticulous is part of Accuracy, which is there already."),
        ("+accuracy", "Accuracy is there already."),
        ("+kind and patient", "Kind and patient is part of Motivation: added"),
        ("+negotation", "Added Negotiation: it counts most now."),
        ("-1", "Dropped Accuracy."),
        ("-1 -2", "Dropped Accuracy, Leadership."),
        ("-2, 1", "Dropped Leadership, Accuracy."),
        ("-1 -1", "Dropped Accuracy."),
        ("-1 -99", "There is no number 99. Nothing was dropped."),
    ],
)
def test_a_correction_says_what_it_did_at_the_end_where_it_can_be_seen(
    world: World, advert: str, typed: str, said: str
) -> None:
    shown = talk(world, f"in 9 days\nFennel\n{typed}\nq\n", advert)

    assert said in shown[shown.rindex("Sentences that ask for something") :]


# --- the interview that had no name ------------------------------------------------------------------


def test_the_interview_without_a_name_gets_it(world: World, advert: str) -> None:
    world.run("interview", "set", "2026-03-12", "--minutes", "30")
    assert world.run("prepare", advert, "--at", "Fennel", "--yes") == 0

    assert "Your interview is now called Fennel. Kept " in " ".join(world.out.split())
    (interview,) = read_interviews(world.home / "interviews.toml")
    assert (interview.at, interview.minutes) == ("Fennel", 30)
    assert "advert-fennel.toml" in files(world)
    assert world.run("undo") == 0
    (interview,) = read_interviews(world.home / "interviews.toml")
    assert interview.at == ""


@pytest.mark.parametrize(("answer", "names"), [("", ["Fennel"]), ("n\nin 9 days", ["", "Fennel"])])
def test_at_a_terminal_it_is_asked_about(world: World, advert: str, answer: str, names: list[str]) -> None:
    world.run("interview", "set", "2026-03-12")
    shown = talk(world, f"{answer}\n\nq\n\n", advert, "--at", "Fennel")

    assert "Is it the one at Fennel?" in shown
    assert [each.at for each in read_interviews(world.home / "interviews.toml")] == names


def test_an_interview_named_after_it_was_prepared_keeps_its_deck(world: World, advert: str) -> None:
    world.run("interview", "set", "2026-03-12")
    world.run("prepare", advert, "--yes")
    world.run("interview", "set", "--at", "Fennel")
    assert world.run("prepare", advert, "--yes") == 0

    assert [name for name in files(world) if "advert" in name] == ["my-advert.toml"]


def test_the_table_names_a_card_you_reworded_as_its_file_does(world: World, advert: str) -> None:
    talk(world, "in 9 days\nFennel\n\nWhere were you exact?\nq\n\n", advert)
    shown = talk(world, "\nq\n\n", advert, "--at", "Fennel")

    assert "cards: advert-fennel/where-were-you-exact" in shown
    assert "our-advert-says-bags-of-gumption" not in shown


def test_two_new_cards_that_begin_alike_have_different_names_in_the_table(world: World, tmp_path: Path) -> None:
    path = tmp_path / "alike.txt"
    path.write_text("Requirements:\n- Bags of gumption on Mondays\n- Bags of gumption on Fridays\n", encoding="utf-8")
    world.run("interview", "set", "2026-03-12", "--at", "Fennel")
    world.run("prepare", str(path))
    before = [line for line in world.out.splitlines() if "advert-fennel/" in line]
    assert world.run("prepare", str(path), "--yes") == 0

    assert len(set(before)) == 2
    assert before == [line for line in world.out.splitlines() if "advert-fennel/" in line]


def test_what_is_kept_says_when_it_is_asked_and_what_undo_takes_back(world: World, advert: str) -> None:
    first = talk(world, "in 9 days\nFennel\n\nWhere were you exact?\nq\n\n", advert)
    second = talk(world, "\n\n\n\n\n", advert, "--at", "Fennel")

    assert "Must-haves still come first, then these, then other questions;" in first
    assert "`greenroom undo` takes it all back." in first
    assert "`greenroom undo` takes this run back; `greenroom undo --list` has the earlier ones." in second
    assert world.run("undo") == 0
    assert [each.at for each in read_interviews(world.home / "interviews.toml")] == ["Fennel"]


def test_a_heading_that_no_list_has_is_not_drafted_or_listed_as_unmatched(world: World, tmp_path: Path) -> None:
    path = tmp_path / "odd.txt"
    path.write_text("What we dream of\n- Bags of gumption, please\n", encoding="utf-8")
    shown = talk(world, "in 9 days\nFennel\n1-2 essential\n\nq\nq\n", str(path))

    assert "\u201cBags of gumption, please.\u201d" in shown
    assert "\u201cWhat we dream of" not in shown
    assert " 1 What we dream of" not in shown


def test_without_a_date_it_is_only_shown(world: World, advert: str) -> None:
    shown = talk(world, "\n\n", advert)

    assert shown.index("Without a date nothing is kept") < shown.index("It asks for")
    assert "Keep it?" not in shown
    assert shown.endswith("Nothing was kept. Once you have a date, do this again and name it.")
    assert files(world) == []


# --- what comes of it --------------------------------------------------------------------------------


def test_the_sheet_and_the_report_name_what_is_asked_and_the_story_for_it(world: World, advert: str) -> None:
    world.run("interview", "set", "2026-03-12", "--at", "Fennel")
    world.run("prepare", advert, "--yes")
    (world.home / "stories.toml").write_text(
        '[[stories]]\nid = "depot"\ntitle = "The depot"\nresult = "20 % less"\ncompetencies = ["lead a team"]\n'
    )
    world.run("review", "--plain", "--limit", "1", typed="\na\n4\nq\n")

    world.run("sheet")
    assert "- Leadership (2): The depot\n" in world.out
    assert ": no story yet" in world.out
    world.run("sheet", "--md", "-")
    assert "- **Leadership (2)**: The depot" in world.out
    world.run("stats", "--all")
    assert "What the advert asks for" in world.out
    world.run("stats", "--html", str(world.home / "report.html"))
    assert "The depot" in (world.home / "report.html").read_text(encoding="utf-8")


def test_the_sheet_of_a_prepared_interview_is_made_of_its_cards(world: World, advert: str) -> None:
    world.run("interview", "set", "2026-03-12", "--at", "Fennel")
    world.run("interview", "set", "2026-03-20", "--at", "Other")
    world.run("sheet", "--md", "-")
    whole = world.out
    world.run("prepare", advert, "--at", "Fennel", "--yes")
    world.run("sheet", "--md", "-")
    short = world.out
    questions = [line for line in short.splitlines() if line.startswith("**")]
    asking = [line for line in short.partition("## Ask them")[2].partition("##")[0].splitlines() if line]

    assert len(questions) + len(asking) == len(kept_at(world, "Fennel").cards)
    assert len(short.splitlines()) < 0.6 * len(whole.splitlines())
    assert "These are the cards you prepared; greenroom sheet --all adds the other must-haves." in short
    for options in (("--all",), ("--at", "other")):
        world.run("sheet", "--md", "-", *options)
        assert len(world.out.splitlines()) >= len(whole.splitlines())
        assert "the cards you prepared" not in world.out
    assert world.run("sheet", "--at", "nobody") == 1
    assert 'There is no interview at "nobody". You have "Fennel", "Other".' in world.err
    assert world.run("sheet", "--all", "--deck", "attributes") == 2


def test_questions_of_your_own_to_ask_are_on_the_sheet_even_if_they_were_not_chosen(world: World, advert: str) -> None:
    world.run("interview", "set", "2026-03-12", "--at", "Fennel")
    world.run("prepare", advert, "--yes")
    world.run("cards", "questions-you-ask", "--json")
    keys = [CardKey(*card["key"].split("/")) for card in json.loads(world.out)]
    key = next(key for key in keys if key not in kept(world).cards)
    world.run("review", "--plain", "--card", str(key), typed="\na\nw\n- What broke last week?\n\n3\nq\n")
    world.run("sheet")

    assert " Ask them\n   - What broke last week?\n\n" in world.out


def test_the_plan_says_how_many_of_the_chosen_cards_are_met_and_ready(world: World, advert: str) -> None:
    world.run("interview", "set", "2026-03-04", "--at", "Fennel")
    world.run("interview", "show", "--json")
    assert json.loads(world.out)["prepared"] is None
    assert "Chosen cards" not in world.out
    world.run("prepare", advert, "--yes")
    first, second, *_ = kept(world).cards
    world.run("review", "--plain", "--card", str(first), "--card", str(second), typed="\na\n4\n\na\n1\nq\n")
    world.run("interview", "show")
    total = len(kept(world).cards)

    assert f" Chosen cards 2 of {total} met \u00b7 1 ready, for its advert\n" in world.out
    world.run("interview", "show", "--json")
    assert json.loads(world.out)["prepared"] == {"total": total, "met": 2, "ready": 1}


def test_the_plan_names_the_chosen_cards_that_will_not_fit(world: World, advert: str) -> None:
    world.run("interview", "set", "2026-03-04", "--at", "Fennel", "--minutes", "10")
    world.run("prepare", advert, "--yes")
    world.run("interview", "show", "--json")
    chosen, out = set(map(str, kept(world).cards)), json.loads(world.out)["left_out"]
    unfit = [key for key in out if key in chosen]
    world.run("interview", "show", "--all")

    assert unfit
    assert f" {len(unfit)} chosen cards won't fit before the day:\n" in world.out
    named = world.out.partition("chosen cards won't fit before the day:")[2]
    assert [key for key in unfit if key not in named] == []


def test_a_broken_entry_costs_the_sheet_only_that(world: World) -> None:
    world.run("interview", "set", "2026-03-12", "--at", "Fennel")
    path = world.home / "interviews.toml"
    path.write_text(f'{path.read_text()}requirements = [{{ask = 1}}]\ncards = "x"\n')

    assert world.run("sheet") == 0
    assert "requirements is not a list" in world.err or "cards is not a list" in world.err
    assert world.run("due") == 0
    assert world.run("mock", "--plain", "--questions", "1", typed="q\n") == 0


def test_nothing_of_an_advert_can_control_the_terminal(world: World, tmp_path: Path) -> None:
    odd = "Accurate \x1b[31mrecords\x1b]0;x\x07 of {thing} and {why} \u202eevil"
    text = f"Requirements\n- {odd}\n- fast-paced \x9b2Jlife {{line}}\n"
    (tmp_path / "evil.txt").write_text(text, encoding="utf-8")
    world.run("interview", "set", "2026-03-12", "--at", "Fennel")

    assert world.run("prepare", str(tmp_path / "evil.txt"), "--yes") == 0
    stored = (world.home / "decks" / "advert-fennel.toml").read_text() + (world.home / "interviews.toml").read_text()
    for shown in (world.out, stored):
        assert not set("\x1b\x07\x9b\u202e") & set(shown)
    assert "{thing} and {why}" in stored


@pytest.mark.parametrize("columns", [20, 40, 80, 200])
def test_no_line_is_wider_than_the_terminal(world: World, advert: str, cv: str, columns: int) -> None:
    world.columns = columns
    world.run("prepare", advert, "--cv", cv)

    assert max(map(len, world.out.splitlines())) <= columns


@pytest.mark.slow
def test_in_a_real_terminal_an_advert_is_pasted_and_kept(world: World) -> None:
    with Screen("--home", str(world.home), "prepare", "-", "--at", "Fennel", columns=40) as screen:
        screen.until("Paste the advert")
        screen.press("Requirements:\rLead a team\r\x04")
        screen.until("When is the interview")
        screen.press("in 9 days\r")
        screen.until("Is that right?")
        screen.press("\r")
        screen.until("Keep it?")
        screen.press("\r")
        screen.until("Keep this for")
        screen.press("\r")
        screen.until("Kept ")
        assert screen.ended() == 0
    assert "leadership" in [each.competency for each in kept(world).requirements]


def test_a_mock_asks_more_of_what_was_chosen(world: World, advert: str) -> None:
    chosen = frozenset(CardKey(*name.split("/")) for name in as_json(world, advert)["cards"])
    home = open_home(world.environment(), None)
    with open_store(home) as store, open_library(home, store) as library:
        plain, wanted = (
            sum(
                question.key in chosen
                for seed in range(10)
                for question in write_script(
                    store, library, library.decks(), home.today, Wish(8, cards=cards), Random(seed)
                ).questions
            )
            for cards in (frozenset[CardKey](), chosen)
        )

    assert wanted > 1.2 * plain


def test_after_the_interview_it_says_how_many_questions_had_a_card_in_the_set() -> None:
    asked = tuple(Asked("Why?", card) for card in (CardKey("a", "one"), CardKey("a", "two"), None))
    interview = Interview(date(2026, 3, 1), rest={"cards": ["a/one", "b/other"]})

    assert covered_sentence(interview, Followup(asked=asked)) == (
        "1 of 3 questions had a card in the set chosen for the advert."
    )
