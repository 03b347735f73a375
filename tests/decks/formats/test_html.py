"""HTML as plain text."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decks.formats.html import shown_and_hidden, to_text, unescape, without_list_marks
from decks.formats.text.web_page import page_to_markdown
from tests.strategies import ANY_TEXT, NASTY_TEXT


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("plain", "plain"),
        ("a<br><br>b", "a\n\nb"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<ul><li>a<li>b</ul>c", "- a\n- b\nc"),
        ("<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>", "a | b\nc | d"),
        ("x &lt;y&gt; &amp;&nbsp;z", "x <y> & z"),
        ('<img src="a.png">', "[image: a.png]"),
        ("<style>x{}</style>a<script>b</script>", "a"),
        ("<pre>\n  a\n\tb\n\n\n    c\n</pre>", "  a\n\tb\n\n\n    c"),
        ("Loop:<pre>  a \n<br>    b</pre>then", "Loop:\n\n  a \n\n    b\n\nthen"),
        ("if x:<div>&nbsp; &nbsp; y</div>", "if x:\n    y"),
        ("<p>a</p>\n<p>b\nc</p><div>d<br></div><div><br></div>e", "a\n\nb c\n\nd\n\ne"),
        ("<table><tr><td><p>a</p></td><td> </td><td>b<br>c</td></tr></table>", "a | | b\nc"),
        (
            '<img src="data:image/png;base64,AAAA"><svg><title>t</title></svg><svg aria-hidden=true></svg>',
            "[image]\n[drawing]",
        ),
        ("<ruby>東京<rp>(</rp><rt>とうきょう</rt><rp>)</rp></ruby>", "東京 (とうきょう)"),
        ("</div></pre></style>a", "a"),
    ],
)
def test_html_becomes_what_a_person_reads(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ol><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ol>e", "1. a\n   1. b\n   2. c\n2. d\ne"),
        ("<ol><li>a<ul><li>b<li>c</ul><li>d</ol>", "1. a\n   - b\n   - c\n2. d"),
        ("<ul><li><p>a</p><p>b</p></li><li> <div>c</div></li></ul>", "- a\n  b\n- c"),
        ('<ol start="9"><li>a</li><li><pre>x:\n  y</pre></li></ol>', "9. a\n10. x:\n      y"),
        ("<p>First:</p><ul><li>a</li></ul><p>Then:</p>", "First:\n\n- a\n\nThen:"),
        ("<ul><li></li></ul>a<ol><li></ol><li>b", "a\n- b"),
        ("<li>a</li></ol><ol start=x><li></li><li>b</li></ol>", "- a\n2. b"),
    ],
)
def test_lists_keep_their_numbers_and_their_depth(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("O(n<sup>2</sup>), 10 <sup>-1</sup>", "O(n^2), 10 ^-1"),
        ("CO<sub>2</sub>, a<sub>i, j</sub>", "CO_2, a_(i, j)"),
        ("e<sup>x<sup>2</sup> + 1</sup>", "e^(x^2 + 1)"),
        ("the 21<sup>st</sup>, grow<sup>[1]</sup><sup></sup>", "the 21st, grow^[1]"),
        ("a<br><sup>1</sup> b", "a\n^1 b"),
        ("<pre>2<sup>8</sup></pre>", "2^8"),
    ],
)
def test_what_is_raised_or_lowered_stays_so(html: str, text: str) -> None:
    assert to_text(html) == text


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("a", ("a", "")),
        ('a<div style="Display : none">b<div>c</div></div> d', ("a d", "b\nc")),
        ("<details><summary>Hint</summary>b</details>a", ("a", "Hint\nb")),
        ("<span hidden>b</span> a<br hidden>c", ("a\nc", "b")),
    ],
)
def test_hidden_text_is_told_from_what_is_shown(html: str, texts: tuple[str, str]) -> None:
    assert shown_and_hidden(html) == texts
    assert set(to_text(html).split()) == {word for text in texts for word in text.split()}


def test_the_marks_of_a_list_can_be_taken_off() -> None:
    assert without_list_marks(to_text("<ol><li>a - b<ul><li>2. c</ul></ol>-1")) == "a - b\n2. c\n-1"


def test_deep_nesting_takes_no_longer_for_it() -> None:
    deep = 20_000
    for html in ("<ul><li>" * deep, "<sup>x" * deep + "</sup>" * deep, "<div hidden>" * deep, "<pre>" * deep):
        assert len(to_text(html + "a")) < 40 * deep


@pytest.mark.parametrize("mark", ["<![foo", "<![", "<![]", "<![CDATA[", "<![1[x]]", "<![if x", "<!", "<!-", "<?"])
def test_a_declaration_with_any_word_hides_at_most_itself(mark: str) -> None:
    assert to_text(f"<p>one</p>{mark}><p>two</p>").split() == ["one", "two"]
    assert page_to_markdown(f"<p>one</p>{mark}><p>two</p>")[0].split() == ["one", "two"]
    assert to_text(f"<p>one</p>{mark}").startswith("one")


@pytest.mark.parametrize("number", ["9" * 5000, "x" + "f" * 5000, "0" * 5000 + "65"])
def test_a_character_with_a_number_of_any_length_is_an_unknown_one(number: str) -> None:
    assert to_text(f'a&#{number};b<img src="&#{number}">') == "a\ufffdb[image: \ufffd]"
    assert unescape(f"a&#{number};b &#65;") == "a\ufffdb A"


@pytest.mark.parametrize("mark", ["<!--", "<![CDATA[", "<![x", "<a ", "</a", "<!x", "<?", "<a b='", '<a b="', "<a b="])
def test_what_is_never_closed_takes_no_longer_for_it(mark: str) -> None:
    before = time.process_time()
    to_text(mark * 20_000 + ">")
    assert time.process_time() - before < 5  # a time that grows with the square takes minutes


@given(ANY_TEXT | NASTY_TEXT | st.text(alphabet="<>/&;div pre!-\"'=x"))
def test_any_html_is_read(html: str) -> None:
    assert isinstance(to_text(html), str)
