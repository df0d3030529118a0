"""`checklist embed`: where a checklist goes, what is told, what is refused, and that nothing else of a page changes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from checklist import writing
from checklist.errors import ChecklistError
from tests.test_imports import ROOT

SPRING = (
    "campaign: Spring launch\nmarkets: [de]\nchannels: [instagram, tiktok]\nai_uses: [generated-image]\ndata: []\n"
    "sectors: []\naudience: []\nroles: []\n"
)
AUTUMN = SPRING.replace("Spring launch", "Autumn")
HOST = "# Launch\n\nHello *team*.\n\n[checklist]\n\n## After\n\nBye.\n"


@pytest.fixture
def place(run, tmp_path):
    """An empty project with two campaigns and a page that has room for a checklist."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "spring.yml").write_text(SPRING)
    (tmp_path / "autumn.yml").write_text(AUTUMN)
    (tmp_path / "page.md").write_text(HOST)
    return tmp_path


@pytest.fixture
def page(run, place):
    """A page with the checklist of the spring campaign on it."""
    assert run("embed", "page.md", "--campaign", "spring.yml").code == 0
    return place / "page.md"


def edit(path: Path, old: str, new: str) -> str:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return path.read_text()


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


# ---- where it goes


def test_a_checklist_takes_the_place_of_the_placeholder(run, place):
    outcome = run("embed", "page.md", "--campaign", "spring.yml")
    assert (outcome.code, outcome.out) == (0, "")
    assert re.fullmatch(r"page\.md: spring-launch: put in with \d+ items\n", outcome.err)
    before, inside, after = re.split(r"(<!-- checklist-begin.*<!-- checklist-end [^>]*-->)", (place / "page.md").read_text(), flags=re.S)
    assert (before, after) == ("# Launch\n\nHello *team*.\n\n", "\n\n## After\n\nBye.\n")
    assert "[checklist]" not in inside and "campaign=spring.yml" in inside


def test_a_checklist_goes_below_a_heading(run, place):
    (place / "page.md").write_text("# Launch\n\n## Rules\nOurs.\n\n## After\n")
    assert run("embed", "page.md", "--campaign", "spring.yml", "--under", "  rules ").code == 0
    text = (place / "page.md").read_text()
    assert text.startswith("# Launch\n\n## Rules\n\n<!-- checklist-begin") and text.endswith("-->\n\nOurs.\n\n## After\n")


@pytest.mark.parametrize("title", ["Rules\n=====", "## Rules ##", "Rules\n---"])
def test_every_form_of_heading_is_found(run, place, title):
    (place / "page.md").write_text(f"{title}\n\nText.\n")
    assert run("embed", "page.md", "--campaign", "spring.yml", "--under", "Rules").code == 0
    assert (place / "page.md").read_text().startswith(f"{title}\n\n<!-- checklist-begin")


def test_a_checklist_goes_to_the_end_of_a_single_page(run, place):
    (place / "page.md").write_text("Text.")
    assert run("embed", "page.md", "--campaign", "spring.yml").code == 0
    text = (place / "page.md").read_text()
    assert text.startswith("Text.\n\n<!-- checklist-begin") and not text.endswith("\n")


def test_several_pages_take_it_where_they_have_a_place_and_are_left_alone_elsewhere(run, place):
    (place / "other.md").write_text("Text.\n")
    outcome = run("embed", "other.md", "page.md", "--campaign", "spring.yml")
    assert outcome.code == 0
    assert outcome.err.splitlines()[0] == "other.md: no checklist on it, left alone"
    assert (place / "other.md").read_text() == "Text.\n" and "checklist-begin" in (place / "page.md").read_text()


def test_the_same_checklist_on_two_pages_at_once_is_refused(run, place):
    (place / "other.md").write_text(HOST)
    outcome = run("embed", "other.md", "page.md", "--campaign", "spring.yml")
    assert outcome.code == 2 and "PAG08 the checklist would stand on 2 pages: other.md, page.md" in outcome.err
    assert (place / "other.md").read_text() == (place / "page.md").read_text() == HOST


