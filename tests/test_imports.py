"""What each command loads and touches: speed without a timer, and no connection to anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest

import checklist
from tests.builders import write_pack

ROOT = Path(checklist.__file__).parent.parent

# Loads the command line as the installed command does, and tells at the end what is loaded.
LOADED = """\
import sys
from checklist.__main__ import main

sys.argv[0] = "checklist"
try:
    main()
finally:
    sys.stderr.write("\\nLOADED " + " ".join(sorted(sys.modules)))
"""
# The same, telling what the interpreter was asked to do beside computing.
TOUCHED = """\
import os, sys

told = []

def hook(event, args):
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.fork", "os.system", "os.posix_spawn", "urllib.", "http.", "ftplib.")):
        told.append(event)
    elif event == "open" and isinstance(args[0], str) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        told.append("write " + args[0])
    elif event in ("os.rename", "os.remove", "os.mkdir", "os.chmod", "os.link", "os.symlink"):
        told.append(event + " " + str(args[0]))

from checklist.__main__ import main
sys.argv[0] = "checklist"
sys.addaudithook(hook)
try:
    main()
finally:
    sys.stderr.write("\\nTOUCHED " + "\\n".join(told))
"""

HOSTS = {"click", "yaml", "jinja2", "markupsafe", "markdown"}
NETWORK = {"socket", "_socket", "ssl", "_ssl", "http", "http.client", "urllib.request", "ftplib", "smtplib", "asyncio", "xmlrpc"}
SLOW = {
    "importlib.metadata", "importlib.resources", "pkg_resources", "multiprocessing", "unittest", "subprocess", "logging", "email",
    "decimal",
}


class Case(NamedTuple):
    """A command line, the hosts it may load, and modules of ours that it has no use for."""

    args: str
    hosts: set[str]
    unused: set[str] = set()


READERS = {"checklist.yamlio", "checklist.fields", "checklist.schema", "checklist.packs", "checklist.briefs"}
# What a lexicon is read with may be loaded for a lexicon that is known.
SCHEMAS = READERS - {"checklist.yamlio", "checklist.fields"}
TRANSLATING = {"checklist.translation", "checklist.phrases", "checklist.drafting"}
PAGES = {"checklist.rendering", "checklist.page", "checklist.dialects.markdown"}
CASES = [
    Case("--help", {"click"}, READERS | PAGES | {"checklist.api", "checklist.model", "checklist.loading"}),
    Case("--version", {"click"}, READERS | PAGES | {"checklist.api", "checklist.model", "checklist.loading"}),
    Case("genrate", {"click"}, READERS | PAGES | {"checklist.api", "checklist.model", "checklist.loading"}),
    Case("generate --help", {"click"}, READERS | PAGES | {"checklist.api", "checklist.loading"}),
    Case("generate --levl", {"click"}, READERS | PAGES | {"checklist.api", "checklist.loading"}),
    Case(
        "generate", {"click", "jinja2", "markupsafe"},
        READERS | TRANSLATING | {"checklist.originals", "checklist.writing", "checklist.linting", "difflib"},
    ),
    Case("generate -t bias -s markets=de --level must", {"click", "jinja2", "markupsafe"}, READERS | {"checklist.writing"}),
    Case("generate -f html", {"click", "jinja2", "markupsafe"}, READERS | {"checklist.writing"}),
    Case("generate -f text", {"click", "jinja2", "markupsafe"}, READERS | {"checklist.writing"}),
    Case("generate -f json", {"click"}, READERS | {"checklist.writing"}),
    Case("generate -f csv", {"click"}, READERS | {"checklist.writing"}),
    Case("generate -o page.md", {"click", "jinja2", "markupsafe"}, READERS - {"checklist.yamlio"}),
    Case("generate campaign.yml", {"click", "jinja2", "markupsafe", "yaml"}, {"checklist.schema", "checklist.packs"}),
    Case("generate campaign.yml -f json", {"click", "yaml"}, {"checklist.schema", "checklist.packs"}),
    Case("init", {"click"}, READERS | PAGES | {"checklist.api", "checklist.loading"}),
    Case("init new.yml --no-input --name Spring -s markets=de", {"click"}, {"checklist.schema", "checklist.packs", "checklist.linting"}),
    Case("init campaign.yml --no-input", {"click", "yaml"}, {"checklist.schema", "checklist.packs"}),
    Case("check gated.md", {"click", "yaml"}, {"checklist.schema", "checklist.packs", "checklist.writing", "checklist.refreshing"}),
    Case("check gated.md --fresh --format json", {"click", "yaml", "jinja2", "markupsafe"}, {"checklist.writing", "checklist.refreshing"}),
    Case("diff core core --since 2026-08-01", {"click"}, READERS | TRANSLATING | {"checklist.writing", "checklist.deltas"}),
    Case(
        "diff core core --since 2026-08-01 campaign.yml --format json", {"click", "yaml"},
        TRANSLATING | {"checklist.schema", "checklist.packs", "checklist.writing", "checklist.changelog", "checklist.dialects.markdown"},
    ),
    Case("status gated.md", {"click", "yaml"}, {"checklist.schema", "checklist.packs", "checklist.dashboard", "checklist.exports"}),
    Case("status gated.md -f json", {"click", "yaml"}, {"checklist.schema", "checklist.packs", "checklist.dashboard"}),
    Case("status gated.md -f csv --entries", {"click", "yaml"}, {"checklist.schema", "checklist.dashboard", "checklist.exports"}),
    Case("status gated.md -f html", {"click", "yaml", "jinja2", "markupsafe"}, {"checklist.schema", "checklist.exports"}),
    Case("scan news.txt", {"click"}, SCHEMAS | TRANSLATING | {"checklist.writing", "checklist.newspage", "checklist.extracting"}),
    Case("scan news.txt -f json", {"click"}, SCHEMAS | TRANSLATING | {"checklist.writing", "checklist.bulletin"}),
    Case("scan news.txt -f html", {"click", "jinja2", "markupsafe"}, SCHEMAS | {"checklist.writing", "checklist.clippings"}),
    Case("explain PRV-01", {"click"}, READERS | {"checklist.writing"}),
    Case("list themes", {"click"}, READERS | PAGES | {"checklist.api"}),
    Case("list items", {"click"}, READERS | PAGES | {"checklist.api"}),
    Case("list vocabulary", {"click"}, READERS | PAGES | {"checklist.api"}),
    Case("list formats", {"click"}, READERS | {"checklist.loading", "checklist.api"}),
    Case("list templates", {"click"}, READERS),
    Case("rules lint", {"click", "yaml"}, {"checklist.writing", "checklist.drafting"}),
    Case("rules lint --format github", {"click", "yaml"}, {"checklist.writing", "checklist.drafting"}),
    Case("rules test", {"click", "yaml"}, {"checklist.schema", "checklist.packs", "checklist.writing", "checklist.linting"}),
    Case("rules new bias", {"click"}, {"checklist.packs", "checklist.writing", "checklist.cases"}),
    Case("generate --lang de", {"click", "jinja2", "markupsafe"}, READERS | TRANSLATING),
    Case("list items --lang de", {"click"}, READERS | TRANSLATING | PAGES | {"checklist.api"}),
    Case("explain PRV-01 --lang de", {"click"}, READERS | TRANSLATING | {"checklist.writing"}),
    Case("rules schema", {"click"}, {"checklist.packs", "checklist.writing", "checklist.cases"}),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A directory with a campaign and rules, and a cache that knows the built-in ones."""
    folder = tmp_path_factory.mktemp("imports")
    (folder / "campaign.yml").write_text("campaign: Spring\nmarkets: [de]\n")
    write_pack(folder / "rules")
    (folder / "news.txt").write_text("The AI vendor replaced its chief executive. Advertisers have to label AI pictures.\n")
    (folder / "home").mkdir()
    known = ("generate", "generate -f html", "generate --lang de", "list items --rules rules", "generate campaign.yml -o gated.md")
    for args in (*known, "scan news.txt"):
        driven(LOADED, args, folder)
    return folder


