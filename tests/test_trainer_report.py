"""The report, in a real browser; and what may not get into it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest

from benchmarks.data import TODAY, make_year
from tests.browser import CHROMIUM, Browser
from tests.terminal import World

ROOT = Path(__file__).parents[1]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
NASTY = '<script>alert(1)</script><img src=x onerror="alert(2)">&amp; "quoted" \u202e'

# Of each chart: its name, whether it can be seen, its shapes, and whether no text of it is cut off.
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
def year(tmp_path_factory: pytest.TempPathFactory) -> World:
    home = tmp_path_factory.mktemp("year") / "home"
    make_year(home, days=60)
    world = World(home, now=NOON)
    assert world.run("stats", "--html", str(home / "report.html")) == 0
    return world


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
    told = "v.id + ': ' + v.nodes.map(node => node.html).join(' | ')"
    found: list[str] = browser.run(f"axe.run({options}).then(done => done.violations.map(v => {told}))")
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_report_is_whole_quiet_and_accessible_in_a_browser(year: World, browser: Browser, scheme: str) -> None:
    address = (year.home / "report.html").as_uri()
    browser.open(address, scheme=scheme)
    charts = browser.run(CHARTS)
    tables = browser.run("document.querySelectorAll('figure + details > table tbody tr').length")
    browser.run(AXE.read_text(encoding="utf-8") + "; 0")
    browser.run("document.querySelector('details:has(tr:nth-child(5))').open = true")  # tables all look the same
    found = violations(browser, "{runOnly: ['color-contrast']}")
    if scheme == "light":  # nothing but colours differs
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


def test_the_report_fits_a_narrow_window_and_opens_its_tables_in_print(year: World, browser: Browser) -> None:
    browser.open((year.home / "report.html").as_uri(), scheme="light", width=360)
    assert browser.run("document.documentElement.scrollWidth") <= 360
    browser.call("Emulation.setEmulatedMedia", media="print")

    assert browser.run("document.querySelector('details table').getBoundingClientRect().height") > 100


def test_the_policy_of_the_page_lets_nothing_out(year: World, browser: Browser, tmp_path: Path) -> None:
    text = (year.home / "report.html").read_text(encoding="utf-8")
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


def test_every_table_of_the_report_is_named_and_every_chart_has_one(year: World) -> None:
    text = (year.home / "report.html").read_text(encoding="utf-8")

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
    assert world.run("stats", "--html", str(tmp_path / "x.html")) == 0

    assert world.out.startswith("No reviews yet.")
    assert not (tmp_path / "x.html").exists()
