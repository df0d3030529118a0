"""Plain text, and the table for spreadsheets."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given, strategies as st

from checklist import api
from checklist.dialects import csv as table, text as dialect
from checklist.model import Campaign, Item, Parameter, Requirement, RuleSet, Source, State
from checklist.wording import Words
from tests.builders import make_campaign, make_item, make_rules, make_source, make_waiver
from tests.hostile import HOSTILE, admitted
from tests.places import page
from tests.strategies import moderate

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "＋1", "－1", "＠x"]


def rows(*items: Item, campaign: Campaign = make_campaign(), sources: tuple[Source, ...] = ()) -> list[dict[str, str]]:
    """Return the rows of the table for *items*; `{{ a }}` to `{{ d }}` in them are what the campaign says."""
    params = tuple(Parameter(name, name, "", "text", None, None) for name in "abcd")
    rules = make_rules(*items, sources=sources, params=params)
    made = api.checklist(rules, api.Brief(campaign), api.Choice(), day=api.today())
    written = table.render(made, Words(rules.wording, rules.vocabulary))
    return list(csv.DictReader(io.StringIO(written, newline="")))


# ---- text


@pytest.mark.parametrize("text", HOSTILE)
def test_text_shows_hostile_text_as_it_stands(text):
    lines = page(text, "text").splitlines()
    assert f"AI checklist: {text}" in lines
    assert f"[ ] Should: {text} (TRN-01)" in lines
    assert f"[ ] Until 2027-06-30: Do less – {text}: {text} (TRN-02)" in lines
    assert f"1. {text}" in lines and f"2. Then {text}" in lines and f"{text}. {text}" in lines


@pytest.mark.parametrize(
    "written, expected",
    [
        (dialect.heading(1, "Title"), "Title\n====="),
        (dialect.heading(2, "Plan"), "Plan\n----"),
        (dialect.heading(3, "Ethics"), "Ethics\n~~~~~~"),
        (dialect.heading(4, "TRN-01"), "TRN-01"),
        (dialect.bullet("x", 1), "  - x"),
        (dialect.step("x", 2), "2. x"),
        (dialect.link("x", "https://x.example"), "x <https://x.example>"),
        (dialect.link("https://x.example", "https://x.example"), "https://x.example"),
        (dialect.task("x", "TRN-01", State("", "", ()), depth=0), "[ ] x (TRN-01)"),
        (dialect.task("x", "TRN-01.a", State("x", " y", ("z",)), depth=1), "  [x] x (TRN-01.a) y\nz"),
    ],
)
def test_words_of_text_write(written, expected):
    assert written == expected


def test_rule_under_a_heading_is_as_wide_as_it_shows():
    title, rule = dialect.heading(1, "日本e\u0301").split("\n")
    assert len(rule) == 5, "two wide characters and one with an accent"


def test_text_has_no_marker_and_no_sign_of_markup(core):
    page_ = api.render(core, api.checklist(core, api.Brief(api.NOBODY), api.Choice(), day=api.today()), format="text")
    assert not any(sign in page_ for sign in ("**", "<b", "&lt;", "&#", "\\", "checklist-begin"))


# ---- csv: the shape of the file


def test_csv_begins_with_the_header_and_ends_lines_as_rfc_4180_says(core):
    written = api.render(core, api.checklist(core, api.Brief(api.NOBODY), api.Choice(), day=api.today()), format="csv")
    assert written.startswith(",".join(table.COLUMNS) + "\r\n") and written.endswith("\r\n")
    assert written.count("\n") == written.count("\r\n") == len(core.item_list) + 1


def test_csv_has_one_row_per_channel_of_an_item():
    found = rows(make_item(per="channels"), make_item("TRN-02"), campaign=make_campaign(channels=["instagram", "tiktok"]))
    assert [(row["Code"], row["Task"]) for row in found] == [
        ("TRN-01.instagram", "instagram – Do what TRN-01 says"), ("TRN-01.tiktok", "tiktok – Do what TRN-01 says"),
        ("TRN-02", "Do what TRN-02 says"),
    ]


def test_csv_gives_due_dates_from_launch_and_lead():
    campaign = make_campaign(launch=date(2027, 3, 1))
    found = rows(make_item(lead=10), make_item("TRN-02", lead=-5), campaign=campaign)
    assert [row["Due date"] for row in found] == ["2027-02-19", "2027-03-06"]


def test_csv_gives_no_due_date_without_a_launch():
    assert [row["Due date"] for row in rows(make_item())] == [""]


def test_csv_row_holds_what_a_planner_needs():
    source = make_source("ai-act", short="AI Act Art. 50(4)", since=date(2026, 8, 2))
    item = make_item(
        why="People want to know.", how=("Write it.", "Show it."), evidence="labelled files", effort=45, phase="review",
        required_by=(Requirement("ai-act"),), owner="creative-lead",
    )
    (row,) = rows(item, sources=(source,), campaign=make_campaign(markets=["de"]))
    assert row == {
        "Task": "Do what TRN-01 says", "Due date": "", "Owner": "Creative lead", "Notes": "People want to know.", "Code": "TRN-01",
        "Level": "must",
        "Phase": "review", "Theme": "Transparency", "Minutes": "45", "Steps": "Write it. Show it.", "Evidence": "labelled files",
        "Sources": "AI Act Art. 50(4) (EU, since 2026-08-02)", "Because": "every campaign", "Status": "",
    }


def test_csv_lists_waived_items_last_with_the_reason():
    campaign = make_campaign(waivers=(make_waiver("TRN-01"),))
    found = rows(make_item(), make_item("TRN-02"), campaign=campaign)
    assert [(row["Code"], row["Status"]) for row in found] == [
        ("TRN-02", ""), ("TRN-01", "until 2027-06-30 by Head of media, the network does it"),
    ]


# ---- csv: cells


@pytest.mark.parametrize("text", HOSTILE)
def test_csv_cells_come_back_as_they_were(text):
    (row,) = rows(make_item(evidence="{{ a }}"), campaign=make_campaign(params={"a": text}))
    assert row["Evidence"].removeprefix("'") == text


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_cell_that_is_a_formula_is_defused(text):
    assert table.inert(text) == "'" + text


@pytest.mark.parametrize("text", ["1-1", "a=b", "x@y", "'quoted'", "", "– x", "(=1)"])
def test_csv_cell_that_is_none_stays(text):
    assert table.inert(text) == text


@moderate
@given(st.lists(st.one_of(admitted, st.tuples(st.sampled_from("=+-@＝＋－＠,;\"'"), admitted).map("".join)), min_size=4, max_size=4))
def test_csv_reads_back_and_runs_nothing(texts):
    item = make_item(action="{{ a }}", why="{{ b }}", evidence="{{ c }}", how=("{{ d }}",))
    (row,) = rows(item, campaign=make_campaign(params=dict(zip("abcd", texts))))
    expected = ["'" + text if text[0] in "=+-@＝＋－＠" else text for text in texts]
    assert [row[name] for name in ("Task", "Notes", "Evidence", "Steps")] == expected


def test_csv_of_the_core_pack_reads_back_by_code(core: RuleSet):
    written = api.render(core, api.checklist(core, api.Brief(api.NOBODY), api.Choice(), day=api.today()), format="csv")
    read = {row["Code"]: row for row in csv.DictReader(io.StringIO(written, newline=""))}
    assert {code: row["Notes"] for code, row in read.items()} == {item.code: item.why for item in core.item_list}
