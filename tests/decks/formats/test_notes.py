"""Web pages and notes in other markups than Markdown."""

import pytest

from decks.formats.bundle import Bundle
from decks.formats.text.markup import markup_of, to_markdown
from decks.formats.text.web_page import page_to_markdown
from tests.reading import points, read

ORG = """#+TITLE: Warehouse
* Basics
** Why nights?  :work:
   :PROPERTIES:
   :ID: 1
   :END:
   It is *quiet*.
   - it pays
** TODO How do you sort?
#+BEGIN_SRC python
sorted(x)
#+END_SRC
"""
ASCIIDOC = """= Warehouse
:toc:

== Basics

=== Why nights?

It is *quiet*.

* it pays

=== How do you sort?

[source,python]
----
sorted(x)
----
"""
RST = """Warehouse
=========

.. contents::

Basics
------

Why nights?
~~~~~~~~~~~

It is **quiet**.

* it pays

How do you sort?
~~~~~~~~~~~~~~~~

.. code-block:: python

   sorted(x)
"""
WIKI = """= Warehouse =
== Why nights? ==
It is '''quiet'''.

* it pays

== How do you sort? ==

```
sorted(x)
```
"""
PAGE = """<!DOCTYPE html>
<html><head><title>Warehouse</title><script>var a = "why?";</script></head><body>
<nav><a href="/">What is new?</a></nav>
<h1>Warehouse</h1>
<h2>1. Why nights?</h2><p>It is <b>quiet</b>.</p><ul><li>it pays</li></ul>
<h2>2. How do you sort?</h2><pre>sorted(x)</pre>
<footer>Any questions?</footer></body></html>
"""


def asked(bundle: Bundle) -> list[str]:
    return [card.question for one in bundle.decks for card in one.deck.cards]


@pytest.mark.parametrize("text", [ORG, ASCIIDOC, RST, WIKI, PAGE])
def test_headings_that_ask_are_cards_in_any_markup(text: str) -> None:
    bundle = read("txt", text)
    first, second = bundle.decks[0].deck.cards

    assert (first.question, second.question) == ("Why nights?", "How do you sort?")
    assert (first.answer.replace("*", ""), points(first)) == ("It is quiet.", ["it pays"])
    assert second.answer == "sorted(x)"
    assert bundle.problems == ()


@pytest.mark.parametrize("text", [ORG, ASCIIDOC, RST, WIKI])
def test_line_numbers_stay_true(text: str) -> None:
    assert to_markdown(text, markup_of(text)).count("\n") == text.count("\n")


def test_a_rubric_that_asks_is_a_card() -> None:
    bundle = read("rst", ".. rubric:: Why nights?\n\nQuiet.\n\n.. rubric:: Why ovens?\n\n.. note:: Warm.\n")

    assert [(card.question, card.answer) for one in bundle.decks for card in one.deck.cards] == [
        ("Why nights?", "Quiet."),
        ("Why ovens?", "Warm."),
    ]


def test_ordinary_text_has_no_markup() -> None:
    for text in (
        "Why nights?\nQuiet.\n",
        "a;b\nc;d\n",
        "pan = bread\n",
        "- a\n- b\n",
        "# Why?\n\nSo.\n",
        "a | b\n--|--\n",
    ):
        assert markup_of(text) == ""


@pytest.mark.parametrize(
    "page",
    [
        "<html><p><strong>1. Why nights?</strong><br>Quiet.</p><p><b>2. Why ovens?</b></p><p>Warm.</p></html>",
        "<div><button>Why nights?</button><p>Quiet.</p><button>Why ovens?</button><div>Warm.</div></div>",
        "<html><dl><dt>Why nights?</dt><dd>Quiet.</dd><dt>Why ovens?</dt><dd>Warm.</dd></dl></html>",
        "<html><details><summary>Why nights?</summary>Quiet.</details>\n<h2>Why ovens?</h2><p>Warm.</p></html>",
        """<html><table><tr><th>Question</th><th>Answer</th></tr><tr><td>Why nights?</td><td>Quiet.</td></tr>
        <tr><td><p>Why ovens?</p></td><td>Warm.</td></tr></table></html>""",
        "<html>What is new?<main><h2>Why nights?</h2>Quiet.<h2>Why ovens?</h2>Warm.</main>Why not?</html>",
    ],
)
def test_questions_on_a_web_page_are_found_whatever_carries_them(page: str) -> None:
    bundle = read("txt", page)

    assert [(card.question, card.answer) for one in bundle.decks for card in one.deck.cards] == [
        ("Why nights?", "Quiet."),
        ("Why ovens?", "Warm."),
    ]


