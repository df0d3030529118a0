"""House packs laid over rules: what they change, and what is told where they cannot."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from checklist import api
from checklist.loading import load_rules
from checklist.model import RuleSet
from checklist.versions import allows
from tests.builders import make_campaign

DAY = date(2027, 1, 15)
HEAD = """\
schema: 1
name: {name}
version: 2026.1.0
title: {title} house rules
extends: [{extends}]
"""
SOURCE = """\
  sources:
    acme-ai-3:
      title: Acme AI policy, labels
      short: Acme AI policy 3
      issuer: Acme
      provision: AI policy of 2026, section 3
      kind: house
      applies_from: 2026-01-01
      url: https://intranet.acme.example/ai
      summary: Label every AI picture, realistic or not.
      checked: 2026-11-01
      review_by: 2027-11-01
      confidence: verified
"""
ITEM = """\
  items:
    - theme: transparency
      code: ACM-01
      action: Send every AI picture to the brand team
      why: The brand team keeps the record of what AI made for us.
      how: [Send the file with the prompt to the brand team.]
      evidence: answer of the brand team
      owner: creative-lead
      phase: review
      effort: 10
      level: should
      required_by: [acme-ai-3]
      when: {ai_uses: [generated-image]}
      since: 2026.1.0
      revised: 2026.1.0
"""


def pack(folder: Path, text: str, *, name: str = "acme", extends: str = "core") -> str:
    """Write a house pack and return its directory."""
    place = folder / name
    place.mkdir()
    (place / "pack.yml").write_text(HEAD.format(name=name, title=name.capitalize(), extends=extends) + text, encoding="utf-8")
    return str(place)


def items_of(rules: RuleSet) -> dict[str, Any]:
    return {item.code: item for item in rules.item_list}


def problems_of(run: Any, *args: str) -> list[str]:
    result = run(*args)
    assert result.code == 2, result.err
    return [line for line in result.err.splitlines() if line]


# ---- what a pack changes


def test_an_override_changes_what_it_names_and_nothing_else(tmp_path):
    before = items_of(load_rules())["TRN-02"]
    after = items_of(load_rules(packs=[pack(tmp_path, "override: {TRN-02: {lead: 21, owner: legal-counsel}}\n")]))["TRN-02"]
    assert after == before._replace(lead=21, owner="legal-counsel", packs=("core", "acme"))


def test_a_changed_meaning_is_numbered_by_the_pack_that_changed_it(tmp_path):
    text = "override: {TRN-02: {action: Label all AI pictures, revised: 2026.1.0}}\n"
    after = items_of(load_rules(packs=[pack(tmp_path, text)]))["TRN-02"]
    assert (after.action, after.revised, after.revised_by) == ("Label all AI pictures", "2026.1.0", "acme")


def test_a_house_rule_makes_a_must_beside_the_law(tmp_path):
    text = "prefixes: [ACM]\noverride: {TRN-18: {also_required_by: [acme-ai-3], revised: 2026.1.0}}\nadd:\n" + SOURCE + ITEM
    rules = load_rules(packs=[pack(tmp_path, text)])
    brief = api.Brief(make_campaign(markets=["de"], channels=["instagram"], ai_uses=["generated-image", "generated-text"], data=[]))
    page = api.render(rules, api.checklist(rules, brief, api.Choice(), day=DAY), format="markdown")
    assert "- [ ] **Must:** Send every AI picture to the brand team ([ACM-01](#acm-01))" in page
    assert "[Acme AI policy 3](https://intranet.acme.example/ai) (house rule since 2026-01-01)" in page
    assert "**House rule:** Acme house rules." in page


def test_what_is_switched_off_is_named_with_its_reason(tmp_path):
    rules = load_rules(packs=[pack(tmp_path, "disable: {WEL-19: We sell no alcohol.}\n")])
    assert "WEL-19" not in items_of(rules)
    brief = api.Brief(make_campaign(markets=["de"]))
    page = api.render(rules, api.checklist(rules, brief, api.Choice(), day=DAY), format="markdown")
    assert "**WEL-19:** switched off by Acme house rules: We sell no alcohol." in page


def test_vocabulary_grows_and_conditions_know_it(tmp_path):
    text = """\
