"""`checklist generate`: write the checklist of a campaign, or of all items."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ..arranging import GROUPINGS
from ..model import LEVELS
from .options import Options, check_states, completing, facts_options, lang_option, load, read_brief, rules_option, state_option

if TYPE_CHECKING:
    from ..api import Brief, Choice
    from ..embedding import Laid
    from ..model import Checklist, RuleSet
    from ..project import Origin
    from ..settings import Project


@click.command("generate")
@click.argument("campaigns", nargs=-1, metavar="[CAMPAIGN…]")
@click.option("--from", "record", metavar="RECORD", help="Make the page of a record (`-f json`) again, without campaign and rules.")
@click.option("-t", "--theme", "themes", multiple=True, metavar="THEME", help="Only items of this theme; repeatable.")
@facts_options
@click.option("-f", "--format", "form", metavar="FORMAT", help="See `checklist list formats`. Default: by the ending of the file.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE; a page of ours keeps its ticks and notes.")
@click.option("--out-dir", metavar="DIR", help="Write each CAMPAIGN to a file of its own in DIR, and an index over them.")
@click.option("--no-index", is_flag=True, help="With --out-dir: write no index.")
@lang_option("that of the page, else en")
@click.option("--template", metavar="NAME|FILE.j2", help="See `checklist list templates`. Default: checklist.")
@click.option(
    "--group-by", metavar="[phase|theme|owner]", shell_complete=completing(*GROUPINGS), help="What the headings are. Default: phase.",
)
@click.option("--level", metavar="[must|should|could]", shell_complete=completing(*LEVELS), help="Only this level and stricter.")
@click.option("--owner", metavar="ROLE", help="Only items of this role: its hand-off sheet.")
@click.option("--budget", metavar="TIME", help="Only what fits into 45m, 1h or 1h30m: every must, then the weightiest.")
@state_option
@click.option("--no-markers", is_flag=True, help="Leave out the two markers that a refresh needs.")
@click.option("--force", is_flag=True, help="Replace a file that is not ours, saving it as FILE.before.")
@rules_option
def command(campaigns: tuple[str, ...], origin: Origin, **given: Any) -> int | None:
    """Write the checklist of CAMPAIGN (a YAML file, or - for standard input).

    Without CAMPAIGN and facts, every item is listed. With --out-dir there may be many; one that fails keeps none of the others.
    """
    if given["record"] is not None:
        from .record import render_again

        render_again(given)
        return None
    if len(campaigns) > 1 or given["out_dir"] is not None or given["no_index"]:
        from .batch import generate

        return generate(campaigns, origin, given)
    _generate(campaigns[0] if campaigns else None, origin, given)
    return None


def _generate(campaign: str | None, origin: Origin, given: dict[str, Any]) -> None:
    """Write one checklist, to its file or to standard output."""
    lang = lang_of(given["output"], origin) if given["lang"] is None else given["lang"]
    rules, options = load(origin, lang)
    brief, choice, form = read(campaign, options, origin.project, given)
    deliver(rules, brief, choice, form, given)


def deliver(rules: RuleSet, brief: Brief, choice: Choice, form: str, given: dict[str, Any]) -> None:
    """Write a checklist to its file, or to standard output."""
    if given["output"] not in (None, "-"):
        _write(rules, brief, choice, form, given)
        return
    from . import emit

    made = _begun(rules, brief, choice, form, given)
    emit(_rendered(rules, made, brief, choice, form, given))


def _begun(rules: RuleSet, brief: Brief, choice: Choice, form: str, given: dict[str, Any]) -> Checklist:
    """Return the checklist, with what state files say."""
    from .. import api

    if not given["saved"]:
        return api.checklist(rules, brief, choice, day=api.today())
    return _told(api.begin(rules, brief, choice, day=api.today(), format=form, saved=given["saved"]), given)


def _remark(message: str, given: dict[str, Any]) -> None:
    """Tell something about the checklist, in a way of the caller's if it has one."""
    from . import tell

    given.get("remark", tell)(message)


def _told(laid: Laid, given: dict[str, Any]) -> Checklist:
    """Return the checklist, and tell what it has no place for."""
    if laid.unplaced:
        _remark(f"not in this list, so not taken from the state file: {', '.join(laid.unplaced)}", given)
    return laid.checklist


