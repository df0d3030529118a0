"""`checklist generate --from RECORD`: the page of a record, made again without campaign and rules."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from ..arranging import GROUPINGS
from ..errors import Location, Problem, visible
from .options import Options

if TYPE_CHECKING:
    from ..keeping import Record
    from ..rendering import Template

# What a page can be made of without rules; all else is in the record.
_ALLOWED = ("record", "form", "output", "template", "group_by", "no_markers", "force")


def render_again(given: dict[str, Any]) -> None:
    """Write the page of the record that the command line names.

    Raises:
        ChecklistError: OPT03 for each option that says what the record holds; REC…, with what is wrong with it.
    """
    from .. import __version__, dialects, keeping
    from ..errors import ChecklistError
    from ..rulefiles import read_bytes
    from . import emit, tell
    from .generate_ import tell_hidden

    problems = _foreign()
    if not given["record"]:
        problems.append(Problem(Location("--from"), "OPT02", "the name is empty", "name a record"))
    if problems:
        raise ChecklistError(problems)
    record = keeping.read(read_bytes(given["record"]), given["record"])
    if given["group_by"] is not None:
        record = _grouped(record, given["group_by"])
    form, template = _asked(record, given)
    if keeping.is_of_another_program(record):
        tell(f"{record.path}: checklist {record.program} wrote it, and this is {__version__}: the page may look different")
    if dialects.load(form).MEDIA_TYPE == "text/csv":
        tell_hidden(record.rules, record.checklist, given)
    text = keeping.render(record, format=form, template=template, markers=not given["no_markers"])
    if given["output"] in (None, "-"):
        emit(text)
    else:
        _write(text, record, form, given)


def _foreign() -> list[Problem]:
    """Return a problem for each thing on the command line that only a campaign and rules can answer."""
    context = click.get_current_context()
    problems = []
    for parameter in context.command.params:
        name = parameter.name or ""
        is_given = context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
        if is_given and name not in _ALLOWED:
            told = max(parameter.opts, key=len) if isinstance(parameter, click.Option) else parameter.make_metavar(context).strip("[]….")
            problems.append(Problem(Location(told), "OPT03", "it does not go with --from: the record says it already", "leave it out"))
    return problems


def _grouped(record: Record, by: str) -> Record:
    from .. import keeping

    options = Options(record.rules)
    options.one("--group-by", "grouping", by, GROUPINGS)
    options.check()
    return keeping.grouped(record, by)


def _asked(record: Record, given: dict[str, Any]) -> tuple[str, Template]:
    """Return the format and the template, or raise everything that is wrong with them."""
    from .. import api, dialects
    from ..settings import Project
    from .generate_ import _format

    options = Options(record.rules)
    options.filled("--output", given["output"])
    if given["output"] not in (None, "", "-") and os.path.realpath(given["output"]) == os.path.realpath(record.path):
        options.report("--output", "OPT03", "this is the record itself", "name another file; a record stays as it was written")
    form = _format(options, given["form"], given["output"], Project())
    name = given["template"] if given["template"] is not None else record.template
    if given["template"] is None and name not in api.template_names():
        message = f"the page was made with {name!r}, which is no template of ours"
        options.report("--template", "OPT01", message, "name the file with --template, or one of ours")
    else:
        options.template(name)
    options.check()
    return form, api.find_template(name, dialects.load(form))


def _write(text: str, record: Record, form: str, given: dict[str, Any]) -> None:
    """Write to the file: new, one of ours that people do not write on, or replaced by force."""
    from .. import writing
    from ..errors import failure
    from .generate_ import _like

    output = given["output"]
    before = writing.read(output)
    content = _like(before, text)
    is_ours = _is_ours(before, content, form, record.checklist.id)
    if not is_ours and not given["force"]:
        hint = "choose another name, or --force saves it and replaces it; `generate` with the campaign refreshes a page of ours"
        raise failure(output, "PAG01", "the file exists and is not this page", hint)
    saved = writing.replace(output, content, expected=before, keep=not is_ours) if content != before else ""
    count = record.checklist.totals.total
    told = f"{output}: {count} item{'' if count == 1 else 's'}" + (f"; the old file is {saved}" if saved else "")
    click.echo(visible(told), err=True)


def _is_ours(before: bytes | None, content: bytes, form: str, id: str) -> bool:
    """Return whether nothing is lost with *before*: there is nothing, it is the same, or a page of this checklist nobody writes on."""
    from .generate_ import _is_generated

    if before is None or not before.strip() or before == content:
        return True
    return _is_generated(before.decode("utf-8-sig", "replace"), form, id)
