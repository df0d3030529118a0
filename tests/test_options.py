"""The command line: what options take, what is told of what they do not take, and the small commands."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from click.testing import CliRunner

import checklist
from checklist import dialects
from checklist.arranging import GROUPINGS
from checklist.cli import COMMANDS, cli, generate_, list_
from checklist.rulefiles import shipped
from checklist.model import LEVELS
from tests import test_bad_campaigns as campaigns, test_bad_rules as bad
from tests.builders import PACK_YML, SOURCES_YML, THEME_YML, VOCABULARY_YML, write_pack

ROOT = Path(checklist.__file__).parent.parent


def codes_of(outcome) -> list[str]:
    assert outcome.code == 0, outcome.err
    return [entry["code"] for section in json.loads(outcome.out)["sections"] for entry in section["entries"]]


# ---- one bad value each: the arguments, and what is told

REFUSED: dict[str, tuple[list[str], str]] = {
    # names
    "unknown theme": (["-t", "privcy"], "--theme: OPT01 there is no theme 'privcy' (did you mean 'privacy'?)"),
    "theme by its title": (["-t", "Ethics"], "--theme: OPT01 there is no theme 'Ethics' (did you mean 'ethics'?)"),
    "theme by a long title": (
        ["-t", "content moderation"], "--theme: OPT01 there is no theme 'content moderation' (did you mean 'moderation'?)",
    ),
    "market by its title": (
        ["-s", "markets=germny"],
        "--set markets=germny: OPT01 there is no value of markets 'germny' (did you mean 'de'?)",
    ),
    "unknown theme in a list": (["-t", "bias,privcy"], "--theme: OPT01 there is no theme 'privcy' (did you mean 'privacy'?)"),
    "empty theme": (["-t", ""], "--theme: OPT02 it names nothing (name a theme or leave it out)"),
    "comma for a theme": (["-t", ","], "--theme: OPT02 it names nothing (name a theme or leave it out)"),
    "unknown owner": (["--owner", "brand-manger"], "--owner: OPT01 there is no owner 'brand-manger' (did you mean 'brand-manager'?)"),
    "two owners": (["--owner", "brand-manager,x"], "--owner: OPT01 there is no owner 'brand-manager,x' (did you mean 'brand-manager'?)"),
    "unknown level": (["--level", "mus"], "--level: OPT01 there is no level 'mus' (did you mean 'must'?)"),
    "level far from all": (["--level", "x"], "--level: OPT01 there is no level 'x' (one of: could, must, should)"),
    "empty level": (["--level", ""], "--level: OPT01 there is no level '' (one of: could, must, should)"),
    "unknown grouping": (["--group-by", "pahse"], "--group-by: OPT01 there is no grouping 'pahse' (did you mean 'phase'?)"),
    "unknown format": (["-f", "jsn"], "--format: OPT01 there is no format 'jsn' (did you mean 'json'?)"),
    "format by its ending": (["-f", "md"], "--format: OPT01 there is no format 'md' (did you mean 'markdown'?)"),
    "format by its ending with a dot": (["-f", ".txt"], "--format: OPT01 there is no format '.txt' (did you mean 'text'?)"),
    "format in capitals": (["-f", "HTML"], "--format: OPT01 there is no format 'HTML' (did you mean 'html'?)"),
    "empty format": (["-f", ""], "--format: OPT01 there is no format '' (one of: "),
    "unknown template": (["--template", "compct"], "--template: OPT01 there is no template 'compct' (did you mean 'compact'?;"),
    "part of a template": (["--template", "_list"], "--template: OPT01 there is no template '_list' ("),
    "template in another directory": (
        ["--template", "../templates/compact"],
        "--template: OPT01 there is no template '../templates/compact' (",
    ),
    "empty template": (["--template", ""], "--template: OPT01 there is no template '' ("),
    # facts
    "fact without value": (["-s", "markets"], "--set markets: OPT02 a fact needs a facet, = and values (write markets=de,fr)"),
    "unknown facet": (["-s", "market=de"], "--set market=de: OPT01 there is no facet 'market' (did you mean 'markets'?)"),
    "no facet": (["-s", "=de"], "--set =de: OPT01 there is no facet '' (one of: "),
    "unknown value": (["-s", "channels=instagrm"], "--set channels=instagrm: OPT01 there is no value of channels 'instagrm' (did you mean"),
    "one of several values": (["-s", "markets=de,xx,fr"], "--set markets=de,xx,fr: OPT01 there is no value of markets 'xx' ("),
    "value in capitals": (["-s", "markets=DE"], "--set markets=DE: OPT01 there is no value of markets 'DE' (did you mean 'de'?)"),
    "question mark among values": (["-s", "markets=de,?"], "--set markets=de,?: OPT01 there is no value of markets '?' ("),
    "stated, then unknown": (
        ["-s", "markets=de", "-s", "markets=?"],
        "--set markets=?: OPT03 markets is stated and unknown at once (keep one",
    ),
    "unknown, then stated": (
        ["-s", "markets=?", "-s", "markets=de"],
        "--set markets=de: OPT03 markets is stated and unknown at once (keep",
    ),
    # parameters
    "parameter without value": (["--param", "brand"], "--param brand: OPT02 a parameter needs a name, = and a value (write brand=Acme)"),
    "empty parameter": (["--param", "brand="], "--param brand=: OPT02 a parameter needs a name, = and a value (write brand=Acme)"),
    "blank parameter": (["--param", "brand=  "], "--param brand=  : OPT02 a parameter needs a name, = and a value (write brand=Acme)"),
    "unknown parameter": (["--param", "brnd=Acme"], "--param brnd: REF01 no pack has a parameter 'brnd' (did you mean 'brand'?)"),
    "parameter twice": (["--param", "brand=a", "--param", "brand=b"], "--param brand=b: OPT03 brand is given twice (keep one of them)"),
    "parameter too long": (["--param", "brand=" + "x" * 201], "--param brand: OPT02 201 characters are too long (at most 200)"),
    "parameter with a code": (
        ["--param", "brand=Acme (PRV-01)"], "--param brand: OPT02 the code in it could be read as the end of a task line (say it in words)"
    ),
    "parameter that is a code": (["--param", "brand=PRV-01"], "--param brand: OPT02 the code in it could be read as"),
    "parameter with a code as a link": (["--param", "brand=([PRV-01](https://a.example))"], "--param brand: OPT02 the code in it could"),
    "parameter with an escape sequence": (
        ["--param", "brand=\x1b[31m"], "--param brand: OPT02 '\\x1b[31m' holds a control character (remove it)"
    ),
    "parameter with an override": (["--param", "brand=a\u202eb"], "--param brand: OPT02 'a\\u202eb' holds a control character (remove it)"),
    "parameter with a stray byte": (
        ["--param", "brand=a\udcffb"],
        "--param brand: OPT02 'a\\udcffb' holds a control character (remove it)",
    ),
    # days
    "word as a day": (["--as-of", "today"], "--as-of: OPT02 'today' is not a date (write 2027-01-15)"),
    "day that does not exist": (["--as-of", "2027-02-29"], "--as-of: OPT02 '2027-02-29' is not a date (write 2027-01-15)"),
    "day the German way": (["--as-of", "15.01.2027"], "--as-of: OPT02 '15.01.2027' is not a date (write 2027-01-15)"),
    "day without zeros": (["--as-of", "2027-1-15"], "--as-of: OPT02 '2027-1-15' is not a date (write 2027-01-15)"),
    "day without hyphens": (["--as-of", "20270115"], "--as-of: OPT02 '20270115' is not a date (write 2027-01-15)"),
    "day in Arabic digits": (["--as-of", "٢٠٢٧-01-15"], "--as-of: OPT02 '٢٠٢٧-01-15' is not a date (write 2027-01-15)"),
    "year zero": (["--as-of", "0000-01-01"], "--as-of: OPT02 '0000-01-01' is not a date (write 2027-01-15)"),
    "empty day": (["--as-of", ""], "--as-of: OPT02 '' is not a date (write 2027-01-15)"),
    # output
    "empty output": (["-o", ""], "--output: OPT02 the name is empty (name a file or leave it out)"),
    "unknown ending": (["-o", "list.pdf"], "--output: OPT03 no format ends in '.pdf' (one of: .csv, .dokuwiki, .html, .jira, .json, .md,"),
    "ending with a typo": (
        ["-o", "list.htm"],
        "--output: OPT03 no format ends in '.htm' (did you mean '.html'? – or name the format with -f)",
    ),
    "ending of another format": (["-f", "html", "-o", "x.md"], "--output: OPT03 .md is the ending of markdown, not of html (change one"),
    "ending of data": (["-f", "markdown", "-o", "x.json"], "--output: OPT03 .json is the ending of json, not of markdown (change one of"),
    "ending in capitals": (
        ["-f", "csv", "-o", "x.HTML"],
        "--output: OPT03 .html is the ending of html, not of csv (change one of the two)",
    ),
    # rules
    "missing rules": (["--rules", "nowhere"], "nowhere: OUT01 there is no such rules directory (name the directory that holds pack.yml)"),
    "empty rules": (["--rules", ""], "--rules: OUT01 there is no such rules directory (name the directory that holds pack.yml)"),
    # the shape of the command line
    "unknown option": (["--levl", "must"], "checklist generate: OPT01 there is no option '--levl' (did you mean '--level'?)"),
    "unknown option far from all": (["--zzz"], "checklist generate: OPT01 there is no option '--zzz' (one of: "),
    "unknown letter": (["-x"], "checklist generate: OPT01 there is no option '-x' ("),
    "option without value": (["-f"], "checklist generate: OPT02 Option '-f' requires an argument (see `checklist generate --help`)"),
    "two campaigns": (
        ["a.yml", "b.yml"],
        "CAMPAIGN: OPT03 2 campaigns do not fit on one page (add --out-dir DIR: each gets a file of its own there)",
    ),
    "option with an escape sequence": (["--\x1b[31m"], "checklist generate: OPT01 there is no option '--\\x1b[31m' ("),
    "value of a flag": (
        ["--force=yes"],
        "checklist generate: OPT02 Option '--force' does not take a value (see `checklist generate --help`)",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_generate_tells_what_an_option_does_not_take(run, name):
    args, told = REFUSED[name]
    outcome = run("generate", *args)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(told) and outcome.err.count("\n") == 1


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_option_leaves_no_file(run, tmp_path, name):
    run("generate", *REFUSED[name][0])
    assert list(tmp_path.iterdir()) == []


def test_generate_tells_the_problems_of_all_options_at_once(run):
    outcome = run(
        "generate", "-s", "market=de", "-s", "channels=instagrm,emial", "--param", "brnd=x", "-t", "privcy", "--owner", "me",
        "--level", "mus", "--group-by", "x", "--as-of", "soon", "-f", "md", "--template", "nope",
    )
    assert outcome.code == 2
    assert [line.split(":")[0] for line in outcome.err.splitlines()] == [
        "--set market=de", "--set channels=instagrm,emial", "--set channels=instagrm,emial", "--param brnd", "--as-of", "--theme",
        "--owner", "--level", "--group-by", "--format", "--template",
    ]


COMMAND_LINES: dict[str, tuple[list[str], str]] = {
    "unknown command": (["genrate"], "checklist: OPT01 there is no command 'genrate' (did you mean 'generate'?)"),
    "command far from all": (["xyz"], f"checklist: OPT01 there is no command 'xyz' (one of: {', '.join(sorted(COMMANDS))})"),
    "campaign without command": (["campaign.yml"], "checklist: OPT01 there is no command 'campaign.yml' ("),
    "empty command": ([""], "checklist: OPT01 there is no command '' ("),
    "unknown command of rules": (["rules", "lnt"], "checklist rules: OPT01 there is no command 'lnt' (did you mean 'lint'?)"),
    "unknown option of all": (["--versin"], "checklist: OPT01 there is no option '--versin' (did you mean '--version'?)"),
    "option of a command before it": (["-f", "json", "generate"], "checklist: OPT01 there is no option '-f' ("),
    "debug after the command": (["generate", "--debug"], "checklist generate: OPT01 there is no option '--debug' ("),
    "explain nothing": (["explain"], "checklist explain: OPT02 Missing argument 'CODE' (see `checklist explain --help`)"),
    "explain an unknown code": (["explain", "PRV-99"], "CODE: OPT01 no item has the code 'PRV-99' (did you mean 'PRV-"),
    "explain no code": (["explain", "privacy"], "CODE: OPT01 no item has the code 'privacy' ("),
    "explain an unknown channel": (["explain", "TRN-02.tiktk"], "CODE: OPT01 there is no channel 'tiktk' (did you mean 'tiktok'?)"),
    "explain a channel of an item without": (["explain", "ETH-03.tiktok"], "CODE: OPT01 ETH-03 is not ticked per channel (write ETH-03)"),
    "explain with an empty campaign": (["explain", "PRV-01", ""], "CAMPAIGN: OPT02 the name is empty (name a file or leave it out)"),
    "explain with a missing campaign": (["explain", "PRV-01", "c.yml"], "c.yml: OUT01 there is no such file (check the name)"),
    "explain with a bad fact": (["explain", "PRV-01", "-s", "x=y"], "--set x=y: OPT01 there is no facet 'x' ("),
    "list nothing": (["list"], "checklist list: OPT02 Missing argument '{themes|items|formats|templates|vocabulary}' (see"),
    "list an unknown thing": (["list", "theme"], "list: OPT01 there is no list of 'theme' (did you mean 'themes'?)"),
    "list in an unknown format": (["list", "themes", "--format", "yaml"], "--format: OPT01 there is no format 'yaml' (one of: json, text)"),
    "lint nothing there": (["rules", "lint", "nowhere"], "nowhere: OUT01 there is no such rules directory ("),
    "lint on no day": (["rules", "lint", "--as-of", "soon"], "--as-of: OPT02 'soon' is not a date (write 2027-01-15)"),
    "schema of an unknown format": (
        ["rules", "schema", "campain"],
        "rules schema: OPT01 there is no format 'campain' (did you mean 'campaign'?)",
    ),
}


@pytest.mark.parametrize("name", COMMAND_LINES)
def test_a_command_line_that_cannot_be_used_is_told(run, name):
    args, told = COMMAND_LINES[name]
    outcome = run(*args)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith(told) and outcome.err.count("\n") == 1


def test_list_tells_two_problems_at_once(run):
    outcome = run("list", "theme", "--format", "yaml")
    assert outcome.code == 2 and [line.split(":")[0] for line in outcome.err.splitlines()] == ["list", "--format"]


def test_the_choices_of_the_options_are_those_of_the_program():
    assert generate_.GROUPINGS == GROUPINGS and generate_.LEVELS == LEVELS
    assert set(list_.WHAT) == set(re.findall(r"\w+", COMMANDS["list"].partition(":")[2]))


# ---- values that are taken


TWO_THEMES = [
    ("-t", "privacy,bias"), ("-t", "privacy", "-t", "bias"), ("-t", " privacy , bias ,"), ("-t", "privacy,privacy", "-t", "bias"),
]


@pytest.mark.parametrize("args", TWO_THEMES, ids=" ".join)
def test_themes_may_be_listed_or_repeated(run, args):
    outcome = run("generate", *args, "-f", "json")
    assert codes_of(outcome) == codes_of(run("generate", "-t", "privacy,bias", "-f", "json"))
    assert {code[:3] for code in codes_of(outcome)} >= {"PRV", "BIA"}


@pytest.mark.parametrize(
    ("facts", "facets"),
    [
        (["markets=de,fr"], {"markets": ["de", "fr"]}),
        (["markets=de", "markets=fr"], {"markets": ["de", "fr"]}),
        (["markets=de,fr", "markets=fr"], {"markets": ["de", "fr"]}),
        ([" markets = de , fr "], {"markets": ["de", "fr"]}),
        (["markets=no"], {"markets": ["no"]}),
        (["data="], {"data": []}),
        (["data=", "data=customer-list"], {"data": ["customer-list"]}),
        (["data=,"], {"data": []}),
        (["markets=?"], {}),
        (["markets=?", "markets=?"], {}),
        (["markets=de", "channels=tiktok"], {"markets": ["de"], "channels": ["tiktok"]}),
    ],
    ids=" ".join,
)
def test_facts_add_up(run, facts, facets):
    outcome = run("generate", *(part for fact in facts for part in ("-s", fact)), "-f", "json")
    assert outcome.code == 0, outcome.err
    assert json.loads(outcome.out)["campaign"]["facets"] == facets


@pytest.mark.parametrize(
    ("fact", "markets"), [("markets=fr", ["fr"]), ("markets=", []), ("markets=?", None), ("channels=tiktok", ["de"])],
)
def test_a_fact_replaces_what_the_campaign_says_of_its_facet(run, fact, markets):
    Path("c.yml").write_text("campaign: Spring\nmarkets: [de]\n")
    outcome = run("generate", "c.yml", "-s", fact, "-f", "json")
    assert json.loads(outcome.out)["campaign"]["facets"].get("markets") == markets


def test_a_parameter_replaces_that_of_the_campaign(run):
    Path("c.yml").write_text("campaign: Spring\nparams: {brand: Acme}\n")
    outcome = run("generate", "c.yml", "--param", "brand=Bolt & Co = x", "-f", "json")
    assert json.loads(outcome.out)["campaign"]["params"] == {"brand": "Bolt & Co = x"}


def test_an_owner_is_one_role(run, core):
    owner = core.item_list[0].owner
    outcome = run("generate", "--owner", owner, "-f", "json")
    entries = [entry for section in json.loads(outcome.out)["sections"] for entry in section["entries"]]
    assert entries and {entry["owner"] for entry in entries} == {owner}


def test_an_empty_selection_says_what_emptied_it(run):
    outcome = run("generate", "-t", "transparency", "-s", "ai_uses=", "-s", "markets=jp", "--owner", "crm-manager")
    assert (outcome.code, outcome.out) == (2, "")
    assert " SEL01 no item is left: " in outcome.err
    assert "ai_uses: none rules out" in outcome.err and "--theme transparency hides" in outcome.err


@pytest.mark.parametrize("form", dialects.names())
def test_a_format_can_be_named(run, form):
    assert run("generate", "-t", "bias", "-f", form).out


ENDINGS = {
    "x.md": "<!-- checklist-begin ", "x.html": "<!doctype html>", "x.json": '{\n  "schema"', "x.csv": "Task,", "x.txt": "AI checklist",
    "X.HTML": "<!doctype html>", "x": "<!-- checklist-begin ",
}


@pytest.mark.parametrize("output", ENDINGS)
def test_the_ending_of_a_file_chooses_the_format(run, output):
    outcome = run("generate", "-o", output)
    assert (outcome.code, outcome.out) == (0, "")
    text = Path(output).read_text(encoding="utf-8")
    assert text.casefold().startswith(ENDINGS[output].casefold()) and "ETH-01" in text


@pytest.mark.parametrize(("form", "output"), [("html-fragment", "x.html"), ("html", "x.html"), ("text", "x.log"), ("csv", "x")])
def test_a_named_format_stands_where_the_ending_agrees_or_says_nothing(run, form, output):
    assert run("generate", "-f", form, "-o", output).code == 0
    assert Path(output).read_bytes() == run("generate", "-f", form).out.encode()


def test_a_minus_as_output_is_standard_output(run, tmp_path):
    outcome = run("generate", "-o", "-")
    assert outcome.out == run("generate").out and list(tmp_path.iterdir()) == []


# ---- help and version


def test_version_prints_the_version(run):
    assert run("--version") == (0, f"checklist {checklist.__version__}\n", "")


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS), ["rules", "lint"], ["rules", "schema"]], ids=" ".join)
def test_help_is_printed_for_every_command(run, command, flag):
    outcome = run(*command, flag)
    assert outcome.code == 0 and outcome.err == ""
    assert outcome.out.startswith(f"Usage: {' '.join(['checklist', *command])} [OPTIONS]")


def test_help_names_every_command_with_its_line(run):
    out = run("--help").out
    assert all(re.search(rf"^  {name} +{re.escape(line)}$", out, re.M) for name, line in COMMANDS.items())


@pytest.mark.parametrize("command", [[], ["rules"]], ids=" ".join)
def test_no_command_at_all_shows_the_help_on_standard_error(run, command):
    outcome = run(*command)
    assert (outcome.code, outcome.out) == (2, "") and outcome.err.startswith(f"Usage: {' '.join(['checklist', *command])} ")


@pytest.mark.parametrize("args", [["--version"], ["generate", "-t", "bias"], ["generate", "--levl"], ["nope"]], ids=" ".join)
def test_python_m_checklist_is_the_same_command(run, args):
    outcome = run(*args)
    done = subprocess.run([sys.executable, "-m", "checklist", *args], capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert (done.returncode, done.stdout.decode(), done.stderr.decode()) == outcome


def test_the_shell_completes_choices():
    from click.shell_completion import ShellComplete

    def completed(*args: str, begun: str = "") -> set[str]:
        found = ShellComplete(cli, {}, "checklist", "_CHECKLIST_COMPLETE").get_completions(list(args), begun)
        return {item.value for item in found}

    assert completed() >= set(COMMANDS)
    assert completed("generate", "--level") == set(LEVELS)
    assert completed("generate", "--group-by", begun="ph") == {"phase"}
    assert completed("list", begun="t") == {"themes", "templates"}


# ---- list

LISTED = {"themes": "privacy", "items": "PRV-01", "formats": "markdown", "templates": "compact", "vocabulary": "instagram"}


@pytest.mark.parametrize("what", LISTED)
def test_list_shows_a_table(run, what):
    outcome = run("list", what)
    assert outcome.code == 0 and outcome.err == ""
    titles, *rows = outcome.out.splitlines()
    assert titles == titles.upper() and any(LISTED[what] in row.split() for row in rows)


@pytest.mark.parametrize("what", LISTED)
def test_list_shows_the_same_to_tools(run, what):
    rows = json.loads(run("list", what, "--format", "json").out)
    assert len(rows) == len(run("list", what).out.splitlines()) - 1
    assert any(LISTED[what] in row.values() for row in rows) and len({tuple(row) for row in rows}) == 1


def test_list_shows_the_hierarchy_of_the_vocabulary(run):
    lines = run("list", "vocabulary").out.splitlines()
    start = lines[0].index("NAME")
    shown = [line for line in lines if line.startswith(("markets", "channels"))]
    depth = {line.split()[1]: len(line[start:]) - len(line[start:].lstrip()) for line in shown}
    assert [depth[name] for name in ("world", "eea", "eu", "de", "us", "us-ny")] == [0, 2, 4, 6, 2, 4]
    assert [depth[name] for name in ("social", "instagram", "instagram-ads")] == [0, 2, 4]


def test_list_shows_every_word_once_with_title_and_definition_below_what_it_lies_within(run, core):
    rows = json.loads(run("list", "vocabulary", "--format", "json").out)
    words = core.vocabulary
    assert len(rows) == sum(len(facet.members) for facet in words.facets.values()) + len(words.owners) + len(words.phases)
    assert len({(row["facet"], row["name"]) for row in rows}) == len(rows)
    path: list[str] = []
    for row in rows:
        assert row["title"] and row["define"]
        path[row["depth"] :] = [row["name"]]
        assert row["within"][:1] == path[:-1][-1:] and len(path) == row["depth"] + 1


def test_list_shows_a_value_within_others_that_come_later(run, tmp_path):
    from tests.builders import VOCABULARY_YML

    first = "      de: {title: Germany, short: DE, within: [eu], define: Germany.}\n"
    vocabulary = VOCABULARY_YML.replace(first, "").replace("      world:", first + "      world:")
    rows = json.loads(run("list", "vocabulary", "--format", "json", "--rules", write_pack(tmp_path / "r", vocabulary=vocabulary)).out)
    assert [(row["name"], row["depth"]) for row in rows if row["facet"] == "markets"] == [("world", 0), ("eu", 1), ("de", 2), ("no", 1)]


def test_list_shows_other_rules(run, tmp_path):
    rows = json.loads(run("list", "items", "--format", "json", "--rules", write_pack(tmp_path / "rules")).out)
    assert [row["code"] for row in rows] == ["TRN-01"]


def test_list_counts_the_items_of_each_theme(run, core):
    rows = json.loads(run("list", "themes", "--format", "json").out)
    assert sum(row["items"] for row in rows) == len(core.item_list) and len(rows) == 8


# ---- rules lint


def test_lint_finds_nothing_in_the_built_in_rules(run, core):
    outcome = run("rules", "lint")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == f"core {core.packs[0].version}: {len(core.item_list)} items, {len(core.sources)} sources: no findings\n"


def test_lint_of_several_sound_directories_names_each(run, tmp_path):
    outcome = run("rules", "lint", write_pack(tmp_path / "a"), write_pack(tmp_path / "b"))
    assert (outcome.code, outcome.out) == (0, "test 1.0.0: 1 items, 1 sources: no findings\n" * 2)


FINDINGS = {
    "LNT01": ("theme", "Label AI pictures", "Label " + "x" * 100),
    "LNT02": ("theme", "evidence: labelled files", "evidence: labelled files."),
    "LNT03": ("theme", "Label AI pictures", "The AI pictures are labelled"),
    "LNT04": ("sources", "kind: law", "kind: directive"),
    "LNT05": ("sources", "confidence: verified", "confidence: unverified"),
    "LNT06": ("theme", "People want to know.", "'People want {{ bran }} to know.'"),
    "LNT07": ("theme", "    when: {channels: [instagram]}", "    per: channels"),
    "LNT09": ("theme", "    required_by: [ai-act]\n", ""),
    "LNT10": ("sources", "review_by: 2027-11-01", "review_by: 2026-11-01"),
}


@pytest.mark.parametrize("code", FINDINGS)
def test_lint_ends_with_one_where_it_finds_something(run, tmp_path, code):
    file, old, new = FINDINGS[code]
    folder = write_pack(tmp_path / "rules", **{file: bad.TEXTS[file].replace(old, new)})
    outcome = run("rules", "lint", folder)
    assert (outcome.code, outcome.out) == (1, "")
    place = "sources.yml" if code in ("LNT09", "LNT10") else "themes/transparency.yml"
    assert re.match(rf"{folder}/{place}:\d+:\d+: {code} .+ \(.+\)\n\Z", outcome.err)


def test_lint_finds_an_action_that_stands_twice(run, tmp_path):
    folder = write_pack(tmp_path / "rules", theme=THEME_YML + campaigns.ITEM.replace("Mark", "Label"))
    outcome = run("rules", "lint", folder)
    assert outcome.code == 1 and "LNT08 TRN-02: TRN-01 has the same action" in outcome.err


def test_lint_judges_reviews_on_the_day_it_is_told(run, tmp_path):
    folder = write_pack(tmp_path / "rules")
    assert run("rules", "lint", folder, "--as-of", "2027-11-01").code == 0
    assert run("rules", "lint", folder, "--as-of", "2027-11-02").code == 1


def test_lint_ends_with_two_where_rules_are_broken_and_tells_the_findings_of_the_others(run, tmp_path):
    folder = write_pack(tmp_path / "a", **bad.broken("unknown owner"))
    other = write_pack(tmp_path / "b", theme=THEME_YML.replace("labelled files", "labelled files."))
    outcome = run("rules", "lint", folder, other)
    assert (outcome.code, outcome.out) == (2, "")
    assert [line.split(" ")[1] for line in outcome.err.splitlines()] == ["REF01", "LNT02"]


# ---- rules schema

SCHEMAS = (
    "pack", "vocabulary", "sources", "theme", "wording", "signals", "i18n-theme", "i18n-pack", "i18n-vocabulary", "i18n-sources",
    "campaign", "case", "house-pack", "project", "checklist", "check", "status", "diff", "scan", "state",
)


class Core12(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Reads YAML as editors with a schema do: by the core schema of YAML 1.2, where dates and `no` are text."""


