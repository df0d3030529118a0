"""Real MkDocs sites, plain and Material, beside mkdocstrings and the usual extensions, and how they look in Chromium."""

from __future__ import annotations

import contextlib
import functools
import http.server
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.engines import tree, words

HERE = Path(__file__).parent
DOCS = (HERE.parent / "docs" / "wikis" / "mkdocs.md").read_text(encoding="utf-8")
SPRING = """\
campaign: Spring </title><script>alert(1)</script> & "more"
launch: 2027-03-01
markets: [de]
channels: [instagram]
ai_uses: [generated-image]
data: []
audience: [adults]
"""
# A page as its author writes it: meta-data, a list of its own, a block in a tab, and one that is shown, not run.
INDEX = """\
---
title: Handbook
---
# Handbook

[One item](spring.md#trn-02), [the API](api.md).

````markdown
```checklist
campaign: nowhere.yml
```
````

- [x] a box of the page

=== "English"

    ```checklist
    theme: bias
    template: compact
    ```

=== "Deutsch"

    ```checklist
    theme: bias
    template: compact
    lang: de
    ```

--8<-- "part.md"
"""
LAUNCH = '''\
def launch(day: str) -> bool:
    """Launch it.

    Parameters:
        day: When.
    """
    return bool(day)
'''
PAGES = {
    "docs/index.md": INDEX,
    "docs/spring.md": "# Spring\n\nText.\n\n## The list\n\n```checklist\ncampaign: campaigns/spring.yml\n```\n\n## After\n\nDone.\n",
    "docs/alone.md": "```checklist\ncampaign: campaigns/spring.yml\nlevel: must\n```\n",
    "docs/api.md": "# API\n\n::: launch\n",
    "parts/part.md": "??? note \"More\"\n\n    ```checklist\n    theme: wellbeing\n    level: must\n    template: compact\n    ```\n",
    "code/launch.py": LAUNCH,
    "campaigns/spring.yml": SPRING,
    "checklist.yml": "schema: 1\n",
}
MATERIAL = {
    "site_name": "Handbook",
    "theme": {"name": "material", "font": False, "palette": [
        {"media": "(prefers-color-scheme: light)", "scheme": "default"}, {"media": "(prefers-color-scheme: dark)", "scheme": "slate"},
    ]},
    "plugins": ["search", {"mkdocstrings": {"handlers": {"python": {"paths": ["code"]}}}}],
    "markdown_extensions": [
        "checklist", "admonition", "attr_list", "md_in_html", "tables", "footnotes", "smarty", {"toc": {"permalink": True}},
        "pymdownx.superfences", "pymdownx.highlight", "pymdownx.inlinehilite", {"pymdownx.tasklist": {"custom_checkbox": True}},
        {"pymdownx.tabbed": {"alternate_style": True}}, "pymdownx.details", {"pymdownx.snippets": {"base_path": ["parts"]}},
        "pymdownx.magiclink",
    ],
}
PLAIN = {
    "site_name": "Handbook", "theme": {"name": "mkdocs", "highlightjs": False}, "use_directory_urls": False, "plugins": ["search"],
    "exclude_docs": "api.md", "markdown_extensions": ["checklist"],
}


class Built(NamedTuple):
    """What came of a build: exit code, what was said, and the folder of the site."""

    code: int
    said: str
    site: Path

    def page(self, name: str) -> Any:
        """Return the body of a page."""
        return tree((self.site / name).read_text(encoding="utf-8"))


def write(folder: Path, config: dict[str, Any], pages: dict[str, str]) -> Path:
    for name, text in {**pages, "mkdocs.yml": yaml.safe_dump(config)}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return folder


