"""The report: in a real browser, and what must not get into it."""

import base64
import itertools
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests import ROOT
from tests.browser import CHROMIUM, Browser
from tests.terminal import World
from tests.trainer.stats.worlds import NOON
from trainer.stats.report import svg
from trainer.stats.section_types import Bar
from trainer.terminal.words import MONTHS

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
NASTY = '<script>alert(1)</script><img src=x onerror="alert(2)">&amp; "quoted" \u202e'

# For each chart: its name, whether it is visible, how many shapes it has, and whether all its text is inside.
CHARTS = """
[...document.querySelectorAll('svg')].map(svg => {
  const box = svg.getBoundingClientRect();
  const within = text => {
    const at = text.getBoundingClientRect();
    return at.left >= box.left - 1 && at.right <= box.right + 1;
  };
  return [
    svg.getAttribute('aria-label'), box.width > 200 && box.height > 20,
    svg.querySelectorAll('rect,circle').length, [...svg.querySelectorAll('text')].every(within)
  ];
})
"""


@pytest.fixture(scope="module")
def page(year_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    assert World(year_home, now=NOON).run("stats", "--html", str(path)) == 0
    return path


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    if not Path(CHROMIUM).exists() or not AXE.exists():
        pytest.skip("needs Chromium and axe-core, which .ci/run installs")  # never in CI: .ci/run fails without them
    with Browser(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


def nasty_world(tmp_path: Path) -> World:
    quoted = NASTY.replace("\\", "\\\\").replace('"', '\\"')
    world = World(tmp_path / "home", now=NOON - timedelta(days=3))
    world.write_deck(
        f'[deck]\nid = "mine"\ntitle = "{quoted}"\n'
        f'[[cards]]\nid = "c"\nquestion = "{quoted}"\nkey_points = ["{quoted}"]\n'
    )
    for _ in range(3):
        assert world.run("review", "--deck", "mine", typed="\n\n3\n") == 0
        world.pass_days(20)
    return world


def violations(browser: Browser, options: str) -> list[str]:
    sentence = "v.id + ': ' + v.nodes.map(node => node.html).join(' | ')"
    found: list[str] = browser.run(f"axe.run({options}).then(done => done.violations.map(v => {sentence}))")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_is_whole_quiet_and_accessible_in_a_browser(page: Path, browser: Browser, scheme: str) -> None:
    address = page.as_uri()
    browser.open(address, scheme=scheme)
    charts = browser.run(CHARTS)
    tables = browser.run("document.querySelectorAll('figure + details > table tbody tr').length")
    browser.run(AXE.read_text(encoding="utf-8") + "; 0")
    browser.run("document.querySelector('details:has(tr:nth-child(5))').open = true")  # all tables look the same
    found = violations(browser, "{runOnly: ['color-contrast']}")
    if scheme == "light":  # only the colours differ
        browser.run("document.querySelectorAll('details').forEach(part => { part.open = true })")
        found += violations(browser, "{rules: {'color-contrast': {enabled: false}}}")
    background = browser.run("getComputedStyle(document.body).backgroundColor")

    assert found == []
    assert len(charts) == 16
    assert [chart for chart in charts if not all(chart)] == []
    assert tables > 150
    assert browser.requests == [address]
    assert browser.complaints == []
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 29)"}[scheme]


@pytest.mark.slow
def test_the_report_can_be_read_in_a_narrow_window(page: Path, browser: Browser) -> None:
    browser.open(page.as_uri(), scheme="light", width=360)
    sizes = browser.run("""
        [...document.querySelectorAll('svg')].flatMap(svg => {
          const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
          return [...svg.querySelectorAll('text')].map(text => parseFloat(getComputedStyle(text).fontSize) * scale);
        })
    """)
    tiles = browser.run("""
        [...document.querySelectorAll('.tiles dd:not(.quiet)')].map(
          dd => [dd.scrollWidth <= dd.clientWidth, dd.clientHeight])
    """)

    assert browser.run("document.documentElement.scrollWidth") <= 360
    assert min(sizes) > 10
    assert len(tiles) == 6
    assert all(fits and height < 40 for fits, height in tiles)  # each on one line


@pytest.mark.slow
def test_long_tables_are_printed_only_where_they_were_opened(page: Path, browser: Browser) -> None:
    browser.open(page.as_uri(), scheme="light")
    browser.call("Emulation.setEmulatedMedia", media="print")
    heights = (
        "[...document.querySelectorAll('details')].map(part => [part.querySelectorAll('tbody tr').length,"
        " part.querySelector('table').getBoundingClientRect().height])"
    )
    closed = browser.run(heights)
    pages = len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(browser.call("Page.printToPDF")["data"])))
    browser.run("document.querySelectorAll('details').forEach(part => { part.open = true })")
    opened = browser.run(heights)

    assert [rows > 15 for rows, _ in closed] == [height == 0 for _, height in closed]
    assert {rows > 15 for rows, _ in closed} == {True, False}
    assert all(height > 0 for _, height in opened)
    assert pages <= 12