def driven(code: str, args: str, folder: Path, *, cache: str | None = None) -> str:
    """Return the standard error of a command run by a driver."""
    place = str(folder / "cache") if cache is None else cache
    env = {**os.environ, "PYTHONPATH": str(ROOT), "CHECKLIST_CACHE": place, "HOME": str(folder / "home")}
    env.pop("COVERAGE_PROCESS_START", None)
    done = subprocess.run([sys.executable, "-c", code, *args.split()], cwd=folder, env=env, capture_output=True)
    return done.stderr.decode()


def loaded_by(args: str, folder: Path) -> set[str]:
    return set(driven(LOADED, args, folder).rpartition("\nLOADED ")[2].split())


@lru_cache(maxsize=None)
def loaded_once(args: str, folder: Path) -> set[str]:
    """Return the same for a case that several tests look at."""
    return loaded_by(args, folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.args)
def test_a_command_loads_no_host_that_it_does_not_need(place, case):
    loaded = loaded_once(case.args, place)
    assert "checklist.cli" in loaded
    assert loaded & HOSTS == case.hosts


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.args)
def test_a_command_loads_no_module_of_ours_that_it_does_not_need(place, case):
    assert loaded_once(case.args, place) & case.unused == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.args)
def test_a_command_loads_nothing_that_is_slow_or_reaches_out(place, case):
    loaded = loaded_once(case.args, place)
    assert loaded & NETWORK == set()
    assert (loaded & SLOW) - brought_by_click() == set()


