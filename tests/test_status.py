"""`checklist status`: what the command takes, what it says in every format, what it writes over, and how it ends."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path

import html5lib
import jsonschema
import pytest

from checklist import exports
from tests.builders import SECOND_ITEM, THEME_YML, write_pack
from tests.terminals import shown_on_terminal

SPRING = "campaign: Spring <launch>\nlaunch: 2027-01-01\nmarkets: [de]\nchannels: [instagram]\n"
SUFFIXES = {"text": "txt", "json": "json", "csv": "csv", "html": "html"}


@pytest.fixture
def place(run, tmp_path):
    """A project with rules of two items, and three pages in three dialects: one worked on, one untouched, one that has ended."""
    (tmp_path / ".git").mkdir()
    write_pack(tmp_path / "rules", theme=THEME_YML + SECOND_ITEM)
    (tmp_path / "pages").mkdir()
    for name, suffix, more in (("spring", "md", ""), ("autumn", "xml", ""), ("winter", "mediawiki", "ends: 2026-01-31\n")):
        brief = SPRING.replace("Spring <launch>", name.capitalize() if name != "spring" else "Spring <launch>")
        brief = brief.replace("launch: 2027-01-01", "launch: 2026-01-01" if more else "launch: 2027-01-01")
        (tmp_path / f"{name}.yml").write_text(f"{brief}{more}id: {name}\n")
        assert run("generate", f"{name}.yml", "--rules", "rules", "-o", f"pages/{name}.{suffix}").code == 0
    page = tmp_path / "pages" / "spring.md"
    text = page.read_text().replace("- [ ] **Must:** Label", "- [x] **Must:** Label", 1)
    notes = "\n    - Owner: Mia <b>Keller</b>\n    - Due: 2026-11-20\n    - Evidence: =1+1 \x1b[31m"
    page.write_text(re.sub(r"(\(\[TRN-02\]\(#trn-02\)\))", rf"\1{notes}", text, count=1))
    (tmp_path / "pages" / "other.md").write_text("Nothing.\n")
    return tmp_path


@pytest.fixture
def status(run, place):
    return lambda *args: run("status", "--rules", "rules", *args)


def test_the_text_tells_pages_themes_owners_and_levels(status):
    outcome = status("pages")
    assert (outcome.code, outcome.err) == (0, "")
    lines = outcome.out.splitlines()
    assert lines[:3] == [
        "AI checklists on 2026-11-24", "",
        "3 checklists on 3 pages, 1 without a checklist: 1 of 6 closed, 5 open, 0 to check again, 1 overdue.",
    ]
    rows = {line.split("  ")[0]: line.split()[-1] for line in lines[3:] if line}
    assert rows["pages/spring.md"] == "2026-11-20" and {"All", "Transparency", "Mia <b>Keller</b>", "Must", "Should"} < rows.keys()
    assert lines[-1] == "Campaigns that have ended: pages/winter.mediawiki (ended 2026-01-31)."


@pytest.mark.parametrize("lang", ["en", "de"])
def test_the_text_fits_a_terminal(status, place, lang):
    deep = place / "pages" / "/".join(["directory"] * 9)
    deep.mkdir(parents=True)
    (place / "pages" / "autumn.xml").rename(deep / "autumn.xml")
    lines = status("pages", "--lang", lang).out.splitlines()
    assert max(map(len, lines[4:-1])) <= 100 and any("…" in line and "autumn.xml" in line for line in lines)


def test_the_ledger_is_a_line_for_each_entry(status):
    lines = status("pages", "--entries").out.splitlines()
    head, *rows = lines[4:]
    assert re.split(r"  +", head) == ["Page", "Code", "State", "Level", "Owner", "Due", "Evidence"]
    assert len(rows) == 6
    line = next(row for row in rows if "2026-11-20" in row)
    assert re.split(r"  +", line)[1:] == ["TRN-02", "Open", "should", "Mia <b>Keller</b>", "2026-11-20", r"=1+1 \x1b[31m"]


def test_open_entries_alone_are_listed_on_demand(status):
    assert len(status("pages", "--entries", "--open").out.splitlines()) == 4 + 1 + 5


@pytest.mark.parametrize("args", [
    (), ("--entries",), ("--owner", "mia <b>keller</b>"), ("--as-of", "2027-01-15"), ("pages/none",),
], ids=str)
def test_json_is_as_its_schema_says(run, status, place, args):
    (place / "pages" / "none").mkdir()
    schema = json.loads(run("rules", "schema", "status").out)
    assert schema == exports.SCHEMA
    paths = () if args and args[0].startswith("pages") else ("pages",)
    jsonschema.validate(json.loads(status(*paths, *args, "-f", "json").out), schema)


def test_json_holds_figures_and_entries(status):
    report = json.loads(status("pages", "-f", "json", "--entries").out)
    figures = {"total": 2, "done": 1, "na": 0, "waived": 0, "again": 0, "open": 1, "overdue": 1, "next_due": "2026-11-20", "closed": 1}
    sheet = next(each for each in report["checklists"] if each["path"] == "pages/spring.md")
    assert sheet == {
        "path": "pages/spring.md", "line": 1, "id": "spring", "format": "markdown", "live": True,
        "campaign": {"title": "Spring <launch>", "launch": "2027-01-01", "ends": None}, **figures,
    }
    assert [each["live"] for each in report["checklists"]] == [True, True, False]
    entry = next(each for each in report["entries"] if each["due"])
    assert {key: entry[key] for key in ("code", "state", "owner", "role", "due_date", "evidence", "action")} == {
        "code": "TRN-02", "state": "open", "owner": "Mia <b>Keller</b>", "role": "brand-manager", "due_date": "2026-11-20",
        "evidence": r"=1+1 \x1b[31m", "action": "Keep a list of pictures",
    }


def test_csv_holds_pages_or_entries_and_no_formula(status):
    pages = list(csv.DictReader(io.StringIO(status("pages", "-f", "csv").out)))
    assert [(row["Campaign"], row["Total"], row["Overdue"]) for row in pages] == [
        ("Autumn", "2", "0"), ("Spring <launch>", "2", "1"), ("Winter", "2", "0"),
    ]
    entries = list(csv.DictReader(io.StringIO(status("pages", "-f", "csv", "--entries").out)))
    assert len(entries) == 6
    (row,) = [row for row in entries if row["Due"]]
    assert (row["Evidence"], row["Page"], row["State"]) == (r"'=1+1 \x1b[31m", "pages/spring.md", "Open")


def test_html_is_valid_and_escapes_what_people_wrote(status):
    page = status("pages", "-f", "html", "--entries").out
    html5lib.HTMLParser(strict=True).parse(page)
    assert "<b>Keller" not in page and "Mia &lt;b&gt;Keller" in page and "Spring &lt;launch&gt;" in page
    assert "\x1b" not in page and " style=" not in page and "<script" not in page and "http" not in page.split("</style>")[1]


@pytest.mark.parametrize("form, suffix", list(SUFFIXES.items()))
def test_a_report_of_ours_is_written_anew(status, place, form, suffix):
    first = status("pages", "-o", f"report.{suffix}")
    assert (first.code, first.out) == (0, "") and first.err.endswith(f"report.{suffix}: written\n")
    assert status("pages", "--as-of", "2027-05-01", "-o", f"report.{suffix}", "--entries").code == 0
    assert "2027-05-01" in (place / f"report.{suffix}").read_text() or form == "csv"
    assert sorted(path.name for path in place.glob("report*")) == [f"report.{suffix}"]


@pytest.mark.parametrize("suffix", list(SUFFIXES.values()))
@pytest.mark.parametrize("content", ["mine\n", "{}", "a,b\n", "<!doctype html><html><head></head></html>"], ids=SUFFIXES)
def test_a_file_that_is_no_report_of_ours_is_kept(status, place, suffix, content):
    path = place / f"report.{suffix}"
    path.write_text(content)
    refused = status("pages", "-o", path)
    assert refused.code == 2 and "is no report of ours" in refused.err and path.read_text() == content
    assert status("pages", "-o", path, "--force").code == 0
    assert (place / f"report.{suffix}.before").read_text() == content


@pytest.mark.parametrize("suffix", ["json", "html"])
def test_a_checklist_is_no_report(run, status, place, suffix):
    assert run("generate", "spring.yml", "--rules", "rules", "-o", f"list.{suffix}").code == 0
    assert status("pages", "-o", f"list.{suffix}").code == 2


@pytest.mark.parametrize("args, told", [
    (("pages", "-f", "yaml"), "OPT01"), (("pages", "-o", "x.pdf"), "OPT03"), (("pages", "-f", "csv", "-o", "x.json"), "OPT03"),
    (("pages", "--open"), "OPT03"), (("pages", "-t", "transparancy"), "did you mean 'transparency'"),
    (("pages", "--as-of", "soon"), "OPT02"),
    (("pages", "--owner", "Mia Kelle"), "did you mean"), (("pages", "--owner", ""), "OPT02"), (("pages", "-o", ""), "OPT02"),
    ((), "Missing argument"), (("pages", "--lang", "xx"), "OPT01"),
], ids=str)
def test_a_wrong_command_line_is_told(status, args, told):
    outcome = status(*args)
    assert (outcome.code, outcome.out) == (2, "") and told in outcome.err


def test_broken_pages_are_told_and_the_others_reported(status, place):
    (place / "pages" / "bad.md").write_text("x\n<!-- checklist-begin v=1 id=x dialect=markdown -->\n")
    outcome = status("pages", "nope")
    assert outcome.code == 2 and "3 checklists on 3 pages, 1 without a checklist, 1 that cannot be read" in outcome.out
    assert "nope: OUT01 there is no such file" in outcome.err and "pages/bad.md:2:1: PAG02 this checklist has no end" in outcome.err


def test_warnings_are_told_and_no_failure(status, place):
    (place / "pages" / "copy.md").write_bytes((place / "pages" / "spring.md").read_bytes())
    outcome = status("pages")
    assert outcome.code == 0
    assert "PAG08 the checklist 'spring' stands in 2 places: pages/copy.md:1, pages/spring.md:1" in outcome.err


def test_no_checklist_at_all_is_said_and_no_failure(status, place):
    outcome = status("pages/other.md")
    assert outcome.code == 0 and "no checklist found" in outcome.err
    assert outcome.out == "AI checklists on 2026-11-24\n\nNo checklist on these pages. 1 without a checklist.\n"


def test_a_filter_is_told(status):
    outcome = status("pages", "--owner", "brand manager", "-t", "transparency")
    assert "Counted: themes transparency, owner brand manager." in outcome.out and "Mia" not in outcome.out


def test_the_report_is_in_the_language_asked_for(run, place):
    outcome = run("status", "pages", "--lang", "de")
    assert outcome.out.startswith("KI-Checklisten am 2026-11-24\n\n3 Checklisten auf 3 Seiten") and "Nach" not in outcome.out


def test_names_that_are_not_utf8_are_shown(run, place):
    source = (place / "pages" / "spring.md").read_bytes()
    with open(os.fsencode(place / "pages") + b"/\xff\x1b[2J.md", "wb") as file:
        file.write(source)
    for form in SUFFIXES:
        outcome = run("status", "pages", "--rules", "rules", "-f", form)
        assert outcome.code == 0 and r"\udcff\x1b[2J.md" in outcome.out.replace("\\\\", "\\")


def on_terminal(place: Path, *args: str) -> str:
    """Return what a terminal gets of both streams."""
    code, shown = shown_on_terminal("status", *args, cwd=place)
    assert code == 0
    return shown


def test_a_terminal_gets_colours_and_a_bar_and_no_control_character_of_a_page(place):
    shown = on_terminal(place, "pages", "--rules", "rules", "--entries")
    assert "Reading pages" in shown and "\x1b[1mPage" in shown
    assert r"=1+1 \x1b[31m" in shown and "\x1b[31m" not in shown


def test_no_color_is_heard(place, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1m" not in on_terminal(place, "pages", "--rules", "rules")


def test_a_pipe_gets_neither(status):
    outcome = status("pages")
    assert "\x1b" not in outcome.out + outcome.err and "Reading" not in outcome.err
