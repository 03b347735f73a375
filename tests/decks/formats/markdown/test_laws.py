"""Laws for Markdown in any style: the questions come back, all of them, in order, each with what belongs to it."""

from collections.abc import Callable, Sequence
from textwrap import indent
from time import process_time
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.reading import points, read

pytestmark = pytest.mark.slow

# Words that mean nothing in any language, so that none is a label or begins a question.
WORDS = st.lists(st.text("bcdfghkl\u00e4\u4e2d", min_size=1, max_size=8), min_size=1, max_size=6).map(" ".join)
LINES_OF_CODE = st.text("abc (){}<>*_#:`$\\\"'\t", max_size=20).map(str.rstrip)
CODE = st.lists(LINES_OF_CODE, min_size=1, max_size=4).map("\n".join).filter(lambda code: code.split("\n")[0] != "")


class Block(NamedTuple):
    """A block of an answer: as Markdown, and as the text of the card."""

    markdown: str
    text: str


def code_block(code: str) -> Block:
    return Block(f"~~~~text\n{code}\n~~~~", code.rstrip())


def steps(lead: str, items: Sequence[str]) -> Block:
    listed = "\n".join(f"- {item}" for item in items)
    return Block(f"{lead}:\n\n{listed}\n\n{lead}.", f"{lead}:\n\n{listed}\n\n{lead}.")


BLOCKS = st.one_of(
    WORDS.map(lambda words: Block(words, words)),
    WORDS.map(lambda words: Block(f"**{words}** `{words}`", f"{words} {words}")),
    CODE.map(code_block),
    st.builds(steps, WORDS, st.lists(WORDS, min_size=1, max_size=3)),
)
POINTS = st.lists(WORDS, max_size=3)


class Asked(NamedTuple):
    question: str
    context: Block
    blocks: list[Block]
    points: list[str]

    @property
    def markdown(self) -> str:
        return "\n\n".join(
            [*(block.markdown for block in self.blocks), *["\n".join(f"- {p}" for p in self.points)]]
        ).strip()

    @property
    def answer(self) -> str:
        return "\n\n".join(block.text for block in self.blocks)


QUESTIONS = st.builds(
    "{} {}?".format, st.sampled_from(["What is", "Why", "Wie", "Tell me about it:", "\u00bfQu\u00e9"]), WORDS
)
ASKED = st.builds(Asked, QUESTIONS, CODE.map(code_block), st.lists(BLOCKS, max_size=3), POINTS)
DECKS = st.lists(ASKED, min_size=1, max_size=5, unique_by=lambda asked: asked.question)


def in_item(asked: Asked, mark: str, first: str) -> str:
    body = f"{first}\n\n{asked.markdown}".strip()
    return f"{mark}{indent(body, ' ' * len(mark), lambda _: True)[len(mark) :]}"


def marked(question: str, answer: str) -> Callable[[Asked], str]:
    return lambda asked: f"{question} {asked.question}\n{answer}\n\n{asked.markdown}"


