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

from benchmarks.data import TODAY, make_year
from tests import ROOT
from tests.browser import CHROMIUM, Browser
from tests.terminal import World
from tests.trainer.stats.worlds import NOON, demo_world
from trainer.stats.report import svg
from trainer.stats.report.bars import bars
from trainer.stats.section_types import Bar
from trainer.terminal.words import MONTHS

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
NASTY = '<script>alert(1)</script><img src=x onerror="alert(2)">&amp; "quoted" \u202e'

# For each chart: its name, whether it is visible, and how many shapes it has.
CHARTS = """
[...document.querySelectorAll('[role=img]')].map(chart => {
  const box = chart.getBoundingClientRect();
  const shapes = chart.querySelectorAll('rect,circle,polyline').length;
  return [chart.getAttribute('aria-label'), box.width > 200 && box.height > 10, shapes];
})
"""
# What is wrong with the texts of each chart: those that stick out of it, and those that touch another one.
TEXTS = """
[...document.querySelectorAll('svg[role=img]')].flatMap(svg => {
  const box = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll('text')]
    .map(text => [text.textContent, text.getBoundingClientRect()]).filter(([_, at]) => at.width > 0);
  const out = texts.filter(([_, at]) => at.left < box.left - 1 || at.right > box.right + 1);
  const touching = texts.filter(([_, at], n) => texts.slice(0, n).some(([_, other]) =>
    at.left < other.right + 2 && other.left < at.right + 2 && at.top < other.bottom - 2 && other.top < at.bottom - 2));
  return [...out, ...touching].map(([said]) => [svg.getAttribute('aria-label'), said]);
})
"""


