"""The styles people write questions in: each question comes in, in order, with what belongs to it."""

import pytest

from cards.card import Card, FollowUp
from tests.reading import only, points, read, sentences


def cards(text: str) -> list[Card]:
    return [card for one in read("md", text).decks for card in one.deck.cards]


def asked(text: str) -> list[tuple[str, str]]:
    return [(card.question, card.answer) for card in cards(text)]


def questions(text: str) -> list[str]:
    return [card.question for card in cards(text)]


# --- headings ----------------------------------------------------------------------------------------


def test_labels_below_a_question_are_its_parts() -> None:
    text = """# Bar

### How do you close a tab?

#### Answer

Ask once, kindly.

#### Good to hear

- names the last order
- keeps the receipt

##### Further reading

- [The rules](https://example.org/rules)
- Ask the owner

#### Common mistakes

- shouting

#### Follow-up questions

- And if they refuse?

### Who locks the door?

#### Explanation

The last one out.
"""
    first, second = cards(text)

    assert (first.question, first.answer) == ("How do you close a tab?", "Ask once, kindly.")
    assert points(first) == ["names the last order", "keeps the receipt"]
    assert first.sources == ("The rules (https://example.org/rules)", "Ask the owner")
    assert (first.pitfalls, first.follow_ups) == (("shouting",), (FollowUp("And if they refuse?"),))
    assert (second.question, second.answer) == ("Who locks the door?", "The last one out.")


@pytest.mark.parametrize(
    "label", ["Answer", "ANSWER:", "Sample answer", "Antwort", "Respuesta", "R\u00e9ponse", "\u7b54\u6848", "A:"]
)
@pytest.mark.parametrize("dress", ["## {}\n\n", "###### {}\n\n", "**{}**\n\n", "<details><summary>{}</summary>\n\n"])
def test_what_stands_above_the_answer_belongs_to_the_question(label: str, dress: str) -> None:
    end = "\n</details>\n" if "details" in dress else "\n"
    text = f"# What does it show?\n\n```\n3  4\n```\n\nLook twice.\n\n{dress.format(label)}Seven.\n{end}"
    (card,) = cards(text)

    assert (card.question, card.context, card.answer) == ("What does it show?", "3  4\n\nLook twice.", "Seven.")


def test_an_answer_may_have_headings_of_its_own() -> None:
    text = "## How do you bake?\n\nSlowly.\n\n### Oven\n\nHot.\n\n### Oven\n\nHotter.\n\n## Why?\n\nBread.\n"

    assert asked(text) == [("How do you bake?", "Slowly.\n\nOven\n\nHot.\n\nOven\n\nHotter."), ("Why?", "Bread.")]


def test_headings_beside_questions_may_be_terms() -> None:
    assert questions("## Why?\n\nSo.\n\n## Sourdough\n\nA wild dough.\n\n## How?\n\nThus.\n") == [
        "Why?",
        "Sourdough",
        "How?",
    ]


def test_where_nothing_asks_every_heading_with_text_is_a_card() -> None:
    text = "# Words\n\n## Dough\n\n### Sourdough\n\nWild.\n\n### Poolish\n\nWet.\n\n## Ovens\n\nHot.\n"

    assert asked(text) == [("Sourdough", "Wild."), ("Poolish", "Wet."), ("Ovens", "Hot.")]


def test_headings_in_list_items_ask_and_their_inner_headings_do_not() -> None:
    text = """## Doors

1. ### Who opens?

   The early shift.

   #### Steps

   - key
   - light

   **[Back to top](#doors)**

   2. ### Who closes?
      The late shift.

## Notes

3. ### And on Sundays?

```
nobody
```
"""
    bundle = read("md", text)

    assert bundle.problems == ()
    assert bundle.understood == "3 questions, written as headings in list items"
    assert [(card.question, card.answer, points(card)) for card in bundle.decks[0].deck.cards] == [
        ("Who opens?", "The early shift.\n\nSteps", ["key", "light"]),
        ("Who closes?", "The late shift.", []),
        ("And on Sundays?", "nobody", []),
    ]


@pytest.mark.parametrize("heading", ["### Question 3", "### Q3:", "### Frage 3"])
def test_a_numbered_heading_has_its_question_below(heading: str) -> None:
    text = f"{heading}\n\nWho pays?\n\n```\n2 x 3\n```\n\n#### Answer\n\nThe guest.\n"
    (card,) = cards(text)

    assert (card.question, card.context, card.answer) == ("Who pays?", "2 x 3", "The guest.")


def test_numbers_and_decoration_are_no_part_of_a_question() -> None:
    text = "## 3. \U0001f680 Why us? :star:\n\nSo.\n\n## 12) What's 3.5 of 7? ***\n\nHalf.\n\n## Why *them*?:\n\nNo.\n"

    assert questions(text) == ["Why us?", "What's 3.5 of 7?", "Why them?"]


def test_a_heading_that_asks_without_text_is_a_question_without_an_answer() -> None:
    bundle = read("md", "## Teamwork\n### How do you argue?\n### When did you fail?\nOnce.\n### Describe your day\n")
    found = bundle.decks[0].deck.cards

    assert bundle.problems == ()
    assert [(card.question, card.is_unanswered) for card in found] == [
        ("How do you argue?", True),
        ("When did you fail?", False),
        ("Describe your day", True),
    ]


# --- bold lines ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "**Who counts?**",
        "**Who counts?** \U0001f476",
        "__Who counts?__",
        "**2. Who counts?**",
        "<b>Who counts?</b>",
        "\u2753 **Who counts?**",
    ],
)
def test_bold_lines_ask(line: str) -> None:
    text = (
        f"# Store\n\n## Stock\n\n**What is short?**\n\nThe flour.\n\n- one bag\n\n{line}\n\nTwo people.\n"
        "\n## Safety\n\nBe careful.\n"
    )
    first, second = cards(text)

    assert (first.question, first.answer, points(first)) == ("What is short?", "The flour.", ["one bag"])
    assert (second.question, second.answer) == ("Who counts?", "Two people.")


