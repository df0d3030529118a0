"""`checklist list`: what there is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from ..errors import ChecklistError, Location, Problem, suggestion
from ..model import RuleSet
from .options import completing, lang_option, load, rules_option

if TYPE_CHECKING:
    from ..project import Origin

WHAT = ("themes", "items", "formats", "templates", "vocabulary")
FORMATS = ("text", "json")
Row = dict[str, Any]


@click.command("list")
@click.argument("what", metavar="{themes|items|formats|templates|vocabulary}", shell_complete=completing(*WHAT))
@click.option(
    "--format", "form", metavar="[text|json]", shell_complete=completing(*FORMATS), default="text", show_default=True,
    help="For people or for tools.",
)
@lang_option("en")
@rules_option
def command(what: str, form: str, lang: str | None, origin: Origin) -> None:
    """Show what there is: themes, items, formats, templates, vocabulary."""
    from . import emit

    problems = [
        Problem(Location(option), "OPT01", f"there is no {label} {given!r}", suggestion(given, known))
        for option, label, given, known in (("list", "list of", what, WHAT), ("--format", "format", form, FORMATS)) if given not in known
    ]
    if problems:
        raise ChecklistError(problems)
    rows = _ROWS[what](origin, lang)
    if form == "json":
        import json

        emit(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        emit(_table(_indented(rows)))


def _rules(origin: Origin, lang: str | None) -> RuleSet:
    rules, options = load(origin, lang)
    options.check()
    return rules


def _themes(origin: Origin, lang: str | None) -> list[Row]:
    rules = _rules(origin, lang)
    return [
        {"name": theme.name, "code": theme.code, "items": sum(item.theme == theme.name for item in rules.item_list), "title": theme.title}
        for theme in rules.themes.values()
    ]


def _items(origin: Origin, lang: str | None) -> list[Row]:
    rules = _rules(origin, lang)
    return [
        {"code": item.code, "theme": item.theme, "phase": item.phase, "owner": item.owner, "action": item.action}
        for item in rules.item_list
    ]


def _formats(origin: Origin, lang: str | None) -> list[Row]:
    from .. import dialects

    rows = []
    for name in dialects.names():
        module = dialects.load(name)
        summary = " ".join((module.__doc__ or "").strip().split("\n\n")[0].split())
        rows.append({"name": name, "suffix": module.SUFFIX, "refreshed": hasattr(module, "parse"), "use": summary})
    return rows


def _templates(origin: Origin, lang: str | None) -> list[Row]:
    import os

    from .. import api
    from ..rulefiles import shipped

    rows = []
    for name in api.template_names():
        with open(os.path.join(shipped("templates"), f"{name}.j2"), encoding="utf-8") as file:
            first = file.readline().strip()
        rows.append({"name": name, "use": first.removeprefix("{#").removesuffix("#}").strip()})
    return rows


def _vocabulary(origin: Origin, lang: str | None) -> list[Row]:
    """Return every word, a value below the first that it lies within, and how deep it stands there."""
    from ..choices import tree

    words = _rules(origin, lang).vocabulary
    rows = [
        {"facet": facet.name, "name": value.name, "depth": depth, "title": value.title, "within": list(value.within),
         "define": value.define}
        for facet in words.facets.values() for value, depth in tree(facet)
    ]
    for group, terms in (("(owners)", words.owners), ("(phases)", words.phases)):
        rows += [
            {"facet": group, "name": term.name, "depth": 0, "title": term.title, "within": [], "define": term.define}
            for term in terms.values()
        ]
    return rows


def _indented(rows: list[Row]) -> list[Row]:
    """Return rows for people: a name stands as far to the right as it is deep."""
    return [{key: "  " * row.get("depth", 0) + row[key] if key == "name" else row[key] for key in row if key != "depth"} for row in rows]


_ROWS: dict[str, Callable[["Origin", str | None], list[Row]]] = {
    "themes": _themes, "items": _items, "formats": _formats, "templates": _templates, "vocabulary": _vocabulary,
}


def _table(rows: list[Row]) -> str:
    """Return rows as columns; the last column is as wide as it likes."""
    if not rows:
        return ""
    cells = [[_cell(value) for value in row.values()] for row in rows]
    titles = [name.upper() for name in rows[0]]
    widths = [max(map(len, column)) for column in zip(titles, *cells)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in (titles, *cells))
    return "\n".join(lines) + "\n"


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)
