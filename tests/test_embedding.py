"""Refreshing a page: no tick and no note is lost, whatever changes, and nothing of ours is taken for theirs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import pytest
from hypothesis import Phase, assume, example, given, settings, strategies as st

from checklist import api, regions
from checklist.dialects import html, markdown
from checklist.errors import ChecklistError
from checklist.model import Campaign, RuleSet, State
from tests.people import is_written, markdown as people
from tests.builders import make_campaign, make_item, make_rules, make_source, make_waiver, wants
from tests.strategies import examples, few, moderate

DAY = date(2026, 11, 24)
# An example takes a tenth of a second and says which line went wrong: shrinking it would take minutes.
law = settings(few, max_examples=examples(40), phases=(Phase.explicit, Phase.generate))
GONE = "## No longer in this list"
WAIVED = ("TRN-02", "TRN-02.tiktok", "ETH-01", "PRV-01", "ACC-08")


class Way(NamedTuple):
    """How a page is made: the campaign, the options, the template, the day."""

    campaign: Campaign
    choice: api.Choice = api.Choice()
    template: str = "checklist"
    day: date = DAY


@lru_cache(maxsize=1)
def core_rules() -> RuleSet:
    """Return every third of the built-in rules and those that campaigns waive: a law draws hundreds of pages, and what it looks at
    is the same on a longer one. As an argument of a test they would be printed whole when it fails.
    """
    rules = api.load_rules()
    return rules._replace(item_list=tuple(
        item for place, item in enumerate(rules.item_list) if place % 3 == 0 or item.code in {code[:6] for code in WAIVED}
    ))


def page_of(rules: RuleSet, way: Way, made: Any = None) -> str:
    brief = api.Brief(way.campaign)
    made = made or api.checklist(rules, brief, way.choice, day=way.day)
    marker = api.marker_fields(made, brief, way.choice, format="markdown", template=way.template)
    return api.render(rules, made, format="markdown", template=api.find_template(way.template, markdown), marker=marker)


def refreshed(rules: RuleSet, way: Way, page: str, *, force: bool = False) -> str:
    brief = api.Brief(way.campaign)
    made = api.refresh(rules, brief, way.choice, day=way.day, page=page, path="page.md", format="markdown", force=force).checklist
    return page_of(rules, way, made)


def recorded(page: str) -> dict[str, State]:
    """Return what the program reads from *page*, where a person wrote anything."""
    (region,) = regions.find(page, "page.md", markdown)
    states = regions.states(markdown.parse(page[region.inner_start : region.inner_end]), "page.md", 1)
    return {code: state for code, state in states.items() if is_written(state)}


def section(page: str, heading: str) -> str:
    """Return what stands under *heading*, "" if it is not there."""
    found = re.search(rf"(?ms)^{re.escape(heading)}\n(.*?)(?=^#|^<!--)", page)
    return found[1] if found else ""


# ---- campaigns, options, people


def some(*names: str) -> st.SearchStrategy[tuple[str, ...] | None]:
    return st.none() | st.lists(st.sampled_from(names), max_size=3, unique=True).map(tuple)


_facets = st.fixed_dictionaries({
    "markets": some("de", "fr", "us", "world"), "channels": some("instagram", "tiktok", "email", "social"),
    "ai_uses": some("generated-image", "chatbot", "targeting", "ai"), "data": some("personal", "customer-list"),
    "audience": some("minors", "adults"),
}).map(lambda drawn: {name: values for name, values in drawn.items() if values is not None})
_waivers = st.lists(st.sampled_from(WAIVED), max_size=2, unique=True).map(
    lambda codes: tuple(make_waiver(code) for code in codes)
)
_campaigns = st.builds(
    lambda facets, waivers, launch: make_campaign(launch=launch, waivers=waivers)._replace(facets=facets),
    _facets, _waivers, st.none() | st.dates(DAY, date(2028, 1, 1)),
)
_choices = st.builds(
    api.Choice, group_by=st.sampled_from(["phase", "theme", "owner"]), level=st.sampled_from(["", "", "must", "should"]),
    themes=st.sampled_from([(), ("transparency", "privacy"), ("ethics", "accountability"), ("moderation",), ("bias", "wellbeing")]),
    owner=st.sampled_from(["", "", "", "creative-lead"]),
    lang=st.just("en"), budget=st.sampled_from([0, 0, 0, 45]),
)
ways = st.builds(Way, _campaigns, _choices, st.sampled_from(["checklist", "compact"]), st.just(DAY))


@st.composite
def edits(draw: st.DrawFn, page: str) -> dict[str, State]:
    """What people recorded at some of the lines of *page*."""
    codes = draw(st.lists(st.sampled_from(people.codes(page)), max_size=5, unique=True))
    return {code: draw(people.states) for code in codes}


def kept(states: Mapping[str, State]) -> dict[str, State]:
    return {code: state for code, state in states.items() if is_written(state)}


def page_or_none(rules: RuleSet, way: Way) -> str | None:
    """Return the page of *way*, None where the options leave nothing."""
    try:
        return page_of(rules, way)
    except ChecklistError as error:
        assert [problem.code for problem in error.problems] == ["SEL01"]
        return None


# ---- the laws


@law
@given(ways, ways, st.data())
def test_no_tick_and_no_note_is_lost_whatever_changes(before, after, data):
    core = core_rules()
    page = page_or_none(core, before)
    assume(page and page_or_none(core, after))
    # The words at an item that is ticked per channel only now go to its first channel; tests/test_moving.py sees to those.
    channels = {code.partition(".")[0] for code in people.codes(page_of(core, after)) if "." in code}
    states = {code: state for code, state in data.draw(edits(page)).items() if "." in code or code not in channels}
    result = refreshed(core, after, people.written(page, states))
    assert recorded(result) == kept(states)
    assert [code for code, state in kept(states).items() if not people.stands(result, code, state)] == []


@law
@given(ways, ways, st.data())
def test_refresh_of_a_refresh_changes_nothing(before, after, data):
    core = core_rules()
    page = page_or_none(core, before)
    assume(page and page_or_none(core, after))
    once = refreshed(core, after, people.written(page, data.draw(edits(page))))
    assert refreshed(core, after, once) == once


@law
@given(ways, ways, st.data())
def test_what_left_comes_back_with_its_state(before, between, data):
    core = core_rules()
    page = page_or_none(core, before)
    assume(page and page_or_none(core, between))
    # The words at an item that is ticked per channel only in between go to its first channel, and stay there.
    channels = {code.partition(".")[0] for code in people.codes(page_of(core, between)) + people.codes(page) if "." in code}
    states = {code: state for code, state in data.draw(edits(page)).items() if code.partition(".")[0] not in channels}
    there = refreshed(core, before, people.written(page, states))
    assert refreshed(core, before, refreshed(core, between, there)) == there


@law
@given(ways, st.data())
def test_a_refresh_of_the_same_campaign_leaves_the_page_as_people_left_it(way, data):
    core = core_rules()
    page = page_or_none(core, way)
    assume(page)
    states = kept(data.draw(edits(page)))
    typed = people.written(page, states)
    assert refreshed(core, way, typed) == typed


@law
@given(ways, st.data())
def test_nothing_of_ours_is_taken_for_a_note(way, data):
    core = core_rules()
    page = page_or_none(core, way)
    assume(page)
    assert recorded(page) == {}
    states = data.draw(edits(page))
    assert recorded(people.written(page, states)) == kept(states)


@law
@given(ways, st.data())
def test_edits_of_people_do_not_change_the_sum(way, data):
    core = core_rules()
    page = page_or_none(core, way)
    assume(page)
    typed = people.written(page, data.draw(edits(page)))
    (region,) = regions.find(typed, "page.md", markdown)
    assert regions.checksum(
        markdown.parse(typed[region.inner_start : region.inner_end]), markdown, gone=["No longer in this list"],
    ) == region.sum


@law
@given(ways, st.data())
def test_line_ends_of_windows_lose_nothing(way, data):
    core = core_rules()
    page = page_or_none(core, way)
    assume(page)
    states = data.draw(edits(page))
    typed = people.written(page, states)
    assert refreshed(core, way, typed.replace("\n", "\r\n")) == refreshed(core, way, typed)


@moderate
@given(st.dates(DAY, date(2028, 12, 31)), st.dates(DAY, date(2028, 12, 31)))
def test_time_alone_changes_a_page_only_when_a_date_arrives(first, second):
    first, second = sorted((first, second))
    source = make_source("ai-act", since=date(2027, 6, 1))
    rules = make_rules(make_item(required_by=("ai-act",)), sources=(source,))
    page = page_of(rules, Way(make_campaign(markets=["de"]), day=first))
    later = refreshed(rules, Way(make_campaign(markets=["de"]), day=second), page)
    # June 2027 comes into sight a year before, and into force on its first day.
    same = all((first < day) == (second < day) for day in (date(2026, 6, 1), date(2027, 6, 1)))
    assert (later == page) == (same or first == second)


# ---- what left the list


def two_items() -> RuleSet:
    return make_rules(
        make_item("TRN-01", when=wants(channels=["instagram"])), make_item("TRN-02"),
        make_item("TRN-03", per="channels", when=wants(channels=["social", "email"])),
    )


INSTAGRAM = Way(make_campaign(channels=["instagram"]))
EMAIL = Way(make_campaign(channels=["email"]))
TICKED = {"TRN-01": State("x", " by Ada", ("    - Evidence: https://x.example",))}


def test_a_noted_line_that_no_longer_applies_stays_with_its_reason():
    page = refreshed(two_items(), EMAIL, people.written(page_of(two_items(), INSTAGRAM), TICKED))
    assert section(page, GONE).split("\n\n")[1].rstrip("\n") == (
        "- [x] **Should:** Do what TRN-01 says – channels: email; the item is for instagram (TRN-01) by Ada\n"
        "    - Evidence: https://x.example"
    )


def test_the_reason_stands_once_however_often_the_page_is_refreshed():
    page = people.written(page_of(two_items(), INSTAGRAM), TICKED)
    for _ in range(3):
        page = refreshed(two_items(), EMAIL, page)
    assert page.count("the item is for instagram (TRN-01)") == 1


def test_a_line_without_tick_and_note_leaves_no_trace():
    page = refreshed(two_items(), EMAIL, page_of(two_items(), INSTAGRAM))
    assert GONE not in page and page == page_of(two_items(), EMAIL)


def test_a_line_comes_back_as_it_was():
    page = people.written(page_of(two_items(), INSTAGRAM), TICKED)
    assert refreshed(two_items(), INSTAGRAM, refreshed(two_items(), EMAIL, page)) == page


def test_a_channel_that_goes_names_its_item():
    both = Way(make_campaign(channels=["instagram", "email"]))
    page = people.written(page_of(two_items(), both), {"TRN-03.instagram": State("x", "", ())})
    assert "- [x] **Should:** Do what TRN-03 says – instagram – " in section(refreshed(two_items(), EMAIL, page), GONE)


def test_a_retired_item_says_that_the_rules_no_longer_hold_it():
    page = people.written(page_of(two_items(), INSTAGRAM), TICKED)
    gone = section(refreshed(make_rules(make_item("TRN-02")), INSTAGRAM, page), GONE)
    assert "– the rules no longer hold it (TRN-01) by Ada\n" in gone


def test_a_hidden_item_says_by_which_option():
    page = people.written(page_of(two_items(), INSTAGRAM), TICKED)
    rules = make_rules(make_item("TRN-01"), make_item("TRN-02", required_by=("ai-act",)), sources=(make_source(jurisdictions=("world",)),))
    gone = section(refreshed(rules, INSTAGRAM._replace(choice=api.Choice(level="must")), page), GONE)
    assert "--level must (TRN-01) by Ada" in gone


def test_people_may_delete_what_left():
    page = refreshed(two_items(), EMAIL, people.written(page_of(two_items(), INSTAGRAM), TICKED))
    without = page.replace(f"{GONE}\n{section(page, GONE)}", "")
    assert without != page and refreshed(two_items(), EMAIL, without) == page_of(two_items(), EMAIL)


def test_people_may_delete_a_line_of_what_left():
    states = {**TICKED, "TRN-03.instagram": State("x", "", ())}
    page = refreshed(two_items(), EMAIL, people.written(page_of(two_items(), INSTAGRAM), states))
    lines = [line for line in page.split("\n") if "(TRN-03.instagram)" not in line]
    assert recorded(refreshed(two_items(), EMAIL, "\n".join(lines))) == TICKED


def test_a_waived_item_keeps_its_state():
    waived = INSTAGRAM._replace(campaign=INSTAGRAM.campaign._replace(waivers=(make_waiver("TRN-01"),)))
    page = refreshed(two_items(), waived, people.written(page_of(two_items(), INSTAGRAM), TICKED))
    assert people.stands(section(page, "## Waived"), "TRN-01", TICKED["TRN-01"])


# ---- a meaning that changed


def revised() -> RuleSet:
    """Return the two items in rules of a later version that changed what they mean."""
    rules = two_items()
    items = tuple(item._replace(revised="2.0.0") for item in rules.item_list)
    return rules._replace(packs=(rules.packs[0]._replace(version="2.0.0"),), item_list=items)


RECORD = "↻ Check again: ticked under test 1.0.0; its meaning changed in test 2.0.0."


def test_a_record_line_stands_one_level_below_its_task():
    ticked = {**TICKED, "TRN-03.instagram": State("x", "", ("        - Owner: Ada",))}
    page = refreshed(revised(), INSTAGRAM, people.written(page_of(two_items(), INSTAGRAM), ticked))
    assert recorded(page) == {
        "TRN-01": State(" ", " by Ada", ("    - Evidence: https://x.example", f"    - {RECORD}")),
        "TRN-03.instagram": State(" ", "", ("        - Owner: Ada", f"        - {RECORD}")),
    }
    assert refreshed(revised(), INSTAGRAM, page) == page


# ---- the day on the page


def test_the_printed_day_is_kept_while_nothing_depends_on_it():
    rules = two_items()
    page = page_of(rules, INSTAGRAM)
    assert "levels as of 2026-11-24" in page
    assert refreshed(rules, INSTAGRAM._replace(day=date(2027, 11, 1)), page) == page


def test_the_printed_day_moves_when_a_law_starts():
    rules = make_rules(make_item(required_by=("ai-act",)), sources=(make_source(since=date(2026, 12, 2)),))
    way = Way(make_campaign(markets=["de"]))
    page = refreshed(rules, way._replace(day=date(2026, 12, 2)), page_of(rules, way))
    assert "levels as of 2026-12-02" in page and "**Must:**" in page


def test_the_printed_day_of_a_future_page_is_not_kept():
    rules = two_items()
    page = page_of(rules, INSTAGRAM._replace(day=date(2027, 11, 1)))
    assert "levels as of 2026-11-24" in refreshed(rules, INSTAGRAM, page)


@pytest.mark.parametrize("day", ["2020-01-01", "2026-13-45"])
def test_a_day_in_a_note_is_not_the_day_of_the_page(day):
    rules = two_items()
    note = f"    - Written from core 1.0.0, levels as of {day}."
    page = people.written(page_of(rules, INSTAGRAM), {"TRN-01": State("x", "", (note,))})
    assert refreshed(rules, INSTAGRAM, page) == page


def test_a_day_that_is_none_is_passed_over_by_force():
    rules = two_items()
    page = page_of(rules, INSTAGRAM).replace("levels as of 2026-11-24", "levels as of 2026-13-45")
    assert refreshed(rules, INSTAGRAM, page, force=True) == page_of(rules, INSTAGRAM)


def test_a_pinned_day_stays_pinned():
    rules = two_items()
    brief = api.Brief(INSTAGRAM.campaign, pinned=date(2026, 1, 1))
    made = api.checklist(rules, brief, api.Choice(), day=DAY)
    marker = api.marker_fields(made, brief, api.Choice(), format="markdown", template="checklist")
    page = api.render(rules, made, format="markdown", marker=marker)
    assert "levels as of 2026-01-01" in refreshed(rules, INSTAGRAM, page)


# ---- what is refused


def refusal(page: str, way: Way = INSTAGRAM, rules: RuleSet | None = None) -> list[tuple[str, int]]:
    with pytest.raises(ChecklistError) as caught:
        refreshed(rules or two_items(), way, page)
    return [(problem.code, problem.location.line) for problem in caught.value.problems]


def line_of(page: str, part: str) -> int:
    return next(number for number, line in enumerate(page.split("\n"), 1) if part in line)


@pytest.mark.parametrize(
    "old, new, named",
    [
        pytest.param("Do what TRN-01 says", "Do what TRN-01 said", ["TRN-01 said"], id="word"),
        pytest.param("## Plan", "## Planning", ["## Planning"], id="heading"),
        pytest.param("([TRN-02](", "([TRN-92](", ["([TRN-92]("], id="code"),
        pytest.param(
            "- [ ] **Should:** Do what TRN-02 says", "- **Should:** Do what TRN-02 says", ["([TRN-03]("], id="lost-box",
        ),
        pytest.param("## Plan\n", "## Plan\n\nA sentence.\n", ["A sentence."], id="text-before-the-first-task"),
        pytest.param(
            "\n- [ ] **Should:** Do what TRN-02", "\n\n## Mine\n\n- [ ] **Should:** Do what TRN-02", ["## Mine"], id="heading-among-tasks",
        ),
        pytest.param("levels as of 2026-11-24", "levels as of 2026-11-26", ["2026-11-26"], id="digit"),
    ],
)
def test_edited_text_of_ours_is_refused_and_each_changed_line_named(old, new, named):
    page = page_of(two_items(), INSTAGRAM)
    assert old in page
    changed = page.replace(old, new, 1)
    assert refusal(changed) == [("PAG05", line_of(changed, part)) for part in named]


def test_edited_text_of_an_older_page_is_refused_with_the_lines_of_the_checklist():
    page = page_of(two_items(), INSTAGRAM).replace("TRN-01 says", "TRN-01 said")
    rules = two_items()
    assert refusal(page, rules=rules._replace(packs=(rules.packs[0]._replace(version="1.0.1"),))) == [("PAG05", 1)]


def test_edited_text_is_replaced_by_force_and_notes_stay():
    page = people.written(page_of(two_items(), INSTAGRAM), TICKED).replace("Do what TRN-02 says", "Do nothing")
    assert refreshed(two_items(), INSTAGRAM, page, force=True) == people.written(page_of(two_items(), INSTAGRAM), TICKED)


def test_a_code_that_stands_twice_is_refused_with_its_line():
    page = page_of(two_items(), INSTAGRAM)
    line = next(line for line in page.split("\n") if "(TRN-03.instagram)" in line)
    doubled = page.replace(line, f"{line}\n{line}")
    with pytest.raises(ChecklistError) as caught:
        refreshed(two_items(), INSTAGRAM, doubled, force=True)
    assert [(problem.code, problem.location.line) for problem in caught.value.problems] == [("PAG03", line_of(page, line) + 1)]


@pytest.mark.parametrize(
    "around",
    [
        pytest.param("Hello\n\n{}", id="text-before"), pytest.param("{}\nGoodbye", id="text-after"), pytest.param("{0}\n{0}", id="two"),
        pytest.param("# x", id="none"),
    ],
)
def test_a_page_that_is_more_than_one_region_is_not_ours(around):
    assert refusal(around.format(page_of(two_items(), INSTAGRAM))) == [("PAG01", 0)]


@pytest.mark.parametrize("around", ["\ufeff{}", "\n\n{}", "{}\n \n\t\n"], ids=["byte-order-mark", "blank-before", "blank-after"])
def test_blanks_around_the_region_are_no_text(around):
    page = page_of(two_items(), INSTAGRAM)
    assert refreshed(two_items(), INSTAGRAM, around.format(page)) == page


def test_the_page_of_another_checklist_is_refused():
    assert refusal(page_of(two_items(), Way(make_campaign("autumn")))) == [("PAG01", 0)]


def test_a_page_of_newer_rules_is_refused():
    page = page_of(two_items(), INSTAGRAM).replace("packs=test@1.0.0", "packs=test@1.10.0")
    assert [code for code, _ in refusal(page)] != []


@pytest.mark.parametrize("format", ["text", "html-fragment", "csv", "json"])
def test_a_format_that_is_not_read_back_is_refused(format):
    with pytest.raises(ChecklistError, match="PAG01"):
        api.refresh(two_items(), api.Brief(INSTAGRAM.campaign), api.Choice(), day=DAY, page="x", path="page", format=format, force=False)


# ---- text from elsewhere cannot pass for ours


@pytest.mark.parametrize(
    "text", ["see (TRN-02)", "([TRN-02](#trn-02))", "x (TRN-02.tiktok)", "<!-- checklist-end sum=0 -->", "- [x] y (TRN-02)"],
)
def test_words_of_a_waiver_cannot_pass_for_a_task(text):
    way = INSTAGRAM._replace(
        campaign=make_campaign(title=text, channels=["instagram"], waivers=(make_waiver("TRN-01", reason=text, approver=text),)),
    )
    states = {"TRN-01": State("x", "", ()), "TRN-02": State(" ", " note", ())}
    page = people.written(page_of(two_items(), way).replace("&#40;TRN", "&#40;TRN"), states)
    assert recorded(page) == states and refreshed(two_items(), way, page) == page


@few
@given(
    st.lists(
        st.sampled_from(["a (TRN-02) b", "*x*", "`(TRN-02)", "<b>", "[x](y)", "1. #", "{{ x }}", "&#40;TRN-02)"]), min_size=1, max_size=3,
    ).map(" ".join),
)
@example("(TRN-01)")
def test_any_title_and_reason_leave_the_page_readable(text):
    way = INSTAGRAM._replace(campaign=make_campaign(title=text, channels=["instagram"], waivers=(make_waiver("TRN-02", reason=text),)))
    page = people.written(page_of(two_items(), way), TICKED)
    assert recorded(page) == TICKED and refreshed(two_items(), way, page) == page


def test_a_line_of_a_page_is_mere_text_in_another_format():
    hostile = people.written(page_of(two_items(), INSTAGRAM), TICKED).replace("Do what TRN-01 says", "<script>alert(1)</script>")
    brief = api.Brief(EMAIL.campaign)
    made = api.refresh(two_items(), brief, EMAIL.choice, day=DAY, page=hostile, path="page.md", format="markdown", force=True).checklist
    template = api.find_template("compact", html)
    assert made.gone and "<script" not in api.render(two_items(), made, format="html", template=template)
