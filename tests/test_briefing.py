"""Briefs read back to what was answered, and an existing one keeps every line that is not ours."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from checklist import api
from checklist.briefing import written
from checklist.briefs import read_campaign
from checklist.errors import ChecklistError
from checklist.interview import CAMPAIGN, ENDS, LAUNCH, Answer, Interview, parameter_key
from checklist.loading import load_campaign
from checklist.model import Campaign, Parameter
from checklist.wording import Words
from tests.builders import DAY, VOCABULARY, make_facet, make_item, make_rules, make_source, wants
from tests.hostile import HOSTILE, admitted
from tests.strategies import examples, moderate

PARAMS = (Parameter("brand", "your brand", None, "text", None, None), Parameter("price", "your price", None, "text", None, None))
# A hierarchy with names that YAML 1.1 takes for something else.
ODD = {"no": (), "1.0": (), "y": (), "null": (), "yes-no": ("y",), "2027-03-01": (), "unknown": ()}
RULES = make_rules(
    make_item("TRN-01", when=wants(channels=["social"]), required_by=["eu-law"], action="Name {{ brand }} and {{ price }}"),
    make_item("TRN-02", when=wants(data=["yes-no"]), required_by=["de-law"]),
    make_item("TRN-03", when=wants(ai_uses=["chatbot"], audience=["minors"])),
    sources=(make_source("eu-law"), make_source("de-law", jurisdictions=("de",))), params=PARAMS,
)._replace(vocabulary=VOCABULARY._replace(facets={**VOCABULARY.facets, "data": make_facet("data", ODD)}))
WORDS = Words(RULES.wording, RULES.vocabulary)
TITLES = ("no", "1.0", "~", ": #", "# x", "- x", "a: b", '"q"', "'", "\\", "{x}", "[x]", "%", "@x", "`x`", "!x", "&x", "*x", "|", ">",
          "日本 🎉", "2027-03-01", "null", "true", "1_000", "0x1f", "back", "?", "e\u0301", "a\u00a0b", "x" * 120)


def begun(base: Campaign = api.NOBODY, rules=RULES, **given: Answer) -> Interview:
    return Interview(rules, base, {key.replace("__", "."): answer for key, answer in given.items()}, day=DAY)


def put(old: str, rules=RULES, **answers: Answer) -> str:
    """Return the brief *old* with *answers*."""
    data = old.encode()
    interview = begun(read_campaign(data, "c.yml", rules), rules, **answers)
    return written(interview, Words(rules.wording, rules.vocabulary), data, "c.yml").decode()


def facts(campaign: Campaign) -> tuple[object, ...]:
    return (
        campaign.id, campaign.title, campaign.launch, campaign.ends, dict(campaign.facets), dict(campaign.params),
        [waiver[:4] for waiver in campaign.waivers],
    )


def foreign(text: str) -> list[str]:
    """Return the lines of *text* that are not ours."""
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#?")]


# ---- written and read back

_text = st.one_of(st.sampled_from(TITLES), st.sampled_from(HOSTILE), admitted).map(lambda text: " ".join(text.split()))
_params = st.none() | _text.filter(lambda text: "TRN-" not in text)
_answers = st.fixed_dictionaries({
    CAMPAIGN: _text,
    "id": st.just("spring"),
    LAUNCH: st.none() | st.just(date(2027, 5, 1)),
    ENDS: st.none() | st.just(date(2027, 6, 1)),
    **{name: st.none() | st.lists(st.sampled_from(sorted(facet.members)), max_size=3, unique=True).map(tuple)
       for name, facet in RULES.vocabulary.facets.items()},
    "params.brand": _params, "params.price": _params,
})


@settings(moderate, max_examples=examples(100))
@given(_answers)
def test_a_new_brief_reads_back_to_what_was_answered(answers):
    interview = begun(**answers)
    text = written(interview, WORDS, None, "c.yml")
    assert facts(read_campaign(text, "c.yml", RULES)) == facts(interview.campaign())


@settings(moderate, max_examples=examples(60))
@given(_answers, st.sets(st.sampled_from([LAUNCH, ENDS, *RULES.vocabulary.facets, "params.brand", "params.price"])))
def test_a_brief_that_is_gone_on_with_reads_back_to_all_answers(answers, later):
    """Some answers are left open at first, and put into the file in a second run."""
    first = {key: answer for key, answer in answers.items() if key not in later}
    old = written(begun(**first), WORDS, None, "c.yml")
    base = read_campaign(old, "c.yml", RULES)
    rest = {key: answers[key] for key in later}
    new = written(begun(base, **rest), WORDS, old, "c.yml")
    assert facts(read_campaign(new, "c.yml", RULES)) == facts(begun(**answers).campaign())
    assert [line for line in foreign(old.decode()) if not line.endswith(": unknown")] == [
        line for line in foreign(new.decode()) if line in foreign(old.decode()) and not line.endswith(": unknown")
    ]
    assert written(begun(read_campaign(new, "c.yml", RULES)), WORDS, new, "c.yml") == new


@pytest.mark.parametrize("title", TITLES)
def test_load_campaign_reads_the_name_as_it_was_given(title, tmp_path):
    path = tmp_path / "campaign.yml"
    path.write_bytes(written(begun(campaign=title, id="spring"), WORDS, None, str(path)))
    assert load_campaign(str(path), RULES).title == " ".join(title.split())


# ---- what a new brief looks like


def test_a_new_brief_holds_questions_values_and_what_is_open():
    interview = begun(campaign="Spring: 1", launch=date(2027, 5, 1), channels=("tiktok", "email"), data=None)
    assert written(interview, WORDS, None, "c.yml").decode() == '''\
# Brief of a campaign. Change it as you like. `checklist init` asks for what it leaves open; only
# lines that begin with #? are written anew.
campaign: "Spring: 1"

# On which day does it go live?
launch: 2027-05-01

# On which day does it end?
#? Not known yet.
#? ends: YYYY-MM-DD

# Which markets?
#? Not known yet. It decides whether the law makes TRN-01 and TRN-02 a must.
#? [] says none; else list some of these: world, eea, eu, de, fr, us, us-ny
markets: unknown

# Which channels?
# tiktok, email
channels: [tiktok, email]

# Which ai_uses?
#? Not known yet. Until the brief says so, TRN-03 stays in.
#? [] says none; else list some of these: ai, generated-media, generated-image, generated-video,
#? generated-text, chatbot, targeting
ai_uses: unknown

# Which data?
#? Not known yet. Until the brief says so, TRN-02 stays in.
#? [] says none; else list some of these: no, 1.0, y, yes-no, null, 2027-03-01, unknown
data: unknown

# Which audience?
#? Not known yet. Until the brief says so, TRN-03 stays in.
#? [] says none; else list some of these: general, minors, adults, jobseekers
audience: unknown

# What the texts of the checklist shall say.
#? Not known yet: your brand, your price
#? params: {brand: …}
'''


def test_a_facet_that_changes_nothing_is_no_unknown():
    text = written(begun(campaign="Spring", ai_uses=()), WORDS, None, "c.yml").decode()
    assert "#? Not needed: no answer changes the checklist as it stands.\n#? audience: [general]\n" in text


def test_a_value_that_is_too_broad_is_said_with_what_would_be_exact():
    text = written(begun(campaign="Spring", markets=("eu",), data=("y",)), WORDS, None, "c.yml").decode()
    assert "# y\n#? Too broad to settle TRN-02; more exactly it would be: yes-no\ndata: [\"y\"]\n" in text
    assert "#? Too broad to settle TRN-02; more exactly it would be: de\nmarkets: [eu]\n" in text


def test_what_the_project_says_of_every_campaign_is_left_to_it():
    rules = RULES._replace(defaults=(("channels", ("tiktok",)),))
    text = written(begun(api.NOBODY._replace(facets=dict(rules.defaults)), rules, campaign="S"), WORDS, None, "c.yml")
    assert "#? Not needed: the project file says it of every campaign.\n#? channels: [tiktok]\n" in text.decode()
    assert read_campaign(text, "c.yml", rules).facets == {"channels": ("tiktok",)}


def test_a_default_that_somebody_takes_back_is_written():
    rules = RULES._replace(defaults=(("channels", ("tiktok",)),))
    interview = begun(api.NOBODY._replace(facets=dict(rules.defaults)), rules, campaign="S", channels=None)
    assert read_campaign(written(interview, WORDS, None, "c.yml"), "c.yml", rules).facets == {}


# ---- a brief that people wrote

MINE = """\
# My brief
campaign: Spring   # the working title
markets: [de]      # for now

