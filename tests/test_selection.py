"""Which items a campaign gets, at which level, why, and what was left out: the tables of the semantics and more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from checklist import api
from checklist.errors import ChecklistError
from checklist.model import All, Any_, Campaign, ChannelSteps, Is, Not, Parameter, Requirement, State, Truth
from checklist.arranging import horizon
from checklist.selection import Choice, select
from checklist.wording import Words

from .builders import DAY, VOCABULARY, make_campaign, make_item, make_rules, make_source, make_waiver, wants
from .strategies import DAYS, choices, core_campaigns, few

# An item without a condition: a checklist is never empty.
ALWAYS = make_item("ACC-99", theme="accountability", phase="retire", level="could")


def pick(*items, sources=(), as_of=DAY, states=None, params=(), choice=Choice(), **campaign):
    """Return the checklist of the items and one that always applies; keywords describe the campaign."""
    rules = make_rules(*items, ALWAYS, sources=tuple(sources), params=tuple(params))
    return select(rules, make_campaign(**campaign), as_of=as_of, choice=choice, states=states)


def tasks(made):
    """Return the tasks of a checklist by code."""
    return {task.entry.code: task for section in made.sections for task in section.tasks}


def entry_of(made, code="TRN-01"):
    return tasks(made)[code].entry


def order(made):
    """Return the codes as the page shows them, section by section, without the item that always applies."""
    codes = {section.key: [task.entry.code for task in section.tasks if task.entry.item != ALWAYS] for section in made.sections}
    return {key: listed for key, listed in codes.items() if listed}


def facets_of(tests):
    return [test.facet for test in tests]


def cited(entry):
    """Return the citations of an entry as (source, places, certain)."""
    return [(citation.source.name, citation.places, citation.certain) for citation in entry.citations]


# ---- the twelve worked examples


def told(made, code="TRN-01"):
    """Return what became of an item, in the words of the table."""
    for out in made.left_out:
        if out.code == code:
            return "left out: " + ", ".join(facets_of(out.failed))
    entry = entry_of(made, code)
    words = Words(make_rules().wording, VOCABULARY)
    parts = ["applies" if entry.applies is Truth.TRUE else "to confirm: " + ", ".join(facets_of(entry.to_confirm))]
    doubts = [words.doubts(citation) for citation in entry.citations]
    parts.append(" ".join([entry.level, *doubts]).strip())
    if entry.becomes:
        parts.append(f"must from {entry.becomes.day}")
    parts += ["coming" for coming in made.coming if coming.code == code]
    return "; ".join(parts)


SOURCES = (
    make_source("ai-act", jurisdictions=("eu",), since=date(2026, 8, 2)),
    make_source("gdpr", jurisdictions=("eea",), since=date(2018, 5, 25)),
    make_source("uwg", jurisdictions=("de",), since=date(2022, 5, 28)),
    make_source("ny", jurisdictions=("us-ny",), since=date(2026, 6, 9)),
    make_source("annex-3", jurisdictions=("eu",), since=date(2027, 12, 2)),
)
A = make_item(when=wants(ai_uses=["generated-image", "generated-video"]), required_by=["ai-act"])
B = make_item(when=wants(ai_uses=["chatbot"], data=["personal"]), required_by=["gdpr"])
C = make_item(when=wants(channels=["paid-social"]), required_by=["uwg"])
N = make_item(when=wants(ai_uses=["generated-video"]), required_by=["ny"])
J = make_item(when=wants(ai_uses=["targeting"], audience=["jobseekers"]), level="could", required_by=["annex-3"])
M = make_item(when=wants(ai_uses=["targeting"]), required_by=[Requirement("gdpr", wants(audience=["minors"]))])
X = make_item(when=Not(wants(markets=["eu"])))
Z = make_item(when=Not(wants(ai_uses=["ai"])))


@pytest.mark.parametrize("item, campaign, expected", [
    pytest.param(A, {"markets": ["de"], "ai_uses": ["generated-image"], "as_of": date(2026, 8, 2)}, "applies; must", id="1-first-day"),
    pytest.param(
        A, {"markets": ["de"], "ai_uses": ["generated-image"], "as_of": date(2026, 8, 1)},
        "applies; should; must from 2026-08-02; coming", id="2-day-before",
    ),
    pytest.param(A, {"markets": ["de"], "ai_uses": ["generated-media"]}, "to confirm: ai_uses; must", id="3-broader"),
    pytest.param(A, {"markets": ["de"], "ai_uses": ["generated-text"]}, "left out: ai_uses", id="4-another"),
    pytest.param(B, {"markets": ["fr"], "ai_uses": ["chatbot"]}, "to confirm: data; must", id="5-not-mentioned"),
    pytest.param(B, {"markets": ["fr"], "ai_uses": ["chatbot"], "data": []}, "left out: data", id="6-none"),
    pytest.param(
        C, {"markets": ["eu"], "channels": ["instagram"]}, "to confirm: channels; must if it reaches de", id="7-overlap-and-broader",
    ),
    pytest.param(N, {"markets": ["de"], "ai_uses": ["generated-video"]}, "applies; should", id="8a-law-of-elsewhere"),
    pytest.param(N, {"markets": ["world"], "ai_uses": ["generated-video"]}, "applies; must if it reaches us-ny", id="8b-world"),
    pytest.param(A, {"ai_uses": ["generated-image"]}, "applies; must if it reaches eu", id="9-no-markets"),
    pytest.param(
        J, {"markets": ["de"], "ai_uses": ["targeting"], "audience": ["general"]},
        "to confirm: audience; could; must from 2027-12-02; coming", id="10-coming",
    ),
    pytest.param(M, {"markets": ["de"], "ai_uses": ["targeting"], "audience": ["adults"]}, "applies; should", id="11a-source-ruled-out"),
    pytest.param(M, {"markets": ["de"], "ai_uses": ["targeting"]}, "applies; must if audience: minors", id="11b-source-open"),
    pytest.param(X, {"markets": ["world"]}, "to confirm: markets; should", id="12a-not-eu-but-world"),
    pytest.param(X, {"markets": ["de", "us"]}, "left out: markets", id="12b-not-eu-but-de"),
    pytest.param(Z, {"ai_uses": []}, "applies; should", id="12c-no-ai"),
    pytest.param(Z, {}, "to confirm: ai_uses; should", id="12d-not-mentioned"),
])
def test_select_follows_the_worked_examples(item, campaign, expected):
    assert told(pick(item, sources=SOURCES, **campaign)) == expected


# ---- applicability


def test_select_says_why_an_entry_is_there():
    entry = entry_of(pick(make_item(when=wants(markets=["eu"], data=["personal"])), markets=["de"]))
    assert facets_of(entry.because) == ["markets"]
    assert facets_of(entry.to_confirm) == ["data"]


def test_select_without_a_condition_needs_no_reason():
    entry = entry_of(pick(make_item(), markets=["de"]))
    assert (entry.applies, entry.because, entry.to_confirm) == (Truth.TRUE, (), ())


def test_select_names_a_test_once_however_often_it_stands():
    twice = All((Is("data", ("personal",)), Is("data", ("personal",))))
    assert facets_of(entry_of(pick(make_item(when=twice), markets=["de"])).to_confirm) == ["data"]


def test_select_gives_no_reason_from_an_alternative_that_fails():
    either = Any_((wants(ai_uses=["chatbot"], channels=["email"]), wants(data=["personal"])))
    entry = entry_of(pick(make_item(when=either), ai_uses=["chatbot"], channels=["tiktok"], data=["personal"]))
    assert facets_of(entry.because) == ["data"]


def test_select_names_every_fact_that_rules_an_item_out():
    made = pick(make_item(when=wants(markets=["us"], channels=["email"], data=["personal"])), markets=["de"], channels=["tiktok"])
    (out,) = made.left_out
    assert [(test.facet, test.wanted, test.stated) for test in out.failed] == [
        ("markets", ("us",), ("de",)), ("channels", ("email",), ("tiktok",)),
    ]


def test_select_lists_what_an_empty_campaign_cannot_decide():
    made = pick(make_item(when=wants(data=["personal"])), make_item("TRN-02", when=Not(wants(data=["personal"]))))
    assert {"TRN-01", "TRN-02"} <= set(tasks(made)) and not made.left_out


# ---- what makes a must: kinds, dates, places


def level_of(source, *, as_of=DAY, when=None, declared="should", **campaign):
    """Return the entry of an item that rests on *source* alone."""
    item = make_item(level=declared, required_by=[Requirement(source.name, when)])
    return entry_of(pick(item, sources=[source], as_of=as_of, **campaign))


@pytest.mark.parametrize("kind, level", [
    ("law", "must"), ("house", "must"), ("case-law", "should"), ("guidance", "should"), ("platform-policy", "should"),
    ("self-regulation", "should"), ("standard", "should"),
])
def test_select_takes_a_must_from_sources_that_bind(kind, level):
    assert level_of(make_source(kind=kind), markets=["de"]).level == level


@pytest.mark.parametrize("as_of, level", [
    pytest.param(date(2026, 12, 31), "should", id="day-before"),
    pytest.param(date(2027, 1, 1), "must", id="first-day"),
    pytest.param(date(2027, 6, 1), "must", id="between"),
    pytest.param(date(2027, 12, 31), "must", id="last-day"),
    pytest.param(date(2028, 1, 1), "should", id="day-after"),
])
def test_select_counts_the_first_and_the_last_day_of_a_source(as_of, level):
    source = make_source(since=date(2027, 1, 1), until=date(2027, 12, 31))
    assert level_of(source, as_of=as_of, markets=["de"]).level == level


def test_select_does_not_announce_a_source_that_has_ended():
    entry = level_of(make_source(until=DAY - timedelta(1)), markets=["de"])
    assert entry.becomes is None and entry.citations == ()


@pytest.mark.parametrize("markets, level, certain", [
    pytest.param(["de"], "must", True, id="within"),
    pytest.param(["eea"], "must", False, id="broader"),
    pytest.param(["us"], "should", None, id="elsewhere"),
    pytest.param(["us", "de"], "must", True, id="one-within"),
    pytest.param([], "should", None, id="none"),
    pytest.param(None, "must", False, id="not-mentioned"),
])
def test_select_judges_a_source_by_the_markets(markets, level, certain):
    entry = level_of(make_source(jurisdictions=("eu",)), **({} if markets is None else {"markets": markets}))
    assert entry.level == level
    assert [citation.certain for citation in entry.citations] == ([] if certain is None else [certain])


def test_select_shows_only_the_places_that_the_markets_touch():
    entry = level_of(make_source(jurisdictions=("us", "eu")), markets=["fr"])
    assert entry.citations[0].places == ("eu",)


@pytest.mark.parametrize("campaign", [
    pytest.param({"data": ["personal"]}, id="markets-unknown"), pytest.param({"markets": ["fr"]}, id="one-country"),
])
def test_select_binds_everywhere_by_a_source_of_the_world(campaign):
    entry = level_of(make_source(jurisdictions=("world",)), **campaign)
    assert (entry.level, entry.confirmed, entry.citations[0].places) == ("must", True, ("world",))


@pytest.mark.parametrize("jurisdictions, level", [(("world",), "must"), (("fr",), "must"), (("de",), "should")])
def test_select_binds_by_a_house_source_where_it_says(jurisdictions, level):
    assert level_of(make_source("house-3", kind="house", jurisdictions=jurisdictions), markets=["fr"]).level == level


# ---- directives bind through national law alone

DIRECTIVE = make_source("ucpd", kind="directive", jurisdictions=("eu",), through=(("de", "UWG § 5a"), ("fr", "Code L121-3")))


@pytest.mark.parametrize("markets, provisions", [
    pytest.param(["de"], ["UWG § 5a"], id="listed"),
    pytest.param(["de", "fr"], ["UWG § 5a", "Code L121-3"], id="two-listed"),
    pytest.param(["us"], [], id="elsewhere"),
])
def test_select_cites_the_national_law_of_a_directive(markets, provisions):
    entry = level_of(DIRECTIVE, markets=markets)
    assert [citation.provision for citation in entry.citations] == provisions
    assert [citation.places for citation in entry.citations] == [(market,) for market in markets if provisions]
    assert entry.level == ("must" if provisions else "should")


def test_select_takes_no_must_from_a_directive_in_a_country_that_is_not_listed():
    only_france = DIRECTIVE._replace(through=(("fr", "Code L121-3"),))
    assert level_of(only_france, markets=["de"]).level == "should"
    assert cited(level_of(only_france, markets=["eu"])) == [("ucpd", ("fr",), False)]


@pytest.mark.parametrize("markets", [["de"], ["eu"], ["world"]])
def test_select_takes_no_must_from_a_directive_without_national_law(markets):
    entry = level_of(DIRECTIVE._replace(through=()), markets=markets)
    assert (entry.level, entry.citations) == ("should", ())


def test_select_cites_a_law_by_its_short_name():
    assert level_of(make_source(short="AI Act Art. 50(4)"), markets=["de"]).citations[0].provision == "AI Act Art. 50(4)"


# ---- the condition of a source, and several sources


@pytest.mark.parametrize("stated, level, certain, open_facets", [
    pytest.param({"audience": ["minors"]}, "must", True, [], id="met"),
    pytest.param({"audience": ["general"]}, "must", False, ["audience"], id="open"),
    pytest.param({"audience": ["adults"]}, "should", None, [], id="ruled-out"),
])
def test_select_asks_the_condition_of_a_source(stated, level, certain, open_facets):
    entry = level_of(make_source(), when=wants(audience=["minors"]), markets=["de"], **stated)
    assert entry.level == level
    assert [citation.certain for citation in entry.citations] == ([] if certain is None else [certain])
    assert [facets_of(citation.open_tests) for citation in entry.citations] == [[*open_facets] for _ in entry.citations]


def test_select_tells_a_doubt_about_place_from_one_about_the_condition():
    (citation,) = level_of(make_source(), when=wants(audience=["minors"]), markets=["de"]).citations
    assert citation.reach and not citation.certain
    (citation,) = level_of(make_source(), markets=["world"]).citations
    assert not citation.reach and not citation.open_tests


def test_select_cites_what_is_certain_first():
    item = make_item(required_by=["ny", "ai-act"])
    entry = entry_of(pick(item, sources=SOURCES, markets=["us", "de"]))
    assert cited(entry) == [("ai-act", ("eu",), True), ("ny", ("us-ny",), False)]


@pytest.mark.parametrize("campaign, confirmed", [
    pytest.param({"markets": ["de"], "data": ["personal"]}, True, id="both-certain"),
    pytest.param({"markets": ["de"]}, False, id="condition-open"),
    pytest.param({"data": ["personal"]}, False, id="place-open"),
    pytest.param({"markets": ["us"], "data": ["personal"]}, False, id="no-must"),
])
def test_select_confirms_a_must_when_both_answers_are_true(campaign, confirmed):
    item = make_item(when=wants(data=["personal"]), required_by=["ai-act"])
    assert entry_of(pick(item, sources=SOURCES, **campaign)).confirmed is confirmed


@pytest.mark.parametrize("declared", ["should", "could"])
def test_select_falls_back_on_the_declared_level(declared):
    assert level_of(make_source(), declared=declared, markets=["us"]).level == declared


# ---- becomes, and what is coming


def later(name="later", day=date(2027, 12, 2), **fields):
    return make_source(name, since=day, **fields)


def test_select_becomes_a_must_by_the_first_source_that_starts():
    sources = [later("third", date(2028, 1, 1)), later("second", date(2027, 12, 2)), later("fourth", date(2029, 1, 1))]
    entry = entry_of(pick(make_item(required_by=["third", "second", "fourth"]), sources=sources, markets=["de"]))
    assert (entry.level, entry.becomes.day, entry.becomes.citation.source.name) == ("should", date(2027, 12, 2), "second")


@pytest.mark.parametrize("source, when, stated", [
    pytest.param(later(jurisdictions=("us",)), None, {}, id="place-ruled-out"),
    pytest.param(later(), wants(audience=["minors"]), {"audience": ["adults"]}, id="condition-ruled-out"),
    pytest.param(later(kind="guidance"), None, {}, id="does-not-bind"),
    pytest.param(later(kind="directive"), None, {}, id="directive-without-national-law"),
])
def test_select_does_not_become_a_must_where(source, when, stated):
    assert level_of(source, when=when, markets=["de"], **stated).becomes is None


@pytest.mark.parametrize("stated", [
    pytest.param({"markets": ["world"]}, id="place-open"), pytest.param({"markets": ["de"], "audience": ["general"]}, id="condition-open"),
])
def test_select_becomes_a_must_where_the_later_source_is_open(stated):
    assert level_of(later(), when=wants(audience=["minors"]), **stated).becomes.day == date(2027, 12, 2)


@pytest.mark.parametrize("markets", [pytest.param(["de"], id="must"), pytest.param(["world"], id="must-if")])
def test_select_becomes_nothing_where_it_is_a_must_already(markets):
    entry = entry_of(pick(make_item(required_by=["ai-act", "annex-3"]), sources=SOURCES, markets=markets))
    assert (entry.level, entry.becomes) == ("must", None)
    assert [citation.source.name for citation in entry.citations] == ["ai-act"]


@pytest.mark.parametrize("as_of, ends, last", [
    pytest.param(date(2027, 3, 1), None, date(2028, 3, 1), id="a-year-on"),
    pytest.param(date(2028, 2, 29), None, date(2029, 2, 28), id="leap-day"),
    pytest.param(date(2027, 3, 1), date(2028, 3, 2), date(2028, 3, 2), id="end-of-the-campaign-later"),
    pytest.param(date(2027, 3, 1), date(2027, 9, 1), date(2028, 3, 1), id="end-of-the-campaign-sooner"),
    pytest.param(date(9999, 6, 1), None, date(9999, 12, 31), id="last-year-of-the-calendar"),
])
def test_horizon_is_a_year_on_or_the_end_of_the_campaign(as_of, ends, last):
    assert horizon(as_of, ends) == last


@pytest.mark.parametrize("day, ends, coming", [
    pytest.param(DAY + timedelta(1), None, True, id="tomorrow"),
    pytest.param(date(2028, 3, 1), None, True, id="same-day-next-year"),
    pytest.param(date(2028, 3, 2), None, False, id="day-after-that"),
    pytest.param(date(2028, 9, 1), date(2028, 9, 1), True, id="last-day-of-a-long-campaign"),
    pytest.param(date(2028, 9, 2), date(2028, 9, 1), False, id="after-a-long-campaign"),
])
def test_select_lists_what_is_coming_within_the_window(day, ends, coming):
    made = pick(make_item(required_by=["later"]), sources=[later(day=day)], markets=["de"], ends=ends)
    assert [(found.code, found.becomes.day) for found in made.coming] == ([("TRN-01", day)] if coming else [])


def test_select_keeps_the_date_on_the_entry_beyond_the_window():
    assert entry_of(pick(make_item(required_by=["later"]), sources=[later(day=date(2031, 1, 1))], markets=["de"])).becomes


def test_select_orders_what_is_coming_by_day_then_code():
    items = [make_item(f"TRN-0{n}", required_by=[name]) for n, name in ((3, "soon"), (2, "later"), (1, "later"))]
    made = pick(*items, sources=[later(), later("soon", date(2027, 6, 1))], markets=["de"])
    assert [coming.code for coming in made.coming] == ["TRN-03", "TRN-01", "TRN-02"]


# ---- the day laws are judged at


@pytest.mark.parametrize("launch, pinned, expected", [
    pytest.param(None, None, (date(2026, 11, 24), "today"), id="today"),
    pytest.param(date(2026, 11, 25), None, (date(2026, 11, 25), "launch"), id="launch-to-come"),
    pytest.param(date(2026, 11, 24), None, (date(2026, 11, 24), "launch"), id="launch-today"),
    pytest.param(date(2026, 11, 23), None, (date(2026, 11, 24), "today"), id="launch-past"),
    pytest.param(date(2027, 3, 1), date(2025, 1, 1), (date(2025, 1, 1), "2025-01-01"), id="pinned"),
])
def test_as_of_is_pinned_or_the_launch_or_today(launch, pinned, expected):
    brief = api.Brief(make_campaign(launch=launch), pinned=pinned)
    assert api.as_of(brief, date(2026, 11, 24)) == expected


@pytest.mark.parametrize("epoch, day", [
    pytest.param("1795564799", date(2026, 11, 24), id="last-second-of-the-day"),
    pytest.param("1795564800", date(2026, 11, 25), id="first-second-of-the-next"),
    pytest.param("0", date(1970, 1, 1), id="zero"),
])
@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_today_is_the_utc_day_of_source_date_epoch(monkeypatch, epoch, day, zone):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    monkeypatch.setenv("TZ", zone)
    assert api.today() == day


def test_checklist_is_judged_at_the_launch():
    made = api.checklist(make_rules(ALWAYS), api.Brief(make_campaign(launch=DAY)), Choice(), day=date(2026, 11, 24))
    assert (made.as_of, made.as_of_mode) == (DAY, "launch")


def test_checklist_is_judged_at_a_given_day_and_keeps_its_mode():
    brief = api.Brief(make_campaign(launch=DAY))
    made = api.checklist(make_rules(ALWAYS), brief, Choice(), day=date(2026, 11, 24), judged=date(2026, 12, 1))
    assert (made.as_of, made.as_of_mode) == (date(2026, 12, 1), "launch")


# ---- one entry per channel


def per_channel(**fields):
    return make_item(**{"per": "channels", **fields})


def channel_codes(made, code="TRN-01"):
    return [entry.code for entry in tasks(made)[code].channels]


def test_select_makes_an_entry_for_each_stated_channel():
    made = pick(per_channel(), channels=["tiktok", "email"])
    assert channel_codes(made) == ["TRN-01.tiktok", "TRN-01.email"]
    assert [entry.channel for entry in tasks(made)["TRN-01"].channels] == ["tiktok", "email"]
    assert (entry_of(made).code, entry_of(made).channel) == ("TRN-01", "")


@pytest.mark.parametrize("campaign", [
    pytest.param({}, id="nothing-stated"),
    pytest.param({"markets": ["de"]}, id="channels-unknown"),
    pytest.param({"channels": []}, id="none"),
])
def test_select_makes_one_plain_entry_without_channels(campaign):
    task = tasks(pick(per_channel(), **campaign))["TRN-01"]
    assert (task.entry.code, task.entry.channel, task.channels) == ("TRN-01", "", ())


def test_select_leaves_out_a_channel_item_for_a_campaign_without_channels():
    made = pick(per_channel(when=wants(channels=["social"])), channels=[])
    assert [out.code for out in made.left_out] == ["TRN-01"]


def test_select_makes_no_channel_entries_for_an_ordinary_item():
    assert tasks(pick(make_item(), channels=["tiktok", "email"]))["TRN-01"].channels == ()


def test_select_judges_the_condition_by_each_channel_alone():
    made = pick(per_channel(when=wants(channels=["paid-social"])), channels=["instagram", "instagram-ads", "email"])
    assert [(entry.channel, entry.applies) for entry in tasks(made)["TRN-01"].channels] == [
        ("instagram", Truth.UNKNOWN), ("instagram-ads", Truth.TRUE),
    ]


def test_select_judges_not_a_channel_by_each_channel_alone():
    made = pick(per_channel(when=Not(wants(channels=["email"]))), channels=["email", "tiktok"])
    assert channel_codes(made) == ["TRN-01.tiktok"]
    assert entry_of(made).applies is Truth.TRUE and not made.left_out


def test_select_says_of_each_channel_why_it_is_there():
    made = pick(per_channel(when=wants(channels=["social"])), channels=["tiktok", "instagram"])
    assert [entry.because[0].stated for entry in tasks(made)["TRN-01"].channels] == [("tiktok",), ("instagram",)]
    assert entry_of(made).because[0].stated == ("tiktok", "instagram")


def test_select_leaves_out_a_channel_item_that_no_channel_meets():
    made = pick(per_channel(when=wants(channels=["email"])), channels=["tiktok", "instagram"])
    (out,) = made.left_out
    assert (out.code, out.failed[0].stated) == ("TRN-01", ("tiktok", "instagram"))


def test_select_names_failed_tests_even_if_the_channels_together_would_meet_the_condition():
    both = All((wants(channels=["email"]), wants(channels=["tiktok"])))
    (out,) = pick(per_channel(when=both), channels=["email", "tiktok"]).left_out
    assert {test.truth for test in out.failed} == {Truth.FALSE}


TIKTOK_LAW = [Requirement("uwg", wants(channels=["tiktok"]))]


@pytest.mark.parametrize("channels", [["tiktok", "instagram"], ["instagram", "tiktok"]], ids=["strictest-first", "strictest-last"])
def test_select_gives_the_line_above_the_strictest_level(channels):
    task = tasks(pick(per_channel(required_by=TIKTOK_LAW), sources=SOURCES, markets=["de"], channels=channels))["TRN-01"]
    assert {entry.channel: entry.level for entry in task.channels} == {"tiktok": "must", "instagram": "should"}
    assert (task.entry.level, task.entry.confirmed, cited(task.entry)) == ("must", True, [("uwg", ("de",), True)])


@pytest.mark.parametrize("channels", [["tiktok", "instagram"], ["instagram", "tiktok"]], ids=["certain-first", "certain-last"])
def test_select_confirms_the_line_above_if_one_channel_is_confirmed(channels):
    laws = [*TIKTOK_LAW, Requirement("ai-act", wants(channels=["instagram"], data=["personal"]))]
    task = tasks(pick(per_channel(required_by=laws), sources=SOURCES, markets=["de"], channels=channels))["TRN-01"]
    assert task.entry.confirmed
    assert cited(task.entry) == [("uwg", ("de",), True), ("ai-act", ("eu",), False)]


@pytest.mark.parametrize("channels", [["tiktok", "instagram"], ["instagram", "tiktok"]], ids=["changing-first", "changing-last"])
def test_select_announces_what_is_coming_for_any_channel(channels):
    item = per_channel(required_by=[Requirement("later", wants(channels=["tiktok"]))])
    made = pick(item, sources=[later()], markets=["de"], channels=channels)
    assert [coming.code for coming in made.coming] == ["TRN-01"]


STEPS = (
    ChannelSteps("social", ("Look at the settings.",), ()),
    ChannelSteps("instagram", ("Switch on the label.",), ("meta",)),
    ChannelSteps("email", ("Write it below.",), ()),
)


@pytest.mark.parametrize("channel, steps", [
    pytest.param("instagram", ["Switch on the label."], id="own"),
    pytest.param("instagram-ads", ["Look at the settings.", "Switch on the label."], id="all-wider"),
    pytest.param("tiktok", ["Look at the settings."], id="wider-by-one"),
    pytest.param("email", ["Write it below."], id="own-alone"),
    pytest.param("paid-social", [], id="none"),
])
def test_select_adds_the_steps_of_a_channel_or_else_of_wider_ones(channel, steps):
    task = tasks(pick(per_channel(channels=STEPS), sources=[make_source("meta")], channels=[channel]))["TRN-01"]
    assert list(map(str, task.channels[0].how)) == ["Do it.", *steps]
    assert list(map(str, task.entry.how)) == ["Do it."]


def test_select_adds_what_a_channel_refers_to():
    item = per_channel(channels=STEPS, see=["ai-act"])
    made = pick(item, sources=[*SOURCES, make_source("meta", kind="platform-policy")], channels=["instagram", "email"])
    assert [[source.name for source in entry.see] for entry in tasks(made)["TRN-01"].channels] == [["ai-act", "meta"], ["ai-act"]]
    assert [source.name for source in entry_of(made).see] == ["ai-act"]


# ---- waivers


def waived_codes(made):
    return [task.entry.code for task in made.waived]


@pytest.mark.parametrize("as_of, is_waived", [
    pytest.param(date(2027, 6, 29), True, id="day-before"),
    pytest.param(date(2027, 6, 30), True, id="last-day"),
    pytest.param(date(2027, 7, 1), False, id="day-after"),
])
def test_select_honours_a_waiver_through_its_last_day(as_of, is_waived):
    waiver = make_waiver(expires=date(2027, 6, 30))
    made = pick(make_item(), as_of=as_of, waivers=(waiver,))
    assert ("TRN-01" in waived_codes(made)) is is_waived
    assert ("TRN-01" in tasks(made)) is not is_waived
    assert made.ended_waivers == (() if is_waived else (waiver,))


def test_select_keeps_the_waiver_with_what_it_waives():
    waiver = make_waiver()
    assert pick(make_item(), waivers=(waiver,)).waived[0].entry.waiver == waiver


def test_select_does_not_waive_what_is_left_out():
    made = pick(make_item(when=wants(data=["personal"])), data=[], waivers=(make_waiver(),))
    assert waived_codes(made) == [] and [out.code for out in made.left_out] == ["TRN-01"]


def test_select_does_not_call_back_what_is_left_out():
    made = pick(make_item(when=wants(data=["personal"])), data=[], waivers=(make_waiver(expires=date(2027, 1, 1)),))
    assert made.ended_waivers == ()


def test_select_covers_the_channels_by_a_waiver_of_the_plain_code():
    made = pick(per_channel(), channels=["tiktok", "email"], waivers=(make_waiver(),))
    (task,) = made.waived
    assert [entry.code for entry in task.channels] == ["TRN-01.tiktok", "TRN-01.email"]
    assert all(entry.waiver for entry in (task.entry, *task.channels)) and "TRN-01" not in tasks(made)


def test_select_waives_a_channel_alone():
    made = pick(per_channel(), channels=["tiktok", "email"], waivers=(make_waiver("TRN-01.tiktok"),))
    assert waived_codes(made) == ["TRN-01.tiktok"] and channel_codes(made) == ["TRN-01.email"]
    assert entry_of(made).waiver is None


def test_select_waives_channels_one_by_one_until_none_is_left():
    waivers = (make_waiver("TRN-01.tiktok"), make_waiver("TRN-01.email"))
    made = pick(per_channel(), channels=["tiktok", "email"], waivers=waivers)
    assert waived_codes(made) == ["TRN-01.tiktok", "TRN-01.email"] and "TRN-01" not in tasks(made)


def test_select_judges_the_line_above_by_the_channels_that_are_left():
    item = per_channel(required_by=TIKTOK_LAW)
    made = pick(item, sources=SOURCES, markets=["de"], channels=["tiktok", "email"], waivers=(make_waiver("TRN-01.tiktok"),))
    assert (entry_of(made).level, entry_of(made).citations) == ("should", ())


def test_select_calls_back_a_channel_whose_waiver_ended():
    waiver = make_waiver("TRN-01.tiktok", expires=date(2027, 1, 1))
    made = pick(per_channel(), channels=["tiktok", "email"], waivers=(waiver,))
    assert made.ended_waivers == (waiver,) and channel_codes(made) == ["TRN-01.tiktok", "TRN-01.email"]


# ---- order and groups

LAW = {"sources": SOURCES, "markets": ["de"]}


def test_select_orders_by_level_then_phase_then_code():
    items = [
        make_item("TRN-01", phase="plan", level="could"),
        make_item("TRN-03", phase="run"),
        make_item("TRN-04", phase="plan"),
        make_item("TRN-02", phase="plan"),
        make_item("TRN-05", phase="retire", required_by=["ai-act"]),
    ]
    made = pick(*items, **LAW, choice=Choice(group_by="theme"))
    assert order(made) == {"transparency": ["TRN-05", "TRN-02", "TRN-04", "TRN-03", "TRN-01"]}


MIXED = (
    make_item("PRV-01", theme="privacy", phase="review", owner="creative-lead"),
    make_item("TRN-01", theme="transparency", phase="plan", owner="brand-manager"),
    make_item("PRV-02", theme="privacy", phase="plan", owner="creative-lead"),
    make_item("TRN-02", theme="transparency", phase="run", owner="creative-lead"),
)


@pytest.mark.parametrize("group_by, groups", [
    ("phase", {"plan": ["PRV-02", "TRN-01"], "review": ["PRV-01"], "run": ["TRN-02"]}),
    ("theme", {"privacy": ["PRV-02", "PRV-01"], "transparency": ["TRN-01", "TRN-02"]}),
    ("owner", {"brand-manager": ["TRN-01"], "creative-lead": ["PRV-02", "PRV-01", "TRN-02"]}),
])
def test_select_groups_in_the_order_of_the_pack(group_by, groups):
    made = pick(*MIXED, choice=Choice(group_by=group_by))
    assert list(order(made).items()) == list(groups.items())
    assert made.group_by == group_by


def test_select_titles_a_section_by_what_it_groups():
    made = pick(*MIXED, choice=Choice(group_by="owner"))
    assert [(section.key, section.title) for section in made.sections] == [
        ("brand-manager", "brand manager"), ("creative-lead", "creative lead"),
    ]


def test_select_writes_the_guide_by_theme_and_code_whatever_the_groups():
    made = pick(*MIXED, choice=Choice(group_by="owner"))
    assert {guide.theme.name: [task.entry.code for task in guide.tasks] for guide in made.guide} == {
        "privacy": ["PRV-01", "PRV-02"], "transparency": ["TRN-01", "TRN-02"], "accountability": ["ACC-99"],
    }


def test_select_keeps_what_is_waived_in_the_guide():
    made = pick(make_item(), waivers=(make_waiver(),))
    assert "TRN-01" in [task.entry.code for guide in made.guide for task in guide.tasks]


def test_select_lists_duties_by_phase_and_the_busiest_role_first():
    made = pick(*MIXED)
    assert [(duty.owner.name, [task.entry.code for task in duty.tasks]) for duty in made.duties] == [
        ("creative-lead", ["PRV-02", "PRV-01", "TRN-02"]), ("brand-manager", ["TRN-01", "ACC-99"]),
    ]


# ---- options: themes, level, owner

ALSO = make_item("TRN-09", theme="transparency", also=("ethics", "privacy"))


def hidden_codes(made):
    return {hidden.option: hidden.codes for hidden in made.hidden}


def test_select_takes_items_whose_theme_is_asked_for():
    made = pick(*MIXED, choice=Choice(themes=("privacy",)))
    assert set(tasks(made)) == {"PRV-01", "PRV-02"}
    assert hidden_codes(made) == {"--theme privacy": ("TRN-01", "TRN-02", "ACC-99")}


def test_select_takes_items_that_touch_the_theme_also():
    assert "TRN-09" in tasks(pick(*MIXED, ALSO, choice=Choice(themes=("privacy",))))


@pytest.mark.parametrize("themes, shown_under", [
    pytest.param((), "transparency", id="its-own-without-the-option"),
    pytest.param(("privacy",), "privacy", id="the-only-one"),
    pytest.param(("privacy", "ethics"), "privacy", id="the-first-asked-for"),
    pytest.param(("ethics", "privacy"), "ethics", id="the-first-asked-for-turned-round"),
    pytest.param(("privacy", "transparency"), "privacy", id="before-its-own"),
    pytest.param(("accountability", "ethics"), "ethics", id="the-first-it-belongs-to"),
])
def test_select_shows_an_item_once_under_the_first_theme_asked_for(themes, shown_under):
    made = pick(*MIXED, ALSO, choice=Choice(themes=themes, group_by="theme"))
    assert [key for key, codes in order(made).items() if "TRN-09" in codes] == [shown_under]
    assert [guide.theme.name for guide in made.guide for task in guide.tasks if task.entry.code == "TRN-09"] == [shown_under]


def test_select_hides_nothing_without_options():
    assert pick(*MIXED).hidden == ()


@pytest.mark.parametrize("level, shown, hidden", [
    ("must", {"TRN-01"}, ("TRN-02", "TRN-03", "ACC-99")),
    ("should", {"TRN-01", "TRN-02"}, ("TRN-03", "ACC-99")),
    ("could", {"TRN-01", "TRN-02", "TRN-03", "ACC-99"}, ()),
])
def test_select_shows_a_level_and_stricter_ones(level, shown, hidden):
    items = [make_item(required_by=["ai-act"]), make_item("TRN-02"), make_item("TRN-03", level="could")]
    made = pick(*items, **LAW, choice=Choice(level=level))
    assert set(tasks(made)) == shown
    assert hidden_codes(made) == ({f"--level {level}": hidden} if hidden else {})


def test_select_counts_an_open_must_as_a_must():
    made = pick(make_item(required_by=["ai-act"]), sources=SOURCES, choice=Choice(level="must"))
    assert set(tasks(made)) == {"TRN-01"}


def test_select_shows_no_channel_below_the_level():
    item = per_channel(required_by=TIKTOK_LAW)
    made = pick(item, **LAW, channels=["email", "tiktok"], choice=Choice(level="must"))
    assert channel_codes(made) == ["TRN-01.tiktok"]
    assert "TRN-01.email" in hidden_codes(made)["--level must"] and "TRN-01" not in hidden_codes(made)["--level must"]


def test_select_shows_the_items_of_an_owner():
    made = pick(*MIXED, choice=Choice(owner="brand-manager"))
    assert set(tasks(made)) == {"TRN-01", "ACC-99"}
    assert hidden_codes(made) == {"--owner brand-manager": ("PRV-01", "PRV-02", "TRN-02")}


def test_select_hides_an_item_by_one_option_only():
    made = pick(*MIXED, choice=Choice(themes=("privacy", "accountability"), level="should", owner="creative-lead"))
    hidden = [code for codes in hidden_codes(made).values() for code in codes]
    assert sorted(hidden) == sorted(set(hidden)) == ["ACC-99", "TRN-01", "TRN-02"]
    assert set(tasks(made)) == {"PRV-01", "PRV-02"}


def test_select_does_not_mix_what_is_hidden_with_what_is_left_out():
    made = pick(*MIXED, make_item("TRN-08", when=wants(data=["personal"])), data=[], choice=Choice(themes=("privacy", "transparency")))
    assert [out.code for out in made.left_out] == ["TRN-08"]
    assert hidden_codes(made) == {"--theme privacy,transparency": ("ACC-99",)}


@few
@given(st.data())
def test_select_puts_every_item_of_core_into_exactly_one_list(core, data):
    campaign, choice, as_of = data.draw(core_campaigns(core)), data.draw(choices(core)), data.draw(DAYS)
    try:
        made = select(core, campaign, as_of=as_of, choice=choice)
    except ChecklistError as error:
        assert error.problems[0].code == "SEL01"
        return
    lists = [
        [task.entry.item.code for section in made.sections for task in section.tasks],
        [task.entry.item.code for task in made.waived],
        [out.code for out in made.left_out],
        [code for hidden in made.hidden for code in hidden.codes if "." not in code],  # else a channel of an item that is shown
    ]
    assert sorted(code for codes in lists for code in codes) == sorted(item.code for item in core.item_list)


# ---- nothing left


def refused(*items, **given):
    """Return the only problem of a selection that leaves nothing; *given* as for `pick`."""
    choice = given.pop("choice", Choice())
    with pytest.raises(ChecklistError) as caught:
        select(make_rules(*items), make_campaign(**given), as_of=DAY, choice=choice)
    (problem,) = caught.value.problems
    assert (caught.value.exit_code, problem.code) == (2, "SEL01")
    return problem


def test_select_refuses_an_empty_list_and_names_the_facts():
    problem = refused(
        make_item(when=wants(channels=["email"])), make_item("TRN-02", when=wants(data=["personal"])),
        make_item("TRN-03", when=wants(data=["personal"], channels=["tiktok"])), make_item("TRN-04", when=wants(channels=["tiktok"])),
        channels=["instagram"], data=[],
    )
    assert problem.message == "no item is left: channels: instagram rules out 3; data: none rules out 2"
    assert problem.location.path == "spring"


@pytest.mark.parametrize("choice, named", [
    (Choice(level="must"), "--level must hides 1"),
    (Choice(owner="creative-lead"), "--owner creative-lead hides 1"),
    (Choice(themes=("privacy",)), "--theme privacy hides 1"),
])
def test_select_refuses_an_empty_list_and_names_the_option(choice, named):
    assert named in refused(make_item(), choice=choice).message


def test_select_accepts_a_list_where_everything_is_waived():
    made = select(make_rules(make_item()), make_campaign(waivers=(make_waiver(),)), as_of=DAY)
    assert made.totals == (0, 0, 0, 0, 1)


# ---- questions


def asked(made):
    return [(question.facet.name, question.stay, question.may_bind) for question in made.questions]


def test_select_asks_for_the_facet_that_keeps_most_items_first():
    items = [
        make_item("TRN-01", when=wants(data=["personal"])),
        make_item("TRN-02", when=wants(audience=["minors"])),
        make_item("TRN-03", when=wants(audience=["jobseekers"])),
    ]
    assert asked(pick(*items, markets=["de"])) == [("audience", ("TRN-02", "TRN-03"), ()), ("data", ("TRN-01",), ())]


def test_select_asks_for_a_facet_that_is_stated_too_broadly():
    made = pick(make_item(when=wants(ai_uses=["generated-image"])), ai_uses=["generated-media"])
    assert asked(made) == [("ai_uses", ("TRN-01",), ())]


def test_select_asks_for_what_decides_whether_law_binds():
    item = make_item(required_by=[Requirement("ai-act", wants(audience=["minors"]))])
    assert asked(pick(item, sources=SOURCES, data=[])) == [("markets", (), ("TRN-01",)), ("audience", (), ("TRN-01",))]


def test_select_asks_nothing_about_a_law_if_another_one_binds():
    item = make_item(required_by=["ai-act", Requirement("gdpr", wants(audience=["minors"]))])
    assert asked(pick(item, **LAW)) == []


def test_select_asks_nothing_of_a_campaign_without_facts():
    assert pick(make_item(when=wants(data=["personal"]), required_by=["ai-act"]), sources=SOURCES).questions == ()


def test_select_asks_nothing_about_what_is_not_shown():
    item = make_item(when=wants(data=["personal"]))
    assert asked(pick(item, markets=["de"], waivers=(make_waiver(),))) == []
    assert asked(pick(item, markets=["de"], choice=Choice(themes=("accountability",)))) == []


def test_select_asks_once_about_an_item_with_several_channels():
    item = per_channel(when=wants(channels=["paid-social"], data=["personal"]))
    made = pick(item, channels=["instagram", "instagram-ads"])
    assert asked(made) == [("channels", ("TRN-01",), ()), ("data", ("TRN-01",), ())]


# ---- no foreign law on a page


@pytest.mark.parametrize("markets, names", [
    pytest.param(["de"], ["german", "european", "global"], id="one-country"),
    pytest.param(["us"], ["global"], id="elsewhere"),
    pytest.param(["world"], ["german", "european", "global"], id="everywhere"),
    pytest.param(None, ["german", "european", "global"], id="not-mentioned"),
])
def test_select_refers_only_to_sources_of_these_markets(markets, names):
    sources = [
        make_source("german", kind="guidance", jurisdictions=("de",)), make_source("european", kind="case-law"),
        make_source("global", kind="platform-policy", jurisdictions=("world",)),
    ]
    item = make_item(see=["german", "european", "global"])
    made = pick(item, sources=sources, **({} if markets is None else {"markets": markets}))
    assert [source.name for source in entry_of(made).see] == names


@few
@given(st.data())
def test_select_cites_no_place_that_the_markets_rule_out(core, data):
    below = core.vocabulary.facets["markets"].below
    markets = tuple(data.draw(st.lists(st.sampled_from(sorted(below)), min_size=1, max_size=3, unique=True)))
    campaign = data.draw(core_campaigns(core))._replace(waivers=())
    campaign = campaign._replace(facets={**campaign.facets, "markets": markets})
    reached = frozenset().union(*(below[market] for market in markets))
    rules = core._replace(item_list=(*core.item_list, ALWAYS._replace(theme="accountability", owner="privacy-officer")))
    made = select(rules, campaign, as_of=data.draw(DAYS))
    entries = [entry for task in tasks(made).values() for entry in (task.entry, *task.channels)]
    for entry in entries:
        later_on = [entry.becomes.citation] if entry.becomes else []
        for citation in (*entry.citations, *later_on):
            assert all(place == "world" or below[place] & reached for place in citation.places) and citation.places
        for source in entry.see:
            assert "world" in source.jurisdictions or any(below[place] & reached for place in source.jurisdictions)


# ---- parameters of rule text

BRAND = Parameter("brand", "your brand", None, "text", None, None)
TONE = Parameter("tone", "tone", "friendly", "text", None, None)


@pytest.mark.parametrize("campaign, expected", [
    pytest.param({"params": {"tone": "strict"}}, "Be strict", id="campaign"),
    pytest.param({}, "Be friendly", id="default"),
])
def test_select_fills_in_a_parameter(campaign, expected):
    rules = make_rules(make_item(why="Be {{ tone }}"), params=(TONE,))
    made = select(rules, make_campaign(**campaign), as_of=DAY)
    assert str(entry_of(made).why) == expected and made.to_fill_in == ()


def test_select_shows_the_title_of_a_parameter_without_value_and_lists_it():
    rules = make_rules(make_item(why="Name {{ brand }}."), params=(BRAND, TONE))
    made = select(rules, make_campaign(), as_of=DAY)
    assert str(entry_of(made).why) == "Name [your brand]." and made.to_fill_in == (BRAND,)


def test_select_never_reads_a_value_again():
    rules = make_rules(make_item(why="Be {{ tone }} and {{ brand }}"), params=(BRAND, TONE))
    made = select(rules, make_campaign(params={"tone": "{{ brand }} *loud*", "brand": "Acme"}), as_of=DAY)
    assert str(entry_of(made).why) == "Be {{ brand }} *loud* and Acme"


@pytest.mark.parametrize("fields", [
    pytest.param({"action": "Name {{ brand }}"}, id="action"),
    pytest.param({"why": "Name {{ brand }}"}, id="why"),
    pytest.param({"how": ("Do it.", "Name {{ brand }}")}, id="how"),
    pytest.param({"evidence": "{{ brand }}"}, id="evidence"),
    pytest.param({"snippets": (("en", "I am {{ brand }}"),)}, id="snippets"),
    pytest.param({"per": "channels", "channels": (ChannelSteps("social", ("Name {{ brand }}",), ()),)}, id="steps-of-a-channel"),
])
def test_select_lists_what_to_fill_in_from_every_text(fields):
    assert pick(make_item(**fields), params=[BRAND], channels=["tiktok"]).to_fill_in == (BRAND,)


def test_select_asks_to_fill_in_only_what_is_shown():
    hidden = make_item(why="{{ brand }}", when=wants(data=["personal"]))
    steps = per_channel(code="TRN-02", channels=(ChannelSteps("email", ("Name {{ brand }}",), ()),))
    assert pick(hidden, steps, params=[BRAND], data=[], channels=["tiktok"]).to_fill_in == ()


@pytest.mark.parametrize("first, second, expected", [
    pytest.param("ours", "theirs", "theirs", id="last-pack"), pytest.param(None, "theirs", "theirs", id="last-pack-alone"),
    pytest.param("ours", None, "ours", id="first-pack-alone"),
])
def test_select_takes_the_default_of_the_last_pack_that_gives_one(first, second, expected):
    rules = make_rules(make_item(why="{{ tone }}"))
    packs = tuple(rules.packs[0]._replace(params=(TONE._replace(default=default),)) for default in (first, second))
    made = select(rules._replace(packs=packs), make_campaign(), as_of=DAY)
    assert str(entry_of(made).why) == expected and made.to_fill_in == ()


# ---- days, counts and the rest


@pytest.mark.parametrize("launch, lead, by", [
    pytest.param(date(2027, 3, 1), 10, date(2027, 2, 19), id="before"),
    pytest.param(date(2027, 3, 1), 0, date(2027, 3, 1), id="on-the-day"),
    pytest.param(date(2027, 3, 1), -5, date(2027, 3, 6), id="after"),
    pytest.param(None, 10, None, id="no-launch"),
    pytest.param(date(1, 1, 3), 10, date.min, id="before-the-calendar"),
    pytest.param(date(9999, 12, 30), -10, date.max, id="after-the-calendar"),
])
def test_select_says_by_when_an_item_is_done(launch, lead, by):
    assert entry_of(pick(make_item(lead=lead), launch=launch)).by == by


def test_select_counts_tasks_by_level():
    items = [
        make_item("TRN-01", required_by=["ai-act"]), per_channel(code="TRN-02"), make_item("TRN-03"), make_item("TRN-04", level="could"),
        make_item("TRN-05"), make_item("TRN-06", when=wants(data=["personal"])),
    ]
    made = pick(*items, **LAW, channels=["tiktok", "email"], data=[], waivers=(make_waiver("TRN-05"),))
    assert made.totals == (5, 1, 2, 2, 1)


def test_select_dates_the_list_by_the_sources_it_shows():
    sources = [
        make_source("one", checked=date(2026, 11, 1), review_by=date(2027, 12, 1)),
        make_source("two", checked=date(2026, 11, 9), review_by=date(2027, 8, 1)),
        make_source("other", jurisdictions=("us",), checked=date(2026, 12, 1), review_by=date(2027, 1, 1)),
    ]
    made = pick(make_item(required_by=["one", "other"], see=["two"]), sources=sources, markets=["de"])
    assert (made.checked, made.review_by) == (date(2026, 11, 9), date(2027, 8, 1))


def test_select_dates_a_list_without_sources_by_its_own_day():
    made = pick(make_item())
    assert (made.checked, made.review_by) == (DAY, DAY)


def test_select_lays_what_people_recorded_on_the_entries():
    states = {"TRN-01": State("x", "", ()), "TRN-02.tiktok": State(" ", " done soon", ("why?",)), "TRN-02": State(" ", " all", ())}
    made = pick(make_item(), per_channel(code="TRN-02"), channels=["tiktok", "email"], states=states)
    assert entry_of(made).state == states["TRN-01"] and entry_of(made, "TRN-02").state == states["TRN-02"]
    assert [entry.state for entry in tasks(made)["TRN-02"].channels] == [states["TRN-02.tiktok"], None]


def test_select_says_what_it_was_made_from():
    rules, campaign = make_rules(make_item()), make_campaign("autumn")
    made = select(rules, campaign, as_of=DAY, as_of_mode="launch", choice=Choice(lang="de"))
    assert (made.id, made.campaign, made.as_of, made.as_of_mode) == ("autumn", campaign, DAY, "launch")
    assert (made.packs, made.vocabulary, made.lang, made.gone) == (rules.packs, VOCABULARY, "de", ())


def test_select_changes_nothing_it_is_given():
    facets = {"channels": ("tiktok", "email")}
    campaign = Campaign("spring", "Spring", None, None, facets, {}, ())
    select(make_rules(per_channel()), campaign, as_of=DAY)
    assert facets == {"channels": ("tiktok", "email")}


def test_select_asks_for_nothing_that_a_stated_fact_rules_out():
    item = make_item(when=wants(ai_uses=["generated-image", "chatbot", "targeting"]))
    made = pick(item, markets=["de"], ai_uses=["generated-media", "generated-text"])
    (question,) = made.questions
    assert (question.facet.name, question.perhaps) == ("ai_uses", ("generated-image",))
    assert Words(make_rules().wording, VOCABULARY).because(entry_of(made)) == "ai uses: perhaps generated-image"