Core12.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
):
    Core12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))


_schemas: dict[str, dict[str, Any]] = {}


def schema_of(run, name: str) -> dict[str, Any]:
    """Return what the command prints; asked once for each name, since hundreds of cases look at it."""
    if name not in _schemas:
        outcome = run("rules", "schema", name)
        assert outcome.code == 0 and outcome.err == ""
        _schemas[name] = json.loads(outcome.out)
    return _schemas[name]


def errors_in(schema: dict[str, Any], text: str) -> list[str]:
    return [error.message for error in jsonschema.Draft202012Validator(schema).iter_errors(yaml.load(text, Core12))]


@pytest.mark.parametrize("name", SCHEMAS)
def test_schema_is_a_schema_of_the_draft_it_names(run, name):
    schema = schema_of(run, name)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


def test_schema_without_a_name_holds_them_all(run):
    everything = json.loads(run("rules", "schema").out)
    assert everything == {name: schema_of(run, name) for name in SCHEMAS}


def built_in_files() -> list[tuple[str, Path]]:
    core = Path(shipped("rules")) / "core"
    files = [(name, core / f"{name}.yml") for name in ("pack", "vocabulary", "sources", "wording")]
    files += [("theme", path) for path in sorted((core / "themes").glob("*.yml"))]
    files += [("case", path) for path in sorted((core / "cases").glob("*.yml"))]
    fixed = ("pack", "vocabulary", "sources")
    translated = [path for folder in (core, ROOT / "tests/data/rules") for path in sorted((folder / "i18n/de").glob("*.yml"))]
    files += [(f"i18n-{path.stem if path.stem in fixed else 'theme'}", path) for path in translated if path.stem != "wording"]
    return [*files, ("wording", core / "i18n/de/wording.yml")]


