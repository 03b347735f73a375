"""The process that takes the text out of a PDF or a Word document: such files can ask for any time and memory.

The file comes on standard input, its text goes to standard output. What is wrong with it is the exit code.
"""

import io
import sys
import zipfile
from collections.abc import Iterator
from contextlib import suppress

LOCKED, DAMAGED, TOO_LARGE = 3, 4, 5  # exit codes
_SECONDS, _BYTES = 20, 1 << 30  # of processor time and of memory
_MOST_PAGES = 60  # of an advert or a CV
_MOST_UNPACKED = 64 << 20  # bytes of a Word document


def main(kind: str) -> int:
    """Write the text of the `pdf` or `docx` on standard input to standard output; return the exit code."""
    _limit()
    content = sys.stdin.buffer.read()
    try:
        text = "\n".join(_pdf(content) if kind == "pdf" else _docx(content))
    except _Unreadable as error:
        return error.code
    except Exception:  # noqa: BLE001 - whatever a parser makes of a damaged file, it is damaged
        return DAMAGED
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    return 0


class _Unreadable(Exception):
    def __init__(self, code: int) -> None:
        self.code = code


def _limit() -> None:
    """Bound this process's time and memory, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (_BYTES, _BYTES))


def _pdf(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise _Unreadable(LOCKED)
    if len(reader.pages) > _MOST_PAGES:
        raise _Unreadable(TOO_LARGE)
    for page in reader.pages:
        yield page.extract_text()


def _docx(content: bytes) -> Iterator[str]:
    from docx import Document
    from docx.table import Table

    with zipfile.ZipFile(io.BytesIO(content)) as members:
        if sum(member.file_size for member in members.infolist()) > _MOST_UNPACKED:
            raise _Unreadable(TOO_LARGE)
    for block in Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                # A merged cell comes once for each column it covers.
                yield from dict.fromkeys(cell.text for cell in row.cells)
        else:
            style = (block.style.name if block.style else "") or ""
            yield f"# {block.text}" if style.startswith(("Heading", "Title")) else block.text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
