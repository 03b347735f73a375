"""Almost valid files: valid ones with a few bytes, words or lines removed, doubled, moved or inserted."""

from hypothesis import strategies as st

# The formats' own tokens, and classic breakers of text readers.
TOKENS = (
    *(
        b"\n",
        b"\r\n",
        b"\x00",
        b"\x1b[2J",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xe2\x80\xae",
        b"\t",
    ),
    *(
        b'"',
        b"'",
        b'"""',
        b"[",
        b"]",
        b"[[",
        b"]]",
        b"{",
        b"}",
        b"=",
        b",",
        b";",
        b"|",
        b"#",
        b"\\",
        b"\\u0000",
        b"\\ud800",
    ),
    *(b"[[cards]]\n", b"[deck]\n", b"id = 1\n", b"question = []\n", b"key_points = [1, {}]\n", b"priority = {}\n"),
    *(
        b"[[answers]]\n",
        b"[[stories]]\n",
        b"[[interviews]]\n",
        b"date = 9999-12-31\n",
        b"date = 00:00\n",
        b"nan",
        b"inf",
    ),
    *(b"true", b"null", b"-1", b"1e999", b"99999999999999999999", b"1979-05-27T07:32:00Z", b"format = 2\n"),
    *(
        b"---\n",
        b"# ",
        b"- ",
        b"* [ ] ",
        b"Q: ",
        b"A: ",
        b"<details>",
        b"</p>",
        b"&#x0;",
        b"&#55296;",
        b"{{c1::",
        b"}}",
    ),
    *(
        b"question,answer\n",
        b"question\tanswer\n",
        b"'=1+1",
        b"a" * 5000,
        b"[" * 2000,
        b"{'a':" * 500,
        b"PK\x03\x04",
        b"PK\x05\x06",
    ),
)
_AT = st.floats(0, 1)
_CHANGE = st.one_of(
    st.tuples(st.just("cut"), _AT, st.integers(1, 200)),
    st.tuples(st.just("end"), _AT, st.just(0)),
    st.tuples(st.just("double"), _AT, st.integers(1, 200)),
    st.tuples(st.just("move"), _AT, st.integers(1, 200)),
    st.tuples(st.just("flip"), _AT, st.integers(1, 255)),
    st.tuples(st.just("put"), _AT, st.sampled_from(TOKENS) | st.binary(min_size=1, max_size=8)),
)


def changed(content: bytes, how: str, where: float, what: int | bytes) -> bytes:
    """Return the content with one change, made at `where` (0 to 1) of its length."""
    at = int(where * len(content))
    if isinstance(what, bytes):
        return content[:at] + what + content[at:]
    piece, rest = content[at : at + what], content[at + what :]
    match how:
        case "cut":
            return content[:at] + rest
        case "end":
            return content[:at]
        case "double":
            return content[:at] + piece + piece + rest
        case "move":
            return piece + content[:at] + rest
        case _:
            return content[:at] + bytes(byte ^ what for byte in content[at : at + 1]) + content[at + 1 :]


def mutations(*valid: bytes) -> st.SearchStrategy[bytes]:
    """Valid contents with one to six changes."""

    def change(content: bytes, changes: list[tuple[str, float, int | bytes]]) -> bytes:
        for how, where, what in changes:
            content = changed(content, how, where, what)
        return content

    return st.builds(change, st.sampled_from(valid), st.lists(_CHANGE, min_size=1, max_size=6))