prefixes: [ACM]
override: {TRN-02: {channels: {mastodon: {how: [Write it below the picture.]}}}}
add:
  vocabulary:
    facets:
      channels: {values: {mastodon: {title: Mastodon, within: [social], define: The server of the house.}}}
      brands: {title: brands, question: Which brand is it for?, values: {acme-one: {title: Acme One, define: The first brand.}}}
    owners: {brand-guard: {title: brand guard, define: Keeps the look.}}
""" + SOURCE + ITEM.replace("{ai_uses: [generated-image]}", "{brands: [acme-one]}").replace("creative-lead", "brand-guard")
    rules = load_rules(packs=[pack(tmp_path, text)])
    facets = rules.vocabulary.facets
    assert facets["channels"].above["mastodon"] == {"mastodon", *facets["channels"].above["social"]}
    assert "mastodon" in facets["channels"].below["social"] and list(facets["brands"].members) == ["acme-one"]
    assert items_of(rules)["ACM-01"].owner == "brand-guard"


def test_a_pack_may_be_one_file(tmp_path):
    place = Path(pack(tmp_path, "disable: {WEL-19: No alcohol.}\n"))
    file = tmp_path / "house.yml"
    file.write_bytes((place / "pack.yml").read_bytes())
    assert load_rules(packs=[str(file)]).disabled == load_rules(packs=[str(place)]).disabled


def test_parameters_are_set_and_declared(tmp_path):
    text = """\
params:
  brand: Acme
  daily_cap: {title: posts a day, type: number, default: "3", min: 1, max: 9}