@lru_cache(maxsize=1)
def brought_by_click() -> set[str]:
    """Return the modules that the host of every command loads on this Python."""
    done = subprocess.run([sys.executable, "-c", "import sys, click; print(*sys.modules)"], capture_output=True, check=True)
    return set(done.stdout.decode().split())


def test_help_loads_of_ours_what_the_command_line_is_and_errors(place):
    ours = {name for name in loaded_by("--help", place) if name.split(".")[0] == "checklist"}
    assert ours == {"checklist", "checklist.__main__", "checklist.cli", "checklist.errors"}


@pytest.mark.parametrize("args", ["rules lint rules2", "generate --rules rules2"])
def test_cold_rules_load_yaml_and_no_network(place, tmp_path, args):
    write_pack(place / "rules2")
    loaded = set(driven(LOADED, args, place, cache=str(tmp_path / "cache")).rpartition("\nLOADED ")[2].split())
    assert "yaml" in loaded and loaded & NETWORK == set()


def test_markdown_in_rule_text_loads_markdown_alone(place):
    from tests.builders import write_item

    write_item(place / "marked", why="Because *it* helps.")
    assert loaded_by("generate -f json --rules marked", place) & HOSTS == {"click", "yaml", "markdown"}
    assert loaded_by("generate -f json --rules marked", place) & HOSTS == {"click", "markdown"}


def test_blanks_to_fill_in_are_no_markup(place):
    from tests.builders import write_item

    write_item(place / "blanks", why="By [date] (or so) it helps.")
    loaded_by("generate -f json --rules blanks", place)
    assert loaded_by("generate -f json --rules blanks", place) & HOSTS == {"click"}


QUIET = [
    "generate", "generate -f html", "generate -f json", "generate campaign.yml", "diff core rules campaign.yml",
    "explain PRV-01 campaign.yml", "list formats", "rules lint", "rules test", "rules new bias", "rules schema",
    "generate --template mine.j2", "generate nope.yml", "status .", "scan news.txt",
]