def test_pages_with_and_without_a_title_are_refreshed_in_one_run_as_alone(run, place):
    (place / "other.md").write_text(HOST.replace("# Launch\n\n", ""))
    for page, brief in (("page.md", "spring.yml"), ("other.md", "autumn.yml")):
        command = [sys.executable, "-m", "checklist", "embed", page, "--campaign", brief]
        subprocess.run(command, cwd=place, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
    deep, flat = (place / "page.md").read_text(), (place / "other.md").read_text()
    assert "\n##### ETH-09" in deep and "\n#### ETH-09" in flat
    assert run("embed", "page.md", "other.md", "--check").code == 0


def test_several_pages_without_a_place_are_refused(run, place):
    for name in ("a.md", "b.md"):
        (place / name).write_text("Text.\n")
    outcome = run("embed", "a.md", "b.md", "--campaign", "spring.yml")
    assert outcome.code == 2 and outcome.err.startswith("--campaign: PAG06 no page has a place for it (write [checklist] on a line")


@pytest.mark.parametrize(
    "host", ["```\n[checklist]\n```\n", "    [checklist]\n", "see [checklist]\n", "<pre>\n[checklist]\n</pre>\n"],
    ids=["fence", "indented", "word", "pre"],
)
def test_a_placeholder_in_code_or_in_a_sentence_is_text(run, place, host):
    (place / "page.md").write_text(host)
    assert run("embed", "page.md", "--campaign", "spring.yml").code == 0
    assert (place / "page.md").read_text().startswith(host)


def test_the_second_campaign_takes_the_next_placeholder(run, page):
    edit(page, "Bye.", "[checklist]")
    first = page.read_text()
    assert run("embed", page, "--campaign", "autumn.yml").code == 0
    text = page.read_text()
    assert re.findall(r" id=(\S+)", text) == ["spring-launch", "autumn"]
    assert text.startswith(first.partition("[checklist]")[0])
    assert run("embed", page).err == f"{page}: spring-launch: unchanged; 0 ticks kept\n{page}: autumn: unchanged; 0 ticks kept\n"


def test_a_page_with_a_title_gets_no_second_one(run, page):
    assert "\n## AI checklist: Spring launch\n" in page.read_text() and "\n### Plan\n" in page.read_text()


def test_a_page_without_a_title_gets_one(run, place):
    (place / "page.md").write_text("[checklist]\n")
    run("embed", "page.md", "--campaign", "spring.yml")
    assert "\n# AI checklist: Spring launch\n" in (place / "page.md").read_text()


def test_facts_take_the_place_of_a_campaign(run, place):
    assert run("embed", "page.md", "-s", "markets=de", "-s", "ai_uses=chatbot").code == 0
    text = (place / "page.md").read_text()
    assert re.search(r"id=adhoc-[0-9a-f]{8} .*set=ai_uses:chatbot;markets:de", text)
    assert run("embed", "page.md").err.endswith("unchanged; 0 ticks kept\n")


def test_themes_grouping_and_template_are_remembered(run, place):
    options = ("-t", "privacy", "--group-by", "owner", "--template", "compact")
    assert run("embed", "page.md", "--campaign", "spring.yml", *options).code == 0
    text = (place / "page.md").read_text()
    assert "template=compact group-by=owner themes=privacy" in text
    assert run("embed", "page.md").err.endswith("unchanged; 0 ticks kept\n")
    assert run("embed", "page.md", "--group-by", "theme").err == "page.md: spring-launch: refreshed; 0 ticks kept\n"
    assert "template=compact group-by=theme themes=privacy" in (place / "page.md").read_text()


@pytest.mark.parametrize("value", ["a;b", "50% of a:b", "x=y, z"])
def test_parameters_come_back_whatever_they_hold(run, place, value):
    run("embed", "page.md", "-s", "markets=de", "--param", f"brand={value}")
    assert run("embed", "page.md").err.endswith("unchanged; 0 ticks kept\n")


# ---- standard input


def test_a_page_goes_from_standard_input_to_standard_output(place):
    def piped(page: bytes, *args: str) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "checklist", "embed", "-", *args]
        return subprocess.run(command, input=page, capture_output=True, cwd=place, env={**os.environ, "PYTHONPATH": str(ROOT)})

    done = piped(HOST.encode(), "--campaign", "spring.yml")
    assert done.returncode == 0 and done.stdout.startswith(b"# Launch\n\nHello *team*.\n\n<!-- checklist-begin")
    again = piped(done.stdout)
    assert again.stdout == done.stdout and again.stderr == b"standard input: spring-launch: unchanged; 0 ticks kept\n"
    broken = piped(done.stdout.replace(b"## Guide", b"## Handbook"))
    assert (broken.returncode, broken.stdout) == (2, b"") and broken.stderr.startswith(b"standard input:")


