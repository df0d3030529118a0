"""Cases of a pack: their format, what they find, and what they cover."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from checklist import api
from checklist.cases import summary, try_cases
from checklist.errors import ChecklistError
from checklist.expected import CITED, LISTS, read_case
from checklist.loading import load_cases, load_rules
from checklist.rulefiles import shipped
from checklist.model import Requirement
from checklist.selection import select
from tests.builders import THEME_YML, make_item, make_rules, make_source, wants, write_pack
from tests.strategies import few

# One item for every way an expectation can go: a law, a law to come, a law of elsewhere, per channel, for everybody.
RULES = make_rules(
    make_item("TRN-01", when=wants(ai_uses=["chatbot"]), required_by=["law"]),
    make_item("TRN-02", when=wants(ai_uses=["generated-image"]), per="channels", required_by=["law"]),
    make_item("TRN-03", when=wants(ai_uses=["targeting"]), required_by=["later"]),
    make_item("TRN-04", level="could", see=("blog",)),
    make_item("TRN-05", when=wants(data=["personal"]), required_by=["new-york"]),
    sources=(
        make_source("law"), make_source("later", since=date(2027, 12, 2)), make_source("new-york", jurisdictions=("us-ny",)),
        make_source("blog", kind="guidance", jurisdictions=("world",)),
    ),
)
HEAD = "schema: 1\nas_of: 2027-03-01\ncampaign: {campaign: Spring, markets: [de], channels: [tiktok, email], ai_uses: [%s], data: []}\n"
CHAT = HEAD % "chatbot"
ALL = HEAD % "chatbot, generated-image, targeting"


def case(text: str):
    return read_case(text.encode(), "cases/spring.yml", RULES)


def told(text: str) -> list[str]:
    """Return what is wrong with a case, without its path."""
    with pytest.raises(ChecklistError) as caught:
        case(text)
    return [str(problem).removeprefix("cases/spring.yml:") for problem in caught.value.problems]


def failures(text: str) -> list[str]:
    """Return what trying a case finds, without its path."""
    return [str(problem).removeprefix("cases/spring.yml:") for problem in try_cases(RULES, [case(text)]).failures]


# ---- the format


def test_a_case_is_read_with_the_place_of_every_expectation():
    read = case(ALL + "must: [TRN-01, TRN-02.tiktok]\nbecomes:\n  TRN-03: 2027-12-02\nnot_cited: [new-york]\n")
    assert (read.path, str(read.as_of), read.campaign.title) == ("cases/spring.yml", "2027-03-01", "Spring")
    assert [(each.key, each.name, str(each.day), each.location.line, each.location.column) for each in read.expected] == [
        ("must", "TRN-01", "None", 4, 8), ("must", "TRN-02.tiktok", "None", 4, 16), ("becomes", "TRN-03", "2027-12-02", 6, 3),
        ("not_cited", "new-york", "None", 7, 13),
    ]


def test_the_campaign_of_a_case_is_that_of_a_campaign_file(tmp_path):
    campaign = "campaign: Spring\nlaunch: 2027-03-01\nmarkets: [de]\ndata: []\nchannels: unknown\n"
    (tmp_path / "c.yml").write_text(campaign)
    nested = "".join(f"  {line}\n" for line in campaign.splitlines())
    read = case(f"schema: 1\nas_of: 2027-03-01\ncampaign:\n{nested}could: [TRN-04]\n")
    assert read.campaign == api.load_campaign(str(tmp_path / "c.yml"), RULES)


BROKEN = {
    "no day": (
        CHAT.replace("as_of: 2027-03-01\n", "") + "must: [TRN-01]\n",
        ["1:1: RUL08 key 'as_of' is missing in a case (day laws are judged at)"],
    ),
    "a word as a day": (CHAT.replace("2027-03-01", "soon") + "must: [TRN-01]\n", ["2:8: RUL05 'soon' is not a date (write 2027-03-01)"]),
    "no campaign": (
        "schema: 1\nas_of: 2027-03-01\nmust: [TRN-01]\n",
        ["1:1: RUL08 key 'campaign' is missing in a case (the brief, as in a campaign file)"],
    ),
    "the name of a file": (
        "schema: 1\nas_of: 2027-03-01\ncampaign: spring.yml\nmust: [TRN-01]\n",
        ["3:11: RUL02 a campaign is a mapping (it needs the keys campaign)"],
    ),
    "an unknown key": (CHAT + "musst: [TRN-01]\n", ["4:1: RUL01 key 'musst' is unknown in a case (did you mean 'must'?)"]),
    "an unknown code": (CHAT + "must: [TRN-01, TRN-10]\n", ["4:16: REF01 no item has the code TRN-10 (did you mean 'TRN-05'?)"]),
    "no code": (CHAT + "must: [trn-01]\n", ["4:8: RUL05 'trn-01' is not a code (write one like PRV-03 or PRV-03.tiktok)"]),
    "a channel of an item without": (CHAT + "must: [TRN-01.tiktok]\n", ["4:8: REF01 TRN-01 is not ticked per channel (write TRN-01)"]),
    "an unknown channel": (CHAT + "must: [TRN-02.tictok]\n", ["4:8: REF01 channel 'tictok' is not defined (did you mean 'tiktok'?)"]),
    "an unknown source": (CHAT + "cited: [lawe]\n", ["4:9: REF01 source 'lawe' is not defined (did you mean 'law'?)"]),
    "an unknown market": (
        CHAT.replace("[de]", "[dee]") + "must: [TRN-01]\n",
        ["3:40: REF01 value of markets 'dee' is not defined (did you mean 'de'?)"],
    ),
    "a waiver of an unknown code": (
        CHAT.replace("data: []", "waivers: [{code: TRN-99, reason: r, approver: a, expires: 2027-06-30}]") + "must: [TRN-01]\n",
        ["3:102: REF01 no item has the code TRN-99 (did you mean 'TRN-05'?)"],
    ),
    "two keys that exclude each other": (
        CHAT + "must: [TRN-01]\nleft_out: [TRN-01]\n",
        ["5:12: REF02 TRN-01 stands under must already (see line 4; keep the stricter of the two)"],
    ),
    "selected twice": (
        CHAT + "selected: [TRN-01]\nconfirmed: [TRN-01]\n",
        ["5:13: REF02 TRN-01 stands under selected already (see line 4; keep the stricter of the two)"],
    ),
    "a must that becomes one": (
        CHAT + "must: [TRN-03]\nbecomes: {TRN-03: 2027-12-02}\n",
        ["5:11: REF02 TRN-03 stands under must too (what becomes a must is none yet)"],
    ),
    "cited and not": (
        CHAT + "cited: [law]\nnot_cited: [law]\n",
        ["5:13: REF02 law stands under cited already (see line 4; keep the stricter of the two)"],
    ),
    "nothing expected": (CHAT, ["1:1: RUL08 the case expects nothing (list codes under selected, must, left_out …)"]),
    "a code without a list": (CHAT + "must: TRN-01\n", ["4:7: RUL02 a list belongs here (write [TRN-01])"]),
    "becomes without a day": (CHAT + "becomes: [TRN-03]\n", ["4:10: RUL02 a mapping belongs here (write `name: value` pairs)"]),
    "a newer format": (
        CHAT.replace("schema: 1", "schema: 2") + "must: [TRN-01]\n",
        ["1:9: RUL05 '2' is no file format this program knows (write 1, or update checklist)"],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_case_that_cannot_be_used_is_told(name):
    text, expected = BROKEN[name]
    assert told(text) == expected


def test_all_problems_of_a_case_are_told_in_reading_order():
    text = CHAT.replace("[de]", "[de], params: {brant: Acme}") + "must: [TRN-77]\nleft_out: [TRN-88]\n"
    assert [line.split(": ")[0] for line in told(text)] == ["3:61", "4:8", "5:12"]


# ---- what a case finds

AS_EXPECTED = {
    "selected": CHAT + "selected: [TRN-01, TRN-04]\n",
    "must": CHAT + "must: [TRN-01]\n",
    "confirmed": CHAT + "confirmed: [TRN-01]\n",
    "should": ALL + "should: [TRN-03]\n",
    "could": CHAT + "could: [TRN-04]\n",
    "left out": CHAT + "left_out: [TRN-02, TRN-02.tiktok, TRN-03, TRN-05]\n",
    "a channel": ALL + "confirmed: [TRN-02, TRN-02.tiktok, TRN-02.email]\nleft_out: [TRN-02.instagram]\n",
    "becomes": ALL + "becomes: {TRN-03: 2027-12-02}\n",
    "becomes beside its level": ALL + "should: [TRN-03]\nbecomes: {TRN-03: 2027-12-02}\n",
    "cited": CHAT + "cited: [law, blog]\nnot_cited: [later, new-york]\n",
    "must on its first day": ALL.replace("2027-03-01", "2027-12-02") + "confirmed: [TRN-03]\n",
    "should on the day before": ALL.replace("2027-03-01", "2027-12-01") + "should: [TRN-03]\n",
    "to confirm": CHAT.replace(", data: []", "").replace("[de]", "[us]") + "must: [TRN-05]\n",
}
NOT_AS_EXPECTED = {
    "left out": (
        CHAT + "selected: [TRN-02]\n",
        "4:12: CAS01 TRN-02 is left out, and belongs in (ai uses: chatbot; the item is for generated-image)",
    ),
    "left out at a level": (
        CHAT + "must: [TRN-05]\n", "4:8: CAS01 TRN-05 is left out, and belongs in (data: none; the item is for personal)",
    ),
    "left out and to come": (
        CHAT + "becomes: {TRN-03: 2027-12-02}\n",
        "4:11: CAS01 TRN-03 is left out, and belongs in (ai uses: chatbot; the item is for targeting)",
    ),
    "no such channel": (
        ALL + "must: [TRN-02.instagram]\n",
        "4:8: CAS01 TRN-02.instagram is left out, and belongs in (the checklist has TRN-02, with no line for instagram)",
    ),
    "selected": (CHAT + "left_out: [TRN-01]\n", "4:12: CAS02 TRN-01 is selected, as must, and does not belong in (ai uses: chatbot)"),
    "selected by silence": (
        CHAT.replace("ai_uses: [chatbot], ", "") + "left_out: [TRN-03]\n",
        "4:12: CAS02 TRN-03 is selected, as should, must from 2027-12-02, to confirm, and does not belong in (ai uses: not stated)",
    ),
    "selected always": (CHAT + "left_out: [TRN-04]\n", "4:12: CAS02 TRN-04 is selected, as could, and does not belong in (every campaign)"),
    "a law makes it a must": (
        CHAT + "should: [TRN-01]\n", "4:10: CAS03 TRN-01 is must, and belongs under should (law, EU, since 2018-05-25)",
    ),
    "no source": (CHAT + "must: [TRN-04]\n", "4:8: CAS03 TRN-04 is could, and belongs under must (no source makes it a must)"),
    "a law to come": (
        ALL + "must: [TRN-03]\n",
        "4:8: CAS03 TRN-03 is should, must from 2027-12-02, and belongs under must (later begins on 2027-12-02)",
    ),
    "a law of elsewhere": (
        CHAT.replace("data: []", "data: [personal]") + "must: [TRN-05]\n",
        "4:8: CAS03 TRN-05 is should, and belongs under must (new-york applies in US-NY)",
    ),
    "to confirm": (
        CHAT.replace("data: []", "data: [personal]").replace("[de]", "[us]") + "confirmed: [TRN-05]\n",
        "4:13: CAS03 TRN-05 is must, to confirm, and belongs under confirmed (new-york if it reaches us-ny)",
    ),
    "another day": (
        ALL + "becomes: {TRN-03: 2027-12-03}\n",
        "4:11: CAS04 TRN-03 is should, must from 2027-12-02, and belongs under becomes: 2027-12-03 (later begins on 2027-12-02)",
    ),
    "a must already": (
        CHAT + "becomes: {TRN-01: 2027-12-02}\n",
        "4:11: CAS04 TRN-01 is must, and belongs under becomes: 2027-12-02 (law, EU, since 2018-05-25)",
    ),
    "not cited": (CHAT + "cited: [new-york]\n", "4:9: CAS05 new-york is cited nowhere (it applies in US-NY)"),
    "cited": (CHAT + "not_cited: [law]\n", "4:13: CAS05 law is cited (by TRN-01)"),
}


@pytest.mark.parametrize("name", AS_EXPECTED)
def test_a_case_that_is_as_expected_finds_nothing(name):
    assert failures(AS_EXPECTED[name]) == []


@pytest.mark.parametrize("name", NOT_AS_EXPECTED)
def test_a_case_that_is_not_says_what_was_expected_what_came_and_why(name):
    text, expected = NOT_AS_EXPECTED[name]
    assert failures(text) == [expected]


def test_a_source_that_needs_a_fact_says_so():
    rules = make_rules(make_item(required_by=[Requirement("law", wants(data=["personal"]))]), sources=(make_source("law"),))
    read = read_case((CHAT + "must: [TRN-01]\n").encode(), "c.yml", rules)
    (failure,) = try_cases(rules, [read]).failures
    assert failure.hint == "law needs data: personal"


def test_a_source_that_has_ended_says_so():
    ended = make_source("law", until=date(2027, 2, 28))
    rules = make_rules(make_item(required_by=["law"]), sources=(ended,))
    (failure,) = try_cases(rules, [read_case((CHAT + "must: [TRN-01]\n").encode(), "c.yml", rules)]).failures
    assert failure.hint == "law ended on 2027-02-28"


def test_a_waived_item_is_in_the_checklist():
    waiver = "waivers: [{code: TRN-01, reason: r, approver: a, expires: 2027-06-30}]"
    text = CHAT.replace("data: []", f"data: [], {waiver}") + "selected: [TRN-01]\n"
    assert failures(text) == []


def test_a_case_may_expect_an_empty_checklist():
    rules = make_rules(make_item("TRN-01", when=wants(ai_uses=["chatbot"])), make_item("TRN-02", when=wants(ai_uses=["targeting"])))
    text = HEAD.replace("[%s]", "[]")
    assert try_cases(rules, [read_case((text + "left_out: [TRN-01, TRN-02]\n").encode(), "c.yml", rules)]).failures == ()
    (failure,) = try_cases(rules, [read_case((text + "selected: [TRN-01]\n").encode(), "c.yml", rules)]).failures
    assert str(failure) == "c.yml:4:12: CAS01 TRN-01 is left out, and belongs in (ai uses: none; the item is for chatbot)"


def test_failures_come_in_the_order_of_the_file():
    lines = failures(CHAT + "left_out: [TRN-04, TRN-01]\ncould: [TRN-05]\ncited: [later]\n")
    assert [line.split(": ")[0] for line in lines] == ["4:12", "4:20", "5:9", "6:9"]


facet_values = {
    "markets": ["de", "us", "us-ny"], "channels": ["tiktok", "email"], "ai_uses": ["chatbot", "generated-image", "targeting"],
    "data": ["personal"],
}
stated_facets = st.fixed_dictionaries({
    name: st.none() | st.lists(st.sampled_from(values), unique=True) for name, values in facet_values.items()
})


@given(stated_facets, st.dates(min_value=date(2015, 1, 1), max_value=date(2029, 1, 1)))
@few
def test_a_case_written_from_a_checklist_holds_and_its_opposite_fails(stated, as_of):
    facts = "".join(f", {name}: [{', '.join(values)}]" for name, values in stated.items() if values is not None)
    head = f"schema: 1\nas_of: {as_of}\ncampaign: {{campaign: Spring{facts}}}\n"
    made = select(RULES, case(head + "selected: [TRN-04]\n").campaign, as_of=as_of)
    entries = [entry for section in made.sections for task in section.tasks for entry in (task.entry, *task.channels)]
    out = [left.code for left in made.left_out]
    for key in ("must", "should", "could"):
        codes = [entry.code for entry in entries if entry.level == key]
        if codes:
            assert failures(f"{head}{key}: [{', '.join(codes)}]\n") == []
            assert len(failures(f"{head}left_out: [{', '.join(codes)}]\n")) == len(codes)
    confirmed = {entry.code for entry in entries if entry.confirmed}
    assert len(failures(f"{head}confirmed: [{', '.join(entry.code for entry in entries)}]\n")) == len(entries) - len(confirmed)
    for entry in entries:
        if entry.becomes:
            assert failures(f"{head}becomes: {{{entry.code}: {entry.becomes.day}}}\n") == []
    if out:
        assert failures(f"{head}left_out: [{', '.join(out)}]\n") == []
        assert len(failures(f"{head}selected: [{', '.join(out)}]\n")) == len(out)


# ---- coverage


def gaps(*texts: str) -> list[tuple[str, str]]:
    """Return what is not covered, as (code of the problem, item)."""
    return [(gap.code, gap.message.split()[0]) for gap in try_cases(RULES, [case(text) for text in texts]).gaps]


FULL = (ALL + "must: [TRN-01]\nconfirmed: [TRN-02.tiktok]\nbecomes: {TRN-03: 2027-12-02}\ncould: [TRN-04]\nleft_out: [TRN-05]\n",
        (HEAD % "").replace("data: []", "data: [personal]") + "selected: [TRN-05]\nleft_out: [TRN-01, TRN-02, TRN-03]\n")


def test_every_key_but_left_out_selects_and_an_item_without_condition_need_not_be_left_out():
    assert gaps(*FULL) == []


def test_what_is_not_stated_is_not_covered():
    assert gaps(CHAT + "must: [TRN-01]\nleft_out: [TRN-02]\ncited: [law]\n") == [
        ("CAS07", "TRN-01"), ("CAS06", "TRN-02"), ("CAS06", "TRN-03"), ("CAS07", "TRN-03"), ("CAS06", "TRN-04"), ("CAS06", "TRN-05"),
        ("CAS07", "TRN-05"),
    ]


def test_a_channel_that_is_left_out_leaves_no_item_out():
    assert ("CAS07", "TRN-02") in gaps(ALL + "left_out: [TRN-02.instagram]\n")


def test_a_gap_stands_where_the_item_does():
    gap = try_cases(RULES, [case(CHAT + "must: [TRN-01]\n")]).gaps[0]
    assert gap.location == RULES.item_list[0].location


def test_a_pack_without_cases_is_told_once():
    tried = try_cases(RULES, [], folder="rules/house/cases")
    assert [str(gap) for gap in tried.gaps] == [
        "rules/house/cases: CAS08 there are no cases (add cases/<name>.yml; `checklist rules schema case` says how)"
    ]


def test_the_summary_counts():
    assert summary(RULES, try_cases(RULES, [case(text) for text in FULL])) == (
        "test 1.0.0: 2 cases, no failures\n"
        "  of 5 items, 5 selected by some case (100 %); of 4 with a condition, 4 left out by some case (100 %), 1 always apply\n"
    )
    assert summary(RULES, try_cases(RULES, [case(CHAT + "left_out: [TRN-04, TRN-03]\n")])) == (
        "test 1.0.0: 1 cases, 1 failures\n"
        "  of 5 items, 0 selected by some case (0 %); of 4 with a condition, 1 left out by some case (25 %), 1 always apply\n"
    )


# ---- the command

SPRING = """\
schema: 1
as_of: 2027-03-01
campaign: {campaign: Spring, markets: [de], channels: [instagram]}
confirmed: [TRN-01]
"""
MAIL = SPRING.replace("instagram", "email").replace("confirmed", "left_out")


def with_cases(folder: Path, **cases: str) -> Path:
    write_pack(folder)
    (folder / "cases").mkdir(exist_ok=True)
    for name, text in cases.items():
        (folder / "cases" / f"{name}.yml").write_text(text)
    return folder


@pytest.mark.parametrize("option", [[], ["--rules"]], ids=["argument", "--rules"])
def test_test_ends_with_zero_where_all_is_as_expected(run, tmp_path, option):
    outcome = run("rules", "test", *option, with_cases(tmp_path / "house", spring=SPRING, mail=MAIL))
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("test 1.0.0: 2 cases, no failures\n  of 1 items, 1 selected by some case (100 %);")


def test_test_ends_with_one_where_a_case_fails_and_prints_the_coverage(run, tmp_path):
    folder = with_cases(tmp_path / "house", spring=SPRING, mail=MAIL.replace("left_out", "must"))
    outcome = run("rules", "test", folder)
    assert outcome.code == 1 and outcome.out.startswith("test 1.0.0: 2 cases, 1 failures\n")
    assert outcome.err.splitlines() == [
        f"{folder}/cases/mail.yml:4:8: CAS01 TRN-01 is left out, and belongs in (channels: e-mail; the item is for Instagram)",
        f"{folder}/themes/transparency.yml:7:5: CAS07 TRN-01 is left out by no case (list it in a case under left_out)",
    ]


def test_test_ends_with_one_where_an_item_is_not_covered(run, tmp_path):
    outcome = run("rules", "test", with_cases(tmp_path / "house", spring=SPRING))
    assert outcome.code == 1 and "CAS07 TRN-01 is left out by no case" in outcome.err and "0 left out by some case (0 %)" in outcome.out


def test_test_covers_an_item_without_condition_by_selecting_it(run, tmp_path):
    folder = with_cases(tmp_path / "house", spring=SPRING)
    write_pack(folder, theme=THEME_YML.replace("    when: {channels: [instagram]}\n", ""))
    assert run("rules", "test", folder).code == 0


def test_test_of_a_pack_without_cases_ends_with_one(run, tmp_path):
    outcome = run("rules", "test", write_pack(tmp_path / "house"))
    assert outcome.code == 1 and outcome.err.startswith(f"{tmp_path}/house/cases: CAS08 there are no cases (")


def test_test_tells_the_problems_of_all_cases_at_once(run, tmp_path):
    folder = with_cases(tmp_path / "house", a=SPRING.replace("TRN-01", "TRN-02"), b=SPRING.replace("confirmed", "confrimed"))
    (folder / "cases" / "c.yaml").write_text(SPRING)
    outcome = run("rules", "test", folder)
    assert (outcome.code, outcome.out) == (2, "")
    assert [line.split(" ")[1] for line in outcome.err.splitlines()] == ["REF01", "REF01", "RUL01"]
    assert f"{folder}/cases/c.yaml: REF01 a case file ends in .yml (rename it to c.yml)" in outcome.err


def test_test_refuses_broken_rules(run, tmp_path):
    folder = with_cases(tmp_path / "house", spring=SPRING)
    write_pack(folder, theme=THEME_YML.replace("owner: brand", "ownr: brand"))
    assert run("rules", "test", folder).code == 2


def test_test_of_a_directory_that_is_none_is_told(run):
    outcome = run("rules", "test", "nowhere")
    assert outcome.code == 2 and "OUT01 there is no such rules directory" in outcome.err


def test_test_of_several_packs_names_each(run, tmp_path):
    folders = [with_cases(tmp_path / name, spring=SPRING, mail=MAIL) for name in ("a", "b")]
    assert run("rules", "test", *folders).out.count("test 1.0.0: 2 cases") == 2


@pytest.mark.parametrize("command", ["test", "lint"])
def test_a_report_for_tools_is_the_product(run, tmp_path, command):
    folder = with_cases(tmp_path / "house", spring=SPRING)
    write_pack(folder, theme=THEME_YML.replace("labelled files", "labelled files."))
    outcome = run("rules", command, folder, "--format", "json")
    assert (outcome.code, outcome.err) == (1, "")
    (row,) = json.loads(outcome.out)["problems"]
    assert (row["code"], row["line"], row["column"]) == ("CAS07" if command == "test" else "LNT02", 7, 5)
    outcome = run("rules", command, folder, "--format", "github")
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.out.startswith(f"::error file={folder}/themes/transparency.yml,line=7,col=5,title={row['code']}::TRN-01")


@pytest.mark.parametrize("command", ["test", "lint"])
def test_a_report_for_tools_of_broken_rules_ends_with_two(run, tmp_path, command):
    folder = write_pack(tmp_path / "house", theme=THEME_YML.replace("owner: brand", "ownr: brand"))
    outcome = run("rules", command, folder, "--format", "json")
    assert (outcome.code, outcome.err) == (2, "")
    assert {row["code"] for row in json.loads(outcome.out)["problems"]} == {"RUL01", "RUL08"}


@pytest.mark.parametrize("command", ["test", "lint"])
def test_a_report_without_problems_is_empty(run, tmp_path, command):
    folder = with_cases(tmp_path / "house", spring=SPRING, mail=MAIL)
    outcome = run("rules", command, folder, "--format", "json")
    assert outcome.code == 0 and json.loads(outcome.out) == {"schema": "problems/1", "problems": []}
    assert run("rules", command, folder, "--format", "github").out == ""


@pytest.mark.parametrize("command", ["test", "lint"])
def test_a_form_of_report_that_there_is_not_is_told(run, command):
    outcome = run("rules", command, "--format", "gihub")
    assert (outcome.code, outcome.err) == (2, "--format: OPT01 there is no format 'gihub' (did you mean 'github'?)\n")


# ---- the cases of the built-in pack


def test_the_built_in_pack_does_what_its_cases_expect_and_they_cover_it(run):
    outcome = run("rules", "test")
    assert (outcome.code, outcome.err) == (0, "")
    assert "selected by some case (100 %)" in outcome.out and "left out by some case (100 %)" in outcome.out


def test_the_built_in_pack_has_cases_for_the_places_and_days_that_matter():
    rules = load_rules()
    cases = load_cases(None, rules)
    stated = {market for case in cases for market in case.campaign.facets.get("markets", ())}
    assert len(cases) >= 25
    assert {"de", "fr", "eu", "uk", "us", "us-ca", "us-ny", "us-il", "ca-qc", "br", "kr", "in", "au"} <= stated
    assert {"2026-06-08", "2026-06-09", "2026-08-01", "2026-08-02", "2026-12-02", "2027-12-01", "2027-12-02"} <= {
        str(case.as_of) for case in cases
    }


def test_every_built_in_case_says_what_it_is_about():
    folder = Path(shipped("rules")) / "core" / "cases"
    assert [path.name for path in folder.glob("*.yml") if not re.match(r"# [A-Z].{20,}[.]\n", path.read_text(encoding="utf-8"))] == []


def test_the_case_of_the_authors_guide_holds(core):
    guide = (Path(__file__).parent.parent / "docs" / "rules.md").read_text(encoding="utf-8")
    (block,) = [block for block in re.findall(r"```yaml\n(.*?)```", guide, re.S) if "as_of:" in block]
    read = read_case(block.encode(), "rules.md", core)
    assert {expectation.key for expectation in read.expected} == {*LISTS, *CITED, "becomes"}
    assert try_cases(core, [read]).failures == ()