@pytest.mark.parametrize(("name", "path"), built_in_files(), ids=lambda value: value if isinstance(value, str) else value.stem)
def test_schema_accepts_the_built_in_files(run, name, path):
    assert errors_in(schema_of(run, name), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("name", "text"), [("pack", PACK_YML), ("vocabulary", VOCABULARY_YML), ("sources", SOURCES_YML), ("theme", THEME_YML)],
    ids=["pack", "vocabulary", "sources", "theme"],
)
def test_schema_accepts_the_small_sound_files(run, name, text):
    assert errors_in(schema_of(run, name), text) == []


CAMPAIGN = """\
campaign: Spring launch
id: spring
launch: 2027-03-01
ends: 2027-05-31
markets: [de, "no"]
channels: unknown
data: []
params: {brand: Acme}
waivers:
  - {code: WEL-04, reason: caps are set by the network, approver: Head of media, expires: 2027-06-30}
"""


def test_schema_accepts_a_campaign_that_generate_accepts(run):
    Path("c.yml").write_text(CAMPAIGN)
    assert run("generate", "c.yml").code == 0
    assert errors_in(schema_of(run, "campaign"), CAMPAIGN) == []


# What a schema can tell of one file alone. Not: names in other files, quotes, hierarchy, codes in brackets, what two keys say together.
TELLS = (
    "unknown key", "missing key", "text where a list belongs", "empty list", "list too long", "entry twice", "mapping where a list belongs",
    "colon in an entry of a list", "text too long", "no value", "empty text", "list where text belongs", "mapping where text belongs",
    "number as text", "words as a number", "number too small", "fraction as a number", "number too large", "must as level", "unknown level",
    "source without a list", "unknown key of a requirement", "requirement without source", "empty list of values", "value without a list",
    "empty condition", "list as a condition", "empty any", "mapping under any", "list under not", "Norway without list and quotes",
    "unknown per", "unknown key of a channel", "unknown language", "bad code under replaces", "version 1.10", "version of two numbers",
    "version with a letter", "version with a leading zero", "code with one digit", "number as code", "theme in capitals",
    "prefix in small letters", "newer file format", "no file format", "unknown key of a theme", "no items", "list as a theme",
    "text as a theme", "empty theme", "pack version 1.10", "pack name with a blank", "no prefixes", "prefix without a list",
    "unknown key of a parameter", "unknown type of a parameter", "parameter name with a blank", "unknown key of a pack", "badge too long",
    "text where a term belongs", "unknown key of a facet", "unknown kind", "word as a date", "date without zeros", "word as a checked day",
    "http", "script as an address", "no market", "market without a list", "unknown confidence", "unknown key of a source",
    "number as a title", "name of a source with blanks", "citation too long",
)