# ---- what is told


def test_the_summary_counts_what_became_of_the_page(run, page, place):
    text = page.read_text()
    boxes = [line for line in text.split("\n") if line.startswith("- [ ]")]
    edit(page, boxes[0], boxes[0].replace("[ ]", "[x]"))
    tiktok = next(line for line in text.split("\n") if "(TRN-02.tiktok)" in line)
    edit(page, tiktok, tiktok + "\n        - Owner: Ada")
    edit(place / "spring.yml", "instagram, tiktok", "instagram, email")
    outcome = run("embed", page)
    assert re.fullmatch(
        rf'{page}: spring-launch: refreshed; 1 tick kept, [1-9]\d* added, 1 moved to "No longer in this list"\n', outcome.err
    )


def test_a_page_without_a_checklist_is_counted_and_left_alone(run, place):
    outcome = run("embed", "page.md")
    assert (outcome.code, outcome.err) == (0, "page.md: no checklist on it, left alone\n")
    assert (place / "page.md").read_text() == HOST


def test_check_finds_a_page_that_would_change_and_writes_nothing(run, page, place):
    assert run("embed", page, "--check").code == 0
    edit(place / "spring.yml", "tiktok", "email")
    before = page.read_bytes()
    outcome = run("embed", page, "--check")
    assert (outcome.code, outcome.out) == (1, "") and "would change" in outcome.err
    assert page.read_bytes() == before


def test_diff_prints_what_would_change_and_writes_nothing(run, page, place):
    edit(place / "spring.yml", "tiktok", "email")
    before = page.read_bytes()
    outcome = run("embed", page, "--diff")
    assert outcome.code == 0 and page.read_bytes() == before
    assert outcome.out.startswith(f"--- {page}\n+++ {page}\n@@ ")
    assert "\n-    - [ ] TikTok (TRN-02.tiktok)\n+    - [ ] e-mail (TRN-02.email)\n" in outcome.out
    assert run("embed", page, "--diff", "--check").code == 1


def test_diff_is_coloured_on_a_terminal_and_shows_no_control_character(run, page, place, monkeypatch):
    from checklist.cli import embed_

    monkeypatch.setattr(embed_, "sys", type("Terminal", (), {"stdout": type("Out", (), {"isatty": staticmethod(lambda: True)})}))
    assert embed_._coloured("+a\x1b[2Jb\n") == "\x1b[32m+a\\x1b[2Jb\x1b[0m\n"
    edit(place / "spring.yml", "tiktok", "email")
    assert "\x1b[31m-    - [ ] TikTok" in run("embed", page, "--diff").out


def test_dry_run_tells_and_writes_nothing(run, place):
    outcome = run("embed", "page.md", "--campaign", "spring.yml", "--dry-run")
    assert (outcome.code, outcome.out) == (0, "") and "would be put in" in outcome.err
    assert (place / "page.md").read_text() == HOST


