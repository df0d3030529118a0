"""`checklist diff`: what changed between two rule sets, and what it comes to in campaigns."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from ..errors import ChecklistError
from .options import Options, completing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from ..api import Comparison
    from ..effects import Days
    from ..errors import Problem
    from ..model import Campaign, RuleSet
    from ..settings import Project

FORMATS = ("text", "markdown", "json")
_COLOURS: dict[str, dict[str, Any]] = {
    "title": {"bold": True}, "heading": {"bold": True}, "group": {"fg": "cyan"}, "strong": {"bold": True}, "gone": {"fg": "red"},
    "new": {"fg": "green"},
}


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.argument("campaigns", nargs=-1, metavar="[CAMPAIGN]…")
@click.option("--as-of", metavar="DATE", help="Day to judge laws and waivers at. Default: the launch, else today.")
@click.option("--since", metavar="DATE", help="Judge OLD at this earlier day, so that dates that arrived since are told.")
@click.option(
    "-f", "--format", "form", metavar="[text|markdown|json]", shell_complete=completing(*FORMATS), default="text", show_default=True,
    help="For people, for the change log of a wiki, or for tools.",
)
@click.option("--exit-code", is_flag=True, help="Exit 1 if anything changed.")
@click.option("--no-project", is_flag=True, help="Ignore what checklist.yml says of every campaign.")
def command(old: str, new: str, campaigns: tuple[str, ...], form: str, exit_code: bool, no_project: bool, **given: str | None) -> int:
    """Say in words what changed from OLD to NEW, and what it comes to in each CAMPAIGN.

    OLD and NEW are each a rules directory or a house pack (directory, file or name), which is laid over the built-in rules; `core`
    names these. Several are joined by commas, the lowest first: core,agency,client. With the same rules twice, --since tells what
    time alone changed.

    Exit code 0: done; 1: anything changed, with --exit-code; 2: rules or a campaign cannot be used.
    """
    from .. import api
    from . import emit

    rules = _both(old, new, since=given["since"])
    options = Options(api.joined(*rules))
    options.one("--format", "format", form, FORMATS)
    as_of, since = options.day("--as-of", given["as_of"]), options.day("--since", given["since"])
    read = _campaigns(options, campaigns, is_alone=no_project)
    days = [_days(options, campaign, as_of, since) for campaign in read]
    general = _general(options, days, as_of, since)
    options.check()
    made = api.compare(*rules, zip(read, days), days=general)
    emit(_written(made, form))
    return 1 if exit_code and not made.is_empty else 0


def _both(old: str, new: str, *, since: str | None) -> tuple[RuleSet, RuleSet]:
    """Return the two rule sets, or raise every problem of both."""
    from .. import api
    from ..errors import failure

    problems: list[Problem] = []
    places = []
    found = []
    for name, written in (("OLD", old), ("NEW", new)):
        try:
            base, packs = _places(name, written)
            places.append([os.path.realpath(place) for place in (base or api.built_in(), *packs)])
            found.append(api.load_rules(base, packs=packs))
        except ChecklistError as error:
            problems += error.problems
    if len(places) == 2 and places[0] == places[1] and since is None:
        hint = "name two, or add --since DATE to see which dates arrived"
        problems += failure("NEW", "OPT03", "OLD and NEW are the same rules", hint).problems
    if problems:
        raise ChecklistError(dict.fromkeys(problems))
    return found[0], found[1]


def _places(name: str, written: str) -> tuple[str | None, list[str]]:
    """Return the rules at the bottom of what is written for OLD or NEW, None for the built-in ones, and the packs over them."""
    from ..errors import failure
    from ..loading import is_house
    from ..project import place

    listed = [written] if os.path.exists(written) else [part.strip() for part in written.split(",")]
    base: str | None = None
    packs = []
    problems: list[Problem] = []
    for number, part in enumerate(listed):
        try:
            if not part:
                raise failure(name, "OPT02", "it names nothing", "name a rules directory, a house pack, or core")
            found = "" if part == "core" else place(part, told=name)
            if found and is_house(found):
                packs.append(found)
            elif number:
                raise failure(name, "OPT03", f"{part} is no house pack, so it cannot lie over {listed[0]}", "name it first")
            else:
                base = found or None
        except ChecklistError as error:
            problems += error.problems
    if problems:
        raise ChecklistError(problems)
    return base, packs


def _campaigns(options: Options, paths: tuple[str, ...], *, is_alone: bool) -> list[Campaign]:
    """Return the campaigns in the files *paths*; what is wrong with them is left in *options*."""
    from .. import api
    from ..project import find

    rules = options.rules if is_alone else _with_defaults(options, find())
    read: dict[str, tuple[str, Campaign]] = {}
    for path in dict.fromkeys(paths):
        options.filled("CAMPAIGN", path)
        if paths.count(path) > 1:
            options.report(path, "OPT03", "the campaign is named twice", "name each campaign once")
        try:
            campaign = api.load_campaign(path, rules) if path else api.NOBODY
        except ChecklistError as error:
            options.problems += error.problems
            continue
        if campaign.id in read:
            options.report(path, "OPT03", f"{read[campaign.id][0]} has the id {campaign.id} too", "give one of them another `id`")
        read[campaign.id] = (path, campaign)
    return [campaign for _, campaign in read.values()]


def _with_defaults(options: Options, project: Project) -> RuleSet:
    """Return the rules with what the project says of every campaign; its packs and parameters are not those of OLD or NEW."""
    from ..settings import applied

    return applied(project._replace(params=()), options.rules, options.problems)


def _days(options: Options, campaign: Campaign, as_of: date | None, since: date | None) -> Days:
    """Return the days that *campaign* is judged at, before and now."""
    from .. import api
    from ..effects import Days

    day, _ = api.as_of(api.Brief(campaign, pinned=as_of), api.today())
    if since and since > day:
        whose = f"the day {campaign.title} is judged at" if campaign.title else "the day that counts as now"
        options.report("--since", "OPT03", f"{since} is later than {day}, {whose}", "name an earlier day, or a later one with --as-of")
    return Days(since or day, day)


def _general(options: Options, days: Iterable[Days], as_of: date | None, since: date | None) -> Days:
    """Return the days between which dates of the sources count: up to the last day of a campaign, without one up to now."""
    from .. import api
    from ..effects import Days

    found = list(days)
    if not found:
        return _days(options, api.NOBODY, as_of, since)
    last = max(day.new for day in found)
    return Days(since or last, last)


def _written(made: Comparison, form: str) -> str:
    if form == "json":
        from ..deltas import json

        return json(made)
    from .. import changelog

    if form == "markdown":
        return changelog.as_markdown(made)
    is_coloured = bool(sys.stdout and sys.stdout.isatty()) and not os.environ.get("NO_COLOR")
    return changelog.text(made, _painted) if is_coloured else changelog.text(made)


def _painted(shown: str, style: str) -> str:
    return click.style(shown, **_COLOURS[style])