@pytest.mark.parametrize("name", TELLS)
def test_schema_refuses_what_generate_refuses(run, name):
    ((file, text),) = bad.broken(name).items()
    assert errors_in(schema_of(run, file), text)


CAMPAIGN_TELLS = (
    "no name", "name is a number", "no value for the name", "name is a list", "name too long", "id with blanks", "id in capitals",
    "id with two hyphens", "id is a number", "id too long", "unknown key", "launch is a word", "launch the German way", "launch is a month",
    "launch is a list", "market without list", "markets without value", "markets null", "markets empty text", "markets a mapping",
    "market twice", "market is a list", "params a list", "empty parameter", "parameter too long", "parameter is a list",
    "parameter name with a blank", "waivers a mapping", "waiver is a code", "waiver in small letters", "waiver without reason",
    "waiver with a typo", "waiver until a word", "list as a campaign", "text as a campaign", "empty",
)


@pytest.mark.parametrize("name", CAMPAIGN_TELLS)
def test_schema_refuses_a_campaign_that_generate_refuses(run, name):
    assert errors_in(schema_of(run, "campaign"), campaigns.BROKEN[name][0])


# ---- explain


def test_explain_says_what_an_item_asks_and_rests_on(run, core):
    item = next(item for item in core.item_list if item.code == "TRN-02")
    outcome = run("explain", "TRN-02")
    assert outcome.code == 0 and outcome.err == ""
    lines = outcome.out.splitlines()
    assert lines[0] == f"TRN-02  {item.action}"
    for requirement in item.required_by:
        assert any(line.strip().startswith(f"{core.sources[requirement.source].short} (") and "makes it a must" in line for line in lines)
    assert not any(line.startswith("In the checklist") for line in lines)


