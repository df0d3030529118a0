"""`checklist generate` of many campaigns: files, refusals among sound briefs, refreshing, interruption, and what is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from checklist.batches import Tally, places
from tests.builders import THEME_YML, write_pack
from tests.test_imports import ROOT
from tests.test_saved import state_file
from tests.terminals import shown_on_terminal

BRIEF = "id: {name}\ncampaign: {title}\nlaunch: 2027-01-01\nmarkets: [de]\nchannels: [instagram]\n"
SECOND = THEME_YML.split("items:\n", 1)[1].replace("TRN-01", "TRN-02")


def write_brief(path: str, **fields: str) -> None:
    name = Path(path).stem
    Path(path).parent.mkdir(exist_ok=True)
    Path(path).write_text(BRIEF.format(**{"name": name, "title": name.capitalize()} | fields), encoding="utf-8")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A project with rules of two items and three briefs."""
    monkeypatch.chdir(tmp_path)
    Path(".git").mkdir()
    write_pack(tmp_path / "rules", theme=THEME_YML + SECOND)
    for name in ("autumn", "spring", "winter"):
        write_brief(f"briefs/{name}.yml")
    return tmp_path


@pytest.fixture
def batch(run, place):
    """Run over all briefs there are, or those named, into `out`."""

    def runner(*args, briefs=()):
        named = briefs or sorted(map(str, Path("briefs").iterdir()))
        return run("generate", *named, "--out-dir", "out", "--rules", "rules", *args)

    return runner


def names(folder: str = "out") -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


# ---- what is written


@pytest.mark.parametrize("form, suffix, index", [
    ("markdown", "md", "index.md"), ("html", "html", "index.html"), ("csv", "csv", "index.html"), ("mediawiki", "mediawiki", "index.html"),
])
def test_generate_writes_a_file_for_each_brief_and_an_index(batch, form, suffix, index):
    outcome = batch("-f", form)
    assert (outcome.code, outcome.out, outcome.err) == (0, "", "3 checklists written\n")
    assert names() == sorted([f"autumn.{suffix}", index, f"spring.{suffix}", f"winter.{suffix}"])


def test_each_file_is_what_output_would_have_made_of_its_brief(run, batch):
    assert batch().code == 0
    assert run("generate", "briefs/spring.yml", "--rules", "rules", "-o", "spring.md").code == 0
    assert Path("spring.md").read_bytes() == Path("out/spring.md").read_bytes()


def test_one_brief_is_a_batch_too(batch):
    assert batch(briefs=["briefs/spring.yml"]).err == "1 checklist written\n"
    assert names() == ["index.md", "spring.md"]


def test_options_hold_for_every_brief(batch):
    assert batch("-s", "channels=email", "--level", "must", "-f", "json", "--no-index").code == 2
    assert batch("-s", "markets=eu", "--lang", "de", "-f", "json", "--no-index").code == 0
    for name in names():
        text = Path("out", name).read_text()
        assert '"lang": "de"' in text and '"markets": [\n        "eu"' in text


def test_the_format_of_the_project_counts(batch):
    Path("checklist.yml").write_text("schema: 1\nformat: mediawiki\n")
    assert batch().code == 0
    assert "spring.mediawiki" in names()


def test_a_brief_that_is_named_twice_is_written_once(batch):
    assert batch(briefs=["briefs/spring.yml", "./briefs/spring.yml", "briefs/winter.yml"]).err == "2 checklists written\n"


def test_the_directory_may_be_a_deep_one(run, batch):
    outcome = run("generate", "briefs/spring.yml", "--out-dir", "a/b/c", "--rules", "rules")
    assert outcome.code == 0 and names("a/b/c") == ["index.md", "spring.md"]


# ---- pages that exist already


def test_what_is_the_same_is_not_touched(batch):
    batch()
    before = {name: (Path("out", name).stat().st_mtime_ns, Path("out", name).stat().st_ino) for name in names()}
    assert batch().err == "0 checklists written, 3 unchanged\n"
    assert before == {name: (Path("out", name).stat().st_mtime_ns, Path("out", name).stat().st_ino) for name in names()}


