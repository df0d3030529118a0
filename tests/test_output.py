"""Files and streams: what is written is whole, what people wrote stays, what is not ours is left alone."""

from __future__ import annotations

import errno
import io
import os
import pickle
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, strategies as st

import checklist
from checklist import caching, cli, loading, writing
from checklist.errors import ChecklistError
from tests.builders import write_pack
from tests.strategies import few

ROOT = Path(checklist.__file__).parent.parent
# One theme is enough to write, to refuse and to refresh; a page of all of them takes three times as long.
FEW = ("-t", "transparency")
SPRING = "campaign: Spring\nmarkets: [de]\nchannels: [tiktok]\n"


def ran(*args: str, env: dict[str, str] | None = None, **how: Any) -> subprocess.CompletedProcess[bytes]:
    """Run the command line in a process of its own."""
    full = {**os.environ, "PYTHONPATH": str(ROOT), **(env or {})}
    return subprocess.run([sys.executable, "-m", "checklist", *args], capture_output=True, env=full, **how)


def names() -> list[str]:
    return sorted(path.name for path in Path().iterdir())


@pytest.fixture
def spring(run) -> str:
    """The page of a campaign in spring.md, with its brief beside it; returns its text."""
    Path("spring.yml").write_text(SPRING)
    outcome = run("generate", *FEW, "spring.yml", "-o", "spring.md")
    assert outcome.code == 0
    return Path("spring.md").read_text()


def task_in(text: str, code: str = "") -> str:
    """Return the line of a task, by default the first."""
    found = re.search(rf"^- \[ \] .*\(\[{code or '.*'}\]\(#.*\)$", text, re.M)
    assert found
    return found.group()


def ticked(text: str, code: str = "") -> str:
    """Return a page with a task ticked and two notes below it."""
    line = task_in(text, code)
    return text.replace(line, line.replace("- [ ]", "- [x]") + "\n    Owner: Ann\n    Ünder way", 1)


# ---- a new file


@pytest.mark.parametrize("name", ["page.md", "page.html", "page.json", "page.csv", "page.txt", "a page.md", "pägé.md"])
def test_a_new_file_holds_what_standard_output_would(run, name):
    outcome = run("generate", *FEW, "-o", name)
    form = {".md": "markdown", ".txt": "text"}.get(Path(name).suffix, Path(name).suffix[1:])
    assert (outcome.code, outcome.out) == (0, "")
    assert Path(name).read_bytes() == run("generate", *FEW, "-f", form).out.encode()
    assert names() == [name]


def test_the_number_of_items_is_told_on_standard_error(run, core):
    assert run("generate", "-o", "page.md").err == f"page.md: {len(core.item_list)} items\n"
    assert run("generate", "-o", "one.md", "--rules", write_pack(Path("rules"))).err == "one.md: 1 item\n"


def test_a_new_file_gets_the_permissions_that_the_umask_leaves(run):
    before = os.umask(0o027)
    try:
        run("generate", *FEW, "-o", "page.md")
    finally:
        os.umask(before)
    assert stat.S_IMODE(os.stat("page.md").st_mode) == 0o640


REFUSED = {
    "missing directory": ("sub/page.md", "sub/page.md: OUT02 cannot be written: No such file or directory (make the directory first)"),
    "directory": ("folder.md", "folder.md: OUT02 cannot be written: Is a directory (name a file)"),
    "below a file": ("mine.txt/page.md", "mine.txt/page.md: OUT02 cannot be written: Not a directory (check the path)"),
    "pipe": ("pipe.md", "pipe.md: OUT02 cannot be written: Not a regular file (name a file)"),
    "device": ("/dev/null", "/dev/null: OUT02 cannot be written: Not a regular file (name a file)"),
    "link to a directory": ("tofolder.md", "tofolder.md: OUT02 cannot be written: Is a directory (name a file)"),
    "link to itself": ("loop.md", "loop.md: OUT02 cannot be written: Too many levels of symbolic links (choose another name or place)"),
    "name too long": ("x" * 300 + ".md", f"{'x' * 300}.md: OUT02 cannot be written: File name too long (choose another name or place)"),
    "NUL in the name": ("a\0b.md", "a\\x00b.md: OUT02 cannot be written: the name holds a NUL character (choose another name or place)"),
    "escape sequence in the name": ("\x1b[31m/page.md", "\\x1b[31m/page.md: OUT02 cannot be written: No such file or directory (make"),
}


@pytest.mark.parametrize("force", [(), ("--force",)], ids=["", "force"])
@pytest.mark.parametrize("name", REFUSED)
def test_a_place_that_cannot_be_written_is_told_and_nothing_is_touched(run, name, force):
    path, told = REFUSED[name]
    Path("folder.md").mkdir()
    Path("mine.txt").write_text("mine")
    os.mkfifo("pipe.md")
    Path("tofolder.md").symlink_to("folder.md")
    Path("loop.md").symlink_to("loop.md")
    there = names()
    outcome = run("generate", *FEW, "-o", path, *force)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(told) and outcome.err.count("\n") == 1
    assert names() == there and Path("mine.txt").read_text() == "mine"


# ---- a file that is not ours