def test_a_page_keeps_code_and_what_markdown_would_take_for_marks() -> None:
    page = """<html><h2>Why a*b*c?</h2><p>Use <code>x_y_z</code>, 2<sup>3</sup>, a_b_c.</p><pre>if a &lt; b:
    go()</pre></html>"""
    (card,) = read("txt", page).decks[0].deck.cards

    assert card.question == "Why a*b*c?"
    assert card.answer == "Use x_y_z, 2^3, a_b_c.\n\nif a < b:\n    go()"


def test_each_line_of_a_page_leads_back_to_where_it_stands() -> None:
    markdown, lines = page_to_markdown(PAGE)

    at = markdown.split("\n").index("## 2. How do you sort?")
    assert lines[at] == 6
    assert len(lines) == markdown.count("\n") + 1


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("rst", "FAQ\n===\n\nWhy nights?\n    Quiet.\n\nWhy ovens?\n    Warm.\n"),
        ("rst", "FAQ\n===\n\n:Q: Why nights?\n:A: Quiet.\n\n:Q: Why ovens?\n:A: Warm.\n"),
        ("adoc", "= FAQ\n\n[qanda]\nWhy nights?::\n  Quiet.\nWhy ovens?::\n  Warm.\n"),
        ("org", "* Item\n*** Front\nWhy nights?\n*** Back\nQuiet.\n* Item\n*** Front\nWhy ovens?\n*** Back\nWarm.\n"),
        ("adoc", "= FAQ\n\n|===\n|Question |Answer\n\n|Why nights? |Quiet.\n|Why ovens? |Warm.\n|===\n"),
        ("adoc", "= FAQ\n\n|===\n|Question\n|Answer\n\n|Why nights?\n|Quiet.\n\n|Why ovens?\n|Warm.\n|===\n"),
        ("org", "| Question | Answer |\n|----------+--------|\n| Why nights? | Quiet. |\n| Why ovens? | Warm. |\n"),
        (
            "html",
            "<table><tr><td>Why nights?</td><td>Quiet.</td></tr><tr><td>Why ovens?</td><td>Warm.</td></tr></table>",
        ),
        ("html", "<h1>FAQ</h1><div>Why nights?</div><div>Quiet.</div><div>Why ovens?</div><div>Warm.</div>"),
    ],
)
def test_lists_of_questions_in_each_markup_are_cards(kind: str, text: str) -> None:
    (one,) = read(kind, text).decks

    assert [(card.question, card.answer) for card in one.deck.cards] == [
        ("Why nights?", "Quiet."),
        ("Why ovens?", "Warm."),
    ]


FAQ = """<!DOCTYPE html>
<html><head><title>Bakery</title>
<script type="application/ld+json">
{"@context": "https://schema.org", "@graph": [{"@type": "Organization", "name": "Bakery"}, {"@type": "FAQPage",
 "mainEntity": [
  {"@type": "Question", "name": "1. Why nights?",
   "acceptedAnswer": {"@type": "Answer", "text": "<p>It is <b>quiet</b>.</p><ul><li>it pays</li></ul>"}},
  {"@type": ["Question"], "name": "2. Why &quot;ovens&quot;?",
   "suggestedAnswer": [{"@type": "Answer", "text": "Warm."}]}
 ]}]}
</script></head><body><p>Welcome to our bakery.</p><div id="app"></div>%s</body></html>
"""


@pytest.mark.parametrize("kind", ["html", "txt"])
@pytest.mark.parametrize("body", ["", "<h2>Any questions?</h2><p></p>", "<button>Why nights?</button>"])
def test_a_page_without_questions_and_answers_is_read_from_its_data_for_search_engines(kind: str, body: str) -> None:
    bundle = read(kind, FAQ % body)
    (deck,) = bundle.decks

    assert [(card.question, card.answer) for card in deck.deck.cards] == [
        ("Why nights?", "It is quiet.\n\n- it pays"),
        ('Why "ovens"?', "Warm."),
    ]
    assert bundle.understood == "2 questions from what the page tells search engines"
    assert bundle.problems == ()


def test_a_page_whose_text_has_the_answers_is_read_from_its_text() -> None:
    assert asked(read("html", FAQ % "<h2>How do you sort?</h2><p>By hand.</p><h2>And so?</h2><p>So.</p>")) == [
        "How do you sort?",
        "And so?",
    ]


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{",
        "[" * 100_000,
        '{"@type": "Question"}',
        '{"@type": "Question", "name": 3, "acceptedAnswer": "So."}',
        '{"@type": {"Question": 1}, "name": "Why?"}',
        '{"@type": "Product", "name": "Why?"}',
        "<script" * 10_000,
    ],
)
def test_data_of_a_page_that_asks_nothing_changes_nothing(data: str) -> None:
    page = f'<html><script type="application/ld+json">{data}</script><h2>Why nights?</h2><p>Quiet.</p></html>'

    assert asked(read("html", page)) == ["Why nights?"]