def test_ticks_and_notes_stay_and_the_index_counts_them(batch):
    batch()
    page = Path("out/spring.md")
    text = page.read_text().replace("- [ ] **Must", "- [x] **Must", 1)
    page.write_text(re.sub(r"(?m)^(- \[ \] .*\(\[TRN-02\].*)$", r"\1\n    - Due: 2026-12-24", text, count=1))
    write_brief("briefs/spring.yml", title="Spring again")
    assert batch().err == "1 checklist written, 2 unchanged\n"
    text = page.read_text()
    assert "Spring again" in text and "- [x]" in text and "Due: 2026-12-24" in text
    (line,) = [line for line in Path("out/index.md").read_text().splitlines() if "spring.md" in line]
    assert "Closed: 1/2" in line and "Next due: 2026-12-24" in line


def test_a_page_stays_in_its_language(batch):
    batch("--lang", "de", briefs=["briefs/spring.yml"])
    batch()
    assert "lang=de" in Path("out/spring.md").read_text() and "lang=en" in Path("out/winter.md").read_text()


@pytest.mark.parametrize("form, suffix", [("markdown", "md"), ("html", "html"), ("json", "json"), ("csv", "csv")])
def test_a_file_that_is_not_ours_is_refused_and_the_others_go_on(batch, form, suffix):
    Path("out").mkdir()
    Path(f"out/spring.{suffix}").write_text("mine\n")
    outcome = batch("-f", form)
    assert outcome.code == 2
    assert outcome.err.startswith(f"out/spring.{suffix}: PAG01 ") and outcome.err.endswith("\n2 checklists written, 1 failed\n")
    assert Path(f"out/spring.{suffix}").read_text() == "mine\n" and f"winter.{suffix}" in names()


def test_force_saves_a_file_that_is_not_ours(batch):
    Path("out").mkdir()
    Path("out/spring.md").write_text("mine\n")
    outcome = batch("--force")
    assert (outcome.code, outcome.err) == (0, "out/spring.md: the old file is out/spring.md.before\n3 checklists written\n")
    assert Path("out/spring.md.before").read_text() == "mine\n"


def test_an_edited_page_is_refused_with_its_line(batch):
    batch()
    page = Path("out/winter.md")
    page.write_text(page.read_text().replace("Label", "Do not label", 1))
    outcome = batch()
    assert outcome.code == 2 and re.match(r"out/winter\.md:\d+:\d+: PAG05 ", outcome.err)
    assert "0 checklists written, 2 unchanged, 1 failed" in outcome.err


# ---- bad briefs among good ones


@pytest.mark.parametrize("text, told", [
    ("campaign: Bad\nmarkets: [dee]\n", r"briefs/bad\.yml:2:\d+: REF01 .* did you mean|briefs/bad\.yml:2:\d+: REF01 "),
    ("campaign: [\n", r"briefs/bad\.yml:\d+:\d+: YML"),
    ("\x00", r"briefs/bad\.yml(:\d+:\d+)?: YML"),
    ("", r"briefs/bad\.yml(:\d+:\d+)?: "),
    ("campaign: Bad\nmarkets: [de]\nchannels: [email]\nlaunch: 2027-01-01\n", r"bad: SEL01 no item is left"),
], ids=["name", "syntax", "binary", "empty", "nothing left"])
def test_a_bad_brief_is_told_and_the_others_are_written(batch, text, told):
    Path("briefs/bad.yml").write_text(text)
    outcome = batch()
    assert outcome.code == 2 and re.match(told, outcome.err), outcome.err
    assert outcome.err.splitlines()[-1] == "3 checklists written, 1 failed"
    assert "## Without a checklist" in Path("out/index.md").read_text() and "bad.md" not in names()


def test_every_problem_of_every_brief_is_told(batch):
    for name in ("bad", "worse"):
        Path(f"briefs/{name}.yml").write_text("campaign: Bad\nmarkets: [dee]\ncolour: red\nchannels: [telex]\n")
    lines = batch().err.splitlines()
    assert [line.split(":")[:2] for line in lines[:-1]] == [[f"briefs/{name}.yml", line] for name in ("bad", "worse") for line in "234"]