def test_a_bold_question_may_be_answered_on_its_line_or_the_next() -> None:
    text = "**Why?** Because.\n\n**How?**\nLike this.\n\n**When?** - Now.\n"

    assert asked(text) == [("Why?", "Because."), ("How?", "Like this."), ("When?", "Now.")]


def test_bold_lines_in_an_answer_stay_there() -> None:
    text = "## Why?\n\n**Money:**\n\nIt pays.\n\n**Is that all?**\n\nNo.\n\n## How?\n\nThus.\n"

    assert asked(text) == [("Why?", "Money:\n\nIt pays.\n\nIs that all?\n\nNo."), ("How?", "Thus.")]


@pytest.mark.parametrize(
    "above",
    [
        "### Why?\n\n#### Answer\n\nSo.",
        "### Why?\n\nSo.",
        "Q: Why?\nA: So.",
        "## Why?\n\n<details><summary>Answer</summary>So.</details>",
        "**Why?**\n\nSo.",
    ],
)
@pytest.mark.parametrize(
    "below",
    [
        "**How?**\n\nThus.",
        "<details><summary>How?</summary>\n\nThus.\n</details>",
        "1. How?\n\n   Thus.",
        "Frage: How?\nAntwort:\nThus.",
        "## How?\n\nThus.",
    ],
)
def test_a_question_in_another_style_ends_the_answer_above(above: str, below: str) -> None:
    assert asked(f"{above}\n\n{below}\n") == [("Why?", "So."), ("How?", "Thus.")]


def test_items_beside_headings_in_items_are_questions_too() -> None:
    assert asked("1. Why?\n\n   So.\n\n2. ### How?\n\n   Thus.\n") == [("Why?", "So."), ("How?", "Thus.")]


def test_one_line_of_code_keeps_its_indentation() -> None:
    text = "### Why?\n\n```\n    return 1\n```\n\n#### Answer\n\n```\n\treturn 2\n```\n"

    assert [(card.context, card.answer) for card in cards(text)] == [("    return 1", "\treturn 2")]


def test_numbered_tasks_below_a_title_about_questions_ask() -> None:
    text = (
        "# Kitchen questions\n\n**1)** The price of a loaf.\n\n```\n2 + 1\n```\n\n"
        "**2) Dough.** Make one.\n\nSo.\n\n**3) Bake**\n\nThus.\n"
    )

    assert asked(text) == [("The price of a loaf.", "2 + 1"), ("Dough. Make one.", "So."), ("Bake", "Thus.")]


# --- lists -------------------------------------------------------------------------------------------


def test_items_of_a_list_of_questions_are_questions_without_answers() -> None:
    text = """---
title: Desk
layout: page.njk
---

* What did you learn?
* Tell me about a guest.
* Why desks?
  * At night?
  * the light
  * the calm
"""
    bundle = read("md", text)
    found = bundle.decks[0].deck.cards

    assert bundle.problems == ()
    assert bundle.understood == "3 questions, written as list items"
    assert [card.question for card in found] == ["What did you learn?", "Tell me about a guest.", "Why desks?"]
    assert [card.is_unanswered for card in found] == [True, True, False]
    assert (points(found[2]), found[2].follow_ups) == (["the light", "the calm"], (FollowUp("At night?"),))


def test_sections_above_lists_of_questions_ask_nothing() -> None:
    text = """# Thirty questions

Some are common.

## Which questions come first?

1. Why this hotel?
1. Tell me about a bad night.
1. What would your chef say?
1. Where are you in a year?

Source: [a forum](https://example.org)

## Linden questions

- Share one of your trips.
- Name a smell.
"""
    assert questions(text) == [
        *("Why this hotel?", "Tell me about a bad night.", "What would your chef say?", "Where are you in a year?"),
        *("Share one of your trips.", "Name a smell."),
    ]
    assert read("md", text).problems == ()


def test_items_may_have_their_answers_inside() -> None:
    text = (
        "1. What is a float?\n\n   The coins you begin with.\n\n2. **Who counts it?** Two people.\n"
        "3. When? - At six.\n4. Where?\n   - office\n   - safe\n"
    )
    found = cards(text)

    assert [(card.question, card.answer, points(card)) for card in found] == [
        ("What is a float?", "The coins you begin with.", []),
        ("Who counts it?", "Two people.", []),
        ("When?", "At six.", []),
        ("Where?", "", ["office", "safe"]),
    ]


def test_answers_may_follow_items_without_being_indented() -> None:
    text = "1. What is a float?\n\nThe coins.\n\n2. Who counts it?\n\nTwo people.\n\n- both sign\n"

    assert asked(text) == [("What is a float?", "The coins."), ("Who counts it?", "Two people.")]


def test_lists_of_questions_may_stand_below_topics_in_a_list() -> None:
    assert questions("- Rooms\n  - How many?\n  - How big?\n- Food\n  - Who cooks?\n") == [
        "How many?",
        "How big?",
        "Who cooks?",
    ]


def test_a_list_in_an_answer_is_no_list_of_questions() -> None:
    text = "## How do you prepare?\n\nI ask myself:\n\n- who comes?\n- what for?\n\n## Why?\n\nSo.\n"

    assert [(card.question, points(card)) for card in cards(text)] == [
        ("How do you prepare?", ["who comes?", "what for?"]),
        ("Why?", []),
    ]


def test_code_below_a_list_belongs_to_its_last_question() -> None:
    text = "* Who reads?\n* What is printed?\n```\n1 + 1\n```\n\n* Why?\n"

    assert [(card.question, card.context) for card in cards(text)] == [
        ("Who reads?", ""),
        ("What is printed?", "1 + 1"),
        ("Why?", ""),
    ]