data: unknown      # ask Ann
waivers:
  - {code: TRN-01, reason: later, approver: Ann, expires: 2027-06-30}
# the end
"""


def test_answers_are_put_where_they_belong_and_nothing_else_moves():
    new = put(MINE, data=("y",), channels=("email",), launch=date(2027, 5, 1), audience=None, ends=None, params__brand="A: b")
    assert new == MINE.replace("data: unknown ", 'data: ["y"] ') + """
# On which day does it go live?
launch: 2027-05-01

# Which channels?
# email
channels: [email]

# Which audience?
#? Not known yet. Until the brief says so, TRN-03 stays in.
#? [] says none; else list some of these: general, minors, adults, jobseekers
audience: unknown

# What the texts of the checklist shall say.
# brand (your brand)
params:
  brand: "A: b"
"""


@pytest.mark.parametrize("old", [
    pytest.param(MINE, id="as-it-is"),
    pytest.param(MINE.rstrip("\n"), id="no-last-line-end"),
    pytest.param(MINE.replace("\n", "\r\n"), id="line-ends-of-windows"),
    pytest.param("\ufeff" + MINE, id="byte-order-mark"),
    pytest.param(MINE.replace("# My brief", "# My\u2028# brief\u2029"), id="separators-that-yaml-counts-as-lines"),
    pytest.param(MINE.replace("data: unknown", 'data: "unknown"'), id="quoted-unknown"),
    pytest.param(MINE.replace("data: unknown", "data:\n  'unknown'"), id="unknown-on-the-next-line"),
    pytest.param(MINE.replace("data: unknown", '"data" :   unknown'), id="quoted-key"),
    pytest.param("---\n" + MINE, id="beginning-of-a-document"),
    pytest.param(MINE + "params: {price: low}\n", id="params-on-one-line"),
    pytest.param(MINE + "params: {}\n", id="empty-params"),
    pytest.param(MINE + "params:\n    # the price\n    price: low\n", id="params-below-one-another"),
])
def test_nothing_of_a_brief_gets_lost(old):
    new = put(old, data=("y",), channels=("email",), params__brand="A: b")
    campaign = read_campaign(new.encode(), "c.yml", RULES)
    assert campaign.facets == {"markets": ("de",), "data": ("y",), "channels": ("email",)} and campaign.params["brand"] == "A: b"
    rest = iter(new)
    assert all(sign in rest for sign in old.replace("unknown", "").replace("'", "").replace('"', ""))
    assert new.startswith("\ufeff") == old.startswith("\ufeff")
    assert ("\r\n" in old) == ("\n" not in new.replace("\r\n", ""))


def test_nothing_new_leaves_a_brief_as_it_is():
    assert put(MINE) == MINE


@pytest.mark.parametrize("old", [
    pytest.param("{campaign: Spring}\n", id="in-braces"),
    pytest.param("campaign: Spring\n...\n", id="end-of-a-document"),
    pytest.param("campaign: Spring\nchannels: >-\n  unknown\n", id="folded-unknown"),
])
def test_a_brief_with_no_place_for_an_answer_is_refused(old):
    with pytest.raises(ChecklistError, match="OUT04 the answers cannot be put into the file"):
        put(old, channels=("email",))


def test_remarks_of_ours_follow_what_is_known():
    old = put("campaign: Spring\n", channels=None, ai_uses=None)
    new = put(old, channels=("instagram-ads",), audience=("adults",))
    assert "#? Not known yet. Until the brief says so, TRN-01 stays in." in old
    assert "# Which channels?\n# instagram-ads\nchannels: [instagram-ads]\n" in new
    assert old.count("#? [] says none") == 2 and new.count("#? Not needed") == 1


def test_a_comment_in_another_language_is_in_it():
    german = dict(RULES._replace(wording=RULES.wordings[1], lang="de")._asdict())
    rules = RULES._replace(wording=german["wording"])
    text = written(begun(rules=rules, campaign="Spring"), Words(rules.wording, rules.vocabulary), None, "c.yml").decode()
    assert "# An welchem Tag startet sie?\n#? Noch nicht bekannt." in text
    assert parameter_key("brand") == "params.brand" and "Not known" not in text