def lang_of(output: str | None, origin: Origin) -> str | None:
    """Return the language of the page that is to be refreshed, None if there is none.

    Raises:
        ChecklistError: PAG02, if the rules do not have that language.
    """
    if not output or output == "-":
        return None
    from .. import api, writing
    from ..errors import ChecklistError, failure, suggestion

    try:
        lang = api.lang_of((writing.read(output) or b"").decode("utf-8", "replace"))
    except ChecklistError:
        return None  # told when it is to be written
    known = api.languages(origin.path, origin.packs)
    if lang and lang not in known:
        hint = f"{suggestion(lang, known)}; --lang writes it in another"
        raise failure(output, "PAG02", f"the page is in {lang!r}, and the rules are not", hint)
    return lang or None


def read(campaign: str | None, options: Options, project: Project, given: dict[str, Any]) -> tuple[Brief, Choice, str]:
    """Return what the command line asks for, or raise every problem in it and in the campaign file."""
    from .. import api

    template_told = "--template" if given["template"] is not None or not project.template else project.path
    for name, usual in (("template", project.template or api.DEFAULT_TEMPLATE), ("group_by", project.group_by or GROUPINGS[0])):
        given[name] = usual if given[name] is None else given[name]
    rules = options.rules
    brief = read_brief(options, campaign, given)
    themes = options.names("--theme", "theme", given["themes"], rules.themes)
    owner = options.one("--owner", "owner", given["owner"], rules.vocabulary.owners)
    level = options.one("--level", "level", given["level"], LEVELS)
    group_by = options.one("--group-by", "grouping", given["group_by"], GROUPINGS)
    budget = options.budget("--budget", given["budget"])
    options.filled("--output", given["output"])
    form = _format(options, given["form"], given["output"], project)
    options.template(given["template"], told=template_told)
    given["saved"] = options.states(given["states"])
    options.check()
    choice = api.Choice(themes, level, owner, group_by, rules.lang, budget)
    check_states(given["saved"], [api.with_options(brief, choice).id])
    return brief, choice, form


def _format(options: Options, form: str | None, output: str | None, project: Project) -> str:
    """Return the format, by name or by the ending of the file; the two must not contradict each other."""
    from .. import api, dialects
    from ..errors import suggestion

    known = dialects.names()
    is_usual = form is None and not output and bool(project.format)
    form = project.format if is_usual else form
    if form is not None and form not in known:
        options.report(project.path if is_usual else "--format", "OPT01", f"there is no format {form!r}", _format_hint(form, known))
        return api.DEFAULT_FORMAT
    suffix = os.path.splitext(output)[1].lower() if output else ""
    if not suffix:
        return form or api.DEFAULT_FORMAT
    fitting = dialects.for_suffix(suffix)
    if form is None and fitting:
        return fitting[0]
    if form is None:
        suffixes = sorted({dialects.load(name).SUFFIX for name in known})
        options.report("--output", "OPT03", f"no format ends in {suffix!r}", f"{suggestion(suffix, suffixes)} – or name the format with -f")
        return api.DEFAULT_FORMAT
    if fitting and form not in fitting:
        options.report("--output", "OPT03", f"{suffix} is the ending of {fitting[0]}, not of {form}", "change one of the two")
    return form


def _format_hint(form: str, known: list[str]) -> str:
    from .. import dialects
    from ..errors import suggestion

    by_suffix = dialects.for_suffix("." + form.lstrip("."))
    return f"did you mean {by_suffix[0]!r}?" if by_suffix else suggestion(form, known)


def _rendered(rules: RuleSet, made: Any, brief: Brief, choice: Choice, form: str, given: dict[str, Any]) -> str:
    from .. import api, dialects

    template = api.find_template(given["template"], dialects.load(form))
    marker = None
    if not given["no_markers"]:
        marker = api.marker_fields(made, brief, choice, format=form, template=os.path.basename(template.name))
    if dialects.load(form).MEDIA_TYPE == "text/csv":
        tell_hidden(rules, made, given)
    return api.render(rules, made, format=form, template=template, marker=marker)