def test_lists_below_levels_of_a_section_of_questions_are_questions() -> None:
    text = """# Bank

## Barista questions

### Beginners

- How hot is the milk?
- Why do you purge?
- What is a shot?

### Seniors

- Run a bar for a wedding
- Train a new team

## Shifts

- early
- late
"""
    expected = ["How hot is the milk?", "Why do you purge?", "What is a shot?", "Run a bar for a wedding"]
    assert questions(text) == [*expected, "Train a new team"]


@pytest.mark.parametrize("title", ["**Approach:**", "How to answer:", "**Struktur**", "Framework:"])
def test_advice_in_a_section_of_questions_asks_nothing(title: str) -> None:
    text = (
        f"## Stock questions\n\n- How many pallets?\n- Why so many?\n- What is lost?\n\n{title}\n\n- Count\n- Compare\n"
    )

    assert questions(text) == ["How many pallets?", "Why so many?", "What is lost?"]


def test_marked_questions_in_the_items_of_a_list_of_topics_are_cards() -> None:
    text = (
        "1. **Bread**\n   - Q: Why rest?\n   - Expected: the gluten\n\n"
        "2. **Heat**\n   - Q: How hot?\n   - Expected: 230 degrees\n"
    )
    assert asked(text) == [("Why rest?", "the gluten"), ("How hot?", "230 degrees")]


@pytest.mark.parametrize(
    "items",
    [
        [
            "\u81ea\u5df1\u7d39\u4ecb\u3092\u304a\u9858\u3044\u3057\u307e\u3059",
            "\u5e97\u3092\u8aac\u660e\u3057\u3066\u304f\u3060\u3055\u3044\u3002",
            "\u5f37\u307f\u306f\u4f55\u3067\u3059\u304b\uff1f",
        ],
        [
            "\uc790\uae30\uc18c\uac1c\ub97c \ud574\uc8fc\uc138\uc694.",
            "\uac15\uc810\uc744 \uc124\uba85\ud574\ubcf4\uc138\uc694",
            "\uc65c \uc6b0\ub9ac\uc778\uac00\uc694?",
        ],
        [
            "\u8bf7\u4ecb\u7ecd\u4e00\u4e0b\u81ea\u5df1",
            "\u4f60\u7684\u4f18\u70b9\u662f\u4ec0\u4e48\uff1f",
            "\u8c08\u8c08\u4f60\u7684\u7f3a\u70b9\u3002",
        ],
        [
            "\u03a4\u03b9 \u03c0\u03c9\u03bb\u03b5\u03af\u03c4\u03b5;",
            "\u0395\u03be\u03b7\u03b3\u03ae\u03c3\u03c4\u03b5 \u03c4\u03bf \u03c4\u03b1\u03bc\u03b5\u03af\u03bf.",
            "\u0393\u03b9\u03b1\u03c4\u03af \u03b5\u03bc\u03ac\u03c2;",
        ],
        [
            "\u0645\u0627 \u0647\u064a \u0646\u0642\u0627\u0637 \u0642\u0648\u062a\u0643\u061f",
            "\u0627\u0634\u0631\u062d \u0639\u0645\u0644\u0643 \u0627\u0644\u0633\u0627\u0628\u0642",
            "\u0644\u0645\u0627\u0630\u0627 \u0646\u062d\u0646\u061f",
        ],
        [
            "\u0420\u0430\u0441\u0441\u043a\u0430\u0436\u0438\u0442\u0435 \u043e \u0441\u0435\u0431\u0435",
            "\u041f\u043e\u0447\u0435\u043c\u0443 \u043c\u044b?",
            "\u041e\u043f\u0438\u0448\u0438\u0442\u0435 \u0441\u043c\u0435\u043d\u0443.",
        ],
        ["Opowiedz o sobie", "Dlaczego my?", "Opisz dzie\u0144 w kuchni."],
        ["Popi\u0161te svou sm\u011bnu", "Pro\u010d my?", "Co je rohl\u00edk?"],
    ],
)
@pytest.mark.parametrize("mark", ["- {}", "### {}\n\nx\n", "**{}**\n\nx\n"])
def test_questions_are_known_in_many_languages(items: list[str], mark: str) -> None:
    assert questions("\n".join(map(mark.format, items)) + "\n") == items


def test_a_semicolon_asks_in_greek_alone() -> None:
    assert questions("- cut;\n- fold;\n") == []


# --- folded blocks -----------------------------------------------------------------------------------


def test_folded_blocks_ask_and_empty_ones_are_unanswered() -> None:
    text = """# Skills

<details>
<summary>Describe yourself</summary><br><b>
</b></details>

<details>
<summary>Which ports do you know?:

  * SSH
  * DNS
</summary><br><b>

  * SSH - 22
  * DNS - 53
</b></details>

<details>
<summary>What does <code>ls</code> do? ***</summary>
    It lists.

    ls -l

</details>
"""
    first, second, third = cards(text)

    assert (first.question, first.is_unanswered) == ("Describe yourself", True)
    assert (second.question, second.context) == ("Which ports do you know?", "- SSH\n- DNS")
    assert points(second) == ["SSH - 22", "DNS - 53"]
    assert (third.question, third.answer) == ("What does ls do?", "It lists.\n\nls -l")


@pytest.mark.parametrize(
    "summary",
    [
        "Answer",
        "\U0001f4a1 Answer (click to expand)",
        "View solution",
        "Show the answer",
        "L\u00f6sung",
        "Ver respuesta",
        "\u70b9\u51fb\u67e5\u770b\u7b54\u6848",
    ],
)
def test_the_summary_of_an_answer_is_no_question(summary: str) -> None:
    block = f"<details>\n<summary>{summary}</summary>\n\nThe milk.\n\n</details>\n"
    text = f"### What breaks first?\n\n```\nfridge off\n```\n\n{block}\n### Whom do you call?\n\n{block}"

    assert [(card.question, card.context, card.answer) for card in cards(text)] == [
        ("What breaks first?", "fridge off", "The milk."),
        ("Whom do you call?", "", "The milk."),
    ]


