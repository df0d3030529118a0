"""`checklist.yml`, CHECKLIST_PACKS and packs of installed distributions."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.test_tailoring import pack

CAMPAIGN = "campaign: Spring\nchannels: [instagram]\nai_uses: [generated-image]\ndata: []\n"


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """A project of its own, with a campaign."""
    project = tmp_path / "project"
    (project / "below").mkdir(parents=True)
    (project / ".git").mkdir()
    (project / "spring.yml").write_text(CAMPAIGN)
    monkeypatch.chdir(project)
    monkeypatch.delenv("CHECKLIST_PACKS", raising=False)
    return project


def settings(place: Path, text: str) -> Path:
    file = place / "checklist.yml"
    file.write_text("schema: 1\n" + text, encoding="utf-8")
    return file


def house(place: Path, text: str = "disable: {TRN-05: not here}\n", **named: str) -> str:
    return os.path.relpath(pack(place, text, **named))


# ---- where packs come from


def test_the_project_file_names_packs(run, place):
    settings(place, f"packs: [{house(place)}]\n")
    assert "core 1.0.0 and acme 2026.1.0" in run("generate", "spring.yml").out
    assert "acme" not in run("generate", "spring.yml", "--no-project").out


def test_it_is_found_from_below_and_its_paths_are_its_own(run, place, monkeypatch):
    settings(place, f"packs: [{house(place)}]\n")
    monkeypatch.chdir(place / "below")
    assert "acme 2026.1.0" in run("generate", "../spring.yml").out


def test_it_is_not_looked_for_above_the_repository(run, place, monkeypatch):
    settings(place, f"packs: [{house(place)}]\n")
    (place / "below" / ".git").mkdir()
    monkeypatch.chdir(place / "below")
    assert "acme" not in run("generate", "../spring.yml").out


def test_it_is_not_looked_for_above_the_home_directory(run, place, monkeypatch):
    (place / ".git").rmdir()
    settings(place, f"packs: [{house(place)}]\n")
    monkeypatch.setenv("HOME", str(place / "below"))
    monkeypatch.chdir(place / "below")
    assert "acme" not in run("generate", "../spring.yml").out


def test_packs_come_in_order_each_once(run, place, monkeypatch):
    one, two, three = (house(place, "", name=name) for name in ("one", "two", "three"))
    settings(place, f"packs: [{one}]\n")
    monkeypatch.setenv("CHECKLIST_PACKS", os.pathsep.join([two, one]))
    assert "core 1.0.0, one 2026.1.0, two 2026.1.0 and three 2026.1.0" in run("generate", "spring.yml", "--pack", three).out


def test_a_pack_of_an_installed_distribution_is_found_and_none_of_its_code_runs(run, place, tmp_path, monkeypatch):
    site = tmp_path / "site"
    package = site / "acme_rules"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("raise SystemExit('this code must not run')\n")
    (package / "rules").mkdir()
    (package / "rules" / "pack.yml").write_bytes((Path(pack(tmp_path, "")) / "pack.yml").read_bytes())
    info = site / "acme_rules-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[checklist.packs]\nacme-rules = acme_rules:rules\noutside = acme_rules:../..\nnowhere = no_such_package\n"
    )
    monkeypatch.syspath_prepend(str(site))
    assert "acme 2026.1.0" in run("generate", "spring.yml", "--pack", "acme-rules").out
    wrong = {"acme-rule": "did you mean 'acme-rules'?", "outside": "lies outside its package", "nowhere": "there is no such package"}
    for name, told in wrong.items():
        result = run("generate", "spring.yml", "--pack", name)
        assert result.code == 2 and "PCK03" in result.err and told in result.err


# ---- versions


@pytest.mark.parametrize("wanted, told", [
    ("core>=1,<2", ""), ("core>=2", "PCK01 core>=2 is asked for, and this is core 1.0.0"), ("acme>=2027", "PCK01 acme>=2027 is asked for"),
    ("acme==2026.1", ""),
])
def test_versions_are_asked_for(run, place, wanted, told):
    house(place)
    listed = [wanted] if wanted.startswith("acme") else [wanted, "acme"]
    settings(place, f"packs: {[*listed]}\n")
    result = run("generate", "spring.yml")
    assert (result.code, told in result.err) == (2 if told else 0, True)


# ---- what it says of campaigns and pages


def test_what_a_campaign_does_not_say_the_project_says(run, place):
    settings(place, "defaults: {markets: [de], audience: [general]}\n")
    assert "Germany · Instagram" in run("generate", "spring.yml").out
    (place / "spring.yml").write_text(CAMPAIGN + "markets: [fr]\naudience: unknown\n")
    page = run("generate", "spring.yml").out
    assert "France · Instagram" in page and "general public" not in page.split("\n")[4]


def test_the_project_sets_language_format_template_and_order(run, place):
    settings(place, "lang: de\nformat: mediawiki\ntemplate: compact\ngroup_by: owner\n")
    page = run("generate", "spring.yml").out
    assert " lang=de template=compact group-by=owner " in page and "dialect=mediawiki" in page
    assert "dialect=markdown" in run("generate", "spring.yml", "-f", "markdown").out
    assert " lang=en template=checklist group-by=phase " in run(
        "generate", "spring.yml", "--lang", "en", "--template", "checklist", "--group-by", "phase"
    ).out


def test_a_page_of_its_own_keeps_its_ways(run, place):
    page = place / "page.md"
    page.write_text("# Page\n\n[checklist]\n")
    assert run("embed", "page.md", "--campaign", "spring.yml").code == 0
    settings(place, "lang: de\ntemplate: compact\n")
    before = page.read_text()
    assert run("embed", "page.md").code == 0 and page.read_text() == before
    other = place / "other.md"
    other.write_text("[checklist]\n")
    assert run("embed", "other.md", "--campaign", "spring.yml").code == 0
    assert " lang=de template=compact " in other.read_text()


def test_the_project_sets_parameters_and_a_campaign_beats_them(run, place):
    settings(place, "params: {brand: Acme}\n")
    assert "Acme" in run("generate", "spring.yml").out
    (place / "spring.yml").write_text(CAMPAIGN + "params: {brand: Glow}\n")
    page = run("generate", "spring.yml").out
    assert "Glow" in page and "Acme" not in page


def test_a_page_written_with_a_pack_is_refused_without_it(run, place):
    settings(place, f"packs: [{house(place)}]\n")
    (place / "page.md").write_text("[checklist]\n")
    assert run("embed", "page.md", "--campaign", "spring.yml").code == 0
    assert run("embed", "page.md").code == 0
    result = run("embed", "page.md", "--no-project")
    assert result.code == 2 and "packs 'acme'" in result.err


def test_an_empty_project_file_says_where_the_project_is_and_no_more(run, place):
    (place / "checklist.yml").write_text("")
    assert run("generate", "spring.yml").code == 0


# ---- what is told


@pytest.mark.parametrize("text, told", [
    ("pack: [acme]", "2:1: RUL01 key 'pack' is unknown in a project file (did you mean 'packs'?)"),
    ("packs: acme", "2:8: RUL02 a list belongs here"),
    ("lang: german", "checklist.yml:2:7: RUL05 'german' is not a language (write one like de)"),
    ("defaults: {market: [de]}", "2:12: REF01 facet 'market' is not defined (did you mean 'markets'?)"),
    ("defaults: {markets: [ed]}", "2:22: REF01 value of markets 'ed' is not defined"),
    ("defaults: [markets]", "RUL02 a mapping belongs here"),
    ("params: {brnad: Acme}", "REF01 no pack has a parameter 'brnad' (did you mean 'brand'?)"),
    ("packs: [no-such]", "PCK03 there is no pack 'no-such'"),
    ("template: no-such", "checklist.yml: OPT01 there is no template 'no-such'"),
    ("format: markdwon", "checklist.yml: OPT01 there is no format 'markdwon' (did you mean 'markdown'?)"),
    ("group_by: them", "checklist.yml:2:11: RUL05 'them' is not allowed here (did you mean 'theme'?)"),
    ("lang: xx", "checklist.yml: OPT01 there is no language 'xx'"),
], ids=str)
def test_what_is_wrong_with_the_file_is_told(run, place, text, told):
    settings(place, text + "\n")
    result = run("generate", "spring.yml")
    assert result.code == 2 and told in result.err


@pytest.mark.parametrize("text, told", [
    ("group_by: them", "checklist.yml:2:11: RUL05 'them' is not allowed here"),
    ("template: no-such", "checklist.yml: OPT01 there is no template 'no-such'"),
], ids=str)
def test_embed_tells_what_is_wrong_with_the_file(run, place, text, told):
    settings(place, text + "\n")
    Path("page.md").write_text("[checklist]\n", encoding="utf-8")
    result = run("embed", "page.md", "--campaign", "spring.yml")
    assert (result.code, result.out) == (2, "") and result.err.startswith(told)


def test_a_project_file_that_may_not_be_read_is_told(run, place):
    (place / "checklist.yml").write_bytes(b"\xff\xfe\x00")
    result = run("generate", "spring.yml")
    assert result.code == 2 and "checklist.yml" in result.err and "YML" in result.err
