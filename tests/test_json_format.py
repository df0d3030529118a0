"""JSON for tools: its schema, its shape, and the same bytes on every machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from checklist import __version__
from checklist.dialects import json as json_format
from checklist.errors import ChecklistError
from checklist.model import Entry, Item, Not, Parameter, State
from checklist.selection import Choice, select
from checklist.wording import Words

from .builders import DAY, VOCABULARY, make_campaign, make_item, make_rules, make_source, make_waiver, wants
from .strategies import DAYS, choices, core_campaigns, few

ROOT = Path(__file__).parents[1]
VALIDATOR = Draft202012Validator(json_format.SCHEMA, format_checker=FormatChecker())


def written(rules, campaign, *, as_of=DAY, **options):
    """Return what JSON holds of a checklist, checked against the schema."""
    made = select(rules, campaign, as_of=as_of, **options)
    plain = json.loads(json_format.render(made, Words(rules.wording, rules.vocabulary)))
    VALIDATOR.validate(plain)
    return plain


def plain_of(*items, sources=(), declared=(), choice=Choice(), states=None, **campaign):
    rules = make_rules(*items, sources=tuple(sources), params=tuple(declared))
    return written(rules, make_campaign(**campaign), choice=choice, states=states)


def entries_of(plain):
    """Return the entries by code."""
    return {entry["code"]: entry for section in plain["sections"] for entry in section["entries"]}


# ---- the schema


def test_schema_is_a_sound_schema():
    Draft202012Validator.check_schema(json_format.SCHEMA)
    assert json_format.SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_schema_allows_and_requires_exactly_what_is_written(core):
    plain = written(core, make_campaign(markets=["de"]))
    assert set(json_format.SCHEMA["properties"]) == set(json_format.SCHEMA["required"]) == set(plain)
    assert json_format.SCHEMA["additionalProperties"] is False


@pytest.mark.parametrize("change", [
    pytest.param({"schema": "checklist/2"}, id="another-schema"),
    pytest.param({"as_of": "01.03.2027"}, id="a-date-of-another-form"),
    pytest.param({"as_of": "2027-02-30"}, id="no-day"),
    pytest.param({"extra": 1}, id="an-unknown-field"),
    pytest.param({"totals": {"total": 1}}, id="counts-missing"),
])
def test_schema_refuses_what_we_never_write(change):
    plain = plain_of(make_item())
    VALIDATOR.validate(plain)
    assert not VALIDATOR.is_valid({**plain, **change})


@pytest.mark.parametrize("field, value", [
    ("level", "may"), ("applies", "no"), ("code", "trn-1"), ("effort", -1), ("by", "soon"), ("because", "data"), ("state", {"done": 1}),
])
def test_schema_refuses_an_entry_we_never_write(field, value):
    plain = plain_of(make_item())
    entry = plain["sections"][0]["entries"][0]
    assert field in entry
    entry[field] = value
    assert not VALIDATOR.is_valid(plain)


@few
@given(st.data())
def test_render_fits_the_schema_whatever_core_is_asked(core, data):
    # A tenth of the items, another tenth each time: jsonschema takes long over all of them.
    rules = core._replace(item_list=core.item_list[data.draw(st.integers(0, 9)) :: 10])
    campaign, choice = data.draw(core_campaigns(rules)), data.draw(choices(rules))
    try:
        written(rules, campaign, as_of=data.draw(DAYS), choice=choice)
    except ChecklistError as error:
        assert error.problems[0].code == "SEL01"


# ---- the shape


def test_render_writes_the_fields_in_their_order():
    assert list(plain_of(make_item())) == [
        "schema", "generator", "id", "campaign", "as_of", "packs", "lang", "sections", "coming", "waived", "disabled", "left_out", "hidden",
        "to_fill_in", "totals", "record", "sum",
    ]


def test_render_says_what_it_was_made_from():
    plain = plain_of(make_item(), launch=date(2027, 4, 1), ends=date(2027, 5, 1), markets=["de"], data=[], params={"brand": "Acme"})
    assert plain["schema"] == "checklist/1"
    assert plain["generator"] == f"marketing-impact-checklist {__version__}"
    assert (plain["id"], plain["as_of"], plain["lang"]) == ("spring", "2027-03-01", "en")
    assert plain["packs"] == [{"name": "test", "version": "1.0.0"}]
    assert plain["campaign"] == {
        "title": "Spring", "launch": "2027-04-01", "ends": "2027-05-01", "facets": {"markets": ["de"], "data": []},
        "params": {"brand": "Acme"},
    }


LAW = make_source(
    "ai-act", short="AI Act Art. 50(4)", since=date(2026, 8, 2), until=date(2030, 1, 1), url="https://law.example/50",
)
RICH = make_item(
    "TRN-07", theme="transparency", also=("ethics",), action="Label *every* picture of {{ brand }}", why="People `want` to know.",
    how=("First this.", "Then that."), evidence="the **labelled** file", owner="creative-lead", phase="review", effort=45, lead=14,
    level="could", required_by=["ai-act"], see=("guide",), when=wants(ai_uses=["ai"], data=["personal"]), per="channels",
    snippets=(("de", "Mit KI erstellt"), ("en", "Made with AI")), packs=("test", "acme"),
)
GUIDE = make_source("guide", kind="guidance", title="A guide", url="https://guide.example/")
BRAND = Parameter("brand", "your brand", None, "text", None, None)
STATES = {"TRN-07.tiktok": State("x", " Owner: Ada", ("Evidence: https://drive.example/1",))}
EXPECTED = {
    "code": "TRN-07.tiktok",
    "channel": "tiktok",
    "theme": "transparency",
    "also": ["ethics"],
    "action": "Label every picture of Acme",
    "level": "must",
    "confirmed": False,
    "applies": "to-confirm",
    "because": ["ai uses: chatbot"],
    "to_confirm": ["data"],
    "required_by": [{
        "source": "ai-act", "place": ["eu"], "provision": "AI Act Art. 50(4)", "since": "2026-08-02", "until": "2030-01-01",
        "url": "https://law.example/50", "certain": True,
    }],
    "becomes": None,
    "why": "People want to know.",
    "how": ["First this.", "Then that."],
    "evidence": "the labelled file",
    "owner": "creative-lead",
    "phase": "review",
    "effort": 45,
    "by": "2027-03-18",
    "see": [{"source": "guide", "title": "A guide", "url": "https://guide.example/"}],
    "snippets": {"de": "Mit KI erstellt", "en": "Made with AI"},
    "packs": ["test", "acme"],
}


@pytest.fixture(scope="module")
def rich():
    """The entries of an item in which every field holds something of its own."""
    return entries_of(plain_of(
        RICH, sources=[LAW, GUIDE], declared=[BRAND], states=STATES, launch=date(2027, 4, 1), markets=["de"],
        channels=["tiktok", "email"], ai_uses=["chatbot"], params={"brand": "Acme"},
    ))


@pytest.mark.parametrize("field", EXPECTED)
def test_render_writes_every_field_of_an_entry(rich, field):
    assert rich["TRN-07.tiktok"][field] == EXPECTED[field]


def test_render_writes_no_other_field_of_an_entry(rich):
    assert set(rich["TRN-07.tiktok"]) == {*EXPECTED, "state"}


# Where the fields of an item and of an entry are found in JSON; "" for what is for authors of rules alone.
ITEM_IN_JSON = {
    "code": "code", "theme": "theme", "action": "action", "why": "why", "how": "how", "evidence": "evidence", "owner": "owner",
    "phase": "phase", "effort": "effort", "lead": "by", "level": "level", "required_by": "required_by", "see": "see", "when": "because",
    "per": "channel", "channels": "how", "snippets": "snippets", "also": "also", "since": "", "revised": "", "revised_by": "",
    "replaces": "",
    "packs": "packs", "location": "",
}
ENTRY_IN_JSON = {
    "code": "code", "item": "theme", "channel": "channel", "level": "level", "confirmed": "confirmed", "applies": "applies",
    "because": "because", "to_confirm": "to_confirm", "citations": "required_by", "becomes": "becomes", "by": "by", "see": "see",
    "action": "action", "why": "why", "how": "how", "evidence": "evidence", "snippets": "snippets", "waiver": "waiver", "state": "state",
}


@pytest.mark.parametrize("noun, fields", [(Item, ITEM_IN_JSON), (Entry, ENTRY_IN_JSON)], ids=["item", "entry"])
def test_render_forgets_no_field(noun, fields):
    assert set(fields) == set(noun._fields), "a field is new: say where JSON has it"
    waived = json_format.SCHEMA["properties"]["waived"]["items"]["properties"]
    assert {name for name in fields.values() if name} <= set(waived)


def test_render_writes_one_entry_for_each_channel(rich):
    assert list(rich) == ["TRN-07.tiktok", "TRN-07.email"]


def test_render_writes_no_channel_for_a_plain_entry():
    (entry,) = entries_of(plain_of(make_item(), channels=["tiktok"])).values()
    assert (entry["code"], entry["channel"]) == ("TRN-01", None)


def test_render_writes_what_people_recorded(rich):
    state = rich["TRN-07.tiktok"]["state"]
    assert state["done"] is True
    assert state["notes"] == ["Owner: Ada", "Evidence: https://drive.example/1"]
    assert rich["TRN-07.email"]["state"] is None


def test_render_tells_a_month_from_a_day():
    source = LAW._replace(kind="house", since=date(2026, 8, 1), since_text="2026-08")
    (entry,) = entries_of(plain_of(make_item(required_by=["ai-act"]), sources=[source], markets=["de"])).values()
    assert entry["required_by"][0]["since"] == "2026-08"


def test_render_writes_what_is_coming():
    item = make_item(required_by=["later"])
    plain = plain_of(item, sources=[make_source("later", since=date(2027, 12, 2))], markets=["de"])
    assert plain["coming"] == [{"code": "TRN-01", "date": "2027-12-02", "source": "later"}]
    assert entries_of(plain)["TRN-01"]["becomes"] == {"date": "2027-12-02", "source": "later"}


def test_render_writes_what_is_waived_with_its_waiver():
    plain = plain_of(make_item(), make_item("TRN-02", per="channels"), channels=["email"], waivers=(make_waiver("TRN-02"),))
    (waived,) = plain["waived"]
    assert waived["code"] == "TRN-02.email" and "TRN-02.email" not in entries_of(plain)
    assert waived["waiver"] == {"reason": "the network does it", "approver": "Head of media", "expires": "2027-06-30"}


def test_render_writes_what_is_left_out_by_names_alone():
    items = [make_item(), make_item("TRN-02", when=wants(data=["personal"])), make_item("TRN-03", when=Not(wants(markets=["eu"])))]
    assert plain_of(*items, markets=["de"], data=[])["left_out"] == [
        {"code": "TRN-02", "failed": [{"facet": "data", "wanted": ["personal"], "stated": []}]},
        {"code": "TRN-03", "failed": [{"facet": "markets", "wanted": ["eu"], "stated": ["de"], "negated": True}]},
    ]


def test_render_writes_what_options_hide():
    plain = plain_of(make_item(), make_item("TRN-02", level="could"), choice=Choice(level="should"))
    assert plain["hidden"] == [{"option": "--level should", "codes": ["TRN-02"]}]


def test_render_writes_what_to_fill_in():
    assert plain_of(make_item(why="{{ brand }}"), declared=[BRAND])["to_fill_in"] == ["brand"]


def test_render_counts():
    plain = plain_of(make_item(), make_item("TRN-02", level="could"), waivers=(make_waiver("TRN-02"),))
    assert plain["totals"] == {"total": 1, "must": 0, "should": 1, "could": 0, "waived": 1}


def test_render_tells_the_condition_where_no_fact_is_stated():
    (entry,) = entries_of(plain_of(make_item(when=wants(data=["personal"])))).values()
    assert entry["because"] == ["data: personal"]


def test_render_keeps_text_of_any_language():
    text = json_format.render(
        select(make_rules(make_item(why="Größe, 大きい, \u2028 and 😀")), make_campaign(), as_of=DAY),
        Words(make_rules().wording, VOCABULARY),
    )
    assert "Größe, 大きい" in text and "😀" in text and text.endswith("}\n")


# ---- the same bytes everywhere

CAMPAIGN = """\
campaign: Frühling
launch: 2027-03-01
markets: [de, us-ny]
channels: [instagram, tiktok, owned-site]
ai_uses: [generated-image, synthetic-performer, chatbot, targeting]
data: [customer-list]
waivers:
  - {code: WEL-04, reason: the network caps it, approver: Head of media, expires: 2027-06-30}