def test_words_that_unfold_most_answers_are_known_by_that() -> None:
    block = "<details><summary>Ouvrir ceci</summary>\n\nLe lait.\n\n</details>\n"
    text = f"## Quoi d'abord ?\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n{block}\n## Et apr\u00e8s ?\n\nVoyez.\n\n{block}"

    assert [(card.context, card.answer) for card in cards(text)] == [
        ("| a | b |\n|---|---|\n| 1 | 2 |", "Le lait."),
        ("Voyez.", "Le lait."),
    ]


def test_a_hint_is_told_with_the_answer_not_with_the_question() -> None:
    text = (
        "## What breaks?\n\n<details><summary>Hint</summary>Think of milk.</details>\n"
        "<details><summary>Answer</summary>The fridge.</details>\n"
    )

    assert asked(text) == [("What breaks?", "Hint: Think of milk.\n\nThe fridge.")]


def test_a_folded_section_holds_questions() -> None:
    inner = (
        "<details><summary>What is TCP?</summary>\nSlow.\n</details>\n"
        "<details><summary>And UDP</summary>\nFast.\n</details>\n"
    )
    text = (
        f"<details><summary>Networks</summary>\n\n{inner}\n"
        "<details><summary>Why?</summary>So.</details>\n\n</details>\n"
    )

    assert asked(text) == [("What is TCP?", "Slow."), ("And UDP", "Fast."), ("Why?", "So.")]


def test_a_folded_block_that_is_never_closed_ends_before_the_next() -> None:
    text = "<details>\n<summary>Why?</summary>\n\nSo.\n\n<details>\n<summary>How?</summary>\n\nThus.\n</details>\n"

    assert asked(text) == [("Why?", "So."), ("How?", "Thus.")]


# --- marks ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Q:", "A:"),
        ("Q: ", "A: "),
        ("Q. ", "A. "),
        ("Q) ", "A) "),
        ("Q1: ", "A1: "),
        ("Q 1. ", "A 1. "),
        ("**Q1:** ", "**A1:** "),
        ("**Question 1**: ", "**Answer**: "),
        ("QUESTION #1 - ", "Answer: "),
        ("Frage: ", "Antwort: "),
        ("Frage 1: ", "Antwort 1: "),
        ("F: ", "A: "),
        ("P: ", "R: "),
        ("Pregunta: ", "Respuesta: "),
        ("\u95ee\u9898\uff1a", "\u7b54\u6848\uff1a"),
        ("\u0412\u043e\u043f\u0440\u043e\u0441: ", "\u041e\u0442\u0432\u0435\u0442: "),
        ("\u8cea\u554f\uff1a", "\u56de\u7b54\uff1a"),
        ("\ubb38\uc81c 1. ", "\ub2f5: "),
        ("\u95ee\uff1a", "\u7b54\uff1a"),
        ("Domanda: ", "Risposta: "),
        ("Pergunta 2: ", "Resposta: "),
        ("Pytanie: ", "Odpowied\u017a: "),
        ("Soru: ", "Cevap: "),
        ("Vraag: ", "Antwoord: "),
        ("\u0633\u0624\u0627\u0644: ", "\u062c\u0648\u0627\u0628: "),
        ("\u03b5\u03c1\u03ce\u03c4\u03b7\u03c3\u03b7: ", "\u03b1\u03c0\u03ac\u03bd\u03c4\u03b7\u03c3\u03b7: "),
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_marks_begin_questions_and_answers(question: str, answer: str, gap: str) -> None:
    text = f"{question}Why nights?{gap}{answer}The quiet.\n\nAnd the pay.\n\n{question}Why days?{gap}{answer}The sun.\n"

    assert asked(text) == [("Why nights?", "The quiet.\n\nAnd the pay."), ("Why days?", "The sun.")]


def test_between_the_marks_stands_what_belongs_to_the_question() -> None:
    text = """Q: Read this:

> Your bread was hard.

![crumbs](loaf.png)

What do you say?

A: Sorry.

---

A note of mine.

Q: And this?

```python
if x:
\tprint(x)
```

A: ```text
x
y
```
Q: Unanswered?
"""
    bundle = read("md", text)
    first, second, third = bundle.decks[0].deck.cards

    assert (first.question, first.answer) == ("Read this:", "Sorry.")
    assert first.context == "Your bread was hard.\n\n[image: crumbs]\n\nWhat do you say?"
    assert (second.context, second.answer) == ("if x:\n\tprint(x)", "x\ny")
    assert third.is_unanswered
    (problem,) = sentences(bundle)
    assert problem.startswith("x.md:13: this text is not part of any question and was left out. ")


def test_marked_questions_without_any_answer_keep_their_code() -> None:
    text = 'Question: What is `x`?\n```js\nvar x = 1 + "1";\n```\n\nQuestion: And `y`?\n\n```js\nvar y = [];\n```\n'

    assert [(card.question, card.context, card.is_unanswered) for card in cards(text)] == [
        ("What is x?", 'var x = 1 + "1";', True),
        ("And y?", "var y = [];", True),
    ]


def test_choices_are_no_answers() -> None:
    text = "Q: Which one?\nA: red\nB: blue\nC: [none]\n\nAnswer: B\n"
    (card,) = cards(text)

    assert (card.question, card.answer) == ("Which one? A: red B: blue C: [none]", "B")