@pytest.mark.parametrize("path, told", [("briefs", "this is a directory"), ("briefs/*.yml", "there is no such file")])
def test_what_is_no_file_is_told_and_the_others_are_written(batch, path, told):
    outcome = batch(briefs=[path, "briefs/spring.yml"])
    assert outcome.code == 2 and f"{path}: OUT01 {told}" in outcome.err and "1 checklist written, 1 failed" in outcome.err


def test_briefs_that_would_share_a_file_are_all_refused(batch):
    write_brief("more/Spring.yaml", name="other")
    outcome = batch(briefs=["briefs/spring.yml", "more/Spring.yaml", "briefs/winter.yml"])
    assert outcome.code == 2 and names() == ["index.md", "winter.md"]
    assert outcome.err.splitlines() == [
        "briefs/spring.yml: OUT05 out/spring.md would hold the checklist of more/Spring.yaml too (rename one of them)",
        "more/Spring.yaml: OUT05 out/Spring.md would hold the checklist of briefs/spring.yml too (rename one of them)",
        "1 checklist written, 2 failed",
    ]


def test_one_id_of_two_briefs_is_refused_at_the_second(batch):
    write_brief("briefs/xmas.yml", name="spring")
    outcome = batch()
    assert outcome.code == 2 and "briefs/xmas.yml: REF02 its id is 'spring', which is that of briefs/spring.yml" in outcome.err
    assert "xmas.md" not in names() and "spring.md" in names()


@pytest.mark.parametrize("form", ["markdown", "html", "csv"])
def test_a_brief_called_index_never_meets_the_index(run, batch, form):
    write_brief("briefs/index.yml")
    outcome = batch("-f", form)
    assert outcome.code == (0 if form == "csv" else 2)
    assert ("is where the index goes" in outcome.err) is (form != "csv")
    outcome = run("generate", "briefs/index.yml", "--out-dir", "alone", "-f", form, "--no-index", "--rules", "rules")
    assert outcome.code == 0 and len(names("alone")) == 1


def test_a_brief_is_never_written_over(run, place):
    write_brief("briefs/odd.json")
    before = Path("briefs/odd.json").read_bytes()
    outcome = run("generate", "briefs/odd.json", "briefs/spring.yml", "--out-dir", "briefs", "-f", "json", "--force", "--rules", "rules")
    assert outcome.code == 2 and "would be written over a brief" in outcome.err
    assert Path("briefs/odd.json").read_bytes() == before and Path("briefs/spring.json").exists()


def test_a_fault_of_ours_keeps_no_other_brief(batch, monkeypatch):
    from checklist import api

    usual = api.checklist

    def failing(rules, brief, *args, **how):
        if brief.campaign.id == "spring":
            raise ZeroDivisionError("division by zero")
        return usual(rules, brief, *args, **how)

    monkeypatch.setattr(api, "checklist", failing)
    Path("briefs/bad.yml").write_text("campaign: Bad\nmarkets: [dee]\n")
    outcome = batch()
    assert outcome.code == 3 and "briefs/spring.yml: this is a bug in checklist" in outcome.err
    assert outcome.err.endswith("2 checklists written, 2 failed\n")


# ---- state files


def test_state_files_go_to_the_checklists_they_are_of(batch):
    for name in ("spring", "winter"):
        Path(f"{name}.json").write_bytes(state_file({"TRN-01": {"done": True}}, id=name))
    assert batch("--state", "spring.json", "--state", "winter.json").code == 0
    ticked = {name: "- [x]" in Path("out", name).read_text() for name in ("autumn.md", "spring.md", "winter.md")}
    assert ticked == {"autumn.md": False, "spring.md": True, "winter.md": True}


