"""`checklist embed`: put a checklist into a page, or refresh the checklists that are there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from ..arranging import GROUPINGS
from .options import Options, check_states, completing, facts_options, lang_option, load, read_brief, rules_option, state_option
from .pages import STREAM, Read, as_read, check_names, told_if_failing

if TYPE_CHECKING:
    from ..api import Embedded, Request, Told
    from ..model import RuleSet
    from ..project import Origin
    from ..settings import Project


class _Done(NamedTuple):
    """A page that was read, and what it is to be."""

    page: Read
    embedded: Embedded

    @property
    def after(self) -> bytes:
        """The bytes the page is to hold."""
        return self.page.encoded(self.embedded.text)


@click.command("embed")
@click.argument("pages", nargs=-1, required=True, metavar="PAGE…")
@click.option("--campaign", metavar="FILE", help="Campaign whose checklist to put in or refresh. Default: those on the page.")
@click.option("--under", metavar="HEADING", help="Put it below this heading. Default: in place of [checklist], else at the end.")
@click.option("-t", "--theme", "themes", multiple=True, metavar="THEME", help="Only items of this theme; repeatable, and remembered.")
@facts_options
@click.option("-f", "--format", "form", metavar="FORMAT", help="Format of a page without a checklist. Default: by the ending of its name.")
@lang_option("as on the page")
@click.option("--template", metavar="NAME|FILE.j2", help="See `checklist list templates`. Default: as on the page.")
@click.option(
    "--group-by", metavar="[phase|theme|owner]", shell_complete=completing(*GROUPINGS),
    help="What the headings are. Default: as on the page.",
)
@state_option
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a page would change.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@click.option("--dry-run", is_flag=True, help="Write nothing; only tell.")
@click.option("--force", is_flag=True, help="Replace generated text that was edited, saving the page as PAGE.before.")
@click.option("--allow-older", is_flag=True, help="Refresh with rules older than those the page was written with.")
@rules_option
def command(pages: tuple[str, ...], origin: Origin, **given: Any) -> int:
    """Put the checklist of a campaign into each PAGE, or refresh the checklists that are there.

    PAGE is a file, or - to read standard input and write standard output. Ticks and notes stay; text outside the
    checklist is not touched.
    """
    from functools import lru_cache, partial

    from ..project import rules_of
    from . import tell

    rules, options = load(origin, given["lang"])
    request = _request(options, pages, origin.project, given)
    rules_in = lru_cache(partial(rules_of, origin))
    worst = 0
    done: list[_Done] = []
    for path in pages:
        worst = max(worst, told_if_failing(lambda: done.append(_embedded(rules, rules_in, path, request))))
    _check_places(done, request, worst)
    if not worst:
        check_states(request.saved, {told.id for page in done for told in page.embedded.told})
    for page in done:
        worst = max(worst, told_if_failing(lambda: _finish(page, given)))
    if given["campaign"] and request.brief and not request.brief.path and done:
        tell(f"{given['campaign']}: it lies outside the project, so no page can name it; give --campaign with every refresh")
    return worst


def _request(options: Options, pages: tuple[str, ...], project: Project, given: dict[str, Any]) -> Request:
    """Return what the command line asks for, or raise every problem in it and in the campaign file."""
    from .. import api, dialects
    from ..errors import suggestion

    rules = options.rules
    check_names(pages, given["campaign"], options)
    brief = read_brief(options, given["campaign"], given)
    is_given = bool(given["campaign"] or given["facts"])
    themes = options.names("--theme", "theme", given["themes"], rules.themes)
    group_by = options.one("--group-by", "grouping", given["group_by"], GROUPINGS)
    readable = [name for name in dialects.names() if hasattr(dialects.load(name), "parse")]
    if given["form"] is not None and given["form"] not in readable:
        options.report("--format", "OPT01", f"no page in {given['form']!r} is read back", suggestion(given["form"], readable))
    if given["under"] is not None and not is_given:
        options.report("--under", "OPT03", "there is nothing to put below it", "name the campaign with --campaign")
    if given["params"] and not is_given:
        options.report("--param", "OPT03", "a page keeps the parameters it was made with", "name the campaign with --campaign")
    if given["template"] is not None:
        options.template(given["template"])
    elif project.template:
        options.template(project.template, told=project.path)
    saved = options.states(given["states"])
    options.check()
    return api.Request(
        brief if is_given else None, themes, given["template"] or "", group_by, brief.pinned, given["form"] or "", given["under"] or "",
        len(pages) == 1, given["force"], given["allow_older"], given["lang"] or "",
        api.Habits(project.template, project.group_by, project.lang), saved,
    )


def _embedded(rules: RuleSet, rules_in: Callable[[str], RuleSet], path: str, request: Request) -> _Done:
    """Return the page as it is to be."""
    from .. import api, writing
    from ..errors import failure
    from ..rulefiles import read_bytes
    from ..project import root

    before = read_bytes(STREAM) if path == STREAM else writing.read(path)
    if before is None:
        raise failure(path, "OUT01", "there is no such page", "check the name; `checklist generate -o` writes a new one")
    page = as_read(path, before)
    return _Done(page, api.embed(rules, page.text, page.name, request=request, day=api.today(), root=root(), rules_in=rules_in))


def _check_places(all_done: list[_Done], request: Request, worst: int) -> None:
    """Raise if a checklist to put in found no place, or more than one."""
    from ..errors import failure

    if request.brief is None or worst:
        return
    new = [done.page.path for done in all_done if any(told.is_new for told in done.embedded.told)]
    there = [done.page.path for done in all_done if done.embedded.told]
    if not there:
        hint = "write [checklist] on a line of its own, or name a heading with --under"
        raise failure("--campaign", "PAG06", "no page has a place for it", hint)
    if new and len(there) > 1:
        raise failure(new[0], "PAG08", f"the checklist would stand on {len(there)} pages: {', '.join(there)}", "name one page")


def _finish(done: _Done, given: dict[str, Any]) -> int:
    """Write the page, or print it, or what would change; return the exit code."""
    from .. import writing
    from . import emit

    is_changed = done.after != done.page.before
    is_quiet = given["check"] or given["diff"] or given["dry_run"]
    saved = ""
    if given["diff"]:
        emit(_difference(done))
    elif done.page.path == STREAM and not is_quiet:
        emit(done.after.decode("utf-8"))
    if is_changed and not is_quiet and done.page.path != STREAM:
        is_forced = any(told.is_edited for told in done.embedded.told)
        saved = writing.replace(done.page.path, done.after, expected=done.page.before, keep=is_forced)
    _summarise(done, saved, is_done=not is_quiet)
    return 1 if given["check"] and is_changed else 0


def _difference(done: _Done) -> str:
    """Return the unified difference, coloured on a terminal."""
    from difflib import unified_diff

    from ..errors import visible

    name = "page" if done.page.path == STREAM else visible(done.page.path)
    before, after = (content.decode("utf-8").splitlines(keepends=True) for content in (done.page.before, done.after))
    lines = [line if line.endswith("\n") else line + "\n\\ No newline at end of file\n" for line in unified_diff(before, after, name, name)]
    if not (sys.stdout and sys.stdout.isatty()):
        return "".join(lines)
    return "".join(_coloured(line) for line in lines)


def _coloured(line: str) -> str:
    from ..errors import visible

    colours = {"+": "green", "-": "red", "@": "cyan"}
    shown = visible(line.rstrip("\r\n"))
    return (click.style(shown, fg=colours[line[0]]) if line[0] in colours else shown) + "\n"


def _summarise(done: _Done, saved: str, *, is_done: bool) -> None:
    from . import tell

    name = "standard input" if done.page.path == STREAM else done.page.path
    if not done.embedded.told:
        tell(f"{name}: no checklist on it, left alone")
    for told in done.embedded.told:
        tell(f"{name}: {told.id}: {_said(told, is_done=is_done)}")
        if told.unplaced:
            tell(f"{name}: {told.id}: not in this list, so not taken from the state file: {', '.join(told.unplaced)}")
    if saved:
        tell(f"{name}: the old page is {saved}")


def _said(told: Told, *, is_done: bool) -> str:
    """Return what became of a checklist, in words."""
    if told.is_new:
        return f"{'put in' if is_done else 'would be put in'} with {_count(len(told.added), 'item')}"
    parts = [f"{_count(told.ticks, 'tick')} kept"]
    if told.added:
        parts.append(f"{len(told.added)} added")
    if told.moved:
        parts.append(f'{len(told.moved)} moved to "No longer in this list"')
    if told.to_check:
        parts.append(f"{len(told.to_check)} to check again")
    state = "unchanged" if not told.is_changed else "refreshed" if is_done else "would change"
    return f"{state}; {', '.join(parts)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