# Each style of a question whose answer follows; the answer may have any blocks.
STYLES: dict[str, Callable[[Asked], str]] = {
    "headings": lambda asked: f"## {asked.question}\n\n{asked.markdown}",
    "deep headings": lambda asked: f"##### **{asked.question}**\n{asked.markdown}",
    "answer below a label": lambda asked: f"### {asked.question}\n\n#### Answer\n\n{asked.markdown}",
    "headings in items": lambda asked: in_item(asked, "1.  ", f"### {asked.question}"),
    "bold lines": lambda asked: f"**{asked.question}**\n\n{asked.markdown}",
    "bold lines with numbers": lambda asked: f"**12. {asked.question}** \U0001f680\n\n{asked.markdown}",
    "items": lambda asked: in_item(asked, "1. ", asked.question),
    "bold items": lambda asked: in_item(asked, "* ", f"**{asked.question}**"),
    "marks": marked("Q:", "A:"),
    "bold marks": marked("**Question 4:**", "**Answer:**"),
    "marks in German": marked("Frage:", "Antwort:"),
    "folded blocks": lambda asked: (
        f"<details>\n<summary><b>{asked.question}</b></summary>\n\n{asked.markdown}\n\n</details>"
    ),
    "folded answers": lambda asked: (
        f"## {asked.question}\n\n<details>\n<summary>View answer</summary>\n\n{asked.markdown}\n\n</details>"
    ),
}
WITH_CONTEXT: dict[str, Callable[[Asked], str]] = {
    "answer below a label": lambda asked: (
        f"### {asked.question}\n\n{asked.context.markdown}\n\n#### Answer\n\n{asked.markdown}"
    ),
    "folded answers": lambda asked: (
        f"###### 3. {asked.question}\n{asked.context.markdown}\n<details><summary><b>Answer</b></summary>\n<p>\n\n"
        f"{asked.markdown}\n\n</p>\n</details>"
    ),
    "marks": lambda asked: f"Q: {asked.question}\n\n{asked.context.markdown}\n\nA:\n\n{asked.markdown}",
}
BETWEEN = st.sampled_from(["\n\n", "\n\n[Back to top](#top)\n\n", "\n\n<!-- next -->\n\n", "\n\n\n"])
ABOVE = st.sampled_from(["", "# Talk\n\n", "# Talk\n\n- [One](#one)\n- [Two](#two)\n\n", "---\ntitle: Talk\n---\n\n"])