def test_force_saves_the_page_and_keeps_the_ticks(run, page):
    box = next(line for line in page.read_text().split("\n") if line.startswith("- [ ]"))
    edit(page, box, box.replace("[ ]", "[x]"))
    right = page.read_text()
    wrong = edit(page, "## Guide", "## Handbook")
    assert run("embed", page).code == 2
    outcome = run("embed", page, "--force")
    assert outcome.code == 0 and outcome.err.endswith(f"{page}: the old page is {page}.before\n")
    assert page.read_text() == right and Path(f"{page}.before").read_text() == wrong


def test_force_on_a_page_that_was_not_edited_saves_no_copy(run, page, place):
    edit(place / "spring.yml", "tiktok", "email")
    assert run("embed", page, "--force").code == 0
    assert not Path(f"{page}.before").exists()


# ---- bytes


@pytest.mark.parametrize(
    "host",
    [
        HOST.encode().replace(b"\n", b"\r\n"), b"\xef\xbb\xbf" + HOST.encode(), HOST.encode().rstrip(b"\n"),
        b"a\r\nb\nc\r\n\r\n[checklist]\r\n\r\nd\ne", b"\xef\xbb\xbf[checklist]", b"[checklist]\r\n", b"a\rb\n\n[checklist]\n\n\x0cc\n",
    ],
    ids=["crlf", "bom", "no-final-newline", "mixed", "bom-alone", "alone", "odd"],
)
def test_everything_outside_is_kept_byte_for_byte(run, place, host):
    page = place / "page.md"
    page.write_bytes(host)
    assert run("embed", page, "--campaign", "spring.yml").code == 0
    (place / "spring.yml").write_text(SPRING.replace("tiktok", "email"))
    assert run("embed", page).code == 0
    before, after = host.split(b"[checklist]")
    content = page.read_bytes()
    assert content.startswith(before + b"<!-- checklist-begin") and content.endswith(b"-->" + after)
    inside = content[len(before) : len(content) - len(after)]
    ends = set(re.findall(rb"\r?\n", inside))
    assert len(ends) == 1 and run("embed", page, "--check").code == 0


def test_notes_typed_with_other_line_ends_are_kept(run, page):
    box = next(line for line in page.read_text().split("\n") if line.startswith("- [ ]"))
    page.write_bytes(page.read_bytes().replace(box.encode(), box.replace("[ ]", "[x]").encode() + b" by Ada\r\n    - Owner: Ada\r"))
    assert run("embed", page).code == 0
    assert b"\n    - Owner: Ada" in page.read_bytes() and b"by Ada" in page.read_bytes()


# ---- what is refused, and nothing written


def replacing(old: str, new: str) -> Callable[[str], str]:
    return lambda text: text.replace(old, new)


def doubled(text: str) -> str:
    found = re.search("(?s)<!-- checklist-begin.*?<!-- checklist-end[^>]*>", text)
    assert found
    return text + found[0]


