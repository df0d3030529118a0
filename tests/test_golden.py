"""One realistic page in every dialect and template, letter for letter, and one of rules that lean on nothing.

The rules are `tests/data/rules`, so that a change of the built-in pack does not show here. The page was written once for the
brief `before.yml`, people ticked and noted, then the brief became `spring.yml`. Run with --update-golden, and read what changed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from checklist import __version__, api, dialects
from checklist.loading import load_campaign, load_rules
from checklist.model import Checklist, RuleSet, State
from tests.people import markdown as people

DATA = Path(__file__).parent / "data"
CHOICE = api.Choice(level="should")
RECORDED = {
    "TRN-01": State(" ", "", ("    - The agency labels, we check.",)),
    "TRN-01.instagram": State("x", "", ("        - Owner: Mia Keller", "        - Evidence: https://dam.example/labels_ig")),
    "TRN-02": State("x", " since January", ()),
    "PRV-02": State("x", "", ("    - Evidence: https://wiki.example/consent",)),
}
TEMPLATES = ("checklist", "compact")


@lru_cache(maxsize=1)
def rules() -> RuleSet:
    return load_rules(str(DATA / "rules"))


def brief(name: str) -> api.Brief:
    return api.Brief(load_campaign(str(DATA / name), rules()), f"tests/data/{name}")


def written(made: Checklist, format: str, template: str, name: str = "spring.yml") -> str:
    """Return *made* in a format; versions of the program stand as they will not change."""
    dialect = dialects.load(format)
    marker = api.marker_fields(made, brief(name), CHOICE, format=format, template=template)
    page = api.render(rules(), made, format=format, template=api.find_template(template, dialect), marker=marker)
    page = re.sub(r'(?m)^  "sum": "[0-9a-f]{64}"$', '  "sum": "of what stands above"', page)
    return page.replace(f"checklist {__version__}", "checklist N.N.N")


@lru_cache(maxsize=1)
def refreshed() -> Checklist:
    """Return the checklist of the brief as it is now, on the page that people wrote on before."""
    before = api.checklist(rules(), brief("before.yml"), CHOICE, day=api.today())
    page = people.written(written(before, "markdown", "checklist", "before.yml"), RECORDED)
    return api.refresh(
        rules(), brief("spring.yml"), CHOICE, day=api.today(), page=page, path="page.md", format="markdown", force=False
    ).checklist


def ticked() -> Checklist:
    """Return the checklist for a format that is not read back: ticks and notes, and nothing that left the list."""
    return refreshed()._replace(gone=())


@pytest.mark.parametrize("template", TEMPLATES)
def test_markdown_is_the_golden_one(golden: Any, template):
    golden(f"{template}.md", written(refreshed(), "markdown", template))


@pytest.mark.parametrize("template", TEMPLATES)
def test_fragment_is_the_golden_one(golden: Any, template):
    golden(f"{template}.fragment.html", written(ticked(), "html-fragment", template))


@pytest.mark.parametrize("template", TEMPLATES)
def test_text_is_the_golden_one(golden: Any, template):
    golden(f"{template}.txt", written(ticked(), "text", template))


@lru_cache(maxsize=None)
def in_wiki(format: str) -> Checklist:
    """Return the checklist of the brief as it is now, on the page in *format* that people wrote on before."""
    dialect = dialects.load(format)
    typist = import_module(f"tests.people.{format.replace('-', '_')}")
    recorded = {
        code: state._replace(notes=tuple(dialect.note(line.strip(" -"), depth=int("." in code)) for line in state.notes))
        for code, state in RECORDED.items()
    }
    before = api.checklist(rules(), brief("before.yml"), CHOICE, day=api.today())
    page = typist.written(written(before, format, "checklist", "before.yml"), recorded)
    return api.refresh(rules(), brief("spring.yml"), CHOICE, day=api.today(), page=page, path="page", format=format, force=False).checklist


@pytest.mark.parametrize(
    "format, name", [
        ("mediawiki", "checklist.mediawiki"), ("dokuwiki", "checklist.dokuwiki"), ("dokuwiki-todo", "checklist.todo.dokuwiki"),
        ("confluence", "checklist.confluence.xml"),
    ],
)
def test_wiki_page_is_the_golden_one(golden: Any, format, name):
    golden(name, written(in_wiki(format), format, "checklist"))


def test_jira_is_the_golden_one(golden: Any):
    golden("checklist.jira", written(ticked(), "jira", "checklist"))


@pytest.mark.parametrize("format", ["csv", "json"])
def test_data_are_the_golden_ones(golden: Any, format):
    golden(f"checklist.{format}", written(ticked(), format, "checklist"))


def test_compact_html_is_the_golden_one(golden: Any):
    page = written(ticked(), "html", "compact")
    golden("compact.html", re.sub(r"(?s)(<style>).*?(</style>)|sha256-[^']*", r"\1\2", page))


@pytest.mark.parametrize("group_by", ["theme", "owner"])
def test_grouped_page_is_the_golden_one(golden: Any, group_by):
    made = api.checklist(rules(), brief("spring.yml"), api.Choice(group_by=group_by), day=api.today())
    golden(f"by-{group_by}.md", written(made, "markdown", "compact"))


def test_page_without_a_brief_is_the_golden_one(golden: Any):
    made = api.checklist(rules(), api.Brief(api.NOBODY), api.Choice(), day=api.today())
    golden("no-brief.md", api.render(rules(), made, format="markdown"))


def test_the_golden_page_holds_every_kind_of_line():
    made = refreshed()
    entries = [entry for part in made.sections for task in part.tasks for entry in (task.entry, *task.channels)]
    assert {entry.level for entry in entries} == {"must", "should"} and any(entry.becomes for entry in entries)
    assert any(entry.to_confirm for entry in entries) and any(entry.channel for entry in entries)
    assert any(entry.snippets for entry in entries)
    assert all((made.waived, made.ended_waivers, made.left_out, made.hidden, made.coming, made.gone, made.to_fill_in, made.questions))
    assert any(entry.state for entry in entries)