@settings(max_examples=max(5, settings().max_examples // 3))
@pytest.mark.parametrize("style", STYLES)
@given(st.data())
def test_the_questions_of_every_style_come_back_with_their_answers(style: str, data: st.DataObject) -> None:
    deck, between, above = data.draw(DECKS), data.draw(BETWEEN), data.draw(ABOVE)
    bundle = read("md", above + between.join(map(STYLES[style], deck)) + "\n")
    cards = [card for one in bundle.decks for card in one.deck.cards]

    assert [card.question for card in cards] == [asked.question for asked in deck]
    assert bundle.problems == ()
    for card, asked in zip(cards, deck, strict=True):
        listed = any(block.text.endswith(".") and "\n- " in block.text for block in asked.blocks)
        tail = "\n\n".join(filter(None, [asked.answer, "\n".join(f"- {point}" for point in asked.points)]))
        assert (card.answer, points(card)) == ((tail, []) if listed else (asked.answer, asked.points))


@settings(max_examples=max(5, settings().max_examples // 3))
@pytest.mark.parametrize("style", WITH_CONTEXT)
@given(st.data())
def test_what_belongs_to_a_question_comes_back_with_it(style: str, data: st.DataObject) -> None:
    deck = [asked for asked in data.draw(DECKS) if asked.blocks or asked.points]
    bundle = read("md", "\n\n".join(map(WITH_CONTEXT[style], deck)) + "\n")
    cards = [card for one in bundle.decks for card in one.deck.cards]

    assert [(card.question, card.context) for card in cards] == [(asked.question, asked.context.text) for asked in deck]


ANSWERED = ASKED.filter(lambda asked: asked.blocks or asked.points)
STYLED = st.sampled_from([*STYLES.items(), *WITH_CONTEXT.items()])
MIXED = st.lists(st.tuples(STYLED, ANSWERED), min_size=2, max_size=6, unique_by=lambda pair: pair[1].question)


@given(MIXED, BETWEEN, ABOVE)
def test_a_mixture_of_all_styles_gives_back_its_questions(
    mixture: list[tuple[tuple[str, Callable[[Asked], str]], Asked]], between: str, above: str
) -> None:
    text = above + between.join(write(asked) for (_, write), asked in mixture) + "\n"
    cards = [card for one in read("md", text).decks for card in one.deck.cards]

    assert [card.question for card in cards] == [asked.question for _, asked in mixture]
    for card, (_, asked) in zip(cards, mixture, strict=True):
        said = "\n".join([card.context, card.answer, *(point.text for point in card.key_points)])
        assert all(block.text in said for block in asked.blocks)
        assert all(point in said for point in asked.points)


@given(st.lists(QUESTIONS, min_size=1, max_size=8, unique=True), st.sampled_from(["- ", "* ", "1. ", "- [ ] "]), ABOVE)
def test_a_list_of_questions_comes_back_question_by_question(questions: list[str], mark: str, above: str) -> None:
    bundle = read("md", above + "\n".join(mark + question for question in questions) + "\n")

    assert [card.question for one in bundle.decks for card in one.deck.cards] == questions
    assert bundle.problems == ()


@given(st.lists(st.tuples(QUESTIONS, WORDS), min_size=1, max_size=6, unique=True), st.booleans())
def test_a_table_of_questions_comes_back_row_by_row(rows: list[tuple[str, str]], numbered: bool) -> None:
    head = "| No. | Question | Answer |\n|---|---|---|\n" if numbered else "| Question | Answer |\n|---|---|\n"
    body = "".join(
        f"|{f' {n} |' if numbered else ''} {question} | {answer} |\n" for n, (question, answer) in enumerate(rows)
    )
    bundle = read("md", head + body)

    assert [(card.question, card.answer) for one in bundle.decks for card in one.deck.cards] == rows


PIECES = [
    *("## What?\n\nx\n", "1. ### What?\n", "**What?**\n\n", "- What?\n", "  - What?\n", "Q: x\n\n", "A. b\nB. c\n"),
    *("<details>", "</details>", "<summary>", "<details><summary>What?</summary>\n", "<h2>", "<!--", "-->", "</b>"),
    *("```\n", "```js\n", "~~~a\n```b\n", "- ```\n", "$$\n", "$$ a\n", "\\[\n", "\\begin{a}\n", "$a ", "\\(", "\\[a"),
    *(
        "[[a",
        "[^1]",
        "[^1]: [^1]\n",
        "a::b\n",
        "?\n",
        "a\n?\n",
        "C: [x]\n\n",
        "C: x\n\n[y]\n",
        "[x] ",
        "| a | b |\n|--|--|\n",
    ),
    *(
        "[a](#b)\n",
        "- [a](#b)\n",
        "**Answer**\n\n",
        "### Answer\n",
        "Situation: a\n",
        "Hint:\n",
        "> [!note]\n",
        "&nbsp;",
        "<sup>",
    ),
    *(
        "***a ",
        "__a",
        "\u2753",
        ":a:",
        "1) ",
        "> - ",
        "- - ",
        "\x1a",
        "<!--\x1a0-->\n",
        "\t\t- a\n",
        "%\n",
        "---\n",
        "a\n---\n",
    ),
]
MANY_PIECES = st.lists(st.sampled_from([*PIECES, "\n", " ", "x", "What?", "    ", "#", "|", "\\"]), max_size=12).map(
    "".join
)
SHORT = 5_000  # characters


@given(MANY_PIECES)
def test_any_pieces_give_a_bundle(text: str) -> None:
    bundle = read("md", text)

    assert bundle.decks or bundle.problems or not text.strip()


def seconds(text: str) -> float:
    """CPU time, at best of two, that reading takes."""
    taken = []
    for _ in range(2):
        begin = process_time()
        read("md", text)
        taken.append(process_time() - begin)
    return min(taken)


@settings(max_examples=max(20, settings().max_examples // 3))
@given(
    MANY_PIECES.filter(bool)
    | DECKS.flatmap(lambda deck: st.sampled_from(list(STYLES.values())).map(lambda w: w(deck[0])))
)
def test_four_times_the_text_takes_about_four_times_as_long(text: str) -> None:
    times = 1 + SHORT // len(text)

    assert seconds(text * 4 * times) <= 10 * max(seconds(text * times), 0.01)
