"""`checklist check`: what the command takes, what it says in every format, and with which exit code it ends."""

from __future__ import annotations

import json
import os
import re
import stat
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from checklist import gate, verdicts
from checklist.cli import check_
from checklist.errors import Location, Problem
from checklist.gate import Demand, Finding, Judged, Judgement
from checklist.verdicts import Verdict
from tests.builders import DAY, SECOND_ITEM, THEME_YML, write_pack
from tests.hostile import HOSTILE

SPRING = "campaign: Spring launch\nmarkets: [de]\nchannels: [instagram]\nparams: {brand: Acme}\n"


@pytest.fixture
def place(run, tmp_path):
    """A project with rules of two items, a campaign, and a page with its checklist, TRN-01 in line 15."""
    (tmp_path / ".git").mkdir()
    write_pack(tmp_path / "rules", theme=THEME_YML + SECOND_ITEM)
    (tmp_path / "spring.yml").write_text(SPRING)
    (tmp_path / "page.md").write_text("[checklist]\n")
    assert run("embed", "page.md", "--campaign", "spring.yml", "--rules", "rules").code == 0
    return tmp_path


@pytest.fixture
def check(run, place):
    return lambda *args: run("check", "--rules", "rules", *args)


def tick(path: Path) -> None:
    path.write_text(path.read_text().replace("- [ ]", "- [x]"))


def line_of(path: Path, part: str) -> int:
    return next(number for number, line in enumerate(path.read_text().split("\n"), 1) if part in line)


# ---- exit codes, and what is said


def test_help_names_what_there_is():
    assert check_.FORMATS == tuple(verdicts.FORMATS) and check_.REQUIRED == gate.REQUIRED


def test_an_open_must_fails(check, place):
    outcome = check("page.md")
    line = line_of(place / "page.md", "- [ ] **Must:**")
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.out.splitlines() == [
        f"page.md:{line}:1: GAT01 TRN-01 is open (must): Label AI pictures (do it and tick it, or add a waiver to the campaign)",
        "page.md: spring-launch: 1 finding; must: 1 open (levels as of 2026-11-24)",
    ]


def test_a_page_that_is_done_passes(check, place):
    tick(place / "page.md")
    outcome = check("page.md")
    assert (outcome.code, outcome.out, outcome.err) == (0, "page.md: spring-launch: passed; must: 1 done (levels as of 2026-11-24)\n", "")


def test_quiet_tells_findings_only(check, place):
    assert len(check("page.md", "--quiet").out.splitlines()) == 1
    tick(place / "page.md")
    assert check("page.md", "-q") == (0, "", "")


def test_quiet_leaves_nothing_to_say_when_all_is_well_in_any_format(check, place):
    tick(place / "page.md")
    assert json.loads(check("page.md", "-q", "--format", "json").out)["checklists"] == []
    assert "<testsuite " not in check("page.md", "-q", "--format", "junit").out
    assert check("page.md", "-q", "--format", "github").out == ""


def test_require_all_counts_every_level(check, place):
    assert "must: 1 open" in check("page.md").out
    assert "must and should: 2 open" in check("page.md", "--require", "should").out
    assert "all levels: 2 open" in check("page.md", "--require", "all").out


def test_a_page_without_a_checklist_cannot_be_judged(check, place):
    (place / "other.md").write_text("Text.\n")
    outcome = check("other.md")
    assert outcome.code == 2 and outcome.out == ""
    assert outcome.err == (
        "other.md: PAG01 there is no checklist on this page (put it in with `checklist embed`, or --if-present skips such pages)\n"
    )


def test_if_present_skips_a_page_without_a_checklist(check, place):
    (place / "other.md").write_text("Text.\n")
    assert check("other.md", "--if-present") == (0, "other.md: no checklist on it, skipped\n", "")