@pytest.mark.slow
def test_the_policy_of_the_page_lets_nothing_out(page: Path, browser: Browser, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    (tmp_path / "x.html").write_text(text.replace("</main>", '<img src="http://127.0.0.1:9/x.png"></main>'))
    browser.open((tmp_path / "x.html").as_uri(), scheme="light")

    assert any("Content Security Policy" in complaint for complaint in browser.complaints)


def test_text_of_decks_is_text_in_the_report(tmp_path: Path) -> None:
    world = nasty_world(tmp_path)
    path = tmp_path / "report.html"
    assert world.run("stats", "--html", str(path)) == 0
    tags: set[str] = set()
    attributes: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.add(tag)
            attributes.update(name for name, _ in attrs)

    text = path.read_text(encoding="utf-8")
    Reader().feed(text)

    assert "&lt;script&gt;alert(1)" in text
    assert not tags & {"script", "img", "link", "iframe", "object"}
    assert not any(name.startswith("on") or name in ("src", "style") for name in attributes)
    assert "\u202e" not in text
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import", text)


def test_every_table_of_the_report_is_named_and_every_chart_has_one(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert text.count("<svg ") == text.count("<details>") == text.count('<svg role="img" aria-label="')
    assert text.count('scope="col"') > 40
    assert "None" not in text
    assert "nan" not in text


def test_a_report_takes_the_place_of_none_but_a_report(year: World, tmp_path: Path) -> None:
    theirs = tmp_path / "thesis.html"
    theirs.write_text("years of work")
    assert year.run("stats", "--html", str(theirs)) == 1
    assert "is there already and is no report of greenroom. Give another name." in year.err
    assert theirs.read_text() == "years of work"
    assert year.run("stats", "--html", str(tmp_path)) == 1
    assert year.run("stats", "--html", str(tmp_path / "no" / "where.html")) == 1
    assert "cannot be written" in year.err

    ours = tmp_path / "ours.html"
    assert year.run("stats", "--html", str(ours)) == 0
    before = ours.read_bytes()
    assert year.run("stats", "--html", str(ours)) == 0
    assert ours.read_bytes() == before


def test_open_shows_the_report_and_says_so_where_there_is_no_browser(year: World, tmp_path: Path) -> None:
    shown: list[str] = []

    def show(address: str) -> bool:
        shown.append(address)
        return True

    year.show_page = show
    assert year.run("stats", "--open") == 0
    assert shown == [(year.home / "stats.html").as_uri()]
    year.show_page = lambda _: False
    assert year.run("stats", "--html", str(tmp_path / "x.html"), "--open") == 0

    assert "No browser could be opened" in year.err
    assert (tmp_path / "x.html").exists()


def test_without_reviews_no_report_is_written(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    for argv in (("--html", str(tmp_path / "x.html")), ("--html", "-"), ("--open",)):
        assert world.run("stats", *argv) == 1
        assert world.err.startswith("greenroom: No reviews yet. `greenroom` starts the first one;")
        assert world.out == ""

    assert not (tmp_path / "x.html").exists()
    assert not (world.home / "stats.html").exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.timeout(20)
def test_a_pipe_is_refused_without_looking_into_it(year: World, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.html"
    os.mkfifo(pipe)

    assert year.run("stats", "--html", str(pipe)) == 1
    assert year.err == f"greenroom: {pipe}: is no file. Give the name of one, or - for standard output.\n"


def test_a_dash_stands_for_standard_output(year: World, page: Path) -> None:
    assert year.run("stats", "--html", "-") == 0
    assert year.out == page.read_text(encoding="utf-8")
    script = "import sys; sys.stdout.reconfigure(encoding='ascii'); from trainer.__main__ import run; run()"
    command = [sys.executable, "-c", script, "--home", str(year.home), "stats", "--deck", "expert-probe", "--html", "-"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="ascii", cwd=ROOT, check=True)

    assert done.stdout.endswith("</html>\n")


def test_the_report_explains_its_words_itself(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert '<a href="#meanings">' in text
    assert '<section id="meanings"' in text
    assert "docs/" not in text
    assert "Not begun: 0" not in text


def test_only_what_is_begun_is_charted_and_the_suspended_are_told(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    assert world.run("review", "--deck", "mine", typed="\na\n\n\n\n\n") == 0
    assert world.run("suspend", "mine/why") == 0
    assert world.run("stats", "--html", "-") == 0
    decks = world.out[world.out.index('aria-label="Decks') :]

    assert re.findall(r'<th scope="row">(.*?)</th>', decks[: decks.index("</table>")]) == ["Mine"]
    assert "Not begun: 12 decks." in world.out
    assert ", 1 suspended</dd>" in world.out


def test_a_label_is_shown_whole_on_as_many_lines_as_it_takes() -> None:
    label = "says how the estimate was checked against a second source before anybody acted on it"
    drawn = svg.bars("Points", [Bar(label, 0.5, ("missed 3 of 4",)), Bar("", 2, ("-",), 1)])
    lines = re.findall(r'text-anchor="start">(.*?)</text>', drawn)

    assert len(lines) > 2
    assert " ".join(lines).strip() == label


def test_the_months_of_the_drawn_year_stand_in_their_order_apart(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    drawn = text[text.index('aria-label="The year') :]
    found = re.findall(r'<text x="([\d.]+)" y="11.0" text-anchor="start">(\w+)</text>', drawn[: drawn.index("</svg>")])

    assert len(found) >= 12
    assert {name for _, name in found} == set(MONTHS)
    assert all(float(after) - float(before) > 26 for (before, _), (after, _) in itertools.pairwise(found))


def test_a_report_in_the_data_home_is_for_its_owner_and_takes_no_name_of_a_deck_or_setting(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    assert world.run("review", "--limit", "1", typed="\na\n3\nq\n") == 0
    for name in ("config.toml", "decks/x.toml"):
        assert world.run("stats", "--html", str(world.home / name)) == 1
        assert "among your own files" in world.err
        assert not (world.home / name).exists()
    assert world.run("stats", "--html", str(world.home / "stats.html")) == 0
    assert (world.home / "stats.html").stat().st_mode & 0o777 == 0o600