# What is done to a page, and what is then said of it.
BROKEN = {
    "no-end": (replacing("<!-- checklist-end", "<!-- checklist-ended"), r":5:1: PAG02 this checklist has no end"),
    "no-begin": (lambda text: re.sub("<!-- checklist-begin.*\n", "", text), r":\d+:1: PAG02 a checklist ends that never began"),
    "nested": (lambda text: re.sub("(<!-- checklist-begin.*\n)", r"\1\1", text), r":6:1: PAG02 a checklist begins inside another"),
    "reversed": (
        lambda text: text.replace("<!-- checklist-begin", "<!-- checklist-x").replace("<!-- checklist-end", "<!-- checklist-begin"),
        r":\d+:1: PAG02 ",
    ),
    "twice": (doubled, r":\d+:1: PAG08 the checklist 'spring-launch' stands twice on the page \(first in line 5; "),
    "newer-marker": (replacing("v=1", "v=2"), r":5:1: PAG04 a newer program wrote this checklist"),
    "newer-rules": (replacing("core@1", "core@7"), r":5:1: PAG04 it was written with core 7.0.0, newer than"),
    "other-rules": (replacing("core@1", "acme@1"), r":5:1: PAG02 the marker says packs 'acme', which"),
    "outside": (replacing("campaign=spring.yml", "campaign=../spring.yml"), "it points outside the project"),
    "absolute": (replacing("campaign=spring.yml", "campaign=/etc/passwd"), "it points outside the project"),
    "no-campaign": (replacing("campaign=spring.yml ", ""), r"names no campaign file \(name it with --campaign"),
    "other-campaign": (replacing("=spring.yml", "=autumn.yml"), "is now the campaign 'autumn', not 'spring-launch'"),
    "missing": (replacing("=spring.yml", "=nope.yml"), r"'nope.yml', which means nothing here \(.*OUT01"),
    "theme": (replacing("themes=*", "themes=privcy"), "themes 'privcy', .*did you mean 'privacy'"),
    "template-path": (replacing("template=checklist", "template=..%2Fx"), "template '../x', .*a bare name"),
    "template-file": (replacing("template=checklist", "template=mine.j2"), "the template mine.j2 .*--template"),
    "template-name": (replacing("template=checklist", "template=chekclist"), "OPT01 .*did you mean 'checklist'"),
    "day": (replacing("as-of=today", "as-of=soon"), "as-of 'soon'"),
    "grouping": (replacing("group-by=phase", "group-by=fase"), "group-by 'fase'"),
    "format": (replacing("dialect=markdown", "dialect=html"), "PAG0[12]"),
    "text": (replacing("### Build", "### Build\n\nText."), r":\d+:1: PAG05 this line of the checklist was changed"),
}


@pytest.mark.parametrize("change, problem", BROKEN.values(), ids=BROKEN)
def test_a_broken_page_is_refused_with_its_line_and_stays(run, page, change, problem):
    broken = change(page.read_text())
    assert broken != page.read_text()
    page.write_text(broken)
    outcome = run("embed", page)
    assert (outcome.code, outcome.out) == (2, "")
    assert re.search(problem, outcome.err), outcome.err
    assert page.read_text() == broken and sorted(os.listdir(page.parent)) == [".git", "autumn.yml", "page.md", "spring.yml"]


def test_a_code_that_stands_twice_is_refused(run, page):
    line = next(line for line in page.read_text().split("\n") if line.startswith("- [ ]"))
    text = edit(page, line, f"{line}\n{line}")
    outcome = run("embed", page, "--force")
    assert outcome.code == 2 and f":{line_of(text, line) + 1}:1: PAG03 code" in outcome.err and page.read_text() == text


def test_all_problems_of_all_pages_are_told_and_the_good_ones_written(run, page, place):
    (place / "good.md").write_text(page.read_text())
    for name in ("bad1.md", "bad2.md"):
        (place / name).write_text(page.read_text().replace("## Guide", "## Handbook"))
    edit(place / "spring.yml", "tiktok", "email")
    for name in ("bad1.md", "bad2.md"):
        text = (place / name).read_text()
    outcome = run("embed", "bad1.md", "good.md", "bad2.md", "nope.md")
    assert outcome.code == 2
    assert [part in outcome.err for part in ("bad1.md:", "bad2.md:", "nope.md: OUT01", "good.md: spring-launch: refreshed")] == [True] * 4
    assert (place / "bad1.md").read_text() == text and "(TRN-02.email)" in (place / "good.md").read_text()


def test_a_page_that_cannot_be_written_does_not_keep_the_others_from_it(run, page, place):
    for name in ("a.md", "b.md"):
        (place / name).write_text(page.read_text())
    edit(place / "spring.yml", "tiktok", "email")
    (place / "a.md").chmod(0o444)
    outcome = run("embed", "a.md", "b.md")
    assert outcome.code == 2 and "a.md: OUT02" in outcome.err and "b.md: spring-launch: refreshed" in outcome.err
    assert "(TRN-02.tiktok)" in (place / "a.md").read_text() and "(TRN-02.email)" in (place / "b.md").read_text()