def test_the_worst_page_decides_and_no_page_keeps_the_next_from_its_turn(check, place):
    (place / "broken.md").write_text("<!-- checklist-begin v=1 -->\n")
    outcome = check("none.md", "broken.md", "page.md")
    assert outcome.code == 2
    assert "page.md: spring-launch: 1 finding" in outcome.out
    assert "none.md: OUT01 there is no such file" in outcome.err and "broken.md:1" in outcome.err


def test_standard_input_is_a_page(check, place, monkeypatch):
    import io
    import sys

    content = (place / "page.md").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    outcome = check("-")
    assert outcome.code == 1 and outcome.out.startswith("standard input:")


def test_a_campaign_names_the_one_checklist_to_judge(check, run, place):
    (place / "autumn.yml").write_text(SPRING.replace("Spring launch", "Autumn"))
    (place / "page.md").write_text((place / "page.md").read_text() + "\n[checklist]\n")
    run("embed", "page.md", "--campaign", "autumn.yml", "--rules", "rules")
    assert re.findall(r": (\S+): 1 finding", check("page.md").out) == ["spring-launch", "autumn"]
    assert re.findall(r": (\S+): 1 finding", check("page.md", "--campaign", "autumn.yml").out) == ["autumn"]


def test_a_campaign_that_is_not_on_the_page_cannot_be_judged(check, place):
    (place / "autumn.yml").write_text(SPRING.replace("Spring launch", "Autumn"))
    outcome = check("page.md", "--campaign", "autumn.yml")
    assert outcome.code == 2 and "PAG01 the checklist 'autumn' is not on this page" in outcome.err


def test_as_of_judges_law_at_a_day(check, place):
    assert check("page.md", "--as-of", "2026-08-01").code == 0
    assert check("page.md", "--as-of", "2026-08-02").code == 1


def test_a_day_pinned_on_the_page_counts(run, place):
    (place / "page.md").write_text("[checklist]\n")
    run("embed", "page.md", "--campaign", "spring.yml", "--rules", "rules", "--as-of", "2026-08-01")
    assert run("check", "--rules", "rules", "page.md").code == 0


def test_every_wrong_option_is_told_at_once(check):
    outcome = check("page.md", "page.md", "--require", "musts", "--format", "junitt", "--as-of", "soon")
    assert outcome.code == 2 and outcome.out == ""
    assert outcome.err.splitlines() == [
        "PAGE: OPT03 a page is named twice (name each page once)",
        "--format: OPT01 there is no format 'junitt' (did you mean 'junit'?)",
        "--require: OPT01 there is no level to require 'musts' (did you mean 'must'?)",
        "--as-of: OPT02 'soon' is not a date (write 2027-01-15)",
    ]


def test_nothing_is_written(check, place):
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    check("page.md", "--fresh", "--evidence", "--require", "all")
    assert {path: path.read_bytes() for path in place.rglob("*") if path.is_file()} == before


def test_newer_rules_are_refused_unless_older_ones_may_judge(check, place):
    pack = place / "rules" / "pack.yml"
    page = place / "page.md"
    page.write_text(page.read_text().replace("packs=test@1.0.0", "packs=test@1.1.0"))
    assert "newer than 1.0.0" in (outcome := check("page.md")).err and outcome.code == 2
    assert check("page.md", "--allow-older").code == 1
    assert pack.exists()


# ---- input that is no good


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00", b"\x00" * 100, b"", "<!-- checklist-begin v=1 id=a dialect=markdown -->".encode("utf-16")],
    ids=["no text", "zeros", "empty", "utf-16"],
)
def test_what_is_no_page_is_told(check, place, content):
    (place / "bad.md").write_bytes(content)
    outcome = check("bad.md")
    assert outcome.code == 2 and outcome.err.startswith("bad.md") and "Traceback" not in outcome.err


