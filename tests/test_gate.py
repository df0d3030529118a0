"""The gate: what keeps a page from going live, and what does not; in every dialect that is read back."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from checklist import api, dialects, notes
from checklist.errors import ChecklistError
from checklist.gate import REQUIRED
from checklist.model import Campaign, Parameter, RuleSet, State
from tests import changes
from tests.builders import make_campaign, make_item, make_rules, make_source, make_waiver, wants
from tests.hostile import HOSTILE
from tests.strategies import examples, few, moderate

DAY = date(2026, 11, 24)
DIALECTS = ("markdown", "mediawiki", "dokuwiki", "dokuwiki-todo", "confluence")
LAW = make_source("ai-act")
LATER = make_source("later-act", since=date(2027, 8, 2))
# A must, a should, a could, one that is ticked per channel, and one that is a must only if facts turn out so.
RULES = make_rules(
    make_item("TRN-01", required_by=["ai-act"], action="Label *AI* pictures of {{ brand }}"),
    make_item("TRN-02", level="should"),
    make_item("TRN-03", level="could"),
    make_item("TRN-04", required_by=["ai-act"], per="channels"),
    make_item("TRN-05", required_by=["ai-act"], when=wants(data=["personal"])),
    sources=(LAW,), params=(Parameter("brand", "your brand", None, "text", None, None),),
)
EU = make_campaign(markets=["de"], channels=["instagram", "tiktok"])


@lru_cache(maxsize=len(DIALECTS))
def plain_page(format: str) -> str:
    """Return the page that most tests begin with."""
    return page_of(format=format)


def page_of(rules: RuleSet = RULES, campaign: Campaign = EU, *, format: str = "markdown", day: date = DAY) -> str:
    request = api.Request(api.Brief(campaign), format=format, at_end=True)
    return api.embed(rules, "", "page", request=request, day=day, root="/").text


def judged(page: str, rules: RuleSet = RULES, campaign: Campaign = EU, *, day: date = DAY, **demand: Any) -> api.Judgement:
    (judgement,) = api.check(
        rules, page, "page", request=api.Request(api.Brief(campaign)), demand=api.Demand(**demand), day=day, root="/"
    )
    return judgement


def found(page: str, rules: RuleSet = RULES, campaign: Campaign = EU, **given: Any) -> list[str]:
    """Return each finding as its code and what it is about, in order of the page."""
    judgement = judged(page, rules, campaign, **given)
    return [" ".join(filter(None, (finding.problem.code, finding.entry))) for finding in judgement.findings]


def ticked(page: str, *codes: str) -> str:
    """Return *page* with the boxes at *codes* ticked, all of them where none is named."""
    return re.sub(
        r"- \[ \](?= .*?\(\[?([A-Z]{3}-\d\d(?:\.[a-z-]+)?)[\])])",
        lambda box: "- [x]" if not codes or box[1] in codes else box[0], page,
    )


def noted(page: str, code: str, *lines: str) -> str:
    """Return *page* with *lines* below the task line of *code*."""
    written, count = re.subn(rf"(?m)^(.*- \[.\].*[(\[]{re.escape(code)}[)\]].*)$", lambda line: "\n".join((line[1], *lines)), page)
    assert count == 1
    return written


# ---- levels


def test_everything_open_is_found_at_the_required_level():
    assert found(page_of()) == ["GAT01 TRN-01", "GAT01 TRN-04.instagram", "GAT01 TRN-04.tiktok", "GAT01 TRN-05"]


def test_require_should_adds_the_shoulds():
    assert set(found(page_of(), require="should")) - set(found(page_of())) == {"GAT01 TRN-02"}


def test_require_all_adds_everything():
    assert set(found(page_of(), require="all")) - set(found(page_of(), require="should")) == {"GAT01 TRN-03"}


def test_a_page_with_every_box_ticked_passes():
    assert found(ticked(page_of()), require="all") == []


def test_the_box_of_an_item_does_not_tick_its_channels():
    page = ticked(page_of(), "TRN-01", "TRN-04", "TRN-04.tiktok", "TRN-05")
    assert found(page) == ["GAT01 TRN-04.instagram"]


def test_channels_decide_whatever_the_box_of_their_item_says():
    assert found(ticked(page_of(), "TRN-01", "TRN-04.instagram", "TRN-04.tiktok", "TRN-05")) == []


def test_a_must_that_only_perhaps_applies_counts():
    judgement = judged(page_of())
    assert [finding.level for finding in judgement.findings if finding.entry == "TRN-05"] == ["must"]


def test_a_must_of_an_unknown_place_counts():
    anywhere = make_campaign(channels=["instagram"])
    assert "GAT01 TRN-01" in found(page_of(campaign=anywhere), campaign=anywhere)


def test_a_law_counts_from_its_first_day():
    rules = make_rules(make_item("TRN-01", required_by=["later-act"]), sources=(LATER,))
    page = page_of(rules)
    pinned = [api.Brief(EU, pinned=day) for day in (date(2027, 8, 1), date(2027, 8, 2))]
    levels = [api.check(rules, page, "p", request=api.Request(brief), demand=api.Demand(), day=DAY, root="/")[0] for brief in pinned]
    assert [len(level.findings) for level in levels] == [0, 1]


def test_laws_are_judged_at_a_launch_to_come():
    rules = make_rules(make_item("TRN-01", required_by=["later-act"]), sources=(LATER,))
    launch = EU._replace(launch=date(2027, 9, 1))
    assert found(page_of(rules, launch), rules, launch) == ["GAT01 TRN-01"]
    assert judged(page_of(rules, launch), rules, launch).as_of == date(2027, 9, 1)


def test_the_place_of_a_finding_is_the_line_of_its_task():
    page = page_of()
    lines = page.split("\n")
    for finding in judged(page).findings:
        assert re.search(rf"[(\[]{finding.entry}[)\]]", lines[finding.problem.location.line - 1])


# ---- not applicable


def test_not_applicable_with_a_reason_closes_what_is_not_confirmed_law():
    page = noted(page_of(), "TRN-05", "    - N/A: we keep no data about people")
    assert "GAT01 TRN-05" not in found(page) and "GAT03 TRN-05" not in found(page)


def test_not_applicable_does_not_close_confirmed_law():
    page = noted(ticked(page_of(), "TRN-04.instagram", "TRN-04.tiktok", "TRN-05"), "TRN-01", "    - N/A: no pictures")
    assert found(page) == ["GAT03 TRN-01"]
    assert found(page, accept_na=True) == []


def test_not_applicable_without_a_reason_closes_nothing():
    page = page_of().replace("- [ ] **Should:** Do what TRN-02", "- [~] **Should:** Do what TRN-02")
    judgement = judged(page, require="should", accept_na=True)
    (finding,) = [finding for finding in judgement.findings if finding.entry == "TRN-02"]
    assert "without a reason" in finding.problem.message


def test_not_applicable_above_a_record_line_no_longer_counts():
    page = noted(page_of(), "TRN-05", "    - N/A: no data", "    - ↻ Check again: its meaning changed")
    assert "GAT01 TRN-05" in found(page)


def test_what_is_said_at_an_item_counts_for_its_channels():
    page = noted(ticked(page_of(), "TRN-01", "TRN-05"), "TRN-04", "    - N/A: paused on both")
    assert found(page) == ["GAT03 TRN-04.instagram", "GAT03 TRN-04.tiktok"]
    assert found(page, accept_na=True) == []


def test_a_channel_says_more_than_its_item():
    page = noted(noted(page_of(), "TRN-04", "    - Due: 2026-11-01"), "TRN-04.tiktok", "        - Due: 2027-01-01")
    assert [said for said in found(page) if said.startswith("GAT06")] == ["GAT06 TRN-04.instagram"]


@pytest.mark.parametrize("line", ["Entfällt: kein Chatbot", "    - **n/a**： no", "> N/A: no"], ids=["german", "wide colon", "quote"])
def test_keys_are_understood_in_every_language_and_shape(line):
    assert "GAT01 TRN-05" not in found(noted(page_of(), "TRN-05", line))


# ---- waivers


def test_a_waiver_closes_through_its_last_day():
    campaign = EU._replace(waivers=(make_waiver("TRN-01", expires=DAY),))
    page = page_of(campaign=campaign)
    assert "TRN-01" not in " ".join(found(page, campaign=campaign))
    assert "waived" in [entry.outcome for entry in judged(page, campaign=campaign).judged]


def test_a_waiver_that_ended_is_told():
    campaign = EU._replace(waivers=(make_waiver("TRN-01", expires=date(2026, 11, 23)),))
    page = page_of(campaign=campaign)
    assert found(page, campaign=campaign)[:2] == ["GAT01 TRN-01", "GAT04 TRN-01"]


def test_a_waiver_ends_for_every_channel_of_its_item():
    campaign = EU._replace(waivers=(make_waiver("TRN-04", expires=date(2026, 11, 23)),))
    assert [said for said in found(page_of(campaign=campaign), campaign=campaign) if "GAT04" in said] == [
        "GAT04 TRN-04.instagram", "GAT04 TRN-04.tiktok",
    ]


def test_a_waiver_that_ended_is_no_matter_once_the_item_is_done():
    campaign = EU._replace(waivers=(make_waiver("TRN-01", expires=date(2026, 11, 23)),))
    assert found(ticked(page_of(campaign=campaign)), campaign=campaign) == []


def test_a_waiver_that_the_page_does_not_know_yet_counts():
    page = page_of()
    waived = EU._replace(waivers=(make_waiver("TRN-01"),))
    assert "GAT01 TRN-01" not in found(page, campaign=waived)


# ---- dates people wrote


@pytest.mark.parametrize("due", ["2026-11-23", "23.11.2026"])
def test_a_day_that_has_passed_is_told(due):
    page = noted(ticked(page_of(), "TRN-01"), "TRN-02", f"    - Due: {due}")
    assert [said for said in found(page) if "GAT06" in said] == ["GAT06 TRN-02"]


def test_today_has_not_passed():
    assert "GAT06" not in " ".join(found(noted(page_of(), "TRN-01", "    - Due: 2026-11-24")))


def test_a_due_date_is_judged_at_today_and_not_at_the_launch():
    launch = EU._replace(launch=date(2027, 9, 1))
    assert "GAT06" not in " ".join(found(noted(page_of(campaign=launch), "TRN-01", "    - Due: 2027-01-01"), campaign=launch))


def test_what_is_done_is_never_late():
    assert found(ticked(noted(page_of(), "TRN-01", "    - Due: 2020-01-01"))) == []


@pytest.mark.parametrize("due", ["tomorrow", "2027-02-30", "1.2.2027", "2027/06/30", "30.06.27", "2027-06-30 or so", "２０２７-06-30"])
def test_anything_else_is_no_date(due):
    assert "GAT07 TRN-02" in found(noted(page_of(), "TRN-02", f"    - Due: {due}"))
    assert notes.day_of(due) is None


@settings(moderate)
@given(day=st.dates())
def test_day_of_reads_both_ways_of_writing_a_day(day):
    assert notes.day_of(str(day)) == notes.day_of(f" {day.day:02}.{day.month:02}.{day.year:04} ") == day


# ---- proof


def test_evidence_is_asked_of_what_is_done():
    page = noted(ticked(page_of()), "TRN-01", "    - Evidence: https://x.example/labels")
    assert found(page) == []
    assert found(page, evidence=True) == ["GAT08 TRN-04.instagram", "GAT08 TRN-04.tiktok", "GAT08 TRN-05"]


def test_an_empty_evidence_line_proves_nothing():
    assert "GAT08 TRN-01" in found(noted(ticked(page_of()), "TRN-01", "    - Evidence:"), evidence=True)


def test_evidence_is_asked_at_the_required_level_only():
    assert "GAT08 TRN-02" not in found(ticked(page_of()), evidence=True)
    assert "GAT08 TRN-02" in found(ticked(page_of()), evidence=True, require="should")


# ---- the page against the rules of now


def newer(*items: Any, version: str = "2.0.0") -> RuleSet:
    rules = make_rules(*items, sources=(LAW,))
    return rules._replace(packs=(rules.packs[0]._replace(version=version),))


def test_an_entry_that_came_since_is_missing():
    rules = newer(*RULES.item_list, make_item("TRN-06", level="could"), version="1.1.0")
    page = ticked(page_of())
    judgement = judged(page, rules)
    assert [(finding.problem.code, finding.entry) for finding in judgement.findings] == [("GAT02", "TRN-06")]
    assert judgement.findings[0].problem.location.line == 1


def test_an_entry_that_stands_among_what_left_is_missing():
    dropped = EU._replace(facets={"markets": ("de",), "channels": ("instagram",)})
    both = ticked(page_of())
    request = api.Request(api.Brief(dropped), format="markdown")
    left = api.embed(RULES, both, "page", request=request, day=DAY, root="/").text
    assert "GAT02 TRN-04.tiktok" in found(left)


def test_a_changed_meaning_opens_what_was_ticked():
    items = [item._replace(revised="2.0.0") if item.code == "TRN-01" else item for item in RULES.item_list]
    judgement = judged(ticked(page_of()), newer(*items))
    assert [finding.entry for finding in judgement.findings] == ["TRN-01"]
    assert "has to be checked again" in judgement.findings[0].problem.message


def test_a_new_word_of_the_rules_leaves_a_tick_alone():
    items = [item._replace(action="Label pictures made by AI") if item.code == "TRN-01" else item for item in RULES.item_list]
    assert found(ticked(page_of()), newer(*items, version="1.0.1")) == []


def test_an_edited_line_is_named():
    page = ticked(page_of()).replace("Do what TRN-03 says", "Do something", 1)
    judgement = judged(page)
    assert [finding.problem.code for finding in judgement.findings] == ["GAT05"]
    assert "Do something" in page.split("\n")[judgement.findings[0].problem.location.line - 1]


def test_a_deleted_line_is_edited_and_missing():
    page = re.sub(r"(?m)^- \[x\] .*TRN-02.*\n", "", ticked(page_of()))
    assert sorted(found(page)) == ["GAT02 TRN-02", "GAT05"]


def test_an_edit_below_rules_that_changed_is_told_as_a_whole():
    page = ticked(page_of()).replace("Do what TRN-03 says", "Do something", 1)
    (finding,) = judged(page, newer(*RULES.item_list, version="1.0.1")).findings
    assert finding.problem.code == "GAT05" and "generated text" in finding.problem.message


def test_fresh_wants_the_page_as_embed_would_write_it():
    page = ticked(page_of())
    assert found(page, fresh=True) == []
    rules = newer(*RULES.item_list, version="1.0.1")
    assert found(page, rules) == [] and found(page, rules, fresh=True) == ["GAT09"]
    again = api.embed(rules, page, "page", request=api.Request(api.Brief(EU)), day=DAY, root="/").text
    assert found(again, rules, fresh=True) == []


def test_fresh_does_not_tell_an_edited_page_twice():
    page = ticked(page_of()).replace("Do what TRN-03 says", "Do something", 1)
    assert found(page, fresh=True) == ["GAT05"]


def test_time_alone_does_not_make_a_page_stale():
    assert found(ticked(page_of()), day=date(2027, 2, 1), fresh=True) == []


def test_fresh_tells_sources_whose_review_is_overdue():
    old = make_source("ai-act", review_by=date(2026, 11, 23))
    rules = make_rules(*RULES.item_list, sources=(old,))
    page = ticked(page_of(rules))
    assert found(page, rules) == []
    (finding,) = judged(page, rules, fresh=True).findings
    assert finding.problem.code == "GAT10" and "ai-act" in finding.problem.message
    on_the_day = make_rules(*RULES.item_list, sources=(old._replace(review_by=DAY),))
    assert found(ticked(page_of(on_the_day)), on_the_day, fresh=True) == []


def test_a_code_that_stands_twice_stops_the_gate():
    page = page_of()
    line = next(line for line in page.split("\n") if "TRN-02" in line)
    with pytest.raises(ChecklistError) as caught:
        judged(page.replace(line, f"{line}\n{line}"))
    assert [problem.code for problem in caught.value.problems] == ["PAG03"]


def test_what_the_campaign_says_stays_in_its_file():
    secret = EU._replace(params={"brand": "s3cret"})
    page = page_of(campaign=secret)
    assert "s3cret" not in str(judged(page, campaign=secret).findings) + str(judged(page, campaign=secret).judged)


# ---- laws


@settings(few)
@given(drawn=st.data())
def test_the_gate_says_the_same_in_every_dialect(drawn):
    recorded = {}
    for code in ("TRN-01", "TRN-02", "TRN-03", "TRN-04.instagram", "TRN-05"):
        box = drawn.draw(st.sampled_from(["open", "done"]))
        keys = drawn.draw(st.lists(st.sampled_from(["N/A: no", "Due: 2026-01-01", "Due: soon", "Evidence: x", "Owner: Ada"]), max_size=2))
        recorded[code] = (box, keys)
    told = set()
    for format in DIALECTS:
        page = typed(plain_page(format), format, recorded)
        told.add(tuple(sorted(found(page, require="all", evidence=True))))
    assert len(told) == 1


def typed(page: str, format: str, recorded: dict[str, tuple[str, list[str]]]) -> str:
    """Return *page* with boxes ticked and lines noted as people do it in that wiki."""
    people: Any = import_module(f"tests.people.{format.replace('-', '_')}")
    done = {"markdown": "x", "mediawiki": "☑", "dokuwiki": "☑", "dokuwiki-todo": "<todo #ada:2026-01-01>", "confluence": "complete"}
    open_ = {"markdown": " ", "mediawiki": "☐", "dokuwiki": "☐", "dokuwiki-todo": "<todo>", "confluence": "incomplete"}
    dialect = dialects.load(format)
    states = {
        code: State(
            (done if box == "done" else open_)[format], "", tuple(dialect.note(line, depth=int("." in code)) for line in lines)
        )
        for code, (box, lines) in recorded.items()
    }
    return str(people.written(page, states))


@settings(few)
@given(drawn=st.data())
def test_a_stricter_demand_never_finds_less(drawn):
    from tests.people import markdown as people

    page = plain_page("markdown")
    states = {code: drawn.draw(people.states) for code in people.codes(page)}
    page = people.written(page, states)
    try:
        told = [set(found(page, require=level)) for level in REQUIRED]
    except ChecklistError:
        return  # what was typed made a code stand twice
    assert told[0] <= told[1] <= told[2]
    assert set(found(page)) <= set(found(page, evidence=True)) and set(found(page)) <= set(found(page, fresh=True))
    assert {said for said in found(page, accept_na=True) if not said.startswith("GAT06")} <= set(found(page))


@settings(few, max_examples=examples(60))
@given(drawn=st.data())
def test_a_page_just_written_is_complete_fresh_and_unedited(drawn):
    rules = changes.built(drawn.draw(changes.rules_before))
    way = drawn.draw(changes.ways)
    request = api.Request(way.brief, template=way.template, group_by=way.group_by, format="markdown", at_end=True)
    try:
        page = api.embed(rules, "", "page", request=request, day=DAY, root="/").text
    except ChecklistError as error:
        assert [problem.code for problem in error.problems] == ["SEL01"]  # no item is left for that campaign
        return
    (judgement,) = api.check(
        rules, page, "page", request=request, demand=api.Demand("all", fresh=True), day=DAY, root="/"
    )
    assert {finding.problem.code for finding in judgement.findings} <= {"GAT01", "GAT04"}


# ---- hostile pages


@settings(moderate)
@given(drawn=st.data())
def test_a_mutated_page_is_judged_or_refused(drawn):
    format = drawn.draw(st.sampled_from(DIALECTS))
    page = mutated(drawn, plain_page(format))
    request, demand = api.Request(api.Brief(EU)), api.Demand("all", evidence=True, fresh=True)
    try:
        judgements = api.check(RULES, page, "page", request=request, demand=demand, day=DAY, root="/")
    except ChecklistError as error:
        assert all(re.fullmatch("PAG0[1-8]", problem.code) for problem in error.problems)
    else:
        lines = page.count("\n") + 1
        assert all(1 <= finding.problem.location.line <= lines for judgement in judgements for finding in judgement.findings)


def mutated(drawn: st.DataObject, page: str) -> str:
    """Return *page* with pieces cut out, doubled, exchanged, and hostile strings put in."""
    for _ in range(drawn.draw(st.integers(1, 4))):
        start = drawn.draw(st.integers(0, len(page)))
        end = min(len(page), start + drawn.draw(st.integers(0, 300)))
        piece = page[start:end]
        new = drawn.draw(st.sampled_from(["", piece * 2, piece[::-1], drawn.draw(st.sampled_from(HOSTILE)), "\x00\x1b[31m\u202e", "\r\n"]))
        page = page[:start] + new + page[end:]
    return page