@pytest.mark.parametrize("code", ["trn-02", "TRN-02", "TRN-02.tiktok", "trn-02.tiktok"])
def test_explain_takes_a_code_as_people_write_it(run, code):
    assert run("explain", code).out == run("explain", "TRN-02").out


def test_explain_says_why_an_item_is_in(run):
    Path("c.yml").write_text("campaign: Spring\nmarkets: [de]\nchannels: [tiktok]\nai_uses: [generated-image]\n")
    lines = run("explain", "TRN-02", "c.yml", "--as-of", "2027-01-15").out.splitlines()
    assert "In the checklist Spring" in lines and "  TRN-02.tiktok: Must" in lines
    assert "    Here because: AI uses: generated images" in lines and "Sources as of 2027-01-15" in lines


def test_explain_says_why_an_item_is_out(run):
    Path("c.yml").write_text("campaign: Spring\nai_uses: []\n")
    lines = run("explain", "TRN-02", "c.yml").out.splitlines()
    assert any(line.startswith("  Left out: AI uses: none; the item is for ") for line in lines)


def test_explain_says_who_waived_an_item(run):
    Path("c.yml").write_text("campaign: S\nmarkets: [de]\nwaivers: [{code: ETH-03, reason: r, approver: Ann, expires: 2027-06-30}]\n")
    assert "    Waived until 2027-06-30 by Ann: r" in run("explain", "ETH-03", "c.yml").out.splitlines()