def test_marks_may_stand_in_list_items() -> None:
    assert asked("- Q: Why?\n- A: So.\n- Q: How?\n  A: Thus.\n") == [("Why?", "So."), ("How?", "Thus.")]


def test_a_mark_in_bold_leaves_no_asterisks() -> None:
    text = "**Q: All of it?**\n\n**A: No, not all**.\n\nOnly **some**.\n\n**Q**: When?\n\n**A**: Now. **Always**.\n"

    assert asked(text) == [("All of it?", "No, not all.\n\nOnly some."), ("When?", "Now. Always.")]


def test_a_rule_below_an_answer_is_no_heading() -> None:
    assert asked("Q: Why?\nA: So.\n---\nQ: How?\nA: Thus.\n---\n") == [("Why?", "So."), ("How?", "Thus.")]


def test_clozes_go_on_to_the_next_card() -> None:
    text = (
        "C: Three phases:\n\n- [first]\n- [last]\n\n---\n\nC:\nA house lives\nfrom guests.\n\n"
        "\u2014 [Maria]\n\nQ: Why?\nA: So.\n"
    )

    assert [(card.question, card.context, card.answer) for card in cards(text)] == [
        ("Three phases:", "- [...]\n- last", "Three phases:\n\n- first\n- last"),
        ("Three phases:", "- first\n- [...]", "Three phases:\n\n- first\n- last"),
        ("A house lives from guests.", "\u2014 [...]", "A house lives from guests.\n\n\u2014 Maria"),
        ("Why?", "", "So."),
    ]


# --- tables, Obsidian, stories ---------------------------------------------------------------------------


def test_a_table_of_questions_is_cards_and_another_table_is_an_answer() -> None:
    text = (
        "# Bar\n\n| No | Question | Answer |\n|--|--|--|\n| 1 | What is a shrub? | Fruit, *vinegar* |\n"
        "| 2 | Why? | |\n\n## Which glass?\n\n| drink | glass |\n|--|--|\n| beer | pint |\n"
    )
    bundle = read("md", text)
    found = bundle.decks[0].deck.cards

    assert [(card.question, card.answer) for card in found] == [
        ("What is a shrub?", "Fruit, vinegar"),
        ("Why?", ""),
        ("Which glass?", "| drink | glass |\n|--|--|\n| beer | pint |"),
    ]
    assert bundle.decks[0].deck.lines[found[0].id] == 5
    assert bundle.understood == "3 questions: 2 as rows of a table, 1 as headings"


def test_obsidian_s_cards_are_cards() -> None:
    text = (
        "---\ntags: [flashcards/shop, till]\n---\n\na SKU::a kind of good\nthe float:::the coins\n\n"
        "What is shrinkage?\n?\nGoods that\nare missing.\n\n- bin::where waste goes\n"
    )
    found = cards(text)

    assert [(card.question, card.answer) for card in found] == [
        ("a SKU", "a kind of good"),
        ("the coins", "the float"),
        ("the float", "the coins"),
        ("What is shrinkage?", "Goods that are missing."),
        ("bin", "where waste goes"),
    ]
    assert {card.tags for card in found} == {("shop", "till")}


@pytest.mark.parametrize("above", ["---\ntags: [flashcards]\n---\n\n", "#flashcards/shop\n\n", ""])
def test_highlights_are_asked_for_where_nothing_else_is(above: str) -> None:
    text = "The float is ==100== euros in ==coins==.\n\n- Count at ==six==\n"

    assert asked(above + text) == [
        ("The float is [...] euros in coins.", "The float is 100 euros in coins."),
        ("The float is 100 euros in [...].", "The float is 100 euros in coins."),
        ("Count at [...]", "Count at six"),
    ]


def test_highlights_in_an_answer_are_text() -> None:
    text = "## Why?\n\nFor ==the sea==, if a == b, `x==1 and y==2`.\n"

    assert asked(text) == [("Why?", "For the sea, if a == b, x==1 and y==2.")]


def test_deletions_as_anki_has_them_are_asked_for() -> None:
    assert asked("Bread needs {{c1::flour}} and {{c2::time::how long}}.\n") == [
        ("Bread needs [...] and time.", "Bread needs flour and time."),
        ("Bread needs flour and [...].", "Bread needs flour and time."),
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_terms_with_definitions_are_cards(gap: str) -> None:
    text = f"# Words\n\nSponge{gap}: A starter\n  for bread.\n\nPoolish{gap}: Wet.\n: French.\n"

    assert asked(text) == [("Sponge", "A starter for bread."), ("Poolish", "Wet.\nFrench.")]


def test_definitions_in_an_answer_stay_there() -> None:
    assert asked("## What is what?\n\nSponge\n: A starter.\n") == [("What is what?", "Sponge: A starter.")]


@pytest.mark.parametrize(
    "text",
    [
        "> [!question] Who locks?\n> The last one.\n\n> [!FAQ]- Who opens?\n>\n> The first one.\n",
        "> [!question]\n> Who locks?\n\n> [!done]- Answer\n> The last one.\n\n> [!help] Who opens?\n\nThe first one.\n",
        (
            "> [!question] Who locks?\n>\n> > [!check]- Answer\n> > The last one.\n\n"
            "> [!question]+ Exercise 1\n> Who opens?\n> > [!tip]- Solution\n> > The first one.\n"
        ),
    ],
)
def test_callouts_ask(text: str) -> None:
    assert asked(text) == [("Who locks?", "The last one."), ("Who opens?", "The first one.")]


def test_callouts_in_an_answer_are_text() -> None:
    text = "## Why?\n\n> [!note]\n> The sea.\n\n> [!tip] And more\n> The sun.\n"

    assert asked(text) == [("Why?", "The sea.\n\nAnd more\n\nThe sun.")]


def test_a_callout_of_questions_is_a_section() -> None:
    assert questions("> [!question] Explain it cold\n>\n> - Why?\n> - How?\n") == ["Why?", "How?"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"$a\_i \* b\_j$", "$a_i * b_j$"),
        (r"$\\alpha\\beta$", r"$\alpha\beta$"),
        (r"\\(x\_1\\)", r"\(x_1\)"),
        (r"\\[ \\frac{a}{b} \\]", r"\[ \frac{a}{b} \]"),
        (r"$\text{a\_b}$", r"$\text{a\_b}$"),
        (r"$a \\ b_i \\ \alpha$", r"$a \\ b_i \\ \alpha$"),
        (r"$\{x_i\}$", r"$\{x_i\}$"),
        ("$$\nx\\_i = \\\\sum y\n$$", "$$\nx_i = \\sum y\n$$"),
    ],
)
def test_formulas_lose_the_escapes_of_an_export_alone(written: str, shown: str) -> None:
    assert asked(f"## Why?\n\n{written}\n") == [("Why?", shown)]


