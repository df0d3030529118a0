"""Broken campaign files: each is told with its place, what is wrong and what to do; and the forms that are sound."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.builders import PACK_YML, THEME_YML, VOCABULARY_YML, write_pack

DATA = """\
  data:
    title: data
    question: Which data?
    values:
      customer-list: {title: customer lists, define: Lists of customers.}
"""
ITEM = THEME_YML.partition("items:\n")[2].replace("TRN-01", "TRN-02").replace("Label", "Mark") + "    per: channels\n"
RULES = {
    "pack": PACK_YML + "  cap: {title: cap, type: number, min: 1, max: 9}\n",
    "vocabulary": VOCABULARY_YML.replace("owners:", DATA + "owners:"),
    "theme": THEME_YML + ITEM,
}

# The text of a campaign, and what is told of it, without the name of the file.
BROKEN: dict[str, tuple[str, list[str]]] = {
    "no name": ("markets: [de]\n", ["1:1: RUL08 key 'campaign' is missing in a campaign (name of the campaign)"]),
    "name is a number": ("campaign: 2027\n", ["1:11: RUL03 '2027' without quotes means a number in YAML (write \"2027\")"]),
    "name is yes": ("campaign: yes\n", ["1:11: RUL03 'yes' without quotes means true or false in YAML (write \"yes\")"]),
    "no value for the name": ("campaign:\n", ["1:10: RUL03 the value is missing (give one or remove the key)"]),
    "name is a list": ("campaign: [Spring]\n", ["1:11: RUL02 text belongs here, not a list"]),
    "name too long": ("campaign: " + "x" * 121 + "\n", ["1:11: RUL04 121 characters are too long (at most 120)"]),
    "name without letters": ('campaign: "!!!"\n', ["1:11: RUL09 no id can be made from this name (add `id: my-campaign`)"]),
    "name in Japanese": ("campaign: 春\n", ["1:11: RUL09 no id can be made from this name (add `id: my-campaign`)"]),
    "id with blanks": (
        "campaign: Spring\nid: Spring launch\n",
        ["2:5: RUL05 'Spring launch' is not a name in small letters, digits and hyphens (write one like spring-launch)"],
    ),
    "id in capitals": (
        "campaign: Spring\nid: SPRING\n",
        ["2:5: RUL05 'SPRING' is not a name in small letters, digits and hyphens (write one like spring-launch)"],
    ),
    "id with two hyphens": (
        "campaign: Spring\nid: a--b\n",
        ["2:5: RUL05 'a--b' is not a name in small letters, digits and hyphens (write one like spring-launch)"],
    ),
    "id is a number": ("campaign: Spring\nid: 2027\n", ["2:5: RUL03 '2027' without quotes means a number in YAML (write \"2027\")"]),
    "id too long": ("campaign: Spring\nid: " + "x" * 61 + "\n", ["2:5: RUL04 61 characters are too long (at most 60)"]),
    "unknown key": ("campaign: Spring\nmarket: [de]\n", ["2:1: RUL01 key 'market' is unknown in a campaign (did you mean 'markets'?)"]),
    "unknown key far from all": (
        "campaign: Spring\nfee: 5\n",
        [
            "2:1: RUL01 key 'fee' is unknown in a campaign (one of: campaign, channels, data, ends, id, launch, markets, params, waivers)",
        ],
    ),
    "launch is a word": ("campaign: Spring\nlaunch: soon\n", ["2:9: RUL05 'soon' is not a date (write 2027-03-01)"]),
    "launch does not exist": ("campaign: Spring\nlaunch: 2027-02-30\n", ["2:9: RUL05 '2027-02-30' is not a date (write 2027-03-01)"]),
    "launch the German way": ("campaign: Spring\nlaunch: 01.03.2027\n", ["2:9: RUL05 '01.03.2027' is not a date (write 2027-03-01)"]),
    "launch with a time": (
        "campaign: Spring\nlaunch: 2027-03-01T10:00:00\n",
        ["2:9: RUL05 '2027-03-01T10:00:00' is not a date (write 2027-03-01)"],
    ),
    "launch is a month": ("campaign: Spring\nlaunch: 2027-03\n", ["2:9: RUL05 '2027-03' is not a date (write 2027-03-01)"]),
    "launch without value": ("campaign: Spring\nlaunch:\n", ["2:8: RUL03 the value is missing (give one or remove the key)"]),
    "launch is a list": ("campaign: Spring\nlaunch: [2027-03-01]\n", ["2:9: RUL02 a date belongs here, not a list"]),
    "ends is a word": ("campaign: Spring\nends: never\n", ["2:7: RUL05 'never' is not a date (write 2027-03-01)"]),
    "ends before launch": (
        "campaign: Spring\nlaunch: 2027-03-01\nends: 2027-02-28\n",
        ["3:7: RUL09 the campaign ends before its launch (check both dates)"],
    ),
    "markets none": ("campaign: Spring\nmarkets: None\n", ["2:10: RUL02 a list belongs here (write [] for none)"]),
    "market without list": ("campaign: Spring\nmarkets: de\n", ["2:10: RUL02 a list belongs here (write [de])"]),
    "Norway without quotes": (
        "campaign: Spring\nmarkets: [no]\n",
        ["2:11: RUL03 'no' without quotes means true or false in YAML (write \"no\")"],
    ),
    "Norway without list": ("campaign: Spring\nmarkets: no\n", ['2:10: RUL02 a list belongs here (write ["no"])']),
    "market by its title": (
        "campaign: Spring\nmarkets: [Germany]\n",
        ["2:11: REF01 value of markets 'Germany' is not defined (did you mean 'de'?)"],
    ),
    "markets without value": (
        "campaign: Spring\nmarkets:\n",
        ["2:9: RUL03 markets has no value (write [] for none, or markets: unknown)"],
    ),
    "markets null": ("campaign: Spring\nmarkets: null\n", ["2:10: RUL03 markets has no value (write [] for none, or markets: unknown)"]),
    "markets tilde": ("campaign: Spring\nmarkets: ~\n", ["2:10: RUL03 markets has no value (write [] for none, or markets: unknown)"]),
    "markets empty text": ('campaign: Spring\nmarkets: ""\n', ["2:10: RUL02 a list belongs here (write [ …, … ])"]),
    "markets a mapping": ("campaign: Spring\nmarkets: {de: yes}\n", ["2:10: RUL02 a list belongs here (write [ …, … ])"]),
    "unknown market": (
        "campaign: Spring\nmarkets: [atlantis]\n",
        ["2:11: REF01 value of markets 'atlantis' is not defined (one of: de, eu, no, world)"],
    ),
    "market in capitals": (
        "campaign: Spring\nmarkets: [DE]\n",
        ["2:11: REF01 value of markets 'DE' is not defined (did you mean 'de'?)"],
    ),
    "market twice": ("campaign: Spring\nmarkets: [de, de]\n", ["2:15: RUL07 this entry stands twice (remove one of them)"]),
    "market is a list": ("campaign: Spring\nmarkets: [[de]]\n", ["2:11: RUL02 the name of a value of markets belongs here, not a list"]),
    "market is a mapping": (
        "campaign: Spring\nmarkets: [{de: 1}]\n",
        ["2:11: RUL02 the name of a value of markets belongs here, not a mapping (put text that holds a colon in quotes)"],
    ),
    "empty market": ('campaign: Spring\nmarkets: [""]\n', ["2:11: REF01 value of markets '' is not defined (one of: de, eu, no, world)"]),
    "unknown among values": (
        "campaign: Spring\nmarkets: [de, unknown]\n",
        ["2:15: REF01 value of markets 'unknown' is not defined (one of: de, eu, no, world)"],
    ),
    "unknown channel": (
        "campaign: Spring\nchannels: [instagrm]\n",
        ["2:12: REF01 value of channels 'instagrm' is not defined (did you mean 'instagram'?)"],
    ),
    "unknown data": (
        "campaign: Spring\ndata: [customer-lists]\n",
        ["2:8: REF01 value of data 'customer-lists' is not defined (did you mean 'customer-list'?)"],
    ),
    "params a list": ("campaign: Spring\nparams: [brand]\n", ["2:9: RUL02 a mapping belongs here (write `name: value` pairs)"]),
    "unknown parameter": (
        "campaign: Spring\nparams: {brnd: Acme}\n",
        ["2:16: REF01 no pack has a parameter 'brnd' (did you mean 'brand'?)"],
    ),
    "empty parameter": ('campaign: Spring\nparams: {brand: ""}\n', ["2:17: RUL03 the text is empty (give one or remove the key)"]),
    "parameter without value": (
        "campaign: Spring\nparams:\n  brand:\n",
        ["3:9: RUL03 the value is missing (give one or remove the key)"],
    ),
    "parameter too long": (
        "campaign: Spring\nparams: {brand: " + "x" * 201 + "}\n",
        ["2:17: RUL04 201 characters are too long (at most 200)"],
    ),
    "parameter is a list": ("campaign: Spring\nparams: {brand: [Acme]}\n", ["2:17: RUL02 text belongs here, not a list"]),
    "parameter with a code": (
        "campaign: Spring\nparams: {brand: Acme (TRN-01)}\n",
        ["2:17: RUL06 the code in 'Acme (TRN-01)' could be read as the end of a task line (say it in words)"],
    ),
    "parameter that is a code": (
        "campaign: Spring\nparams: {brand: TRN-01}\n",
        ["2:17: RUL06 the code in 'TRN-01' could be read as the end of a task line (say it in words)"],
    ),
    "parameter name with a blank": (
        "campaign: Spring\nparams: {my brand: Acme}\n",
        ["2:10: RUL05 'my brand' is not a name in small letters, digits and underscores (write one like brand_name)"],
    ),
    "waivers a mapping": ("campaign: Spring\nwaivers: {code: TRN-01}\n", ["2:10: RUL02 a list belongs here (write [ …, … ])"]),
    "waiver is a code": (
        "campaign: Spring\nwaivers: [TRN-01]\n",
        ["2:11: RUL02 a waiver is a mapping (it needs the keys code, reason, approver, expires)"],
    ),
    "waiver of nothing": (
        "campaign: Spring\nwaivers: [{code: TRN-03, reason: r, approver: a, expires: 2027-06-30}]\n",
        ["2:11: REF01 no item has the code TRN-03 (did you mean 'TRN-02'?)"],
    ),
    "waiver in small letters": (
        "campaign: Spring\nwaivers: [{code: trn-01, reason: r, approver: a, expires: 2027-06-30}]\n",
        ["2:18: RUL05 'trn-01' is not a code (write one like PRV-03 or PRV-03.tiktok)"],
    ),
    "waiver without reason": (
        "campaign: Spring\nwaivers: [{code: TRN-01, approver: a, expires: 2027-06-30}]\n",
        ["2:11: RUL08 key 'reason' is missing in a waiver (why it is not done)"],
    ),
    "waiver without approver and date": (
        "campaign: Spring\nwaivers: [{code: TRN-01, reason: r}]\n",
        [
            "2:11: RUL08 key 'approver' is missing in a waiver (who decided)",
            "2:11: RUL08 key 'expires' is missing in a waiver (last day it holds)",
        ],
    ),
    "waiver with a typo": (
        "campaign: Spring\nwaivers: [{code: TRN-01, reason: r, aprover: a, expires: 2027-06-30}]\n",
        [
            "2:37: RUL01 key 'aprover' is unknown in a waiver (did you mean 'approver'?)",
            "2:11: RUL08 key 'approver' is missing in a waiver (who decided)",
        ],
    ),
    "waiver until a word": (
        "campaign: Spring\nwaivers: [{code: TRN-01, reason: r, approver: a, expires: never}]\n",
        ["2:59: RUL05 'never' is not a date (write 2027-03-01)"],
    ),
    "waiver with a code in its reason": (
        "campaign: Spring\nwaivers: [{code: TRN-01, reason: like (TRN-01), approver: a, expires: 2027-06-30}]\n",
        ["2:34: RUL06 (TRN-01) would be read as the end of a task line (drop the brackets)"],
    ),
    "waiver twice": (
        "campaign: Spring\nwaivers:\n"
        "  - {code: TRN-01, reason: r, approver: a, expires: 2027-06-30}\n"
        "  - {code: TRN-01, reason: s, approver: a, expires: 2027-06-30}\n",
        [
            "4:5: REF02 TRN-01 is waived twice (first in line 3)",
        ],
    ),
    "waiver of a channel of an item without": (
        "campaign: Spring\nwaivers: [{code: TRN-01.email, reason: r, approver: a, expires: 2027-06-30}]\n",
        ["2:11: REF01 TRN-01 is not ticked per channel (write TRN-01)"],
    ),
    "waiver of an unknown channel": (
        "campaign: Spring\nwaivers: [{code: TRN-02.emial, reason: r, approver: a, expires: 2027-06-30}]\n",
        ["2:11: REF01 channel 'emial' is not defined (did you mean 'email'?)"],
    ),
    "duplicate key": (
        "campaign: Spring\nmarkets: [de]\nmarkets: [fr]\n",
        ["3:1: YML05 key 'markets' stands twice (first in line 2; keep one of them)"],
    ),
    "list as a campaign": ("- Spring\n", ["1:1: RUL02 a campaign is a mapping (it needs the keys campaign)"]),
    "text as a campaign": ("Spring\n", ["1:1: RUL02 a campaign is a mapping (it needs the keys campaign)"]),
    "empty": ("", ["YML03 the file holds no data (see `checklist rules schema` for what belongs in it)"]),
    "colon in the name": (
        "campaign: Spring: the launch\n",
        ["1:17: YML01 mapping values are not allowed in this context (put text that holds a colon in quotes)"],
    ),
    "tab": (
        "campaign: Spring\nparams:\n	brand: Acme\n",
        ["3:1: YML01 found character that cannot start any token (indent with spaces, not tabs)"],
    ),
    "anchor": ("campaign: Spring\nmarkets: &m [de]\n", ["2:10: YML04 anchor &m is not allowed (write the text out where it is needed)"]),
    "tag": (
        "campaign: !!python/name:os.system Spring\n",
        ["1:11: YML04 tag tag:yaml.org,2002:python/name:os.system is not allowed (remove it)"],
    ),
    "merge key": (
        "campaign: Spring\n<<: {markets: [de]}\n",
        ["2:1: YML04 merge key << is not allowed (write the keys out where they are needed)"],
    ),
    "two documents": (
        "campaign: Spring\n---\ncampaign: Autumn\n",
        ["2:1: YML04 a second document begins here (one file holds one document; remove `---`)"],
    ),
    "override character": ("campaign: Spring \u202e\n", ["1:18: YML04 character U+202E is not allowed in text (remove it)"]),
    "parameter above its bounds": (
        "campaign: Spring\nparams: {cap: 10}\n",
        ["2:15: RUL05 cap is '10', not a number it takes (give a whole number from 1 up to 9)"],
    ),
    "parameter below its bounds": (
        "campaign: Spring\nparams: {cap: -1}\n",
        ["2:15: RUL05 cap is '-1', not a number it takes (give a whole number from 1 up to 9)"],
    ),
    "parameter that is no number": (
        "campaign: Spring\nparams: {cap: many}\n",
        ["2:15: RUL05 cap is 'many', not a number it takes (give a whole number from 1 up to 9)"],
    ),
    "parameter with two signs": (
        "campaign: Spring\nparams: {cap: --5}\n",
        ["2:15: RUL05 cap is '--5', not a number it takes (give a whole number from 1 up to 9)"],
    ),
    "parameter in other digits": (
        "campaign: Spring\nparams: {cap: ²}\n",
        ["2:15: RUL05 cap is '²', not a number it takes (give a whole number from 1 up to 9)"],
    ),
    "parameter beyond all numbers": (
        "campaign: Spring\nparams: {cap: 99999999999999999999}\n",
        ["2:15: RUL05 cap is '99999999999999999999', not a number it takes (give a whole number from 1 up to 9)"],
    ),
    "escape sequence in a parameter": (
        'campaign: Spring\nparams: {brand: "\\x1b[31m"}\n',
        ["2:17: YML04 character U+001B is not allowed in text (remove it)"],
    ),
}


@pytest.fixture(scope="module")
def rules(tmp_path_factory) -> Path:
    """A small rules directory: two items, one of them ticked per channel."""
    return write_pack(tmp_path_factory.mktemp("rules"), **RULES)


def made_by(outcome) -> dict:
    assert outcome.code == 0, outcome.err
    return json.loads(outcome.out)


def codes_of(made: dict) -> list[str]:
    return sorted(entry["code"] for section in made["sections"] for entry in section["entries"])


@pytest.mark.parametrize("name", BROKEN)
def test_generate_tells_what_is_wrong_with_a_campaign(run, rules, name):
    text, told = BROKEN[name]
    Path("c.yml").write_bytes(text.encode())
    outcome = run("generate", "c.yml", "--rules", rules)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.splitlines() == [f"c.yml: {line}" if line.startswith("YML03") else f"c.yml:{line}" for line in told]


@pytest.mark.parametrize("name", ["no name", "unknown market", "waiver twice", "parameter above its bounds"])
def test_explain_tells_what_is_wrong_with_a_campaign(run, rules, name):
    text, told = BROKEN[name]
    Path("c.yml").write_text(text)
    outcome = run("explain", "TRN-01", "c.yml", "--rules", rules)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.splitlines() == [f"c.yml:{line}" for line in told]


@pytest.mark.parametrize("output", ["page.md", "page.html", "page.json", "page.csv", "page.txt"])
def test_a_broken_campaign_touches_no_file(run, rules, output):
    Path("c.yml").write_text("campaign: Spring\nmarkets: [nowhere]\n")
    Path(output).write_text("mine")
    outcome = run("generate", "c.yml", "--rules", rules, "-o", output, "--force")
    assert outcome.code == 2
    assert sorted(path.name for path in Path().iterdir()) == sorted(["c.yml", output]) and Path(output).read_text() == "mine"


def test_all_problems_of_campaign_and_options_are_told_at_once(run, rules):
    Path("c.yml").write_text(
        "campaign: yes\nlaunch: soon\nmarket: [de]\nchannels: [instagrm, emial]\ndata:\nparams: {cap: []}\nwaivers: [{code: x}]\n"
    )
    outcome = run("generate", "c.yml", "--rules", rules, "-t", "privacy", "-s", "markets=nowhere", "--as-of", "soon", "-f", "md")
    assert outcome.code == 2
    assert [" ".join(line.split(": ")[:1]) for line in outcome.err.splitlines()] == [
        "c.yml:1:11", "c.yml:2:9", "c.yml:3:1", "c.yml:4:12", "c.yml:4:22", "c.yml:5:6", "c.yml:6:15", "c.yml:7:18", *["c.yml:7:11"] * 3,
        "--set markets=nowhere", "--as-of", "--theme", "--format",
    ]


# ---- the file itself

FILES = {
    "missing": ("spring.yml", "spring.yml: OUT01 there is no such file (check the name)"),
    "in a missing directory": ("briefs/spring.yml", "briefs/spring.yml: OUT01 there is no such file (there is no directory briefs)"),
    "an address": (
        "https://news.example/a",
        "https://news.example/a: OUT01 there is no such file (checklist opens no address: save the page as a file, and name that)",
    ),
    "like another in nothing but its ending": ("nope.yml", "nope.yml: OUT01 there is no such file (check the name)"),
    "a directory": ("folder", "folder: OUT01 this is a directory (name a file in it)"),
    "no name": ("", "CAMPAIGN: OPT02 the name is empty (name a file or leave it out)"),
    "below a file": ("c.yml/x", "c.yml/x: OUT01 the file cannot be read: Not a directory (check the name and the disk)"),
    "with a control character": ("a\x1b[31m.yml", "a\\x1b[31m.yml: OUT01 there is no such file (check the name)"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_campaign_that_is_no_file_is_told(run, rules, name):
    path, told = FILES[name]
    Path("folder").mkdir()
    Path("c.yml").write_text("campaign: Spring\n")
    Path("x.yml").write_text("campaign: Summer\n")
    outcome = run("generate", path, "--rules", rules)
    assert (outcome.code, outcome.out, outcome.err) == (2, "", told + "\n")


def test_a_campaign_with_a_similar_name_is_suggested(run, rules):
    Path("spring.yml").write_text("campaign: Spring\n")
    outcome = run("generate", "sprnig.yml", "--rules", rules)
    assert outcome.err == "sprnig.yml: OUT01 there is no such file (did you mean 'spring.yml'?)\n"


@pytest.mark.parametrize(
    "data",
    [b"\x00", "campaign: Spring\n".encode("utf-16"), b"campaign: K\xe4se\n", b"#" * 50_000_000, b"[" * 200_000],
    ids=["binary", "UTF-16", "Latin-1", "50 MB", "deep"],
)
def test_a_hostile_campaign_is_told_in_one_line(run, rules, data):
    Path("c.yml").write_bytes(data)
    outcome = run("generate", "c.yml", "--rules", rules)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("c.yml") and outcome.err.count("\n") == 1


def test_a_name_that_differs_by_blanks_alone_stands_twice(run, rules):
    Path("c.yml").write_text('campaign: Spring\nparams: {brand: Acme, " brand": Bolt}\n')
    outcome = run("generate", "c.yml", "--rules", rules)
    assert outcome.code == 2
    assert outcome.err == "c.yml:2:23: YML05 key 'brand' stands twice (blanks around a key do not count; keep one of them)\n"


def test_of_a_large_file_no_more_is_read_than_it_takes_to_refuse_it(tmp_path):
    from checklist.rulefiles import MAX_BYTES, read_bytes

    with open(tmp_path / "large.yml", "wb") as file:
        file.truncate(60_000_000)
    assert len(read_bytes(str(tmp_path / "large.yml"))) == MAX_BYTES + 1


def test_a_list_of_a_hundred_thousand_markets_ends_soon(run, rules):
    Path("c.yml").write_text("campaign: Spring\nmarkets: [" + ", ".join(f"m{n}" for n in range(100_000)) + "]\n")
    outcome = run("generate", "c.yml", "--rules", rules)
    assert outcome.code == 2 and outcome.err.count("\n") == 101


def test_ten_thousand_unknown_keys_are_all_told(run, rules):
    Path("c.yml").write_text("campaign: Spring\n" + "".join(f"market{n}: [de]\n" for n in range(10_000)))
    outcome = run("generate", "c.yml", "--rules", rules)
    assert outcome.code == 2 and outcome.err.count(" RUL01 ") == 10_000 and outcome.err.count("did you mean") == 100


# ---- standard input


def given_on_stdin(monkeypatch, text: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(text)))


def test_a_minus_reads_the_campaign_from_standard_input(run, rules, monkeypatch):
    given_on_stdin(monkeypatch, b"campaign: Spring\nmarkets: [de]\n")
    made = made_by(run("generate", "-", "--rules", rules, "-f", "json"))
    assert made["id"] == "spring" and made["campaign"]["facets"] == {"markets": ["de"]}


def test_a_broken_campaign_on_standard_input_is_told(run, rules, monkeypatch):
    given_on_stdin(monkeypatch, b"campaign: Spring\nmarkets: de\n")
    outcome = run("generate", "-", "--rules", rules)
    assert (outcome.code, outcome.err) == (2, "-:2:10: RUL02 a list belongs here (write [de])\n")


def test_nothing_on_standard_input_is_told(run, rules, monkeypatch):
    given_on_stdin(monkeypatch, b"")
    outcome = run("generate", "-", "--rules", rules)
    assert outcome.code == 2 and outcome.err.startswith("-: YML03 ")


def test_endless_standard_input_is_not_read_to_its_end(run, rules, monkeypatch):
    class Endless:
        def read(self, size: int) -> bytes:
            assert 0 < size < 10_000_000
            return b"#" * size

    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=Endless()))
    outcome = run("generate", "-", "--rules", rules)
    assert (outcome.code, outcome.err) == (2, "-: YML02 the file is larger than 5 MB (split it)\n")


# ---- what a facet may say


@pytest.mark.parametrize(
    ("value", "facets", "codes"),
    [
        ("", {}, ["TRN-01", "TRN-02"]),
        ("channels: unknown", {}, ["TRN-01", "TRN-02"]),
        ("channels: [instagram]", {"channels": ["instagram"]}, ["TRN-01", "TRN-02.instagram"]),
        ("channels:\n  - instagram\n  - email\n", {"channels": ["instagram", "email"]}, ["TRN-01", "TRN-02.instagram"]),
    ],
    ids=["absent", "unknown", "flow", "block"],
)
def test_a_facet_is_what_the_campaign_says(run, rules, value, facets, codes):
    Path("c.yml").write_text(f"campaign: Spring\n{value}\n")
    made = made_by(run("generate", "c.yml", "--rules", rules, "-f", "json"))
    assert made["campaign"]["facets"] == facets and codes_of(made) == codes


def test_an_empty_list_states_none_and_leaves_out(run, rules):
    Path("c.yml").write_text("campaign: Spring\nchannels: []\n")
    outcome = run("generate", "c.yml", "--rules", rules)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == "spring: SEL01 no item is left: channels: none rules out 2 (state fewer facts or drop the option)\n"


def test_norway_in_quotes_is_norway(run, rules):
    Path("c.yml").write_text('campaign: Spring\nmarkets: ["no"]\n')
    assert made_by(run("generate", "c.yml", "--rules", rules, "-f", "json"))["campaign"]["facets"] == {"markets": ["no"]}


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Spring launch", "spring-launch"), ("Käse & Söhne", "kase-sohne"), ("ÉTÉ 2027!", "ete-2027"), ("--a--", "a"),
        ("Straße", "strasse"),
        ("x" * 120, "x" * 60), ("a" * 59 + " b", "a" * 59), ("../../etc/passwd", "etc-passwd"), ("春 2027", "2027"),
    ],
)
def test_an_id_is_made_from_the_name(run, rules, name, id):
    Path("c.yml").write_text(f"campaign: {json.dumps(name, ensure_ascii=False)}\n")
    made = made_by(run("generate", "c.yml", "--rules", rules, "-f", "json"))
    assert made["id"] == id and made["campaign"]["title"] == name


@pytest.mark.parametrize("id", ["spring", "spring-2027", "a_b", "2027-spring", "x" * 60])
def test_an_id_that_is_given_stands(run, rules, id):
    Path("c.yml").write_text(f"campaign: 春\nid: {id}\n")
    assert made_by(run("generate", "c.yml", "--rules", rules, "-f", "json"))["id"] == id


# ---- days, parameters, waivers


def test_a_campaign_may_end_on_the_day_of_its_launch(run, rules):
    Path("c.yml").write_text("campaign: Spring\nlaunch: 2027-03-01\nends: 2027-03-01\n")
    campaign = made_by(run("generate", "c.yml", "--rules", rules, "-f", "json"))["campaign"]
    assert (campaign["launch"], campaign["ends"]) == ("2027-03-01", "2027-03-01")


@pytest.mark.parametrize("day", ['"2027-03-01"', "'2027-03-01'", "2027-03-01", "2027-03-01  # a Monday"])
def test_a_day_may_stand_in_quotes_or_not(run, rules, day):
    Path("c.yml").write_text(f"campaign: Spring\nlaunch: {day}\n")
    assert made_by(run("generate", "c.yml", "--rules", rules, "-f", "json"))["campaign"]["launch"] == "2027-03-01"


VALUES = [("Acme", "Acme"), ("no", "no"), ("2027", "2027"), ('"A  B"', "A B"), ("|\n    A\n    B", "A B")]


@pytest.mark.parametrize(("given", "kept"), VALUES)
def test_a_parameter_is_taken_as_written_in_one_line(run, rules, given, kept):
    Path("c.yml").write_text(f"campaign: Spring\nparams:\n  brand: {given}\n")
    assert made_by(run("generate", "c.yml", "--rules", rules, "-f", "json"))["campaign"]["params"] == {"brand": kept}


@pytest.mark.parametrize("number", ["1", "9", '"5"'])
def test_a_parameter_within_its_bounds_is_taken(run, rules, number):
    Path("c.yml").write_text(f"campaign: Spring\nparams: {{cap: {number}}}\n")
    assert run("generate", "c.yml", "--rules", rules).code == 0


@pytest.mark.parametrize(("code", "left"), [("TRN-01", ["TRN-02.email", "TRN-02.instagram"]), ("TRN-02", ["TRN-01"])])
def test_a_waiver_puts_its_item_aside(run, tmp_path, code, left):
    everywhere = {"theme": RULES["theme"].replace("    when: {channels: [instagram]}\n", "")}
    folder = write_pack(tmp_path / "rules", **RULES | everywhere)
    Path("c.yml").write_text(
        f"campaign: Spring\nchannels: [instagram, email]\nwaivers: [{{code: {code}, reason: r, approver: a, expires: 2027-06-30}}]\n"
    )
    made = made_by(run("generate", "c.yml", "--rules", folder, "-f", "json"))
    assert codes_of(made) == left and made["waived"][0]["waiver"] == {"reason": "r", "approver": "a", "expires": "2027-06-30"}


def test_a_waiver_of_one_channel_leaves_the_others(run, rules):
    Path("c.yml").write_text(
        "campaign: Spring\nchannels: unknown\nwaivers: [{code: TRN-02.email, reason: r, approver: a, expires: 2027-06-30}]\n"
    )
    assert codes_of(made_by(run("generate", "c.yml", "--rules", rules, "-f", "json"))) == ["TRN-01", "TRN-02"]


def test_no_facet_can_have_the_name_of_a_key_of_campaigns():
    from checklist.briefs import campaign_record
    from checklist.vocabularies import TAKEN

    assert {field.name for field in campaign_record({}).fields} | {"any", "all", "not"} == set(TAKEN)
