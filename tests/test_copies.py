"""A copy to read: what its options mean, that they mean what those of the command line mean, and what is wrong with them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from checklist import copies
from checklist.errors import ChecklistError
from tests.engines import of_kind, tree

SPRING = "campaign: Spring\nlaunch: 2027-03-01\nmarkets: [de]\nchannels: [instagram]\nai_uses: [generated-image]\ndata: []\n"
HOUSE = "schema: 1\nname: acme\nversion: 1.0.0\ntitle: Acme\nextends: [core]\nprefixes: [ACM]\ndisable:\n  BIA-02: Not us.\n"


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of its own, which the test runs in."""
    (tmp_path / "checklist.yml").write_text("schema: 1\n")
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "spring.yml").write_text(SPRING)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def copy(text: str) -> str:
    return copies.reference_copy(text, "x").html


def problems(text: str) -> list[str]:
    with pytest.raises(ChecklistError) as caught:
        copy(text)
    return [str(problem) for problem in caught.value.problems]


def tasks(html: str) -> list[str]:
    """Return the lines of the list that end in a code."""
    return [line for line in of_kind(tree(html), "li") if re.search(r"\([A-Z]{3}-\d\d(?:\.[a-z-]+)?\)$", line)]


# ---- the options

SAME = [
    ("campaign: campaigns/spring.yml", "campaigns/spring.yml"),
    ("", ""),
    ("# nothing yet\n\n", ""),
    ("campaign: campaigns/spring.yml\nset:\n  markets: [us]\n  data: unknown\n", "campaigns/spring.yml -s markets=us -s data=?"),
    ("set: {markets: [de, fr], ai_uses: []}", "-s markets=de,fr -s ai_uses="),
    ("theme: bias\n", "-t bias"),
    ("theme: [bias, privacy]\n", "-t bias -t privacy"),
    ("level: must\nowner: legal-counsel\n", "--level must --owner legal-counsel"),
    ("theme: bias\nbudget: 8h\n", "-t bias --budget 8h"),
    ("theme: bias\ngroup-by: owner\n", "-t bias --group-by owner"),
    ("theme: bias\ntemplate: compact\n", "-t bias --template compact"),
    ("theme: bias\nlang: de\n", "-t bias --lang de"),
    ("theme: wellbeing\nparams: {brand: Acme}\n", "-t wellbeing --param brand=Acme"),
    (
        "set: {markets: [eu], ai_uses: [generated-image]}\nas-of: 2026-08-01\n",
        "-s markets=eu -s ai_uses=generated-image --as-of 2026-08-01",
    ),
]


@pytest.mark.parametrize("text, options", SAME, ids=[options or f"nothing {n}" for n, (_, options) in enumerate(SAME)])
def test_options_mean_what_those_of_the_command_line_mean(run, project, monkeypatch, text, options):
    run("--version")
    monkeypatch.chdir(project)
    listed = run("generate", *options.split(), "-f", "html-fragment").out
    html = copy(text)
    assert tasks(html) == [line.removeprefix("☐ ") for line in tasks(listed)] != []
    kinds = ("h1", "h2", "h3", "h4")
    assert of_kind(tree(html), *kinds) == of_kind(tree(listed), *kinds)


def test_every_option_is_tried():
    from checklist.loading import load_rules

    names = {field.name for field in copies.options(load_rules().vocabulary.facets).fields}
    assert names == {name for text, _ in SAME for name in re.findall(r"^([a-z-]+):", text, re.M)}


def test_a_copy_has_no_boxes_and_says_so():
    html = copy("theme: bias")
    assert "☐" not in html and "<input" not in html and "This is a copy to read" in html


def test_questions_and_hidden_items_are_told_in_the_words_of_the_options():
    html = copy("set: {markets: [de]}\ntheme: bias\nlevel: must\n")
    assert "Answer: <code>set: {ai_uses: […]}</code>" in html and "Hidden by level must: " in html and "--" not in html


@pytest.mark.parametrize("value, hint", [("1.5h", "did you mean 1h30m?"), ("0m", "--level must leaves"), ("9999h", "at most 999h")])
def test_a_budget_that_is_none_is_told_with_its_line(value, hint):
    with pytest.raises(ChecklistError, match=f"page.md:2:9: RUL05 '{value}' is .*{re.escape(hint)}"):
        copies.reference_copy(f"theme: bias\nbudget: {value}\n", "page.md")


