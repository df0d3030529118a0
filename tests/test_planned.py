"""Tables for planning tools: their headers, what is in their rows, and that the page of documentation says the same."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, strategies as st

from checklist import api, dialects
from checklist.model import Campaign, Item, Parameter, Requirement, State
from checklist.wording import Words
from tests.builders import make_campaign, make_item, make_rules, make_source, make_waiver
from tests.hostile import HOSTILE, admitted
from tests.strategies import moderate

PAGE = (Path(__file__).parent.parent / "docs" / "csv.md").read_text(encoding="utf-8")
TOOLS = ("csv-asana", "csv-trello", "csv-planner")
# The columns that hold the same in each tool: name, text, heading, day, person.
SAME = {
    "csv-asana": ("Name", "Description", "Section", "Due Date", "Assignee"),
    "csv-trello": ("Card Name", "Card Description", "List Name", "Due Date", "Members"),
    "csv-planner": ("Task Name", "Description", "Bucket Name", "Due Date", "Assigned To"),
}
EVERY_TOOL = pytest.mark.parametrize("tool", TOOLS)
Row = dict[str, str]


def rows(
    tool: str, *items: Item, campaign: Campaign = make_campaign(), states: dict[str, State] | None = None, **options: str
) -> list[Row]:
    """Return the rows for *items*; `{{ a }}` and `{{ b }}` in them are what the campaign says."""
    params = tuple(Parameter(name, name, "", "text", None, None) for name in "ab")
    rules = make_rules(*items, sources=(make_source("law", short="Law § 1"),), params=params)
    made = api.checklist(rules, api.Brief(campaign), api.Choice(**options), day=date(2027, 1, 1), states=states)
    written = dialects.load(tool).render(made, Words(rules.wording, rules.vocabulary, rules.wordings))
    return list(csv.DictReader(io.StringIO(written, newline="")))


def columns(tool: str) -> tuple[str, ...]:
    named: tuple[str, ...] = dialects.load(tool).COLUMNS
    return named


@EVERY_TOOL
def test_a_row_holds_what_whoever_does_it_needs(tool):
    item = make_item(
        why="People want to know.", how=("Write it.", "Show it."), evidence="labelled files", effort=45, phase="review", lead=10,
        required_by=(Requirement("law"),), owner="creative-lead",
    )
    (row,) = rows(tool, item, campaign=make_campaign(markets=["de"], launch=date(2027, 3, 1)))
    assert [row[name] for name in SAME[tool]] == [
        "Do what TRN-01 says (TRN-01)",
        "People want to know.\n1. Write it.\n2. Show it.\nShow: labelled files\nMust: Law § 1 (EU, since 2018-05-25)\n"
        "Here because: every campaign\nWho: Creative lead, about 45 minutes",
        "Review", "2027-02-19", "",
    ]


@pytest.mark.parametrize("tool, expected", [
    ("csv-asana", {"Level": "Must", "Role": "Creative lead", "Minutes": "30"}),
    ("csv-trello", {"Labels": "Must, Creative lead"}),
    ("csv-planner", {"Labels": "Must; Creative lead", "Priority": "Important", "Progress": "Not started"}),
])
def test_each_tool_has_level_and_role_where_it_looks_for_them(tool, expected):
    (row,) = rows(tool, make_item(required_by=(Requirement("law"),), owner="creative-lead"), campaign=make_campaign(markets=["de"]))
    assert {name: row[name] for name in row if name not in SAME[tool]} == expected


def test_planner_has_a_priority_for_each_level():
    items = (make_item(required_by=(Requirement("law"),)), make_item("TRN-02"), make_item("TRN-03", level="could"))
    found = rows("csv-planner", *items, campaign=make_campaign(markets=["de"]))
    assert [row["Priority"] for row in found] == ["Important", "Medium", "Low"]


@EVERY_TOOL
def test_what_the_headings_are_is_the_group(tool):
    name, group = SAME[tool][0], SAME[tool][2]
    found = rows(tool, make_item(owner="creative-lead"), make_item("TRN-02"), group_by="owner")
    assert [(row[name][-7:-1], row[group]) for row in found] == [("TRN-02", "Brand manager"), ("TRN-01", "Creative lead")]


@EVERY_TOOL
def test_each_channel_is_a_task(tool):
    found = rows(tool, make_item(per="channels"), campaign=make_campaign(channels=["instagram", "tiktok"]))
    assert [row[SAME[tool][0]] for row in found] == [
        "instagram – Do what TRN-01 says (TRN-01.instagram)", "tiktok – Do what TRN-01 says (TRN-01.tiktok)",
    ]


@EVERY_TOOL
@pytest.mark.parametrize("state", [State("x", "", ()), State(" ", " N/A: no bot", ()), State("~", "", ())], ids=["ticked", "reason", "box"])
def test_what_is_settled_is_no_task(tool, state):
    found = rows(tool, make_item(), make_item("TRN-02"), make_item("TRN-03"), campaign=make_campaign(waivers=(make_waiver("TRN-02"),)),
                 states={"TRN-01": state})
    assert [row[SAME[tool][0]][-7:-1] for row in found] == ["TRN-03"]


@EVERY_TOOL
def test_what_is_said_at_the_item_counts_for_its_channels(tool):
    states = {"TRN-01": State(" ", "", ("Owner: mia@acme.example",)), "TRN-01.tiktok": State("x", "", ())}
    (row,) = rows(tool, make_item(per="channels"), campaign=make_campaign(channels=["instagram", "tiktok"]), states=states)
    assert row[SAME[tool][4]] == "mia@acme.example" and "TRN-01.instagram" in row[SAME[tool][0]]


@EVERY_TOOL
@pytest.mark.parametrize("noted, due", [
    ("Due: 2027-01-31", "2027-01-31"), ("Due: 31.01.2027", "2027-01-31"), ("Due: soon", "2027-02-19"), ("", "2027-02-19"),
])
def test_a_due_date_that_people_set_beats_that_of_the_rules(tool, noted, due):
    campaign = make_campaign(launch=date(2027, 3, 1))
    (row,) = rows(tool, make_item(lead=10), campaign=campaign, states={"TRN-01": State(" ", "", (noted,))})
    assert row[SAME[tool][3]] == due


@EVERY_TOOL
@pytest.mark.parametrize("owner, person", [
    ("mia@acme.example", "mia@acme.example"), ("Mia Keller", ""), ("mia@", ""), ("a@b, c@d", ""), ("<a@b>", ""), ("=a@b", "'=a@b"),
])
def test_only_an_address_is_a_person(tool, owner, person):
    (row,) = rows(tool, make_item(), states={"TRN-01": State(" ", "", (f"Owner: {owner}",))})
    assert row[SAME[tool][4]] == person


@EVERY_TOOL
@pytest.mark.parametrize("text", HOSTILE)
def test_cells_come_back_as_they_were(tool, text):
    (row,) = rows(tool, make_item(why="{{ a }}"), campaign=make_campaign(params={"a": text}))
    assert row[SAME[tool][1]].removeprefix("'").startswith(f"{text}\n")


@moderate
@given(st.sampled_from(TOOLS), st.one_of(admitted, st.tuples(st.sampled_from("=+-@＝＋－＠,;\"'"), admitted).map("".join)))
def test_no_cell_is_run_by_a_spreadsheet(tool, text):
    (row,) = rows(tool, make_item(action="{{ a }}", why="{{ a }}"), campaign=make_campaign(params={"a": text}))
    assert not any(cell.startswith(tuple("=+-@\t\r＝＋－＠")) for cell in row.values())
    assert row[SAME[tool][0]].removeprefix("'").startswith(text.removeprefix("'"))


@pytest.mark.parametrize("tool, sign", [("csv-trello", ", "), ("csv-planner", "; ")])
def test_labels_hold_their_sign_only_between_them(tool, sign):
    from checklist.dialects._planned import Planned

    task = Planned("", "", "", "must", "Must", "Press, public; affairs", "", "", "")
    assert task.labels(sign.strip()).count(sign.strip()) == 1 and task.labels(sign.strip()).startswith(f"Must{sign}Press")


@EVERY_TOOL
def test_the_command_writes_the_file(run, tmp_path, tool):
    assert run("generate", "-t", "bias", "-f", tool, "-o", "tasks.csv").code == 0
    first = (tmp_path / "tasks.csv").read_text(encoding="utf-8").split("\n")[0]
    assert first == ",".join(columns(tool))


def test_the_plain_table_is_the_usual_one(run, tmp_path):
    assert run("generate", "-t", "bias", "-o", "tasks.csv").code == 0
    assert (tmp_path / "tasks.csv").read_text(encoding="utf-8").startswith("Task,Due date,Owner,")


@EVERY_TOOL
def test_ticks_of_a_state_file_are_seen(run, tmp_path, tool):
    (tmp_path / "spring.yml").write_text("campaign: Spring\n")
    (tmp_path / "s.json").write_text(
        '{"schema": "state/1", "generator": "x 1.0", "id": "spring", "saved": "2026-11-24T12:00:00Z",'
        ' "packs": [{"name": "core", "version": "1.0.0"}], "entries": {"BIA-14": {"done": true}, "BIA-05": {"owner": "mia@acme.example"}}}'
    )
    outcome = run("generate", "spring.yml", "-t", "bias", "-f", tool, "--state", "s.json")
    assert outcome.code == 0, outcome.err
    found = {row[SAME[tool][0]][-7:-1]: row for row in csv.DictReader(io.StringIO(outcome.out, newline=""))}
    assert "BIA-14" not in found and found["BIA-05"][SAME[tool][4]] == "mia@acme.example"


# ---- what the documentation says


def documented(format: str) -> list[str]:
    """Return the columns that the page lists under the heading that names *format*."""
    part = re.search(rf"^## [^\n]*`{format}`[^\n]*\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    assert part, format
    return re.findall(r"^\| `([^`]+)` \|", part[1], re.M)


@pytest.mark.parametrize("format", ["csv", *TOOLS])
def test_the_page_lists_the_columns_in_order(format):
    assert documented(format) == list(columns(format))


def test_the_page_knows_every_table():
    def is_table(module: ModuleType) -> bool:
        return bool(module.SUFFIX == ".csv")

    tables = {name for name in dialects.names() if is_table(dialects.load(name))}
    assert set(re.findall(r"^## [^\n]*`(csv[a-z-]*)`", PAGE, re.M)) == tables == {"csv", *TOOLS}


def test_every_option_on_the_page_is_one_of_generate(run):
    helped = run("generate", "--help").out
    for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", PAGE):
        assert option in helped


def test_the_page_says_the_priorities_of_planner():
    from checklist.dialects.csv_planner import PRIORITIES

    for level, priority in PRIORITIES.items():
        assert f"`{priority}` for a {level}" in PAGE
