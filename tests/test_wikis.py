"""The Markdown page on the engines of real wikis: every item once, every box, no marker, nothing live.

GitHub's published pipeline comes from Debian (ruby-commonmarker, ruby-html-pipeline, ruby-task-list); MkDocs from PyPI.
"""

from __future__ import annotations

import html.parser
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from checklist import api
from checklist.model import State
from tests.builders import make_campaign, make_item, make_rules, make_waiver, write_item
from tests.engines import tree, words
from tests.hostile import HOSTILE as STRINGS
from tests.people import markdown as people

pytestmark = pytest.mark.wiki
HERE = Path(__file__).parent
CORE = HERE.parent / "rules" / "core"
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
def test_every_hostile_string_is_shown_as_it_stands(tmp_path, render: Callable[[str, Path], str]):
    texts = [text for text in STRINGS if not re.match(r"[\w.]*@\w|#\d", text)]  # GitHub makes mentions of these after this pipeline
    reasons = {f"TRN-{number:03}": text for number, text in enumerate(texts, 100)}
    rules = make_rules(*(make_item(code, action="Do it") for code in reasons))
    campaign = make_campaign(waivers=tuple(make_waiver(code, reason=text, approver="A") for code, text in reasons.items()))
    made = api.checklist(rules, api.Brief(campaign), api.Choice(), day=date(2026, 11, 24))
    rendered = tree(render(api.render(rules, made, format="markdown"), tmp_path))
    items = [words(element) for element in rendered.iter("li") if element.find(".//input") is not None]
    assert items == [f"Until 2027-06-30: Do it – A: {' '.join(text.split())} ({code})" for code, text in reasons.items()]


@ENGINES
def test_links_of_the_list_lead_into_the_guide(run, tmp_path, render: Callable[[str, Path], str]):
    rendered = render(run("generate", *CAMPAIGN).out, tmp_path)
    assert 'href="#trn-02"' in rendered
    if render is mkdocs:  # GitHub adds the addresses of headings after this pipeline
        assert 'id="trn-02"' in rendered


# ---- the same counts in every engine


def test_the_whole_pack_counts_the_same_in_every_engine(run):
    from tests.engines import ENGINES as engines, tree

    source = run("generate").out
    lines = source.splitlines()
    expected = {
        "boxes": sum(line.lstrip().startswith("- [ ] ") for line in lines),
        "headings": sum(bool(re.match("#+ ", line)) for line in lines),
        "bullets": sum(line.lstrip().startswith("- ") for line in lines),
        "steps": sum(bool(re.match(r"\d+\. ", line)) for line in lines),
    }
    assert expected["boxes"] >= 49
    for name in ("github", "material", "mistune"):
        body = tree(engines[name](source))
        lists = {kind: sum(child.tag == "li" for element in body.iter(kind) for child in element) for kind in ("ul", "ol")}
        counted = {
            "boxes": sum(element.tag == "input" for element in body.iter()),
            "headings": sum(bool(re.fullmatch("h[1-6]", str(element.tag))) for element in body.iter()),
            "bullets": lists["ul"], "steps": lists["ol"],
        }
        assert counted == expected, name


# ---- a wiki that is a git repository, as those of GitHub, GitLab and Azure DevOps are


SPRING = "campaign: Spring\nid: spring\nmarkets: [de]\nchannels: [instagram, tiktok]\nai_uses: [generated-image]\ndata: []\n"


def git(folder: Path, *args: str) -> str:
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *who, *args], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 or args[0] == "push", done.stderr
    return done.stdout + done.stderr


def saved(folder: Path, message: str) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "push", "origin", "HEAD:main")


def newer(folder: Path) -> Path:
    """Return the built-in rules as a later version: one item of another meaning, one retired and replaced, one reworded."""
    rules = folder / "rules"
    shutil.copytree(CORE, rules, ignore=shutil.ignore_patterns("__pycache__", "i18n"))
    change(rules / "pack.yml", "version: 1.0.0", "version: 2.0.0")
    change(rules / "themes" / "ethics.yml", "revised: 1.0.0", "revised: 2.0.0", count=1)
    change(rules / "themes" / "ethics.yml", "List every AI tool and AI-made asset", "Keep a list of every AI tool and AI-made asset")
    transparency = rules / "themes" / "transparency.yml"
    text = transparency.read_text()
    start = text.index("  - code: TRN-02\n")
    end = text.index("  - code:", start + 10)
    item = text[start:end].replace("code: TRN-02", "code: TRN-92").replace("revised: 1.0.0", "revised: 1.0.0\n    replaces: [TRN-02]")
    transparency.write_text(text[:start] + item + text[end:])
    return rules


def change(path: Path, old: str, new: str, *, count: int = -1) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, count))


def test_a_page_lives_in_a_git_wiki_and_loses_nothing(run, tmp_path):
    git(tmp_path, "init", "-q", "--bare", "wiki.git")
    for name in ("ours", "theirs"):
        git(tmp_path, "clone", "-q", "wiki.git", name)
    (tmp_path / ".git").mkdir()
    (tmp_path / "spring.yml").write_text(SPRING)
    page, theirs = tmp_path / "ours" / "Spring.md", tmp_path / "theirs" / "Spring.md"
    page.write_text("# Launch\n\nOurs.\n\n[checklist]\n\n## Notes of the team\n\nKeep me.\n")
    assert run("embed", page, "--campaign", "spring.yml").code == 0
    saved(tmp_path / "ours", "Put the checklist in")
    git(tmp_path / "theirs", "pull", "-q", "origin", "main")
    recorded = {
        "ETH-01": State("x", " – done by Ada", ("    - Owner: Mia Keller", "    - Evidence: https://wiki.example/register_1")),
        "TRN-02": State(" ", "", ("    - The agency labels.",)),
        "TRN-02.tiktok": State("x", "", ("        - Due: 2027-01-14", "    free words")),
    }
    theirs.write_text(people.written(theirs.read_text(), recorded))
    assert run("embed", page, "--group-by", "theme").code == 0
    saved(tmp_path / "theirs", "Tick and note")
    assert "rejected" in saved(tmp_path / "ours", "Refresh"), "a push that would lose a tick is refused by git"
    git(tmp_path / "ours", "fetch", "-q", "origin")
    git(tmp_path / "ours", "reset", "-q", "--hard", "origin/main")
    outcome = run("embed", page, "--rules", newer(tmp_path))
    assert (outcome.code, "2 ticks" in outcome.err or "1 tick" in outcome.err) == (0, True), outcome.err
    text = page.read_text()
    for line in (" – done by Ada", *(note for state in recorded.values() for note in state.notes)):
        assert text.count(f"{line}\n") == 1, line
    assert re.search(r"- \[x\] TikTok \(TRN-92\.tiktok\)\n        - Due: 2027-01-14\n    free words\n", text)
    assert text.startswith("# Launch\n\nOurs.\n\n<!--") and text.endswith("-->\n\n## Notes of the team\n\nKeep me.\n")
    assert "rejected" not in saved(tmp_path / "ours", "Refresh")
    assert run("embed", page, "--rules", tmp_path / "rules", "--check").code == 0
    rendered = Page(github(text, tmp_path))
    assert rendered.boxes == text.count("- [ ] ") + text.count("- [x] ") and "checklist-" not in rendered.text