def tell_hidden(rules: RuleSet, made: Checklist, given: dict[str, Any]) -> None:
    """Tell what a budget hides, where the format has no line for it."""
    from ..making import words_of

    for hidden in made.hidden:
        if hidden.levels or hidden.over:
            _remark(words_of(rules).hidden(hidden), given)


class Written(NamedTuple):
    """A checklist as it was written: the name of the file that was saved first, and whether there was anything to write."""

    checklist: Checklist
    saved: str
    is_changed: bool


def _write(rules: RuleSet, brief: Brief, choice: Choice, form: str, given: dict[str, Any]) -> None:
    """Write to the file, and tell."""
    from ..errors import visible

    written = put(rules, brief, choice, form, given)
    count = written.checklist.totals.total
    saved = f"; the old file is {written.saved}" if written.saved else ""
    click.echo(visible(f"{given['output']}: {count} item{'' if count == 1 else 's'}{saved}"), err=True)


def put(rules: RuleSet, brief: Brief, choice: Choice, form: str, given: dict[str, Any]) -> Written:
    """Write to the file: new, refreshed if it is ours, or replaced by force."""
    from .. import writing
    from ..errors import ChecklistError

    output, force = given["output"], given["force"]
    before = writing.read(output)
    made = None
    ours = True
    if before is not None:
        try:
            made = _onto(rules, brief, choice, form, before, given)
        except ChecklistError:
            if not force:
                raise
            ours = False
            made = _forced(rules, brief, choice, form, before, given)
    if made is None:
        made = _begun(rules, brief, choice, form, given)
    content = _like(before, _rendered(rules, made, brief, choice, form, given))
    is_changed = content != before
    saved = writing.replace(output, content, expected=before, keep=not ours) if is_changed else ""
    return Written(made, saved, is_changed)


def _onto(rules: RuleSet, brief: Brief, choice: Choice, form: str, before: bytes, given: dict[str, Any]) -> Checklist | None:
    """Return the checklist for a file that exists; None if it is ours and holds nothing to keep.

    Raises:
        ChecklistError: PAG…, if the file is not ours.
    """
    from .. import api, dialects, embedding
    from ..yamlio import decode

    output = given["output"]
    if not before.strip():
        return None
    text = decode(before, output)
    if hasattr(dialects.load(form), "parse") and not given["no_markers"]:
        laid = api.refresh(
            rules, brief, choice, day=api.today(), page=text, path=output, format=form, force=False, saved=given["saved"]
        )
        return _told(laid, given)
    if not _is_generated(text, form, api.with_options(brief, choice).id):
        raise embedding.not_ours(output)
    return None


def _forced(rules: RuleSet, brief: Brief, choice: Choice, form: str, before: bytes, given: dict[str, Any]) -> Checklist | None:
    """Return the checklist with what can be kept of an edited page of ours; None if nothing can."""
    from .. import api
    from ..errors import ChecklistError

    try:
        text = before.decode("utf-8")
        laid = api.refresh(
            rules, brief, choice, day=api.today(), page=text, path=given["output"], format=form, force=True, saved=given["saved"]
        )
        return _told(laid, given)
    except (ChecklistError, UnicodeDecodeError):
        return None


def _is_generated(text: str, form: str, id: str) -> bool:
    """Return whether *text* names us as its generator, and this checklist."""
    if form == "json":
        import json

        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            return False
        return isinstance(data, dict) and str(data.get("generator", "")).startswith("marketing-impact-checklist ") and data.get("id") == id
    if form == "html":
        generated = re.search(r'<meta name="generator" content="marketing-impact-checklist [^"]*">', text[:4000])
        return bool(generated) and f'data-checklist="{id}"' in text[:4000]
    return False


def _like(before: bytes | None, text: str) -> bytes:
    """Return *text* with the byte order mark and line ends that the file had."""
    content = text.encode("utf-8")
    if before and before.strip() and not before.endswith(b"\n"):
        content = content.rstrip(b"\n")
    if before and before.startswith(b"\xef\xbb\xbf"):
        content = b"\xef\xbb\xbf" + content
    if before and b"\r\n" in before and b"\n" not in before.replace(b"\r\n", b""):
        content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return content
