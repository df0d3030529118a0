"""The content lint: what a reviewer would object to is found, and what is right is left alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from checklist.errors import Location
from checklist.linting import lint
from checklist.model import All, Any_, ChannelSteps, Not, Parameter, Requirement
from checklist.naming import PlaceNames
from tests.builders import FACETS, make_facet, make_item, make_rules, make_source, wants
from tests.strategies import few

DAY = date(2027, 3, 1)
BRAND = Parameter("brand", "your brand", None, "text", None, None)
DE, US, NY = wants(markets=["de"]), wants(markets=["us"]), wants(markets=["us-ny"])


def findings(*items, sources=(), as_of=DAY):
    """Return the findings in rules with these items, as (code, message)."""
    return [(found.code, found.message) for found in lint(make_rules(*items, sources=sources, params=(BRAND,)), as_of)]


def codes(*items, sources=(), as_of=DAY):
    return [code for code, _ in findings(*items, sources=sources, as_of=as_of)]


def test_a_sound_item_has_no_findings():
    assert findings(make_item(required_by=["ai-act"], when=DE), sources=(make_source(),)) == []


def test_findings_come_in_reading_order():
    late = make_item("TRN-01", action="The end.", location=Location("a.yml", 9, 5))
    early = make_item("TRN-02", action="You do it", location=Location("a.yml", 2, 5))
    found = lint(make_rules(late, early), DAY)
    assert [(problem.location.line, problem.code) for problem in found] == [(2, "LNT03"), (9, "LNT02"), (9, "LNT03")]


# ---- the action

IMPERATIVE = (
    "Label AI pictures", "Focus on facts", "Address complaints within a day", "Discuss the brief", "Process no health data",
    "Bring proof", "Keep it", "Re-check labels", "“Freeze” the text", "Do not use it", "Press the button", "Dress models in wool",
)
NOT_IMPERATIVE = (
    "The AI pictures are labelled", "AI pictures carry a label", "Labels stand on pictures", "Labelling AI pictures", "You label pictures",
    "Pictures need a label", "Ensure that pictures have a label", "Never show it", "Every picture has a label", "Data is deleted",
    "There must be a label", "Marketers label pictures", "When AI is used, say so", "People see the label",
)


@pytest.mark.parametrize("action", IMPERATIVE)
def test_an_imperative_is_left_alone(action):
    assert codes(make_item(action=action)) == []


@pytest.mark.parametrize("action", NOT_IMPERATIVE)
def test_what_is_no_imperative_is_found(action):
    assert codes(make_item(action=action)) == ["LNT03"]


@pytest.mark.parametrize(("length", "found"), [(100, []), (101, ["LNT01"])])
def test_an_action_has_at_most_a_hundred_characters(length, found):
    assert codes(make_item(action="Do " + "x" * (length - 3))) == found


# ---- texts

FIELDS = {
    "action": lambda text: {"action": text}, "why": lambda text: {"why": text}, "how": lambda text: {"how": ("Do it.", text)},
    "how of a channel": lambda text: {"per": "channels", "channels": (ChannelSteps("tiktok", (text,), ()),)},
    "evidence": lambda text: {"evidence": text}, "snippets": lambda text: {"snippets": (("en", text),)},
}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Say {{ bran }}", "LNT06"), ("Say {{brand}}", "LNT18"), ("Say {{ Brand }}", "LNT18"), ("Say brand }}", "LNT18"),
        ("See http://a.example/x", "LNT13"), ("TODO say it", "LNT17"),
    ],
    ids=["undeclared parameter", "no blanks", "capital letter", "half a parameter", "http", "to be written"],
)
def test_a_text_is_checked_in_every_field(field, text, code):
    assert codes(make_item(**FIELDS[field](text))) == [code]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("text", ["Say {{ brand }}", "Say {brand}", "See https://a.example", "Do what is TODO"])
def test_a_sound_text_is_left_alone_in_every_field(field, text):
    assert codes(make_item(**FIELDS[field](text))) == []


def test_an_undeclared_parameter_is_told_with_its_neighbour():
    (found,) = lint(make_rules(make_item(why="{{ bran }}"), params=(BRAND,)), DAY)
    assert found.hint == "did you mean 'brand'?"


# ---- two items


@pytest.mark.parametrize(
    "other",
    [
        "Label AI pictures and film where people first see them", "label ai pictures and film where people first see them",
        "Label AI pictures and films where people first see them", "Label the AI pictures and film where people see them first",
        "Label AI pictures and film where people see them",
    ],
    ids=["same", "case", "plural", "order and article", "one word less"],
)
def test_an_action_that_stands_twice_is_found(other):
    first = make_item("TRN-01", action="Label AI pictures and film where people first see them")
    assert codes(first, make_item("TRN-02", action=other)) == ["LNT08"]


@pytest.mark.parametrize(
    "other", ["Label AI voices at the start of a spot", "Delete AI pictures", "Label AI text", "Keep what you can prove"],
)
def test_actions_about_the_same_thing_are_no_duplicates(other):
    first = make_item("TRN-01", action="Label AI pictures and film where people first see them")
    assert codes(first, make_item("TRN-02", action=other)) == []


def test_short_actions_are_alike_only_if_they_are_the_same():
    assert codes(make_item("TRN-01", action="Label it"), make_item("TRN-02", action="Label them")) == []
    assert codes(make_item("TRN-01", action="Label it"), make_item("TRN-02", action="Label it")) == ["LNT08"]


def test_two_skeletons_are_no_duplicates():
    items = [make_item(code, action="TODO say it") for code in ("TRN-01", "TRN-02")]
    assert codes(*items) == ["LNT17", "LNT17"]


# ---- conditions


def test_an_item_that_no_campaign_can_meet_is_found_and_so_is_its_theme():
    found = findings(make_item(when=All((DE, Not(DE)))))
    assert found == [("LNT14", "TRN-01: no campaign meets its condition"), ("LNT15", "no item of transparency can ever apply")]


def test_a_theme_with_one_item_that_can_apply_is_left_alone():
    assert codes(make_item("TRN-01", when=All((DE, Not(DE)))), make_item("TRN-02", when=DE)) == ["LNT14"]


def test_a_condition_that_every_campaign_meets_is_found():
    assert codes(make_item(when=Any_((DE, Not(DE))))) == ["LNT16"]


def test_no_condition_is_left_alone():
    assert codes(make_item(when=None)) == []


def test_an_item_per_channel_for_two_channels_at_once_is_found():
    both = All((wants(channels=["instagram"]), wants(channels=["tiktok"])))
    assert codes(make_item(when=both)) == []
    assert "LNT14" in codes(make_item(when=both, per="channels"))


# ---- what binds

LAW = make_source("law", jurisdictions=("us-ny",))
NEVER_BINDS = {
    "another place": (Requirement("law"), DE),
    "two places at once": (Requirement("law", DE), NY),
    "not that place": (Requirement("law"), Not(US)),
    "another value": (Requirement("law", wants(data=["personal"])), Not(wants(data=["personal"]))),
    "a condition of its own": (Requirement("law", All((DE, Not(DE)))), None),
}
BINDS = {
    "no condition": (Requirement("law"), None),
    "its place": (Requirement("law"), NY),
    "around its place": (Requirement("law"), US),
    "beside other places": (Requirement("law"), wants(markets=["de", "us-ny"])),
    "a further facet": (Requirement("law", wants(data=["personal"])), wants(ai_uses=["chatbot"])),
}


@pytest.mark.parametrize("name", NEVER_BINDS)
def test_a_source_that_never_binds_where_the_item_applies_is_found(name):
    requirement, when = NEVER_BINDS[name]
    assert findings(make_item(required_by=[requirement], when=when), sources=(LAW,)) == [
        ("LNT11", "TRN-01: law never binds where the item applies")
    ]


@pytest.mark.parametrize("name", BINDS)
def test_a_source_that_may_bind_is_left_alone(name):
    requirement, when = BINDS[name]
    assert findings(make_item(required_by=[requirement], when=when), sources=(LAW,)) == []


def test_a_source_of_the_whole_world_binds_in_every_place():
    assert codes(make_item(required_by=["law"], when=DE), sources=(make_source("law", jurisdictions=("world",)),)) == []


def test_a_directive_binds_through_national_law_alone():
    directive = make_source("law", kind="directive", through=(("fr", "Code"),))
    assert codes(make_item(required_by=["law"], when=wants(markets=["fr"])), sources=(directive,)) == []
    assert codes(make_item(required_by=["law"], when=DE), sources=(directive,)) == ["LNT11"]
    assert codes(make_item(required_by=["law"], when=DE), sources=(directive._replace(through=()),)) == ["LNT04"]


@pytest.mark.parametrize(("as_of", "found"), [(date(2027, 3, 1), []), (date(2027, 3, 2), ["LNT11"])], ids=["last day", "day after"])
def test_a_source_that_ended_is_found_on_the_day_after(as_of, found):
    source = make_source("law", until=date(2027, 3, 1))
    assert codes(make_item(required_by=["law"], when=DE), sources=(source,), as_of=as_of) == found


def test_an_item_that_never_applies_is_told_once():
    assert codes(make_item(required_by=["law"], when=All((DE, Not(DE)))), sources=(LAW,)) == ["LNT14", "LNT15"]


# ---- places

MARKETS = make_facet("markets", {
    "world": (), "eu": ("world",), "de": ("eu",), "fr": ("eu",), "uk": ("world",), "us": ("world",), "us-ny": ("us",), "no": ("world",),
})
TITLES = {
    "world": "worldwide", "eu": "European Union", "de": "Germany", "fr": "France", "uk": "United Kingdom", "us": "United States",
    "us-ny": "New York", "no": "Norway",
}
MARKETS = MARKETS._replace(members={
    name: value._replace(title=TITLES[name], phrase=f"the {TITLES[name]}") for name, value in MARKETS.members.items()
})
PLACES = PlaceNames(MARKETS)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("In Germany say Werbung", ["de"]), ("the European Union and the United States", ["eu", "us"]), ("EU law", ["eu"]),
        ("New York's notice", ["us-ny"]), ("French law asks", ["fr"]), ("the Norwegian mark", ["no"]), ("Britain and the UK", ["uk", "uk"]),
        ("Write German captions", []), ("in French and German", []), ("in English, French or German", []), ("German", []),
        ("tell us", []), ("IT, NO and IN", []), ("worldwide", []), ("a Frenchman in Germanytown", []), ("Norwegian", []), ("the eu", []),
    ],
)
def test_places_are_read_by_title_and_adjective_but_not_as_languages(text, places):
    assert [market for market, _ in PLACES.read(text)] == places


@given(st.text(max_size=40))
@few
def test_reading_places_never_fails_and_tells_what_is_there(text):
    assert all(written in text for _, written in PLACES.read(text))


def with_places(*items, sources=()):
    """Return the codes of findings in rules whose markets have the names of real places."""
    rules = make_rules(*items, sources=sources)
    facets = {**FACETS, "markets": MARKETS}
    return [found.code for found in lint(rules._replace(vocabulary=rules.vocabulary._replace(facets=facets)), DAY)]


NAMED = "Put the notice on adverts that reach New York"


@pytest.mark.parametrize(
    ("when", "found"),
    [
        (None, ["LNT12"]), (NY, []), (US, ["LNT12"]), (wants(markets=["us-ny", "de"]), ["LNT12"]), (Any_((NY, DE)), ["LNT12"]),
        (All((NY, wants(data=["personal"]))), []), (Any_((NY, All((NY, DE)))), []), (Not(DE), ["LNT12"]), (Not(Not(NY)), []),
    ],
    ids=["no condition", "place", "around it", "two places", "either place", "and more", "in every alternative", "not elsewhere", "double"],
)
def test_a_place_in_the_action_has_to_be_implied_by_the_condition(when, found):
    assert with_places(make_item(action=NAMED, when=when)) == found


def test_a_source_is_no_reason_to_name_its_place_in_the_action():
    assert with_places(make_item(action=NAMED, required_by=["law"]), sources=(LAW,)) == ["LNT12"]


@pytest.mark.parametrize("field", ["why", "how", "evidence"])
@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, ["LNT12"]), ({"required_by": ["law"]}, []), ({"see": ("law",)}, []), ({"when": NY}, []), ({"required_by": ["eu"]}, ["LNT12"]),
        ({"required_by": ["us"]}, []), ({"required_by": ["world"]}, ["LNT12"]),
    ],
    ids=["nothing", "binding source", "supporting source", "condition", "source of elsewhere", "source around it", "source of the world"],
)
def test_a_place_in_another_text_has_to_be_that_of_the_condition_or_of_a_source(field, fields, found):
    sources = (LAW, make_source("eu"), make_source("us", jurisdictions=("us",)), make_source("world", jurisdictions=("world",)))
    text = "New York asks for it"
    item = make_item(**({field: (text,) if field == "how" else text} | fields))
    unused = {source.name for source in sources} - {*(need.source for need in item.required_by), *item.see}
    assert with_places(item, sources=tuple(source for source in sources if source.name not in unused)) == found


def test_a_source_within_a_place_lets_the_text_name_that_place():
    directive = make_source("law", kind="directive", jurisdictions=("eu",), through=(("fr", "Code"),))
    assert with_places(make_item(why="French law asks for it", required_by=["law"]), sources=(directive,)) == []
    assert with_places(make_item(why="The EU asks for it", required_by=["law"]), sources=(make_source("law", jurisdictions=("fr",)),)) == []


def test_a_place_is_told_once_for_each_field():
    found = with_places(make_item(why="New York, New York", how=("In New York", "Only in New York"), evidence="proof"))
    assert found == ["LNT12", "LNT12"]


def test_a_snippet_may_name_any_place():
    assert with_places(make_item(snippets=(("en", "Made in New York"),))) == []


def test_the_message_names_field_and_place():
    rules = make_rules(make_item(action=NAMED))
    facets = {**FACETS, "markets": MARKETS}
    (found,) = lint(rules._replace(vocabulary=rules.vocabulary._replace(facets=facets)), DAY)
    assert found.message == "TRN-01: action names New York, but the item applies elsewhere too"
    assert found.hint == "add markets: [us-ny] to `when`"


# ---- sources


@pytest.mark.parametrize(("as_of", "found"), [(date(2027, 11, 1), []), (date(2027, 11, 2), ["LNT10"])], ids=["the day", "day after"])
def test_a_review_is_due_on_its_day_and_late_after_it(as_of, found):
    assert codes(make_item(see=("ai-act",)), sources=(make_source(),), as_of=as_of) == found


@pytest.mark.parametrize(
    "fields",
    [{"see": ("ai-act",)}, {"required_by": ["ai-act"]}, {"per": "channels", "channels": (ChannelSteps("tiktok", (), ("ai-act",)),)}],
    ids=["see", "required_by", "channel"],
)
def test_a_source_that_is_cited_somewhere_is_used(fields):
    assert codes(make_item(**fields), sources=(make_source(),)) == []


def test_a_source_that_nobody_cites_is_found():
    assert codes(make_item(), sources=(make_source(),)) == ["LNT09"]


def test_no_two_findings_of_the_built_in_rules(core):
    assert lint(core, DAY.replace(year=2026)) == []
