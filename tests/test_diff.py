"""`checklist diff`: what the command takes, what it says in every format, and with which exit code it ends."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import jsonschema
import pytest
from hypothesis import given, strategies as st

from checklist import changelog, deltas
from checklist.dialects import markdown
from checklist.effects import Comparison, Days, compare
from checklist.errors import visible
from checklist.model import Disabled, Requirement, RuleSet
from checklist.prose import read
from tests.builders import (
    HIERARCHY, PACK_YML, SECOND_ITEM, SOURCES_YML, THEME_YML, VOCABULARY, VOCABULARY_YML, make_campaign, make_facet, make_item,
    make_rules, make_source, make_waiver, wants, write_pack,
)
from tests.changes import built, changed, rules_before, ways
from tests.engines import ENGINES, of_kind, tree
from tests.hostile import HOSTILE
from tests.strategies import few

SPRING = "campaign: Spring launch\nmarkets: [de]\nchannels: [instagram]\n"
HOUSE = """\
schema: 1
name: acme
version: 2026.1.0
title: Acme
extends: [core]
disable: {WEL-19: We sell no alcohol.}
"""
DAY = date(2027, 3, 1)


@pytest.fixture
def place(tmp_path):
    """Rules before, with two items, and after: one reworded, one replaced; and a campaign."""
    (tmp_path / ".git").mkdir()
    write_pack(tmp_path / "before", theme=THEME_YML + SECOND_ITEM)
    third = SECOND_ITEM.replace("TRN-02", "TRN-03").replace("Keep a list", "Keep a full list") + "    replaces: [TRN-02]\n"
    write_pack(
        tmp_path / "after", pack=PACK_YML.replace("1.0.0", "1.1.0"),
        theme=THEME_YML.replace("AI pictures", "realistic AI pictures") + third,
    )
    (tmp_path / "spring.yml").write_text(SPRING)
    return tmp_path


@pytest.fixture
def diff(run, place):
    return lambda *args: run("diff", *args)


# ---- what it says


def test_diff_says_in_words_what_changed(diff):
    assert diff("before", "after").out == """\
test 1.0.0 → test 1.1.0

In short
    Rules: 1 new, 1 retired, 1 reworded

The rules

  New (1)
    TRN-03 Keep a full list of pictures
        replaces TRN-02
        should; applies to every campaign

  Retired (1)
    TRN-02 Keep a list of pictures
        replaced by TRN-03 (Keep a full list of pictures); notes and tick move there

  Reworded (1)
    TRN-01 Label realistic AI pictures
        Label {+realistic+} AI pictures
"""


def test_diff_says_what_it_comes_to_in_a_campaign(diff):
    text = diff("before", "after", "spring.yml").out
    assert "    Spring launch, as of 2026-11-24: 1 coming in, 1 dropping out, 1 reworded\n" in text
    assert text[text.index("\nSpring launch, as of") :] == """
Spring launch, as of 2026-11-24
1 must, 1 should → 1 must, 1 should.

  Comes in (1)
    TRN-03 Should: Keep a full list of pictures
        new in the rules, replaces TRN-02

  Drops out (1)
    TRN-02 Should: Keep a list of pictures
        replaced by TRN-03 (Keep a full list of pictures); notes and tick move there

  Reworded (1)
    TRN-01 Must: Label realistic AI pictures
