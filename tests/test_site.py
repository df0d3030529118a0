"""The site of the documentation: nothing is missing from it, nothing leads nowhere, and it asks for nothing from outside."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
CONFIG: dict[str, Any] = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
PAGES = sorted(str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md"))
# What a page of HTML loads by itself; a link that a reader follows is none of it.
_LOADED = re.compile(
    r"""<(?:script|link|img|iframe|source|object|embed)\b[^>]*?\b(?:src|href|data|srcset)=["']?((?:https?:)?//[^"'\s>]+)""", re.I
)
_LOADED_BY_STYLE = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')\s]+)""", re.I)


def listed(entry: Any) -> Iterator[str]:
    """Yield the pages of the navigation in reading order."""
    for value in entry.values() if isinstance(entry, dict) else entry if isinstance(entry, list) else ():
        yield from listed(value)
    if isinstance(entry, str):
        yield entry


def pages_of_the_navigation() -> list[str]:
    return [page for entry in CONFIG["nav"] for page in listed(entry)]


def test_every_page_stands_in_the_navigation_once():
    assert sorted(pages_of_the_navigation()) == PAGES


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md", "rules/README.md", *(f"docs/{page}" for page in PAGES)])
def test_every_link_to_a_file_leads_to_one(page):
    text = re.sub(r"^(`{3,}).*?^\1`*$", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)\s#]+)", re.sub(r"`[^`\n]+`", "", text)):
        assert (ROOT / page).parent.joinpath(target).exists(), target


def test_the_extra_for_the_documentation_holds_what_builds_it():
    setup = (ROOT / "setup.cfg").read_text(encoding="utf-8")
    assert re.search(r"^docs =\n    mkdocs\b", setup, re.M)
    assert re.search(r"^test =(\n    .*)*\n    marketing-impact-checklist\[docs\]$", setup, re.M)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site, built as strictly as MkDocs can."""
    folder = tmp_path_factory.mktemp("site")
    # Not quietly: then warnings are not counted.
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(ROOT / "mkdocs.yml"), "--site-dir", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return folder


@pytest.mark.wiki
def test_the_site_has_every_page_and_no_script_of_ours(site):
    built = {str(path.relative_to(site).with_suffix(".md")) for path in site.rglob("*.html")} - {"404.md"}
    assert built == {page.replace("README.md", "index.md") for page in PAGES}
    assert list(site.rglob("*.py")) == []


@pytest.mark.wiki
def test_the_site_asks_for_nothing_from_outside(site):
    asked = [
        (path.name, found)
        for path in sorted(site.rglob("*")) if path.suffix in (".html", ".css")
        for found in (_LOADED if path.suffix == ".html" else _LOADED_BY_STYLE).findall(path.read_text(encoding="utf-8"))
    ]
    assert asked == []


@pytest.mark.wiki
def test_every_link_within_the_site_leads_to_a_place_of_it(site):
    texts = {path: path.read_text(encoding="utf-8") for path in site.rglob("*.html") if path.name != "404.html"}
    places = {path: set(re.findall(r'\bid="([^"]+)"', text)) for path, text in texts.items()}
    lost = []
    for path, text in texts.items():
        for target, place in re.findall(r'<a\b[^>]*\bhref="((?!https?:|//)[^"#]*)#([^"]+)"', text):
            full = (path.parent / target).resolve() if target else path
            if place not in places.get(full, set()) and not place.startswith("mkdocs"):
                lost.append((path.name, target, place))
    assert lost == []


@pytest.mark.browser
def test_the_site_looks_the_same_without_a_network(site, browser):
    context = browser.new_context(offline=True, color_scheme="dark")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "tutorial.html").as_uri())
    assert page.locator("h1").inner_text() == "From an empty directory to a gated launch"
    assert {address.partition(":")[0] for address in asked} <= {"file", "data", "blob"}
    context.close()
