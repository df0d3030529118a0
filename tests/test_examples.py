"""The example house packs: sound, covered by their cases, and used from the projects of their clients."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checklist.loading import load_rules

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
AGENCY = EXAMPLES / "agency" / "agency"
HARBOUR = EXAMPLES / "distribution" / "harbour_rules" / "house"
CLIENTS = {name: EXAMPLES / "agency" / "clients" / name for name in ("saltmarsh", "deichgold")}
WORK = {"saltmarsh": "winter.yml", "deichgold": "fruehling.yml"}
# Each pack, and what lies below it.
PACKS = [(AGENCY, ()), *((client, (AGENCY,)) for client in CLIENTS.values()), (EXAMPLES / "inclusion", ()), (HARBOUR, ())]
DAY = "2027-01-15"


def below(packs):
    return [arg for pack in packs for arg in ("--pack", str(pack))]


@pytest.fixture
def project(run, tmp_path, monkeypatch):
    """Return a copy of the agency to work in, and enter the project of one client there."""
    monkeypatch.delenv("CHECKLIST_PACKS", raising=False)
    shutil.copytree(EXAMPLES / "agency", tmp_path / "agency")

    def entered(client):
        monkeypatch.chdir(tmp_path / "agency" / "projects" / client)
        return tmp_path / "agency"

    return entered


# ---- every pack


@pytest.mark.parametrize("args, line", [
    (["lint"], "checklist rules lint"), (["test"], "checklist rules test"), (["translate", "de"], "checklist rules translate de --rules"),
], ids=lambda value: value[0] if isinstance(value, list) else "")
def test_a_pack_alone_is_not_taken_for_one_below_the_built_in_rules(run, args, line):
    outcome = run("rules", *args, "--pack", str(AGENCY))
    told = "--pack: OPT03 it names a pack that lies below another, and no other is named"
    assert (outcome.code, outcome.out, outcome.err) == (2, "", f"{told} (to work on that pack, write {line} {AGENCY})\n")


@pytest.mark.no_cover  # lint under coverage is what test_linting is for; here each pack takes seconds of it
@pytest.mark.parametrize("pack, under", PACKS, ids=lambda value: value.name if isinstance(value, Path) else "")
def test_an_example_has_no_findings(run, pack, under):
    result = run("rules", "lint", *below(under), "--as-of", DAY, pack)
    assert (result.code, result.err) == (0, "") and "no findings" in result.out


@pytest.mark.parametrize("pack, under", PACKS, ids=lambda value: value.name if isinstance(value, Path) else "")
def test_the_cases_of_an_example_hold_and_cover_all_of_it(run, pack, under):
    result = run("rules", "test", *below(under), pack)
    assert (result.code, result.err) == (0, "")
    assert "no failures" in result.out and result.out.count("(100 %)") == 2


@pytest.mark.parametrize("pack, under", [(AGENCY, ()), (CLIENTS["deichgold"], (AGENCY,))], ids=["agency", "deichgold"])
def test_the_german_of_an_example_is_as_the_command_writes_it(run, tmp_path, pack, under):
    copy = tmp_path / pack.name
    shutil.copytree(pack, copy)
    result = run("rules", "translate", "de", *below(under), "--rules", copy)
    assert result.code == 0
    assert all("unchanged" in line and " 0 missing, 0 changed" in line for line in result.err.splitlines())


def test_a_source_that_only_an_item_switched_off_cites_is_no_finding(run):
    assert any(off.code == "WEL-19" for off in load_rules(packs=[str(AGENCY)]).disabled)
    assert "LNT09" not in run("rules", "lint", AGENCY, "--as-of", DAY).err


# ---- the work for a client


def test_the_page_of_the_english_client(project, run):
    project("saltmarsh")
    page = run("generate", WORK["saltmarsh"]).out
    assert "packs=core@1.0.0,nordlicht@2026.2.0,saltmarsh@2026.1.0 lang=en" in page and "group-by=owner" in page
    assert "- [ ] **Must:** Keep AI away from the goods in every picture and film ([SAL-01](#sal-01))" in page
    assert "[Nordlicht media rules 4](https://intranet.nordlicht.example/media#4) (house rule since 2026-06-01)" in page
    assert "**House rule:** Nordlicht, Saltmarsh." in page
    assert "Book no channel with more than 2 adverts per person and week." in page
    assert "after 3 working days without one, call." in page
    assert "**Until 2027-12-31:** Repeat the AI label" in page
    assert "**WEL-19:** switched off by Nordlicht: We work neither for gambling nor for alcohol." in page
    assert "**TRN-12:** switched off by Saltmarsh: We take no part in politics." in page


def test_the_page_of_the_german_client_is_german(project, run):
    project("deichgold")
    page = run("generate", WORK["deichgold"]).out
    assert "lang=de" in page
    body = re.sub(r"<!--.*?-->|\]\(http[^)]*\)|“[^”]*”|„[^“]*“", "", page)
    assert not [line for line in body.splitlines() if re.search(r"\b(?:the|with|and|of|for|is)\b", line)]
    assert "Keinen Kanal mit mehr als 4 Anzeigen je Person und Woche buchen." in page
    assert "**Muss:** Keinen KI-Garten, keine KI-Ernte und keine KI-Pflücker als Herkunft eines Tees zeigen" in page
    assert "**Nachweis:** gekennzeichnete Enddateien und ein Foto jedes Hinweises auf einem Handy." in page
    assert "(DE, Hausregel seit 2026-04-01)" in page and "**Hausregel:** Nordlicht, Deichgold." in page
    assert "**WEL-19:** abgeschaltet durch Nordlicht: Wir arbeiten weder für Glücksspiel noch für Alkohol." in page
    assert "**TRN-12:** abgeschaltet durch Deichgold: Die Satzung des Hauses verbietet politische Werbung." in page
    listed = json.loads(run("generate", WORK["deichgold"], "-f", "json").out)
    assert [pack["name"] for pack in listed["packs"]] == ["core", "nordlicht", "deichgold"]


def test_nothing_of_the_german_client_is_left_in_english(core):
    rules = load_rules(packs=[str(AGENCY), str(CLIENTS["deichgold"])], lang="de")
    assert not rules.untranslated
    before = {item.code: item for item in load_rules(lang="de").item_list}
    for item in rules.item_list:
        if item.packs == ("core",):
            assert item == before[item.code]


def test_a_reason_without_translation_is_named_at_the_foot(project, run):
    top = project("deichgold")
    (top / "clients" / "deichgold" / "i18n" / "de" / "pack.yml").unlink()
    page = run("generate", WORK["deichgold"]).out
    assert "abgeschaltet durch Deichgold: The statutes of the firm forbid political advertising." in page
    assert re.search(r"^.*TRN-12.*$", page[page.index("political advertising.") :].partition("\n")[2], re.M)


def test_a_reason_that_changed_is_never_shown_in_an_old_translation(project, run):
    top = project("deichgold")
    pack = top / "clients" / "deichgold" / "pack.yml"
    pack.write_text(pack.read_text().replace("The statutes of the firm forbid", "We do not want"))
    assert "abgeschaltet durch Deichgold: We do not want political advertising." in run("generate", WORK["deichgold"]).out
    lint = run("rules", "lint", "--pack", "../../agency", "../../clients/deichgold", "--as-of", DAY)
    assert lint.code == 1 and "LNT21 disable TRN-12 changed after it was translated" in lint.err


@pytest.mark.parametrize("line, told", [
    ("disable: {TRN-1: {text: Nein}}", "REF01 item switched off 'TRN-1' is not defined"),
    ("disable: {TRN-12: Nein}", "RUL02"),
    ("disable: [TRN-12]", "RUL02"),
    ("disable: {TRN-12: {of: b1}}", "RUL"),
])
def test_what_is_no_translation_of_a_reason_is_told(project, run, line, told):
    top = project("deichgold")
    (top / "clients" / "deichgold" / "i18n" / "de" / "pack.yml").write_text(f"schema: 1\n{line}\n")
    result = run("generate", WORK["deichgold"])
    assert result.code == 2 and told in result.err and "i18n/de/pack.yml:2:" in result.err


def test_the_schema_of_a_translation_holds_reasons(run):
    assert "disable" in json.loads(run("rules", "schema", "i18n-pack").out)["properties"]


def test_a_project_needs_the_versions_it_asks_for(project, run):
    top = project("saltmarsh")
    pack = top / "agency" / "pack.yml"
    pack.write_text(pack.read_text().replace("version: 2026.2.0", "version: 2027.1.0"))
    result = run("generate", WORK["saltmarsh"])
    assert result.code == 2 and "PCK01 saltmarsh requires nordlicht>=2026.2,<2027, and this is nordlicht 2027.1.0" in result.err


def test_a_page_follows_its_agency(project, run):
    top = project("deichgold")
    assert run("generate", WORK["deichgold"], "-o", "page.md").code == 0
    page = Path("page.md")
    text = page.read_text(encoding="utf-8")
    for code in ("NOR-01", "DEI-01"):
        text = re.sub(rf"- \[ \] (.*\(\[{code}\].*)", rf"- [x] \1\n  Nachweis: Akte {code}", text, count=1)
    page.write_text(text, encoding="utf-8")
    assert run("embed", "page.md", "--check").code == 0
    pack = top / "agency" / "pack.yml"
    rules = pack.read_text().replace("version: 2026.2.0", "version: 2026.3.0")
    head, item, tail = rules.partition("code: NOR-01")
    tail = tail.replace("revised: 2026.1.0", "revised: 2026.3.0", 1)
    pack.write_text(head + item + tail)
    assert run("embed", "page.md", "--check").code == 1
    assert run("embed", "page.md").code == 0
    new = page.read_text(encoding="utf-8")
    assert "nordlicht@2026.3.0" in new
    assert re.search(r"- \[ \] .*\[NOR-01\].*\n  Nachweis: Akte NOR-01\n.*↻.*nordlicht 2026.3.0", new)
    assert re.search(r"- \[x\] .*\[DEI-01\].*\n  Nachweis: Akte DEI-01\n", new)


def test_an_item_that_is_off_is_not_called_unknown(project, run):
    project("saltmarsh")
    told = "WEL-19 is switched off by nordlicht"
    assert f"CODE: OPT01 {told} (We work neither" in run("explain", "WEL-19").err
    brief = Path(WORK["saltmarsh"])
    brief.write_text(brief.read_text().replace("code: NOR-02", "code: WEL-19"))
    assert f"REF01 {told} (remove it; the reason: We work neither" in run("generate", brief.name).err


# ---- a ninth theme


def test_a_ninth_theme_stands_beside_the_eight(run):
    args = ["--pack", EXAMPLES / "inclusion", "--no-project"]
    assert "inclusion" in run("list", "themes", *args).out
    page = run("generate", "-t", "inclusion", "-s", "ai_uses=generated-text", "-s", "channels=owned-site", *args).out
    assert "([INC-01](#inc-01))" in page and "([INC-04](#inc-04))" not in page and "(house rule since 2026-09-01)" in page
    assert "Set the tool to the reading level B1" in page


# ---- an installable distribution


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """Return a directory into which the wheel was installed; its module raises when somebody imports it."""
    pytest.importorskip("setuptools", minversion="70.1")
    folder = tmp_path_factory.mktemp("distribution")
    source = folder / "source"
    shutil.copytree(EXAMPLES / "distribution", source)
    (source / "harbour_rules" / "__init__.py").write_text('raise SystemExit("nobody may run this")\n')
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    offline = ["--no-deps", "--no-index"]
    subprocess.run([*pip, "wheel", *offline, "--no-build-isolation", "-w", folder, source], check=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([*pip, "install", *offline, "--target", folder / "site", wheel], check=True)
    return folder / "site"


def generated(site, *args):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(site)])}
    return subprocess.run([sys.executable, "-m", "checklist", *args], cwd=site, env=env, capture_output=True, encoding="utf-8")


def test_a_pack_of_a_distribution_is_found_by_name_and_none_of_its_code_runs(installed):
    done = generated(installed, "generate", "-s", "ai_uses=generated-text", "--pack", "harbour")
    assert done.returncode == 0, done.stderr
    assert "packs=core@1.0.0,harbour@1.0.0" in done.stdout
    assert "- [ ] **Must:** Order each new AI tool through the service desk of the group ([HAR-01](#har-01))" in done.stdout


def test_a_name_that_no_distribution_offers_is_told(installed):
    done = generated(installed, "generate", "--pack", "harbor")
    assert done.returncode == 2 and "PCK03 there is no pack 'harbor' (did you mean 'harbour'?)" in done.stderr
