"""`import checklist`: what a Python programmer gets, and that it says what the command line says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings, strategies as st

import checklist
from tests.builders import write_pack
from tests.strategies import examples

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "python" / "launches.py"
SPRING: dict[str, object] = {
    "campaign": "Spring launch", "launch": date(2027, 3, 1), "markets": ["de"], "channels": ["email"], "ai_uses": ["generated-text"],
    "data": [], "audience": ["business"], "sectors": [], "roles": ["advertiser"],
}
WAIVER = {"code": "ETH-15", "reason": "No text names a rival.", "approver": "Ada", "expires": date(2027, 6, 30)}


@pytest.fixture
def spring(tmp_path) -> Path:
    """The campaign as a file of a project."""
    (tmp_path / ".git").mkdir()
    path = tmp_path / "spring.yml"
    path.write_text(yaml.safe_dump(SPRING, sort_keys=False), encoding="utf-8")
    return path


def lines_of(error: pytest.ExceptionInfo[checklist.ChecklistError]) -> list[str]:
    return [str(problem) for problem in error.value.problems]


# ---- names


def test_every_name_in_all_is_there_and_in_dir():
    assert checklist.__all__ == sorted(checklist.__all__)
    assert all(getattr(checklist, name) is not None for name in checklist.__all__)
    assert set(checklist.__all__) <= set(dir(checklist))


def test_a_name_that_is_not_there_is_told_as_any_module_does():
    with pytest.raises(AttributeError, match="module 'checklist' has no attribute 'genrate'"):
        checklist.genrate  # type: ignore[attr-defined]


def test_public_values_are_named_where_they_are_defined():
    for name in checklist.__all__:
        value = getattr(checklist, name)
        assert getattr(value, "__name__", name) == name


# ---- a campaign


def test_load_campaign_reads_a_dict_as_it_reads_the_file(spring):
    assert checklist.load_campaign(SPRING) == checklist.load_campaign(spring) == checklist.load_campaign(str(spring))


def test_load_campaign_takes_tuples_sets_days_numbers_and_none():
    made = checklist.load_campaign({
        "campaign": 2027, "markets": ("fr", "de"), "channels": {"tiktok", "email"}, "launch": date(2027, 3, 1), "ends": "2027-03-09",
        "data": None,
    })
    assert made.facets == {"markets": ("fr", "de"), "channels": ("email", "tiktok")}
    assert (made.title, made.launch, made.ends) == ("2027", date(2027, 3, 1), date(2027, 3, 9))


def test_load_campaign_tells_unknown_and_none_apart():
    made = checklist.load_campaign({"campaign": "A", "markets": "unknown", "data": []})
    assert made.facets == {"data": ()}


def test_load_campaign_keeps_where_a_waiver_stood():
    made = checklist.load_campaign({**SPRING, "waivers": [WAIVER]})
    assert str(made.waivers[0].location) == "campaign['waivers'][0]" and made.waivers[0].expires == date(2027, 6, 30)


BAD = {
    "unknown key": ({"chanels": []}, "campaign['chanels']: RUL01 key 'chanels' is unknown in a campaign (did you mean 'channels'?)"),
    "unknown value": (
        {"markets": ["de", "frr"]}, "campaign['markets'][1]: REF01 value of markets 'frr' is not defined (did you mean 'fr'?)",
    ),
    "no list": ({"markets": "de"}, "campaign['markets']: RUL02 a list belongs here (write [de])"),
    "no name": ({"campaign": None}, "campaign: RUL08 key 'campaign' is missing in a campaign (name of the campaign)"),
    "no day": ({"launch": "soon"}, "campaign['launch']: RUL05 'soon' is not a date (write 2027-03-01)"),
    "a time": ({"launch": datetime(2027, 3, 1)}, "campaign['launch']: RUL02 a value of type datetime cannot stand here (give its date())"),
    "a float": (
        {"params": {"brand": 1.5}},
        "campaign['params']['brand']: RUL02 a value of type float cannot stand here (give text, a whole number, a date, a list or a dict)",
    ),
    "true": ({"data": True}, "campaign['data']: RUL02 a value of type bool cannot stand here"),
    "a control character": ({"campaign": "a\x1b[2J"}, "campaign['campaign']: YML04 character U+001B is not allowed in text (remove it)"),
    "half a character": ({"campaign": "a\ud800"}, "campaign['campaign']: YML04 character U+D800 is not allowed in text (remove it)"),
    "a key that is no text": ({5: "x"}, "campaign[5]: YML04 a key has to be text (name a key of a campaign file)"),
    "a huge number": ({"campaign": 10**5000}, "campaign['campaign']: RUL02 a value of type int cannot stand here"),
    "waived twice": (
        {"waivers": [WAIVER, {**WAIVER, "reason": "Another."}]},
        "campaign['waivers'][1]: REF02 ETH-15 is waived twice (first in campaign['waivers'][0])",
    ),
    "unknown code": ({"waivers": [{**WAIVER, "code": "ETH-99"}]}, "campaign['waivers'][0]: REF01 no item has the code ETH-99"),
}


@pytest.mark.parametrize(("more", "line"), BAD.values(), ids=BAD)
def test_load_campaign_names_the_place_of_a_problem_as_python_does(more, line):
    with pytest.raises(checklist.ChecklistError) as error:
        checklist.load_campaign({**SPRING, **more})
    assert len(lines_of(error)) == 1 and lines_of(error)[0].startswith(line)


def test_load_campaign_tells_all_problems_at_once():
    with pytest.raises(checklist.ChecklistError) as error:
        checklist.load_campaign({**SPRING, "chanels": [], "markets": ["x"], "launch": "soon"})
    assert len(error.value.problems) == 3


def test_load_campaign_ends_at_a_list_that_holds_itself():
    endless: list[object] = []
    endless += [endless, endless]
    with pytest.raises(checklist.ChecklistError, match="deeper than 50 levels"):
        checklist.load_campaign({**SPRING, "markets": endless})


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates() | st.binary(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.integers(), inner, max_size=3), max_leaves=6,
)


@settings(max_examples=examples(80))
@given(st.dictionaries(st.sampled_from([*SPRING, "waivers", "params", "id"]) | st.text(max_size=5), _ANYTHING, max_size=4))
def test_load_campaign_makes_of_anything_a_campaign_or_problems(core, brief):
    try:
        made = checklist.load_campaign(brief, rules=core)
    except checklist.ChecklistError as error:
        assert error.problems and all(str(problem).isprintable() for problem in error.problems)
    else:
        assert isinstance(made, checklist.Campaign)


@settings(max_examples=examples(60))
@given(st.data())
def test_load_campaign_reads_what_yaml_says_from_a_dict_too(core, tmp_path_factory, data):
    facets = core.vocabulary.facets
    stated = data.draw(st.fixed_dictionaries({}, optional={
        name: st.lists(st.sampled_from(sorted(facet.members)), unique=True, max_size=3) for name, facet in facets.items()
    }))
    brief = {"campaign": "A " + data.draw(st.text(st.characters(codec="ascii", categories=["L", "N"]), max_size=9)), **stated}
    brief["launch"] = data.draw(st.dates(date(2020, 1, 1), date(2030, 1, 1)))
    path = tmp_path_factory.mktemp("brief") / "brief.yml"
    path.write_text(yaml.safe_dump(brief), encoding="utf-8")
    assert checklist.load_campaign(brief, rules=core) == checklist.load_campaign(path, rules=core)


# ---- twins of commands


def test_generate_gives_what_the_command_prints(run, spring):
    assert checklist.generate(spring) == run("generate", spring).out
    options = {"format": "json", "level": "must", "group_by": "theme", "as_of": date(2027, 1, 15), "themes": ["privacy", "ethics"]}
    printed = run(
        "generate", spring, "-f", "json", "--level", "must", "--group-by", "theme", "--as-of", "2027-01-15", "-t", "privacy",
        "-t", "ethics",
    )
    assert checklist.generate(spring, **options) == printed.out


def test_generate_gives_every_item_without_a_campaign(run):
    assert checklist.generate() == run("generate").out


def test_generate_writes_in_another_language(run, spring):
    assert checklist.generate(spring, lang="de", markers=False) == run("generate", spring, "--lang", "de", "--no-markers").out


def test_generate_takes_a_template_of_the_user(spring, tmp_path):
    (tmp_path / "mine.j2").write_text("{{ h(1, title()) }}", encoding="utf-8")
    assert checklist.generate(spring, template=tmp_path / "mine.j2", markers=False) == "# AI checklist: Spring launch\n"


@pytest.mark.parametrize("content, told", [
    pytest.param(None, "mine.j2: OUT01 there is no such file (check the name)", id="missing"),
    pytest.param(b"K\xe4se", "mine.j2:1:2: YML02 byte 0xe4 is not UTF-8 (save the file as UTF-8)", id="Latin-1"),
])
def test_generate_tells_what_is_wrong_with_the_file_of_a_template(spring, tmp_path, monkeypatch, content, told):
    monkeypatch.chdir(tmp_path)
    if content is not None:
        Path("mine.j2").write_bytes(content)
    with pytest.raises(checklist.ChecklistError) as caught:
        checklist.generate(spring, template="mine.j2")
    assert [str(problem) for problem in caught.value.problems] == [told]


def test_render_gives_what_generate_gives_without_markers():
    made = checklist.select(SPRING)
    assert checklist.render(made) == checklist.generate(SPRING, markers=False)
    assert json.loads(checklist.render(made, format="json"))["id"] == made.id == "spring-launch"


def test_render_refuses_other_rules_than_the_checklist_was_made_with(tmp_path):
    (tmp_path / "acme.yml").write_text("schema: 1\nname: acme\ntitle: Acme\nversion: 1.0.0\nextends: [core]\ndisable: {ETH-14: No.}\n")
    rules = checklist.load_rules(packs=tmp_path / "acme.yml")
    made = checklist.select(SPRING, rules=rules)
    with pytest.raises(checklist.ChecklistError, match="^rules: OPT03 the checklist was made with other rules"):
        checklist.render(made)
    assert "ETH-14" in checklist.render(made, rules=rules)


def test_explain_gives_what_the_command_prints(run, spring):
    found = checklist.explain("eth-06", spring)
    assert str(found) == checklist.render(found) == run("explain", "ETH-06", spring).out
    assert (found.status, found.item.code, [entry.level for entry in found.entries]) == ("listed", "ETH-06", ["must"])


@pytest.mark.parametrize(("more", "status"), [({"ai_uses": ["chatbot"]}, "listed"), ({"ai_uses": []}, "left-out")], ids=str)
def test_explain_says_how_an_item_stands(more, status):
    assert checklist.explain("ETH-06", {**SPRING, **more}).status == status


def test_explain_says_of_a_waived_item_that_it_is():
    found = checklist.explain("ETH-15", {**SPRING, "waivers": [WAIVER]})
    assert found.status == "waived" and found.entries[0].waiver and found.entries[0].waiver.approver == "Ada"


def test_explain_knows_no_verdict_without_facts():
    found = checklist.explain("ETH-15")
    assert (found.status, found.entries, found.left_out, found.turning) == ("", (), None, ())


def test_diff_gives_what_the_command_prints(run, spring, tmp_path):
    write_pack(tmp_path / "old")
    rules = checklist.load_rules()
    made = checklist.diff(checklist.load_rules(tmp_path / "old"), rules, spring)
    assert checklist.render(made) == run("diff", tmp_path / "old", "core", spring).out
    aged = checklist.diff(rules, rules, [SPRING], since=date(2026, 6, 1))
    assert checklist.render(aged, format="json") == run("diff", "core", "core", spring, "--since", "2026-06-01", "-f", "json").out
    assert checklist.diff(rules, rules).is_empty


def test_check_gives_what_the_command_prints(run, spring, tmp_path):
    page = tmp_path / "launch.md"
    page.write_text(checklist.embed("# Launch\n", spring).text, encoding="utf-8")
    for options, args in (({}, ()), ({"require": "all", "evidence": True, "as_of": date(2027, 2, 1)}, (
        "--require", "all", "--evidence", "--as-of", "2027-02-01",
    ))):
        outcome = run("check", "launch.md", *args)
        verdict = checklist.check(Path("launch.md"), **options)
        assert checklist.render(verdict) == outcome.out and outcome.code == 1
        assert not verdict and not verdict.passed


def test_check_passes_once_everything_is_ticked():
    page = checklist.generate(SPRING).replace("- [ ]", "- [x]")
    verdict = checklist.check(page, SPRING)
    assert verdict and verdict.passed and verdict.findings == ()


def test_embed_gives_what_the_command_writes(run, spring, tmp_path):
    page = tmp_path / "launch.md"
    page.write_bytes(b"# Launch\r\n\r\n## Plan\r\n\r\nOurs.\r\n")
    made = checklist.embed(page, spring, under="Plan", themes="ethics", group_by="owner")
    run("embed", page, "--campaign", spring, "--under", "Plan", "-t", "ethics", "--group-by", "owner")
    assert made.text.encode() == page.read_bytes() and made.told[0].is_new
    again = checklist.embed(page)
    assert again.text.encode() == page.read_bytes() and not again.told[0].is_changed


def test_embed_keeps_a_page_in_its_language(spring):
    page = checklist.generate(spring, lang="de").replace("- [ ]", "- [x]", 1)
    made = checklist.embed(page, SPRING)
    assert made.text.startswith("<!-- checklist-begin") and " lang=de " in made.text and made.told[0].ticks == 1


def test_embed_leaves_a_page_without_a_checklist_alone():
    assert checklist.embed("# Ours\n") == checklist.Embedded("# Ours\n", ())


def test_load_rules_looks_at_the_project_only_when_asked(tmp_path, monkeypatch):
    (tmp_path / "acme.yml").write_text("schema: 1\nname: acme\ntitle: Acme\nversion: 1.0.0\nextends: [core]\ndisable: {ETH-14: No.}\n")
    (tmp_path / "checklist.yml").write_text("schema: 1\npacks: [acme.yml]\ndefaults: {markets: [fr]}\n")
    monkeypatch.chdir(tmp_path)
    assert [pack.name for pack in checklist.load_rules().packs] == ["core"]
    rules = checklist.load_rules(project=True)
    assert [pack.name for pack in rules.packs] == ["core", "acme"]
    assert checklist.load_campaign({"campaign": "A"}, rules=rules).facets == {"markets": ("fr",)}
    assert [pack.name for pack in checklist.load_rules(packs=["acme.yml"]).packs] == ["core", "acme"]


# ---- what is wrong

WRONG = {
    "campaign": (lambda: checklist.generate("bad.yml"), "generate bad.yml"),
    "no file": (lambda: checklist.generate("sprung.yml"), "generate sprung.yml"),
    "theme": (lambda: checklist.generate(themes=["privcy", "ethics"]), "generate -t privcy -t ethics"),
    "level, owner": (lambda: checklist.select(level="mst", owner="nobody"), "generate --level mst --owner nobody"),
    "grouping": (lambda: checklist.select(group_by="them"), "generate --group-by them"),
    "format": (lambda: checklist.generate(format="markdwn"), "generate -f markdwn"),
    "template": (lambda: checklist.generate(template="compat"), "generate --template compat"),
    "language": (lambda: checklist.load_rules(lang="dee"), "generate --lang dee"),
    "pack": (lambda: checklist.load_rules(packs="nowhere"), "generate --pack nowhere"),
    "code": (lambda: checklist.explain("PRV-99"), "explain PRV-99"),
    "channel": (lambda: checklist.explain("ETH-06.email"), "explain ETH-06.email"),
    "emptied": (
        lambda: checklist.select("spring.yml", themes="wellbeing", owner="data-engineer"),
        "generate spring.yml -t wellbeing --owner data-engineer",
    ),
    "marker": (lambda: checklist.embed(Path("broken.md")), "embed broken.md"),
    "judged": (lambda: checklist.check(Path("broken.md")), "check broken.md"),
    "required": (lambda: checklist.check("", require="mst"), "check spring.yml --require mst"),
    "heading": (lambda: checklist.embed(Path("page.md"), "spring.yml", under="Pan"), "embed page.md --campaign spring.yml --under Pan"),
    "since": (
        lambda: checklist.diff(checklist.load_rules(), checklist.load_rules(), "spring.yml", since=date(2028, 1, 1)),
        "diff core core spring.yml --since 2028-01-01",
    ),
}


@pytest.mark.parametrize(("call", "command"), WRONG.values(), ids=WRONG)
def test_an_exception_carries_the_lines_of_the_command_line(run, spring, call, command):
    Path("bad.yml").write_text("campaign: A\nmarkets: [dee]\nchanels: []\n", encoding="utf-8")
    Path("broken.md").write_text(checklist.generate(SPRING).replace("checklist-end", "checklist-fin"), encoding="utf-8")
    Path("page.md").write_text("# Plan\n", encoding="utf-8")
    outcome = run(*command.split())
    assert outcome.code == 2 and outcome.err
    with pytest.raises(checklist.ChecklistError) as error:
        call()
    assert lines_of(error) == outcome.err.splitlines()
    assert str(error.value) == outcome.err.rstrip("\n")


def test_check_refuses_a_page_without_a_checklist():
    with pytest.raises(checklist.ChecklistError, match="^page: PAG01 there is no checklist on this page"):
        checklist.check("# Ours\n")


@pytest.mark.parametrize("call", [checklist.embed, checklist.check], ids=["embed", "check"])
def test_the_name_of_a_file_is_not_taken_for_a_page(call):
    with pytest.raises(TypeError, match=re.escape("give pathlib.Path('launch.md') to read it")):
        call("launch.md")


def test_a_day_that_is_text_is_told():
    with pytest.raises(TypeError, match="as_of has to be a datetime.date, not str"):
        checklist.select(SPRING, as_of="2027-03-01")


def test_a_time_counts_as_its_day():
    assert checklist.select(SPRING, as_of=datetime(2027, 1, 15, 12)).as_of_mode == "2027-01-15"


def test_rules_and_language_must_not_contradict_each_other(core):
    with pytest.raises(checklist.ChecklistError, match="^--lang: OPT03 the rules are in 'en', not in 'de'"):
        checklist.generate(SPRING, rules=core, lang="de")


# ---- quiet, typed, installed


def test_nothing_is_printed_and_nothing_is_written(capfd, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = checklist.generate(SPRING)
    checklist.render(checklist.check(page, SPRING), format="junit")
    checklist.render(checklist.diff(checklist.load_rules(), checklist.load_rules(), SPRING))
    checklist.explain("ETH-06", checklist.load_campaign(SPRING))
    checklist.embed(page, SPRING)
    with pytest.raises(checklist.ChecklistError):
        checklist.select({"campaign": "A", "markets": ["x"]})
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


SCRIPT = """\
from datetime import date
from pathlib import Path