def test_a_campaign_outside_the_project_has_to_be_named_again(run, place, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "spring.yml"
    elsewhere.write_text(SPRING)
    outcome = run("embed", "page.md", "--campaign", elsewhere)
    assert outcome.code == 0 and f"{elsewhere}: it lies outside the project" in outcome.err
    assert run("embed", "page.md").code == 2 and run("embed", "page.md", "--campaign", elsewhere, "--check").code == 0


def test_a_link_out_of_the_project_is_refused(run, page, place, tmp_path_factory):
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.yml"
    secret.write_text(SPRING)
    (place / "spring.yml").unlink()
    (place / "spring.yml").symlink_to(secret)
    assert "it points outside the project" in run("embed", page).err


def test_nothing_of_a_file_that_a_marker_names_is_quoted(run, page, place):
    (place / "spring.yml").write_text("top-secret-key: hunter2\nmarkets: [de]\n")
    outcome = run("embed", page)
    assert outcome.code == 2 and "RUL01" in outcome.err
    assert "hunter2" not in outcome.err and "top-secret" not in outcome.err


def test_older_rules_are_taken_when_asked_to(run, page):
    edit(page, "core@1", "core@7")
    assert run("embed", page, "--allow-older").code == 0
    assert "core@1" in page.read_text()


def test_markers_in_code_are_text(run, page):
    end = "<!-- checklist-end sum=0 -->"
    example = f"```html\n<!-- checklist-begin v=9 id=x dialect=markdown -->\n```\n\n    {end}\n\n`{end}`\n\n"
    page.write_text(example + page.read_text())
    assert run("embed", page).err == f"{page}: spring-launch: unchanged; 0 ticks kept\n"


def test_a_page_of_documentation_that_shows_another_format_is_left_alone(run, place):
    text = "# How to\n\n```\n<!-- checklist-begin v=1 id=x dialect=mediawiki -->\n<!-- checklist-end sum=0 -->\n```\n"
    (place / "page.md").write_text(text)
    assert run("embed", "page.md").err == "page.md: no checklist on it, left alone\n"


@pytest.mark.parametrize(
    "name, form", [("page.txt", "dokuwiki"), ("page.dokuwiki", "dokuwiki-todo"), ("page.xml", "confluence"), ("page", "mediawiki")]
)
def test_the_format_of_a_page_is_known_from_its_name_or_its_checklist(run, place, name, form):
    room = "<p>[checklist]</p>" if form == "confluence" else "[checklist]"
    (place / name).write_text(room + "\n")
    assert run("embed", name, "--campaign", "spring.yml", "-f", form).code == 0
    assert f"dialect={form}" in (place / name).read_text()
    assert run("embed", name).err == f"{name}: spring-launch: unchanged; 0 ticks kept\n"


def test_edits_are_named_in_the_template_the_page_was_written_with(run, place):
    assert run("generate", "spring.yml", "--template", "compact", "-o", "own.md").code == 0
    text = edit(place / "own.md", "## Plan", "## Planning")
    refused = run("generate", "spring.yml", "--template", "compact", "-o", "own.md")
    assert refused.err.startswith(f"own.md:{line_of(text, '## Planning')}:1: PAG05") and refused.err.count("\n") == 1


@pytest.mark.parametrize(
    "args, problem",
    [
        (["-f", "html"], "no page in 'html' is read back"), (["-f", "markdwn"], "did you mean 'markdown'"),
        (["--under", "x"], "there is nothing to put below it"), (["--param", "brand=x"], "a page keeps the parameters"),
        (["-t", "privcy"], "did you mean 'privacy'"), (["--group-by", "x"], "there is no grouping 'x'"),
        (["--template", "x"], "there is no template 'x'"), (["--as-of", "soon"], "'soon' is not a date"),
        (["page.md"], "a page is named twice"),
        (["--campaign", "nope.yml"], "nope.yml: OUT01"), (["--campaign", "spring.yml", "--under", "Aftr"], "did you mean 'After'"),
    ],
)
def test_options_that_cannot_be_used_are_told(run, place, args, problem):
    outcome = run("embed", "page.md", *args)
    assert outcome.code == 2 and problem in outcome.err and (place / "page.md").read_text() == HOST


def test_a_heading_that_stands_twice_is_refused(run, place):
    (place / "page.md").write_text("# A\n\n# a\n")
    assert "PAG06 the heading 'A' stands in lines 1, 3" in run("embed", "page.md", "--campaign", "spring.yml", "--under", "A").err


@pytest.mark.parametrize(
    "content, problem", [(b"\xff\xfe", "YML02"), (b"\x00\x01", "YML02"), (b"\xe9", "YML02"), (b"a" * 6_000_000, "YML02")],
    ids=["utf-16", "binary", "latin-1", "large"],
)
def test_a_page_that_is_no_text_is_refused(run, place, content, problem):
    (place / "page.md").write_bytes(content)
    outcome = run("embed", "page.md", "--campaign", "spring.yml")
    assert outcome.code == 2 and problem in outcome.err and (place / "page.md").read_bytes() == content


def test_an_empty_page_takes_a_checklist(run, place):
    (place / "page.md").write_text("")
    assert run("embed", "page.md", "--campaign", "spring.yml").code == 0
    assert (place / "page.md").read_text().startswith("<!-- checklist-begin")


def test_a_directory_is_refused(run, place):
    assert "OUT02" in run("embed", ".git").err


# ---- killed half-way, and two at once


KILLED = """
import os, signal, sys
from checklist import cli, writing
name = sys.argv[1]
real = getattr(os, name)
def dies(*args, **kwargs):
    if sys.argv[2] == "after":
        real(*args, **kwargs)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(os, name, dies)
cli.run(["embed", "page.md"])
"""


@pytest.mark.parametrize("call", ["fsync", "replace", "chmod"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_at_any_moment_leaves_the_old_page_or_the_new_one(run, page, place, call, when):
    edit(place / "spring.yml", "tiktok", "email")
    old = page.read_bytes()
    done = subprocess.run([sys.executable, "-c", KILLED, call, when], cwd=place, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == -signal.SIGKILL
    left = page.read_bytes()
    assert run("embed", page).code == 0
    assert left in (old, page.read_bytes()) and (left == old) == ((call, when) != ("replace", "after"))


def test_two_writers_at_once_lose_nothing(run, page, place):
    """While pages are refreshed over and over, a person keeps adding notes as an editor does: read, change, compare, replace."""
    command = [sys.executable, "-m", "checklist", "embed", "page.md", "--group-by"]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    codes: list[int] = []

    def refresh() -> None:
        for number in range(6):
            grouping = ("owner", "phase", "theme")[number % 3]
            codes.append(subprocess.run([*command, grouping], cwd=place, env=env, capture_output=True).returncode)

    writers = [threading.Thread(target=refresh) for _ in range(2)]
    for writer in writers:
        writer.start()
    added = 0
    while any(writer.is_alive() for writer in writers) or added < 5:
        text = page.read_text()
        line = next(line for line in text.split("\n") if "[TRN-02](" in line and line.startswith("- ["))
        try:
            writing.replace(str(page), text.replace(line, f"{line}\n    - note {added}.").encode(), expected=text.encode())
            added += 1
        except ChecklistError as error:
            assert [problem.code for problem in error.problems] == ["OUT03"]
    for writer in writers:
        writer.join()
    assert set(codes) <= {0, 2} and 0 in codes
    assert run("embed", page).code == 0
    assert sorted(re.findall(r"- note (\d+)\.", page.read_text()), key=int) == [str(number) for number in range(added)]
