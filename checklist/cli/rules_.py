"""`checklist rules`: for authors of rules."""

from __future__ import annotations

import click

from . import Group
from .options import Options


@click.group("rules", cls=Group)
def command() -> None:
    """For authors of rules."""


@command.command("lint")
@click.argument("directories", nargs=-1, metavar="[DIR]…")
@click.option("--as-of", metavar="DATE", help="Day on which reviews of sources have to be done. Default: today.")
def lint(directories: tuple[str, ...], as_of: str | None) -> int:
    """Check rules directories, by default the built-in one.

    Exit code 0: clean; 1: findings; 2: the rules cannot be used.
    """
    from .. import api
    from ..errors import ChecklistError, FoundProblems, Problem
    from ..linting import lint as findings_of
    from . import emit

    broken: list[Problem] = []
    found: list[Problem] = []
    clean = []
    for directory in directories or (None,):
        try:
            rules = api.load_rules(directory)
        except ChecklistError as error:
            broken += error.problems
            continue
        options = Options(rules)
        day = options.day("--as-of", as_of) or api.today()
        options.check()
        found += findings_of(rules, day)
        clean.append(f"{rules.packs[0].name} {rules.packs[0].version}: {len(rules.item_list)} items, {len(rules.sources)} sources")
    if broken:
        raise ChecklistError(broken + found)
    if found:
        raise FoundProblems(found)
    emit("".join(f"{line}: no findings\n" for line in clean))
    return 0


@command.command("schema")
@click.argument("what", required=False, default="", metavar="[FORMAT]")
def schema(what: str) -> None:
    """Print the JSON Schema of a file format: pack, vocabulary, sources, theme, wording, campaign, or checklist.

    Without FORMAT, all of them in one object. `checklist` is what `generate -f json` writes.
    """
    import json

    from .. import api
    from ..dialects.json import SCHEMA
    from ..errors import failure, suggestion
    from ..schema import FORMATS, json_schema
    from . import emit

    facets = api.load_rules().vocabulary.facets
    schemas = {name: json_schema(name, facets) for name in FORMATS} | {"checklist": SCHEMA}
    if what and what not in schemas:
        raise failure("rules schema", "OPT01", f"there is no format {what!r}", suggestion(what, schemas))
    emit(json.dumps(schemas[what] if what else schemas, ensure_ascii=False, indent=2) + "\n")
