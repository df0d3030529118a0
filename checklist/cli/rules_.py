"""`checklist rules`: for authors of rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from . import Group
from .options import Options, author_options, completing

if TYPE_CHECKING:
    from ..errors import Problem
    from ..model import RuleSet

FORMATS = ("text", "github", "json")

_format_option = click.option(
    "--format", "form", metavar="[text|github|json]", shell_complete=completing(*FORMATS), default="text", show_default=True,
    help="For people, for annotations in a GitHub job, or for other tools.",
)
_pack_option = click.option("--pack", "packs", multiple=True, metavar="DIR|FILE|NAME", help="House pack that lies below; repeatable.")


@click.group("rules", cls=Group)
def command() -> None:
    """For authors of rules."""


@command.command("lint")
@click.argument("directories", nargs=-1, metavar="[DIR]…")
@click.option("--as-of", metavar="DATE", help="Day on which reviews of sources have to be done. Default: today.")
@_format_option
@_pack_option
def lint(directories: tuple[str, ...], as_of: str | None, form: str, packs: tuple[str, ...]) -> int:
    """Check rules directories and house packs, by default the built-in rules.

    Exit code 0: clean; 1: findings; 2: the rules cannot be used.
    """
    from .. import api
    from ..errors import ChecklistError, Problem

    _check_format(form)
    _check_below(packs, directories, "checklist rules lint")
    broken: list[Problem] = []
    found: list[Problem] = []
    clean = []
    for directory in directories or (None,):
        try:
            rules = api.load_rules(directory, packs=_below(packs, directory))
        except ChecklistError as error:
            broken += error.problems
            continue
        options = Options(rules)
        day = options.day("--as-of", as_of) or api.today()
        options.check()
        found += api.lint(rules, day, below=_rules_below(directory, packs))
        try:
            found += _translated(rules, directory, packs)
            found += api.lint_signals(api.load_lexicon(directory, _below(packs, directory)), api.signal_files(directory))
        except ChecklistError as error:
            broken += error.problems
        clean.append(f"{rules.packs[-1].name} {rules.packs[-1].version}: {len(rules.item_list)} items, {len(rules.sources)} sources")
    return _report(broken, found, "".join(f"{line}: no findings\n" for line in clean), form)


def _check_below(packs: tuple[str, ...], named: object, command_line: str) -> None:
    """Refuse packs that would lie below the built-in rules: whoever names a pack alone means that pack.

    Raises:
        ChecklistError: OPT03.
    """
    import shlex

    from ..errors import failure

    if packs and not named:
        hint = f"to work on that pack, write {command_line} {shlex.quote(packs[-1])}"
        raise failure("--pack", "OPT03", "it names a pack that lies below another, and no other is named", hint)


def _below(packs: tuple[str, ...], directory: str | None = None) -> tuple[str, ...]:
    """Return the house packs named with `--pack`, as paths; not *directory* itself."""
    import os

    from ..project import origin

    found = origin(None, packs, alone=True).packs
    return tuple(path for path in found if directory is None or os.path.realpath(path) != os.path.realpath(directory))


def _rules_below(directory: str | None, packs: tuple[str, ...]) -> RuleSet | None:
    """Return the rules that *directory* lies over, if it is a house pack."""
    from .. import api
    from ..loading import is_house

    return api.load_rules(packs=_below(packs, directory)) if directory and is_house(directory) else None


def _translated(rules: RuleSet, directory: str | None, packs: tuple[str, ...]) -> Iterator[Problem]:
    """Yield the findings in every language that the directory itself brings."""
    from .. import api
    from ..translation import findings, unworded

    below = _rules_below(directory, packs)
    for lang in rules.langs[1:]:
        own = api.load_translation(directory, lang, _below(packs, directory))
        if own.stems:
            yield from findings(rules, own.phrases, folder=own.folder, stems=own.stems, below=below)
            if below is None:
                yield from unworded(rules, own.sentences, path=f"{own.folder}/wording.yml")


@command.command("test")
@click.argument("directories", nargs=-1, metavar="[DIR]…")
@_format_option
@author_options
def test(directories: tuple[str, ...], form: str, rules_path: str | None, packs: tuple[str, ...]) -> int:
    """Try the cases of rules directories, by default the built-in one.

    DIR/cases/*.yml hold a campaign each, with the codes that its checklist has to hold and to leave out. Every item has
    to be selected by some case, and left out by another unless it concerns every campaign.

    Exit code 0: all is as expected; 1: it is not, or items are not covered; 2: the rules or cases cannot be used.
    """
    from .. import api
    from ..errors import ChecklistError, Problem
    from . import emit

    _check_format(form)
    _check_below(packs, directories or rules_path, "checklist rules test")
    broken: list[Problem] = []
    found: list[Problem] = []
    summaries = ""
    for directory in (*directories, *([rules_path] if rules_path else [])) or (None,):
        try:
            rules = api.load_rules(directory, packs=_below(packs, directory))
            tried = api.try_cases(rules, api.load_cases(directory, rules), folder=f"{directory or api.built_in()}/cases")
        except ChecklistError as error:
            broken += error.problems
            continue
        found += (*tried.failures, *tried.gaps)
        summaries += api.summary(rules, tried)
    if found and form == "text" and not broken:
        emit(summaries)
    return _report(broken, found, summaries, form)


@command.command("new")
@click.argument("theme", metavar="THEME")
@click.option("--write", is_flag=True, help="Add it to the theme file; all that is there stays as it is.")
@author_options
def new(theme: str, write: bool, rules_path: str | None, packs: tuple[str, ...]) -> None:
    """Print a new item for THEME with the next free code, ready but for its texts.

    `rules lint` tells which texts are still to be written.
    """
    from .. import api, skeletons
    from ..errors import failure
    from . import emit

    rules = api.load_rules(rules_path, packs=_below(packs, rules_path))
    options = Options(rules)
    names = {found.code: name for name, found in rules.themes.items()}
    chosen = options.one("THEME", "theme", names.get(theme.upper(), theme), rules.themes)
    options.check()
    pack = rules.packs[-1]
    if pack.extends:
        if write:
            raise failure("--write", "OPT03", "a house pack keeps its items under `add`", "paste the skeleton there")
        if not pack.prefixes:
            raise failure(pack.name, "REF02", "the pack has no prefix for codes of its own", "add `prefixes: [ABC]`")
        code = skeletons.next_code(rules, pack.prefixes[0], pack.name)
        emit("".join(f"    {line}\n" for line in skeletons.skeleton(rules, code, theme=chosen).splitlines()))
        return
    code = skeletons.next_code(rules, rules.themes[chosen].code, chosen)
    item = skeletons.skeleton(rules, code)
    emit(_written(rules, chosen, item, code) if write else "".join(f"  {line}\n" for line in item.splitlines()))


def _written(rules: RuleSet, theme: str, item: str, code: str) -> str:
    """Add *item* to the file of *theme* and return where it stands."""
    from .. import skeletons, writing
    from ..rulefiles import read_bytes

    path = next(item.location.path for item in rules.item_list if item.theme == theme)
    old = read_bytes(path)
    text = skeletons.appended(old, item, code, path)
    writing.replace(path, text, expected=old)
    line = text[: text.rindex(f"code: {code}".encode())].count(b"\n") + 1
    return f"{path}:{line}: {code}\n"


@command.command("translate")
@click.argument("lang", metavar="LANG")
@author_options
def translate(lang: str, rules_path: str | None, packs: tuple[str, ...]) -> None:
    """Write or update the files of a translation into LANG, a language like de.

    Texts that have no translation get an empty one. What is translated stays as it is; where the text of the rules
    changed since, a comment says so.
    """
    import os

    from .. import api, writing
    from ..drafting import draft
    from ..errors import failure
    from ..rulefiles import is_language
    from . import tell

    if not is_language(lang):
        raise failure("rules translate", "OPT02", f"{lang!r} is no language to translate into", "write two small letters, as in de")
    _check_below(packs, rules_path, f"checklist rules translate {lang} --rules")
    rules = api.load_rules(rules_path, packs=_below(packs, rules_path))
    own = api.load_translation(rules_path, lang, _below(packs, rules_path))
    below = _rules_below(rules_path, packs)
    _make(own.folder)
    for stem, made in draft(rules, own.phrases, lang, below=below).items():
        path = os.path.join(own.folder, f"{stem}.yml")
        before, content = writing.read(path), made.text.encode("utf-8")
        if content != before:
            writing.replace(path, content, expected=before)
        state = "unchanged" if content == before else "written"
        tell(f"{path}: {state}; {made.total} texts, {made.missing} missing, {made.changed} changed since")


def _make(folder: str) -> None:
    import os

    from ..errors import failure

    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise failure(folder, "OUT02", f"cannot be made: {error.strerror}", "choose another directory with --rules") from None


@command.command("schema")
@click.argument("what", required=False, default="", metavar="[FORMAT]")
def schema(what: str) -> None:
    """Print the JSON Schema of a file format.

    Files that people write: pack, house-pack, project, vocabulary, sources, theme, wording, signals, campaign, case; those of a
    translation: i18n-theme, i18n-sources, i18n-vocabulary, i18n-pack. Reports: checklist (`generate -f json`, the record that
    `--from` reads), check (`check --format json`), status (`status -f json`), diff (`diff -f json`), scan (`scan -f json`). Ticks
    and notes that the page of HTML saves, for `--state`: state.

    Without FORMAT, all of them in one object.
    """
    import json

    from .. import api
    from ..clippings import SCHEMA as SCAN
    from ..deltas import SCHEMA as DIFF
    from ..dialects.json import SCHEMA
    from ..errors import failure, suggestion
    from ..expected import case_record
    from ..exports import SCHEMA as STATUS
    from ..houses import HOUSE
    from ..projects import PROJECT
    from ..saved import SCHEMA as STATE
    from ..schema import FORMATS, json_schema, schema_of
    from ..verdicts import SCHEMA as CHECK
    from . import emit

    facets = api.load_rules().vocabulary.facets
    schemas = {name: json_schema(name, facets) for name in FORMATS}
    schemas |= {name: schema_of(name, record) for name, record in (("house-pack", HOUSE), ("project", PROJECT))}
    schemas |= {"case": schema_of("case", case_record(facets)), "checklist": SCHEMA}
    schemas |= {"check": CHECK, "status": STATUS, "diff": DIFF, "scan": SCAN, "state": STATE}
    if what and what not in schemas:
        raise failure("rules schema", "OPT01", f"there is no format {what!r}", suggestion(what, schemas))
    emit(json.dumps(schemas[what] if what else schemas, ensure_ascii=False, indent=2) + "\n")


def _check_format(form: str) -> None:
    """Refuse a form of report that there is not."""
    from ..errors import failure, suggestion

    if form not in FORMATS:
        raise failure("--format", "OPT01", f"there is no format {form!r}", suggestion(form, FORMATS))


def _report(broken: list[Problem], found: list[Problem], clean: str, form: str) -> int:
    """Tell what is wrong, else that nothing is; return the exit code.

    People read problems on standard error; a report for machines is the product, and goes to standard output.
    """
    from ..errors import ChecklistError, FoundProblems
    from ..reports import FORMATS as WRITERS
    from . import emit

    if form != "text":
        emit(WRITERS[form](broken + found))
        return 2 if broken else 1 if found else 0
    if broken:
        raise ChecklistError(broken + found)
    if found:
        raise FoundProblems(found)
    emit(clean)
    return 0