override: {WEL-04: {how: ["Post at most {{ daily_cap }} times a day for {{ brand }}."], revised: 2026.1.0}}
"""
    rules = load_rules(packs=[pack(tmp_path, text)])
    page = api.render(rules, api.checklist(rules, api.Brief(api.NOBODY), api.Choice(), day=DAY), format="markdown")
    assert "Post at most 3 times a day for Acme." in page


def test_one_pack_extends_another(tmp_path):
    agency = pack(tmp_path, "override: {TRN-02: {lead: 21}}\n", name="agency")
    client = pack(tmp_path, "override: {TRN-02: {lead: 30}}\n", name="client", extends="agency")
    assert items_of(load_rules(packs=[agency, client]))["TRN-02"].packs == ("core", "agency", "client")
    assert items_of(load_rules(packs=[agency, client]))["TRN-02"].lead == 30


def test_two_packs_that_agree_are_no_conflict(tmp_path):
    one, two = (pack(tmp_path, "override: {TRN-02: {lead: 21}}\n", name=name) for name in ("one", "two"))
    assert items_of(load_rules(packs=[one, two]))["TRN-02"].packs == ("core", "one", "two")


def test_without_packs_nothing_changes():
    assert load_rules(packs=[]) == load_rules()


# ---- what is told


@pytest.mark.parametrize("text, told", [
    ("override: {TRN-99: {lead: 1}}", "6:20: REF01 no item has the code TRN-99 (did you mean "),
    ("disable: {TRN-99: why not}", "REF01 no item has the code TRN-99"),
    ("override: {TRN-02: {}}", "6:20: RUL08 the override changes nothing"),
    ("override: {TRN-02: {leed: 1}}", "6:21: RUL01 key 'leed' is unknown in an override (did you mean 'lead'?)"),
    ("override: {TRN-02: {action: Do it}}", "6:20: RUL08 a change of action changes what a tick means"),
    ("override: {TRN-02: {level: must}}", "6:28: RUL05 'must' is not allowed here (a must comes from a binding source"),
    ("override: {TRN-02: {required_by: [icc-code-2024], revised: 2026.1.0}}", "RUL10 icc-code-2024 is self-regulation and binds nobody"),
    ("override: {TRN-02: {see: [no-such]}}", "REF01 source 'no-such' is not defined"),
    ("override: {ACC-01: {channels: {tiktok: {how: [Do it.]}}}}", "RUL09 `channels` goes with `per: channels`"),
    ("override: {TRN-02: {lead: 1}}\ndisable: {TRN-02: why not}", "PCK02 TRN-02 is switched off and changed by acme"),
    ("requires: ['core>=2']", "PCK01 acme requires core>=2, and this is core 1.0.0"),
    ("requires: ['core<1,>=0.9']", "PCK01 acme requires core<1,>=0.9, and this is core 1.0.0"),
    ("requires: ['cor>=1']", "PCK03 acme requires cor>=1, and cor is not loaded (did you mean 'core'?)"),
    ("requires: [core~1]", "RUL05 'core~1' is not a pack with versions"),
    ("prefixes: [TRN]", "REF02 prefix TRN belongs to core"),
    ("params: {brnad: Acme}", "REF01 no pack has a parameter 'brnad' (did you mean 'brand'?)"),
    ("params: {brand: {title: brand}}", "REF02 parameter brand is declared already"),
    ("add: {vocabulary: {facets: {channels: {values: {tiktok: {title: T, define: T.}}}}}}", "REF02 channels has a value tiktok already"),
    ("add: {vocabulary: {facets: {channels: {values: {m: {title: T, define: T., within: [socal]}}}}}}", "REF01 'm' lies within 'socal'"),
    ("add: {vocabulary: {facets: {moods: {values: {good: {title: T, define: T.}}}}}}", "RUL08 facet moods is new and needs a title"),
    ("add: {vocabulary: {owners: {creative-lead: {title: T, define: T.}}}}", "REF02 role creative-lead is there already"),
    ("add:\n" + SOURCE.replace("acme-ai-3:", "gdpr-art5:"), "REF02 source gdpr-art5 is there already"),
    ("prefixes: [ACM]\nadd:\n" + SOURCE + ITEM.replace("ACM-01", "ACN-01"), "REF02 ACN-01 does not begin with a prefix of acme"),
    ("add:\n" + SOURCE + ITEM, "REF02 ACM-01 does not begin with a prefix of acme (add `prefixes:` to the pack)"),
    ("prefixes: [ACM]\nadd:\n" + SOURCE + ITEM.replace("ACM-01", "TRN-01"), "REF02 code TRN-01 is taken"),
    ("prefixes: [ACM]\nadd:\n" + SOURCE + ITEM.replace("transparency", "transparent"), "REF01 theme 'transparent' is not defined"),
    ("add:\n" + SOURCE.replace("kind: house", "kind: law"), "RUL08 key 'jurisdictions' is missing in a source"),
    ("disable: {}", None),
], ids=str)
def test_what_cannot_be_is_told_where_it_stands(run, tmp_path, text, told):
    place = pack(tmp_path, text + "\n")
    if told is None:
        assert run("rules", "lint", place).code == 0
        return
    lines = problems_of(run, "rules", "lint", place)
    assert [line for line in lines if line.startswith(os.path.join(place, "pack.yml")) and told in line] != [], lines


def test_all_problems_are_told_at_once(run, tmp_path):
    text = "override: {TRN-98: {lead: 1}, TRN-99: {lead: 1}}\ndisable: {TRN-97: why not}\n"
    assert len(problems_of(run, "rules", "lint", pack(tmp_path, text))) == 3


def test_a_conflict_names_both_places(run, tmp_path):
    one, two = (pack(tmp_path, f"override: {{TRN-02: {{lead: {days}}}}}\n", name=name) for name, days in (("one", 1), ("two", 2)))
    (line,) = problems_of(run, "generate", "--pack", one, "--pack", two)
    hint = f"one does at {one}/pack.yml:6:20; let one of them extend the other"
    assert line == f"{two}/pack.yml:6:20: PCK02 two and one both set lead of TRN-02 ({hint})"


@pytest.mark.parametrize("first, second", [
    ("override: {TRN-02: {lead: 1}}", "disable: {TRN-02: why not}"), ("disable: {TRN-02: why not}", "override: {TRN-02: {lead: 1}}"),
])
def test_a_change_of_what_another_switches_off_is_a_conflict(run, tmp_path, first, second):
    one, two = pack(tmp_path, first + "\n", name="one"), pack(tmp_path, second + "\n", name="two")
    (line,) = problems_of(run, "generate", "--pack", one, "--pack", two)
    assert "PCK02" in line and f"{one}/pack.yml" in line and line.startswith(f"{two}/pack.yml")


def test_a_pack_that_is_not_loaded_cannot_be_extended(run, tmp_path):
    (line,) = problems_of(run, "generate", "--pack", pack(tmp_path, "", extends="agency"))
    assert "PCK03 acme extends agency, which is not loaded" in line


def test_a_pack_is_named_once(run, tmp_path):
    place = pack(tmp_path, "")
    other = tmp_path / "again"
    other.mkdir()
    (other / "pack.yml").write_bytes((Path(place) / "pack.yml").read_bytes())
    (line,) = problems_of(run, "generate", "--pack", place, "--pack", str(other))
    assert "PCK02 a pack called acme is loaded already" in line


@pytest.mark.parametrize("content, code", [
    (b"", "YML03"), (b"\x00\x01", "YML"), (b"- a\n", "RUL02"), (b"extends: [core]\n", "RUL08"), (b"extends: &a [core]\nname: *a\n", "YML"),
    (b"[" * 20_000, "YML"), (b"x" * 6_000_000, "YML"),
], ids=["empty", "binary", "list", "bare", "alias", "deep", "big"])
def test_a_file_that_is_no_pack_is_told(run, tmp_path, content, code):
    file = tmp_path / "house.yml"
    file.write_bytes(content)
    lines = problems_of(run, "generate", "--pack", str(file))
    assert lines and all(line.startswith(str(file)) for line in lines) and code in lines[0]


@pytest.mark.parametrize("file", ["", "sources.yml", "notes.txt"])
def test_a_directory_without_a_pack_is_told(run, tmp_path, file):
    if file:
        (tmp_path / file).write_text("schema: 1\nsources: {}\n")
    (line,) = problems_of(run, "generate", "--pack", str(tmp_path))
    assert line == f"{tmp_path}/pack.yml: OUT01 the file is missing (a pack needs it)"


# ---- hostile packs


@pytest.mark.parametrize("name", ["pack.yml", "sources.yml", "themes/more.yml", "i18n/de/pack.yml"])
def test_nothing_outside_a_pack_is_read(run, tmp_path, name):
    place = Path(pack(tmp_path, ""))
    secret = tmp_path / "secret.yml"
    secret.write_text("password: hunter2\n")
    link = place / name
    link.parent.mkdir(parents=True, exist_ok=True)
    link.unlink(missing_ok=True)
    link.symlink_to(secret)
    result = run("generate", "--pack", str(place), "--lang", "de" if "i18n" in name else "en")
    assert result.code == 2 and "hunter2" not in result.err and "OUT01 it is a link to a file outside the pack" in result.err


def test_a_pack_of_many_overrides_takes_linear_time(tmp_path):
    lines = "".join(f"  {code}: {{lead: {number % 300}}}\n" for number, code in enumerate(items_of(load_rules())))
    assert len(load_rules(packs=[pack(tmp_path, "override:\n" + lines)]).item_list) == len(load_rules().item_list)


# ---- versions


@pytest.mark.parametrize("conditions, version, allowed", [
    (">=1.2,<2", "1.2.0", True), (">=1.2,<2", "1.10.0", True), (">=1.2,<2", "2.0.0", False), (">=1.2,<2", "1.1.9", False),
    ("==1.2", "1.2.0", True), ("==1.2", "1.2.1", False), (">1", "1.0.0", False), (">1", "1.0.1", True), ("<=2", "2.0.0", True),
])
def test_versions_are_compared_as_numbers(conditions, version, allowed):
    assert allows(conditions, version) is allowed


# ---- languages


def test_a_changed_text_is_never_shown_in_an_old_translation(tmp_path):
    text = "override: {TRN-02: {action: Label all AI pictures, revised: 2026.1.0}}\n"
    place = Path(pack(tmp_path, text))
    rules = load_rules(packs=[str(place)], lang="de")
    assert items_of(rules)["TRN-02"].action == "Label all AI pictures"
    assert rules.untranslated == {("transparency", "items", "TRN-02")}
    said = load_rules(packs=[str(place)])
    from checklist.translation import digest

    (place / "i18n" / "de").mkdir(parents=True)
    (place / "i18n" / "de" / "transparency.yml").write_text(
        f"schema: 1\nitems:\n  TRN-02:\n    action: {{of: {digest(items_of(said)['TRN-02'].action)}, text: Alle KI-Bilder kennzeichnen}}\n"
    )
    german = load_rules(packs=[str(place)], lang="de")
    assert items_of(german)["TRN-02"].action == "Alle KI-Bilder kennzeichnen" and not german.untranslated
    assert items_of(german)["TRN-01"] == items_of(load_rules(lang="de"))["TRN-01"]


def test_what_a_house_sets_is_a_name_in_every_language(tmp_path):
    rules = load_rules(packs=[pack(tmp_path, "params: {brand: Acme}\n")], lang="de")
    assert rules.packs[-1].params[0].default == "Acme" and not rules.untranslated