FOREIGN = {
    "notes": ("page.md", b"# Notes\n\n- [x] call Ann\n"),
    "no final newline": ("page.md", b"keep me"),
    "our page in other text": ("page.md", None),
    "HTML of a wiki": ("page.html", b"<html><body><h1>Team wiki page</h1></body></html>"),
    "HTML of another generator": (
        "page.html", b'<!doctype html><meta name="generator" content="Hugo 0.1"><html data-checklist="adhoc-e3b0c442">'
    ),
    "HTML fragment": ("page.html", b"hello"),
    "JSON object": ("page.json", b'{"generator": "other 1.0", "id": "adhoc-e3b0c442"}'),
    "JSON list": ("page.json", b"[1]"),
    "JSON broken": ("page.json", b'{"generator": "marketing-impact-checklist'),
    "JSON too deep": ("page.json", b"[" * 100_000),
    "JSON of another checklist": ("page.json", b'{"generator": "marketing-impact-checklist 0.1.0", "id": "autumn"}'),
    "CSV": ("page.csv", b"a,b\n"),
    "text": ("page.txt", b"mine\n"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_that_is_not_ours_is_refused_and_left_as_it_is(run, name):
    path, data = FOREIGN[name]
    data = b"Our list:\n\n" + run("generate").out.encode() if data is None else data
    Path(path).write_bytes(data)
    outcome = run("generate", "-o", path)
    assert (outcome.code, outcome.out) == (2, "")
    hint = "choose another name, or --force saves it and replaces it"
    assert outcome.err == f"{path}: PAG01 the file exists and is not a checklist of ours ({hint})\n"
    assert Path(path).read_bytes() == data and names() == [path]


@pytest.mark.parametrize(("data", "code"), [(b"\x89PNG\0\0", "YML02"), ("# Ä\n".encode("utf-16"), "YML02"), (b"K\xe4se\n", "YML02")])
def test_a_file_that_is_no_text_is_refused_and_left_as_it_is(run, data, code):
    Path("page.md").write_bytes(data)
    outcome = run("generate", *FEW, "-o", "page.md")
    assert outcome.code == 2 and f" {code} " in outcome.err and Path("page.md").read_bytes() == data


@pytest.mark.parametrize("path", ["page.csv", "page.txt", "page.md"])
def test_a_format_that_cannot_be_read_back_is_never_written_over(run, path):
    more = ["--no-markers"] if path.endswith(".md") else []
    run("generate", "-o", path, *more)
    before = Path(path).read_bytes()
    outcome = run("generate", "-t", "bias", "-o", path, *more)
    assert outcome.code == 2 and " PAG01 " in outcome.err and Path(path).read_bytes() == before


@pytest.mark.parametrize("data", [b"", b"\n", b"  \n\n"])
@pytest.mark.parametrize("path", ["page.md", "page.html", "page.csv"])
def test_an_empty_file_is_filled(run, path, data):
    Path(path).write_bytes(data)
    assert run("generate", *FEW, "-o", path).code == 0
    assert b"TRN-01" in Path(path).read_bytes() and names() == [path]


@pytest.mark.parametrize("name", [name for name in FOREIGN if FOREIGN[name][1] is not None])
def test_force_saves_what_it_replaces(run, name):
    path, data = FOREIGN[name]
    Path(path).write_bytes(data)
    outcome = run("generate", *FEW, "-o", path, "--force")
    assert outcome.code == 0 and outcome.err.endswith(f"; the old file is {path}.before\n")
    assert Path(f"{path}.before").read_bytes() == data and b"TRN-01" in Path(path).read_bytes()


def test_force_never_writes_over_what_it_saved(run):
    for content in ("one", "two", "three"):
        Path("page.txt").write_text(content)
        assert run("generate", *FEW, "-o", "page.txt", "--force").code == 0
    assert [Path(f"page.txt.before{end}").read_text() for end in ("", ".1", ".2")] == ["one", "two", "three"]


def test_force_saves_with_the_permissions_of_the_file(run):
    Path("page.txt").write_text("secret")
    os.chmod("page.txt", 0o600)
    run("generate", *FEW, "-o", "page.txt", "--force")
    assert [stat.S_IMODE(os.stat(name).st_mode) for name in ("page.txt", "page.txt.before")] == [0o600, 0o600]


@pytest.mark.parametrize(
    "args", [("-t", "privcy"), ("-s", "ai_uses=", "-t", "transparency", "--owner", "crm-manager"), ("--template", "bad.j2")], ids=" ".join
)
def test_force_that_fails_leaves_everything_as_it_was(run, args):
    Path("bad.j2").write_text("{{ nope }}")
    Path("page.txt").write_text("mine")
    outcome = run("generate", "-o", "page.txt", "--force", *args)
    assert outcome.code == 2 and names() == ["bad.j2", "page.txt"] and Path("page.txt").read_text() == "mine"


def test_force_has_nothing_to_save_where_there_is_no_file(run):
    assert run("generate", *FEW, "-o", "page.md", "--force").code == 0
    assert names() == ["page.md"]


def test_force_on_our_own_page_refreshes_it_and_saves_nothing(run, spring):
    Path("spring.md").write_text(ticked(spring))
    assert run("generate", *FEW, "spring.yml", "-o", "spring.md", "--force").code == 0
    assert Path("spring.md").read_text() == ticked(spring) and names() == ["spring.md", "spring.yml"]


# ---- a page of ours


@pytest.mark.parametrize("name", ["page.md", "page.html", "page.json"])
def test_the_second_run_changes_neither_bytes_nor_time(run, name):
    run("generate", "-t", "bias", "-o", name)
    first = os.stat(name)
    content = Path(name).read_bytes()
    assert run("generate", "-t", "bias", "-o", name).code == 0
    second = os.stat(name)
    assert Path(name).read_bytes() == content
    assert (first.st_mtime_ns, first.st_ino) == (second.st_mtime_ns, second.st_ino)


WRITTEN: dict[str, Callable[[bytes], bytes]] = {
    "as written": lambda data: data,
    "CRLF": lambda data: data.replace(b"\n", b"\r\n"),
    "BOM": lambda data: b"\xef\xbb\xbf" + data,
    "BOM and CRLF": lambda data: b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"),
    "no final newline": lambda data: data.rstrip(b"\n"),
    "CRLF and no final newline": lambda data: data.rstrip(b"\n").replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_refresh_changes_no_byte_of_a_page_that_is_up_to_date(run, spring, name):
    data = WRITTEN[name](ticked(spring).encode())
    Path("spring.md").write_bytes(data)
    before = os.stat("spring.md").st_mtime_ns
    outcome = run("generate", *FEW, "spring.yml", "-o", "spring.md")
    assert (outcome.code, outcome.out) == (0, "")
    assert Path("spring.md").read_bytes() == data and os.stat("spring.md").st_mtime_ns == before


@pytest.mark.parametrize("name", WRITTEN)
def test_a_refresh_keeps_ticks_and_notes_and_the_way_the_file_is_written(run, spring, name):
    Path("spring.yml").write_text(SPRING + "ai_uses: [chatbot]\n")
    fresh = run("generate", *FEW, "spring.yml").out
    assert fresh != spring
    code = next(code for code in re.findall(r"^- \[ \] .*\(\[(.*)\]\(#.*\)$", spring, re.M) if f"([{code}](" in fresh)
    Path("spring.md").write_bytes(WRITTEN[name](ticked(spring, code).encode()))
    assert run("generate", *FEW, "spring.yml", "-o", "spring.md").code == 0
    assert Path("spring.md").read_bytes() == WRITTEN[name](ticked(fresh, code).encode())


def test_a_refresh_keeps_the_permissions(run, spring):
    os.chmod("spring.md", 0o604)
    Path("spring.yml").write_text(SPRING + "ai_uses: [chatbot]\n")
    assert run("generate", *FEW, "spring.yml", "-o", "spring.md").code == 0
    assert stat.S_IMODE(os.stat("spring.md").st_mode) == 0o604


def test_a_ticked_item_that_fell_out_keeps_its_line(run, spring):
    Path("spring.yml").write_text(SPRING + "ai_uses: [generated-image]\n")
    run("generate", *FEW, "spring.yml", "-o", "spring.md")
    text = Path("spring.md").read_text()
    line = next(line for line in text.splitlines() if "([TRN-02](" in line)
    Path("spring.md").write_text(text.replace(line, line.replace("- [ ]", "- [x]") + "\n    Evidence: https://x.example"))
    Path("spring.yml").write_text(SPRING + "ai_uses: []\n")
    assert run("generate", *FEW, "spring.yml", "-o", "spring.md").code == 0
    gone = Path("spring.md").read_text().partition("## No longer in this list")[2]
    assert re.search(r"^- \[x\] .*\(TRN-02\).*\n    Evidence: https://x\.example$", gone, re.M)


def test_an_edited_page_is_refused_with_its_lines(run, spring):
    edited = spring.replace("## Guide", "## Handbook")
    assert edited != spring
    Path("spring.md").write_text(edited)
    outcome = run("generate", *FEW, "spring.yml", "-o", "spring.md")
    assert (outcome.code, outcome.out) == (2, "")
    line = edited.split("\n").index("## Handbook") + 1
    hint = "undo that, or --force saves the page and writes it anew"
    assert outcome.err == f"spring.md:{line}:1: PAG05 this line of the checklist was changed ({hint})\n"
    assert Path("spring.md").read_text() == edited


def test_force_on_an_edited_page_saves_it_and_keeps_ticks_and_notes(run, spring):
    edited = ticked(spring).replace("## Guide", "## Handbook")
    Path("spring.md").write_text(edited)
    outcome = run("generate", *FEW, "spring.yml", "-o", "spring.md", "--force")
    assert outcome.code == 0 and Path("spring.md.before").read_text() == edited
    assert Path("spring.md").read_text() == ticked(spring)


def test_the_page_of_another_campaign_is_refused(run, spring):
    Path("autumn.yml").write_text("campaign: Autumn\n")
    outcome = run("generate", *FEW, "autumn.yml", "-o", "spring.md")
    assert outcome.code == 2 and Path("spring.md").read_text() == spring
    assert outcome.err == "spring.md: PAG01 it holds the checklist 'spring', not 'autumn' (choose another file, or --force)\n"


@pytest.mark.parametrize("name", ["page.html", "page.json"])
def test_the_html_and_json_of_another_campaign_are_refused(run, name):
    Path("spring.yml").write_text(SPRING)
    Path("autumn.yml").write_text("campaign: Autumn\n")
    run("generate", *FEW, "spring.yml", "-o", name)
    before = Path(name).read_bytes()
    outcome = run("generate", *FEW, "autumn.yml", "-o", name)
    assert outcome.code == 2 and " PAG01 " in outcome.err and Path(name).read_bytes() == before


@pytest.mark.parametrize("name", ["page.html", "page.json"])
def test_html_and_json_of_ours_are_replaced(run, name):
    Path("spring.yml").write_text(SPRING)
    run("generate", *FEW, "spring.yml", "-o", name)
    before = Path(name).read_bytes()
    Path("spring.yml").write_text(SPRING + "ai_uses: []\n")
    assert run("generate", *FEW, "spring.yml", "-o", name).code == 0
    assert Path(name).read_bytes() != before and names() == [name, "spring.yml"]


BROKEN_MARKERS: dict[str, tuple[Callable[[str], str], str]] = {
    "no end": (lambda page: re.sub(r"<!-- checklist-end .*-->\n", "", page), "spring.md:1:1: PAG02 this checklist has no end"),
    "no begin": (lambda page: re.sub(r"<!-- checklist-begin .*-->\n", "", page), "PAG02 a checklist ends that never began"),
    "two begins": (lambda page: page.split("\n")[0] + "\n" + page, "spring.md:2:1: PAG02 a checklist begins inside another"),
    "unknown key": (lambda page: page.replace("v=1 ", "v=1 run=x "), "spring.md:1:1: PAG02 key 'run' is unknown in a marker"),
    "key twice": (lambda page: page.replace("v=1 ", "v=1 v=1 "), "spring.md:1:1: PAG02 key 'v' stands twice in a marker"),
    "no id": (lambda page: page.replace("id=spring ", ""), "spring.md:1:1: PAG02 the marker lacks id"),
    "newer": (lambda page: page.replace("v=1 ", "v=2 "), "spring.md:1:1: PAG04 a newer program wrote this checklist"),
}


@pytest.mark.parametrize("name", BROKEN_MARKERS)
def test_a_broken_marker_is_told_and_the_page_left_as_it_is(run, spring, name):
    change, told = BROKEN_MARKERS[name]
    Path("spring.md").write_text(change(spring))
    assert change(spring) != spring
    outcome = run("generate", *FEW, "spring.yml", "-o", "spring.md")
    assert outcome.code == 2 and told in outcome.err and Path("spring.md").read_text() == change(spring)


def test_a_code_that_stands_twice_is_told_with_both_lines(run, spring):
    line = task_in(spring)
    Path("spring.md").write_text(spring.replace(line, f"{line}\n{line}", 1))
    outcome = run("generate", *FEW, "spring.yml", "-o", "spring.md")
    assert outcome.code == 2 and (" PAG03 " in outcome.err or " PAG05 " in outcome.err)


# ---- permissions and links


def test_a_file_without_write_permission_is_refused(run, spring):
    Path("spring.yml").write_text(SPRING + "ai_uses: [chatbot]\n")
    os.chmod("spring.md", 0o444)
    outcome = run("generate", *FEW, "spring.yml", "-o", "spring.md")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "spring.md: OUT02 cannot be written: Permission denied (make it writable or choose another name)\n"
    assert Path("spring.md").read_text() == spring and names() == ["spring.md", "spring.yml"]


def test_force_does_not_override_a_missing_write_permission(run):
    Path("page.txt").write_text("mine")
    os.chmod("page.txt", 0o444)
    outcome = run("generate", *FEW, "-o", "page.txt", "--force")
    assert outcome.code == 2 and names() == ["page.txt"] and Path("page.txt").read_text() == "mine"


@pytest.mark.parametrize("absolute", [False, True])
def test_a_link_stays_and_its_target_changes(run, spring, absolute):
    Path("wiki").mkdir()
    Path("spring.md").rename("wiki/spring.md")
    Path("link.md").symlink_to(Path("wiki/spring.md").resolve() if absolute else "wiki/spring.md")
    Path("spring.yml").write_text(SPRING + "ai_uses: [chatbot]\n")
    assert run("generate", *FEW, "spring.yml", "-o", "link.md").code == 0
    assert Path("link.md").is_symlink() and not Path("wiki/spring.md").is_symlink()
    assert Path("wiki/spring.md").read_text() == run("generate", *FEW, "spring.yml").out
    assert os.listdir("wiki") == ["spring.md"]


def test_a_link_to_a_file_that_is_still_to_come_makes_it(run):
    Path("wiki").mkdir()
    Path("link.md").symlink_to("wiki/page.md")
    assert run("generate", *FEW, "-o", "link.md").code == 0
    assert Path("link.md").is_symlink() and Path("wiki/page.md").is_file()


def test_force_through_a_link_saves_the_text_and_not_the_link(run):
    Path("wiki").mkdir()
    Path("wiki/page.txt").write_text("mine")
    Path("link.txt").symlink_to("wiki/page.txt")
    assert run("generate", *FEW, "-o", "link.txt", "--force").code == 0
    assert Path("link.txt").is_symlink() and Path("link.txt.before").read_text() == "mine" and not Path("link.txt.before").is_symlink()


# ---- a disk that is full


@pytest.mark.parametrize("name", ["page.txt", "spring.md"])
def test_a_write_that_fails_half_way_leaves_the_old_file(run, spring, name):
    Path("page.txt").write_text("mine")
    before = Path(name).read_bytes()
    there = names()

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    Path("spring.yml").write_text(SPRING + "ai_uses: [chatbot]\n")
    run("generate", *FEW, "spring.yml")
    done = ran("generate", *FEW, "spring.yml", "-o", name, "--force", preexec_fn=small)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"{name}: OUT02 cannot be written: File too large (choose another name or place)\n"
    assert Path(name).read_bytes() == before and names() == there


@pytest.mark.parametrize("call", ["fsync", "chmod", "replace"])
@pytest.mark.parametrize("name", ["page.txt", "spring.md", "new.md"])
def test_a_full_disk_leaves_the_old_file_and_no_draft(run, spring, monkeypatch, name, call):
    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    Path("page.txt").write_text("mine")
    there = {path: Path(path).read_bytes() for path in names() if path != "spring.yml"}
    Path("spring.yml").write_text(SPRING + "ai_uses: [chatbot]\n")
    run("generate", *FEW, "spring.yml")
    with monkeypatch.context() as patch:
        patch.setattr(writing.os, call, full)
        outcome = run("generate", *FEW, "spring.yml", "-o", name, "--force")
    assert outcome.code == 2
    assert outcome.err == f"{name}: OUT02 cannot be written: No space left on device (free some space or choose another place)\n"
    assert {path: Path(path).read_bytes() for path in names() if path != "spring.yml"} == there


def test_an_interrupted_write_leaves_the_old_file_and_no_draft(run, spring, monkeypatch):
    def interrupted(handle: int) -> None:
        raise KeyboardInterrupt

    Path("spring.yml").write_text(SPRING + "ai_uses: [chatbot]\n")
    run("generate", *FEW, "spring.yml")
    monkeypatch.setattr(writing.os, "fsync", interrupted)
    outcome = run("generate", *FEW, "spring.yml", "-o", "spring.md")
    assert (outcome.code, outcome.err.strip()) == (130, "checklist: interrupted")
    assert Path("spring.md").read_text() == spring and names() == ["spring.md", "spring.yml"]


@pytest.mark.parametrize("args", [["generate"], ["list", "items"], ["--help"]], ids=" ".join)
def test_standard_output_that_is_full_is_told(args):
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "checklist", *args], stdout=full, stderr=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
    hint = "free some space or choose another place"
    assert done.returncode == 2
    assert done.stderr.decode() == f"standard output: OUT02 cannot be written: No space left on device ({hint})\n"


# ---- killed at any moment

KILLED = """\
import os, signal, sys
from checklist import writing

step, page, keep = int(sys.argv[1]), sys.argv[2], sys.argv[3] == "keep"
passed = 0

def tick():
    global passed
    if passed == step:
        os.kill(os.getpid(), signal.SIGKILL)
    passed += 1

def watched(function):
    def call(*args, **kwargs):
        tick()
        result = function(*args, **kwargs)
        tick()
        return result
    return call

for name in ("stat", "open", "fsync", "chmod", "replace", "unlink", "close"):
    setattr(os, name, watched(getattr(os, name)))
writing.replace(page, b"new" * 50000, expected=b"old" * 50000, keep=keep)
"""


@pytest.mark.parametrize("keep", ["keep", "replace"])
def test_a_process_killed_at_any_step_leaves_the_old_text_or_the_new(tmp_path, keep):
    old, new = b"old" * 50000, b"new" * 50000
    seen = set()
    for step in range(100):
        folder = tmp_path / str(step)
        folder.mkdir()
        page = folder / "page.md"
        page.write_bytes(old)
        done = subprocess.run([sys.executable, "-c", KILLED, str(step), str(page), keep], env={**os.environ, "PYTHONPATH": str(ROOT)})
        assert page.read_bytes() in (old, new)
        if keep == "keep" and page.read_bytes() == new:
            assert (folder / "page.md.before").read_bytes() == old
        seen.add((done.returncode, page.read_bytes()))
        if done.returncode == 0:
            break
    assert seen == {(-signal.SIGKILL, old), (-signal.SIGKILL, new), (0, new)}


# ---- several writers

WRITER = """\
import sys
from checklist import cli, writing

replace = writing.replace

def waiting(*args, **kwargs):
    print("ready", flush=True)
    sys.stdin.readline()
    return replace(*args, **kwargs)

writing.replace = waiting
sys.exit(cli.run(sys.argv[1:]))
"""


def test_two_writers_at_once_lose_nothing(run, spring):
    Path("spring.md").write_text(ticked(spring))
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    calls = {option: ["generate", *FEW, "spring.yml", "-o", "spring.md", "--group-by", option] for option in ("theme", "owner")}
    writers = {option: subprocess.Popen([sys.executable, "-c", WRITER, *call], env=env, **pipes) for option, call in calls.items()}
    for writer in writers.values():
        assert writer.stdout.readline() == b"ready\n"
    for writer in writers.values():
        writer.stdin.write(b"go\n")
        writer.stdin.flush()
    told = {option: writer.communicate()[1].decode() for option, writer in writers.items()}
    assert sorted(writer.returncode for writer in writers.values()) == [0, 2]
    loser = next(option for option, writer in writers.items() if writer.returncode == 2)
    winner = next(option for option in writers if option != loser)
    assert told[loser] == "spring.md: OUT03 the file changed while it was being written (run the command again)\n"
    written = Path("spring.md").read_text()
    assert f"group-by={winner} " in written and "- [x] " in written and "    Ünder way" in written
    assert run(*calls[loser]).code == 0
    assert f"group-by={loser} " in Path("spring.md").read_text() and "    Ünder way" in Path("spring.md").read_text()
    assert names() == ["spring.md", "spring.yml"]


def test_a_note_typed_while_we_write_is_not_lost(run, spring, monkeypatch):
    replace = writing.replace

    def late(path, content, **how):
        Path(path).write_text(ticked(spring))
        return replace(path, content, **how)

    monkeypatch.setattr(writing, "replace", late)
    Path("spring.yml").write_text(SPRING + "ai_uses: [chatbot]\n")
    outcome = run("generate", *FEW, "spring.yml", "-o", "spring.md")
    assert outcome.code == 2 and " OUT03 " in outcome.err and Path("spring.md").read_text() == ticked(spring)


@pytest.mark.parametrize("change", ["removed", "made"])
def test_a_file_that_comes_or_goes_while_we_write_is_told(tmp_path, change):
    path = tmp_path / "page.md"
    if change == "made":
        path.write_bytes(b"theirs")
    with pytest.raises(ChecklistError, match="OUT03"):
        writing.replace(str(path), b"ours", expected=None if change == "made" else b"old")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == ([b"theirs"] if change == "made" else [])


# ---- pipes


@pytest.mark.parametrize("reader", ["head -1", "head -c 1", "true"])
@pytest.mark.parametrize("args", ["generate", "generate -f json", "list items", "rules schema", "--help", "explain TRN-02"])
def test_a_reader_that_leaves_ends_us_quietly(tmp_path, args, reader):
    line = f"{sys.executable} -m checklist {args} | {reader} > out"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-o", "pipefail", "-c", line], cwd=tmp_path, env=env, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"")


def test_errors_that_nobody_reads_are_no_reason_to_fail_otherwise(tmp_path):
    line = f"{{ {sys.executable} -m checklist nope; echo $? > code; }} 2>&1 | true"
    subprocess.run(["bash", "-c", line], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
    assert (tmp_path / "code").read_text() == "2\n"


CLOSED = [("1>&-", 2, "standard output: OUT02 it is closed (write to a file with -o)\n"), ("2>&-", 0, "")]


@pytest.mark.parametrize(("closed", "code", "told"), CLOSED, ids=["output", "errors"])
def test_a_stream_that_is_closed_is_survived(tmp_path, closed, code, told):
    line = f"{sys.executable} -m checklist generate -t bias {closed}"
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
    assert (done.returncode, done.stderr.decode()) == (code, told)


@pytest.mark.parametrize("args", ["generate -", "check -", "embed -", "scan -", "diff core core --since 2026-01-01 -"])
def test_standard_input_that_is_closed_is_told(tmp_path, args):
    line = f"{sys.executable} -m checklist {args} <&-"
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
    told = b"standard input: OUT01 it is closed (pipe something into it or name a file)\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, b"", told)


def test_an_error_with_standard_error_closed_does_not_land_in_the_product(tmp_path):
    line = f"{sys.executable} -m checklist nope 2>&-"
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
    assert (done.returncode, done.stdout) == (2, b"")


# ---- the cache


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Path:
    """A cache directory of its own, still to be made."""
    place = tmp_path / "cache"
    monkeypatch.setenv("CHECKLIST_CACHE", str(place))
    return place


@pytest.fixture(scope="module")
def core_kept(tmp_path_factory) -> Path:
    """A cache directory that holds the built-in rules, which every pack shares its wording with, and nothing else."""
    place = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CHECKLIST_CACHE", str(place))
        loading.load_rules()
    return place


@pytest.fixture
def warm(cache, core_kept) -> Path:
    """The same directory with the built-in rules in it: a test that damages what is kept of a pack need not parse them."""
    shutil.copytree(core_kept, cache)
    return cache


def listed(run) -> str:
    outcome = run("list", "items", "--rules", "rules")
    assert (outcome.code, outcome.err) == (0, "")
    return outcome.out


def kept_in(cache: Path, core: Path | None = None) -> list[Path]:
    """Return the files of rules in *cache*, without those in the cache *core*."""
    known = {path.name for path in core.iterdir()} if core else set()
    found = sorted(path for path in cache.iterdir() if not path.name.startswith("__jinja2") and path.name not in known)
    assert found
    return found


def test_rules_are_kept_in_the_cache_for_this_user_alone(run, cache):
    write_pack(Path("rules"))
    listed(run)
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700 and all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in kept_in(cache))
    assert len(kept_in(cache)) == 2, "the test pack, and the built-in one whose wording it shares"


def test_rules_in_the_cache_are_not_parsed_again(run, warm, monkeypatch):
    from checklist import yamlio

    write_pack(Path("rules"))
    before = listed(run)
    monkeypatch.setattr(yamlio, "parse", None)
    assert listed(run) == before


def test_rules_that_change_are_read_anew(run, warm):
    write_pack(Path("rules"))
    before = listed(run)
    theme = Path("rules/themes/transparency.yml")
    theme.write_text(theme.read_text().replace("Label AI", "Mark AI"))
    assert listed(run) == before.replace("Label AI", "Mark AI") != before


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "one byte less": lambda data: data[:-1],
    "one bit more": lambda data: data[:1000] + bytes([data[1000] ^ 1]) + data[1001:],
    "letters": lambda data: b"hello" * 100,
    "zeros": lambda data: b"\0" * len(data),
    "another text": lambda data: data.replace(b"Label AI pictures", b"Label no pictures"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_cache_is_ignored(run, warm, core_kept, name):
    write_pack(Path("rules"))
    before = listed(run)
    for path in kept_in(warm, core_kept):
        assert DAMAGES[name](path.read_bytes()) != path.read_bytes()
        path.write_bytes(DAMAGES[name](path.read_bytes()))
    assert listed(run) == before


def test_a_damaged_cache_of_the_built_in_rules_is_ignored(run, warm):
    write_pack(Path("rules"))
    before = listed(run)
    for path in kept_in(warm):
        path.write_bytes(DAMAGES["cut"](path.read_bytes()))
    assert listed(run) == before


@few
@given(st.lists(st.tuples(st.integers(0, 100_000), st.integers(0, 255)), min_size=1, max_size=5), st.integers(0, 100_000))
def test_a_damaged_cache_with_a_fitting_sum_raises_nothing(core_kept, changed, cut):
    (path,) = kept_in(core_kept)
    content = bytearray(path.read_bytes()[16:])
    content = content[: max(1, cut % (4 * len(content)))]
    for place, byte in changed:
        content[place % len(content)] = byte
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        patch.setenv("CHECKLIST_CACHE", folder)
        Path(folder, "x").write_bytes(caching._sealed(bytes(content)) + content)
        caching.recall("x")


def test_a_fault_of_ours_in_the_cache_is_not_taken_for_damage(core_kept, monkeypatch):
    def fault(content: bytes) -> bytes:
        raise NameError("x")

    monkeypatch.setenv("CHECKLIST_CACHE", str(core_kept))
    (path,) = kept_in(core_kept)
    monkeypatch.setattr(caching, "_sealed", fault)
    with pytest.raises(NameError):
        caching.recall(path.name)


class Hostile:
    """Pickled, it asks for a function to be called."""

    def __init__(self, module: str, name: str, *args: object) -> None:
        self.call = module, name, args

    def pickled(self) -> bytes:
        module, name, args = self.call
        inner = pickle.dumps(args, protocol=4)[2:-1]
        names = b"".join(b"\x8c" + bytes([len(text)]) + text.encode() for text in (module, name))
        return b"\x80\x04" + names + b"\x93" + inner + b"R."


ATTACKS = {
    "a system call": ("posix", "system", "touch owned"),
    "a builtin": ("builtins", "eval", "open('owned', 'w')"),
    "through a module of ours": ("checklist.errors", "re.enum.sys.intern", "owned"),
    "what a module of ours imports": ("checklist.model", "NamedTuple", "open", []),
    "a function of ours": ("checklist.errors", "visible", "x"),
    "subprocess": ("subprocess", "check_output", ["touch", "owned"]),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_cache_runs_nothing_and_is_ignored(run, warm, core_kept, name):
    write_pack(Path("rules"))
    before = listed(run)
    hostile = Hostile(*ATTACKS[name]).pickled()
    for path in kept_in(warm, core_kept):
        path.write_bytes(caching._sealed(hostile) + hostile)
        assert caching.recall(path.name) is None
    assert listed(run) == before and not Path("owned").exists()


def test_the_attacks_would_work_on_an_unguarded_reader(run):
    assert pickle.loads(Hostile(*ATTACKS["through a module of ours"]).pickled()) == "owned"
    pickle.loads(Hostile(*ATTACKS["a builtin"]).pickled()).close()
    assert Path("owned").exists()


@pytest.mark.parametrize("value", [7, "text", ("a", "b"), None])
def test_a_cache_that_holds_something_else_is_ignored(run, warm, core_kept, value):
    write_pack(Path("rules"))
    before = listed(run)
    for path in kept_in(warm, core_kept):
        caching.keep(path.name, value)
    assert listed(run) == before


def test_a_cache_that_others_may_write_to_is_not_trusted(run, cache):
    write_pack(Path("rules"))
    cache.mkdir()
    os.chmod(cache, 0o777)
    listed(run)
    assert list(cache.iterdir()) == []


@pytest.mark.parametrize("place", ["", "file/cache", "file", "/dev/null/cache"])
def test_no_cache_is_no_reason_to_fail(run, monkeypatch, place):
    Path("file").write_text("")
    write_pack(Path("rules"))
    monkeypatch.setenv("CHECKLIST_CACHE", place)
    assert listed(run)


@pytest.mark.parametrize("call", ["makedirs", "replace"])
def test_a_cache_that_cannot_be_written_is_no_reason_to_fail(run, cache, monkeypatch, call):
    def full(*args: object, **how: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    write_pack(Path("rules"))
    with monkeypatch.context() as patch:
        patch.setattr(caching.os, call, full)
        assert listed(run)
    assert not cache.exists() or list(cache.iterdir()) == []


@pytest.fixture(scope="module")
def templates_kept(tmp_path_factory, core_kept) -> tuple[Path, bytes]:
    """A cache directory after a page was written, and that page."""
    place = tmp_path_factory.mktemp("templates") / "cache"
    shutil.copytree(core_kept, place)
    return place, ran("generate", "-t", "bias", env={"CHECKLIST_CACHE": str(place)}).stdout


@pytest.mark.parametrize("size", [0, 1, 18, 40, 60, 200])
def test_a_damaged_cache_of_templates_is_ignored(cache, templates_kept, size):
    place, page = templates_kept
    shutil.copytree(place, cache)
    kept = [path for path in cache.iterdir() if path.name.startswith("__jinja2_")]
    assert page and kept
    for path in kept:
        path.write_bytes(path.read_bytes()[:size])
    done = ran("generate", "-t", "bias")
    assert (done.returncode, done.stdout, done.stderr) == (0, page, b"")


@pytest.mark.parametrize(("variable", "place"), [("XDG_CACHE_HOME", "xdg"), ("HOME", "home/.cache")])
def test_the_cache_lies_where_the_system_keeps_caches(run, monkeypatch, variable, place):
    monkeypatch.delenv("CHECKLIST_CACHE")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(caching.sys, "platform", "linux")
    monkeypatch.setenv(variable, str(Path(place.split("/")[0]).absolute()))
    write_pack(Path("rules"))
    listed(run)
    assert list(Path(place, "marketing-impact-checklist").iterdir())


def test_the_cache_lies_in_the_library_of_a_mac(monkeypatch):
    monkeypatch.setattr(caching.sys, "platform", "darwin")
    monkeypatch.setenv("HOME", "/Users/ann")
    assert caching._base() == "/Users/ann/Library/Caches"


# ---- faults of ours, interruptions


FAULTS = [RuntimeError("boom\nsecond line"), KeyError("x"), AssertionError(), FileNotFoundError(2, "gone", "x"), RecursionError()]


@pytest.mark.parametrize("error", FAULTS, ids=lambda error: type(error).__name__)
def test_a_crash_of_ours_is_one_line_and_three(run, monkeypatch, error):
    from checklist import api

    def crash(*args: object, **how: object) -> None:
        raise error

    monkeypatch.setattr(api, "checklist", crash)
    outcome = run("generate", "-t", "bias")
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.startswith(f"checklist: this is a bug in checklist {checklist.__version__}: {type(error).__name__}: ")
    assert outcome.err.endswith("`checklist --debug generate -t bias` says)\n") and outcome.err.count("\n") == 1


def test_a_crash_of_ours_shows_where_with_debug(run, monkeypatch):
    from checklist import api

    def crash(*args: object, **how: object) -> None:
        raise RuntimeError("boom \x1b[31m")

    monkeypatch.setattr(api, "checklist", crash)
    outcome = run("--debug", "generate")
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.startswith("Traceback (most recent call last):\n") and "in crash\n" in outcome.err
    assert "\nRuntimeError: boom \\x1b[31m\n" in outcome.err and "\x1b" not in outcome.err


def test_debug_changes_nothing_where_all_is_well(run):
    assert run("--debug", "generate", "-t", "bias") == run("generate", "-t", "bias")


def test_debug_shows_no_traceback_for_what_the_user_did(run):
    outcome = run("--debug", "generate", "nope.yml")
    assert outcome.code == 2 and "Traceback" not in outcome.err


def test_a_crash_of_ours_touches_no_file(run, spring, monkeypatch):
    from checklist import api

    monkeypatch.setattr(api, "render", None)
    assert run("generate", *FEW, "spring.yml", "-o", "spring.md", "--force").code == 3
    assert Path("spring.md").read_text() == spring and names() == ["spring.md", "spring.yml"]


def test_an_interruption_ends_with_130(run, monkeypatch):
    from checklist import api

    def interrupted(*args: object, **how: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(api, "checklist", interrupted)
    outcome = run("generate")
    assert (outcome.code, outcome.out, outcome.err.strip()) == (130, "", "checklist: interrupted")


def test_a_signal_from_the_keyboard_ends_with_130(tmp_path):
    line = (
        "import signal, sys\nfrom checklist import cli, rulefiles\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # a shell hands it on as ignored to what runs behind
        "rulefiles.read_bytes = lambda path: signal.raise_signal(signal.SIGINT)\nsys.exit(cli.run(['generate']))\n"
    )
    done = subprocess.run([sys.executable, "-c", line], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, b"", b"checklist: interrupted")


class Deaf(io.StringIO):
    """A stream whose reader has gone, or whose letters are few."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error: Exception | None = error

    def write(self, text: str) -> int:
        error, self.error = self.error, None
        if error:
            raise error
        return super().write(text)


def test_an_error_that_cannot_be_told_ends_as_it_would(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Deaf(BrokenPipeError()))
    assert cli.run(["nope"]) == 2


def test_an_error_is_told_in_ascii_where_there_is_no_more(monkeypatch):
    stream = Deaf(UnicodeEncodeError("ascii", "ä", 0, 1, "no"))
    monkeypatch.setattr(sys, "stderr", stream)
    assert cli.run(["nöpe"]) == 2
    assert "there is no command 'n\\xf6pe'" in stream.getvalue()


@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_a_stream_that_is_none_is_no_fault_of_ours(monkeypatch, capfd, stream):
    monkeypatch.setattr(sys, stream, None)
    assert cli.run(["list", "themes"]) == (2 if stream == "stdout" else 0)
    assert cli.run(["nope"]) == 2


@pytest.mark.parametrize(("error", "code"), [(OSError(errno.ENOSPC, "full"), 2), (OSError(2, "gone", "x.py"), 3), (BrokenPipeError(), 0)])
def test_an_output_that_fails_is_told_apart_from_a_file_of_ours(run, monkeypatch, error, code):
    def failing(*args: object, **how: object) -> None:
        raise error

    monkeypatch.setattr(cli, "_drop_output", lambda: None)
    monkeypatch.setattr(loading, "load_rules", failing)
    assert run("generate").code == code


def test_a_stream_of_text_gets_the_product_as_text(monkeypatch):
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    assert cli.run(["list", "themes"]) == 0
    assert "privacy" in stream.getvalue()


# ---- locales

ASCII = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}


@pytest.mark.parametrize("form", ["markdown", "html", "text", "json", "csv"])
def test_the_product_is_utf_8_whatever_the_locale(run, form):
    Path("käse.yml").write_text("campaign: Käse 春\nmarkets: [de]\n", encoding="utf-8")
    expected = run("generate", *FEW, "käse.yml", "-f", form).out
    done = ran("generate", *FEW, "käse.yml", "-f", form, env=ASCII)
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, expected, b"")


@pytest.mark.parametrize("name", ["käse.md", "春.html"])
def test_files_are_utf_8_whatever_the_locale(run, name):
    Path("käse.yml").write_text("campaign: Käse 春\nmarkets: [de]\n", encoding="utf-8")
    done = ran("generate", *FEW, "käse.yml", "-o", name, env=ASCII)
    assert (done.returncode, done.stdout) == (0, b"")
    again = run("generate", *FEW, "käse.yml", "-o", name)
    assert again.code == 0 and "春" in Path(name).read_text(encoding="utf-8")


def test_a_file_name_that_is_no_text_is_no_reason_to_fail(tmp_path):
    (tmp_path / "c.yml").write_text(SPRING)
    name = os.fsencode(tmp_path) + b"/k\xe4se.yml"
    os.link(tmp_path / "c.yml", name)
    done = ran("generate", *FEW, os.fsdecode(name), "-o", os.fsdecode(name + b".md"), cwd=tmp_path)
    assert done.returncode == 0 and b"k\\udce4se.yml.md: " in done.stderr
    with open(name + b".md", "rb") as file:
        assert file.read().startswith(b"<!-- checklist-begin v=1 id=spring dialect=markdown as-of=")


def test_errors_are_told_whatever_the_locale(tmp_path):
    (tmp_path / "c.yml").write_text("campaign: x\nmärkets: [de]\n", encoding="utf-8")
    done = ran("generate", "c.yml", env=ASCII, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == b"c.yml:2:1: RUL01 key 'm\\xe4rkets' is unknown in a campaign (did you mean 'markets'?)\n"


WORLDS = [
    {"TZ": "Pacific/Kiritimati"}, {"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2"}, {"LC_ALL": "tr_TR.UTF-8"}, {"COLUMNS": "20"},
]


@pytest.mark.parametrize("more", WORLDS, ids=lambda more: "=".join(*more.items()))
def test_the_same_input_gives_the_same_bytes_everywhere(run, more):
    Path("spring.yml").write_text(SPRING)
    done = ran("generate", *FEW, "spring.yml", env=more)
    assert done.stdout.decode() == run("generate", *FEW, "spring.yml").out
