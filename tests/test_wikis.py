"""The Markdown page on the engines of real wikis: every item once, every box, no marker, nothing live.

GitHub's published pipeline comes from Debian (ruby-commonmarker, ruby-html-pipeline, ruby-task-list); MkDocs from PyPI.
"""

from __future__ import annotations

import html.parser
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import write_item

pytestmark = pytest.mark.wiki
HERE = Path(__file__).parent
CAMPAIGN = ("-s", "markets=de", "-s", "channels=instagram,tiktok", "-s", "ai_uses=generated-image,chatbot")
HOSTILE = [
    "Label <script>alert(1)</script> first", "See [x](javascript:alert(1)) first", "Keep a | b and **c", "Write {{ x }} and `y",
    "Use ~~x~~ and ==y== and ^z^", "Pay $x$ or $5 to $10", "Say :tada: not &lt;b&gt;", "Read 1. x and - y", "Ask #12 for <!-- x -->",
]


class Page(html.parser.HTMLParser):
    """What a reader sees of a page: text, checkboxes, and elements that must not be there."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.text = ""
        self.boxes = 0
        self.live: list[str] = []
        self.targets: list[str] = []
        self._hidden = 0
        self.feed(source)
        self.text = " ".join(self.text.split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "input" and found.get("type") == "checkbox":
            self.boxes += 1
        if tag in ("iframe", "object", "embed") or any(name.startswith("on") for name in found):
            self.live.append(tag)
        if tag == "a":
            self.targets.append(found.get("href") or "")
        if tag in ("script", "style", "nav", "header", "footer"):
            self._hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "nav", "header", "footer"):
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text += data


def github(markdown: str, folder: Path) -> str:
    done = subprocess.run(
        ["ruby", "-W0", str(HERE / "github.rb")], input=markdown.encode(), capture_output=True, check=True, timeout=120
    )
    return done.stdout.decode()


def mkdocs(markdown: str, folder: Path) -> str:
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs" / "index.md").write_text(markdown, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        "site_name: test\nplugins: []\nuse_directory_urls: false\ntheme: mkdocs\n"
        "markdown_extensions:\n  - pymdownx.tasklist\n  - pymdownx.tilde\n  - pymdownx.caret\n  - pymdownx.mark\n  - admonition\n",
        encoding="utf-8",
    )
    subprocess.run([sys.executable, "-W", "ignore", "-m", "mkdocs", "build", "-q", "-d", "site"], cwd=folder, check=True, timeout=120)
    return (folder / "site" / "index.html").read_text(encoding="utf-8")


ENGINES = pytest.mark.parametrize("render", [github, mkdocs])


@ENGINES
def test_every_item_and_every_box_is_there_once(run, tmp_path, render: Callable[[str, Path], str]):
    source = run("generate", *CAMPAIGN).out
    tasks = [line for line in source.splitlines() if line.lstrip().startswith("- [ ] ")]
    page = Page(render(source, tmp_path))
    assert page.boxes == len(tasks) > 20
    for line in tasks:
        label, _, action = line.partition(":** ")
        shown = (action or line.partition("] ")[2]).partition(" (")[0]
        assert page.text.count(shown) >= 1


@ENGINES
def test_no_marker_is_seen(run, tmp_path, render: Callable[[str, Path], str]):
    assert "checklist-begin" not in Page(render(run("generate", *CAMPAIGN).out, tmp_path)).text


@ENGINES
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_that_text_and_nothing_else(run, tmp_path, text: str, render: Callable[[str, Path], str]):
    rules = write_item(tmp_path / "rules", action=text, why=text)
    page = Page(render(run("generate", "--rules", rules).out, tmp_path))
    assert page.text.count(text) == 3, page.text
    assert page.live == []
    assert not any(target.startswith("javascript") for target in page.targets)


@ENGINES
def test_links_of_the_list_lead_into_the_guide(run, tmp_path, render: Callable[[str, Path], str]):
    rendered = render(run("generate", *CAMPAIGN).out, tmp_path)
    assert 'href="#trn-02"' in rendered
    if render is mkdocs:  # GitHub adds the addresses of headings after this pipeline
        assert 'id="trn-02"' in rendered