def test_a_directory_and_a_page_of_ten_megabytes_are_told(check, place):
    (place / "folder.md").mkdir()
    (place / "large.md").write_bytes(b"x" * 10_000_000)
    outcome = check("folder.md", "large.md")
    assert outcome.code == 2
    assert outcome.err.startswith("folder.md: OUT01 this is a directory (name a file in it)\nlarge.md: ") and "5 MB" in outcome.err


def test_a_marker_cannot_name_a_file_outside_the_project_nor_have_one_quoted(check, place, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.yml"
    outside.write_text("password: hunter2\n")
    page = place / "page.md"
    for target in (os.path.relpath(outside, place), str(outside)):
        page.write_text(re.sub("campaign=[^ ]*", f"campaign={target}", page.read_text()))
        outcome = check("page.md")
        assert outcome.code == 2 and "outside the project" in outcome.err and "hunter2" not in outcome.err
    (place / "inside.yml").write_text("password: hunter2\n")
    page.write_text(re.sub("campaign=[^ ]*", "campaign=inside.yml", page.read_text()))
    assert "hunter2" not in (outcome := check("page.md")).err and outcome.code == 2


def test_what_the_campaign_says_is_not_quoted(check, place):
    theme = place / "rules" / "themes" / "transparency.yml"
    theme.write_text(theme.read_text().replace("Label AI pictures", "Label the pictures of {{ brand }}"))
    outcome = check("page.md")
    assert "[your brand]" in outcome.out and "Acme" not in outcome.out


HOSTILE_NOTE = "\x1b[31m\u202e%0A::error::forged\r::set-output name=x::y ]]> <b> \ufffe & \""


@pytest.mark.parametrize("form", verdicts.FORMATS)
def test_notes_do_no_harm_in_a_report(check, place, form):
    page = place / "page.md"
    text = page.read_text()
    line = next(line for line in text.split("\n") if "TRN-01" in line and "[ ]" in line)
    page.write_bytes(text.replace(line, f"{line}\n    - Due: {HOSTILE_NOTE}").encode("utf-8"))
    out = check("page.md", "--format", form).out
    assert not set("\x1b\u202e\r\ufffe") & set(out) or form == "json"
    assert not re.search("(?m)^::(?!error file=page.md)", out)
    if form == "json":
        json.loads(out)
    if form == "junit":
        ElementTree.fromstring(out)


# ---- reports


def make_verdict(*, message: str = "it is open", path: str = "page.md", action: str = "Do it") -> Verdict:
    problems = [Problem(Location(path, 15, 1), "GAT01", message, "do it"), Problem(Location(path, 2), "GAT09", "it is old", "refresh it")]
    judged = (
        Judged("TRN-01", "must", action, "open", 15), Judged("TRN-02", "must", action, "done", 16),
        Judged("TRN-03", "must", action, "na", 17), Judged("TRN-04", "must", action, "waived", 18),
    )
    judgement = Judgement(path, "spring", 2, DAY, judged, (Finding(problems[1]), Finding(problems[0], "TRN-01", "must")))
    return Verdict(Demand(), (judgement,), ("other.md",), (Problem(Location("bad.md", 3, 1), "PAG02", "no end", "restore it"),))


def test_json_holds_an_object_for_each_finding_and_a_summary():
    report = json.loads(verdicts.json(make_verdict()))
    jsonschema.validate(report, verdicts.SCHEMA, cls=jsonschema.Draft202012Validator)
    assert report["findings"][1] == {
        "path": "page.md", "line": 15, "column": 1, "code": "GAT01", "message": "it is open", "hint": "do it", "checklist": "spring",
        "entry": "TRN-01", "level": "must",
    }
    assert report["summary"] == {
        "passed": False, "require": "must", "checklists": 1, "skipped": ["other.md"], "findings": 2, "by_code": {"GAT01": 1, "GAT09": 1},
    }
    assert [problem["path"] for problem in report["problems"]] == ["bad.md"]


def test_the_schema_of_the_report_is_published(run):
    assert json.loads(run("rules", "schema", "check").out) == verdicts.SCHEMA


@pytest.mark.parametrize("args", [(), ("--require", "all", "--evidence", "--fresh"), ("none.md",)])
def test_json_of_a_real_run_follows_its_schema(check, args):
    jsonschema.validate(
        json.loads(check("page.md", "--format", "json", *args).out), verdicts.SCHEMA, cls=jsonschema.Draft202012Validator
    )


# What `junit-10.xsd` of the Jenkins xUnit plug-in allows.
ATTRIBUTES = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {
        "name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url",
    },
    "testcase": {"name", "time", "classname", "group"},
    "failure": {"type", "message"}, "error": {"type", "message"}, "skipped": {"type", "message"},
}
NEEDED = {"testsuite": {"name", "tests", "failures", "errors"}, "testcase": {"name"}}
INSIDE = {"testsuites": {"testsuite"}, "testsuite": {"testcase"}, "testcase": {"failure", "error", "skipped"}}


