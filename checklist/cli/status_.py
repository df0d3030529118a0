"""`checklist status`: how far the checklists on many pages are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from .delivery import deliver, is_coloured
from .options import Options, check_states, completing, lang_option, load, rules_option, state_option
from .pages import watched

if TYPE_CHECKING:
    from ..model import RuleSet
    from ..progress import Filter, Status
    from ..project import Origin

FORMATS = ("text", "json", "csv", "html")
_SUFFIXES = {".txt": "text", ".json": "json", ".csv": "csv", ".html": "html", ".htm": "html"}


@click.command("status")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--entries", is_flag=True, help="List every entry: code, state, owner, due, evidence, page.")
@click.option("--open", "only_open", is_flag=True, help="With --entries: only what is not closed.")
@click.option("-t", "--theme", "themes", multiple=True, metavar="THEME", help="Count only entries of this theme; repeatable.")
@click.option("--owner", metavar="ROLE|NAME", help="Count only what this role, or a person named on the pages, has to do.")
@click.option(
    "-f", "--format", "form", metavar="[text|json|csv|html]", shell_complete=completing(*FORMATS),
    help="Default: by the ending of the file, else text.",
)
@click.option("-o", "--output", metavar="FILE", help="Write to FILE.")
@state_option
@lang_option("en")
@click.option("--as-of", metavar="DATE", help="Day to tell what is overdue and which campaign has ended: 2027-01-15. Default: today.")
@click.option("--force", is_flag=True, help="Replace a file that is no report of ours, saving it as FILE.before.")
@rules_option
def command(paths: tuple[str, ...], origin: Origin, **given: Any) -> int:
    """Tell how far the checklists on many pages are: by page, theme, owner and level.

    PATH is a page, or a directory whose pages count, in any wiki format. Pages are taken at their word, and stay as they are.

    Exit code 0: told; 2: a page cannot be read, and the others were told.
    """
    from . import tell

    rules, options = load(origin, given["lang"])
    form, choice, day = _asked(options, given)
    status = _status(rules, paths, given, choice, day)
    for problem in (*status.warnings, *status.problems):
        tell(str(problem))
    if not status.sheets and not status.problems:
        tell("no checklist found; `checklist embed` puts one into a page")
    if given["only_open"] and status.entries is not None:
        status = status._replace(entries=tuple(each for each in status.entries if not each[2].is_closed))
    _deliver(status, rules, form, given)
    return 2 if status.problems else 0


def _asked(options: Options, given: dict[str, Any]) -> tuple[str, Filter, date]:
    """Return what the command line asks for, or raise every problem in it."""
    from .. import api

    themes = options.names("--theme", "theme", given["themes"], options.rules.themes)
    day = options.day("--as-of", given["as_of"])
    options.filled("--output", given["output"])
    options.filled("--owner", given["owner"])
    form = options.by_suffix(given["form"], given["output"], _SUFFIXES) or FORMATS[0]
    if given["only_open"] and not given["entries"]:
        options.report("--open", "OPT03", "it chooses among entries, and none are listed", "add --entries")
    given["saved"] = options.states(given["states"])
    options.check()
    return form, api.Filter(themes, " ".join((given["owner"] or "").split())), day or api.today()


def _status(rules: RuleSet, paths: Iterable[str], given: dict[str, Any], choice: Filter, day: date) -> Status:
    """Return how far the checklists at *paths* are."""
    from .. import folders
    from ..errors import ChecklistError, failure, suggestion
    from ..progress import Progress
    from ..project import root
    from . import tell

    progress = Progress(rules, day=day, root=root(), choice=choice, entries=given["entries"], saved=given["saved"])
    listing = folders.files(paths)
    with watched(listing.files, "Reading pages") as files:
        for path in files:
            try:
                text = folders.read(path)
            except ChecklistError as error:
                progress.refuse(error)
                continue
            if text is None:
                progress.skip()
            else:
                progress.add(path, text)
    check_states(given["saved"], progress.places)
    if listing.left:
        tell(f"{listing.left} link{'' if listing.left == 1 else 's'} out of these directories not followed")
    status = progress.status()
    known = (*rules.vocabulary.owners, *status.people)
    if choice.owner and not status.sheets and choice.owner.casefold() not in map(str.casefold, known):
        raise failure("--owner", "OPT01", f"nobody on these pages is called {choice.owner!r}", suggestion(choice.owner, known))
    return status._replace(problems=(*listing.problems, *status.problems))


def _deliver(status: Status, rules: RuleSet, form: str, given: dict[str, Any]) -> None:
    """Print the report, or write it to its file."""
    deliver(
        lambda columns: _written(status, rules, form, columns), given["output"],
        is_ours=lambda content: _is_ours(content, form, rules), what="report", force=given["force"],
    )


def _is_ours(content: bytes, form: str, rules: RuleSet) -> bool:
    from ..exports import is_ours

    return is_ours(content, form, rules.wordings)


def _written(status: Status, rules: RuleSet, form: str, columns: int | None) -> str:
    from ..making import words_of

    words = words_of(rules)
    if form == "json":
        from ..exports import json

        return json(status, words)
    if form == "html":
        from ..dashboard import html

        return html(status, words)
    from .. import tables

    if form == "csv":
        return tables.csv(status, words)
    if columns is None:
        return tables.text(status, words)

    return tables.text(status, words, width=columns, style=_style if is_coloured() else tables.plain)


def _style(name: str, piece: str) -> str:
    looks: dict[str, Any] = {"head": {"bold": True}, "late": {"fg": "red"}, "good": {"fg": "green"}}
    return click.style(piece, **looks[name])
