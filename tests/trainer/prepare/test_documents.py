"""Adverts in any form, and what can't be one: a sentence each."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.terminal import World
from trainer.prepare.documents import Document, UnusableDocument, read_document

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
GERMAN = """Wir suchen für unsere Station eine engagierte Pflegefachkraft. Sie arbeiten mit Ärzten und Therapeuten im
Team und sind für die Pflege der Patienten verantwortlich. Ihre Aufgaben sind die Dokumentation der Pflege, die
Anleitung von Auszubildenden und die Begleitung der Angehörigen. Wir bieten eine faire Vergütung."""


def read(path: Path) -> Document:
    return read_document(World(path.parent).environment(), str(path))


def wrong(path: Path) -> str:
    with pytest.raises(UnusableDocument) as error:
        read(path)
    return error.value.what.removeprefix(f"{path} ")


def word_file(path: Path) -> Path:
    from docx import Document as WordDocument

    document = WordDocument()
    document.add_heading("Requirements", 1)
    document.add_paragraph("Attention to detail", style="List Bullet")
    row = document.add_table(1, 2).rows[0]
    row.cells[0].text, row.cells[1].text = "Essential", "Good English"
    document.save(str(path))
    return path


def rewritten(source: Path, target: Path, document: "Iterator[bytes]") -> Path:
    """Copy a Word file with another main part."""
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name != "word/document.xml":
                after.writestr(name, before.read(name))
        with after.open("word/document.xml", "w") as part:
            for piece in document:
                part.write(piece)
    return target


def pdf_with(path: Path, text: str) -> Path:
    """Write the smallest PDF that shows one line of text."""
    stream = f"BT /F1 12 Tf 20 100 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj%s endobj\n" % (number, each)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\n" % rows
    path.write_bytes(content + table + b"startxref\n%d\n%%%%EOF" % len(content))
    return path


def test_a_web_page_is_read_without_what_surrounds_its_text(tmp_path: Path) -> None:
    path = tmp_path / "advert.html"
    page = "<h2>Requirements</h2>\n<li>Calm &amp; accurate</li>"
    path.write_text(f"<html><nav>Jobs</nav>\n<main>{page}</main>\n<footer>Us</footer></html>")

    assert [(number, line.strip("# -")) for number, line in read(path).lines] == [
        (2, "Requirements"),
        (3, "Calm & accurate"),
    ]


def test_a_word_file_is_read_with_its_headings_and_tables(tmp_path: Path) -> None:
    lines = [line for _, line in read(word_file(tmp_path / "cv.docx")).lines]

    assert lines == ["# Requirements", "Attention to detail", "Essential", "Good English"]


def test_a_pdf_is_read_whatever_its_name(tmp_path: Path) -> None:
    for name in ("advert.pdf", "advert.txt"):
        assert read(pdf_with(tmp_path / name, "Attention to detail")).lines == ((1, "Attention to detail"),)


def test_a_pasted_text_is_read_from_standard_input(tmp_path: Path) -> None:
    pasted = read_document(World(tmp_path).environment("Lead a team\n\x1b[31mcalmly\n"), "-")

    assert pasted.lines == ((1, "Lead a team"), (2, "calmly"))


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("empty.txt", b"", "has no text"),
        ("blank.md", b" \n\n- \n", "has no text"),
        ("large.txt", b"You will lead a team.\n" * 250_000, "is far longer than an advert or a CV"),
        ("data.txt", bytes(range(256)) * 40, "is binary data"),
        ("data.pdf", bytes(range(256)) * 40, "is not a PDF"),
        ("old.doc", b"\xd0\xcf\x11\xe0" + bytes(99), "is an old Office file"),
        ("cut.docx", b"PK\x03\x04 and no more", "cannot be read: it may be damaged"),
        ("cut.pdf", b"%PDF-1.7 and no more", "cannot be read: it may be damaged"),
    ],
)
def test_what_is_no_advert_gets_a_sentence(tmp_path: Path, name: str, content: bytes, what: str) -> None:
    (tmp_path / name).write_bytes(content)

    assert wrong(tmp_path / name) == what


def test_a_missing_file_and_a_folder_get_one_too(tmp_path: Path) -> None:
    assert wrong(tmp_path / "none.txt").startswith("cannot be read (")  # as the system words it
    assert "folder" in wrong(tmp_path)


def test_a_scan_and_a_locked_pdf_get_one_too(tmp_path: Path) -> None:
    from pypdf import PdfWriter

    for name, password in (("scan.pdf", ""), ("locked.pdf", "secret")):
        writer = PdfWriter()
        writer.add_blank_page(200, 200)
        if password:
            writer.encrypt(password)
        writer.write(str(tmp_path / name))

    assert wrong(tmp_path / "scan.pdf") == "has no text, like a scan"
    assert wrong(tmp_path / "locked.pdf") == "is locked with a password"


def test_a_word_file_that_unpacks_to_gigabytes_is_refused_before_it_does(tmp_path: Path) -> None:
    begin = f'<?xml version="1.0"?><w:document xmlns:w="{WORD}"><w:body>'.encode()
    pieces = (begin if n == 0 else b"<w:p/>" * 200_000 for n in range(70))

    assert wrong(rewritten(word_file(tmp_path / "a.docx"), tmp_path / "b.docx", pieces)) == (
        "is far larger than an advert or a CV"
    )


def test_entities_that_multiply_are_not_expanded(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12))
    begin = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">{entities}]>'
    body = f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>&m;</w:t></w:r></w:p></w:body></w:document>'
    pieces = iter([begin.encode(), body.encode()])

    assert wrong(rewritten(word_file(tmp_path / "a.docx"), tmp_path / "b.docx", pieces)) in (
        "cannot be read: it may be damaged",
        "has no text",
    )


def test_a_short_text_with_a_few_control_characters_is_text(tmp_path: Path) -> None:
    path = tmp_path / "advert.txt"
    path.write_bytes(b"Requirements\n- \x1b[31mLead\x1b[0m a team\x07\n- \x1b]0;x\x07Accuracy\n")

    assert [line for _, line in read(path).lines] == ["Requirements", "- Lead a team", "- Accuracy"]


def test_a_folder_is_no_advert(tmp_path: Path) -> None:
    with pytest.raises(UnusableDocument) as error:
        read(tmp_path)

    assert str(error.value).endswith("cannot be read (it is a folder, not a file). Name a file.")


def test_a_german_advert_is_not_guessed_at(tmp_path: Path) -> None:
    world = World(tmp_path)
    (tmp_path / "stelle.txt").write_text(GERMAN, encoding="utf-8")

    assert world.run("prepare", str(tmp_path / "stelle.txt")) == 1
    assert "seems to be in German, and prepare only knows English words. `greenroom interview set` plans" in world.err
    assert "`greenroom config language de` has cards in it." in world.err


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Wir suchen für die Werkstatt eine Elektrikerin mit Führerschein und ein wenig Humor.", 1),
        ("Anforderungen: Teamfähigkeit", 0),
        ("Wir suchen: a baker with Gluten-und-Zucker skills for the Café die Mühle", 0),
    ],
)
def test_a_short_advert_is_only_refused_if_no_word_is_english(tmp_path: Path, text: str, code: int) -> None:
    world = World(tmp_path)
    (tmp_path / "stelle.txt").write_text(text, encoding="utf-8")

    assert world.run("prepare", str(tmp_path / "stelle.txt")) == code


def test_a_german_cv_beside_an_english_advert_can_be_left_out(tmp_path: Path) -> None:
    world = World(tmp_path)
    (tmp_path / "advert.txt").write_text("Requirements:\n- Attention to detail\n", encoding="utf-8")
    (tmp_path / "lebenslauf.txt").write_text(GERMAN, encoding="utf-8")

    assert world.run("prepare", str(tmp_path / "advert.txt"), "--cv", str(tmp_path / "lebenslauf.txt")) == 1
    assert "only knows English words. Leave --cv out, or give an English one." in world.err
