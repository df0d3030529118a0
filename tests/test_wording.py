"""Labels, reasons and doubts in words."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from checklist.conditions import evaluate
from checklist.model import All, Any_, Is, LeftOut, Not, Requirement, Totals, Truth
from checklist.selection import Choice, select
from checklist.wording import Words, capital, is_open

from .builders import DAY, FACETS, VOCABULARY, make_campaign, make_item, make_rules, make_source, make_waiver, wants

SOURCES = (
    make_source("ai-act", since=date(2026, 8, 2)),
    make_source("uwg", jurisdictions=("de",)),
    make_source("ny", jurisdictions=("us-ny",)),
    make_source("later", since=date(2027, 12, 2)),
    make_source("house", kind="house", jurisdictions=("world",)),
    make_source("ucpd", kind="directive", since=date(2007, 12, 12), through=(("de", "UWG § 5a"), ("fr", "Code L121-3"))),
)


@pytest.fixture(scope="module")
def words():
    return Words(make_rules().wording, VOCABULARY)


def made_of(*items, choice=Choice(), **campaign):
    return select(make_rules(*items, sources=SOURCES), make_campaign(**campaign), as_of=DAY, choice=choice)


def entry_of(*requirements, when=None, level="should", **campaign):
    """Return the entry of an item that rests on these sources."""
    made = made_of(make_item(required_by=list(requirements), when=when, level=level), **campaign)
    (task,) = made.waived or made.sections[0].tasks
    return task.entry


def verdict(condition, **stated):
    return evaluate(condition, FACETS, {name: tuple(values) for name, values in stated.items()})


# ---- sentences


def test_say_fills_in_what_is_given(words):
    assert words.say("left_out_reason", facet="data", stated="none", wanted="personal") == "data: none; the item is for personal"


def test_say_never_reads_a_value_again(words):
    assert words.say("either", first="{second}", second="{first}") == "{second} or {first}"


def test_say_keeps_a_slot_nobody_fills(words):
    assert words.say("count_many") == "{n} items"


# ---- labels: entries are made within the test, where rules are read into the cache of the tests

OPEN = wants(data=["personal"])


@pytest.mark.parametrize("entry, label", [
    pytest.param(partial(entry_of, "ai-act", markets=["de"]), "must", id="must"),
    pytest.param(partial(entry_of, markets=["de"]), "should", id="should"),
    pytest.param(partial(entry_of, markets=["de"], level="could"), "could", id="could"),
    pytest.param(partial(entry_of, "later", markets=["de"]), "should, must from 2027-12-02", id="must-from"),
    pytest.param(partial(entry_of, when=OPEN, markets=["de"]), "should, to confirm", id="condition-open"),
    pytest.param(partial(entry_of, "ai-act", when=OPEN, markets=["de"]), "must, to confirm", id="must-condition-open"),
    pytest.param(partial(entry_of, "uwg", markets=["eu"]), "must, to confirm", id="must-place-open"),
    pytest.param(partial(entry_of, "ny", "ai-act", markets=["de", "us"]), "must", id="one-of-two-certain"),
    pytest.param(partial(entry_of, "later", when=OPEN, data=["personal"]), "should, must from 2027-12-02", id="must-from-place-open"),
    pytest.param(partial(entry_of, "later", when=OPEN, markets=["de"]), "should, must from 2027-12-02, to confirm", id="must-from-open"),
    pytest.param(partial(entry_of, "ai-act", markets=["de"], waivers=(make_waiver(),)), "until 2027-06-30", id="waived"),
])
def test_label_says_level_date_and_doubt(words, entry, label):
    assert words.label(entry(), general=False) == label


@pytest.mark.parametrize("entry, label", [
    pytest.param(partial(entry_of, "ai-act"), "must in EU", id="one-place"),
    pytest.param(partial(entry_of, "uwg", "ny"), "must in DE, US-NY", id="two-laws"),
    pytest.param(partial(entry_of, "ucpd"), "must in DE, FR", id="directive"),
    pytest.param(partial(entry_of, "house"), "must", id="everywhere"),
    pytest.param(partial(entry_of, "house", when=OPEN), "must", id="everywhere-with-a-condition"),
    pytest.param(partial(entry_of, "later"), "should, must from 2027-12-02", id="must-from"),
    pytest.param(partial(entry_of, when=OPEN), "should", id="no-mark-on-a-condition"),
    pytest.param(partial(entry_of, "ai-act", when=OPEN), "must in EU", id="must-with-a-condition"),
])
def test_label_names_the_place_where_no_fact_is_stated(words, entry, label):
    assert words.label(entry(), general=True) == label


@pytest.mark.parametrize("entry, expected", [
    pytest.param(partial(entry_of, markets=["de"]), False, id="applies"),
    pytest.param(partial(entry_of, "ai-act", markets=["de"]), False, id="certain-must"),
    pytest.param(partial(entry_of, when=OPEN, markets=["de"]), True, id="condition-open"),
    pytest.param(partial(entry_of, "uwg", markets=["eu"]), True, id="must-open"),
])
def test_is_open_if_something_is_to_confirm(entry, expected):
    assert is_open(entry()) is expected


# ---- reasons


@pytest.mark.parametrize("when, stated, expected", [
    pytest.param(wants(markets=["eu"]), {"markets": ["de", "us"]}, "markets: de", id="only-the-values-that-answer"),
    pytest.param(wants(channels=["social"]), {"channels": ["tiktok", "email", "instagram"]}, "channels: tiktok, instagram", id="several"),
    pytest.param(Not(wants(channels=["email"])), {"channels": ["tiktok"]}, "channels: not email", id="negated"),
    pytest.param(Not(wants(data=["personal"])), {"data": []}, "data: not personal", id="negated-none"),
    pytest.param(wants(markets=["de"], data=["personal"]), {"markets": ["de"]}, "markets: de; data: not stated", id="silent"),
    pytest.param(wants(ai_uses=["chatbot"]), {"ai_uses": ["ai"]}, "ai uses: perhaps chatbot", id="too-broad"),
    pytest.param(All((wants(markets=["eu"]), wants(markets=["eea"]))), {"markets": ["de"]}, "markets: de", id="the-same-twice"),
    pytest.param(None, {"markets": ["de"]}, "every campaign", id="no-condition"),
])
def test_because_says_what_holds_and_what_is_open(words, when, stated, expected):
    assert words.because(entry_of(when=when, **stated)) == expected


@pytest.mark.parametrize("when, stated, expected", [
    pytest.param(wants(channels=["email"]), {"channels": ["tiktok"]}, "channels: tiktok; the item is for email", id="one"),
    pytest.param(wants(data=["personal"]), {"data": []}, "data: none; the item is for personal", id="none"),
    pytest.param(
        All((wants(channels=["email"]), Any_((wants(channels=["instagram"]), wants(channels=["email"]))))), {"channels": ["tiktok"]},
        "channels: tiktok; the item is for email, instagram", id="merges-a-facet",
    ),
    pytest.param(
        Any_((wants(channels=["email"]), wants(data=["personal"]))), {"channels": ["tiktok", "instagram"], "data": []},
        "channels: tiktok, instagram; the item is for email; data: none; the item is for personal", id="two-facets",
    ),
    pytest.param(
        Not(wants(channels=["tiktok", "email"])), {"channels": ["tiktok"]}, "channels: tiktok; the item is for all but tiktok, email",
        id="negated",
    ),
    pytest.param(
        All((wants(channels=["email"]), Not(wants(channels=["tiktok"])))), {"channels": ["tiktok"]},
        "channels: tiktok; the item is for email; channels: tiktok; the item is for all but tiktok", id="keeps-negated-apart",
    ),
])
def test_ruled_out_names_the_facts(words, when, stated, expected):
    failed = verdict(when, **stated)
    assert failed.truth is Truth.FALSE
    assert words.ruled_out(LeftOut("TRN-01", failed.deciding)) == expected


# ---- doubts and citations


def citation_of(requirement, **campaign):
    return entry_of(requirement, **campaign).citations[0]


MINORS = Requirement("ai-act", wants(audience=["minors"]))
NOT_MINORS = Requirement("ai-act", Not(wants(audience=["minors"])))


@pytest.mark.parametrize("citation, expected", [
    pytest.param(partial(citation_of, "ai-act", markets=["de"]), "", id="certain"),
    pytest.param(partial(citation_of, "ai-act", data=[]), "if it reaches eu", id="place-open"),
    pytest.param(partial(citation_of, MINORS, markets=["de"]), "if audience: minors", id="condition-open"),
    pytest.param(partial(citation_of, NOT_MINORS, markets=["de"]), "if not audience: minors", id="negated-condition-open"),
    pytest.param(partial(citation_of, MINORS, data=[]), "if it reaches eu and if audience: minors", id="both-open"),
])
def test_doubts_says_what_has_to_be_true(words, citation, expected):
    assert words.doubts(citation()) == expected


def test_doubts_chains_places_with_or(words):
    source = make_source("two", jurisdictions=("de", "us-ny"))
    made = select(make_rules(make_item(required_by=["two"]), sources=(source,)), make_campaign(), as_of=DAY)
    assert words.doubts(made.sections[0].tasks[0].entry.citations[0]) == "if it reaches de or us-ny"


def test_doubts_names_places_as_people_say_them(core):
    made = select(core, make_campaign()._replace(facets={"ai_uses": ("generated-image",)}), as_of=DAY)
    (entry,) = [task.entry for section in made.sections for task in section.tasks if task.entry.code == "TRN-02"]
    assert Words(core.wording, core.vocabulary).doubts(entry.citations[0]) == "if it reaches the EU"


def test_since_says_where_and_since_when(words):
    assert words.since(citation_of("ai-act", markets=["de"])) == "EU, since 2026-08-02"


def test_since_names_the_directive_behind_a_national_law(words):
    assert words.since(citation_of("ucpd", markets=["fr"])) == "FR, ucpd since 2007-12-12"


# ---- conditions

CHATBOT, MAIL, MESSAGES = Is("ai_uses", ("chatbot",)), Is("channels", ("email",)), Is("data", ("personal",))


@pytest.mark.parametrize("condition, expected", [
    pytest.param(None, "every campaign", id="none"),
    pytest.param(Is("channels", ("email", "tiktok")), "channels: email, tiktok", id="values"),
    pytest.param(Not(MAIL), "channels: not email", id="not"),
    pytest.param(Not(Not(MAIL)), "not (channels: not email)", id="not-not"),
    pytest.param(Not(Any_((MAIL, CHATBOT))), "not (channels: email or ai uses: chatbot)", id="not-any"),
    pytest.param(All((CHATBOT, MAIL)), "ai uses: chatbot; channels: email", id="all"),
    pytest.param(Any_((CHATBOT, MAIL, MESSAGES)), "ai uses: chatbot or channels: email or data: personal", id="any"),
])
def test_condition_is_told_in_words(words, condition, expected):
    assert words.condition(condition) == expected


def test_condition_tells_an_alternative_from_a_further_demand(words):
    inside = words.condition(Any_((CHATBOT, All((MAIL, MESSAGES)))))
    outside = words.condition(All((Any_((CHATBOT, MAIL)), MESSAGES)))
    assert inside == "ai uses: chatbot or (channels: email; data: personal)"
    assert outside == "ai uses: chatbot or channels: email; data: personal"


# ---- a checklist


def test_title_names_the_campaign(words):
    assert words.title(made_of(make_item(), title="Spring launch")) == "AI checklist: Spring launch"


def test_title_without_a_campaign_is_general(words):
    assert words.title(made_of(make_item(), title="")) == "AI checklist for marketing"


@pytest.mark.parametrize("number, expected", [(0, "0 items"), (1, "1 item"), (2, "2 items")])
def test_count_minds_the_singular(words, number, expected):
    assert words.count(number) == expected


@pytest.mark.parametrize("totals, expected", [
    pytest.param(Totals(6, 3, 2, 1, 0), "3 must, 2 should, 1 could", id="all-three"),
    pytest.param(Totals(2, 0, 2, 0, 4), "2 should", id="leaves-out-what-is-not-there"),
    pytest.param(Totals(0, 0, 0, 0, 1), "0", id="nothing"),
])
def test_levels_counts_each_level(words, totals, expected):
    assert words.levels(made_of(make_item())._replace(totals=totals)) == expected


def test_packs_names_each_version(words):
    made = made_of(make_item())
    other = made.packs[0]._replace(name="acme", version="2026.1.0")
    assert words.packs(made._replace(packs=(*made.packs, other))) == "test 1.0.0 and acme 2026.1.0"


@pytest.mark.parametrize("text, expected", [("", ""), ("e-mail", "E-mail"), ("äußern", "Äußern"), ("AI uses", "AI uses")])
def test_capital_makes_the_first_letter_large(text, expected):
    assert capital(text) == expected