def test_a_state_file_of_no_checklist_is_told(batch):
    Path("other.json").write_bytes(state_file({"TRN-01": {"done": True}}, id="other"))
    outcome = batch("--state", "other.json")
    assert outcome.code == 2 and "other.json: STA03 " in outcome.err and outcome.err.endswith("3 checklists written\n")


# ---- the command line


@pytest.mark.parametrize("args, told", [
    (("a.yml", "b.yml"), "CAMPAIGN: OPT03 2 campaigns do not fit on one page (add --out-dir DIR: each gets a file of its own there)"),
    (("a.yml", "--out-dir", "out", "-o", "x.md"), "--output: OPT03 with --out-dir the briefs give the files their names"),
    (("--out-dir", "out"), "--out-dir: OPT03 no campaign is given to write there"),
    (("-", "a.yml", "--out-dir", "out"), "CAMPAIGN: OPT03 standard input has no name to call a file by"),
    (("-", "--out-dir", "out"), "CAMPAIGN: OPT03 standard input has no name to call a file by"),
    (("a.yml", "--out-dir", ""), "--out-dir: OPT02 the name is empty"),
    (("a.yml", "", "--out-dir", "out"), "CAMPAIGN: OPT02 the name is empty"),
    (("a.yml", "--no-index"), "--no-index: OPT03 "),
    (("a.yml", "--out-dir", "out", "-f", "pdf"), "--format: OPT01 "),
    (("a.yml", "--out-dir", "out", "-s", "markets=dee"), "OPT01 "),
], ids=str)
def test_a_wrong_command_line_writes_nothing(run, place, args, told):
    outcome = run("generate", *args, "--rules", "rules")
    assert (outcome.code, outcome.out) == (2, "") and told in outcome.err
    assert not Path("out").exists()


def test_a_file_where_the_directory_should_be_is_told(run, place):
    Path("out").write_text("mine\n")
    outcome = run("generate", "briefs/spring.yml", "--out-dir", "out", "--rules", "rules")
    assert outcome.code == 2 and outcome.err == "out: OUT02 cannot be made: it is no directory (choose another directory)\n"


def test_a_directory_that_may_not_be_written_is_told_for_each_brief(batch, monkeypatch):
    from checklist import writing

    def refusing(*args, **how):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(writing.tempfile, "mkstemp", refusing)
    outcome = batch()
    assert outcome.code == 2 and outcome.err.count(": OUT02 cannot be written: Permission denied") == 3
    assert outcome.err.endswith("0 checklists written, 3 failed\n")


def test_names_that_a_terminal_would_obey_are_shown(run, place):
    path = os.fsdecode(b"briefs/\xff\x1b[2J.yml")
    write_brief(path, name="odd", title="Odd")
    outcome = run("generate", path, "briefs/spring.yml", "briefs/gone\x1b[2J.yml", "--out-dir", "out", "--rules", "rules")
    assert outcome.code == 2 and r"gone\x1b[2J.yml: OUT01" in outcome.err and "\x1b" not in outcome.err
    index = Path("out/index.md").read_text()
    assert "(%FF%1B%5B2J.md)" in index and "\x1b" not in index


# ---- interruption

# Signals itself while a brief is being made, as Ctrl-C would; the file of that brief is still written.
INTERRUPTED = """\
import signal, sys
from checklist import api, cli

signal.signal(signal.SIGINT, signal.default_int_handler)
usual, count = api.checklist, [0]

def counting(*args, **how):
    count[0] += 1
    for _ in range({times} if count[0] == 2 else 0):
        signal.raise_signal(signal.SIGINT)
    return usual(*args, **how)

api.checklist = counting
sys.exit(cli.run(sys.argv[1:]))
"""