def test_lists_in_html_are_lists() -> None:
    items = "<li>Who counts?</li>\n<li>Why &lt;twice&gt;?\n<ul><li>errors</li></ul></li>"
    text = f'<div dir="rtl">\n<h2>Till</h2>\n<ul>\n{items}\n</ul></div>\n'
    bundle = read("md", text)
    found = bundle.decks[0].deck.cards

    assert [(card.question, points(card)) for card in found] == [("Who counts?", []), ("Why <twice>?", ["errors"])]
    assert [bundle.decks[0].deck.lines[card.id] for card in found] == [4, 5]


def test_folded_terms_are_questions() -> None:
    folds = "".join(f"<details><summary>{name}</summary>\n\nx\n</details>\n\n" for name in ("Till", "Float", "Safe"))

    assert questions(f"## Money\n\n{folds}") == ["Till", "Float", "Safe"]


def test_colons_in_prose_make_no_cards() -> None:
    assert asked("## What is it?\n\nstd::vector::iterator walks.\n") == [
        ("What is it?", "std::vector::iterator walks.")
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
@pytest.mark.parametrize("bold", ["", "**"])
def test_the_parts_of_a_story_stand_apart(gap: str, bold: str) -> None:
    parts = gap.join(
        f"{bold}{name}:{bold} {text}" for name, text in [("Situation", "Late."), ("Task", "Lead."), ("Result", "")]
    )
    text = f"### Tell me about a deadline\n\n{parts}\n\n### Why?\n\nSo.\n"

    assert asked(text)[0] == ("Tell me about a deadline", "Situation: Late.\n\nTask: Lead.")


def test_lines_that_ask_are_questions_where_nothing_else_is() -> None:
    text = "Here we go.\n\nWhat is a till?\n\nWhere the money lies.\n\nWho counts?\nWho signs?\n"

    assert asked(text) == [("What is a till?", "Where the money lies."), ("Who counts?", ""), ("Who signs?", "")]


def test_a_heading_above_a_marked_question_is_its_title() -> None:
    text = "### Question 1: Conflicts\n\n**Question:** A guest shouts. What do you do?\n\nListen.\n"

    assert asked(text) == [("A guest shouts. What do you do?", "Listen.")]


def test_parts_of_an_answer_that_look_like_questions_stay_in_it() -> None:
    text = (
        "## Why this shop?\n\n### What to say\n\n- the bread\n\n### What not to say\n\n- the pay\n\n"
        "### Example\n\nI bake.\n\n## Why not?\n\nSo.\n"
    )
    assert questions(text) == ["Why this shop?", "Why not?"]


# --- what only helps to find one's way ----------------------------------------------------------------


NOISE = [
    "## Table of Contents\n\n- [Why us?](#why-us)\n  - [How?](#how)\n",
    "## Inhalt\n\n| Nr | Frage |\n|--|--|\n| 1 | [Why us?](#why-us) |\n",
    "<details><summary>Show contents</summary>\n\n* [Why us?](#why-us)\n\n</details>\n",
    "[Back to top](#top)\n",
    "**[\u2b06 Back to Top](#top)**\n",
    "<br>[\u2b06 Nach oben](#top)\n",
    "## License\n\nMIT\n",
    "## Contributing\n\nPull requests are welcome.\n",
    "<!-- a comment -->\n",
]


PICTURES = ["[![build](https://example.org/badge.svg)](https://example.org)\n", '<p><img src="logo.png"></p>\n']


@pytest.mark.parametrize("noise", [*NOISE, *PICTURES])
def test_what_only_helps_to_find_one_s_way_is_no_card(noise: str) -> None:
    bundle = read("md", f"# Talk\n\n{noise}\n## Why us?\n\nThe sea.\n")

    assert bundle.problems == ()
    assert [(card.question, card.answer) for card in bundle.decks[0].deck.cards] == [("Why us?", "The sea.")]


@pytest.mark.parametrize("noise", NOISE)
def test_what_only_helps_to_find_one_s_way_is_in_no_answer(noise: str) -> None:
    bundle = read("md", f"# Talk\n\n## How?\n\nThus.\n\n## Why us?\n\nThe sea.\n\n{noise}")

    assert bundle.problems == ()
    assert [(card.question, card.answer) for card in bundle.decks[0].deck.cards][-1] == ("Why us?", "The sea.")


def test_lists_of_links_are_no_points() -> None:
    text = (
        "## How do you close?\n\nFirst:\n\n- gas\n- light\n\nThen:\n\n- door\n\nUseful resources:\n\n"
        "- [Code](https://example.org/fire)\n"
    )
    (card,) = cards(text)

    assert card.answer == "First:\n\n- gas\n- light\n\nThen:\n\n- door"
    assert (card.key_points, card.sources) == ((), ("Code (https://example.org/fire)",))


def test_text_of_no_question_is_told_in_one_sentence() -> None:
    lost = "".join(f"## Part {number}\n\nJust words.\n\n- What{number}?\n\n" for number in range(12))
    (problem,) = sentences(read("md", f"- Why?\n\n{lost}"))

    assert problem == (
        "x.md:5: this text is not part of any question and was left out"
        ", as were lines 11, 17, 23, 29, 35, 41, 47, 53, "
        "and 3 more. Put it below its question if it is an answer."
    )


@pytest.mark.parametrize(
    "text",
    [
        "## Why?\n\nSo.\n",
        "**Why?**\n\nSo.\n",
        "Q: Why?\nA: So.\n",
        "- Why?\n",
        "<details><summary>Why?</summary>So.</details>\n",
        "| question | answer |\n|--|--|\n| Why? | So. |\n",
        "Why?::So.\n",
        "C: [So]\n",
    ],
)
def test_every_style_is_told_in_a_phrase(text: str) -> None:
    assert read("md", text).understood.startswith("1 question, written as ")


# --- what other programs write --------------------------------------------------------------------------

FLOAT = [("What is a float?", "Coins."), ("Who counts?", "Me.")]


@pytest.mark.parametrize(
    "text",
    [
        '??? question "1. What is a float?"\n    Coins.\n\n??? question "2. Who counts?"\n\n    Me.\n',
        '!!! question\n    What is a float?\n\n??? success "Answer"\n    Coins.\n\n!!! faq "Who counts?"\n\tMe.\n',
        '## What is a float?\n\n??? note "Show answer"\n    Coins.\n\n## Who counts?\n\n??? tip "Answer"\n    Me.\n',
        "### What is a float?\n::: details Answer\nCoins.\n:::\n\n### Who counts?\n:::details[Solution]\nMe.\n:::\n",
        "::: details What is a float?\nCoins.\n:::\n\n::: question Who counts?\nMe.\n:::\n",
        "## What is a float?\n\n::: tip\nCoins.\n:::\n\n## Who counts?\n\n!!! note\n    Me.\n",
        "What is a float? #card\nCoins.\n\nWho counts? #flashcard/till\nMe.\n",
        "### What is a float? #card\n\nCoins.\n\n### Who counts? #card\n\nMe.\n",
        "Front: What is a float?\nBack: Coins.\n\nFront: Who counts?\nBack: Me.\n",
        "**Interviewer:** What is a float?\n\n**Me:** Coins.\n\n**Interviewer:** Who counts?\n\n**Me:** Me.\n",
        "What is a float? >> Coins.\n\nWho counts? >> Me.\n",
        "> What is a float?\n\nCoins.\n\n> Who counts?\n\nMe.\n",
        "- **Q: What is a float?**\n  - **A:** Coins.\n- **Q: Who counts?**\n  - **A:** Me.\n",
        "- What is a float?\n  - Answer: Coins.\n- Who counts?\n  - **Answer:** Me.\n",
        "Q1 What is a float?\nA1 Coins.\n\n**Q2** Who counts?\n\n**A2** Me.\n",
        "# Question\n\nWhat is a float?\n\n## Answer\n\nCoins.\n\n# Question\n> Who counts?\n\n## Answer\n\nMe.\n",
        "<u>What is a float?</u>\n\nCoins.\n\n<u>Who counts?</u>\n\nMe.\n",
    ],
)
def test_questions_come_in_as_other_programs_write_them(text: str) -> None:
    assert asked(text) == FLOAT


def test_containers_in_code_are_code() -> None:
    assert asked('## Why?\n\n```\n??? question "How?"\n    So.\n:::\n```\n') == [
        ("Why?", '??? question "How?"\n    So.\n:::')
    ]


def test_numbered_headings_without_text_are_questions_without_answers() -> None:
    text = "## Bar\n\n#### 1. [What is a float?](https://x.org/1)\n\n#### 2. [Uses of a till](https://x.org/2)\n"

    assert [(card.question, card.sources) for card in cards(text)] == [
        ("What is a float?", ("https://x.org/1",)),
        ("Uses of a till", ("https://x.org/2",)),
    ]
    assert read("md", text).problems == ()


def test_a_section_called_question_may_hold_a_list() -> None:
    assert questions("# Till\n\n## Question\n\n- Why?\n- How?\n") == ["Why?", "How?"]


def test_advice_above_an_answer_is_not_shown_with_the_question() -> None:
    text = "## Why us?\n\n**How to answer:** with a reason\n\n**Sample answer:** The sea.\n"

    assert [(card.context, card.answer) for card in cards(text)] == [("", "How to answer: with a reason\n\nThe sea.")]


@pytest.mark.parametrize("label", ["What they look for", "What they're looking for", "What this tests", "Why they ask"])
@pytest.mark.parametrize(
    ("below", "looks_for"),
    [
        ("**{}:** that you read up.\n\nThe sea.\n", "that you read up."),
        ("**{}**\n\n- reading\n- honesty\n\n**Answer:** The sea.\n", "reading; honesty"),
        ("The sea.\n\n**{}:** that you read up.\n", "that you read up."),
        ("The sea.\n\n### {}\n\nTwo things:\n\n- reading\n- honesty\n", "Two things: reading; honesty"),
    ],
)
def test_what_an_interviewer_looks_for_is_no_part_of_the_answer(label: str, below: str, looks_for: str) -> None:
    text = "".join(f"## {question}\n\n{below.format(label)}\n" for question in ("Why us?", "Why now?"))

    assert [(card.looks_for, card.answer) for card in cards(text)] == [(looks_for, "The sea.")] * 2


@pytest.mark.parametrize("last", ["2. Why ovens?\n   Warm.\n", "2. Why ovens?\nWarm.\n", "2. Why ovens?\n\n   Warm.\n"])
def test_an_answer_below_its_item_is_kept_though_the_last_one_is_inside(last: str) -> None:
    bundle = read("md", f"1. Why nights?\n\nQuiet.\n\n{last}")

    assert [card.answer for card in only(bundle).cards] == ["Quiet.", "Warm."]


def test_numbered_bold_lines_in_an_answer_are_its_parts() -> None:
    text = "# Questions\n\n" + "".join(f"Q: Why {n}?\nA: So.\n\n**{n}. Part**\n\nx\n\n" for n in "123")

    assert questions(text) == ["Why 1?", "Why 2?", "Why 3?"]


def test_labels_below_a_marked_question_are_no_part_of_its_text() -> None:
    text = (
        '**Question:** "Why nursing?"\n**Category:** Fit\n**Source:** Board\n\n'
        "**Key points to cover:**\n- the ward\n- the team\n\n**Follow-ups:**\n- And why here?\n"
    )
    (card,) = cards(text)

    assert (card.question, card.answer, points(card)) == ('"Why nursing?"', "Category: Fit", ["the ward", "the team"])
    assert (card.sources, card.follow_ups) == (("Board",), (FollowUp("And why here?"),))


def test_the_word_question_in_a_list_marks_nothing() -> None:
    (card,) = cards("## How do you begin?\n\n- question\n- answer\n- decision\n")

    assert points(card) == ["question", "answer", "decision"]


# --- plain lines -------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", ["", "# My prep\n\n", "## Round two\n\n", "Notes of Tuesday\n\n"])
def test_plain_lines_ask_and_what_is_below_each_is_its_answer(title: str) -> None:
    text = f"{title}Why do you want this job?\nBecause of the team.\n\nTell me about a failure.\n\nI burned it.\n"

    assert asked(text) == [
        ("Why do you want this job?", "Because of the team."),
        ("Tell me about a failure.", "I burned it."),
    ]


def test_plain_lines_with_lists_below_them_stand_beside_a_list_of_questions() -> None:
    text = """Why are you leaving?
- a new owner

What is your biggest weakness?
- delegating

Questions for them
- What does success look like?
- How big is the team?
"""
    found = cards(text)

    assert [card.question for card in found] == [
        "Why are you leaving?",
        "What is your biggest weakness?",
        "What does success look like?",
        "How big is the team?",
    ]


def test_a_text_that_asks_in_passing_is_no_list_of_questions() -> None:
    text = "## Indexes\n\nWhat is one? A tree of keys.\nMore.\n\n## Locks\n\nThey wait. Why? For order.\n"

    assert questions(text) == ["Indexes", "Locks"]


def test_must_marks_a_point_from_either_side() -> None:
    text = "## Why us?\n\n- **must** the bread\n- **Must:** the ovens\n- the night **must**\n- the must of grapes\n"

    assert points(cards(text)[0]) == ["! the bread", "! the ovens", "! the night", "the must of grapes"]


@pytest.mark.parametrize(
    ("answer", "tip"),
    [
        ("Antwort", "Tipp"),
        ("Réponse", "Conseil"),
        ("Respuesta", "Consejo"),
        ("Risposta", "Suggerimento"),
        ("Resposta", "Dica"),
        ("Answer", "Tip"),
        ("Sample answer", "Tips"),
    ],
)
def test_labels_inside_an_item_are_parts_of_its_answer(answer: str, tip: str) -> None:
    text = f"1. **Why nights?**\n   {answer}: They are quiet.\n   {tip}: Smile.\n2. **Why ovens?**\n{answer}: Warm.\n"

    assert asked(text) == [("Why nights?", f"They are quiet.\n\n{tip}: Smile."), ("Why ovens?", "Warm.")]


@pytest.mark.parametrize("title", ["Tipps", "Tips", "Conseils", "Consejos", "Consigli", "Dicas", "Советы"])
@pytest.mark.parametrize("level", ["##", "###"])
@pytest.mark.parametrize("tips", ["- smile\n- breathe", "Smile."])
def test_advice_below_a_heading_is_no_card_and_no_points(title: str, level: str, tips: str) -> None:
    text = f"# Bar\n\n## Why nights?\n\nQuiet.\n\n{level} {title}\n\n{tips}\n\n## Why ovens?\n\nWarm.\n"
    first, second = cards(text)

    assert (first.question, second.question, second.answer) == ("Why nights?", "Why ovens?", "Warm.")
    assert first.answer.split() == f"Quiet. {title}: {tips}".split()
    assert first.key_points == ()


@pytest.mark.parametrize(
    ("third", "question"),
    [
        ("3. **What are your weaknesses** (they ALWAYS ask)", "What are your weaknesses (they ALWAYS ask)"),
        ("3. **Describe a failure**", "Describe a failure"),
        ("3. **Weaknesses**", "Weaknesses"),
    ],
)
def test_numbered_questions_may_have_their_answers_between_them(third: str, question: str) -> None:
    text = f"""1. **Tell me about yourself**

Sample answer:

I bake.

2. **Why nights?**

Tips:
- be short
- be honest

Sample answer:

They are quiet.

{third}

Tips:
- one only
"""
    found = asked(text)

    assert [each for each, _ in found] == ["Tell me about yourself", "Why nights?", question]
    assert [answer.split() for _, answer in found] == [
        ["I", "bake."],
        ["Tips:", "-", "be", "short", "-", "be", "honest", "They", "are", "quiet."],
        ["Tips:", "-", "one", "only"],
    ]


def test_the_line_below_a_request_answers_it() -> None:
    text = "1. **Why nights?**\n\nQuiet.\n\n2. **Why ovens?**\n\nWarm.\n\n3. Tell me about a failure.\nThe launch.\n"

    assert asked(text) == [
        ("Why nights?", "Quiet."),
        ("Why ovens?", "Warm."),
        ("Tell me about a failure.", "The launch."),
    ]
