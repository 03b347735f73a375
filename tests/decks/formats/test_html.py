"""HTML as plain text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decks.formats.html import to_text
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
        ("<pre>  a\n  b</pre>", "a\n  b"),
        ("</div></pre></style>a", "a"),
    ],
)
def test_html_becomes_what_a_person_reads(html: str, text: str) -> None:
    assert to_text(html) == text


@given(ANY_TEXT | NASTY_TEXT | st.text(alphabet="<>/&;div pre!-\"'=x"))
def test_any_html_is_read(html: str) -> None:
    assert isinstance(to_text(html), str)