"""
MACHINES = {
    "hash-seed-1": {"PYTHONHASHSEED": "1"},
    "hash-seed-random": {"PYTHONHASHSEED": "random"},
    "east": {"PYTHONHASHSEED": "0", "TZ": "Pacific/Kiritimati"},
    "west": {"PYTHONHASHSEED": "0", "TZ": "Pacific/Niue"},
    "locale-c": {"PYTHONHASHSEED": "0", "LC_ALL": "C"},
    "locale-turkish": {"PYTHONHASHSEED": "0", "LC_ALL": "tr_TR.UTF-8"},
    "without-cache": {"PYTHONHASHSEED": "0", "CHECKLIST_CACHE": ""},
}


FORMS = ("json", "markdown")
# One process for all formats: starting it takes as long as its work.
WRITES = """\
import sys
from checklist import cli
for form in sys.argv[1:]:
    assert cli.run(["generate", "spring.yml", "-f", form]) == 0
    sys.stdout.flush()
    sys.stdout.buffer.write(b"\\0")
"""


def generated(folder, **environment):
    """Return the bytes that a fresh Python writes for the campaign, by format."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run([sys.executable, "-c", WRITES, *FORMS], cwd=folder, env=env, capture_output=True, check=True)
    return dict(zip(FORMS, done.stdout.split(b"\0")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("brief")
    (folder / "spring.yml").write_text(CAMPAIGN, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def usual(folder):
    """What a usual machine writes, by format."""
    return generated(folder, PYTHONHASHSEED="0", TZ="UTC")


@pytest.mark.parametrize("machine", MACHINES)
def test_generate_writes_the_same_bytes_on_every_machine(folder, usual, machine):
    assert usual["json"] and usual["markdown"] and generated(folder, **MACHINES[machine]) == usual


def test_generate_writes_json_that_fits_the_schema(usual):
    plain = json.loads(usual["json"])
    VALIDATOR.validate(plain)
    assert plain["id"] == "fruhling" and plain["as_of"] == "2027-03-01"