@pytest.fixture(scope="module")
def page(year_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("report") / "report.html"
    assert World(year_home, now=NOON).run("stats", "--html", str(path)) == 0
    return path


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The reports of homes of several ages, with an interview ahead and without."""
    folder = tmp_path_factory.mktemp("pages")
    worlds = {
        f"{days} days, {ahead}": demo_world(folder / f"{days} {ahead}", days=days, interview_in=ahead)
        for days, ahead in ((1, None), (1, 0), (10, 1), (70, 9))
    }
    make_year(folder / "years", days=730)
    worlds["two years"] = World(folder / "years", now=NOON)
    for name, world in worlds.items():
        assert world.run("stats", "--html", str(folder / f"{name}.html")) == 0
    return {name: folder / f"{name}.html" for name in worlds}


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
def test_the_report_is_whole_quiet_and_accessible_in_a_browser(
    pages: dict[str, Path], browser: Browser, scheme: str
) -> None:
    address = pages["70 days, 9"].as_uri()
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
    assert len(charts) == 21
    assert [chart for chart in charts if not all(chart)] == []
    assert tables > 150
    assert browser.requests == [address]
    assert browser.complaints == []
    assert background == {"light": "rgb(251, 250, 246)", "dark": "rgb(19, 22, 19)"}[scheme]


@pytest.mark.slow
@pytest.mark.parametrize("width", [320, 390, 560, 800, 1000, 1280])
def test_at_every_width_texts_of_charts_are_apart_and_all_fits(
    pages: dict[str, Path], browser: Browser, width: int
) -> None:
    found = {}
    for name, path in pages.items():
        browser.open(path.as_uri(), scheme="light", width=width)
        found[name] = browser.run(f"[{TEXTS}, document.documentElement.scrollWidth]")
        columns = browser.run(
            "getComputedStyle(document.querySelector('.tiles')).gridTemplateColumns.split(' ').length"
        )
        assert columns in (2, 3, 6)  # six figures: every row is full

    assert found == {name: [[], width] for name in pages}


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_shapes_of_charts_have_three_times_the_contrast(pages: dict[str, Path], browser: Browser, scheme: str) -> None:
    browser.open(pages["70 days, 9"].as_uri(), scheme=scheme)
    names = ["--page", "--bar", "--mark", "--goal", "--day2", "--day3", "--day4"]
    for part in ("body", ".hero"):
        names = names[:4] if part == ".hero" else names  # which has no calendar
        page, *shapes = browser.run(f"""
            {names}.map(name => {{
              const part = document.querySelector('{part}');
              part.style.color = `var(${{name}})`;
              return getComputedStyle(part).color.match(/\\d+/g).map(Number);
            }})
        """)
        assert [name for name, shape in zip(names[1:], shapes, strict=True) if contrast(page, shape) < 3] == [], part


def contrast(first: list[int], second: list[int]) -> float:
    """Return the contrast of two colours; source: WCAG 2.2, relative luminance."""

    def luminance(colour: list[int]) -> float:
        parts = [part / 255 for part in colour]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted(map(luminance, (first, second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.slow
def test_it_prints_on_few_pages_with_the_tables_that_are_open(pages: dict[str, Path], browser: Browser) -> None:
    browser.open(pages["70 days, 9"].as_uri(), scheme="light")
    browser.call("Emulation.setEmulatedMedia", media="print")
    browser.run("document.querySelector('details').open = true")
    heights = browser.run("[...document.querySelectorAll('table')].map(table => table.getBoundingClientRect().height)")
    printed = browser.call("Page.printToPDF", preferCSSPageSize=True)["data"]
    browser.call("Emulation.setEmulatedMedia", media="")

    assert [height > 0 for height in heights] == [True] + [False] * (len(heights) - 1)
    assert len(re.findall(rb"/Type\s*/Page\b", base64.b64decode(printed))) <= 8


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

    assert text.count("<figure>") == text.count("<details>") == 19
    assert 'role="img" aria-label=""' not in text
    assert text.count('scope="col"') > 40
    assert "None" not in text
    assert "nan" not in text


def test_a_report_takes_the_place_of_none_but_a_report(year: World, tmp_path: Path) -> None:
    theirs = tmp_path / "thesis.html"
    theirs.write_text("years of work")
    assert year.run("stats", "--html", str(theirs)) == 1
    assert "already exists and isn't a greenroom report. Give another name." in year.err
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

    assert "Your browser didn't open" in year.err
    assert (tmp_path / "x.html").exists()


def test_without_reviews_the_report_says_so_as_stats_does(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.show_page = lambda _: True
    for argv in (("--html", str(tmp_path / "x.html")), ("--open",)):
        assert world.run("stats", *argv) == 0
        assert world.out.startswith("Wrote the report to ")
    assert world.run("stats", "--html", "-") == 0

    assert "<p>No reviews yet. Start with <code>greenroom</code>.</p>" in world.out
    assert (tmp_path / "x.html").read_text(encoding="utf-8") == world.out
    assert (world.home / "stats.html").read_text(encoding="utf-8") == world.out
    assert world.run("stats", "--deck", "attributes", "--html", "-") == 0
    assert "Start with <code>greenroom review --deck attributes</code>." in world.out


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
@pytest.mark.timeout(20)
def test_a_pipe_is_refused_without_looking_into_it(year: World, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.html"
    os.mkfifo(pipe)

    assert year.run("stats", "--html", str(pipe)) == 1
    assert year.err == f"greenroom: {pipe}: isn't a file. Name a file, or use - for standard output.\n"


def test_a_dash_stands_for_standard_output(year: World, page: Path) -> None:
    assert year.run("stats", "--html", "-") == 0
    assert year.out == page.read_text(encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "trainer",
        "--home",
        str(year.home),
        "stats",
        "--deck",
        "expert-probe",
        "--html",
        "-",
    ]
    variables = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="ascii", cwd=ROOT, check=True, env=variables
    )

    assert done.stdout.endswith("</html>\n")


def test_the_report_explains_its_words_itself(page: Path) -> None:
    text = page.read_text(encoding="utf-8")

    assert '<a href="#meanings">' in text
    assert '<section id="meanings"' in text
    assert "docs/" not in text
    assert "Not started: 0" not in text


def test_only_what_is_begun_is_charted_and_the_suspended_are_told(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    assert world.run("review", "--deck", "mine", typed="\na\n\n\n\n\n") == 0
    assert world.run("suspend", "mine/why") == 0
    assert world.run("stats", "--html", "-") == 0
    decks = world.out[world.out.index('aria-label="Decks') :]

    assert re.findall(r'<th class="words" scope="row">(.*?)</th>', decks[: decks.index("</table>")]) == ["Mine"]
    assert "Not started: 13 decks." in world.out
    assert ", 1 suspended</dd>" in world.out


def test_bars_end_within_their_lane_and_an_untested_row_has_no_empty_one() -> None:
    drawn = bars("Decks", [Bar("a <b> c", 2, ("-", "", " 5 %,"), -1), Bar("Untested", None, ("-",), 0.5)])
    widths = [float(width) for width in re.findall(r'width="([\d.]+)%"', drawn)]

    assert "a &lt;b&gt; c" in drawn
    assert "<b>5 %</b>" in drawn
    assert widths == [100, 100, 100, 0, 100, 50]


@pytest.mark.parametrize("length", [1, 2, 9, 40, 90, 200, 800, 3000])
def test_labels_of_days_are_apart_and_the_first_and_last_are_named(length: int) -> None:
    days = [TODAY - timedelta(days=ago) for ago in reversed(range(length))]
    drawn = svg.trend("Line", days, [[0.5] * length], today=TODAY)

    for group in re.findall(r"<g .*?</g>", drawn) or [drawn]:
        texts = re.findall(r'<text x="([\d.]+)%" y="166.0" text-anchor="(\w+)">(.*?)</text>', group)
        assert "23 Nov" in [text for *_, text in texts]
        assert len(texts) > (length > 1)
        assert all(float(after) - float(before) > 2.5 for (before, *_), (after, *_) in itertools.pairwise(texts))


def test_the_months_of_the_drawn_year_are_in_their_order(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    drawn = text[text.index('aria-label="The year') :]
    found = re.findall(r'<text x="([\d.]+)%" y="11.0" text-anchor="\w+">(\w+)</text>', drawn[: drawn.index("</svg>")])
    widest = found[-12:]  # the last group is that of the widest plots

    assert [name for _, name in widest] == [*MONTHS[11:], *MONTHS[:11]]
    assert all(float(after) > float(before) for (before, _), (after, _) in itertools.pairwise(widest))


def test_a_report_in_the_data_home_is_for_its_owner_and_takes_no_name_of_a_deck_or_setting(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    world.write_deck()
    assert world.run("review", "--limit", "1", typed="\na\n3\nq\n") == 0
    for name in ("config.toml", "decks/x.toml"):
        assert world.run("stats", "--html", str(world.home / name)) == 1
        assert "is in your data folder" in world.err
        assert not (world.home / name).exists()
    assert world.run("stats", "--html", str(world.home / "stats.html")) == 0
    assert os.name == "nt" or (world.home / "stats.html").stat().st_mode & 0o777 == 0o600