def build(folder: Path, *options: str) -> Built:
    # Its dependencies warn of each other, and it colours what it says.
    command = [sys.executable, "-W", "ignore", "-m", "mkdocs", "build", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    return Built(done.returncode, re.sub(r"\x1b\[\d*m", "", done.stderr + done.stdout), folder / "site")


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(write(tmp_path_factory.mktemp("material"), MATERIAL, PAGES), "--strict")


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Built:
    pages = {**PAGES, "docs/index.md": "# Handbook\n\n[One item](spring.md#trn-02)\n"}
    return build(write(tmp_path_factory.mktemp("plain"), PLAIN, pages), "--strict")


# ---- what is built


@pytest.mark.wiki
@pytest.mark.parametrize("site", ["material", "plain"])
def test_a_strict_build_passes_and_a_link_to_an_item_is_found(request, site):
    built = request.getfixturevalue(site)
    assert built.code == 0 and "WARNING -" not in built.said and "no such anchor" not in built.said, built.said


@pytest.mark.wiki
@pytest.mark.parametrize("site, name", [("material", "spring/index.html"), ("plain", "spring.html")])
def test_a_page_holds_the_checklist_in_its_own_outline(request, site, name):
    body = request.getfixturevalue(site).page(name)
    (copy,) = [each for each in body.iter("div") if each.get("class") == "checklist"]
    titles = [(each.tag, words(each).rstrip("¶ ")) for each in copy.iter() if re.fullmatch("h[1-6]", str(each.tag))]
    assert titles[0] == ("h3", 'AI checklist: Spring </title><script>alert(1)</script> & "more"')
    assert ("h4", "Plan") in titles and ("h6", "TRN-02") in titles
    assert not [each for each in copy.iter() if each.tag in ("input", "script", "style", "iframe", "img")]
    links = [each for each in body.iter("a") if each.get("href") == "#trn-02"]
    assert len(links) >= 2


@pytest.mark.wiki
def test_a_page_that_is_only_a_checklist_takes_its_title_from_it(material):
    head = (material.site / "alone" / "index.html").read_text(encoding="utf-8").partition("</head>")[0]
    title = re.search(r"<title>(.*?)</title>", head)
    assert title and title[1] == 'AI checklist: Spring <\u2060/title><script>alert(1)<\u2060/script> & "more" - Handbook'


@pytest.mark.wiki
def test_blocks_in_tabs_and_snippets_are_run_and_one_in_a_fence_is_shown(material):
    body = material.page("index.html")
    copies = [each for each in body.iter("div") if each.get("class") == "checklist"]
    assert [each.get("lang") for each in copies] == ["en", "de", "en"]
    shown = ["".join(each.itertext()) for each in body.iter("pre")]
    assert shown == ["```checklist\ncampaign: nowhere.yml\n```\n"]
    assert not [each for copy in copies for each in copy.iter("input")]
    assert any("Launch it." in words(each) for each in material.page("api/index.html").iter("p"))


@pytest.mark.wiki
@pytest.mark.parametrize("site, address", [("material", "spring/#trn-02"), ("plain", "spring.html#trn-02")])
def test_the_search_finds_an_item_at_its_place(request, site, address):
    index = json.loads((request.getfixturevalue(site).site / "search" / "search_index.json").read_text(encoding="utf-8"))
    (found,) = [entry for entry in index["docs"] if entry["location"] == address]
    assert found["title"] == "TRN-02" and "Label realistic AI pictures" in found["text"]


# ---- what is wrong


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    page = "---\r\ntitle: X\r\n---\r\n# X\r\n\r\n```checklist\r\ncampaign: campaigns/sprong.yml\r\nlevel: <i>\r\n```\r\n\r\n## After\r\n"
    pages = {"docs/index.md": page, "campaigns/spring.yml": SPRING, "checklist.yml": "schema: 1\n"}
    return write(tmp_path_factory.mktemp("broken"), PLAIN, pages)


TOLD = [
    "WARNING -  checklist: docs/index.md:7:11: OUT01 campaign 'campaigns/sprong.yml': there is no such file (did you mean 'spring.yml'?)",
    "WARNING -  checklist: docs/index.md:8:8: RUL05 '<i>' is not allowed here (one of: could, must, should)",
]


@pytest.mark.wiki
def test_a_strict_build_fails_and_names_file_and_line(broken):
    built = build(broken, "--strict")
    assert built.code == 1 and all(line in built.said for line in TOLD) and "Aborted with 2 warnings in strict mode!" in built.said


@pytest.mark.wiki
def test_another_build_goes_on_and_says_so_on_the_page(broken):
    built = build(broken)
    assert built.code == 0 and all(line in built.said for line in TOLD)
    body = built.page("index.html")
    (box,) = [each for each in body.iter("div") if each.get("class") == "admonition danger"]
    assert [words(each) for each in box.iter("li")] == [line.partition("checklist: ")[2] for line in TOLD]
    assert [words(each) for each in body.iter("h2")] == ["After"] and not list(box.iter("i"))


@pytest.mark.wiki
def test_the_example_of_the_documentation_builds(tmp_path):
    config = re.search(r"```yaml\n(markdown_extensions:\n  - checklist\n)```$", DOCS, re.M)
    block = re.search(r"^````markdown\n(```checklist\n.*?\n```)\n````$", DOCS, re.M | re.S)
    assert config and block
    settings = {"site_name": "X", "plugins": [], **yaml.safe_load(config[1])}
    write(tmp_path, settings, {"docs/index.md": f"# X\n\n{block[1]}\n", "campaigns/spring.yml": SPRING, "checklist.yml": "schema: 1\n"})
    built = build(tmp_path, "--strict")
    assert built.code == 0, built.said
    assert "AI checklist: Spring" in (built.site / "index.html").read_text(encoding="utf-8")


# ---- in a browser


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *told: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def address(material: Built) -> Iterator[str]:
    with served(material.site) as found:
        yield found


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Any]:
    """The page of the spring launch in a window of its own."""
    context = browser.new_context(color_scheme=request.param, viewport={"width": 1280, "height": 900})
    shown = context.new_page()
    shown.asked = []
    shown.on("request", lambda asked: shown.asked.append(asked.url))
    shown.goto(f"{address}spring/")
    yield shown
    context.close()


