"""The morning sheet in three formats: lines for the terminal, Markdown, and a page to print."""

import re
from html import escape
from pathlib import Path
from string import Template

from trainer.interview.sheet import Entry, Sheet
from trainer.terminal.layout import BLANK, Layout, Line, paragraph
from trainer.terminal.words import short_day

_ASKED = "What the advert asks for, and your story for it"
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~&])")
# At the beginning of a line, Markdown would read these as a list or a heading.
_BLOCK = re.compile(r"^(\s*(?:\d+(?=[.)]))?)(?=[-+=.)])", re.MULTILINE)


def sheet_lines(sheet: Sheet, layout: Layout) -> list[Line]:
    """Return the sheet as lines for the terminal."""
    lines = paragraph(_title(sheet), layout.width, style="title")

    def section(title: str, items: list[str]) -> None:
        if items:
            lines.extend([BLANK, *paragraph(title, layout.width, style="title")])
            lines.extend(line for item in items for line in paragraph(item, layout.width, first="   - "))

    section("People", list(sheet.people))
    section(_ASKED, [f"{row.title}: {row.story}" for row in sheet.requirements])
    for title, entries in sheet.groups:
        lines += [BLANK, *paragraph(title, layout.width, style="title")]
        for entry in entries:
            lines += paragraph(entry.question, layout.width, style="question")
            for point in entry.points:
                lines += paragraph(point.marked, layout.width, first="   - ")
            lines += paragraph(entry.notes, layout.width, first="   ") if entry.notes else []
            lines += paragraph(f"Story: {entry.story}", layout.width, first="   ") if entry.story else []
    section("Stories", [f"{title}: {gist}" if gist else title for title, gist in sheet.stories])
    section("Ask them", list(sheet.asks))
    section("If they ask what they shouldn't", [f"{name}: {how}" for name, how in sheet.deflections])
    for sentence in sheet.endings:
        lines += [BLANK, *paragraph(sentence, layout.width, style="dim")]
    return lines


def sheet_markdown(sheet: Sheet) -> str:
    """Return the sheet as CommonMark. Markup in its texts is escaped."""
    lines = [f"# {_escaped(_title(sheet))}"]

    def section(title: str, items: list[str]) -> None:
        if items:
            lines.extend(["", f"## {title}", "", *(f"- {item}" for item in items)])

    section("People", [_escaped(person) for person in sheet.people])
    section(_ASKED, [f"**{_escaped(row.title)}**: {_escaped(row.story)}" for row in sheet.requirements])
    for title, entries in sheet.groups:
        lines += ["", f"## {_escaped(title)}"]
        for entry in entries:
            lines += ["", f"**{_escaped(entry.question)}**", ""]
            lines += [f"- {_escaped(point.marked)}" for point in entry.points]
            lines += ["", _escaped(entry.notes).replace("\n", "\\\n")] if entry.notes else []
            lines += ["", f"*Story: {_escaped(entry.story)}*"] if entry.story else []
    section("Stories", [": ".join(filter(None, [f"**{_escaped(t)}**", _escaped(gist)])) for t, gist in sheet.stories])
    section("Ask them", [_escaped(ask) for ask in sheet.asks])
    section("If they ask what they shouldn't", [f"**{name}**: {how}" for name, how in sheet.deflections])
    for sentence in sheet.endings:
        lines += ["", sentence]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


def sheet_html(sheet: Sheet) -> str:
    """Return the sheet as a self-contained page for the screen, light or dark, and for paper, A4 or Letter."""
    body: list[str] = []

    def section(title: str, items: list[str]) -> None:
        if items:
            listed = "".join(f"<li>{item}</li>" for item in items)
            body.append(f"<section><h2>{escape(title)}</h2><ul>{listed}</ul></section>")

    section("People", [escape(person) for person in sheet.people])
    section(_ASKED, [f"<b>{escape(row.title)}</b> {escape(row.story)}" for row in sheet.requirements])
    for title, entries in sheet.groups:
        body.append(f"<section><h2>{escape(title)}</h2>{''.join(map(_entry_html, entries))}</section>")
    section("Stories", [f"<b>{escape(title)}</b> {escape(gist)}" for title, gist in sheet.stories])
    section("Ask them", [escape(ask) for ask in sheet.asks])
    ways = [f"<b>{escape(name)}</b> {escape(how)}" for name, how in sheet.deflections]
    section("If they ask what they shouldn't", ways)
    body += [f"<p>{sentence}</p>" for sentence in sheet.endings]
    page = Template((Path(__file__).parent / "sheet.html").read_text(encoding="utf-8"))
    return page.substitute(title=escape(_title(sheet)), body="\n".join(body))


def _entry_html(entry: Entry) -> str:
    points = "".join(f"<li{' class=must' if point.must else ''}>{escape(point.text)}</li>" for point in entry.points)
    parts = [f"<h3>{escape(entry.question)}</h3>", f"<ul>{points}</ul>" if points else ""]
    parts += [f"<p class=notes>{escape(entry.notes)}</p>" if entry.notes else ""]
    parts += [f"<p class=story>{escape(entry.story)}</p>" if entry.story else ""]
    return f"<article>{''.join(parts)}</article>"


def _title(sheet: Sheet) -> str:
    made = f"{short_day(sheet.day)} {sheet.day.year}"
    return f"Sheet for {sheet.occasion} (made {made})" if sheet.occasion else f"The morning sheet, {made}"


def _escaped(text: str) -> str:
    return _BLOCK.sub(r"\1\\", _MARKDOWN.sub(r"\\\1", text))