@pytest.mark.parametrize("hostile", ["plain", *HOSTILE, HOSTILE_NOTE, "\x00\ud800", "a\nb"], ids=range(3 + 1 + len(HOSTILE)))
def test_junit_is_xml_that_a_server_reads(hostile):
    root = ElementTree.fromstring(verdicts.junit(make_verdict(message=hostile, path=hostile, action=hostile)))
    assert root.tag == "testsuites"
    for element in root.iter():
        assert set(element.attrib) <= ATTRIBUTES[element.tag] and NEEDED.get(element.tag, set()) <= set(element.attrib)
        assert {child.tag for child in element} <= INSIDE.get(element.tag, set())
    suite, broken = root
    assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped")] == ["5", "2", "0", "2"]
    assert [broken.get(name) for name in ("tests", "failures", "errors")] == ["1", "0", "1"]
    assert [root.get(name) for name in ("tests", "failures", "errors")] == ["6", "2", "1"]


def test_junit_names_the_place_of_a_failure():
    root = ElementTree.fromstring(verdicts.junit(make_verdict()))
    told = {case.get("name"): failure.text for case in root.iter("testcase") for failure in case.iter("failure")}
    assert told == {
        "TRN-01 Do it": "page.md:15:1: GAT01 it is open (do it)",
        "the checklist as a whole": "page.md:2:1: GAT09 it is old (refresh it)",
    }


def test_github_annotates_each_line():
    assert verdicts.github(make_verdict()).splitlines()[:3] == [
        "::error file=bad.md,line=3,col=1,title=PAG02::no end (restore it)",
        "::error file=page.md,line=2,col=1,title=GAT09::it is old (refresh it)",
        "::error file=page.md,line=15,col=1,title=GAT01::it is open (do it)",
    ]


@pytest.mark.parametrize("hostile", [*HOSTILE, HOSTILE_NOTE, "x\n::error::y", "%0A::error::y", "a:b,c=d", "##[error]y"])
def test_nothing_forges_an_annotation(hostile):
    for line in verdicts.github(make_verdict(message=hostile, path=hostile)).splitlines():
        if line.startswith("::"):
            properties, _, message = line.removeprefix("::error ").partition("::")
            assert "::" not in properties and properties.count(",") == 3
            assert not re.search("%(?!25|0A|0D|3A|2C)", message)
        else:
            assert line.startswith("checklist: ") and "##[" not in line


def test_text_is_fit_for_a_terminal():
    told = verdicts.text(make_verdict(message=HOSTILE_NOTE, path="a\x1b]0;x\x07.md"))
    assert not set("\x1b\x07\u202e\r") & set(told)


def test_a_locked_page_is_told(check, place):
    if os.geteuid() == 0:
        os.chmod(place / "page.md", stat.S_IRUSR)  # root may read anything; a page may at least be read-only
        assert check("page.md").code == 1
    else:
        os.chmod(place / "page.md", 0)
        assert "OUT01" in check("page.md").err
