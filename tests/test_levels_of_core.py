"""The built-in rules through the selection: dates of the laws they rest on, and no law of elsewhere."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from checklist.conditions import evaluate, tests_of as all_tests
from checklist.model import Truth
from checklist.selection import select

from .builders import make_campaign

AI_ACT, NEW_YORK, ANNEX_3 = date(2026, 8, 2), date(2026, 6, 9), date(2027, 12, 2)


def made_of(core, as_of=date(2027, 3, 1), **facets):
    """Return the checklist that core makes of a campaign; facets are keywords with lists."""
    campaign = make_campaign()._replace(facets={name: tuple(values) for name, values in facets.items()})
    return select(core, campaign, as_of=as_of, may_be_empty=True)


def shown(made):
    """Return every entry by code, those of channels included."""
    return {
        entry.code: entry for section in made.sections for task in section.tasks for entry in (task.entry, *task.channels)
    }


def sources_of(entry):
    return {citation.source.name for citation in entry.citations}


# ---- labels on AI pictures (TRN-02)

PICTURES = {"ai_uses": ["generated-image"], "channels": ["instagram", "tiktok"]}


@pytest.mark.parametrize("code", ["TRN-02", "TRN-02.instagram", "TRN-02.tiktok"])
def test_core_asks_to_label_ai_pictures_in_the_eu_from_the_first_day(core, code):
    entry = shown(made_of(core, AI_ACT, markets=["de"], **PICTURES))[code]
    assert (entry.level, entry.confirmed, entry.becomes) == ("must", True, None)
    assert "eu-ai-act-art50-4-deepfake" in sources_of(entry)


@pytest.mark.parametrize("code", ["TRN-02", "TRN-02.instagram", "TRN-02.tiktok"])
def test_core_announces_labels_on_ai_pictures_in_the_eu_before(core, code):
    made = made_of(core, date(2026, 8, 1), markets=["de"], **PICTURES)
    entry = shown(made)[code]
    assert (entry.level, entry.becomes.day) == ("should", AI_ACT)
    assert "TRN-02" in {coming.code for coming in made.coming}


def test_core_asks_to_label_ai_pictures_if_they_reach_the_eu(core):
    entry = shown(made_of(core, AI_ACT, **PICTURES))["TRN-02"]
    assert (entry.level, entry.confirmed, entry.applies) == ("must", False, Truth.TRUE)


def test_core_has_no_law_on_labels_where_there_is_none(core):
    entry = shown(made_of(core, AI_ACT, markets=["ch"], **PICTURES))["TRN-02"]
    assert (entry.level, entry.citations, entry.becomes) == ("should", (), None)


# ---- synthetic performers in New York (TRN-03)

PERFORMERS = {"ai_uses": ["synthetic-performer"], "channels": ["video"]}


@pytest.mark.parametrize("as_of, level", [(date(2026, 6, 8), "should"), (NEW_YORK, "must")], ids=["day-before", "first-day"])
def test_core_asks_for_the_performer_notice_in_new_york(core, as_of, level):
    entry = shown(made_of(core, as_of, markets=["us-ny"], **PERFORMERS))["TRN-03"]
    assert (entry.level, entry.confirmed) == (level, level == "must")
    assert (entry.becomes.day if entry.becomes else None) == (NEW_YORK if level == "should" else None)


@pytest.mark.parametrize("markets", [["de"], ["us-ca"], ["uk", "fr"]], ids=",".join)
def test_core_asks_for_the_performer_notice_nowhere_else(core, markets):
    made = made_of(core, NEW_YORK, markets=markets, **PERFORMERS)
    (out,) = [out for out in made.left_out if out.code == "TRN-03"]
    assert [test.facet for test in out.failed] == ["markets"]


@pytest.mark.parametrize("markets", [["us"], ["world"]], ids=",".join)
def test_core_keeps_the_performer_notice_while_new_york_is_possible(core, markets):
    entry = shown(made_of(core, NEW_YORK, markets=markets, **PERFORMERS))["TRN-03"]
    assert (entry.applies, entry.level, entry.confirmed) == (Truth.UNKNOWN, "must", False)


# ---- AI that targets job adverts (BIA-06)

JOBS = {"ai_uses": ["targeting"], "sectors": ["employment"]}


@pytest.mark.parametrize("as_of, level", [(date(2027, 12, 1), "should"), (ANNEX_3, "must")], ids=["day-before", "first-day"])
def test_core_makes_job_targeting_a_must_with_annex_3(core, as_of, level):
    entry = shown(made_of(core, as_of, markets=["de"], **JOBS))["BIA-06"]
    assert entry.level == level
    assert (entry.becomes.day if entry.becomes else None) == (ANNEX_3 if level == "should" else None)


# ---- no law of elsewhere, no AI where there is none


def test_core_shows_one_country_no_law_of_another(core):
    markets = core.vocabulary.facets["markets"]
    foreign = []
    countries = [name for name, below in markets.below.items() if len(below) == 1]
    for country in countries:
        for code, entry in shown(made_of(core, markets=[country])).items():
            places = [place for citation in entry.citations for place in citation.places]
            foreign += [(country, code, place) for place in places if place not in markets.above[country]]
            foreign += [(country, code, source.name) for source in entry.see if markets.above[country].isdisjoint(source.jurisdictions)]
    assert len(countries) > 40 and foreign == []


def test_core_shows_a_country_its_own_law(core):
    cited = {place for entry in shown(made_of(core, markets=["de"])).values() for citation in entry.citations for place in citation.places}
    assert {"de", "eu", "eea"} <= cited


def test_core_asks_a_campaign_without_ai_nothing_about_ai(core):
    made = made_of(core, ai_uses=[], markets=["de"])
    facets = {test.facet for entry in shown(made).values() for test in (*entry.because, *entry.to_confirm)}
    assert shown(made) and "ai_uses" not in facets
    assert {"ETH-01", "PRV-03", "TRN-01", "TRN-02", "BIA-06", "ACC-01"} <= {out.code for out in made.left_out}


# ---- every item can be reached, and can be ruled out


def alone(core, item):
    """Return core with *item* alone: selecting all of them once for each of them took seconds."""
    return core._replace(item_list=(item,))


def simple_campaigns(item):
    """Yield campaigns that state one value, or none, of each facet the item asks for."""
    wanted = {}
    for test in all_tests(item.when):
        wanted.setdefault(test.facet, {}).update(dict.fromkeys(test.wanted))
    for values in product(*([(), *((value,) for value in values)] for values in wanted.values())):
        yield dict(zip(wanted, values))


def test_core_items_are_selected_by_some_simple_campaign(core):
    facets = core.vocabulary.facets
    unreachable = []
    for item in core.item_list:
        fitting = (stated for stated in simple_campaigns(item) if evaluate(item.when, facets, stated).truth is Truth.TRUE)
        stated = next(fitting, None)
        entry = None if stated is None else shown(made_of(alone(core, item), **stated)).get(item.code)
        if entry is None or entry.applies is not Truth.TRUE:
            unreachable.append(item.code)
    assert unreachable == []


def test_core_items_are_left_out_by_some_simple_campaign_or_always_apply(core):
    everything_else = {name: [next(iter(facet.members))] for name, facet in core.vocabulary.facets.items()}
    unavoidable = []
    for item in core.item_list:
        failing = (
            stated for stated in simple_campaigns(item) if evaluate(item.when, core.vocabulary.facets, stated).truth is Truth.FALSE
        )
        stated = next(failing, None)
        if item.when is None:
            continue
        left_out = set() if stated is None else {
            out.code for out in made_of(alone(core, item), **{**everything_else, **stated}).left_out
        }
        if item.code not in left_out:
            unavoidable.append(item.code)
    assert unavoidable == []


def test_core_levels_are_reached_by_law_alone(core):
    assert {item.level for item in core.item_list} <= {"should", "could"}
    for entry in shown(made_of(core)).values():
        assert (entry.level == "must") is bool(entry.citations)