def test_explain_takes_facts_as_options(run):
    assert "  Left out: " in run("explain", "TRN-02", "-s", "ai_uses=").out


def test_explain_says_of_each_condition_whether_it_is_met_and_what_turns_the_verdict(run):
    lines = run("explain", "PRV-07", "-s", "markets=de", "-s", "ai_uses=generated-image", "-s", "data=").out.splitlines()
    assert any(line.startswith("    AI uses: ") and line.endswith("– contradicted (generated images)") for line in lines)
    assert any(line.startswith("  To bring it in, state -s ") for line in lines)
    assert "  To leave it out, state -s ai_uses=" in run("explain", "TRN-02", "-s", "ai_uses=generated-image").out.splitlines()


def test_explain_says_of_each_source_whether_it_binds_here_and_now(run):
    args = ("explain", "TRN-02", "-s", "ai_uses=generated-image", "--as-of")
    text = run(*args, "2027-01-15", "-s", "markets=de").out
    assert "(EU, since 2026-08-02) – binds here and now" in text
    assert "(CN, since 2025-09-01) – does not bind: the campaign is not there" in text
    assert "(EU, since 2026-08-02, not yet in force) – makes it a must" in run(*args, "2026-08-01", "-s", "markets=de").out
    assert "(EU, since 2026-08-02) – binds perhaps; it depends on markets" in run(*args, "2027-01-15").out


