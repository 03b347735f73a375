"""The documentation as a site."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from trainer.options.commands import COMMANDS

pytest.importorskip("sphinx", reason="the extra `docs` builds the site")
pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built so that a warning is an error: a link that leads nowhere, a page in no list."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-E", "-W", "--keep-going", "docs", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (built.returncode, built.stderr) == (0, "")
    return folder


def test_the_site_lists_every_command_with_its_options(site: Path) -> None:
    page = (site / "commands.html").read_text(encoding="utf-8")

    assert [command for command in COMMANDS if f'id="greenroom-{command}"' not in page] == []
    assert "--weak" in page


def test_what_help_has_in_backticks_is_code_on_the_site(site: Path) -> None:
    page = (site / "commands.html").read_text(encoding="utf-8")

    assert "`" not in re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    assert "<cite>" not in page
    assert '<span class="pre">--yes</span>' in page


def test_usage_on_the_site_is_text_that_any_width_can_wrap(site: Path) -> None:
    page = (site / "commands.html").read_text(encoding="utf-8")

    assert "<pre>" not in page
    assert re.search(r'<span class="pre">\[--home</span> <span class="pre">DIR\]</span></code>', page)


def test_the_site_has_a_picture_for_light_and_for_dark_pages(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")

    assert 'class="only-light"' in page
    assert 'class="only-dark"' in page
    assert (site / "_images" / "review-dark.svg").exists()


def test_the_site_finds_what_you_look_for(site: Path) -> None:
    assert "desired_retent" in (site / "searchindex.js").read_text(encoding="utf-8")


def test_the_site_asks_no_other_server_for_anything(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert 'src="http' not in text, path
        assert not [line for line in text.splitlines() if "<link" in line and 'href="http' in line], path