@pytest.mark.parametrize("args", QUIET)
def test_a_command_opens_no_connection_starts_nothing_and_writes_nothing(place, args):
    (place / "mine.j2").write_text("{{ h(1, title()) }}")
    loaded_once(args, place)
    assert driven(TOUCHED, args, place).rpartition("\nTOUCHED ")[2] == ""


def test_the_first_run_writes_to_the_cache_alone(place):
    write_pack(place / "fresh")
    lines = driven(TOUCHED, "generate --rules fresh", place).rpartition("\nTOUCHED ")[2].splitlines()
    assert lines and all(line.split(" ", 1)[1].startswith(f"{place}/cache") for line in lines)


def test_a_brief_is_the_only_thing_that_is_written(place):
    lines = driven(TOUCHED, "init one.yml --no-input --name Spring", place).rpartition("\nTOUCHED ")[2].splitlines()
    assert (place / "one.yml").exists() and lines == [line for line in lines if f"{place}/.checklist-" in line]


def test_an_output_is_the_only_thing_that_is_written(place):
    lines = driven(TOUCHED, "generate -t bias -o one.md", place).rpartition("\nTOUCHED ")[2].splitlines()
    drafts = [line for line in lines if f"{place}/.checklist-" in line]
    assert drafts == lines and (place / "one.md").exists()


# ---- the door for Python-Markdown

# Telling what is loaded by the door alone, then what a page makes the program do.
CONVERTED = """\
import os, sys
sys.dont_write_bytecode = True
import checklist.mdext

sys.stderr.write("LOADED " + " ".join(sorted(sys.modules)))
told = []

def hook(event, args):
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.fork", "os.system", "os.posix_spawn", "urllib.", "http.")):
        told.append(event)
    elif event == "open" and isinstance(args[0], str) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        told.append("write " + args[0])

import markdown
sys.addaudithook(hook)
page = markdown.markdown("```checklist\\ncampaign: campaign.yml\\n```", extensions=["checklist"])
sys.stderr.write("\\nTOUCHED " + " ".join(told) + "\\nPAGE " + page[:60])
"""


def test_the_door_for_markdown_loads_its_host_alone_and_opens_no_connection(place):
    loaded, touched, page = driven(CONVERTED, "", place).split("\n")[:3]
    ours = {name for name in loaded.split() if name.partition(".")[0] == "checklist"}
    assert set(loaded.split()) & HOSTS == {"markdown"} and not ours & (READERS | PAGES | {"checklist.copies", "checklist.cli"})
    assert touched == "TOUCHED " and page.startswith('PAGE <h1 lang="en">AI checklist: Spring')


# ---- the door for Python

IMPORTED = "import sys, checklist\n{}\nsys.stderr.write('LOADED ' + ' '.join(sys.modules))"
FACTS = '{"campaign": "A", "markets": ["de"]}'


def loaded_by_python(code: str, folder: Path) -> set[str]:
    return set(driven(IMPORTED.format(code), "", folder).rpartition("LOADED ")[2].split())


def test_import_checklist_loads_nothing_else(place):
    loaded = loaded_by_python("", place)
    assert {name for name in loaded if name.partition(".")[0] == "checklist"} == {"checklist"}
    assert loaded & (HOSTS | NETWORK) == set()


@pytest.mark.parametrize(("code", "hosts"), [
    ("from checklist import load_rules, generate, ChecklistError", set()),
    (f"checklist.select({FACTS})", set()),
    (f"checklist.generate({FACTS})", {"jinja2", "markupsafe"}),
    (f"checklist.explain('PRV-01', {FACTS})", set()),
    (f"checklist.diff(checklist.load_rules(), checklist.load_rules(), {FACTS})", set()),
], ids=["names", "select", "generate", "explain", "diff"])
def test_a_function_loads_no_host_that_it_does_not_need(place, code, hosts):
    loaded = loaded_by_python(code, place)
    assert "checklist" in loaded and loaded & HOSTS == hosts and loaded & NETWORK == set()
