"""What fits into a given time, and what is said of the rest."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, strategies as st

from checklist.arranging import Order
from checklist.budgets import effort
from checklist.errors import ChecklistError
from checklist.model import ChannelSteps, Requirement
from checklist.selection import Choice, select
from checklist.wording import Words
from tests.builders import DAY, make_campaign, make_item, make_rules, make_source, make_waiver, wants
from tests.strategies import DAYS, core_campaigns, few, moderate

LAW = make_source("law")
SOON = make_source("soon", since=date(2027, 6, 1))
LATER = make_source("later", since=date(2027, 9, 1))


def pick(*items, budget=0, level="", owner="", **campaign):
    """Return the checklist of a campaign in Germany with so many minutes."""
    rules = make_rules(*items, sources=(LAW, SOON, LATER))
    asked = make_campaign(**{"markets": ["de"]} | campaign)
    return select(rules, asked, as_of=DAY, choice=Choice(level=level, owner=owner, budget=budget), may_be_empty=True)


def codes(made):
    return {entry.code for section in made.sections for task in section.tasks for entry in task.channels or (task.entry,)}


def said(made, lang="en"):
    rules = make_rules()
    wording = dict(zip(("en", "de"), rules.wordings))[lang]
    return [Words(wording, rules.vocabulary).hidden(hidden) for hidden in made.hidden]


def must(code, **fields):
    return make_item(code, required_by=("law",), **fields)


def could(code, **fields):
    return make_item(code, level="could", **fields)


MIXED = (must("TRN-01", effort=20), make_item("TRN-02", effort=15), make_item("TRN-03", effort=30), could("TRN-04", effort=5))


@pytest.mark.parametrize("budget, kept", [
    pytest.param(1, {"TRN-01"}, id="musts-even-if-they-are-too-long"),
    pytest.param(20, {"TRN-01"}, id="musts-to-the-minute"),
    pytest.param(34, {"TRN-01"}, id="a-minute-too-few"),
    pytest.param(35, {"TRN-01", "TRN-02"}, id="the-quicker-should"),
    pytest.param(45, {"TRN-01", "TRN-02"}, id="no-could-in-place-of-a-should"),
    pytest.param(65, {"TRN-01", "TRN-02", "TRN-03"}, id="all-shoulds"),
    pytest.param(70, {"TRN-01", "TRN-02", "TRN-03", "TRN-04"}, id="everything"),
])
def test_fit_keeps_musts_then_shoulds_then_coulds(budget, kept):
    assert codes(pick(*MIXED, budget=budget)) == kept


def test_fit_hides_nothing_without_a_budget_or_where_all_fits():
    assert pick(*MIXED).hidden == pick(*MIXED, budget=70).hidden == ()


@pytest.mark.parametrize("first, second", [
    pytest.param(make_item("TRN-09", required_by=("later",), effort=40), make_item("TRN-01", effort=5), id="what-becomes-a-must"),
    pytest.param(
        make_item("TRN-09", required_by=("soon",), effort=40), make_item("TRN-01", required_by=("later",), effort=5), id="the-sooner-must",
    ),
    pytest.param(make_item("TRN-09", effort=29), make_item("TRN-01", effort=30, phase="plan"), id="the-quicker"),
    pytest.param(make_item("TRN-09"), make_item("TRN-01", when=wants(data=["personal"])), id="what-surely-applies"),
    pytest.param(make_item("TRN-09", phase="plan"), make_item("TRN-01", phase="run"), id="the-earlier-phase"),
    pytest.param(make_item("TRN-01"), make_item("TRN-02"), id="the-code"),
    pytest.param(make_item("TRN-09", effort=90), could("TRN-01", effort=1), id="the-stricter"),
])
def test_fit_weighs(first, second):
    made = pick(first, second, budget=max(first.effort, second.effort))
    assert codes(made) == {first.code}
    assert made.hidden[0].codes == (second.code,)


def test_fit_counts_each_channel():
    item = make_item("TRN-02", per="channels", effort=10)
    made = pick(item, channels=["instagram", "tiktok", "email"], budget=25)
    assert codes(made) == {"TRN-02.instagram", "TRN-02.email"}
    assert made.hidden[0].codes == ("TRN-02.tiktok",) and made.hidden[0].minutes == 10


def test_fit_hides_a_whole_item_under_its_plain_code():
    made = pick(must("TRN-01"), make_item("TRN-02", per="channels"), channels=["instagram", "tiktok"], budget=30)
    assert made.hidden[0].codes == ("TRN-02",) and made.hidden[0].minutes == 60


def test_fit_keeps_the_channel_that_is_a_must_and_hides_the_others():
    law = Requirement("law", wants(channels=["tiktok"]))
    item = make_item("TRN-01", per="channels", required_by=(law,), channels=(ChannelSteps("tiktok", ("Do more.",), ()),))
    made = pick(item, channels=["instagram", "tiktok"], budget=30)
    assert codes(made) == {"TRN-01.tiktok"} and made.hidden[0].codes == ("TRN-01.instagram",)


def test_fit_leaves_waived_items_out_of_account():
    made = pick(must("TRN-01"), make_item("TRN-02"), budget=30, waivers=(make_waiver("TRN-01"),))
    assert codes(made) == {"TRN-02"} and made.hidden == ()


def test_fit_is_of_what_other_options_leave():
    items = (make_item("TRN-01"), make_item("TRN-02", owner="creative-lead"), make_item("TRN-03", owner="creative-lead", effort=31))
    made = pick(*items, owner="creative-lead", budget=30)
    assert codes(made) == {"TRN-02"}
    assert [hidden.option for hidden in made.hidden] == ["--owner creative-lead", "--budget 30m"]


def test_a_budget_that_leaves_nothing_is_refused_by_name():
    with pytest.raises(ChecklistError, match="SEL01 no item is left: --budget 29m hides 1"):
        select(make_rules(make_item()), make_campaign(), as_of=DAY, choice=Choice(budget=29))


# ---- the line


@pytest.mark.parametrize("lang, expected", [
    ("en", "Hidden by --budget 40m: 2 (1 should, 1 could), about 35 min of work."),
    ("de", "Ausgeblendet durch --budget 40m: 2 (1 Soll, 1 Kann), etwa 35 min Arbeit."),
])
def test_the_line_tells_number_levels_and_time(lang, expected):
    assert said(pick(*MIXED, budget=40), lang) == [expected]


@pytest.mark.parametrize("lang, expected", [
    ("en", "The musts alone take about 1 h 30 min, more than --budget 1h; a must is never hidden."),
    ("de", "Was Pflicht ist, dauert allein etwa 1 h 30 min, länger als --budget 1h; ein Muss wird nie ausgeblendet."),
])
def test_the_line_tells_that_the_musts_are_too_long(lang, expected):
    assert said(pick(must("TRN-01", effort=90), budget=60), lang) == [expected]
    both = pick(must("TRN-01", effort=90), make_item("TRN-02"), budget=60)
    (line,) = said(both, lang)
    assert line.endswith(expected) and "--budget 1h: 1 (1 " in line


# ---- properties

MINUTES = st.integers(1, 40)
ITEMS = st.lists(st.tuples(MINUTES, st.sampled_from(["must", "soon", "should", "could"]), st.booleans()), min_size=1, max_size=12)


def made_of(drawn):
    """Return items of so many minutes, at a level, per channel or not."""
    binding = {"must": ("law",), "soon": ("soon",)}
    return [
        make_item(
            f"TRN-{place:02}", effort=minutes, level="could" if level == "could" else "should", required_by=binding.get(level, ()),
            per="channels" if per else "",
        )
        for place, (minutes, level, per) in enumerate(drawn, 1)
    ]


@moderate
@given(ITEMS, st.integers(1, 500), st.integers(0, 200))
def test_fit_keeps_its_promises(drawn, budget, more):
    items, channels = made_of(drawn), ["instagram", "tiktok"]
    whole, small, large = (pick(*items, channels=channels, budget=minutes) for minutes in (0, budget, budget + more))
    musts = {task.entry.code: task for section in whole.sections for task in section.tasks if task.entry.level == "must"}
    shown = [task for section in small.sections for task in section.tasks]
    assert codes(whole) >= codes(large) >= codes(small), "more time never shows less"
    assert {code for code in codes(whole) if code.partition(".")[0] in musts} <= codes(small), "a must is never cut"
    assert effort(shown) <= max(budget, effort(musts.values()))
    hidden = [code for each in small.hidden for code in each.codes]
    under = {entry for entry in codes(whole) for code in hidden if entry == code or entry.startswith(code + ".")}
    assert under | codes(small) == codes(whole) and not under & codes(small), "what is not shown is told, and nothing else"
    assert sum(each.minutes for each in small.hidden) == effort(task for part in whole.sections for task in part.tasks) - effort(shown)


@moderate
@given(ITEMS, st.integers(1, 500))
def test_fit_hides_no_item_of_a_level_that_would_still_fit(drawn, budget):
    plain = [(minutes, "should" if level == "soon" else level, False) for minutes, level, _ in drawn]
    whole, made = pick(*made_of(plain)), pick(*made_of(plain), budget=budget)
    left = budget - effort(task for section in made.sections for task in section.tasks)
    out = [task.entry for section in whole.sections for task in section.tasks if task.entry.code not in codes(made)]
    strictest = [entry for entry in out if entry.level == min((each.level for each in out), key=["must", "should", "could"].index)]
    assert all(entry.item.effort > left for entry in strictest)


@few
@given(st.data())
def test_fit_is_monotone_over_core(core, data):
    campaign, as_of = data.draw(core_campaigns(core)), data.draw(DAYS)
    budget, more = data.draw(st.integers(1, 3000)), data.draw(st.integers(0, 1000))
    whole, small, large = (
        select(core, campaign, as_of=as_of, choice=Choice(budget=minutes), may_be_empty=True) for minutes in (0, budget, budget + more)
    )
    assert codes(small) <= codes(large) <= codes(whole)
    assert {entry.entry.code for entry in small.waived} == {entry.entry.code for entry in whole.waived}


def test_rank_is_that_of_the_page():
    order = Order(make_rules(make_item()), lambda item: item.theme)
    made = pick(make_item("TRN-02", phase="run"), make_item("TRN-01", phase="plan"), budget=30)
    assert codes(made) == {"TRN-01"}
    assert order.rank(made.sections[0].tasks[0].entry) == (1, 0, "TRN-01")


# ---- the option


BRIEF = "campaign: Spring\nlaunch: 2027-03-01\nmarkets: [de]\nchannels: [email]\nai_uses: [generated-text]\n"


@pytest.fixture
def brief(run, tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / "spring.yml").write_text(BRIEF)
    return "spring.yml"


@pytest.mark.parametrize(
    "form", ["markdown", "mediawiki", "dokuwiki", "dokuwiki-todo", "confluence", "jira", "text", "html", "html-fragment"],
)
@pytest.mark.parametrize("template", ["checklist", "compact"])
def test_every_page_tells_what_is_hidden(run, brief, form, template):
    told = run("generate", brief, "-t", "bias", "--budget", "1h", "-f", form, "--template", template).out
    assert "budget 1h" in told.replace("<code>", "").replace("\\-", "-") and "should" in told


def test_json_tells_codes(run, brief):
    made = json.loads(run("generate", brief, "-t", "bias", "--budget", "2h", "-f", "json").out)
    (hidden,) = [each for each in made["hidden"] if each["option"] == "--budget 2h"]
    assert hidden.keys() == {"option", "codes"} and hidden["codes"]
    shown = [entry["code"] for section in made["sections"] for entry in section["entries"]]
    assert not set(shown) & set(hidden["codes"])


def test_a_table_tells_on_standard_error(run, brief):
    outcome = run("generate", brief, "-t", "bias", "--budget", "1h", "-f", "csv")
    assert "Hidden by --budget 1h: " in outcome.err and "--budget" not in outcome.out


def test_a_refresh_repeats_the_budget(run, brief, tmp_path):
    assert run("generate", brief, "-t", "bias", "--budget", "1h30m", "-o", "page.md").code == 0
    page = (tmp_path / "page.md").read_text()
    assert " budget=1h30m " in page
    assert run("embed", "page.md", "--check").code == 0
    assert run("generate", brief, "-t", "bias", "-o", "page.md").code == 0
    assert "budget" not in (tmp_path / "page.md").read_text()


def test_what_a_budget_hides_keeps_its_tick_and_says_why(run, brief, tmp_path):
    assert run("generate", brief, "-t", "bias", "-o", "page.md").code == 0
    page = tmp_path / "page.md"
    page.write_text(page.read_text().replace("- [ ]", "- [x]"))
    assert run("generate", brief, "-t", "bias", "--budget", "1h", "-o", "page.md").code == 0
    gone = page.read_text().partition("## No longer in this list")[2]
    assert "- [x]" in gone and "– hidden by --budget 1h" in gone
    assert run("embed", "page.md", "--check").code == 0


@pytest.mark.parametrize("value, hint", [("90", "did you mean 1h30m?"), ("0m", "--level must leaves"), ("2000h", "at most 999h")])
def test_a_bad_budget_is_told_with_what_else_is_wrong(run, brief, value, hint):
    outcome = run("generate", brief, "--budget", value, "--level", "mst")
    assert outcome.code == 2 and f"--budget: OPT02 '{value}' " in outcome.err and hint in outcome.err and "--level: OPT01" in outcome.err


@pytest.mark.parametrize("value", ["90", "0m", "9999h", "x" * 100])
def test_a_marker_with_a_bad_budget_is_refused(run, brief, tmp_path, value):
    assert run("generate", brief, "-t", "bias", "--budget", "1h", "-o", "page.md").code == 0
    page = tmp_path / "page.md"
    page.write_text(page.read_text().replace("budget=1h", f"budget={value}"))
    outcome = run("embed", "page.md")
    assert outcome.code == 2 and "PAG02 the marker says budget" in outcome.err