"""


def test_diff_writes_markdown_for_a_change_log(diff):
    page = diff("before", "after", "--format", "markdown").out
    assert page.startswith("## test 1.0.0 → test 1.1.0\n\n### In short\n\n- **Rules**: 1 new, 1 retired, 1 reworded\n\n### The rules\n")
    assert "- **TRN-01** Label realistic AI pictures\n    - before: Label AI pictures\n    - now: Label **realistic** AI pictures\n" in page
    assert "[ ]" not in page


def test_diff_sums_up_several_campaigns(diff, place):
    (place / "mail.yml").write_text("campaign: Mail\nmarkets: [de]\nchannels: [email]\n")
    text = diff("before", "after", "spring.yml", "mail.yml").out
    assert "    Together, 2 of 2 campaigns concerned: 2 coming in, 2 dropping out, 1 reworded\n" in text
    assert text.index("Spring launch, as of 2026-11-24\n") < text.index("Mail, as of 2026-11-24\n")


def test_diff_tells_authors_that_a_change_was_not_said(diff, place):
    write_pack(place / "after", theme=THEME_YML.replace("[instagram]", "[email]"))
    text = diff("before", "after").out
    assert "Changed without saying so (1)" in text
    assert "        `revised` is still 1.0.0, so ticks stay\n        applies to channels: e-mail; before: channels: Instagram\n" in text
    assert "Mind: both sides are test 1.0.0, so pages cannot tell them apart; give the pack another version.\n" in text


def test_diff_tells_that_new_is_older(diff):
    assert "Mind: test goes back from 1.1.0 to 1.0.0; pages written with 1.1.0 are" in diff("after", "before").out


def test_diff_tells_that_a_meaning_changed(diff, place):
    write_pack(
        place / "after", pack=PACK_YML.replace("1.0.0", "2.0.0"),
        theme=(THEME_YML + SECOND_ITEM).replace("Label AI", "Mark AI").replace("revised: 1.0.0", "revised: 2.0.0", 1),
    )
    assert "        changed in test 2.0.0: what was ticked has to be ticked again\n" in diff("before", "after").out
    assert "        as it was before test 2.0.0\n" in diff("after", "before").out


def test_diff_lays_house_packs_over_the_built_in_rules(diff, place):
    (place / "acme.yml").write_text(HOUSE)
    text = diff("core", "acme.yml").out
    assert text.startswith("core 1.0.0 → core 1.0.0 + acme 2026.1.0\n") and "Switched off (1)\n    WEL-19 " in text
    assert "        switched off by acme: We sell no alcohol.\n" in text
    assert "Switched on again (1)\n    WEL-19 " in diff("acme.yml", "core").out


def test_diff_lays_packs_over_each_other_in_their_order(diff, place):
    (place / "acme.yml").write_text(HOUSE)
    (place / "client.yml").write_text(HOUSE.replace("acme", "client").replace("[core]", "[acme]").replace("WEL-19", "WEL-18"))
    assert diff("core,acme.yml", "core,acme.yml,client.yml").out.startswith(
        "core 1.0.0 + acme 2026.1.0 → core 1.0.0 + acme 2026.1.0 + client 2026.1.0\n"
    )


def test_diff_compares_the_words_of_both_sides(diff, place):
    vocabulary = VOCABULARY_YML.replace("      email:", "      tiktok: {title: TikTok, define: T.}\n      email:")
    write_pack(place / "after", vocabulary=vocabulary, theme=THEME_YML + SECOND_ITEM)
    (place / "tiktok.yml").write_text("campaign: Dance\nchannels: [tiktok]\n")
    text = diff("before", "after", "tiktok.yml").out
    assert "  Words (1)\n    channels: tiktok (TikTok) is new\n" in text
    assert "\ntest 1.0.0 does not know channels: TikTok.\nNothing changes.\n" in text


def test_diff_tells_a_source_that_moved(diff, place):
    write_pack(place / "after", sources=SOURCES_YML.replace("2026-08-02", "2027-12-02"), theme=THEME_YML + SECOND_ITEM)
    text = diff("before", "after", "spring.yml").out
    assert "  Sources that changed (1)\n    AI Act Art. 50(4)\n        starts 2027-12-02; before: 2026-08-02\n" in text
    assert "  Milder (1)\n    TRN-01 Must → should, must from 2027-12-02: Label AI pictures\n" in text
    assert "        AI Act Art. 50(4) (EU) applies from 2027-12-02; before: from 2026-08-02\n" in text


# ---- days


def test_diff_since_tells_what_time_alone_changed(diff):
    text = diff("before", "before", "spring.yml", "--since", "2026-08-01").out
    assert text.startswith("test 1.0.0 on 2026-08-01 → test 1.0.0 on 2026-11-24\n")
    assert "  Dates that arrived (1)\n    2026-08-02 AI Act Art. 50(4) (EU) took effect: TRN-01\n" in text
    assert "  Stricter (1)\n    TRN-01 Should, must from 2026-08-02 → must: Label AI pictures\n" in text
    assert "        AI Act Art. 50(4) (EU) took effect on 2026-08-02\n" in text


def test_diff_as_of_judges_both_sides_at_one_day(diff):
    text = diff("before", "after", "spring.yml", "--as-of", "2026-08-01").out
    assert "Spring launch, as of 2026-08-01\n2 should → 2 should.\n" in text


def test_diff_judges_a_campaign_at_its_launch(diff, place):
    (place / "spring.yml").write_text(SPRING + "launch: 2027-05-01\n")
    assert "Spring launch, as of 2027-05-01\n" in diff("before", "after", "spring.yml").out


def test_diff_takes_what_the_project_says_of_every_campaign(diff, place):
    (place / "checklist.yml").write_text("schema: 1\npacks: [nowhere]\ndefaults: {channels: [email]}\n")
    (place / "bare.yml").write_text("campaign: Bare\nmarkets: [de]\n")
    assert diff("before", "after", "bare.yml").out.count("Bare, as of") == 2
    assert "TRN-01" not in diff("before", "after", "bare.yml").out.split("\nBare, as of")[1]
    assert "TRN-01 Must, to confirm:" in diff("before", "after", "bare.yml", "--no-project").out.split("\nBare, as of")[1]


# ---- exit codes


@pytest.mark.parametrize("args, code", [
    pytest.param(["before", "after"], 0, id="changed"),
    pytest.param(["before", "after", "--exit-code"], 1, id="changed-and-asked"),
    pytest.param(["before", "copy", "--exit-code"], 0, id="unchanged"),
    pytest.param(["before", "before", "--since", "2026-08-01", "--exit-code"], 1, id="a-date-arrived"),
    pytest.param(["before", "before", "--since", "2026-08-02", "--exit-code"], 0, id="no-date-arrived"),
])
def test_diff_exits_as_documented(diff, place, args, code):
    write_pack(place / "copy", theme=THEME_YML + SECOND_ITEM)
    assert diff(*args).code == code


def test_diff_says_that_nothing_changed(diff, place):
    write_pack(place / "copy", theme=THEME_YML + SECOND_ITEM)
    assert diff("before", "copy").out == "test 1.0.0 → test 1.0.0\nNothing changed.\n"


BAD = [
    pytest.param(["before", "nope"], ["NEW: PCK03 there is no pack 'nope'"], id="no-such-pack"),
    pytest.param(["cor", "after"], ["OLD: PCK03 there is no pack 'cor' (did you mean 'core'?)"], id="nearly-core"),
    pytest.param(["before", "aftre"], ["NEW: PCK03 there is no pack 'aftre' (did you mean 'after'?)"], id="nearly-a-directory"),
    pytest.param(["nope", "nix"], ["OLD: PCK03 there is no pack 'nope'", "NEW: PCK03 there is no pack 'nix'"], id="neither-pack"),
    pytest.param(["before", "before"], ["NEW: OPT03 OLD and NEW are the same rules"], id="same-twice"),
    pytest.param(["before", "./after/../before/"], ["NEW: OPT03 OLD and NEW are the same rules"], id="same-by-another-path"),
    pytest.param(["before", "after,before"], ["NEW: OPT03 before is no house pack, so it cannot lie over after"], id="two-at-the-bottom"),
    pytest.param(["before", "after,core"], ["NEW: OPT03 core is no house pack, so it cannot lie over after"], id="core-on-top"),
    pytest.param(["before", ""], ["NEW: OPT02 it names nothing"], id="empty"),
    pytest.param(["before", "after,"], ["NEW: OPT02 it names nothing"], id="comma-at-the-end"),
    pytest.param(["before", "after", "nope.yml"], ["nope.yml: OUT01 there is no such file"], id="no-such-campaign"),
    pytest.param(["before", "after", ""], ["CAMPAIGN: OPT02 the name is empty"], id="campaign-without-a-name"),
    pytest.param(["before", "after", "spring.yml", "spring.yml"], ["spring.yml: OPT03 the campaign is named twice"], id="campaign-twice"),
    pytest.param(
        ["before", "after", "spring.yml", "other.yml"], ["other.yml: OPT03 spring.yml has the id spring-launch too"], id="id-twice"
    ),
    pytest.param(["before", "after", "--format", "jsn"], ["--format: OPT01 there is no format 'jsn' (did you mean 'json'?)"], id="format"),
    pytest.param(["before", "after", "--since", "soon"], ["--since: OPT02 'soon' is not a date"], id="no-date"),
    pytest.param(
        ["before", "after", "--since", "2027-01-01"],
        ["--since: OPT03 2027-01-01 is later than 2026-11-24, the day that counts as now"], id="since-is-later",
    ),
    pytest.param(
        ["before", "after", "spring.yml", "--since", "2027-01-01"],
        ["--since: OPT03 2027-01-01 is later than 2026-11-24, the day Spring launch is judged at"], id="since-is-later-for-a-campaign",
    ),
    pytest.param(
        ["before", "after", "broken.yml", "nope.yml", "--format", "x", "--as-of", "y"],
        [
            "--format: OPT01", "--as-of: OPT02", "broken.yml:2:11: REF01 value of markets", "broken.yml:3:1: RUL01 key", "nope.yml: OUT01",
        ], id="all-at-once",
    ),
    pytest.param(
        ["before", "after", "waived.yml"], ["waived.yml:4:11: REF01 no item has the code TRN-09"], id="a-code-that-neither-side-has",
    ),
]


@pytest.mark.parametrize("args, told", BAD)
def test_diff_refuses_what_it_cannot_use(diff, place, args, told):
    (place / "other.yml").write_text(SPRING)
    (place / "broken.yml").write_text("campaign: X\nmarkets: [mars]\nchannel: [email]\n")
    (place / "waived.yml").write_text(SPRING + "waivers: [{code: TRN-09, reason: why, approver: Ann, expires: 2027-01-01}]\n")
    outcome = diff(*args)
    assert (outcome.code, outcome.out) == (2, "")
    lines = outcome.err.splitlines()
    assert len(lines) == len(told), outcome.err
    assert all(line.startswith(begun) for line, begun in zip(lines, told)), outcome.err


def test_diff_tells_the_problems_of_both_sides(diff, place):
    write_pack(place / "before", theme=THEME_YML.replace("owner: brand-manager", "owner: nobody"))
    write_pack(place / "after", sources=None, pack=PACK_YML.replace("1.0.0", "one"))
    outcome = diff("before", "after")
    assert outcome.code == 2 and "before/themes/transparency.yml:" in outcome.err and "after/pack.yml:3:10: RUL" in outcome.err


def test_diff_reads_a_campaign_that_was_written_for_either_side(diff, place):
    waiver = "waivers: [{code: TRN-0%d, reason: not ours, approver: Ann, expires: 2027-06-30}]\n"
    for number in (2, 3):
        (place / "waived.yml").write_text(SPRING + waiver % number)
        assert diff("before", "after", "waived.yml").code == 0
    (place / "waived.yml").write_text(SPRING + waiver % 2)
    told = "    TRN-02, waived until 2027-06-30 by Ann: the item is retired, replaced by TRN-03"
    assert told in diff("before", "after", "waived.yml").out


# ---- formats


def compared(old: RuleSet, new: RuleSet, *campaigns: Any, since: date = DAY) -> Comparison:
    days = Days(since, DAY)
    return compare(old, new, [(campaign, days) for campaign in campaigns], days=days)


def test_json_is_what_its_schema_says(diff, place, run):
    outcome = diff("before", "after", "spring.yml", "--format", "json")
    report = json.loads(outcome.out)
    jsonschema.validate(report, json.loads(run("rules", "schema", "diff").out))
    assert report["schema"] == "diff/1" and report["summary"]["rules"]["reworded"] == 1
    assert {item["code"]: item["kind"] for item in report["items"]} == {"TRN-01": "reworded", "TRN-03": "new", "TRN-02": "retired"}
    assert report["items"][0]["action_before"] == "Label AI pictures" and report["items"][2]["replaced_by"] == ["TRN-03"]


def test_json_names_the_source_and_the_day_of_a_cause(diff):
    report = json.loads(diff("before", "before", "spring.yml", "--since", "2026-08-01", "--format", "json").out)
    (item,) = report["campaigns"][0]["items"]
    assert item["causes"] == [{"kind": "arrived", "source": "ai-act", "date": "2026-08-02", "date_before": "2026-08-02"}]
    assert (item["old"]["level"], item["old"]["becomes"], item["new"]["level"]) == ("should", "2026-08-02", "must")


VALIDATOR = jsonschema.Draft202012Validator(deltas.SCHEMA)
pairs = rules_before.flatmap(lambda drawn: st.tuples(st.just(drawn), changed(drawn)))


@few
@given(pair=pairs, way=ways, since=st.sampled_from([DAY, date(2018, 5, 24)]))
def test_every_comparison_can_be_told_in_every_format(pair, way, since):
    made = compared(*map(built, pair), way.campaign, since=since)
    VALIDATOR.validate(json.loads(deltas.json(made)))
    page = changelog.as_markdown(made)
    assert all(unit.kind != "task" for unit in markdown.parse(page))
    assert all(visible(line) == line for line in changelog.text(made).splitlines())


def hostile_rules() -> tuple[RuleSet, RuleSet]:
    """Return rules before and after in which every text that is told is hostile."""
    before, after = [], []
    for number, hostile in enumerate(HOSTILE, 100):
        before.append(make_item(f"TRN-{number}", action=f"{hostile} old", lead=1, owner="brand-manager"))
        after.append(make_item(f"TRN-{number}", action=hostile, required_by=(f"s{number}",), revised="2.0.0"))
    sources = tuple(make_source(f"s{number}", short=hostile, provision=hostile) for number, hostile in enumerate(HOSTILE, 100))
    off = tuple(Disabled(f"TRN-{number}", "acme", hostile) for number, hostile in enumerate(HOSTILE, 500))
    gone = [make_item(f"TRN-{number}") for number in range(500, 500 + len(off))]
    old, new = make_rules(*before, *gone), make_rules(*after, sources=sources)._replace(disabled=off)
    return old, new._replace(packs=(new.packs[0]._replace(version="2.0.0"),))


def bullets_of(text: str) -> list[str]:
    """Return what the text says below its groups, without the lines that mark single words."""
    lines = [line for line in text.splitlines() if line.startswith("    ") and "[-" not in line]
    return [" ".join(line.split()) for line in lines]


@pytest.mark.parametrize("engine", ENGINES)
def test_markdown_shows_hostile_texts_as_they_are(engine):
    made = compared(*hostile_rules())
    shown = of_kind(tree(ENGINES[engine](changelog.as_markdown(made))), "li")
    assert [line for line in shown if not line.startswith(("before: ", "now: "))] == bullets_of(changelog.text(made))
    for told, item in (("before", "old"), ("now", "new")):
        actions = [read(getattr(change, item).action) for change in made.changes.of_kind("meaning")]
        assert [line for line in shown if line.startswith(f"{told}: ")] == [" ".join(f"{told}: {action}".split()) for action in actions]


@pytest.mark.parametrize("engine", ENGINES)
def test_markdown_shows_hostile_titles_and_waivers_as_they_are(engine):
    side = make_rules(make_item())
    campaigns = [
        make_campaign(f"c{number}", title=hostile, waivers=(make_waiver(approver=hostile),)) for number, hostile in enumerate(HOSTILE)
    ]
    made = compared(side, make_rules(), *campaigns)
    body = tree(ENGINES[engine](changelog.as_markdown(made)))
    expected = [" ".join(f"{campaign.title}, as of 2027-03-01".split()) for campaign in campaigns]
    assert [line for line in of_kind(body, "h3") if line.endswith("as of 2027-03-01")] == expected
    assert of_kind(body, "li") == bullets_of(changelog.text(made))


def test_words_that_one_side_alone_knows_are_told():
    facets = {
        **VOCABULARY.facets, "tone": make_facet("tone", {"loud": ()}),
        "markets": make_facet("markets", {**HIERARCHY["markets"], "at": ("eu",)}),
    }
    binding = make_item("TRN-01", required_by=("ai-act",)), make_item("TRN-01", required_by=(Requirement("ai-act", wants(tone=["loud"])),))
    sides = [
        make_rules(binding[0], sources=(make_source(),)),
        make_rules(binding[1], sources=(make_source(jurisdictions=("at", "de")),))._replace(vocabulary=VOCABULARY._replace(facets=facets)),
    ]
    text = changelog.text(compared(*sides, make_campaign(markets=["de"])))
    assert "    TRN-01 Must → must, to confirm: Do what TRN-01 says\n        ai-act (AT, DE) now binds if tone: loud\n" in text
    text = changelog.text(compared(*reversed(sides), make_campaign(markets=["de"])))
    assert "    TRN-01 Must, to confirm → must: Do what TRN-01 says\n" in text


def test_text_shows_no_control_characters():
    ugly = "a\x1b[31mb\u202ec\x07"
    made = compared(make_rules(), make_rules(make_item(action=ugly)), make_campaign(title=ugly))
    assert "\x1b" not in changelog.text(made) and "\\x1b" in changelog.text(made) and "\u202e" not in changelog.text(made)


def test_text_is_painted_by_its_style():
    made = compared(make_rules(make_item(action="Do this")), make_rules(make_item(action="Do that")))
    painted = changelog.text(made, lambda shown, style: f"<{style}>{shown}</>")
    assert "Do <gone>[-this-]</> <new>{+that+}</>" in painted and "<strong>TRN-01</>" in painted and "<group>Reworded (1)</>" in painted
    assert re.sub(r"</?\w*>", "", painted) == changelog.text(made)


def test_an_action_that_is_only_marked_otherwise_says_so():
    made = compared(make_rules(make_item(action="Do *this*")), make_rules(make_item(action="Do **this**")))
    assert "        the action is emphasised or linked otherwise\n" in changelog.text(made)


def test_a_parameter_is_shown_by_its_title(diff, place):
    write_pack(place / "after", theme=THEME_YML.replace("Label AI pictures", "'Label {{ brand }} pictures'"))
    assert "        Label [-AI-] {+[your brand]+} pictures\n" in diff("before", "after").out