@pytest.mark.browser
def test_the_page_asks_for_nothing_elsewhere_and_has_nothing_to_tick(page, address):
    page.wait_for_load_state("networkidle")
    assert [url for url in page.asked if not url.startswith(address)] == []
    assert page.locator(".checklist input").count() == 0 and page.locator(".checklist li").count() > 20


@pytest.mark.browser
def test_a_code_in_the_list_jumps_to_its_guide(page):
    page.locator(".checklist li a[href='#trn-02']").first.click()
    page.wait_for_function("() => { const y = document.getElementById('trn-02').getBoundingClientRect().top; return y >= 0 && y < 200 }")
    assert page.url.endswith("#trn-02")


@pytest.mark.browser
def test_the_contents_at_the_side_lead_to_items(page):
    link = page.locator(".md-sidebar--secondary a[href='#trn-02']")
    assert link.inner_text().strip() == "TRN-02"
    link.click()
    page.wait_for_function("() => { const y = document.getElementById('trn-02').getBoundingClientRect().top; return y >= 0 && y < 200 }")


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
def test_the_checklist_keeps_to_its_column(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    wide = page.evaluate("""() => {
        const column = document.querySelector('.md-content__inner').getBoundingClientRect();
        return [...document.querySelectorAll('.checklist *')].filter(each => {
            const box = each.getBoundingClientRect();
            return box.width && (box.right > column.right + 1 || box.left < column.left - 1);
        }).map(each => each.outerHTML.slice(0, 80));
    }""")
    assert wide == []


@pytest.mark.browser
def test_words_of_the_checklist_have_the_colours_of_the_theme(page):
    colours = page.evaluate("""() => {
        const colour = each => getComputedStyle(each).color;
        const paragraph = [...document.querySelectorAll('.md-content p')].find(each => !each.closest('.checklist'));
        return [colour(paragraph), ...new Set([...document.querySelectorAll('.checklist p, .checklist li')].map(colour))];
    }""")
    assert colours[1:] == [colours[0]]