@pytest.mark.parametrize("times, whole", [(1, ["autumn.md", "spring.md"]), (2, ["autumn.md"])], ids=["once", "twice"])
def test_an_interruption_leaves_whole_files_and_tells_what_was_written(run, batch, times, whole):
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    briefs = [f"briefs/{name}.yml" for name in ("autumn", "spring", "winter")]
    command = [sys.executable, "-c", INTERRUPTED.format(times=times), "generate", *briefs, "--out-dir", "cut", "--rules", "rules"]
    done = subprocess.run(command, env=env, capture_output=True)
    said = "2 checklists written, 1 not begun" if times == 1 else "1 checklist written, 2 not begun"
    assert (done.returncode, done.stdout, done.stderr.decode()) == (130, b"", f"{said}\n\nchecklist: interrupted\n")
    assert batch().code == 0
    assert names("cut") == whole
    assert all(Path("cut", name).read_bytes() == Path("out", name).read_bytes() for name in whole)


def test_a_signal_from_outside_ends_a_batch_with_whole_files(run, batch):
    """Wait for the first file, then send the signal that Ctrl-C sends."""
    for number in range(60):
        write_brief(f"briefs/b{number:02d}.yml")
    line = "import signal, sys; from checklist import cli; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
    line += "from checklist import writing; usual = writing.replace\n"
    line += "def told(path, *args, **how):\n    done = usual(path, *args, **how); print(path, flush=True)\n"
    line += "    sys.stdin.readline() if path.endswith('autumn.md') else None\n    return done\n"
    line += "writing.replace = told; sys.exit(cli.run(sys.argv[1:]))"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    briefs = sorted(map(str, Path("briefs").iterdir()))
    command = [sys.executable, "-c", line, "generate", *briefs, "--out-dir", "cut", "--rules", "rules"]
    with subprocess.Popen(command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout and process.stdin
        assert process.stdout.readline() == b"cut/autumn.md\n"
        process.send_signal(2)
        process.stdin.write(b"\n")
        process.stdin.close()
        rest = process.stdout.read()
        err = process.stderr.read() if process.stderr else b""
        assert process.wait() == 130
    written = 1 + rest.count(b"\n")
    assert written < 63 and f"{written} checklist{'s' if written > 1 else ''} written, {63 - written} not begun" in err.decode()
    assert len(names("cut")) == written and batch().code == 0
    assert all(Path("cut", name).read_bytes() == Path("out", name).read_bytes() for name in names("cut"))


# ---- a terminal


def test_a_terminal_gets_a_bar_and_the_problems_after_it(place):
    Path("briefs/bad.yml").write_text("campaign: Bad\nmarkets: [dee]\n")
    code, shown = shown_on_terminal("generate", *sorted(map(str, Path("briefs").iterdir())), "--out-dir", "out", "--rules", "rules")
    assert code == 2
    bar, told = shown.rsplit("100%", 1)
    assert "Writing checklists" in bar and "REF01" not in bar
    assert "REF01" in told and told.endswith("3 checklists written, 1 failed\r\n")


# ---- names


@pytest.mark.parametrize("names", [("a/x.yml", "b/x.yaml"), ("a/X.yml", "b/x.yml"), ("a/\u00e4.yml", "b/a\u0308.yml")], ids=ascii)
def test_places_sees_names_that_some_file_system_takes_for_one(names):
    assert all(place.problem for place in places(names, "out", ".md"))


def test_places_keeps_names_with_dots_and_the_order():
    found = places(["b/spring.v2.yml", "a/spring.yml", "c/plain"], "out", ".md")
    assert [place.output for place in found] == [os.path.join("out", name) for name in ("spring.v2.md", "spring.md", "plain.md")]
    assert not any(place.problem for place in found)


def test_tally_keeps_the_worst_exit_code_and_counts_what_is_left():
    tally = Tally(5)
    tally.written, tally.unchanged = 1, 1
    for code in (2, 3):
        tally.fail(code)
    tally.worsen(1)
    assert tally.exit_code == 3 and tally.summary() == "1 checklist written, 1 unchanged, 2 failed, 1 not begun"


def test_generate_names_the_file_that_a_budget_cuts(batch):
    outcome = batch("--budget", "1m", "-f", "csv")
    told = [line.partition(" The musts alone take ") for line in outcome.err.splitlines()[:-1]]
    assert [file for file, _, rest in told if rest] == [os.path.join("out", f"{name}.csv:") for name in ("autumn", "spring", "winter")]