@pytest.mark.parametrize(
    "line, expected",
    [
        pytest.param("lang: de", "KI-Checkliste für Marketing", id="language"),
        pytest.param("group_by: owner", "Legal counsel", id="grouping"),
        pytest.param("template: compact", "About this list", id="template"),
    ],
)
def test_what_the_project_file_says_is_usual(project, line, expected):
    (project / "checklist.yml").write_text(f"schema: 1\n{line}\n")
    assert expected in of_kind(tree(copy("theme: bias")), "h1", "h2")


def test_packs_defaults_and_parameters_of_the_project_apply(project):
    (project / "acme.yml").write_text(HOUSE)
    (project / "checklist.yml").write_text("schema: 1\npacks: [acme.yml]\ndefaults: {audience: [minors]}\nparams: {brand: Acme}\n")
    html = copy("campaign: campaigns/spring.yml\n")
    assert 'id="bia-02"' not in html and "switched off by Acme" in html and " · minors" in html and "To fill in" not in html


def test_packs_of_the_environment_apply(project, monkeypatch):
    (project / "acme.yml").write_text(HOUSE)
    monkeypatch.setenv("CHECKLIST_PACKS", "acme.yml")
    assert "switched off by Acme" in copy("theme: bias")


def test_rules_are_read_once_and_again_when_a_file_changes(project, monkeypatch):
    from checklist import project as projects

    read = []
    monkeypatch.setattr(copies, "rules_of", lambda *given: read.append(given) or projects.rules_of(*given))
    (project / "acme.yml").write_text(HOUSE)
    (project / "checklist.yml").write_text("schema: 1\npacks: [acme.yml]\n")
    assert ["bia-02" in copy("theme: bias") for _ in range(2)] == [False, False] and len(read) == 1
    (project / "acme.yml").write_text(HOUSE.replace("BIA-02", "BIA-03"))
    os.utime(project / "acme.yml", ns=(1, 1))
    assert "bia-02" in copy("theme: bias") and len(read) == 2


def test_a_campaign_is_read_again_each_time(project):
    assert "AI checklist: Spring" in copy("campaign: campaigns/spring.yml")
    (project / "campaigns" / "spring.yml").write_text(SPRING.replace("Spring", "Autumn"))
    assert "AI checklist: Autumn" in copy("campaign: campaigns/spring.yml")


def test_the_campaign_is_found_from_the_folder_of_the_project(project, monkeypatch):
    (project / "site" / "docs").mkdir(parents=True)
    monkeypatch.chdir(project / "site" / "docs")
    assert "AI checklist: Spring" in copy("campaign: campaigns/spring.yml")


# ---- what is wrong

BAD = [
    ("campagin: x.yml", "x:1:1: RUL01 key 'campagin' is unknown in a checklist block (did you mean 'campaign'?)"),
    ("campaign:", "x:1:10: RUL03 the value is missing"),
    ("campaign: [a]", "x:1:11: RUL02 text belongs here, not a list"),
    ("campaign: campaigns/sprong.yml", "x:1:11: OUT01 campaign 'campaigns/sprong.yml': there is no such file (did you mean 'spring.yml'?)"),
    ("campaign: campaigns", "x:1:11: OUT01 campaign 'campaigns': this is a directory"),
    ("theme: bais", "x:1:8: REF01 theme 'bais' is not defined (did you mean 'bias'?)"),
    ("theme: []", "x:1:8: RUL04 0 entries (from 1 to 100 belong here)"),
    ("theme: [bias, bias]", "x:1:15: RUL07 this entry stands twice"),
    ("level: musst", "x:1:8: RUL05 'musst' is not allowed here (did you mean 'must'?)"),
    ("owner: legal", "x:1:8: REF01 role 'legal' is not defined"),
    ("group-by: role", "x:1:11: RUL05 'role' is not allowed here"),
    ("template: mine.j2", "x:1:11: RUL05 'mine.j2' is not allowed here (one of: checklist, compact)"),
    ("template: ../x", "x:1:11: RUL05 '../x' is not allowed here"),
    ("lang: xx", "x:1:7: REF01 language 'xx' is not defined (one of: de, en)"),
    ("lang: [de]", "x:1:7: RUL02 the name of a language belongs here, not a list"),
    ("as-of: today", "x:1:8: RUL05 'today' is not a date"),
    ("set: {market: [de]}", "x:1:7: RUL01 key 'market' is unknown in a set of facts (did you mean 'markets'?)"),
    ("set: {markets: [xx]}", "x:1:17: REF01 value of markets 'xx' is not defined"),
    ("set: {markets: de}", "x:1:16: RUL02 a list belongs here (write [de])"),
    ("set: {markets: }", "x:1:16: RUL03 markets has no value"),
    ("set: de", "x:1:6: RUL02 a set of facts is a mapping"),
    ("params: {brend: x}", "x:1:17: REF01 no pack has a parameter 'brend' (did you mean 'brand'?)"),
    ("params: {brand: '(PRV-01)'}", "x:1:17: RUL06"),
    ("- a", "x:1:1: RUL02 a checklist block is a mapping"),
    ("a: &b c", "x:1:4: YML04 anchor &b is not allowed"),
    ("level: must\nlevel: could", "x:2:1: YML05 key 'level' stands twice"),
    ("set: {markets: [], channels: [], ai_uses: []}\ntheme: bias\nlevel: must", "x:1:1: SEL01 no item is left: "),
    ("campaign: '\ud800'", "x:1:12: YML02 byte 0xed is not UTF-8"),
]


