"""`checklist check`: the gate."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from .options import Options, check_states, completing, load, read_brief, rules_option, state_option
from .pages import as_read, check_names

if TYPE_CHECKING:
    from ..api import Demand, Judgement, Request
    from ..model import RuleSet
    from ..project import Origin

FORMATS = ("text", "json", "junit", "github")
REQUIRED = ("must", "should", "all")


@click.command("check")
@click.argument("pages", nargs=-1, required=True, metavar="PAGE…")
@click.option("--campaign", metavar="FILE", help="Campaign whose checklist to judge. Default: those on the page.")
@click.option(
    "--require", metavar="[must|should|all]", shell_complete=completing(*REQUIRED), default="must", show_default=True,
    help="Levels that have to be closed: done, waived, or not applicable with a reason.",
)
@click.option("--evidence", is_flag=True, help="What is done needs an `Evidence:` line.")
@click.option("--fresh", is_flag=True, help="The page has to be as `embed` would write it, its sources reviewed in time.")
@click.option("--accept-na", is_flag=True, help="`N/A:` with a reason closes what is law here, too.")
@click.option("--if-present", is_flag=True, help="Skip pages that hold no checklist.")
@state_option
@click.option("--as-of", metavar="DATE", help="Day to judge laws and waivers at. Default: as on the page, the launch, else today.")
@click.option(
    "--format", "form", metavar="[text|json|junit|github]", shell_complete=completing(*FORMATS), default="text", show_default=True,
    help="For people, for tools, for a CI server, or for annotations in a GitHub job.",
)
@click.option("-q", "--quiet", is_flag=True, help="Tell findings only.")
@click.option("--allow-older", is_flag=True, help="Judge by rules older than those the page was written with.")
@rules_option
def command(pages: tuple[str, ...], origin: Origin, form: str, quiet: bool, **given: Any) -> int:
    """Tell what keeps each PAGE from going live: what is open, missing, edited, overdue, or no longer excused.

    PAGE is a file with a checklist, or - to read standard input. The report goes to standard output.

    Exit code 0: passed; 1: findings; 2: a page cannot be judged, as one without a checklist.
    """
    from functools import lru_cache, partial

    from ..errors import ChecklistError
    from ..project import rules_of
    from ..verdicts import FORMATS as WRITERS, Verdict
    from . import emit, tell

    rules, options = load(origin, None)
    request, demand = _request(options, pages, form, given)
    judge = partial(_judged, rules, lru_cache(partial(rules_of, origin)), request, demand)
    judgements: list[Judgement] = []
    skipped: list[str] = []
    verdict = Verdict(demand, (), (), ())
    for path in pages:
        try:
            found = judge(path, is_optional=given["if_present"])
        except ChecklistError as error:
            verdict = verdict._replace(problems=(*verdict.problems, *error.problems))
            continue
        judgements += found
        skipped += [] if found else [path]
    verdict = verdict._replace(judgements=tuple(judgements), skipped=tuple(skipped))
    if not verdict.problems:
        check_states(request.saved, {judgement.id for judgement in judgements})
    emit(WRITERS[form](verdict, quiet=quiet))
    for problem in verdict.problems if form == "text" else ():
        tell(str(problem))
    return 2 if verdict.problems else 1 if verdict.findings else 0


def _request(options: Options, pages: tuple[str, ...], form: str, given: dict[str, Any]) -> tuple[Request, Demand]:
    """Return what the command line asks for, or raise every problem in it and in the campaign file."""
    from .. import api

    check_names(pages, given["campaign"], options)
    options.one("--format", "format", form, FORMATS)
    options.one("--require", "level to require", given["require"], REQUIRED)
    brief = read_brief(options, given["campaign"], {"facts": (), "params": (), "as_of": given["as_of"]})
    saved = options.states(given["states"])
    options.check()
    campaign = brief if given["campaign"] else None
    request = api.Request(campaign, pinned=brief.pinned, allow_older=given["allow_older"], saved=saved)
    return request, api.Demand(given["require"], given["evidence"], given["fresh"], given["accept_na"])


def _judged(
    rules: RuleSet, rules_in: Callable[[str], RuleSet], request: Request, demand: Demand, path: str, *, is_optional: bool
) -> list[Judgement]:
    """Return how the checklists on a page stand; none where the page holds none and is allowed to."""
    from .. import api
    from ..errors import failure
    from ..rulefiles import read_bytes
    from ..project import root

    page = as_read(path, read_bytes(path))
    found = api.check(
        rules, page.text, page.name, request=request, demand=demand, day=api.today(), root=root(), rules_in=rules_in
    )
    if not found and not is_optional:
        whose = f"the checklist {request.brief.campaign.id!r} is not" if request.brief else "there is no checklist"
        raise failure(page.name, "PAG01", f"{whose} on this page", "put it in with `checklist embed`, or --if-present skips such pages")
    return found