import checklist
from checklist import ChecklistError, load_rules

rules: checklist.RuleSet = load_rules(packs=[Path("acme"), "house"])
made: checklist.Checklist = checklist.select({"campaign": "A", "markets": ["de"]}, rules=rules, as_of=date(2027, 3, 1))
levels: list[str] = [task.entry.level for section in made.sections for task in section.tasks]
page: str = checklist.generate(Path("spring.yml"), format="html")
verdict: checklist.Verdict = checklist.check(Path("launch.md"))
text: str = checklist.embed(page, made.campaign).text + checklist.render(verdict) + str(checklist.explain("PRV-03"))
try:
    found: checklist.Comparison = checklist.diff(rules, rules, [made.campaign, "spring.yml"])
except ChecklistError as error:
    problems: tuple[checklist.Problem, ...] = error.problems
"""
# What each line that a type checker has to refuse is told.
REFUSED = {
    "checklist.genrate()": 'has no attribute "genrate"',
    "checklist.select(as_of='2027-03-01')": 'Argument "as_of"',
    "checklist.generate({}, 'html')": "Too many positional arguments",
    "checklist.load_campaign(5)": "Argument 1",
    "checklist.render(5)": "Argument 1",
    "checklist.select().sectoins": 'has no attribute "sectoins"',
}


@pytest.mark.install
def test_the_wheel_is_typed_and_works_from_anywhere(tmp_path):
    """The package as it is installed: a script of a user is checked by mypy as strictly as it can, and one of ours runs."""
    from tests.test_ci import SHIPPED

    source, python = tmp_path / "source", tmp_path / "env" / "bin" / "python"
    source.mkdir()
    for name in SHIPPED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    build = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", tmp_path, source]
    subprocess.run(build, check=True, env={**os.environ, "PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull}, capture_output=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "env"], check=True)
    ((wheel,), (lib,)) = tmp_path.glob("*.whl"), tmp_path.glob("env/lib/python3*")
    shutil.unpack_archive(wheel, lib / "site-packages", "zip")
    (tmp_path / "script.py").write_text(SCRIPT + "".join(f"{line}\n" for line in REFUSED), encoding="utf-8")
    mypy = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--python-executable", python]
    typed = subprocess.run([*mypy, "script.py", EXAMPLE], cwd=tmp_path, capture_output=True, text=True)
    refused = [line for line in typed.stdout.splitlines() if ": error: " in line]
    first = len(SCRIPT.splitlines()) + 1
    assert [line.split(":")[:2] for line in refused] == [["script.py", str(first + n)] for n in range(len(REFUSED))], typed.stdout
    assert all(words in line for words, line in zip(REFUSED.values(), refused)), typed.stdout
    # The packages it needs are those installed beside the tests.
    ran = {**os.environ, "PYTHONPATH": sysconfig.get_path("purelib")}
    script = [python, "-W", "error", EXAMPLE, tmp_path]
    open_yet = subprocess.run(script, cwd="/", env=ran, capture_output=True, text=True)
    assert (open_yet.returncode, open_yet.stderr) == (1, "") and "Spring sale: GAT01 ETH-03 is open (must)" in open_yet.stdout
    for page in (tmp_path / "spring-sale.md", tmp_path / "shop-assistant.md"):
        page.write_text(page.read_text(encoding="utf-8").replace("- [ ]", "- [x]"), encoding="utf-8")
    done = subprocess.run(script, cwd="/", env=ran, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "", "")