def test_explain_asks_what_is_to_confirm_and_names_the_option(run):
    assert "-s ai_uses=…" in run("explain", "TRN-02", "-s", "markets=de").out


def test_explain_says_that_a_waiver_has_ended(run):
    waiver = "waivers:\n  - {code: ETH-03, reason: r, approver: Ann, expires: 2026-06-30}\n"
    Path("c.yml").write_text("campaign: Spring\nmarkets: [de]\n" + waiver)
    text = run("explain", "ETH-03", "c.yml", "--as-of", "2027-01-15").out
    assert "  The waiver of ETH-03 by Ann ended on 2026-06-30: r" in text


def test_explain_fills_in_parameters(run):
    assert "{{" not in run("explain", "TRN-08", "--param", "brand=Acme").out


def test_explain_answers_where_a_campaign_leaves_nothing(run, tmp_path):
    place = write_pack(tmp_path / "one", theme=THEME_YML)
    assert "SEL01" in run("generate", "--rules", str(place), "-s", "channels=").err
    assert "  Left out: " in run("explain", "TRN-01", "--rules", str(place), "-s", "channels=").out


@pytest.mark.no_cover  # the same lines a hundred times over
def test_every_item_can_be_explained(run, core):
    assert [code for code in (item.code for item in core.item_list) if run("explain", code, "-s", "markets=de").code] == []


# ---- the runner is not ours


def test_the_command_also_runs_inside_clicks_own_runner():
    result = CliRunner().invoke(cli, ["generate", "-t", "bias", "--no-markers"])
    assert result.exit_code == 0 and result.output.startswith("# AI checklist")


def test_a_title_is_suggested_only_where_it_is_nearly_the_same(run):
    assert "'Deutschland' (one of: at, au," in run("explain", "TRN-01", "-s", "markets=Deutschland").err
