"""The scripts of the documentation, taken from its pages and run as they stand, against wikis that run here.

Each goes once around: the checklist is put into a page, somebody else ticks and notes, the brief changes, the page is
refreshed, and a second refresh saves nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.wikis import dokuwiki, mediawiki

pytestmark = pytest.mark.wiki
DOCS = Path(__file__).parent.parent / "docs" / "wikis"
SPRING = "campaign: Spring\nmarkets: [de]\nchannels: [instagram, tiktok]\nai_uses: [generated-image]\ndata: []\n"


def script(page: str, word: str) -> str:
    """Return the one script on a page of the documentation that holds *word*."""
    blocks = re.findall(r"^```bash\n(.*?)^```$", (DOCS / page).read_text(encoding="utf-8"), re.M | re.S)
    (found,) = [block for block in blocks if word in block]
    return str(found)


def ran(text: str, project: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """Run a script inside *project*, with the `checklist` of this environment in its path."""
    (project / "refresh.sh").write_text(text)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "refresh.sh"], cwd=project, env={**os.environ, "PATH": path, **given}, capture_output=True, text=True, timeout=120
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "project" / ".git").mkdir(parents=True)
    (tmp_path / "project" / "spring.yml").write_text(SPRING)
    return tmp_path / "project"


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Iterator[mediawiki.Wiki]:
    with mediawiki.running(tmp_path_factory.mktemp("mediawiki")) as wiki:
        yield wiki


@pytest.fixture(scope="module")
def doku(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dokuwiki.Wiki]:
    with dokuwiki.running(tmp_path_factory.mktemp("dokuwiki")) as wiki:
        yield wiki


def annotated(page: str, note: str) -> str:
    """Return *page* with its first open item ticked the way people do, and a line below it."""
    line = next(line for line in page.split("\n") if re.match(r" *\* ☐ .*\(\[\[#", line))
    return page.replace(line, line.replace("☐", "x", 1) + " – done\n" + note)


def change(project: Path) -> None:
    """Change the brief: one channel goes, another comes."""
    (project / "spring.yml").write_text(SPRING.replace("tiktok", "email"))


def test_the_script_for_mediawiki_goes_once_around(media, project):
    person, robot = media.session("Ada"), media.session("Listbot")
    person.write("Spring launch", "Ours.\n\n[checklist]\n\n[[Category:Checklists]]")
    text = script("mediawiki.md", "baserevid")
    given = {"WIKI": media.url, "WIKI_USER": "Listbot", "WIKI_PASSWORD": mediawiki.PASSWORD, "PAGE": "Spring launch"}
    first = ran(text, project, CAMPAIGN="spring.yml", **given)
    assert first.returncode == 0 and "put in with" in first.stderr, first.stderr
    page = robot.read("Spring launch")
    assert page.text.startswith("Ours.\n\n<!-- checklist-begin") and page.text.endswith("-->\n\n[[Category:Checklists]]")
    note = "*: Evidence: https://dam.example/labels"
    assert person.write("Spring launch", annotated(page.text, note), base=page.revision)
    change(project)
    second = ran(text, project, **given)
    assert second.returncode == 0 and "1 tick kept" in second.stderr, second.stderr
    after = robot.read("Spring launch")
    assert f" – done\n{note}\n" in after.text and "(TRN-02.email)" in after.text and "(TRN-02.tiktok)" not in after.text
    third = ran(text, project, **given)
    assert third.returncode == 0 and "unchanged" in third.stderr and robot.read("Spring launch").revision == after.revision


def test_the_script_for_mediawiki_saves_nothing_that_embed_refuses(media, project):
    person = media.session("Ada")
    person.write("Edited", "[checklist]")
    given = {"WIKI": media.url, "WIKI_USER": "Ada", "WIKI_PASSWORD": mediawiki.PASSWORD, "PAGE": "Edited"}
    text = script("mediawiki.md", "baserevid")
    assert ran(text, project, CAMPAIGN="spring.yml", **given).returncode == 0
    page = person.read("Edited")
    person.write("Edited", page.text.replace("=== Guide ===", "=== Handbook ==="), base=page.revision)
    revision = person.read("Edited").revision
    refused = ran(text, project, **given)
    assert refused.returncode == 2 and "PAG05" in refused.stderr and person.read("Edited").revision == revision


@pytest.mark.parametrize("format", ["dokuwiki", "dokuwiki-todo"])
def test_the_script_for_dokuwiki_goes_once_around(doku, project, format):
    name = f"spring_{format}"
    doku.write(name, "Ours.\n\n[checklist]\n\nTheirs.", by="ada")
    text = script("dokuwiki.md", "xmlrpc")
    given = {"WIKI": doku.address, "WIKI_USER": "program", "WIKI_PASSWORD": "program", "PAGE": name}
    first = ran(text, project, CAMPAIGN="spring.yml", FORMAT=format, **given)
    assert first.returncode == 0 and "put in with" in first.stderr, first.stderr
    page = doku.read(name)
    note = "    * Evidence: https://dam.example/labels"
    if format == "dokuwiki":
        page = annotated(page, note)
    else:
        line = next(line for line in page.split("\n") if line.startswith("  * <todo>"))
        page = page.replace(line, line.replace("<todo>", "<todo #ada:2026-11-25>") + " – done\n" + note)
    doku.write(name, page, by="ada")
    change(project)
    second = ran(text, project, FORMAT=format, **given)
    assert second.returncode == 0 and "1 tick kept" in second.stderr, second.stderr
    after = doku.read(name)
    assert f" – done\n{note}\n" in after and "(TRN-02.email)" in after and "(TRN-02.tiktok)" not in after
    assert after.startswith("Ours.\n\n[[#checklist-begin") and after.rstrip("\n").endswith("Theirs.")
    third = ran(text, project, FORMAT=format, **given)
    assert third.returncode == 0 and "unchanged" in third.stderr and doku.read(name) == after