@pytest.mark.parametrize("text, start", BAD, ids=[ascii(text[:40]) for text, _ in BAD])
def test_a_problem_names_its_place_and_what_to_do(text, start):
    (told,) = problems(text)
    assert told.startswith(start)


def test_options_that_are_nested_without_end_are_refused():
    (told,) = problems("[" * 10_000)
    assert "YML04 nested deeper than 50 levels" in told


def test_all_problems_are_told_at_once_in_their_order():
    told = problems("theme: bais\ncampaign: nowhere.yml\nset: {markets: [xx]}\nlang: xx\n")
    assert [line.split(" ")[:2] for line in told] == [["x:1:8:", "REF01"], ["x:2:11:", "OUT01"], ["x:3:17:", "REF01"], ["x:4:7:", "REF01"]]


@pytest.mark.parametrize("path", ["../secret.yml", "/etc/passwd", "link.yml", "campaigns/../../secret.yml", "folder/secret.yml"])
def test_a_campaign_outside_the_project_is_refused(project, path):
    outside = project.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "secret.yml").write_text(SPRING)
    (project / "link.yml").symlink_to(outside / "secret.yml")
    (project / "folder").symlink_to(outside)
    assert problems(f"campaign: {path}") == [
        f"x:1:11: REF01 campaign {path!r} points outside the project (name a file inside it, from its folder)"
    ]


@pytest.mark.parametrize(
    "text, codes",
    [
        pytest.param("password: hunter2\n", "RUL01, RUL08", id="another file"),
        pytest.param("campaign: x\nmarkets: [hunter2]\n", "REF01", id="value"),
        pytest.param("hunter2: [\n", "YML01", id="no YAML"),
        pytest.param("campaign: hunter2\nmarkets: []\nchannels: []\nai_uses: []\nid: hunter2\n", "SEL01", id="nothing left"),
    ],
)
def test_nothing_of_the_named_file_is_quoted(project, text, codes):
    (project / "other.yml").write_text(text)
    (told,) = problems("campaign: other.yml\ntheme: bias\nlevel: must\n")
    assert "hunter2" not in told and f"REF01 campaign 'other.yml' cannot be used: {codes} (`checklist generate other.yml`" in told


def test_a_hostile_name_is_shown_without_its_controls():
    (told,) = problems('campaign: "a\\u202eb"')
    assert told == "x:1:11: YML04 character U+202E is not allowed in text (remove it)"


@pytest.mark.parametrize(
    "line, start",
    [
        pytest.param("lang: xx", "checklist.yml: OPT01 lang is 'xx'", id="language"),
        pytest.param("group_by: rolle", "checklist.yml:2:11: RUL05 'rolle' is not allowed here (one of: owner, ", id="grouping"),
        pytest.param("packs: [nowhere]", "checklist.yml: PCK03 there is no pack 'nowhere'", id="pack"),
        pytest.param("template: nowhere", "checklist.yml: OPT01 there is no template 'nowhere'", id="template"),
    ],
)
def test_a_problem_of_the_project_is_told_at_its_file(project, line, start):
    (project / "checklist.yml").write_text(f"schema: 1\n{line}\n")
    assert problems("theme: bias")[0].startswith(start)
